"""The habits in which one force's files are written: headers, times, encodings, clutter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from homeward.records.incidents import INCIDENTS
from homeward.synth.clutter import CLUTTER
from homeward.synth.questions import FACTS, MARKERS, QUESTIONS
from homeward.synth.words import House
from homeward.vocabulary.exploitation import Exploitation

#: Said at the head of every file.
BANNER = "SYNTHETIC DATA - every child, home and incident in this file is made up"

#: Columns that the file works out from others of the row.
WORKED_OUT: tuple[str, ...] = ("minutes_missing", "updated")

#: Columns of one kind of exploitation each, answered yes or no, and the kind.
KIND_FLAGS: dict[str, Exploitation] = {
    f"flag_{kind.value}": kind
    for kind in (
        Exploitation.SEXUAL, Exploitation.CRIMINAL, Exploitation.COUNTY_LINES,
        Exploitation.TRAFFICKING, Exploitation.GANG, Exploitation.ONLINE,
    )
}  # fmt: skip

#: Columns that are the same on every row of one incident, whatever is planted.
BESIDE: frozenset[str] = frozenset({*CLUTTER, *QUESTIONS, *FACTS, *MARKERS})

#: Columns in a habit's headers that fill none of Homeward's columns alone.
UNDECLARED: frozenset[str] = BESIDE | {*WORKED_OUT, *KIND_FLAGS}


@dataclass(frozen=True, slots=True)
class Habit:
    """How one file is written.

    Attributes
    ----------
    name
        Its name in profiles.
    headers
        Incident column, or one of `UNDECLARED`, to the header written, in file order. A
        time with two headers, joined by " + ", is written as date and time apart.
    house
        How words are spelt.
    separator
        What stands between several words in one cell.
    encoding, delimiter
        Of text files; an empty delimiter means a workbook.
    day, clock
        `strftime` formats of a date and a time of day; a whole time is one and the other,
        a space between.
    preamble
        Lines before the header; `{opens}` and `{closes}` are the file's dates.
    repeat_header_every
        Rows after which a new page begins with the header once more; 0 for never.
    total_line
        Whether a line with the number of records ends the file.
    """

    name: str
    headers: Mapping[str, str]
    house: House
    separator: str
    encoding: str = ""
    delimiter: str = ""
    day: str = ""
    clock: str = "%H:%M"
    preamble: tuple[str, ...] = ()
    repeat_header_every: int = 0
    total_line: bool = False

    @property
    def is_workbook(self) -> bool:
        """Whether the file is a workbook with typed cells."""
        return not self.delimiter


def _declared(*columns: str) -> dict[str, str]:
    """Headers that the declaration of the table hints at."""
    return {column: INCIDENTS.columns[column].synth for column in columns}


_WINDOWS = Habit(
    name="windows",
    headers={
        **_declared("incident", "child"),
        "name": "Name",
        **_declared(
            "report_type", "last_seen", "reported", "found", "returned", "cancelled", "age", "sex",
            "ethnicity", "care_status", "residence_type", "missing_from_type",
            "missing_from_place", "placing_authority", "placement_locality", "risk_first",
        ),
        "risk_last": "Final Risk",
        **_declared("reporter", "return_method"),
        "distance_km": "Distance (km)",
        **_declared("exploitation", "exploitation_flagged"),
        "collar": "Officer Collar No",
        "station": "Station",
        "notes": "Notes",
        "updated": "Last Updated",
    },
    house=House.SENTENCE,
    separator="; ",
    encoding="cp1252",
    delimiter=",",
    day="%d/%m/%Y",
    preamble=(BANNER, "Missing persons export – all reports", "Period {opens} – {closes}"),
    total_line=True,
)  # fmt: skip

_PAGED = Habit(
    name="paged",
    headers={
        "incident": "Ref No",
        "child": "Person Ref",
        "report_type": "Record Type",
        "last_seen": "Date Last Seen + Time Last Seen",
        "reported": "Date Reported + Time Reported",
        "found": "Date Found + Time Found",
        "returned": "Date Returned + Time Returned",
        "cancelled": "Date Closed + Time Closed",
        "born_on": "DOB",
        "sex": "Sex",
        "ethnicity": "Ethnic Origin",
        "care_status": "Looked After",
        "residence_type": "Living Arrangements",
        "missing_from_type": "Missing From Type",
        "missing_from_place": "Care Home Name",
        "placing_authority": "Responsible LA",
        "placement_locality": "In/Out of County",
        "risk_first": "Initial Risk Level",
        "risk_last": "Final Risk Level",
        "reporter": "Reported By",
        "return_method": "Method of Return",
        "distance_km": "Distance",
        "exploitation": "Warning Markers",
        "exploitation_flagged": "Marker Date",
        "collar": "OIC Collar",
        "station": "Base",
        "notes": "Remarks",
        "updated": "Last Updated",
    },
    house=House.CAPITALS,
    separator=", ",
    encoding="utf-8-sig",
    delimiter=",",
    day="%d-%b-%Y",
    preamble=(BANNER,),
    repeat_header_every=120,
)

_WORKBOOK = Habit(
    name="workbook",
    headers={
        "incident": "Occurrence No",
        "child": "Nominal Ref",
        "name": "Person Name",
        "report_type": "Record Type",
        "last_seen": "Missing Since",
        "reported": "Reported At",
        "found": "Located At",
        "returned": "Returned At",
        "cancelled": "Closed At",
        "age": "Age at Incident",
        "sex": "Gender",
        "ethnicity": "Self Defined Ethnicity",
        "disability": "Disability",
        "care_status": "In Care",
        "residence_type": "Type of Residence",
        "missing_from_type": "Missing From Location Type",
        "missing_from_place": "Placement Name",
        "placing_authority": "Responsible Authority",
        "placement_locality": "In/Out Area",
        "risk_first": "Initial Grading",
        "risk_last": "Final Grading",
        "reporter": "Informant Type",
        "return_method": "How Returned",
        "found_place": "Found Location",
        "returned_to": "Returned To Type",
        "distance_km": "Distance km",
        "harm": "Harm Recorded",
        "push": "Push Factor",
        "pull": "Pull Factor",
        "exploitation": "Exploitation Markers",
        "exploitation_flagged": "Date Flagged",
        "status": "Occurrence Status",
        "collar": "OIC Collar",
        "unit": "OIC Unit",
        "notes": "Log Extract",
        "updated": "Last Modified",
    },
    house=House.TITLE,
    separator="; ",
    preamble=(BANNER, "Missing persons, {opens} to {closes}", ""),
)

_PIPED = Habit(
    name="piped",
    headers={
        "incident": "incident_ref",
        "child": "person_id",
        "report_type": "report_type",
        "last_seen": "last_seen",
        "reported": "reported_at",
        "found": "found_at",
        "returned": "returned_at",
        "cancelled": "closed_at",
        "age": "age",
        "sex": "gender",
        "ethnicity": "ethnic_group",
        "care_status": "cla_status",
        "residence_type": "accommodation_type",
        "missing_from_type": "missing_from_category",
        "missing_from_place": "premises_name",
        "placing_authority": "home_authority",
        "placement_locality": "in_out_area",
        "risk_first": "risk_level",
        "risk_last": "final_risk_level",
        "reporter": "caller_type",
        "return_method": "how_located",
        "distance_km": "distance_km",
        "exploitation": "flags",
        "exploitation_flagged": "flag_date",
        "source": "source_system",
        "collar": "officer",
        "station": "station",
        "notes": "notes",
        "updated": "last_updated",
    },
    house=House.CODES,
    separator="; ",
    encoding="utf-8",
    delimiter="|",
    day="%Y-%m-%d",
)

_COMPACT = Habit(
    name="compact",
    headers={
        "incident": "Case No",
        "child": "Person ID",
        "name": "Misper Name",
        "age": "Age When Reported",
        "sex": "Gender",
        "ethnicity": "Ethnic Appearance",
        "report_type": "Report Category",
        "risk_first": "Initial Risk Level",
        "risk_last": "Final Risk Level",
        "residence_type": "Residence Category",
        "care_status": "Social Care Status",
        "placing_authority": "Responsible Authority",
        "placement_locality": "In or Out of County",
        "last_seen": "Missing Since",
        "reported": "Reported At",
        "found": "Traced At",
        "minutes_missing": "Minutes Missing",
        "returned": "Returned At",
        "cancelled": "Closed At",
        "missing_from_type": "Missing From Type",
        "missing_from_place": "Missing From Name",
        "found_place": "Found Location Type",
        "returned_to": "Return Address Type",
        "distance_km": "Distance km",
        "reporter": "Reporting Person Type",
        "return_method": "Return Method",
        "harm": "Harm While Missing",
        **{name: question.header for name, question in QUESTIONS.items()},
        **FACTS,
        "flag_sexual": "CSE",
        "flag_criminal": "CCE",
        "flag_county_lines": "County Lines",
        "flag_trafficking": "Trafficking",
        "flag_gang": "Gangs",
        "flag_online": "Online Grooming",
        "exploitation_flagged": "Flag Date",
        **MARKERS,
        "collar": "Officer Collar No",
        "station": "Station",
        "notes": "Circumstances",
        "updated": "Last Updated",
    },
    house=House.SENTENCE,
    separator="; ",
    encoding="cp1252",
    delimiter=",",
    day="%d/%m/%Y",
    preamble=(
        BANNER,
        "Case management export – missing persons under 18 – {opens} to {closes}",
    ),
    total_line=True,
)

_NICHE = Habit(
    name="niche",
    headers={
        "incident": "Occurrence Number",
        "report_type": "Occurrence Type",
        "status": "Occurrence Status",
        "child": "Nominal ID",
        "name": "Person Name",
        "born_on": "DOB",
        "sex": "Person Sex",
        "ethnicity": "Self Defined Ethnicity",
        "disability": "Disabled",
        "care_status": "CLA Status",
        "residence_type": "Usual Residence Type",
        "placing_authority": "Responsible LA",
        "placement_locality": "Placed Out of Area",
        "last_seen": "Last Seen Date + Last Seen Time",
        "reported": "Reported Date + Reported Time",
        "recorded": "Record Created",
        "missing_from_type": "Missing Location Type",
        "missing_from_place": "Premises Name",
        "reporter": "Caller Type",
        "risk_first": "Initial Grading",
        "risk_first_time": "Date Time Graded",
        "risk_last": "Final Grading",
        "risk_last_time": "Last Graded At",
        "found": "Date Located + Time Located",
        "found_place": "Where Found",
        "distance_km": "Distance km",
        "return_method": "How Located",
        "returned": "Returned Date + Returned Time",
        "returned_to": "Where Returned",
        "safe_at_return": "Safe on Return",
        "safe_at_return_source": "Safe Judged By",
        "harm": "Injury or Harm",
        "push": "Push Factors",
        "pull": "Pull Factors",
        "exploitation": "Flags",
        "exploitation_certainty": "Flag Certainty",
        "exploitation_flagged": "Flag Set",
        "exploitation_source": "Flag Source",
        "cancelled": "Closed Date + Closed Time",
        "collar": "OIC Collar",
        "unit": "OIC Unit",
        "supervisor": "Supervisor",
        "report": "Report Text",
        "notes": "Log Extract",
        "source": "Source System",
        "updated": "Last Modified",
    },
    house=House.TITLE,
    separator=", ",
    encoding="utf-8-sig",
    delimiter=",",
    day="%Y-%m-%d",
)

#: Every habit by name.
HABITS: dict[str, Habit] = {
    habit.name: habit for habit in (_WINDOWS, _PAGED, _WORKBOOK, _PIPED, _COMPACT, _NICHE)
}
