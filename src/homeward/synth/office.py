"""What is done in office hours is done then: interviews, meetings, what is passed on."""

from __future__ import annotations

import numpy as np

from homeward.synth.clock import DAY, HOUR, to_local
from homeward.synth.streams import Floats, Ids, Streams

#: Local hour at which offices open, and for how many hours.
OPENS, HOURS = 9, 9

_WEEK = 7 * DAY
_SATURDAY = 2 * DAY  # into a week counted from Thursday, 1 January 1970


def in_office_hours(
    streams: Streams, purpose: str, ids: Ids, when: Floats, *, weekdays: bool = False
) -> Floats:
    """The same minute if it is in office hours, else a minute of the next that are.

    Parameters
    ----------
    when
        UTC minutes; infinite stays infinite.
    weekdays
        Whether offices are shut on Saturdays and Sundays.
    """
    known = np.isfinite(when)
    minutes = np.where(known, when, 0)
    local = to_local(minutes)
    clock = local % DAY
    into = np.floor(HOURS * HOUR * streams.uniform(purpose, ids))
    early, late = clock < OPENS * HOUR, clock >= (OPENS + HOURS) * HOUR
    moved = local - clock + OPENS * HOUR + into + np.where(late, DAY, 0)
    told = np.where(early | late, moved, local)
    if weekdays:
        day = told % _WEEK
        shut = (day >= _SATURDAY) & (day < _SATURDAY + 2 * DAY)
        told = told + np.where(shut, np.where(day < _SATURDAY + DAY, 2, 1) * DAY, 0)
    there = minutes + (told - local)
    there += told - to_local(there)  # the clocks may change in between
    return np.where(known, np.floor(there), np.inf)
