"""Ratios of rates where some clusters have far more events than others: negative binomial.

Poisson regression lets every event count alike, so a few clusters with very many lead
the answer. The negative binomial gives a cluster less say the more events it has, and is
the check on such an answer. It is no cure: where rates differ between the few and the
many, the two models ask different questions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma, polygamma

from homeward.estimators.adjusted import (
    MOST_STEPS,
    SMALLEST_STEP,
    Adjusted,
    Others,
    adjusted_rates,
    answer,
    crossed_once,
    well_filled,
)
from homeward.estimators.clustered import Unfit, Why
from homeward.estimators.factors import Factor, Patterns, cells, crossed

_Floats = NDArray[np.float64]

#: A shape beyond this is a Poisson count: 1/shape, the overdispersion, is nothing.
LARGEST_SHAPE = 1e4
#: Rounds of fitting coefficients and shape in turn.
MOST_ROUNDS, SMALLEST_CHANGE = 60, 1e-8


@dataclass(frozen=True, slots=True)
class Overdispersed:
    """A negative binomial comparison.

    Attributes
    ----------
    adjusted
        As from `adjusted_rates`.
    shape
        Of the gamma rates: variance of a count is mean + mean²/shape.
    """

    adjusted: Adjusted
    shape: float


def overdispersed_rates(
    events: NDArray[Any],
    exposure: _Floats,
    compared: Factor,
    others: Others,
    cluster: NDArray[np.int64],
    *,
    level: float = 0.95,
) -> Overdispersed | Unfit:
    """Rate ratio as `adjusted_rates`, by negative binomial regression.

    Coefficients and shape by maximum likelihood in turn; variance over clusters with the
    shape held, which it may be since the two are told apart by different things.

    Parameters
    ----------
    events, exposure
        Shape (n,): one row for each cluster and pattern of covariates.
    compared, others, cluster, level
        As `adjusted_rates`.

    Returns
    -------
    Overdispersed or Unfit
        As `adjusted_rates`; and Unfit where counts vary no more than Poisson counts do,
        so that there is nothing to check.

    Source
    ------
    Venables & Ripley, Modern Applied Statistics with S (2002), 7.4 (`glm.nb`); Lawless
    (1987), Canadian Journal of Statistics 15.
    """
    first = adjusted_rates(events, exposure, compared, others, cluster, level=level)
    if isinstance(first, Unfit):
        return first
    number = np.asarray(events, float)
    cell, factors = cells(compared, crossed_once(others, len(number)))
    counts = np.bincount(cell, weights=number, minlength=len(factors[0].codes)).astype(float)
    by_cell = crossed([factors[0], *(well_filled(f, counts) for f in factors[1:])])
    patterns = replace(by_cell, of=by_cell.of[cell])
    start = np.array(list(first.coefficients.values()))
    fit = _fit(patterns, number, exposure, start)
    if isinstance(fit, Unfit):
        return fit
    coefficients, spread, shape = fit
    mean = exposure * np.exp(patterns.columns @ coefficients)[patterns.of]
    left = (number - mean) / (1 + mean / shape)
    per = first.per_parameter
    every = np.arange(len(number))
    found = answer(patterns, compared, (coefficients, spread), left, every, cluster, per, level)
    return Overdispersed(found, shape)


def _fit(
    patterns: Patterns, events: _Floats, exposure: _Floats, start: _Floats
) -> tuple[_Floats, _Floats, float] | Unfit:
    coefficients, shape = start, 0.0
    counts, rows = np.unique(events, return_counts=True)
    for _ in range(MOST_ROUNDS):
        mean = exposure * np.exp(patterns.columns @ coefficients)[patterns.of]
        again = _shape(events, counts, rows, mean, shape)
        if again is None:
            return Unfit(Why.NOT_OVERDISPERSED)
        fitted = _coefficients(patterns, events, exposure, coefficients, again)
        if fitted is None:
            return Unfit(Why.NOT_SETTLED)
        moved = float(np.abs(fitted[0] - coefficients).max())
        settled = abs(again - shape) < SMALLEST_CHANGE * again and moved < SMALLEST_CHANGE
        (coefficients, spread), shape = fitted, again
        if settled:
            return coefficients, spread, shape
    return Unfit(Why.NOT_SETTLED)


def _coefficients(
    patterns: Patterns, events: _Floats, exposure: _Floats, start: _Floats, shape: float
) -> tuple[_Floats, _Floats] | None:
    """Coefficients given the shape, by Fisher's scoring, and the inverse information."""
    x, found = patterns.columns, start
    for _ in range(MOST_STEPS):
        mean = exposure * np.exp(x @ found)[patterns.of]
        less = 1 + mean / shape
        information = (x * patterns.sums(mean / less)[:, None]).T @ x
        spread = np.asarray(np.linalg.inv(information), float)
        step = spread @ (x.T @ patterns.sums((events - mean) / less))
        found = found + step
        if not np.isfinite(found).all():
            return None
        if np.abs(step).max() < SMALLEST_STEP:
            return found, spread
    return None


def _shape(
    events: _Floats, counts: _Floats, rows: NDArray[np.int64], mean: _Floats, start: float
) -> float | None:
    """The likeliest shape given the means, by Newton's method; None where it runs away."""
    shape = start or len(events) / float((((events - mean) / mean) ** 2).sum())
    for _ in range(MOST_STEPS):
        low = shape + mean
        slope = float(rows @ digamma(shape + counts)) - len(events) * float(digamma(shape))
        slope += float((np.log(shape / low) + 1 - (shape + events) / low).sum())
        bend = float(rows @ polygamma(1, shape + counts)) - len(events) * float(polygamma(1, shape))
        bend += float((1 / shape - 2 / low + (shape + events) / low**2).sum())
        # On the log scale the shape stays above 0; where the likelihood does not bend
        # down, a step along the slope.
        down = bend * shape * shape + slope * shape
        step = -slope * shape / down if down < 0 else float(np.sign(slope))
        shape *= float(np.exp(np.clip(step, -2, 2)))
        if shape > LARGEST_SHAPE or shape < 1 / LARGEST_SHAPE:
            return None
        if abs(step) < SMALLEST_STEP:
            return shape
    return None
