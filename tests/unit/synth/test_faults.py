"""Planted faults: each at its rate, counted, and what it says it is."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

import pytest

from homeward.synth.clock import midnight, stamp, to_local
from homeward.synth.county import live_through
from homeward.synth.details import describe
from homeward.synth.extract import make_extract
from homeward.synth.faults import SENTINEL
from homeward.synth.rows import UNTYPED, Record, Stamp, made_at
from homeward.synth.rules import ADDED_ROWS, INCIDENT_FAULTS, ROW_FAULTS, TYPING_FAULTS
from homeward.vocabulary.exploitation import Exploitation
from homeward.vocabulary.words import Word
from tests.unit.synth.counties import DEFAULT, TINY, county, details, extract, profile

RATE = 0.04

NOT_FLAGGED = ((), (Exploitation.NONE,))


def rows_of(made) -> list[Record]:
    return [row for rows in made.files.values() for row in rows]


@pytest.fixture(scope="module")
def sound():
    return extract(DEFAULT)


def test_without_faults_every_row_is_a_clean_incident(sound):
    planted = {kind: n for kind, n in sound.planted.items() if n and kind != "resupplied"}
    assert planted == {}
    whole = [row for row in rows_of(sound) if row.kind == "incident"]
    assert len(whole) == len(county(DEFAULT).incidents.ids)
    assert all(row.fault in ("", "open") for row in whole)


@pytest.fixture(scope="module")
def hasty():
    """Files made at the midnight after their last day, so that many reports are open."""
    rules = profile(TINY)
    rules = replace(rules, window=replace(rules.window, extract_after_days=0))
    made = live_through(rules, 3, 6.0)
    return made, make_extract(made, describe(made), {})


def test_a_file_knows_nothing_later_than_its_making(sound, hasty):
    for lived, made in ((county(DEFAULT), sound), hasty):
        lasts = to_local(made_at(lived)).tolist()
        for rule, last in zip(lived.world.profile.files, lasts, strict=True):
            for row in made.files[rule.name]:
                times = [cell for cell in row.cells.values() if isinstance(cell, Stamp)]
                assert max(cell.minute for cell in times) <= last
                flagged = row.cells["exploitation_flagged"]
                assert flagged is None or midnight(flagged) <= last
                assert (flagged is None) == (row.cells["exploitation"] in NOT_FLAGGED)


def test_an_incident_open_when_its_file_is_made_is_whole_in_the_next(hasty):
    _, made = hasty
    again = [row for row in rows_of(made) if row.kind == "resupplied"]
    assert len(again) == made.planted["resupplied"] > 3
    firsts = {r.entity: r for r in rows_of(made) if r.kind == "incident"}
    for row in again:
        first = firsts[row.entity]
        assert row.part == first.part + 1
        assert first.cells["cancelled"] is None
        assert row.cells["incident"] == first.cells["incident"]


def test_what_is_typed_when_a_child_is_back_is_blank_while_the_child_is_gone(hasty):
    _, made = hasty
    gone = [row for row in rows_of(made) if not row.cells["found"] and row.kind == "incident"]
    assert gone
    for row in gone:
        assert {name: row.cells[name] for name in UNTYPED} == UNTYPED


def test_what_two_files_say_of_one_incident_never_differs(hasty):
    _, made = hasty
    firsts = {r.entity: r for r in rows_of(made) if r.kind == "incident"}
    for row in rows_of(made):
        if row.kind == "resupplied":
            for name, cell in firsts[row.entity].cells.items():
                unsaid = cell in (None, (), "") or str(cell) == "not_recorded"
                assert unsaid or name == "updated" or cell == row.cells[name]


@pytest.mark.parametrize("kind", sorted(set(ROW_FAULTS) - {"clock_changes"}))
def test_a_fault_of_a_row_is_planted_at_its_rate(kind):
    made = extract(DEFAULT, **{kind: RATE})
    number = len(county(DEFAULT).incidents.ids)
    marked = sum(row.fault == kind for row in rows_of(made))
    assert made.planted[kind] == marked
    assert abs(marked - RATE * number) < 5 * math.sqrt(RATE * number)
    assert all(
        made.planted[other] == 0 for other in INCIDENT_FAULTS if other not in (kind, "resupplied")
    )


@pytest.mark.parametrize("kind", sorted(TYPING_FAULTS))
def test_a_fault_of_typing_is_planted_near_its_rate(kind, sound):
    made = extract(DEFAULT, **{kind: RATE})
    number = RATE * len(county(DEFAULT).incidents.ids)
    if kind == "ragged":  # text files only
        number -= RATE * len(sound.files["police/missing_2021.xlsx"])
    assert 0.75 * number < made.planted[kind] < number + 5 * math.sqrt(number)


@pytest.mark.parametrize("kind", sorted(set(ADDED_ROWS) - {"resupplied", "absent_records"}))
def test_rows_are_added_at_their_rate(kind, sound):
    made = extract(DEFAULT, **{kind: RATE})
    number = RATE * len(county(DEFAULT).incidents.ids)
    assert abs(made.planted[kind] - number) < 5 * math.sqrt(number)
    assert len(rows_of(made)) == len(rows_of(sound)) + made.planted[kind]


def test_absent_records_end_with_the_category():
    rules = county(DEFAULT).world.profile
    until = date(2020, 5, 31)
    changed = replace(rules, recording=replace(rules.recording, absent_until=until))
    for profile_, last in ((rules, date(2019, 12, 31)), (changed, until)):
        lived = county(DEFAULT)
        lived = replace(lived, world=replace(lived.world, profile=profile_))
        made = make_extract(lived, details(DEFAULT), {"absent_records": RATE})
        own = [row for row in rows_of(made) if row.kind == "absent_records"]
        assert len(own) == made.planted["absent_records"] > 50
        days = [stamp(row.cells["reported"].minute).date() for row in own]
        assert last - timedelta(days=30) < max(days) <= last == profile_.recording.absent_until


def test_some_incidents_are_supplied_open_and_then_whole(sound):
    made = extract(DEFAULT, resupplied=0.5)
    late = 365 / 30 * made.planted["resupplied"] / 0.5 * 4 / 3  # of three files of four
    assert 0.6 < late / len(county(DEFAULT).incidents.ids) < 1.6
    assert made.planted["resupplied"] > 5 * max(1, sound.planted["resupplied"])


def test_clock_changes_are_at_half_past_one_of_the_night():
    made = extract(DEFAULT, clock_changes=0.002)
    own = [row for row in rows_of(made) if row.fault == "clock_changes"]
    assert len(own) == made.planted["clock_changes"] > 5
    for row in own:
        when = stamp(row.cells["last_seen"].minute)
        assert (when.hour, when.minute, when.weekday()) == (1, 30, 6)
        assert when.month in (3, 10) and when.day > 24
        assert row.cells["reported"].minute > row.cells["last_seen"].minute


def test_what_each_fault_does_is_what_it_says():
    checks = {
        "blank_child": lambda c: c["child"] == "",
        "blank_reported": lambda c: c["reported"] is None,
        "found_before_reported": lambda c: c["found"].minute < c["reported"].minute,
        "seen_after_reported": lambda c: c["last_seen"].minute > c["reported"].minute,
        "sentinels": lambda c: SENTINEL in (c["found"], c["returned"], c["cancelled"]),
        "unreadable_times": lambda c: isinstance(c["last_seen"], str),
        "missing_found": lambda c: c["found"] is None and c["returned"] is not None,
        "impossible_ages": lambda c: c["age"] > 120,
    }
    made = extract(DEFAULT, **dict.fromkeys(checks, RATE))
    for kind, holds in checks.items():
        own = [row for row in rows_of(made) if row.fault == kind]
        assert own and all(holds(row.cells) for row in own)


def test_a_conflict_shares_its_reference_and_differs_in_its_end():
    made = extract(DEFAULT, conflicts=RATE)
    first = {row.entity: row for row in rows_of(made) if row.fault == "conflicts"}
    others = [row for row in rows_of(made) if row.kind == "conflicts"]
    assert len(others) == len(first)
    for row in others:
        assert row.cells["incident"] == first[row.entity].cells["incident"]
        assert row.cells["found"].minute > first[row.entity].cells["found"].minute


def test_adults_are_adults_and_nobody_else_is():
    made = extract(DEFAULT, adults=RATE, concern_only=RATE, cancelled=RATE, absent_records=RATE)
    for row in rows_of(made):
        assert (row.cells["age"] >= 18) == (row.kind == "adults")


def test_age_and_birth_date_agree():
    made = extract(DEFAULT, adults=RATE, concern_only=RATE, impossible_ages=RATE)
    for row in rows_of(made):
        when, born = stamp(row.cells["reported"].minute), row.cells["born_on"]
        years = when.year - born.year - ((when.month, when.day) < (born.month, born.day))
        assert row.cells["age"] == years


def test_a_fault_more_moves_no_other_fault():
    few = extract(DEFAULT, blank_child=RATE)
    more = extract(DEFAULT, blank_child=RATE, adults=RATE, duplicates=RATE, ragged=RATE)
    marked = [{r.entity for r in rows_of(m) if r.fault == "blank_child"} for m in (few, more)]
    assert marked[0] == marked[1]


def test_references_are_one_to_an_incident_except_where_given_twice(sound):
    seen: dict[str, int] = {}
    for row in rows_of(sound):
        assert seen.setdefault(row.cells["incident"], row.entity) == row.entity


def test_cells_hold_words_of_the_vocabulary(sound):
    row = rows_of(sound)[0]
    words = [name for name, cell in row.cells.items() if isinstance(cell, Word)]
    assert {"sex", "residence_type", "risk_first", "reporter", "return_method"} <= set(words)
