"""From counted steps and a rate card to hours and pounds, with the card's own ranges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from homeward.demand.counting import Volume
from homeward.demand.effort_card import Card, CardRow, Side
from homeward.demand.effort_counts import SIDES, StepCounts
from homeward.demand.estimates import By
from homeward.findings.estimate import Estimate
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State

#: Name of every interval that is a range of the card and no statistical interval.
CARD_RANGE = "least and most of the rate card"
MINUTES = 60.0
SECONDS = 60.0


class Span(NamedTuple):
    """A likely amount, with the least and the most that the card allows."""

    low: float
    likely: float
    high: float

    def times(self, factor: float) -> Span:
        """Every part multiplied."""
        return Span(self.low * factor, self.likely * factor, self.high * factor)

    @property
    def width(self) -> float:
        """From the least to the most."""
        return self.high - self.low


def hours_of(row: CardRow, steps: int) -> Span:
    """Hours that so many steps of one row of the card take."""
    return Span(row.low, row.likely, row.high).times(steps / MINUTES)


def total_hours(
    counted: StepCounts, card: Card, by: By | None = None, side: Side | None = None
) -> Span:
    """Hours of the steps on the card, of incidents in a group and of one side or all.

    Parameters
    ----------
    counted, card
        The log, counted, and the card.
    by
        May hold `setting` or `risk_first`; everything where empty.
    side
        Whose time; None for everybody's.
    """
    groups = counted.by_group
    mine = np.ones(len(groups.steps), bool)
    for key, value in (by or {}).items():
        mine &= getattr(groups, key).equals(value)
    if side is not None:
        mine &= groups.side == SIDES.index(side)
    times = np.bincount(groups.item[mine], groups.steps[mine], len(counted.items))
    rows = np.array([(row.low, row.likely, row.high) for row in card.rows]).reshape(-1, 3)
    low, likely, high = times[: len(rows)] @ rows / MINUTES
    return Span(float(low), float(likely), float(high))


def ranged(
    name: str, unit: Unit, span: Span, by: By, *, count: int | None, children: int
) -> Estimate:
    """A likely amount with the card's range; `count` is the steps behind it."""
    return Estimate(
        name, Kind.RANGE, unit, span.likely, min(span.low, span.likely),
        max(span.high, span.likely), count=count, children=children, interval=CARD_RANGE, by=by,
    )  # fmt: skip


#: Hours per incident by whose time it is.
PER_INCIDENT: dict[str, Side | None] = {
    "hours_per_incident": None,
    "police_hours_per_incident": Side.POLICE,
    "partner_hours_per_incident": Side.PARTNER,
    "unattributed_hours_per_incident": Side.NOT_RECORDED,
}


def sides_held(counted: StepCounts) -> tuple[str, ...]:
    """Names of the hours per incident that the log can bear: no side that it never has.

    Where the log does not say whose any step was, only the hours of all together.
    """
    held = {SIDES[place] for place in np.unique(counted.by_group.side)}
    if held == {Side.NOT_RECORDED}:
        return ("hours_per_incident",)
    return tuple(name for name, side in PER_INCIDENT.items() if side is None or side in held)


def per_incident(
    counted: StepCounts, card: Card, by: By, logged: Volume | None, left_out: int
) -> list[Estimate]:
    """Hours for each logged incident of a group, of all and of each side."""
    return [
        _per_incident(name, counted, card, by, logged, left_out) for name in sides_held(counted)
    ]


def _per_incident(
    name: str, counted: StepCounts, card: Card, by: By, logged: Volume | None, left_out: int
) -> Estimate:
    if logged is None or not logged.incidents:
        return Estimate(
            name, Kind.RANGE, Unit.HOURS, None, of=0, left_out=left_out, by=by,
            state=State.REFUSED,
        )  # fmt: skip
    span = total_hours(counted, card, by, PER_INCIDENT[name])
    mean = span.times(1 / logged.incidents)
    return Estimate(
        name, Kind.RANGE, Unit.HOURS, mean.likely, min(mean.low, mean.likely),
        max(mean.high, mean.likely), of=logged.incidents, children=logged.children,
        children_of=logged.children, left_out=left_out, interval=CARD_RANGE, by=by,
    )  # fmt: skip


def by_activity(counted: StepCounts, card: Card) -> list[Estimate]:
    """For each row of the card that was logged: times, minutes, hours, pounds."""
    out: list[Estimate] = []
    for place, row in enumerate(card.rows):
        if counted.counts[place].steps:
            out += _of_row(counted, place, row)
    return out


def _of_row(counted: StepCounts, place: int, row: CardRow) -> list[Estimate]:
    found = counted.counts[place]
    by = {"activity": row.activity, "role": row.role}
    span = hours_of(row, found.steps)
    minutes = Span(row.low, row.likely, row.high)
    behind = {"count": found.steps, "children": found.children}
    cost = (
        Estimate("cost", Kind.RANGE, Unit.POUNDS, None, left_out=None, by=by,
                 state=State.NOT_RECORDED)
        if row.cost is None
        else ranged("cost", Unit.POUNDS, span.times(row.cost), by, **behind)
    )  # fmt: skip
    return [
        Estimate("steps", Kind.COUNT, Unit.STEPS, found.steps, count=found.steps,
                 children=found.children, by=by),
        ranged("minutes_on_card", Unit.MINUTES, minutes, by, **behind),
        recorded_minutes(counted, place, by),
        ranged("hours", Unit.HOURS, span, by, **behind),
        cost,
    ]  # fmt: skip


def recorded_minutes(counted: StepCounts, place: int, by: By) -> Estimate:
    """Median of the lengths that the log itself records for one row of the card."""
    found, lengths = counted.counts[place], counted.lengths.get(place)
    if lengths is None:
        return Estimate(
            "recorded_minutes", Kind.QUANTILE, Unit.MINUTES, None, left_out=found.steps, by=by,
            state=State.NOT_RECORDED,
        )  # fmt: skip
    return Estimate(
        "recorded_minutes", Kind.QUANTILE, Unit.MINUTES, median_of(*lengths) / SECONDS,
        count=found.timed, of=found.steps, children=found.timed_children,
        children_of=found.children, left_out=found.steps - found.timed, by=by,
    )  # fmt: skip


def median_of(values: NDArray[np.int64], times: NDArray[np.int64]) -> float:
    """Middle value of `values`, each held so many times; of two middles their mean."""
    order = np.argsort(values)
    ranked, reached = values[order], np.cumsum(times[order])
    whole = int(reached[-1])
    middles = np.searchsorted(reached, [(whole - 1) // 2, whole // 2], side="right")
    return float(ranked[middles].mean())


def widest(counted: StepCounts, card: Card, most: int) -> list[tuple[CardRow, Estimate]]:
    """Rows whose range moves the total of hours most, the widest first.

    Ties stand in the order of the card. A row with no range moves nothing and is left out.
    """
    spans = [
        (hours_of(row, counted.counts[place].steps), place, row)
        for place, row in enumerate(card.rows)
    ]
    ordered = sorted((s for s in spans if s[0].width > 0), key=lambda s: (-s[0].width, s[1]))
    return [(row, _named(counted, row, span, place)) for span, place, row in ordered[:most]]


def _named(counted: StepCounts, row: CardRow, span: Span, place: int) -> Estimate:
    found = counted.counts[place]
    by = {"activity_and_role": name_of(row)}
    return ranged("hours", Unit.HOURS, span, by, count=found.steps, children=found.children)


def name_of(row: CardRow) -> str:
    """A row of the card as a reader meets it."""
    return f"{_read(row.activity)} ({_read(row.role)})" if row.role else _read(row.activity)


def _read(name: str) -> str:
    """A system's code as words: "UNIT_AT_SCENE" is "Unit at scene"; other names as written."""
    return name.replace("_", " ").capitalize() if "_" in name and name.isupper() else name


def not_costed(counted: StepCounts) -> list[tuple[str, int, int]]:
    """Activities not on the card: name, steps, children; the rare ones together, last."""
    named = [
        (item.activity, counted.counts[place].steps, counted.counts[place].children)
        for place, item in enumerate(counted.items)
        if item.row is None and place not in counted.rare
    ]
    rare = sum(counted.counts[place].steps for place in counted.rare)
    rest = [("other", rare, counted.rare_children)] if rare else []
    return [*sorted(named), *rest]


def without_range(card: Card, counted: StepCounts) -> int:
    """Logged rows of the card that give no least and most minutes."""
    logged: Sequence[CardRow] = [
        row for place, row in enumerate(card.rows) if counted.counts[place].steps
    ]
    return sum(not row.ranged for row in logged)
