"""Intervals of top shares and of the Gini index, from what each unit moves them by.

A top share rests on few units: of a thousand units the top 1% are ten, and the largest of
them move it most. Drawing units again (a bootstrap) never draws a unit larger than any
that was seen, and takes for certain a spread that ten units tell only roughly, so its
intervals lie too low and are too narrow. Here the spread is the jackknife's and the
quantile Student's t for as many units as the spread rests on in effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, stdtrit

from homeward.estimators.clustered import WIDEST
from homeward.estimators.concentration import gini, profile, top_count
from homeward.estimators.proportions import Interval

_Floats = NDArray[np.float64]


class ConcentrationIntervals(NamedTuple):
    """Of one profile: an interval for each top share asked for, and for the Gini index."""

    tops: tuple[Interval, ...]
    gini: Interval


def concentration_intervals(
    sizes: ArrayLike, units: ArrayLike, percents: Sequence[int], *, level: float = 0.95
) -> ConcentrationIntervals:
    """Intervals of top shares and of the Gini index when units are drawn independently.

    Parameters
    ----------
    sizes, units
        Count profile: events per unit, and units with that many. At least one event.
    percents
        Whole per cents of units, for the top shares.
    level
        Coverage wanted.

    Returns
    -------
    ConcentrationIntervals
        On the logit scale, each with t at Satterthwaite's degrees of freedom. No top
        share is less than its part of the units, which all have as many at least. Where
        no unit moves a number, its spread cannot be seen, and the interval is all that
        it could be.

    Source
    ------
    Jackknife by deletion of one unit: Efron & Stein (1981), Annals of Statistics 9; of
    Lorenz shares and the Gini index, Yitzhaki (1991), Journal of Business & Economic
    Statistics 9; degrees of freedom as `clustered_ratio`.
    """
    size, number = (part.astype(float) for part in profile(sizes, units))
    n = int(number.sum())
    tops = []
    for percent in percents:
        wanted = top_count(n, percent)
        without = _top_shares_without_one(size, number, wanted)
        value = float(np.clip(wanted - (np.cumsum(number) - number), 0, number) @ size)
        made = _interval(value / float(size @ number), without, number, level)
        tops.append(Interval(max(made.low, wanted / n), made.high))
    index = gini(sizes, units)
    return ConcentrationIntervals(
        tuple(tops), _interval(index, _ginis_without_one(size, number), number, level)
    )


def _top_shares_without_one(size: _Floats, number: _Floats, wanted: int) -> _Floats:
    """The top share without a unit of each size, shape (sizes,).

    The top stays the same part of the units, so that of one unit fewer it is a little
    fewer than `wanted`, with a part of the last one.
    """
    n, total = number.sum(), size @ number
    if n < 2:
        return np.zeros(len(size))
    fewer = wanted * (n - 1) / n
    ends = np.cumsum(number)
    # Without a unit of the top, one more of those below it comes in.
    of_first = np.interp([fewer, fewer + 1], np.r_[0.0, ends], np.r_[0.0, np.cumsum(number * size)])
    last = np.searchsorted(ends, fewer, side="right")
    inside = np.arange(len(size)) < last
    top = np.where(inside, of_first[1] - size, of_first[0])
    straddled = np.arange(len(size)) == last
    before = ends - number
    kept = np.r_[0.0, np.cumsum(number * size)][:-1] + np.minimum(fewer - before, number - 1) * size
    over = np.maximum(0.0, fewer - before - (number - 1))
    following = np.r_[size[1:], 0.0]
    top = np.where(straddled, kept + over * following, top)
    left = total - size
    return np.asarray(np.divide(top, left, np.zeros(len(size)), where=left > 0))


def _ginis_without_one(size: _Floats, number: _Floats) -> _Floats:
    """The Gini index without a unit of each size, shape (sizes,)."""
    n, total = number.sum(), size @ number
    if n < 2:
        return np.zeros(len(size))
    from_each = np.abs(size[:, None] - size[None, :]) @ number
    apart = number @ from_each - 2 * from_each
    under = 2 * (n - 1) * (total - size)
    return np.asarray(np.divide(apart, under, np.zeros(len(size)), where=under > 0))


def _interval(value: float, without: _Floats, number: _Floats, level: float) -> Interval:
    """Of a share or an index, given what it is without a unit of each size."""
    n = float(number.sum())
    squares = ((without - without @ number / n) * (n - 1) / n) ** 2
    own, fourth = float(squares @ number), float(squares**2 @ number)
    if n < 2 or own < 1e-24 or not 0 < value < 1:
        return Interval(0.0, 1.0)
    degrees = min(n - 1, max(1.0, own * own / fourth))
    error = sqrt(own * n / (n - 1)) / (value * (1 - value))
    half = min(WIDEST, float(stdtrit(degrees, 0.5 + level / 2)) * error)
    centre = log(value / (1 - value))
    return Interval(float(expit(centre - half)), float(expit(centre + half)))
