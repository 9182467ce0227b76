"""Times on every engine alike.

Engines disagree about local time, about `delta` and about casts between zones, so
nothing here casts to a zone: durations are differences of epoch seconds, and anything
about the hour or the night comes from a column that already holds UK local time.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import ibis
from ibis.expr.types import (
    DateValue,
    FloatingValue,
    IntegerValue,
    TimestampValue,
)

SECONDS_PER_HOUR = 3600
SECONDS_PER_DAY = 86_400


def epoch(at: TimestampValue) -> IntegerValue:
    """Whole seconds since 1970 of a zone-less timestamp; fractions are cut off.

    Cutting first keeps engines alike: one rounds half a second up, another down.
    """
    return at.truncate("s").epoch_seconds().cast("int64")


def hours_between(a: TimestampValue, b: TimestampValue) -> FloatingValue:
    """Hours from `a` to `b`, to the second; negative if `b` comes first; null if either is."""
    return (epoch(b) - epoch(a)).cast("float64") / float(SECONDS_PER_HOUR)


def after(at: TimestampValue, span: timedelta) -> TimestampValue:
    """`at` moved by `span` of elapsed time (whole seconds; may be negative)."""
    seconds = round(span.total_seconds())
    if seconds < 0:
        return at - ibis.interval(seconds=-seconds)
    return at + ibis.interval(seconds=seconds)


def minute_of_day(local: TimestampValue) -> IntegerValue:
    """Minute of the local day, 0 to 1439; null where no time of day is known."""
    return local.hour().cast("int64") * 60 + local.minute().cast("int64")


def night_on(local: TimestampValue, boundary_hour: int) -> DateValue:
    """Date of the evening that `local` belongs to.

    Before `boundary_hour` the night is the day before's: with 6, half past midnight on
    Sunday is Saturday night and 06:00 on Sunday is Sunday.
    """
    return after(local, timedelta(hours=-boundary_hour)).date()


def naive_utc(at: datetime) -> datetime:
    """A zone-aware instant as the zone-less UTC timestamp that stored columns hold.

    Raises
    ------
    ValueError
        If `at` has no zone: which instant it is would be a guess.
    """
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return at.astimezone(UTC).replace(tzinfo=None)
