"""The highest three-hour window of a day, found by the data, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from homeward.demand.clock_times import HOURS, Times
from homeward.demand.counting import Counter, Flag, Group, Tally, Yes, group
from homeward.demand.estimates import By, ratio
from homeward.estimators import (
    cells_and_products,
    holm,
    peak_arc,
    peak_p_value,
    peak_starts,
    peak_support,
    peak_window,
    stream,
)
from homeward.findings.estimate import Estimate
from homeward.timelines.sheet import Coded, Sheet
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State

#: Hours in the window that is looked for.
WIDTH = 3
#: At or below this chance a peak is taken to stand out.
CONVINCING = 0.05
#: Name of the method of the range of starts.
ARC = "child bootstrap, shortest stretch of starts"


@dataclass(frozen=True, slots=True)
class Peak:
    """The highest window of one group.

    Attributes
    ----------
    start
        Hour it starts at, 0 to 23; of equals, the earliest.
    arc
        First and last start of the shortest stretch that holds 95% of resamples; None
        where that is more than half of the day.
    support
        Share of resamples of children that put it there.
    p_value
        Chance of a window as high if incidents fell evenly round the day.
    p_of_all
        The same over all the settings looked at together; None where it is not one of
        them.
    """

    start: int
    arc: tuple[int, int] | None
    support: float
    p_value: float
    p_of_all: float | None = None


def _peak(seed: int, times: Times, sheet: Sheet, rows: Yes, *names: str) -> Peak:
    hours = times.hour.codes[rows]
    counts, cross = cells_and_products(sheet.child[rows], hours, HOURS)
    start = peak_window(counts, WIDTH)
    starts = peak_starts(counts, cross, WIDTH, stream(seed, "peak.support", *names))
    return Peak(
        start,
        peak_arc(starts, start, HOURS),
        peak_support(starts, start),
        peak_p_value(counts, cross, WIDTH, stream(seed, "peak.test", *names)),
    )


def peaks(seed: int, times: Times, sheet: Sheet, settings: Coded | None) -> dict[Group, Peak]:
    """The peak of a clock over everything, and of each setting.

    Parameters
    ----------
    seed
        The study's seed: each group has a stream of its own.
    times
        The clock.
    sheet
        The episodes.
    settings
        Of the episodes; None where they are not known.

    Returns
    -------
    dict
        Only groups with a time of day.
    """
    out: dict[Group, Peak] = {}
    if times.known.any():
        out[()] = _peak(seed, times, sheet, times.known, times.clock.value)
    found = {}
    for code, setting in enumerate(settings.labels if settings else ()):
        rows = times.known & (settings.codes == code) if settings else times.known
        if rows.any():
            key = group(setting=setting)
            found[key] = _peak(seed, times, sheet, rows, times.clock.value, str(setting))
    together = holm([peak.p_value for peak in found.values()])
    for (key, peak), p in zip(found.items(), together, strict=True):
        out[key] = replace(peak, p_of_all=float(p))
    return out


def within(times: Times, start: int | NDArray[np.int32], among: Yes) -> Flag:
    """In the window from `start` (an hour, or one for each episode), of those `among`."""
    return Flag(among & ((times.minute // 60 - start) % HOURS < WIDTH), among)


def peak_tallies(
    ask: Counter, times: Times, found: Mapping[Group, Peak], settings: Coded | None
) -> dict[Group, Tally]:
    """How many incidents and children each group's peak window holds."""
    if () not in found:
        return {}
    whole = within(times, found[()].start, times.known)
    out = {key: one["peak"] for key, one in ask.tallies([()], {"peak": whole}).items()}
    if settings:
        none = Peak(0, None, 0.0, 1.0)
        starts = [found.get(group(setting=s), none).start for s in settings.labels]
        each = within(times, np.array(starts, np.int32)[settings.codes], times.known)
        by_setting = ask.tallies([("setting",)], {"peak": each})
        out |= {key: one["peak"] for key, one in by_setting.items()}
    return out


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
    first, last = peak.arc or (None, None)
    chance = (Kind.P_VALUE, Unit.INDEX)
    out = [
        Estimate(hour, Kind.CLOCK_HOUR, Unit.HOUR_OF_DAY, peak.start, first, last,
                 interval=ARC if peak.arc else "", **behind),
        ratio(ratio_of, tally, WIDTH / HOURS, "whole", by),
        Estimate("peak_window_support", Kind.INDEX, Unit.INDEX, peak.support, **behind),
        Estimate("peak_window_p_value", *chance, peak.p_value, **behind),
    ]  # fmt: skip
    if peak.p_of_all is not None:
        out.append(Estimate("peak_window_p_value_of_all", *chance, peak.p_of_all, **behind))
    return out
