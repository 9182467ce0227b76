"""What the records say of a child's exploitation flags when each episode began."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from homeward.demand.counting import Yes
from homeward.timelines.sheet import Sheet
from homeward.vocabulary.exploitation import Exploitation

#: Kinds that findings speak of, and the words of the record that make each.
KINDS: Mapping[str, frozenset[str]] = {
    "county_lines": frozenset({Exploitation.COUNTY_LINES.value}),
    "gang": frozenset({Exploitation.GANG.value}),
    "any_exploitation": frozenset(
        word.value
        for word in Exploitation
        if word not in (Exploitation.NONE, Exploitation.NOT_RECORDED)
    ),
}

#: In a file of which a smaller part of the unflagged incidents say that there is no flag,
#: a blank is how "none" is written, or nobody was asked: the file cannot say which.
LEAST_SAID = 0.5

#: Why an incident is left out, in the order in which reasons are looked for.
SILENT_FILE, BLANK, SAME_DAY, UNDATED = (
    "file_seldom_says_none", "not_recorded", "flagged_the_same_day", "flag_has_no_date",
)  # fmt: skip
REASONS = (SILENT_FILE, BLANK, SAME_DAY, UNDATED)

_LATEST = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Basis:
    """Which incidents count as flagged, and which could be judged; shape (rows,) each."""

    flagged: Yes
    judged: Yes


@dataclass(frozen=True, slots=True)
class Flags:
    """One kind of flag, on every incident.

    Attributes
    ----------
    before
        Flagged before the episode began: the headline.
    ever
        The child has the flag on any incident, whenever it was set.
    blank_as_none
        As `before`, with a blank taken to mean that there is no flag.
    why
        Incidents left out of `before`, by reason; each has one.
    """

    before: Basis
    ever: Basis
    blank_as_none: Basis
    why: Mapping[str, Yes]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What rows say about flags, whatever the kind.

    Attributes
    ----------
    said
        The row names a flag or says that there is none.
    audible
        The row is of a file that says "none" where there is none.
    began, flagged_on
        Days since 1970 on which the episode began (last seen, else reported) and on
        which the row's flags were set; the latest possible day where not known.
    """

    said: Yes
    audible: Yes
    began: NDArray[np.int64]
    flagged_on: NDArray[np.int64]


def recorded(sheet: Sheet) -> Recorded:
    """What each row says, and whether its file is one that says "none".

    An empty list is an answer: every flag was asked about and none was set.
    """
    words, rows = sheet.words("exploitation"), sheet.rows
    flag = _any(words, KINDS["any_exploitation"], rows)
    none = words.get(Exploitation.NONE.value, np.zeros(rows, bool))
    none = (none | (words[""] & sheet.given("exploitation"))) & ~flag
    last_seen, reported = sheet.day("last_seen_on"), sheet.day("reported_on")
    began = np.where(np.isnat(last_seen), reported, last_seen)
    return Recorded(
        flag | none,
        _audible(sheet, flag, none),
        _days(began),
        _days(sheet.day("exploitation_flagged_on")),
    )


def flags_of(sheet: Sheet, kind: str, row: Recorded) -> Flags:
    """One kind of flag on every incident.

    A flag counts from its date, on whichever of the child's incidents it is written.
    Not flagged before: the row says something, and no dated flag of the kind is earlier
    than the episode, nor has the row one without a date.
    """
    mine = _any(sheet.words("exploitation"), KINDS[kind], sheet.rows)
    first = _first_day(sheet, mine, row.flagged_on)[sheet.child]
    known = row.began < _LATEST
    before = known & (first < row.began)
    same_day = known & (first == row.began)
    undated = ~before & mine & (row.flagged_on == _LATEST)
    left = (~row.audible, ~before & ~row.said, ~before & same_day, undated | (~before & ~known))
    why, judged = {}, np.ones(sheet.rows, bool)
    for reason, out in zip(REASONS, left, strict=True):
        why[reason] = judged & out
        judged = judged & ~out
    return Flags(
        Basis(before, judged),
        _ever(sheet, mine, row),
        Basis(before, ~(left[2] | left[3])),
        why,
    )


def _ever(sheet: Sheet, mine: Yes, row: Recorded) -> Basis:
    """Children with the flag at all, against those of whom a row says something else."""
    has = _of_child(sheet, mine)
    told = _of_child(sheet, row.said & row.audible)
    return Basis(has, row.audible & (has | told))


def _of_child(sheet: Sheet, yes: Yes) -> Yes:
    """Whether any row of the child is a yes."""
    return (np.bincount(sheet.child[yes], minlength=sheet.children) > 0)[sheet.child]


def _first_day(sheet: Sheet, mine: Yes, flagged_on: NDArray[np.int64]) -> NDArray[np.int64]:
    """By child, the earliest date of a flag of the kind."""
    first = np.full(sheet.children, _LATEST)
    np.minimum.at(first, sheet.child[mine], flagged_on[mine])
    return first


def _any(words: Mapping[str, Yes], wanted: frozenset[str], rows: int) -> Yes:
    found = [held for word, held in words.items() if word in wanted]
    return np.any(found, axis=0) if found else np.zeros(rows, bool)


def _audible(sheet: Sheet, flag: Yes, none: Yes) -> Yes:
    """Rows of files in which most incidents with no flag say so."""
    _, file = np.unique(sheet.number("source_file"), return_inverse=True)
    unflagged = np.bincount(file, weights=~flag)
    said = np.bincount(file, weights=none)
    return ((said > 0) & (said >= LEAST_SAID * unflagged))[file]


def _days(day: NDArray[np.datetime64]) -> NDArray[np.int64]:
    return np.where(np.isnat(day), _LATEST, day.astype("datetime64[D]").astype(np.int64))
