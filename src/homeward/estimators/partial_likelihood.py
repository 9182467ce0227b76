"""Cox's partial likelihood of counting-process rows: value, slope and information.

With r_i = w_i exp(x_i b), S0 and S1 the sums of r and r x over a risk set, and H_i the
hazard that row i lives through,

    slope        U = X' (w event - r H)
    information  I = X' diag(r H) X - sum over event times of d xbar xbar'

Breslow's ties share one risk set. Efron's take a share f = 0, 1/d, ... of the tied rows
out of it for each of the d events, so only sums by event time change.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from homeward.estimators.counting import Floats, Ints
from homeward.estimators.risk_sets import ROWS_AT_ONCE, RiskSets


@dataclass(frozen=True, slots=True)
class Ties:
    """Events that share a time, and how they are taken apart.

    Attributes
    ----------
    count, weight
        Events in each bin, and their weights' sum, shape (K,).
    bins
        Bins whose ties Efron's method takes apart, shape (T,).
    part
        f of each event of those bins, shape (E,).
    of
        Which of `bins` it belongs to, shape (E,), rising.
    members
        Sparse (T, n): the events of those bins.
    """

    count: Floats
    weight: Floats
    bins: Ints
    part: Floats
    of: Ints
    members: csr_array


def ties_of(sets: RiskSets, method: str) -> Ties:
    """Ties by "efron" or "breslow"."""
    count = np.bincount(sets.event_bin, minlength=sets.bins).astype(np.float64)
    weight = sets.at_events(sets.weight)
    tied = np.flatnonzero(count > 1) if method == "efron" else np.zeros(0, np.int64)
    many = count[tied].astype(np.int64)
    of = np.repeat(np.arange(len(tied)), many)
    begins = np.repeat(np.cumsum(many) - many, many)
    part = (np.arange(len(of)) - begins) / np.repeat(many, many) if len(of) else np.zeros(0)
    inside = np.isin(sets.event_bin, tied)
    members = csr_array((np.ones(len(of)), (of, sets.events[inside])), shape=(len(tied), sets.rows))
    return Ties(count, weight, tied, part, of, members)


@dataclass(frozen=True, slots=True)
class Hazards:
    """Sums by event time at one value of the coefficients, all of shape (K,).

    With m the mean weight of the tied events and S = S0 - f D0 (D0: the tied events' part
    of S0), summed over the tied events:

    Attributes
    ----------
    risk
        r of each row, shape (n,).
    h, hf
        m / S and m f / S: the baseline hazard, and what of it the tied rows escape.
    q0, q1, q2
        m / S^2, m f / S^2 and m f^2 / S^2.
    logs
        m log S.
    """

    risk: Floats
    h: Floats
    hf: Floats
    q0: Floats
    q1: Floats
    q2: Floats
    logs: Floats

    def lived(self, sets: RiskSets) -> Floats:
        """H: the hazard that each row lives through, shape (n,)."""
        found = sets.over_time(self.h)
        found[sets.events] -= self.hf[sets.event_bin]
        return found


def hazards(sets: RiskSets, ties: Ties, eta: Floats) -> Hazards:
    """Sums by event time where the rows' log relative hazards are `eta`, shape (n,)."""
    risk = sets.weight * np.exp(eta)
    s0 = sets.at_risk(risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        h = ties.weight / s0
        q0, logs = h / s0, ties.weight * np.log(s0)
    none = np.zeros(sets.bins)
    found = [h, none, q0, none.copy(), none.copy(), logs]
    if len(ties.bins):
        d0 = ties.members @ risk
        mean = (ties.weight[ties.bins] / ties.count[ties.bins])[ties.of]
        left = s0[ties.bins][ties.of] - ties.part * d0[ties.of]
        one, f = mean / left, ties.part
        for values, each in zip(
            found,
            (one, one * f, one / left, one * f / left, one * f * f / left, mean * np.log(left)),
            strict=True,
        ):
            values[ties.bins] = np.bincount(ties.of, each, len(ties.bins))
    return Hazards(risk, *found)


@dataclass(frozen=True, slots=True)
class Means:
    """Weighted sums of the covariates by event time.

    Attributes
    ----------
    s1
        Sum of r x over each risk set, shape (K, p).
    d1
        Sum of r x over the tied events of `Ties.bins`, shape (T, p).
    """

    s1: Floats
    d1: Floats


def means(sets: RiskSets, ties: Ties, hazard: Hazards, x: Floats) -> Means:
    """S1 and D1 at the hazards given."""
    tied = ties.members
    of_events = csr_array(
        (hazard.risk[tied.indices], tied.indices, tied.indptr), shape=tied.shape, copy=False
    )
    return Means(sets.at_risk(hazard.risk, x), of_events @ x)


def log_likelihood(sets: RiskSets, hazard: Hazards, eta: Floats) -> float:
    """The log partial likelihood."""
    return float(sets.weight[sets.events] @ eta[sets.events] - hazard.logs.sum())


def cross(x: Floats, weights: Floats) -> Floats:
    """X' diag(weights) X, a part of the rows at a time."""
    total = np.zeros((x.shape[1], x.shape[1]))
    for begin in range(0, len(x), ROWS_AT_ONCE):
        part = x[begin : begin + ROWS_AT_ONCE]
        total += (part * weights[begin : begin + ROWS_AT_ONCE, None]).T @ part
    return total


def slope(sets: RiskSets, hazard: Hazards, x: Floats) -> tuple[Floats, Floats]:
    """First derivatives, shape (p,), and r H, shape (n,)."""
    expected = hazard.risk * hazard.lived(sets)
    residual = -expected
    residual[sets.events] += sets.weight[sets.events]
    return residual @ x, expected


def information(
    sets: RiskSets,
    ties: Ties,
    hazard: Hazards,
    x: Floats,
    mean: Means,
    expected: Floats | None = None,
    by_bin: Floats | None = None,
) -> Floats:
    """Minus the second derivatives, shape (p, p); each event time times `by_bin`, if given.

    `expected` is r H, from `slope`, where that is at hand and there is no `by_bin`.

    Events' own variances of the covariates add up to it, so a weight by event time gives
    what a covariate times a function of time would add.
    """
    g = np.ones(sets.bins) if by_bin is None else by_bin
    if expected is None or by_bin is not None:
        lived = sets.over_time(hazard.h * g)
        lived[sets.events] -= (hazard.hf * g)[sets.event_bin]
        expected = hazard.risk * lived
    found = cross(x, expected) - cross(mean.s1, hazard.q0 * g)
    if len(ties.bins):
        tied = mean.s1[ties.bins]
        mixed = (tied * (hazard.q1 * g)[ties.bins, None]).T @ mean.d1
        found += mixed + mixed.T - cross(mean.d1, (hazard.q2 * g)[ties.bins])
    return (found + found.T) / 2
