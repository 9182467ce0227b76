"""Shares, their intervals and design effects."""

from __future__ import annotations

import pytest
from scipy.stats import t as student

from homeward.estimators import design_effect, wilson, z_score


def sums(clusters):
    """What `design_effect` needs, from (yes, of) per cluster."""
    return {
        "squares": sum(y * y for y, _ in clusters),
        "products": sum(y * n for y, n in clusters),
        "sizes": sum(n * n for _, n in clusters),
    }


def effect(clusters):
    y, n = (sum(part) for part in zip(*clusters, strict=True))
    return design_effect(y, n, len(clusters), **sums(clusters))


def test_the_usual_quantile():
    assert z_score() == pytest.approx(1.959964, abs=1e-6)


@pytest.mark.parametrize("count", [0, 1, 5, 10])
def test_the_interval_holds_the_share_and_stays_inside(count):
    low, high = wilson(count, 10)
    assert 0 <= low <= count / 10 <= high <= 1
    assert (low == 0) == (count == 0)
    assert (high == 1) == (count == 10)


def test_a_design_effect_is_a_smaller_sample():
    assert wilson(30, 100, design_effect=10) == pytest.approx(wilson(3, 10))


@pytest.mark.parametrize("count, of", [(1, 0), (-1, 5), (6, 5)])
def test_impossible_counts_are_refused(count, of):
    with pytest.raises(ValueError, match="count"):
        wilson(count, of)


def test_singletons_have_no_design_effect_to_speak_of():
    assert effect([(1, 1)] * 30 + [(0, 1)] * 70) == pytest.approx(100 / 99)


def test_clusters_alike_within_lose_all_but_one_each():
    # Ten clusters of ten, each all yes or all no: as good as ten units.
    assert effect([(10, 10)] * 5 + [(0, 10)] * 5) == pytest.approx(10 * 10 / 9)


def test_clusters_that_balance_do_not_gain():
    assert effect([(5, 10)] * 10) == 1.0


@pytest.mark.parametrize("clusters", [[(0, 4), (0, 2)], [(4, 4), (2, 2)], [(1, 4)]])
def test_where_spread_cannot_be_seen_the_largest_is_taken(clusters):
    n = sum(n for _, n in clusters)
    assert effect(clusters) == pytest.approx(sum(n * n for _, n in clusters) / n)


def raised(clusters):
    y, n = (sum(part) for part in zip(*clusters, strict=True))
    fourths = sum(n**4 for _, n in clusters)
    return design_effect(y, n, len(clusters), fourths=fourths, **sums(clusters))


def test_an_effect_that_rests_on_few_clusters_gives_the_interval_of_student():
    clusters = [(10, 10)] * 5 + [(0, 10)] * 5
    plain = effect(clusters)
    # Ten equal clusters tell of the part that they add, which is nearly all of it.
    degrees = 9 * (plain / (plain - 1)) ** 2
    quantile = student.ppf(0.975, degrees)
    assert raised(clusters) == pytest.approx(plain * (quantile / z_score()) ** 2)
    n, half = 100 / plain, quantile / 2
    centre_half = half / (n + quantile**2) ** 0.5
    assert wilson(50, 100, design_effect=raised(clusters)) == pytest.approx(
        (0.5 - centre_half, 0.5 + centre_half)
    )


def test_the_fewer_clusters_an_effect_rests_on_the_more_it_is_raised():
    equal = [(4, 4), (0, 4)] * 20
    one_large = [(4, 4), (0, 4)] * 15 + [(30, 40)]
    assert 1 < raised(equal) / effect(equal) < 1.1
    assert raised(one_large) / effect(one_large) > 1.3


def test_what_clusters_add_next_to_nothing_to_is_left_as_it_is():
    assert raised([(5, 10)] * 10) == 1.0
    alone = [(1, 1)] * 30 + [(0, 1)] * 70
    assert raised(alone) == pytest.approx(effect(alone), rel=1e-4)
    assert raised([(0, 4), (0, 2)]) == effect([(0, 4), (0, 2)])


def test_no_unit_has_no_design_effect():
    with pytest.raises(ValueError, match="at least one"):
        design_effect(0, 0, 0, squares=0, products=0, sizes=0)
