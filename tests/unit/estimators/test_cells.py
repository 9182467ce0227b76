"""Events of clusters over a few cells, and a ratio of two shares."""

from __future__ import annotations

import numpy as np
import pytest

from homeward.estimators import cells_and_products, ratio_of_shares
from homeward.estimators.cells import _AT_ONCE


def made(seed, clusters, cells):
    rng = np.random.default_rng(seed)
    cluster = np.repeat(np.arange(clusters), rng.integers(0, 4, clusters))
    return cluster, rng.integers(cells, size=len(cluster))


def test_products_by_hand():
    """Cluster 0 has cells 0, 0 and 1; cluster 3 has cell 1."""
    counts, cross = cells_and_products([0, 0, 0, 3], [0, 0, 1, 1], 2)
    assert counts.tolist() == [2, 2]
    assert cross.tolist() == [[4, 2], [2, 2]]


def test_nothing_is_nothing():
    counts, cross = cells_and_products(np.zeros(0, int), np.zeros(0, int), 3)
    assert counts.tolist() == [0, 0, 0]
    assert not cross.any()


@pytest.mark.parametrize("clusters", [50, 2 * _AT_ONCE + 7])
def test_products_against_one_table(clusters):
    """However many clusters are held at a time."""
    cluster, cell = made(1, clusters, 5)
    each = np.bincount(cluster * 5 + cell, minlength=clusters * 5).reshape(-1, 5)
    counts, cross = cells_and_products(cluster, cell, 5)
    assert counts.tolist() == each.sum(axis=0).tolist()
    assert cross.tolist() == (each.T @ each).tolist()


def test_a_ratio_by_hand():
    """3 of 4 against 1 of 4."""
    found = ratio_of_shares([0, 1, 2, 3, 4, 5, 6, 7], [0, 0, 0, 1, 2, 3, 3, 3])
    assert found.value == pytest.approx(3.0)
    assert found.interval.low < 1 < 3 < found.interval.high


def test_clusters_of_one_give_the_usual_variance():
    """Katz: the variance of the log of a ratio of shares, 1/a - 1/n + 1/c - 1/m."""
    cell = np.repeat([0, 1, 2, 3], [40, 60, 30, 170])
    found = ratio_of_shares(np.arange(300), cell)
    usual = 1 / 40 - 1 / 100 + 1 / 30 - 1 / 200
    assert found.value == pytest.approx(0.4 / 0.15)
    assert found.log_error**2 == pytest.approx(usual * 300 / 299)


def test_events_that_stand_together_tell_less():
    cell = np.repeat([0, 1, 2, 3], [40, 60, 30, 170])
    alone = ratio_of_shares(np.arange(300), cell)
    together = ratio_of_shares(np.arange(300) // 10, cell)
    assert together.value == pytest.approx(alone.value)
    assert together.log_error > 2 * alone.log_error


@pytest.mark.parametrize("cell", [[1, 1, 2, 3], [0, 1, 3, 3], []])
def test_no_event_on_a_side_is_no_answer(cell):
    assert ratio_of_shares(np.arange(len(cell)), cell) is None


def test_the_interval_holds_the_truth_as_often_as_it_says():
    """Clusters of unequal size with their own late share; true ratio 1.5. Of 200, 190 would
    be right; 180 or fewer has a chance of less than one in five hundred."""
    held = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        size = 1 + rng.poisson(rng.gamma(0.8, 4, 120))
        cluster = np.repeat(np.arange(120), size)
        late = rng.beta(2, 6, 120)[cluster]
        first = rng.random(len(cluster)) < 0.3
        met = rng.random(len(cluster)) < np.where(first, 1.5, 1.0) * np.minimum(late, 0.66)
        found = ratio_of_shares(cluster, 2 * ~first + 1 * ~met)
        held += found.interval.low <= 1.5 <= found.interval.high
    assert held > 180
