"""Long episodes, and children who are persistently missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from homeward.demand.counting import Yes
from homeward.demand.duration_coarse import straddling
from homeward.timelines.definitions import Definitions
from homeward.timelines.sheet import Sheet

#: Limits beyond which an episode is long, in hours, by what the estimates call them.
THRESHOLDS: Mapping[str, int] = {"48h": 48, "7d": 168}


def beyond(sheet: Sheet, hours: float) -> tuple[Yes, Yes]:
    """Which incidents lasted beyond a limit from the report, and which could be judged.

    Beyond: the least time that the records allow is. Not: the most is within it.
    """
    long = sheet.number("hours_low") > hours
    return long, long | (sheet.number("hours_high") <= hours)


def unplaced(sheet: Sheet, hours: int) -> Yes:
    """Which incidents may have lasted beyond a limit or not, their times being coarse."""
    return straddling(sheet.number("hours_low"), sheet.number("hours_high"), hours)


@dataclass(frozen=True, slots=True)
class Persistent:
    """Which children are persistently missing; shape (children,) each.

    Attributes
    ----------
    yes, judged
        By either rule; and of whom it can be told. A child who would be persistent if
        incidents of unknown length were long could not be judged.
    by_number
        By the number of incidents of any length, which can always be told.
    by_length, judged_by_length
        By the number of long ones, and of whom that can be told.
    unplaced
        Not by length, but so if incidents whose times are too coarse to place were long.
    """

    yes: Yes
    judged: Yes
    by_number: Yes
    by_length: Yes
    judged_by_length: Yes
    unplaced: Yes


def persistent(sheet: Sheet, definitions: Definitions) -> Persistent:
    """Which children are persistently missing, which could be judged, and by which rule.

    Parameters
    ----------
    sheet
        The episodes, by child and in the order of reports.
    definitions
        How many incidents, or long ones, within how many days.

    Returns
    -------
    Persistent
        By either rule and by each.
    """
    every = np.arange(sheet.rows)
    by_number = _within(sheet, every, definitions.persistent_incidents, definitions.persistent_days)
    long, known = beyond(sheet, definitions.persistent_long_hours)
    coarse = long | unplaced(sheet, definitions.persistent_long_hours)
    by_length, if_all, if_coarse = (
        _within(
            sheet, np.flatnonzero(rows), definitions.persistent_long, definitions.persistent_days
        )
        for rows in (long, long | ~known, coarse)
    )
    yes = by_number | by_length
    return Persistent(
        yes, yes | ~if_all, by_number, by_length, by_length | ~if_all, if_coarse & ~by_length
    )


def by_length_if(sheet: Sheet, definitions: Definitions, long: Yes) -> Yes:
    """Children who are persistently missing by length if these incidents are the long ones."""
    rows = np.flatnonzero(long)
    return _within(sheet, rows, definitions.persistent_long, definitions.persistent_days)


def _within(sheet: Sheet, rows: NDArray[np.int64], many: int, days: int) -> Yes:
    """Children of whom `many` of these rows were reported within so many days.

    The first and the last are both inside: 1 January and 31 December are 365 days.
    """
    child = sheet.child[rows]
    on = sheet.day("reported_on")[rows]
    found = np.zeros(sheet.children, bool)
    if len(rows) < many:
        return found
    first, last = slice(None, len(rows) - many + 1), slice(many - 1, None)
    together = (child[first] == child[last]) & (on[last] - on[first] < np.timedelta64(days, "D"))
    found[child[first][together]] = True
    return found
