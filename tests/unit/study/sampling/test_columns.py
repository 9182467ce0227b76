"""What strata are made of: every column by incident and by child."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest

from homeward.study.sampling.columns import COLUMNS, column_of, last_of_each, units_of
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.sampling import SampleUnit
from tests.lib.made import made_timelines

NEW_YEAR = datetime(2024, 12, 30, 20)
ANA, BEN = "ana", "ben"


def timelines(**same):
    """Ana: two short incidents and a long one, into 2025, flagged at the second. Ben: one."""
    rows = [
        {"child": ANA, "reported": NEW_YEAR, "found": NEW_YEAR + timedelta(hours=3),
         "setting": "foster", "age": 14, "exploitation": ["none"]},
        {"child": ANA, "reported": NEW_YEAR + timedelta(days=1),
         "found": NEW_YEAR + timedelta(days=4), "setting": "foster", "age": 14,
         "exploitation": ["criminal"]},
        {"child": ANA, "reported": NEW_YEAR + timedelta(days=9),
         "found": NEW_YEAR + timedelta(days=9, hours=2), "setting": "childrens_home", "age": 15,
         "exploitation": None},
        {"child": BEN, "reported": NEW_YEAR, "found": None, "setting": None, "age": None,
         "exploitation": ["none"]},
    ]  # fmt: skip
    return made_timelines([row | same for row in rows])


def values(name: str, unit: SampleUnit, **same) -> list:
    found = column_of(timelines(**same), name, unit)
    return [found.labels[code] for code in found.codes]


@pytest.mark.parametrize(
    "name, incidents, children",
    [
        ("year", [2024, 2024, 2025, 2024], [2025, 2024]),
        ("setting", ["foster", "foster", "childrens_home", "not_recorded"],
         ["childrens_home", "not_recorded"]),
        ("band", ["2-4", "2-4", "2-4", "1"], ["2-4", "1"]),
        ("age_band", ["12_to_14", "12_to_14", "15_to_17", "not_recorded"],
         ["15_to_17", "not_recorded"]),
        ("missing_for", ["up_to_24h", "over_24h", "up_to_24h", "over_24h"],
         ["over_24h", "over_24h"]),
        ("flagged", ["no", "yes", "not_recorded", "no"], ["yes", "no"]),
    ],
)  # fmt: skip
def test_each_column_by_incident_and_by_child(name, incidents, children):
    assert values(name, SampleUnit.INCIDENT) == incidents
    assert values(name, SampleUnit.CHILD) == children


@pytest.mark.parametrize("name", [n for n in COLUMNS if n not in ("year", "band", "missing_for")])
def test_a_column_that_no_file_filled_is_refused(name: str):
    with pytest.raises(HomewardError, match="HW-M002"):
        values(name, SampleUnit.INCIDENT, setting=None, age=None, exploitation=None)


def test_flags_of_which_none_is_set_say_no():
    assert values("flagged", SampleUnit.INCIDENT, exploitation=[]) == ["no"] * 4


def test_a_column_that_does_not_exist_is_refused():
    with pytest.raises(HomewardError, match="HW-M002"):
        values("place", SampleUnit.INCIDENT)


def test_units_are_incidents_or_children_with_their_last_incident():
    held = timelines(source_file=3, source_row=7)
    incidents = units_of(held, SampleUnit.INCIDENT, ("setting",))
    children = units_of(held, SampleUnit.CHILD, ())
    assert incidents.identity == ("i0", "i1", "i2", "i3")
    assert incidents.child == (ANA, ANA, ANA, BEN)
    assert children.identity == children.child == (ANA, BEN)
    assert children.reported_on.tolist()[0] == (NEW_YEAR + timedelta(days=9)).date()
    assert np.isnat(children.ended_on[1])
    assert set(children.file) == {3}


def test_no_unit_is_no_unit():
    assert last_of_each(np.zeros(0, np.int64)).tolist() == []
