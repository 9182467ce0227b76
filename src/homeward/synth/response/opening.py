"""From the report to the first enquiries: calls, grading, an officer, first actions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from homeward.synth.clock import HOUR
from homeward.synth.partners.plans import NO_FORM, form_at_call, used_at_call
from homeward.synth.response.cases import Cases, only, unless, within
from homeward.synth.response.log import Log
from homeward.synth.response.words import ROLE_CODE, Activity, FailPoint, Role, Wait
from homeward.synth.streams import Floats
from homeward.vocabulary.report import Reporter
from homeward.vocabulary.risk import RiskLevel
from homeward.vocabulary.setting import CARE_SETTINGS

#: Enquiries not begun within so long are late.
LATE_ENQUIRIES = 4 * HOUR


@dataclass(frozen=True, slots=True)
class Opened:
    """When each case had an officer, and was attended; infinite if the child was found first."""

    assigned: Floats
    attended: Floats


def open_up(cases: Cases, log: Log) -> Opened:
    """Everything from the report to the first enquiries."""
    log.add(Activity.REPORT_RECEIVED, cases.reported, Role.CALL_HANDLER)
    log.add(Activity.RECORDED, cases.details.recorded, Role.CALL_HANDLER)
    _carer_checks(cases, log)
    _use_plan(cases, log)
    begun, graded = cases.county.incidents.enquiries, cases.details.graded
    _enquire(cases, log, begun)
    limit = np.minimum(cases.found, begun)
    wait = cases.wait(Wait.THRIVE_SCREEN)
    screened = within(cases.reported, wait, np.minimum(limit, graded))
    log.add(Activity.THRIVE_SCREEN, screened, Role.CALL_HANDLER)
    _grade(cases, log)
    assigned = _assign(cases, log, np.where(graded < limit, graded, screened), begun)
    attended = unless(assigned + cases.wait(Wait.ATTENDED) * cases.pace, cases.found)
    _attend(cases, log, attended)
    return Opened(assigned, attended)


def _carer_checks(cases: Cases, log: Log) -> None:
    """Carers' checks before they report; where that fails, after it or never."""
    in_care = np.isin(cases.details.setting, [word.value for word in CARE_SETTINGS])
    applies = in_care & (cases.details.reporter == Reporter.CARER.value)
    failed = cases.plant(FailPoint.REPORT_BEFORE_CARER_CHECKS, applies)
    wait = cases.wait(Wait.CARER_CHECKS)
    before = within(cases.last_seen, wait, cases.reported)
    before = cases.reported - 1 - (before - cases.last_seen)
    after = unless(cases.reported + 1 + wait, cases.found)
    log.add(
        Activity.CARER_CHECKS,
        only(np.where(failed, after, before), applies),
        Role.CARER,
        ends_by=np.where(failed, cases.found, cases.reported),
    )


def _use_plan(cases: Cases, log: Log) -> None:
    """The child's Philomena form, where there is one and it is used at the call."""
    there = form_at_call(cases.county) != NO_FORM
    used = used_at_call(cases.county)
    cases.keep(FailPoint.PLAN_NOT_USED, there, there & ~used)
    log.add(Activity.PLAN_USED, only(cases.reported, used), Role.CALL_HANDLER)


def _grade(cases: Cases, log: Log) -> None:
    """Gradings as the record has them; some sent back and done again."""
    details, found = cases.details, cases.found
    blank = details.risk_first == RiskLevel.NOT_RECORDED.value
    cases.keep(FailPoint.GRADING_NOT_RECORDED, np.ones(len(cases), bool), blank)
    log.add(Activity.GRADED, details.graded, Role.CONTROL_SUPERVISOR)
    failed = cases.plant(FailPoint.GRADING_REDONE, details.graded < found)
    again = within(details.graded, cases.wait(Wait.GRADING_REDONE), found)
    log.add(Activity.GRADING_REDONE, only(again, failed), Role.SERGEANT)
    changed = details.risk_first != details.risk_last
    log.add(Activity.REGRADED, only(details.regraded, changed), Role.SERGEANT)


def _assign(cases: Cases, log: Log, base: Floats, begun: Floats) -> Floats:
    """An officer, if the child is not found first; always before enquiries begin."""
    wait = cases.wait(Wait.OFFICER_ASSIGNED) * cases.pace
    in_time = unless(base + wait, cases.found)
    assigned = np.where(np.isfinite(begun), within(base, wait, begun), in_time)
    log.add(Activity.OFFICER_ASSIGNED, assigned, Role.DISPATCHER)
    return assigned


def _attend(cases: Cases, log: Log, attended: Floats) -> None:
    """Attendance and first actions, as far as they get before the child is found."""
    officer = Role.RESPONSE_OFFICER
    log.add(Activity.ATTENDED, attended, officer, ends_by=cases.found)
    done = attended
    for step in (Activity.ROOM_SEARCHED, Activity.PHOTO_OBTAINED, Activity.CIRCULATED):
        pause = cases.wait(Wait.INITIAL_ACTION, entity=_apart(cases, step))
        done = unless(done + 1 + pause, cases.found)
        log.add(step, done, officer, ends_by=cases.found)
    asked = cases.plant(FailPoint.INFORMATION_ASKED_AGAIN, np.isfinite(attended))
    again = within(attended, cases.wait(Wait.ASKED_AGAIN), cases.found)
    log.add(Activity.ASKED_AGAIN, only(again, asked), officer)


def _apart(cases: Cases, step: Activity) -> np.ndarray:
    """An identity for one step of each case, so that each has a wait of its own."""
    streams = cases.county.world.streams
    return streams.identity(f"response.step.{step}", cases.ids, 0)


def _enquire(cases: Cases, log: Log, begun: Floats) -> None:
    """Prompt enquiries, when the county has them begin; the team's once there is one."""
    who = np.where(cases.with_team, ROLE_CODE[Role.TEAM_OFFICER], ROLE_CODE[Role.RESPONSE_OFFICER])
    log.add(Activity.ENQUIRIES, begun, who, ends_by=cases.found)
    limit = cases.reported + LATE_ENQUIRIES
    cases.keep(
        FailPoint.ENQUIRIES_LATE, cases.found > limit, (cases.found > limit) & (begun > limit)
    )
