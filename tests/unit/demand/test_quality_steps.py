"""A change in recording told from a change in what happened, on planted records."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import numpy as np
import pytest

from homeward.demand import quality
from homeward.demand.quality_columns import COLUMNS
from homeward.demand.quality_looks import Months, looks
from homeward.demand.quality_steps import Side, _verdict, upward
from homeward.demand.quality_words import about
from homeward.estimators.steps import MOST_GROUPS, Series
from homeward.findings import Bundle, render
from homeward.findings.figures import settled
from homeward.release import release
from homeward.timelines.definitions import Change, Definitions
from homeward.vocabulary.change import ChangeKind
from homeward.vocabulary.recording import StepVerdict
from tests.lib.made import made_timelines

OPENS, CLOSES = date(2020, 1, 1), date(2022, 12, 31)
DAYS = (CLOSES - OPENS).days
TURN = datetime(2021, 7, 1)
#: A step is found a month early or late, and is said to be.
WHEN = "about July 2021 (between June and August 2021)"


def county(seed=1, incidents=2600, *, turn=TURN, recorded=(0.9, 0.9), high=(0.2, 0.2),
           more=1.0, **kinds):  # fmt: skip
    """Incidents of many children; the first grading's recording and value may turn at a date.

    `more` times as many after the turn; `kinds` overrides columns by a function of the report.
    """
    rng = np.random.default_rng(seed)
    out = []
    for place in range(incidents):
        day = int(rng.integers(0, DAYS))
        reported = datetime(2020, 1, 1) + timedelta(days=day, minutes=int(rng.integers(0, 1440)))
        late = int(reported >= turn)
        if not late and rng.random() > 1 / more:
            continue
        grade = "high" if rng.random() < high[late] else "medium"
        row = {
            "incident": f"i{place:05d}",
            "child": f"c{int(rng.integers(0, 700)):04d}",
            "reported": reported,
            "found": reported + timedelta(hours=float(rng.exponential(9))),
            "sex": "male" if rng.random() < 0.6 else "female",
            "setting": "family_home" if rng.random() < 0.6 else "childrens_home",
            "risk_first": grade if rng.random() < recorded[late] else "not_recorded",
        }
        out.append(row | {name: make(rng, late) for name, make in kinds.items()})
    return out


def told(rows, **more):
    """What is said of each column that stepped: reading and month."""
    timelines = made_timelines(rows, opens=OPENS, closes=CLOSES, **more)
    finding = quality(timelines, 1)
    found = {
        str(e.by["column"]): (e.by["reading"], e.by["step_from"])
        for e in finding.estimates
        if e.name == "share_recorded_before"
    }
    return finding, found


def readings(finding):
    (table,) = [t for t in finding.tables if t.name == "smallest_steps"]
    return {str(e.by["column"]): e.by["reading"] for e in table.estimates}


def test_a_planted_change_of_recording_is_found_and_called_one():
    finding, found = told(county(recorded=(0.5, 0.95)))
    assert found == {"risk_first": ("recording_changed", "2021-07")}
    assert (
        "From about July 2021 recording of the first grading changed and the answers did not"
        in (finding.statement)
    )
    by = {
        "column": "risk_first", "reading": "recording_changed", "step_from": "2021-07",
        "step_between": "2021-06 to 2021-08", "chief": "medium",
    }  # fmt: skip
    assert finding.estimate("share_recorded_before", **by).value == pytest.approx(0.5, abs=0.05)
    assert finding.estimate("share_recorded_after", **by).value == pytest.approx(0.95, abs=0.03)
    assert any("about when, to a month" in c and "not why" in c for c in finding.caveats)
    assert "between June" not in finding.statement


def test_a_planted_change_of_what_happened_is_not_called_recording():
    finding, found = told(county(high=(0.1, 0.45)))
    assert found == {"risk_first": ("values_changed", "2021-07")}
    assert "the answers on the first grading changed while as many were recorded" in (
        finding.statement
    )
    assert "recording of the first grading changed" not in finding.statement


def test_both_at_once_cannot_be_told_apart():
    _, found = told(county(recorded=(0.5, 0.95), high=(0.1, 0.45)))
    assert found == {"risk_first": ("cannot_tell_apart", "2021-07")}


def test_a_column_that_begins_says_nothing_of_what_it_would_have_said():
    _, found = told(county(recorded=(0.0, 0.95)))
    assert found == {"risk_first": ("recording_only", "2021-07")}


def test_answers_that_turn_when_other_recording_does_may_be_recording():
    def sex(rng, late):
        return "male" if rng.random() < (0.35, 0.75)[late] else "female"

    finding, found = told(county(recorded=(0.5, 0.95), sex=sex))
    assert found["risk_first"][1] == "2021-07"
    assert found["sex"] == ("values_with_recording", "2021-07")
    assert "and may be recording too" in finding.statement


def test_a_time_that_loses_its_time_of_day_is_a_change_of_recording():
    rows = county()
    for row in rows:
        if row["reported"] >= TURN:
            row["found"] = row["found"].date()
    _, found = told(rows)
    assert found["resolved_time"][1] == "2021-07"
    assert found["resolved_time"][0] in ("recording_changed", "recording_only")
    assert "resolved" not in found


def test_where_nothing_turns_no_step_is_called_no_change():
    finding, found = told(county())
    assert found == {}
    assert "No step was found" in finding.statement
    assert "smaller steps than those in the table would have been missed" in finding.statement
    assert readings(finding)["risk_first"] == StepVerdict.NO_STEP.value
    (table,) = [t for t in finding.tables if t.name == "smallest_steps"]
    assert all(e.value is None or e.value >= 0.01 for e in table.estimates)


def test_few_counties_alarm_in_which_nothing_turns():
    """Twenty made-up counties with ten columns' shares each: one alarm in twenty is stated."""
    assert sum(bool(told(county(seed, incidents=900))[1]) for seed in range(20)) <= 3


def test_a_declared_change_beside_the_step_is_named_and_not_blamed():
    change = Change(date(2021, 6, 15), "New system", ChangeKind.RECORDING)
    finding, _ = told(county(recorded=(0.5, 0.95)), definitions=Definitions(changes=(change,)))
    (said,) = [c for c in finding.caveats if "declares" in c]
    assert "New system" in said
    assert f"beside the step of {WHEN}" in said
    assert "does not say that one made the other" in said
    far = Change(date(2020, 3, 1), "Old system", ChangeKind.RECORDING)
    finding, _ = told(county(recorded=(0.5, 0.95)), definitions=Definitions(changes=(far,)))
    assert not [c for c in finding.caveats if "declares" in c]


def test_reports_that_double_with_children_are_told_with_them():
    finding, _ = told(county(incidents=4000, more=2.2))
    assert "Reports rose from about July 2021, when the number of different children" in (
        finding.statement
    )
    means = {e.by["side"]: e.value for e in finding.estimates if e.name == "mean_of_a_month"
             and e.by["counted"] == "all_incidents"}  # fmt: skip
    assert means["after"] > 1.7 * means["before"]


def test_reports_that_rise_alone_claim_no_more():
    """Each report after the turn is there again within the hour: no more children, none long."""
    rows = county(incidents=3000, high=(0.0, 0.0))
    again = [
        row | {"incident": row["incident"] + "b", "reported": row["reported"] + timedelta(hours=1)}
        for row in rows
        if row["reported"] >= TURN
    ]
    for row in again:
        row["found"] = row["reported"] + timedelta(hours=1)
    finding, _ = told(rows + again)
    assert "Reports rose from about July 2021" in finding.statement
    assert "were not seen to change" in finding.statement
    assert any("cannot be told from these records" in c for c in finding.caveats)


@pytest.mark.parametrize("opens, closes", [(date(2022, 11, 1), CLOSES), (CLOSES, CLOSES)])
def test_two_months_or_a_day_are_too_little_and_it_says_so(opens, closes):
    rows = [r | {"reported": datetime(2022, 12, 31, 9), "found": None} for r in county()[:60]]
    timelines = made_timelines(rows, opens=opens, closes=closes)
    finding = quality(timelines, 1)
    assert set(readings(finding).values()) == {StepVerdict.TOO_LITTLE.value}
    assert "Too few months or children to look for a change in recording" in finding.statement


def test_few_children_are_too_little():
    rows = [row | {"child": f"c{place % 12}"} for place, row in enumerate(county(incidents=400))]
    finding, found = told(rows)
    assert found == {}
    assert set(readings(finding).values()) == {StepVerdict.TOO_LITTLE.value}


def test_a_column_that_no_file_supplied_is_not_looked_at():
    finding, _ = told(county())
    assert "risk_last" not in readings(finding)
    assert any("risk_last" in caveat for caveat in finding.caveats)


def test_dates_alone_are_read_and_nothing_is_said_of_their_hours():
    rows = county(recorded=(0.5, 0.95))
    for row in rows:
        row |= {"reported": row["reported"].date(), "found": row["found"].date()}
    finding, found = told(rows)
    assert found["risk_first"][0] == "recording_changed"
    assert "reported_time" not in found
    dated = finding.estimate("share_with_check", check="reported_date_only")
    assert dated.count == dated.of == len(rows)
    assert finding.estimate("share_with_check", check="reported_at_midnight").value is None


def test_the_released_statement_reads_well():
    finding, _ = told(county(recorded=(0.5, 0.95)))
    window = {"from": "2020-01-01", "to": "2022-12-31"}
    bundle = Bundle(True, window, "2023-01-01T00:00:00Z", "Made-up", (finding,))
    (out,) = release(bundle).findings
    text = render(out.statement, out.estimates)
    assert "recording of the first grading changed" in text
    assert "{" not in text


NONE = Side(None, None, 0.0, fixed=False)


@pytest.mark.parametrize(
    "recording, values, verdict",
    [
        (NONE, NONE, StepVerdict.TOO_LITTLE),
        (Side(None, None, 0.0, fixed=True), NONE, StepVerdict.NO_STEP),
        (Side(None, None, 0.0, fixed=True), Side(None, None, 0.0, fixed=True), StepVerdict.NO_STEP),
    ],
)
def test_what_is_said_where_nothing_could_step(recording, values, verdict):
    assert _verdict(recording, values) == (verdict, -1)


@pytest.mark.parametrize("given, up", [(0.0, 0.01), (0.01, 0.01), (0.0101, 0.02), (0.3, 0.3)])
def test_the_smallest_step_is_put_up_and_never_nought(given, up):
    assert upward(given) == up


def test_sums_by_pool_and_month_are_those_of_plain_counting():
    timelines = made_timelines(county(incidents=200), opens=OPENS, closes=CLOSES)
    sheet, months = timelines.sheet, Months(timelines)
    on = sheet.day("reported_on").astype("datetime64[M]").astype(str)
    from_finding = {look.name: look for look in looks(sheet, COLUMNS) if look.name == "risk_first"}
    look = from_finding["risk_first"]
    sums = months.sums(look)
    for place, label in enumerate(months.labels):
        mine = on == label
        assert sums.asked[:, place].sum() == mine.sum()
        assert sums.recorded[:, place].sum() == (mine & look.recorded).sum()
        assert sums.chief[:, place].sum() == (mine & look.values.yes & look.recorded).sum()
        for child in range(0, sheet.children, 17):
            assert sums.asked[child, place] == (mine & (sheet.child == child)).sum()


def side(stepped, moved, place):
    """A stand-in for one share of a column: whether it stepped, and moved at the other's place."""
    return SimpleNamespace(
        stepped=stepped, step=SimpleNamespace(place=place), fixed=False, moved_at=lambda _: moved,
        looked_at=True, untold=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    "recording, values, verdict, place",
    [
        ((True, None), (False, False), StepVerdict.RECORDING_CHANGED, 7),
        ((True, None), (False, True), StepVerdict.CANNOT_TELL_APART, 7),
        ((True, None), (True, True), StepVerdict.CANNOT_TELL_APART, 7),
        ((True, None), (False, None), StepVerdict.RECORDING_ONLY, 7),
        ((False, False), (True, None), StepVerdict.VALUES_CHANGED, 9),
        ((False, True), (True, None), StepVerdict.CANNOT_TELL_APART, 9),
        ((False, None), (True, None), StepVerdict.VALUES_ONLY, 9),
        ((False, None), (False, None), StepVerdict.NO_STEP, -1),
    ],
)
def test_the_table_of_what_is_said(recording, values, verdict, place):
    assert _verdict(side(*recording, 7), side(*values, 9)) == (verdict, place)


def test_a_share_that_moves_and_whose_step_no_size_would_show_is_not_said_to_have_none():
    """Three children in ten months each: the smallest step is refused, so nothing is told."""
    step = SimpleNamespace(place=7, p_value=0.4, smallest=9.0)
    blind = Side(Series(*[np.ones(1)] * 4), step, 0.5, fixed=False)
    assert blind.smallest is None
    fixed = Side(None, None, 0.0, fixed=True)
    assert _verdict(blind, fixed) == (StepVerdict.TOO_LITTLE, -1)
    assert _verdict(fixed, blind) == (StepVerdict.TOO_LITTLE, -1)


def crowded():
    """Many children, and one who holds two in five of the reports and alone is graded later."""
    rows = county(incidents=900)
    for place, row in enumerate(rows):
        if place % 5 < 2:
            late = row["reported"] >= TURN
            row |= {"child": "c9999", "risk_first": "high" if late else "not_recorded"}
            row |= {"sex": "male", "setting": "family_home"}
    return rows


def test_columns_that_could_not_be_looked_at_are_counted_apart():
    finding, found = told(crowded())
    (table,) = [t for t in finding.tables if t.name == "smallest_steps"]
    refused = {e.by["column"] for e in table.estimates if e.by["column"] == "risk_first"
               and e.value is None}  # fmt: skip
    assert found == {}
    assert refused == {"risk_first"}
    held = readings(finding)
    assert held["risk_first"] == StepVerdict.TOO_LITTLE.value
    blind = sum(verdict == StepVerdict.TOO_LITTLE.value for verdict in held.values())
    assert f"in any of {len(held) - blind} columns looked at" in finding.statement
    assert f"{blind} column" in finding.statement
    assert "could not be looked at" in finding.statement
    assert any("the first grading" in c and "cannot be told" in c for c in finding.caveats)


def test_where_a_step_is_between_months_of_two_years_both_years_are_given():
    months = SimpleNamespace(labels=("2021-11", "2021-12", "2022-01", "2022-02"))
    assert about(months, 2) == "about January 2022 (between December 2021 and February 2022)"
    assert about(months, 3) == "about February 2022 (between January and February 2022)"


def test_a_chart_of_one_line_names_its_column_and_one_of_several_has_a_legend():
    def sex(rng, late):
        return "male" if rng.random() < (0.4, 0.9)[late] else "not_recorded"

    for more, headline in (
        ({}, "Recording of the first grading changed"),
        ({"sex": sex}, "Recording changed most in these columns"),
    ):
        finding, _ = told(county(recorded=(0.5, 0.95), **more))
        (chart,) = [c for c in finding.charts if c.name == "recording_by_quarter"]
        assert chart.headline == headline


def test_tables_without_rows_are_not_filed():
    finding, _ = told(county())
    assert all(table.estimates for table in finding.tables)
    assert "not_counted" not in {table.name for table in finding.tables}


def test_the_same_records_under_other_references_say_the_same():
    """References are hidden under a key of the study: another key, another order of children."""
    rows = county(incidents=5000)
    names = sorted({row["child"] for row in rows})
    assert len(names) > MOST_GROUPS
    other = dict(zip(names, np.random.default_rng(3).permutation(names).tolist(), strict=True))
    renamed = [row | {"child": other[row["child"]]} for row in rows]
    made = [made_timelines(r, opens=OPENS, closes=CLOSES) for r in (rows, renamed)]
    pools = [[Months(t).sums(k).recorded.tolist() for k in looks(t.sheet, COLUMNS)] for t in made]
    assert pools[0] == pools[1]
    first, second = (settled(quality(t, 1)) for t in made)
    assert first == second
