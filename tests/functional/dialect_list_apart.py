"""Dialects whose headers were never taught to Homeward, so as to see what it does then."""

from __future__ import annotations

from collections.abc import Iterator

from tests.functional.dialect import Dialect
from tests.functional.dialect_cells import (
    CARE,
    COLLARS,
    ETH16,
    FM,
    HML,
    LAC,
    LOCALITY,
    METHOD,
    PLACE,
    PLACE2,
    REPORTER,
    RISK,
    SEX,
    SHORT,
    Col,
    flags,
    note,
    picked,
    plainly,
    ref,
    said,
    when,
)


def held_out() -> Iterator[Dialect]:
    """Dialects whose headers were written down first and never taught to Homeward."""
    uk, date_uk = "%d/%m/%Y %H:%M", "%d/%m/%Y"
    yield Dialect("questions", "headers that are questions", (
        Col("What is the report's reference?", "incident", ref("Q{:05d}")),
        Col("What is the person's reference?", "child", ref("W{:05d}", "child")),
        Col("When was the child last seen?", "last_seen", when("last_seen", uk)),
        Col("When was this reported to police?", "reported", when("reported", uk)),
        Col("When was the child found?", "found", when("found", uk)),
        Col("How old was the child?", "age", plainly("age")),
        Col("Is the child looked after?", "care_status", said("care", CARE)),
        Col("What was the first risk level?", "risk_first", said("risk", RISK)),
        Col("Who reported it?", "reporter", said("reporter", REPORTER)),
        Col("How was the child found?", "return_method", said("method", METHOD)),
        Col("Who filled in this form?", "", picked(*COLLARS)),
    ), held_out=True)  # fmt: skip
    yield Dialect("terse_codes", "terse codes and coded gradings", (
        Col("R_REF", "incident", ref("{:06d}", base=100)),
        Col("P_REF", "child", ref("{:06d}", "child", 600100)),
        Col("LS_DTTM", "last_seen", when("last_seen", "%d-%m-%Y %H:%M")),
        Col("RP_DTTM", "reported", when("reported", "%d-%m-%Y %H:%M")),
        Col("FD_DTTM", "found", when("found", "%d-%m-%Y %H:%M")),
        Col("P_AGE", "age", plainly("age")),
        Col("P_GND", "sex", said("sex", {"female": "2", "male": "1"})),
        Col("RSK_CD", "risk_first", said("risk", {"high": "1", "medium": "2", "low": "3"})),
        Col("LOC_CD", "missing_from_type", said("missing_from", PLACE2)),
        Col("OFF_NO", "", picked(*COLLARS)),
    ), delimiter="|", held_out=True)  # fmt: skip
    yield Dialect("start_and_end", "a partner's episodes, with start and end", (
        Col("Missing Episode Number", "incident", ref("ME{:05d}")),
        Col("Unique Person Reference", "child", ref("UPR{:05d}", "child")),
        Col("Episode Start", "last_seen", when("last_seen", uk)),
        Col("Notified to Police", "reported", when("reported", uk)),
        Col("Episode End", "returned", when("returned", uk)),
        Col("Age at Start of Episode", "age", plainly("age")),
        Col("Gender Identity", "sex", said("sex", SEX)),
        Col("Living Situation", "residence_type", said("residence", PLACE)),
        Col("Name of Setting", "missing_from_place", plainly("home")),
        Col("Police Risk Rating", "risk_first", said("risk", RISK)),
        Col("Exploitation Concerns", "exploitation", flags(SHORT, ", ", "None")),
        Col("Return Interview Due", "", when("closed", date_uk)),
        Col("Keyworker", "", picked("kw1", "kw2", "kw3")),
    ), held_out=True)  # fmt: skip
    yield Dialect("control_room", "a command system's report: many times, one of them wanted", (
        Col("MFH Incident", "incident", ref("NS-2021{:04d}")),
        Col("Misper URN", "child", ref("{:06d}", "child", 440000)),
        Col("Incident Opened", "recorded", when("recorded", uk)),
        Col("Caller Contacted Police", "reported", when("reported", uk)),
        Col("Misper Last Sighting", "last_seen", when("last_seen", uk)),
        Col("Misper Located Date/Time", "found", when("found", uk)),
        Col("Incident Finalised", "cancelled", when("closed", uk)),
        Col("First Unit Assigned", "", when("recorded", uk)),
        Col("Opening Grade", "risk_first", said("risk", RISK)),
        Col("Closing Grade", "risk_last", said("risk_last", RISK)),
        Col("Caller Category", "reporter", said("reporter", REPORTER)),
        Col("Misper Age", "age", plainly("age")),
        Col("Misper Sex", "sex", said("sex", FM)),
        Col("Dispatcher", "", picked(*COLLARS)),
    ), encoding="utf-8-sig", held_out=True)  # fmt: skip
    yield Dialect("misleading", "headers that say another thing than the values", (
        Col("ID", "", ref("{:d}", base=1)),
        Col("Reference", "incident", ref("RF{:05d}")),
        Col("Reference 2", "child", ref("RX{:05d}", "child")),
        Col("Found", "return_method", said("method", METHOD)),
        Col("Found On", "found", when("found", uk)),
        Col("Reported", "reporter", said("reporter", REPORTER)),
        Col("Reported On", "reported", when("reported", uk)),
        Col("Risk", "", note),
        Col("Risk Category", "risk_first", said("risk", RISK)),
        Col("Status", "care_status", said("care", LAC)),
        Col("Current Age", "", lambda row: row.age + 2),
        Col("Date", "", when("closed", date_uk)),
        Col("Last Seen", "", picked("Town", "Home", "Station")),
        Col("Seen", "last_seen", when("last_seen", uk)),
    ), held_out=True)  # fmt: skip


def written_last() -> Iterator[Dialect]:
    """Three more, written when the proposer was finished: what it does with the unseen.

    One change followed from them, about no header: numbers left over are asked about.
    """
    uk = "%d/%m/%Y %H:%M"
    yield Dialect("council_return", "a council's return, long headers with units in brackets", (
        Col("Missing Episode ID", "incident", ref("{:06d}", base=4000)),
        Col("Child Unique ID", "child", ref("{:06d}", "child", 150000)),
        Col("Missing Episode Start Date/Time", "last_seen", when("last_seen", uk)),
        Col("Date/Time Police Notified", "reported", when("reported", uk)),
        Col("Missing Episode End Date/Time", "returned", when("returned", uk)),
        Col("Age (years)", "age", plainly("age")),
        Col("Gender", "sex", said("sex", SEX)),
        Col("Ethnicity (16+1)", "ethnicity", said("ethnicity", ETH16)),
        Col("Placement Type", "residence_type", said("residence", PLACE)),
        Col("Home Local Authority", "placing_authority", plainly("la")),
        Col("In/Out of Borough", "placement_locality", said("locality", LOCALITY)),
        Col("Risk rating at time of report", "risk_first", said("risk", RISK)),
        Col("Return Home Interview Offered (Y/N)", "", picked("Y", "N")),
        Col("Team", "", picked("Team 1", "Team 2")),
    ), held_out=True)  # fmt: skip
    yield Dialect("warehouse_view", "a records system's view, shouted and prefixed", (
        Col("OCCURRENCE_URN", "incident", ref("{:010d}", base=31)),
        Col("NOMINAL_KEY", "child", ref("{:08d}", "child", 61000)),
        Col("MISP_REPORTED_DTM", "reported", when("reported", "%Y-%m-%d %H:%M")),
        Col("MISP_LAST_SEEN_DTM", "last_seen", when("last_seen", "%Y-%m-%d %H:%M")),
        Col("MISP_RETURNED_DTM", "returned", when("returned", "%Y-%m-%d %H:%M")),
        Col("MISP_AGE_AT_OCC", "age", plainly("age")),
        Col("GENDER_CODE", "sex", said("sex", FM)),
        Col("ETHNICITY_SELF_DEF", "ethnicity", said("ethnicity", ETH16)),
        Col("RISK_ASSESSED_AS_INITIAL", "risk_first", said("risk", RISK)),
        Col("RISK_ASSESSED_AS_FINAL", "risk_last", said("risk_last", RISK)),
        Col("RESIDENCE_CATEGORY_DESC", "residence_type", said("residence", PLACE2)),
        Col("INFORMANT_ROLE", "reporter", said("reporter", REPORTER)),
        Col("CREATED_BY_USER", "", picked(*COLLARS)),
        Col("REC_UPDATED_DTM", "", when("closed", "%Y-%m-%d %H:%M")),
    ), delimiter="|", held_out=True)  # fmt: skip
    yield Dialect("team_sheet", "a team's own sheet in everyday words, one header used twice", (
        Col("Case", "incident", ref("T{:04d}")),
        Col("Kid", "child", ref("K{:04d}", "child")),
        Col("Went missing on", "last_seen", when("last_seen", "%d/%m/%Y")),
        Col("at", "last_seen/time", when("last_seen", "%H:%M")),
        Col("Told us on", "reported", when("reported", "%d/%m/%Y")),
        Col("at ", "reported/time", when("reported", "%H:%M")),
        Col("Back on", "returned", when("returned", "%d/%m/%Y")),
        Col("M or F", "sex", said("sex", FM)),
        Col("How old", "age", plainly("age")),
        Col("Living with", "residence_type", said("residence", PLACE2)),
        Col("How bad (H/M/L)", "risk_first", said("risk", HML)),
        Col("Worker", "", picked("w1", "w2")),
    ), held_out=True)  # fmt: skip
