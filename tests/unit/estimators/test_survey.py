"""Weighted shares against formulas worked by hand, replication, and exact intervals."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import t
from statsmodels.stats.proportion import proportion_confint

from homeward.estimators.survey import (
    calibrated,
    joined_strata,
    korn_graubard,
    weighted_share,
)

ROOT = np.random.default_rng(11)


def own(n: int) -> np.ndarray:
    """Every unit a cluster of its own."""
    return np.arange(n)


def test_a_stratified_share_is_the_textbook_one():
    """Cochran 5.1: Σ W ȳ, and Σ W² (1 - f) s² / n with s² of each stratum."""
    yes = np.array([1, 0, 0, 1, 1, 1, 0, 0, 1, 0], bool)
    stratum = np.array([0] * 6 + [1] * 4)
    population = np.array([60.0, 10.0])
    weight = population[stratum] / np.array([6, 4])[stratum]
    found = weighted_share(yes, weight, stratum, own(10), population)
    assert found is not None
    assert found.value == pytest.approx(60 / 70 * 4 / 6 + 10 / 70 * 1 / 4)
    parts = [(60, 6, 4 / 6), (10, 4, 1 / 4)]
    by_hand = sum((N / 70) ** 2 * (1 - n / N) * (p * (1 - p) / (n - 1)) for N, n, p in parts)
    assert found.variance == pytest.approx(by_hand)
    assert (found.clusters, found.degrees) == (10, 8)


def test_unanswered_units_are_stood_for_by_those_of_their_stratum():
    """Twenty drawn from a hundred in each of two strata; half of the first did not answer."""
    stratum = np.array([0] * 10 + [1] * 20)
    weight = np.full(30, 5.0)
    found = calibrated(weight, stratum, np.array([100.0, 100.0]))
    assert found[:10] == pytest.approx(10.0) and found[10:] == pytest.approx(5.0)


def replicated(yes, weight, stratum, cluster, population):
    """Leave each cluster out in turn, weights calibrated again (JKn)."""

    def share(kept):
        w = calibrated(weight[kept], stratum[kept], population)
        return (w @ yes[kept]) / population.sum()

    whole, total = share(np.ones(len(yes), bool)), 0.0
    for h in range(len(population)):
        mine = np.unique(cluster[stratum == h])
        left = 1 - (stratum == h).sum() / population[h]
        for c in mine:
            gone = share(~((stratum == h) & (cluster == c)))
            total += left * (len(mine) - 1) / len(mine) * (gone - whole) ** 2
    return total


def test_the_variance_of_units_is_that_of_leaving_each_out():
    stratum = np.repeat([0, 1, 2], [30, 50, 20])
    population = np.array([300.0, 2000.0, 60.0])
    yes = ROOT.random(100) < 0.3
    weight = population[stratum] / np.array([30, 50, 20])[stratum]
    found = weighted_share(yes, weight, stratum, own(100), population)
    assert found.variance == pytest.approx(replicated(yes, weight, stratum, own(100), population))


def test_the_variance_of_clusters_is_near_that_of_leaving_each_out():
    """Clusters of unequal size make a ratio: linearisation and the jackknife agree to a few %."""
    stratum = np.repeat([0, 1], [120, 180])
    cluster = np.concatenate([np.arange(120) // 3, np.arange(180) // 2])
    population = np.array([2000.0, 900.0])
    rate = ROOT.beta(0.5, 1.0, 200)
    yes = ROOT.random(300) < rate[cluster + 90 * stratum]
    weight = population[stratum] / np.array([120, 180])[stratum]
    found = weighted_share(yes, weight, stratum, cluster, population)
    by_jackknife = replicated(yes, weight, stratum, cluster, population)
    assert found.variance == pytest.approx(by_jackknife, rel=0.03)
    alone = weighted_share(yes, weight, stratum, own(300), population)
    assert found.variance > 1.2 * alone.variance
    assert found.effective < alone.effective


def test_of_a_simple_sample_the_interval_is_the_exact_one():
    """One stratum, a very large whole: n - 1 units, as p(1 - p)/(n - 1) says."""
    yes = np.arange(80) < 20
    found = weighted_share(yes, np.ones(80), np.zeros(80, int), own(80), np.array([1e12]))
    low, high = proportion_confint(0.25 * 79, 79, method="beta")
    assert found.effective == pytest.approx(79)
    assert found.interval == pytest.approx((low, high))


def test_few_clusters_cost_degrees_of_freedom():
    yes = np.arange(40) % 2 == 0
    cluster = np.arange(40) // 8
    found = weighted_share(yes, np.ones(40), np.zeros(40, int), cluster, np.array([1e12]))
    # Clusters alike: no variance between them can be seen, so they count as five units.
    assert found.degrees == 4
    wanted = 5 * (t.ppf(0.975, 39) / t.ppf(0.975, 4)) ** 2
    assert found.effective == pytest.approx(wanted)


@pytest.mark.parametrize("met", [False, True])
def test_none_and_all_keep_an_interval(met: bool):
    yes = np.full(30, met)
    found = weighted_share(yes, np.ones(30), np.zeros(30, int), own(30), np.array([300.0]))
    edge = found.interval.high if not met else 1 - found.interval.low
    assert found.value == float(met)
    # Thirty of three hundred: as many as 30 / 0.9 out of an endless number.
    assert edge == pytest.approx(1 - 0.025 ** (0.9 / 30))


def test_where_all_of_a_cluster_are_alike_none_is_worth_no_more_than_clusters():
    yes = np.zeros(30, bool)
    found = weighted_share(yes, np.ones(30), np.zeros(30, int), np.arange(30) // 3, np.array([1e9]))
    assert found.effective == pytest.approx(10 * (t.ppf(0.975, 29) / t.ppf(0.975, 9)) ** 2)


def test_everybody_asked_and_answered_leaves_nothing_uncertain():
    yes = np.array([True, False, True])
    found = weighted_share(yes, np.ones(3), np.zeros(3, int), own(3), np.array([3.0]))
    assert found.value == pytest.approx(2 / 3)
    assert found.interval == pytest.approx((2 / 3, 2 / 3)) and found.effective == np.inf


def test_it_is_never_surer_than_a_simple_sample_of_the_same_whole():
    """Strata that all but divide yes from no have next to no variance within: the cap speaks."""
    stratum = np.repeat([0, 1], [20, 20])
    yes = (stratum == 1) & (np.arange(40) != 39)
    found = weighted_share(yes, np.ones(40), stratum, own(40), np.array([200.0, 200.0]))
    assert found.effective == pytest.approx(40 / 0.9)
    assert found.interval.low < found.value < found.interval.high


def test_where_no_spread_can_be_seen_none_is_claimed():
    """Strata that divide yes from no: as if all of a cluster were alike."""
    stratum = np.repeat([0, 1], [20, 20])
    found = weighted_share(stratum == 1, np.ones(40), stratum, own(40), np.array([200.0, 200.0]))
    assert found.effective == pytest.approx(40 / 0.9 * (t.ppf(0.975, 39) / t.ppf(0.975, 38)) ** 2)


def test_what_differs_only_where_everybody_answered_is_no_reason_for_doubt():
    stratum = np.repeat([0, 1], [10, 20])
    yes = np.arange(30) < 5
    found = weighted_share(yes, np.ones(30), stratum, own(30), np.array([10.0, 200.0]))
    assert found.value == pytest.approx(5 / 210) and found.variance == 0.0
    assert 0 < found.interval.low < found.value < found.interval.high < 0.3


def test_a_thin_stratum_gives_no_answer_and_an_empty_one_is_refused():
    stratum = np.array([0, 0, 1])
    yes = np.array([True, False, True])
    assert weighted_share(yes, np.ones(3), stratum, own(3), np.array([9.0, 5.0])) is None
    assert weighted_share(yes, np.ones(3), stratum, own(3), np.array([9.0, 1.0])) is not None
    with pytest.raises(ValueError, match="nobody answered"):
        weighted_share(yes, np.ones(3), stratum, own(3), np.array([9.0, 1.0, 4.0]))


def test_thin_strata_join_the_one_most_like_them():
    likeness = [(2021, "home"), (2021, "foster"), (2022, "home"), (2022, "foster")]
    found = joined_strata(likeness, [50, 50, 50, 50], [9, 9, 9, 1], [5, 5, 5, 1])
    assert found.tolist() == [0, 1, 2, 2]  # the nearest of two that differ in one part
    found = joined_strata(likeness, [50, 50, 50, 50], [9, 9, 9, 0], [5, 5, 5, 0])
    assert found.tolist() == [0, 1, 2, 2]


def test_strata_answered_for_in_full_stay_as_they_are():
    assert joined_strata([("a",), ("b",)], [1, 50], [1, 9], [1, 9]).tolist() == [0, 1]


def test_joining_ends_with_one_class():
    found = joined_strata([("a",), ("b",), ("c",)], [9, 9, 9], [1, 0, 0], [1, 0, 0])
    assert found.tolist() == [0, 0, 0]
    assert joined_strata([()], [9], [5], [5]).tolist() == [0]


def test_an_exact_interval_of_no_width_is_never_given():
    for value in (0.0, 0.3, 1.0):
        low, high = korn_graubard(value, 12.5)
        assert 0 <= low <= value <= high <= 1 and high - low > 0.1
