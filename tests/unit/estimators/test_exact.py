"""Exact intervals of shares and odds ratios."""

from __future__ import annotations

from math import inf

import pytest

from homeward.estimators import clopper_pearson, exact_odds_ratio, wilson


def test_none_and_all_have_an_open_side():
    assert clopper_pearson(0, 20).low == 0
    assert clopper_pearson(20, 20).high == 1
    # The rule of three: none of n, and the upper end is about 3/n (3.7/n two-sided).
    assert clopper_pearson(0, 1000).high == pytest.approx(0.00368, abs=1e-5)


def test_it_is_wider_than_wilsons_and_a_design_effect_widens_it():
    low, high = clopper_pearson(3, 40)
    assert high - low > wilson(3, 40).high - wilson(3, 40).low
    clustered = clopper_pearson(3, 40, design_effect=4)
    assert clustered.low < low < 3 / 40 < high < clustered.high
    assert clopper_pearson(3, 40, design_effect=0.1) == (low, high)


@pytest.mark.parametrize("count, of", [(1, 0), (-1, 4), (5, 4)])
def test_impossible_counts_are_an_error(count, of):
    with pytest.raises(ValueError):
        clopper_pearson(count, of)


def test_an_even_table_is_no_difference():
    value, (low, high) = exact_odds_ratio(6, 6, 6, 6)
    assert value == pytest.approx(1)
    assert low * high == pytest.approx(1)


def test_turning_a_table_round_turns_the_ratio_over():
    value, (low, high) = exact_odds_ratio(3, 10, 40, 800)
    turned, (below, above) = exact_odds_ratio(40, 800, 3, 10)
    assert (1 / turned, 1 / above, 1 / below) == pytest.approx((value, low, high))


def test_an_empty_cell_leaves_one_end_open():
    value, interval = exact_odds_ratio(0, 9, 20, 60)
    assert (value, interval.low) == (0, 0)
    assert 0 < interval.high < inf
    value, interval = exact_odds_ratio(9, 0, 20, 60)
    assert (value, interval.high) == (inf, inf)
    assert interval.low > 1


@pytest.mark.parametrize(
    "cells", [(0, 0, 5, 5), (5, 5, 0, 0), (0, 4, 0, 9), (4, 0, 9, 0), (0,) * 4]
)
def test_an_empty_margin_says_nothing(cells):
    assert exact_odds_ratio(*cells) is None


def test_a_negative_cell_is_an_error():
    with pytest.raises(ValueError):
        exact_odds_ratio(1, -1, 2, 3)
