"""A quarantine file as a person left it: each line's row, its fault, and its cells."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from homeward.records.quarantine import LEADING, harmless
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.words import plain

#: What a person writes as the fate of a row that is to be left out.
LEAVE_OUT: Final = "leave out"

_CELL: Final = "cell:"
_NUMBER = re.compile(r"(\d{3,})_rows", re.IGNORECASE)

#: Largest file read, bytes.
_LARGEST: Final = 500_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a quarantine file.

    Attributes
    ----------
    row, code, column
        Which row of the extract, and what it was set aside for.
    leave_out
        Whether the person wrote that it is to be left out.
    cells
        Header to text, as it stands now.
    """

    row: int
    code: str
    column: str
    leave_out: bool
    cells: dict[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Edited:
    """One quarantine file.

    Attributes
    ----------
    name
        Of the quarantine file.
    number
        Of the extract's file in the manifest, as the name says; 0 if it does not.
    file
        Name of the extract's file, as its lines say.
    lines
        In order.
    """

    name: str
    number: int
    file: str
    lines: tuple[Line, ...] = field(repr=False)


def read_edited(path: Path) -> Edited:
    """A quarantine file, however a spreadsheet saved it: delimiter and encoding are found.

    Raises
    ------
    HomewardError
        HW-P031 if it is none.
    """
    rows = _rows(path)
    header = [cell.strip() for cell in next(rows, [])]
    if tuple(header[: len(LEADING)]) != LEADING:
        raise HomewardError("HW-P031", f"{path.name} does not have its headings")
    names = [cell.removeprefix(_CELL) for cell in header[len(LEADING) :]]
    lines, files = [], set()
    for number, cells in enumerate(rows, 2):
        if any(cell.strip() for cell in cells):
            lines.append(_line(path.name, number, cells, names))
            files.add(cells[0])
    if len(files) > 1:
        raise HomewardError("HW-P031", f"{path.name} speaks of several files")
    found = _NUMBER.match(path.stem)
    return Edited(
        path.name, int(found[1]) if found else 0, files.pop() if files else "", tuple(lines)
    )


def _line(name: str, number: int, cells: list[str], names: list[str]) -> Line:
    row = cells[1].strip() if len(cells) >= len(LEADING) else ""
    if not row.isdigit():
        raise HomewardError("HW-P031", f"{name}, line {number}: no row number")
    held = cells[len(LEADING) :]
    held += [""] * (len(names) - len(held))
    said = dict(zip(names, held, strict=False))
    return Line(int(row), cells[2].strip(), cells[3].strip(), plain(cells[5]) == LEAVE_OUT, said)


def _rows(path: Path) -> Iterator[list[str]]:
    """The lines of a file as lists of cells."""
    try:
        if path.stat().st_size > _LARGEST:
            raise HomewardError("HW-P031", f"{path.name} is too large")
        data = path.read_bytes()
    except OSError:
        raise HomewardError("HW-P031", f"{path.name} could not be read") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error:
        raise HomewardError("HW-P031", f"{path.name} could not be read as text") from None


def same(edited: str, supplied: str) -> bool:
    """Whether a cell stands as it was supplied, with or without what makes it harmless."""
    return edited.strip() in (supplied.strip(), harmless(supplied).strip())


def without_apostrophe(text: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from working it out."""
    text = text.strip()
    return text[1:] if text.startswith("'") and harmless(text[1:]) == text else text
