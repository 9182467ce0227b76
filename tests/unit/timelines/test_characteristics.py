"""What a child is, taken from the file of children where no record of an incident says it."""

from __future__ import annotations

import pytest

from homeward.engine.connection import open_engine
from homeward.timelines.characteristics import with_children
from tests.unit.timelines.stored import stored

INCIDENTS = [
    {"incident": f"i{n}", "child": child, "reported": "2023-03-01 20:00"}
    for n, child in enumerate(("a", "a", "b", "c"))
]
CHILDREN = [
    {"child": "a", "sex": "female", "ethnicity": "white"},
    {"child": "b", "sex": "male", "ethnicity": "not_recorded"},
    {"child": "b", "sex": "female", "ethnicity": "asian"},
    {"child": "z", "sex": "male", "ethnicity": "black"},
]


@pytest.fixture
def engine():
    with open_engine(threads=1) as opened:
        yield opened


def _taken(engine, children, supplied=frozenset()):
    incidents = engine.from_arrow(stored("incidents", INCIDENTS), "incidents")
    held = engine.from_arrow(stored("children", children), "children") if children else None
    found, taken = with_children(incidents, held, frozenset(supplied))
    rows = sorted(found.to_pyarrow().to_pylist(), key=lambda row: row["incident"])
    return rows, taken


def test_each_incident_is_given_what_the_file_says_of_its_child(engine):
    rows, taken = _taken(engine, CHILDREN)
    assert taken == {"sex", "ethnicity"}
    assert [row["sex"] for row in rows] == ["female", "female", None, None]
    assert [row["ethnicity"] for row in rows] == ["white", "white", "asian", None]
    assert [row["incident"] for row in rows] == ["i0", "i1", "i2", "i3"]


def test_what_the_incidents_say_is_left_as_it_is(engine):
    rows, taken = _taken(engine, CHILDREN, {"sex"})
    assert taken == {"ethnicity"}
    assert [row["sex"] for row in rows] == [None] * 4


def test_children_of_others_are_not_taken_for_these(engine):
    others = [{"child": "z", "sex": "male"}, {"child": "a", "sex": "female"}]
    assert _taken(engine, others)[1] == frozenset()
    assert _taken(engine, [])[1] == frozenset()
