"""After the child is found: the return told, officers stood down, interviews, meetings."""

from __future__ import annotations

import numpy as np

from homeward.synth.clock import HOUR
from homeward.synth.office import in_office_hours
from homeward.synth.partners.cases import intelligence_shared
from homeward.synth.response.cases import Cases, only, within
from homeward.synth.response.log import Log
from homeward.synth.response.opening import Opened
from homeward.synth.response.words import ROLE_CODE, Activity, FailPoint, Role, Wait
from homeward.synth.streams import Floats

#: A return interview is due within so long of the return.
INTERVIEW_DUE = 72 * HOUR


def follow_up(cases: Cases, log: Log, opened: Opened) -> None:
    """Everything from the child's being found."""
    officer = np.where(
        cases.with_team, ROLE_CODE[Role.TEAM_OFFICER], ROLE_CODE[Role.RESPONSE_OFFICER]
    )
    log.add(Activity.FOUND_BY_POLICE, only(cases.found, cases.by_police), officer)
    told = within(cases.returned, cases.wait(Wait.RETURN_REPORTED), cases.closed)
    told = np.where(cases.by_police, cases.returned, told)
    log.add(Activity.RETURN_REPORTED, only(told, ~cases.by_police), Role.CALL_HANDLER)
    _stand_down(cases, log, opened, told)
    _prevention_interview(cases, log, told, officer)
    log.add(Activity.CLOSED, cases.closed, Role.SERGEANT)
    _return_interview(cases, log, told)
    _meetings(cases, log)


def _stand_down(cases: Cases, log: Log, opened: Opened, told: Floats) -> None:
    """Officers are stood down; where that fails they are not, and some attend all the same."""
    sent = ~cases.by_police & np.isfinite(opened.assigned)
    failed = cases.plant(FailPoint.RETURN_NOT_CANCELLED, sent)
    cancelled = within(told, cases.wait(Wait.UNITS_CANCELLED), cases.closed)
    log.add(Activity.UNITS_CANCELLED, only(cancelled, sent & ~failed), Role.DISPATCHER)
    limit = np.where(failed, cases.closed, cancelled + 1)
    still_due = sent & ~np.isfinite(opened.attended)
    came = cases.plant(FailPoint.ATTENDED_AFTER_RETURN, still_due)
    late = within(cases.returned, cases.wait(Wait.LATE_ATTENDANCE), limit)
    log.add(Activity.ATTENDED, only(late, came), Role.RESPONSE_OFFICER)


def _prevention_interview(cases: Cases, log: Log, told: Floats, officer: np.ndarray) -> None:
    """Face to face, by telephone, or not at all; before the report is closed."""
    everyone = np.ones(len(cases), bool)
    missed = cases.plant(FailPoint.PREVENTION_INTERVIEW_NOT_DONE, everyone)
    by_phone = cases.plant(FailPoint.PREVENTION_INTERVIEW_BY_PHONE, ~missed)
    held = within(told, cases.wait(Wait.PREVENTION_INTERVIEW), cases.closed)
    face = only(held, ~missed & ~by_phone)
    log.add(Activity.PREVENTION_INTERVIEW, face, officer, ends_by=cases.closed)
    phone = only(held, by_phone)
    log.add(Activity.PREVENTION_BY_PHONE, phone, officer, ends_by=cases.closed)


def _return_interview(cases: Cases, log: Log, told: Floats) -> None:
    """Referral, offer, answer and interview, as the county has them; what was learnt."""
    incidents, everyone = cases.county.incidents, np.ones(len(cases), bool)
    offered, held = incidents.offered, incidents.interviewed
    gone_first = incidents.lost == 1
    missed = np.isinf(offered) & ~gone_first
    unoffered = cases.keep(FailPoint.RETURN_INTERVIEW_NOT_OFFERED, everyone, missed)
    unsent = cases.plant(FailPoint.REFERRAL_NOT_SENT, unoffered)
    base = np.minimum(told, offered)
    sent = within(base, cases.wait(Wait.REFERRED), offered)
    sent = np.minimum(_in_hours(cases, "referred", sent), offered)
    log.add(Activity.REFERRED, only(sent, ~unsent), Role.COORDINATOR)
    log.add(Activity.OFFERED, offered, Role.INTERVIEWER)
    declined = np.isfinite(offered) & (incidents.accepted == 0)
    answered = _in_hours(cases, "declined", offered + np.floor(cases.wait(Wait.DECLINED)))
    log.add(Activity.DECLINED, only(answered, declined), Role.INTERVIEWER)
    log.add(Activity.INTERVIEWED, held, Role.INTERVIEWER)
    meant = np.isfinite(offered) | gone_first
    cases.keep(FailPoint.RETURN_INTERVIEW_LOST, meant, gone_first)
    late = np.isfinite(held) & (held - incidents.returned > INTERVIEW_DUE)
    cases.keep(FailPoint.RETURN_INTERVIEW_LATE, np.isfinite(held), late)
    shared = intelligence_shared(cases.county)
    kept_back = np.isfinite(held) & np.isinf(shared)
    cases.keep(FailPoint.INTELLIGENCE_NOT_SHARED, np.isfinite(held), kept_back)
    log.add(Activity.INTELLIGENCE_SHARED, shared, Role.INTERVIEWER)


def _in_hours(cases: Cases, what: str, when: Floats) -> Floats:
    """The same, in office hours: what no shift does."""
    streams = cases.county.world.streams
    return in_office_hours(streams, f"response.{what}_time", cases.ids, when)


def _meetings(cases: Cases, log: Log) -> None:
    """Strategy meetings, in the case that called for them."""
    meetings, order = cases.county.meetings, np.argsort(cases.ids)
    place = np.searchsorted(cases.ids[order], meetings.cause)
    case = order[np.minimum(place, len(order) - 1)] if len(order) else place
    ours = cases.ids[case] == meetings.cause if len(order) else np.zeros(len(place), bool)
    case, called, held = case[ours], meetings.called[ours], meetings.held[ours]
    log.add(Activity.MEETING_CALLED, called, Role.SOCIAL_WORKER, of=case)
    log.add(Activity.MEETING_HELD, held, Role.SOCIAL_WORKER, of=case)
    needed, missed = np.zeros(len(cases), bool), np.zeros(len(cases), bool)
    needed[case], missed[case] = True, np.isinf(held)
    cases.keep(FailPoint.MEETING_NOT_HELD, needed, missed)
