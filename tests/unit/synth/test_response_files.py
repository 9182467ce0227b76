"""The force's files about its response: what is in them, what is spoilt, how they are read."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import datetime
from functools import cache

import pytest

from homeward.records.propose import propose
from homeward.synth.clock import day_of, stamp, to_local
from homeward.synth.details import describe
from homeward.synth.identities import Identities, identify
from homeward.synth.partners import partner_files
from homeward.synth.response import respond, response_files
from homeward.synth.response.calls import CALLED
from homeward.synth.response.effort import HOURLY_COST, MINUTES
from homeward.synth.response.files import CALLS_FILE, EFFORT_FILE, PREVENTION_FILE
from homeward.synth.response.spellings import COMPACT_LIKE, LOG_HABITS, NICHE_LIKE
from homeward.synth.response.words import ACTIVITIES, ROLES, Activity, Role
from homeward.synth.rows import child_reference, incident_references, made_at
from homeward.synth.rules import HABIT_NAMES
from homeward.synth.sheets import Supplied
from homeward.vocabulary.activity import CallKind, InterviewKind
from homeward.vocabulary.report import Reporter
from tests.unit.synth.counties import TINY, county, details
from tests.unit.synth.responses import nobody, response

LOGS = tuple(f"police/case_log_2022_q{quarter}.csv" for quarter in (1, 2, 3, 4))
DAY_AND_HOUR = "%d/%m/%Y %H:%M"


@cache
def identities() -> Identities:
    return identify(county(), {})


def supplied(**rates: float) -> Supplied:
    return response_files(county(), details(), response(), identities(), rates)


def table(files: Supplied, name: str) -> list[dict[str, str]]:
    """Rows of one sheet."""
    (sheet,) = (one for one in files.files if one.name == name)
    heads = list(sheet.columns)
    return [dict(zip(heads, row, strict=True)) for row in zip(*sheet.columns.values(), strict=True)]


@cache
def clean() -> Supplied:
    return supplied()


def habit_of(name: str):
    return COMPACT_LIKE if name in LOGS[:2] else NICHE_LIKE


def steps(files: Supplied) -> list[tuple[str, str, str, str]]:
    """Reference, activity, start and end of every step written, in one form."""
    out = []
    for name in LOGS:
        habit = habit_of(name)
        words = {text: word for word, text in habit.activities.items()}
        for row in table(files, name):
            out.append(
                (row[habit.incident], str(words[row[habit.activity]]), row[habit.start], name)
            )
    return out


def test_the_files_are_the_ones_promised_and_say_that_they_are_synthetic(tmp_path):
    files = clean().files
    assert [sheet.name for sheet in files] == [*LOGS, CALLS_FILE, EFFORT_FILE, PREVENTION_FILE]
    for sheet in files:
        path = sheet.write(tmp_path)
        assert "SYNTHETIC" in path.read_text(encoding=sheet.encoding).splitlines()[0]


def test_every_step_known_by_the_last_file_is_written_once():
    events, own = response().events, county()
    last = made_at(own)[-1]
    references = incident_references(own)
    expected = Counter()
    for incident, activity, start in zip(
        events.incident.tolist(), events.activity.tolist(), events.start.tolist(), strict=True
    ):
        if start <= last:
            minute = stamp(int(to_local(start)))
            expected[references[incident], str(ACTIVITIES[activity]), minute] += 1
    written = Counter()
    for reference, activity, start, name in steps(clean()):
        habit = habit_of(name)
        form = f"{habit.day} %H:%M{habit.seconds}"
        written[reference, activity, stamp_of(start, form)] += 1
    assert written == expected
    assert sum(expected.values()) < len(events.ids)  # some steps come after the last file


def stamp_of(text: str, form: str) -> datetime:
    return datetime.strptime(text, form)


@pytest.mark.parametrize("part", range(4))
def test_nothing_later_than_a_file_is_in_it_and_nothing_an_earlier_one_knew(part):
    own, name = county(), LOGS[part]
    habit = habit_of(name)
    form = f"{habit.day} %H:%M{habit.seconds}"
    made = [stamp(int(to_local(minute))) for minute in made_at(own)]
    places = {reference: place for place, reference in enumerate(incident_references(own))}
    rules = own.world.profile.files
    for row in table(clean(), name):
        start = stamp_of(row[habit.start], form)
        assert start <= made[part]
        if row[habit.end]:
            assert start <= stamp_of(row[habit.end], form) <= made[part]
        reported = own.incidents.reported[places[row[habit.incident]]]
        if day_of(float(to_local(reported))) < rules[part].opens:
            assert start > made[part - 1]


def test_steps_of_a_case_stand_together_in_order():
    for name in LOGS:
        habit = habit_of(name)
        rows = table(clean(), name)
        references = [row[habit.incident] for row in rows]
        assert references == sorted(references)
        if habit.ordinal:
            numbered = [(row[habit.incident], int(row[habit.ordinal])) for row in rows]
            assert numbered == sorted(set(numbered))


def test_rates_of_none_plant_nothing():
    assert set(clean().planted.values()) == {0}
    for row in table(clean(), CALLS_FILE):
        assert all(row.values()) or not row["Caller Role"]
        assert row["Incident Ref"]


def test_untimed_everywhere():
    files = supplied(events_untimed=1.0)
    rows = [(row, habit_of(name)) for name in LOGS for row in table(files, name)]
    assert all(row[habit.start] == "" and row[habit.end] == "" for row, habit in rows)
    assert files.planted["events_untimed"] == len(rows)
    assert files.planted["events_tied"] == 0


def test_tied_steps_have_the_time_of_the_one_before_and_are_counted():
    before, after = steps(clean()), steps(supplied(events_tied=1.0))
    changed = 0
    for place in range(1, len(before)):
        (reference, _, _, name), now = before[place - 1], after[place]
        same_case = (now[0], now[3]) == (reference, name)
        assert now[2] == (before[place - 1][2] if same_case else before[place][2])
        changed += now[2] != before[place][2]
    assert supplied(events_tied=1.0).planted["events_tied"] == changed > 0


def test_some_of_each_fault_are_planted_at_the_profiles_rates():
    own = county().world.profile.faults
    files = supplied(**own)
    for kind in ("events_untimed", "events_tied", "calls_unlinked", "partner_spellings"):
        assert files.planted[kind] > 0, kind
    untimed = sum(start == "" for _, _, start, _ in steps(files))
    assert untimed == files.planted["events_untimed"]


def test_calls_are_those_of_the_log_in_order_with_numbers_of_their_own():
    rows, events = table(clean(), CALLS_FILE), response().events
    known = events.start <= county().as_of
    kinds = Counter(CallKind.read(row["Call Type"]) for row in rows)
    for activity, kind in CALLED.items():
        assert kinds[kind] == (events.of(activity) & known).sum()
    numbers = [row["Log Number"] for row in rows]
    assert numbers == sorted(set(numbers))
    assert {row["Incident Ref"] for row in rows} == set(incident_references(county()))
    assert all(Reporter.read(row["Caller Role"]) for row in rows)


def test_the_first_caller_is_the_one_on_the_record():
    said = dict(zip(incident_references(county()), details().reporter.tolist(), strict=True))
    for row in table(clean(), CALLS_FILE):
        if CallKind.read(row["Call Type"]) is CallKind.REPORT:
            assert Reporter.read(row["Caller Role"]) == said[row["Incident Ref"]]


@pytest.mark.parametrize("rate", [0.0, 1.0, 0.15])
def test_calls_lose_their_incident_at_the_rate(rate):
    files = supplied(calls_unlinked=rate)
    blank = sum(not row["Incident Ref"] for row in table(files, CALLS_FILE))
    total = len(table(files, CALLS_FILE))
    assert blank == files.planted["calls_unlinked"]
    assert abs(blank - rate * total) <= 5 * (total * rate * (1 - rate)) ** 0.5


def test_effort_has_every_activity_and_role_as_each_log_writes_them():
    rows = table(clean(), EFFORT_FILE)
    keys = {(row["Activity"], row["Role"]) for row in rows}
    assert len(keys) == len(rows)
    for name in LOGS:
        habit = habit_of(name)
        for row in table(clean(), name):
            assert (row[habit.activity], row[habit.role]) in keys
    for row in rows:
        assert float(row["Low"]) <= float(row["Likely"]) <= float(row["High"])
        assert float(row["Hourly Rate"]) in HOURLY_COST.values()
        assert "synthetic" in row["Basis"]


def test_prevention_interviews_are_those_of_the_log():
    rows, own, events = table(clean(), PREVENTION_FILE), county(), response().events
    done = events.of(Activity.PREVENTION_INTERVIEW, Activity.PREVENTION_BY_PHONE)
    done &= events.start <= own.as_of
    references = incident_references(own)
    assert [row["MisPer Ref"] for row in rows] == [references[n] for n in events.incident[done]]
    children = own.incidents.child[events.incident[done]].tolist()
    assert [row["Nominal ID"] for row in rows] == [child_reference(one) for one in children]
    whole = [f"{stamp(int(minute)):{DAY_AND_HOUR}}" for minute in to_local(events.start[done])]
    assert [row["Date Completed"] for row in rows] == whole
    by_phone = events.of(Activity.PREVENTION_BY_PHONE)[done].sum()
    assert sum(row["Method"] == "Telephone" for row in rows) == by_phone > 0
    assert {InterviewKind.read(row["Interview Type"]) for row in rows} == {InterviewKind.PREVENTION}


def test_intelligence_reaches_the_police_when_the_charity_says_it_sent_it():
    events, own = response().events, county()
    shared = events.first(len(response().cases), Activity.INTELLIGENCE_SHARED)
    mine = dict(zip(incident_references(own), shared.tolist(), strict=True))
    files = partner_files(own, details(), identities(), {})
    compared = 0
    for row in table(files, "charity/return_interviews.csv"):
        if row["Misper Ref"] and row["Date Completed"]:
            when = mine[row["Misper Ref"]]
            told = when <= own.as_of
            text = f"{day_of(float(to_local(when))):%d/%m/%Y}" if told else ""
            assert row["Shared With Police"] == text
            compared += told
    assert compared > 5


def test_a_proposal_knows_every_file_and_leaves_nothing_to_decide(tmp_path):
    for sheet in supplied(**county().world.profile.faults).files:
        sheet.write(tmp_path)
    found = propose(tmp_path)
    tables = {file: one.table for one in found.maps for file in one.files}
    expected = dict.fromkeys(LOGS, "events")
    expected |= {CALLS_FILE: "calls", EFFORT_FILE: "effort", PREVENTION_FILE: "interviews"}
    assert tables == expected
    assert found.blocking == ()
    for one in found.maps:
        if one.table == "events":
            assert {"incident", "activity", "happened", "ended", "role", "agency"} <= set(
                one.columns
            )
        if one.table in ("calls", "interviews"):
            assert "incident" in one.columns


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path):
    written = []
    for place, seed in enumerate((1, 1, 2)):
        own, told, done = county(TINY, seed), details(TINY, seed), response(TINY, seed)
        files = response_files(own, told, done, identify(own, {}), own.world.profile.faults)
        folder = tmp_path / str(place)
        written.append([sheet.write(folder).read_bytes() for sheet in files.files])
    assert written[0] == written[1]
    different = [mine != other for mine, other in zip(written[0], written[2], strict=True)]
    assert all(different[:-2]) and different[-1]


def test_a_county_with_no_reports_is_written_empty(tmp_path):
    empty = nobody()
    told = describe(empty)
    files = response_files(empty, told, respond(empty, told), identities(), {})
    for sheet in files.files:
        lines = sheet.write(tmp_path).read_text(encoding=sheet.encoding).splitlines()
        assert next(csv.reader(io.StringIO(lines[-1]), delimiter=sheet.delimiter)) == list(
            sheet.columns
        )


def test_every_habit_of_incident_file_has_a_log_habit():
    assert set(LOG_HABITS) == set(HABIT_NAMES)
    for habit in (COMPACT_LIKE, NICHE_LIKE):
        assert set(habit.activities) == set(ACTIVITIES) == set(MINUTES)
        assert len(set(habit.activities.values())) == len(ACTIVITIES)
        assert set(habit.roles) == set(ROLES)
        assert len(set(habit.roles.values())) == len(ROLES)
    assert COMPACT_LIKE.roles[Role.SERGEANT] != NICHE_LIKE.roles[Role.SERGEANT]


def test_truth_says_how_each_log_writes_its_words():
    words = clean().truth["log_words"]
    assert set(words) == {COMPACT_LIKE.name, NICHE_LIKE.name}
    assert words[NICHE_LIKE.name]["activities"]["closed"] == NICHE_LIKE.activities[Activity.CLOSED]
