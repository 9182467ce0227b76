"""A mapping: how one supplied file becomes rows of one declared table.

A mapping is data. `study.plan` reads and writes it in study.toml; `records.propose`
proposes one; `records.intake` applies one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


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
        read one text in two ways.
    time_format
        `strptime` format of `time_column` ("%H:%M").
    separator
        For WORDS in one cell: what stands between words (";").
    flags
        For WORDS over several yes/no columns: source header to word value. `column`
        is then "".
    zone
        "local" (UK, the default) or "utc" for sources that already write UTC.
    """

    column: str = ""
    time_column: str = ""
    format: str = ""
    time_format: str = ""
    separator: str = ""
    flags: Mapping[str, str] = field(default_factory=dict)
    zone: str = "local"


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
        Source columns left out on purpose.
    """

    table: str
    files: tuple[str, ...]
    reading: Reading = Reading()
    columns: Mapping[str, ColumnMap] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
