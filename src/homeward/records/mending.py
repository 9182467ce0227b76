"""Mended cells put in the place of those supplied, while a file is read.

The file is never changed. A mend is tied to the bytes of the file it was made for, and to the
sheet or table within it, so that it cannot reach a row of another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa

from homeward.records.cells import as_text
from homeward.records.checks import Checked
from homeward.records.clock import NO_TIME
from homeward.records.columns import number_of
from homeward.records.formats import read_texts
from homeward.records.pieces import Pieces
from homeward.records.raw import BrokenRow, RawTable
from homeward.vocabulary.errors import HomewardError

#: The code of rows that a person decided to leave out.
LEFT_OUT = "HW-R044"

#: How a mended date or time may be written in a column that the file types.
_WRITTEN = (
    "%d/%m/%Y", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%Y-%m-%d", "%Y-%m-%d %H:%M",
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S",
)  # fmt: skip
_MINUTE = 60_000_000
_TRUTHS = {"true": True, "yes": True, "false": False, "no": False}


@dataclass(frozen=True, slots=True)
class FileMends:
    """What was mended of one file, or of one sheet or table of it.

    Attributes
    ----------
    cells
        Row number in the file to {header: text in its place}.
    left_out
        Rows that a person decided to leave out.
    """

    cells: Mapping[int, Mapping[str, str]] = field(default_factory=dict, repr=False)
    left_out: frozenset[int] = frozenset()


#: SHA-256 of a file's bytes, and the sheet or table within it ("" for a file of one table),
#: to what was mended of it: rows are numbered within each.
Mends = Mapping[tuple[str, str], FileMends]


class MendedPieces:
    """Pieces of a file with its mended cells; see `pieces.Pieces`.

    Rows that could not be laid on the header, and were mended, come last, as a piece of
    their own.
    """

    def __init__(self, pieces: Pieces, mends: FileMends) -> None:
        self._pieces, self._mends = pieces, mends
        self.reading, self.header = pieces.reading, pieces.header
        self.broken: tuple[BrokenRow, ...] = ()
        self.notes: tuple[str, ...] = ()
        self.mended = 0

    def __iter__(self) -> Iterator[RawTable]:
        """The pieces in order.

        Raises
        ------
        HomewardError
            HW-P034 for a text that cannot be what the file's own column holds.
        """
        last: RawTable | None = None
        for last in self._pieces:
            yield self._mend(last)
        self.reading, self.header = self._pieces.reading, self._pieces.header
        self.notes = self._pieces.notes
        laid = [row for row in self._pieces.broken if row.row in self._mends.cells]
        rest = [row for row in self._pieces.broken if row.row not in self._mends.cells]
        self.broken = tuple(self._left_out(row) for row in rest)
        if laid and last is not None:
            self.mended += len(laid)
            yield _laid(last, self.header, laid, self._mends)

    def _left_out(self, row: BrokenRow) -> BrokenRow:
        """A row that could not be laid, under the code of those a person left out if it is one."""
        return replace(row, code=LEFT_OUT) if row.row in self._mends.left_out else row

    def _mend(self, raw: RawTable) -> RawTable:
        numbers = raw.rows.to_numpy(zero_copy_only=False)
        places = np.flatnonzero(np.isin(numbers, list(self._mends.cells)))
        if not len(places):
            return raw
        self.mended += len(places)
        columns = dict(raw.columns)
        for place in places.tolist():
            for header, text in self._mends.cells[int(numbers[place])].items():
                if header in columns:
                    columns[header] = _put(columns[header], place, text)
        return replace(raw, columns=columns)


def _put(array: pa.Array, place: int, text: str) -> pa.Array:
    """The array with one cell changed."""
    cell = pa.array([as_cell(text, array.type)], array.type)
    return pa.concat_arrays([array.slice(0, place), cell, array.slice(place + 1)])


def _laid(
    like: RawTable, header: tuple[str, ...], rows: list[BrokenRow], mends: FileMends
) -> RawTable:
    """Broken rows laid on the header: what was mended, and what was supplied elsewhere."""
    columns = {}
    for at, name in enumerate(header):
        kind = like.columns[name].type
        texts = []
        for row in rows:
            supplied = row.cells[at] if at < len(row.cells) else ""
            texts.append(mends.cells[row.row].get(name, supplied))
        columns[name] = pa.array([as_cell(text, kind) for text in texts], kind)
    numbers = pa.array([row.row for row in rows], pa.int64())
    return replace(like, columns=columns, rows=numbers, broken=())


def as_cell(text: str, kind: pa.DataType) -> Any:
    """A mended text as a cell of a column that the file types; None where it is blank.

    Raises
    ------
    HomewardError
        HW-P034 if it cannot be one.
    """
    text = text.strip()
    if not text:
        return None
    if pa.types.is_string(kind):
        return text
    if pa.types.is_boolean(kind):
        found: Any = _TRUTHS.get(text.casefold())
    elif pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        found = _instant(text, kind)
    else:
        found = number_of(text)
        whole = pa.types.is_integer(kind)
        found = None if not np.isfinite(found) or (whole and found % 1) else found
        found = int(found) if whole and found is not None else found
    if found is None:
        raise HomewardError("HW-P034", "a cell of a column that the file itself types")
    return found


def _instant(text: str, kind: pa.DataType) -> Any:
    local = int(read_texts(pa.array([text]), _WRITTEN).local[0])
    if local == NO_TIME:
        return None
    moment = pa.scalar(local, pa.timestamp("us"))
    return moment.cast(kind).as_py() if pa.types.is_timestamp(kind) else moment.as_py().date()


def written_again(text: str, was: str, forms: Sequence[str]) -> bool:
    """Whether a text is a date or time that stood there, as a spreadsheet writes it.

    What stood there is read by the column's own formats, and this is not, and is the same to
    the minute: a spreadsheet shows no seconds.
    """
    if not forms or not text.strip():
        return False
    own = read_texts(pa.array([was.strip(), text.strip()]), tuple(forms)).local
    seen = int(read_texts(pa.array([text.strip()]), _WRITTEN).local[0])
    read = NO_TIME not in (int(own[0]), seen) and int(own[1]) == NO_TIME
    return read and int(own[0]) // _MINUTE == seen // _MINUTE


def leave_out(checked: Checked, raw: RawTable, mends: FileMends) -> None:
    """Set aside the rows of a piece that a person decided to leave out (HW-R044).

    That is then the one thing said of them: what else is wrong there asks for nothing more.
    """
    out = np.isin(raw.rows.to_numpy(zero_copy_only=False), list(mends.left_out))
    if out.any():
        checked.fate[out] = -1
        checked.faults[:] = [replace(f, rows=f.rows[~out[f.rows]]) for f in checked.faults]
        checked.add(LEFT_OUT, "", out, whole=True)


def shown_cells(raw: RawTable, places: np.ndarray) -> list[tuple[str, ...]]:
    """Cells as text, in the header's order, of rows by their places; blank is ""."""
    taken = pa.array(places)
    texts = [as_text(raw.columns[name].take(taken)).to_pylist() for name in raw.header]
    return [tuple(cell or "" for cell in row) for row in zip(*texts, strict=True)]
