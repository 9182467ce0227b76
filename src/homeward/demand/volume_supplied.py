"""Which months of the window the records hold: a month of no report may be none supplied."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from homeward.findings.finding import Published
from homeward.timelines.histories import Timelines

#: A year and a month of it, from 1.
Month = tuple[int, int]
#: Different children a month, in the months with reports, below which an empty month is
#: nothing strange.
BUSY = 5.0
#: Children to be expected, at that mean, in a run of empty months that is taken as not
#: supplied: the chance that all of ten stay away is one in twenty thousand.
EXPECTED = 10.0
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Supplied:
    """The months of a window, and those that its records do not seem to hold.

    Attributes
    ----------
    months
        Share of each month that lies in the window.
    empty
        Months with no report, in order.
    missing
        Of those, the ones in a run too long to be chance: taken as not supplied.
    """

    months: Mapping[Month, float]
    empty: tuple[Month, ...]
    missing: frozenset[Month]

    @property
    def years(self) -> list[int]:
        """Calendar years that lie whole in the window and miss no month, oldest first."""
        found = dict.fromkeys(year for year, _ in self.months)
        return [year for year in found if all(self._held(year, m + 1) for m in range(MONTHS))]

    def _held(self, year: int, month: int) -> bool:
        return self.months.get((year, month), 0) == 1 and (year, month) not in self.missing

    def lacks(self, year: int) -> bool:
        """Whether any month of a year is taken as not supplied."""
        return any(y == year for y, _ in self.missing)

    def beside_a_year(self, figures: Iterable[Published]) -> tuple[Published, ...]:
        """Published figures of one year, beside the latest whole year supplied; none without.

        A part of a year has nothing that a figure of a year could fairly stand beside.
        """
        years = self.years
        return tuple(replace(p, by={"year": years[-1]}) for p in figures) if years else ()

    def days(self, days: NDArray[np.datetime64]) -> NDArray[np.bool_]:
        """Which days are of months that the records hold."""
        month = _month_of(days)
        missing = [_number(month) for month in self.missing]
        return np.isin(month, missing, invert=True)

    def spans(self, months: Iterable[Month]) -> str:
        """Months in words, runs closed up: "2022-01 to 2022-02 and 2022-04"."""
        runs: list[list[Month]] = []
        for month in sorted(months):
            if runs and _number(month) == _number(runs[-1][-1]) + 1:
                runs[-1].append(month)
            else:
                runs.append([month])
        words = [
            " to ".join(dict.fromkeys(f"{y}-{m:02d}" for y, m in (run[0], run[-1]))) for run in runs
        ]
        return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def months_in(opens: date, closes: date) -> dict[Month, float]:
    """Share of each month that lies in the window, by (year, month), both ends included."""
    shares: dict[Month, float] = {}
    first = date(opens.year, opens.month, 1)
    while first <= closes:
        days = monthrange(first.year, first.month)[1]
        last = first + timedelta(days=days - 1)
        covered = (min(last, closes) - max(first, opens)).days + 1
        shares[first.year, first.month] = covered / days
        first = last + timedelta(days=1)
    return shares


def supplied(timelines: Timelines) -> Supplied:
    """Which months of the window hold a report, and which the records seem not to hold.

    A run of empty months is taken as not supplied where ten or more different children
    would be expected in it, at the mean of the months with reports, and that mean is five
    or more. A force with few children may have no report in a month.
    """
    months = months_in(timelines.opens, timelines.closes)
    on = timelines.sheet.day("reported_on")
    known = ~np.isnat(on)
    number = _month_of(on[known])
    seen = set(np.unique(number).tolist())
    empty = tuple(month for month in months if _number(month) not in seen)
    if not empty or not seen:
        return Supplied(months, empty, frozenset())
    pairs = np.unique(number * max(1, timelines.sheet.children) + timelines.sheet.child[known])
    share = sum(part for month, part in months.items() if _number(month) in seen)
    return Supplied(months, empty, _missing(months, empty, len(pairs) / max(share, 1 / 31)))


def _missing(
    months: Mapping[Month, float], empty: Iterable[Month], children: float
) -> frozenset[Month]:
    """Empty months in runs too long to be chance at so many children a month."""
    out: set[Month] = set()
    run: list[Month] = []
    without = set(empty)
    for month in [*months, None]:
        if month is not None and month in without:
            run.append(month)
            continue
        if children >= BUSY and children * sum(months[one] for one in run) >= EXPECTED:
            out.update(run)
        run = []
    return frozenset(out)


def _number(month: Month) -> int:
    """Months since January 1970."""
    return (month[0] - 1970) * MONTHS + month[1] - 1


def _month_of(days: NDArray[np.datetime64]) -> NDArray[np.int64]:
    return days.astype("datetime64[M]").astype(np.int64)
