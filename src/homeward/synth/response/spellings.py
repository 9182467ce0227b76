"""How two kinds of police system write steps, roles, agencies and times in their logs.

One in the manner of COMPACT's task lists, one in the manner of Niche's occurrence logs. No
vendor's own list was used: none is published.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from homeward.synth.response.words import Activity, Role
from homeward.vocabulary.agency import Agency

_COMPACT_ACTIVITIES: dict[Activity, str] = {
    Activity.CARER_CHECKS: "Carer checks",
    Activity.REPORT_RECEIVED: "Report received",
    Activity.RECORDED: "Case created",
    Activity.PLAN_USED: "Philomena form used",
    Activity.THRIVE_SCREEN: "THRIVE assessment",
    Activity.GRADED: "Risk graded",
    Activity.GRADING_REDONE: "Risk grading returned and redone",
    Activity.OFFICER_ASSIGNED: "Officer allocated",
    Activity.ATTENDED: "Initial attendance",
    Activity.ROOM_SEARCHED: "Search of home address",
    Activity.PHOTO_OBTAINED: "Photograph obtained",
    Activity.CIRCULATED: "PNC circulation",
    Activity.ASKED_AGAIN: "Details re-taken from informant",
    Activity.ENQUIRIES: "Enquiries phone and associates",
    Activity.UPDATE_RECEIVED: "Information received",
    Activity.DUPLICATE_REPORT: "Duplicate report linked",
    Activity.CHASER_CALL: "Call from informant asking for progress",
    Activity.HANDED_OVER: "Handover",
    Activity.OWNER_SOUGHT: "Owner queried and reallocated",
    Activity.REVIEWED_BY_SERGEANT: "Supervisor review SGT",
    Activity.REVIEWED_BY_INSPECTOR: "Supervisor review INSP",
    Activity.REVIEWED_BY_DETECTIVE: "Supervisor review DI",
    Activity.REGRADED: "Risk regraded",
    Activity.MASH_NOTIFIED: "MASH notified",
    Activity.EDT_NOTIFIED: "EDT notified",
    Activity.SCHOOL_NOTIFIED: "School notified",
    Activity.FOUND_BY_POLICE: "Located by police",
    Activity.RETURN_REPORTED: "Return reported",
    Activity.UNITS_CANCELLED: "Resources cancelled",
    Activity.PREVENTION_INTERVIEW: "Prevention interview",
    Activity.PREVENTION_BY_PHONE: "Prevention interview (phone)",
    Activity.CLOSED: "Report closed",
    Activity.REFERRED: "RHI referral sent",
    Activity.OFFERED: "RHI offered",
    Activity.DECLINED: "RHI declined",
    Activity.INTERVIEWED: "RHI completed",
    Activity.INTELLIGENCE_SHARED: "Intelligence received from RHI",
    Activity.MEETING_CALLED: "Strategy meeting requested",
    Activity.MEETING_HELD: "Strategy meeting held",
}

_NICHE_ACTIVITIES: dict[Activity, str] = {
    Activity.CARER_CHECKS: "CARER_ACTIONS_COMPLETED",
    Activity.REPORT_RECEIVED: "CALL_RECEIVED",
    Activity.RECORDED: "OCCURRENCE_CREATED",
    Activity.PLAN_USED: "PHILOMENA_FORM_VIEWED",
    Activity.THRIVE_SCREEN: "THRIVE_COMPLETED",
    Activity.GRADED: "RISK_ASSESSMENT_INITIAL",
    Activity.GRADING_REDONE: "RISK_ASSESSMENT_REJECTED_AND_RESUBMITTED",
    Activity.OFFICER_ASSIGNED: "UNIT_ASSIGNED",
    Activity.ATTENDED: "UNIT_AT_SCENE",
    Activity.ROOM_SEARCHED: "PREMISES_SEARCH",
    Activity.PHOTO_OBTAINED: "PHOTO_UPLOADED",
    Activity.CIRCULATED: "PNC_CIRCULATION_CREATED",
    Activity.ASKED_AGAIN: "INFORMANT_RE-CONTACTED_FOR_DETAILS",
    Activity.ENQUIRIES: "ENQUIRY_ACTIONS_STARTED",
    Activity.UPDATE_RECEIVED: "LOG_UPDATE_INFORMATION",
    Activity.DUPLICATE_REPORT: "DUPLICATE_OCCURRENCE_MERGED",
    Activity.CHASER_CALL: "LOG_UPDATE_CHASER",
    Activity.HANDED_OVER: "SHIFT_HANDOVER_RECORDED",
    Activity.OWNER_SOUGHT: "OCCURRENCE_OWNER_QUERIED",
    Activity.REVIEWED_BY_SERGEANT: "REVIEW_SERGEANT",
    Activity.REVIEWED_BY_INSPECTOR: "REVIEW_INSPECTOR",
    Activity.REVIEWED_BY_DETECTIVE: "REVIEW_DETECTIVE_INSPECTOR",
    Activity.REGRADED: "RISK_ASSESSMENT_CHANGED",
    Activity.MASH_NOTIFIED: "REFERRAL_SENT_MASH",
    Activity.EDT_NOTIFIED: "REFERRAL_SENT_EDT",
    Activity.SCHOOL_NOTIFIED: "NOTIFICATION_SENT_SCHOOL",
    Activity.FOUND_BY_POLICE: "SUBJECT_LOCATED_BY_POLICE",
    Activity.RETURN_REPORTED: "RETURN_NOTIFIED",
    Activity.UNITS_CANCELLED: "UNITS_STOOD_DOWN",
    Activity.PREVENTION_INTERVIEW: "PREVENTION_INTERVIEW_FACE_TO_FACE",
    Activity.PREVENTION_BY_PHONE: "PREVENTION_INTERVIEW_TELEPHONE",
    Activity.CLOSED: "OCCURRENCE_CLOSED",
    Activity.REFERRED: "REFERRAL_SENT_RHI",
    Activity.OFFERED: "RHI_OFFER_MADE",
    Activity.DECLINED: "RHI_OFFER_DECLINED",
    Activity.INTERVIEWED: "RHI_HELD",
    Activity.INTELLIGENCE_SHARED: "INTELLIGENCE_SUBMITTED_RHI",
    Activity.MEETING_CALLED: "STRATEGY_MEETING_REQUESTED_BY_PARTNER",
    Activity.MEETING_HELD: "STRATEGY_MEETING_ATTENDED",
}

_COMPACT_ROLES: dict[Role, str] = {
    Role.CARER: "Care staff",
    Role.CALL_HANDLER: "Call handler",
    Role.CONTROL_SUPERVISOR: "Ctrl rm sup",
    Role.DISPATCHER: "Dispatch",
    Role.RESPONSE_OFFICER: "PC",
    Role.SERGEANT: "SGT",
    Role.INSPECTOR: "INSP",
    Role.DETECTIVE_INSPECTOR: "DI",
    Role.COORDINATOR: "MP coord",
    Role.TEAM_OFFICER: "MISPER team",
    Role.INTERVIEWER: "RHI worker",
    Role.SOCIAL_WORKER: "Soc worker",
}

_NICHE_ROLES: dict[Role, str] = {
    Role.CARER: "CARER",
    Role.CALL_HANDLER: "CONTACT_OFFICER",
    Role.CONTROL_SUPERVISOR: "CONTROL_ROOM_SUPERVISOR",
    Role.DISPATCHER: "DISPATCHER",
    Role.RESPONSE_OFFICER: "RESPONSE_OFFICER",
    Role.SERGEANT: "SERGEANT",
    Role.INSPECTOR: "DUTY_INSPECTOR",
    Role.DETECTIVE_INSPECTOR: "DETECTIVE_INSPECTOR",
    Role.COORDINATOR: "MISSING_PERSONS_COORDINATOR",
    Role.TEAM_OFFICER: "MISSING_CHILDREN_TEAM",
    Role.INTERVIEWER: "RETURN_INTERVIEWER",
    Role.SOCIAL_WORKER: "SOCIAL_WORKER",
}

_COMPACT_AGENCIES: dict[Agency, str] = {
    Agency.POLICE: "Police",
    Agency.LOCAL_AUTHORITY: "Childrens Services",
    Agency.CARE_HOME: "Care Home",
    Agency.CHARITY: "Charity",
}

_NICHE_AGENCIES: dict[Agency, str] = {
    Agency.POLICE: "POLICE",
    Agency.LOCAL_AUTHORITY: "LOCAL AUTHORITY",
    Agency.CARE_HOME: "PROVIDER",
    Agency.CHARITY: "VOLUNTARY SECTOR",
}


@dataclass(frozen=True, slots=True)
class LogHabit:
    """How one system writes its log.

    Attributes
    ----------
    name
        What it is in the manner of.
    incident, activity, start, end, role, agency, ordinal, shift
        Headers; "" where the column is not written.
    encoding, delimiter
        Of the file.
    day, seconds
        `strftime` form of a date, and what follows hours and minutes.
    preamble
        Lines after the banner; `{opens}` and `{closes}` are the file's dates.
    activities, roles, agencies
        How words are written.
    """

    name: str
    incident: str
    activity: str
    start: str
    end: str
    role: str
    agency: str
    ordinal: str
    shift: str
    encoding: str
    delimiter: str
    day: str
    seconds: str
    preamble: tuple[str, ...]
    activities: Mapping[Activity, str]
    roles: Mapping[Role, str]
    agencies: Mapping[Agency, str]


COMPACT_LIKE = LogHabit(
    name="COMPACT-like",
    incident="MisPer Ref",
    activity="Task",
    start="Start Time",
    end="End Time",
    role="Rank",
    agency="Organisation",
    ordinal="Seq",
    shift="Shift",
    encoding="cp1252",
    delimiter=",",
    day="%d/%m/%Y",
    seconds="",
    preamble=("Task log – all tasks of reports {opens} – {closes}",),
    activities=_COMPACT_ACTIVITIES,
    roles=_COMPACT_ROLES,
    agencies=_COMPACT_AGENCIES,
)

NICHE_LIKE = LogHabit(
    name="Niche-like",
    incident="Case ID",
    activity="Event",
    start="Event Time",
    end="Finish Time",
    role="Actor Role",
    agency="Agency",
    ordinal="",
    shift="",
    encoding="utf-8",
    delimiter="|",
    day="%Y-%m-%d",
    seconds=":00",
    preamble=(),
    activities=_NICHE_ACTIVITIES,
    roles=_NICHE_ROLES,
    agencies=_NICHE_AGENCIES,
)

#: The log that goes with each habit of incident file.
LOG_HABITS: dict[str, LogHabit] = {
    "windows": COMPACT_LIKE,
    "paged": COMPACT_LIKE,
    "compact": COMPACT_LIKE,
    "workbook": NICHE_LIKE,
    "piped": NICHE_LIKE,
    "niche": NICHE_LIKE,
}
