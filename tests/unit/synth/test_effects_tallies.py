"""What one run counts: the same as plain loops over incidents, returns and spells."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.synth.clock import DAY, HOUR, midnight
from homeward.synth.county import County
from homeward.synth.effects import tallies
from homeward.synth.effects.contrasts import attributable, paired_difference, paired_ratio
from tests.unit.synth.counties import DEFAULT, county, profile


def rows(lived: County) -> dict[int, list[dict[str, float]]]:
    """Each child's incidents as plain numbers, by report."""
    found = defaultdict(list)
    incidents = lived.incidents
    names = ("last_seen", "reported", "found", "returned", "interviewed")
    columns = [getattr(incidents, name).tolist() for name in names]
    for child, *values in zip(incidents.child.tolist(), *columns, strict=True):
        found[child].append(dict(zip(names, values, strict=True)))
    return found


@pytest.mark.parametrize("days", [28, 90])
def test_next_after_return(days):
    lived, rule = county(DEFAULT), profile(DEFAULT)
    last = midnight(rule.window.closes) + DAY
    again = followed = 0
    for own in rows(lived).values():
        for n, row in enumerate(own):
            until = row["returned"] + days * DAY
            followed += until <= last
            again += until <= last and any(later["reported"] <= until for later in own[n + 1 :])
    tally = tallies.next_after_return(lived, rule, days)
    assert (tally.count.sum(), tally.of.sum()) == (again, followed)
    assert again > 1000


@pytest.mark.parametrize("in_time", [True, False])
def test_next_after_interview(in_time):
    lived, rule = county(DEFAULT), profile(DEFAULT)
    last = midnight(rule.window.closes) + DAY
    again = followed = 0
    for own in rows(lived).values():
        for n, row in enumerate(own):
            held, until = row["interviewed"], row["interviewed"] + 28 * DAY
            if until > last or (in_time and held - row["returned"] > 72 * HOUR):
                continue
            followed += 1
            again += any(later["reported"] <= until for later in own[n + 1 :])
    tally = tallies.next_after_interview(lived, rule, 28, in_time)
    assert (tally.count.sum(), tally.of.sum()) == (again, followed)
    assert again > 100


def test_after_support_starts():
    lived, rule = county(DEFAULT), profile(DEFAULT)
    opens, closes = midnight(rule.window.opens), midnight(rule.window.closes) + DAY
    seen, starts, after = rows(lived), 0, 0
    for child, start in zip(
        lived.supports.child.tolist(), lived.supports.started.tolist(), strict=True
    ):
        stay = lived.world.stays.at(np.array([child]), np.array([start]))[0]
        if stay < 0 or start < opens or start + 90 * DAY > closes:
            continue
        starts += 1
        after += sum(start <= row["last_seen"] < start + 90 * DAY for row in seen[child])
    tally = tallies.after_support_starts(lived, rule, 90)
    assert (tally.count.sum(), tally.of.sum()) == (after, starts)
    assert starts > 20


def test_child_hours_are_those_in_view_in_the_window():
    lived, rule = county(), profile()
    opens, closes = midnight(rule.window.opens), midnight(rule.window.closes) + DAY
    stays, by_hand = lived.world.stays, defaultdict(int)
    columns = (stays.child, stays.opens, stays.closes)
    for child, begun, over in zip(*(column.tolist() for column in columns), strict=True):
        by_hand[child] += int(max(0.0, min(over, closes) - max(begun, opens)) // HOUR)
    hours = tallies.whole_county(lived, rule).of
    assert {child: n for child, n in enumerate(hours.tolist()) if n} == {
        child: n for child, n in by_hand.items() if n
    }


def test_minutes_missing_and_long_ones():
    lived, rule = county(DEFAULT), profile(DEFAULT)
    every = [row["found"] - row["reported"] for own in rows(lived).values() for row in own]
    minutes, long = tallies.minutes_missing(lived, rule), tallies.beyond(lived, rule, 24)
    assert (minutes.count.sum(), minutes.of.sum()) == (sum(every), len(every))
    assert long.count.sum() == sum(length > 24 * HOUR for length in every) > 0


def test_long_ones_while_exploited_are_split_by_county_lines():
    lived, rule = county(DEFAULT), profile(DEFAULT)
    parts = [tallies.long_while_exploited(lived, rule, 48, lines) for lines in (True, False)]
    assert (
        sum(part.count.sum() + part.of.sum() for part in parts) == lived.incidents.exploited.sum()
    )
    assert all(part.count.sum() > 0 for part in parts)


# ---------------------------------------------------------------- arithmetic of pairs


def test_a_ratio_by_hand():
    found = paired_ratio([[8, 10, 20, 20], [16, 30, 20, 20]])
    assert found.value == pytest.approx((24 / 40) / (40 / 40))
    # a/ā − b/b̄ − c/c̄ + d/d̄ is 8/12 − 10/20 and 16/12 − 30/20: apart by 1/3, so their sd
    # is (1/3)/√2, and the error of a mean of two is 1/6 of the ratio.
    assert found.error == pytest.approx(0.6 / 6)
    assert paired_difference([[8, 10, 20, 20], [16, 30, 20, 20]]) == (-8.0, 4.0)


def test_one_pair_has_no_error_and_nothing_has_no_ratio():
    assert paired_ratio([[1, 2, 1, 1]]) == (0.5, None)
    assert paired_difference([[1, 2, 4, 1]]) == (-3.0, None)
    assert paired_ratio([[0, 2, 1, 1], [0, 2, 1, 1]]) is None


def test_a_share_brought_about_carries_the_error_over():
    share = attributable(paired_ratio([[10, 1, 5, 1], [10, 1, 3, 1]]))
    ratio = paired_ratio([[5, 1, 10, 1], [3, 1, 10, 1]])  # off against on: 1 less this
    assert share.value == pytest.approx(1 - ratio.value)
    assert share.error == pytest.approx(ratio.error)


counts = st.integers(800, 1200)


@settings(deadline=None, derandomize=True, max_examples=40)
@given(st.lists(st.tuples(counts, counts, counts, counts), min_size=12, max_size=30))
def test_the_error_agrees_with_leaving_one_pair_out_at_a_time(pairs):
    found, number = paired_ratio(pairs), len(pairs)
    without = [paired_ratio(pairs[:n] + pairs[n + 1 :]).value for n in range(number)]
    jackknife = np.sqrt((number - 1) * np.var(without))
    assert found.error == pytest.approx(jackknife, rel=0.1, abs=1e-9)
