"""What the smaller sample shows: numbers, sentences, refusals, and its way through the gate."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.demand import sample
from homeward.findings import Bundle, render
from homeward.release.gate import release, verify
from homeward.vocabulary.sampling import ASKED, SampleUnit
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State
from tests.lib.sampling import SETTINGS, sampled

WINDOW = {"from": "2024-01-01", "to": "2024-12-31"}


def rows(n: int = 400, drawn: int = 150, children: int = 220, **answers) -> list[dict]:
    """`n` incidents, of which so many were drawn and answered; three strata."""
    rng = np.random.default_rng(2)
    out = []
    for i in range(n):
        out.append({
            "child": f"c{i % children:03d}",
            "setting": SETTINGS[i % 5 // 2],
            "drawn": "yes" if i < drawn else "",
            "return_interview": "" if i % 9 == 0 else ("held", "not_offered")[rng.random() < 0.4],
            "push_reason": ("bullying", "family_conflict", "mental_health", "")[i % 4],
            "harm_disclosed": "none_disclosed" if i % 3 else "accident; self_harm",
            "interview_in_time": ("within_72h", "later", "not_held")[i % 3],
        } | answers)  # fmt: skip
    return out


@pytest.fixture(scope="module")
def finding():
    return sample(sampled(rows()), 1)


def estimates(found):
    return [*found.estimates, *(e for t in found.tables for e in t.estimates)]


def test_no_sample_is_refused_and_says_what_to_do():
    found = sample(sampled(rows(5, 0)), 1)
    assert found.refused and found.refused.startswith("HW-N026")
    assert "homeward sample take" in found.refused and found.estimates == ()


@pytest.mark.parametrize(
    "timed, dated, words",
    [
        (("cannot_tell", "not_recorded"), (False, False), "the dates that would tell were not"),
        (("cannot_tell", "cannot_tell"), (True, True), "times are too coarse to tell more"),
        (("cannot_tell", "cannot_tell"), (True, False), "were not given, or are too coarse"),
        (("not_recorded", "not_recorded"), None, "the dates that would tell were not given"),
        (("cannot_tell", "not_recorded"), None, "were not given, or are too coarse"),
    ],
)
def test_why_nobody_can_tell_whether_it_was_in_time_is_the_true_reason(timed, dated, words):
    made = rows()
    for i, row in enumerate(made):
        row["interview_in_time"] = timed[i % 2]
    timelines = sampled(made)
    if dated is not None:
        known = np.array([dated[i % 2] for i in range(timelines.sample.drawn)])
        timelines = replace(timelines, sample=replace(timelines.sample, dated=known))
    found = sample(timelines, 1)
    said = render(found.statement, found.estimates)
    assert words in said
    (why,) = [caveat for caveat in found.caveats if caveat.startswith("HW-N027")]
    assert ("are blank" in why) == ("too coarse" not in said)


def test_a_sample_with_no_answer_is_refused():
    blank = {
        "return_interview": "",
        "push_reason": "",
        "harm_disclosed": "",
        "interview_in_time": "",
    }
    assert sample(sampled(rows(**blank)), 1).refused.startswith("HW-N003")


def test_every_answer_has_its_share_with_everything_the_gate_needs(finding):
    for table in finding.tables:
        for e in table.estimates:
            if e.name != "weighted_share":
                continue
            assert (e.kind, e.unit) == (Kind.WEIGHTED, Unit.SAMPLED)
            assert e.count <= e.of and e.children <= e.children_of <= e.of
            assert e.of + e.left_out == 150
            assert e.low <= e.value <= e.high and e.design_effect >= 1
            assert e.interval.startswith("Korn and Graubard")
    words = {t.name: [e.by for e in t.estimates] for t in finding.tables}
    push = [dict(by)["push_reason"] for by in words["by_push_reason"]]
    assert push == [word.value for word in ASKED["push_reason"].words]


def test_single_answers_add_up_to_the_whole(finding):
    (table,) = [t for t in finding.tables if t.name == "by_return_interview"]
    assert sum(e.value for e in table.estimates) == pytest.approx(1)


def test_statement_charts_and_caveats_find_their_numbers(finding):
    text = render(finding.statement, finding.estimates)
    assert text.startswith("Partners answered for 150 of 150 incidents drawn by lot from 400")
    assert "A return home interview is known to have been held for" in text
    assert "Harm while missing" in text and "Philomena" not in text
    assert {c.name for c in finding.charts} == {"push_reason"}
    for chart in finding.charts:
        assert "{" not in render(chart.headline + chart.alt, finding.estimates)
    assert any("may add up to more than all" in c for c in finding.caveats)
    assert any("third day cannot be told" in c for c in finding.caveats)
    assert not any("changed" in c or "joined" in c for c in finding.caveats)


def test_what_is_unusual_of_a_sample_is_said():
    held = sampled(rows(drawn=150, push_reason=""), changed=True)
    said = " ".join(sample(held, 1).caveats)
    assert "The records have changed since" in said
    held = replace(held, sample=replace(held.sample, only={"year": (2024,)}))
    assert "`year` `2024`" in " ".join(sample(held, 1).caveats)
    few = [r | ({"return_interview": ""} if i > 40 else {}) for i, r in enumerate(rows())]
    said = " ".join(sample(sampled(few), 1).caveats)
    assert "Fewer than half were answered for: `return_interview`" in said
    one = [r | ({"return_interview": ""} if r["setting"] == SETTINGS[2] else {}) for r in rows()]
    said = " ".join(sample(sampled(one), 1).caveats)
    assert "joined for: `return_interview`." in said


def test_a_question_nobody_answered_has_no_table_but_its_response_is_told():
    found = sample(sampled(rows(push_reason="")), 1)
    assert "by_push_reason" not in {t.name for t in found.tables}
    (response,) = [t for t in found.tables if t.name == "response"]
    told = {e.name: e.value for e in response.estimates if e.by["asked"] == "push_reason"}
    assert told == {"answered": 0, "response_rate": 0.0}


def test_a_question_one_child_answered_is_refused_alone():
    mine = [r | ({} if r["child"] == "c000" else {"return_interview": ""}) for r in rows()]
    mine[0] |= {"return_interview": "held"}
    found = sample(sampled(mine), 1)
    assert found.refused is None
    told = found.estimate("share_with_interview_held")
    assert told.state is State.REFUSED and told.children_of == 1
    assert "interview is known" not in found.statement


def test_interviews_of_no_known_day_are_told_as_lowest_and_highest():
    """No date at all: none is known to have been in time, and that is not none."""
    blank = [
        r | {"interview_in_time": "not_held" if i % 3 == 2 else "cannot_tell"}
        for i, r in enumerate(rows())
    ]
    found = sample(sampled(blank), 1)
    name = "share_with_interview_within_72h"
    assert found.estimate(name).state is State.REFUSED
    low, high = (found.estimate(f"{name}_{end}") for end in ("lowest", "highest"))
    assert low.value == 0.0 and 0.6 < high.value < 0.75
    assert f"between {{{name}_lowest}}" in found.statement
    assert any(c.startswith("HW-N027") for c in found.caveats)


def test_a_few_interviews_of_no_known_day_are_left_out_and_counted():
    few = [r | ({"interview_in_time": "not_recorded"} if i == 5 else {})
           for i, r in enumerate(rows())]  # fmt: skip
    found = sample(sampled(few), 1)
    told = found.estimate("share_with_interview_within_72h")
    assert (told.count, told.of, told.left_out) == (50, 149, 1)
    assert "held within 72 hours for {share_with_interview_within_72h}" in found.statement
    assert not any("HW-N027" in c for c in found.caveats)


def test_of_children_it_speaks_of_children():
    held = sampled(rows(200, 100, 200))
    child = replace(held.sample, unit=SampleUnit.CHILD)
    found = sample(replace(held, sample=child), 1)
    assert "of 100 children drawn by lot" in render(found.statement, found.estimates)
    assert {e.unit for e in found.estimates} == {Unit.CHILDREN}
    assert any("last incident" in c for c in found.caveats)


def test_the_whole_stands_beside_those_answered_for(finding):
    (table,) = [t for t in finding.tables if t.name == "strata_by_setting"]
    whole = [e for e in table.estimates if e.name == "share_of_all"]
    assert sum(e.count for e in whole) == 400 == whole[0].of
    told = [e for e in table.estimates if e.name == "share_of_answered"]
    assert sum(e.count for e in told) == 150 == told[0].of


@pytest.mark.parametrize("case", [rows(), rows(60, 30), rows(3000, 900, 2000), rows(12, 12)])
def test_it_passes_the_gate_and_reads_well_released(case):
    found = sample(sampled(case), 1)
    bundle = Bundle(True, WINDOW, "2025-01-01T00:00:00Z", "Made-up", (found,))
    released = release(bundle)
    verify(released)
    (out,) = released.findings
    if out.refused is None:
        assert "{" not in render(out.statement, out.estimates)
        for e in estimates(out):
            assert e.value is None or e.low is None or e.low <= e.value <= e.high


def test_most_of_a_sample_of_usual_size_may_be_shown():
    found = sample(sampled(rows(3000, 900, 2000)), 1)
    released = release(Bundle(True, WINDOW, "2025-01-01T00:00:00Z", "Made-up", (found,)))
    shown = [e for e in released.findings[0].estimates if e.name.startswith("share_with")]
    assert shown and all(e.value is not None for e in shown)


# ------------------------------------------------------------------ by hand


@st.composite
def few(draw):
    """Incidents of their own children in two strata, at least two answered in each."""
    words = st.sampled_from(["held", "not_offered"])
    out = []
    for setting in SETTINGS[:2]:
        answers = draw(st.lists(words, min_size=2, max_size=6))
        answers += [""] * draw(st.integers(0, 3))
        rest = draw(st.integers(0, 9))
        drawn = [("yes", answer) for answer in answers] + [("", "")] * rest
        out += [{"setting": setting, "drawn": d, "return_interview": a} for d, a in drawn]
    return [row | {"child": f"c{i:02d}"} for i, row in enumerate(out)]


@given(few())
@settings(max_examples=60)
def test_the_share_is_the_one_worked_by_hand(case):
    whole, told, held = defaultdict(int), defaultdict(int), defaultdict(int)
    for row in case:
        whole[row["setting"]] += 1
        told[row["setting"]] += row["return_interview"] != ""
        held[row["setting"]] += row["return_interview"] == "held"
    wanted = sum(whole[s] / len(case) * held[s] / told[s] for s in whole)
    found = sample(sampled(case), 1).estimate("share_with_interview_held")
    assert found.value == pytest.approx(wanted)
    assert (found.count, found.of) == (sum(held.values()), sum(told.values()))
