"""One county as measures look at it: arrays worked out once, when first asked for."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from homeward.synth.clock import HOUR, hour_of_week, midnight, to_local, years_of
from homeward.synth.county import County
from homeward.synth.details import Details, describe
from homeward.synth.people import Whole
from homeward.synth.streams import Floats
from homeward.synth.world import Episodes
from homeward.vocabulary.times import NIGHT_ENDS_AT_HOUR

Mask = np.ndarray

#: The hours of the night in which children's homes report most: 22:00 to 01:00.
LATE_HOURS = (22, 23, 0)


class View:
    """What measures read of a county. Arrays have one entry for each incident.

    Parameters
    ----------
    county
        A county lived through.
    details
        Its details, if they have been made already.
    """

    def __init__(self, county: County, details: Details | None = None) -> None:
        self.county = county
        self._details = details

    @property
    def incidents(self) -> Episodes:
        """Incidents reported in the window, ordered by report."""
        return self.county.incidents

    @cached_property
    def details(self) -> Details:
        """What a force writes about each incident."""
        return self._details or describe(self.county)

    @cached_property
    def reported(self) -> Floats:
        """Local minute of report."""
        return to_local(self.incidents.reported)

    @cached_property
    def last_seen(self) -> Floats:
        """Local minute at which the child was last seen."""
        return to_local(self.incidents.last_seen)

    @cached_property
    def years(self) -> Whole:
        """Calendar year of report."""
        return years_of(self.reported)

    @cached_property
    def hours(self) -> Floats:
        """Hours from report to found."""
        return (self.incidents.found - self.incidents.reported) / HOUR

    @cached_property
    def night(self) -> Whole:
        """Night of the week of last seen, 0 from Monday's evening; it belongs to its evening."""
        return hour_of_week(self.last_seen - NIGHT_ENDS_AT_HOUR * HOUR) // 24

    @cached_property
    def hour(self) -> Whole:
        """Local hour of last seen."""
        return hour_of_week(self.last_seen) % 24

    @property
    def last_year(self) -> int:
        """Calendar year in which the window closes."""
        return self.county.world.profile.window.closes.year

    def of_year(self, year: int | None) -> Mask:
        """Which incidents were reported in a year; all of them for None."""
        return np.ones(len(self.years), bool) if year is None else self.years == year

    def between(self, opens: str, closes: str) -> int:
        """Incidents reported from one ISO date up to, not including, another."""
        edges = [midnight(np.datetime64(day).item()) for day in (opens, closes)]
        return int(((self.reported >= edges[0]) & (self.reported < edges[1])).sum())


def per_child(view: View, own: Mask) -> tuple[Whole, Whole]:
    """Children with an incident among `own` (positions, in order) and how many each has."""
    return np.unique(view.incidents.child[own], return_counts=True)


def most_often(number: Whole, percent: int) -> Whole:
    """Positions of the so many per cent (rounded up) with the highest numbers.

    Ties at the edge go to the children who come first, so that the group has its size.
    """
    order = np.argsort(-number, kind="stable")
    return order[: -(-len(number) * percent // 100)]


def ratio(count: float, of: float) -> float:
    """A share or mean; not a number where nothing was counted."""
    return float(count / of) if of else float("nan")
