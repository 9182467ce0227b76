"""Workbooks: Excel and OpenDocument sheets, with the types their cells have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from homeward.records.apart import answers
from homeward.records.cells import cell_text, holds_dates, typed_array
from homeward.records.formulas import unworked
from homeward.records.guards import MOST_SHEETS, check_columns
from homeward.records.headers import Row, filled, find_header, grouped, header_place
from homeward.records.layout import Layout
from homeward.records.mapping import Reading
from homeward.records.midnights import days_among_instants, settle_midnights
from homeward.records.raw import RawTable, Sniffed, tidy, unique_names
from homeward.records.templates import template_of
from homeward.vocabulary.errors import HomewardError

_PROGRAM = "sheet_program.py"
_SAMPLE_ROWS = 200

#: Most texts that are held once however often they stand in a workbook.
_SHARED = 100_000

#: Filled rows by their number, from 1, in ascending order.
Grid = dict[int, list[Any]]


@dataclass(slots=True)
class _Sheet:
    """One sheet: its name, how many rows it has, and those of the first, or of all, filled."""

    name: str
    height: int
    grid: Grid = field(default_factory=dict)


def _cell(made: dict[str, Any]) -> Any:
    """A cell that JSON cannot hold, as `sheet_program` writes it; other objects as they are."""
    if "is" not in made:
        return made
    kind, value = made["is"]
    if kind == "span":
        return timedelta(*value)
    return _KINDS[kind](value)


_KINDS: dict[str, Callable[[str], Any]] = {
    "instant": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "text": str,
}


def _open(path: Path, most: int | None, sheet: str | None = None) -> tuple[list[str], list[_Sheet]]:
    """Names of all sheets, and `most` rows of each, or of one; rows count from 1.

    Raises
    ------
    HomewardError
        HW-F005 if it cannot be read; HW-F008 if it is locked; HW-F050 if it takes more
        than it may; HW-F051 or HW-F052 for too many columns or sheets. The parser's own
        words are left out: they may quote a cell.
    """
    asked = {"rows": most, "sheet": sheet, "sheets": MOST_SHEETS}
    found = answers(_PROGRAM, asked, path, _cell)
    told: dict[str, list[str]] = next(found, {})
    names = told.get("sheets", [])
    if len(names) > MOST_SHEETS:
        raise HomewardError("HW-F052", f"{path.name}: more than {MOST_SHEETS}")
    sheets = list(_sheets(found))
    for one in sheets:
        check_columns(path.name, max(map(len, one.grid.values()), default=0))
    return names, sheets


def _sheets(found: Iterator[Any]) -> Iterator[_Sheet]:
    sheet: _Sheet | None = None
    shared: dict[str, str] = {}
    for answer in found:
        if isinstance(answer, dict):
            if sheet:
                yield sheet
            sheet = _Sheet(answer["sheet"], answer["height"])
        elif sheet:
            sheet.grid.update((number, _held_once(cells, shared)) for number, cells in answer)
    if sheet:
        yield sheet


def _held_once(cells: list[Any], shared: dict[str, str]) -> list[Any]:
    """The cells, with texts that were met before held once: a full sheet repeats its words."""
    if len(shared) >= _SHARED:
        return [shared.get(cell, cell) if type(cell) is str else cell for cell in cells]
    return [shared.setdefault(cell, cell) if type(cell) is str else cell for cell in cells]


def sniff(path: Path, reading: Reading) -> Sniffed:
    """How a workbook opens; see `reading.sniff`.

    Raises
    ------
    HomewardError
        HW-F003, HW-F005, HW-F007, HW-F008, HW-F050, HW-F051, HW-F052 or HW-P008.
    """
    names, sheets = _open(path, _SAMPLE_ROWS)
    found, notes = _choose(path, sheets, reading)
    grid = next(sheet.grid for sheet in sheets if sheet.name == found.sheet)
    cells = [cell_text(cell) for cell in grid[found.header_row]]
    header = _names(cells, [cell_text(cell) for cell in grid.get(found.header_row - 1, [])])
    return Sniffed(found, header, tuple(names), notes)


def _names(cells: list[str], above: list[str]) -> tuple[str, ...]:
    """Names of the columns, without the nameless ones at the end."""
    last = max((place for place, cell in enumerate(cells, 1) if tidy(cell)), default=0)
    return unique_names(grouped(cells, above))[:last]


def sniff_sheets(path: Path) -> tuple[Sniffed, ...]:
    """How each sheet with a header opens, from its first rows; see `reading.sniff_sheets`.

    Raises
    ------
    HomewardError
        HW-F005, HW-F008, HW-F050, HW-F051 or HW-F052.
    """
    out = []
    names, sheets = _open(path, _SAMPLE_ROWS)
    for sheet in sheets:
        rows = _sample(sheet.grid)
        at, score = find_header(rows)
        if score > 0:
            out.append(_sniffed(sheet.name, at, rows, tuple(names)))
    if len(names) == 1:
        # A monthly workbook's one sheet is named after the month: one mapping serves them all.
        return tuple(replace(one, reading=replace(one.reading, sheet="")) for one in out)
    return tuple(out)


def _sniffed(name: str, at: int, rows: list[Row], names: tuple[str, ...]) -> Sniffed:
    """One sheet whose header is on row `at`."""
    cells = next(list(cells) for number, cells in rows if number == at)
    above = next((list(cells) for number, cells in rows if number == at - 1), [])
    notes = (f'sheet "{name}": {header_place(f"row {at}", cells, above)}',) if at > 1 else ()
    below = sum(number > at and len(filled(cells)) > 1 for number, cells in rows)
    reading = Reading(header_row=at, sheet=name)
    return Sniffed(reading, _names(cells, above), names, notes, below)


def _choose(path: Path, sheets: list[_Sheet], reading: Reading) -> tuple[Reading, tuple[str, ...]]:
    """The sheet and the header row to read: those named, else the best header of any sheet."""
    looked = [sheet for sheet in sheets if reading.sheet in ("", sheet.name)]
    if reading.sheet and not looked:
        raise HomewardError("HW-P008", f"{path.name} has no sheet of the name given")
    texts = {sheet.name: _sample(sheet.grid) for sheet in looked}
    if not any(texts.values()):
        raise HomewardError("HW-F003", f"{path.name} holds no filled cell")
    found = {name: find_header(rows) for name, rows in texts.items()}
    best = max(looked, key=lambda sheet: (found[sheet.name][1], sheet.height))
    at = reading.header_row if reading.header_row > 1 else found[best.name][0]
    _check_header(path, best.grid, at)
    notes = [f"the header is on row {at}"] if at > 1 else []
    others = _others(looked, {name: row for name, (row, _) in found.items()}, best)
    return Reading(header_row=at, sheet=best.name), (*notes, *others)


def _others(sheets: list[_Sheet], rows: dict[str, int], best: _Sheet) -> tuple[str, ...]:
    """Notes about filled sheets that are not read."""
    filled_ones = [sheet for sheet in sheets if sheet.grid and sheet is not best]
    if not filled_ones:
        return ()

    def header(sheet: _Sheet) -> list[str]:
        return [tidy(cell_text(cell)) for cell in sheet.grid[rows[sheet.name]]]

    like = sum(bool(rows[one.name]) and header(one) == header(best) for one in filled_ones)
    notes = [f"one sheet of {len(sheets)} is read: the one with the clearest header"]
    if like:
        have, are = ("sheet has", "is") if like == 1 else ("sheets have", "are")
        notes.append(f"{like} other {have} the same header and {are} not read")
    return tuple(notes)


def _check_header(path: Path, grid: Grid, at: int) -> None:
    if not filled([cell_text(cell) for cell in grid.get(at, [])]):
        raise HomewardError("HW-F007", path.name)


def _sample(grid: Grid) -> list[Row]:
    rows = [(n, [cell_text(c) for c in cells]) for n, cells in grid.items() if n <= _SAMPLE_ROWS]
    return [row for row in rows if filled(row[1])]


def read(path: Path, reading: Reading) -> RawTable:
    """Every row of a sheet; see `reading.read_raw`.

    Raises
    ------
    HomewardError
        HW-F003, HW-F005, HW-F007, HW-F008, HW-F050, HW-F051, HW-F052 or HW-P008.
    """
    notes: tuple[str, ...] = ()
    if not reading.sheet:
        reading, notes = _choose(path, _open(path, _SAMPLE_ROWS)[1], reading)
    _, sheets = _open(path, None, reading.sheet)
    if not sheets:
        raise HomewardError("HW-P008", f"{path.name} has no sheet of the name given")
    grid = sheets[0].grid
    _check_header(path, grid, reading.header_row)
    notes += (*_settled(path, reading, grid), *_unworked(path, reading.sheet))
    return _lay(grid, Reading(header_row=reading.header_row, sheet=reading.sheet), notes)


def _unworked(path: Path, sheet: str) -> tuple[str, ...]:
    """A note of the formulas that hold no result, if there are any."""
    many = unworked(path, sheet)
    said = f"{many:,} formulas hold no result and are read as blank: save the file in a spreadsheet"
    return (said,) if many else ()


def _settled(path: Path, reading: Reading, grid: Grid) -> tuple[str, ...]:
    """Settle which midnights are times, in place; a note where all were taken for days alone.

    A template's columns show hours before anything is typed, so that a day typed alone cannot
    be told from its midnight by the format. It is the day: no time is invented.
    """
    at = reading.header_row
    if template_of(_names(_texts(grid[at]), _texts(grid.get(at - 1, [])))) is None:
        settle_midnights(path, reading.sheet, grid)
        return ()
    days = days_among_instants(grid)
    said = (
        f"{days:,} times of the template hold the day alone, or 00:00, and are read as days alone"
    )
    return (said,) if days else ()


def _texts(cells: list[Any]) -> list[str]:
    return [cell_text(cell) for cell in cells]


def _lay(grid: Grid, reading: Reading, notes: tuple[str, ...]) -> RawTable:
    at = reading.header_row
    above = {number: _texts(cells) for number, cells in grid.items() if number <= at}
    preamble = [cells for number, cells in above.items() if number < at]
    layout = Layout(above[at], preamble, above.get(at - 1, []))
    for number, cells in grid.items():
        if number > at:
            layout.add(number, _texts(cells))
    header, columns, rows = layout.finish()
    kept = [grid[number] for number in rows.to_pylist()]
    mixed: set[str] = set()
    for place, name in enumerate(layout.header):
        if name not in columns:
            continue
        cells = [row[place] for row in kept]
        typed = typed_array(cells)
        if typed is not None:
            columns[name] = typed
        elif holds_dates(cells):
            mixed.add(name)
    return RawTable(
        header,
        columns,
        rows,
        tuple(layout.broken),
        frozenset(mixed),
        reading,
        (*notes, *layout.notes),
    )
