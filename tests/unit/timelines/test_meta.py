"""Timelines written, and opened again as they were."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from homeward.engine import open_engine
from homeward.timelines import (
    IntakeSummary,
    Meta,
    build,
    materialise,
    open_timelines,
    read_meta,
    write_meta,
)
from homeward.timelines.meta import META_FILE
from homeward.timelines.schema import TABLES
from homeward.vocabulary import HomewardError
from tests.unit.timelines.stored import stored

META = Meta(
    opens=date(2023, 1, 1),
    closes=date(2023, 12, 31),
    as_of=datetime(2024, 1, 3, 9, 30, tzinfo=UTC),
    supplied=frozenset({"residence_type", "found"}),
    setting_from="residence_type",
    intake=IntakeSummary(
        read=10,
        used=7,
        duplicate=1,
        set_aside=2,
        cells_set_aside=3,
        reasons={("HW-R001", ""): 2, ("HW-R014", "risk_first"): 3},
        not_counted={"absent": 1},
    ),
    force="Exampleshire",
    synthetic=True,
)


def test_meta_comes_back_as_it_went(tmp_path):
    write_meta(tmp_path, META)
    assert read_meta(tmp_path) == META


def test_the_same_meta_gives_the_same_file(tmp_path):
    write_meta(tmp_path, META)
    first = (tmp_path / META_FILE).read_bytes()
    write_meta(tmp_path, read_meta(tmp_path))
    assert (tmp_path / META_FILE).read_bytes() == first


@pytest.mark.parametrize("text", ["", "{", "{}", "[]", "3"])
def test_meta_of_something_else_is_refused(tmp_path, text):
    (tmp_path / META_FILE).write_text(text)
    with pytest.raises(HomewardError) as caught:
        read_meta(tmp_path)
    assert caught.value.code == "HW-E003"


def test_a_meaning_that_is_missing_is_refused(tmp_path):
    write_meta(tmp_path, META)
    found = json.loads((tmp_path / META_FILE).read_text())
    del found["force"]
    (tmp_path / META_FILE).write_text(json.dumps(found))
    with pytest.raises(HomewardError) as caught:
        read_meta(tmp_path)
    assert caught.value.code == "HW-E003"


def test_nothing_written_is_nothing_to_open(tmp_path):
    with open_engine(threads=1) as engine:
        for meta in (None, META):
            with pytest.raises(HomewardError) as caught:
                open_timelines(engine, tmp_path, meta)
            assert caught.value.code == "HW-J003"


def test_timelines_open_with_their_tables(tmp_path):
    rows = [{"incident": "i", "child": "c", "reported": "2023-03-01 20:00"}]
    with open_engine(threads=1) as engine:
        exprs = build(
            engine,
            engine.from_arrow(stored("incidents", rows), "incidents"),
            None,
            window=(META.opens, META.closes),
            as_of=META.as_of,
            counts_as_missing=("missing",),
            supplied=META.supplied,
        )
        materialise(engine, exprs, tmp_path)
        write_meta(tmp_path, META)
        wanted = {name: expr.to_pyarrow().to_pylist() for name, expr in exprs.items()}
    with open_engine(threads=1) as engine:
        found = open_timelines(engine, tmp_path)
        assert {
            n: (found.partners.get(n) if n in found.partners else getattr(found, n))
            .to_pyarrow()
            .to_pylist()
            for n in TABLES
        } == wanted
    assert (found.as_of, found.force, found.synthetic) == (META.as_of, "Exampleshire", True)
    assert found.supplied == META.supplied and found.intake == META.intake


def test_a_close_without_a_zone_is_refused(tmp_path):
    values = {name: getattr(META, name) for name in Meta.__dataclass_fields__}
    with pytest.raises(ValueError, match="zone"):
        write_meta(tmp_path, Meta(**values | {"as_of": datetime(2024, 1, 1)}))
