"""How a table is declared: once, for reader, checks, masks, synthesis and reference page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from homeward.vocabulary.agency import Agency
from homeward.vocabulary.words import Word


class Form(Enum):
    """What a cell of a column may hold, and how it is stored.

    TIME is a local date with or without a time of day. It is stored as four columns
    (`X_at` UTC instant, `X_local` local time as written, `X_on` local date, `X_flag`);
    see `stored_columns`. WORDS is a list of words in one cell, or several columns each
    a yes/no for one word; it is stored as a list of word values.
    """

    REFERENCE = "reference"
    TEXT = "text"
    WORD = "word"
    WORDS = "words"
    TIME = "time"
    DATE = "date"
    INTEGER = "integer"
    NUMBER = "number"


class Personal(Enum):
    """What may become of a column's text.

    OPEN is stored as it is read. PSEUDONYM is replaced by a keyed pseudonym before
    anything is stored. WITHHELD is used while reading (a birth date gives an age) and
    never stored outside quarantine, but in the identity store if a plan asks for it.
    """

    OPEN = "open"
    PSEUDONYM = "pseudonym"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a declared table.

    Attributes
    ----------
    form
        What a cell may hold.
    meaning
        One line for the reference page and the person deciding a mapping.
    words
        The vocabulary of a WORD or WORDS column.
    also
        Header spellings that extracts are known to use (folded before comparison).
    required
        A row whose cell is blank or unreadable is set aside (HW-R001 and others).
        In an optional column only the cell is set aside and the row is used.
    decides
        An unreadable cell sets the row aside though a blank one does not: the column
        decides whether a row counts at all.
    personal
        What may become of its text.
    low, high
        Least and greatest possible number, both included.
    synth
        Hint for made-up extracts: a header that a supplier would write.
    """

    form: Form
    meaning: str
    words: type[Word] | None = None
    also: tuple[str, ...] = ()
    required: bool = False
    decides: bool = False
    personal: Personal = Personal.OPEN
    low: float | None = None
    high: float | None = None
    synth: str = ""

    def __hash__(self) -> int:
        """By the meaning, which is unlike for unlike columns: columns are keys of many caches."""
        return hash(self.meaning)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that a row must meet, over two of its times or dates.

    A row breaks the rule when both are known to the resolution recorded and `first` is
    after `second`. Days are compared where either is a date only; equal passes.

    Attributes
    ----------
    code, first, second
        The fault, and the two columns.
    whole
        Whether the row is set aside. Else only the cell that may be blank is: what
        happened is counted, and when it began or ended is not known.
    """

    code: str
    first: str
    second: str
    whole: bool = True

    @property
    def meaning(self) -> str:
        """The rule in English."""
        return f"`{self.first}` is not after `{self.second}`"


@dataclass(frozen=True, slots=True)
class Table:
    """A declared table.

    Attributes
    ----------
    name
        Homeward's own name, and the name under which it is stored.
    one_row_per
        What one row is, in the supplier's terms.
    supplied_by
        Who usually holds it.
    columns
        By Homeward's name, in the order of the reference page.
    key
        Columns that identify a row, for telling duplicates and disagreements. Empty:
        only rows alike in every mapped cell are duplicates.
    rules
        Rules across columns.
    """

    name: str
    one_row_per: str
    supplied_by: Agency
    columns: Mapping[str, Column]
    key: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = field(default=())

    def of_form(self, *forms: Form) -> tuple[str, ...]:
        """Names of the columns of these forms, in declared order."""
        return tuple(name for name, c in self.columns.items() if c.form in forms)


#: Columns that every stored table has: which file and row a record came from.
SOURCE_COLUMNS = ("source_file", "source_row")


def stored_columns(table: Table) -> dict[str, str]:
    """Names and types of the stored table: the contract between intake and timelines.

    Types are "string", "int64", "float64", "date", "timestamp" (microseconds, UTC for
    `_at`, local and zone-less for `_local`) and "list<string>". Every declared column
    is there even if no file supplied it (then all null; WORD columns are
    "not_recorded" only where a file supplied the column and left the cell blank).
    WITHHELD columns are not there, but `incidents` has `age` whether it came from an
    age or from a birth date. `source_file` is the file's number in the manifest.
    """
    out: dict[str, str] = {}
    simple = {
        Form.REFERENCE: "string",
        Form.TEXT: "string",
        Form.WORD: "string",
        Form.WORDS: "list<string>",
        Form.DATE: "date",
        Form.INTEGER: "int64",
        Form.NUMBER: "float64",
    }
    for name, column in table.columns.items():
        if column.personal is Personal.WITHHELD:
            continue
        if column.form is Form.TIME:
            out |= {
                f"{name}_at": "timestamp",
                f"{name}_local": "timestamp",
                f"{name}_on": "date",
                f"{name}_flag": "string",
            }
        else:
            out[name] = simple[column.form]
    return out | {"source_file": "int64", "source_row": "int64"}
