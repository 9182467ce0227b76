"""Adjusted odds and rates against statsmodels, fitted row by row; intervals against SciPy."""

from __future__ import annotations

from math import log, sqrt

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats
from scipy.stats.contingency import odds_ratio

from homeward.estimators import (
    adjusted_odds,
    adjusted_rates,
    clopper_pearson,
    exact_odds_ratio,
    overdispersed_rates,
    yes_or_no,
)
from tests.lib.clustered import made_rows


def design(d):
    """A column of ones, the exposure, and dummies of the covariates, row by row."""
    columns = [np.ones(len(d.cluster)), d.exposed]
    for codes, levels in ((d.band, 4), (d.sex, 2), (d.kind, 6)):
        columns += [codes == level for level in range(1, levels)]
    return np.column_stack(columns).astype(float)


def fitted(d, y, family, **more):
    """Coefficient of the exposure, and its error with the G/(G-1) correction alone."""
    model = sm.GLM(y.astype(float), design(d), family=family, **more)
    made = model.fit(cov_type="cluster", cov_kwds={"groups": d.cluster}, tol=1e-12, maxiter=200)
    n, k = model.exog.shape
    return made.params[1], made.bse[1] / sqrt((n - 1) / (n - k))


@pytest.mark.parametrize("seed", range(3))
def test_adjusted_odds_against_rows(seed):
    d = made_rows(seed)
    found = adjusted_odds(d.outcome, yes_or_no("e", d.exposed), d.factors, d.cluster).ratios[True]
    wanted = fitted(d, d.outcome, sm.families.Binomial())
    assert (log(found.value), found.log_error) == pytest.approx(wanted, rel=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_adjusted_rates_against_rows(seed):
    d = made_rows(seed)
    found = adjusted_rates(d.events, d.time, yes_or_no("e", d.exposed), d.factors, d.cluster)
    wanted = fitted(d, d.events, sm.families.Poisson(), exposure=d.time)
    assert (log(found.ratios[True].value), found.ratios[True].log_error) == pytest.approx(
        wanted, rel=1e-6
    )


def test_negative_binomial_against_rows_at_the_shape_found():
    """statsmodels takes the shape as given: it must be no better 1% either side. Its variance
    is from the observed information, here (as in R) from the expected: within 1%."""
    d = made_rows(1)
    found = overdispersed_rates(d.events, d.time, yes_or_no("e", d.exposed), d.factors, d.cluster)
    family = sm.families.NegativeBinomial(alpha=1 / found.shape)
    wanted = fitted(d, d.events, family, exposure=d.time)
    ratio = found.adjusted.ratios[True]
    assert log(ratio.value) == pytest.approx(wanted[0], rel=1e-5)
    assert ratio.log_error == pytest.approx(wanted[1], rel=0.01)
    fits = [
        sm.GLM(d.events, design(d), family=sm.families.NegativeBinomial(alpha=part / found.shape),
               exposure=d.time).fit().llf
        for part in (0.99, 1.0, 1.01)
    ]  # fmt: skip
    assert max(fits) == fits[1]


@pytest.mark.parametrize("count, of", [(0, 1), (1, 1), (0, 40), (3, 40), (20, 40), (4162, 4555)])
@pytest.mark.parametrize("level", [0.9, 0.95])
def test_exact_shares_against_scipy(count, of, level):
    peer = stats.binomtest(count, of).proportion_ci(level, method="exact")
    assert clopper_pearson(count, of, level=level) == pytest.approx((peer.low, peer.high), abs=1e-9)


@pytest.mark.parametrize("cells", [(3, 10, 40, 800), (1, 8, 12, 300), (7, 2, 5, 9), (0, 5, 9, 60)])
def test_exact_odds_ratios_against_scipy(cells):
    peer = odds_ratio([cells[:2], cells[2:]], kind="conditional")
    limits = peer.confidence_interval(0.95)
    value, interval = exact_odds_ratio(*cells)
    wanted = (peer.statistic, limits.low, limits.high)
    assert (value, *interval) == pytest.approx(wanted, rel=1e-6, abs=1e-9)
