"""Telling others that a child is missing: the council by day or by night, the school."""

from __future__ import annotations

import numpy as np

from homeward.synth.clock import DAY, HOUR, hour_of_week, midnight, to_local
from homeward.synth.response.cases import Cases, only, within
from homeward.synth.response.log import Log
from homeward.synth.response.shifts import to_utc
from homeward.synth.response.words import ROLE_CODE, Activity, FailPoint, Role, Wait
from homeward.synth.streams import Floats

#: Local hours of weekdays in which the safeguarding hub answers; else the duty team does.
HUB_OPENS, HUB_CLOSES = 8, 18

#: When schools are told: from this local hour of a school morning, within so many days.
SCHOOL_MORNING, SCHOOL_DAYS = 8, 3

#: Ages of pupils.
PUPILS = (5, 16)


def notify(cases: Cases, log: Log) -> None:
    """The council, and the school where schools are told."""
    _tell_council(cases, log)
    _tell_school(cases, log)


def _tell_council(cases: Cases, log: Log) -> None:
    """The safeguarding hub in office hours, else the emergency duty team, before closing."""
    failed = cases.plant(FailPoint.PARTNER_NOT_NOTIFIED, np.ones(len(cases), bool))
    told = only(within(cases.reported, cases.wait(Wait.PARTNER_NOTIFIED), cases.closed), ~failed)
    hour = hour_of_week(to_local(np.where(failed, cases.reported, told)))
    office = (hour < 5 * 24) & (hour % 24 >= HUB_OPENS) & (hour % 24 < HUB_CLOSES)
    log.add(Activity.MASH_NOTIFIED, only(told, office), Role.COORDINATOR)
    out_of_hours = np.where(
        cases.with_team, ROLE_CODE[Role.TEAM_OFFICER], ROLE_CODE[Role.RESPONSE_OFFICER]
    )
    log.add(Activity.EDT_NOTIFIED, only(told, ~office), out_of_hours)


def _tell_school(cases: Cases, log: Log) -> None:
    """On the next school morning, since schools are told."""
    morning = school_morning(cases)
    age, since = cases.details.age, midnight(cases.county.world.profile.recording.school_pilot_from)
    pupil = (age >= PUPILS[0]) & (age <= PUPILS[1]) & (to_local(cases.reported) >= since)
    applies = pupil & np.isfinite(morning)
    failed = cases.plant(FailPoint.SCHOOL_NOT_NOTIFIED, applies)
    told = within(morning, cases.wait(Wait.SCHOOL_NOTIFIED), morning + 4 * HOUR)
    log.add(Activity.SCHOOL_NOTIFIED, only(told, applies & ~failed), Role.COORDINATOR)


def school_morning(cases: Cases) -> Floats:
    """UTC minute of the next school morning within three days of each report, if there is one."""
    local = to_local(cases.reported)
    opens = SCHOOL_MORNING * HOUR
    first = np.ceil((local - opens) / DAY)
    chosen = np.full(len(cases), np.inf)
    for later in reversed(range(SCHOOL_DAYS)):
        day = (first + later) * DAY
        taught = cases.county.world.calendar.in_school(day + DAY / 2)
        chosen = np.where(taught, day + opens, chosen)
    known = np.isfinite(chosen)
    return np.where(known, to_utc(np.where(known, chosen, 0.0)), np.inf)
