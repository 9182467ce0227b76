"""Intervals of top shares and of the Gini index: by leaving out one unit after another."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import t as student

from homeward.estimators import concentration_intervals, gini, top_count

COUNTS = np.r_[np.ones(60, int), np.full(20, 2), np.full(9, 3), [5, 5, 7, 8, 8, 11, 16, 20, 31]]
PERCENTS = (1, 5, 10, 20, 50)


def profile(counts):
    return np.unique(counts, return_counts=True)


def top_share(counts, wanted):
    """Of so many units from the largest down, the last of them perhaps in part."""
    falling = np.sort(counts)[::-1]
    taken = np.clip(wanted - np.arange(len(falling)), 0, 1)
    return taken @ falling / falling.sum()


def by_hand(value, without):
    """Jackknife on the logit scale, with t at Satterthwaite's degrees of freedom."""
    n = len(without)
    squares = (np.subtract(without, np.mean(without)) * (n - 1) / n) ** 2
    degrees = min(n - 1, max(1, squares.sum() ** 2 / (squares**2).sum()))
    error = np.sqrt(squares.sum() * n / (n - 1)) / (value * (1 - value))
    half = student.ppf(0.975, degrees) * error
    ends = np.log(value / (1 - value)) + np.array([-half, half])
    return 1 / (1 + np.exp(-ends))


@pytest.mark.parametrize("seed", range(4))
def test_every_interval_is_the_jackknife_of_the_units(seed):
    counts = np.random.default_rng(seed).permutation(COUNTS)[: 98 - 9 * seed]
    n = len(counts)
    found = concentration_intervals(*profile(counts), PERCENTS)
    for percent, interval in zip(PERCENTS, found.tops, strict=True):
        wanted = top_count(n, percent)
        fewer = wanted * (n - 1) / n
        without = [top_share(np.delete(counts, unit), fewer) for unit in range(n)]
        low, high = by_hand(top_share(counts, wanted), without)
        assert interval == pytest.approx((max(low, wanted / n), high), abs=1e-12)
    without = [gini(*profile(np.delete(counts, unit))) for unit in range(n)]
    assert found.gini == pytest.approx(by_hand(gini(*profile(counts)), without), abs=1e-12)


def test_few_units_at_the_top_make_it_wide_upwards():
    """Ten of a thousand units are the top 1%: what lies beyond the largest seen is allowed for."""
    counts = np.r_[np.ones(990, int), [20, 22, 25, 27, 30, 31, 33, 36, 50, 90]]
    ((low, high),) = concentration_intervals(*profile(counts), (1,)).tops
    value = top_share(counts, 10)
    rng = np.random.default_rng(1)
    drawn = [top_share(rng.choice(counts, 1000), 10) for _ in range(400)]
    assert high - value > np.quantile(drawn, 0.975) - value
    assert low < value < high < 1


def test_units_all_alike_show_no_spread_and_nothing_is_claimed():
    found = concentration_intervals([4], [10], (10, 50))
    assert found.tops == ((0.1, 1.0), (0.5, 1.0))
    assert found.gini == (0.0, 1.0)


@pytest.mark.parametrize(
    "sizes, units", [([3], [1]), ([3, 0], [1, 0]), ([5, 0], [1, 9]), ([1, 0], [1, 4])]
)
def test_one_unit_with_every_event(sizes, units):
    found = concentration_intervals(sizes, units, (20,))
    ends = np.array([*found.gini, *found.tops[0]])
    assert np.isfinite(ends).all()
    assert found.tops[0].high == 1.0
    assert (ends >= 0).all() and (ends <= 1).all()


def test_no_top_is_asked_for_and_the_index_is_given():
    found = concentration_intervals(*profile(COUNTS), ())
    assert found.tops == ()
    assert found.gini.low < gini(*profile(COUNTS)) < found.gini.high
