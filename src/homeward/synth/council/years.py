"""Return years and days: 1 April to 31 March, called by the year in which they end."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from homeward.synth.clock import DAY, day_of, midnight, to_local
from homeward.synth.county import County
from homeward.synth.streams import Floats

Texts = NDArray[np.str_]
Flags = NDArray[np.bool_]
Arrays = TypeVar("Arrays")


@dataclass(frozen=True, slots=True)
class Span:
    """The days that the council's files tell of; whole days since 1970.

    Attributes
    ----------
    first, last
        First day of the first return year; last day of the last one, or the day before
        the files were made if that comes first. Nothing later is known.
    years
        Return years, each called by the year of its end.
    """

    first: float
    last: float
    years: tuple[int, ...]

    def opens(self, year: int) -> float:
        """First day of a return year."""
        return _april(year - 1)

    def closes(self, year: int) -> float:
        """Last day of a return year that is known."""
        return min(_april(year) - 1, self.last)

    def known(self, days: Floats) -> Floats:
        """The same days, infinite where they come after the last."""
        return np.where(days <= self.last, days, np.inf)


def span_of(county: County) -> Span:
    """Every return year that overlaps the study window."""
    window = county.world.profile.window
    years = tuple(range(return_year(window.opens), return_year(window.closes) + 1))
    made = float(local_days(np.array([county.as_of]))[0])
    return Span(_april(years[0] - 1), min(_april(years[-1]), made) - 1, years)


def return_year(day: date) -> int:
    """The return year that a date falls in."""
    return day.year + (day.month >= 4)


def _april(year: int) -> float:
    return midnight(date(year, 4, 1)) / DAY


def local_days(utc: Floats) -> Floats:
    """Local dates of UTC minutes, as days since 1970; infinite stays infinite."""
    return np.floor(to_local(utc) / DAY)


def day_texts(days: Floats, form: str) -> Texts:
    """Days as text; "" where not finite.

    Parameters
    ----------
    form
        A `strftime` form built of %d %m %Y and plain text.
    """
    known = np.where(np.isfinite(days), days, np.nan)
    distinct, where = np.unique(known, return_inverse=True)
    texts = [day_of(day * DAY).strftime(form) if day == day else "" for day in distinct.tolist()]
    return np.array(texts or [""])[where] if len(days) else np.empty(0, "U1")


def take(record: Arrays, which: np.ndarray) -> Arrays:
    """Some entries (positions or a mask) of a dataclass whose fields are arrays."""
    parts = [getattr(record, f.name)[which] for f in fields(record)]
    return type(record)(*parts)
