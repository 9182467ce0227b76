"""Cox's model with a gamma frailty that the rows of a group share.

The hazard of row i in group g is u_g h(t) exp(x_i b), the u of mean 1 and variance theta.
At a given theta the estimates of the EM algorithm maximise a penalised partial likelihood

    PL(b, w) + sum (w - exp w) / theta,      u = exp w,

which Newton's method does for all groups at once. What is left is one curve over theta:
its top is the estimate, and its fall from there the interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq, minimize_scalar
from scipy.special import chdtri, gammaln

from homeward.estimators import partial_likelihood as partial
from homeward.estimators.counting import Floats, Ints, counting_rows
from homeward.estimators.cox import Test, chi_squared
from homeward.estimators.cox_design import Design, Peak, climb, design_of, inverse
from homeward.estimators.cox_residuals import cluster_sums, hazard_part, members
from homeward.estimators.proportions import Interval
from homeward.estimators.refusals import CannotEstimate, Refused
from homeward.estimators.risk_sets import RiskSets

#: Variances looked at; beyond the last, groups explain nearly all and no interval ends.
LEAST, MOST = 1e-4, 20.0
MOST_STEPS = 1000
SETTLED = 1e-9


@dataclass(frozen=True, slots=True)
class FrailtyFit:
    """A Cox model with a shared gamma frailty.

    Attributes
    ----------
    names
        Of the covariates.
    coefficients, error
        Log hazard ratios within a group, and their standard errors at the variance
        estimated, shape (p,).
    variance
        Of the frailty; 0 where groups differ no more than chance makes them.
    interval
        Of the variance, by profile likelihood; it may begin at 0.
    test
        Of no frailty: the statistic halves its p-value, for the variance cannot be less
        than nothing.
    log_likelihood, log_likelihood_without
        Of the data with the frailties integrated out, and with no frailty.
    frailties
        Estimated u of each group, in the sorted order of their labels, shape (groups,).
    groups
        How many have time at risk.
    """

    names: tuple[str, ...]
    coefficients: Floats
    error: Floats
    variance: float
    interval: Interval
    test: Test
    log_likelihood: float
    log_likelihood_without: float
    frailties: Floats
    groups: int


class _State(NamedTuple):
    """Estimates at one theta."""

    beta: Floats
    w: Floats
    log_likelihood: float
    information: Floats


def _own_squares(
    sets: RiskSets, ties: partial.Ties, hazard: partial.Hazards, group: Ints, groups: int
) -> Floats:
    """Sum over event times of the squared share that a group has in the risk set, by group.

    Its part of S0 - f D0 is s - f e, with e what its own tied events put in D0.
    """
    who, bins = np.concatenate((group, group)), np.concatenate((sets.first, sets.last))
    order = np.lexsort((bins, who))
    who, bins = who[order], bins[order]
    part = np.cumsum(np.concatenate((hazard.risk, -hazard.risk))[order])
    total = np.concatenate(([0.0], np.cumsum(hazard.q0)))
    grown = np.zeros(len(who))
    same = who[1:] == who[:-1]
    grown[:-1] = np.where(same, part[:-1] ** 2 * (total[bins[1:]] - total[bins[:-1]]), 0.0)
    found = np.bincount(who, grown, groups)
    if len(ties.bins):
        width = sets.bins + 1
        events = group[sets.events] * width + sets.event_bin
        keys, place = np.unique(events, return_inverse=True)
        e = np.bincount(place, hazard.risk[sets.events], len(keys))
        s = part[np.searchsorted(who * width + bins, keys, side="right") - 1]
        k = keys % width
        tied = hazard.q2[k] * e * e - 2 * hazard.q1[k] * s * e
        found = found + np.bincount(keys // width, tied, groups)
    return np.asarray(found, np.float64)


def _integrated(value: float, w: Floats, d: Floats, theta: float) -> float:
    """Log likelihood with the frailties integrated out, baseline at its estimate.

    Constants are left out so that it meets the partial likelihood as theta goes to 0.
    """
    nu = 1 / theta
    terms = nu * w + gammaln(nu + d) - gammaln(nu) + nu * log(nu) - (nu + d) * np.log(nu + d)
    return value + float(terms.sum() + d.sum())


def _at(design: Design, group: Ints, d: Floats, theta: float, beta: Floats, w: Floats) -> _State:
    """The top of the penalised likelihood at one theta.

    Raises
    ------
    CannotEstimate
        NOT_SETTLED.
    """
    sets, ties, x = design.sets, design.ties, design.x
    for _ in range(MOST_STEPS):
        eta = x @ beta + w[group]
        hazard = partial.hazards(sets, ties, eta)
        mean = partial.means(sets, ties, hazard, x)
        slope, expected = partial.slope(sets, hazard, x)
        plain = partial.information(sets, ties, hazard, x, mean, expected)
        peak = Peak(beta, hazard, mean, slope, plain, 0.0, 0.0, 0.0, 0)
        u = np.exp(w)
        down = d - np.bincount(group, expected, len(d)) + (1 - u) / theta
        # Groups' own curvature, what they share left out: no less than it is, so that no
        # step goes too far.
        curve = np.bincount(group, expected, len(d)) + u / theta
        mixed = cluster_sums(hazard_part(design, peak), group)
        information = plain - mixed.T @ (mixed / curve[:, None])
        step = inverse(design, information) @ (slope - mixed.T @ (down / curve))
        move = (down - mixed @ step) / curve
        size = max(float(np.abs(step * design.spread).max()), float(np.abs(move).max()))
        if size < SETTLED:
            value = partial.log_likelihood(sets, hazard, eta)
            curve -= _own_squares(sets, ties, hazard, group, len(d))
            information = plain - mixed.T @ (mixed / curve[:, None])
            return _State(beta, w, _integrated(value, w, d, theta), information)
        shrink = min(1.0, 2.0 / size)
        beta, w = beta + shrink * step, w + shrink * move
        w = w - log(float(np.exp(w).mean()))
    raise CannotEstimate(Refused.NOT_SETTLED, design.names)


def fit_shared_frailty(
    entry: ArrayLike | None,
    exit: ArrayLike,
    event: ArrayLike,
    covariates: ArrayLike,
    group: ArrayLike,
    *,
    names: Sequence[str] | None = None,
    strata: ArrayLike | None = None,
    ties: str = "efron",
    level: float = 0.95,
) -> FrailtyFit:
    """Fit a Cox model in which rows of a group share a gamma frailty.

    Parameters
    ----------
    entry, exit, event, covariates, names, strata, ties
        As for `fit_cox`.
    group
        Labels, shape (n,): the unit of each row, or the place of each unit.
    level
        Coverage wanted of the variance's interval.

    Returns
    -------
    FrailtyFit
        Coefficients compare hazards within a group. Their errors take the variance of
        the frailty as known, and groups' frailties as apart from each other (as R's
        survival does): with few groups they run small.

    Raises
    ------
    CannotEstimate
        As `fit_cox`; NOT_SETTLED where the variance has no largest likelihood below 20.

    Source
    ------
    Therneau & Grambsch, Modeling Survival Data (2000), chapter 9; integrated likelihood:
    Nielsen, Gill, Andersen & Sorensen (1992), Scandinavian J. Statistics 19.
    """
    rows = counting_rows(entry, exit, event, strata=strata, cluster=group)
    design = design_of(rows, covariates, names, ties)
    mine = members(design)
    assert mine is not None
    start = climb(design)
    d = np.bincount(mine[design.sets.events], minlength=int(mine.max()) + 1).astype(np.float64)
    last = _State(start.beta, np.zeros(len(d)), start.log_likelihood, start.information)
    none = last

    def at(log_theta: float) -> _State:
        nonlocal last
        last = _at(design, mine, d, exp(log_theta), last.beta, last.w)
        return last

    bounds = (log(LEAST), log(MOST))
    found = minimize_scalar(
        lambda t: -at(t).log_likelihood, bounds=bounds, method="bounded", options={"xatol": 1e-6}
    )
    best = at(float(found.x))
    fall = float(chdtri(1, 1 - level)) / 2

    def over(log_theta: float) -> float:
        return at(log_theta).log_likelihood - (top - fall)

    theta = exp(float(found.x))
    if best.log_likelihood <= none.log_likelihood + 1e-9:
        best, theta = none, 0.0
    top = best.log_likelihood
    middle = log(max(theta, LEAST))
    reach = middle + 1
    while over(reach) > 0:
        reach += 1
        if reach > bounds[1] + 1:
            raise CannotEstimate(Refused.NOT_SETTLED, ("group",))
    high = exp(brentq(over, reach - 1, reach)) if over(middle) > 0 else LEAST
    from_zero = none.log_likelihood > top - fall or over(bounds[0]) > 0
    low = 0.0 if from_zero else exp(brentq(over, bounds[0], middle))
    test = chi_squared(2 * max(0.0, top - none.log_likelihood), 1)
    return FrailtyFit(
        names=design.names,
        coefficients=best.beta,
        error=np.sqrt(np.diag(inverse(design, best.information))),
        variance=theta,
        interval=Interval(low, high),
        test=test._replace(p=test.p / 2 if theta else 1.0),
        log_likelihood=top,
        log_likelihood_without=none.log_likelihood,
        frailties=np.exp(best.w),
        groups=len(d),
    )
