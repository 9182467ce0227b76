"""Counts to come: negative-binomial regression on the calendar, and two baselines.

A series of counts, one for each step of time, is modelled on the log scale by its level, a
damped trend, harmonics of the year and levels that hold while something else held. Old
counts weigh less, and every term but the level is drawn towards none by a normal prior, so
that a short series gives a cautious answer rather than a wild one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import digamma, zeta
from scipy.stats import nbinom

Floats = NDArray[np.float64]

#: Most steps of the fit, and the change of any parameter below which it has settled.
MOST_STEPS, SETTLED = 200, 1e-8
#: A dispersion below this cannot be told from none.
LEAST_DISPERSION = 1e-8
#: Farthest that a linear predictor may run: counts up to some 10^13.
WIDEST = 30.0


@dataclass(frozen=True, slots=True)
class CountFit:
    """A negative-binomial regression with a log link.

    Attributes
    ----------
    coefficients
        Shape (p,), log scale.
    covariance
        Shape (p, p): inverse of the expected information, the prior's included.
    dispersion
        α of Var = μ + αμ²; 0 where the counts vary no more than Poisson's.
    """

    coefficients: Floats
    covariance: Floats
    dispersion: float


def fit_counts(
    counts: ArrayLike,
    terms: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    precision: ArrayLike | None = None,
) -> CountFit | None:
    """Fit by maximum (weighted, penalised) likelihood, the dispersion with it.

    Coefficients are moved by iterated weighted least squares at the dispersion so far, the
    dispersion by Newton's steps at the means so far, in turn until both have settled.

    Parameters
    ----------
    counts
        Shape (n,), whole, not negative.
    terms
        Shape (n, p); the level, if wanted, is a column of ones.
    weights
        Shape (n,): each count stands for so many; 1 if not given.
    precision
        Shape (p,): of normal priors about 0, each 1/variance; 0 (none) if not given.

    Returns
    -------
    CountFit or None
        None where nothing was counted, the fit does not settle, or the terms cannot be told
        apart.

    Source
    ------
    Lawless (1987), Canadian Journal of Statistics 15; Venables & Ripley, Modern Applied
    Statistics with S (2002), 7.4, whose `glm.nb` gives the same numbers without priors.
    """
    y, x = np.asarray(counts, float), np.asarray(terms, float)
    w = np.ones(len(y)) if weights is None else np.asarray(weights, float)
    if not w @ y > 0:
        return None
    prior = np.diag(np.zeros(x.shape[1]) if precision is None else np.asarray(precision, float))
    mean, beta, dispersion = (y + float(w @ y / w.sum())) / 2 + 0.05, np.zeros(x.shape[1]), 0.0
    predictor = np.log(mean)
    try:
        for _ in range(MOST_STEPS):
            working = w * mean / (1 + dispersion * mean)
            information = (x.T * working) @ x + prior
            pulled = (x.T * working) @ (predictor + (y - mean) / mean)
            moved = np.linalg.solve(information, pulled)
            predictor = np.clip(x @ moved, -WIDEST, WIDEST)
            mean = np.exp(predictor)
            spread = _dispersion(y, mean, w, dispersion)
            change = max(float(np.abs(moved - beta).max()), abs(spread - dispersion))
            beta, dispersion = moved, spread
            if change < SETTLED:
                return CountFit(beta, _inverse(x, mean, w, prior, dispersion), dispersion)
    except np.linalg.LinAlgError:
        return None
    return None


def _inverse(x: Floats, mean: Floats, w: Floats, prior: Floats, dispersion: float) -> Floats:
    information = (x.T * (w * mean / (1 + dispersion * mean))) @ x + prior
    return np.asarray(np.linalg.inv(information))


def _dispersion(y: Floats, mean: Floats, w: Floats, near: float) -> float:
    """The dispersion of highest likelihood at these means; 0 where none is seen."""
    if float(w @ ((y - mean) ** 2 - y)) <= 0:  # the likelihood falls from 0 on
        return 0.0
    moments = float(w @ ((y - mean) ** 2 - y)) / float(w @ mean**2)
    size = 1 / max(near or moments, LEAST_DISPERSION)
    for _ in range(MOST_STEPS):
        slope = digamma(y + size) - digamma(size) + np.log(size) + 1 - np.log(size + mean)
        slope -= (y + size) / (mean + size)
        bend = zeta(2, y + size) - zeta(2, size) + 1 / size - 2 / (mean + size)
        bend += (y + size) / (mean + size) ** 2
        down, curve = float(w @ slope), float(w @ bend)
        step = -down / curve if curve < 0 else size * np.sign(down)
        moved = min(max(size + step, size / 4), size * 4)
        if moved * LEAST_DISPERSION > 1:
            return 0.0
        if abs(moved - size) < SETTLED * size:
            break
        size = moved
    return 1 / moved


# ---------------------------------------------------------------- what is to come


@dataclass(frozen=True, slots=True)
class Ahead:
    """Counts of the steps to come, as a forecaster sees them.

    Attributes
    ----------
    mean
        Shape (h,).
    shared
        Shape (h, h): covariance of the errors of log mean, which steps share.
    dispersion
        α of each count about its own mean.
    """

    mean: Floats
    shared: Floats
    dispersion: float

    def spread(self) -> Floats:
        """Dispersion of each count with the error of its mean in it; shape (h,)."""
        return np.asarray((1 + self.dispersion) * np.exp(np.diag(self.shared)) - 1)

    def after(self, steps: int) -> Ahead:
        """Without the first steps."""
        return Ahead(self.mean[steps:], self.shared[steps:, steps:], self.dispersion)

    def mean_of(self, first: int) -> Ahead:
        """The total of the `first` steps as one count: a mean times `first`."""
        m = self.mean[:first]
        total = float(m.sum())
        common = float(m @ np.expm1(self.shared[:first, :first]) @ m)
        own = float(self.dispersion * (m**2 * np.exp(np.diag(self.shared)[:first])).sum())
        return Ahead(np.array([total]), np.zeros((1, 1)), (common + own) / max(total, 1e-12) ** 2)


def count_interval(mean: ArrayLike, spread: ArrayLike, level: float) -> tuple[Floats, Floats]:
    """Central prediction interval of negative-binomial counts: whole numbers, both included.

    Being whole numbers they hold at least `level`, and a little more where counts are small.
    """
    m = np.maximum(np.asarray(mean, float), 1e-9)
    size = 1 / np.maximum(np.asarray(spread, float), LEAST_DISPERSION)
    chance = size / (size + m)
    ends = (nbinom.ppf(side, size, chance) for side in ((1 - level) / 2, (1 + level) / 2))
    low, high = (np.asarray(end, float) for end in ends)
    return low, high


@dataclass(frozen=True, slots=True)
class Series:
    """Counts at equal steps of time, with the calendar of the steps, those to come included.

    Attributes
    ----------
    counts
        Shape (n,).
    held
        Shape (n,): whether the records hold the step; the others tell nothing.
    year
        Shape (n + h,): where in the year each step lies, in turns (0.5 is half way).
    levels
        Shape (n + h, q): share of each step in which each of q things held.
    """

    counts: Floats
    held: NDArray[np.bool_]
    year: Floats
    levels: Floats

    def until(self, origin: int, ahead: int) -> Series:
        """What was known at an origin: a level then held goes on, one to come is none."""
        end = min(origin + ahead, len(self.year))
        levels = self.levels[:end].copy()
        levels[origin:] = levels[origin - 1]
        return Series(self.counts[:origin], self.held[:origin], self.year[:end], levels)


@dataclass(frozen=True, slots=True)
class Settings:
    """How the model is made. Steps are those of the series.

    Attributes
    ----------
    steps_a_year
        For the trend and the length of a season.
    half_life
        Steps by which a count comes to weigh half as much.
    harmonics
        Pairs of waves of the year, of its half, ...
    damping
        What is left of the trend after each step to come.
    trend, season, level
        Standard deviations of the priors: of a year's trend, of each wave, of each level;
        log scale.
    """

    steps_a_year: float = 365.25 / 7
    half_life: float = 26.0
    harmonics: int = 2
    damping: float = 0.95
    trend: float = 0.10
    season: float = 0.07
    level: float = 0.30


def calendar_terms(series: Series, settings: Settings) -> Floats:
    """Level, trend, waves and levels of each step; shape (n + h, p). The trend is 0 now."""
    n, steps = len(series.counts), len(series.year)
    since = np.arange(steps) - (n - 1.0)
    to_come = np.cumsum(settings.damping ** np.arange(1, steps - n + 1))
    since[n:] = to_come
    turns = 2 * np.pi * np.outer(series.year, np.arange(1, settings.harmonics + 1))
    columns = [np.ones(steps), since / settings.steps_a_year]
    return np.column_stack([*columns, np.cos(turns), np.sin(turns), series.levels])


def model_ahead(series: Series, settings: Settings) -> Ahead | None:
    """The steps to come by the model; None where it cannot be fitted.

    The weights are a discount: what was counted long ago counts as fewer observations, so
    the covariance grows as fast as the past is forgotten.

    Source
    ------
    Discounting: West & Harrison, Bayesian Forecasting and Dynamic Models (1997), 6.3;
    damped trend: Gardner & McKenzie (1985), Management Science 31.
    """
    n = len(series.counts)
    terms = calendar_terms(series, settings)
    weights = 0.5 ** (np.arange(n - 1, -1, -1) / settings.half_life) * series.held
    spreads = [settings.trend, *[settings.season] * (2 * settings.harmonics)]
    spreads += [settings.level] * series.levels.shape[1]
    precision = np.array([0.0, *(1 / spread**2 for spread in spreads)])
    fit = fit_counts(series.counts, terms[:n], weights=weights, precision=precision)
    if fit is None:
        return None
    new = terms[n:]
    shared = new @ fit.covariance @ new.T
    mean = np.exp(new @ fit.coefficients + np.diag(shared) / 2)
    return Ahead(mean, shared, fit.dispersion)


def mean_ahead(series: Series, settings: Settings) -> Ahead | None:
    """The mean of the last year of steps, for every step to come."""
    recent = _last_year(series, settings)
    ahead = len(series.year) - len(series.counts)
    if not len(recent) or recent.sum() == 0:
        return None
    mean = float(recent.mean())
    dispersion = _excess(recent)
    error = (1 / mean + dispersion) / len(recent)
    return Ahead(np.full(ahead, mean), np.full((ahead, ahead), error), dispersion)


def seasonal_naive_ahead(series: Series, settings: Settings) -> Ahead | None:
    """What was counted a year of whole steps before; the year's mean where nothing is held.

    Both that count and the one to come vary about the same mean, so the spread is twice
    that of counts.
    """
    recent, lag = _last_year(series, settings), round(settings.steps_a_year)
    n, ahead = len(series.counts), len(series.year) - len(series.counts)
    if not len(recent) or recent.sum() == 0:
        return None
    mean = float(recent.mean())
    before = np.arange(n, n + ahead) - lag
    there = (before >= 0) & (before < n)
    there[there] = series.held[before[there]]
    value = np.full(ahead, mean)
    value[there] = series.counts[before[there]]
    return Ahead(value, np.zeros((ahead, ahead)), 1 / mean + 2 * _excess(recent))


def _last_year(series: Series, settings: Settings) -> Floats:
    length = round(settings.steps_a_year)
    return np.asarray(series.counts[-length:][series.held[-length:]])


def _excess(counts: Floats) -> float:
    """Dispersion by moments; 0 where counts vary no more than Poisson's."""
    if len(counts) < 2 or counts.mean() == 0:
        return 0.0
    mean = float(counts.mean())
    return max(0.0, float(counts.var(ddof=1)) - mean) / mean**2
