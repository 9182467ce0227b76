"""Cox's model of recurrent events: Andersen-Gill, and PWP by strata and clock.

    fit = fit_cox(entry, exit, event, covariates, names=("age", "moves"), cluster=unit)
    fit.hazard_ratio("moves")

Rows are stretches of time at risk, entry < t <= exit. See `event_order` and `gap_times`
for the strata and the clock of Prentice, Williams and Peterson.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg import solve
from scipy.special import chdtrc, ndtr

from homeward.estimators import cox_residuals as residual
from homeward.estimators.counting import Floats, Ints, counting_rows
from homeward.estimators.cox_design import Design, Peak, climb, design_of, inverse
from homeward.estimators.proportions import Interval, z_score
from homeward.estimators.refusals import CannotEstimate, Refused


class Test(NamedTuple):
    """A chi-squared test: statistic, degrees of freedom, and p-value."""

    statistic: float
    degrees: int
    p: float


class HazardRatio(NamedTuple):
    """A hazard ratio, its interval (normal, on the log scale), and the p-value of 1."""

    value: float
    interval: Interval
    p: float


def chi_squared(statistic: float, degrees: int) -> Test:
    """The test of this statistic."""
    return Test(statistic, degrees, float(chdtrc(degrees, max(0.0, statistic))))


@dataclass(frozen=True, slots=True)
class CoxFit:
    """A fitted Cox model. Residuals, curves and checks are functions of it.

    Attributes
    ----------
    names
        Of the covariates.
    coefficients
        Log hazard ratios, shape (p,).
    covariance
        Inverse information, shape (p, p): right where rows are independent.
    robust
        Cluster-robust covariance (p, p), where clusters were given; else None.
    log_likelihood_null, log_likelihood
        Log partial likelihood at zero and at the coefficients.
    score_test
        Of all coefficients being zero, from the slope there.
    rows, events, event_times, clusters
        Counts: rows given, events among them, event times (strata apart), clusters.
    ties
        "efron" or "breslow".
    steps
        Newton steps taken.
    """

    names: tuple[str, ...]
    coefficients: Floats
    covariance: Floats
    robust: Floats | None
    log_likelihood_null: float
    log_likelihood: float
    score_test: Test
    rows: int
    events: int
    event_times: int
    clusters: int | None
    ties: str
    steps: int
    design: Design = field(repr=False)
    peak: Peak = field(repr=False)

    @property
    def plain_error(self) -> Floats:
        """Standard errors from the information, shape (p,)."""
        return cast(Floats, np.sqrt(np.diag(self.covariance)))

    @property
    def error(self) -> Floats:
        """Standard errors, shape (p,): cluster-robust where clusters were given."""
        return cast(Floats, np.sqrt(np.diag(self.variance)))

    @property
    def variance(self) -> Floats:
        """The covariance that `error` and intervals rest on: robust, or else plain."""
        return self.covariance if self.robust is None else self.robust

    @property
    def wald_test(self) -> Test:
        """Of all coefficients being zero, with the covariance that intervals use."""
        b = self.coefficients
        return chi_squared(float(b @ solve(self.variance, b, assume_a="sym")), len(b))

    @property
    def likelihood_ratio_test(self) -> Test:
        """Of all coefficients being zero; it takes rows for independent."""
        grown = 2 * (self.log_likelihood - self.log_likelihood_null)
        return chi_squared(grown, len(self.names))

    def residuals(self, kind: str) -> Floats:
        """Residuals by row, or by event for Schoenfeld's.

        Parameters
        ----------
        kind
            "martingale" (n,); "score" (n, p), not weighted; "dfbeta" (n, p), weighted:
            how far each row moves the coefficients; "schoenfeld" and "scaled_schoenfeld"
            (events, p), in the order of `event_rows`.

        Raises
        ------
        CannotEstimate
            UNKNOWN_CHOICE for any other kind.

        Source
        ------
        Therneau & Grambsch, Modeling Survival Data (2000), chapter 4 and 6.2.
        """
        make = _RESIDUALS.get(kind)
        if make is None:
            raise CannotEstimate(Refused.UNKNOWN_CHOICE, tuple(_RESIDUALS))
        return make(self)

    @property
    def event_rows(self) -> Ints:
        """Places, in the rows given, of the events at risk: by stratum, time and place."""
        sets = self.design.sets
        return sets.events if sets.kept is None else sets.kept[sets.events]

    def hazard_ratio(self, name: str, level: float = 0.95) -> HazardRatio:
        """exp(coefficient) of one covariate.

        Raises
        ------
        CannotEstimate
            UNKNOWN_CHOICE where no covariate has this name.
        """
        if name not in self.names:
            raise CannotEstimate(Refused.UNKNOWN_CHOICE, self.names)
        j = self.names.index(name)
        value, error = float(self.coefficients[j]), float(self.error[j])
        half = z_score(level) * error
        interval = Interval(float(np.exp(value - half)), float(np.exp(value + half)))
        return HazardRatio(float(np.exp(value)), interval, float(2 * ndtr(-abs(value) / error)))


def _dfbeta(fit: CoxFit) -> Floats:
    sets = fit.design.sets
    moved = residual.score(fit.design, fit.peak) @ fit.covariance
    return residual.spread_out(sets, moved, len(fit.design.rows))


def _scaled(fit: CoxFit) -> Floats:
    plain = residual.schoenfeld(fit.design, fit.peak)
    return plain @ fit.covariance * len(plain) + fit.coefficients


_RESIDUALS: dict[str, Callable[[CoxFit], Floats]] = {
    "martingale": lambda fit: residual.martingale(fit.design, fit.peak),
    "score": lambda fit: residual.unweighted_score(fit.design, fit.peak),
    "dfbeta": _dfbeta,
    "schoenfeld": lambda fit: residual.schoenfeld(fit.design, fit.peak),
    "scaled_schoenfeld": _scaled,
}


def fit_cox(
    entry: ArrayLike | None,
    exit: ArrayLike,
    event: ArrayLike,
    covariates: ArrayLike,
    *,
    names: Sequence[str] | None = None,
    strata: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    cluster: ArrayLike | None = None,
    ties: str = "efron",
) -> CoxFit:
    """Fit Cox's proportional hazards model to rows of time at risk.

    The hazard of row i in stratum s at time t is h_s(t) exp(x_i b). Rows of one unit are
    its stretches of time at risk: with every unit in one stratum this is Andersen and
    Gill's model of recurrent events; with strata by `event_order`, Prentice, Williams and
    Peterson's.

    Parameters
    ----------
    entry
        When each row comes to be at risk, shape (n,), or None for "from the beginning".
    exit
        When it stops, shape (n,), later than entry; in one unit since one instant.
    event
        Whether the row ends in the event, shape (n,).
    covariates
        Numbers known at the row's entry, shape (n, p) or (n,); not changed.
    names
        One for each column: errors name covariates by them.
    strata
        Labels, shape (n,): a baseline hazard for each.
    weights
        Case weights, zero or more, fractions allowed, shape (n,).
    cluster
        Labels, shape (n,): errors are robust to likeness within a cluster. Give the unit
        wherever one unit can have more than one event, and wherever weights are given.
    ties
        "efron" or "breslow".

    Returns
    -------
    CoxFit

    Raises
    ------
    CannotEstimate
        With the reason, the names it is about and what to do: bad rows (see
        `counting_rows`), NO_EVENTS, ONE_EVENT_TIME, ONE_CLUSTER, WRONG_NAMES, CONSTANT,
        COLLINEAR, SEPARATED, NOT_SETTLED.

    Source
    ------
    Cox (1972), JRSS B 34; Andersen & Gill (1982), Annals of Statistics 10; ties: Efron
    (1977), JASA 72; robust variance: Lin & Wei (1989), JASA 84.
    """
    rows = counting_rows(entry, exit, event, weights=weights, strata=strata, cluster=cluster)
    design = design_of(rows, covariates, names, ties)
    members = residual.members(design)
    peak = climb(design)
    plain = inverse(design, peak.information)
    robust = None if members is None else residual.sandwich(design, peak, plain, members)
    return CoxFit(
        names=design.names,
        coefficients=peak.beta,
        covariance=plain,
        robust=robust,
        log_likelihood_null=peak.null,
        log_likelihood=peak.log_likelihood,
        score_test=chi_squared(peak.null_test, len(peak.beta)),
        rows=len(rows),
        events=int(np.count_nonzero(rows.event)),
        event_times=design.sets.bins,
        clusters=None if members is None else int(members.max()) + 1,
        ties=ties,
        steps=peak.steps,
        design=design,
        peak=peak,
    )
