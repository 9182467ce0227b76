"""Parts of findings that are easier to see alone."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from homeward.demand import clock, concentration, duration, quality, volume
from homeward.demand.clock import weekend_share_of_nights
from homeward.demand.concentration_curve import CHANCE, FEWEST_IN_TAIL
from homeward.demand.concentration_places import children_by_place
from homeward.demand.quality_columns import COLUMNS
from homeward.demand.volume_supplied import months_in
from homeward.records.incidents import INCIDENTS
from homeward.timelines.schema import EPISODES
from homeward.vocabulary.verdicts import State
from tests.lib.made import made_timelines
from tests.unit.demand.cases import HOME, START, cases, rows


def test_months_in_a_window():
    months = months_in(date(2024, 1, 31), date(2024, 3, 15))
    assert months == {(2024, 1): 1 / 31, (2024, 2): 1.0, (2024, 3): 15 / 31}
    assert sum(months_in(date(2019, 1, 1), date(2022, 12, 31)).values()) == 48


@pytest.mark.parametrize("days", [1, 2, 6, 7, 13, 365, 1461])
@pytest.mark.parametrize("opens", [date(2024, 3, 1), date(2024, 3, 3)])
def test_weekend_share_by_counting(opens, days):
    nights = [opens + timedelta(days=i) for i in range(days)]
    counted = sum(night.weekday() in (4, 5) for night in nights) / days
    assert weekend_share_of_nights(opens, nights[-1]) == pytest.approx(counted)


def test_one_day_has_no_other_nights_to_compare_with():
    finding = clock(cases()["one_day"], 1)
    assert finding.estimate("rate_ratio_weekend_night").value is None


def test_children_of_the_top_places():
    made = made_timelines(
        [{"child": c, "reported": START, "place": p} for c, p in
         ["ap", "ap", "bp", "bq", "cq", "dr", "ax"]] +
        [{"child": "e", "reported": START, "place": None}]
    )  # fmt: skip
    ranks, children = children_by_place(made.sheet.child, made.sheet.word("place"))
    # p has three incidents (children a, b), q two (b, c), r one (d), x one (a).
    assert dict(zip(ranks.tolist(), children.tolist(), strict=True)) == {1: 2, 2: 1, 3: 1}


def test_a_top_of_few_places_would_tell_of_each():
    few = [{"child": c, "reported": START, "place": p} for c, p in ["ap", "ap", "bp", "bq", "cq"]]
    name = "share_of_incidents_by_top_10_percent"
    finding = concentration(made_timelines(few), 1)
    assert finding.estimate(name, unit="places").state is State.REFUSED
    many = [
        {"child": f"c{n}-{m}", "reported": START, "place": f"p{n:02}"}
        for n in range(60)
        for m in range(2 if n < 6 else 1)
    ]
    found = concentration(made_timelines(many), 1).estimate(name, unit="places")
    assert (found.count, found.of, found.children, found.children_of) == (12, 66, 12, 66)


def test_the_headline_year_is_the_last_whole_one():
    made = rows(20, 4)  # so few that months with no report may be chance
    late = [row | {"reported": row["reported"].replace(year=2025)} for row in made]
    finding = concentration(
        made_timelines(made + late, opens=date(2024, 1, 1), closes=date(2025, 4, 30)), 1
    )
    assert finding.statement.startswith("In 2024 ")


def test_a_curve_starts_high_and_falls():
    finding = duration(made_timelines(rows(30, 7)), 1)
    (table,) = [t for t in finding.tables if t.name == "still_missing"]
    values = [e.value for e in table.estimates if e.by["setting"] == "all"]
    assert values == sorted(values, reverse=True)
    assert all(e.low <= e.value <= e.high for e in table.estimates)


def test_a_month_partly_in_the_window_is_said():
    timelines = made_timelines(rows(5, 2), opens=date(2024, 3, 1), closes=date(2024, 4, 10))
    assert any("2024-04" in caveat for caveat in volume(timelines, 1).caveats)


def test_restrictions_are_said_only_where_they_fall_in_the_window():
    assert not any("pandemic" in c for c in volume(cases()["usual"], 1).caveats)
    assert any("pandemic" in c for c in volume(cases()["seven_years"], 1).caveats)


def test_the_grid_holds_every_cell_zeros_included():
    finding = clock(cases()["usual"], 1)
    (grid,) = [t for t in finding.tables if t.name == "hour_by_weekday"]
    assert len(grid.estimates) == 2 * 7 * 24
    by_setting = {s: sum(e.count for e in grid.estimates if e.by["setting"] == s)
                  for s in ("all", HOME)}  # fmt: skip
    assert by_setting == {"all": 30, HOME: 15}


def test_no_homes_is_a_caveat():
    assert any(
        "children's home" in c
        for c in clock(cases()["no_homes_nor_last_seen_nor_place"], 1).caveats
    )


def test_rows_read_add_up_and_faults_are_listed():
    finding = quality(cases()["usual"], 1)
    names = ("rows_used", "rows_duplicate", "rows_set_aside")
    assert sum(finding.estimate(n).value for n in names) == finding.estimate("rows_read").value
    (faults,) = [t for t in finding.tables if t.name == "faults"]
    assert {(e.by["code"], e.by["column"], e.count) for e in faults.estimates} == {
        ("HW-R001", "child", 5), ("HW-R002", "found", 2), ("HW-R006", "whole row", 1),
    }  # fmt: skip
    assert volume(cases()["usual"], 1).estimate("incidents").left_out == 6


def test_an_empty_list_is_recorded_since_somebody_asked():
    found = quality(cases()["usual"], 1).estimate("share_recorded", column="harm")
    assert (found.count, found.of) == (30, 30)


def test_quality_looks_at_declared_columns_that_episodes_hold():
    times = {"last_seen", "reported", "exploitation_flagged"}
    assert {c.name for c in COLUMNS} <= set(INCIDENTS.columns) | times
    assert {c.column for c in COLUMNS} <= set(EPISODES)


def test_no_estimate_is_a_numpy_number():
    timelines = cases()["usual"]
    for finding in (volume, duration, clock, concentration, quality):
        for e in finding(timelines, 1).estimates:
            parts = (e.value, e.low, e.high, e.count, e.of, e.children, e.children_of)
            assert not any(isinstance(x, np.generic) for x in parts), e.name


def test_no_point_of_a_curve_leaves_a_few_children_to_be_known():
    """Whole less the last point would be the incidents of the top children, to the unit."""
    (table,) = [t for t in concentration(cases()["usual"], 1).tables if t.name == "lorenz"]
    for e in table.estimates:
        if e.by["year"] == CHANCE:  # drawn, not recorded: it holds nobody's incidents
            continue
        rest = e.children_of - e.children
        assert rest == 0 or rest >= FEWEST_IN_TAIL, dict(e.by)
