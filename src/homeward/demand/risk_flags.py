"""The questions that `demand.risk` asks of every incident."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from homeward.demand.counting import Flag
from homeward.demand.duration_coarse import beyond_flags, straddling
from homeward.timelines.sheet import Coded, Sheet
from homeward.vocabulary.outcome import Harm
from homeward.vocabulary.risk import RiskLevel
from homeward.vocabulary.times import ResolvedFrom

#: Every grading, in the order of the vocabulary.
LEVELS: tuple[RiskLevel, ...] = tuple(RiskLevel)
#: Gradings that can be compared, lowest first.
SCALE: tuple[RiskLevel, ...] = tuple(
    level for level in LEVELS if level not in (RiskLevel.ABSENT_LEGACY, RiskLevel.NOT_RECORDED)
)
#: Limits against which gradings are set, in hours.
LONG = (24, 48)
#: What is asked of each limit, and what goes before it to ask which cannot be placed.
OVER = {f"share_missing_over_{hours}h": hours for hours in LONG}
UNPLACED = "unplaced_"

Yes = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Gradings:
    """First and last gradings, and the flags made of them.

    Attributes
    ----------
    first, last
        Gradings of each episode; a blank is `not_recorded`.
    mix
        Each level as a first and as a last grading, of all episodes.
    changes
        Shares filed for everything, each setting and each year.
    outcomes
        What came after, and of those harmed how many were not first graded high. Beside
        each of `OVER`: the incidents that cannot be placed, and its lowest and highest.
    """

    first: Coded
    last: Coded
    mix: Mapping[str, Flag]
    changes: Mapping[str, Flag]
    outcomes: Mapping[str, Flag]


def filled_grading(sheet: Sheet, name: str) -> Coded:
    """A column of gradings, with a blank as `not_recorded`."""
    return sheet.word(name).filled(RiskLevel.NOT_RECORDED.value)


def on_scale(column: Coded) -> Yes:
    """Which episodes have a grading on the scale."""
    return column.among([level.value for level in SCALE])


def at_least(column: Coded, level: RiskLevel) -> Yes:
    """Which episodes are graded at this level of the scale or above."""
    return column.among([word.value for word in SCALE[SCALE.index(level) :]])


def missing_over(sheet: Sheet, hours: int) -> Flag:
    """Missing for longer than a limit, from the report; nothing is judged without any end.

    Of incidents known by their dates alone those that may lie on either side are left out,
    and are not like the rest: see `unplaced` before a share is made of it.

    Where no file says when incidents ended, all that could be judged would be those known
    to have lasted long: a share of one, whatever the truth.
    """
    low, high = sheet.number("hours_low"), sheet.number("hours_high")
    yes, no = low > hours, high <= hours
    ended = sheet.word("resolved_from").among(
        [word.value for word in ResolvedFrom if word is not ResolvedFrom.NONE]
    )
    return Flag(yes, (yes | no) & bool(ended.any()))


def unplaced(sheet: Sheet, hours: int) -> Flag:
    """Incidents that may have lasted longer than a limit or not, their times being coarse."""
    return Flag(straddling(sheet.number("hours_low"), sheet.number("hours_high"), hours))


def _ends(sheet: Sheet, hours: int) -> dict[str, Flag]:
    return beyond_flags(sheet.number("hours_low"), sheet.number("hours_high"), hours)


def harm_recorded(sheet: Sheet) -> Flag:
    """Whether harm is recorded; judged where the record says either way.

    An empty list says that each harm was asked about and there was none; a blank one, or
    one that holds only the word for a blank, says nothing.
    """
    words = sheet.words("harm")
    silent = (Harm.NOT_RECORDED.value, Harm.NONE_DISCLOSED.value, "")
    yes = np.zeros(sheet.rows, bool)
    for word, rows in words.items():
        if word not in silent:
            yes |= rows
    none = words.get(Harm.NONE_DISCLOSED.value, np.zeros_like(yes))
    return Flag(yes, yes | none | (words[""] & sheet.given("harm")))


def gradings(sheet: Sheet) -> Gradings:
    """The gradings of every episode and every flag that is made of them."""
    first, last = filled_grading(sheet, "risk_first"), filled_grading(sheet, "risk_last")
    harm = harm_recorded(sheet)
    outcomes = {name: missing_over(sheet, hours) for name, hours in OVER.items()}
    for name, hours in OVER.items():
        outcomes[f"{UNPLACED}{name}"] = unplaced(sheet, hours)
        outcomes |= {f"{name}_{end}": flag for end, flag in _ends(sheet, hours).items()}
    return Gradings(
        first, last, _mix(first, last), _changes(first, last),
        {
            **outcomes, "share_with_harm_recorded": harm,
            "harmed": Flag(
                ~at_least(first, RiskLevel.HIGH), harm.yes & on_scale(first),
                harm.yes & ~on_scale(first),
            ),
        },
    )  # fmt: skip


def _mix(first: Coded, last: Coded) -> dict[str, Flag]:
    return {
        f"{name}_{level.value}": Flag(column.equals(level.value))
        for name, column in (("first", first), ("last", last))
        for level in LEVELS
    }


def _changes(first: Coded, last: Coded) -> dict[str, Flag]:
    known = on_scale(first)
    both = known & on_scale(last)
    rise = _position(last) - _position(first)
    return {
        "share_not_graded": Flag(first.equals(RiskLevel.NOT_RECORDED.value)),
        "share_absent_legacy": Flag(first.equals(RiskLevel.ABSENT_LEGACY.value)),
        "share_first_graded_high": Flag(at_least(first, RiskLevel.HIGH), known),
        "share_first_graded_medium_or_high": Flag(at_least(first, RiskLevel.MEDIUM), known),
        "share_regraded_up": Flag(rise > 0, both),
        "share_regraded_down": Flag(rise < 0, both),
    }


def _position(column: Coded) -> NDArray[np.int64]:
    """Place on the scale; -1 where the grading is not on it."""
    order = {level.value: place for place, level in enumerate(SCALE)}
    places = np.array([order.get(label, -1) for label in column.labels] + [-1], np.int64)
    return places[column.codes]
