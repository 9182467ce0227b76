"""The window month by month, as a model of change over time wants it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from homeward.estimators.trend import LogLinear, harmonics, quasi_poisson
from homeward.timelines.definitions import COVID, Change
from homeward.timelines.histories import Timelines

#: Days that a window must hold before a season can be told from a trend: two years.
SHORTEST = 730
#: Incidents a month, on average, below which months are too ragged to fit.
FEWEST_A_MONTH = 5
#: Days of the window that a change must have held, and days that it must not have: three
#: months. Two changes must be apart by as many.
FEWEST_DAYS = 90
#: Incidents that a change must have on either side.
FEWEST_BESIDE = 20
DAYS_IN_YEAR, MONTHS = 365.25, 12

#: Columns of the model: the level, the straight line, two waves a year, then shifts.
LINE, WAVES, FIRST_SHIFT = 1, slice(2, 6), 6

_Days = NDArray[np.datetime64]
_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shift:
    """A declared change that holds on some days of the window and not on others.

    Attributes
    ----------
    number
        Its place in the plan's list, from 1.
    change
        What changed.
    held
        Of each day of the window, whether it held.
    """

    number: int
    change: Change
    held: NDArray[np.bool_]

    @property
    def covid(self) -> bool:
        """Whether it is the pandemic, which has a name of its own."""
        return self.change == COVID


@dataclass(frozen=True, slots=True)
class Fitted:
    """The model of a window.

    Attributes
    ----------
    model
        Coefficients and their errors.
    by_month
        Shape (12,): recorded incidents a day in each calendar month, over the days that
        are supplied; NaN where none is.
    shifts
        Those in the model, in the order of its columns from `FIRST_SHIFT`.
    """

    model: LogLinear
    shifts: tuple[Shift, ...]
    by_month: _Floats

    def line(self, column: int) -> _Floats:
        """The contrast that is one coefficient alone."""
        out = np.zeros(len(self.model.coefficients))
        out[column] = 1.0
        return out

    @property
    def year(self) -> _Floats:
        """The season in the middle of each calendar month, as contrasts (12, k)."""
        out = np.zeros((MONTHS, len(self.model.coefficients)))
        out[:, WAVES] = harmonics((np.arange(MONTHS) + 0.5) / MONTHS)
        return out - out.mean(axis=0)


def days_of(timelines: Timelines) -> _Days:
    """Every day of the window."""
    first, last = np.datetime64(timelines.opens), np.datetime64(timelines.closes)
    return np.arange(first, last + np.timedelta64(1, "D"))


def marks(timelines: Timelines) -> tuple[tuple[str, str], ...]:
    """Months at which declared changes begin and end, and what to write there."""
    found: list[tuple[date, str]] = []
    for change in timelines.definitions.changes:
        found.append((change.on, change.what))
        if change.until is not None:
            found.append((change.until, f"{change.what}: end"))
    inside = sorted(f for f in found if timelines.opens <= f[0] <= timelines.closes)
    return tuple((f"{on:%Y-%m}", words) for on, words in inside)


def shifts_of(timelines: Timelines) -> list[Shift]:
    """Declared changes that hold for some days of the window and not for others."""
    days, found = days_of(timelines), []
    for number, change in enumerate(timelines.definitions.changes, 1):
        held = days >= np.datetime64(change.on)
        if change.until is not None:
            held &= days <= np.datetime64(change.until)
        if held.any() and not held.all():
            found.append(Shift(number, change, held))
    return found


def incidents_by_day(timelines: Timelines) -> NDArray[np.int64]:
    """Incidents reported on each day of the window."""
    on, days = timelines.sheet.day("reported_on"), days_of(timelines)
    place = (on[~np.isnat(on)] - days[0]).astype(np.int64)
    inside = place[(place >= 0) & (place < len(days))]
    return np.bincount(inside, minlength=len(days))


def _one_sided(held: NDArray[np.bool_]) -> bool:
    return min(int(held.sum()), int((~held).sum())) < FEWEST_DAYS


def usable(
    found: Sequence[Shift], by_day: NDArray[np.int64], there: NDArray[np.bool_]
) -> list[Shift]:
    """Shifts that the window can bear: long enough, incidents on both sides, and apart.

    Only days that are `there`, of a month that is supplied, tell anything.
    """
    long = [
        s for s in found
        if not _one_sided(s.held[there])
        and min(by_day[s.held].sum(), by_day[~s.held].sum()) >= FEWEST_BESIDE
    ]  # fmt: skip
    alike = {
        s.number for s in long for other in long
        if other is not s and _one_sided((s.held ^ other.held)[there])
    }  # fmt: skip
    return [s for s in long if s.number not in alike]


def long_enough(by_day: NDArray[np.int64], held: NDArray[np.bool_]) -> bool:
    """Whether trend and season can be told apart at all, by the days that are supplied."""
    days = int(held.sum())
    months = days / DAYS_IN_YEAR * MONTHS
    return days >= SHORTEST and bool(by_day.sum() >= FEWEST_A_MONTH * months)


def fit(
    timelines: Timelines,
    by_day: NDArray[np.int64],
    used: Sequence[Shift],
    held: NDArray[np.bool_],
) -> Fitted | None:
    """The model of incidents by month; None where it has no answer.

    Parameters
    ----------
    timelines
        Histories of one study.
    by_day
        Incidents of each day of the window.
    used
        Shifts to fit.
    held
        Of each day, whether its month is supplied; a month that is not is left out.
    """
    days = days_of(timelines)
    _, place = np.unique(days.astype("datetime64[M]"), return_inverse=True)
    length = np.bincount(place).astype(float)

    def by_month(values: NDArray[np.float64] | NDArray[np.bool_]) -> _Floats:
        return np.asarray(np.bincount(place, weights=values.astype(float)) / length)

    time = (days - days[0]).astype(float) / DAYS_IN_YEAR
    columns = [np.ones(len(length)), by_month(time - time.mean())]
    columns += [by_month(wave) for wave in harmonics(_of_year(days)).T]
    columns += [by_month(s.held) for s in used]
    counts = np.bincount(place, weights=by_day.astype(float))
    there = np.bincount(place, weights=held) > 0
    model = quasi_poisson(
        counts[there], length[there], np.column_stack(columns)[there],
        clusters=_of_child(timelines, days, place, there),
    )  # fmt: skip
    return None if model is None else Fitted(model, tuple(used), _recorded(days, by_day, held))


def _of_child(
    timelines: Timelines, days: _Days, place: NDArray[np.int64], there: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Child and month of each incident, months numbered as the model holds them."""
    on, child = timelines.sheet.day("reported_on"), timelines.sheet.child
    inside = ~np.isnat(on) & (on >= days[0]) & (on <= days[-1])
    month = place[(on[inside] - days[0]).astype(np.int64)]
    known = there[month]
    return child[inside][known], (np.cumsum(there) - 1)[month[known]]


def _recorded(days: _Days, by_day: NDArray[np.int64], held: NDArray[np.bool_]) -> _Floats:
    """Incidents a day by calendar month, nothing smoothed."""
    month = days.astype("datetime64[M]").astype(np.int64) % MONTHS
    length = np.bincount(month, weights=held, minlength=MONTHS)
    counts = np.bincount(month, weights=by_day * held, minlength=MONTHS)
    return np.asarray(np.divide(counts, length, np.full(MONTHS, np.nan), where=length > 0))


def _of_year(days: _Days) -> _Floats:
    """Part of its year that each day is into."""
    year = days.astype("datetime64[Y]")
    first, after = (y.astype("datetime64[D]") for y in (year, year + np.timedelta64(1, "Y")))
    return np.asarray((days - first).astype(float) / (after - first).astype(float))
