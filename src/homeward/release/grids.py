"""The values a number off a model may take outside, and the ends of its interval.

A ratio off a model moves by about a part 1/n of itself when one more unit is counted
among its n, its smallest count. So a printed ratio is as good as a count, and is printed
no finer than counts are told apart: from each value to the next is at least the part
`least / n`. Then somebody who knows every other record, and so what the ratio would be
for each n, is left with that many values of n at each printed number.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor, log10

from homeward.release.rounding import SMALLEST, tidy
from homeward.release.rules import Rules

#: Coarser than this part of a number no grid is.
COARSEST = 0.5

#: The next value is the roundest number that is at most this many parts on, so that a
#: printed number is a round one and has no decimal that says nothing.
_ROUNDER = 2.0

#: Numbers are as round as the largest of these that they are a multiple of.
_UNITS = (1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01)

#: Significant figures at most: of a number, and of a ratio below 1.
_FIGURES, _BELOW_ONE = 3, 2

#: Far enough from a value of a grid to be no longer taken for it.
_STEP_OFF = 1e-6

#: Absorbs what binary fractions do to a number that lies on a grid.
_SLACK = 1e-9


def least_values(rules: Rules) -> int:
    """How many values of its smallest count a printed number stands for at least.

    As many as a hidden count must have, and more than half a band.
    """
    return max(rules.fewest_possible, rules.round_to // 2 + 1)


@lru_cache(maxsize=4096)
def decade(part: float, figures: int) -> tuple[float, ...]:
    """From 1 to 10: numbers each at least this part above the last, as round as may be.

    >>> decade(0.2, 3)
    (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
    """
    found = [1.0]
    while (least := found[-1] * (1 + part)) * (1 - _SLACK) <= 10:
        found.append(_round_number(least, found[-1] * (1 + _ROUNDER * part), figures))
    if found[-1] < 10:
        found[len(found) - (len(found) > 1) :] = [10.0]
    return tuple(found)


def _round_number(least: float, most: float, figures: int) -> float:
    """The roundest number from `least` to `most`; else the next of so many figures."""
    finest = 10.0 ** (1 - figures) * (1 - _SLACK)
    for unit in (unit for unit in _UNITS if unit >= finest):
        number = tidy(ceil(least / unit - _SLACK) * unit)
        if number <= most:
            return min(number, 10.0)
    return min(number, 10.0)


@dataclass(frozen=True, slots=True)
class Grid:
    """Values at least a part of themselves apart, the same in every power of ten.

    Attributes
    ----------
    part
        The least distance between two values, as a part of the smaller.
    decimals
        Whether a ratio: a tenth and more to two decimals at the finest, less to two
        significant figures. Else three significant figures.
    """

    part: float
    decimals: bool = False

    def below(self, x: float) -> float:
        """The largest value of the grid that is no larger than `x`."""
        return -self._up(-x) if x < 0 else self._down(x)

    def above(self, x: float) -> float:
        """The smallest value of the grid that is no smaller than `x`."""
        return -self._down(-x) if x < 0 else self._up(x)

    def nearest(self, x: float) -> float:
        """The value of the grid nearest to `x`; the larger of two."""
        low, high = self.below(x), self.above(x)
        return low if x - low < high - x else high

    def meant_by(self, value: float) -> tuple[float, float]:
        """The lowest and highest number whose nearest value this is."""
        last, following = self.below(value * (1 - _STEP_OFF)), self.above(value * (1 + _STEP_OFF))
        return (last + value) / 2, (value + following) / 2

    def _down(self, x: float) -> float:
        if x < SMALLEST:
            return 0.0
        values, ten = self._decade(x)
        return tidy(values[bisect_right(values, x / ten * (1 + _SLACK)) - 1] * ten)

    def _up(self, x: float) -> float:
        if x < SMALLEST:
            return 0.0
        values, ten = self._decade(x)
        return tidy(values[bisect_left(values, x / ten * (1 - _SLACK))] * ten)

    def _decade(self, x: float) -> tuple[tuple[float, ...], float]:
        """The values from 1 to 10, and the power of ten to multiply them by."""
        power = floor(log10(x) + _SLACK)
        figures = _BELOW_ONE if self.decimals and power < 0 else _FIGURES
        return decade(tidy(min(self.part, COARSEST)), figures), 10.0**power
