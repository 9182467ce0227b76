"""Curves of how long things last."""

from __future__ import annotations

from math import exp, log, sqrt

import numpy as np
import pytest

from homeward.estimators import curve_interval, kaplan_meier, median_time, wilson


def test_a_curve_by_hand():
    # 4 followed: ends at 2 and 4, one leaves at 3, one ends at 5.
    curve = kaplan_meier([2, 3, 4, 5], [True, False, True, True])
    assert curve.times.tolist() == [2, 3, 4, 5]
    assert curve.survival == pytest.approx([0.75, 0.75, 0.375, 0])
    assert curve.at(1.9) == (1.0, 0.0)
    assert curve.at(4.5)[0] == pytest.approx(0.375)
    assert np.isinf(curve.greenwood[-1])


def test_counts_of_alike_units_are_units():
    alone = kaplan_meier([1, 1, 2, 2, 2], [True, True, False, False, True])
    stacked = kaplan_meier([2, 1, 2], [False, True, True], [2, 2, 1])
    assert stacked.survival == pytest.approx(alone.survival)
    assert stacked.greenwood == pytest.approx(alone.greenwood)
    assert stacked.total == 5


def test_at_a_tie_ends_come_before_leaving():
    curve = kaplan_meier([1, 1], [True, False])
    assert curve.survival == pytest.approx([0.5])


def test_nobody_to_follow_is_an_error():
    with pytest.raises(ValueError, match="at least one"):
        kaplan_meier([], [])


def test_the_median_is_the_first_time_half_have_ended():
    assert median_time(kaplan_meier([1, 2, 3, 4], [True] * 4))[0] == 2


def test_no_median_while_more_than_half_last():
    assert median_time(kaplan_meier([1, 5, 5], [True, False, False])) is None


def test_an_interval_with_no_upper_end_is_not_given():
    value, interval = median_time(kaplan_meier([1, 2], [True, True]))
    assert (value, interval) == (1, None)


def _band(share, n):
    """The log(-log) band of a share of n units, none censored, from the textbook formula."""
    error = sqrt((1 - share) / (share * n)) / -log(share)
    return share ** exp(1.959964 * error), share ** exp(-1.959964 * error)


def test_the_interval_of_a_median_is_where_the_band_crosses_a_half():
    value, interval = median_time(kaplan_meier(range(1, 21), [True] * 20))
    bands = {t: _band(1 - t / 20, 20) for t in range(1, 20)}
    assert value == 10
    assert interval.low == min(t for t, (low, _) in bands.items() if low <= 0.5)
    assert interval.high == min(t for t, (_, high) in bands.items() if high <= 0.5)


def test_clustering_widens_the_interval_of_the_median():
    curve = kaplan_meier(np.arange(1, 201), np.ones(200, bool))
    narrow = median_time(curve)[1]
    wide = median_time(curve, design_effect=4)[1]
    assert wide.low < narrow.low < 100 < narrow.high < wide.high


@pytest.mark.parametrize("time, ended", [(0, 0), (3, 3), (10, 10)])
def test_with_nothing_censored_the_band_is_wilsons(time, ended):
    curve = kaplan_meier(range(1, 11), [True] * 10)
    assert curve_interval(curve, time) == pytest.approx(wilson(10 - ended, 10))


def test_censoring_widens_the_band():
    whole = kaplan_meier(range(1, 21), [True] * 20)
    ended = [i % 2 == 0 for i in range(20)]
    part = kaplan_meier(range(1, 21), ended)
    at_12 = curve_interval(part, 12)
    assert at_12.high - at_12.low > curve_interval(whole, 12).high - curve_interval(whole, 12).low
