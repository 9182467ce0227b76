"""The event log of the response: one row for each step of each case, in order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from homeward.synth.people import Whole
from homeward.synth.response.effort import LASTING, minutes_of
from homeward.synth.response.words import ACTIVITY_CODE, ROLE_CODE, Activity, Role
from homeward.synth.streams import Floats, Ids, Streams

#: No case has so many steps of one activity.
_MOST_OF_ONE = 1024

Roles = Role | NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Events:
    """Arrays with one entry for each step, ordered by case and then as they happened.

    Attributes
    ----------
    ids
        Lasting identity.
    incident
        Position of the incident.
    activity, role
        Positions in `ACTIVITIES` and `ROLES`.
    start, end
        UTC minutes, whole; the end is infinite where only a moment is recorded.
    ordinal
        Place in the case, from 1.
    minutes
        Minutes of work.
    """

    ids: Ids
    incident: Whole
    activity: Whole
    role: Whole
    start: Floats
    end: Floats
    ordinal: Whole
    minutes: Floats

    def of(self, *activities: Activity) -> NDArray[np.bool_]:
        """Which steps are of these activities."""
        return np.isin(self.activity, [ACTIVITY_CODE[word] for word in activities])

    def first(self, cases: int, *activities: Activity) -> Floats:
        """When each of so many cases first had one of these activities; infinite if never."""
        when = np.full(cases, np.inf)
        which = self.of(*activities)
        np.minimum.at(when, self.incident[which], self.start[which])
        return when

    def count(self, cases: int, *activities: Activity) -> Whole:
        """How often each of so many cases had one of these activities."""
        return np.bincount(self.incident[self.of(*activities)], minlength=cases)


class Log:
    """Steps as they are drawn, in any order."""

    def __init__(self, cases: int) -> None:
        self._all = np.arange(cases)
        self._parts: list[tuple[np.ndarray, ...]] = []

    def add(
        self,
        activity: Activity,
        start: Floats,
        role: Roles,
        *,
        ends_by: ArrayLike = np.inf,
        of: Whole | None = None,
    ) -> None:
        """Add a step to every case in which it happens.

        Parameters
        ----------
        start
            When, one for each case, or for each entry of `of`; infinite: it did not.
        role
            Who, or one position in `ROLES` for each.
        ends_by
            A lasting step ends by then at the latest.
        of
            Positions of the cases, where there may be several steps in one.
        """
        happens = np.isfinite(start)
        code = ROLE_CODE[role] if isinstance(role, Role) else role
        cases = self._all if of is None else of
        columns = (cases, start, np.broadcast_to(code, start.shape))
        limit = np.broadcast_to(np.asarray(ends_by, np.float64), start.shape)
        number = np.full(int(happens.sum()), ACTIVITY_CODE[activity])
        self._parts.append((number, *(c[happens] for c in columns), limit[happens]))

    def events(self, streams: Streams, ids: Ids) -> Events:
        """Everything added, in order of case, time and activity, with minutes of work."""
        columns = [np.concatenate(column) for column in zip(*self._parts, strict=True)]
        order = np.lexsort((columns[0], columns[2], columns[1]))
        activity, incident, start, role, limit = (column[order] for column in columns)
        entity = streams.identity(
            "response.event", ids[incident], activity * _MOST_OF_ONE + _nth(incident, activity)
        )
        worked = minutes_of(streams, entity, activity)
        lasts = LASTING[activity]
        end = np.where(lasts, np.minimum(start + worked, np.maximum(limit, start)), np.inf)
        return Events(
            entity, incident, activity, role, start, end, ordinals(incident),
            np.where(lasts, end - start, worked),
        )  # fmt: skip


def ordinals(incident: Whole) -> Whole:
    """1, 2, 3… within each run of equal values."""
    place = np.arange(len(incident))
    opens = np.concatenate([[True], incident[1:] != incident[:-1]])[: len(incident)]
    return place - np.maximum.accumulate(np.where(opens, place, 0)) + 1


def _nth(incident: Whole, activity: Whole) -> Whole:
    """How many of the same activity came before each step of its case."""
    order = np.lexsort((np.arange(len(incident)), activity, incident))
    group = incident[order] * len(ACTIVITY_CODE) + activity[order]
    nth = np.empty(len(incident), np.int64)
    nth[order] = ordinals(group) - 1
    return nth
