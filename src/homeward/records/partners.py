"""The tables partners supply: children, placements, places, interviews and the rest."""

from __future__ import annotations

from homeward.records.schema import Column, Form, Personal, Rule, Table
from homeward.vocabulary.activity import (
    CallKind,
    InterviewKind,
    MeetingKind,
    PlanKind,
    SupportKind,
)
from homeward.vocabulary.agency import Agency
from homeward.vocabulary.person import CareStatus, Ethnicity, Sex, YesNo
from homeward.vocabulary.placement import LegalStatus, PlacementLocality
from homeward.vocabulary.reasons import Pull, Push
from homeward.vocabulary.setting import Setting

_F, _P = Form, Personal

_CHILD = Column(_F.REFERENCE, "The agency's reference for the child", required=True, personal=_P.PSEUDONYM, also=("child", "child id", "person id", "nominal id", "client id", "child ref", "mosaic id", "liquidlogic id", "young person id", "yp id", "person ref"))
_INCIDENT = Column(_F.REFERENCE, "The report it belongs to, where known", personal=_P.PSEUDONYM, also=("incident", "incident ref", "misper ref", "compact ref", "report ref", "incident number", "episode ref"))

CHILDREN = Table(
    name="children",
    one_row_per="child known to one agency",
    supplied_by=Agency.LOCAL_AUTHORITY,
    key=("child",),
    columns={
        "child": _CHILD,
        "born_on": Column(_F.DATE, "Date of birth; for linkage only, not stored here", personal=_P.WITHHELD, also=("dob", "date of birth", "birth date")),
        "forename": Column(_F.TEXT, "Forename; for linkage only, not stored here", personal=_P.WITHHELD, also=("first name", "forenames", "given name")),
        "surname": Column(_F.TEXT, "Surname; for linkage only, not stored here", personal=_P.WITHHELD, also=("last name", "family name")),
        "sex": Column(_F.WORD, "Sex as recorded", words=Sex, also=("gender",)),
        "ethnicity": Column(_F.WORD, "Ethnic group", words=Ethnicity, also=("ethnic group", "ethnic origin", "ethnic code")),
        "disability": Column(_F.WORD, "Whether a disability is recorded", words=YesNo, also=("disabled", "disability flag")),
        "care_status": Column(_F.WORD, "Status with children's services", words=CareStatus, also=("status", "cla status", "lac status")),
    },
)

PLACEMENTS = Table(
    name="placements",
    one_row_per="placement spell of a child",
    supplied_by=Agency.LOCAL_AUTHORITY,
    columns={
        "child": _CHILD,
        "started": Column(_F.DATE, "First day of the placement", required=True, also=("start date", "placement start", "date from", "decom", "from", "start")),
        "ended": Column(_F.DATE, "Last day; blank while it lasts", also=("end date", "placement end", "date to", "dec", "to", "end")),
        "placement_type": Column(_F.WORD, "Kind of placement", words=Setting, also=("type", "placement", "placement code")),
        "place": Column(_F.REFERENCE, "The home or provider", personal=_P.PSEUDONYM, also=("provider", "urn", "home", "ofsted urn", "provider name", "home name")),
        "legal_status": Column(_F.WORD, "Legal status", words=LegalStatus, also=("ls", "legal")),
        "responsible_authority": Column(_F.TEXT, "Authority responsible for the child", also=("responsible la", "placing la", "la", "placing authority")),
        "host_authority": Column(_F.TEXT, "Authority in whose area the placement is", also=("host la", "placement la", "area", "host")),
        "locality": Column(_F.WORD, "In or out of the responsible authority's area", words=PlacementLocality, also=("in out", "placement location", "in out of area")),
    },
    rules=(Rule("HW-R023", "started", "ended"),),
)

PLACES = Table(
    name="places",
    one_row_per="home or other place",
    supplied_by=Agency.LOCAL_AUTHORITY,
    key=("place",),
    columns={
        "place": Column(_F.REFERENCE, "The home's reference or name, as incidents write it", required=True, personal=_P.PSEUDONYM, synth="Home Name", also=("home name", "name", "urn", "home", "home ref", "provider", "place name", "establishment", "ofsted urn", "care home", "place ref")),
        "place_type": Column(_F.WORD, "Kind of place", words=Setting, synth="Type", also=("type", "provision type", "home type", "setting", "category")),
        "capacity": Column(_F.INTEGER, "Registered beds", low=0, high=500, synth="Registered Beds", also=("beds", "registered beds", "places", "max users", "number of beds", "registered places")),
        "authority": Column(_F.TEXT, "Authority in whose area it stands", synth="Authority", also=("local authority", "la", "area", "district")),
        "opened": Column(_F.DATE, "First day open, where known", also=("open date", "date opened", "registered", "registration date")),
        "closed": Column(_F.DATE, "Last day open, where known", also=("closed date", "date closed", "closure date")),
        "philomena_live": Column(_F.DATE, "First day on which the Philomena protocol ran there", synth="Philomena Live", also=("philomena", "philomena date", "philomena live date", "philomena start", "go live", "go live date")),
    },
    rules=(Rule("HW-R023", "opened", "closed"),),
)

INTERVIEWS = Table(
    name="interviews",
    one_row_per="prevention or return home interview, offered or done",
    supplied_by=Agency.LOCAL_AUTHORITY,
    columns={
        "interview_kind": Column(_F.WORD, "Which interview", words=InterviewKind, also=("kind", "interview type", "type", "interview")),
        "incident": _INCIDENT,
        "child": _CHILD,
        "returned": Column(_F.TIME, "The return it followed", also=("return date", "date returned", "returned at", "date of return")),
        "due": Column(_F.TIME, "When it was due", also=("due date", "due by", "deadline")),
        "offered": Column(_F.TIME, "When it was offered", also=("date offered", "offer date", "offered at")),
        "accepted": Column(_F.WORD, "Whether the child accepted", words=YesNo, also=("accepted y n", "rhi accepted", "accepted declined", "outcome")),
        "completed": Column(_F.TIME, "When it was held", also=("date completed", "interview date", "date of interview", "held", "completed at")),
        "provider": Column(_F.TEXT, "Who held it", also=("provider name", "delivered by", "interviewer")),
        "seen_alone": Column(_F.WORD, "Whether the child was seen alone", words=YesNo, also=("seen alone y n", "alone")),
        "push": Column(_F.WORDS, "What the child went away from", words=Push, also=("push factors",)),
        "pull": Column(_F.WORDS, "What the child went towards", words=Pull, also=("pull factors",)),
        "intelligence_shared": Column(_F.TIME, "When intelligence went to police", also=("shared with police", "intel shared", "date shared")),
    },
)

PLANS = Table(
    name="plans",
    one_row_per="Philomena form or trigger plan",
    supplied_by=Agency.CARE_HOME,
    columns={
        "child": _CHILD,
        "plan_kind": Column(_F.WORD, "Which plan", words=PlanKind, also=("kind", "plan type", "form", "type")),
        "completed": Column(_F.TIME, "When completed", also=("date completed", "completed on", "form date")),
        "updated": Column(_F.TIME, "When last updated", also=("last updated", "date updated", "review date")),
        "used_at_call": Column(_F.WORD, "Whether used when the call was made", words=YesNo, also=("used", "used at call", "used y n")),
        "place": Column(_F.REFERENCE, "The home that made it", personal=_P.PSEUDONYM, also=("home", "home name", "urn")),
    },
)

SUPPORT = Table(
    name="support",
    one_row_per="service or help for a child",
    supplied_by=Agency.LOCAL_AUTHORITY,
    columns={
        "child": _CHILD,
        "support_kind": Column(_F.WORD, "Which help", words=SupportKind, also=("kind", "service", "service type", "type")),
        "provider": Column(_F.TEXT, "Who gives it", also=("provider name", "delivered by")),
        "referred": Column(_F.DATE, "When referred", also=("referral date", "date referred")),
        "started": Column(_F.DATE, "When it began", also=("start date", "date started", "start")),
        "ended": Column(_F.DATE, "When it ended; blank while it lasts", also=("end date", "date ended", "end")),
    },
    rules=(Rule("HW-R023", "started", "ended"),),
)

CALLS = Table(
    name="calls",
    one_row_per="command-and-control log entry",
    supplied_by=Agency.POLICE,
    columns={
        "log": Column(_F.REFERENCE, "Log number", required=True, personal=_P.PSEUDONYM, also=("log number", "cad", "cad number", "log no", "cad ref", "storm log")),
        "called": Column(_F.TIME, "When the call was made", required=True, also=("time", "call time", "date time", "call date", "received", "created")),
        "caller": Column(_F.TEXT, "Role of the caller", also=("caller role", "caller type", "informant")),
        "call_kind": Column(_F.WORD, "What the entry was", words=CallKind, also=("kind", "call type", "type", "entry type")),
        "incident": _INCIDENT,
    },
)

EVENTS = Table(
    name="events",
    one_row_per="step of the response to one report",
    supplied_by=Agency.POLICE,
    columns={
        "incident": Column(_F.REFERENCE, "The report it belongs to", required=True, personal=_P.PSEUDONYM, also=("incident", "case", "case id", "incident ref", "misper ref", "case concept name", "report no", "report ref", "incident number", "misper number")),
        "activity": Column(_F.TEXT, "What was done", required=True, also=("activity", "task", "event", "action", "concept name", "step", "event name", "event type", "task name", "activity name", "step name")),
        "happened": Column(_F.TIME, "When", required=True, also=("time", "timestamp", "date time", "start time", "time timestamp", "event time", "event date time", "task time")),
        "ended": Column(_F.TIME, "When it ended, where recorded", also=("end time", "completed", "finish time")),
        "ordinal": Column(_F.INTEGER, "Place in the case, where the source gives one", low=0, also=("order", "sequence", "seq", "ordinal")),
        "role": Column(_F.TEXT, "Role of who did it", also=("role", "actor role", "rank", "org role")),
        "agency": Column(_F.TEXT, "Agency of who did it", also=("agency", "organisation", "org group")),
    },
)

MEETINGS = Table(
    name="meetings",
    one_row_per="strategy discussion or intervention meeting about a child",
    supplied_by=Agency.LOCAL_AUTHORITY,
    columns={
        "child": _CHILD,
        "called": Column(_F.TIME, "When the need for it was noted", also=("date called", "called", "date requested", "requested", "referral date")),
        "held": Column(_F.TIME, "When it was held; blank if it was called for and not held", also=("date", "meeting date", "date held", "date of meeting")),
        "meeting_kind": Column(_F.WORD, "Which meeting", words=MeetingKind, also=("kind", "type", "meeting type")),
        "actions_opened": Column(_F.INTEGER, "Actions opened", low=0, high=1000, also=("actions", "actions opened", "no of actions")),
        "actions_closed": Column(_F.INTEGER, "Actions closed", low=0, high=1000, also=("actions closed", "closed actions")),
    },
)

EFFORT = Table(
    name="effort",
    one_row_per="activity and role",
    supplied_by=Agency.POLICE,
    key=("activity", "role"),
    columns={
        "activity": Column(_F.TEXT, "What is done", required=True, also=("task", "action")),
        "role": Column(_F.TEXT, "Role of who does it", required=True, also=("rank", "grade", "post")),
        "minutes_low": Column(_F.NUMBER, "Least likely minutes", low=0, high=100000, also=("low", "min minutes", "minimum")),
        "minutes_likely": Column(_F.NUMBER, "Likely minutes", low=0, high=100000, also=("minutes", "likely", "mode minutes")),
        "minutes_high": Column(_F.NUMBER, "Most minutes", low=0, high=100000, also=("high", "max minutes", "maximum")),
        "cost_per_hour": Column(_F.NUMBER, "Cost of an hour, pounds", low=0, high=10000, also=("hourly rate", "rate", "cost", "hourly cost")),
        "source": Column(_F.TEXT, "Where the minutes come from", also=("basis",)),
    },
)

POPULATION = Table(
    name="population",
    one_row_per="area, age, setting and year",
    supplied_by=Agency.OTHER,
    columns={
        "area": Column(_F.TEXT, "Area", required=True, also=("local authority", "district", "la name")),
        "age": Column(_F.INTEGER, "Age in whole years", low=0, high=17, also=("age", "age years")),
        "setting": Column(_F.WORD, "Kind of place", words=Setting, also=("placement", "setting")),
        "year": Column(_F.INTEGER, "Calendar year", required=True, low=1990, high=2100, also=("year", "calendar year")),
        "children": Column(_F.INTEGER, "Children", low=0, also=("population", "count", "number of children")),
        "looked_after": Column(_F.INTEGER, "Looked-after children", low=0, also=("cla", "looked after children")),
    },
)
