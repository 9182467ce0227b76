"""What a profile holds: frozen rules for people, homes, time, recurrence and faults.

Each field carries the least and the most it may be; `synth.profile` reads and checks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from homeward.synth.rules.aftercare import InterviewRule, MeetingRule, PlanRule, SupportRule
from homeward.synth.rules.course import (
    DurationRule,
    EnquiriesRule,
    ExploitationRule,
    RecurrenceRule,
    RiskRule,
)
from homeward.synth.rules.files import (
    ADDED_ROWS,
    FAULT_KINDS,
    HABIT_NAMES,
    IDENTITY_FAULTS,
    INCIDENT_FAULTS,
    PARTNER_FAULTS,
    ROW_FAULTS,
    TYPING_FAULTS,
    FileRule,
)
from homeward.synth.rules.limits import a_share, between
from homeward.synth.rules.place import HomesRule, PeopleRule, SettingRule, Window
from homeward.synth.rules.response import ResponseRule
from homeward.synth.rules.time import CalendarRule, Dip, RecordingRule, TeamRule

__all__ = [
    "ADDED_ROWS",
    "FAULT_KINDS",
    "HABIT_NAMES",
    "IDENTITY_FAULTS",
    "INCIDENT_FAULTS",
    "PARTNER_FAULTS",
    "ROW_FAULTS",
    "TYPING_FAULTS",
    "CalendarRule",
    "Dip",
    "DurationRule",
    "EnquiriesRule",
    "ExploitationRule",
    "FileRule",
    "HomesRule",
    "InterviewRule",
    "MeetingRule",
    "PeopleRule",
    "PlanRule",
    "Profile",
    "RecordingRule",
    "RecurrenceRule",
    "ResponseRule",
    "RiskRule",
    "SettingRule",
    "SupportRule",
    "TeamRule",
    "Window",
]


@dataclass(frozen=True, slots=True)
class Profile:
    """A whole county, checked. Tables hold what their classes say.

    Attributes
    ----------
    title
        What it is, in a line.
    size
        Multiplies the numbers of children and homes.
    faults
        Rates of planted faults, by kind.
    window, settings, people, homes, calendar, recording, team
        See their classes.
    recurrence, exploitation, durations, risk, enquiries
        See their classes.
    interviews, meetings, support, plans, response, files
        See their classes.
    """

    title: str
    size: float = between(1e-6, 1000)
    window: Window
    settings: Mapping[str, SettingRule]
    people: PeopleRule
    homes: HomesRule
    calendar: CalendarRule
    recording: RecordingRule
    team: TeamRule
    recurrence: RecurrenceRule
    exploitation: ExploitationRule
    durations: DurationRule
    risk: RiskRule
    enquiries: EnquiriesRule
    interviews: InterviewRule
    meetings: MeetingRule
    support: SupportRule
    plans: PlanRule
    response: ResponseRule
    faults: Mapping[str, float] = a_share()
    files: tuple[FileRule, ...]
