"""The quality finding: what counts as recorded, and reports that cannot be right."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pytest

from homeward.demand import quality
from homeward.demand.quality_columns import recorded
from tests.lib.made import made_timelines
from tests.unit.demand.cases import START

AT = START + timedelta(hours=5)


def sheet_with(**columns):
    """A sheet of an incident for each value; every column as long as the next."""
    several = zip(*columns.values(), strict=True)
    return made_timelines(
        {"child": f"c{place}", "reported": START, **dict(zip(columns, values, strict=True))}
        for place, values in enumerate(several)
    ).sheet


@pytest.mark.parametrize(
    "column, values, expected",
    [
        ("harm", [["assault"], [], None, ["not_recorded"], ["none_disclosed"]], [1, 1, 0, 0, 1]),
        ("risk_first", ["high", "not_recorded", None], [1, 0, 0]),
        ("setting", ["foster", "not_recorded", None], [1, 0, 0]),
        ("age", [14, 0, None], [1, 1, 0]),
        ("distance_km", [0.0, 3.5, None], [1, 1, 0]),
        ("exploitation_flagged_on", [date(2024, 1, 1), None], [1, 0]),
        ("place", ["p1", None], [1, 0]),
    ],
)
def test_what_counts_as_recorded(column, values, expected):
    assert recorded(sheet_with(**{column: values}), column).tolist() == expected


def test_a_list_of_nothing_is_another_thing_than_no_list():
    sheet = sheet_with(push=[["boredom"], [], None])
    assert sheet.given("push").tolist() == [True, True, False]
    assert sheet.words("push")[""].tolist() == [False, True, True]
    assert None not in sheet.words("push")


def twins(*reports):
    """Possible duplicates among reports of one child, by plain reading."""
    rows = [
        {"child": "c", "reported": when, "found": AT, "incident": f"i{place:02d}"}
        for place, when in enumerate(reports)
    ]
    finding = quality(made_timelines(rows), 1)
    return finding.estimate("possible_duplicates").count


def test_twins_need_not_stand_together():
    """A report with no time of day may stand between two of one instant."""
    midnight = datetime(2024, 3, 1)
    assert twins(midnight, date(2024, 3, 1), midnight) == 1
    assert twins(date(2024, 3, 1), date(2024, 3, 1)) == 0
    assert twins(START, START, START, AT) == 2


def test_an_end_that_cannot_be_read_is_not_still_missing():
    rows = [
        {"child": "c", "reported": START, "resolved_flag": "set_aside", "ending": "unknown"},
        {"child": "c", "reported": AT, "found": AT + timedelta(hours=1)},
    ]
    finding = quality(made_timelines(rows, supplied={"reported", "found"}), 1)
    assert finding.estimate("reports_while_still_missing").count == 0


def test_another_childs_open_incident_is_no_overlap():
    rows = [
        {"child": "a", "reported": START},
        {"child": "b", "reported": AT, "found": AT + timedelta(hours=1)},
    ]
    finding = quality(made_timelines(rows), 1)
    assert finding.estimate("reports_while_still_missing").count == 0


def test_years_with_no_incident_are_not_invented():
    rows = [{"child": "a", "reported": START.replace(year=y), "found": None} for y in (2020, 2023)]
    finding = quality(made_timelines(rows, opens=date(2019, 1, 1)), 1)
    (table,) = [t for t in finding.tables if t.name == "completeness_by_year"]
    assert {e.by["year"] for e in table.estimates} == {2020, 2023}
    assert not any(isinstance(e.by["year"], np.generic) for e in table.estimates)
