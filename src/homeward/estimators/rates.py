"""Rates, means per cluster and ratios of rates, when events come in clusters."""

from __future__ import annotations

from math import exp, inf, log, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from homeward.estimators.clustered import WIDEST, Ratio, clustered_ratio
from homeward.estimators.proportions import Interval, wilson


def rate_ratio(
    count: int,
    of: int,
    exposure: float,
    *,
    reference: str = "whole",
    design_effect: float = 1.0,
    level: float = 0.95,
) -> tuple[float, Interval] | None:
    """The rate in a part of the exposure against the whole, or against the rest.

    Given the total, the number in the part is a share p, and the ratio is a rising
    function of it: p / e against the whole, [p / (1 - p)] / [e / (1 - e)] against the
    rest. So the score interval of the share, with its design effect, is carried over;
    unlike a symmetrical log interval it holds with no event in the part.

    Parameters
    ----------
    count, of
        Events in the part, and in all.
    exposure
        Share of the exposure (time, nights) that lies in the part, in (0, 1).
    reference
        "whole" or "rest".
    design_effect
        Variance inflation of the share from clustering (see `design_effect`): this
        makes the interval cluster-robust.
    level
        Coverage wanted.

    Returns
    -------
    tuple of float and Interval, or None
        None where there is no event, or none outside the part to compare with "rest".

    Raises
    ------
    ValueError
        If `exposure` or `reference` is not as above.

    Source
    ------
    Conditional comparison of two Poisson rates: Breslow & Day, Statistical Methods in
    Cancer Research II (1987), 3.4.
    """
    if not 0 < exposure < 1:
        raise ValueError("exposure is a share between 0 and 1")
    if reference not in ("whole", "rest"):
        raise ValueError('reference is "whole" or "rest"')
    if of == 0 or (reference == "rest" and count == of):
        return None

    def carried(share: float) -> float:
        if reference == "whole":
            return share / exposure
        return share / (1 - share) / (exposure / (1 - exposure))

    low, high = wilson(count, of, design_effect=design_effect, level=level)
    return carried(count / of), Interval(carried(low), carried(high))


class PowerSums(NamedTuple):
    """Sums over clusters with n events each: what the errors of a total or mean need.

    Attributes
    ----------
    events, clusters
        Σn, and how many clusters have one event or more.
    squares, cubes, fourths
        Σn², Σn³, Σn⁴.
    """

    events: float
    clusters: float
    squares: float
    cubes: float
    fourths: float

    @classmethod
    def of(cls, sizes: ArrayLike) -> PowerSums:
        """Of clusters with so many events each; those with none are left out."""
        n = np.asarray(sizes, float)
        square = n * n
        parts = (n, n > 0, square, square * n, square * square)
        return cls(*(float(part.sum()) for part in parts))


def compound_poisson_rate(
    sums: PowerSums, exposure: float, *, more: float = 0.0, level: float = 0.95
) -> tuple[float, Interval] | None:
    """Events per unit of exposure when clusters, not events, arrive independently.

    Parameters
    ----------
    sums
        Over clusters. Σn² is the variance of the total when clusters arrive as a
        Poisson stream.
    exposure
        What to divide by (months), above 0.
    more
        Variance to add on the log scale, as from `added_by_groups`.
    level
        Coverage wanted.

    Returns
    -------
    tuple of float and Interval, or None
        Rate and log-scale interval, by Student's t with (Σn²)²/Σn⁴ degrees of freedom
        (at least 1): the variance rests on so many equal clusters. None with no event.

    Source
    ------
    Variance of a compound Poisson sum, E[N] E[n²]: Feller, An Introduction to
    Probability Theory II (1971), VI.4; degrees of freedom as `clustered_ratio`.
    """
    if sums.events <= 0 or exposure <= 0:
        return None
    rate, error = sums.events / exposure, sqrt(sums.squares / sums.events**2 + more)
    half = _half_width(error, sums.squares**2 / sums.fourths, level)
    return rate, Interval(rate * exp(-half), rate * exp(half))


def mean_per_cluster(
    sums: PowerSums, *, more: float = 0.0, level: float = 0.95
) -> tuple[float, Interval | None] | None:
    """Mean events per cluster, with a log-scale interval from the spread between them.

    Parameters
    ----------
    sums
        Over clusters.
    more
        Variance to add on the log scale, as from `added_by_groups`.
    level
        Coverage wanted.

    Returns
    -------
    tuple, or None
        Mean and interval, by Student's t with as many degrees of freedom as the spread
        rests on clusters in effect; the interval is None with one cluster, whose spread
        cannot be seen; None with no cluster.

    Source
    ------
    Delta method on the logarithm of a mean: Lehmann, Elements of Large-Sample Theory
    (1999), 2.5; degrees of freedom as `clustered_ratio`.
    """
    clusters, events = sums.clusters, sums.events
    if clusters <= 0 or events <= 0:
        return None
    mean = events / clusters
    if clusters == 1:
        return mean, None
    about = max(0.0, sums.squares - clusters * mean**2)
    fourth = sums.fourths - 4 * mean * sums.cubes + 6 * mean**2 * sums.squares
    fourth -= 3 * clusters * mean**4
    degrees = about**2 / fourth if fourth > 0 and about > 0 else clusters - 1
    error = sqrt(about / (clusters - 1) / clusters / mean**2 + more)
    half = _half_width(error, min(degrees, clusters - 1), level)
    return mean, Interval(mean * exp(-half), mean * exp(half))


def _half_width(error: float, degrees: float, level: float) -> float:
    return min(WIDEST, float(stdtrit(max(1.0, degrees), 0.5 + level / 2)) * error)


#: Resamples of a bootstrap of clusters.
RESAMPLES = 2000
#: With more clusters than this, resampled totals are drawn from the normal distribution
#: that they follow: the difference is below what so many resamples could show.
MANY_CLUSTERS = 5_000


def rate_ratio_by_cluster(
    events: ArrayLike,
    exposure: ArrayLike,
    other_events: ArrayLike,
    other_exposure: ArrayLike,
    *,
    level: float = 0.95,
) -> Ratio | None:
    """The rate in one group against the rate in another, over clusters of events.

    A cluster may have exposure in both groups. It is what `adjusted_rates` gives with
    nothing to adjust for.

    Parameters
    ----------
    events, exposure
        Shape (clusters,): of each cluster in the group asked about, 0 where none.
    other_events, other_exposure
        The same in the group that it is compared with.
    level
        Coverage wanted.

    Returns
    -------
    Ratio or None
        None where either group has no event or no exposure: a logarithm has no place
        for it.

    Source
    ------
    Variance of a ratio of totals by linearisation over clusters: Cochran, Sampling
    Techniques (1977), 6; quantile as `clustered_ratio`.
    """
    sides = _sides(events, exposure, other_events, other_exposure)
    totals = sides.sum(axis=1)
    if (totals <= 0).any():
        return None
    value = log(totals[0] / totals[1]) - log(totals[2] / totals[3])
    influence = sides[0] / totals[0] - sides[1] / totals[1]
    influence -= sides[2] / totals[2] - sides[3] / totals[3]
    return clustered_ratio(value, influence, level=level)


def bootstrap_rate_ratio(
    events: ArrayLike,
    exposure: ArrayLike,
    other_events: ArrayLike,
    other_exposure: ArrayLike,
    rng: np.random.Generator,
    *,
    resamples: int = RESAMPLES,
    level: float = 0.95,
) -> Interval | None:
    """Interval of a ratio of rates, by drawing whole clusters again.

    Parameters
    ----------
    events, exposure, other_events, other_exposure
        As `rate_ratio_by_cluster`.
    rng
        From `stream`.
    resamples, level
        Number of resamples; coverage wanted.

    Returns
    -------
    Interval or None
        Percentiles of the resampled ratios, widened to hold the ratio; the upper end is
        infinite where too many resamples have no event to compare with. None as for
        `rate_ratio_by_cluster`.

    Source
    ------
    Efron & Tibshirani, An Introduction to the Bootstrap (1993), 13; clusters as units,
    Field & Welsh (2007), Journal of the Royal Statistical Society B 69.
    """
    sides = _sides(events, exposure, other_events, other_exposure)
    totals = sides.sum(axis=1)
    if (totals <= 0).any():
        return None
    value = float(totals[0] / totals[1] / (totals[2] / totals[3]))
    drawn = np.maximum(0.0, _resampled(sides, rng, resamples))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = drawn[0] / drawn[1] / (drawn[2] / drawn[3])
    # Nothing over nothing could be any ratio: counted as the largest, it only widens.
    ratios = np.sort(np.where(np.isnan(ratios), inf, ratios))
    tail = (1 - level) / 2
    low = float(ratios[int(tail * resamples)])
    high = float(ratios[min(resamples - 1, int((1 - tail) * resamples))])
    return Interval(min(low, value), max(high, value))


def _sides(*columns: ArrayLike) -> NDArray[np.float64]:
    return np.stack([np.asarray(column, float) for column in columns])


def _resampled(
    sides: NDArray[np.float64], rng: np.random.Generator, resamples: int
) -> NDArray[np.float64]:
    """Totals of each resample, shape (4, resamples)."""
    clusters = sides.shape[1]
    if clusters > MANY_CLUSTERS:
        spread = np.cov(sides, bias=True) * clusters
        return rng.multivariate_normal(sides.sum(axis=1), spread, resamples).T
    kinds, number = np.unique(sides, axis=1, return_counts=True)
    drawn = rng.multinomial(clusters, number / clusters, size=resamples)
    return np.asarray(kinds @ drawn.T, float)
