"""What may follow what in the life of a release, and who may do it."""

from __future__ import annotations

import pytest

from homeward.release.review import (
    ANALYST,
    KNOWN_OUTSIDE,
    REVIEWER,
    TRANSITIONS,
    WAITING,
    Action,
    Person,
    State,
    event,
    transition,
)
from homeward.vocabulary.errors import HomewardError

ANNA, BEN = Person("Anna", frozenset({ANALYST})), Person("Ben", frozenset({REVIEWER}))
AT = "2026-01-02T00:00:00+00:00"


def do(state, action, who, note="", history=()):
    return event(state, action, who, AT, note, history)


def test_one_asks_and_another_approves():
    state, asked = do(State.DRAFTED, Action.REQUEST, ANNA)
    assert state is State.REQUESTED
    state, line = do(state, Action.APPROVE, BEN, history=[asked])
    assert state is State.APPROVED and line["by"] == "Ben"


def test_nobody_approves_their_own_request_however_they_write_their_name():
    both = Person("ben", frozenset({ANALYST, REVIEWER}))
    _, asked = do(State.DRAFTED, Action.REQUEST, Person(" BEN", frozenset({ANALYST})))
    with pytest.raises(HomewardError, match="HW-D008"):
        do(State.REQUESTED, Action.APPROVE, both, history=[asked])


@pytest.mark.parametrize(
    "who",
    [ANNA, Person("Cara"), Person("", frozenset({REVIEWER}))],
    ids=["role", "none", "unnamed"],
)
def test_who_may_not_is_refused(who):
    with pytest.raises(HomewardError, match="HW-D008"):
        do(State.REQUESTED, Action.APPROVE, who)


@pytest.mark.parametrize("state", [s for s in State if s is not State.REQUESTED])
def test_nothing_is_approved_that_was_not_asked_for(state):
    with pytest.raises(HomewardError, match="HW-D007"):
        do(state, Action.APPROVE, BEN)


@pytest.mark.parametrize("line", [t for t in TRANSITIONS if t.note])
def test_what_needs_a_note_is_refused_without_one(line):
    with pytest.raises(HomewardError, match="HW-D007"):
        do(line.before, line.action, Person("Dee", frozenset({ANALYST, REVIEWER})), note=" ")


def test_the_table_is_whole():
    pairs = [(t.before, t.action) for t in TRANSITIONS]
    assert len(pairs) == len(set(pairs))
    assert {t.after for t in TRANSITIONS} | {State.DRAFTED} == set(State)
    assert not KNOWN_OUTSIDE & WAITING
    ends = {State.WITHDRAWN, State.ABANDONED}
    assert all(any(t.before is s for t in TRANSITIONS) for s in set(State) - ends)
    assert transition(State.RELEASED, Action.WITHDRAW).after is State.WITHDRAWN
