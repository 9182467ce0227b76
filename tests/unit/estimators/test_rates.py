"""Rates, means per cluster and ratios of rates."""

from __future__ import annotations

import numpy as np
import pytest

from homeward.estimators import compound_poisson_rate, mean_per_cluster, rate_ratio, wilson


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


def test_a_rate_of_single_events_is_the_poisson_one():
    rate, (low, high) = compound_poisson_rate(100, 100, 10)
    assert rate == 10
    assert high / rate == pytest.approx(np.exp(1.959964 / 10))
    assert low * high == pytest.approx(rate**2)


def test_clusters_widen_a_rate():
    assert compound_poisson_rate(100, 400, 10)[1].high > compound_poisson_rate(100, 100, 10)[1].high
    assert compound_poisson_rate(0, 0, 10) is None


def test_a_mean_per_cluster():
    mean, interval = mean_per_cluster(6, 3, 1 + 1 + 16)
    assert mean == 2
    assert interval.low * interval.high == pytest.approx(4)
    error = np.std([1, 1, 4], ddof=1) / np.sqrt(3)
    assert interval.high == pytest.approx(2 * np.exp(1.959964 * error / 2))


def test_one_cluster_shows_no_spread_and_none_no_mean():
    assert mean_per_cluster(4, 1, 16) == (4, None)
    assert mean_per_cluster(0, 0, 0) is None
