"""Ratios of odds and of rates, adjusted for covariates that are categories.

Rows with the same pattern of covariates are one binomial or Poisson count, so a model of
millions of rows is fitted to its few hundred patterns; the rows come back once, for what
each cluster adds to the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from homeward.estimators.clustered import Ratio, Unfit, Why, clustered_ratio
from homeward.estimators.factors import (
    Background,
    Factor,
    Patterns,
    background,
    cells,
    collinear,
    crossed,
    pooled,
    separated,
)
from homeward.estimators.odds import FEWEST_CLUSTERS, FEWEST_IN_CELL, number_of, per_cluster

_Floats = NDArray[np.float64]
_Bools = NDArray[np.bool_]

#: Events (and non-events, where there are any) for each parameter but the constant.
#: Fewer, and adjusted ratios are biased away from 1 and their intervals too narrow.
EVENTS_PER_PARAMETER = 5.0
#: What a level of a covariate must have not to be pooled with other rare levels.
FEWEST_IN_LEVEL = 10

#: Newton's steps: how many, the most that one moves a coefficient, and when they end.
MOST_STEPS, LONGEST_STEP, SMALLEST_STEP = 40, 2.0, 1e-9
#: A coefficient beyond this has no end: e^15 is three million.
LARGEST_COEFFICIENT = 15.0


@dataclass(frozen=True, slots=True)
class Adjusted:
    """An adjusted comparison.

    Attributes
    ----------
    ratios
        By level of what is compared, all but its reference.
    parameters
        Fitted, the constant not counted.
    per_parameter
        Events (or non-events, if fewer) for each of them.
    clusters
        How many gave the units.
    adjusted_for
        Names of covariates that have more than one level left.
    coefficients
        Of every column, by term; the constant under ("", "").
    """

    ratios: dict[Any, Ratio]
    parameters: int
    per_parameter: float
    clusters: int
    adjusted_for: tuple[str, ...]
    coefficients: dict[tuple[str, Any], float]


#: What is adjusted for: covariates, or the same crossed once for several models.
Others = Sequence[Factor] | Background


def adjusted_odds(
    outcome: _Bools,
    compared: Factor,
    others: Others,
    cluster: NDArray[np.int64],
    *,
    level: float = 0.95,
) -> Adjusted | Unfit:
    """Odds ratio of an outcome between levels of one covariate, adjusted for others.

    Logistic regression by maximum likelihood; variance over clusters as `clustered_ratio`
    says. Levels of `others` with fewer than `FEWEST_IN_LEVEL` events or non-events are
    pooled first, so that a category of three rows does not undo the rest.

    Parameters
    ----------
    outcome
        Shape (n,): whether each unit met it.
    compared
        What is asked about, with its reference given.
    others
        What is adjusted for.
    cluster
        Shape (n,): number of the unit's cluster, from 0.
    level
        Coverage wanted.

    Returns
    -------
    Adjusted or Unfit
        Unfit with fewer than `EVENTS_PER_PARAMETER` events or non-events for each
        parameter; with fewer than 10 units in a cell of what is compared and the outcome,
        or 10 clusters in one of its levels; where covariates tell each other; and where
        the likelihood has no largest value, naming the covariates to blame.

    Source
    ------
    McCullagh & Nelder, Generalized Linear Models (1989), 4; events per parameter,
    Vittinghoff & McCulloch (2007), American Journal of Epidemiology 165.
    """
    cell, factors = cells(compared, crossed_once(others, len(outcome)))
    number = len(factors[0].codes)
    units = np.bincount(cell, minlength=number).astype(float)
    yes = np.bincount(cell[outcome], minlength=number).astype(float)
    kept = [well_filled(f, yes, units - yes) for f in factors[1:]]
    patterns = crossed([factors[0], *kept], units)
    per = _per_parameter(patterns, min(yes.sum(), units.sum() - yes.sum()))
    unfit = _too_thin(patterns, (compared, factors[0]), per, (yes, units - yes), cluster)
    if unfit:
        return unfit
    events = patterns.sums(yes)
    fit = _fit(patterns, events, patterns.sums(units), _logistic)
    if fit is None:
        return _why_not(patterns, events, patterns.sums(units) - events)
    chance = _logistic(patterns.columns @ fit[0])[0][patterns.of][cell]
    return answer(patterns, compared, fit, outcome - chance, cell, cluster, per, level)


def adjusted_rates(
    events: NDArray[Any],
    exposure: _Floats,
    compared: Factor,
    others: Others,
    cluster: NDArray[np.int64],
    *,
    level: float = 0.95,
) -> Adjusted | Unfit:
    """Rate ratio between levels of one covariate, adjusted for others.

    Poisson regression with the exposure as offset. Its coefficients are right whether or
    not counts are Poisson, as long as the rates are; the variance over clusters is right
    where some clusters have far more events than others. Levels of `others` with fewer
    than `FEWEST_IN_LEVEL` events are pooled first.

    Parameters
    ----------
    events, exposure
        Shape (n,): how many, over how long, of each row of a cluster and pattern. A
        pattern has some exposure; a row may have none.
    compared, others, cluster, level
        As `adjusted_odds`.

    Returns
    -------
    Adjusted or Unfit
        As `adjusted_odds`, of events alone.

    Source
    ------
    Gourieroux, Monfort & Trognon (1984), Econometrica 52, for counts that are not
    Poisson; Wooldridge, Econometric Analysis (2010), 18.
    """
    cell, factors = cells(compared, crossed_once(others, len(exposure)))
    number = len(factors[0].codes)
    counts = np.bincount(cell, weights=events, minlength=number).astype(float)
    time = np.bincount(cell, weights=exposure, minlength=number)
    patterns = crossed([factors[0], *(well_filled(f, counts) for f in factors[1:])])
    per = _per_parameter(patterns, counts.sum())
    unfit = _too_thin(patterns, (compared, factors[0]), per, (counts,), cluster)
    if unfit:
        return unfit
    total, whole = patterns.sums(counts), patterns.sums(time)
    fit = _fit(patterns, total, whole, _log_linear, float(np.log(total.sum() / whole.sum())))
    if fit is None:
        return _why_not(patterns, total, None)
    left = events - exposure * np.exp(patterns.columns @ fit[0])[patterns.of][cell]
    return answer(patterns, compared, fit, left, cell, cluster, per, level)


def crossed_once(others: Others, rows: int) -> Background:
    """What is adjusted for, crossed if it is not yet."""
    return others if isinstance(others, Background) else background(others, rows)


def well_filled(factor: Factor, *parts: _Floats) -> Factor:
    """The factor with rare levels pooled, so that each has enough of every part.

    Parameters
    ----------
    factor
        What is adjusted for.
    parts
        Shape (n,) each: events of each row; for odds, non-events too.
    """
    levels = len(factor.labels)
    sums = [np.bincount(factor.codes, weights=part, minlength=levels) for part in parts]
    return pooled(factor, np.min(sums, axis=0), FEWEST_IN_LEVEL)


def _per_parameter(patterns: Patterns, fewest: float) -> float:
    return float(fewest) / max(1, len(patterns.terms))


def _too_thin(
    patterns: Patterns,
    compared: tuple[Factor, Factor],
    per: float,
    parts: tuple[_Floats, ...],
    cluster: NDArray[np.int64],
) -> Unfit | None:
    """Why the rows cannot bear a model, if they cannot.

    `compared` is what is asked about, by row and by cell; `parts` are events (and
    non-events) by cell.
    """
    by_row, by_cell = compared
    levels = np.flatnonzero(np.bincount(by_cell.codes, minlength=len(by_cell.labels)))
    if len(levels) < 2:
        return Unfit(Why.NOTHING_TO_COMPARE)
    for place in levels:
        if min(part[by_cell.codes == place].sum() for part in parts) < FEWEST_IN_CELL:
            return Unfit(Why.TOO_FEW_UNITS)
        if number_of(cluster[by_row.codes == place]) < FEWEST_CLUSTERS:
            return Unfit(Why.TOO_FEW_CLUSTERS)
    if per < EVENTS_PER_PARAMETER:
        return Unfit(Why.TOO_FEW_EVENTS)
    told = collinear(patterns)
    return Unfit(Why.COLLINEAR, told) if told else None


def _logistic(linear: _Floats) -> tuple[_Floats, _Floats]:
    """Mean of a unit, and its variance."""
    mean = 1 / (1 + np.exp(-linear))
    return mean, mean * (1 - mean)


def _log_linear(linear: _Floats) -> tuple[_Floats, _Floats]:
    mean = np.exp(linear)
    return mean, mean


def _fit(
    patterns: Patterns,
    events: _Floats,
    units: _Floats,
    mean_of: Callable[[_Floats], tuple[_Floats, _Floats]],
    start: float = 0.0,
) -> tuple[_Floats, _Floats] | None:
    """Coefficients and the inverse of their information by Newton's method, or None.

    Newton's steps on these likelihoods settle from the start given, no step moving a
    coefficient by more than `LONGEST_STEP`, unless there is no largest value.
    """
    x = patterns.columns
    found = np.zeros(x.shape[1])
    found[0] = start
    for _ in range(MOST_STEPS):
        mean, variance = mean_of(x @ found)
        information = (x * (units * variance)[:, None]).T @ x
        try:
            spread = np.asarray(np.linalg.inv(information), float)
        except np.linalg.LinAlgError:
            return None
        step = spread @ (x.T @ (events - units * mean))
        step /= max(1.0, float(np.abs(step).max()) / LONGEST_STEP)
        found = found + step
        if not np.isfinite(found).all() or np.abs(found[1:]).max() > LARGEST_COEFFICIENT:
            return None
        if np.abs(step).max() < SMALLEST_STEP:
            return found, spread
    return None


def _why_not(patterns: Patterns, events: _Floats, others: _Floats | None) -> Unfit:
    blame = separated(patterns, events, others)
    if blame:
        return Unfit(Why.SEPARATED, blame)
    return Unfit(Why.NOT_SETTLED, tuple(dict.fromkeys(n for n, _ in patterns.terms)))


def answer(
    patterns: Patterns,
    compared: Factor,
    fit: tuple[_Floats, _Floats],
    left: _Floats,
    cell: NDArray[np.int64],
    cluster: NDArray[np.int64],
    per: float,
    level: float,
) -> Adjusted:
    """The comparison that a fit gives, with its variance over clusters.

    Parameters
    ----------
    patterns, compared
        Of cells; what is asked about.
    fit
        Coefficients, and the inverse of the information.
    left
        Shape (n,): what each row's outcome leaves of the score (for a Poisson count, the
        count less its mean).
    cell, cluster
        Of each row.
    per, level
        Events for each parameter; coverage wanted.
    """
    coefficients, spread = fit
    ratios = {}
    for place, (name, label) in enumerate(patterns.terms, start=1):
        if name == compared.name:
            moves = (patterns.columns @ spread[place])[patterns.of][cell]
            influence = per_cluster(left * moves, cluster)
            ratios[label] = clustered_ratio(float(coefficients[place]), influence, level=level)
    named = dict(zip([("", ""), *patterns.terms], coefficients.tolist(), strict=True))
    others = dict.fromkeys(name for name, _ in patterns.terms if name != compared.name)
    count, rows = len(patterns.terms), number_of(cluster)
    return Adjusted(ratios, count, per, rows, tuple(others), named)
