"""UK local time and UTC over arrays: minutes since 1970, without and with summer time.

Times inside the generator are UTC minutes; what an extract holds is local minutes, which
are also minutes since 1970 but as a wall clock in the United Kingdom would read.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import ArrayLike, NDArray

HOUR = 60
DAY = 24 * HOUR
YEAR = 365.25 * DAY
_EPOCH = date(1970, 1, 1)
_START = datetime(1970, 1, 1)


def midnight(day: date) -> int:
    """Minutes from 1970 to the start of `day` (the same for local and UTC clocks)."""
    return (day - _EPOCH).days * DAY


def stamp(minute: int) -> datetime:
    """The wall-clock time of whole minutes since 1970."""
    return _START + timedelta(minutes=minute)


def day_of(minute: float) -> date:
    """The date of minutes since 1970."""
    return _EPOCH + timedelta(days=int(minute // DAY))


def last_sunday(year: int, month: int) -> date:
    """The last Sunday of a month of 31 days: when UK clocks change."""
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def _changes(first: int, last: int) -> NDArray[np.int64]:
    """UTC minutes at which summer time begins, ends, begins… (01:00 UTC)."""
    days = [last_sunday(year, month) for year in range(first, last + 1) for month in (3, 10)]
    return np.array([midnight(day) + HOUR for day in days], dtype=np.int64)


_CHANGES = _changes(1996, 2060)


def to_local(utc: ArrayLike) -> NDArray[np.float64]:
    """Local minutes of UTC minutes, 1996 to 2060."""
    minutes = np.asarray(utc, np.float64)
    summer = np.searchsorted(_CHANGES, minutes, side="right") % 2
    return minutes + HOUR * summer


def hour_of_week(local: ArrayLike) -> NDArray[np.int64]:
    """0 to 167; 0 is the hour after midnight at the start of Monday."""
    hours = np.floor_divide(np.asarray(local, np.float64), HOUR).astype(np.int64)
    return (hours + 3 * 24) % 168  # 1 January 1970 was a Thursday


def years_of(local: ArrayLike) -> NDArray[np.int64]:
    """Calendar years of local minutes."""
    minutes = np.asarray(local, np.float64).astype("datetime64[m]")
    return minutes.astype("datetime64[Y]").astype(np.int64) + 1970


def completed_years(born: ArrayLike, local: ArrayLike) -> NDArray[np.int64]:
    """Completed years of age on the dates of local minutes; born on the dates of `born`."""
    months, days = [], []
    for minutes in (born, local):
        stamps = np.asarray(minutes, np.float64).astype("datetime64[m]").astype("datetime64[D]")
        months.append(stamps.astype("datetime64[M]").astype(np.int64))
        days.append((stamps - stamps.astype("datetime64[M]")).astype(np.int64))
    return (months[1] - months[0] - (days[1] < days[0])) // 12
