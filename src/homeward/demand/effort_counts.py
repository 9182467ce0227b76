"""The log of steps, counted in the engine by row of the rate card.

Different spellings of activity, role and agency are few, so they are pulled, matched to
the card here, and joined back as small numbers; everything about single steps stays in
the engine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
from ibis.expr.types import Table
from numpy.typing import NDArray

from homeward.demand.counting import Tally
from homeward.demand.effort_card import Card, Side, fold, side_of
from homeward.demand.effort_queries import (
    QUESTIONS,
    SUMS,
    counts_of,
    groups_of_steps,
    joined_steps,
    lengths_of,
    steps_of_children,
    sums_of,
    together,
)
from homeward.timelines.histories import Timelines
from homeward.timelines.sheet import Coded, coded
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
    table: Table
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
    joined = joined_steps(steps, found.table)
    per_child = steps_of_children(joined)
    got = together({
        "counts": counts_of(per_child), "sums": sums_of(per_child),
        "lengths": lengths_of(joined), "groups": groups_of_steps(joined, timelines.episodes),
    })  # fmt: skip
    counts = _counts(got["counts"], len(found.items))
    rare = frozenset(
        place for place, item in enumerate(found.items)
        if item.row is None and counts[place].children < FEWEST_NAMED
    )  # fmt: skip
    costed, in_range, implausible = _tallies(got["sums"])
    return StepCounts(
        found.items, counts, _groups(got["groups"]), _lengths(got["lengths"]), costed, in_range,
        implausible, found.by_activity_alone, rare, _children_of(joined, rare),
        _logged(timelines, steps),
    )  # fmt: skip


def _children_of(joined: Table, items: frozenset[int]) -> int:
    """Different children that any of these items was logged for."""
    if not items:
        return 0
    mine = joined.filter(joined.item.isin(sorted(items)))
    return int(_pulled(mine.agg(children=mine.child.nunique()))[0]["children"])


def _pulled(table: Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.to_pyarrow().to_pylist()
    return rows


def _spellings(steps: Table) -> list[tuple[str, str, str, int]]:
    """Different (activity, role, agency) and how many steps have each, in a fixed order."""
    said = steps.select(
        activity=steps.activity.fill_null(""), role=steps.role.fill_null(""),
        agency=steps.agency.fill_null(""),
    )  # fmt: skip
    rows = _pulled(said.group_by(["activity", "role", "agency"]).agg(steps=said.count()))
    return sorted((str(r["activity"]), str(r["role"]), str(r["agency"]), int(r["steps"]))
                  for r in rows)  # fmt: skip


def _match(spellings: Sequence[tuple[str, str, str, int]], card: Card, force: str) -> _Matched:
    """What each spelling is: a row of the card, else an activity of its own."""
    pairs, alone = card.places(), card.only_rows()
    items = [Item(place, row.activity) for place, row in enumerate(card.rows)]
    others: dict[str, int] = {}
    most = _commonest(spellings)
    rows, fallen = [], 0
    for activity, role, agency, steps in spellings:
        folded = fold(activity)
        place = pairs.get((folded, fold(role)), alone.get(folded))
        if place is None:
            place = others.setdefault(folded, len(items))
            if place == len(items):
                items.append(Item(None, most[folded]))
        elif (folded, fold(role)) not in pairs:
            fallen += steps
        side = SIDES.index(side_of(agency, force))
        rows.append({"_activity": activity, "_role": role, "_agency": agency, "item": place,
                     "side": side, **_range_of(card, place)})  # fmt: skip
    return _Matched(tuple(items), ibis.memtable(_typed(rows)), fallen)


def _commonest(spellings: Sequence[tuple[str, str, str, int]]) -> dict[str, str]:
    """Each folded activity as the log writes it most often."""
    often: dict[str, dict[str, int]] = {}
    for activity, _, _, steps in spellings:
        mine = often.setdefault(fold(activity), {})
        mine[activity] = mine.get(activity, 0) + steps
    return {key: max(sorted(mine), key=lambda a: mine[a]) for key, mine in often.items()}


def _range_of(card: Card, place: int) -> dict[str, int | None]:
    """The card's range in seconds, none for what is not on it."""
    if place >= len(card.rows):
        return {"least": None, "most": None}
    row = card.rows[place]
    return {"least": round(row.low * 60), "most": round(row.high * 60)}


def _typed(rows: Sequence[Mapping[str, object]]) -> pa.Table:
    names = ("_activity", "_role", "_agency")
    fields = [(name, pa.string()) for name in names]
    fields += [(name, pa.int64()) for name in ("item", "side", "least", "most")]
    return pa.Table.from_pylist([dict(row) for row in rows], schema=pa.schema(fields))


def _counts(got: pa.Table, items: int) -> tuple[ItemCount, ...]:
    found = {row.pop("item"): row for row in got.to_pylist()}
    none = dict.fromkeys(("steps", "children", "timed", "timed_children"), 0)
    return tuple(ItemCount(**found.get(place, none)) for place in range(items))


def _groups(got: pa.Table) -> StepGroups:
    item, side, steps = (got[name].to_numpy() for name in ("item", "side", "steps"))
    setting, grade = (coded(got[name].to_pylist()) for name in ("setting", "risk_first"))
    return StepGroups(
        item, side, setting.filled(Setting.NOT_RECORDED.value),
        grade.filled(RiskLevel.NOT_RECORDED.value), steps,
    )  # fmt: skip


def _lengths(got: pa.Table) -> dict[int, tuple[NDArray[np.int64], NDArray[np.int64]]]:
    item, seconds, steps = (got[name].to_numpy() for name in ("item", "seconds", "steps"))
    return {int(place): (seconds[item == place], steps[item == place]) for place in np.unique(item)}


def _tallies(got: pa.Table) -> tuple[Tally, ...]:
    """Of steps on the card, of recorded lengths inside its range, of lengths refused."""
    (row,) = got.to_pylist()
    return tuple(
        Tally(left_out=0, children_rest=0, **{key: row[f"{name}_{key}"] for key in SUMS})
        for name in QUESTIONS
    )


def _logged(timelines: Timelines, steps: Table) -> NDArray[np.bool_]:
    """Which rows of the sheet have a step."""
    out = np.zeros(timelines.sheet.rows, bool)
    logged = timelines.episodes.semi_join(steps, "incident").select("row").to_pyarrow()
    out[logged["row"].to_numpy()] = True
    return out
