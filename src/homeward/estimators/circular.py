"""The highest window of a clock, found by the data, and how sure one can be of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from homeward.estimators.cells import SMALL_PRODUCT

#: Sums of shares miss a level by rounding alone; this is far above that.
_ROUNDING = 1e-12
#: Draws for support and for the test: 999 makes the least p-value 0.001.
DRAWS = 999


def window_sums(counts: ArrayLike, width: int) -> NDArray[np.float64]:
    """Sum of `width` neighbours from each start, going round the end.

    Parameters
    ----------
    counts
        Shape (..., k): one entry per hour of a clock with k hours.
    width
        Hours in a window.

    Returns
    -------
    numpy.ndarray
        Same shape; entry j is the window that starts at hour j.
    """
    values = np.asarray(counts, float)
    return np.sum([np.roll(values, -step, axis=-1) for step in range(width)], axis=0)


def peak_window(counts: ArrayLike, width: int) -> int:
    """Start of the highest window; of equals, the earliest start."""
    return int(np.argmax(window_sums(counts, width)))


def _normal(
    mean: NDArray[np.float64],
    covariance: NDArray[np.float64],
    rng: np.random.Generator,
    draws: int,
) -> NDArray[np.float64]:
    """Draws of shape (draws, k); a ridge far below one event keeps the root real."""
    k = len(mean)
    ridge = 1e-9 * max(1.0, float(np.trace(covariance))) * np.eye(k)
    root = np.linalg.cholesky(covariance + ridge)
    parts = np.array_split(rng.standard_normal((draws, k)), 1 + draws * k * k // SMALL_PRODUCT)
    return np.concatenate([mean + part @ root.T for part in parts])


def peak_starts(
    counts: ArrayLike,
    cross: ArrayLike,
    width: int,
    rng: np.random.Generator,
    *,
    draws: int = DRAWS,
) -> NDArray[np.int64]:
    """Where the peak starts in resamples of the clusters.

    Giving each cluster a Poisson(1) weight makes the counts vary with covariance
    Σ h hᵀ over clusters; with many clusters they are normal, so the draws need only
    that k × k matrix, however many clusters there are.

    Parameters
    ----------
    counts
        Events by hour, shape (k,).
    cross
        Σ h hᵀ over clusters, shape (k, k).
    width
        Hours in a window.
    rng
        From `stream`.
    draws
        Number of resamples.

    Returns
    -------
    numpy.ndarray
        Shape (draws,): the start of the highest window of each.

    Source
    ------
    Poisson bootstrap: Hanley & MacGibbon (2006), Computer Methods and Programs in
    Biomedicine 83; here in its normal limit.
    """
    drawn = _normal(np.asarray(counts, float), np.asarray(cross, float), rng, draws)
    return np.asarray(np.argmax(window_sums(drawn, width), axis=-1))


def peak_support(starts: ArrayLike, start: int) -> float:
    """Share of resamples that put the peak where the data do, in [0, 1]."""
    return float(np.mean(np.asarray(starts) == start))


def peak_arc(
    starts: ArrayLike, start: int, hours: int, *, level: float = 0.95
) -> tuple[int, int] | None:
    """The shortest stretch of the clock round `start` with so many of the resampled starts.

    Parameters
    ----------
    starts
        From `peak_starts`.
    start
        Where the data put the peak: always inside.
    hours
        Of the clock.
    level
        Share of resamples wanted inside.

    Returns
    -------
    tuple of int, or None
        First and last start, first <= start <= last, counted on past the end of the
        clock or back past its beginning (-1 is the last hour). Of equally short ones the
        fullest, then the earliest. None where it would take more than half of the clock:
        then the resamples say nothing that is worth a range.
    """
    at = np.bincount(np.asarray(starts), minlength=hours) / len(np.asarray(starts))
    for length in range(hours // 2 + 1):
        inside = [
            (at[np.arange(first, first + length + 1) % hours].sum(), -first)
            for first in range(start - length, start + 1)
        ]
        most, back = max(inside)
        if most >= level - _ROUNDING:
            return -back, -back + length
    return None


def peak_p_value(
    counts: ArrayLike,
    cross: ArrayLike,
    width: int,
    rng: np.random.Generator,
    *,
    draws: int = DRAWS,
) -> float:
    """Chance of a window as high as the highest, if events fell evenly round the clock.

    The highest of k windows is higher than any one chosen before looking, so the same
    highest-of-all is taken in every draw. Draws keep each cluster's own clustering.

    Parameters
    ----------
    counts, cross, width, rng, draws
        As in `peak_starts`.

    Returns
    -------
    float
        In (0, 1]; never below 1 / (draws + 1). In simulated studies with no peak, of 3 to
        1,000 clusters with habits of their own, 0.05 or less came up 0 to 7 times in 100.

    Source
    ------
    Max-statistic test: Westfall & Young, Resampling-Based Multiple Testing (1993).
    """
    seen, products = np.asarray(counts, float), np.asarray(cross, float)
    k = len(seen)
    rows = products.sum(axis=1)  # Σ h_i n over clusters, n = events of the cluster
    even = products - (rows[:, None] + rows[None, :]) / k + products.sum() / k**2
    noise = window_sums(_normal(np.zeros(k), even, rng, draws), width).max(axis=-1)
    highest = window_sums(seen, width).max() - seen.sum() * width / k
    return float((1 + np.sum(noise >= highest)) / (draws + 1))


def holm(p_values: ArrayLike) -> NDArray[np.float64]:
    """P values that hold over all the tests together, whatever their dependence.

    Parameters
    ----------
    p_values
        Of tests that were all looked at, shape (m,).

    Returns
    -------
    numpy.ndarray
        Shape (m,): calling everything at or below x a discovery is wrong anywhere at all
        in at most a share x of studies.

    Source
    ------
    Holm (1979), Scandinavian Journal of Statistics 6.
    """
    p = np.asarray(p_values, float)
    order = np.argsort(p, kind="stable")
    stepped = np.maximum.accumulate(p[order] * (len(p) - np.arange(len(p))))
    out = np.empty(len(p))
    out[order] = np.minimum(1.0, stepped)
    return out
