"""The states of a release, what may follow what, and who may do it: one table.

`docs/reference/release-states.md` is drawn from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.words import Word


class State(Word):
    """Where a release is on its way out."""

    DRAFTED = "drafted", "Made, in protected/awaiting; nothing has left"
    REQUESTED = "requested", "Somebody asked for it to be looked at"
    RETURNED = "returned", "Sent back with a note; a new draft is needed, or a better case"
    APPROVED = "approved", "Somebody else looked at it and said yes; about to be put in outgoing"
    RELEASED = "released", "In outgoing; counts as known outside from now on"
    SUPERSEDED = "superseded", "A later release took its place in outgoing; still known outside"
    WITHDRAWN = "withdrawn", "Said never to have left, or called back; no longer compared with"
    ABANDONED = "abandoned", "A draft that a newer one took the place of; nothing ever left"


class Action(Word):
    """What somebody does to a release."""

    REQUEST = "request", "Ask for review"
    APPROVE = "approve", "Say yes"
    RETURN = "return", "Send back"
    RELEASE = "release", "Put in outgoing"
    SUPERSEDE = "supersede", "Put another in its place"
    WITHDRAW = "withdraw", "Take out of outgoing"
    ABANDON = "abandon", "Drop a draft"


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of the table.

    Attributes
    ----------
    action, before, after
        What is done, in which state, and the state it leads to.
    roles
        Who may, any one of these; empty where Homeward does it itself.
    not_who
        The action whose doer may not do this one: four eyes.
    note
        Whether a note must say why.
    """

    action: Action
    before: State
    after: State
    roles: frozenset[str] = frozenset()
    not_who: Action | None = None
    note: bool = False


#: Roles that prepare a release, and that may look at one made by another.
ANALYST, REVIEWER = "analyst", "release_checker"
_PREPARES, _REVIEWS = frozenset({ANALYST, REVIEWER}), frozenset({REVIEWER})

#: Everything that may be done to a release. What is not here is refused.
TRANSITIONS = (
    Transition(Action.REQUEST, State.DRAFTED, State.REQUESTED, _PREPARES),
    Transition(Action.REQUEST, State.RETURNED, State.REQUESTED, _PREPARES, note=True),
    Transition(Action.RETURN, State.REQUESTED, State.RETURNED, _REVIEWS, note=True),
    Transition(Action.APPROVE, State.REQUESTED, State.APPROVED, _REVIEWS, not_who=Action.REQUEST),
    Transition(Action.RELEASE, State.APPROVED, State.RELEASED),
    Transition(Action.RELEASE, State.DRAFTED, State.RELEASED),
    Transition(Action.SUPERSEDE, State.RELEASED, State.SUPERSEDED),
    Transition(Action.WITHDRAW, State.RELEASED, State.WITHDRAWN, _REVIEWS, note=True),
    Transition(Action.WITHDRAW, State.SUPERSEDED, State.WITHDRAWN, _REVIEWS, note=True),
    Transition(Action.WITHDRAW, State.APPROVED, State.WITHDRAWN, _REVIEWS, note=True),
    Transition(Action.ABANDON, State.DRAFTED, State.ABANDONED),
    Transition(Action.ABANDON, State.REQUESTED, State.ABANDONED),
    Transition(Action.ABANDON, State.RETURNED, State.ABANDONED),
)

#: States in which a release is, or may be, known outside.
KNOWN_OUTSIDE = frozenset({State.APPROVED, State.RELEASED, State.SUPERSEDED})

#: States in which it waits for somebody.
WAITING = frozenset({State.DRAFTED, State.REQUESTED, State.RETURNED})


class Who(Protocol):
    """Who acts: a name, and what they may do. `privacy.permissions.Actor` is one."""

    @property
    def name(self) -> str:
        """Of the person, as the register is to hold it."""

    @property
    def roles(self) -> Iterable[object]:
        """Their roles; each reads as one of the words above."""


@dataclass(frozen=True, slots=True)
class Person:
    """The plainest `Who`."""

    name: str
    roles: frozenset[str] = frozenset()


def transition(state: State, action: Action) -> Transition:
    """The line of the table for doing `action` in `state`.

    Raises
    ------
    HomewardError
        HW-D007 if there is none.
    """
    for line in TRANSITIONS:
        if line.before is state and line.action is action:
            return line
    may = sorted({t.action.value for t in TRANSITIONS if t.before is state and t.roles})
    could = f"what may be done is: {', '.join(may)}" if may else "nothing more may be done"
    raise HomewardError("HW-D007", f"it is {state.value}; {could}")


def event(
    state: State, action: Action, who: Who, at: str, note: str, history: Iterable[Mapping[str, str]]
) -> tuple[State, dict[str, str]]:
    """The state that follows, and the line for the history; refused if `who` may not.

    Parameters
    ----------
    at
        ISO 8601, UTC.
    note
        Why, in the person's words. No child may be named in it.
    history
        What was done before, for the rule of four eyes.

    Raises
    ------
    HomewardError
        HW-D007 if it may not follow, or lacks its note; HW-D008 if this person may not.
    """
    line = transition(state, action)
    if line.roles and line.roles.isdisjoint(_words(who.roles)):
        raise HomewardError("HW-D008", f"to {action.value} needs one of: {_listed(line.roles)}")
    if line.roles and not who.name.strip():
        raise HomewardError("HW-D008", "nobody is named; say who with HOMEWARD_ACTOR or --by")
    if line.note and not note.strip():
        raise HomewardError("HW-D007", f"to {action.value} needs a note that says why")
    if line.not_who is not None:
        last = [past for past in history if past["action"] == line.not_who.value][-1:]
        if any(_same(past["by"], who.name) for past in last):
            raise HomewardError(
                "HW-D008", f"whoever did the {line.not_who.value} may not {action.value}"
            )
    return line.after, {
        "action": action.value,
        "by": who.name.strip(),
        "at": at,
        "note": note.strip(),
    }


def _words(roles: Iterable[object]) -> set[str]:
    return {str(getattr(role, "value", role)) for role in roles}


def _listed(roles: Iterable[str]) -> str:
    return ", ".join(sorted(roles))


def _same(one: str, other: str) -> bool:
    """Whether two names are one person's, however spaced and capitalised."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
