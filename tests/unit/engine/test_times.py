"""Times by epoch seconds and local columns. The engines suite runs them on Spark too."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import ibis
import pytest

from homeward.engine.times import (
    after,
    epoch,
    hours_between,
    minute_of_day,
    naive_utc,
    night_on,
)

A = datetime(2024, 2, 28, 22, 30)


def _worked(value):
    return ibis.duckdb.connect().execute(value)


def _at(moment):
    return ibis.literal(moment, "timestamp")


@pytest.mark.parametrize(
    ("later", "hours"),
    [
        (A + timedelta(hours=1), 1.0),
        (A - timedelta(minutes=90), -1.5),
        (A + timedelta(days=2), 48.0),
        (A + timedelta(seconds=1), 1 / 3600),
        (A + timedelta(seconds=1, microseconds=999_999), 1 / 3600),
    ],
)
def test_hours_between(later, hours):
    assert _worked(hours_between(_at(A), _at(later))) == hours


@pytest.mark.parametrize("microsecond", [0, 1, 499_999, 500_000, 999_999])
def test_fractions_of_a_second_are_cut(microsecond):
    whole = int(A.replace(tzinfo=UTC).timestamp())
    assert _worked(epoch(_at(A.replace(microsecond=microsecond)))) == whole


@pytest.mark.parametrize("span", [timedelta(days=1), timedelta(hours=-3), timedelta(0)])
def test_after(span):
    assert _worked(after(_at(A), span)) == A + span


@pytest.mark.parametrize(
    ("local", "night"),
    [
        (datetime(2024, 3, 3, 0, 30), date(2024, 3, 2)),
        (datetime(2024, 3, 3, 5, 59, 59), date(2024, 3, 2)),
        (datetime(2024, 3, 3, 6, 0), date(2024, 3, 3)),
        (datetime(2024, 3, 3, 23, 59), date(2024, 3, 3)),
        (datetime(2024, 3, 1, 2, 0), date(2024, 2, 29)),
        (datetime(2024, 1, 1, 2, 0), date(2023, 12, 31)),
    ],
)
def test_a_night_belongs_to_its_evening(local, night):
    found = _worked(night_on(_at(local), 6))
    assert getattr(found, "date", lambda: found)() == night


@pytest.mark.parametrize(("hour", "minute"), [(0, 0), (23, 59), (1, 5)])
def test_minute_of_day(hour, minute):
    assert _worked(minute_of_day(_at(A.replace(hour=hour, minute=minute)))) == hour * 60 + minute


def test_an_instant_without_a_zone_is_refused():
    assert naive_utc(datetime(2024, 7, 1, 12, tzinfo=UTC)) == datetime(2024, 7, 1, 12)
    with pytest.raises(ValueError, match="zone"):
        naive_utc(datetime(2024, 7, 1, 12))
