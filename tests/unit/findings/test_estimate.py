"""An estimate refuses to contradict itself."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from homeward.findings import Estimate
from homeward.findings.estimate import refused
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State

SOUND = {"name": "share", "kind": Kind.SHARE, "unit": Unit.INCIDENTS, "value": 0.5}

CONTRADICTIONS = [
    ({"low": 0.4}, "half an interval"),
    ({"high": 0.6}, "half an interval"),
    ({"value": None}, "no value and no state"),
    ({"state": State.HIDDEN}, "a value and a state"),
    ({"count": 5, "of": 4}, "5 of 4"),
    ({"count": -1, "of": 4}, "-1 of 4"),
    ({"low": 0.6, "high": 0.7}, "does not hold the value"),
    ({"low": 0.1, "high": 0.4}, "does not hold the value"),
    ({"low": 0.7, "high": 0.3}, "does not hold the value"),
]


@pytest.mark.parametrize(("wrong", "says"), CONTRADICTIONS)
def test_a_contradiction_is_refused(wrong, says):
    with pytest.raises(ValueError, match=says):
        Estimate(**{**SOUND, **wrong})


@pytest.mark.parametrize(
    "right",
    [
        {"low": 0.5, "high": 0.5},
        {"low": 0.5 + 1e-12, "high": 0.6},
        {"count": 0, "of": 0},
        {"count": 4, "of": 4},
        {"value": None, "state": State.REFUSED},
        {"kind": Kind.MEAN, "count": 9, "of": 4},
    ],
)
def test_what_only_looks_like_one_is_not(right):
    assert Estimate(**{**SOUND, **right}).name == "share"


def test_it_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        Estimate(**SOUND).value = 0.6


def test_the_key_does_not_depend_on_the_order_of_the_group():
    one = Estimate(**SOUND, by={"setting": "foster", "year": 2022})
    other = Estimate(**SOUND, by={"year": 2022, "setting": "foster"})
    assert one.key == other.key == ("share", (("setting", "foster"), ("year", 2022)))


def test_a_refused_estimate_has_no_value_and_nobody_counted():
    e = refused("median_hours", Kind.QUANTILE, Unit.HOURS, setting="foster")
    assert (e.value, e.left_out, e.state) == (None, None, State.REFUSED)
    assert dict(e.by) == {"setting": "foster"}
