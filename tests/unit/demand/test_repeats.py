"""Repeats: what may be said of children seen in the first days of the window."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from homeward.demand import repeats
from homeward.findings import render
from tests.lib.made import made_timelines
from tests.unit.demand.cases import rows

EARLY = "share_of_children_first_reported_in_first_90_days"


def filed(days):
    opens = date(2024, 1, 1)
    closes = opens + timedelta(days=days - 1)
    return repeats(made_timelines(rows(40, 12), opens=opens, closes=closes), 1)


@pytest.mark.parametrize("days", [31, 90, 180])
def test_a_window_of_little_more_than_the_first_days_says_nothing_of_them(days):
    finding = filed(days)
    assert EARLY not in {e.name for e in finding.estimates}
    assert "first 90 days" not in render(finding.statement, finding.estimates)
    assert any("180 days or fewer" in caveat for caveat in finding.caveats)


def test_a_longer_window_says_how_many_may_have_been_missing_before():
    finding = filed(181)
    assert finding.estimate(EARLY).of == 12
    assert "in the first 90 days" in render(finding.statement, finding.estimates)
    assert any("given above" in caveat for caveat in finding.caveats)
