"""Workbooks: Excel and OpenDocument sheets, with the types their cells have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from homeward.records.cells import cell_text, holds_dates, typed_array
from homeward.records.headers import Row, filled, find_header
from homeward.records.layout import Layout
from homeward.records.mapping import Reading
from homeward.records.midnights import settle_midnights
from homeward.records.raw import RawTable, Sniffed, tidy, unique_names
from homeward.vocabulary.errors import HomewardError

_SAMPLE_ROWS = 200

Grid = list[list[Any]]


def sniff(path: Path, reading: Reading) -> Sniffed:
    """How a workbook opens; see `reading.sniff`.

    Raises
    ------
    HomewardError
        HW-F003, HW-F005, HW-F007, HW-F008 or HW-P008.
    """
    with _open(path) as book:
        sheets = tuple(book.sheet_names)
        found, grid, notes = _choose(path, book, reading)
    cells = [cell_text(cell) for cell in grid[found.header_row - 1]]
    last = max((place for place, cell in enumerate(cells, 1) if tidy(cell)), default=0)
    return Sniffed(found, unique_names(cells)[:last], sheets, notes)


def sniff_sheets(path: Path) -> tuple[Sniffed, ...]:
    """How each sheet with a header opens, from its first rows; see `reading.sniff_sheets`.

    Raises
    ------
    HomewardError
        HW-F005 or HW-F008.
    """
    out = []
    with _open(path) as book:
        names = tuple(book.sheet_names)
        for name in names:
            rows = _sample(_grid(path, book, name, _SAMPLE_ROWS))
            at, score = find_header(rows)
            if score > 0:
                out.append(_sniffed(name, at, rows, names))
    return tuple(out)


def _sniffed(name: str, at: int, rows: list[Row], names: tuple[str, ...]) -> Sniffed:
    """One sheet whose header is on row `at`."""
    cells = next(list(cells) for number, cells in rows if number == at)
    last = max((place for place, cell in enumerate(cells, 1) if tidy(cell)), default=0)
    notes = (f'sheet "{name}": the header is on row {at}',) if at > 1 else ()
    below = sum(number > at and len(filled(cells)) > 1 for number, cells in rows)
    reading = Reading(header_row=at, sheet=name)
    return Sniffed(reading, unique_names(cells)[:last], names, notes, below)


def _open(path: Path) -> CalamineWorkbook:
    """The workbook.

    Raises
    ------
    HomewardError
        HW-F008 if it is locked; HW-F005 if it cannot be read. The reader's own words
        are left out: they may quote a cell.
    """
    try:
        return CalamineWorkbook.from_path(path)
    except PasswordError:
        raise HomewardError("HW-F008", f"{path.name}: it is locked with a password") from None
    except (CalamineError, OSError, ValueError):
        raise HomewardError("HW-F005", path.name) from None


def _grid(path: Path, book: CalamineWorkbook, sheet: str, most: int | None = None) -> Grid:
    """All cells of a sheet from its first row, or of `most` rows; rows count from 1.

    Raises
    ------
    HomewardError
        HW-F005.
    """
    try:
        return book.get_sheet_by_name(sheet).to_python(skip_empty_area=False, nrows=most)
    except (CalamineError, OSError, ValueError):
        raise HomewardError("HW-F005", path.name) from None


def _choose(
    path: Path, book: CalamineWorkbook, reading: Reading
) -> tuple[Reading, Grid, tuple[str, ...]]:
    """The sheet and the header row to read: those named, else the best header of any sheet."""
    if reading.sheet and reading.sheet not in book.sheet_names:
        raise HomewardError("HW-P008", f"{path.name} has no sheet of the name given")
    names = [reading.sheet] if reading.sheet else list(book.sheet_names)
    grids = {name: _grid(path, book, name) for name in names}
    texts = {name: _sample(grid) for name, grid in grids.items()}
    if not any(texts.values()):
        raise HomewardError("HW-F003", f"{path.name} holds no filled cell")
    found = {name: find_header(rows) for name, rows in texts.items()}
    best = max(names, key=lambda name: (found[name][1], len(grids[name])))
    at = reading.header_row if reading.header_row > 1 else found[best][0]
    _check_header(path, grids[best], at)
    notes = [f"the header is on row {at}"] if at > 1 else []
    others = _others(grids, {name: row for name, (row, _) in found.items()}, best)
    return Reading(header_row=at, sheet=best), grids[best], (*notes, *others)


def _others(grids: dict[str, Grid], rows: dict[str, int], best: str) -> tuple[str, ...]:
    """Notes about filled sheets that are not read."""
    filled_ones = [name for name, grid in grids.items() if grid and name != best]
    if not filled_ones:
        return ()

    def header(name: str) -> list[str]:
        return [tidy(cell_text(cell)) for cell in grids[name][rows[name] - 1]]

    like = sum(bool(rows[name]) and header(name) == header(best) for name in filled_ones)
    notes = [f"one sheet of {len(grids)} is read: the one with the clearest header"]
    if like:
        have, are = ("sheet has", "is") if like == 1 else ("sheets have", "are")
        notes.append(f"{like} other {have} the same header and {are} not read")
    return tuple(notes)


def _check_header(path: Path, grid: Grid, at: int) -> None:
    if not 1 <= at <= len(grid) or not filled([cell_text(cell) for cell in grid[at - 1]]):
        raise HomewardError("HW-F007", path.name)


def _sample(grid: Grid) -> list[Row]:
    rows = [(n, [cell_text(c) for c in cells]) for n, cells in enumerate(grid[:_SAMPLE_ROWS], 1)]
    return [row for row in rows if filled(row[1])]


def read(path: Path, reading: Reading) -> RawTable:
    """Every row of a sheet; see `reading.read_raw`.

    Raises
    ------
    HomewardError
        HW-F003, HW-F005, HW-F007, HW-F008 or HW-P008.
    """
    with _open(path) as book:
        if reading.sheet in book.sheet_names:
            grid = _grid(path, book, reading.sheet)
            notes: tuple[str, ...] = ()
            _check_header(path, grid, reading.header_row)
        else:
            reading, grid, notes = _choose(path, book, reading)
    settle_midnights(path, reading.sheet, grid)
    return _lay(grid, Reading(header_row=reading.header_row, sheet=reading.sheet), notes)


def _lay(grid: Grid, reading: Reading, notes: tuple[str, ...]) -> RawTable:
    at = reading.header_row
    texts = [[cell_text(cell) for cell in cells] for cells in grid]
    layout = Layout(texts[at - 1], texts[: at - 1])
    for number, cells in enumerate(texts[at:], at + 1):
        layout.add(number, cells)
    header, columns, rows = layout.finish()
    kept = [grid[number - 1] for number in rows.to_pylist()]
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
