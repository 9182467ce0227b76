"""What a proposal is unsure of: kinds of doubt, and the words that put them to a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from homeward.vocabulary.words import Word


class DoubtKind(Word):
    """Why a person is asked. Values never change meaning."""

    COMPETING = "competing", "Two columns of the file could fill one column of the table"
    CONTRADICTED = "contradicted", "The values are not what the header says"
    WEAK_NAME = "weak_name", "The values fit, the header says too little"
    PART_NAME = "part_name", "Filled: the header fits in part and the values agree"
    DECIDES = "decides", "A column that decides what is counted may be there and is not used"
    MISSING = "missing", "A column that every row must have was not found"
    DAY_ORDER = "day_order", "Filled: no date tells day from month"
    MONTH_FIRST = "month_first", "Filled: the dates are written month before day"
    MIXED_ORDER = "mixed_order", "Some dates have the day first, others the month"
    TWO_DIGIT_YEAR = "two_digit_year", "Filled: years have two digits"
    UNREAD = "unread", "Filled: some cells are not read by any format found"
    DATES_ONLY = "dates_only", "Filled: every time of day is 00:00, so only dates are read"
    SERIAL = "serial", "Filled: numbers are read as day numbers of a spreadsheet"
    TIME_APART = "time_apart", "A column of times of day has no certain date column"
    UNKNOWN_WORDS = "unknown_words", "Filled: some words are not in the vocabulary"
    NO_REPEATS = "no_repeats", "Filled: no child appears twice"
    ADULTS = "adults", "Filled: the file holds adults, who will be set aside"
    EMPTY = "empty", "The column is empty in this file"
    UNITS = "units", "The unit of the numbers is not known"
    TIMES_UNUSED = "times_unused", "A column of times is not used"
    FLAG = "flag", "A yes/no column may be a flag"
    TABLE = "table", "The file could be one of two tables"
    UNMAPPED = "unmapped", "The file is none of the declared tables"
    SHEETS = "sheets", "A sheet of the workbook is not used"
    OPENED = "opened", "Something about how the file was opened"
    RETURNED = "returned", "Filled: an authority's missing spells are the incidents"
    ROUNDED = "rounded", "Filled: birth dates look rounded"
    CLASH = "clash", "The references of children do not agree between files"
    WINDOW = "window", "Filled: something at an end of the window looks unsure"
    LOOKUP = "lookup", "The file is a list of codes, and is not read as records"
    LAYOUT = "layout", "The file is laid out in a way that cannot be read as it stands"
    LENGTHS = "lengths", "A column says how long, and none says until when"
    PART = "part", "The file holds a part of what another file holds"
    NOT_READ = "not_read", "The file is of a kind that is not read"
    GOVERNANCE = "governance", "Nobody has said under what law and for how long it is held"
    TWIN = "twin", "The same file is there twice"
    SEEN_BEFORE = "seen_before", "The file was taken in by the earlier study"
    REMEMBERED = "remembered", "Filled as in the earlier study"
    NEW_COLUMN = "new_column", "A column that the earlier extract did not have"
    LOST_COLUMN = "lost_column", "A column of the earlier extract is not there"
    NEW_CODE = "new_code", "A code that the earlier extract did not have"
    LOST_CODE = "lost_code", "A code of the earlier extract is not used any more"
    DRIFT = "drift", "The values are spread otherwise than in the earlier extract"


#: Kinds that tell of a change since an earlier extract, or of references that do not agree:
#: one that blocks wants an answer.
CHANGES = frozenset(
    kind.value
    for kind in (
        DoubtKind.SEEN_BEFORE,
        DoubtKind.NEW_COLUMN,
        DoubtKind.LOST_COLUMN,
        DoubtKind.NEW_CODE,
        DoubtKind.LOST_CODE,
        DoubtKind.DRIFT,
        DoubtKind.CLASH,
    )
)


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing a proposal is unsure of.

    Attributes
    ----------
    kind
        Why it is asked.
    file
        The (first) file it concerns.
    table
        Declared table, "" if none.
    column
        Homeward's column, "" if the doubt is about a source column or the file.
    source
        Headers it concerns, as the file spells them.
    text
        What was found and what to edit in study.toml. Never a cell of a record.
    suggestion
        Header or value that seems likeliest, "" if nothing does.
    blocking
        Whether the plan cannot be run before it is decided.
    format
        Format that reads the suggested column, where it holds times.
    """

    kind: DoubtKind
    file: str
    table: str
    column: str
    source: tuple[str, ...]
    text: str
    suggestion: str = ""
    blocking: bool = False
    format: str = ""


def quoted(headers: Sequence[str]) -> str:
    """Headers in a sentence: `"A", "B" and "C"`."""
    names = [f'"{header}"' for header in headers]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def setting(column: str, header: str, form: str = "") -> str:
    """The line a person would write: `found = "Date Found"`, with a format for a time."""
    value = f'{{ column = "{header}", format = "{form}" }}' if form else f'"{header}"'
    return f"`{column} = {value}` under [dataset.columns]"


def ignoring(header: str) -> str:
    """How a person says that a column is left out on purpose."""
    return f'add "{header}" to `ignored`'
