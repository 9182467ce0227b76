"""When the fit of unequal rates answers, and when it refuses."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import nbinom

from homeward.estimators import (
    NoFit,
    extended_shape,
    fit_gamma_poisson,
    fit_truncated_gamma_poisson,
    gini_of_gamma,
)


def profile(counts):
    return np.unique(counts[counts > 0], return_counts=True)


def test_the_index_of_a_gamma_by_simulation():
    rates = np.sort(np.random.default_rng(0).gamma(0.7, 1.0, 400_000))
    ranks = np.arange(1, len(rates) + 1)
    by_ranks = 2 * (ranks @ rates) / (len(rates) * rates.sum()) - (len(rates) + 1) / len(rates)
    assert gini_of_gamma(0.7) == pytest.approx(by_ranks, abs=0.003)
    assert gini_of_gamma(1.0) == pytest.approx(0.5)  # exponential


def test_a_small_mean_is_refused():
    assert fit_truncated_gamma_poisson([1, 2], [90, 10]) is NoFit.SMALL_MEAN


def test_the_logarithmic_limit_is_refused():
    counts = np.random.default_rng(2).logseries(0.9, 4000)
    assert fit_truncated_gamma_poisson(*profile(counts)) is NoFit.AT_LIMIT
    shape, interval = extended_shape(*profile(counts))
    assert interval.low < 0 < interval.high
    assert shape == pytest.approx(0, abs=0.05)


def test_a_handful_of_units_is_refused():
    assert fit_truncated_gamma_poisson([2], [5]) is NoFit.FEW


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


def extended(shape, theta, n, rng):
    """Counts with chances proportional to Γ(k + shape) / k! θ^k, made one after another."""
    size = np.arange(1, 20_000)
    steps = np.r_[1.0, (size[:-1] + shape) / (size[:-1] + 1) * theta]
    chance = np.cumprod(steps)
    return rng.choice(size, n, p=chance / chance.sum())


@pytest.mark.parametrize("shape, theta", [(-0.6, 0.98), (-0.3, 0.9), (0.0, 0.9), (0.7, 0.8)])
def test_the_extended_family_recovers_its_shape_on_either_side_of_none(shape, theta):
    counts = extended(shape, theta, 8000, np.random.default_rng(6))
    found, interval = extended_shape(*profile(counts))
    assert interval.low <= shape <= interval.high
    assert found == pytest.approx(shape, abs=0.1)


def test_above_none_the_extended_shape_is_that_of_gamma_rates():
    size, units = profile(np.random.default_rng(1).negative_binomial(0.7, 0.3, 4000))
    fit = fit_truncated_gamma_poisson(size, units)
    assert extended_shape(size, units)[0] == pytest.approx(fit.shape, abs=1e-3)


def test_beyond_the_limit_no_gamma_rates_will_do():
    counts = extended(-0.55, 0.98, 3000, np.random.default_rng(2))
    assert 2 < counts.mean() < 5
    assert fit_truncated_gamma_poisson(*profile(counts)) is NoFit.BEYOND_LIMIT


def test_bursts_look_like_more_unequal_rates():
    """Each event brings on a further 0.6 on average: the shape found is lower than the
    shape that rates were drawn with, and the index higher. The fit cannot tell the two."""
    rng = np.random.default_rng(1)
    counts = new = rng.poisson(rng.gamma(0.8, 1.5 / 0.8, 6000))
    while new.any():
        new = rng.poisson(0.6 * new)
        counts = counts + new
    fit = fit_truncated_gamma_poisson(*profile(counts))
    assert fit.shape < 0.65
    assert fit.interval.low > gini_of_gamma(0.8)


def whole(counts):
    return np.unique(counts, return_counts=True)


def test_with_every_unit_known_the_index_is_given_back():
    """Gamma rates of shape 0.7: the interval of a fit to all of the counts holds their index."""
    rng = np.random.default_rng(6)
    counts = rng.poisson(rng.gamma(0.7, 4 / 0.7, 900))
    fit = fit_gamma_poisson(*whole(counts))
    assert fit.interval.low < gini_of_gamma(0.7) < fit.interval.high
    assert fit.mean == pytest.approx(counts.mean())
    assert fit.unseen == pytest.approx((counts == 0).mean(), abs=0.03)


def test_the_fit_to_every_unit_is_where_the_likelihood_is_highest():
    """Against the negative binomial of scipy: no shape near it does better."""
    counts = np.random.default_rng(7).negative_binomial(0.9, 0.2, 60)
    fit = fit_gamma_poisson(*whole(counts))

    def likelihood(shape):
        return nbinom.logpmf(counts, shape, shape / (shape + counts.mean())).sum()

    best = likelihood(fit.shape)
    assert best >= max(likelihood(fit.shape * 0.98), likelihood(fit.shape * 1.02))


def test_counts_of_every_unit_that_leave_the_shape_open_are_refused():
    assert fit_gamma_poisson([0], [20]) is NoFit.FEW
    assert fit_gamma_poisson([0, 1], [3, 2]) is NoFit.FEW
    even = np.random.default_rng(8).poisson(5.0, 4000)
    assert fit_gamma_poisson(*whole(even)).gini < 0.1
