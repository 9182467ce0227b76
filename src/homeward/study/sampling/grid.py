"""A sheet that came back, as rows of cells: workbook or text, before anything is made of it."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from homeward.records.cells import cell_text
from homeward.records.delimited import Lines, open_lines, records
from homeward.records.encoding import find_encoding
from homeward.records.raw import tidy
from homeward.records.sniff import check_file
from homeward.records.text import DELIMITERS
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.words import plain

#: Heading of the column that says which unit a row is about.
NUMBER_HEADING: Final = "Sample number"

#: Bytes of a sheet, packed and unpacked: a thousand times what one can hold.
MOST_BYTES: Final = 20_000_000
MOST_UNPACKED: Final = 200_000_000

#: Rows that the headings are looked for among, and the longest row.
_HEAD_ROWS: Final = 60
_MOST_CELLS: Final = 500


class Odd(Enum):
    """A cell that is no answer, whatever it shows."""

    FORMULA = "formula"


#: What a cell may hold: text ("" for blank), a day, or something that is no answer.
Cell = str | date | Odd


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the headings that is not blank.

    Attributes
    ----------
    number
        Line or sheet row, from 1.
    cells
        As many as there are headings.
    whole
        False where it has cells beyond the headings.
    """

    number: int
    cells: tuple[Cell, ...] = field(repr=False)
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet's headings and rows.

    Attributes
    ----------
    file
        Name of the file.
    headings
        As written, trimmed.
    rows
        Those that are not blank.
    """

    file: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...] = field(repr=False)


def read_grid(path: Path) -> Grid:
    """A sheet of a sample as it came back, from .xlsx or .csv (also .txt, .tsv).

    Raises
    ------
    HomewardError
        HW-F003 to HW-F010 if the file cannot be read; HW-M006 if it has no column of
        sample numbers, or is no such file.
    """
    if path.suffix.lower() not in (".xlsx", ".csv", ".txt", ".tsv"):
        raise HomewardError("HW-M006", f"{path.name} is neither .xlsx nor .csv")
    check_file(path)
    if path.stat().st_size > MOST_BYTES:
        raise HomewardError("HW-F009", f"{path.name} is larger than any sheet of a sample")
    rows = _of_workbook(path) if path.suffix.lower() == ".xlsx" else _of_text(path)
    if rows is None:
        raise HomewardError("HW-M006", f"{path.name} has no column “{NUMBER_HEADING}”")
    return _laid(path.name, rows)


def _is_head(cells: Iterable[Cell]) -> bool:
    return any(isinstance(c, str) and plain(c) == plain(NUMBER_HEADING) for c in cells)


def _laid(name: str, rows: Sequence[tuple[int, Sequence[Cell]]]) -> Grid:
    """Rows from the headings on, laid on them."""
    headings = [tidy(cell) if isinstance(cell, str) else "" for cell in rows[0][1]]
    while headings and not headings[-1]:
        headings.pop()
    width = len(headings)
    out = []
    for number, cells in rows[1:]:
        if not any(cell != "" for cell in cells) or list(cells[:width]) == list(rows[0][1][:width]):
            continue
        kept = (*cells[:width], *[""] * (width - len(cells)))
        out.append(Row(number, kept, not any(cell != "" for cell in cells[width:])))
    return Grid(name, tuple(headings), tuple(out))


# ---------------------------------------------------------------- workbooks


def _of_workbook(path: Path) -> list[tuple[int, Sequence[Cell]]] | None:
    """Rows of the first sheet with a column of sample numbers, from its headings on.

    Raises
    ------
    HomewardError
        HW-F005 if it cannot be read; HW-F009 if it unpacks to too much.
    """
    with zipfile.ZipFile(path) as archive:
        if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
            raise HomewardError("HW-F009", f"{path.name} is larger than any sheet of a sample")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = load_workbook(path, read_only=True, data_only=False, keep_links=False)
            try:
                return next(
                    (found for sheet in book.worksheets if (found := _below(_cells(sheet)))), None
                )
            finally:
                book.close()
        except (InvalidFileException, KeyError, ValueError, TypeError, IndexError, AttributeError,
                SyntaxError, OSError, zipfile.BadZipFile):  # fmt: skip
            # The reader's own words are left out: they may quote a cell.
            raise HomewardError("HW-F005", path.name) from None


def _below(rows: Iterator[tuple[int, Sequence[Cell]]]) -> list[tuple[int, Sequence[Cell]]] | None:
    """Rows from the headings on; None if they are not among the first rows."""
    for number, cells in rows:
        if _is_head(cells):
            return [(number, cells), *rows]
        if number >= _HEAD_ROWS:
            return None
    return None


def _cells(sheet: Any) -> Iterator[tuple[int, Sequence[Cell]]]:
    for number, row in enumerate(sheet.iter_rows(max_col=_MOST_CELLS), 1):
        yield number, [_cell(cell) for cell in row]


def _cell(cell: Any) -> Cell:
    """One cell of a workbook; times of day are let go, since only days are asked for."""
    if cell.value is None:
        return ""
    if cell.data_type == "f":
        return Odd.FORMULA
    if isinstance(cell.value, datetime):
        return cell.value.date()
    if isinstance(cell.value, date):
        return cell.value
    return tidy(cell_text(cell.value)).removeprefix("'")


# ---------------------------------------------------------------- text


def _of_text(path: Path) -> list[tuple[int, Sequence[Cell]]] | None:
    """Rows from the headings on, under the delimiter that gives most headings.

    Raises
    ------
    HomewardError
        HW-F006 or HW-F010.
    """
    encoding, _ = find_encoding(path)
    best: list[tuple[int, Sequence[Cell]]] | None = None
    for delimiter in DELIMITERS:
        with open_lines(path, encoding) as file:
            found = _below(_lines(Lines(file), delimiter, path.name))
        if found and (best is None or len(found[0][1]) > len(best[0][1])):
            best = found
    return best


def _lines(lines: Lines, delimiter: str, name: str) -> Iterator[tuple[int, Sequence[Cell]]]:
    for number, cells, astray in records(lines, delimiter, 0, name):
        found = [_text(cell) for cell in cells]
        # A row with a quotation mark astray has no cells that can be trusted.
        yield number, [*found, *[""] * _MOST_CELLS, "?"] if astray else found


def _text(cell: str) -> Cell:
    text = tidy(cell)
    return Odd.FORMULA if text.startswith(("=", "+", "@")) else text.removeprefix("'")
