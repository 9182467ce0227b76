"""Incidents by week: whole weeks, what the records hold of them, what changed when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from homeward.estimators.forecast import Series
from homeward.timelines.definitions import Change
from homeward.timelines.histories import Timelines
from homeward.vocabulary.times import UK_ZONE

#: Weeks of a year, and weeks ahead that are forecast.
YEAR_OF_WEEKS, AHEAD = 52, 13
#: Empty weeks in a row that are taken as a hole in the records, not as quiet weeks.
HOLE = 3

_WEEK, _MIDDLE = timedelta(days=7), timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Weeks:
    """Reports by whole week, Monday to Sunday, UK local dates.

    Attributes
    ----------
    first
        Monday of the first week.
    week
        Of each incident, its week from 0; below 0 or beyond the last for those in part
        weeks, dropped weeks, or on no known date.
    counts
        Incidents of each week.
    held
        Whether the records hold the week; False in a hole.
    cut
        Weeks after the last that hold a day of the records: mostly 0, or 1 that is cut by
        their end. Nothing is forecast of them.
    """

    first: date
    week: NDArray[np.int64]
    counts: NDArray[np.float64]
    held: NDArray[np.bool_]
    cut: int = 0

    @property
    def coming(self) -> date:
        """Monday of the first week that has no day in the records."""
        return self.monday(self.number + self.cut)

    @property
    def _steps(self) -> int:
        return self.number + self.cut + AHEAD

    @property
    def number(self) -> int:
        """How many weeks."""
        return len(self.counts)

    def monday(self, week: int) -> date:
        """The first day of a week, a coming one too."""
        return self.first + week * _WEEK

    @property
    def used(self) -> NDArray[np.bool_]:
        """Which incidents lie in one of the weeks."""
        return (self.week >= 0) & (self.week < self.number)

    @property
    def last_year(self) -> NDArray[np.bool_]:
        """Which incidents lie in the last 52 of the weeks."""
        return self.used & (self.week >= self.number - YEAR_OF_WEEKS)

    @property
    def recent_mean(self) -> float:
        """Incidents a week over those of the last 52 weeks that are held; 0.0 if none is."""
        recent = self.counts[-YEAR_OF_WEEKS:][self.held[-YEAR_OF_WEEKS:]]
        return float(recent.mean()) if len(recent) else 0.0

    def counts_of(self, which: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Incidents of each week among some of the incidents."""
        return np.bincount(self.week[self.used & which], minlength=self.number).astype(float)

    def series(self, counts: NDArray[np.float64], changes: Iterable[Change]) -> Series:
        """These counts with the calendar of their weeks and of those to come."""
        steps = self._steps
        middles = [self.monday(week) + _MIDDLE for week in range(steps)]
        year = np.array([day.timetuple().tm_yday / 365.25 for day in middles])
        levels = [share for change in changes if self._told(share := self._holding(change))]
        columns = np.column_stack(levels) if levels else np.zeros((steps, 0))
        return Series(counts, self.held, year, columns)

    def _holding(self, change: Change) -> NDArray[np.float64]:
        """Share of each week's days on which a change held; it goes on into coming weeks."""
        start = (change.on - self.first).days
        end = np.inf if change.until is None else (change.until - self.first).days + 1
        opens = 7.0 * np.arange(self._steps)
        share = np.clip((np.minimum(opens + 7, end) - np.maximum(opens, start)) / 7, 0, 1)
        share[self.number :] = share[self.number - 1]
        return np.asarray(share)

    def _told(self, share: NDArray[np.float64]) -> bool:
        """Whether the past holds weeks with and without a change."""
        past = share[: self.number]
        return bool(past.max() > 0 and past.min() < 1)


def whole_weeks(timelines: Timelines) -> Weeks:
    """The whole weeks of a study.

    Weeks that the window or the close of the records cuts are dropped. So are empty weeks
    at either end, with the week next to them: records that begin late or stop early are
    not a demand of none. The first week to come is the first with no day in the records. A
    run of empty weeks inside is a hole: told apart, not counted.
    """
    first = _next_monday(timelines.opens)
    last = min(timelines.closes, _last_whole_day(timelines))
    number = max(0, ((last - first).days + 1) // 7)
    on = timelines.sheet.day("reported_on")
    days = (on - np.datetime64(first)).astype("timedelta64[D]").astype(np.int64)
    week = np.where(np.isnat(on), -1, np.floor_divide(days, 7))
    inside = (week >= 0) & (week < number)
    counts = np.bincount(week[inside], minlength=number).astype(float)
    begins, ends = _trimmed(counts)
    seen = (last - first).days if ends == number else int(days[~np.isnat(on)].max(initial=-1))
    cut = max(0, seen // 7 + 1 - ends)
    counts = counts[begins:ends]
    return Weeks(
        first + begins * _WEEK,
        np.where(np.isnat(on), -1, week - begins),
        counts,
        ~_holes(counts),
        cut,
    )


def _next_monday(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _last_whole_day(timelines: Timelines) -> date:
    return timelines.as_of.astimezone(ZoneInfo(UK_ZONE)).date() - timedelta(days=1)


def _trimmed(counts: NDArray[np.float64]) -> tuple[int, int]:
    """First and last-but-one week to keep."""
    filled = np.flatnonzero(counts)
    if not len(filled):
        return 0, 0
    begins, ends = int(filled[0]), int(filled[-1]) + 1
    begins += begins > 0
    ends -= ends < len(counts)
    return min(begins, ends), ends


def _holes(counts: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Weeks in a run of empty ones, with the week on either side, which may be a part."""
    out = np.zeros(len(counts), bool)
    empty = np.concatenate([[False], counts == 0, [False]])
    starts = np.flatnonzero(empty[1:] & ~empty[:-1])
    stops = np.flatnonzero(~empty[1:] & empty[:-1])
    for start, stop in zip(starts.tolist(), stops.tolist(), strict=True):
        if stop - start >= HOLE:
            out[max(0, start - 1) : stop + 1] = True
    return out
