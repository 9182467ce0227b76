"""The habits in which one force's files are written: headers, times, encodings, clutter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from homeward.records.incidents import INCIDENTS
from homeward.records.schema import Form
from homeward.synth.words import House

#: Said at the head of every file.
BANNER = "SYNTHETIC DATA - every child, home and incident in this file is made up"

#: Columns that no study needs, in every extract in the world.
CLUTTER: tuple[str, ...] = ("collar", "station", "notes", "updated", "source")

#: Incident columns that are local times.
TIMES: tuple[str, ...] = INCIDENTS.of_form(Form.TIME)


@dataclass(frozen=True, slots=True)
class Habit:
    """How one file is written.

    Attributes
    ----------
    name
        Its name in profiles.
    headers
        Incident column or clutter to the header written, in file order. A time with two
        headers, joined by " + ", is written as date and time apart.
    house
        How words are spelt.
    separator
        What stands between several words in one cell.
    encoding, delimiter
        Of text files; an empty delimiter means a workbook.
    stamp, day, clock
        `strftime` formats of a whole time, a date and a time of day.
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
    stamp: str = ""
    day: str = ""
    clock: str = ""
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
    stamp="%d/%m/%Y %H:%M",
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
    stamp="%d-%b-%Y %H:%M",
    day="%d-%b-%Y",
    clock="%H:%M",
    preamble=(BANNER,),
    repeat_header_every=120,
)

_WORKBOOK = Habit(
    name="workbook",
    headers={
        "incident": "Reference",
        "child": "Nominal",
        "name": "Person Name",
        "report_type": "Report Category",
        "last_seen": "Missing Since",
        "reported": "Reported At",
        "found": "Located At",
        "returned": "Returned At",
        "cancelled": "Closed At",
        "age": "Age at Incident",
        "sex": "Gender",
        "ethnicity": "Self Defined Ethnicity",
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
        "distance_km": "Distance km",
        "exploitation": "Exploitation Markers",
        "exploitation_flagged": "Date Flagged",
        "collar": "Collar No",
        "station": "Station",
        "notes": "Log Extract",
        "updated": "Updated",
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
    stamp="%Y-%m-%d %H:%M",
    day="%Y-%m-%d",
)

#: Every habit by name.
HABITS: dict[str, Habit] = {habit.name: habit for habit in (_WINDOWS, _PAGED, _WORKBOOK, _PIPED)}
