"""Times written to the whole hour, or as midnight where none was known."""

from __future__ import annotations

import numpy as np

from homeward.demand.clock_times import HOURS, LATE_FROM, LATE_TO, Times
from homeward.demand.counting import Counter, Flag, Tally, Yes
from homeward.demand.estimates import By, ratio, share
from homeward.demand.peak import WIDTH, within
from homeward.estimators import peak_window
from homeward.findings.estimate import Estimate
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State

HOUR, DAY = 60, 24 * 60
#: 23:00, and 01:00: what a count at 00:00 is set against.
_BESIDE_MIDNIGHT = (DAY - HOUR, HOUR)
#: 00:00 is one of the three.
_OF_THREE = 1 / 3
#: The tested window without its minute of midnight, as a share of the day without it.
LATE_SHARE_WITHOUT = (3 * HOUR - 1) / (DAY - 1)
_ENDS = ("lowest", "highest")
#: Midnight heaps when, beyond doubt, it is this many times as common as the hours beside.
HEAPS_FROM = 1.5
#: Above this share on the hour (one in sixty by chance), rounding is worth a word.
MANY_ON_THE_HOUR = 0.10


def _flags(times: Times, start: int) -> dict[str, Flag]:
    minute, midnight = times.minute, times.midnight
    beside = (minute == _BESIDE_MIDNIGHT[0]) | (minute == _BESIDE_MIDNIGHT[1])
    rest = times.known & ~midnight
    return {
        "on_the_hour": Flag(times.written & (minute % HOUR == 0), times.written),
        "midnight": Flag(midnight, times.written),
        "heap": Flag(midnight, midnight | beside, ~times.written),
        "late_without": Flag(times.late & rest, rest),
        "peak_without": within(times, start, rest),
        "late_lowest": Flag(times.late & (minute != LATE_FROM), times.known),
        "late_highest": Flag(times.late | (times.known & (minute == LATE_TO)), times.known),
    }


def heap_estimates(ask: Counter, times: Times, rows: Yes | None, by: By) -> list[Estimate]:
    """How far times are rounded, and the tested window and the peak with that allowed for.

    Parameters
    ----------
    ask
        Counts the episodes of the group, and no others.
    times
        The clock.
    rows
        Those episodes; None for every one.
    by
        The group.
    """
    rest = times.known & ~times.midnight
    mine = rest if rows is None else rest & rows
    start = peak_window(np.bincount(times.minute[mine] // HOUR, minlength=HOURS), WIDTH)
    found = ask.tallies([()], _flags(times, start))[()]
    without = found["late_without"]
    return [
        share("share_on_the_hour", found["on_the_hour"], by),
        share("share_at_midnight", found["midnight"], by),
        ratio("midnight_heap_ratio", found["heap"], _OF_THREE, "rest", by),
        share("share_22_to_01_without_midnight", without, by),
        ratio("rate_ratio_22_to_01_without_midnight", without, LATE_SHARE_WITHOUT, "whole", by),
        _start_without(start, found["peak_without"], by),
        *(_bound(f"share_22_to_01_{end}", found[f"late_{end}"], by) for end in _ENDS),
    ]


def _start_without(start: int, tally: Tally, by: By) -> Estimate:
    name = "peak_window_start_hour_without_midnight"
    kind, unit = Kind.CLOCK_HOUR, Unit.HOUR_OF_DAY
    if tally.of == 0:
        return Estimate(name, kind, unit, None, left_out=None, by=by, state=State.REFUSED)
    return Estimate(
        name, kind, unit, start, count=tally.count, of=tally.of, children=tally.children,
        children_of=tally.children_of, left_out=tally.left_out, by=by,
    )  # fmt: skip


def _bound(name: str, tally: Tally, by: By) -> Estimate:
    """The least or the most that the share can be, if every time on the hour was rounded."""
    if tally.of == 0:
        return share(name, tally, by)
    return Estimate(
        name, Kind.BOUND, Unit.INCIDENTS, tally.count / tally.of, count=tally.count, of=tally.of,
        children=tally.children, children_of=tally.children_of, left_out=tally.left_out, by=by,
    )  # fmt: skip


def heaps(estimate: Estimate) -> bool:
    """Whether `midnight_heap_ratio` shows more midnights than the night can explain."""
    return estimate.low is not None and estimate.low > HEAPS_FROM
