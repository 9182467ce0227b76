from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import partial

import pytest

from homeward.demand.forecast import forecast
from tests.lib.made import made_timelines
from tests.spec.note_taker import Spec

title = "Expected incidents"
order = 12
text = """
Reports are counted by whole weeks, Monday to Sunday, by the local date of the report. What is
forecast is reports, not need. Three methods are tested on the last year, by 20 forecasts of 13
weeks that each knew only what was recorded by then: a negative-binomial model of level, trend,
season and declared changes; the mean of the last 52 weeks; and the same week of the year
before. The one with the least mean absolute error is shown; of equals, the one named first. The
headline is the mean of the coming four weeks. In the tables of this chapter each line stands
for so many reports in every week from one date to another, of different children.
"""


def every_week(rows, *, opens, closes):
    """Timelines with so many reports in every week, on the first days of it."""
    made = []
    for row in rows:
        monday = row["from"]
        while monday <= row["to"]:
            for n in range(row["a week"]):
                on = monday + timedelta(days=n % row.get("days", 1))
                if opens <= on <= min(row["to"], closes):
                    reported = datetime.combine(on, time(12, n % 60))
                    made.append({"child": f"{monday}-{n}", "reported": reported})
            monday += timedelta(days=7)
    return made_timelines(made, opens=opens, closes=closes)


@pytest.fixture
def spec() -> Spec:
    return Spec(every_week, partial(pytest.approx, abs=5e-4))


def test_weeks_all_alike_are_expected_to_go_on(spec):
    """Every week of two years has ten reports. The mean is ten and was never out; the model,
    which allows for not knowing the mean for certain, was out by a hair. The window opens on a
    Saturday: the first week begins on 3 January 2022."""
    spec(
        given="""
            from       | to         | a week
            -----------+------------+-------
            2022-01-03 | 2023-12-31 | 10
        """,
        when=forecast,
        window=("2022-01-01", "2023-12-31"),
        then={
            "expected_incidents_per_week": {"value": 10.0, "count": 520, "children": 520},
            "expected_incidents_per_week[week_from=2024-01-01]": {"value": 10.0},
            "expected_incidents_per_week[week_from=2024-03-25]": {"value": 10.0},
            "forecast_error_mean": {"value": 0.0},
            "forecast_error_seasonal_naive": {"value": 0.0},
            "share_of_weeks_within_interval": {"value": 1.0},
            "back_test.forecast_error[method=same_week_last_year]": {"value": 0.0},
        },
    )


def test_where_last_year_came_nearest_last_year_is_shown(spec):
    """Twenty a week from January to June, and ten after, two years running. The same week of
    the year before was never out. The mean of 52 weeks, 15, was out by five every time. The
    coming weeks are those of January."""
    spec(
        given="""
            from       | to         | a week
            -----------+------------+-------
            2022-01-03 | 2022-07-03 | 20
            2022-07-04 | 2023-01-01 | 10
            2023-01-02 | 2023-07-02 | 20
            2023-07-03 | 2023-12-31 | 10
        """,
        when=forecast,
        window=("2022-01-01", "2023-12-31"),
        then={
            "expected_incidents_per_week": {"value": 20.0},
            "expected_incidents_per_week[week_from=2024-01-01]": {"value": 20.0},
            "forecast_error_seasonal_naive": {"value": 0.0},
            "forecast_error_mean": {"value": 5.0},
        },
    )


def test_a_week_that_the_window_cuts_does_not_count(spec):
    """The records close on a Wednesday. The three reports of that week are left out, and so is
    the forecast of that week: the first week forecast is the next, which has no day in them."""
    spec(
        given="""
            from       | to         | a week | days
            -----------+------------+--------+-----
            2022-01-03 | 2024-01-03 | 7      | 7
        """,
        when=forecast,
        window=("2022-01-01", "2024-01-03"),
        then={
            "expected_incidents_per_week": {"value": 7.0, "count": 364, "left_out": 3},
            "expected_incidents_per_week[week_from=2024-01-08]": {"value": 7.0},
        },
    )


def test_records_that_stop_early_are_not_a_demand_of_none(spec):
    """The window runs to the end of 2024, but the last report is of 25 March. The empty weeks
    are dropped, and so is the week of that report, which may be a part of one. The first week
    forecast is the one after it."""
    spec(
        given="""
            from       | to         | a week
            -----------+------------+-------
            2022-01-03 | 2024-03-31 | 10
        """,
        when=forecast,
        window=("2022-01-01", "2024-12-31"),
        then={
            "expected_incidents_per_week": {"value": 10.0, "left_out": 10},
            "expected_incidents_per_week[week_from=2024-04-01]": {"value": 10.0},
        },
    )


def test_less_than_two_years_cannot_be_tested(spec):
    """A season cannot be told from a trend, nor a forecast tested, on 23 months."""
    spec.refuses(
        given="""
            from       | to         | a week
            -----------+------------+-------
            2022-01-03 | 2023-11-26 | 10
        """,
        when=forecast,
        window=("2022-01-01", "2023-11-30"),
        because=("HW-N024", "two whole years"),
    )


def test_fewer_than_five_a_week_are_not_forecast(spec):
    """Four reports a week: an interval would run from none to twice as many."""
    spec.refuses(
        given="""
            from       | to         | a week
            -----------+------------+-------
            2022-01-03 | 2023-12-31 | 4
        """,
        when=forecast,
        window=("2022-01-01", "2023-12-31"),
        because=("HW-N025", "five incidents a week"),
    )
