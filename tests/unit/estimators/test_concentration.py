"""Top shares, Lorenz curves, Gini indices, and what chance alone gives."""

from __future__ import annotations

import numpy as np
import pytest

from homeward.estimators import (
    chance_concentration,
    gini,
    gini_sparse_adjusted,
    lorenz,
    stream,
    top_count,
    top_total,
)
from homeward.estimators.concentration import truncated_poisson

# Ten units: one with 11 events, two with 3, seven with 1.
SIZES, UNITS = [1, 11, 3], [7, 1, 2]


@pytest.mark.parametrize(
    "units, percent, top", [(1, 1, 1), (10, 10, 1), (11, 10, 2), (30, 10, 3), (100, 7, 7)]
)
def test_the_top_is_rounded_up_exactly(units, percent, top):
    assert top_count(units, percent) == top


@pytest.mark.parametrize(
    "percent, top", [(10, (1, 11)), (20, (2, 14)), (40, (4, 18)), (100, (10, 24))]
)
def test_the_top_has_its_events(percent, top):
    assert top_total(SIZES, UNITS, percent) == top


def test_the_curve_of_shares_is_the_complement_of_the_tops():
    assert lorenz(SIZES, UNITS, [0, 60, 90, 100]) == pytest.approx([0, 6 / 24, 13 / 24, 1])


def test_an_even_spread_has_no_concentration():
    assert gini([4], [9]) == 0


def test_one_unit_with_everything():
    assert gini([5, 0], [1, 9]) == pytest.approx(0.9)


def test_the_correction_for_sparse_counts():
    # Four events on ten units, one each: as even as can be.
    raw = gini([1, 0], [4, 6])
    assert raw == pytest.approx(0.6)
    assert gini_sparse_adjusted(raw, units=10, events=4) == pytest.approx(0)
    # All four on one unit is still all of it.
    assert gini_sparse_adjusted(1.0, units=10, events=4) == 1
    # More events than units: nothing to correct.
    assert gini_sparse_adjusted(0.42, units=4, events=10) == 0.42


@pytest.mark.parametrize("mean", [1.0, 1.0001, 1.5, 2.9, 40.0])
def test_counts_of_at_least_one_have_the_mean_asked_for(mean):
    counts, chance = truncated_poisson(mean)
    assert counts[0] == 1
    assert chance.sum() == pytest.approx(1)
    assert counts @ chance == pytest.approx(mean, rel=1e-6)


def test_chance_alone_lifts_the_top_share_above_the_share_of_units():
    found = chance_concentration(1000, 2900, (10,), stream(3, "chance"))
    # Throwing 2,900 events at 1,000 units, each with one already, by plain simulation.
    rng = np.random.default_rng(0)
    tops, ginis = [], []
    for _ in range(200):
        counts = rng.poisson(2.68, 4000)
        counts = np.sort(counts[counts > 0][:1000])
        tops.append(counts[-100:].sum() / counts.sum())
        ginis.append(gini(*np.unique(counts, return_counts=True)))
    ((value, band),) = found.tops
    assert band.low < value < band.high
    assert value == pytest.approx(np.mean(tops), abs=0.005)
    assert found.gini[0] == pytest.approx(np.mean(ginis), abs=0.005)
    assert found.gini[1] == pytest.approx(np.quantile(ginis, [0.025, 0.975]), abs=0.01)


def test_one_event_each_leaves_nothing_to_chance():
    found = chance_concentration(40, 40, (10,), stream(3, "chance"))
    assert found == (((0.1, (0.1, 0.1)),), (0.0, (0.0, 0.0)))


def test_no_top_is_asked_for_and_the_index_is_given():
    assert chance_concentration(40, 90, (), stream(3, "chance")).tops == ()


def test_units_with_no_event_may_be_known():
    found = chance_concentration(100, 250, (10,), stream(3, "chance"), seen_only=False)
    rng = np.random.default_rng(0)
    drawn = [np.sort(rng.multinomial(250, np.full(100, 0.01))) for _ in range(400)]
    tops = [counts[-10:].sum() / 250 for counts in drawn]
    ginis = [gini(*np.unique(counts, return_counts=True)) for counts in drawn]
    assert found.tops[0][0] == pytest.approx(np.mean(tops), abs=0.01)
    assert found.gini[0] == pytest.approx(np.mean(ginis), abs=0.02)
