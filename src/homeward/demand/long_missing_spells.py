"""Long episodes, and children who are persistently missing."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from homeward.demand.counting import Yes
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


def persistent(sheet: Sheet, definitions: Definitions) -> tuple[Yes, Yes, Yes, Yes]:
    """Which children are persistently missing, which could be judged, and by which rule.

    Parameters
    ----------
    sheet
        The episodes, by child and in the order of reports.
    definitions
        How many incidents, or long ones, within how many days.

    Returns
    -------
    tuple of arrays
        Shape (children,) each: persistent by either rule; judged; by the number of
        incidents of any length; by the number of long ones. A child who would be
        persistent if incidents of unknown length were long could not be judged.
    """
    every = np.arange(sheet.rows)
    by_number = _within(sheet, every, definitions.persistent_incidents, definitions.persistent_days)
    long, known = beyond(sheet, definitions.persistent_long_hours)
    parts = [
        _within(sheet, rows, definitions.persistent_long, definitions.persistent_days)
        for rows in (np.flatnonzero(long), np.flatnonzero(long | ~known))
    ]
    yes = by_number | parts[0]
    return yes, yes | ~parts[1], by_number, parts[0]


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
