"""Rules for files: their habits, and every kind of fault that can be planted in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

#: Habits in which a force's file may be written; `synth.habits` says what each is.
HABIT_NAMES: tuple[str, ...] = (
    "windows",
    "paged",
    "workbook",
    "piped",
    "compact",
    "niche",
)

#: Faults that change a row, and what each does to it. At most one befalls a row.
ROW_FAULTS: dict[str, str] = {
    "blank_child": "the child's reference is blank",
    "blank_reported": "the time of report is blank",
    "found_before_reported": "found is before reported",
    "seen_after_reported": "last seen is after reported",
    "sentinels": "a time is 01/01/1900, which stands for never",
    "unreadable_times": "last seen is not a time",
    "clock_changes": "last seen did not happen, or happened twice, as the clocks changed",
    "lost_times": "a time of day is lost; the date is left",
    "missing_found": "found is blank though the child came back",
    "impossible_ages": "an age that nobody reaches",
    "unknown_words": "a word that is in no vocabulary",
}

#: Faults of typing only: meaning is unchanged. They may befall any row.
TYPING_FAULTS: dict[str, str] = {
    "spellings": "a word in another spelling",
    "trailing_spaces": "a word with spaces before or after it",
    "ragged": "a row with one cell too many (text files)",
}

#: Rows beside the incidents, and what each is.
ADDED_ROWS: dict[str, str] = {
    "duplicates": "the same record once more, in the next file or the same",
    "conflicts": "the same reference once more, with another end",
    "resupplied": "a record first supplied open, then whole in the next file",
    "adults": "a person of 18 or over",
    "absent_records": "a record in the former category absent (up to `recording.absent_until`)",
    "concern_only": "a concern for safety, not missing",
    "cancelled": "a report made in error",
}

#: Faults in the force's incident files, and what each is.
INCIDENT_FAULTS: dict[str, str] = ROW_FAULTS | TYPING_FAULTS | ADDED_ROWS

#: Faults in the identities that agencies hold. The rate is a share of each agency's children.
IDENTITY_FAULTS: dict[str, str] = {
    "names_misspelt": "a name with a letter wrong, or in another spelling of the same name",
    "names_swapped": "forename and surname the wrong way round",
    "aliases": "known to the agency by another name",
    "births_swapped": "day and month of birth the wrong way round",
    "births_placeholder": "born on 1 January, for want of the day",
    "births_wrong": "a digit of the birth date wrong",
    "recorded_twice": "the child is held under two references by the agency",
}

#: Faults in partners' files and in the force's logs. The rate is a share of rows.
PARTNER_FAULTS: dict[str, str] = {
    "partner_spellings": "a word in another spelling",
    "partner_duplicates": "the same row once more",
    "partner_dates_lost": "a time or date that is blank though it is known to have been",
    "partner_times_lost": "a time of day is lost; the date is left",
    "partner_references_lost": "the force's reference is blank, or mistyped, often as another's",
    "children_in_one_file": "a child in one of the council's files and not in the other",
    "spells_overlapping": "two placement spells of a child that overlap",
    "spells_contradictory": "a missing spell outside any care, or after the placement ended",
    "postcodes_suppressed": "a postcode withheld",
    "events_untimed": "a step of the response with no time",
    "events_tied": "a step given the time of the one before it",
    "calls_unlinked": "a call in the log with no incident",
    "names_mistyped": "a child's name typed wrongly on one report of the force",
}

#: Every kind of planted fault, and what it is.
FAULT_KINDS: dict[str, str] = INCIDENT_FAULTS | IDENTITY_FAULTS | PARTNER_FAULTS


@dataclass(frozen=True, slots=True)
class FileRule:
    """One incident file: the dates of report it covers and the habit it is written in.

    Attributes
    ----------
    name
        Path inside the folder of extracts, with "/" on every system.
    habit
        One of `HABIT_NAMES`.
    opens, closes
        First and last day of report, both included.
    """

    name: str
    habit: str
    opens: date
    closes: date
