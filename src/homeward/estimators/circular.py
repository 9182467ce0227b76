"""The highest window of a clock, found by the data, and how sure one can be of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

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
    return np.asarray(mean + rng.standard_normal((draws, k)) @ root.T)


def peak_support(
    counts: ArrayLike,
    cross: ArrayLike,
    width: int,
    rng: np.random.Generator,
    *,
    draws: int = DRAWS,
) -> float:
    """How often resampled clusters put the peak where the data do.

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
    float
        Share of resamples in which the same window is the highest, in [0, 1].

    Source
    ------
    Poisson bootstrap: Hanley & MacGibbon (2006), Computer Methods and Programs in
    Biomedicine 83; here in its normal limit.
    """
    seen = np.asarray(counts, float)
    drawn = _normal(seen, np.asarray(cross, float), rng, draws)
    best = np.argmax(window_sums(drawn, width), axis=-1)
    return float(np.mean(best == peak_window(seen, width)))


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
        As in `peak_support`.

    Returns
    -------
    float
        In (0, 1]; never below 1 / (draws + 1).

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
