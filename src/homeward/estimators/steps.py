"""One step in a monthly series, found by looking at every place it could be.

A series is a sum of what clusters add in each month. Its residuals from a model with no
step are added up from each month on; where that sum is further from nought than chance
would take it anywhere, there is a step. Chance is reckoned twice, from how much clusters
differ and from how much months do, and the more cautious answer is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri, stdtr

from homeward.estimators.cells import SMALL_PRODUCT
from homeward.estimators.steps_apart import variance_apart

_Floats = NDArray[np.float64]

#: Clusters are pooled into this many at most: as many sums tell the variance well enough.
MOST_GROUPS = 400
#: Months that must lie on either side of a step.
FEWEST_MONTHS = 3
#: Months below which no scatter of months can be told from a step.
SHORTEST = 12
#: How sure the smallest step must be to be found, in standard errors: 80 times in 100.
POWER = 0.8416
#: A straight line that tells this part of what a step does may be what there is.
AS_MUCH = 0.9
#: Terms that choosing the place of a step is worth, beside the step itself.
CHOICE = 1
#: Neighbouring months are never taken to be more alike than this.
_MOST_ALIKE = 0.9
#: Points and reach of the integral over the tail of two neighbours.
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(48)
_TINY = 1e-300


@dataclass(frozen=True, slots=True)
class Series:
    """A monthly series, the model of it with no step, and what clusters add.

    Attributes
    ----------
    residual
        Shape (T,): what was counted less what a model with no step expects.
    weight
        Shape (T,): the variance of each month's count if units were independent.
    design
        Shape (T, p): columns that the model has fitted, the first of ones.
    between
        Shape (T, T): products of what each cluster (or pool of clusters) adds to
        `residual` in two months, summed over clusters; for a count, of its units.
    clusters
        Of a share, units that met the definition and units judged, shape (G, T) each.
    """

    residual: _Floats
    weight: _Floats
    design: _Floats
    between: _Floats
    clusters: tuple[_Floats, _Floats] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """The place at which a step tells most of a series, and how rare it is.

    Attributes
    ----------
    place
        First month after the step.
    change
        How much higher the series is after it, for each unit of weight: a difference of
        logarithms of odds (shares) or of rates (counts), to first order.
    z
        How many standard errors that is from nought, at that place alone.
    p_value
        How often chance would go as far at any place looked at.
    drifts
        Whether a straight line through the months tells as much of the series, or all but a
        tenth. Of a step in the middle it tells three quarters.
    smallest
        The change in the middle of the series that would be found 80 times in 100.
    """

    place: int
    change: float
    z: float
    p_value: float
    drifts: bool
    smallest: float


def pooled(cluster: NDArray[np.int64], clusters: int) -> tuple[NDArray[np.int64], int]:
    """Which pool each unit's cluster is in, and how many pools there are.

    Clusters that are independent stay so in pools, and a sum of squares over pools is
    on average the one over clusters. Numbers of clusters must be in no telling order, and
    the same whenever the same records are looked at: another order makes other pools.
    """
    if clusters <= MOST_GROUPS:
        return cluster, max(1, clusters)
    return cluster % MOST_GROUPS, MOST_GROUPS


def share_series(yes: _Floats, of: _Floats) -> Series | None:
    """The series of a share.

    Parameters
    ----------
    yes, of
        Shape (G, T): units that met the definition and units judged.

    Returns
    -------
    Series or None
        None where no unit, or every unit, met it: such a share cannot step.
    """
    total, met = of.sum(axis=0), yes.sum(axis=0)
    whole, count = float(total.sum()), float(met.sum())
    if not 0 < count < whole:
        return None
    part = count / whole
    weight = total * (part * (1 - part))
    ones = np.ones((len(total), 1))
    return Series(met - total * part, weight, ones, _products(yes - of * part), (yes, of))


def count_series(counts: _Floats, expected: _Floats, design: _Floats) -> Series:
    """The series of a count, shape (G, T), about what a log-linear model expects, (T,)."""
    return Series(counts.sum(axis=0) - expected, expected, design, _products(counts))


def _products(clusters: _Floats) -> _Floats:
    """Products of months summed over clusters, as if one cluster fewer told of them.

    In pieces so small that no library starts threads for them.
    """
    groups, months = clusters.shape
    piece = max(1, SMALL_PRODUCT // (months * months))
    held = np.zeros((-(-groups // piece) * piece, months))
    held[:groups] = clusters
    each = held.reshape(-1, piece, months)
    summed = np.matmul(each.transpose(0, 2, 1), each).sum(axis=0)
    return np.asarray(summed * (groups / max(1, groups - 1)))


def places_of(weight: _Floats, allowed: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
    """Months at which a step may begin: some months that hold units on either side of it."""
    held = np.cumsum(weight > 0)
    after = held[-1] - held
    found = np.arange(1, len(weight))
    inside = (held[:-1] >= FEWEST_MONTHS) & (after[:-1] >= FEWEST_MONTHS)
    if allowed is not None:
        inside &= allowed[1:]
    return found[inside]


def find_step(
    series: Series, *, allowed: NDArray[np.bool_] | None = None, level: float = 0.05
) -> Step | None:
    """The likeliest place of one step, with a chance that allows for every place.

    At each place the residuals after it are added up, less what the model's own columns
    would take of such a sum (a score test). The variance of that sum is that of what
    clusters add to it, and again that of months which scatter more than independent
    units would and resemble the month before (Student's t). With each, the chance that
    any place goes as far is at most the sum over places of each alone, less that of each
    together with the next (Hunter's and Worsley's bound); the larger is given.

    Of a share, what clusters add is reckoned with no step and with one (`variance_apart`),
    and the one that makes the step the rarer is taken.

    Parameters
    ----------
    series
        As `share_series` or `count_series` makes it.
    allowed
        Shape (T,): months at which a step may begin.
    level
        Chance of a false alarm at which `smallest` is worked out.

    Returns
    -------
    Step or None
        None where the months that hold anything are fewer than `SHORTEST`, or no place
        is left.

    Source
    ------
    Worsley (1983), The power of likelihood ratio and cumulative sum tests for a change in
    a binomial probability, Biometrika 70; Hunter (1976), Journal of Applied Probability 13.
    """
    places = places_of(series.weight, allowed)
    if int((series.weight > 0).sum()) < SHORTEST or not len(places):
        return None
    after = (np.arange(len(series.weight)) >= places[:, None]).astype(float)
    asked = _Asked(series, after)
    told = asked.total**2 / asked.held
    k = int(np.argmax(told))
    line = np.arange(len(series.weight), dtype=float)[None, :]
    middle = int(np.argmin(np.abs(after @ series.weight - series.weight.sum() / 2)))
    far = -float(ndtri(level / (2 * len(places)))) + POWER
    return Step(
        int(places[k]),
        float(asked.change[k]),
        float(asked.z[k]),
        max(_anywhere(asked.by_cluster, asked.z_cluster), _anywhere(asked.by_month, asked.z_month)),
        bool(_told(series, line)[0] > AS_MUCH * told.max()),
        float(far * asked.error[middle]),
    )


def step_at(series: Series, place: int) -> tuple[float, float]:
    """The chance of as large a step at one place that something else chose, and its reach.

    Returns
    -------
    tuple
        How often chance alone would do as much there; and the change that would be found
        there 80 times in 100 at a level of 0.05. 1 and `inf` where nothing lies on one
        side of the place.
    """
    after = (np.arange(len(series.weight)) >= place).astype(float)[None, :]
    inside = float((after @ series.weight)[0])
    if not 0 < inside < float(series.weight.sum()):
        return 1.0, inf
    asked = _Asked(series, after)
    far = -float(ndtri(0.025)) + POWER
    return float(2 * ndtr(-abs(asked.z[0]))), float(far * asked.error[0])


def _own(series: Series, directions: _Floats) -> _Floats:
    """Directions less what the model's own columns take of them."""
    weighted = series.design * series.weight[:, None]
    inner = np.linalg.inv(series.design.T @ weighted)
    return np.asarray(directions - (directions @ weighted) @ inner @ series.design.T)


def _told(series: Series, directions: _Floats) -> _Floats:
    """How much of the series each direction tells: its sum squared, over its variance."""
    own = _own(series, directions)
    held = np.maximum((directions * own) @ series.weight, _TINY)
    return np.asarray((own @ series.residual) ** 2 / held)


class _Asked:
    """Sums of a series along some directions, and how far each is from nought.

    `directions` has shape (K, T): nought before a place and one from it on.
    """

    def __init__(self, series: Series, directions: _Floats) -> None:
        own = _own(series, directions)
        self.total = own @ series.residual
        self.held = np.maximum((directions * own) @ series.weight, _TINY)
        self.change = self.total / self.held
        self.by_cluster = own @ series.between @ own.T
        best = int(np.argmax(self.total**2 / self.held))
        self.scatter = _scatter(series, own[best], float(self.change[best]))
        self.by_month = _of_months(own * np.sqrt(series.weight), *self.scatter)
        left = max(1, int((series.weight > 0).sum()) - series.design.shape[1] - 1 - CHOICE)
        freedom = max(1.0, left * (1 - self.scatter[1] ** 2) / (1 + self.scatter[1] ** 2))
        wide = np.maximum(np.diag(self.by_cluster), np.diag(self.by_month))
        self.error = np.sqrt(wide) / self.held
        self._narrow(series, np.argmax(directions > 0, axis=1))
        self.z_cluster = _standard(self.total, self.by_cluster)
        self.z_month = _as_normal(_standard(self.total, self.by_month), freedom)
        nearer = np.abs(self.z_cluster) < np.abs(self.z_month)
        self.z = np.where(nearer, self.z_cluster, self.z_month)

    def _narrow(self, series: Series, places: NDArray[np.int64]) -> None:
        """Scale what clusters add down, where a step taken out leaves them less to add.

        Never below what independent units would: a side with none or all of its units has
        no scatter of its own to measure.
        """
        if series.clusters is None:
            return
        variance, freedom, many = variance_apart(*series.clusters, places)
        z = _as_normal(self.total / np.sqrt(np.maximum(variance, self.held)), freedom)
        before = np.abs(_standard(self.total, self.by_cluster))
        less = many & (np.abs(z) > before) & (before > 0)
        scale = np.where(less, before / np.maximum(np.abs(z), _TINY), 1.0)
        self.by_cluster = self.by_cluster * np.outer(scale, scale)


def _scatter(series: Series, direction: _Floats, change: float) -> tuple[float, float]:
    """How much months scatter beyond independent units, and how alike neighbours are.

    From what is left when the largest step is taken out, so that a step is not taken for
    scatter. Both are corrected for what was taken out, the choice of place counted as one
    more term: of a series with nothing alike, the correlation of what is left is on average
    minus so many terms over months; and terms that run through many months take out more
    of a series whose months are alike. A correlation above nought is put up by its own
    standard error, since one taken too small makes steps of waves.
    """
    there = series.weight > 0
    root = np.sqrt(series.weight[there])
    left = series.residual[there] / root - change * direction[there] * root
    taken = np.column_stack([series.design[there], direction[there]]) * root[:, None]
    basis, _ = np.linalg.qr(taken)
    many, terms = len(left), taken.shape[1] + CHOICE
    squares = float(left @ left)
    if squares <= 0 or many <= 2 * terms:
        return 1.0, 0.0
    neighbours = float(left[1:] @ left[:-1]) / squares
    alike = (many * neighbours + terms) / (many - 2 * terms)
    alike = min(_MOST_ALIKE, alike + 1 / sqrt(many)) if alike > 0 else 0.0
    out = float(np.einsum("si,st,ti->", basis, _near(many, alike), basis))
    return max(1.0, squares / max(1.0, many - out - CHOICE)), alike


def _near(months: int, alike: float) -> _Floats:
    """Correlation of months, each with the one before it by `alike`."""
    place = np.arange(months)
    return np.asarray(float(alike) ** np.abs(place[:, None] - place))


def _of_months(scaled: _Floats, scatter: float, alike: float) -> _Floats:
    """Covariance of sums over months that scatter and resemble the month before."""
    return np.asarray(scatter * (scaled @ _near(scaled.shape[1], alike) @ scaled.T))


def _standard(total: _Floats, variance: _Floats) -> _Floats:
    each = np.diag(variance)
    return np.where(each > 0, total / np.sqrt(np.maximum(each, _TINY)), 0.0)


def _as_normal(z: _Floats, freedom: float | _Floats) -> _Floats:
    """Standardised sums as if their errors were known: as rare under the normal law."""
    rare = np.maximum(stdtr(freedom, -np.abs(z)), _TINY)
    return np.asarray(-np.sign(z) * ndtri(rare))


def _anywhere(variance: _Floats, z: _Floats) -> float:
    """The most that chance would go as far as the furthest of `z` at any place."""
    each = np.sqrt(np.maximum(np.diag(variance), _TINY))
    neighbours = np.diag(variance, 1) / (each[:-1] * each[1:])
    return tail_anywhere(float(np.max(np.abs(z), initial=0.0)), np.clip(neighbours, -1.0, 1.0))


def tail_anywhere(c: float, neighbours: _Floats) -> float:
    """Bound on the chance that any of several standard normals is beyond ±c.

    Parameters
    ----------
    c
        From 0.
    neighbours
        Shape (K - 1,): correlation of each with the next; of K normals.

    >>> round(tail_anywhere(1.959964, np.zeros(0)), 4)
    0.05
    """
    alone = 2 * float(ndtr(-c))
    if not len(neighbours) or alone <= 0:
        return alone
    reach = min(9.0, 40.0 / c) if c > 0 else 9.0
    x = c + reach * (_NODES + 1) / 2
    density = np.exp(-x * x / 2) / sqrt(2 * np.pi) * (_WEIGHTS * reach / 2)
    apart = np.sqrt(np.maximum(1 - neighbours**2, 1e-12))[:, None]
    r = neighbours[:, None]
    beyond = ndtr((r * x - c) / apart) + ndtr((-r * x - c) / apart)
    together = 2 * (beyond @ density)
    bound = (len(neighbours) + 1) * alone - float(np.minimum(together, alone).sum())
    return min(1.0, max(alone, bound))


def smallest_share_step(change: float, part: float) -> float:
    """A step on the scale of log odds as a difference of shares.

    To first order, about the share `part` of the whole series; `inf` where that would be
    more than all.
    """
    moved = change * part * (1 - part)
    return moved if moved <= 1 else inf
