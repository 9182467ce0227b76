"""Mended rows compared with the extract, checked, and made into history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

from homeward.records.checks import Scope, check_rows
from homeward.records.formats import split_formats
from homeward.records.intake import PIECE
from homeward.records.mapping import FileMap
from homeward.records.mending import (
    FileMends,
    MendedPieces,
    Mends,
    as_cell,
    shown_cells,
    written_again,
)
from homeward.records.outcome import FileAccount
from homeward.records.raw import RawTable
from homeward.records.reading import Reading, read_pieces
from homeward.records.tables import TABLES
from homeward.study.memory.twins import sha256_of
from homeward.study.mending.edited import Edited, Line, same, without_apostrophe
from homeward.study.mending.history import CellMend, Mend
from homeward.study.plan_model import Plan
from homeward.vocabulary.errors import HomewardError

#: Most columns named in one message.
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of one quarantine file.

    Attributes
    ----------
    mends
        For the history; one for each row.
    still
        Code to mended rows that would be set aside again, or have a cell set aside.
    """

    mends: tuple[Mend, ...] = field(repr=False)
    still: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Source:
    """The extract's file that a quarantine file speaks of."""

    account: FileAccount
    map: FileMap
    path: Path


def take_back(
    edited: Edited,
    plan: Plan,
    accounts: Sequence[FileAccount],
    extracts: Path,
    earlier: Mends,
    *,
    at: str,
    by: str,
    why: str = "",
    any_cell: bool = False,
) -> Taken:
    """Compare a mended quarantine file with the extract.

    Parameters
    ----------
    edited
        The file as the person left it.
    plan, accounts
        What was run, and what it made of each file.
    extracts
        The folder of extracts, unchanged.
    earlier
        What was mended before: a cell is compared with what stands in its place now.
    at, by, why
        For the history.
    any_cell
        Whether cells may be changed that no fault concerns.

    Raises
    ------
    HomewardError
        HW-P032 if the file or a row is not there as it was; HW-P033 to HW-P035 for changes
        that cannot be taken.
    """
    source = _source(edited, plan, accounts, extracts)
    wanted = {line.row for line in edited.lines}
    mends = earlier.get((source.account.sha256, source.account.sheet), FileMends())
    held, last = _supplied(source, wanted, mends)
    lost = wanted - held.keys()
    if lost:
        raise HomewardError(
            "HW-P032", f"{edited.name}: {len(lost):,} rows are not in {edited.file}"
        )
    rows: dict[int, list[Line]] = {}
    for line in edited.lines:
        rows.setdefault(line.row, []).append(line)
    forms = {
        how.column: split_formats(how.format)
        for how in source.map.columns.values() if how.format and not how.time_column
    }  # fmt: skip
    made = []
    for row, lines in rows.items():
        cells = _changed(edited.name, row, lines, held[row], forms)
        _concerned(edited.name, cells, lines, source.map, any_cell)
        _fits(edited.name, row, cells, last)
        out = any(line.leave_out for line in lines)
        if cells or (out and row not in mends.left_out):
            codes = tuple(dict.fromkeys(line.code for line in lines))
            digest, sheet = source.account.sha256, source.account.sheet
            made.append(Mend(at, by, why, edited.file, digest, row, codes, cells, out, sheet))
    return Taken(tuple(made), _still(made, source, plan, mends))


def _source(edited: Edited, plan: Plan, accounts: Sequence[FileAccount], extracts: Path) -> _Source:
    """The file that was taken in under this number and name, as it was."""
    maps = [one for one in plan.maps for _ in one.files]
    fits = [a for a in accounts if a.file == edited.file and edited.number in (0, a.number)]
    if len(fits) != 1:
        raise HomewardError("HW-P032", f"{edited.name}: no file of the last run is meant")
    path = extracts / fits[0].file
    if not path.is_file() or sha256_of(path) != fits[0].sha256:
        raise HomewardError("HW-P032", f"{fits[0].file} is not there, or is not what was taken in")
    return _Source(fits[0], maps[fits[0].number - 1], path)


def _supplied(
    source: _Source, wanted: set[int], mends: FileMends
) -> tuple[dict[int, dict[str, str]], RawTable]:
    """Cells of the rows wanted as they stand now, and the last piece for its types."""
    account = source.account
    reading = Reading(account.encoding, account.delimiter, account.header_row, account.sheet)
    pieces = MendedPieces(read_pieces(source.path, reading, PIECE), mends)
    held: dict[int, dict[str, str]] = {}
    last = RawTable((), {}, pa.array([], pa.int64()))
    for last in pieces:
        numbers = last.rows.to_numpy(zero_copy_only=False)
        places = np.flatnonzero(np.isin(numbers, list(wanted)))
        for place, cells in zip(places.tolist(), shown_cells(last, places), strict=True):
            held[int(numbers[place])] = dict(zip(last.header, cells, strict=True))
    for row in pieces.broken:
        if row.row in wanted:
            most = max(len(row.cells), len(pieces.header))
            beyond = [f"column {place}" for place in range(len(pieces.header) + 1, most + 1)]
            names = (*pieces.header, *beyond)
            held[row.row] = dict.fromkeys(names, "") | dict(zip(names, row.cells, strict=False))
    return held, last


def _changed(
    name: str,
    row: int,
    lines: Iterable[Line],
    supplied: Mapping[str, str],
    forms: Mapping[str, Sequence[str]],
) -> tuple[CellMend, ...]:
    """The cells of a row that stand otherwise than they were supplied.

    A date that a spreadsheet only wrote otherwise is none: what was supplied stands.
    """
    found: dict[str, CellMend] = {}
    for line in lines:
        for header, text in line.cells.items():
            was = supplied.get(header, "")
            if header not in supplied or same(text, was):
                continue
            if written_again(text, was, forms.get(header, ())):
                continue
            mend = CellMend(header, was, without_apostrophe(text))
            if found.setdefault(header, mend) != mend:
                raise HomewardError("HW-P035", f'{name}: row {row}, "{header}"')
    return tuple(found.values())


def _concerned(
    name: str, cells: Sequence[CellMend], lines: Sequence[Line], map: FileMap, any_cell: bool
) -> None:
    """Refuse changes of cells that no fault of the row concerns: a spreadsheet makes such."""
    if any_cell or any(not line.column for line in lines):
        return
    allowed: set[str] = set()
    for line in lines:
        for column in _columns_of(line, map):
            allowed.update(map.columns[column].sources if column in map.columns else ())
    beside = [cell.column for cell in cells if cell.column not in allowed]
    if beside:
        told = ", ".join(f'"{header}"' for header in dict.fromkeys(beside[:_SHOWN]))
        raise HomewardError("HW-P033", f"{name}: row {lines[0].row}, {told}")


def _columns_of(line: Line, map: FileMap) -> set[str]:
    """Homeward's columns that a fault may be mended at: its own, and those of its rule."""
    rules = [rule for rule in TABLES[map.table].rules if rule.code == line.code]
    pairs = {c for rule in rules for c in (rule.first, rule.second)} if rules else set()
    age = {"age", "born_on", "reported"} if line.column in ("age", "born_on") else set()
    return {line.column} | pairs | age


def _fits(name: str, row: int, cells: Sequence[CellMend], like: RawTable) -> None:
    """Refuse a text that cannot stand in a column that the file types."""
    for cell in cells:
        if cell.column in like.columns:
            try:
                as_cell(cell.now, like.columns[cell.column].type)
            except HomewardError:
                raise HomewardError("HW-P034", f'{name}: row {row}, "{cell.column}"') from None


def _still(made: Sequence[Mend], source: _Source, plan: Plan, before: FileMends) -> dict[str, int]:
    """Codes that the mended rows would have now, with how many rows; rules of one row only."""
    cells: dict[int, dict[str, str]] = {row: dict(held) for row, held in before.cells.items()}
    for mend in made:
        cells.setdefault(mend.row, {}).update({cell.column: cell.now for cell in mend.cells})
    rows = {mend.row for mend in made if not mend.left_out}
    if not rows:
        return {}
    account = source.account
    reading = Reading(account.encoding, account.delimiter, account.header_row, account.sheet)
    scope = Scope(plan.opens, plan.closes, plan.age_below)
    found: Counter[str] = Counter()
    for raw in MendedPieces(read_pieces(source.path, reading, PIECE), FileMends(cells)):
        mine = np.isin(raw.rows.to_numpy(zero_copy_only=False), list(rows))
        if mine.any():
            checked = check_rows(raw, TABLES[account.table], source.map, scope, account.file)
            found.update({f.code: int(mine[f.rows].sum()) for f in checked.faults})
    return {code: many for code, many in sorted(found.items()) if many}
