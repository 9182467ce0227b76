"""A frailty that groups share: recovered where planted, not found where there is none."""

from __future__ import annotations

import numpy as np
import pytest

from homeward.estimators import CannotEstimate, Refused, fit_cox, fit_shared_frailty


def made(variance, groups=300, each=4, seed=2):
    """Waiting times of groups with a gamma frailty and one covariate of log ratio 0.7."""
    rng = np.random.default_rng(seed)
    shape = 1 / variance if variance else 0
    u = rng.gamma(shape, variance, groups) if variance else np.ones(groups)
    group = np.repeat(np.arange(groups), each)
    x = rng.integers(0, 2, groups * each)
    waits = rng.exponential(1 / (u[group] * np.exp(0.7 * x)))
    censored = rng.uniform(0.5, 3, groups * each)
    return np.minimum(waits, censored), waits < censored, x, group


def test_a_planted_frailty_is_recovered_and_its_shrinking_undone():
    exit, event, x, group = made(1.0)
    fit = fit_shared_frailty(None, exit, event, x, group, names=["x"])
    assert fit.interval.low < 1.0 < fit.interval.high
    assert fit.variance == pytest.approx(1.0, abs=0.25)
    assert fit.coefficients[0] == pytest.approx(0.7, abs=2 * fit.error[0])
    assert fit.coefficients[0] > fit_cox(None, exit, event, x).coefficients[0]
    assert fit.test.p < 1e-6
    assert fit.frailties.mean() == pytest.approx(1)
    assert fit.groups == len(fit.frailties) == 300


def test_where_there_is_none_the_interval_begins_at_nothing():
    exit, event, x, group = made(0)
    fit = fit_shared_frailty(None, exit, event, x, group)
    assert fit.interval.low == 0 <= fit.variance < fit.interval.high < 0.3
    assert fit.test.p > 0.02
    plain = fit_cox(None, exit, event, x)
    assert fit.coefficients == pytest.approx(plain.coefficients, abs=0.03)


def test_one_group_is_refused_and_covariates_by_name():
    exit, event, x, group = made(1.0, groups=10)
    with pytest.raises(CannotEstimate) as caught:
        fit_shared_frailty(None, exit, event, x, np.zeros(40))
    assert caught.value.why is Refused.ONE_CLUSTER
    with pytest.raises(CannotEstimate, match="separate") as caught:
        fit_shared_frailty(None, exit, event, event, group, names=["went"])
    assert caught.value.about == ("went",)
