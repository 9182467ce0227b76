"""Counts to come: the regression, prediction intervals, baselines, the back-test."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.stats import nbinom

from homeward.estimators.back_test import METHODS, back_test
from homeward.estimators.forecast import (
    Ahead,
    Series,
    Settings,
    calendar_terms,
    count_interval,
    fit_counts,
    mean_ahead,
    model_ahead,
    seasonal_naive_ahead,
)

PLAIN = Settings()


def series(counts, ahead=13, held=None, levels=None):
    n = len(counts)
    year = np.arange(n + ahead) / PLAIN.steps_a_year % 1
    return Series(
        np.asarray(counts, float),
        np.ones(n, bool) if held is None else held,
        year,
        np.zeros((n + ahead, 0)) if levels is None else levels,
    )


def drawn(seed, n=156, mean=30.0, dispersion=0.05):
    rng = np.random.default_rng(seed)
    season = np.exp(0.2 * np.cos(2 * np.pi * np.arange(n + 13) / PLAIN.steps_a_year))
    return rng.negative_binomial(1 / dispersion, 1 / (1 + dispersion * mean * season)).astype(float)


# ---------------------------------------------------------------- the regression


def test_the_fit_is_where_the_penalised_likelihood_is_highest():
    rng = np.random.default_rng(3)
    x = np.column_stack([np.ones(80), np.linspace(-1, 1, 80)])
    y = rng.negative_binomial(4, 4 / (4 + np.exp(x @ [2.5, 0.4])))
    w, precision = 0.5 ** (np.arange(80)[::-1] / 30), np.array([0.0, 25.0])

    def misfit(parameters):
        mean, size = np.exp(x @ parameters[:2]), np.exp(-parameters[2])
        log_chance = nbinom.logpmf(y, size, size / (size + mean))
        return -w @ log_chance + precision @ parameters[:2] ** 2 / 2

    best = minimize(misfit, [2.0, 0.0, -1.0], method="Nelder-Mead", options={"xatol": 1e-9,
                    "fatol": 1e-12, "maxiter": 5000})  # fmt: skip
    fit = fit_counts(y, x, weights=w, precision=precision)
    assert fit.coefficients == pytest.approx(best.x[:2], abs=1e-5)
    assert fit.dispersion == pytest.approx(np.exp(best.x[2]), rel=1e-4)


def test_counts_no_wider_than_chance_have_no_dispersion():
    fit = fit_counts([4, 5, 6, 5, 5, 4, 6, 5], np.ones((8, 1)))
    assert fit.dispersion == 0.0
    assert np.exp(fit.coefficients) == pytest.approx([5.0])
    assert fit.covariance == pytest.approx(np.array([[1 / 40]]))


def test_a_weight_stands_for_as_many_counts():
    y, x = np.array([3, 9, 1, 14, 6.0]), np.ones((5, 1))
    twice = fit_counts(np.repeat(y, 2), np.ones((10, 1)))
    assert fit_counts(y, x, weights=np.full(5, 2.0)).dispersion == pytest.approx(twice.dispersion)


def test_a_strong_prior_leaves_nothing_but_the_level():
    y = np.array([10.0] * 20 + [30.0] * 20)
    x = np.column_stack([np.ones(40), np.repeat([0.0, 1.0], 20)])
    fit = fit_counts(y, x, precision=[0, 1e9])
    assert fit.coefficients[1] == pytest.approx(0, abs=1e-6)
    assert np.exp(fit.coefficients[0]) == pytest.approx(20, rel=1e-3)


def test_terms_that_cannot_be_told_apart_give_no_fit():
    assert fit_counts([1, 2, 3, 4], np.zeros((4, 2))) is None


# ---------------------------------------------------------------- intervals


@pytest.mark.parametrize("mean, spread", [(0.4, 0.0), (5.0, 0.2), (44.0, 0.03), (44.0, 0.0)])
def test_an_interval_holds_its_level_and_no_more_than_whole_numbers_need(mean, spread):
    low, high = count_interval(mean, spread, 0.9)
    size = 1 / max(spread, 1e-8)
    chance = size / (size + mean)
    inside = nbinom.cdf(high, size, chance) - nbinom.cdf(low - 1, size, chance)
    assert inside >= 0.9
    assert nbinom.sf(high - 1, size, chance) > 0.05
    assert low == 0 or nbinom.cdf(low, size, chance) >= 0.05


def test_the_error_of_the_mean_widens_every_step_and_their_total_more():
    sure = Ahead(np.full(4, 40.0), np.zeros((4, 4)), 0.02)
    unsure = Ahead(np.full(4, 40.0), np.full((4, 4), 0.01), 0.02)
    assert unsure.spread() == pytest.approx(1.02 * np.exp(0.01) - 1)
    total = sure.mean_of(4)
    assert total.mean == pytest.approx([160.0])
    assert total.spread() == pytest.approx([0.02 / 4])  # independent steps: a quarter
    assert unsure.mean_of(4).spread()[0] == pytest.approx(np.expm1(0.01) + 0.02 * np.exp(0.01) / 4)


def test_the_total_agrees_with_drawing_it():
    rng = np.random.default_rng(5)
    shared = 0.01 + 0.005 * np.eye(3)
    ahead = Ahead(np.array([20.0, 30.0, 40.0]), shared, 0.1)
    logs = rng.multivariate_normal(-np.diag(shared) / 2, shared, 200_000)
    size = 1 / ahead.dispersion
    means = ahead.mean * np.exp(logs)
    total = rng.poisson(means * rng.gamma(size, 1 / size, means.shape)).sum(axis=1)
    one = ahead.mean_of(3)
    assert total.mean() == pytest.approx(one.mean[0], rel=0.005)
    wanted = one.mean[0] + one.spread()[0] * one.mean[0] ** 2
    assert total.var() == pytest.approx(wanted, rel=0.02)


# ---------------------------------------------------------------- forecasters


def test_the_mean_is_that_of_the_last_year_that_is_held():
    counts = np.array([50.0] * 60 + [10.0] * 26 + [20.0] * 26)
    assert mean_ahead(series(counts), PLAIN).mean == pytest.approx(np.full(13, 15.0))
    held = np.ones(112, bool)
    held[-26:] = False
    assert mean_ahead(series(counts, held=held), PLAIN).mean[0] == 10.0


def test_the_naive_forecast_is_the_week_a_year_before():
    counts = np.arange(104.0)
    naive = seasonal_naive_ahead(series(counts), PLAIN)
    assert naive.mean.tolist() == list(range(52, 65))
    held = np.ones(104, bool)
    held[52] = False
    again = seasonal_naive_ahead(series(counts, held=held), PLAIN)
    assert again.mean[0] == pytest.approx(counts[53:].mean())
    assert again.mean[1] == 53


def test_nothing_recorded_gives_no_forecast():
    empty = series(np.zeros(104))
    assert mean_ahead(empty, PLAIN) is None
    assert seasonal_naive_ahead(empty, PLAIN) is None
    assert back_test(empty, [80, 90], 13, PLAIN, 0.9) == {}
    assert fit_counts(np.zeros(9), np.ones((9, 1))) is None


def test_a_level_that_still_holds_goes_on_and_one_that_ended_does_not():
    counts = np.array([40.0] * 60 + [20.0] * 60)
    lasting, over = np.zeros((2, 133, 1))
    lasting[60:] = 1
    over[20:40] = 1
    assert model_ahead(series(counts, levels=lasting), PLAIN).mean[0] == pytest.approx(20, rel=0.1)
    steady = np.array([40.0] * 20 + [20.0] * 20 + [40.0] * 80)
    assert model_ahead(series(steady, levels=over), PLAIN).mean[0] == pytest.approx(40, rel=0.05)


def test_the_trend_is_damped():
    one = series(np.full(104, 10.0), ahead=200)
    terms = calendar_terms(one, PLAIN)
    years = terms[:, 1] * PLAIN.steps_a_year
    assert years[103] == 0.0
    assert years[102] == pytest.approx(-1)
    assert years[104:106] == pytest.approx([0.95, 0.95 + 0.95**2])
    assert years[-1] == pytest.approx(0.95 / (1 - 0.95), rel=1e-3)


# ---------------------------------------------------------------- the back-test


def test_no_forecast_knows_what_came_later():
    counts = drawn(1)
    changed = counts.copy()
    changed[120:] = 500
    levels = np.zeros((182, 1))
    levels[125:] = 1
    for forecaster in METHODS.values():
        before = forecaster(series(counts, levels=levels).until(120, 13), PLAIN)
        after = forecaster(series(changed).until(120, 13), PLAIN)
        assert before.mean == pytest.approx(after.mean, rel=1e-6)


def test_a_back_test_by_hand():
    """Two origins, two steps each, of 10, 10, ..., then 13 and 7: the mean is out by 3."""
    counts = np.array([10.0] * 60 + [13.0, 7.0])
    scores = back_test(series(counts), [60, 61], 2, PLAIN, 0.9)
    later = np.mean([10.0] * 51 + [13.0])
    assert scores["mean"].of == 3
    assert scores["mean"].error == pytest.approx((3 + 3 + (later - 7)) / 3)
    assert scores["mean"].inside == 3
    assert scores["seasonal_naive"].error == pytest.approx(3.0)


def test_weeks_that_are_not_held_are_not_scored():
    counts, held = drawn(2), np.ones(169, bool)
    held[150:155] = False
    scores = back_test(series(counts, held=held), [148], 13, PLAIN, 0.9)
    assert {score.of for score in scores.values()} == {8}


def test_the_model_beats_both_where_there_is_a_season_and_covers_at_its_rate():
    """Simulation: 40 series of three years with a season of a fifth either way. Over 20
    origins of 13 weeks each, 90% intervals hold between 86% and 96% of weeks in all."""
    errors, inside, of = {name: [] for name in METHODS}, 0, 0
    for seed in range(40):
        scores = back_test(series(drawn(seed)), range(118, 157, 2), 13, PLAIN, 0.9)
        for name, score in scores.items():
            errors[name].append(score.error)
        inside, of = inside + scores["model"].inside, of + scores["model"].of
    assert np.mean(errors["model"]) < np.mean(errors["mean"]) < np.mean(errors["seasonal_naive"])
    assert 0.86 < inside / of < 0.96
