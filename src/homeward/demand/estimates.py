"""From tallies to estimates: one place that says how each kind gets its interval."""

from __future__ import annotations

from collections.abc import Mapping

from homeward.demand.counting import Tally, Volume
from homeward.estimators import (
    design_effect,
    mean_per_cluster,
    rate_ratio,
    wilson,
)
from homeward.findings.estimate import Estimate, GroupValue
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State

By = Mapping[str, GroupValue]

#: Names of interval methods, as findings carry them.
WILSON = "Wilson"
WILSON_BY_CHILD = "Wilson, design effect by child"
CHILD_BOOTSTRAP = "child bootstrap"
BETWEEN_CHILDREN = "on the log scale, between children, Student's t"
AND_PLACES = "on the log scale, between children and places (two-way), Student's t"
#: Over the children behind a ratio: the part of itself by which release may move an end of
#: its interval, since a printed ratio is no finer than counts of children are told apart.
PART_PER_CHILD = 10.0


def effect(tally: Tally) -> float:
    """Design effect of a tally with children as clusters, raised where they are few in effect.

    1 where nothing was judged.
    """
    if tally.of == 0:
        return 1.0
    return design_effect(
        tally.count, tally.of, tally.children_of,
        squares=tally.squares, products=tally.products, sizes=tally.sizes, fourths=tally.fourths,
    )  # fmt: skip


def share(name: str, tally: Tally, by: By, unit: Unit = Unit.INCIDENTS) -> Estimate:
    """A share of episodes, with an interval that knows children repeat.

    Where no episode could be judged the estimate is refused, and says how many were
    left out.
    """
    if tally.of == 0:
        return Estimate(
            name, Kind.SHARE, unit, None, of=0, left_out=tally.left_out, by=by,
            state=State.REFUSED,
        )  # fmt: skip
    deff = effect(tally)
    low, high = wilson(tally.count, tally.of, design_effect=deff)
    return Estimate(
        name, Kind.SHARE, unit, tally.count / tally.of, low, high,
        count=tally.count, of=tally.of, children=tally.children, children_of=tally.children_of,
        left_out=tally.left_out, interval=WILSON_BY_CHILD, design_effect=deff, by=by,
    )  # fmt: skip


def share_of_units(
    name: str, count: int, of: int, by: By, *, left_out: int = 0, unit: Unit = Unit.CHILDREN
) -> Estimate:
    """A share of children, who are taken as independent of each other."""
    if of == 0:
        return Estimate(name, Kind.SHARE, unit, None, left_out=left_out, by=by, state=State.REFUSED)
    low, high = wilson(count, of)
    return Estimate(
        name, Kind.SHARE, unit, count / of, low, high, count=count, of=of,
        children=count, children_of=of, left_out=left_out, interval=WILSON,
        design_effect=1.0, by=by,
    )  # fmt: skip


def ratio(name: str, tally: Tally, exposure: float, reference: str, by: By) -> Estimate:
    """A rate in part of the time against the whole or the rest of it.

    Refused where there is nothing to compare: no episode, or a part that is none or all
    of the time.
    """
    deff = effect(tally)
    found = None
    if 0 < exposure < 1:
        found = rate_ratio(tally.count, tally.of, exposure, reference=reference, design_effect=deff)
    if found is None:
        return Estimate(
            name, Kind.RATE_RATIO, Unit.RATIO, None, of=tally.of, reference=reference,
            left_out=tally.left_out, by=by, state=State.REFUSED,
        )  # fmt: skip
    value, (low, high) = found
    return Estimate(
        name, Kind.RATE_RATIO, Unit.RATIO, value, low, high, count=tally.count, of=tally.of,
        children=tally.children, children_of=tally.children_of, exposure=exposure,
        reference=reference, left_out=tally.left_out, interval=WILSON_BY_CHILD,
        design_effect=deff, by=by,
    )  # fmt: skip


def count(
    name: str,
    number: int,
    by: By,
    *,
    unit: Unit = Unit.INCIDENTS,
    children: int | None = None,
    left_out: int = 0,
) -> Estimate:
    """A count of what was recorded. It has no interval: nothing was sampled."""
    return Estimate(
        name, Kind.COUNT, unit, number, count=number, children=children, left_out=left_out, by=by
    )


def incidents_per_child(volume: Volume, by: By, more: float = 0.0) -> Estimate:
    """Mean incidents of the children of a group who had any.

    `more` is the variance that children of one place being alike adds (`added_by_groups`).
    """
    found = mean_per_cluster(volume.sums, more=more)
    if found is None:
        return Estimate(
            "incidents_per_child", Kind.MEAN, Unit.INCIDENTS_PER_CHILD, None, by=by,
            state=State.REFUSED,
        )  # fmt: skip
    mean, interval = found
    low, high = interval or (None, None)
    how = AND_PLACES if more else BETWEEN_CHILDREN
    return Estimate(
        "incidents_per_child", Kind.MEAN, Unit.INCIDENTS_PER_CHILD, mean, low, high,
        count=volume.incidents, of=volume.children, children=volume.children,
        children_of=volume.children, interval=how if interval else "", by=by,
    )  # fmt: skip
