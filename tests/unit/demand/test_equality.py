"""Groups of children: what may be said of a difference, and what the gaps could hide."""

from __future__ import annotations

import re
from datetime import date

import pytest

from homeward.demand import equality
from homeward.demand.equality_compare import Bounds, survives
from homeward.demand.equality_groups import groups_of
from homeward.demand.equality_tables import label
from homeward.findings import Bundle, render
from homeward.release import release
from tests.lib.made import made_timelines
from tests.unit.demand.cases import rows

WINDOW = {"from": "2024-01-01", "to": "2024-12-31"}


def of_groups(**sizes):
    """Incidents of children of their own: group to (incidents, so many in 100 graded high)."""
    made, number = [], 0
    for value, (many, high) in sizes.items():
        for i in range(many):
            grade = "high" if i % 100 < high else "medium"
            (row,) = rows(1, 1, child=f"k{number}", risk_first=grade)
            made.append(row | {"ethnicity": None if value == "blank" else value})
            number += 1
    return made_timelines(made)


def released(finding):
    return release(Bundle(True, WINDOW, "2025-01-01T00:00:00Z", "Made-up", (finding,))).findings[0]


def test_no_incident_and_no_characteristic_are_refused():
    assert equality(made_timelines([]), 1).refused.startswith("HW-N003")
    assert equality(made_timelines(rows(12, 4)), 1).refused.startswith("HW-N023")


def test_a_clear_difference_is_told_with_its_direction():
    finding = equality(of_groups(white=(600, 10), black=(300, 40), asian=(200, 10)), 1)
    assert "Black more often first graded high than White" in finding.statement
    assert "asian more" not in finding.statement
    ratio = finding.estimate("ratio_first_graded_high", ethnicity="black")
    assert ratio.value == pytest.approx(4.0)
    (chart,) = [c for c in finding.charts if c.name == "first_graded_high_by_ethnicity"]
    assert chart.headline == (
        "Differences by ethnicity in being first graded high that are clear of chance: Black"
    )
    assert chart.reference == 1.0


def test_the_other_direction():
    finding = equality(of_groups(white=(600, 40), black=(300, 10)), 1)
    assert "Black less often first graded high than White" in finding.statement


def test_what_cannot_be_told_is_said_so():
    finding = equality(of_groups(white=(100, 10), black=(60, 12)), 1)
    assert "By ethnicity the records cannot tell whether groups differ" in finding.statement
    assert "settled" not in finding.statement + finding.method + " ".join(finding.caveats)
    headlines = [c.headline for c in finding.charts if c.form == "forest"]
    assert headlines
    assert all("cannot tell" in headline for headline in headlines)


@pytest.mark.parametrize("high", range(12, 44, 4))
def test_what_is_clear_stays_so_when_released(high):
    """Every ratio that the statement names keeps an interval without 1 after rounding."""
    finding = equality(of_groups(white=(400, 10), black=(120, high)), 1)
    shown = released(finding)
    named = re.findall(r"\{(ratio_\w+)\[ethnicity=(\w+)\]\}", finding.statement)
    for name, value in named:
        ratio = shown.estimate(name, ethnicity=value)
        assert ratio.value is None or not ratio.low <= 1 <= ratio.high
    assert named or high < 32
    assert "{" not in render(shown.statement, shown.estimates)


def test_one_group_is_compared_with_nothing():
    finding = equality(of_groups(white=(50, 10), blank=(10, 0)), 1)
    assert "By ethnicity nothing can be compared" in finding.statement
    assert not [t for t in finding.tables if t.name == "differences_ethnicity"]
    assert [c.form for c in finding.charts] == ["bar"]


def test_all_silent_is_a_share_of_one():
    made = made_timelines(rows(12, 4, ethnicity="not_recorded"))
    finding = equality(made, 1)
    assert finding.estimate("share_not_recorded", characteristic="ethnicity").value == 1.0
    assert finding.published[0].value == 0.31


def test_blank_refused_and_not_asked_are_groups_of_their_own():
    finding = equality(of_groups(white=(9, 0), refused=(8, 0), not_asked=(7, 0), blank=(6, 0)), 1)
    for value, many in (("refused", 8), ("not_asked", 7), ("not_recorded", 6)):
        assert finding.estimate("incidents", ethnicity=value).count == many
        share = finding.estimate(f"share_{value}", characteristic="ethnicity")
        assert (share.count, share.of) == (many, 30)


def test_groups_stand_in_the_order_of_the_vocabulary():
    made = of_groups(white=(5, 0), other=(9, 0), asian=(3, 0), black=(9, 0))
    groups = groups_of(made, "ethnicity")
    assert groups.present == ("asian", "black", "white", "other")
    assert groups.largest == "black"  # of equals the first of the vocabulary


def test_a_child_recorded_in_two_groups_is_in_both():
    made = rows(40, 10)
    for i, row in enumerate(made):
        row["sex"] = "female" if i % 2 else "male"
        row["child"] = f"c{i // 4}"
    groups = groups_of(made_timelines(made), "sex")
    assert len(groups.child) == 20
    assert [len(groups.mine(sex)) for sex in ("female", "male")] == [10, 10]


def test_the_gaps_are_told_by_what_they_could_do():
    many = equality(of_groups(white=(600, 10), black=(300, 40), blank=(600, 20)), 1)
    assert any("make or undo every difference by ethnicity" in c for c in many.caveats)
    few = equality(of_groups(white=(600, 10), black=(300, 60), blank=(10, 20)), 1)
    assert any("these differences remain: Black (first graded high)" in c for c in few.caveats)
    small = equality(of_groups(white=(30, 10), black=(20, 100), blank=(1, 0)), 1)
    assert any("with ethnicity not recorded" in c for c in small.caveats)
    (bounds,) = [t for t in small.tables if t.name == "bounds_ethnicity"]
    assert bounds.title == "How far incidents with ethnicity not recorded could move each share"
    none = equality(of_groups(white=(600, 10), black=(300, 60)), 1)
    assert not [t for t in none.tables if t.name.startswith("bounds_")]


def test_bounds_that_touch_do_not_survive():
    first = Bounds("a", (1, 10, 1, 1), (5, 10, 1, 1))
    touching = Bounds("b", (5, 10, 1, 1), (6, 10, 1, 1))
    apart = Bounds("c", (6, 10, 1, 1), (7, 10, 1, 1))
    assert survives([first, touching, apart], "a") == ["c"]
    nothing = Bounds("d", (0, 0, 0, 0), (0, 0, 0, 0))
    assert (nothing.least, nothing.greatest) == (0.0, 1.0)
    assert survives([first, nothing], "a") == []


def test_without_interviews_it_says_what_is_needed():
    finding = equality(of_groups(white=(20, 10), black=(12, 10)), 1)
    asked = [e for e in finding.estimates if "interview" in e.name]
    assert len(asked) == 2
    assert all(e.value is None and not e.by for e in asked)
    assert any("No file of interviews" in caveat for caveat in finding.caveats)


def test_interviews_that_name_no_incident_are_no_help():
    made = [row | {"sex": "male"} for row in rows(12, 4)]
    held = [{"interview_kind": "return_home", "child": "c1"}]
    finding = equality(made_timelines(made, partners={"interviews": held}), 1)
    assert any("too few name the incident" in caveat for caveat in finding.caveats)
    asked = [e for e in finding.estimates if "interview" in e.name]
    assert len(asked) == 2
    assert all(e.value is None and not e.by for e in asked)


def test_the_return_of_a_child_found_dead_is_no_part_of_interviews():
    made = [row | {"sex": "male", "incident": f"i{n}"} for n, row in enumerate(rows(6, 6))]
    made[2] |= {"return_method": "found_deceased"}
    held = [
        {"interview_kind": "prevention", "child": f"c{n}", "incident": f"i{n}",
         "completed_on": made[n]["found"].date()}
        for n in (0, 5)
    ]  # fmt: skip
    finding = equality(made_timelines(made, partners={"interviews": held}), 1)
    share = finding.estimate("share_with_prevention_interview")
    assert (share.count, share.of, share.left_out) == (2, 5, 0)


def interviewed(untied, doubtful=0):
    """Forty incidents of as many children, half offered a return interview that names them."""
    made = [row | {"sex": ("male", "female")[n % 2], "incident": f"i{n}", "child": f"k{n}"}
            for n, row in enumerate(rows(40, 40))]  # fmt: skip
    held = [
        {"interview_kind": "return_home", "incident": f"i{n}", "child": f"of-the-council-{n}",
         "offered_on": made[n]["found"].date()}
        for n in (*range(0, 38, 2), 39)
    ]  # fmt: skip
    held += [
        {"interview_kind": "return_home", "child": f"nobody-{n}", "accepted": "no",
         "returned_on": made[20]["found"].date() if n % 2 else None}
        for n in range(untied)
    ]  # fmt: skip
    held += [
        {"interview_kind": "return_home", "child": f"k{n}", "offered_on": date(2024, 3, 1)}
        for n in range(1, 2 * doubtful, 2)
    ]
    made += [made[5] | {"incident": "open", "child": "z", "found": None}]
    return made_timelines(made, partners={"interviews": held})


def test_interviews_tied_to_nobody_are_not_interviews_that_were_not_offered():
    """Twenty of forty are known to have been offered one; so may five more have been."""
    finding = equality(interviewed(5), 1)
    name = "share_offered_return_interview"
    assert finding.estimate(name).value is None
    low, high = (finding.estimate(f"{name}_{end}") for end in ("lowest", "highest"))
    assert (low.count, low.of, high.count, high.of) == (20, 40, 25, 40)
    assert (high.children, high.children_of) == (25, 40)
    assert "Between {share_offered_return_interview_lowest} and" in finding.statement
    assert "or to compare groups" in finding.statement
    assert any(c.startswith("HW-N028") and "return interview" in c for c in finding.caveats)
    columns = {measure for t in finding.tables for measure in t.measures}
    assert not {c for c in columns if "return_interview" in c}
    shown = released(finding)
    assert "{" not in render(shown.statement, shown.estimates)


def test_a_few_interviews_tied_to_nobody_are_no_matter():
    """Two of forty: the share could be five points higher at most. An open incident is left out."""
    finding = equality(interviewed(2), 1)
    share = finding.estimate("share_offered_return_interview")
    assert (share.count, share.of, share.left_out) == (20, 40, 1)
    assert not any("HW-N028" in c for c in finding.caveats)
    assert finding.estimate("ratio_offered_return_interview", sex="male").of == 20


def test_incidents_whose_interview_names_only_the_child_are_between_the_bounds():
    """Three incidents may have had an interview that names the child alone: judged are 37."""
    finding = equality(interviewed(1, 3), 1)
    low, high = (
        finding.estimate(f"share_offered_return_interview_{end}") for end in ("lowest", "highest")
    )
    assert (low.count, low.of, high.count, high.of) == (20, 40, 24, 40)


def test_dates_alone_do_not_tell_groups_apart_by_the_day():
    made = [
        row | {"sex": ("male", "female")[n % 2]}
        | {key: row[key].date() for key in ("reported", "found")}
        for n, row in enumerate(rows(40, 40))
    ]  # fmt: skip
    finding = equality(made_timelines(made), 1)
    assert finding.estimate("share_found_within_24h").value is None
    assert finding.estimate("median_hours", sex="male").value is None
    assert any(c.startswith("HW-N027") for c in finding.caveats)
    assert not [e for e in finding.estimates if e.name == "ratio_missing_over_24h"]


def test_an_arrest_is_another_way_of_coming_back():
    made = [row | {"sex": "male", "return_method": ("arrested", "police_found_patrol")[n % 2]}
            for n, row in enumerate(rows(12, 12))]  # fmt: skip
    found = equality(made_timelines(made), 1).estimate("share_found_by_police")
    assert (found.count, found.of) == (6, 12)


def test_words_of_a_value_in_a_sentence():
    assert label("care_status", "none") == "not known to children's services"
    assert label("care_status", "looked_after") == "looked after"
    assert label("sex", "a word of a later version") == "a word of a later version"
