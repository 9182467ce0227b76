"""One case for each incident: what its steps are timed from, and where they fail."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from homeward.synth.clock import midnight, to_local
from homeward.synth.county import County
from homeward.synth.details import Details
from homeward.synth.lengths import at_night
from homeward.synth.response.words import FailPoint, Wait
from homeward.synth.rules import ResponseRule
from homeward.synth.streams import Floats, Ids
from homeward.vocabulary.outcome import ReturnMethod
from homeward.vocabulary.risk import RiskLevel

Marks = NDArray[np.bool_]

#: Multiplies the wait for an officer, by first grading.
_PACE: dict[RiskLevel, float] = {
    RiskLevel.HIGH: 0.4, RiskLevel.MEDIUM: 1.0, RiskLevel.LOW: 1.9,
    RiskLevel.NONE_APPARENT: 2.5, RiskLevel.NOT_RECORDED: 1.2,
}  # fmt: skip

#: Returns of which the police need not be told: they found the child.
_FOUND_BY_POLICE = (
    ReturnMethod.POLICE_FOUND_PATROL,
    ReturnMethod.POLICE_FOUND_ENQUIRY,
    ReturnMethod.ARRESTED,
)


#: Minutes that stand for no limit: a wait is not bent by them.
_LONGEST = 1e12


@dataclass(frozen=True, slots=True)
class Failed:
    """One fail point, one entry for each incident.

    Attributes
    ----------
    applies
        Whether it could fail there.
    failed
        Whether it did; never where it does not apply.
    """

    applies: Marks
    failed: Marks


@dataclass(frozen=True, slots=True)
class Cases:
    """Arrays with one entry for each incident. Times are UTC minutes.

    Attributes
    ----------
    county, details
        What the cases are of.
    ids, last_seen, reported, found, returned, closed
        As in the incidents.
    night
        Whether the report came from 22:00 to 06:00.
    with_team
        Whether the dedicated team had started by the report.
    by_police
        Whether officers found the child.
    pace
        Multiplies the wait for an officer, by first grading.
    failures
        Filled in as steps are drawn.
    """

    county: County
    details: Details
    ids: Ids
    last_seen: Floats
    reported: Floats
    found: Floats
    returned: Floats
    closed: Floats
    night: Marks
    with_team: Marks
    by_police: Marks
    pace: Floats
    failures: dict[FailPoint, Failed] = field(default_factory=dict)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.ids)

    def wait(self, step: Wait, entity: Ids | None = None, night: Marks | None = None) -> Floats:
        """Minutes waited for a step by each case, or by each other entity, lognormal."""
        rule, streams = self.county.world.profile.response, self.county.world.streams
        slow = np.where(self.night if night is None else night, rule.night_wait_factor, 1.0)
        median = rule.wait_median_minutes[step.value]
        ids = self.ids if entity is None else entity
        return slow * streams.lognormal(f"response.wait.{step}", ids, median, rule.wait_sigma)

    def uniform(self, purpose: str) -> Floats:
        """A number between 0 and 1 for each case."""
        return self.county.world.streams.uniform(f"response.{purpose}", self.ids)

    def plant(self, point: FailPoint, applies: Marks) -> Marks:
        """Where a planted fail point fails, drawn; kept in `failures`."""
        share = planted_share(self.county.world.profile.response, point)
        drawn = self.uniform(f"fails.{point}") < np.where(self.night, share[1], share[0])
        return self.keep(point, applies, applies & drawn)

    def keep(self, point: FailPoint, applies: Marks, failed: Marks) -> Marks:
        """Keep where a fail point applies and fails; gives where it fails."""
        self.failures[point] = Failed(applies, failed)
        return failed


def planted_share(rule: ResponseRule, point: FailPoint) -> tuple[float, float]:
    """Share planted of reports by day and by night. A fail point not listed never fails."""
    share = rule.fail_points.get(point.value, 0.0)
    return share, min(1.0, share * rule.night_factor.get(point.value, 1.0))


def open_cases(county: County, details: Details) -> Cases:
    """The cases of a county, nothing done yet."""
    incidents, team = county.incidents, county.world.profile.team
    grades = [_PACE[RiskLevel(word)] for word in county.world.profile.risk.weights]
    return Cases(
        county=county,
        details=details,
        ids=incidents.ids,
        last_seen=incidents.last_seen,
        reported=incidents.reported,
        found=incidents.found,
        returned=incidents.returned,
        closed=incidents.closed,
        night=at_night(to_local(incidents.reported)),
        with_team=incidents.reported >= midnight(team.starts),
        by_police=np.isin(details.return_method, [word.value for word in _FOUND_BY_POLICE]),
        pace=np.array(grades)[incidents.grade],
    )


def within(start: Floats, wait: Floats, limit: Floats) -> Floats:
    """`start` and a wait, in whole minutes, squeezed so that it comes before `limit`.

    A wait short beside what is left of the time is kept as it is; longer ones are bent
    towards the limit, in order. Never before `start`; never where `start` is infinite.
    """
    happens = np.isfinite(start)
    left = np.where(happens, limit, 0.0) - np.where(happens, start, 0.0)
    left = np.clip(left, 1.0, _LONGEST)
    return start + np.minimum(np.floor(-left * np.expm1(-wait / left)), left - 1)


def unless(when: Floats, limit: Floats) -> Floats:
    """`when`, in whole minutes, where it comes before `limit`; else never."""
    whole = np.floor(when)
    return np.where(whole < limit, whole, np.inf)


def only(when: Floats, which: Marks) -> Floats:
    """`when` in these cases; never in the others."""
    return np.where(which, when, np.inf)
