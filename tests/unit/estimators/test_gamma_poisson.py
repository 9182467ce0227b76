"""When the fit of unequal rates answers, and when it refuses."""

from __future__ import annotations

import numpy as np
import pytest

from homeward.estimators import fit_truncated_gamma_poisson, gini_of_gamma


def profile(counts):
    return np.unique(counts[counts > 0], return_counts=True)


def test_the_index_of_a_gamma_by_simulation():
    rates = np.sort(np.random.default_rng(0).gamma(0.7, 1.0, 400_000))
    ranks = np.arange(1, len(rates) + 1)
    by_ranks = 2 * (ranks @ rates) / (len(rates) * rates.sum()) - (len(rates) + 1) / len(rates)
    assert gini_of_gamma(0.7) == pytest.approx(by_ranks, abs=0.003)
    assert gini_of_gamma(1.0) == pytest.approx(0.5)  # exponential


def test_a_small_mean_is_refused():
    assert "mean" in fit_truncated_gamma_poisson([1, 2], [90, 10])


def test_the_logarithmic_limit_is_refused():
    counts = np.random.default_rng(2).logseries(0.9, 4000)
    assert "limit" in fit_truncated_gamma_poisson(*profile(counts))


def test_a_handful_of_units_is_refused():
    assert "too few" in fit_truncated_gamma_poisson([2], [5])


def test_equal_rates_have_an_index_near_nothing():
    counts = np.random.default_rng(4).poisson(3.0, 6000)
    fit = fit_truncated_gamma_poisson(*profile(counts))
    assert fit.gini < 0.1
    assert fit.interval.low <= fit.gini <= fit.interval.high
    assert fit.unseen == pytest.approx(np.exp(-3), abs=0.01)


def test_the_order_of_a_profile_carries_no_meaning():
    size, units = profile(np.random.default_rng(1).negative_binomial(0.8, 0.3, 3000))
    back = fit_truncated_gamma_poisson(size[::-1], units[::-1])
    assert back.gini == pytest.approx(fit_truncated_gamma_poisson(size, units).gini)
