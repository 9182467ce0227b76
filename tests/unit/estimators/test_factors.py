"""Covariates: pooled, crossed, and what is wrong with them."""

from __future__ import annotations

import numpy as np
import pytest

from homeward.estimators import Factor, yes_or_no
from homeward.estimators import factors as module
from homeward.estimators.factors import collinear, crossed, pooled, separated

BAND = Factor("band", np.array([0, 0, 1, 2, 2, 2, 3]), ("a", "b", "c", "d"))


def test_patterns_and_columns():
    patterns = crossed([yes_or_no("x", np.array([0, 1, 0, 1, 1, 0, 0], bool)), BAND])
    assert patterns.terms == (("x", True), ("band", "a"), ("band", "b"), ("band", "d"))
    assert len(patterns.columns) == 6  # (no, c) twice
    rows = patterns.columns[patterns.of]
    assert rows[:, 0].tolist() == [1] * 7
    assert rows[:, 1].tolist() == [0, 1, 0, 1, 1, 0, 0]
    assert rows[:, 2].tolist() == [1, 1, 0, 0, 0, 0, 0]
    assert rows[:, 4].tolist() == [0, 0, 0, 0, 0, 0, 1]
    assert sorted(patterns.sums(np.ones(7))) == [1, 1, 1, 1, 1, 2]


def test_the_reference_is_the_commonest_or_the_one_named():
    named = Factor("band", BAND.codes, BAND.labels, "a")
    assert [label for _, label in crossed([named]).terms] == ["b", "c", "d"]
    unseen = Factor("band", BAND.codes, (*BAND.labels, "e"), "e")
    assert [label for _, label in crossed([unseen]).terms] == ["a", "b", "d"]


def test_many_conceivable_patterns_are_found_by_sorting(monkeypatch):
    few = crossed([BAND, yes_or_no("x", BAND.codes > 1)])
    monkeypatch.setattr(module, "FEW_PATTERNS", 1)
    many = crossed([BAND, yes_or_no("x", BAND.codes > 1)])
    assert many.of.tolist() == few.of.tolist()
    assert many.columns.tolist() == few.columns.tolist()


def test_a_level_that_is_not_there_has_no_column():
    assert crossed([BAND.taken(np.array([0, 1]))]).terms == ()


@pytest.mark.parametrize(
    "weights, least, groups",
    [
        ([9, 9, 9, 9], 5, [{"a"}, {"b"}, {"c"}, {"d"}]),
        ([9, 2, 9, 1], 3, [{"a"}, {"c"}, {"b", "d"}]),
        ([9, 1, 8, 1], 5, [{"a"}, {"b", "c", "d"}]),  # the pool itself must have enough
        ([1, 1, 1, 1], 9, [{"a", "b", "c", "d"}]),
    ],
)
def test_rare_levels_are_pooled_until_there_is_enough(weights, least, groups):
    found = pooled(BAND, np.array(weights, float), least)
    made: dict[int, set] = {}
    for old, new in zip(BAND.codes, found.codes, strict=True):
        made.setdefault(int(new), set()).add(BAND.labels[old])
    assert sorted(map(sorted, made.values())) == sorted(map(sorted, groups))


def test_levels_that_do_not_occur_are_no_reason_to_pool():
    factor = Factor("band", np.array([0, 1, 1]), ("a", "b", "never"))
    assert pooled(factor, np.array([9.0, 9.0, 0.0]), 5) is factor


def test_a_pooled_reference_goes_with_its_pool():
    factor = Factor("band", BAND.codes, BAND.labels, "d")
    found = pooled(factor, np.array([9.0, 2, 9, 1]), 3)
    assert found.reference == "b"
    assert [label for _, label in crossed([found]).terms] == ["a", "c"]


def test_covariates_that_tell_each_other_are_named():
    twice = Factor("again", BAND.codes // 2, ("low", "high"))
    other = yes_or_no("x", np.array([0, 1, 0, 1, 1, 0, 0], bool))
    assert set(collinear(crossed([other, BAND, twice]))) == {"band", "again"}
    assert collinear(crossed([other, BAND])) == ()


def test_more_columns_than_patterns_is_told_too():
    two = np.array([0, 1])
    same = [Factor(name, two, ("a", "b")) for name in ("p", "q", "r")]
    assert set(collinear(crossed(same))) == {"p", "q", "r"}


def test_a_level_with_no_event_has_no_end():
    patterns = crossed(
        [yes_or_no("x", np.array([0, 1, 0, 1], bool)), yes_or_no("z", np.arange(4) > 1)]
    )
    events = patterns.sums(np.array([1, 2, 0, 0]))
    assert separated(patterns, events, np.full(4, 5.0)) == ("z",)
    assert separated(patterns, events, None) == ("z",)
    assert separated(patterns, np.ones(4), np.full(4, 5.0)) == ()


def test_a_level_of_nothing_but_events_has_no_end_for_odds_alone():
    patterns = crossed(
        [yes_or_no("x", np.array([0, 1, 0, 1], bool)), yes_or_no("z", np.arange(4) > 1)]
    )
    others = patterns.sums(np.array([3, 4, 0, 0]))
    assert separated(patterns, np.full(4, 5.0), others) == ("z",)
    assert separated(patterns, np.full(4, 5.0), None) == ()


def test_separation_by_two_covariates_together_names_both():
    """Events only where x or z is yes, and always where both are."""
    patterns = crossed(
        [yes_or_no("x", np.array([0, 1, 0, 1], bool)), yes_or_no("z", np.arange(4) > 1)]
    )
    events = patterns.sums(np.array([0, 2, 2, 4]))
    others = patterns.sums(np.array([4, 2, 2, 0]))
    assert set(separated(patterns, events, others)) == {"x", "z"}
