"""Words of the response: what is done, by whom, what one waits for, where it can fail.

Every word is declared once with its meaning; how a system writes it is in `spellings`.
"""

from __future__ import annotations

from homeward.vocabulary.agency import Agency
from homeward.vocabulary.words import Word


class Role(Word):
    """Who does a step."""

    CARER = "carer", "Care staff of the place where the child lives"
    CALL_HANDLER = "call_handler", "Takes calls in the control room"
    CONTROL_SUPERVISOR = "control_supervisor", "Supervises the control room"
    DISPATCHER = "dispatcher", "Sends officers"
    RESPONSE_OFFICER = "response_officer", "Constable on response"
    SERGEANT = "sergeant", "Response sergeant"
    INSPECTOR = "inspector", "Duty inspector"
    DETECTIVE_INSPECTOR = "detective_inspector", "Detective inspector on call"
    COORDINATOR = "coordinator", "Missing persons coordinator"
    TEAM_OFFICER = "team_officer", "Officer of the dedicated missing children team"
    INTERVIEWER = "interviewer", "Independent return interviewer"
    SOCIAL_WORKER = "social_worker", "Children's social worker"


#: The agency of each role; every other role is the police's.
_ELSEWHERE: dict[Role, Agency] = {
    Role.CARER: Agency.CARE_HOME,
    Role.INTERVIEWER: Agency.CHARITY,
    Role.SOCIAL_WORKER: Agency.LOCAL_AUTHORITY,
}


def agency_of(role: Role) -> Agency:
    """The agency that a role belongs to."""
    return _ELSEWHERE.get(role, Agency.POLICE)


class Activity(Word):
    """A step of the response, in the usual order of a case."""

    CARER_CHECKS = "carer_checks", "Those at home search, telephone and ask before reporting"
    REPORT_RECEIVED = "report_received", "The police are told"
    RECORDED = "recorded", "The record of the report is made"
    PLAN_USED = "plan_used", "The child's Philomena form is used at the call"
    THRIVE_SCREEN = "thrive_screen", "Threat, harm, risk, investigation, vulnerability, engagement"
    GRADED = "graded", "First grading of risk"
    GRADING_REDONE = "grading_redone", "A grading sent back and done again"
    OFFICER_ASSIGNED = "officer_assigned", "An officer is sent"
    ATTENDED = "attended", "An officer attends and takes first details"
    ROOM_SEARCHED = "room_searched", "The child's room and home are searched"
    PHOTO_OBTAINED = "photo_obtained", "A photograph is obtained"
    CIRCULATED = "circulated", "Checked against and put on the national computer"
    ASKED_AGAIN = "asked_again", "Carers are asked once more for what they told before"
    ENQUIRIES = "enquiries", "Telephone, friends and associates are followed up"
    UPDATE_RECEIVED = "update_received", "Somebody gives new information"
    DUPLICATE_REPORT = "duplicate_report", "The same episode is reported once more"
    CHASER_CALL = "chaser_call", "Somebody asks for progress"
    HANDED_OVER = "handed_over", "The case is handed over at a change of shift"
    OWNER_SOUGHT = "owner_sought", "A case nobody owns is found and taken up"
    REVIEWED_BY_SERGEANT = "reviewed_by_sergeant", "Sergeant's review"
    REVIEWED_BY_INSPECTOR = "reviewed_by_inspector", "Duty inspector's review"
    REVIEWED_BY_DETECTIVE = "reviewed_by_detective", "Detective inspector's review"
    REGRADED = "regraded", "The grading is changed"
    MASH_NOTIFIED = "mash_notified", "The safeguarding hub is told, in office hours"
    EDT_NOTIFIED = "edt_notified", "The council's emergency duty team is told"
    SCHOOL_NOTIFIED = "school_notified", "The child's school is told"
    FOUND_BY_POLICE = "found_by_police", "Officers find the child"
    RETURN_REPORTED = "return_reported", "The police are told that the child is back"
    UNITS_CANCELLED = "units_cancelled", "Officers are stood down"
    PREVENTION_INTERVIEW = "prevention_interview", "Police prevention interview, face to face"
    PREVENTION_BY_PHONE = "prevention_by_phone", "Police prevention interview by telephone"
    CLOSED = "closed", "The report is closed"
    REFERRED = "referred", "A return interview is asked of the authority"
    OFFERED = "offered", "A return interview is offered"
    DECLINED = "declined", "It is declined"
    INTERVIEWED = "interviewed", "It is held"
    INTELLIGENCE_SHARED = "intelligence_shared", "What was learnt reaches the police"
    MEETING_CALLED = "meeting_called", "A strategy meeting is called for"
    MEETING_HELD = "meeting_held", "It is held"


#: Every activity and role by its position in an event table.
ACTIVITIES: tuple[Activity, ...] = tuple(Activity)
ROLES: tuple[Role, ...] = tuple(Role)
ACTIVITY_CODE: dict[Activity, int] = {word: n for n, word in enumerate(ACTIVITIES)}
ROLE_CODE: dict[Role, int] = {word: n for n, word in enumerate(ROLES)}

#: What looks for the child: none of it begins once the child is found, but for attendance
#: after return.
LOOKING: frozenset[Activity] = frozenset(
    {
        Activity.OFFICER_ASSIGNED, Activity.ATTENDED, Activity.ROOM_SEARCHED,
        Activity.PHOTO_OBTAINED, Activity.CIRCULATED, Activity.ASKED_AGAIN, Activity.ENQUIRIES,
        Activity.HANDED_OVER, Activity.OWNER_SOUGHT, Activity.REVIEWED_BY_SERGEANT,
        Activity.REVIEWED_BY_INSPECTOR, Activity.REVIEWED_BY_DETECTIVE,
        Activity.THRIVE_SCREEN, Activity.GRADING_REDONE,
    }
)  # fmt: skip


class Wait(Word):
    """What is waited for: the median is a setting, `response.wait_median_minutes`."""

    CARER_CHECKS = (
        "carer_checks",
        "Carers' checks before the report, or after it where they come late",
    )
    THRIVE_SCREEN = "thrive_screen", "Screening, from the report"
    OFFICER_ASSIGNED = (
        "officer_assigned",
        "An officer, from grading (screening, if grading is late); by grading",
    )
    ATTENDED = "attended", "Attendance, from an officer's being assigned; by grading"
    INITIAL_ACTION = "initial_action", "Each first action, from the one before"
    ASKED_AGAIN = "asked_again", "Being asked again, from attendance"
    GRADING_REDONE = "grading_redone", "Grading again, from the first grading"
    DUPLICATE_REPORT = "duplicate_report", "A second report, from the first"
    HANDED_OVER = "handed_over", "Handover, from the change of shift"
    OWNER_SOUGHT = "owner_sought", "A new owner, from the change of shift that lost the old one"
    REVIEWED = "reviewed", "A review, from when it is due"
    PARTNER_NOTIFIED = "partner_notified", "Telling the council, from the report"
    SCHOOL_NOTIFIED = "school_notified", "Telling the school, from the start of the school morning"
    RETURN_REPORTED = "return_reported", "Telling the police of the return, from the return"
    UNITS_CANCELLED = "units_cancelled", "Standing down, from being told of the return"
    LATE_ATTENDANCE = "late_attendance", "Attendance after return, from the return"
    PREVENTION_INTERVIEW = (
        "prevention_interview",
        "The prevention interview, from hearing of the return",
    )
    REFERRED = "referred", "The referral for a return interview, from hearing of the return"
    DECLINED = "declined", "Declining a return interview, from the offer"


class FailPoint(Word):
    """Where the response can fail, and what that does to its log."""

    REPORT_BEFORE_CARER_CHECKS = (
        "report_before_carer_checks",
        "Carers' checks come after the report, or never",
    )
    DUPLICATE_REPORT = (
        "duplicate_report",
        "The episode is reported once more: an extra call and step",
    )
    CHASER_CALL = "chaser_call", "Somebody asks for progress: extra calls and steps"
    INFORMATION_ASKED_AGAIN = (
        "information_asked_again",
        "Carers are asked again for what they told before: an extra step",
    )
    GRADING_REDONE = (
        "grading_redone",
        "The first grading is sent back and done again: an extra step",
    )
    GRADING_NOT_RECORDED = "grading_not_recorded", "No first grading is recorded"
    ENQUIRIES_LATE = "enquiries_late", "Four hours after the report no enquiries have begun"
    HANDOVER_LOST = (
        "handover_lost",
        "No handover at a change of shift; later somebody has to find the case an owner",
    )
    REVIEW_NOT_EVIDENCED = "review_not_evidenced", "A review that was due is not in the log"
    PARTNER_NOT_NOTIFIED = "partner_not_notified", "The council is not told"
    SCHOOL_NOT_NOTIFIED = "school_not_notified", "The school is not told"
    RETURN_NOT_CANCELLED = "return_not_cancelled", "Officers are not stood down on the return"
    ATTENDED_AFTER_RETURN = "attended_after_return", "An officer attends after the return"
    PREVENTION_INTERVIEW_NOT_DONE = "prevention_interview_not_done", "No prevention interview"
    PREVENTION_INTERVIEW_BY_PHONE = (
        "prevention_interview_by_phone",
        "The prevention interview is held by telephone",
    )
    REFERRAL_NOT_SENT = "referral_not_sent", "The authority is not asked for a return interview"
    RETURN_INTERVIEW_NOT_OFFERED = "return_interview_not_offered", "No return interview is offered"
    RETURN_INTERVIEW_LATE = (
        "return_interview_late",
        "The return interview is held later than 72 hours after the return",
    )
    RETURN_INTERVIEW_LOST = (
        "return_interview_lost",
        "A return interview is lost, before its offer or after: the child goes again first",
    )
    INTELLIGENCE_NOT_SHARED = "intelligence_not_shared", "What was learnt does not reach the police"
    MEETING_NOT_HELD = "meeting_not_held", "A strategy meeting that was called for is not held"
    PLAN_NOT_USED = "plan_not_used", "A Philomena form that was there is not used at the call"


#: Fail points that come of the county's own course and of other settings: their share is
#: what came out, not a setting of `response.fail_points`.
DERIVED: frozenset[FailPoint] = frozenset(
    {
        FailPoint.GRADING_NOT_RECORDED, FailPoint.ENQUIRIES_LATE,
        FailPoint.RETURN_INTERVIEW_NOT_OFFERED, FailPoint.RETURN_INTERVIEW_LATE,
        FailPoint.RETURN_INTERVIEW_LOST, FailPoint.INTELLIGENCE_NOT_SHARED,
        FailPoint.MEETING_NOT_HELD, FailPoint.PLAN_NOT_USED,
    }
)  # fmt: skip

#: The reports at which each could fail.
APPLIES_TO: dict[FailPoint, str] = {
    FailPoint.REPORT_BEFORE_CARER_CHECKS: "reports by care staff of children in care",
    FailPoint.DUPLICATE_REPORT: "reports",
    FailPoint.CHASER_CALL: "reports of children not found within two hours",
    FailPoint.INFORMATION_ASKED_AGAIN: "reports attended before the child was found",
    FailPoint.GRADING_REDONE: "reports graded before the child was found",
    FailPoint.GRADING_NOT_RECORDED: "reports",
    FailPoint.ENQUIRIES_LATE: "reports of children not found within four hours",
    FailPoint.HANDOVER_LOST: "reports with a change of shift while an officer looks for the child",
    FailPoint.REVIEW_NOT_EVIDENCED: "reports with a review due before the child was found",
    FailPoint.PARTNER_NOT_NOTIFIED: "reports",
    FailPoint.SCHOOL_NOT_NOTIFIED: "reports of pupils, since schools are told, with a school"
    " morning within three days",
    FailPoint.RETURN_NOT_CANCELLED: "returns that others told the police of, an officer assigned",
    FailPoint.ATTENDED_AFTER_RETURN: "returns that others told the police of, an officer assigned"
    " and not yet there when the child was found",
    FailPoint.PREVENTION_INTERVIEW_NOT_DONE: "returns",
    FailPoint.PREVENTION_INTERVIEW_BY_PHONE: "prevention interviews done",
    FailPoint.REFERRAL_NOT_SENT: "returns after which no return interview was offered",
    FailPoint.RETURN_INTERVIEW_NOT_OFFERED: "returns",
    FailPoint.RETURN_INTERVIEW_LATE: "return interviews held",
    FailPoint.RETURN_INTERVIEW_LOST: "return interviews offered, or lost before the offer",
    FailPoint.INTELLIGENCE_NOT_SHARED: "return interviews held",
    FailPoint.MEETING_NOT_HELD: "strategy meetings called for",
    FailPoint.PLAN_NOT_USED: "reports of children with a Philomena form",
}
