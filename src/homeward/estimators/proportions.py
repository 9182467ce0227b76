"""Shares, their intervals, and what clustering costs them."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

from scipy.special import stdtrit


class Interval(NamedTuple):
    """Lower and upper bound of an interval, in the unit of what it is about."""

    low: float
    high: float


def z_score(level: float = 0.95) -> float:
    """The normal quantile that a two-sided interval of this level uses (1.96 for 0.95)."""
    return NormalDist().inv_cdf(0.5 + level / 2)


def design_effect(
    count: int,
    of: int,
    clusters: int,
    *,
    squares: float,
    products: float,
    sizes: float,
    fourths: float | None = None,
    level: float = 0.95,
) -> float:
    """How much a share's variance grows because units come in clusters.

    The variance of the ratio Σy/Σn under sampling of whole clusters, divided by the
    binomial variance p(1-p)/n, and never below 1. Given `fourths`, it is also raised for
    resting on few clusters, so that an interval made with it and the normal quantile is
    that of Student's t.

    Parameters
    ----------
    count, of
        Σy and Σn over clusters: units that met the definition, units that could have.
    clusters
        Number of clusters with at least one unit that could have.
    squares, products, sizes
        Σy², Σyn and Σn² over clusters. Three sums are enough, so a database can make
        them in one pass.
    fourths
        Σn⁴ over clusters. What clusters add to the binomial variance is known as well as
        (Σn²)²/Σn⁴ equal clusters would tell it; the binomial part is certain, given the
        share. Both together have Satterthwaite's degrees of freedom.
    level
        Of the interval that it is for; asked only with `fourths`.

    Returns
    -------
    float
        At least 1. Where the share is 0 or 1, or there is one cluster, the spread
        between clusters cannot be seen: the largest it can be, Σn²/Σn (all units of a
        cluster alike), is given, since less would claim more than the data show.

    Raises
    ------
    ValueError
        If `of` is not positive.

    Source
    ------
    Cochran, Sampling Techniques (1977), 9.2 (ratio to size); Kish, Survey Sampling
    (1965), for the bound; t in place of the normal quantile by the effective number of
    units: Korn & Graubard (1998), Survey Methodology 24.
    """
    if of <= 0:
        raise ValueError("a design effect needs at least one unit")
    if clusters < 2 or count in (0, of):
        return max(1.0, sizes / of)
    share = count / of
    spread = max(0.0, squares - 2 * share * products + share * share * sizes)
    variance = clusters / (clusters - 1) * spread / of**2
    effect = max(1.0, variance / (share * (1 - share) / of))
    if fourths is None or effect == 1.0:
        return effect
    alone = min(clusters - 1.0, max(1.0, sizes**2 / fourths))
    degrees = alone * (effect / (effect - 1)) ** 2
    return effect * (float(stdtrit(degrees, 0.5 + level / 2)) / z_score(level)) ** 2


def wilson(count: float, of: int, *, design_effect: float = 1.0, level: float = 0.95) -> Interval:
    """Score interval of a share, with the sample shrunk by a design effect.

    Parameters
    ----------
    count, of
        Units, 0 <= count <= of, of > 0; a share of no whole count has a part of one.
    design_effect
        Variance inflation, at least 1: the interval is that of `of / design_effect`
        independent units.
    level
        Coverage wanted.

    Returns
    -------
    Interval
        Within [0, 1], and holding `count / of`.

    Raises
    ------
    ValueError
        If the counts are impossible.

    Source
    ------
    Wilson (1927), JASA 22; effective sample size as Korn & Graubard (1998), Survey
    Methodology 24.
    """
    if of <= 0 or not 0 <= count <= of:
        raise ValueError("a share needs 0 <= count <= of and of > 0")
    share, n = count / of, of / max(1.0, design_effect)
    z = z_score(level)
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    # The ends are exact at 0 and 1; rounding must not push the value outside.
    return Interval(
        min(share, max(0.0, centre - half)) if count else 0.0,
        max(share, min(1.0, centre + half)) if count < of else 1.0,
    )
