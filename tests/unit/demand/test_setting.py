"""Who is missing often by setting, what rates are divided by, and when they are refused."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from homeward.demand import placement_area, setting
from homeward.findings import Bundle, render
from homeward.release import release
from homeward.vocabulary.verdicts import State
from tests.lib.made import made_timelines

HOME = {"setting": "childrens_home", "place": "p1"}
WINDOW = {"from": "2024-01-01", "to": "2024-12-31"}


def _incidents(children, each, **more):
    return [
        {"child": f"c{c:02}", "reported": datetime(2024, 2, 1 + n, 20) + timedelta(days=c)} | more
        for c in range(children)
        for n in range(each)
    ]


def _over_the_year(rows):
    """The same incidents, spread over the months so that none is without."""
    return [
        row | {"reported": row["reported"].replace(month=1 + n % 12, day=3)}
        for n, row in enumerate(rows)
    ]


def _spells(children, **more):
    return [
        {"child": f"c{c:02}", "started": date(2023, 7, 1), "ended": None} | more
        for c in range(children)
    ]


def _rate(finding, name, setting="childrens_home"):
    return finding.estimate(name, setting=setting)


def said(finding):
    return render(finding.statement, finding.estimates)


def test_a_rate_for_each_year_placed_counts_every_placed_child():
    """Twenty were reported, thirty were placed: the ten never reported count below the line."""
    made = made_timelines(
        _incidents(20, 3, **HOME),
        partners={"placements": _spells(30, placement_type="childrens_home")},
    )
    found = _rate(setting(made, 1), "incidents_per_placement_year")
    assert found.exposure == pytest.approx(30 * 366 / 365.25)
    assert found.value == pytest.approx(60 / found.exposure)
    assert (found.count, found.children, found.left_out) == (60, 20, 0)
    assert found.low < found.value < found.high


@pytest.mark.parametrize(
    "spells, why",
    [
        (None, "no file of placements"),
        (_spells(17, placement_type="childrens_home"), "at most 85%"),
        (_spells(30, placement_type="foster"), "at most 0%"),
        (_spells(30), "do not say in what kind of place"),
        (_spells(20, placement_type="childrens_home"), "only of children who were reported"),
        (
            [s | {"ended": date(2024, 1, 15)}
             for s in _spells(30, placement_type="childrens_home")],
            "at most 0%",
        ),
    ],
)  # fmt: skip
def test_a_rate_is_refused_where_placements_cover_other_children_or_days(spells, why):
    partners = None if spells is None else {"placements": spells}
    finding = setting(made_timelines(_incidents(20, 3, **HOME), partners=partners), 1)
    found = _rate(finding, "incidents_per_placement_year")
    assert found.state is State.REFUSED and found.value is None
    (caveat,) = [c for c in finding.caveats if c.startswith("HW-N015")]
    assert why in caveat


def test_days_and_incidents_of_local_children_placed_elsewhere_are_other_forces():
    """Their incidents are reported to another force, so their days do not count either."""
    here = _spells(30, placement_type="childrens_home")
    there = [
        {"child": f"t{c}", "started": date(2023, 7, 1), "placement_type": "childrens_home",
         "responsible_authority": "Ours", "host_authority": "Theirs"}
        for c in range(40)
    ]  # fmt: skip
    rows, places = _incidents(20, 3, **HOME), [{"place": "p1", "authority": "Ours"}]
    both = made_timelines(rows, partners={"placements": here + there}, places=places)
    found = _rate(setting(both, 1), "incidents_per_placement_year")
    assert found.exposure == pytest.approx(30 * 366 / 365.25)


def test_a_rate_for_each_bed_counts_open_homes_whose_beds_are_known():
    rows = _incidents(15, 2, **HOME) + [
        row | {"child": f"other{n}"} for n, row in enumerate(_incidents(3, 1, setting="foster"))
    ]
    rows += [row | {"place": "unknown"} for row in _incidents(2, 1, **HOME)]
    places = [
        {"place": "p1", "place_type": "childrens_home", "capacity": 4, "opened": date(2024, 2, 5)},
        {"place": "p2", "place_type": "childrens_home", "capacity": 6, "closed": date(2024, 1, 31)},
        {"place": "p3", "place_type": "foster", "capacity": 9},
        {"place": "p4", "place_type": "childrens_home", "capacity": None},
    ]
    made = made_timelines(rows, places=places)
    finding = setting(made, 1)
    found = _rate(finding, "incidents_per_bed_year")
    before = sum(row["reported"].date() < date(2024, 2, 5) for row in _incidents(15, 2, **HOME))
    assert before > 0
    assert (found.count, found.left_out) == (30 - before, before + 2)
    assert found.exposure == pytest.approx((4 * 331 + 6 * 31) / 365.25)
    assert any("second best" in caveat for caveat in finding.caveats)


def test_the_rate_for_each_bed_is_the_one_given_elsewhere():
    places = [{"place": "p1", "place_type": "childrens_home", "capacity": 4}]
    rows = _incidents(15, 2, **HOME, placement_kind="local_here", placement_locality="in_area")
    made = made_timelines(rows, places=places)
    mine, theirs = _rate(setting(made, 1), "incidents_per_bed_year"), placement_area(made, 1)
    assert (mine.value, mine.low, mine.high) == (
        (e := theirs.estimate("incidents_per_bed_year")).value, e.low, e.high,
    )  # fmt: skip


def test_no_listed_home_is_no_rate_for_each_bed():
    finding = setting(made_timelines(_incidents(15, 2, **HOME)), 1)
    assert not any(e.name == "incidents_per_bed_year" for e in finding.estimates)


POPULATION = [
    {"area": "a", "age": age, "setting": "foster", "year": year, "children": 4000}
    for age in (14, 15)
    for year in (2023, 2024)
]


def test_a_rate_among_all_children_is_of_the_years_and_ages_that_were_counted():
    rows = _incidents(20, 2, setting="foster", age=14)
    rows += [row | {"child": "x", "age": 9} for row in _incidents(1, 2, setting="foster")]
    rows += [row | {"child": "y", "age": None} for row in _incidents(1, 3, setting="foster")]
    made = made_timelines(_over_the_year(rows), partners={"population": POPULATION})
    found = _rate(setting(made, 1), "incidents_per_1000_children_a_year", "foster")
    assert found.exposure == pytest.approx(8.0)
    assert (found.count, found.left_out) == (40, 3)
    assert found.value == pytest.approx(40 / 8)


def test_counts_of_all_ages_are_not_added_to_counts_by_age():
    every = [{"area": "a", "age": None, "setting": "foster", "year": 2024, "children": 9000}]
    made = made_timelines(
        _over_the_year(_incidents(20, 2, setting="foster", age=14)),
        partners={"population": POPULATION + every},
    )
    name = "incidents_per_1000_children_a_year"
    assert _rate(setting(made, 1), name, "foster").exposure == pytest.approx(8.0)


def test_a_total_of_areas_is_not_counted_beside_them():
    total = [row | {"area": " Grand  TOTAL"} for row in POPULATION]
    name, rows = "incidents_per_1000_children_a_year", _incidents(20, 2, setting="foster", age=14)
    for held in (POPULATION + total, total):
        made = made_timelines(_over_the_year(rows), partners={"population": held})
        assert _rate(setting(made, 1), name, "foster").exposure == pytest.approx(8.0)


def test_a_rate_among_all_children_needs_a_whole_year():
    half = made_timelines(
        _incidents(20, 2, setting="foster", age=14), partners={"population": POPULATION},
        closes=date(2024, 6, 30),
    )  # fmt: skip
    assert not any(e.name.startswith("incidents_per_1000") for e in setting(half, 1).estimates)
    one_month = made_timelines(
        _incidents(20, 2, setting="foster", age=14), partners={"population": POPULATION}
    )
    found = setting(one_month, 1).estimates
    assert not any(e.value for e in found if e.name.startswith("incidents_per_1000"))


def test_shares_of_high_repeaters_add_up():
    rows = _incidents(12, 11, setting="foster") + [
        row | {"child": f"z{row['child']}"} for row in _incidents(14, 12, setting="kinship")
    ]
    finding = setting(made_timelines(rows), 1)
    shares = [e for e in finding.estimates if e.name == "share_of_high_repeaters"]
    assert {e.by["setting"]: e.count for e in shares} == {
        "family_home": 0, "kinship": 14, "foster": 12, "childrens_home": 0,
    }  # fmt: skip
    assert sum(e.count for e in shares) == shares[0].of == 26
    assert finding.estimate("share_of_high_repeaters_with_families").count == 26


def test_those_who_tie_with_the_last_of_the_top_are_in_it():
    """A tenth of twelve is two. The second has four incidents, and so has the third."""
    rows = _incidents(1, 5, setting="foster")
    rows += [row | {"child": f"b{row['child']}"} for row in _incidents(2, 4, setting="kinship")]
    rows += [row | {"child": f"d{row['child']}"} for row in _incidents(9, 1, setting="kinship")]
    finding = setting(made_timelines(rows), 1)
    found = finding.estimate("share_of_top_10_percent", setting="kinship")
    assert (found.count, found.of) == (2, 3)


def test_nobody_missing_often_is_said_and_not_drawn():
    finding = setting(made_timelines(_incidents(5, 2, **HOME)), 1)
    assert said(finding).startswith("No child was reported missing 10 times")
    assert finding.charts == ()


def test_where_they_went_missing_from_is_not_where_they_live():
    rows = _incidents(12, 11, **HOME)
    lived = setting(made_timelines(rows), 1)
    gone = setting(made_timelines(rows, setting_from="missing_from_type"), 1)
    assert "mostly lived in" in said(lived)
    assert "mostly went missing from" in said(gone)
    shown = [t.title for t in gone.tables] + [c.headline + c.subtitle + c.alt for c in gone.charts]
    words = " ".join([*shown, *gone.caveats[1:], said(gone)])
    assert "by where they mostly went missing from" in words
    assert "live in" not in words and "lived" not in words
    assert "by where they mostly lived" in " ".join(t.title for t in lived.tables)


def test_a_blank_setting_is_told_and_is_no_family():
    rows = _incidents(12, 11, setting="foster")
    rows += [row | {"child": f"z{row['child']}"} for row in _incidents(12, 11, setting=None)]
    finding = setting(made_timelines(rows), 1)
    assert finding.estimate("share_of_high_repeaters_with_families").value == pytest.approx(0.5)
    assert "Where 50.0% of them mostly lived is not recorded" in said(finding)


def test_settings_that_are_all_blank_are_no_settings():
    rows = _incidents(12, 11, setting="not_recorded")
    assert setting(made_timelines(rows), 1).refused.startswith("HW-N004")


def test_children_who_moved_are_counted():
    rows = _incidents(12, 2, setting="foster")
    rows[1] |= {"setting": "kinship"}
    rows[3] |= {"setting": None}
    finding = setting(made_timelines(rows), 1)
    found = finding.estimate("share_of_children_in_more_than_one_setting")
    assert (found.count, found.of) == (1, 12)


def test_what_leaves_the_building_still_reads():
    rows = _incidents(40, 11, **HOME)
    rows += [row | {"child": f"z{row['child']}"} for row in _incidents(3, 12, setting="kinship")]
    finding = setting(made_timelines(rows), 1)
    out = release(Bundle(True, WINDOW, "2025-01-01T00:00:00Z", "x", (finding,))).findings[0]
    assert out.estimate("share_of_high_repeaters", setting="kinship").value is None
    assert "[hidden to protect children]" in said(out)


def test_a_county_beside_its_districts_is_left_out_and_that_is_said():
    districts = [row | {"area": area, "children": n}
                 for row in POPULATION for area, n in (("b", 1501), ("c", 2499))]  # fmt: skip
    county = [row | {"area": "a", "children": 4000} for row in POPULATION]
    made = made_timelines(
        _over_the_year(_incidents(20, 2, setting="foster", age=14)),
        partners={"population": county + districts},
    )
    found = setting(made, 1)
    assert _rate(found, "incidents_per_1000_children_a_year", "foster").exposure == 8.0
    assert any("holds others of them" in caveat for caveat in found.caveats)
