"""What each gap does to each finding, and what clock changes leave open."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest

from homeward.demand import quality
from homeward.demand.quality_columns import COLUMNS
from homeward.demand.quality_gaps import FACTOR, filled_count, odds_moved
from homeward.demand.quality_over_time import by_quarter
from homeward.findings import Bundle, render
from homeward.release import release
from homeward.report.labels import value_label
from homeward.timelines.histories import IntakeSummary
from homeward.vocabulary.recording import Check, GapVerdict, StepVerdict
from homeward.vocabulary.units import Kind
from tests.lib.made import made_timelines

START = datetime(2024, 1, 1, 9)


def rows(n=240, **same):
    """Incidents of 60 children, graded and ended in turn."""
    out = []
    for place in range(n):
        reported = START + timedelta(hours=36 * place)
        row = {
            "child": f"c{place % 60:02d}",
            "reported": reported,
            "found": reported + timedelta(hours=(3, 9, 30)[place % 3]),
            "setting": ("family_home", "childrens_home")[place % 2],
            "sex": ("male", "female")[place // 2 % 2],
            "risk_first": ("high", "medium", "medium", "low")[place % 4],
        }
        out.append(row | same)
    return out


def of(finding, measure, name):
    """The first estimate of this name about this figure."""
    return next(e for e in finding.estimates if e.name == name and e.by.get("measure") == measure)


def sentence(finding, measure):
    return of(finding, measure, "share_as_recorded").by["sentence"]


def test_odds_are_moved_and_shares_stay_shares():
    part = np.array([0.0, 0.2, 0.5, 1.0])
    assert odds_moved(part, 2.0).tolist() == pytest.approx([0, 1 / 3, 2 / 3, 1])
    assert odds_moved(odds_moved(part, FACTOR), 1 / FACTOR).tolist() == pytest.approx(part.tolist())


def test_a_stratum_with_nothing_recorded_takes_the_share_of_all():
    yes, judged, gap = np.array([3.0, 0.0]), np.array([4.0, 0.0]), np.array([0.0, 10.0])
    assert filled_count(yes, judged, gap, 1.0) == pytest.approx(7.5)
    assert filled_count(yes * 0, judged * 0, gap, 1.0) == pytest.approx(5.0)


def test_a_small_gap_leaves_the_sentence_as_it_is():
    some = rows()
    some[5]["risk_first"] = "not_recorded"
    finding = quality(made_timelines(some), 1)
    assert sentence(finding, "share_first_graded_high") == GapVerdict.HOLDS.value


def test_a_gap_may_leave_more_open_than_chance():
    """A fifth of those recorded were high, and as many again are not recorded."""
    some = rows(1600)
    for place, row in enumerate(some):
        row["child"] = f"c{place}"
        row["reported"] = START + timedelta(hours=5 * place)
        row["found"] = row["sex"] = None
        row["risk_first"] = "high" if place % 5 == 0 else "low"
        if place % 4 < 2:
            row["risk_first"] = "not_recorded"
    finding = quality(made_timelines(some), 1)
    assert sentence(finding, "share_first_graded_high") == GapVerdict.WIDER_THAN_CHANCE.value
    assert "the share first graded high" in finding.statement
    assert "which is more than chance leaves open" in finding.statement


def test_a_gap_may_turn_a_sentence():
    """Fifty-six in a hundred of those recorded, and as many again not recorded."""
    some = rows(1600)
    for place, row in enumerate(some):
        row["child"] = f"c{place}"
        row["reported"] = START + timedelta(hours=5 * place)
        row["found"] = None
        row["risk_first"] = "high" if place % 100 < 56 else "medium"
        if place >= 800:
            row["risk_first"] = "not_recorded"
    finding = quality(made_timelines(some), 1)
    assert sentence(finding, "share_first_graded_high") == GapVerdict.TURNS_AT_PLAUSIBLE.value
    assert "whether there is a difference is not certain" in finding.statement


def test_a_ratio_may_turn_with_the_gap_in_its_group():
    """Boys graded high twice as often; as many of no recorded sex as of both."""
    some = []
    for place, row in enumerate(rows(900)):
        male = place % 2
        row["child"] = f"c{place}"
        row["reported"] = START + timedelta(hours=9 * place)
        row["risk_first"] = "high" if place % 10 < (6 if male else 4) else "low"
        row["sex"] = ("female", "male")[male] if place % 3 == 0 else "not_recorded"
        some.append(row)
    finding = quality(made_timelines(some), 1)
    plausible = of(finding, "ratio_first_graded_high_by_sex", "ratio_if_gap_plausible")
    logical = of(finding, "ratio_first_graded_high_by_sex", "ratio_if_gap_logical")
    assert plausible.by["gap"] == "sex"
    assert logical.low < plausible.low < plausible.value < plausible.high < logical.high
    assert plausible.by["sentence"] in (
        GapVerdict.TURNS_AT_PLAUSIBLE.value, GapVerdict.TURNS_AT_LOGICAL.value,
    )  # fmt: skip


def test_where_nothing_is_missing_it_says_so():
    finding = quality(made_timelines(rows()), 1)
    assert "None of the figures looked at rests on a gap." in finding.statement
    assert sentence(finding, "share_first_graded_high") == GapVerdict.NO_GAP.value
    assert any("rest on no gap" in caveat for caveat in finding.caveats)
    assert not [t for t in finding.tables if t.name == "gaps_widest"]


def test_what_no_file_supplied_is_not_filled():
    bare = [{"child": f"c{i}", "reported": START + timedelta(days=i)} for i in range(40)]
    finding = quality(made_timelines(bare), 1)
    cannot = {m for m in _measures(finding) if sentence(finding, m) == "cannot_judge"}
    assert {"share_found_within_24h", "share_first_graded_high", "share_from_childrens_homes",
            "share_offered_return_interview", "share_flagged_before"} <= cannot  # fmt: skip
    assert of(finding, "share_found_within_24h", "share_if_gap_plausible").value is None
    (said,) = [c for c in finding.caveats if c.startswith("What a gap does")]
    assert "first graded high" in said


def _measures(finding):
    return {e.by["measure"] for e in finding.estimates if e.name == "share_as_recorded"}


def test_the_share_within_a_day_is_filled_as_the_bounds_have_it():
    some = rows()
    for row in some[::10]:
        row["found"] = row["found"].date()
    finding = quality(made_timelines(some), 1)
    logical = of(finding, "share_found_within_24h", "share_if_gap_logical")
    assert logical.low == pytest.approx(finding.estimate("share_found_within_24h_lowest").value)
    assert logical.high == pytest.approx(finding.estimate("share_found_within_24h_highest").value)


@pytest.mark.parametrize("hours, words", [(1, "up to an hour"), (3, "up to 3 hours")])
def test_clock_changes_are_told(hours, words):
    intake = IntakeSummary(240, 240, 0, 0, 0, {}, {}, clock_rows=12, clock_hours=hours)
    finding = quality(made_timelines(rows(), intake=intake), 1)
    assert finding.estimate("rows_in_an_hour_of_a_clock_change").count == 12
    assert any(words in caveat for caveat in finding.caveats)


def test_no_clock_change_is_told_too():
    finding = quality(made_timelines(rows()), 1)
    assert any("No time lies in an hour that clocks skip" in c for c in finding.caveats)


def test_incidents_that_a_clock_change_leaves_open_are_counted():
    """Reported at 01:30 on the night the hour came twice: found a day later, or a day and one."""
    some = [
        *rows(20),
        {
            "child": "z", "reported": datetime(2024, 10, 27, 1, 30), "reported_flag": "ambiguous",
            "found": datetime(2024, 10, 28, 1), "hours_low": 23.5, "hours_high": 24.5,
        },
    ]  # fmt: skip
    finding = quality(made_timelines(some), 1)
    assert finding.estimate("incidents_a_clock_change_leaves_open_at_24h").count == 1


def test_quarters_give_way_to_years_where_they_are_thin():
    column = [c for c in COLUMNS if c.name == "risk_first"]
    many = made_timelines([r | {"reported": START + timedelta(days=i % 360)} for i, r in
                           enumerate(rows(500))]).sheet  # fmt: skip
    few = made_timelines([r | {"reported": START + timedelta(days=9 * i)} for i, r in
                          enumerate(rows(40))]).sheet  # fmt: skip
    by_quarters, by_years = by_quarter(many, column), by_quarter(few, column)
    assert [e.by["quarter"] for e in by_quarters.estimates] == [
        "2024 Q1", "2024 Q2", "2024 Q3", "2024 Q4",
    ]  # fmt: skip
    assert [e.by["year_of_report"] for e in by_years.estimates] == ["2024"]
    assert sum(e.of for e in by_quarters.estimates) == 500
    assert by_quarter(many, []) is None


def test_the_released_gaps_hold_what_was_found():
    """Rounded, a range still holds the range that was found, and no count of few is told."""
    some = rows(900)
    for place, row in enumerate(some):
        row["reported"] = START + timedelta(hours=9 * place)
        if place % 5 == 0:
            row["risk_first"] = "not_recorded"
    some[1]["setting"] = "not_recorded"
    finding = quality(made_timelines(some), 1)
    window = {"from": "2024-01-01", "to": "2024-12-31"}
    (out,) = release(Bundle(True, window, "2025-01-01T00:00:00Z", "Made-up", (finding,))).findings
    exact = {e.key: e for e in finding.estimates}
    shown = 0
    for e in out.estimates:
        if e.kind in (Kind.BOUND, Kind.RATE_RATIO) and e.low is not None and "gap" in e.by:
            shown += 1
            assert e.low <= exact[e.key].low + 1e-9
            assert e.high >= exact[e.key].high - 1e-9
    assert shown >= 4
    assert "that a gap could move most" in render(out.statement, out.estimates)


@pytest.mark.parametrize(
    "key, words", [("reading", StepVerdict), ("sentence", GapVerdict), ("check", Check)]
)
def test_every_word_of_a_verdict_is_told_in_full(key, words):
    for word in words:
        assert value_label(key, word.value).lower() == word.meaning.lower()
