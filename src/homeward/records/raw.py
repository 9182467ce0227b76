"""What a reader gives: a file's cells by column, before any meaning is put on them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

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
    timed
        In a part of a file: the columns of typed instants of which some instant in the
        file is no midnight. None where the columns themselves are to tell.
    """

    header: tuple[str, ...]
    columns: dict[str, pa.Array] = field(repr=False)
    rows: pa.Int64Array = field(repr=False)
    broken: tuple[BrokenRow, ...] = ()
    mixed: frozenset[str] = frozenset()
    reading: Reading = field(default_factory=Reading)
    notes: tuple[str, ...] = ()
    timed: frozenset[str] | None = None

    def cut(self, most: int) -> Iterator[RawTable]:
        """The table in parts of at most `most` rows; at least one. Broken rows are left out."""
        for start in range(0, max(1, len(self.rows)), most):
            columns = {name: cells.slice(start, most) for name, cells in self.columns.items()}
            rows = self.rows.slice(start, most)
            yield replace(self, columns=columns, rows=rows, broken=())


def tidy(text: str) -> str:
    """A header name trimmed, with any gap inside it one space and no sign that cannot be seen.

    Names of columns are printed: a sign that clears a screen, or turns the direction of
    what follows, is taken out.
    """
    shown = _GAPS.sub(" ", text).strip()
    if shown.isprintable():
        return shown
    return "".join(sign for sign in shown if sign.isprintable()).strip()


def unique_names(cells: Sequence[str]) -> tuple[str, ...]:
    """Header cells as usable names: blank ones numbered, repeated ones marked.

    >>> unique_names(["Ref", "", "Ref"])
    ('Ref', 'column 2', 'Ref (2)')
    """
    names: list[str] = []
    taken: set[str] = set()
    copies: dict[str, int] = {}  # the last copy of each name, so that none is tried twice
    for place, cell in enumerate(cells, start=1):
        base = tidy(cell) or f"column {place}"
        name, copy = base, copies.get(base, 1)
        while name in taken:
            copy += 1
            name = f"{base} ({copy})"
        copies[base] = copy
        taken.add(name)
        names.append(name)
    return tuple(names)
