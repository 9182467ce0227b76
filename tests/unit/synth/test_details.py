"""What a force writes of each incident hangs together, and with what happened."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from homeward.synth.clock import HOUR, completed_years, midnight, to_local
from homeward.synth.details import describe
from homeward.synth.questions import FACTS, MARKERS, QUESTIONS, answers, reports_before
from homeward.synth.streams import Streams
from homeward.vocabulary.outcome import FoundPlace, Harm, ReturnMethod
from homeward.vocabulary.report import Reporter
from homeward.vocabulary.setting import Setting
from tests.unit.synth.counties import DEFAULT, county, details

#: Grampian (2007), ages 12 to 14: where found, of those with a place recorded.
GRAMPIAN = {
    FoundPlace.ORIGIN: 0.25, FoundPlace.FRIEND: 0.24, FoundPlace.STREET_PARK: 0.19,
    FoundPlace.RELATIVE: 0.12, FoundPlace.RETAIL_LEISURE: 0.11, FoundPlace.TRANSPORT_HUB: 0.02,
}  # fmt: skip

NO_HARM = (Harm.NONE_DISCLOSED.value, Harm.NOT_RECORDED.value)


@pytest.fixture(scope="module")
def lived():
    return county(DEFAULT)


@pytest.fixture(scope="module")
def told():
    return details(DEFAULT)


def share(marks: np.ndarray) -> float:
    return float(np.mean(marks))


@pytest.mark.parametrize("place", GRAMPIAN)
def test_children_are_found_where_they_are_found(place, told):
    known = told.found_place[told.found_place != FoundPlace.NOT_RECORDED.value]
    assert abs(share(known == place.value) - GRAMPIAN[place]) < 0.05


def test_where_found_goes_with_how(told):
    place, how = told.found_place, told.return_method
    arrested = place[how == ReturnMethod.ARRESTED.value]
    assert share(arrested == FoundPlace.CUSTODY.value) > 0.6
    assert not (place[how == ReturnMethod.POLICE_FOUND_PATROL.value] == "origin").any()
    assert set(place[how == ReturnMethod.NOT_RECORDED.value]) == {FoundPlace.NOT_RECORDED.value}


def test_most_return_to_where_they_live_by_then(lived, told):
    world, incidents = lived.world, lived.incidents
    stay = world.stays.at(incidents.child, incidents.returned)
    lives = np.array(list(world.profile.settings))[world.stays.setting[stay]]
    assert 0.88 < share((told.returned_to == lives)[stay >= 0]) < 0.98
    moved = (stay >= 0) & (lives != told.setting)
    assert moved.any() and share(told.returned_to[moved] == lives[moved]) > 0.5
    at_home = told.setting == Setting.FAMILY_HOME.value
    assert share(told.returned_to[at_home & ~moved] == Setting.FAMILY_HOME.value) > 0.9
    assert (told.returned_to == Setting.HOSPITAL.value).any()


def test_harm_is_rare_and_goes_with_long_absences_and_not_with_gradings(lived, told):
    harmed = ~np.isin(told.harm, NO_HARM)
    hours = (lived.incidents.found - lived.incidents.reported) / HOUR
    exploited = lived.incidents.exploited == 1
    assert 0.03 < share(harmed) < 0.055
    assert share(harmed[hours > 72]) > 1.8 * share(harmed[hours < 24])
    assert share(harmed[exploited]) > 1.4 * share(harmed[~exploited])
    short = (hours < 24) & ~exploited
    high = told.risk_first == "high"
    assert abs(share(harmed[short & high]) - share(harmed[short & ~high])) < 0.025
    assert not np.isin(told.harm, [Harm.DEATH.value]).any()


def test_reasons_are_given_for_some(lived, told):
    for words, low, high in ((told.push, 0.25, 0.35), (told.pull, 0.33, 0.43)):
        assert low < share(words != "") < high
        assert share(np.char.find(words, ";") >= 0) > 0.02
    drawn_in = np.char.find(told.pull, "gang_county_lines") >= 0
    assert drawn_in.any() and set(lived.incidents.exploited[drawn_in]) == {1}


def test_the_first_grading_is_the_countys_and_the_last_follows_it(lived, told):
    words = np.array(list(lived.world.profile.risk.weights))
    assert (told.risk_first == words[lived.incidents.grade]).all()
    assert (told.recorded > lived.incidents.reported).all()
    graded, again = told.graded, told.regraded
    changed = told.risk_first != told.risk_last
    assert abs(share(changed) - lived.world.profile.risk.regraded_share) < 0.02
    assert (np.isinf(graded) == (told.risk_first == "not_recorded")).all()
    assert (graded[~changed] == again[~changed]).all()
    assert (again[changed] >= graded[changed]).all()


def test_schools_report_far_more_once_they_are_asked(lived, told):
    seen = to_local(lived.incidents.last_seen)
    lessons = lived.world.calendar.in_school(seen)
    lessons &= ~lived.world.in_care()[lived.world.stays.setting[lived.incidents.stay]]
    asked = seen >= midnight(lived.world.profile.recording.school_pilot_from)
    by_school = told.reporter == Reporter.SCHOOL.value
    before, after = share(by_school[lessons & ~asked]), share(by_school[lessons & asked])
    assert before < 0.2 and after > 2 * before
    assert share(by_school[~lessons]) < 0.05


def test_one_answer_for_a_child_about_flags_and_disability(lived, told):
    child = lived.incidents.child
    for column in (told.certainty, told.flag_source, told.disability):
        pairs = set(zip(child.tolist(), column.tolist(), strict=True))
        assert len(pairs) == len(set(child.tolist()))
    disabled = lived.world.children.disability[child] == 1
    assert not (told.disability[disabled] == "no").any()


def test_the_same_county_is_described_the_same(lived, told):
    again = describe(lived)
    assert all(
        np.array_equal(getattr(told, name), getattr(again, name), equal_nan=name == "distance_km")
        for name in told.__dataclass_fields__
    )


# ------------------------------------------------------------------ questions


@pytest.fixture(scope="module")
def asked(lived, told):
    return answers(lived, told)


def test_every_question_is_answered_yes_no_or_not_at_all(asked, lived):
    assert set(asked) == {*QUESTIONS, *FACTS, *MARKERS}
    for name in QUESTIONS:
        given = asked[name]
        assert set(given) == {"Y", "N", ""}
        assert 0.05 < share(given == "") < 0.15
        yes = share(given[given != ""] == "Y")
        assert 0.3 * QUESTIONS[name].share < yes < 3 * QUESTIONS[name].share + 0.02


def test_answers_of_one_child_hang_together(asked, lived):
    child, given = lived.incidents.child, asked["q_self_harm"]
    marked = asked["m_self_harm"] == "Y"
    assert share(given[marked] == "Y") > 0.7 > 0.1 > share(given[~marked] == "Y")
    assert len(set(child[marked].tolist()) & set(child[~marked].tolist())) < len(set(child)) * 0.05


def test_answers_known_to_the_record_are_true(asked, lived, told):
    young = completed_years(lived.world.children.born[lived.incidents.child],
                            to_local(lived.incidents.reported)) < 13  # fmt: skip
    given = asked["q_young"] != ""
    assert ((asked["q_young"] == "Y") == young)[given].all()
    before = reports_before(lived)
    seen: dict[int, int] = {}
    for child, many in zip(lived.incidents.child.tolist(), before.tolist(), strict=True):
        seen[child] = seen.get(child, -1) + 1
        assert many >= seen[child]
    assert ((asked["m_repeat"] == "Y") == (before >= 2)).all()
    assert ((asked["m_looked_after"] == "Y") == (told.authority != "")).all()


def test_exploited_children_keep_other_company(asked, lived):
    exploited = np.isfinite(lived.world.children.exploited_from[lived.incidents.child])
    older = asked["q_older"] == "Y"
    assert share(older[exploited]) > 2 * share(older[~exploited])


def test_another_seed_gives_other_answers(lived, told, asked):
    other = replace(lived, world=replace(lived.world, streams=Streams(99)))
    drawn = answers(other, told)
    assert any(not np.array_equal(drawn[name], asked[name]) for name in QUESTIONS)
    assert all(np.array_equal(drawn[name] == "Y", asked[name] == "Y") for name in ("m_repeat",))
