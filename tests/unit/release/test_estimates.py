"""What shown estimates say after the gate, kind by kind."""

from __future__ import annotations

from dataclasses import replace
from math import log

import numpy as np
import pytest

from homeward.estimators.concentration import gini
from homeward.estimators.proportions import wilson
from homeward.findings import Estimate
from homeward.release.estimates import release_estimate
from homeward.release.intervals import curve_interval, share_effect, share_interval
from homeward.release.rules import DEFAULT
from homeward.vocabulary.units import Kind, Unit
from tests.unit.release.cases import MANY, as_filed_by, count, modelled, rate_ratio, share


def out(e):
    """`e` after the gate, with the default rules."""
    return release_estimate(e, DEFAULT)


@pytest.mark.parametrize(("n", "shown"), [(0, 0), (8, 9), (12, 9), (13, 15), (9184, 9183)])
def test_a_count_is_its_rounded_self(n, shown):
    released = out(count(n))
    assert released.value == released.count == shown
    assert released.children == 201


def test_a_count_without_a_count_is_counted_by_its_value():
    e = Estimate("sim", Kind.COUNT, Unit.INCIDENTS, 412.6, children=MANY)
    assert out(e).value == out(e).count == 411
    assert out(replace(e, value=5.2)).value is None


def test_a_share_is_made_from_rounded_counts():
    released = out(share(377, 403, deff=1.26))
    assert (released.count, released.of) == (375, 405)
    assert released.value == 375 / 405
    assert released.design_effect == 1.3
    widest = wilson(373, 408, design_effect=1.3).low, wilson(378, 403, design_effect=1.3).high
    assert (released.low, released.high) == widest
    assert released.interval == "Wilson"


def test_another_interval_of_a_share_is_made_again_as_wide_as_it_was():
    e = share(377, 403)
    low, high = wilson(377, 403, design_effect=4.1)
    released = out(as_filed_by(e, low, high))
    effect = released.design_effect
    assert effect == 4.5
    assert (released.low, released.high) == tuple(share_interval(375, 405, effect, DEFAULT))
    assert released.interval == "Wilson, as wide as bootstrap over children"


def test_a_rounded_all_is_shown_only_where_it_is_all():
    assert out(share(403, 403)).value == 1.0
    for short in range(1, 8):
        assert out(share(403 - short, 403)).value is None
    nearly = [out(share(n, 403)).value for n in range(380, 403)]
    assert all(value is None or value < 1 for value in nearly)


def test_a_weighted_share_is_not_replaced_by_the_ratio_of_its_counts():
    e = Estimate(
        "w", Kind.SHARE, Unit.INCIDENTS, 0.4217, 0.37, 0.47, 100, 403, 80, 180, interval="x"
    )
    released = out(e)
    assert released.value == 0.42  # a grid of 0.02: six of 405 units, rounded up
    assert released.low <= 0.37 and released.high >= 0.47


@pytest.mark.parametrize("reference", ["whole", "rest"])
def test_a_ratio_of_rates_is_made_from_rounded_counts(reference):
    released = out(rate_ratio(377, 1403, reference=reference))
    exact = rate_ratio(375, 1401, reference=reference)
    assert (released.count, released.of, released.exposure) == (375, 1401, 0.125)
    assert released.value == pytest.approx(exact.value, abs=0.005)
    assert exact.low - 0.1 < released.low < exact.low
    assert exact.high < released.high < exact.high + 0.15


def test_clustering_still_widens_the_interval_of_a_ratio():
    alone, clustered = out(rate_ratio(377, 1403)), out(rate_ratio(377, 1403, deff=4))
    assert log(clustered.high / clustered.low) > 1.7 * log(alone.high / alone.low)


def test_a_small_count_carries_its_rounding_into_the_interval():
    """14 of 35 is published as 15 of 33, and its ratio of 1.66 is not clear of 1."""
    e = rate_ratio(14, 35, 2 / 7, reference="rest")
    released = out(replace(e, low=0.86, high=3.23, value=e.value))
    assert (released.count, released.of) == (15, 33)
    assert released.value > e.value
    assert released.low < 0.86 and released.high > 3.23


def test_an_exposure_keeps_three_figures():
    assert out(rate_ratio(377, 1403, exposure=0.0123456)).exposure == 0.0123


def test_an_adjusted_ratio_is_rounded_off_its_count():
    e = modelled(Kind.RATE_RATIO, 0.8234, 0.61, 1.11, count=63, of=None, children=40)
    released = out(e)
    assert released.value == 0.8  # from 0.75 to 0.8 to 0.85: four of 63 at the least
    assert 0.55 < released.low <= 0.61 and 1.11 <= released.high < 1.25
    precise = out(replace(e, count=2000))
    assert (precise.value, precise.low, precise.high) == (0.82, 0.6, 1.12)


def test_odds_move_with_the_rest_as_well():
    e = modelled(Kind.ODDS_RATIO, 3.31, 2.5, 4.4, count=101, of=638, children=35)
    assert out(e).value == 3.3
    assert out(replace(e, of=115)).value == 3.0


@pytest.mark.parametrize(
    ("kind", "value", "low", "high", "n", "of"),
    [
        (Kind.ODDS_RATIO, 3.34, 2.485, 4.489, 101, 638),
        (Kind.ODDS_RATIO, 2.45, 1.39, 4.326, 28, 134),
        (Kind.ODDS_RATIO, 1.43, 1.029, 1.978, 61, 2105),
        (Kind.RATE_RATIO, 1.06, 1.014, 1.109, 136, 150),
        (Kind.RATE_RATIO, 0.89, 0.698, 1.141, 78, 524),
        (Kind.RATE_RATIO, 0.92, 0.84, 1.01, 700, 9291),
    ],
)
def test_release_never_makes_an_adjusted_ratio_clearer_than_it_was(kind, value, low, high, n, of):
    released = out(modelled(kind, value, low, high, count=n, of=of, children=n // 2))
    assert released.low <= low and released.high >= high
    assert abs(log(released.value / value)) < 0.06


def test_an_adjusted_ratio_with_no_count_is_rounded_off_its_interval():
    wide = out(modelled(Kind.RATE_RATIO, 0.8234, 0.5, 1.356))
    assert wide.value == 1.0
    assert wide.low < 0.5 and wide.high > 1.356
    narrow = out(modelled(Kind.RATE_RATIO, 0.8234, 0.8, 0.8475, children_of=20000))
    assert narrow.value == 0.82


def test_a_ratio_whose_interval_reaches_zero_keeps_the_zero():
    released = out(modelled(Kind.RATE_RATIO, 0.8, 0.0, 1.5))
    assert released.low == 0 and 1.5 <= released.high < 1.6


@pytest.mark.parametrize(
    ("hours", "shown"), [(3.4567, 3.5), (47.94, 47.9), (48.3, 48.0), (170.6, 171.0), (0.04, 0.0)]
)
def test_a_median_in_hours_is_rounded_and_has_no_interval(hours, shown):
    released = out(modelled(Kind.QUANTILE, hours, hours, hours + 1, unit=Unit.HOURS))
    assert (released.value, released.low, released.high) == (shown, None, None)
    assert released.interval == ""


@pytest.mark.parametrize(("days", "shown"), [(1.26, 1.3), (9.7, 10.0)])
def test_a_median_in_days(days, shown):
    assert out(modelled(Kind.QUANTILE, days, unit=Unit.DAYS)).value == shown


def test_an_hour_of_the_clock_goes_to_its_quarter_and_its_interval_to_whole_hours():
    released = out(modelled(Kind.CLOCK_HOUR, 22.1, 21.4, 24.2, unit=Unit.HOUR_OF_DAY))
    assert (released.value, released.low, released.high) == (22.0, 21, 25)


def test_an_index_keeps_two_decimals():
    released = out(modelled(Kind.INDEX, 0.6178, 0.5911, 0.6432, unit=Unit.INDEX))
    assert (released.value, released.low, released.high) == (0.62, 0.59, 0.65)
    assert out(modelled(Kind.INDEX, 0.6149, 0.6149, 0.6149, unit=Unit.INDEX)).high == 0.62


@pytest.mark.parametrize("incidents, step", [(66, 0.2), (130, 0.1), (300, 0.05), (1300, 0.01)])
def test_an_index_of_few_incidents_says_little(incidents, step):
    released = out(modelled(Kind.INDEX, 0.34, 0.2, 0.61, unit=Unit.INDEX, of=incidents))
    assert released.value == pytest.approx(round(0.34 / step) * step)
    for end in (released.low, released.high):
        assert end / step == pytest.approx(round(end / step))
    assert released.low <= 0.2 and released.high >= 0.61


@pytest.mark.parametrize("children", range(20, 120, 3))
def test_a_gini_does_not_say_how_many_children_were_missing_twice(children):
    """Most were missing once, a few twice: a count of up to seven, which is hidden."""
    possible = {}
    for repeats in range(8):
        sizes, units = np.array([2, 1]), np.array([repeats, children - repeats])
        incidents = int((sizes * units).sum())
        e = modelled(
            Kind.INDEX, gini(sizes, units), unit=Unit.INDEX, of=incidents, children_of=children
        )
        released = out(e)
        possible.setdefault((released.value, released.of), set()).add(repeats)
    by_value = {}
    for (value, _), counts in possible.items():
        by_value.setdefault(value, set()).update(counts)
    by_value.pop(None, None)  # an index of fewer than sixty incidents is hidden
    assert all(len(counts) >= 4 or max(counts) == 7 for counts in by_value.values())
    assert bool(by_value) == (children + 7 >= 61)


def test_a_curve_lies_on_a_grid_of_six_children():
    released = out(
        modelled(Kind.CURVE, 0.3721, 0.3301, 0.4141, unit=Unit.CHILDREN, children_of=1000)
    )
    assert (released.value, released.design_effect) == (0.37, 2.5)
    assert (released.low, released.high) == tuple(curve_interval(0.37, 0.01, 999, 2.5, DEFAULT))
    assert released.low <= 0.3301 and released.high >= 0.4141


def test_a_curve_is_never_rounded_to_none_or_all():
    high = modelled(Kind.CURVE, 0.9735, unit=Unit.CHILDREN, children_of=303)
    assert out(high).value == 0.98
    assert out(replace(high, value=0.0300)).value == 0.04


def test_a_mean_number_of_episodes_may_pass_one():
    e = modelled(Kind.CURVE, 1.2345, 1.1, 1.4, unit=Unit.INCIDENTS_PER_CHILD, children_of=600)
    assert out(e).value == 1.24  # steps of 0.02: six of 597
    assert out(e).high > 1.24


@pytest.mark.parametrize(
    ("parts", "value", "shown"),
    [
        ({"count": 9184, "exposure": 48.0}, 9184 / 48, 9183 / 48),
        ({"count": 9184, "of": 3000}, 9184 / 3000, 9183 / 2997),
        ({"count": 403, "exposure": 123000.0}, 1000 * 403 / 123000, 1000 * 405 / 123000),
    ],
)
def test_a_mean_is_made_from_rounded_counts(parts, value, shown):
    e = modelled(Kind.MEAN, value, unit=Unit.INCIDENTS_PER_MONTH, children=MANY, **parts)
    assert out(e).value == pytest.approx(shown, rel=1e-12)


def test_a_modelled_mean_is_as_coarse_as_the_children_behind_it():
    e = modelled(Kind.MEAN, 4.3217, 3.9, 4.8, unit=Unit.HOURS, children_of=120)
    released = out(e)
    assert (released.value, released.low, released.high) == (4.4, 3.8, 4.8)


def test_a_sum_of_known_prices_does_not_tell_its_count():
    """Every count of a band gives the same sum and the same ends, if one price holds."""
    seen = {
        (r.value, r.low, r.high)
        for n in range(97, 103)
        for r in [out(modelled(Kind.RANGE, 500 * n, 400 * n, 700 * n, count=n, children=n))]
    }
    assert len(seen) == 1
    ((value, low, high),) = seen
    assert low <= 400 * 97 and abs(value / (500 * 99) - 1) < 0.05 and high >= 700 * 102


@pytest.mark.parametrize(
    ("parts", "value", "shown"),
    [({"count": 377, "of": 403, "children": MANY}, 377 / 403, 375 / 405), ({}, 0.2345, 0.25)],
)
def test_a_bound_is_made_from_counts_or_rounded(parts, value, shown):
    e = modelled(Kind.BOUND, value, unit=Unit.INCIDENTS, **parts)
    assert out(e).value == pytest.approx(shown)


def test_a_bound_on_a_length_is_rounded_as_lengths_are():
    assert out(modelled(Kind.BOUND, 5.678, unit=Unit.HOURS)).value == 5.7


def test_the_width_of_an_interval_at_none_gives_its_effect_back():
    """At 0 of 978 the width grows in proportion to the effect, not as its root."""
    low, high = wilson(0, 978, design_effect=40.0)
    e = Estimate(
        "s", Kind.CURVE, Unit.INCIDENTS, 0.0, low, high, count=0, of=978, interval="Rothman-Wilson"
    )
    effect = share_effect(e, (0, 978), lambda d: wilson(0, 978, design_effect=d))
    assert effect == pytest.approx(40.5)


@pytest.mark.parametrize(("filed", "shown"), [(0.001, 0.01), (0.0, 0.01), (0.0301, 0.04), (1, 1)])
def test_a_p_value_is_rounded_up_and_never_to_none(filed, shown):
    e = Estimate(
        "p", Kind.P_VALUE, Unit.INDEX, filed, count=90, of=200, children=50, children_of=60
    )
    assert release_estimate(e, DEFAULT).value == pytest.approx(shown)


def test_a_weighted_share_is_as_wide_as_its_grid_has_moved_it():
    given = Estimate(
        "x", Kind.WEIGHTED, Unit.INCIDENTS, 0.233, 0.17, 0.30, count=28, of=140, children=25,
        children_of=120, interval="Korn-Graubard",
    )  # fmt: skip
    shown = release_estimate(given, DEFAULT)
    effect = shown.design_effect
    assert shown.value == 0.25
    assert shown.low == pytest.approx(wilson(0.225 * 144, 144, design_effect=effect).low)
    assert shown.high == pytest.approx(wilson(0.275 * 139, 139, design_effect=effect).high)
    assert shown.low <= 0.17 and shown.high >= 0.30
