"""The forecast: what is shown, what is said, and what is asked of the records."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from homeward.demand.forecast import APART, CALLED, LEAST_WEEKS, ORIGINS, forecast
from homeward.demand.forecast_weeks import AHEAD, whole_weeks
from homeward.demand.forecast_words import METHOD
from homeward.estimators.forecast import Settings
from homeward.findings import Bundle, render
from homeward.release import release
from homeward.timelines.definitions import COVID, Change, Definitions
from homeward.vocabulary.change import ChangeKind
from homeward.vocabulary.setting import Setting
from homeward.vocabulary.units import Kind
from tests.lib.made import made_timelines

OPENS, CLOSES = date(2021, 1, 4), date(2023, 12, 31)
DAYS = (CLOSES - OPENS).days + 1


def reports(seed=1, mean=6.0, opens=OPENS, days=DAYS, swing=0.4, **same):
    """Reports day by day, more in summer, by 400 children."""
    rng = np.random.default_rng(seed)
    out = []
    for n in range(days):
        day = opens + timedelta(days=n)
        rate = mean * (1 - swing * np.cos(2 * np.pi * day.timetuple().tm_yday / 365.25))
        for _ in range(rng.poisson(rate)):
            at = datetime(day.year, day.month, day.day, int(rng.integers(24)))
            out.append({"child": f"c{rng.integers(400)}", "reported": at} | same)
    return out


@pytest.fixture(scope="module")
def seasonal():
    return forecast(made_timelines(reports(), opens=OPENS, closes=CLOSES), 1)


def test_thirteen_weeks_from_the_monday_after_the_last_whole_week(seasonal):
    weeks = [e for e in seasonal.estimates if "week_from" in e.by]
    first = date(2024, 1, 1)
    wanted = [(first + timedelta(days=7 * n)).isoformat() for n in range(AHEAD)]
    assert [e.by["week_from"] for e in weeks] == wanted
    assert all(e.kind is Kind.FORECAST and e.low <= e.value <= e.high for e in weeks)
    headline = seasonal.estimate("expected_incidents_per_week")
    assert headline.value == pytest.approx(np.mean([e.value for e in weeks[:4]]))
    assert headline.high - headline.low < weeks[0].high - weeks[0].low


def test_a_strong_season_is_seen_coming(seasonal):
    errors = {
        name: seasonal.estimate(name).value
        for name in ("forecast_error", "forecast_error_mean", "forecast_error_seasonal_naive")
    }
    assert errors["forecast_error"] == min(errors.values())
    assert "the model is shown" in seasonal.statement
    value = seasonal.estimate("expected_incidents_per_week").value
    assert value < 0.8 * 6 * 7  # January is quiet
    assert 0.8 < seasonal.estimate("share_of_weeks_within_interval").value <= 1


def test_where_a_simpler_method_wins_it_is_shown_and_said():
    rows = reports(seed=7, swing=0.0)
    found = forecast(made_timelines(rows, opens=OPENS, closes=CLOSES), 1)
    errors = [found.estimate(f"forecast_error{s}").value for s in ("", "_mean", "_seasonal_naive")]
    assert errors[1] == min(errors), "this seed is for the mean to win"
    assert "the mean of the last 52 weeks is shown, which did better than the model" in (
        found.statement
    )
    assert any("A simpler method did better" in c for c in found.caveats)
    weeks = {e.value for e in found.estimates if "week_from" in e.by}
    assert len(weeks) == 1  # the mean: every week alike


def test_every_method_stands_in_the_table_of_tests(seasonal):
    (table,) = [t for t in seasonal.tables if t.name == "back_test"]
    assert {e.by["method"] for e in table.estimates} == set(CALLED.values())
    for e in table.estimates:
        if e.name == "forecast_error" and e.by["method"] == "model":
            assert e.value == seasonal.estimate("forecast_error").value


def test_the_table_holds_a_year_of_weeks_and_those_to_come(seasonal):
    (table,) = [t for t in seasonal.tables if t.name == "weeks"]
    kinds = [e.kind for e in table.estimates]
    assert kinds == [Kind.COUNT] * 52 + [Kind.FORECAST] * AHEAD
    assert all(e.children <= e.count for e in table.estimates)
    weeks = [e.by["week_from"] for e in table.estimates]
    assert weeks == sorted(weeks)
    (chart,) = seasonal.charts
    assert (chart.form, chart.table, chart.marks) == ("band", "weeks", ())


def test_reports_are_said_to_be_what_is_forecast(seasonal):
    assert any("reports to police, not need" in c for c in seasonal.caveats)
    assert "whole" in seasonal.method or "part weeks" in seasonal.method


def test_it_passes_the_gate_whole_and_reads_well(seasonal):
    window = {"from": OPENS.isoformat(), "to": CLOSES.isoformat()}
    (found,) = release(Bundle(True, window, "2024-01-01T00:00:00Z", "F", (seasonal,))).findings
    assert all(e.value is not None for e in found.estimates)
    said = render(found.statement, found.estimates)
    assert "no interval" not in said and "hidden" not in said


def test_settings_are_forecast_where_they_have_enough():
    home = Setting.CHILDRENS_HOME.value
    rows = reports(setting=home) + reports(seed=2, mean=0.3, setting=Setting.FOSTER.value)
    rows += reports(seed=3, mean=2, setting=Setting.NOT_RECORDED.value)
    found = forecast(made_timelines(rows, opens=OPENS, closes=CLOSES), 1)
    (table,) = [t for t in found.tables if t.name == "by_setting"]
    assert {e.by["setting"] for e in table.estimates} == {home}
    whole = found.estimate("expected_incidents_per_week").value
    assert found.estimate("expected_incidents_per_week", setting=home).value < whole


def test_without_a_setting_the_whole_is_forecast(seasonal):
    assert not [e for e in seasonal.estimates if "setting" in e.by]
    assert [t.name for t in seasonal.tables] == ["weeks", "back_test"]


def test_a_change_of_this_year_is_marked_and_doubted():
    change = Change(date(2023, 10, 4), "New recording system", ChangeKind.RECORDING)
    definitions = Definitions(changes=(COVID, change))
    rows = [r for r in reports() if r["reported"].date() < change.on or r["reported"].hour < 12]
    found = forecast(made_timelines(rows, opens=OPENS, closes=CLOSES, definitions=definitions), 1)
    assert found.charts[0].marks == (("2023-10-02", "New recording system"),)
    assert any("New recording system (4 October 2023)" in c for c in found.caveats)
    value = found.estimate("expected_incidents_per_week").value
    assert value < 0.6 * 6 * 7


def test_dates_alone_are_enough():
    dated = [r | {"reported": r["reported"].date()} for r in reports()]
    timed = forecast(made_timelines(reports(), opens=OPENS, closes=CLOSES), 1)
    found = forecast(made_timelines(dated, opens=OPENS, closes=CLOSES), 1)
    assert [e.value for e in found.estimates] == [e.value for e in timed.estimates]


def test_a_hole_in_the_records_is_not_a_quiet_time():
    hole = (date(2022, 5, 4), date(2022, 8, 10))
    rows = [r for r in reports(swing=0) if not hole[0] <= r["reported"].date() <= hole[1]]
    timelines = made_timelines(rows, opens=OPENS, closes=CLOSES)
    weeks = whole_weeks(timelines)
    assert int((~weeks.held).sum()) == 15  # thirteen empty, a part on either side
    found = forecast(timelines, 1)
    assert any("15 weeks inside the records are empty" in c for c in found.caveats)
    assert found.estimate("expected_incidents_per_week").value == pytest.approx(42, rel=0.15)


def test_records_that_close_before_the_window_end_at_their_last_whole_week():
    closes = datetime(2023, 9, 20, 23, tzinfo=UTC)  # midnight on the 21st in summer time
    rows = [r for r in reports() if r["reported"] < datetime(2023, 9, 21)]
    found = whole_weeks(made_timelines(rows, opens=OPENS, closes=CLOSES, as_of=closes))
    assert found.monday(found.number) == date(2023, 9, 18)
    assert found.coming == date(2023, 9, 25)  # the week of the 18th has days in the records


def test_a_week_that_the_records_cut_is_not_forecast(seasonal):
    """The records end on Saturday 30 December: its week is neither counted nor forecast."""
    rows = [r for r in reports() if r["reported"].date() <= date(2023, 12, 30)]
    found = forecast(made_timelines(rows, opens=OPENS, closes=date(2023, 12, 30)), 1)
    weeks = [e.by["week_from"] for e in found.estimates if "week_from" in e.by]
    assert (weeks[0], len(weeks)) == ("2024-01-01", AHEAD)
    assert "Over the four weeks from 1 January 2024" in found.statement
    (table,) = [t for t in found.tables if t.name == "weeks"]
    assert "2023-12-25" not in {e.by["week_from"] for e in table.estimates}


def test_the_cover_of_the_headline_is_tested_too(seasonal):
    e = seasonal.estimate("share_of_four_week_means_within_interval")
    assert (e.value * ORIGINS) == pytest.approx(round(e.value * ORIGINS))
    assert 0.7 <= e.value <= 1
    assert "of four-week means within theirs" in seasonal.statement


def test_the_method_names_the_strength_of_the_priors_and_the_origins():
    used = Settings()
    for words in (f"{used.trend:.2f} for a year's trend", f"{used.season:.2f} for each wave",
                  f"{used.level:.2f} for each change", f"{used.damping:.2f} is left",
                  f"{ORIGINS} forecasts of {AHEAD} weeks"):  # fmt: skip
        assert words in METHOD.replace('"', "")
    assert (APART, "origins two weeks apart" in METHOD) == (2, True)


@pytest.mark.parametrize("weeks, refused", [(LEAST_WEEKS - 1, "HW-N024"), (LEAST_WEEKS, None)])
def test_two_years_are_the_least(weeks, refused):
    closes = OPENS + timedelta(days=7 * weeks - 1)
    rows = reports(days=7 * weeks)
    found = forecast(made_timelines(rows, opens=OPENS, closes=closes), 1)
    assert (found.refused or "")[:7] == (refused or "")


def test_no_incident_and_too_few_are_refused():
    none = forecast(made_timelines([], opens=OPENS, closes=CLOSES), 1)
    assert none.refused.startswith("HW-N003")
    few = forecast(made_timelines(reports(mean=0.4), opens=OPENS, closes=CLOSES), 1)
    assert few.refused.startswith("HW-N025")
