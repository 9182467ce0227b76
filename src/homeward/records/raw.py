"""What a reader gives: a file's cells by column, before any meaning is put on them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from homeward.records.mapping import Reading

_GAPS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Sniffed:
    """How a file opens, as far as it can be told from the file itself.

    Attributes
    ----------
    reading
        Encoding, delimiter, header row and sheet.
    header
        Names of the columns, in file order, made unique.
    sheets
        Names of a workbook's sheets; empty for other files.
    notes
        What a person should know about how it was opened. Safe words: no cell.
    below
        Rows found below the header of a sheet among its first ones; 0 where not counted.
    """

    reading: Reading
    header: tuple[str, ...]
    sheets: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    below: int = 0


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that could not be laid on the header.

    Attributes
    ----------
    row
        Line on which it starts, or sheet row, from 1.
    code
        HW-R006 (ragged) or HW-R043 (a total or a note).
    cells
        Its cells as text, for quarantine only.
    """

    row: int
    code: str
    cells: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class RawTable:
    """A file's cells, column by column.

    Attributes
    ----------
    header
        Names of the columns, in file order, made unique.
    columns
        Name to a string array (trimmed, blank is null) or, where a workbook or Parquet
        file types the whole column, a timestamp, date32, int64, float64 or bool array.
        All of one length.
    rows
        Line on which each row starts, or sheet row, from 1.
    broken
        Rows that could not be laid on the header.
    mixed
        Columns that hold typed dates or times among text, or dates among instants: the
        typed cells are written in ISO form ("2023-01-02", "2023-01-02T22:10:00").
    reading
        How the file was opened, with nothing left blank.
    notes
        What a person should know about how it was opened. Safe words: no cell.
    """

    header: tuple[str, ...]
    columns: dict[str, pa.Array] = field(repr=False)
    rows: pa.Int64Array = field(repr=False)
    broken: tuple[BrokenRow, ...] = ()
    mixed: frozenset[str] = frozenset()
    reading: Reading = field(default_factory=Reading)
    notes: tuple[str, ...] = ()


def tidy(text: str) -> str:
    """A header name trimmed, with any gap inside it one space."""
    return _GAPS.sub(" ", text.replace("\ufeff", "")).strip()


def unique_names(cells: Sequence[str]) -> tuple[str, ...]:
    """Header cells as usable names: blank ones numbered, repeated ones marked.

    >>> unique_names(["Ref", "", "Ref"])
    ('Ref', 'column 2', 'Ref (2)')
    """
    names: list[str] = []
    taken: set[str] = set()
    for place, cell in enumerate(cells, start=1):
        base = tidy(cell) or f"column {place}"
        name, copy = base, 1
        while name in taken:
            copy += 1
            name = f"{base} ({copy})"
        taken.add(name)
        names.append(name)
    return tuple(names)
