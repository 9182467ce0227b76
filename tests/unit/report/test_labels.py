"""Names in words: no reader meets a name that scripts use."""

from __future__ import annotations

import doctest
import re

import pytest

from homeward.report import labels, marks, typeface
from homeward.report.labels import (
    estimate_label,
    key_label,
    lower_first,
    plain_words,
    quoted_words,
    span,
    value_label,
)
from homeward.vocabulary.setting import Setting
from tests.unit.report.made import made_bundle


@pytest.mark.parametrize("module", [labels, marks, typeface])
def test_examples_in_docstrings_hold(module):
    tried = doctest.testmod(module)
    assert tried.attempted > 0 and tried.failed == 0


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("share_found_within_24h", "Resolved within 24 hours"),
        ("share_found_within_7d", "Resolved within 7 days"),
        ("share_missing_again_within_28d", "Missing again within 28 days"),
        ("share_of_incidents_by_top_1_percent", "Share of incidents: top 1% of children"),
        ("median_hours", "Median time missing"),
        ("hazard_ratio_interview_within_72h", "Hazard ratio interview within 72 hours"),
        ("a_name_nobody_has_listed_1d", "A name nobody has listed 1 day"),
    ],
)
def test_estimates_read_as_words(name, words):
    assert estimate_label(name) == words


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("setting", "childrens_home", "Children's home"),
        ("setting", "all", "All settings"),
        ("setting", "a_new_kind", "A new kind"),
        ("from", "last_seen", "When the child was last seen"),
        ("hour", 0, "00:00"),
        ("hours", 672, "672"),
        ("month", 4, "April"),
        ("period", "2021-04", "Apr 2021"),
        ("year", 2022, "2022"),
        ("percent_of_children", 90, "90%"),
        ("band", "20+", "20 or more"),
        ("band", "3-4", "3 to 4"),
        ("adjusted", True, "Allowing for other differences"),
        ("tested", True, "Yes"),
        ("threshold", "48h", "48 hours"),
        ("care_status", "cin", "Child in need"),
        (
            "activity_and_role",
            "UNIT_AT_SCENE (RESPONSE_OFFICER)",
            "Unit at scene (response officer)",
        ),
        ("activity_and_role", "RHI completed (RHI worker)", "RHI completed (RHI worker)"),
        ("activity_and_role", "OCCURRENCE_CLOSED (SERGEANT)", "Occurrence closed (sergeant)"),
        ("activity_and_role", "Report closed (SGT)", "Report closed (SGT)"),
        ("activity", "REFERRAL_SENT_MASH", "Referral sent MASH"),
        ("role", "DISPATCHER", "Dispatcher"),
        ("role", "PC", "PC"),
        ("code", "HW-R014", "A word is not in the vocabulary (HW-R014)"),
        ("needed_for", "demand.repeats", "\u201cHow much demand is repeat demand\u201d"),
        ("column", "distance_km", "Distance in km"),
    ],
)
def test_values_read_as_words(key, value, words):
    assert value_label(key, value) == words


def test_every_setting_has_a_label_that_starts_large():
    told = [value_label("setting", setting.value) for setting in Setting]
    assert all(word[0].isupper() and "_" not in word for word in told)
    assert len(set(told)) == len(told)


def test_no_name_of_the_made_bundle_keeps_an_underscore():
    for finding in made_bundle().findings:
        every = [*finding.estimates, *(e for t in finding.tables for e in t.estimates)]
        for e in every:
            told = [estimate_label(e.name), *map(key_label, e.by)]
            told += [value_label(key, value) for key, value in e.by.items()]
            assert not re.search(r"[a-z]_[a-z]", " ".join(told)), told


def test_small_words_of_prose():
    assert span("1h") == "1 hour"
    assert span("soon") == "soon"
    assert lower_first("Friday night") == "Friday night"
    assert lower_first("CSE flag") == "CSE flag"
    assert lower_first("Where the child lives") == "where the child lives"
    assert plain_words("by `found_place`, docs/a_b.md") == "by found place, docs/a_b.md"
    assert quoted_words("see `demand.repeats`") == (
        "see \u201cHow much demand is repeat demand\u201d"
    )
