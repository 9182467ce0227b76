"""One clock of the episodes: hour, weekday of the evening, night, the tested window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from homeward.demand.counting import Yes
from homeward.timelines.histories import Timelines
from homeward.timelines.sheet import Coded
from homeward.vocabulary.times import NIGHT_ENDS_AT_HOUR, Clock, Weekday

HOURS = 24
#: The tested window, published for children's homes: from 22:00 up to 01:00.
LATE_FROM, LATE_TO = 22 * 60, 1 * 60
LATE_SHARE_OF_DAY = 3 / HOURS
#: A night is from 18:00 to the hour at which nights end.
NIGHT_FROM = 18 * 60
#: Friday and Saturday nights, as weekdays counted from Monday = 0.
WEEKEND_NIGHTS = (list(Weekday).index(Weekday.FRIDAY), list(Weekday).index(Weekday.SATURDAY))
#: Where more than this share of the times of a clock, and at least so many, are exactly
#: 00:00, midnight stands for "no time written".
INVENTED_SHARE, INVENTED_LEAST = 0.5, 10
#: 1 January 1970 was a Thursday.
_FIRST_WEEKDAY = list(Weekday).index(Weekday.THURSDAY)


def weekend_share_of_nights(opens: date, closes: date) -> float:
    """Share of the window's nights that are Friday or Saturday nights.

    A window of n days has n nights, each named after its evening.
    """
    nights = (closes - opens).days + 1
    weeks, rest = divmod(nights, 7)
    extra = sum((opens + timedelta(days=i)).weekday() in WEEKEND_NIGHTS for i in range(rest))
    return (len(WEEKEND_NIGHTS) * weeks + extra) / nights


@dataclass(frozen=True)
class Times:
    """A clock of every episode. Arrays of shape (rows,).

    Attributes
    ----------
    clock
        Which.
    written
        A time of day stands in the records.
    known
        It may be believed: midnights are not where they stand for "no time written".
    minute
        Of the UK local day, 0 to 1439; -1 where none is written.
    weekday
        Of the evening that the time belongs to, from Monday = 0; -1 where not known.
    inside
        That evening lies in the study window.
    """

    clock: Clock
    written: Yes
    known: Yes
    minute: NDArray[np.int32]
    weekday: NDArray[np.int32]
    inside: Yes

    @cached_property
    def hour(self) -> Coded:
        """Hour of the day as a dimension; a time that is not known is in no group."""
        return Coded(np.where(self.known, self.minute // 60, -1), tuple(range(HOURS)))

    @property
    def evening(self) -> Coded:
        """Weekday of the evening as a dimension, from Monday = 0."""
        return Coded(self.weekday, tuple(range(len(Weekday))))

    @property
    def midnight(self) -> Yes:
        """Written as exactly 00:00."""
        return self.minute == 0

    @cached_property
    def late(self) -> Yes:
        """In the tested window."""
        return self.known & ((self.minute >= LATE_FROM) | (self.minute < LATE_TO))

    @cached_property
    def at_night(self) -> Yes:
        """From 18:00 to 06:00."""
        early = self.minute < 60 * NIGHT_ENDS_AT_HOUR
        return self.known & ((self.minute >= NIGHT_FROM) | early)

    @cached_property
    def weekend(self) -> Yes:
        """Belongs to a Friday or Saturday evening."""
        return np.isin(np.arange(-1, len(Weekday)), WEEKEND_NIGHTS)[self.weekday + 1]

    @property
    def invented(self) -> bool:
        """Whether midnights stand for "no time written", and so are not known."""
        return bool((self.written & ~self.known).any())


def times(timelines: Timelines, clock: Clock) -> Times:
    """A clock of the episodes."""
    minute = timelines.sheet.number(f"{clock.value}_minute")
    evening = timelines.sheet.day(f"{clock.value}_night_on")
    written = ~np.isnan(minute)
    midnights = int((minute == 0).sum())
    invented = midnights >= INVENTED_LEAST and midnights > INVENTED_SHARE * written.sum()
    known = written & (minute != 0) if invented else written
    days = np.where(known, evening.astype(np.int64), 0)
    opens, closes = np.datetime64(timelines.opens), np.datetime64(timelines.closes)
    return Times(
        clock,
        written,
        known,
        np.where(written, minute, -1).astype(np.int32),
        np.where(known, (days + _FIRST_WEEKDAY) % len(Weekday), -1).astype(np.int32),
        known & (evening >= opens) & (evening <= closes),
    )
