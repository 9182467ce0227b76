"""The least and the most that a recorded time allows.

A time known to the minute is one instant. A date alone is any instant of that UK local
day. A wall-clock time in the hour that is repeated each autumn is one of two instants.
One in the hour that is skipped each spring is no instant at all: it is given an hour
either way. Nothing here casts to a time zone (engines differ): clock changes are dates
worked out with `zoneinfo` and compared as literals.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, reduce
from operator import or_
from zoneinfo import ZoneInfo

import ibis
from ibis.expr.types import BooleanValue, DateValue, IntegerValue, Table

from homeward.engine.times import SECONDS_PER_DAY, SECONDS_PER_HOUR, epoch
from homeward.vocabulary.times import UK_ZONE, TimeFlag

#: Years before the window in which a time may still lie to the hour. Further back a
#: date-only bound is an hour wider, never wrong.
YEARS_BACK = 3


@dataclass(frozen=True, slots=True)
class Span:
    """The instants that one recorded time allows, in epoch seconds; null if blank."""

    earliest: IntegerValue
    latest: IntegerValue


@cache
def clock_changes(year: int) -> tuple[date, date]:
    """UK local dates on which the clocks go forward and back in `year`.

    Raises
    ------
    ValueError
        If the clocks did not change exactly twice (before 1972).
    """
    zone = ZoneInfo(UK_ZONE)
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    changes = [d for d in days if d.year == year and _offset(d, zone) != _offset(d + _DAY, zone)]
    if len(changes) != 2:
        raise ValueError(f"the clocks did not change twice in {year}")
    return changes[0], changes[1]


_DAY = timedelta(days=1)


def _offset(day: date, zone: ZoneInfo) -> timedelta | None:
    return datetime(day.year, day.month, day.day, tzinfo=zone).utcoffset()


def span_of(table: Table, name: str, years: range) -> Span:
    """The instants that the stored time `name` allows.

    Parameters
    ----------
    table
        With `NAME_at`, `NAME_local`, `NAME_on` and `NAME_flag`.
    years
        Years whose clock changes are compared.

    Returns
    -------
    Span
        Equal ends when the minute is known. A date alone runs from its first instant
        to its last second. Null where nothing is recorded.
    """
    at, local, on = (table[f"{name}_{part}"] for part in ("at", "local", "on"))
    flag = table[f"{name}_flag"]
    wall = epoch(local)  # the wall clock read as if it were UTC, that is, as winter time
    skipped = (flag == TimeFlag.NONEXISTENT.value) & local.notnull()
    repeated = (flag == TimeFlag.AMBIGUOUS.value) & local.notnull()
    hour = SECONDS_PER_HOUR
    known = (at.notnull(), epoch(at))
    return Span(
        ibis.cases(
            known,
            (repeated | skipped, wall - hour),
            (on.notnull(), first_instant(on, 0, years, earliest=True)),
        ),
        ibis.cases(
            known,
            (repeated, wall),
            (skipped, wall + hour),
            # To the last second of the day: its end belongs to the next, and 24 hours from
            # the one to the other would be taken for within 24 hours.
            (on.notnull(), first_instant(on, 1, years, earliest=False) - 1),
        ),
    )


def first_instant(on: DateValue, days_on: int, years: range, *, earliest: bool) -> IntegerValue:
    """Epoch seconds of local midnight at the start of the day `days_on` after `on`.

    For a year outside `years` the season is not looked up: `earliest` takes summer
    time, otherwise winter time, so that a bound errs outwards.
    """
    midnight = epoch(on.cast("timestamp")) + days_on * SECONDS_PER_DAY
    in_summer = reduce(or_, (_summer_midnight(on, days_on, year) for year in years))
    if earliest:
        in_summer = in_summer | (on < date(years[0], 1, 1)) | (on >= date(years[-1] + 1, 1, 1))
    return midnight - ibis.ifelse(in_summer, SECONDS_PER_HOUR, 0)


def _summer_midnight(on: DateValue, days_on: int, year: int) -> BooleanValue:
    """Whether local midnight `days_on` after `on` is in summer time of `year`.

    The clocks change after midnight: on the day they go forward midnight is winter
    time, on the day they go back it is still summer time.
    """
    forward, back = (day - timedelta(days=days_on) for day in clock_changes(year))
    return (on > forward) & (on <= back)


def years_of(opens: date, as_of: datetime) -> range:
    """Years whose clock changes a study needs: some before the window, to the close."""
    return range(opens.year - YEARS_BACK, as_of.astimezone(UTC).year + 2)
