"""When incidents whose times are coarse forbid a share of the rest."""

from __future__ import annotations

import numpy as np
import pytest

from homeward.demand.duration_coarse import coarse, told, too_coarse
from homeward.estimators import wilson
from homeward.findings.estimate import Estimate
from homeward.timelines.sheet import Coded
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State


@pytest.mark.parametrize(
    "yes, judged, unplaced, forbidden",
    [
        (40, 900, 0, False),
        (40, 0, 5, True),
        (400, 900, 20, True),  # more than 2 in 100, though the interval is wide
        (167, 9200, 62, True),  # under 1 in 100, but a third of those beyond
        (12, 9250, 6, False),
        (9000, 9200, 62, True),
    ],
)
def test_too_many_or_enough_to_leave_the_interval(yes, judged, unplaced, forbidden):
    assert too_coarse(yes, judged, unplaced) == forbidden


def test_the_interval_of_a_share_that_is_given_holds_the_share_of_all():
    """Whatever the incidents that could not be placed turn out to be."""
    rng = np.random.default_rng(5)
    given = 0
    for _ in range(500):
        judged = int(rng.integers(1, 20000))
        yes, unplaced = int(rng.integers(0, judged + 1)), int(rng.integers(0, judged // 50 + 2))
        if too_coarse(yes, judged, unplaced):
            continue
        given += 1
        low, high = wilson(yes, judged)
        assert low <= yes / (judged + unplaced) <= (yes + unplaced) / (judged + unplaced) <= high
    assert given > 50


def test_a_setting_is_refused_by_itself():
    """Three in a thousand long, and as many that may be; in the other setting none may be."""
    low, high = np.zeros(2000), np.ones(2000)
    low[:6], high[:3], high[3:6] = 60.0, 60.0, 60.0
    low[3:6] = 40.0
    setting = Coded(np.repeat([0, 1], 1000).astype(np.int32), ("foster", "kinship"))
    found = coarse(low, high, [48], setting)
    assert not found.refuses(48, (("setting", "kinship"),))
    assert found.refuses(48, (("setting", "foster"),)) == too_coarse(3, 997, 3)


def test_a_share_is_told_as_it_is_or_refused_with_all_left_out():
    made = Estimate("s", Kind.SHARE, Unit.INCIDENTS, 0.1, 0.08, 0.12, count=90, of=900, left_out=40)
    assert told(made, 0) is made
    refused = told(made, 40)
    assert (refused.value, refused.state, refused.left_out) == (None, State.REFUSED, 940)
