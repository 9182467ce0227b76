"""Odds ratio of a 2x2 table whose units come in clusters."""

from __future__ import annotations

from math import log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from homeward.estimators.clustered import Ratio, Unfit, Why, clustered_ratio

_Bools = NDArray[np.bool_]
_Floats = NDArray[np.float64]

#: The least number of units in each cell of a table. Fewer, and an interval by formula
#: is a guess.
FEWEST_IN_CELL = 10
#: The least number of clusters on either side of a comparison.
FEWEST_CLUSTERS = 10


class Cells(NamedTuple):
    """The four cells of a table: units by exposure and outcome."""

    yes_with: int
    no_with: int
    yes_without: int
    no_without: int


def cells_of(outcome: _Bools, exposed: _Bools) -> Cells:
    """The table of two yes-or-no columns, shape (n,) each."""
    with_it, without = int(exposed.sum()), int((~exposed).sum())
    yes_with = int((outcome & exposed).sum())
    yes_without = int(outcome.sum()) - yes_with
    return Cells(yes_with, with_it - yes_with, yes_without, without - yes_without)


def odds_ratio_by_cluster(
    outcome: _Bools, exposed: _Bools, cluster: NDArray[np.int64], *, level: float = 0.95
) -> Ratio | Unfit:
    """Odds ratio of an outcome, with an interval that knows units come in clusters.

    The linearised variance of the log odds ratio over clusters; a cluster may hold units
    on both sides. It is what `adjusted_odds` gives with nothing to adjust for.

    Parameters
    ----------
    outcome, exposed
        Shape (n,): whether each unit met the outcome, and what is asked about.
    cluster
        Shape (n,): number of the unit's cluster, from 0.
    level
        Coverage wanted.

    Returns
    -------
    Ratio or Unfit
        Unfit with fewer than `FEWEST_IN_CELL` units in a cell, or fewer than
        `FEWEST_CLUSTERS` clusters on a side.

    Source
    ------
    Woolf (1955), Annals of Human Genetics 19, for the ratio; variance by linearisation
    over clusters, Binder (1983), International Statistical Review 51.
    """
    cells = cells_of(outcome, exposed)
    why = too_few(cells, exposed, cluster)
    if why:
        return Unfit(why)
    yes_with, no_with, yes_without, no_without = cells
    value = log(yes_with) + log(no_without) - log(no_with) - log(yes_without)
    each = np.where(
        exposed,
        np.where(outcome, 1 / yes_with, -1 / no_with),
        np.where(outcome, -1 / yes_without, 1 / no_without),
    )
    return clustered_ratio(value, per_cluster(each, cluster), level=level)


def too_few(cells: Cells, exposed: _Bools, cluster: NDArray[np.int64]) -> Why | None:
    """Why a table is too small for an interval by formula; None if it is not."""
    if min(cells) < FEWEST_IN_CELL:
        return Why.TOO_FEW_UNITS
    fewest = min(number_of(cluster[side]) for side in (exposed, ~exposed))
    return Why.TOO_FEW_CLUSTERS if fewest < FEWEST_CLUSTERS else None


def number_of(cluster: NDArray[np.int64]) -> int:
    """How many different clusters there are."""
    return int((np.bincount(cluster) > 0).sum()) if len(cluster) else 0


def per_cluster(each: _Floats, cluster: NDArray[np.int64]) -> _Floats:
    """Sums over the clusters that have a unit, in the order of their numbers."""
    sums = np.asarray(np.bincount(cluster, weights=each), float)
    return sums[np.bincount(cluster, minlength=len(sums)) > 0]
