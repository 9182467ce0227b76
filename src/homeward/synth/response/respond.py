"""The response to every report of a county: its log, its failures, what is true of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from homeward.synth.county import County
from homeward.synth.details import Details
from homeward.synth.response.after import follow_up
from homeward.synth.response.cases import Cases, Failed, Marks, open_cases, planted_share
from homeward.synth.response.effort import ADDED, cost_of
from homeward.synth.response.log import Events, Log
from homeward.synth.response.notices import notify
from homeward.synth.response.opening import open_up
from homeward.synth.response.watch import keep_watch
from homeward.synth.response.words import ACTIVITIES, APPLIES_TO, DERIVED, ROLES, FailPoint


@dataclass(frozen=True, slots=True)
class Response:
    """What was done about every report.

    Attributes
    ----------
    cases
        One entry for each incident, with where each fail point applied and failed.
    events
        The steps, in order of case and time.
    """

    cases: Cases
    events: Events

    @property
    def failures(self) -> Mapping[FailPoint, Failed]:
        """Where each fail point applied and failed, one entry for each incident."""
        return self.cases.failures

    def truth(self) -> dict[str, Any]:
        """What `truth.json` says of the response: aggregates, plain JSON values.

        Returns
        -------
        dict
            `fail_points`: each with what it is, whether it is derived, the share planted
            by hour band of the report (night is 22:00 to 06:00), and `count` of `of`
            reports that failed, in all and by hour band; `added`: steps, hours and pounds
            that there would be none of without it. `events`: number by activity.
            `effort`: hours and pounds of work, by activity, by role, and of added steps.
        """
        return {
            "fail_points": [self._fail_point(point) for point in FailPoint],
            "events": _by_word(ACTIVITIES, self.events.activity),
            "effort": self._effort(),
        }

    def _fail_point(self, point: FailPoint) -> dict[str, Any]:
        one, night = self.failures[point], self.cases.night
        said: dict[str, Any] = {
            "name": point.value,
            "what": point.meaning,
            "applies_to": APPLIES_TO[point],
            "derived": point in DERIVED,
        }
        if point not in DERIVED:
            rule = self.cases.county.world.profile.response
            said["planted"] = dict(zip(("day", "night"), planted_share(rule, point), strict=True))
        bands = {"day": _tally(one, ~night), "night": _tally(one, night)}
        said |= _tally(one, np.ones(len(night), bool)) | {"by_hour_band": bands}
        return said | {"added": self._work(self.added_by(point))}

    def added_by(self, point: FailPoint) -> Marks:
        """Which steps there would be none of if this had not failed."""
        events = self.events
        if point not in ADDED:
            return np.zeros(len(events.ids), bool)
        failed = self.failures[point].failed[events.incident]
        return failed & events.of(ADDED[point])

    def _work(self, which: Marks) -> dict[str, Any]:
        minutes = self.events.minutes[which]
        cost = float(cost_of(self.events.role[which], minutes).sum())
        return {"steps": len(minutes), "hours": _hours(minutes), "pounds": round(cost, 2)}

    def _effort(self) -> dict[str, Any]:
        events = self.events
        added = np.logical_or.reduce([self.added_by(point) for point in ADDED])
        return {
            "all": self._work(np.ones(len(events.ids), bool)),
            "added": self._work(added),
            "hours_by_activity": _by_word(ACTIVITIES, events.activity, events.minutes),
            "hours_by_role": _by_word(ROLES, events.role, events.minutes),
        }


def respond(county: County, details: Details) -> Response:
    """What was done about every incident of a county.

    Every number is drawn for an incident or a step of it, so nothing here moves when
    something else is added. Nothing that looks for a child begins after the child is
    found, but for attendance after return, which is planted.
    """
    cases, log = open_cases(county, details), Log(len(details.age))
    opened = open_up(cases, log)
    keep_watch(cases, log, opened)
    notify(cases, log)
    follow_up(cases, log, opened)
    return Response(cases, log.events(county.world.streams, cases.ids))


def _tally(one: Failed, which: Marks) -> dict[str, Any]:
    """Number and share failed of those among `which` where it applies."""
    count, of = int((one.failed & which).sum()), int((one.applies & which).sum())
    return {"count": count, "of": of, "value": count / of if of else None}


def _hours(minutes: np.ndarray) -> float:
    return round(float(minutes.sum()) / 60, 2)


def _by_word(words: tuple, code: np.ndarray, minutes: np.ndarray | None = None) -> dict[str, Any]:
    """Number of each word, or hours of work under each; every word is there."""
    if minutes is None:
        return dict(
            zip(map(str, words), np.bincount(code, minlength=len(words)).tolist(), strict=True)
        )
    hours = np.bincount(code, minutes, minlength=len(words)) / 60
    return {str(word): round(value, 2) for word, value in zip(words, hours.tolist(), strict=True)}
