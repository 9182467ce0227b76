"""What follows from a Cox fit over time: its baseline hazard, and whether ratios are steady."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg import solve
from scipy.stats import rankdata

from homeward.estimators import partial_likelihood as partial
from homeward.estimators.counting import Floats, Ints, numbers
from homeward.estimators.cox import CoxFit, Test, chi_squared
from homeward.estimators.cox_residuals import mean_steps
from homeward.estimators.proportions import z_score
from homeward.estimators.refusals import CannotEstimate, Refused
from homeward.estimators.risk_sets import snapped
from homeward.estimators.survival import kaplan_meier


@dataclass(frozen=True, slots=True)
class CumulativeHazard:
    """Expected events by each time, of a unit at risk all along; one entry an event time.

    Attributes
    ----------
    stratum
        Code of the stratum, in the sorted order of its labels, shape (K,).
    time
        Rising within stratum, shape (K,).
    value, error
        Cumulative hazard just after `time`, and its standard error, shape (K,).
    """

    stratum: Ints
    time: Floats
    value: Floats
    error: Floats

    def band(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """Lower and upper limits, normal on the log scale ("log")."""
        half = z_score(level) * self.error / self.value
        return self.value * np.exp(-half), self.value * np.exp(half)


def _within(stratum: Ints, steps: Floats) -> Floats:
    """Running sums that begin again with each stratum; steps of shape (K,) or (K, p)."""
    total = np.cumsum(steps, axis=0)
    first = np.searchsorted(stratum, stratum)
    return total - total[first] + steps[first]


def baseline_hazard(fit: CoxFit, at: ArrayLike | None = None) -> CumulativeHazard:
    """Cumulative hazard of a unit with the covariates `at`, by stratum.

    Parameters
    ----------
    fit
        From `fit_cox`.
    at
        One value for each covariate, shape (p,); zero by default.

    Returns
    -------
    CumulativeHazard
        Its error rests on the same covariance as the fit's intervals.

    Raises
    ------
    CannotEstimate
        UNEQUAL_LENGTHS where `at` has not one value for each covariate.

    Source
    ------
    Breslow (1974), Biometrics 30, and Efron's form of it; variance: Tsiatis (1981),
    Annals of Statistics 9.
    """
    design, hazard = fit.design, fit.peak.hazard
    x = np.zeros(len(fit.names)) if at is None else numbers("at", at)
    if x.shape != (len(fit.names),):
        raise CannotEstimate(Refused.UNEQUAL_LENGTHS, ("at",))
    x = x - design.centre
    ratio, stratum = float(np.exp(x @ fit.coefficients)), design.sets.stratum
    value = _within(stratum, hazard.h)
    lean = _within(stratum, mean_steps(design, fit.peak)) - value[:, None] * x
    spread = _within(stratum, hazard.q0) + np.einsum("kj,jl,kl->k", lean, fit.variance, lean)
    label, time = design.sets.label, design.sets.time
    return CumulativeHazard(label, time, ratio * value, ratio * np.sqrt(spread))


# ---------------------------------------------------------------- proportional hazards


@dataclass(frozen=True, slots=True)
class Proportional:
    """Tests of hazard ratios that stay as they are over time.

    Attributes
    ----------
    names
        Of the covariates.
    tests
        For each covariate, in order: does its coefficient follow the function of time?
    together
        Of all covariates at once.
    over
        The function of time.
    """

    names: tuple[str, ...]
    tests: tuple[Test, ...]
    together: Test
    over: str


def _km(fit: CoxFit) -> Floats:
    """One less the share without an event just before each event time, strata together."""
    rows, time = fit.design.rows, fit.design.sets.time
    exits = snapped(rows.exit, rows.exit)
    begun = None if rows.entry is None else snapped(rows.entry, rows.exit)
    curve = kaplan_meier(exits, rows.event, entry=begun)
    before = np.searchsorted(curve.times, snapped(time, rows.exit), side="left")
    return 1 - np.concatenate(([1.0], curve.survival))[before]


def _rank(fit: CoxFit) -> Floats:
    """Rank of each event time among all rows' exits."""
    given = fit.design.rows.exit
    exits, time = snapped(given, given), snapped(fit.design.sets.time, given)
    ranks = rankdata(exits)
    order = np.argsort(exits)
    return cast(Floats, ranks[order][np.searchsorted(exits[order], time)])


_TIMES: dict[str, Callable[[CoxFit], Floats]] = {
    "km": _km,
    "rank": _rank,
    "identity": lambda fit: fit.design.sets.time,
    "log": lambda fit: np.log(fit.design.sets.time),
}


def proportional_hazards(fit: CoxFit, over: str = "km") -> Proportional:
    """Score tests of a coefficient b + c g(t) with c = 0, for each covariate and for all.

    Parameters
    ----------
    fit
        From `fit_cox`.
    over
        g: "km" (one less Kaplan-Meier just before t), "rank", "identity" or "log".

    Returns
    -------
    Proportional
        A small p-value says that the ratio of hazards changes over time: the one ratio
        of the fit is then an average of what it was at the events.

    Raises
    ------
    CannotEstimate
        UNKNOWN_CHOICE for any other `over`.

    Source
    ------
    Grambsch & Therneau (1994), Biometrika 81, as the score test proper (`cox.zph` of R's
    survival from version 3).
    """
    if over not in _TIMES:
        raise CannotEstimate(Refused.UNKNOWN_CHOICE, tuple(_TIMES))
    design, peak = fit.design, fit.peak
    g = _TIMES[over](fit)
    g = g - np.repeat(g, design.ties.count.astype(int)).mean()
    sets = design.sets
    weight = sets.weight[sets.events] * g[sets.event_bin]
    slope = weight @ fit.residuals("schoenfeld")
    once, twice = (
        partial.information(sets, design.ties, peak.hazard, design.x, peak.mean, by_bin=by)
        for by in (g, g * g)
    )
    p, scale = len(fit.names), np.outer(design.spread, design.spread)
    whole = np.block([[peak.information / scale, once / scale], [once / scale, twice / scale]])
    slope = slope / design.spread

    def test(some: list[int]) -> Test:
        which = np.array([*range(p), *(p + j for j in some)])
        u = np.concatenate((np.zeros(p), slope[some]))
        found = solve(whole[np.ix_(which, which)], u, assume_a="sym") @ u
        return chi_squared(float(found), len(some))

    tests = tuple(test([j]) for j in range(p))
    return Proportional(fit.names, tests, test(list(range(p))), over)
