"""Lays rows of text on a header, column by column, and sets aside those that do not fit."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from homeward.records.headers import (
    filled,
    grouped,
    is_header_again,
    is_note,
    is_tail,
    may_be_note,
)
from homeward.records.raw import BrokenRow, tidy, unique_names
from homeward.vocabulary.words import plain

RAGGED, NOTE = "HW-R006", "HW-R043"

#: The line a record starts on, its cells, and whether a quotation mark is astray in it.
Record = tuple[int, list[str], bool]

#: Rows held before they are turned into columns; the last few may prove to be notes.
_BATCH, _HELD = 40_000, 100


def trimmed(texts: pa.Array) -> pa.Array:
    """Text without blanks at its ends; blank text is null."""
    clean = pc.utf8_trim_whitespace(texts)
    return pc.if_else(pc.equal(clean, ""), pa.scalar(None, clean.type), clean)


class Layout:
    """Takes rows one by one and gives columns.

    Parameters
    ----------
    header
        Cells of the header row.
    preamble
        Rows above the header; a row alike below it is a page heading, not a record.
    above
        The row directly above the header: headings that may span several columns.
    """

    def __init__(
        self,
        header: Sequence[str],
        preamble: Sequence[Sequence[str]] = (),
        above: Sequence[str] = (),
    ) -> None:
        self.header = unique_names(grouped(header, above))
        self.width = len(self.header)
        named = [place for place, cell in enumerate(header) if tidy(cell)]
        self.needed = named[-1] + 1 if named else self.width
        self.unnamed = {self.header[p] for p, cell in enumerate(header) if not tidy(cell)}
        self.broken: list[BrokenRow] = []
        self.repeats = 0
        self._first = header[0] if header else ""
        self._folded = tuple(plain(cell) for cell in header[: self.needed])
        self._preamble = {tuple(filled(cells)) for cells in preamble}
        self._rows: list[Sequence[str]] = []
        self._numbers: list[int] = []
        self._parts: list[list[pa.Array]] = []
        self._placed: list[pa.Array] = []

    def fits(self, cells: Sequence[str]) -> bool:
        """Whether the row has a cell for every named column, and none beyond the header."""
        return self.needed <= len(cells) <= self.width

    def add(self, number: int, cells: Sequence[str]) -> None:
        """Lay one row, or put it with the broken rows.

        Blank rows, and the header once more at the head of a page, are no rows at all.
        """
        whole = self.judge(number, cells)
        if whole is not None:
            self._lay(number, whole)

    def add_record(self, record: Record, whole: int) -> None:
        """Lay one record of text, of which a line has `whole` cells, the last ones blank."""
        number, cells, astray = record
        if astray:
            self.break_off(number, RAGGED, cells)
        else:
            self.add(number, self.unspared(cells, whole))

    def unspared(self, cells: Sequence[str], whole: int) -> Sequence[str]:
        """The cells without the blank ones that each line has beyond the header."""
        if len(cells) == whole > self.width and not filled(cells[self.width :]):
            return cells[: self.width]
        return cells

    def judge(self, number: int, cells: Sequence[str]) -> Sequence[str] | None:
        """The cells of a row that is to be laid; None for one that is dealt with otherwise."""
        if len(cells) == self.width and cells[0] and not self._odd(cells):
            return cells
        if not filled(cells):
            return None
        if is_header_again(cells, self._folded):
            self.repeats += 1
        elif self._is_no_record(cells):
            self.break_off(number, NOTE, cells)
        elif self.fits(cells):
            return [*cells, *[""] * (self.width - len(cells))]
        else:
            self.break_off(number, RAGGED, cells)
        return None

    def break_off(self, number: int, code: str, cells: Sequence[str]) -> None:
        """Keep a row apart under a code."""
        self.broken.append(BrokenRow(number, code, tuple(cells)))

    def _odd(self, cells: Sequence[str]) -> bool:
        return cells[0] == self._first or may_be_note(cells, self.width)

    def _is_no_record(self, cells: Sequence[str]) -> bool:
        return is_note(cells, self.width) or tuple(filled(cells)) in self._preamble

    def _lay(self, number: int, cells: Sequence[str]) -> None:
        self._rows.append(cells)
        self._numbers.append(number)
        if len(self._rows) >= _BATCH + _HELD:
            self._flush(_BATCH)

    def _flush(self, many: int) -> None:
        ready, self._rows = self._rows[:many], self._rows[many:]
        numbers, self._numbers = self._numbers[:many], self._numbers[many:]
        if ready:
            self._parts.append(
                [trimmed(pa.array(c, pa.string())) for c in zip(*ready, strict=True)]
            )
            self._placed.append(pa.array(numbers, pa.int64()))

    def drain(self, *, all_but_held: bool = False) -> tuple[list[pa.Array], pa.Array] | None:
        """The rows laid and not held back, trimmed, and their lines; None if there are none.

        Rows wait until there are many, unless `all_but_held` are asked for.
        """
        if all_but_held and len(self._rows) > _HELD:
            self._flush(len(self._rows) - _HELD)
        if not self._parts:
            return None
        columns = [pa.concat_arrays(parts) for parts in zip(*self._parts, strict=True)]
        numbers = pa.concat_arrays(self._placed)
        self._parts, self._placed = [], []
        return columns, numbers

    def _set_tail_aside(self) -> None:
        """Move notes below the last record to the broken rows."""
        last = max((row.row for row in self.broken if row.code == RAGGED), default=0)
        tail = [row for row in self.broken if row.code == RAGGED and is_tail(row.cells, self.width)]
        while self._rows and self._numbers[-1] > last and is_tail(self._rows[-1], self.width):
            self.break_off(self._numbers.pop(), NOTE, self._rows.pop())
        end = self._numbers[-1] if self._numbers else 0
        notes = {row.row for row in tail if row.row > end}
        self.broken = [
            BrokenRow(row.row, NOTE, row.cells) if row.row in notes else row
            for row in sorted(self.broken, key=lambda row: row.row)
        ]

    @property
    def notes(self) -> tuple[str, ...]:
        """What should be said of lines passed over."""
        many = self.repeats
        return (f"the header is repeated on {many} lines below it",) if many else ()

    def finish(self) -> tuple[tuple[str, ...], dict[str, pa.Array], pa.Int64Array]:
        """Header, columns and row numbers of the rows laid; broken rows stay in `broken`.

        A column without a name is left out if it is blank throughout.
        """
        self._set_tail_aside()
        self._flush(len(self._rows))
        columns = {
            name: _joined([part[place] for part in self._parts], pa.string())
            for place, name in enumerate(self.header)
        }
        rows = _joined(self._placed, pa.int64())
        for name in self.unnamed:
            if columns[name].null_count == len(rows):
                del columns[name]
        return tuple(columns), columns, rows


def _joined(parts: list[pa.Array], kind: pa.DataType) -> pa.Array:
    return pa.concat_arrays(parts) if parts else pa.array([], kind)
