"""Counts over time: trend, season and level shifts, with errors that months share.

A log-linear model of counts with the time watched as exposure. Its coefficients are
those of quasi-Poisson regression. Where it is known which events belong together, its
errors are over those clusters and over the counts; else they allow for counts that
scatter more than Poisson's and for months that resemble the month before.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, floor, inf, log, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit
from scipy.stats import f as f_distribution

from homeward.estimators.clustered import WIDEST
from homeward.estimators.proportions import Interval
from homeward.estimators.two_ways import ByCluster, by_cluster

_Floats = NDArray[np.float64]

#: Steps of the search for the coefficients: Newton's needs five or so.
MOST_STEPS = 50
#: The search ends when no coefficient moves further than this.
SETTLED = 1e-10
#: Correlations of neighbours that are tried; beyond the last, months tell nothing apart.
CORRELATIONS = np.linspace(0.0, 0.9, 91)


@dataclass(frozen=True, slots=True)
class LogLinear:
    """A fitted log-linear model of counts.

    Attributes
    ----------
    coefficients
        Shape (k,), on the log scale.
    newey_west
        Covariance of the coefficients, shape (k, k): Newey and West's.
    serial
        Covariance if counts scatter `dispersion` times as much as Poisson's and each
        residual is correlated with the one before it; quasi-Poisson's where they are not.
    expected
        Expected counts, shape (n,).
    dispersion
        Variance over mean, at least 1.
    autocorrelation
        Of neighbouring residuals, corrected for what the fit took out; from 0.
    lags
        Months that Newey and West's window reaches back.
    clustered
        Errors over the clusters that events come in; None where they are not known.
    """

    coefficients: _Floats
    newey_west: _Floats
    serial: _Floats
    expected: _Floats
    dispersion: float
    autocorrelation: float
    lags: int
    clustered: ByCluster | None = None

    @property
    def degrees(self) -> int:
        """Degrees of freedom left: counts less coefficients."""
        return len(self.expected) - len(self.coefficients)

    def error(self, contrast: ArrayLike) -> tuple[float, float]:
        """Standard error of a combination of coefficients, and its degrees of freedom.

        Over clusters where they are known: that neighbouring months are alike because
        the same clusters have events in both is then seen, not modelled. Else the
        larger of the two others: Newey and West's alone is too narrow for a few years
        of months. In simulations of 48 and 24 months, neighbours correlated 0, 0.3 and
        0.5, its 95% intervals of a trend and a shift held the truth 79 to 89 times in
        100, and the larger of the two 89 to 96 times.
        """
        if self.clustered is not None:
            return self.clustered.error(contrast)
        c = np.asarray(contrast, float)
        largest = max(0.0, float(c @ self.newey_west @ c), float(c @ self.serial @ c))
        return sqrt(largest), float(self.degrees)

    def ratio(self, contrast: ArrayLike, *, level: float = 0.95) -> tuple[float, Interval]:
        """The exponential of a combination of coefficients, with a t interval."""
        value = float(np.asarray(contrast, float) @ self.coefficients)
        error, degrees = self.error(contrast)
        width = min(WIDEST, float(stdtrit(degrees, 0.5 + level / 2)) * error)
        return exp(value), Interval(exp(value - width), exp(value + width))

    def highest_to_lowest(
        self, points: ArrayLike, *, level: float = 0.95
    ) -> tuple[float, Interval, tuple[int, int]]:
        """How many times as high a curve is at its highest point as at its lowest.

        The points were found by looking, so the interval is simultaneous over every
        pair of them: the truth is at least what any pair shows at least, and no more
        than any pair shows at most. It is therefore wide, and holds 1 where a curve
        cannot be told from none.

        Parameters
        ----------
        points
            Shape (m, k): what each coefficient is multiplied with at each point.
        level
            Coverage wanted.

        Returns
        -------
        tuple
            Ratio, interval (never below 1), and the places of the highest and lowest.

        Source
        ------
        Scheffé (1953), A method for judging all contrasts, Biometrika 40.
        """
        rows = np.asarray(points, float)
        rank = int(np.linalg.matrix_rank(rows - rows.mean(axis=0)))
        away = rows - rows.mean(axis=0)
        degrees = min(self.error(point)[1] for point in away)
        beyond = sqrt(rank * float(f_distribution.ppf(level, rank, degrees)))
        spread = self._covariance()
        curve = rows @ self.coefficients
        high, low = int(np.argmax(curve)), int(np.argmin(curve))
        least, most = 0.0, 0.0
        for first in rows:
            for second in rows:
                apart = float((first - second) @ self.coefficients)
                width = min(WIDEST, beyond * _largest(first - second, spread))
                least, most = max(least, apart - width), max(most, apart + width)
        return exp(float(curve[high] - curve[low])), Interval(exp(least), exp(most)), (high, low)

    def _covariance(self) -> tuple[_Floats, ...]:
        """Covariances of which `error` takes the one that gives a contrast most."""
        if self.clustered is None:
            return self.newey_west, self.serial
        own = self.clustered.scores.T @ self.clustered.scores
        return own, own + self.clustered.shared


def _largest(contrast: _Floats, spread: tuple[_Floats, ...]) -> float:
    return sqrt(max(0.0, *(float(contrast @ each @ contrast) for each in spread)))


def harmonics(position: ArrayLike, many: int = 2) -> _Floats:
    """Sines and cosines of the year, shape (n, 2 * many).

    Parameters
    ----------
    position
        Part of the year that has gone, 0 to 1.
    many
        Waves a year: 1, 2, ... up to this.
    """
    turn = 2 * np.pi * np.asarray(position, float)
    waves = [wave(k * turn) for k in range(1, many + 1) for wave in (np.sin, np.cos)]
    return np.column_stack(waves)


def _fitted(counts: _Floats, design: _Floats, offset: _Floats) -> tuple[_Floats, _Floats] | None:
    """Coefficients and expected counts by Newton's method; None where they run away."""
    start = log(counts.sum() / np.exp(offset).sum())
    found, *_ = np.linalg.lstsq(design, np.full(len(counts), start), rcond=None)
    for _ in range(MOST_STEPS):
        expected = np.exp(np.minimum(design @ found + offset, 50.0))
        information = design.T @ (design * expected[:, None])
        if not np.isfinite(information).all() or np.linalg.matrix_rank(information) < len(found):
            return None
        step = np.linalg.solve(information, design.T @ (counts - expected))
        found = found + np.clip(step, -2.0, 2.0)
        if np.abs(step).max() < SETTLED:
            return found, np.exp(design @ found + offset)
    return None


def _newey_west(scores: _Floats, bread: _Floats, lags: int) -> _Floats:
    n, k = scores.shape
    meat = scores.T @ scores
    for lag in range(1, lags + 1):
        shared = scores[lag:].T @ scores[:-lag]
        meat += (1 - lag / (lags + 1)) * (shared + shared.T)
    return np.asarray(bread @ meat @ bread * n / (n - k))


def _serial(residuals: _Floats, weighted: _Floats, bread: _Floats) -> tuple[_Floats, float, float]:
    """Covariance, dispersion and correlation of neighbours, from Pearson residuals.

    Residuals of a fit look less correlated than what they stand for. The correlation is
    the one under which residuals of this fit would look as they do on average.
    """
    n = len(residuals)
    basis, _ = np.linalg.qr(weighted)
    left = np.eye(n) - basis @ basis.T
    apart = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    seen = float(residuals[1:] @ residuals[:-1]) / max(float(residuals @ residuals), 1e-300)
    best, least = 0.0, inf
    for correlation in CORRELATIONS:
        shown = left @ correlation**apart @ left
        looks = float(np.trace(shown, offset=1) / np.trace(shown))
        if abs(looks - seen) < least:
            best, least = float(correlation), abs(looks - seen)
    between = best**apart
    scatter = float(residuals @ residuals) / float(np.trace(left @ between))
    dispersion = max(1.0, scatter)
    covariance = bread @ weighted.T @ between @ weighted @ bread * dispersion
    return np.asarray(covariance), dispersion, best


def quasi_poisson(
    counts: ArrayLike,
    exposure: ArrayLike,
    design: ArrayLike,
    *,
    lags: int | None = None,
    clusters: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None,
) -> LogLinear | None:
    """Fit log(expected count / exposure) = design · coefficients.

    Parameters
    ----------
    counts
        Shape (n,), in the order of time and evenly apart.
    exposure
        Time watched for each count, above 0; the ratio of counts to it is modelled.
    design
        Shape (n, k), with a column of ones.
    lags
        Reach of Newey and West's window; floor(4 (n / 100)^(2/9)) unless given.
    clusters
        Of each event, shape (events,): number of its cluster, and which count it is in.

    Returns
    -------
    LogLinear or None
        None where there are no more counts than coefficients, where columns cannot be
        told apart, or where a part with no event sends a coefficient to infinity.

    Source
    ------
    McCullagh & Nelder, Generalized Linear Models (1989), 9; Newey & West (1987),
    Econometrica 55, with their 1994 choice of lags (Review of Economic Studies 61);
    correlation of neighbours by moments, as Cochrane & Orcutt (1949), JASA 44, with the
    expectation under the fit in place of its limit.
    """
    y, x = np.asarray(counts, float), np.asarray(design, float)
    n, k = x.shape
    if n <= k or not y.sum():
        return None
    found = _fitted(y, x, np.log(np.asarray(exposure, float)))
    if found is None:
        return None
    coefficients, expected = found
    bread = np.asarray(np.linalg.inv(x.T @ (x * expected[:, None])), float)
    reach = floor(4 * (n / 100) ** (2 / 9)) if lags is None else lags
    newey_west = _newey_west(x * (y - expected)[:, None], np.asarray(bread, np.float64), reach)
    root: NDArray[np.float64] = np.sqrt(expected)
    serial, dispersion, correlation = _serial(
        (y - expected) / root, x * root[:, None], np.asarray(bread, np.float64)
    )
    over = None if clusters is None else by_cluster(x, y - expected, bread, *clusters)
    return LogLinear(
        coefficients, newey_west, serial, expected, dispersion, correlation, reach, over
    )  # fmt: skip
