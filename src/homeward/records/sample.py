"""A bounded look at a text file, by which a plan is proposed.

A proposal has to see what a file holds, not every row of it. Of a big file the beginning,
the end and stretches evenly between are read: extracts are in the order of time, and forms
change in the middle. Nothing is decided here for the rows between: intake reads them all,
and sets aside under a code what the plan does not fit.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TextIO

import pyarrow as pa

from homeward.records.blocks import TextPieces
from homeward.records.delimited import as_lines, open_lines
from homeward.records.mapping import Reading
from homeward.records.raw import RawTable

#: Bytes of a file that is looked at whole; of the beginning of a bigger one, in which its
#: header must be; and of every other stretch, and how many of those there are.
WHOLE, BEGINNING, STRETCH, STRETCHES = 32 << 20, 8 << 20, 2 << 20, 12

#: Codecs of several bytes to every sign, and how many: where a line ends cannot be told from
#: the middle of a file, of which the beginning alone is looked at.
_WIDE = {"utf16": 2, "utf32": 4}


def read_some(path: Path, reading: Reading, whole: int = WHOLE) -> tuple[RawTable, tuple[str, ...]]:
    """The rows of a text file, or of a big one enough of them, and what should be said of it.

    Parameters
    ----------
    path, reading
        As `reading.read_raw`.
    whole
        Bytes of a file that is looked at whole.

    Returns
    -------
    tuple
        The rows, their numbers counted among those looked at; and a note where that is not
        every row.

    Raises
    ------
    HomewardError
        As `text.read`.
    """
    size = path.stat().st_size

    def opened(encoding: str) -> TextIO:
        if size <= whole:
            return open_lines(path, encoding)
        return as_lines(io.BytesIO(_stretches(path, size, encoding, whole)), encoding)

    pieces = TextPieces(path, reading, 1 << 31, opened=opened)
    parts = list(pieces)
    columns = {
        name: pa.concat_arrays([part.columns[name] for part in parts]) for name in pieces.header
    }
    rows = pa.concat_arrays([part.rows for part in parts])
    raw = RawTable(
        pieces.header, columns, rows, pieces.broken, reading=pieces.reading, notes=pieces.notes
    )
    return raw, (said_of_some(len(rows), size),) if size > whole else ()


def said_of_some(rows: int, size: int) -> str:
    """A note that not every row was looked at, and what becomes of the others."""
    return (
        f"{rows:,} rows were looked at to propose this, not all: the file is of"
        f" {size / 1e6:,.0f} MB. Counts of cells are of those rows. Every row is read and"
        " checked when the file is taken in, and what the plan does not fit is set aside"
        " under its code: look there for forms and words that no row looked at has"
    )


def _stretches(path: Path, size: int, encoding: str, whole: int) -> bytes:
    """The whole lines of the beginning, of stretches evenly between, and of the end."""
    scale = whole / WHOLE
    beginning, stretch = max(1, int(BEGINNING * scale)), max(1, int(STRETCH * scale))
    with path.open("rb") as file:
        unit = _WIDE.get(encoding.lower().replace("-", "").replace("_", "")[:5])
        if unit:
            data = file.read(whole)
            return data[: (data.rfind(b"\n") // unit + 1) * unit]
        parts = [_lines(file.read(beginning), from_start=True)]
        gap = (size - stretch - beginning) // (STRETCHES - 1)
        for place in range(STRETCHES):
            last = place == STRETCHES - 1
            file.seek(size - stretch if last else beginning + place * gap)
            parts.append(_lines(file.read(stretch), from_start=False, to_end=last))
    return b"".join(parts)


def _lines(data: bytes, *, from_start: bool, to_end: bool = False) -> bytes:
    """What of some bytes is whole lines; a line may end in a line feed or a return."""
    mark = b"\n" if b"\n" in data else b"\r"
    first = 0 if from_start else data.find(mark) + 1 or len(data)
    end = len(data) if to_end else data.rfind(mark) + 1
    return data[first:end]
