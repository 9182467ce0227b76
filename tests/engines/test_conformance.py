"""Every engine gives the answer by hand, or its gap is declared."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import pytest

from homeward.vocabulary import HomewardError
from tests.engines import cases_tables, cases_values
from tests.engines.case import Gap

CASES = [*cases_values.CASES, *cases_tables.CASES]


def _worked(expr):
    """The answer of an engine: rows as tuples, or a scalar."""
    found = expr.to_pyarrow()
    if isinstance(expr, ibis.expr.types.Table):
        return [tuple(row.values()) for row in found.to_pylist()]
    return found.as_py()


def _alike(got, wanted, within):
    """Equal in value and in kind: 1 is not 1.0, and neither is True."""
    if isinstance(wanted, Sequence) and not isinstance(wanted, str):
        return (
            isinstance(got, Sequence)
            and len(got) == len(wanted)
            and all(_alike(g, w, within) for g, w in zip(got, wanted, strict=True))
        )
    if isinstance(wanted, float) and isinstance(got, float):
        return got == (pytest.approx(wanted, rel=within, abs=0) if within else wanted)
    return type(got) is type(wanted) and got == wanted


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_engine_gives_the_answer_by_hand(engine, awkward, case):
    gap = case.gaps.get(engine.kind)
    if gap is not None and gap.raises is not None:
        with pytest.raises(gap.raises):
            _worked(case.ask(*awkward))
        return
    got = _worked(case.ask(*awkward))
    if gap is Gap.DIFFERS:
        assert not _alike(got, case.answer, case.within), "the gap has closed: take it out"
    else:
        assert _alike(got, case.answer, case.within), (got, case.answer)


def test_names_are_names():
    names = [case.name for case in CASES]
    assert len(names) == len(set(names)) >= 80
    assert {engine for case in CASES for engine in case.gaps} <= {"duckdb", "spark"}


def test_an_engine_that_fails_quotes_no_cell(engine, awkward):
    table, _ = awkward
    with pytest.raises(HomewardError) as caught:
        table.s.cast("date").max().to_pyarrow()
    assert caught.value.code == "HW-E005"
    assert "zo" not in str(caught.value).lower()
    assert caught.value.__context__ is None


def test_what_is_kept_and_what_is_written_are_the_same_rows(engine, awkward, tmp_path):
    table, _ = awkward
    kept = engine.keep(table.filter(table.n.notnull()))
    engine.write_parquet(kept.order_by("id"), tmp_path / "kept.parquet")
    back = engine.read_parquet(tmp_path / "kept.parquet").order_by("id")
    assert _worked(back) == _worked(kept.order_by("id"))
    assert len(_worked(back)) == 7
