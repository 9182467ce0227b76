"""Tables that only a local authority's returns fill: episodes of care, and absences."""

from __future__ import annotations

from homeward.records.schema import Column, Form, Personal, Rule, Table
from homeward.vocabulary.agency import Agency
from homeward.vocabulary.care import (
    EpisodeEnd,
    EpisodeStart,
    Need,
    PlacementChange,
    PlacementProvider,
)
from homeward.vocabulary.person import YesNo
from homeward.vocabulary.placement import LegalStatus
from homeward.vocabulary.report import ReportType

_F, _P = Form, Personal

_CHILD = Column(
    _F.REFERENCE, "The authority's reference for the child", required=True, personal=_P.PSEUDONYM
)

CARE_EPISODES = Table(
    name="care_episodes",
    one_row_per="episode of care, new at each change of legal status, placement or carer",
    supplied_by=Agency.LOCAL_AUTHORITY,
    columns={
        "child": _CHILD,
        "started": Column(_F.DATE, "Day the episode began (DECOM)", required=True),
        "ended": Column(_F.DATE, "Day it ceased; blank while it lasts (DEC)"),
        "start_reason": Column(_F.WORD, "Why it began (RNE)", words=EpisodeStart),
        "end_reason": Column(_F.WORD, "Why it ceased (REC)", words=EpisodeEnd),
        "legal_status": Column(_F.WORD, "Legal status (LS)", words=LegalStatus),
        "need": Column(_F.WORD, "Category of need (CIN)", words=Need),
        "placement_provider": Column(
            _F.WORD, "Who provides the placement (PLACE_PROVIDER)", words=PlacementProvider
        ),
        "change_reason": Column(
            _F.WORD,
            "Why the placement changed (REASON_PLACE_CHANGE)",
            words=PlacementChange,
        ),
        "entered_care": Column(_F.DATE, "Day the period of care began, where written"),
    },
    rules=(Rule("HW-R023", "started", "ended"),),
)

ABSENCES = Table(
    name="absences",
    one_row_per="period in which an authority recorded a looked-after child as missing or away",
    supplied_by=Agency.LOCAL_AUTHORITY,
    columns={
        "child": _CHILD,
        "started": Column(
            _F.TIME,
            "When the child left, or was last seen (MIS_START)",
            required=True,
        ),
        "ended": Column(_F.TIME, "When found or back; blank while it lasts (MIS_END)"),
        "absence_kind": Column(
            _F.WORD,
            "Missing (M), or away without authorisation (A)",
            words=ReportType,
        ),
        "interview_offered": Column(
            _F.WORD, "Whether a return home interview was offered", words=YesNo
        ),
        "interview_accepted": Column(_F.WORD, "Whether it was accepted", words=YesNo),
    },
    rules=(Rule("HW-R023", "started", "ended"),),
)

#: Tables that are proposed only for files recognised as a return.
RETURNED: dict[str, Table] = {table.name: table for table in (CARE_EPISODES, ABSENCES)}
