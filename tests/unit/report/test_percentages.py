"""Where a percentage stands, the report says what it was worked out from, if that is so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from homeward.findings import Estimate
from homeward.report.assemble import assemble
from homeward.report.cells import ALL_OF_COUNTS, SOME_OF_COUNTS, notes_of, percentages_of
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State
from tests.unit.report.made import made_bundle

OF_COUNTS = Estimate("share_recorded", Kind.SHARE, Unit.INCIDENTS, 0.6, count=9, of=15)
WHOLE = replace(OF_COUNTS, value=0.33, count=9, of=27)
CURVE = Estimate("share_missing_again_within_7d", Kind.CURVE, Unit.CHILDREN, 0.25, of=60)
COUNT = Estimate("incidents", Kind.COUNT, Unit.INCIDENTS, 9, count=9)
HIDDEN = replace(OF_COUNTS, value=None, count=None, state=State.HIDDEN)
MADE_OTHERWISE = replace(OF_COUNTS, value=0.7)


@pytest.mark.parametrize(
    ("shown", "said"),
    [((OF_COUNTS, COUNT, HIDDEN), ALL_OF_COUNTS), ((WHOLE,), ALL_OF_COUNTS),
     ((OF_COUNTS, CURVE), SOME_OF_COUNTS), ((OF_COUNTS, MADE_OTHERWISE), SOME_OF_COUNTS),
     ((CURVE,), ""), ((MADE_OTHERWISE,), ""), ((COUNT,), ""), ((HIDDEN,), "")],
)  # fmt: skip
def test_only_what_is_made_of_counts_is_said_to_be(shown, said):
    assert percentages_of(shown) == said
    assert (said in notes_of(shown, ())) == bool(said)


def test_the_first_page_says_that_figures_are_rounded(monkeypatch):
    monkeypatch.setattr("homeward.report.artists.svg", lambda request: "<svg/>")
    assert (
        "worked out from rounded counts, or rounded itself" in assemble(made_bundle()).summary.lead
    )
