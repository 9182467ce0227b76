"""Events of clusters over a few cells, and a ratio of two shares made of four of them."""

from __future__ import annotations

from math import log

import numpy as np
from numpy.typing import ArrayLike, NDArray

from homeward.estimators.clustered import Ratio, clustered_ratio

#: Multiplications of one matrix product. Beyond it libraries start threads, which costs more
#: than it saves where other work is going on.
SMALL_PRODUCT = 200_000
#: Clusters whose cells are held at a time.
_AT_ONCE = 100_000


def cells_and_products(
    cluster: ArrayLike, cell: ArrayLike, cells: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Events by cell, and Σ c cᵀ over clusters of their events by cell.

    These are all that the variance of anything made of the totals needs, however many
    clusters there are.

    Parameters
    ----------
    cluster
        Number of the cluster of each event, from 0; never falls. Shape (n,).
    cell
        Of each event, 0 to `cells` - 1. Shape (n,).
    cells
        How many there are.

    Returns
    -------
    tuple of arrays
        Shapes (cells,) and (cells, cells). Whole numbers.
    """
    owner, place = np.asarray(cluster), np.asarray(cell, np.int64)
    totals, products = np.bincount(place, minlength=cells), np.zeros((cells, cells))
    step = max(1, SMALL_PRODUCT // cells**2)
    last = int(owner[-1]) if len(owner) else -1
    for first in range(0, last + 1, _AT_ONCE):
        rows = slice(*np.searchsorted(owner, (first, first + _AT_ONCE)))
        held = -(-min(_AT_ONCE, last + 1 - first) // step) * step
        flat = np.bincount((owner[rows] - first) * cells + place[rows], minlength=held * cells)
        each = flat.reshape(-1, step, cells).astype(float)
        products += np.matmul(each.transpose(0, 2, 1), each).sum(axis=0)
    return totals.astype(float), products


def ratio_of_shares(cluster: ArrayLike, cell: ArrayLike, *, level: float = 0.95) -> Ratio | None:
    """The share of one group that met a definition, divided by another group's.

    Parameters
    ----------
    cluster
        Number of the cluster of each event; never falls. Shape (n,).
    cell
        Of each event: 0 of the first group and met it, 1 of the first and did not, 2 and 3
        of the second likewise. A cluster may have events in both groups. Shape (n,).
    level
        Coverage wanted.

    Returns
    -------
    Ratio, or None
        None where either group has no event that met the definition.

    Source
    ------
    Ratio of two domain means under sampling of clusters, linearised on the logarithm:
    Särndal, Swensson & Wretman, Model Assisted Survey Sampling (1992), 5.6; interval as
    `clustered_ratio`.
    """
    owner, place = np.asarray(cluster), np.asarray(cell, np.int64)
    met, not_met, other_met, other_not = np.bincount(place, minlength=4).astype(float)
    if met == 0 or other_met == 0:
        return None
    first, second = met + not_met, other_met + other_not
    # What one event of each cell adds to log(met / first) - log(other_met / second).
    adds = np.array([1 / met - 1 / first, -1 / first, 1 / second - 1 / other_met, 1 / second])
    unit = np.concatenate(([0], np.cumsum(owner[1:] != owner[:-1])))
    influence = np.bincount(unit, weights=adds[place]).astype(float)
    return clustered_ratio(log(met / first) - log(other_met / second), influence, level=level)
