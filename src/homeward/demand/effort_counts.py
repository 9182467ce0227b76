"""The log of steps, counted by row of the rate card.

Different spellings of activity, role and agency are few and numbered in the waist: they
are pulled and matched to the card here, and the steps are then counted by those numbers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from ibis.expr.types import Table
from numpy.typing import NDArray

from homeward.demand.counting import Tally
from homeward.demand.effort_card import Card, Side, fold, side_of
from homeward.demand.effort_pass import Passed, Spellings, as_arrays, pass_over
from homeward.engine.pulling import pulled
from homeward.timelines.histories import Timelines
from homeward.timelines.sheet import Coded, Sheet
from homeward.vocabulary.risk import RiskLevel
from homeward.vocabulary.setting import Setting

#: An activity that is not on the card is named if the log holds it for so many children;
#: a rarer one may be a note about one of them.
FEWEST_NAMED = 10

#: Sides of a step, in the order of their numbers.
SIDES = tuple(Side)


@dataclass(frozen=True, slots=True)
class Item:
    """What a step can be: a row of the card, or an activity that is not on it.

    Attributes
    ----------
    row
        Place in the card; None for an activity that has no row for its role.
    activity
        As the card writes it; for an activity not on the card, as the log does most often.
    """

    row: int | None
    activity: str


@dataclass(frozen=True, slots=True)
class ItemCount:
    """How often one item was logged.

    Attributes
    ----------
    steps, children
        Steps, and different children that had one.
    timed, timed_children
        Steps whose recorded length can be believed, and the children behind them.
    """

    steps: int
    children: int
    timed: int
    timed_children: int


@dataclass(frozen=True, slots=True)
class StepGroups:
    """Steps by what they are, whose, and of which incidents: one entry for each combination.

    Attributes
    ----------
    item
        Place in `StepCounts.items`.
    side
        Place in `Side`.
    setting, risk_first
        Of the incident; a blank is `not_recorded`.
    steps
        How many.
    """

    item: NDArray[np.int64]
    side: NDArray[np.int64]
    setting: Coded
    risk_first: Coded
    steps: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class StepCounts:
    """The log, counted.

    Attributes
    ----------
    items
        What a step can be; entries of the rest are by place in it.
    counts
        By place in `items`.
    by_group
        Steps by item, side, setting and first grading.
    lengths
        Item to different recorded lengths in seconds and how many steps had each; only
        those that can be believed.
    costed, in_range, implausible
        Steps on the card, of all; recorded lengths inside the card's range, of those of
        steps on the card; lengths that cannot be believed, of all recorded. By child.
    by_activity_alone
        Steps matched by their activity, the card having one role for it.
    rare, rare_children
        Items not on the card that are too rare to name, and the different children that
        they were logged for.
    logged
        Rows of the sheet whose incident has a step.
    """

    items: tuple[Item, ...]
    counts: tuple[ItemCount, ...]
    by_group: StepGroups
    lengths: Mapping[int, tuple[NDArray[np.int64], NDArray[np.int64]]]
    costed: Tally
    in_range: Tally
    implausible: Tally
    by_activity_alone: int
    rare: frozenset[int]
    rare_children: int
    logged: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Matched:
    """Spellings in the log, and what each is."""

    items: tuple[Item, ...]
    words: Spellings
    side: NDArray[np.int64]
    by_activity_alone: int


def count_steps(timelines: Timelines, card: Card) -> StepCounts | None:
    """Count the log by row of the card; None where the log holds no step.

    Raises
    ------
    HomewardError
        HW-E005 if the engine fails.
    """
    steps = timelines.partners["steps"]
    spellings = _spellings(steps)
    if not spellings:
        return None
    found = _match(spellings, card, timelines.force)
    kinds = _kinds(timelines.sheet)
    passed = pass_over(
        steps, found.words, len(found.items), kinds.of_row, kinds.many, timelines.sheet.children
    )
    counts = _counts(passed)
    rare = frozenset(
        place for place, item in enumerate(found.items)
        if item.row is None and counts[place].children < FEWEST_NAMED
    )  # fmt: skip
    return StepCounts(
        found.items, counts, _groups(passed, found, kinds), as_arrays(passed.lengths),
        passed.tally("costed"), passed.tally("inside"), passed.tally("refused"),
        found.by_activity_alone, rare, passed.children_of(sorted(rare)), passed.logged,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Kinds:
    """Incidents by setting and first grading: the number of each row's pair."""

    setting: Coded
    risk_first: Coded

    @property
    def many(self) -> int:
        """How many pairs there could be."""
        return len(self.setting.labels) * len(self.risk_first.labels)

    @property
    def of_row(self) -> NDArray[np.int64]:
        """Each row's pair."""
        setting = self.setting.codes.astype(np.int64)
        return setting * len(self.risk_first.labels) + self.risk_first.codes


def _kinds(sheet: Sheet) -> _Kinds:
    return _Kinds(
        sheet.word("setting").filled(Setting.NOT_RECORDED.value),
        sheet.word("risk_first").filled(RiskLevel.NOT_RECORDED.value),
    )


def _pulled(table: Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pulled(table).to_pylist()
    return rows


def _spellings(steps: Table) -> list[tuple[str, str, str, int]]:
    """Different (activity, role, agency) and how many steps have each, by their numbers."""
    said = {name: steps[name].arbitrary().fill_null("") for name in ("activity", "role", "agency")}
    rows = _pulled(steps.group_by("spelling").agg(**said, steps=steps.count()))
    return [
        (str(r["activity"]), str(r["role"]), str(r["agency"]), int(r["steps"]))
        for r in sorted(rows, key=lambda row: row["spelling"])
    ]


def _match(spellings: Sequence[tuple[str, str, str, int]], card: Card, force: str) -> _Matched:
    """What each spelling is: a row of the card, else an activity of its own."""
    pairs, alone = card.places(), card.only_rows()
    items = [Item(place, row.activity) for place, row in enumerate(card.rows)]
    others: dict[str, int] = {}
    most = _commonest(spellings)
    places, sides, fallen = [], [], 0
    for activity, role, agency, steps in spellings:
        folded = fold(activity)
        place = pairs.get((folded, fold(role)), alone.get(folded))
        if place is None:
            place = others.setdefault(folded, len(items))
            if place == len(items):
                items.append(Item(None, most[folded]))
        elif (folded, fold(role)) not in pairs:
            fallen += steps
        places.append(place)
        sides.append(SIDES.index(side_of(agency, force)))
    least, longest = np.array([_range_of(card, place) for place in places], float).T
    words = Spellings(np.array(places, np.int64), least, longest)
    return _Matched(tuple(items), words, np.array(sides, np.int64), fallen)


def _commonest(spellings: Sequence[tuple[str, str, str, int]]) -> dict[str, str]:
    """Each folded activity as the log writes it most often."""
    often: dict[str, dict[str, int]] = {}
    for activity, _, _, steps in spellings:
        mine = often.setdefault(fold(activity), {})
        mine[activity] = mine.get(activity, 0) + steps
    return {key: max(sorted(mine), key=lambda a: mine[a]) for key, mine in often.items()}


def _range_of(card: Card, place: int) -> tuple[float, float]:
    """The card's range in seconds, none for what is not on it."""
    if place >= len(card.rows):
        return math.nan, math.nan
    row = card.rows[place]
    return round(row.low * 60), round(row.high * 60)


def _counts(passed: Passed) -> tuple[ItemCount, ...]:
    columns = (passed.steps, passed.held.sum(axis=1), passed.timed, passed.held_timed.sum(axis=1))
    return tuple(ItemCount(*map(int, each)) for each in zip(*columns, strict=True))


def _groups(passed: Passed, found: _Matched, kinds: _Kinds) -> StepGroups:
    spelling, pair = np.nonzero(passed.groups)
    setting, grade = np.divmod(pair, len(kinds.risk_first.labels))
    return StepGroups(
        found.words.item[spelling], found.side[spelling],
        Coded(setting.astype(np.int32), kinds.setting.labels),
        Coded(grade.astype(np.int32), kinds.risk_first.labels), passed.groups[spelling, pair],
    )  # fmt: skip
