"""Minutes of work: for each activity the least, the likely and the most, and who is paid what.

Judgement, not measurement: nobody has published minutes by step. Minutes of a step are
drawn from the triangle that the three describe.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from homeward.synth.people import Whole
from homeward.synth.response.words import ACTIVITIES, ROLES, Activity, FailPoint, Role
from homeward.synth.streams import Floats, Ids, Streams

#: Where the minutes come from, as the effort table says.
SOURCE = "Judgement for a synthetic county, not measured"

#: Least, likely and most minutes of each activity.
MINUTES: dict[Activity, tuple[float, float, float]] = {
    Activity.CARER_CHECKS: (10, 20, 60),
    Activity.REPORT_RECEIVED: (6, 12, 25),
    Activity.RECORDED: (8, 14, 30),
    Activity.PLAN_USED: (2, 4, 8),
    Activity.THRIVE_SCREEN: (2, 4, 10),
    Activity.GRADED: (3, 6, 15),
    Activity.GRADING_REDONE: (8, 15, 35),
    Activity.OFFICER_ASSIGNED: (2, 4, 8),
    Activity.ATTENDED: (25, 55, 120),
    Activity.ROOM_SEARCHED: (8, 15, 30),
    Activity.PHOTO_OBTAINED: (2, 4, 10),
    Activity.CIRCULATED: (8, 12, 25),
    Activity.ASKED_AGAIN: (8, 15, 35),
    Activity.ENQUIRIES: (40, 95, 260),
    Activity.UPDATE_RECEIVED: (4, 7, 15),
    Activity.DUPLICATE_REPORT: (6, 11, 25),
    Activity.CHASER_CALL: (4, 8, 18),
    Activity.HANDED_OVER: (5, 10, 25),
    Activity.OWNER_SOUGHT: (15, 30, 70),
    Activity.REVIEWED_BY_SERGEANT: (8, 15, 30),
    Activity.REVIEWED_BY_INSPECTOR: (10, 20, 40),
    Activity.REVIEWED_BY_DETECTIVE: (15, 30, 60),
    Activity.REGRADED: (5, 10, 20),
    Activity.MASH_NOTIFIED: (5, 10, 20),
    Activity.EDT_NOTIFIED: (5, 12, 30),
    Activity.SCHOOL_NOTIFIED: (3, 5, 10),
    Activity.FOUND_BY_POLICE: (30, 60, 150),
    Activity.RETURN_REPORTED: (4, 7, 15),
    Activity.UNITS_CANCELLED: (1, 3, 6),
    Activity.PREVENTION_INTERVIEW: (20, 40, 90),
    Activity.PREVENTION_BY_PHONE: (5, 12, 25),
    Activity.CLOSED: (10, 20, 45),
    Activity.REFERRED: (8, 15, 30),
    Activity.OFFERED: (10, 20, 60),
    Activity.DECLINED: (5, 10, 20),
    Activity.INTERVIEWED: (40, 75, 150),
    Activity.INTELLIGENCE_SHARED: (10, 20, 40),
    Activity.MEETING_CALLED: (10, 15, 30),
    Activity.MEETING_HELD: (45, 75, 120),
}

#: Pounds for an hour of each role, on-costs included.
HOURLY_COST: dict[Role, float] = {
    Role.CARER: 19.0,
    Role.CALL_HANDLER: 27.0,
    Role.CONTROL_SUPERVISOR: 36.0,
    Role.DISPATCHER: 28.0,
    Role.RESPONSE_OFFICER: 39.0,
    Role.SERGEANT: 49.0,
    Role.INSPECTOR: 59.0,
    Role.DETECTIVE_INSPECTOR: 60.0,
    Role.COORDINATOR: 33.0,
    Role.TEAM_OFFICER: 40.0,
    Role.INTERVIEWER: 29.0,
    Role.SOCIAL_WORKER: 42.0,
}

#: Activities whose end is recorded; the others are moments.
_LASTING = frozenset(
    {
        Activity.CARER_CHECKS, Activity.REPORT_RECEIVED, Activity.ATTENDED,
        Activity.ROOM_SEARCHED, Activity.ENQUIRIES, Activity.PREVENTION_INTERVIEW,
        Activity.PREVENTION_BY_PHONE, Activity.INTERVIEWED, Activity.MEETING_HELD,
    }
)  # fmt: skip

LASTING = np.array([word in _LASTING for word in ACTIVITIES])

#: What each failure adds: steps that there would be none of if nothing had failed.
ADDED: dict[FailPoint, Activity] = {
    FailPoint.DUPLICATE_REPORT: Activity.DUPLICATE_REPORT,
    FailPoint.CHASER_CALL: Activity.CHASER_CALL,
    FailPoint.INFORMATION_ASKED_AGAIN: Activity.ASKED_AGAIN,
    FailPoint.GRADING_REDONE: Activity.GRADING_REDONE,
    FailPoint.HANDOVER_LOST: Activity.OWNER_SOUGHT,
    FailPoint.ATTENDED_AFTER_RETURN: Activity.ATTENDED,
}

_TRIANGLES = np.array([MINUTES[word] for word in ACTIVITIES])
_COSTS = np.array([HOURLY_COST[word] for word in ROLES])


def minutes_of(streams: Streams, entity: Ids, activity: Whole) -> Floats:
    """Whole minutes of work of each step, from its activity's triangle."""
    low, likely, high = _TRIANGLES.T[:, activity]
    u = streams.uniform("response.minutes", entity)
    span, rise, fall = high - low, likely - low, high - likely
    up = low + np.sqrt(u * span * rise)
    down = high - np.sqrt((1 - u) * span * fall)
    return np.maximum(np.rint(np.where(u * span < rise, up, down)), 1.0)


def cost_of(role: Whole, minutes: Floats) -> Floats:
    """Pounds of so many minutes of each role."""
    return _COSTS[role] * minutes / 60


@dataclass(frozen=True, slots=True)
class Effort:
    """One line of the effort table."""

    activity: Activity
    role: Role
    low: float
    likely: float
    high: float
    cost_per_hour: float


def effort_table(activity: Whole, role: Whole) -> list[Effort]:
    """A line for each activity and role of these steps, in order."""
    pairs = np.unique(activity * len(ROLES) + role).tolist()
    words = [(ACTIVITIES[pair // len(ROLES)], ROLES[pair % len(ROLES)]) for pair in pairs]
    return [Effort(step, who, *MINUTES[step], HOURLY_COST[who]) for step, who in words]
