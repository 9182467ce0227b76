"""What gaps do to the share of the top 10% of children, and to persistent missing."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from itertools import combinations_with_replacement

import numpy as np
import pytest

from homeward.demand import concentration, long_missing, quality
from homeward.demand.quality_gap_children import PERSISTENT, ROWS_LOST, TOP, top_share_bounds
from homeward.timelines.histories import IntakeSummary
from homeward.vocabulary.recording import GapVerdict
from tests.lib.made import made_timelines

START = datetime(2024, 1, 1, 9)


def profile_of(counts):
    many = Counter(counts)
    return np.array(sorted(many)), np.array([many[size] for size in sorted(many)])


def every_filling(counts, lost):
    """The share of the top tenth, wherever the lost incidents belong."""
    n = len(counts)
    found = []
    for whose in combinations_with_replacement(range(n + lost), lost):
        filled = [*counts, *[0] * lost]
        for child in whose:
            filled[child] += 1
        ranked = sorted((c for c in filled if c), reverse=True)
        top = -(-len(ranked) // 10)
        found.append(sum(ranked[:top]) / sum(ranked))
    return min(found), max(found)


@pytest.mark.parametrize("counts, lost", [
    ([9, 1, 1, 1], 3), ([5, 4, 3, 1, 1], 3), ([6, 5, 1, 1, 1, 1, 1, 1, 1, 1], 2),
    ([30, 28, 1, 1, 1, 1, 1, 1, 1], 3),
])  # fmt: skip
def test_the_bounds_hold_every_filling_and_are_met(counts, lost):
    least, most = every_filling(counts, lost)
    low, high = top_share_bounds(profile_of(counts), lost)
    assert (low, high) == pytest.approx((least, most))


def test_the_least_is_never_too_high_where_a_tie_would_break():
    least, _ = every_filling([2, 2, 2, 2], 4)
    assert top_share_bounds(profile_of([2, 2, 2, 2]), 4)[0] <= least


def reports(n=200, heavy=6, often=15):
    """Six children reported fifteen times each, the rest once; all found in three hours."""
    whose = [f"h{place % heavy}" for place in range(heavy * often)]
    whose += [f"c{place:03d}" for place in range(n)]
    return [
        {"child": child, "reported": (at := START + timedelta(hours=28 * place)),
         "found": at + timedelta(hours=3)}
        for place, child in enumerate(whose)
    ]  # fmt: skip


def intake(lost, planned=0):
    reasons = {("HW-R001", "child"): lost, ("HW-R041", "reported"): planned}
    return IntakeSummary(500, 500 - lost - planned, 0, lost + planned, 0, reasons, {})


def of(finding, measure, name):
    return next(e for e in finding.estimates if e.name == name and e.by.get("measure") == measure)


def filled(lost, planned=0):
    timelines = made_timelines(reports(), intake=intake(lost, planned))
    return quality(timelines, 7), timelines


def test_the_share_of_the_top_is_the_one_that_its_finding_prints():
    finding, timelines = filled(20, planned=50)
    told = of(finding, TOP, "share_as_recorded")
    printed = concentration(timelines, 7).estimate(TOP)
    assert (told.value, told.low, told.high) == (printed.value, printed.low, printed.high)
    assert told.left_out == 20 and told.by["gap"] == ROWS_LOST
    odds = told.value / (1 - told.value)
    theirs = [20 * odds * f / (1 + odds * f) for f in (0.5, 2)]
    plausible = of(finding, TOP, "share_if_gap_plausible")
    whole = told.of + 20
    assert plausible.low == pytest.approx((told.count + theirs[0]) / whole)
    assert plausible.high == pytest.approx((told.count + theirs[1]) / whole)


def test_few_rows_lost_leave_the_top_above_chance():
    finding, _ = filled(4)
    assert of(finding, TOP, "share_as_recorded").by["sentence"] == GapVerdict.HOLDS.value


def test_more_rows_lost_than_used_leave_open_whether_it_is_chance():
    finding, _ = filled(400)
    told = of(finding, TOP, "share_as_recorded").by["sentence"]
    assert told == GapVerdict.TURNS_AT_PLAUSIBLE.value
    assert "left_out} rows set aside, so that on which side of what chance" in finding.statement
    assert any("Not made again are the Gini" in caveat for caveat in finding.caveats)


def test_rows_that_the_plan_leaves_out_are_no_gap():
    finding, _ = filled(0, planned=90)
    assert of(finding, TOP, "share_as_recorded").by["sentence"] == GapVerdict.NO_GAP.value


def long_ones(children=40, unknown=8):
    """Each child three times: long ends for a tenth, none recorded for some others."""
    out = []
    for child in range(children):
        for time in range(3):
            at = START + timedelta(days=7 * child + 2 * time, hours=child)
            row = {"child": f"c{child:02d}", "reported": at}
            row["found"] = at + timedelta(hours=60 if child < 4 else 3)
            if children - unknown <= child:
                row["found"] = at.date() + timedelta(days=2)
            out.append(row)
    return out


def test_persistence_is_made_again_with_lengths_not_known():
    timelines = made_timelines(long_ones())
    finding = quality(timelines, 1)
    told = of(finding, PERSISTENT, "share_as_recorded")
    assert (told.count, told.of, told.left_out) == (4, 32, 8)
    logical = of(finding, PERSISTENT, "share_if_gap_logical")
    assert (logical.low, logical.high) == (4 / 40, 12 / 40)
    plausible = of(finding, PERSISTENT, "share_if_gap_plausible")
    assert logical.low <= plausible.low <= told.value <= plausible.high < logical.high
    kept = long_missing(timelines, 1).estimates
    bounds = {e.name: e.value for e in kept if e.name.startswith("share_of_children_persistent_")}
    assert bounds.get("share_of_children_persistent_highest", logical.high) == logical.high


def test_persistence_with_every_length_known_rests_on_no_gap():
    finding = quality(made_timelines(long_ones(unknown=0)), 1)
    assert of(finding, PERSISTENT, "share_as_recorded").by["sentence"] == GapVerdict.NO_GAP.value


def test_the_same_seed_fills_alike_and_another_alike_enough():
    ends = [
        of(quality(made_timelines(long_ones()), seed), PERSISTENT, "share_if_gap_plausible").high
        for seed in (1, 1, 2)
    ]
    assert ends[0] == ends[1] and abs(ends[0] - ends[2]) < 0.02
