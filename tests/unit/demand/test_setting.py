"""Rates by setting: what they are divided by, and when they are refused."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.demand import setting
from homeward.demand.setting_rates import union_days
from homeward.vocabulary.verdicts import State
from tests.lib.made import made_timelines

HOME = {"setting": "childrens_home", "place": "p1"}


def _incidents(children, each, **more):
    return [
        {"child": f"c{c:02}", "reported": datetime(2024, 2, 1 + n, 20) + timedelta(days=c)} | more
        for c in range(children)
        for n in range(each)
    ]


def _spells(children, **more):
    return [
        {"child": f"c{c:02}", "started": date(2023, 7, 1), "ended": None} | more
        for c in range(children)
    ]


def test_a_rate_for_each_year_placed_counts_both_sides_of_the_same_children():
    made = made_timelines(
        _incidents(20, 3, **HOME),
        partners={"placements": _spells(20, placement_type="childrens_home")},
    )
    found = setting(made, 1).estimate("incidents_per_placement_year", setting="childrens_home")
    assert found.exposure == pytest.approx(20 * 366 / 365.25)
    assert found.value == pytest.approx(60 / found.exposure)
    assert (found.count, found.children) == (60, 20)
    assert found.low < found.value < found.high


@pytest.mark.parametrize(
    "spells",
    [
        None,
        _spells(17, placement_type="childrens_home"),
        _spells(20, placement_type="foster"),
        [s | {"ended": date(2024, 1, 15)} for s in _spells(20, placement_type="childrens_home")],
    ],
)
def test_a_rate_is_refused_where_placements_cover_other_children_or_days(spells):
    partners = None if spells is None else {"placements": spells}
    finding = setting(made_timelines(_incidents(20, 3, **HOME), partners=partners), 1)
    found = finding.estimate("incidents_per_placement_year", setting="childrens_home")
    assert found.state is State.REFUSED and found.value is None
    assert any(caveat.startswith("HW-N015") for caveat in finding.caveats)


def test_a_rate_for_each_bed_counts_open_homes_whose_beds_are_known():
    rows = _incidents(15, 2, **HOME) + [
        row | {"child": f"other{n}"} for n, row in enumerate(_incidents(3, 1, setting="foster"))
    ]
    rows += [row | {"place": "unknown"} for row in _incidents(2, 1, **HOME)]
    places = [
        {"place": "p1", "place_type": "childrens_home", "capacity": 4, "opened": date(2024, 7, 1)},
        {"place": "p2", "place_type": "childrens_home", "capacity": 6, "closed": date(2024, 1, 31)},
        {"place": "p3", "place_type": "foster", "capacity": 9},
        {"place": "p4", "place_type": "childrens_home", "capacity": None},
    ]
    finding = setting(made_timelines(rows, places=places), 1)
    found = finding.estimate("incidents_per_bed_year", setting="childrens_home")
    assert found.count == 30
    assert found.exposure == pytest.approx((4 * 184 + 6 * 31) / 365.25)
    assert any("second best" in caveat for caveat in finding.caveats)


def test_a_rate_among_all_children_needs_published_counts_of_whole_years():
    population = [
        {"area": "a", "age": age, "setting": "foster", "year": year, "children": 4000}
        for age in (14, 15)
        for year in (2023, 2024)
    ]
    made = made_timelines(_incidents(20, 2, setting="foster"), partners={"population": population})
    found = setting(made, 1).estimate("incidents_per_1000_children_a_year", setting="foster")
    assert found.exposure == pytest.approx(8.0)
    half = made_timelines(
        _incidents(20, 2, setting="foster"),
        partners={"population": population},
        closes=date(2024, 6, 30),
    )
    assert not any(e.name.startswith("incidents_per_1000") for e in setting(half, 1).estimates)


def test_shares_of_high_repeaters_add_up_and_match_plain_python():
    rows = _incidents(12, 11, setting="foster") + [
        row | {"child": f"z{row['child']}"} for row in _incidents(14, 12, setting="kinship")
    ]
    finding = setting(made_timelines(rows), 1)
    shares = [e for e in finding.estimates if e.name == "share_of_high_repeaters"]
    assert {e.by["setting"]: e.count for e in shares} == {"kinship": 14, "foster": 12}
    assert sum(e.count for e in shares) == shares[0].of == 26


spells = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 40), st.integers(0, 15)), max_size=12
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(spells)
def test_days_in_overlapping_spells_are_counted_once(drawn):
    first = np.datetime64("2024-01-01")
    child = np.array([c for c, _, _ in drawn], str)
    start = np.array([first + s for _, s, _ in drawn], "datetime64[D]")
    end = np.array([first + s + n for _, s, n in drawn], "datetime64[D]")
    wanted = {(c, day) for c, s, n in drawn for day in range(s, s + n + 1)}
    assert union_days(child, start, end) == len(wanted)
