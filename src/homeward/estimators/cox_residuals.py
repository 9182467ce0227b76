"""Residuals of a Cox fit by row, and the cluster-robust variance they add up to.

The score residual of row i is what it adds to the slope, risk sets taken as they are:

    event_i (x_i - xbar) - exp(x_i b) (x_i H_i - A_i),   A the integral of xbar dH

with Efron's ties averaged over the shares of the tied events. Their sum is zero.
"""

from __future__ import annotations

from typing import cast

import numpy as np
from scipy.sparse import csc_array

from homeward.estimators.counting import Floats, Ints
from homeward.estimators.cox_design import Design, Peak
from homeward.estimators.refusals import CannotEstimate, Refused
from homeward.estimators.risk_sets import ROWS_AT_ONCE, RiskSets


def spread_out(sets: RiskSets, values: Floats, n: int) -> Floats:
    """Values of kept rows, put at their places among all n rows; the others have zero."""
    if sets.kept is None:
        return values
    found = np.zeros((n, *values.shape[1:]))
    found[sets.kept] = values
    return found


def martingale(design: Design, peak: Peak) -> Floats:
    """Events seen less events expected, by row given, shape (n,); not weighted."""
    sets = design.sets
    found = -peak.hazard.risk / sets.weight * peak.hazard.lived(sets)
    found[sets.events] += 1
    return spread_out(sets, found, len(design.rows))


def _by_bin(design: Design, peak: Peak, ordinary: Floats, tied: Floats) -> Floats:
    """S1 times one sum by event time, less D1 times another, shape (K, p)."""
    found = peak.mean.s1 * ordinary[:, None]
    bins = design.ties.bins
    if len(bins):
        found[bins] -= peak.mean.d1 * tied[bins, None]
    return found


def mean_steps(design: Design, peak: Peak) -> Floats:
    """Mean of the covariates over each risk set times the hazard there, shape (K, p)."""
    return _by_bin(design, peak, peak.hazard.q0, peak.hazard.q1)


def hazard_part(design: Design, peak: Peak) -> Floats:
    """R (x H - A) of kept rows, weighted, shape (n, p)."""
    sets, hazard, x = design.sets, peak.hazard, design.x
    steps = mean_steps(design, peak)
    total = np.zeros((sets.bins + 1, x.shape[1]))
    np.cumsum(steps, axis=0, out=total[1:])
    lived, found = hazard.lived(sets), np.empty_like(x)
    for begin in range(0, len(x), ROWS_AT_ONCE):
        part = slice(begin, begin + ROWS_AT_ONCE)
        np.multiply(x[part], lived[part, None], out=found[part])
        found[part] -= total[sets.last[part]]
        found[part] += total[sets.first[part]]
        found[part] *= hazard.risk[part, None]
    if len(design.ties.bins):
        escaped = _by_bin(design, peak, hazard.q1, hazard.q2)
        found[sets.events] += hazard.risk[sets.events, None] * escaped[sets.event_bin]
    return found


def _mean_at_events(design: Design, peak: Peak) -> Floats:
    """The mean of the covariates over each risk set, ties averaged, shape (K, p)."""
    weight = design.ties.weight
    return _by_bin(design, peak, peak.hazard.h / weight, peak.hazard.hf / weight)


def schoenfeld(design: Design, peak: Peak) -> Floats:
    """Covariates of each event less their mean over its risk set, shape (events, p)."""
    sets = design.sets
    return design.x[sets.events] - _mean_at_events(design, peak)[sets.event_bin]


def score(design: Design, peak: Peak) -> Floats:
    """Score residuals of kept rows, times their weights, shape (n, p)."""
    sets = design.sets
    found = hazard_part(design, peak)
    np.negative(found, out=found)
    found[sets.events] += sets.weight[sets.events, None] * schoenfeld(design, peak)
    return found


def unweighted_score(design: Design, peak: Peak) -> Floats:
    """Score residuals by row given, shape (n, p)."""
    found = score(design, peak) / design.sets.weight[:, None]
    return spread_out(design.sets, found, len(design.rows))


def members(design: Design) -> Ints | None:
    """Cluster of each kept row, counted from 0 among clusters at risk of an event.

    Raises
    ------
    CannotEstimate
        ONE_CLUSTER where there is one.
    """
    if design.rows.cluster is None:
        return None
    kept = design.sets.kept
    mine = design.rows.cluster if kept is None else design.rows.cluster[kept]
    there = np.zeros(int(design.rows.cluster.max()) + 1, bool)
    there[mine] = True
    if there.sum() < 2:
        raise CannotEstimate(Refused.ONE_CLUSTER)
    return cast(Ints, mine if there.all() else (np.cumsum(there) - 1)[mine])


def cluster_sums(values: Floats, cluster: Ints) -> Floats:
    """Sum of rows' values by cluster, shape (clusters, p)."""
    n = len(cluster)
    each = np.arange(n + 1, dtype=np.int32)
    which = cluster.astype(np.int32)
    shape = (int(cluster.max()) + 1, n)
    return cast(Floats, csc_array((np.ones(n), which, each), shape=shape, copy=False) @ values)


def sandwich(design: Design, peak: Peak, plain: Floats, cluster: Ints) -> Floats:
    """I^-1 (sum over clusters of U U') I^-1, with no correction for few clusters."""
    moved = cluster_sums(score(design, peak), cluster) @ plain
    return moved.T @ moved
