"""The profiles of disclosure control: what a plan may choose, and what each does."""

from __future__ import annotations

import pytest

from homeward.findings.estimate import Estimate
from homeward.release import release, verify
from homeward.release.rounding import band, is_published, mask
from homeward.release.rules import PROFILES, Rules, rules_of
from homeward.release.suppressed import HIDDEN
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.withholding import ReleaseProfile
from tests.unit.release.cases import MANY, bundle, count, share

DFE = rules_of("dfe_looked_after")


def shown(e, rules=DFE):
    made = release(bundle(e), rules)
    verify(made, rules)
    return made.findings[0].estimates[0]


def test_a_plan_may_choose_every_profile_and_no_other():
    assert {p.value for p in ReleaseProfile} == set(PROFILES)
    with pytest.raises(HomewardError, match="HW-L002"):
        rules_of("none")


def test_counts_go_to_the_nearest_ten_and_one_to_five_are_hidden():
    masked = [mask(n, DFE) for n in (0, 1, 5, 6, 14, 15, 24, 25, 403)]
    assert masked[0] == 0 and masked[1] is HIDDEN and masked[2] is HIDDEN
    assert masked[3:] == [10, 10, 20, 20, 30, 400]
    assert (band(10, DFE), band(20, DFE)) == ((6, 14), (15, 24))
    assert is_published(20, DFE) and not is_published(405, DFE)


@pytest.mark.parametrize("n", range(6, 400))
def test_each_count_lies_in_the_band_of_what_is_published(n):
    low, high = band(mask(n, DFE), DFE)
    assert low <= n <= high


def test_shares_are_whole_percent_with_ends_on_whole_percent():
    e = shown(share(377, 903))
    assert (e.count, e.of, e.value) == (380, 900, 0.42)
    assert all(round(100 * x, 6) == int(round(100 * x, 6)) for x in (e.low, e.high))
    assert e.low <= 377 / 903 <= e.high


def test_a_share_that_would_round_to_none_or_all_is_hidden():
    assert shown(share(8, 4000)).value is None
    assert shown(share(3990, 4000)).value is None
    assert shown(share(80, 4000)).value == 0.02


def test_lengths_are_whole():
    e = Estimate("median_hours", Kind.QUANTILE, Unit.HOURS, 5.87, count=200, children=MANY,
                 children_of=MANY, of=200)  # fmt: skip
    assert shown(e).value == 6


def test_it_can_be_made_stricter_and_not_looser():
    assert DFE.stricter(redact_up_to=9).redact_up_to == 9
    for change in (
        {"round_to": 6},
        {"redact_up_to": 4},
        {"share_step": 0.0},
        {"rounding": "middle"},
    ):
        with pytest.raises(HomewardError, match="HW-L002"):
            DFE.stricter(**change)
    with pytest.raises(HomewardError, match="HW-L002"):
        Rules(redact_up_to=5)


def test_the_second_look_follows_the_profile():
    made = release(bundle(count(403)), DFE)
    verify(made, DFE)
    with pytest.raises(HomewardError, match="HW-L002"):
        verify(made)


def test_a_second_cell_is_hidden_under_it_too():
    cells = [count(n, 200, setting=s) for s, n in {"a": 3, "b": 40, "c": 800}.items()]
    made = release(bundle(count(843), *cells), DFE)
    hidden = [e.by.get("setting") for e in made.findings[0].estimates if e.value is None]
    assert hidden == ["a"]  # rounding to ten leaves a hidden 3 all its values beside 40 and 840


def test_the_profile_and_its_source_are_said():
    said = release(bundle(count(403)), DFE).release["words"]
    assert "Department for Education" in said[0] and "explore-education-statistics" in said[0]
    assert any("nearest 10" in line for line in said) and any("prints k" in line for line in said)
