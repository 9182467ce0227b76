"""Statements print values, parts, groups and reasons, and never lose a number."""

from __future__ import annotations

import pytest

from homeward.findings import (
    Estimate,
    by_side,
    format_estimate,
    format_interval,
    format_value,
    render,
)
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State


def share(value=0.9131, state=None, **more):
    return Estimate("share", Kind.SHARE, Unit.INCIDENTS, value, state=state, **more)


FULL = share(low=0.9052, high=0.9214, count=4162, of=4555, children=1021, children_of=1110)

FORMATS = [
    (0.9131, Kind.SHARE, Unit.INCIDENTS, "91.3%"),
    (0.25, Kind.CURVE, Unit.CHILDREN, "25.0%"),
    (0.25, Kind.BOUND, Unit.INCIDENTS, "25.0%"),
    (9184, Kind.COUNT, Unit.INCIDENTS, "9,184"),
    (4.23, Kind.QUANTILE, Unit.HOURS, "4.2 hours"),
    (1234.5, Kind.MEAN, Unit.HOURS, "1,234.5 hours"),
    (3.0, Kind.QUANTILE, Unit.DAYS, "3.0 days"),
    (1.3149, Kind.RATE_RATIO, Unit.RATIO, "1.31"),
    (0.62, Kind.INDEX, Unit.INDEX, "0.62"),
    (2.9, Kind.MEAN, Unit.INCIDENTS_PER_CHILD, "2.9"),
    (22, Kind.CLOCK_HOUR, Unit.HOUR_OF_DAY, "22:00"),
    (22.25, Kind.CLOCK_HOUR, Unit.HOUR_OF_DAY, "22:15"),
    (22.999, Kind.CLOCK_HOUR, Unit.HOUR_OF_DAY, "23:00"),
    (23.999, Kind.CLOCK_HOUR, Unit.HOUR_OF_DAY, "00:00"),
    (25, Kind.CLOCK_HOUR, Unit.HOUR_OF_DAY, "01:00"),
]


@pytest.mark.parametrize(("value", "kind", "unit", "text"), FORMATS)
def test_numbers_are_printed_in_their_unit(value, kind, unit, text):
    assert format_value(value, kind, unit) == text


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{share} of incidents", "91.3% of incidents"),
        ("{share:count} of {share:of}", "4,162 of 4,555"),
        ("{share:children} of {share:children_of}", "1,021 of 1,110"),
        ("{share:interval}", "90.5% to 92.1%"),
        ("{share:left_out} left out", "0 left out"),
        ("{share}{share}", "91.3%91.3%"),
        ("no number", "no number"),
        ("", ""),
    ],
)
def test_values_and_parts(template, text):
    assert render(template, [FULL]) == text


def test_groups_are_told_apart_by_text_number_and_truth():
    estimates = [
        share(0.1, by={"setting": "foster", "year": 2022}),
        share(0.2, by={"setting": "foster", "year": 2021}),
        share(0.3, by={"adjusted": True}),
        share(0.4, by={"adjusted": False}),
        share(0.5),
    ]
    template = (
        "{share[setting=foster,year=2022]} {share[year=2021,setting=foster]}"
        " {share[adjusted=true]} {share[adjusted=false]} {share}"
    )
    assert render(template, estimates) == "10.0% 20.0% 30.0% 40.0% 50.0%"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.HIDDEN, "[hidden to protect children]"),
        (State.NOT_RECORDED, "[not recorded]"),
        (State.REFUSED, "[cannot tell]"),
    ],
)
def test_what_is_not_shown_prints_as_its_reason(state, words):
    e = share(None, state)
    assert format_estimate(e) == words
    assert render("{share} ({share:count})", [e]) == f"{words} ({words})"
    assert render("{share:interval}", [e]) == "no interval shown"


def test_a_masked_part_of_a_shown_estimate_says_hidden():
    assert render("{share:left_out}", [share(left_out=None)]) == "[hidden to protect children]"


def test_an_estimate_with_no_interval_says_so():
    assert format_interval(share()) == ""
    assert render("{share:interval}", [share()]) == "no interval shown"


@pytest.mark.parametrize(
    "template",
    ["{other}", "{share[year=2022]}", "{share:by}", "{share:value}", "{share:nonsense}"],
)
def test_a_name_group_or_part_that_is_not_there_is_a_defect(template):
    with pytest.raises(KeyError):
        render(template, [FULL])


def _ratio_of(low, high, name="r", **by):
    return Estimate(
        name, Kind.RATE_RATIO, Unit.RATIO, (low * high) ** 0.5, low, high, of=9, interval="t", by=by
    )


@pytest.mark.parametrize(
    "low, high, words",
    [
        (1.2, 1.4, "rose: 1.30"), (0.6, 0.9, "fell: 0.73"), (0.9, 1.2, "either: 1.04"),
        # As printed, to two decimals: 1.0 is not above 1.
        (1.004, 1.4, "either: 1.19"), (0.7, 0.996, "either: 0.83"), (1.0, 1.4, "either: 1.18"),
    ],
)  # fmt: skip
def test_words_go_with_the_interval_beside_them(low, high, words):
    template = by_side("r[setting=x]", "rose", "fell", "either") + ": {r[setting=x]}"
    assert render(template, [_ratio_of(low, high, setting="x")]) == words


def test_words_of_a_number_that_is_not_shown_claim_nothing():
    hidden = Estimate("r", Kind.RATE_RATIO, Unit.RATIO, None, state=State.HIDDEN)
    assert render(by_side("r", "rose", "fell", "either {r}"), [hidden]).startswith("either [hidden")
    bare = Estimate("r", Kind.RATE_RATIO, Unit.RATIO, 3.0, of=9)
    assert render(by_side("r", "rose", "fell", "either"), [bare]) == "either"


@pytest.mark.parametrize(
    "one, other, words",
    [((2, 3), (1, 1.9), "more"), ((1, 1.9), (2, 3), "less"), ((1, 2), (2, 3), "cannot tell")],
)
def test_two_intervals_are_set_side_by_side(one, other, words):
    found = [_ratio_of(*one, "a", g=1), _ratio_of(*other, "a", g=2)]
    assert render(by_side("a[g=1]~a[g=2]", "more", "less", "cannot tell"), found) == words


def test_a_choice_by_an_estimate_that_is_not_there_is_a_defect():
    with pytest.raises(KeyError):
        render(by_side("gone", "a", "b", "c"), [])
