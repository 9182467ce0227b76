"""The three kinds of placement, and what stays untold."""

from __future__ import annotations

import pytest

from homeward.engine import open_engine
from homeward.timelines import Definitions, build
from tests.unit.timelines.stored import stored, uk
from tests.unit.timelines.test_build import WINDOW

LISTED = [{"place": "p1", "authority": "MADEUP  County Council"}]


def _kinds(rows, places=None, definitions=None):
    rows = [
        {"incident": f"i{n}", "child": "ana", "reported": f"2023-03-{n + 1:02} 20:00"} | row
        for n, row in enumerate(rows)
    ]
    with open_engine(threads=1) as engine:
        found = build(
            engine,
            engine.from_arrow(stored("incidents", rows), "incidents"),
            None if places is None else engine.from_arrow(stored("places", places), "places"),
            window=WINDOW,
            as_of=uk("2024-01-10 00:00"),
            counts_as_missing=("missing",),
            supplied=frozenset({"placement_locality"}),
            definitions=definitions or Definitions(),
        )["episodes"]
        return found.order_by("incident").placement_kind.to_pyarrow().to_pylist()


OURS, THEIRS = "Madeup County Council", "Fable District Council"
ROWS = [
    {"placement_locality": "in_area", "placing_authority": OURS},
    {"placement_locality": "out_of_area", "placing_authority": OURS},
    {"placement_locality": "out_of_area", "placing_authority": THEIRS},
    {"placement_locality": "in_area", "placing_authority": THEIRS},
    {"placement_locality": "in_area"},
    {"placement_locality": "out_of_area"},
    {"placement_locality": "not_applicable", "placing_authority": OURS},
    {"placement_locality": "not_recorded", "placing_authority": OURS},
    {"placing_authority": OURS},
]


@pytest.mark.parametrize("how", ["homes", "plan"])
def test_the_kind_follows_authority_and_locality(how):
    places = LISTED if how == "homes" else None
    declared = Definitions(local_authorities=("madeup county council",))
    assert _kinds(ROWS, places, declared if how == "plan" else None) == [
        "local_here",
        "local_elsewhere",
        "other_here",
        "not_recorded",
        "local_here",
        "not_recorded",
        "not_placed",
        "not_recorded",
        None,
    ]


def test_with_no_local_authority_no_placement_out_of_area_is_told_apart():
    assert _kinds(ROWS[:3]) == ["local_here", "not_recorded", "not_recorded"]


def test_a_plan_overrides_the_homes():
    declared = Definitions(local_authorities=(THEIRS,))
    assert _kinds(ROWS[:3], LISTED, declared) == ["not_recorded", "other_here", "local_elsewhere"]
