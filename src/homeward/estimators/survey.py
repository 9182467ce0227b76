"""Shares of a whole worked out from a stratified sample of it, when not all of it answered."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, stdtrit

from homeward.estimators.proportions import Interval

_Floats = NDArray[np.float64]
_Whole = NDArray[np.int64]


#: A variance this small beside that of one unit is none but for binary fractions.
_SLACK = 1e-15


class WeightedShare(NamedTuple):
    """A weighted share and how sure it is.

    Attributes
    ----------
    value
        In [0, 1].
    interval
        Korn and Graubard's; no wider than the value where everybody was asked and
        answered.
    variance
        Design-based, with the finite population correction.
    effective
        Independent units that would tell as much; infinite where nothing is uncertain.
    clusters
        Clusters that answered, counted in each stratum.
    degrees
        Degrees of freedom: clusters less strata, at least 1.
    """

    value: float
    interval: Interval
    variance: float
    effective: float
    clusters: int
    degrees: int


def calibrated(weight: _Floats, stratum: _Whole, population: _Floats) -> _Floats:
    """Weights moved by one factor in each stratum so that they add up to its population.

    This is the weighting-class adjustment for those who did not answer: within a stratum
    the units that answered stand for those that did not.

    Parameters
    ----------
    weight
        Positive, one per unit that answered, shape (n,).
    stratum
        Which stratum each is in, from 0, shape (n,).
    population
        How many there are in each stratum, answered or not, drawn or not, shape (h,).

    Returns
    -------
    numpy.ndarray
        Shape (n,); adds up to `population` in every stratum.

    Raises
    ------
    ValueError
        If in some stratum that is not empty nobody answered.

    Source
    ------
    Oh & Scheuren (1983); Särndal, Swensson & Wretman, Model Assisted Survey Sampling
    (1992), 15.6 (response homogeneity groups).
    """
    held = np.bincount(stratum, weights=weight, minlength=len(population))
    if np.any((held <= 0) & (population > 0)):
        raise ValueError("nobody answered in a stratum: join it to another first")
    factor = np.divide(population, held, out=np.zeros(len(population)), where=held > 0)
    return np.asarray(weight * factor[stratum], float)


def joined_strata(
    likeness: Sequence[Sequence[Hashable]],
    population: Sequence[int],
    answered: Sequence[int],
    clusters: Sequence[int],
) -> _Whole:
    """Strata joined until each can be spoken for, by who answered and never by what.

    A stratum needs two clusters that answered, or everybody. One that has less is joined
    to the one most like it: the most parts of its description in common, then the
    nearest in order.

    Parameters
    ----------
    likeness
        What each stratum is, in parts, all of one length.
    population, answered, clusters
        Units there are, units that answered, clusters that answered; by stratum.

    Returns
    -------
    numpy.ndarray
        For each stratum the number of its class, from 0, shape (h,). One class may be
        left that is still too thin.
    """
    members = [[place] for place in range(len(likeness))]
    while len(members) > 1:
        thin = next((m for m in members if _is_thin(m, population, answered, clusters)), None)
        if thin is None:
            break
        others = [m for m in members if m is not thin]
        near = min(others, key=lambda m: _apart(thin, m, likeness))
        members = sorted([m for m in others if m is not near] + [sorted(thin + near)])
    classes = np.empty(len(likeness), np.int64)
    for number, places in enumerate(members):
        classes[places] = number
    return classes


def _is_thin(
    places: Sequence[int],
    population: Sequence[int],
    answered: Sequence[int],
    clusters: Sequence[int],
) -> bool:
    there = sum(population[p] for p in places)
    return sum(answered[p] for p in places) < there and sum(clusters[p] for p in places) < 2


def _apart(
    one: Sequence[int], other: Sequence[int], likeness: Sequence[Sequence[Hashable]]
) -> tuple[int, int]:
    """How unlike two classes are at their closest: parts that differ, then steps apart."""
    return min(
        (sum(x != y for x, y in zip(likeness[a], likeness[b], strict=True)), abs(a - b))
        for a in one
        for b in other
    )


def weighted_share(
    yes: NDArray[np.bool_],
    weight: _Floats,
    stratum: _Whole,
    cluster: _Whole,
    population: _Floats,
    *,
    level: float = 0.95,
) -> WeightedShare | None:
    """The share of a population with a property, from the part of a sample that answered.

    Weights are calibrated to the population of every stratum. The variance is that of
    whole clusters within strata (linearised, residuals from each stratum's own share),
    each stratum's part lessened by the share of its population that answered.

    Parameters
    ----------
    yes
        Whether each unit that answered has the property, shape (n,).
    weight
        Its weight by design (population over drawn), shape (n,).
    stratum
        Its stratum, from 0, shape (n,).
    cluster
        Its cluster; one that has units in two strata counts as one in each. Units that
        resemble nobody else are clusters of their own. Shape (n,).
    population
        How many there are in each stratum, shape (h,).
    level
        Coverage wanted.

    Returns
    -------
    WeightedShare or None
        None where some stratum has neither everybody nor two clusters: see
        `joined_strata`.

    Raises
    ------
    ValueError
        If nobody answered in some stratum.

    Source
    ------
    Cochran, Sampling Techniques (1977), 5.4 and 5A; Binder (1983), International
    Statistical Review 51, for linearisation; Korn & Graubard (1998), Survey Methodology
    24, and Parker and others (2017), Vital and Health Statistics 2(175), for the interval.
    """
    part = calibrated(weight, stratum, population) / population.sum()
    design = _Design(part, stratum, cluster, population)
    if design.is_thin:
        return None
    value = _share(part, yes)
    variance, without = design.variances(yes)
    degrees = max(1, design.clusters - len(population))
    if not design.uncertain:
        exact = Interval(value, value)
        return WeightedShare(value, exact, 0.0, inf, design.clusters, degrees)
    most = len(yes) / design.left_to_chance(variance, without)
    if 0 < value < 1 and variance > _SLACK * value * (1 - value):
        effective = value * (1 - value) / variance
    else:
        effective = design.fewest / design.left_to_chance(variance, without)
    effective = min(most, effective * _for_degrees(len(yes), degrees, level))
    interval = korn_graubard(value, effective, level=level)
    return WeightedShare(value, interval, variance, effective, design.clusters, degrees)


def _share(part: _Floats, yes: NDArray[np.bool_]) -> float:
    """The weighted share; exactly 0 or 1 where none or all have it, whatever fractions do."""
    if yes.all() or not yes.any():
        return float(yes.all())
    return float(part @ yes)


def korn_graubard(value: float, effective: float, *, level: float = 0.95) -> Interval:
    """Clopper and Pearson's interval of a share known as well as from `effective` units.

    Parameters
    ----------
    value
        The share, in [0, 1].
    effective
        Independent units that would tell as much, whole or not, above 0.
    level
        Coverage wanted.

    Returns
    -------
    Interval
        Within [0, 1], and holding `value`; never of no width, even at 0 and 1.

    Source
    ------
    Korn & Graubard (1998), Survey Methodology 24, 193-201.
    """
    tail, yes = (1 - level) / 2, value * effective
    no = effective - yes
    low = float(betaincinv(yes, no + 1, tail)) if yes > 0 else 0.0
    high = float(betaincinv(yes + 1, no, 1 - tail)) if no > 0 else 1.0
    return Interval(min(low, value), max(high, value))


def _for_degrees(units: int, degrees: int, level: float) -> float:
    """What few clusters cost: the squared ratio of two quantiles of Student's t."""
    at = 0.5 + level / 2
    return float((stdtrit(max(1, units - 1), at) / stdtrit(degrees, at)) ** 2)


class _Design:
    """The units that answered as clusters in strata.

    Parameters
    ----------
    part
        Weight of each unit as a part of the whole: adds up to 1.
    stratum, cluster, population
        As of `weighted_share`.
    """

    def __init__(
        self, part: _Floats, stratum: _Whole, cluster: _Whole, population: _Floats
    ) -> None:
        self._part, self._stratum, self._strata = part, stratum, len(population)
        pair = stratum * (int(cluster.max(initial=0)) + 1) + cluster
        found, self._unit = np.unique(pair, return_inverse=True)
        self.clusters = len(found)
        self._of = np.zeros(self.clusters, np.int64)
        self._of[self._unit] = stratum
        self._many = self._in_strata(np.ones(self.clusters))
        units = np.bincount(stratum, minlength=self._strata).astype(float)
        left = np.divide(units, population, out=np.ones(self._strata), where=population > 0)
        #: Share of each stratum that nobody answered for.
        self._left = np.maximum(0.0, 1.0 - left)
        #: Variance of a mean in each stratum if units differed alike everywhere.
        weight = np.bincount(stratum, weights=part, minlength=self._strata)
        self._alike = np.divide(weight**2, units, out=np.zeros(self._strata), where=units > 0)

    def _in_strata(self, values: _Floats) -> _Floats:
        found = np.bincount(self._of, weights=values, minlength=self._strata)
        return np.asarray(found, float)

    @property
    def is_thin(self) -> bool:
        """Whether some stratum has neither everybody nor two clusters."""
        return bool(np.any((self._left > 0) & (self._many < 2)))

    @property
    def uncertain(self) -> bool:
        """Whether anybody at all did not answer."""
        return bool(np.any(self._left > 0))

    def variances(self, yes: NDArray[np.bool_]) -> tuple[float, float]:
        """Variance of the share, with and without the finite population correction."""
        weight = np.bincount(self._stratum, weights=self._part, minlength=self._strata)
        met = np.bincount(self._stratum, weights=self._part * yes, minlength=self._strata)
        share = np.divide(met, weight, out=np.zeros(self._strata), where=weight > 0)
        residual = self._part * (yes - share[self._stratum])
        found = np.bincount(self._unit, weights=residual, minlength=self.clusters)
        moved = np.asarray(found, float)
        spread = self._in_strata(moved**2)
        spread *= np.divide(
            self._many, self._many - 1, out=np.zeros(self._strata), where=self._many > 1
        )
        return float(spread @ self._left), float(spread.sum())

    def left_to_chance(self, variance: float, without: float) -> float:
        """Which part of the variance the finite population correction leaves, in (0, 1].

        Where no unit differs from another nothing can be seen of it: what it would leave
        if units differed alike in every stratum.
        """
        if without > _SLACK and variance > _SLACK:
            return variance / without
        return float((self._alike @ self._left) / self._alike.sum())

    @property
    def fewest(self) -> float:
        """Effective number of units if all of a cluster were alike (Kish): the least it can be."""
        weight = np.bincount(self._unit, weights=self._part, minlength=self.clusters)
        return float(weight.sum() ** 2 / (weight @ weight))
