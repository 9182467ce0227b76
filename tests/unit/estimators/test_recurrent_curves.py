"""Mean cumulative functions and cumulative incidence: by hand, and by brute force."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.estimators import (
    CannotEstimate,
    Refused,
    aalen_johansen,
    kaplan_meier,
    mean_cumulative,
)

N = 30


def made(seed):
    """Rows of 8 units, entered late, with tied times and three ways of ending."""
    rng = np.random.default_rng(seed)
    entry = rng.integers(0, 4, N).astype(float)
    exit = entry + rng.integers(1, 7, N)
    return entry, exit, rng.integers(0, 3, N), rng.integers(0, 8, N), rng.random(N) + 0.2


def moved_by(curve, weights, unit):
    """Standard error by brute force: each unit's weights moved a little, and the curve made
    again."""
    total = 0.0
    for c in np.unique(unit):
        small = 1e-5 * (unit == c)
        total = total + ((curve(weights * (1 + small)) - curve(weights * (1 - small))) / 2e-5) ** 2
    return np.sqrt(total)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.integers(0, 10_000))
def test_errors_of_a_mean_cumulative_function_by_brute_force(seed):
    entry, exit, cause, unit, w = made(seed)

    def curve(weights):
        return mean_cumulative(entry, exit, cause > 0, weights=weights, cluster=unit).value

    found = mean_cumulative(entry, exit, cause > 0, weights=w, cluster=unit)
    assert found.error == pytest.approx(moved_by(curve, w, unit), rel=1e-5, abs=1e-9)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.integers(0, 10_000))
def test_errors_of_cumulative_incidence_by_brute_force(seed):
    entry, exit, cause, unit, w = made(seed)
    asked = {"entry": entry, "cluster": unit}
    found = aalen_johansen(exit, cause, weights=w, **asked)
    for j, curve in found.by_cause.items():

        def again(weights, j=j):
            return aalen_johansen(exit, cause, weights=weights, **asked).by_cause[j].value

        assert curve.error == pytest.approx(moved_by(again, w, unit), rel=1e-4, abs=1e-8)

    def lasting(weights):
        return aalen_johansen(exit, cause, weights=weights, **asked).none.value

    assert found.none.error == pytest.approx(moved_by(lasting, w, unit), rel=1e-4, abs=1e-8)


def test_the_mean_of_two_units_by_hand():
    # Unit 1 at risk 0-10 with events at 2 and 6; unit 2 at risk 0-4 with one at 3.
    entry, exit = [0, 2, 6, 0, 3], [2, 6, 10, 3, 4]
    curve = mean_cumulative(entry, exit, [1, 1, 0, 1, 0], cluster=[1, 1, 1, 2, 2])
    assert curve.time.tolist() == [2, 3, 6]
    assert curve.value.tolist() == [0.5, 1.0, 2.0]
    assert curve.at(5) == (1.0, pytest.approx(0.0))
    assert curve.at(1) == (0.0, 0.0)
    # At 2 each unit is a quarter away from the mean of a half.
    assert curve.error[0] == pytest.approx(np.sqrt(2 * 0.25**2))
    low, high = curve.interval(2)
    assert low * high == pytest.approx(0.25)


def test_shares_of_causes_and_none_add_up_and_one_cause_is_kaplan_meier():
    entry, exit, cause, _, _ = made(3)
    found = aalen_johansen(exit, cause, entry=entry)
    whole = sum(curve.value for curve in found.by_cause.values()) + found.none.value
    assert whole == pytest.approx(1)
    alone = aalen_johansen(exit, cause > 0, entry=entry)
    survival = [kaplan_meier(exit, cause > 0, entry=entry).at(t)[0] for t in alone.none.time]
    assert alone.none.value == pytest.approx(survival)
    assert found.none.at(-1) == (1.0, 0.0)
    assert found.none.interval(-1) is None


def test_late_entry_by_hand():
    # At 2 two are at risk (the third comes just after); at 3 the second and third.
    curve = kaplan_meier([2, 3, 4], [True, True, False], entry=[0, 1, 2])
    assert curve.survival == pytest.approx([1 / 2, 1 / 4, 1 / 4])
    with pytest.raises(ValueError, match="entry before"):
        kaplan_meier([2, 3], [True, True], entry=[0, 3])


def test_what_curves_refuse():
    with pytest.raises(CannotEstimate) as caught:
        mean_cumulative([0, 0], [1, 2], [0, 0])
    assert caught.value.why is Refused.NO_EVENTS
    with pytest.raises(CannotEstimate) as caught:
        mean_cumulative([0, 1], [1, 2], [1, 1], cluster=["a", "a"])
    assert caught.value.why is Refused.ONE_CLUSTER
    for bad in ([0.5, 1], [-1, 1]):
        with pytest.raises(CannotEstimate) as caught:
            aalen_johansen([1, 2], bad)
        assert caught.value.why is Refused.NOT_NUMBERS
    curve = mean_cumulative([0, 0], [1, 2], [1, 0])
    with pytest.raises(CannotEstimate) as caught:
        curve.interval(1, scale="score")
    assert caught.value.why is Refused.UNKNOWN_CHOICE
    low, high = curve.interval(1, scale="plain")
    assert low + high == pytest.approx(1)
