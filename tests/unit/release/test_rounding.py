"""Hiding and rounding one number."""

from __future__ import annotations

import pytest

from homeward.release.rounding import (
    band,
    coarse_half,
    is_published,
    mask,
    nice_step,
    on_step,
    to_step,
    up_to_step,
)
from homeward.release.rules import DEFAULT
from homeward.release.suppressed import HIDDEN


@pytest.mark.parametrize("n", range(1, 8))
def test_one_to_seven_are_hidden(n):
    assert mask(n, DEFAULT) is HIDDEN


@pytest.mark.parametrize(
    ("n", "published"),
    [(0, 0), (8, 9), (9, 9), (12, 9), (13, 15), (18, 15), (19, 21), (403, 405), (9184, 9183)],
)
def test_other_counts_become_the_middle_of_their_band(n, published):
    assert mask(n, DEFAULT) == published
    low, high = band(published, DEFAULT)
    assert low <= n <= high
    assert is_published(published, DEFAULT)


def test_what_was_not_given_stays_not_given():
    assert mask(None, DEFAULT) is None


@pytest.mark.parametrize("n", [1, 3, 7, 8, 10, 12, 14, 16, 9184])
def test_an_unrounded_count_is_told_from_a_published_one(n):
    assert not is_published(n, DEFAULT)


@pytest.mark.parametrize("rules", [DEFAULT, DEFAULT.stricter(redact_up_to=10, round_to=15)])
def test_a_band_holds_exactly_the_counts_that_round_to_it(rules):
    by_hand: dict[int, list[int]] = {}
    for n in range(rules.hidden_up_to + 1, 400):
        by_hand.setdefault(mask(n, rules), []).append(n)
    for published, counts in list(by_hand.items())[:-1]:
        assert band(published, rules) == (counts[0], counts[-1])


@pytest.mark.parametrize(
    ("least", "step"), [(0.0013, 0.002), (0.002, 0.002), (0.21, 0.5), (1, 1), (6, 10), (0.05, 0.05)]
)
def test_steps_are_one_two_or_five(least, step):
    assert nice_step(least) == pytest.approx(step)


def test_numbers_go_to_the_nearest_step_and_widths_up():
    assert to_step(0.3, 0.1) == 0.3
    assert to_step(7.25, 0.5) == 7.5
    assert up_to_step(0.31, 0.1) == 0.4
    assert up_to_step(0.3, 0.1) == 0.3
    assert on_step(0.3, 0.1) and not on_step(0.31, 0.1)


@pytest.mark.parametrize("half", [0.0123, 0.5, 1.7, 33.0])
@pytest.mark.parametrize("relative", [0.001, 0.03, 0.4, 1.0])
def test_a_coarse_half_width_is_never_narrower_and_not_finer_than_asked(half, relative):
    got = coarse_half(half, relative)
    assert half <= got <= half * (1 + 2.5 * max(relative, 0.1))


@pytest.mark.parametrize(
    ("half", "relative", "coarse"), [(0.5, 0.4, 0.6), (0.5, 0.01, 0.5), (0.513, 0.0, 0.52)]
)
def test_a_half_width_is_as_coarse_as_asked(half, relative, coarse):
    assert coarse_half(half, max(relative, 1e-9)) == pytest.approx(coarse)


def test_an_interval_of_no_width_stays_so():
    assert coarse_half(0.0, 0.1) == 0.0
