"""The highest window of a clock."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from homeward.estimators import (
    holm,
    peak_arc,
    peak_p_value,
    peak_starts,
    peak_support,
    peak_window,
    stream,
    window_sums,
)


def clusters(rng, n, peak):
    """Hours of n clusters: three events each, a share of them in three hours from 22."""
    out = np.zeros((n, 24))
    for row in out:
        for _ in range(3):
            hour = rng.choice([22, 23, 0]) if rng.random() < peak else rng.integers(24)
            row[hour] += 1
    return out


def test_windows_go_round_midnight():
    counts = np.zeros(24)
    counts[[23, 0, 1]] = 1, 5, 2
    assert window_sums(counts, 3)[[22, 23, 0]].tolist() == [6, 8, 7]
    assert peak_window(counts, 3) == 23


def test_of_equals_the_earliest_is_taken():
    assert peak_window(np.ones(24), 3) == 0


def test_a_plain_peak_is_found_and_held_to():
    each = clusters(np.random.default_rng(1), 400, 0.3)
    counts, cross = each.sum(axis=0), each.T @ each
    assert peak_window(counts, 3) == 22
    starts = peak_starts(counts, cross, 3, stream(1, "s"))
    assert peak_support(starts, 22) > 0.9
    assert peak_arc(starts, 22, 24) == (22, 22)
    assert peak_p_value(counts, cross, 3, stream(1, "p")) == pytest.approx(0.001)


def test_support_agrees_with_drawing_clusters_again():
    each = clusters(np.random.default_rng(3), 300, 0.04)
    counts, cross = each.sum(axis=0), each.T @ each
    rng = np.random.default_rng(9)
    weights = rng.poisson(1, (4000, len(each)))
    best = np.argmax(window_sums(weights @ each, 3), axis=1)
    start = peak_window(counts, 3)
    starts = peak_starts(counts, cross, 3, stream(1, "s"), draws=4000)
    assert peak_support(starts, start) == pytest.approx(np.mean(best == start), abs=0.05)


def test_the_arc_goes_round_midnight_and_holds_the_peak():
    """23 has 40 of 100, 0 has 30, 22 has 20, 11 has 10: 90% lie from 22 to 0."""
    starts = np.repeat([23, 0, 22, 11], [40, 30, 20, 10])
    assert peak_arc(starts, 23, 24, level=0.9) == (22, 24)
    assert peak_arc(starts, 0, 24, level=0.9) == (-2, 0)
    assert peak_arc(starts, 23, 24, level=0.7) == (23, 24)
    assert peak_arc(starts, 23, 24, level=0.4) == (23, 23)
    assert peak_arc(starts, 23, 24, level=0.95) is None  # 11 to 0 is more than half


@pytest.mark.parametrize("seed", range(5))
def test_the_arc_is_the_shortest_by_trying_all(seed):
    rng = np.random.default_rng(seed)
    starts = rng.integers(24, size=200) % rng.integers(2, 9) * 2 + rng.integers(24)
    starts %= 24
    start = int(starts[0])
    arc = peak_arc(starts, start, 24, level=0.8)
    held = {
        (first, first + length): np.isin(starts, np.arange(first, first + length + 1) % 24).mean()
        for length in range(13)
        for first in range(start - length, start + 1)
    }
    enough = {one: share for one, share in held.items() if share >= 0.8}
    if arc is None:
        assert not enough
        return
    assert arc in enough
    shortest = min(last - first for first, last in enough)
    assert arc[1] - arc[0] == shortest
    assert held[arc] == max(held[one] for one in enough if one[1] - one[0] == shortest)


def test_the_arc_holds_the_true_peak_as_often_as_it_says():
    """60 counties with a flat top (21 to 1) and one true highest window, from 22: 95% would
    be 57; 51 or fewer has a chance of less than one in a hundred."""
    held = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        weights = np.ones(24)
        weights[[21, 22, 23, 0, 1]] = 2.0, 2.6, 3.0, 2.6, 2.0
        each = rng.multinomial(4, weights / weights.sum(), size=250)
        counts, cross = each.sum(axis=0), each.T @ each
        start = peak_window(counts, 3)
        first, last = peak_arc(peak_starts(counts, cross, 3, stream(seed, "s")), start, 24)
        held += any(hour % 24 == 22 for hour in range(first, last + 1))
    assert held > 51


def test_the_test_is_honest_where_there_is_no_peak():
    small = []
    for seed in range(60):
        each = clusters(np.random.default_rng(seed), 150, 0.0)
        small.append(
            peak_p_value(each.sum(axis=0), each.T @ each, 3, stream(seed, "p"), draws=199) <= 0.1
        )
    # 10% of 60 is 6; 14 or more has a chance of one in five hundred.
    assert sum(small) < 14


def test_one_cluster_with_one_event_is_no_evidence():
    counts = np.zeros(24)
    counts[5] = 1
    assert peak_p_value(counts, np.outer(counts, counts), 3, stream(1, "p")) > 0.05


def test_holm_by_hand():
    """0.01 x 4, then 0.02 x 3, then 0.03 x 2 which may not fall below, then 0.9."""
    assert holm([0.03, 0.01, 0.9, 0.02]) == pytest.approx([0.06, 0.04, 0.9, 0.06])
    assert holm([0.4, 0.6]) == pytest.approx([0.8, 0.8])
    assert holm([0.03]) == pytest.approx([0.03])
    assert len(holm([])) == 0


def test_holm_against_statsmodels():
    p = np.random.default_rng(2).uniform(size=12) ** 3
    assert holm(p) == pytest.approx(multipletests(p, method="holm")[1])


def test_looking_at_many_groups_keeps_its_promise():
    """Ten groups with no peak at all: some p value of all is at or below 0.1 in a tenth of
    studies. 10 or more of 40 has a chance of one in two hundred."""
    wrong = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        p = []
        for place in range(10):
            each = clusters(rng, 60, 0.0)
            counts, cross = each.sum(axis=0), each.T @ each
            p.append(peak_p_value(counts, cross, 3, stream(seed, "p", place), draws=199))
        wrong += holm(p).min() <= 0.1
    assert wrong < 10
