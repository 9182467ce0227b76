"""UK local time over arrays, against the time-zone database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from homeward.synth import clock
from homeward.vocabulary.times import UK_ZONE


def test_local_time_agrees_with_the_database_every_half_hour():
    start = datetime(2018, 1, 1, tzinfo=UTC)
    moments = [start + timedelta(minutes=30 * n) for n in range(6 * 366 * 48)]
    utc = clock.midnight(start.date()) + 30 * np.arange(len(moments))
    offset = [moment.astimezone(ZoneInfo(UK_ZONE)).utcoffset() for moment in moments]
    expected = utc + np.array([o.total_seconds() / 60 for o in offset])
    assert np.array_equal(clock.to_local(utc), expected)


def test_a_week_begins_on_monday_at_midnight():
    monday = clock.midnight(date(2022, 3, 7))
    assert clock.hour_of_week([monday, monday - 1, monday + 26 * 60]).tolist() == [0, 167, 26]


def test_minutes_turn_back_into_dates_and_times():
    minute = clock.midnight(date(2020, 2, 29)) + 23 * 60 + 59
    assert clock.stamp(minute) == datetime(2020, 2, 29, 23, 59)
    assert clock.day_of(minute) == date(2020, 2, 29)
    assert clock.years_of([minute, minute + 307 * clock.DAY]).tolist() == [2020, 2021]


def test_age_is_completed_years_by_the_calendar():
    born = [date(2004, 2, 29), date(2004, 2, 29), date(2005, 1, 7), date(2005, 1, 8)]
    on = [date(2022, 2, 28), date(2022, 3, 1), date(2020, 1, 7), date(2020, 1, 7)]
    ages = clock.completed_years(
        [clock.midnight(day) for day in born], [clock.midnight(day) + 1439 for day in on]
    )
    assert ages.tolist() == [17, 18, 15, 14]
