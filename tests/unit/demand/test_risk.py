"""Grading: what is left out, what is said where the records do not bear it, directions."""

from __future__ import annotations

from datetime import date

import pytest

from homeward.demand import risk
from homeward.demand.risk_flags import harm_recorded
from homeward.findings import Bundle, render
from homeward.release import release
from homeward.timelines.definitions import Change, Definitions
from homeward.vocabulary.change import ChangeKind
from tests.lib.made import made_timelines
from tests.unit.demand.cases import rows


def graded(n=60, children=20, **same):
    return rows(n, children, risk_last="medium", **same)


def released(finding):
    window = {"from": "2024-01-01", "to": "2024-12-31"}
    return release(Bundle(True, window, "2025-01-01T00:00:00Z", "Made-up", (finding,))).findings[0]


def harmed(high, medium, each=400):
    """Incidents of many children: so many in a hundred harmed after either grading."""
    made = rows(2 * each, 2 * each)
    for i, row in enumerate(made):
        grade, share = ("high", high) if i < each else ("medium", medium)
        hurt = i % 100 < share
        row |= {"risk_first": grade, "harm": ["substance"] if hurt else ["none_disclosed"]}
    return risk(made_timelines(made), 1)


def test_no_incident_and_no_grading_are_refused():
    assert risk(made_timelines([]), 1).refused.startswith("HW-N003")
    blank = made_timelines(rows(12, 4, risk_first=None, risk_last="high"))
    assert risk(blank, 1).refused.startswith("HW-N020")
    former = made_timelines(rows(12, 4, risk_first="absent_legacy"))
    assert risk(former, 1).refused.startswith("HW-N020")


def test_without_last_gradings_there_is_nothing_of_them():
    finding = risk(made_timelines(rows(12, 4)), 1)
    assert not [e for e in finding.estimates if e.name == "share_last_graded"]
    assert finding.estimate("share_regraded_up").value is None
    assert any("risk_last" in caveat for caveat in finding.caveats)
    assert "regraded" not in finding.statement


def test_without_ends_time_missing_is_not_judged():
    """Open incidents that have lasted long are not a share of one."""
    finding = risk(made_timelines(graded(12, 4, found=None)), 1)
    assert finding.estimate("share_missing_over_24h").of == 0
    assert any("found" in caveat for caveat in finding.caveats)


def test_blank_harm_is_not_none_and_an_empty_list_is():
    made = [row | {"harm": harm} for row, harm in zip(
        rows(5, 5), (None, [], ["not_recorded"], ["none_disclosed"], ["other"]), strict=True
    )]  # fmt: skip
    flag = harm_recorded(made_timelines(made).sheet)
    assert flag.judged.tolist() == [False, True, False, True, True]
    assert flag.yes.tolist() == [False, False, False, False, True]


def test_without_harm_no_word_of_it():
    finding = risk(made_timelines(graded(12, 4, harm=None)), 1)
    assert any("`harm`" in caveat for caveat in finding.caveats)
    assert "arm" not in finding.statement
    assert [chart.name for chart in finding.charts] == ["first_by_setting"]


@pytest.mark.parametrize(
    "high, medium, words",
    [(40, 10, "Harm is more often"), (10, 40, "Harm is less often"), (20, 20, "cannot tell")],
)
def test_a_direction_is_told_only_where_it_is_settled(high, medium, words):
    finding = harmed(high, medium)
    shown = released(finding)
    first, second = (
        shown.estimate("share_with_harm_recorded", risk_first=grade) for grade in ("high", "medium")
    )
    apart = first.low > second.high or first.high < second.low
    assert apart == ("cannot tell" not in words)
    for told in (finding, shown):
        assert words in render(told.statement, told.estimates)
    (chart,) = [c for c in shown.charts if c.name == "harm_by_first_grading"]
    assert ("cannot tell" in render(chart.headline, shown.estimates)) == (not apart)


def test_the_former_category_is_told_where_it_was_used():
    made = graded(20, 10)
    made[0] |= {"risk_first": "absent_legacy"}
    finding = risk(made_timelines(made), 1)
    assert finding.estimate("share_absent_legacy", year=2024).count == 1
    assert any("former category" in caveat for caveat in finding.caveats)
    usual = risk(made_timelines(graded(20, 10)), 1)
    assert "share_absent_legacy" not in {e.name for e in usual.estimates}


def test_changes_of_recording_in_the_window_are_named():
    changes = (
        Change(date(2024, 4, 1), "gradings are asked at the call", ChangeKind.RECORDING),
        Change(date(2024, 5, 1), "a team began", ChangeKind.RESPONSE),
        Change(date(2022, 5, 1), "an older form", ChangeKind.RECORDING),
    )
    made = made_timelines(graded(20, 10), definitions=Definitions(changes=changes))
    told = [caveat for caveat in risk(made, 1).caveats if "Recording changed" in caveat]
    assert len(told) == 1
    assert "gradings are asked at the call" in told[0]


def test_published_figures_are_of_first_gradings_of_all_incidents():
    finding = risk(made_timelines(graded(12, 4)), 1)
    assert {p.by["grade"]: p.value for p in finding.published} == {
        "low": 0.13, "medium": 0.68, "high": 0.16,
    }  # fmt: skip
    assert all("all ages" in p.source for p in finding.published)


def test_every_cell_of_first_by_last_is_there():
    (table,) = [t for t in risk(made_timelines(graded(30, 10)), 1).tables
                if t.name == "first_by_last"]  # fmt: skip
    assert len(table.estimates) == 36
    assert sum(e.count for e in table.estimates) == 30


def test_many_settings_are_drawn_six_at_most():
    settings = ("family_home", "kinship", "foster", "childrens_home", "hospital", "school",
                "public_place", "other")  # fmt: skip
    made = [row | {"setting": settings[i % 8]} for i, row in enumerate(graded(80, 40))]
    tables = {t.name: t for t in risk(made_timelines(made), 1).tables}
    drawn = {e.by["setting"] for e in tables["first_by_setting"].estimates}
    rest = {e.by["setting"] for e in tables["first_by_other_settings"].estimates}
    assert len(drawn) == 6
    assert drawn | rest == set(settings)
    assert not drawn & rest


def test_the_figure_of_harm_says_what_it_draws():
    finding = harmed(60, 20)
    (chart,) = [c for c in finding.charts if c.name == "harm_by_first_grading"]
    told = render(chart.headline, finding.estimates)
    assert told == (
        "Harm is recorded in 60.0% of incidents first graded high and 20.0% of medium ones"
    )
    (table,) = [t for t in finding.tables if t.name == chart.table]
    drawn = {e.by["risk_first"]: e.value for e in table.estimates if e.name == chart.y}
    assert (drawn["high"], drawn["medium"]) == (0.6, 0.2)


def test_with_one_grading_the_figure_of_harm_speaks_of_all():
    finding = risk(made_timelines(graded(60, 20, risk_first="high", harm=["substance"])), 1)
    (chart,) = [c for c in finding.charts if c.name == "harm_by_first_grading"]
    assert "of the incidents whose record says" in chart.headline
    assert "[risk_first=" not in chart.headline


def test_two_bases_of_a_share_are_explained_where_they_differ():
    some = graded(60, 20)
    for row in some[::5]:
        row["risk_first"] = None
    finding = risk(made_timelines(some), 1)
    assert any(c.startswith("Two shares of a grading stand here") for c in finding.caveats)
    every = risk(made_timelines(graded(60, 20)), 1)
    assert not any(c.startswith("Two shares of a grading") for c in every.caveats)
