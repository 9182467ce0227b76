"""Ratios whose uncertainty is read from clusters; odds ratios of clustered tables."""

from __future__ import annotations

from math import exp, log, sqrt

import numpy as np
import pytest
from scipy.stats import t as student

from homeward.estimators import (
    FEWEST_CLUSTERS,
    FEWEST_IN_CELL,
    Cells,
    Unfit,
    Why,
    cells_of,
    clustered_ratio,
    odds_ratio_by_cluster,
)


def table(yes_with, no_with, yes_without, no_without, clusters=None):
    """Rows of a 2x2 table; each row its own cluster unless said."""
    cells = (yes_with, no_with, yes_without, no_without)
    outcome = np.repeat([True, False, True, False], cells)
    exposed = np.repeat([True, True, False, False], cells)
    n = sum(cells)
    return outcome, exposed, np.arange(n) if clusters is None else np.arange(n) % clusters


def test_equal_clusters_give_as_many_degrees():
    found = clustered_ratio(log(2), np.tile([0.1, -0.1], 50))
    assert found.value == pytest.approx(2)
    assert found.degrees == pytest.approx(99)  # never more than the clusters less one
    assert found.log_error == pytest.approx(sqrt(100 / 99 * 100 * 0.01))
    half = student.ppf(0.975, 99) * found.log_error
    assert found.interval == pytest.approx((2 * exp(-half), 2 * exp(half)))


def test_one_cluster_that_carries_everything_leaves_one_degree():
    influence = np.r_[1.0, np.full(200, 0.001)]
    found = clustered_ratio(0.0, influence)
    assert found.degrees == pytest.approx(1.0, abs=0.01)
    assert found.interval.high > exp(12)


def test_clusters_that_move_nothing_count_as_clusters():
    moved = np.array([0.2, -0.1, -0.1, 0.3])
    padded = clustered_ratio(0.0, np.r_[moved, np.zeros(16)])
    assert clustered_ratio(0.0, moved, clusters=20).log_error == padded.log_error


@pytest.mark.parametrize("influence", [np.zeros(9), np.array([0.4]), np.zeros(0)])
def test_nothing_to_see_between_clusters_is_no_certainty(influence):
    found = clustered_ratio(log(3), influence)
    assert found.interval.low < 1e-15
    assert found.interval.high > 1e15


def test_single_units_give_woolfs_interval():
    """With a cluster for each unit the variance is Woolf's sum of reciprocals."""
    outcome, exposed, cluster = table(30, 70, 40, 260)
    found = odds_ratio_by_cluster(outcome, exposed, cluster)
    assert found.value == pytest.approx(30 * 260 / (70 * 40))
    woolf = sqrt(1 / 30 + 1 / 70 + 1 / 40 + 1 / 260)
    assert found.log_error == pytest.approx(woolf, rel=0.01)


def test_copies_of_a_unit_tell_nothing_new():
    outcome, exposed, cluster = table(30, 70, 40, 260)
    once = odds_ratio_by_cluster(outcome, exposed, cluster)
    many = odds_ratio_by_cluster(*(np.repeat(column, 5) for column in (outcome, exposed, cluster)))
    assert many.log_error == pytest.approx(once.log_error)
    assert many.interval == pytest.approx(once.interval)


def test_numbers_of_clusters_may_have_gaps():
    outcome, exposed, cluster = table(30, 70, 40, 260)
    found = odds_ratio_by_cluster(outcome, exposed, cluster * 7 + 3)
    assert found == odds_ratio_by_cluster(outcome, exposed, cluster)


@pytest.mark.parametrize(
    "cells, clusters, why",
    [
        ((FEWEST_IN_CELL - 1, 70, 40, 260), None, Why.TOO_FEW_UNITS),
        ((0, 0, 40, 260), None, Why.TOO_FEW_UNITS),
        ((0, 0, 0, 0), None, Why.TOO_FEW_UNITS),
        ((30, 70, 40, 260), FEWEST_CLUSTERS - 1, Why.TOO_FEW_CLUSTERS),
    ],
)
def test_too_little_is_no_ratio(cells, clusters, why):
    assert odds_ratio_by_cluster(*table(*cells, clusters)) == Unfit(why)


def test_the_smallest_that_is_answered():
    found = odds_ratio_by_cluster(*table(*[FEWEST_IN_CELL] * 4, FEWEST_CLUSTERS))
    assert found.value == pytest.approx(1)


def test_cells():
    outcome, exposed, _ = table(1, 2, 3, 4)
    assert cells_of(outcome, exposed) == Cells(1, 2, 3, 4)
