"""The `spec` fixture of the timelines: small tables of incidents, ordered for real."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from homeward.engine.connection import Engine, open_engine
from homeward.timelines import build
from tests.spec.note_taker import rows_of
from tests.unit.timelines.stored import UK, stored

#: What `when` is given: the tables by name, as lists of rows.
Tables = Mapping[str, list[dict[str, Any]]]


class TimelineSpec:
    """Runs a spec on the timelines that `build` makes of its table."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __call__(
        self,
        *,
        given: str,
        when: Callable[[Tables], Mapping[str, Mapping[str, Any]]],
        then: Mapping[str, Mapping[str, Any]],
        window: tuple[str, str] = ("2024-01-01", "2024-12-31"),
    ) -> None:
        """Check that `when` finds exactly what is said, no more and no less."""
        got = when(self._tables(given, window))
        assert set(got) == set(then)
        for name, said in then.items():
            for part, value in said.items():
                wanted = pytest.approx(value, abs=5e-4) if isinstance(value, float) else value
                assert got[name][part] == wanted, f"{name} {part}"

    def _tables(self, given: str, window: tuple[str, str]) -> Tables:
        rows = [
            {"incident": f"M{n}", **{key: _written(cell) for key, cell in row.items()}}
            for n, row in enumerate(rows_of(given), start=1)
        ]
        opens, closes = (date.fromisoformat(day) for day in window)
        end = datetime.combine(closes + timedelta(days=1), datetime.min.time(), UK)
        made = build(
            self._engine,
            self._engine.from_arrow(stored("incidents", rows), "incidents"),
            None,
            window=(opens, closes),
            as_of=end.astimezone(UTC),
            counts_as_missing=("missing",),
            supplied=frozenset(rows[0]),
        )
        return {name: expr.to_pyarrow().to_pylist() for name, expr in made.items()}


def _written(cell: Any) -> Any:
    """A cell as a person writes it: times as text to the minute, dates as text."""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    return cell.isoformat() if isinstance(cell, date) else cell


@pytest.fixture
def spec() -> Iterator[TimelineSpec]:
    with open_engine() as engine:
        yield TimelineSpec(engine)
