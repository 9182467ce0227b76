"""What a row is worth as an observation where rows of one child are alike."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from homeward.study.memory.alike import MOST, Clusters, Spread

RNG = np.random.default_rng(7)


def spread(clusters, values) -> Spread:
    one = Spread()
    half = len(values) // 2
    for part in (slice(0, half), slice(half, None)):
        one.add(np.asarray(clusters)[part], pa.array(list(values)[part]))
    return one


def test_rows_that_have_nothing_to_do_with_their_child_are_worth_one_each():
    clusters = np.repeat(np.arange(400), 5)
    worth = spread(clusters, RNG.choice(["a", "b", "c"], 2000)).worth()
    assert worth == pytest.approx(1.0, abs=0.15)


@pytest.mark.parametrize("size", [2, 5, 20])
def test_rows_that_say_what_their_child_always_says_are_worth_one_child(size):
    said = RNG.choice(["a", "b"], 500)
    worth = spread(np.repeat(np.arange(500), size), np.repeat(said, size)).worth()
    assert worth == pytest.approx(1 / size, rel=0.02)


def test_a_value_of_the_children_with_most_rows_is_worth_less_than_their_number_says():
    each = np.array([60] * 4 + [2] * 200)
    said = np.array(["rare"] * 4 + ["usual"] * 200)
    worth = spread(np.repeat(np.arange(204), each), np.repeat(said, each)).worth()
    kish = each.sum() ** 2 / (each**2).sum() / each.sum()
    assert worth < kish


@pytest.mark.parametrize("values", [[], ["a"] * 9, [None] * 4])
def test_what_cannot_be_told_is_nothing(values):
    one = Spread()
    one.add(np.arange(len(values)), pa.array(values, pa.string()))
    assert one.worth() == 0.0


def test_children_are_counted_by_value_and_blank_rows_are_not():
    one = spread([0, 0, 1, 2, -1, 2], ["x", "x", "x", "y", "y", None])
    assert one.people() == {"x": 2, "y": 1}


def test_clusters_are_bounded_and_a_table_without_children_goes_by_incident():
    rows = pa.record_batch({"child": [f"c{n}" for n in range(MOST + 5)]})
    clusters = Clusters()
    assert clusters.of(rows).tolist() == [*range(MOST), *[-1] * 5] and len(clusters) == MOST
    events = pa.record_batch({"incident": ["i", None, "i", "j"]})
    assert Clusters().of(events).tolist() == [0, -1, 0, 1]
    assert Clusters().of(pa.record_batch({"role": ["a", "b"]})).tolist() == [-1, -1]


def test_events_of_one_childs_incidents_are_put_together():
    incidents = Clusters()
    incidents.of(pa.record_batch({"incident": ["i", "j", "k"], "child": ["c", "c", "d"]}))
    events = pa.record_batch({"incident": ["k", "i", "j", "i", "elsewhere", None]})
    assert Clusters(incidents.cases).of(events).tolist() == [0, 1, 1, 1, -1, -1]


def test_children_keep_their_numbers_once_no_more_are_taken():
    clusters = Clusters()
    clusters.of(pa.record_batch({"child": [f"c{n}" for n in range(MOST)]}))
    later = pa.record_batch({"child": ["c7", "new", None, "c0", f"c{MOST - 1}"]})
    assert clusters.of(later).tolist() == [7, -1, -1, 0, MOST - 1]
