"""Unequal underlying rates, seen only through units that had at least one event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from math import exp, expm1, log, log1p, pi, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq, minimize_scalar
from scipy.special import gammaln

from homeward.estimators.proportions import Interval, z_score

#: Below this mean of the counts seen, nearly all units have one event and the shape of
#: the rates cannot be told from the few that have more.
SMALLEST_MEAN = 1.5
#: A shape this small is the logarithmic limit: the number of units never seen runs
#: away, and with it the index.
SMALLEST_SHAPE = 0.05
#: An interval of the index wider than this is no answer.
LARGEST_WIDTH = 0.4
#: A shape this large is an even spread of rates; the likelihood is flat beyond it.
LARGEST_SHAPE = 1e4
#: From here on the spread of rates is called even, and its index 0.
EVEN_SHAPE = 0.9 * LARGEST_SHAPE
#: Where the search for a shape begins.
LEAST_SHAPE = 1e-3

#: Shapes of the extended family end here; at -1 every count is one, or without end.
LEAST_EXTENDED_SHAPE = -0.95

_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class GammaPoisson:
    """Gamma-distributed rates fitted to counts of one or more.

    Attributes
    ----------
    mean, shape
        Of the rates of all units, those never seen included: E = mean, CV² = 1/shape.
    gini, interval
        Gini index of the rates, and its interval from the likelihood.
    unseen
        Share of units expected to have had no event.
    """

    mean: float
    shape: float
    gini: float
    interval: Interval
    unseen: float


class NoFit(StrEnum):
    """Why gamma rates cannot be fitted to counts of one or more."""

    SMALL_MEAN = f"the mean number of events is below {SMALLEST_MEAN}"
    FEW = "too few units have more than one event to tell the shape"
    AT_LIMIT = "the fit runs to its logarithmic limit, where unseen units have no end"
    BEYOND_LIMIT = (
        "counts of one and very large counts are both more common than gamma rates of any"
        " shape give"
    )


def gini_of_gamma(shape: float) -> float:
    """Gini index of a gamma distribution: Γ(k + 1/2) / (√π Γ(k + 1)).

    Source
    ------
    McDonald & Jensen (1979), Journal of the American Statistical Association 74.
    """
    return exp(float(gammaln(shape + 0.5) - gammaln(shape + 1.0))) / sqrt(pi)


def _mean_given(shape: float, seen: float) -> float:
    """The mean of all units that makes the mean of those seen come out right.

    For a given shape that is the likelihood equation: μ / (1 - P(0)) = mean seen.
    """

    def beyond(mean: float) -> float:
        return mean / -expm1(-shape * log1p(mean / shape)) - seen

    return float(brentq(beyond, 1e-12, seen, xtol=1e-12))


def _misfit(log_shape: float, sizes: _Floats, units: _Floats, *, whole: bool = False) -> float:
    """Negative log likelihood at the best mean for this shape; `whole` if zeros are seen."""
    shape, seen = exp(log_shape), float(sizes @ units / units.sum())
    mean = seen if whole else _mean_given(shape, seen)
    log_zero = -shape * log1p(mean / shape)
    log_chance = (
        gammaln(sizes + shape)
        - gammaln(shape)
        - gammaln(sizes + 1)
        + log_zero
        + sizes * log(mean / (shape + mean))
        - (0.0 if whole else log(-expm1(log_zero)))
    )
    return float(-(units * log_chance).sum())


def _best(misfit: Callable[[float], float]) -> float:
    """Log shape of the best fit: a coarse grid, then a search between its neighbours."""
    grid = np.linspace(log(LEAST_SHAPE), log(LARGEST_SHAPE), 33)
    place = int(np.argmin([misfit(float(x)) for x in grid]))
    if place in (0, len(grid) - 1):
        return float(grid[place])
    between = (float(grid[place - 1]), float(grid[place + 1]))
    found = minimize_scalar(misfit, bounds=between, method="bounded", options={"xatol": 1e-7})
    return float(found.x)


def _limits(misfit: Callable[[float], float], best: float, level: float) -> tuple[float, float]:
    """Log shapes at which the likelihood ratio gives way, or the ends of the search."""
    allowed = misfit(best) + z_score(level) ** 2 / 2
    ends = []
    for end in (log(LEAST_SHAPE), log(LARGEST_SHAPE)):
        if end == best or misfit(end) <= allowed:
            ends.append(end)
        else:
            ends.append(float(brentq(lambda x: misfit(x) - allowed, end, best, xtol=1e-6)))
    return ends[0], ends[1]


def fit_truncated_gamma_poisson(
    sizes: ArrayLike, units: ArrayLike, *, level: float = 0.95
) -> GammaPoisson | NoFit:
    """Fit gamma rates to counts that are seen only when they are at least one.

    Counts are negative binomial given gamma rates; the zeros are cut off. The index
    returned is that of the rates, not of the counts, so unevenness that chance alone
    puts into counts is taken out.

    Parameters
    ----------
    sizes, units
        Count profile, sizes at least 1.
    level
        Coverage wanted.

    Returns
    -------
    GammaPoisson or NoFit
        `NoFit` says why there is no answer: the mean is too small, the counts leave the
        shape open, or the fit runs to the logarithmic limit, and perhaps beyond it.
        Never a number from such a fit. The interval is from the likelihood ratio.

    Source
    ------
    Zero-truncated negative binomial by maximum likelihood: Grogger & Carson (1991),
    Journal of Applied Econometrics 6; Gini of the fitted rates: Mohler, Brantingham,
    Carter & Short (2019), Journal of Quantitative Criminology 35.
    """
    size, number = np.asarray(sizes, float), np.asarray(units, float)
    seen = float(size @ number / number.sum())
    if seen < SMALLEST_MEAN:
        return NoFit.SMALL_MEAN
    misfit = cache(lambda log_shape: _misfit(log_shape, size, number))
    best = _best(misfit)
    shape = exp(best)
    if shape < SMALLEST_SHAPE:
        beyond = extended_shape(size, number, level=level)[1].high < 0
        return NoFit.BEYOND_LIMIT if beyond else NoFit.AT_LIMIT
    least, most = _limits(misfit, best, level)
    low = 0.0 if exp(most) > EVEN_SHAPE else gini_of_gamma(exp(most))
    interval = Interval(low, gini_of_gamma(exp(least)))
    if interval.high - interval.low > LARGEST_WIDTH:
        return NoFit.FEW
    value = 0.0 if shape > EVEN_SHAPE else gini_of_gamma(shape)
    mean = _mean_given(shape, seen)
    return GammaPoisson(mean, shape, value, interval, exp(-shape * log1p(mean / shape)))


def fit_gamma_poisson(
    sizes: ArrayLike, units: ArrayLike, *, level: float = 0.95
) -> GammaPoisson | NoFit:
    """Fit gamma rates to counts of units that are all known, those with no event too.

    As `fit_truncated_gamma_poisson`, with nothing cut off: the mean of the rates is that of
    the counts.

    Parameters
    ----------
    sizes, units
        Count profile; a size may be 0.
    level
        Coverage wanted.

    Returns
    -------
    GammaPoisson or NoFit
        `NoFit.FEW` where the counts leave the shape open.

    Source
    ------
    Lawless (1987), Negative binomial and mixed Poisson regression, Canadian Journal of
    Statistics 15; Gini of the fitted rates: Mohler and others (2019), as above.
    """
    size, number = np.asarray(sizes, float), np.asarray(units, float)
    if not size @ number:
        return NoFit.FEW
    misfit = cache(lambda log_shape: _misfit(log_shape, size, number, whole=True))
    best = _best(misfit)
    shape, (least, most) = exp(best), _limits(misfit, best, level)
    low = 0.0 if exp(most) > EVEN_SHAPE else gini_of_gamma(exp(most))
    interval = Interval(low, gini_of_gamma(exp(least)))
    if interval.high - interval.low > LARGEST_WIDTH:
        return NoFit.FEW
    mean = float(size @ number / number.sum())
    value = 0.0 if shape > EVEN_SHAPE else gini_of_gamma(shape)
    return GammaPoisson(mean, shape, value, interval, exp(-shape * log1p(mean / shape)))


def _extended_log_chance(shape: float, odds: float, size: _Floats) -> _Floats:
    """Log probability of counts 1, 2, ... proportional to Γ(n + shape) / n! θⁿ.

    `odds` is log(θ / (1 - θ)). At shape 0 it is the logarithmic distribution.
    """
    log_theta, log_rest = -np.logaddexp(0.0, -odds), -np.logaddexp(0.0, odds)
    whole = log(-log_rest) if shape == 0 else log(abs(expm1(-shape * log_rest)) / abs(shape))
    terms = gammaln(size + shape) - gammaln(size + 1) + size * log_theta
    return np.asarray(terms - whole - gammaln(1.0 + shape), float)


def _extended_mean(shape: float, odds: float) -> float:
    log_rest = -float(np.logaddexp(0.0, odds))
    if shape == 0:
        return exp(odds) / -log_rest
    return shape * exp(odds) / -expm1(shape * log_rest)


def extended_shape(
    sizes: ArrayLike, units: ArrayLike, *, level: float = 0.95
) -> tuple[float, Interval]:
    """The shape of the extended truncated negative binomial, which may lie below 0.

    Above 0 it is that of gamma rates seen from one event up. At 0 it is the logarithmic
    distribution. Below 0 its tail is longer than that of gamma rates of any shape, and
    no number of units, however many, has such rates: they would be without end. So a
    shape clearly below 0 says that gamma rates are the wrong model, and an index of them
    no answer.

    Parameters
    ----------
    sizes, units
        Count profile, sizes at least 1, their mean above 1.
    level
        Coverage wanted.

    Returns
    -------
    tuple of float and Interval
        Maximum likelihood between -1 and 1, and the likelihood-ratio interval.

    Source
    ------
    Engen (1974), On species frequency models, Biometrika 61.
    """
    size, number = np.asarray(sizes, float), np.asarray(units, float)
    seen = float(size @ number / number.sum())

    @cache
    def misfit(shape: float) -> float:
        odds = brentq(lambda x: _extended_mean(shape, x) - seen, -60.0, 600.0, xtol=1e-10)
        return float(-(number * _extended_log_chance(shape, float(odds), size)).sum())

    found = minimize_scalar(misfit, bounds=(LEAST_EXTENDED_SHAPE, 1.0), method="bounded")
    best, ends = float(found.x), []
    allowed = misfit(best) + z_score(level) ** 2 / 2
    for end in (LEAST_EXTENDED_SHAPE, 1.0):
        inside = misfit(end) <= allowed
        crossed = end if inside else brentq(lambda x: misfit(x) - allowed, end, best, xtol=1e-6)
        ends.append(float(crossed))
    return best, Interval(*ends)
