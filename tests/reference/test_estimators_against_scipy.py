"""Estimators against SciPy, brute force and simulation. Each test names its rung."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from homeward.estimators import (
    bootstrap_concentration,
    curve_interval,
    design_effect,
    fit_truncated_gamma_poisson,
    gini,
    gini_of_gamma,
    kaplan_meier,
    median_time,
    rate_ratio,
    stream,
    top_total,
    wilson,
)


@pytest.mark.parametrize("count, of", [(0, 1), (1, 1), (0, 40), (3, 40), (20, 40), (4162, 4555)])
@pytest.mark.parametrize("level", [0.9, 0.95])
def test_wilson_against_scipy(count, of, level):
    """Peer: scipy.stats.binomtest. Same formula, so agreement is to rounding."""
    peer = stats.binomtest(count, of).proportion_ci(level, method="wilson")
    assert wilson(count, of, level=level) == pytest.approx((peer.low, peer.high), abs=1e-12)


def _followed(seed, n):
    rng = np.random.default_rng(seed)
    times = np.ceil(rng.lognormal(1.2, 1.5, n) * 60) / 60  # ties, to the minute
    limit = rng.exponential(30, n).round(2)
    return np.minimum(times, limit), times <= limit


@pytest.mark.parametrize("seed", range(5))
def test_curve_against_scipy(seed):
    """Peer: scipy.stats.ecdf on right-censored data. Agreement is to rounding."""
    times, ended = _followed(seed, 300)
    data = stats.CensoredData.right_censored(times, ~ended)
    peer = stats.ecdf(data).sf
    curve = kaplan_meier(times, ended)
    assert [curve.at(t)[0] for t in peer.quantiles] == pytest.approx(peer.probabilities, abs=1e-12)


@pytest.mark.filterwarnings("ignore:The confidence interval is undefined")  # where all ended
@pytest.mark.parametrize("seed", range(3))
def test_median_interval_against_scipys_band(seed):
    """Peer: the log(-log) band of scipy.stats.ecdf, crossed at a half by hand."""
    times, ended = _followed(seed, 200)
    sf = stats.ecdf(stats.CensoredData.right_censored(times, ~ended)).sf
    band = sf.confidence_interval(method="log-log")
    crossed = [part.quantiles[part.probabilities <= 0.5][0] for part in (band.low, band.high)]
    assert median_time(kaplan_meier(times, ended))[1] == pytest.approx(crossed)


def test_gini_against_brute_force():
    """Brute force over all pairs, O(n²)."""
    counts = np.random.default_rng(1).negative_binomial(0.3, 0.1, 400)
    gaps = np.abs(counts[:, None] - counts[None, :]).mean() / (2 * counts.mean())
    sizes, units = np.unique(counts, return_counts=True)
    assert gini(sizes, units) == pytest.approx(gaps, abs=1e-12)
    top = np.sort(counts)[::-1][:40].sum()
    assert top_total(sizes, units, 10) == (40, top)


def test_design_effect_against_resampling_clusters():
    """Simulation: the variance over resampled clusters, within Monte Carlo error."""
    rng = np.random.default_rng(2)
    n = 1 + rng.negative_binomial(0.5, 0.15, 400)
    y = rng.binomial(n, rng.beta(1, 2, 400))
    draws = rng.integers(0, 400, (4000, 400))
    shares = y[draws].sum(axis=1) / n[draws].sum(axis=1)
    share, of = y.sum() / n.sum(), n.sum()
    resampled = shares.var() / (share * (1 - share) / of)
    sums = {"squares": y @ y, "products": y @ n, "sizes": n @ n}
    assert design_effect(int(y.sum()), int(of), 400, **sums) == pytest.approx(resampled, rel=0.1)


@pytest.mark.parametrize("shape, mean", [(0.5, 3.0), (1.0, 2.0), (3.0, 4.0)])
def test_gamma_poisson_recovers_what_made_the_counts(shape, mean):
    """Simulation: 20 samples; the truth lies in the 95% interval in at least 16 of them.

    At exactly 95% the chance of fewer than 16 is 3 in 1,000.
    """
    held, found = 0, []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        counts = rng.poisson(rng.gamma(shape, mean / shape, 3000))
        fit = fit_truncated_gamma_poisson(*np.unique(counts[counts > 0], return_counts=True))
        held += fit.interval.low <= gini_of_gamma(shape) <= fit.interval.high
        found.append(fit.gini)
    assert held >= 16
    assert np.mean(found) == pytest.approx(gini_of_gamma(shape), abs=0.02)


def test_intervals_of_shares_and_ratios_cover_when_children_repeat():
    """Simulation: 300 samples of 250 clusters. Exact 95% cover would give 285; fewer than
    272 has a chance of one in a thousand. Without the design effect it is far fewer."""
    held = naive = ratios = 0
    truth = 1 / 3
    for seed in range(300):
        rng = np.random.default_rng(seed)
        n = 1 + rng.negative_binomial(0.6, 0.2, 250)
        y = rng.binomial(n, rng.beta(1, 2, 250))
        count, of = int(y.sum()), int(n.sum())
        sums = {"squares": y @ y, "products": y @ n, "sizes": n @ n}
        effect = design_effect(count, of, 250, **sums)
        low, high = wilson(count, of, design_effect=effect)
        held += low <= truth <= high
        low, high = wilson(count, of)
        naive += low <= truth <= high
        _, (low, high) = rate_ratio(count, of, 0.25, design_effect=effect)
        ratios += low <= truth / 0.25 <= high
    assert held >= 272
    assert ratios == held
    assert naive < 250


def test_curve_interval_covers_with_open_times():
    """Simulation: 300 samples; as above."""
    held = 0
    for seed in range(300):
        rng = np.random.default_rng(seed)
        times, limit = rng.exponential(10, 120), rng.exponential(20, 120)
        curve = kaplan_meier(np.minimum(times, limit), times <= limit)
        low, high = curve_interval(curve, 10.0)
        held += low <= np.exp(-1) <= high
    assert held >= 272


def test_bootstrap_of_a_top_share_against_drawing_children():
    """Brute force: the same resampling done child by child."""
    rng = np.random.default_rng(3)
    counts = 1 + rng.negative_binomial(0.2, 0.08, 500)
    drawn = np.sort(rng.choice(counts, (3000, 500)), axis=1)
    shares = drawn[:, -50:].sum(axis=1) / drawn.sum(axis=1)
    sizes, units = np.unique(counts, return_counts=True)
    found = bootstrap_concentration(sizes, units, (10,), stream(1, "t"), resamples=3000)
    assert found.tops[0] == pytest.approx(np.quantile(shares, [0.025, 0.975]), abs=0.01)
