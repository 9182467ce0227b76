"""Shifts: when they change, how many changes lie between two times, which shift it is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from homeward.synth.clock import DAY, HOUR, to_local
from homeward.synth.people import Whole
from homeward.synth.streams import Floats


def to_utc(local: Floats) -> Floats:
    """UTC minutes of local minutes; of a time that happened twice, the earlier."""
    summer = local - HOUR
    return np.where(to_local(summer) == local, summer, local)


class Shifts:
    """Shifts that change at the same local hours every day.

    Parameters
    ----------
    hours
        Local hours of change, rising.
    """

    def __init__(self, hours: Sequence[int]) -> None:
        self._at = np.array(hours, np.float64) * HOUR

    def number(self, utc: Floats) -> Whole:
        """How many changes there were by each time since a fixed day; a change counts at once."""
        local = to_local(utc)
        today = np.searchsorted(self._at, local % DAY, side="right")
        return (local // DAY).astype(np.int64) * len(self._at) + today

    def change(self, number: Whole) -> Floats:
        """UTC minute of the change that makes it so many."""
        day, hour = np.divmod(number - 1, len(self._at))
        return to_utc(day * DAY + self._at[hour])

    def which(self, utc: Floats) -> Whole:
        """Position of the shift each time falls in; 0 begins at the first hour of change."""
        return (self.number(utc) - 1) % len(self._at)
