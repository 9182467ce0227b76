"""Errors where units are alike in two ways at once: events of a cluster, and of a place or time.

Events come in clusters (a child's incidents) and the clusters meet in something else (a
home, a month). Either alone leaves out what the other holds together. The variance is
that over the clusters, plus that over the second kind of group, less that over where
both meet, which stood in each.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ByCluster:
    """Errors of the coefficients of a model of counts whose events come in clusters.

    Attributes
    ----------
    scores
        Shape (clusters, k): what each cluster adds to each coefficient.
    shared
        Shape (k, k): what counts add that the clusters do not explain, so that all of
        them were more, or fewer, at the same time. It may be below nothing by chance.
    left
        Degrees of freedom of that: counts less coefficients.
    """

    scores: _Floats
    shared: _Floats
    left: int

    def error(self, contrast: ArrayLike) -> tuple[float, float]:
        """Standard error of a combination of coefficients, and its degrees of freedom.

        The degrees are Satterthwaite's: as many equal clusters would leave the error
        as uncertain. At least 1.
        """
        c = np.asarray(contrast, float)
        squares = (self.scores @ c) ** 2
        own, fourth = float(squares.sum()), float(squares @ squares)
        more = max(0.0, float(c @ self.shared @ c))
        if own + more <= 0:
            return 0.0, 1.0
        uncertain = fourth + more * more / self.left
        return sqrt(own + more), max(1.0, (own + more) ** 2 / uncertain)


def by_cluster(
    design: _Floats,
    left_over: _Floats,
    bread: _Floats,
    cluster: NDArray[np.int64],
    place: NDArray[np.int64],
) -> ByCluster:
    """Errors of a log-linear model of counts, over clusters of events and over the counts.

    Clusters arrive at random and independently (a compound Poisson stream), so the
    variance of a score is the sum of the clusters' own squares. Counts are the second
    way: squared residuals, scaled up n/(n - k), less what one cluster has in one count.

    Parameters
    ----------
    design, left_over, bread
        Of the fit: (n, k), counts less expected (n,), inverse information (k, k).
    cluster, place
        Of each event, shape (events,): number of its cluster, from 0; which count it
        is in.

    Source
    ------
    Cameron, Gelbach & Miller (2011), Journal of Business & Economic Statistics 29, with
    the variance over clusters as the least; degrees of freedom: Satterthwaite (1946),
    Biometrics Bulletin 2, as Fay & Graubard (2001), Biometrics 57.
    """
    n, k = design.shape
    reach = design @ bread
    each = [np.bincount(cluster, weights=reach[place, j]) for j in range(k)]
    scores: _Floats = np.asarray(np.column_stack(each), float)
    met, events = _different(cluster * n + place)
    own = np.bincount(met % n, weights=np.square(events, dtype=float), minlength=n)
    beyond = left_over**2 * n / (n - k) - own
    return ByCluster(scores, reach.T @ (reach * beyond[:, None]), n - k)


def added_by_groups(
    group: NDArray[np.int64],
    cluster: NDArray[np.int64],
    second: NDArray[np.int64],
    groups: int,
) -> _Floats:
    """What clusters that meet in a second kind of group add to a mean's relative variance.

    Events per cluster differ between clusters; where clusters of one place are alike, the
    mean is less certain than so many independent clusters would make it. It is the
    two-way variance less that over clusters alone: of the squared logarithm, to be added
    to that of `mean_per_cluster` or `compound_poisson_rate`.

    Parameters
    ----------
    group, cluster, second
        Of each event, shape (events,): the group that a mean is of; its cluster; its
        group of the second kind, -1 where not known (such events are alike to none).
    groups
        How many groups there are.

    Returns
    -------
    numpy.ndarray
        Shape (groups,), from 0: 0 where clusters of one place are no more alike than
        any, or where there is one place.

    Source
    ------
    Cameron, Gelbach & Miller (2011), Journal of Business & Economic Statistics 29.
    """
    seconds = max(1, int(second.max(initial=-1)) + 1)
    unit, sizes = _different(cluster * groups + group)
    total = np.bincount(group, minlength=groups).astype(float)
    units = np.bincount(unit % groups, minlength=groups)
    known = np.flatnonzero(second >= 0)
    mine = cluster[known] * groups + group[known]
    cells, events = _different(mine * seconds + second[known])
    its = np.searchsorted(unit, cells // seconds)
    where = unit[its] % groups
    mean = total / np.maximum(1, units)
    moved = events * (1 - mean[where] / sizes[its])
    met, at = np.unique(where * seconds + cells % seconds, return_inverse=True)
    by_second, of_group = np.bincount(at, weights=moved), met // seconds
    many = np.bincount(of_group, minlength=groups)
    scale = np.where(many > 1, many / np.maximum(1, many - 1), 0.0)
    over = scale * np.bincount(of_group, weights=by_second**2, minlength=groups)
    own = np.bincount(where, weights=moved**2, minlength=groups)
    return np.asarray(np.maximum(0.0, over - own) / np.maximum(1.0, total) ** 2, float)


def _different(keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Different keys, rising, and how often each is there.

    Events mostly stand by cluster and then by time: a stable sort takes them as they are.
    """
    rising = np.sort(keys, kind="stable")
    first = np.flatnonzero(np.diff(rising, prepend=-1))
    return rising[first], np.diff(first, append=len(rising))
