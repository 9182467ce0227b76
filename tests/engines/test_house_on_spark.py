"""The house itself on the Spark dialect: same timelines and same findings as on DuckDB."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

import pytest

from homeward.demand import FINDINGS
from homeward.linkage import one_agency
from homeward.timelines import (
    IntakeSummary,
    Meta,
    build,
    materialise,
    open_timelines,
    setting_source,
)
from homeward.timelines.building import ORDER
from homeward.timelines.partners import SOURCES, held_of
from homeward.timelines.schema import TABLES
from tests.engines import made_up

META = Meta(
    *made_up.WINDOW,
    as_of=made_up.AS_OF,
    supplied=made_up.SUPPLIED,
    setting_from=setting_source(made_up.SUPPLIED),
    intake=IntakeSummary(made_up.COUNT, made_up.COUNT, 0, 0, 0, {}, {"absent": 225}),
    force="Exampleshire",
    synthetic=True,
    held=held_of(made_up.partners()),
)

#: Findings that these records cannot bear, whatever the engine, and why not.
REFUSED = {"demand.sample": "HW-N026"}


def _timelines(engine, folder):
    """The whole way from stored tables to opened timelines."""
    linked, _ = one_agency(engine.from_arrow(made_up.incidents(), "incidents"))
    exprs = build(
        engine,
        linked,
        engine.from_arrow(made_up.places(), "places"),
        window=made_up.WINDOW,
        as_of=made_up.AS_OF,
        counts_as_missing=made_up.COUNTS,
        supplied=made_up.SUPPLIED,
        partners={
            name: engine.from_arrow(table, name) for name, table in made_up.partners().items()
        },
    )
    materialise(engine, exprs, folder)
    return open_timelines(engine, folder, META)


@pytest.fixture(scope="module")
def both(duckdb, spark, tmp_path_factory):
    """Timelines on DuckDB and on Spark."""
    return tuple(
        _timelines(engine, tmp_path_factory.mktemp(engine.kind)) for engine in (duckdb, spark)
    )


def _alike(a, b, where=""):
    """Equal throughout, floats to the twelfth digit; gives the first difference."""
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        if list(a) != list(b):
            return f"{where}: {list(a)} against {list(b)}"
        pairs = [(f"{where}.{key}", a[key], b[key]) for key in a]
    elif isinstance(a, list | tuple) and isinstance(b, list | tuple):
        if len(a) != len(b):
            return f"{where}: {len(a)} against {len(b)}"
        pairs = [(f"{where}[{n}]", x, y) for n, (x, y) in enumerate(zip(a, b, strict=True))]
    else:
        close = isinstance(a, float) and isinstance(b, float) and a == pytest.approx(b, rel=1e-12)
        return "" if close or (type(a) is type(b) and a == b) else f"{where}: {a} against {b}"
    return next((found for at, x, y in pairs if (found := _alike(x, y, at))), "")


@pytest.mark.engine("spark")
@pytest.mark.parametrize("name", [n for n in TABLES if n not in SOURCES])
def test_timelines_are_the_same(both, name):
    one, other = (getattr(t, name).order_by(ORDER[name]).to_pyarrow().to_pylist() for t in both)
    assert [t.episodes.get_backend().name for t in both] == ["duckdb", "pyspark"]
    assert len(one) > 10
    assert _alike(one, other) == ""


@pytest.mark.engine("spark")
@pytest.mark.parametrize("name", SOURCES)
def test_partners_tables_are_the_same(both, name):
    """Engines put blanks at different ends, so rows are put in order here."""
    one, other = (sorted(t.partners[name].to_pyarrow().to_pylist(), key=repr) for t in both)
    assert [t.partners[name].get_backend().name for t in both] == ["duckdb", "pyspark"]
    assert both[0].held == both[1].held == frozenset(SOURCES)
    assert len(one) > 10
    assert _alike(one, other) == ""


@pytest.mark.engine("spark")
@pytest.mark.parametrize("id", FINDINGS)
def test_findings_are_the_same(both, id):
    one, other = (asdict(FINDINGS[id](t, made_up.SEED)) for t in both)
    assert (one["refused"] or "").startswith(REFUSED.get(id, ""))
    assert bool(one["refused"]) == (id in REFUSED)
    assert _alike(one, other) == ""


def test_the_made_up_records_hold_every_awkwardness(both):
    episodes = both[0].episodes
    found = episodes.agg(
        open=episodes.count(where=episodes.ending == "open"),
        bounded=episodes.count(where=episodes.ending == "bounded"),
        ambiguous=episodes.count(where=episodes.reported_flag == "ambiguous"),
        skipped=episodes.count(where=episodes.reported_flag == "nonexistent"),
        elsewhere=episodes.count(where=episodes.place.isnull()),
    ).to_pyarrow().to_pylist()  # fmt: skip
    assert all(count > 0 for count in found[0].values()), found


def test_the_partners_records_hold_theirs(both):
    steps, interviews = (both[0].partners[name] for name in ("steps", "interviews"))
    card = {row["activity"] for row in both[0].partners["effort"].to_pyarrow().to_pylist()}
    found = steps.agg(
        backwards=steps.count(where=steps.ended_at < steps.happened_at),
        dated=steps.count(where=steps.happened_at.isnull() & steps.happened_on.notnull()),
        nobody=steps.count(where=steps.role.isnull()),
        not_on_card=steps.count(where=~steps.activity.isin(sorted(card))),
    ).to_pyarrow().to_pylist()  # fmt: skip
    loose = interviews.agg(
        no_incident=interviews.count(where=interviews.incident.isnull()),
        no_day=interviews.count(where=interviews.returned_on.isnull()),
    ).to_pyarrow().to_pylist()  # fmt: skip
    assert all(count > 0 for count in {**found[0], **loose[0]}.values()), (found, loose)
