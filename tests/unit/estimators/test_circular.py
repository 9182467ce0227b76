"""The highest window of a clock."""

from __future__ import annotations

import numpy as np
import pytest

from homeward.estimators import peak_p_value, peak_support, peak_window, stream, window_sums


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
    assert peak_support(counts, cross, 3, stream(1, "s")) > 0.9
    assert peak_p_value(counts, cross, 3, stream(1, "p")) == pytest.approx(0.001)


def test_support_agrees_with_drawing_clusters_again():
    each = clusters(np.random.default_rng(3), 300, 0.04)
    counts, cross = each.sum(axis=0), each.T @ each
    rng = np.random.default_rng(9)
    weights = rng.poisson(1, (4000, len(each)))
    best = np.argmax(window_sums(weights @ each, 3), axis=1)
    drawn = np.mean(best == peak_window(counts, 3))
    assert peak_support(counts, cross, 3, stream(1, "s"), draws=4000) == pytest.approx(
        drawn, abs=0.05
    )


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
