"""The rows of one sheet, a piece at a time: a full sheet is never held as cells.

The rows come from a process apart, some hundred at a time, and are laid on the header as those
of text are. What a column is can only be told by its last cell, so the parts are kept packed
until the sheet ends, and are then given as pieces.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

from homeward.records.cells import cell_text
from homeward.records.formulas import unworked
from homeward.records.guards import MOST_SHEETS, check_columns
from homeward.records.headers import filled
from homeward.records.kept import Packed
from homeward.records.layout import Layout
from homeward.records.mapping import Reading
from homeward.records.midnights import shown_midnights
from homeward.records.raw import BrokenRow, RawTable
from homeward.records.sample import said_of_some
from homeward.records.sheet_columns import Held, SheetColumn
from homeward.records.templates import template_of
from homeward.records.workbook import choose, rows_of
from homeward.vocabulary.errors import HomewardError

#: Characters of text after which what has come is packed, and those that a cell counts for.
_SIZE: Final = 32_000_000
_EACH: Final = 24

_NONE: Final[frozenset[int]] = frozenset()

#: A sheet's row: its number, from 1, and its cells.
_Row = tuple[int, list[Any]]


@dataclass(slots=True)
class _Part:
    """Some rows of a sheet, packed."""

    rows: np.ndarray = field(repr=False)
    values: Packed = field(repr=False)
    days: dict[str, np.ndarray] = field(repr=False)

    def held(self, name: str) -> Held:
        """One column."""
        return Held(self.values.columns([name])[0], self.days[name])

    def rows_of_days(self, name: str) -> frozenset[int]:
        """Numbers of the rows at which a column holds dates alone."""
        return frozenset(self.rows[self.held(name).places_of_days].tolist())


class SheetPieces:
    """A sheet's rows, a piece at a time.

    Parameters
    ----------
    path, reading
        The workbook, and which sheet is read from which header row.
    most
        Rows of a piece.
    about
        Rows, about, that are given of a sheet of more; all if 0.

    Attributes
    ----------
    reading, header, broken, notes
        As in `pieces.Pieces`: all known when the first piece is given.
    height
        Rows of the sheet, blank ones among them; likewise.

    Raises
    ------
    HomewardError
        As `workbook.sniff`.
    """

    def __init__(self, path: Path, reading: Reading, most: int, about: int = 0) -> None:
        found, self._found = choose(path, reading)
        self.reading = Reading(header_row=found.header_row, sheet=found.sheet)
        self.header: tuple[str, ...] = ()
        self.broken: tuple[BrokenRow, ...] = ()
        self.notes: tuple[str, ...] = ()
        self.height = 0
        self._path, self._most, self._about = path, most, about

    def __iter__(self) -> Iterator[RawTable]:
        """The pieces, at most `most` rows each; at least one, and the last may be empty.

        Raises
        ------
        HomewardError
            HW-F005, HW-F007, HW-F008, HW-F050, HW-F051 or HW-P008.
        """
        rows = self._rows()
        layout = _begun(rows, self.reading, self._path)
        columns = {name: SheetColumn() for name in layout.header}
        parts = list(_parts(rows, layout, columns))
        midnights, said = self._midnights(parts, columns, layout)
        blank = {name for name in layout.unnamed if not columns[name].filled}
        self.header = tuple(name for name in layout.header if name not in blank)
        self.broken = tuple(layout.broken)
        unworked_ones = _said_unworked(self._path, self.reading.sheet)
        self.notes = (*self._found, *said, *unworked_ones, *layout.notes)
        return self._given(parts, {name: columns[name] for name in self.header}, midnights)

    def _rows(self) -> Iterator[_Row]:
        """The filled rows of the sheet in order."""
        asked = {"rows": None, "sheet": self.reading.sheet, "sheets": MOST_SHEETS}
        found = rows_of(self._path, {**asked, "about": self._about})
        next(found, None)
        told = next(found, None)
        if told is None:
            raise HomewardError("HW-P008", f"{self._path.name} has no sheet of the name given")
        self.height = told["height"]
        return chain.from_iterable(found)

    def _midnights(
        self, parts: list[_Part], columns: dict[str, SheetColumn], layout: Layout
    ) -> tuple[dict[str, frozenset[int]], tuple[str, ...]]:
        """Column to the rows at which a date is an instant at midnight, and a note.

        A template's columns show hours before anything is typed, so that a day typed alone
        cannot be told from its midnight by the format. It is the day: no time is invented.
        """
        days = {
            place: (name, frozenset().union(*(part.rows_of_days(name) for part in parts)))
            for place, name in enumerate(layout.header)
            if columns[name].days_among_instants
        }
        named = [name for name in layout.header if name not in layout.unnamed]
        if template_of(named) is not None:
            many = sum(len(rows) for _, rows in days.values())
            said = f"{many:,} times of the template hold the day alone, or 00:00,"
            return {}, (f"{said} and are read as days alone",) if many else ()
        wanted = {place: rows for place, (_, rows) in days.items()}
        shown = shown_midnights(self._path, self.reading.sheet, wanted)
        for place, rows in shown.items():
            if rows >= wanted[place]:
                columns[days[place][0]].settle()
        return {days[place][0]: rows for place, rows in shown.items()}, ()

    def _given(
        self,
        parts: list[_Part],
        columns: dict[str, SheetColumn],
        midnights: dict[str, frozenset[int]],
    ) -> Iterator[RawTable]:
        timed = frozenset(name for name, column in columns.items() if column.timed)
        mixed = frozenset(name for name, column in columns.items() if column.mixed)
        parts.reverse()
        while parts:
            part = parts.pop()  # what was given is not kept here
            cells = {
                name: column.finished(part.held(name), part.rows, midnights.get(name, _NONE))
                for name, column in columns.items()
            }
            raw = RawTable(
                self.header, cells, pa.array(part.rows), mixed=mixed, reading=self.reading,
                timed=timed,
            )  # fmt: skip
            yield from raw.cut(self._most)


def _begun(rows: Iterator[_Row], reading: Reading, path: Path) -> Layout:
    """A layout with the header, up to which the rows are taken.

    Raises
    ------
    HomewardError
        HW-F007 if no names stand in the header row; HW-F051.
    """
    at = reading.header_row
    above: dict[int, list[str]] = {}
    for number, cells in rows:
        if number <= at:
            above[number] = _texts(cells)
        if number >= at:
            break
    if not filled(above.get(at, [])):
        raise HomewardError("HW-F007", path.name)
    check_columns(path.name, len(above[at]))
    preamble = [cells for number, cells in above.items() if number < at]
    return Layout(above[at], preamble, above.get(at - 1, []))


def _texts(cells: list[Any]) -> list[str]:
    return [cell_text(cell) for cell in cells]


def _parts(
    rows: Iterator[_Row], layout: Layout, columns: dict[str, SheetColumn]
) -> Iterator[_Part]:
    """Every row, laid and packed; at least one part, and the last may be empty."""
    waiting: dict[int, list[Any]] = {}
    size = 0
    for number, cells in rows:
        texts = _texts(cells)
        layout.add(number, texts)
        waiting[number] = cells
        size += _EACH * len(texts) + sum(map(len, texts))
        if size > _SIZE:
            size, laid = 0, layout.drain(all_but_held=True)
            if laid is not None:
                yield _packed(*laid, waiting, columns)
    _, last, numbers = layout.finish()
    none = pa.nulls(len(numbers), pa.string())
    yield _packed([last.get(name, none) for name in columns], numbers, waiting, columns)


def _packed(
    texts: list[pa.Array],
    numbers: pa.Array,
    waiting: dict[int, list[Any]],
    columns: dict[str, SheetColumn],
) -> _Part:
    """The rows of these numbers, which no longer wait, nor does any above them."""
    rows = numbers.to_numpy()
    kept = [waiting.pop(number) for number in rows.tolist()]
    for number in [number for number in waiting if len(rows) and number < rows[-1]]:
        del waiting[number]
    held = {}
    for place, (name, column) in enumerate(columns.items()):
        held[name] = column.take([cells[place] for cells in kept], texts[place])
    values = Packed({name: one.values for name, one in held.items()})
    return _Part(rows, values, {name: one.days for name, one in held.items()})


def _said_unworked(path: Path, sheet: str) -> tuple[str, ...]:
    """A note of the formulas that hold no result, if there are any."""
    many = unworked(path, sheet)
    said = f"{many:,} formulas hold no result and are read as blank: save the file in a spreadsheet"
    return (said,) if many else ()


def read(path: Path, reading: Reading) -> RawTable:
    """Every row of a sheet; see `reading.read_raw`.

    Raises
    ------
    HomewardError
        HW-F003, HW-F005, HW-F007, HW-F008, HW-F050, HW-F051, HW-F052 or HW-P008.
    """
    return _joined(SheetPieces(path, reading, 1 << 31))


def read_some(path: Path, reading: Reading, about: int) -> tuple[RawTable, tuple[str, ...]]:
    """The rows of a sheet, or about so many of a long one, and what should be said of it.

    Raises
    ------
    HomewardError
        As `read`.
    """
    pieces = SheetPieces(path, reading, 1 << 31, about)
    raw = _joined(pieces)
    all_of_it = pieces.height <= about
    return raw, () if all_of_it else (said_of_some(len(raw.rows), path.stat().st_size),)


def _joined(pieces: SheetPieces) -> RawTable:
    """All pieces as one table."""
    found = list(pieces)
    columns = {n: pa.concat_arrays([part.columns[n] for part in found]) for n in pieces.header}
    rows = pa.concat_arrays([part.rows for part in found])
    return replace(
        found[0], columns=columns, rows=rows, broken=pieces.broken, notes=pieces.notes, timed=None
    )
