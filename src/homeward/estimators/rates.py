"""Rates, means per cluster and ratios of rates, when events come in clusters."""

from __future__ import annotations

from math import exp, sqrt

from homeward.estimators.proportions import Interval, wilson, z_score


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


def compound_poisson_rate(
    events: int, squares: float, exposure: float, *, level: float = 0.95
) -> tuple[float, Interval] | None:
    """Events per unit of exposure when clusters, not events, arrive independently.

    Parameters
    ----------
    events
        Σn over clusters.
    squares
        Σn² over clusters: the variance of the total when clusters arrive as a Poisson
        stream.
    exposure
        What to divide by (months), above 0.
    level
        Coverage wanted.

    Returns
    -------
    tuple of float and Interval, or None
        Rate and log-scale interval; None with no event.

    Source
    ------
    Variance of a compound Poisson sum, E[N] E[n²]: Feller, An Introduction to
    Probability Theory II (1971), VI.4.
    """
    if events <= 0 or exposure <= 0:
        return None
    rate, width = events / exposure, z_score(level) * sqrt(squares) / events
    return rate, Interval(rate * exp(-width), rate * exp(width))


def mean_per_cluster(
    events: int, clusters: int, squares: float, *, level: float = 0.95
) -> tuple[float, Interval | None] | None:
    """Mean events per cluster, with a log-scale interval from the spread between them.

    Parameters
    ----------
    events, clusters, squares
        Σn, the number of clusters, and Σn².
    level
        Coverage wanted.

    Returns
    -------
    tuple, or None
        Mean and interval; the interval is None with one cluster, whose spread cannot
        be seen; None with no cluster.

    Source
    ------
    Delta method on the logarithm of a mean: Lehmann, Elements of Large-Sample Theory
    (1999), 2.5.
    """
    if clusters <= 0 or events <= 0:
        return None
    mean = events / clusters
    if clusters == 1:
        return mean, None
    variance = max(0.0, squares - clusters * mean * mean) / (clusters - 1)
    width = z_score(level) * sqrt(variance / clusters) / mean
    return mean, Interval(mean * exp(-width), mean * exp(width))
