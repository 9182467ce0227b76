"""A mapping: how one supplied file becomes rows of one declared table.

A mapping is data. `study.plan` reads and writes it in study.toml; `records.propose`
proposes one; `records.intake` applies one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from homeward.vocabulary.repeated import Repeated


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Which cells of a file fill one column, and how to read them.

    Attributes
    ----------
    column
        Header of the source column, as the file spells it (after trimming).
    time_column
        Header of a second column holding the time of day, when date and time are apart.
    format
        `strptime` format of `column` ("%d/%m/%Y %H:%M"), or "" where the cell is typed
        already (Excel, Parquet) or the form needs none. Several formats, tried in
        order on each whole cell, may be joined with " | "; they must not be able to
        read one text in two ways. For typed cells, one that ends in " 00:00:00" says that
        midnight stands for no time of day.
    time_format
        `strptime` format of `time_column` ("%H:%M").
    separator
        For WORDS in one cell: what stands between words (";").
    flags
        For WORDS over several yes/no columns: source header to word value. `column`
        is then "".
    zone
        "local" (UK, the default) or "utc" for sources that already write UTC.
    joined
        Further source columns whose texts are put after that of `column` to make one
        reference, where no column is one by itself.
    always
        For one word in every row, where a whole file is of one kind and no column says so
        ("return_home"). No source is then named.
    """

    column: str = ""
    time_column: str = ""
    format: str = ""
    time_format: str = ""
    separator: str = ""
    flags: Mapping[str, str] = field(default_factory=dict)
    zone: str = "local"
    joined: tuple[str, ...] = ()
    always: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        """Every source column that it names, in no special order."""
        return tuple(s for s in (self.column, self.time_column, *self.flags, *self.joined) if s)


@dataclass(frozen=True, slots=True)
class Reading:
    """How to open a file: what the sniffer found and a person may change.

    Attributes
    ----------
    encoding
        Python codec name, for text files ("utf-8-sig", "cp1252").
    delimiter
        One character, for text files.
    header_row
        Line (text) or sheet row that holds the header, counted from 1.
    sheet
        Sheet name, for workbooks.
    """

    encoding: str = ""
    delimiter: str = ""
    header_row: int = 1
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class FileMap:
    """How one file (or several of one shape) becomes rows of one table.

    Attributes
    ----------
    table
        Name of the declared table.
    files
        File names relative to the input folder.
    reading
        How to open them.
    columns
        Homeward's column to its source.
    words
        Homeward's column to {spelling in the file: word value}: what a person decided,
        beside what the vocabulary knows. Spellings are compared folded.
    ignored
        Source columns that are not used.
    as_at
        File to the day at whose end it tells how things stood. Of files that have one,
        the rows of a later file stand for those of an earlier one about the same spell
        or child; of the same day, those of the file listed last.
    repeated
        What becomes of rows that share their key and disagree. A table whose mappings say
        both is taken as `later_file`: files count in the order of the plan.
    """

    table: str
    files: tuple[str, ...]
    reading: Reading = Reading()
    columns: Mapping[str, ColumnMap] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    as_at: Mapping[str, date] = field(default_factory=dict)
    repeated: Repeated = Repeated.SET_ASIDE
