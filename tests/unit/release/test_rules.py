"""Disclosure settings can be made stricter, not looser."""

from __future__ import annotations

import pytest

from homeward.release.rules import DEFAULT, Rules
from homeward.vocabulary import HomewardError

LOOSER = [
    {"redact_up_to": 6},
    {"redact_up_to": 0},
    {"redact_up_to": -1},
    {"round_to": 5},
    {"round_to": 1},
    {"fewest_children": 9},
    {"identifiable_below": 29},
    {"fewest_possible": 3},
    {"mostly_hidden": 0.7},
    {"mostly_hidden": -0.1},
    {"identifying": ()},
    {"identifying": ("home",)},
]
NO_NUMBERS = [
    {"redact_up_to": "7"},
    {"redact_up_to": 7.5},
    {"redact_up_to": True},
    {"redact_up_to": None},
    {"round_to": [6]},
    {"mostly_hidden": float("nan")},
    {"identifying": "home"},
]


@pytest.mark.parametrize("changes", LOOSER + NO_NUMBERS)
def test_a_looser_setting_is_refused_by_name_however_it_is_made(changes):
    (name,) = changes
    for make in (DEFAULT.stricter, Rules):
        with pytest.raises(HomewardError) as refused:
            make(**changes)
        assert refused.value.code == "HW-L002"
        assert name in refused.value.detail


def test_what_was_made_stricter_cannot_be_loosened_again():
    strict = DEFAULT.stricter(redact_up_to=12)
    with pytest.raises(HomewardError):
        strict.stricter(redact_up_to=7)
    assert strict.stricter(redact_up_to=18).redact_up_to == 18


def test_an_unknown_setting_is_refused():
    with pytest.raises(HomewardError, match="`redact` is not a disclosure setting"):
        DEFAULT.stricter(redact=9)


def test_a_count_cannot_be_asked_to_keep_more_values_than_there_are():
    with pytest.raises(HomewardError, match="fewest_possible"):
        DEFAULT.stricter(fewest_possible=8)


@pytest.mark.parametrize(
    ("redact_up_to", "round_to", "hidden_up_to"),
    [
        (7, 6, 7),
        (8, 6, 8),
        (9, 6, 12),
        (10, 6, 12),
        (12, 6, 12),
        (7, 10, 10),
        (7, 7, 7),
        (7, 20, 7),
    ],
)
def test_a_band_that_looks_hidden_is_hidden_whole(redact_up_to, round_to, hidden_up_to):
    rules = DEFAULT.stricter(redact_up_to=redact_up_to, round_to=round_to)
    assert rules.hidden_up_to == hidden_up_to


@pytest.mark.parametrize("key", ["home", "care_home", "receiving_home", "school", "ward", "team"])
def test_a_key_that_names_a_place_or_team_identifies(key):
    assert DEFAULT.identifies(key)


@pytest.mark.parametrize("key", ["setting", "year", "found_place", "homeward", "placement", "hour"])
def test_a_kind_of_place_or_time_does_not(key):
    assert not DEFAULT.identifies(key)
