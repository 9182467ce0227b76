"""Trend by month against R (glm, sandwich::NeweyWest) and statsmodels; cover by simulation.

The counts are one made-up series of 48 months that scatters and drifts. The last test
fits gamma rates to counts of one or more by R's own optimiser.
"""

from __future__ import annotations

import shutil
import subprocess
from io import StringIO
from math import exp

import numpy as np
import pytest
import statsmodels.api as sm

from homeward.estimators import fit_truncated_gamma_poisson
from homeward.estimators.trend import harmonics, quasi_poisson

needs_r = pytest.mark.skipif(shutil.which("Rscript") is None, reason="Rscript is not installed")

MONTHS = 48
DAYS = np.tile([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], MONTHS // 12).astype(float)
YEARS = (np.arange(MONTHS) + 0.5) / 12
SPELL = ((np.arange(MONTHS) >= 14) & (np.arange(MONTHS) < 31)).astype(float)
SPELL[14] = 0.3
DESIGN = np.column_stack([np.ones(MONTHS), YEARS - 2, harmonics(YEARS % 1), SPELL])
TRUE = np.array([1.88, -0.04, -0.05, -0.1, 0.0, 0.015, -0.15])


def series(seed: int, alike: float, months: int = MONTHS) -> np.ndarray:
    """Counts that scatter about the truth, each month resembling the one before."""
    rng = np.random.default_rng(seed)
    drift = np.zeros(months)
    drift[0] = rng.normal()
    for month, new in enumerate(rng.normal(size=months - 1), 1):
        drift[month] = alike * drift[month - 1] + np.sqrt(1 - alike**2) * new
    mean = DAYS[:months] * np.exp(DESIGN[:months] @ TRUE)
    return rng.poisson(mean * np.exp(0.09 * drift - 0.09**2 / 2))


_GLM = """
suppressMessages(library(sandwich))
d <- as.matrix(read.csv(file("stdin"), header=FALSE))
y <- d[,1]; days <- d[,2]; x <- d[,-(1:3)]
m <- glm(y ~ x + offset(log(days)), family=quasipoisson, control=glm.control(1e-14, 100))
tell <- function(v) cat(format(v, digits=15), "\n")
tell(coef(m)); tell(summary(m)$dispersion); tell(sqrt(diag(vcov(m))))
for (lag in c(0, 3, 6)) tell(sqrt(diag(NeweyWest(m, lag=lag, prewhite=FALSE, adjust=TRUE))))
"""

_TWO_WAYS = """
suppressMessages(library(sandwich))
d <- read.csv(file("stdin"), header=FALSE)
x <- as.matrix(d[,-(1:4)])
m <- glm(d[,1] ~ x + offset(log(d[,2])), family=poisson, control=glm.control(1e-14, 100))
tell <- function(v) cat(format(v, digits=15), "\\n")
over <- function(g) vcovCL(m, cluster=g, type="HC0", cadjust=FALSE)
tell(coef(m)[-1])
met <- vcov(m) %*% crossprod(model.matrix(m) * d[,1]) %*% vcov(m)
tell(diag(over(d[,3]))[-1]); tell(diag(over(d[,4]))[-1]); tell(diag(met)[-1])
"""

_GAMMA = """
d <- as.matrix(read.csv(file("stdin"), header=FALSE))
misfit <- function(p) -sum(d[,2] * (dnbinom(d[,1], size=exp(p[1]), mu=exp(p[2]), log=TRUE)
  - log1p(-dnbinom(0, size=exp(p[1]), mu=exp(p[2])))))
m <- optim(c(0, 1), misfit, method="BFGS", control=list(reltol=1e-15, maxit=1000))
cat(format(exp(m$par), digits=15), "\n")
"""


def from_r(script: str, columns: np.ndarray) -> list[list[float]]:
    """Lines of numbers that R prints of a table given as text."""
    text = StringIO()
    np.savetxt(text, columns, delimiter=",", fmt="%.17g")
    done = subprocess.run(
        ["Rscript", "--vanilla", "-e", script], input=text.getvalue(), capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    return [[float(word) for word in line.split()] for line in done.stdout.splitlines() if line]


def errors(covariance: np.ndarray) -> np.ndarray:
    return np.sqrt(np.diag(covariance))


@needs_r
@pytest.mark.parametrize("seed, alike", [(1, 0.0), (5, 0.5)])
def test_model_and_its_errors_against_r(seed, alike):
    """Peer: glm and NeweyWest. Coefficients, dispersion and errors agree to eight figures."""
    y = series(seed, alike)
    said = from_r(_GLM, np.column_stack([y, DAYS, DESIGN]))
    found = quasi_poisson(y, DAYS, DESIGN)
    assert found.coefficients == pytest.approx(said[0], rel=1e-8, abs=1e-10)
    for lags, theirs in zip((0, 3, 6), said[3:], strict=True):
        ours = quasi_poisson(y, DAYS, DESIGN, lags=lags)
        assert errors(ours.newey_west) == pytest.approx(theirs, rel=1e-8)
    assert found.lags == 3
    if found.autocorrelation == 0:  # then the second covariance is plain quasi-Poisson's
        assert found.dispersion == pytest.approx(said[1][0], rel=1e-8)
        assert errors(found.serial) == pytest.approx(said[2], rel=1e-8)
    else:
        assert found.dispersion > said[1][0]
        assert errors(found.serial)[1] > said[2][1]


@needs_r
def test_errors_over_clusters_and_months_against_r():
    """Peer: glm and sandwich::vcovCL on one row for each cluster and month, each way alone.

    Agreement is to eight figures. Where both meet is worked out in R from the counts of rows.
    """
    rng = np.random.default_rng(8)
    clusters = 400
    rate = rng.gamma(0.3, 1.0, clusters) * np.exp(DESIGN @ TRUE - TRUE[0])[:, None] * 0.5
    begins = rng.integers(-20, MONTHS, clusters)
    live = (np.arange(MONTHS)[:, None] >= begins) & (np.arange(MONTHS)[:, None] < begins + 20)
    table = rng.poisson(rate * live)
    cluster, month = (part.ravel() for part in np.meshgrid(np.arange(clusters), np.arange(MONTHS)))
    rows = np.column_stack([table.ravel(), DAYS[month], cluster, month, DESIGN[month][:, 1:]])
    said = from_r(_TWO_WAYS, rows)
    events = np.repeat(np.arange(len(rows)), table.ravel())
    found = quasi_poisson(
        table.sum(axis=1), DAYS, DESIGN, clusters=(cluster[events], month[events])
    )
    assert found.coefficients[1:] == pytest.approx(said[0], rel=1e-8)
    own = found.clustered.scores.T @ found.clustered.scores
    assert np.diag(own)[1:] == pytest.approx(said[1], rel=1e-8)
    scale = MONTHS / found.degrees
    beyond = scale * np.array(said[2]) - np.array(said[3])
    assert np.diag(found.clustered.shared)[1:] == pytest.approx(beyond, rel=1e-7)


def test_one_series_has_months_alike_and_the_other_not():
    """So that both branches above are seen."""
    assert quasi_poisson(series(1, 0.0), DAYS, DESIGN).autocorrelation == 0
    assert quasi_poisson(series(5, 0.5), DAYS, DESIGN).autocorrelation > 0


def test_model_and_newey_west_against_statsmodels():
    """Peer: statsmodels GLM with HAC errors. Agreement is to ten figures."""
    y = series(7, 0.3)
    model = sm.GLM(y, DESIGN, family=sm.families.Poisson(), exposure=DAYS)
    peer = model.fit(
        tol=1e-13, maxiter=100, cov_type="HAC", cov_kwds={"maxlags": 3, "use_correction": True}
    )
    found = quasi_poisson(y, DAYS, DESIGN)
    assert found.coefficients == pytest.approx(peer.params, rel=1e-10, abs=1e-12)
    assert errors(found.newey_west) == pytest.approx(peer.bse, rel=1e-9)


@pytest.mark.parametrize("alike, least", [(0.0, 181), (0.3, 173)])
def test_intervals_of_trend_and_shift_cover(alike, least):
    """Simulation: 200 series of 48 months. At exactly 95% fewer than 181 hold the truth 3
    times in 1,000. Where months resemble each other four years are few, and 92% is asked
    (fewer than 173: 3 in 1,000). Newey and West's errors alone hold it less often."""
    held, alone = np.zeros(2), np.zeros(2)
    for seed in range(200):
        found = quasi_poisson(series(1000 + seed, alike), DAYS, DESIGN)
        for place, column in enumerate((1, 6)):
            low, high = found.ratio(np.eye(7)[column])[1]
            held[place] += low <= exp(TRUE[column]) <= high
            off = abs(found.coefficients[column] - TRUE[column])
            alone[place] += off <= 1.96 * errors(found.newey_west)[column]
    assert (held >= least).all()
    assert (alone < held - 5).all()


def test_the_highest_month_against_the_lowest_covers_and_rarely_sees_what_is_not_there():
    """Simulation: 150 series with a season, 150 with none. The interval is simultaneous, so it
    holds the truth at least 95% of the time: fewer than 134 has a chance of 1 in 1,000, and so
    has a season seen more than 16 times where there is none."""
    points = np.zeros((12, 7))
    points[:, 2:6] = harmonics((np.arange(12) + 0.5) / 12)
    truth = exp(np.ptp(points @ TRUE))
    held = seen = 0
    season = DESIGN[:, 2:6] @ TRUE[2:6]
    for seed in range(150):
        y = series(seed, 0.0)
        found = quasi_poisson(y, DAYS, DESIGN).highest_to_lowest(points)[1]
        held += found.low <= truth <= found.high
        flat = np.random.default_rng(seed).poisson(y * np.exp(-season))
        seen += quasi_poisson(flat, DAYS, DESIGN).highest_to_lowest(points)[1].low > 1
    assert held >= 134
    assert seen <= 16


@needs_r
@pytest.mark.parametrize("shape", [0.4, 1.5])
def test_gamma_rates_of_counts_of_one_or_more_against_r(shape):
    """Peer: dnbinom less its zeros, by optim. Shape and mean agree to five figures."""
    counts = np.random.default_rng(9).negative_binomial(shape, 0.2, 3000)
    profile = np.unique(counts[counts > 0], return_counts=True)
    ((size, mean),) = from_r(_GAMMA, np.column_stack(profile))
    found = fit_truncated_gamma_poisson(*profile)
    assert (found.shape, found.mean) == pytest.approx((size, mean), rel=1e-5)
