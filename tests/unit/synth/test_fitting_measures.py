"""Measures: ids are understood, values are what a hand would count, truth agrees."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from homeward.synth.fitting import counted
from homeward.synth.fitting.measures import FAMILIES, Form, find_measure
from homeward.synth.fitting.view import View, most_often
from homeward.synth.truth import estimates
from tests.unit.synth.counties import DEFAULT, county, details

HOUR, DAY = 60, 1440


class HandMade(View):
    """Incidents written by hand: child, day of report, hours missing, year."""

    def __init__(self, rows: list[tuple[int, float, float, int]], **more) -> None:
        child, day, hours, year = (np.array(column) for column in zip(*rows, strict=True))
        self._incidents = SimpleNamespace(
            child=child, reported=day * DAY, returned=day * DAY + hours * HOUR, **more
        )
        self.years, self.hours = year, hours.astype(float)

    @property
    def incidents(self):
        return self._incidents


def value(id: str, view: View) -> float:
    measure = find_measure(id)
    assert measure is not None
    return measure.value(view)


# Child 1: four incidents in 2021 and one in 2022; child 2: two; child 3: one.
ROWS = [
    (1, 0.0, 2, 2021), (1, 10.0, 8, 2021), (1, 50.0, 30, 2021), (1, 90.0, 200, 2021),
    (2, 5.0, 8.5, 2021), (2, 40.0, 1, 2021), (3, 7.0, 25, 2021), (1, 400.0, 3, 2022),
]  # fmt: skip


@pytest.mark.parametrize(
    ("id", "wanted"),
    [
        ("incidents", 8), ("incidents_2021", 7), ("missing_children", 3),
        ("missing_children_2022", 1), ("children_2021", 7 / 3), ("incidents_per_child", 8 / 3),
        ("within_8h", 4 / 8), ("within_24h", 5 / 8), ("beyond_7d", 1 / 8), ("hours_at_50", 8.25),
        ("top10_share_2021", 4 / 7), ("top34_share_2021", 6 / 7),
        ("children_with_2_or_more_2021", 2 / 3), ("incidents_by_2_or_more", 7 / 8),
        ("incidents_by_10_or_more", 0.0), ("second_or_later_share_2021", 4 / 7),
        ("most_by_one_child", 5),
        ("first_repeat_within_9d", 0.0), ("first_repeat_within_28d", 1 / 2),
        ("first_repeat_within_35d_2021", 2 / 2),
    ],
)  # fmt: skip
def test_what_a_hand_would_count(id, wanted):
    assert value(id, HandMade(ROWS)) == pytest.approx(wanted)


def test_the_twenty_eighth_day_counts():
    rows = [(1, 0.0, 24, 2021), (1, 29.0, 1, 2021), (2, 0.0, 24, 2021), (2, 29.001, 1, 2021)]
    assert value("first_repeat_within_28d", HandMade(rows)) == 1 / 2


def test_nothing_counted_is_no_number():
    assert np.isnan(value("incidents_per_child_2030", HandMade(ROWS)))


def test_a_top_group_is_rounded_up_and_ties_keep_its_size():
    assert most_often(np.array([1, 1, 1]), 10).tolist() == [0]
    assert len(most_often(np.ones(11, int), 10)) == 2
    assert most_often(np.array([1, 5, 2]), 34).tolist() == [1, 2]


def interviewed(waits: list[float | None]) -> HandMade:
    rows = [(n, float(n), 1, 2021) for n in range(len(waits))]
    returned = np.array([n * DAY + HOUR for n in range(len(waits))], float)
    held = [np.inf if wait is None else wait * HOUR for wait in waits]
    return HandMade(rows, interviewed=returned + held, offered=returned)


def test_only_interviews_that_were_held_are_judged_on_time():
    view = interviewed([72.0, 72.1, None, 10.0])
    assert value("rhi_within_72h", view) == pytest.approx(2 / 3)
    assert value("rhi_held_share", view) == pytest.approx(3 / 4)
    assert value("offered_share", view) == 1


def test_weekend_nights_must_each_be_above_every_other_night():
    assert counted.weekend_above(np.array([5, 5, 5, 5, 6, 7, 5.0]))
    assert not counted.weekend_above(np.array([5, 5, 5, 6, 6, 7, 5.0]))
    assert not counted.weekend_above(np.array([5, 5, 5, 5, 9, 4, 5.0]))


@pytest.mark.parametrize(
    "id",
    [
        "surprise", "within_0h", "within_h", "top0_share", "top100_share_2022", "risk_enormous",
        "covid_change_2020_22", "incidents_22", "incidents_1066", "INCIDENTS", "",
        "within_24h_2020", "children_with_0_or_more",
    ],
)  # fmt: skip
def test_an_id_that_measures_nothing_is_none(id):
    assert find_measure(id) is None


def test_a_year_may_stand_beside_an_id_that_leaves_it_open():
    measure = find_measure("top10_share", 2022)
    assert measure is not None and measure.year == 2022
    assert find_measure("top10_share_2021", 2022).year == 2021
    assert find_measure("within_24h", 2022).year is None


def test_what_a_measure_needs_of_a_window_is_said():
    first, last = find_measure("covid_change_2020_21").needs
    assert (first.isoformat(), last.isoformat()) == ("2019-04-01", "2021-03-31")
    assert find_measure("within_24h").needs is None


def test_every_family_can_be_measured_on_a_county_and_says_what_it_is():
    view = View(county(DEFAULT), details(DEFAULT))
    for family in FAMILIES:
        id = _example(family.written)
        measure = find_measure(id)
        assert measure is not None, family.written
        assert measure.family is family or measure.family.count is family.count
        found = measure.value(view)
        assert np.isfinite(found), id
        if family.form in (Form.SHARE, Form.SHAPE):
            assert 0 <= found <= 1, id
        assert "{" not in measure.definition


def _example(written: str) -> str:
    parts = {"[_YEAR]": "_2022", "_YEAR_YY": "_2020_21", "YEAR": "2022", "HOURS": "24"}
    parts |= {"DAYS": "7", "PERCENT": "10", "LOW_HIGH": "12_17", "AGE": "16", "GRADE": "medium"}
    for part, text in parts.items():
        written = written.replace(part, text)
    return written.replace("_N_", "_2_")


def _truths() -> dict[tuple, float]:
    found = list(estimates(county(DEFAULT), details(DEFAULT)))
    return {(e["name"], *sorted(e["by"].items())): e["value"] for e in found}


@pytest.mark.parametrize(
    ("id", "name", "by"),
    [
        ("within_24h", "share_found_within_24h", {}),
        ("within_168h", "share_found_within_7d", {}),
        ("top10_share_2022", "share_of_incidents_by_top_10_percent", {"year": 2022}),
        ("children_2021", "incidents_per_child", {"year": 2021}),
        ("second_or_later_share", "repeat_share_second_or_later", {}),
        ("first_repeat_within_28d", "first_repeat_within_28d", {}),
        ("looked_after_incident_share", "looked_after_incident_share", {}),
        ("covid_change_2020_21", "covid_change_2020_21", {}),
        ("risk_medium", "share_risk_first", {"risk": "medium"}),
    ],
)
def test_truth_says_the_same(id, name, by):
    known = _truths()[(name, *sorted(by.items()))]
    assert value(id, View(county(DEFAULT), details(DEFAULT))) == pytest.approx(known, abs=1e-12)


def test_shapes_are_true_exactly_where_their_margin_is_above_zero():
    view = View(county(DEFAULT), details(DEFAULT))
    for id in ("home_peak_22_01", "family_home_high_repeaters_2022"):
        measure = find_measure(id)
        assert (measure.aimed(view) > 0) == bool(measure.value(view))


def test_late_nights_are_pooled_from_mondays():
    view = View(county(DEFAULT), details(DEFAULT))
    nights = find_measure("home_peak_22_01").pool(view)
    assert nights.shape == (7,)
    late = np.isin(view.hour, (22, 23, 0)) & (view.details.setting == "childrens_home")
    assert nights.sum() == late.sum()
    assert nights[4] == (late & (view.night == 4)).sum()
