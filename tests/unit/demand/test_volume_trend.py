"""Trend, season and marked changes: what is told, in which words, and what is refused."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import numpy as np
import pytest

from homeward.demand import volume
from homeward.demand.volume_months import days_of, incidents_by_day, marks, shifts_of
from homeward.demand.volume_supplied import Supplied, months_in
from homeward.demand.volume_supplied import _missing as missing_of
from homeward.findings import Bundle, render
from homeward.release import release
from homeward.timelines.definitions import COVID, Change, Definitions
from homeward.vocabulary.change import ChangeKind
from homeward.vocabulary.verdicts import State
from tests.lib.made import made_timelines

OPENS, CLOSES = date(2022, 1, 1), date(2024, 12, 31)
DAYS = (CLOSES - OPENS).days + 1
SYSTEM = Change(date(2023, 7, 1), "A new recording system", ChangeKind.RECORDING)


def made(rate, *changes, opens=OPENS, closes=CLOSES, children=60, seed=3):
    """Incidents with a mean number a day that is a function of the day."""
    rng = np.random.default_rng(seed)
    rows = [
        {"child": f"c{rng.integers(children):03}", "reported": datetime.combine(day, time(12))}
        for day in (opens + timedelta(n) for n in range((closes - opens).days + 1))
        for _ in range(rng.poisson(rate(day)))
    ]  # fmt: skip
    return made_timelines(
        rows, opens=opens, closes=closes, definitions=Definitions(changes=(COVID, *changes))
    )


def years(day):
    return (day - OPENS).days / 365.25


def told(finding):
    return render(finding.statement, finding.estimates)


def test_a_rise_is_given_back_and_told():
    finding = volume(made(lambda day: 0.8 * 1.5 ** years(day)), 1)
    found = finding.estimate("trend_ratio_per_year")
    assert found.low < 1.5 < found.high
    assert (found.of, found.children_of) == (
        finding.estimate("incidents").count, finding.estimate("children").count,
    )  # fmt: skip
    assert "Incidents rose apart from season and marked changes" in told(finding)
    assert "A season cannot be told from chance" in told(finding)


def test_months_alike_because_few_children_made_them_leave_the_trend_less_sure():
    """The same days of report, of children who are each missing all at once or once only."""
    apart = made(lambda day: 1.0)
    days = sorted(apart.sheet.day("reported_on").astype(object))
    rows = [
        {"reported": datetime.combine(day, time(12)), "child": f"c{number // 40:03}"}
        for number, day in enumerate(days)
    ]
    alone = [row | {"child": f"c{number:04}"} for number, row in enumerate(rows)]
    wide, narrow = (
        volume(made_timelines(each, opens=OPENS, closes=CLOSES), 1).estimate("trend_ratio_per_year")
        for each in (rows, alone)
    )
    assert wide.value == pytest.approx(narrow.value)
    assert np.log(wide.high / wide.low) > 3 * np.log(narrow.high / narrow.low)


def test_where_an_interval_close_to_1_is_told_so_is_how_to_read_it():
    finding = volume(made(lambda day: 1.0), 1)
    assert any("only just misses 1" in c for c in finding.caveats)
    short = volume(made(lambda day: 1.0, closes=date(2022, 12, 31)), 1)
    assert short.estimate("trend_ratio_per_year").low is None
    assert not any("only just misses 1" in c for c in short.caveats)


def test_a_fall_is_told():
    assert "Incidents fell apart" in told(volume(made(lambda day: 3 * 0.6 ** years(day)), 1))


def test_no_trend_is_told_as_such():
    finding = volume(made(lambda day: 1.0), 1)
    assert (
        "Whether incidents rose or fell cannot be told, apart from season and marked changes"
        in told(finding)
    )


def test_a_season_is_given_back_and_its_months_named():
    def rate(day):
        return 2 * np.exp(0.5 * np.cos(2 * np.pi * (day.timetuple().tm_yday - 196) / 365))

    finding = volume(made(rate), 1)
    found = finding.estimate("season_peak_to_trough_ratio")
    assert 1 < found.low < np.exp(1) < found.high
    assert "the busiest month of the year" in told(finding)
    assert told(finding).split(", the busiest")[0].split()[-1] in ("June", "July", "August")
    assert "by a smooth curve over the year" in told(finding)
    (table,) = [t for t in finding.tables if t.name == "season_by_month"]
    assert [e.by["month"] for e in table.estimates] == list(range(1, 13))
    assert np.mean([np.log(e.value) for e in table.estimates]) == pytest.approx(0, abs=1e-9)
    values = [e.value for e in table.estimates]
    assert max(values) / min(values) == pytest.approx(found.value)


@pytest.mark.parametrize(
    "december, named", [(1.0, "of February, the quietest, by"), (0.65, "of the quietest, by")]
)
def test_a_month_that_the_curve_alone_makes_lowest_is_not_named(december, named):
    """Two waves a year are lowest after the turn of the year, whatever December does."""

    def rate(day):
        wave = 8 * np.exp(0.6 * np.cos(2 * np.pi * (day.timetuple().tm_yday - 224) / 365))
        return wave * {12: december, 2: 0.8}.get(day.month, 1)

    finding = volume(made(rate), 1)
    (table,) = [t for t in finding.tables if t.name == "season_by_month"]
    curve = {e.by["month"]: e.value for e in table.estimates}
    assert min(curve, key=curve.get) == (2 if december == 1 else 1)
    assert named in told(finding)


def without(timelines_of, *months):
    """The same incidents, with none in some months."""
    return lambda day: 0.0 if (day.year, day.month) in months else timelines_of(day)


def test_months_that_chance_does_not_empty_are_not_months_of_none():
    """A year of which March alone was supplied: no number a month, no figure of a year."""
    gone = [(2024, m) for m in range(1, 13) if m != 3]
    finding = volume(made(without(lambda day: 2.0, *gone)), 1)
    assert finding.estimate("incidents_per_month").state is State.REFUSED
    assert finding.estimate("incidents_per_month", year=2024).state is State.REFUSED
    assert finding.estimate("incidents_per_month", year=2023).value == pytest.approx(61, abs=8)
    assert finding.estimate("incidents").count > 0
    assert [p.by for p in finding.published] == [{"year": 2023}]
    said = told(finding)
    assert "no report at all in 11 of the 36 months of the window" in said
    assert "how many incidents there were a month cannot be told" in said
    (caveat,) = [c for c in finding.caveats if "records were not supplied" in c]
    assert "(2024-01 to 2024-02 and 2024-04 to 2024-12)" in caveat
    (chart,) = [c for c in finding.charts if c.name == "trend"]
    assert "{incidents_per_month}" not in chart.headline + chart.alt
    # A steady rate is no fall because the last months are missing.
    found = finding.estimate("trend_ratio_per_year")
    assert found.low < 1 < found.high
    assert len(found.by) == 0


def test_too_little_supplied_tells_no_trend():
    gone = [(year, m) for year in (2023, 2024) for m in range(1, 13)]
    finding = volume(made(without(lambda day: 2.0, *gone)), 1)
    assert finding.estimate("trend_ratio_per_year").state is State.REFUSED
    assert [p.by for p in finding.published] == [{"year": 2022}]


def test_empty_months_of_few_children_are_none():
    finding = volume(made(without(lambda day: 0.1, (2024, 5))), 1)
    assert finding.estimate("incidents_per_month").value is not None
    assert any("chance, and counts as none" in c for c in finding.caveats)


@pytest.mark.parametrize(
    "children, empty, missing",
    [
        (4.9, 12, 0),  # never busy enough
        (5.0, 1, 0),  # five expected: chance is not ruled out
        (5.0, 2, 2),
        (10.0, 1, 1),
        (9.9, 1, 0),
    ],
)
def test_a_run_of_empty_months_is_judged_by_the_children_to_expect(children, empty, missing):
    months = months_in(date(2022, 1, 1), date(2023, 12, 31))
    run = list(months)[3 : 3 + empty]
    assert len(missing_of(months, run, children)) == missing


def test_a_part_month_counts_for_its_part():
    months = months_in(date(2022, 1, 22), date(2022, 12, 31))
    assert missing_of(months, [(2022, 1)], 20.0) == frozenset()
    assert missing_of(months, [(2022, 1)], 40.0) == {(2022, 1)}


def test_a_whole_year_is_one_of_which_every_month_is_held():
    months = months_in(date(2021, 2, 1), date(2024, 12, 31))
    held = Supplied(months, ((2023, 6),), frozenset({(2023, 6)}))
    assert held.years == [2022, 2024]
    assert held.spans([(2022, 12), (2023, 1), (2023, 6)]) == "2022-12 to 2023-01 and 2023-06"


def test_a_shift_is_given_back_and_numbered_as_the_plan_lists_it():
    timelines = made(lambda day: 1.5 if day < SYSTEM.on else 0.9, SYSTEM)
    finding = volume(timelines, 1)
    found = finding.estimate("rate_ratio_change", change=2)
    assert found.low < 0.6 < found.high
    after = [row for row in timelines.sheet.day("reported_on") if row >= np.datetime64(SYSTEM.on)]
    assert (found.count, found.of) == (len(after), timelines.sheet.rows)
    assert found.exposure == pytest.approx(550 / DAYS)
    (caveat,) = [c for c in finding.caveats if c.startswith("Changes in the window")]
    assert "A new recording system (change 2), 1 July 2023" in caveat
    assert "cannot be told apart" in caveat
    assert not any(e.name == "rate_ratio_covid_restrictions" for e in finding.estimates)


def test_the_pandemic_is_a_spell_with_a_name_of_its_own():
    window = {"opens": date(2019, 1, 1), "closes": date(2022, 12, 31)}
    timelines = made(lambda day: 1.0 if COVID.on <= day <= COVID.until else 2.0, **window)
    finding = volume(timelines, 1)
    found = finding.estimate("rate_ratio_covid_restrictions")
    assert found.low < 0.5 < found.high
    assert "While the pandemic restrictions held there were" in told(finding)
    assert found.exposure == pytest.approx(484 / 1461)


@pytest.mark.parametrize(
    "changes, refused",
    [
        ([Change(date(2024, 11, 1), "Late", ChangeKind.RESPONSE)], {2}),
        ([Change(date(2022, 2, 1), "Early", ChangeKind.RESPONSE)], {2}),
        ([SYSTEM, Change(date(2023, 8, 1), "Soon after", ChangeKind.RESPONSE)], {2, 3}),
        ([Change(date(2023, 3, 1), "Brief", ChangeKind.NATIONAL, date(2023, 4, 1))], {2}),
        ([SYSTEM, Change(date(2024, 3, 1), "Later", ChangeKind.RESPONSE)], set()),
        ([Change(date(2022, 1, 1), "From the first day", ChangeKind.RESPONSE)], None),
        ([Change(date(2025, 1, 1), "After the last", ChangeKind.RESPONSE)], None),
    ],
)
def test_a_change_near_an_end_or_another_is_refused(changes, refused):
    finding = volume(made(lambda day: 1.0, *changes), 1)
    found = {e.by["change"]: e for e in finding.estimates if e.name == "rate_ratio_change"}
    assert {n for n, e in found.items() if e.state is State.REFUSED} == (refused or set())
    assert len(found) == (0 if refused is None else len(changes))
    said = [c for c in finding.caveats if "(HW-N014)" in c]
    assert len(said) == len(refused or ())


def test_a_change_that_stops_every_report_is_refused_and_does_not_break_the_rest():
    quiet = Change(date(2023, 1, 1), "No extract", ChangeKind.RECORDING, date(2023, 6, 30))
    finding = volume(made(lambda day: 0.0 if quiet.on <= day <= quiet.until else 1.0, quiet), 1)
    assert finding.estimate("rate_ratio_change", change=2).state is State.REFUSED
    assert finding.estimate("trend_ratio_per_year").value is not None


@pytest.mark.parametrize(
    "window, rate",
    [((OPENS, date(2023, 12, 30)), 1.0), ((OPENS, date(2022, 6, 30)), 2.0), ((OPENS, CLOSES), 0.1)],
    ids=["a day short of two years", "half a year", "few a month"],
)
def test_too_short_or_too_few_is_refused_with_what_would_be_needed(window, rate):
    finding = volume(made(lambda day: rate, SYSTEM, opens=window[0], closes=window[1]), 1)
    names = ("trend_ratio_per_year", "season_peak_to_trough_ratio")
    assert all(finding.estimate(name).state is State.REFUSED for name in names)
    assert any("(HW-N013)" in c and "two whole years" in c for c in finding.caveats)
    assert not any(t.name == "season_by_month" for t in finding.tables)
    assert told(finding).endswith("a month.")


def test_two_years_to_the_day_are_enough():
    finding = volume(made(lambda day: 1.0, closes=date(2023, 12, 31)), 1)
    assert finding.estimate("trend_ratio_per_year").value is not None


def test_a_month_partly_in_the_window_counts_for_its_days():
    """Ten days of December at the same rate a day are no fall."""
    finding = volume(made(lambda day: 3.0, closes=date(2024, 12, 10)), 1)
    found = finding.estimate("trend_ratio_per_year")
    assert found.low < 1 < found.high


def test_marks_stand_where_changes_begin_and_end():
    timelines = made(lambda day: 0.5, SYSTEM, opens=date(2020, 1, 1), closes=date(2023, 12, 31))
    wanted = (
        ("2020-03", "Pandemic restrictions"), ("2021-07", "Pandemic restrictions: end"),
        ("2023-07", "A new recording system"),
    )  # fmt: skip
    assert marks(timelines) == wanted
    (chart,) = [c for c in volume(timelines, 1).charts if c.name == "trend"]
    assert chart.marks == wanted


def test_days_and_incidents_of_the_window():
    timelines = made(lambda day: 0.5, SYSTEM)
    assert len(days_of(timelines)) == DAYS
    assert incidents_by_day(timelines).sum() == timelines.sheet.rows
    (shift,) = shifts_of(timelines)
    assert (shift.number, int(shift.held.sum())) == (2, 550)


@pytest.mark.parametrize("growth", [0.7, 0.85, 0.93, 1.0, 1.08, 1.2, 1.5])
def test_released_words_and_interval_agree(growth):
    finding = volume(made(lambda day: 1.2 * growth ** years(day)), 1)
    bundle = Bundle(True, {"from": "", "to": ""}, "2025-01-01T00:00:00Z", "x", (finding,))
    out = release(bundle).findings[0]
    found = out.estimate("trend_ratio_per_year")
    side = (found.low > 1) - (found.high < 1)
    words = {1: "Incidents rose", -1: "Incidents fell", 0: "rose or fell cannot be told"}[side]
    assert words in told(out)
    season = out.estimate("season_peak_to_trough_ratio")
    assert (season.low > 1) == ("A season cannot be told" not in told(out))
