"""Rates, means per cluster and ratios of rates."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import t as student

from homeward.estimators import (
    PowerSums,
    compound_poisson_rate,
    mean_per_cluster,
    rate_ratio,
    wilson,
)


def test_a_rate_against_the_whole():
    value, (low, high) = rate_ratio(25, 100, 0.125)
    assert value == 2
    assert (low, high) == pytest.approx(tuple(x / 0.125 for x in wilson(25, 100)))


def test_a_rate_against_the_rest():
    value, (low, high) = rate_ratio(2, 3, 2 / 7, reference="rest")
    assert value == pytest.approx(5)  # 2 per 2/7 against 1 per 5/7
    assert low < 5 < high


def test_no_event_in_the_part_still_has_an_upper_end():
    value, (low, high) = rate_ratio(0, 40, 0.125)
    assert (value, low) == (0, 0)
    assert 0 < high < 1


def test_a_design_effect_widens_it():
    _, narrow = rate_ratio(25, 100, 0.125)
    _, wide = rate_ratio(25, 100, 0.125, design_effect=4)
    assert wide.low < narrow.low < narrow.high < wide.high


def test_nothing_to_compare_is_no_ratio():
    assert rate_ratio(0, 0, 0.5) is None
    assert rate_ratio(5, 5, 0.5, reference="rest") is None


@pytest.mark.parametrize("exposure, reference", [(0, "whole"), (1, "rest"), (0.5, "other")])
def test_what_cannot_be_meant_is_an_error(exposure, reference):
    with pytest.raises(ValueError):
        rate_ratio(1, 2, exposure, reference=reference)


def of(*sizes):
    return PowerSums.of(np.array(sizes))


def test_sums_are_over_clusters_that_have_an_event():
    assert of(0, 1, 0, 3) == (4, 2, 10, 28, 82)


def test_a_rate_of_single_events_is_the_poisson_one():
    rate, (low, high) = compound_poisson_rate(of(*[1] * 100), 10)
    assert rate == 10
    assert high / rate == pytest.approx(np.exp(student.ppf(0.975, 100) / 10))
    assert low * high == pytest.approx(rate**2)


def test_clusters_widen_a_rate():
    alone, together = (compound_poisson_rate(of(*s), 10)[1] for s in ([1] * 100, [4] * 25))
    assert together.high > alone.high
    assert compound_poisson_rate(of(), 10) is None


def test_a_rate_that_rests_on_few_clusters_knows_how_few():
    sizes = np.array([1] * 90 + [30, 40, 50])
    rate, (low, high) = compound_poisson_rate(of(*sizes), 12)
    degrees = (sizes**2).sum() ** 2 / (sizes**4).sum()
    assert 2 < degrees < 4
    half = student.ppf(0.975, degrees) * np.sqrt((sizes**2).sum()) / sizes.sum()
    assert (low, high) == pytest.approx((rate * np.exp(-half), rate * np.exp(half)))


def test_a_mean_per_cluster():
    sizes = np.array([1, 1, 4, 2, 9])
    mean, interval = mean_per_cluster(of(*sizes))
    assert mean == pytest.approx(3.4)
    assert interval.low * interval.high == pytest.approx(mean**2)
    about = (sizes - mean) ** 2
    degrees = about.sum() ** 2 / (about**2).sum()
    error = np.std(sizes, ddof=1) / np.sqrt(5)
    half = student.ppf(0.975, degrees) * error / mean
    assert interval.high == pytest.approx(mean * np.exp(half))


def test_variance_may_be_added_to_both():
    plain, more = (mean_per_cluster(of(1, 2, 4, 3), more=m)[1] for m in (0.0, 0.01))
    assert more.high > plain.high
    plain, more = (compound_poisson_rate(of(1, 2, 4, 3), 2, more=m)[1] for m in (0.0, 0.01))
    assert more.high > plain.high


def test_clusters_all_alike_leave_a_mean_certain():
    mean, interval = mean_per_cluster(of(3, 3, 3))
    assert (mean, *interval) == (3, 3, 3)


def test_one_cluster_shows_no_spread_and_none_no_mean():
    assert mean_per_cluster(of(4)) == (4, None)
    assert mean_per_cluster(of()) is None
