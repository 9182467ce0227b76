"""How far events are concentrated on a few units, and how far chance alone would go.

Everything works on a count profile: the different numbers of events that units have
(`sizes`) and how many units have each (`units`). A million units with at most a
hundred different counts is a hundred numbers, so simulating is cheap.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln, lambertw

from homeward.estimators.proportions import Interval

#: Simulations of a chance band: 999 puts the 2.5% points on exact ranks.
RESAMPLES = 999


def profile(sizes: ArrayLike, units: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Sizes from most to fewest, with their units; entries with no unit dropped."""
    size, number = np.asarray(sizes, np.int64), np.asarray(units, np.int64)
    order = np.argsort(-size, kind="stable")
    keep = number[order] > 0
    return size[order][keep], number[order][keep]


def top_count(units: int, percent: int) -> int:
    """How many units are "the top `percent` per cent": rounded up, so at least one."""
    return -(-units * percent // 100)


def _top_total(
    sizes: NDArray[np.int64], units: NDArray[np.int64], wanted: int
) -> NDArray[np.float64]:
    """Events of the `wanted` units with most, for profiles stacked in rows of `units`."""
    before = np.cumsum(units, axis=-1) - units
    taken = np.clip(wanted - before, 0, units)
    total: NDArray[np.float64] = np.asarray(taken @ sizes, float)
    return total


def top_total(sizes: ArrayLike, units: ArrayLike, percent: int) -> tuple[int, int]:
    """The top units and the events that are theirs.

    Parameters
    ----------
    sizes, units
        Count profile, shape (m,): events per unit, and units with that many.
    percent
        Whole per cent of units, 1 to 100.

    Returns
    -------
    tuple of int
        Units in the top (see `top_count`), and their events. Ties at the edge do not
        matter: units with equal counts are interchangeable.
    """
    size, number = profile(sizes, units)
    wanted = top_count(int(number.sum()), percent)
    return wanted, int(_top_total(size, number, wanted))


def lorenz(sizes: ArrayLike, units: ArrayLike, percents: ArrayLike) -> NDArray[np.float64]:
    """Share of events that belong to the bottom x% of units, for each x.

    Parameters
    ----------
    sizes, units
        Count profile.
    percents
        Whole per cents, 0 to 100. The bottom x% are those outside the top (100 - x)%.

    Returns
    -------
    numpy.ndarray
        Same shape as `percents`; 0 at 0 and 1 at 100.
    """
    size, number = profile(sizes, units)
    total, n = float(size @ number), int(number.sum())
    tops = [top_count(n, 100 - int(p)) for p in np.asarray(percents).ravel()]
    return np.array([1.0 - float(_top_total(size, number, k)) / total for k in tops])


def _gini(sizes: NDArray[np.int64], units: NDArray[np.int64]) -> NDArray[np.float64]:
    """Gini of profiles in rows of `units`; `sizes` falling."""
    rising, number = sizes[::-1].astype(float), units[..., ::-1].astype(float)
    n = number.sum(axis=-1)
    ranks = np.cumsum(number, axis=-1) - number + (number + 1) / 2  # mean rank in a tie
    total = np.maximum(1.0, number @ rising)  # no event at all is no inequality
    weighted = (number * ranks) @ rising
    return np.asarray(2 * weighted / (n * total) - (n + 1) / n)


def gini(sizes: ArrayLike, units: ArrayLike) -> float:
    """Gini index of events over units: 0 when even, 1 - 1/n when one unit has all.

    Parameters
    ----------
    sizes, units
        Count profile; sizes may include 0. At least one event.

    Returns
    -------
    float
        Half the mean absolute difference between two units, over the mean.

    Source
    ------
    Gini (1912); Sen, On Economic Inequality (1973), 2.
    """
    size, number = profile(sizes, units)
    return max(0.0, float(_gini(size, number)))


def gini_sparse_adjusted(index: float, *, units: int, events: int) -> float:
    """Gini corrected for there being more units than events to go round.

    With n units and c < n events, most units must have none, and even the most even
    spread has a Gini of 1 - c/n. The correction G' = max(n / c, 1) (G - 1) + 1 makes
    that spread 0. Where every unit has an event, n <= c and G' = G.

    Parameters
    ----------
    index
        Gini index over all n units, those with no event included.
    units, events
        n and c.

    Source
    ------
    Bernasco & Steenbeek (2017), More places than crimes, Journal of Quantitative
    Criminology 33, 451-467.
    """
    return index if units <= events else units / events * (index - 1.0) + 1.0


def _percentile(draws: NDArray[np.float64], value: float, level: float) -> Interval:
    low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])
    # With a handful of units the draws can all lie to one side of the value.
    return Interval(min(float(low), value), max(float(high), value))


def truncated_poisson(mean: float) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Zero-truncated Poisson of this mean: counts 1, 2, ... and their probabilities.

    Parameters
    ----------
    mean
        At least 1; at 1 every unit has exactly one.

    Returns
    -------
    tuple of arrays
        Counts until the tail is below 1e-12, and probabilities that add up to 1.
    """
    if mean <= 1.0 + 1e-9:
        return np.array([1]), np.array([1.0])
    rate = mean + float(np.real(lambertw(-mean * np.exp(-mean))))
    counts = np.arange(1, int(rate + 12 * np.sqrt(rate) + 20))
    chance = np.exp(counts * np.log(rate) - rate - gammaln(counts + 1))
    return counts, chance / chance.sum()


class ByChance(NamedTuple):
    """What chance alone gives: for each per cent and for the Gini, its mean and its band."""

    tops: tuple[tuple[float, Interval], ...]
    gini: tuple[float, Interval]


def _poisson(mean: float) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Poisson counts from 0 until the tail is below 1e-12, and their probabilities."""
    counts = np.arange(0, int(mean + 12 * np.sqrt(mean) + 20))
    chance = np.exp(counts * np.log(mean) - mean - gammaln(counts + 1))
    return counts, chance / chance.sum()


def chance_concentration(
    units: int,
    events: int,
    percents: Sequence[int],
    rng: np.random.Generator,
    *,
    seen_only: bool = True,
    resamples: int = RESAMPLES,
    level: float = 0.95,
) -> ByChance:
    """Top shares and Gini if the same events had fallen on the same units at random.

    Where units are known only because they have at least one event, counts are drawn
    from a zero-truncated Poisson with the mean seen; else from a Poisson.

    Parameters
    ----------
    units, events
        n and c; n <= c where only units with an event are known.
    percents
        Whole per cents of units.
    rng
        From `stream`.
    seen_only
        Whether a unit with no event would be unknown.
    resamples, level
        Number of simulations; width of the band.

    Returns
    -------
    ByChance
        For each per cent, and for the Gini: mean over simulations, and the band that
        holds `level` of them. All come from the same simulations.

    Source
    ------
    Cohen (1960), Biometrics 16, for the distribution; the need for a chance comparison:
    Bernasco & Steenbeek (2017), Journal of Quantitative Criminology 33.
    """
    counts, chance = (truncated_poisson if seen_only else _poisson)(events / units)
    size, probability = counts[::-1], chance[::-1]
    drawn = rng.multinomial(units, probability, size=resamples)
    totals = np.maximum(1.0, np.asarray(drawn @ size, float))

    def spread(found: NDArray[np.float64]) -> tuple[float, Interval]:
        mean = float(found.mean())
        return mean, _percentile(found, mean, level)

    tops = (spread(_top_total(size, drawn, top_count(units, p)) / totals) for p in percents)
    return ByChance(tuple(tops), spread(np.maximum(0.0, _gini(size, drawn))))
