"""Workbooks: which sheets there are, and where their headers stand.

Excel and OpenDocument files are opened in a process apart. `sheet_pieces` reads the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from homeward.records.apart import answers
from homeward.records.cells import cell_text
from homeward.records.guards import MOST_SHEETS, check_columns, state_of
from homeward.records.headers import Row, filled, find_header, grouped, header_place
from homeward.records.mapping import Reading
from homeward.records.raw import Sniffed, tidy, unique_names
from homeward.vocabulary.errors import HomewardError

_PROGRAM = "sheet_program.py"
_SAMPLE_ROWS = 200

#: Bytes of memory that the parser may use: a full sheet of twenty columns takes 2 GiB.
_MOST_MEMORY = 3 << 30

#: Workbooks of which the first rows are kept, and cells beyond which they are not.
_KEPT_FILES, _KEPT_CELLS = 64, 200_000

#: Filled rows by their number, from 1, in ascending order.
Grid = dict[int, list[Any]]


@dataclass(slots=True)
class _Sheet:
    """One sheet: its name, how many rows it has, and those of the first, or of all, filled."""

    name: str
    height: int
    grid: Grid = field(default_factory=dict)


#: The first rows of files met, by path and state.
_OPENED: dict[tuple[Path, tuple[int, ...]], tuple[list[str], list[_Sheet]]] = {}


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


def _open(path: Path) -> tuple[list[str], list[_Sheet]]:
    """Names of all sheets, and the first rows of each.

    Those of a small sheet are kept for the next question about the same file: a proposal
    asks several, and each takes a process that reads the file whole.

    Raises
    ------
    HomewardError
        HW-F005 if it cannot be read; HW-F008 if it is locked; HW-F050 if it takes more
        than it may; HW-F051 or HW-F052 for too many columns or sheets. The parser's own
        words are left out: they may quote a cell.
    """
    try:
        which = (path, state_of(path))
    except OSError as error:
        raise HomewardError("HW-F005", path.name) from error
    if which not in _OPENED:
        opened = _first_rows(path)
        if sum(len(row) for sheet in opened[1] for row in sheet.grid.values()) > _KEPT_CELLS:
            return opened
        while len(_OPENED) >= _KEPT_FILES:
            del _OPENED[next(iter(_OPENED))]
        _OPENED[which] = opened
    return _OPENED[which]


def _first_rows(path: Path) -> tuple[list[str], list[_Sheet]]:
    found = rows_of(path, {"rows": _SAMPLE_ROWS, "sheets": MOST_SHEETS})
    told: dict[str, list[str]] = next(found, {})
    names = told.get("sheets", [])
    if len(names) > MOST_SHEETS:
        raise HomewardError("HW-F052", f"{path.name}: more than {MOST_SHEETS}")
    sheets = list(_sheets(found))
    for one in sheets:
        check_columns(path.name, max(map(len, one.grid.values()), default=0))
    return names, sheets


def rows_of(path: Path, asked: dict[str, Any]) -> Iterator[Any]:
    """What `sheet_program` answers: lines about the workbook and its sheets, and of rows.

    Raises
    ------
    HomewardError
        HW-F005, HW-F008 or HW-F050.
    """
    return answers(_PROGRAM, {"memory": _MOST_MEMORY, "sheet": None, **asked}, path, _cell)


def _sheets(found: Iterator[Any]) -> Iterator[_Sheet]:
    sheet: _Sheet | None = None
    for answer in found:
        if isinstance(answer, dict):
            if sheet:
                yield sheet
            sheet = _Sheet(answer["sheet"], answer["height"])
        elif sheet:
            sheet.grid.update((number, cells) for number, cells in answer)
    if sheet:
        yield sheet


def sniff(path: Path, reading: Reading) -> Sniffed:
    """How a workbook opens; see `reading.sniff`.

    Raises
    ------
    HomewardError
        HW-F003, HW-F005, HW-F007, HW-F008, HW-F050, HW-F051, HW-F052 or HW-P008.
    """
    names, sheets = _open(path)
    found, notes = _choose(path, sheets, reading)
    grid = next(sheet.grid for sheet in sheets if sheet.name == found.sheet)
    cells = [cell_text(cell) for cell in grid[found.header_row]]
    header = names_of(cells, [cell_text(cell) for cell in grid.get(found.header_row - 1, [])])
    return Sniffed(found, header, tuple(names), notes)


def names_of(cells: list[str], above: list[str]) -> tuple[str, ...]:
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
    names, sheets = _open(path)
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
    return Sniffed(reading, names_of(cells, above), names, notes, below)


def choose(path: Path, reading: Reading) -> tuple[Reading, tuple[str, ...]]:
    """`reading` with its sheet and header row, and notes; those of one with a sheet stand.

    Raises
    ------
    HomewardError
        As `sniff`.
    """
    return (reading, ()) if reading.sheet else _choose(path, _open(path)[1], reading)


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
