"""The highest three-hour window of a day, found by the data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import ibis
import numpy as np
from ibis.expr.types import Table
from numpy.typing import NDArray

from homeward.demand.estimates import By, ratio
from homeward.demand.tallies import Flag, Group, Tally, group, tallies, union_of
from homeward.estimators import peak_p_value, peak_support, peak_window, stream
from homeward.findings.estimate import Estimate
from homeward.vocabulary.times import Clock
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State

#: Hours in the window that is looked for.
WIDTH = 3
HOURS = 24
#: Stands for "no second hour" in the query that makes counts and products together.
_NO_HOUR = -1


@dataclass(frozen=True, slots=True)
class Peak:
    """The highest window of one group.

    Attributes
    ----------
    start
        Hour it starts at, 0 to 23; of equals, the earliest.
    support
        Share of resamples of children that put it there.
    p_value
        Chance of a window as high if incidents fell evenly round the day.
    """

    start: int
    support: float
    p_value: float


def by_clock(table: Table) -> Table:
    """One row per episode and clock with a time of day: clock, setting, child, hour."""
    parts = []
    for clock in (Clock.LAST_SEEN, Clock.REPORTED):
        minute = table[f"{clock.value}_minute"]
        known = table.filter(minute.notnull())
        parts.append(
            known.select(
                clock=ibis.literal(clock.value),
                setting=known.setting,
                child=known.child,
                hour=known[f"{clock.value}_minute"] // 60,
            )
        )
    return ibis.union(*parts)


def _totals_and_products(table: Table, dims: tuple[str, ...]) -> Table:
    each = table.group_by([*dims, "child", "hour"]).agg(n=ibis._.count())
    totals = (
        each.group_by([*dims, "hour"])
        .agg(events=each.n.sum().cast("int64"))
        .mutate(other=ibis.literal(_NO_HOUR, "int64"))
    )
    same = each.select(**{f"{c}_2": each[c] for c in each.columns})
    pairs = each.join(same, [each[c] == same[f"{c}_2"] for c in (*dims, "child")])
    products = (
        pairs.group_by([*dims, "hour", "hour_2"])
        .agg(events=(pairs.n * pairs.n_2).sum().cast("int64"))
        .rename(other="hour_2")
    )
    columns = (*dims, "hour", "other", "events")
    return ibis.union(
        totals.select(*columns),
        products.mutate(other=products.other.cast("int64")).select(*columns),
    )


_Arrays = tuple[NDArray[np.float64], NDArray[np.float64]]


def _hours_by_group(
    table: Table, groupings: list[tuple[str, ...]], query: Callable[..., Table]
) -> dict[Group, _Arrays]:
    found: dict[Group, _Arrays] = {}
    for row in union_of(table, groupings, query):
        key = group(**{dim: row[dim] for dim in groupings[row["_grouping"]]})
        counts, cross = found.setdefault(key, (np.zeros(HOURS), np.zeros((HOURS, HOURS))))
        hour, other = int(row["hour"]), int(row["other"])
        if other == _NO_HOUR:
            counts[hour] = row["events"]
        else:
            cross[hour, other] = row["events"]
    return found


def peaks(table: Table, seed: int, headline: Clock, *, with_settings: bool) -> dict[Group, Peak]:
    """The peak of each clock, and of each setting on the headline clock.

    Parameters
    ----------
    table
        Episodes with `setting` filled.
    seed
        The study's seed: each group has a stream of its own.
    headline
        The clock that settings are looked at on.
    with_settings
        Whether settings are known.

    Returns
    -------
    dict
        Groups `(clock,)` and `(clock, setting)`; only those with a time of day.
    """
    groupings: list[tuple[str, ...]] = [("clock",)]
    if with_settings:
        groupings.append(("clock", "setting"))

    def query(rows: Table, dims: tuple[str, ...]) -> Table:
        mine = rows.filter(rows.clock == headline.value) if "setting" in dims else rows
        return _totals_and_products(mine, dims)

    out = {}
    for key, (counts, cross) in _hours_by_group(by_clock(table), groupings, query).items():
        names = [str(value) for _, value in key]
        out[key] = Peak(
            peak_window(counts, WIDTH),
            peak_support(counts, cross, WIDTH, stream(seed, "peak.support", *names)),
            peak_p_value(counts, cross, WIDTH, stream(seed, "peak.test", *names)),
        )
    return out


def _in_window(table: Table, clock: Clock, start: Any) -> Flag:
    minute = table[f"{clock.value}_minute"]
    inside = (minute // 60 - start + HOURS) % HOURS < WIDTH
    return Flag(inside, minute.notnull())


def peak_tallies(
    table: Table, found: Mapping[Group, Peak], headline: Clock
) -> dict[Group, dict[str, Tally]]:
    """How many incidents and children the peak windows hold: one query.

    Flags `last_seen` and `reported` are the windows of everything on each clock; flag
    `setting` is each setting's own window on the headline clock.
    """
    starts = {
        str(dict(key)["setting"]): peak.start
        for key, peak in found.items()
        if "setting" in dict(key)
    }
    flags = {
        clock.value: _in_window(table, clock, found[group(clock=clock.value)].start)
        for clock in (Clock.LAST_SEEN, Clock.REPORTED)
        if group(clock=clock.value) in found
    }
    groupings: list[tuple[str, ...]] = [()]
    if starts:
        start = table.setting.cases(*starts.items(), else_=0)
        flags["setting"] = _in_window(table, headline, start)
        groupings.append(("setting",))
    return tallies(table, groupings, flags)


def peak_estimates(peak: Peak | None, tally: Tally | None, by: By) -> list[Estimate]:
    """Start, ratio, support and test of a peak; refused where no time of day is known."""
    hour, ratio_of = "peak_window_start_hour", "peak_window_rate_ratio"
    if peak is None or tally is None or tally.of == 0:
        return [
            Estimate(hour, Kind.CLOCK_HOUR, Unit.HOUR_OF_DAY, None, left_out=None, by=by,
                     state=State.REFUSED)
        ]  # fmt: skip
    behind = {
        "count": tally.count, "of": tally.of, "children": tally.children,
        "children_of": tally.children_of, "left_out": tally.left_out, "by": by,
    }  # fmt: skip
    index = (Kind.INDEX, Unit.INDEX)
    return [
        Estimate(hour, Kind.CLOCK_HOUR, Unit.HOUR_OF_DAY, peak.start, **behind),
        ratio(ratio_of, tally, WIDTH / HOURS, "whole", by),
        Estimate("peak_window_support", *index, peak.support, **behind),
        Estimate("peak_window_p_value", Kind.P_VALUE, Unit.INDEX, peak.p_value, **behind),
    ]
