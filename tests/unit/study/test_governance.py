"""Real records are studied only where somebody answers for them, and only as long as said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from homeward.study.governance import CHOICES, NEEDED, check_governance, governance_of
from homeward.study.plan import Governance, parse_plan, plan_document
from homeward.vocabulary.activity import Regime
from homeward.vocabulary.agency import Agency
from homeward.vocabulary.errors import HomewardError
from tests.unit.study.plans import GOVERNED, PLAIN

TODAY = date(2030, 6, 15)


def refused(plan, today=TODAY):
    with pytest.raises(HomewardError) as refusal:
        check_governance(plan, today)
    return refusal.value


def test_a_plan_that_answers_everything_passes_without_a_word():
    assert check_governance(PLAIN, TODAY) == ()


@pytest.mark.parametrize("name", NEEDED)
def test_each_missing_answer_is_named(name):
    plan = replace(PLAIN, governance=replace(GOVERNED, **{name: getattr(Governance(), name)}))
    error = refused(plan)
    assert error.code == "HW-P020"
    assert error.detail == f"dataset 1 (missing.csv): `{name}`"
    assert check_governance(replace(plan, synthetic=True), TODAY) == ()


@pytest.mark.parametrize("text", ["", "  ", "TBC", "n/a", "None", "to be confirmed", "..."])
def test_a_filler_is_no_answer(text):
    plan = replace(PLAIN, governance=replace(GOVERNED, owner=text))
    assert refused(plan).code == "HW-P020"


def test_a_dataset_answers_for_itself_where_it_differs():
    own = Governance(owner="The council", regime=Regime.LAW_ENFORCEMENT)
    plan = replace(PLAIN, datasets=(replace(PLAIN.datasets[0], governance=own),))
    held = governance_of(plan, plan.datasets[0])
    assert (held.owner, held.regime) == ("The council", Regime.LAW_ENFORCEMENT)
    assert (held.purpose, held.keep_until) == (GOVERNED.purpose, GOVERNED.keep_until)
    assert governance_of(replace(plan, governance=Governance()), plan.datasets[0]).purpose == ""
    assert parse_plan(plan_document(plan)) == plan


def test_records_are_refused_the_day_after_their_last_day():
    plan = replace(PLAIN, governance=replace(GOVERNED, keep_until=TODAY))
    assert [w[:7] for w in check_governance(plan, TODAY)] == ["HW-P022"]
    error = refused(plan, TODAY + timedelta(days=1))
    assert error.code == "HW-P021" and "2030-06-15" in error.detail


@pytest.mark.parametrize(("days", "warned"), [(60, True), (61, False)])
def test_a_last_day_that_is_near_is_told(days, warned):
    last = TODAY + timedelta(days=days)
    plan = replace(PLAIN, governance=replace(GOVERNED, keep_until=last))
    assert bool(check_governance(plan, TODAY)) == warned


@pytest.mark.parametrize(
    ("agency", "regime", "warned"),
    [
        (Agency.CHARITY, Regime.LAW_ENFORCEMENT, True),
        (Agency.CARE_HOME, Regime.LAW_ENFORCEMENT, True),
        (Agency.CHARITY, Regime.GENERAL, False),
        (Agency.POLICE, Regime.LAW_ENFORCEMENT, False),
    ],
)
def test_part_3_is_questioned_for_bodies_that_are_seldom_competent(agency, regime, warned):
    own = replace(PLAIN.datasets[0], agency=agency, governance=Governance(regime=regime))
    said = check_governance(replace(PLAIN, datasets=(own,)), TODAY)
    assert [w[:7] for w in said] == (["HW-P023"] if warned else [])


def test_the_plan_explains_every_choice_and_makes_none():
    text = plan_document(replace(PLAIN, governance=Governance()))
    assert 'regime = "not_recorded"' in text and "\n# keep_until = " in text
    assert all(f"{name}:" in CHOICES for name in NEEDED)
    for regime in (Regime.GENERAL, Regime.LAW_ENFORCEMENT):
        assert f'"{regime.value}"' in CHOICES
    assert refused(parse_plan(text)).code == "HW-P020"


def test_a_made_up_study_is_told_that_nothing_needs_an_answer():
    text = plan_document(replace(PLAIN, synthetic=True))
    assert "nothing needs to be answered" in text and "Article 9" not in text
