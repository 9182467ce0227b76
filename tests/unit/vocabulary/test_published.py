"""The published study's findings: the list, and the table that turns intervals into answers."""

from __future__ import annotations

import re

import pytest

from homeward.study.registry import EXAMINERS
from homeward.vocabulary.answering import Answer, Comparison, Rule, judge, together
from homeward.vocabulary.findings import CATALOGUE
from homeward.vocabulary.published import (
    KEY_FINDINGS,
    OWN_WORDS,
)

OVER_90 = Rule(Comparison.AT_LEAST, 0.9)
MORE = Rule(Comparison.ABOVE, 1.0)
LESS = Rule(Comparison.BELOW, 1.0)
SAME = Rule(Comparison.NO_DIFFERENCE, 1.0, (0.8, 1.25))
TENTH = Rule(Comparison.FIGURE, 0.54, (0.44, 0.64))

AS, HIGHER, LOWER, OPEN = Answer.AS_PUBLISHED, Answer.HIGHER, Answer.LOWER, Answer.NOT_SETTLED


@pytest.mark.parametrize(
    ("rule", "low", "high", "answer"),
    [
        # At least 90%: the whole interval decides, its start included.
        (OVER_90, 0.905, 0.922, AS),
        (OVER_90, 0.90, 0.92, AS),
        (OVER_90, 0.899, 0.92, OPEN),
        (OVER_90, 0.88, 0.90, OPEN),
        (OVER_90, 0.86, 0.899, LOWER),
        (OVER_90, 0.0, 1.0, OPEN),
        # More than no difference: an interval that touches 1 settles nothing.
        (MORE, 1.01, 2.0, AS),
        (MORE, 1.0, 2.0, OPEN),
        (MORE, 0.5, 2.0, OPEN),
        (MORE, 0.5, 1.0, OPEN),
        (MORE, 0.5, 0.99, LOWER),
        # Less than no difference.
        (LESS, 0.5, 0.99, AS),
        (LESS, 0.5, 1.0, OPEN),
        (LESS, 1.01, 2.0, HIGHER),
        (LESS, 0.7, 1.3, OPEN),
        # Little or no difference needs a narrow interval; a wide one settles nothing.
        (SAME, 0.9, 1.1, AS),
        (SAME, 0.8, 1.25, AS),
        (SAME, 1.05, 1.2, AS),
        (SAME, 0.7, 1.3, OPEN),
        (SAME, 0.79, 1.1, OPEN),
        (SAME, 1.1, 1.4, HIGHER),
        (SAME, 0.5, 0.9, LOWER),
        # A figure is met by an interval that holds it and lies near it.
        (TENTH, 0.503, 0.579, AS),
        (TENTH, 0.54, 0.54, AS),
        (TENTH, 0.40, 0.60, OPEN),
        (TENTH, 0.541, 0.60, HIGHER),
        (TENTH, 0.45, 0.539, LOWER),
        (TENTH, 0.7, 0.8, HIGHER),
    ],
)
def test_the_table_of_answers(rule, low, high, answer):
    assert judge(rule, low, high) is answer


@pytest.mark.parametrize(
    ("parts", "answer"),
    [
        ((AS,), AS),
        ((AS, AS), AS),
        # Open is no contradiction; in part is for one.
        ((AS, OPEN), Answer.REST_OPEN),
        ((AS, OPEN, Answer.CANNOT_TELL), Answer.REST_OPEN),
        ((AS, LOWER), Answer.IN_PART),
        ((AS, HIGHER, OPEN), Answer.IN_PART),
        ((LOWER, AS), Answer.IN_PART),
        ((AS, Answer.CANNOT_TELL), Answer.REST_UNKNOWN),
        # A main claim that is not known or not settled is no claim as published.
        ((Answer.CANNOT_TELL, AS), Answer.CANNOT_TELL),
        ((OPEN, AS), OPEN),
        ((OPEN, LOWER), OPEN),
        ((LOWER, Answer.CANNOT_TELL), LOWER),
        ((LOWER, OPEN), LOWER),
        ((Answer.CANNOT_TELL, Answer.CANNOT_TELL), Answer.CANNOT_TELL),
    ],
)
def test_a_finding_of_several_parts(parts, answer):
    assert together(parts) is answer


def test_a_finding_without_parts_is_refused():
    with pytest.raises(ValueError, match="without parts"):
        together(())


def test_the_published_findings_are_the_studys_ten_in_order():
    assert [key.id for key in KEY_FINDINGS] == [
        "incidents", "within_24_hours", "care_home_nights", "top_tenth", "bursts",
        "family_homes", "county_lines", "out_of_county", "undesigned_process", "philomena",
    ]  # fmt: skip
    assert all(key.finding in CATALOGUE and key.words.endswith(".") for key in KEY_FINDINGS)
    told = " ".join(key.words for key in KEY_FINDINGS)
    for figure in ("9,184", "90%", "24 hours", "22:00 and 01:00", "10%", "54%", "2022"):
        assert figure in told


def test_whatever_this_version_examines_has_a_rule():
    lacking = [key.id for key in KEY_FINDINGS if key.finding in EXAMINERS and not key.parts]
    assert lacking == [], "write the rule with the room that answers it"


def test_every_part_has_a_main_claim_that_decides():
    for key in KEY_FINDINGS:
        for options in key.parts:
            assert len({beside.rule for beside in options}) == 1, key.id
        judged = key.parts and key.parts[0][0].rule is not None
        # How many incidents an area has is nothing to judge: it stands beside.
        assert judged or not key.parts or key.id == "incidents", key.id


def test_sentences_name_the_estimate_they_stand_beside_with_its_interval():
    for key in KEY_FINDINGS:
        for beside in (b for options in key.parts for b in options if b.says != OWN_WORDS):
            fields = re.findall(r"\{([a-z0-9_]+)(?:\[.*?\])?(:interval)?\}", beside.says)
            assert (beside.estimate, "") in fields
            assert beside.rule is None or (beside.estimate, ":interval") in fields


def test_rules_that_no_interval_could_meet_are_not_written():
    for key in KEY_FINDINGS:
        for rule in (b.rule for options in key.parts for b in options if b.rule):
            if rule.test in (Comparison.FIGURE, Comparison.NO_DIFFERENCE):
                assert rule.near is not None and rule.near[0] < rule.against < rule.near[1]
            else:
                assert rule.near is None


def test_answers_read_as_the_first_page_says_them():
    assert [answer.meaning for answer in Answer] == [
        "As published", "As published in part", "As published; rest not settled",
        "As published; rest unknown", "Higher", "Lower", "Not settled by these records",
        "Cannot tell", "Not yet examined", "For comparison",
    ]  # fmt: skip
