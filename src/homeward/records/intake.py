"""Intake: files in, checked tables out, and an account in which every row is somewhere."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa

from homeward.records.cells import as_text
from homeward.records.checks import Checked, Scope, check_rows
from homeward.records.duplicates import DISAGREE, Told, codes, tell_apart
from homeward.records.mapping import FileMap
from homeward.records.outcome import FileAccount, IntakeAccount
from homeward.records.quarantine import CELL, ROW, Aside, Quarantine
from homeward.records.raw import RawTable
from homeward.records.reading import read_raw
from homeward.records.schema import Personal, Table, stored_columns
from homeward.records.tables import TABLES
from homeward.vocabulary.errors import HomewardError

__all__ = ["Intake", "Scope", "arrow_schema", "ingest"]

Pseudonym = Callable[[str, str], str]

#: Columns of references, and what each refers to. Others refer to what they are named after.
REFERENTS = {"missing_from_place": "place"}

_TYPES: dict[str, pa.DataType] = {
    "string": pa.string(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
    "list<string>": pa.list_(pa.string()),
}


@dataclass(frozen=True, slots=True)
class Intake:
    """What intake gives.

    Attributes
    ----------
    tables
        Declared table to its rows, with the columns and types of `arrow_schema`.
    account
        Where every row of every file went.
    quarantine
        Rows and cells set aside, with their text.
    """

    tables: dict[str, pa.Table] = field(repr=False)
    account: IntakeAccount
    quarantine: Quarantine = field(repr=False)


#: Begins the note of columns that nobody decided about.
UNCLAIMED = "columns that the plan neither maps nor lists under `ignored`"


@dataclass(slots=True)
class _File:
    """One file on its way through."""

    number: int
    name: str
    table: Table
    digest: str
    size: int
    plan: FileMap
    raw: RawTable = field(repr=False)
    checked: Checked = field(repr=False)
    duplicate: np.ndarray = field(repr=False)

    @property
    def used(self) -> np.ndarray:
        return (self.checked.fate < 0) & ~self.duplicate


def arrow_schema(table: Table) -> pa.Schema:
    """The stored table's columns and Arrow types; instants are zone-less microseconds."""
    return pa.schema([(name, _TYPES[kind]) for name, kind in stored_columns(table).items()])


def ingest(
    folder: Path,
    maps: Sequence[FileMap],
    scope: Scope,
    pseudonym: Pseudonym,
    *,
    progress: Callable[[str], None] | None = None,
) -> Intake:
    """Read, check and account for every file that the maps name.

    Parameters
    ----------
    folder
        Where the files are.
    maps
        How each becomes rows of a table. Files are numbered from 1 in this order.
    scope
        Which incidents the study is about.
    pseudonym
        (kind, folded reference) to pseudonym; called once per distinct reference used.
    progress
        Told the name of each file as it is begun.

    Raises
    ------
    HomewardError
        HW-F... for a file that cannot be used; HW-P004 for one that is not there;
        HW-P005, HW-P006 or HW-P008 for a map that does not fit its file.
    """
    files: list[_File] = []
    for plan in maps:
        for name in plan.files:
            if progress:
                progress(name)
            files.append(_read_file(folder, name, len(files) + 1, plan, scope))
    kept: dict[tuple[str, str], str] = {}
    tables: dict[str, pa.Table] = {}
    supplied: dict[str, tuple[str, ...]] = {}
    for table in TABLES.values():
        mine = [file for file in files if file.table is table]
        if mine:
            _tell_duplicates(table, mine)
            tables[table.name] = _stored(table, mine, pseudonym, kept)
            supplied[table.name] = _supplied(table, mine)
    accounts = tuple(_account(file) for file in files)
    asides = tuple(_aside(file, account) for file, account in zip(files, accounts, strict=True))
    return Intake(tables, IntakeAccount(accounts, supplied), Quarantine(asides))


def _read_file(folder: Path, name: str, number: int, plan: FileMap, scope: Scope) -> _File:
    if plan.table not in TABLES:
        raise HomewardError("HW-P008", f"{name}: there is no table {plan.table}")
    path = folder / name
    if Path(name).is_absolute() or ".." in Path(name).parts or not path.is_file():
        raise HomewardError("HW-P004", name)
    table = TABLES[plan.table]
    raw = read_raw(path, plan.reading)
    checked = check_rows(raw, table, plan, scope, name)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    duplicate = np.zeros(len(raw.rows), bool)
    return _File(number, name, table, digest, path.stat().st_size, plan, raw, checked, duplicate)


def _tell_duplicates(table: Table, files: Sequence[_File]) -> None:
    """Mark duplicates and disagreements among the rows not set aside, across files."""
    standing = [np.flatnonzero(file.checked.fate < 0) for file in files]
    if not sum(map(len, standing)):
        return
    compared = _compared(table, files, standing)
    keys = [compared[name][0] for name in table.key]
    cells = [column for columns in compared.values() for column in columns]
    if not table.key:
        cells.append(_one_of_a_kind(files, standing))
    told = tell_apart(keys, cells)
    start = 0
    for file, rows in zip(files, standing, strict=True):
        _mark(file, rows, told, slice(start, start + len(rows)))
        start += len(rows)


def _mark(file: _File, rows: np.ndarray, told: Told, part: slice) -> None:
    file.duplicate[rows] = told.duplicate[part]
    disagree = np.zeros(len(file.duplicate), bool)
    disagree[rows] = told.disagree[part]
    file.checked.add(DISAGREE, "", disagree, whole=True)


def _compared(
    table: Table, files: Sequence[_File], standing: Sequence[np.ndarray]
) -> dict[str, list[np.ndarray]]:
    """Codes of every column that some file supplies and that may be stored."""
    found: dict[str, list[np.ndarray]] = {}
    for name, column in table.columns.items():
        read = [file.checked.columns.get(name) for file in files]
        shapes = [one.compared for one in read if one is not None]
        if column.personal is Personal.WITHHELD or not shapes:
            continue
        found[name] = []
        for place, like in enumerate(shapes[0]):
            parts = [
                pa.nulls(len(rows), like.type) if one is None else one.compared[place].take(rows)
                for one, rows in zip(read, map(pa.array, standing), strict=True)
            ]
            found[name].append(codes(pa.chunked_array(parts, like.type)))
    return found


def _one_of_a_kind(files: Sequence[_File], standing: Sequence[np.ndarray]) -> np.ndarray:
    """A number of its own for each row with a cell set aside: what it said is not known."""
    marks = []
    for file in files:
        odd = np.zeros(len(file.duplicate), bool)
        for fault in file.checked.faults:
            odd[fault.rows] = True
        marks.append(odd)
    odd = np.concatenate([mark[rows] for mark, rows in zip(marks, standing, strict=True)])
    return np.where(odd, np.arange(len(odd)), -1)


def _stored(
    table: Table, files: Sequence[_File], pseudonym: Pseudonym, kept: dict[tuple[str, str], str]
) -> pa.Table:
    schema = arrow_schema(table)
    parts = [_rows_of(file, schema) for file in files]
    whole = pa.concat_tables(parts).combine_chunks()
    for name, column in table.columns.items():
        if column.personal is Personal.PSEUDONYM:
            kind = REFERENTS.get(name, name)
            hidden = _hide(whole[name].combine_chunks(), kind, pseudonym, kept)
            whole = whole.set_column(schema.get_field_index(name), schema.field(name), hidden)
    return whole


def _rows_of(file: _File, schema: pa.Schema) -> pa.Table:
    """The used rows of one file, references still as supplied."""
    used = pa.array(np.flatnonzero(file.used))
    read = {name: a for c in file.checked.columns.values() for name, a in c.stored.items()}
    read["source_file"] = pa.array(np.full(len(file.raw.rows), file.number))
    read["source_row"] = file.raw.rows
    arrays = [
        read[column.name].take(used).cast(column.type)
        if column.name in read
        else pa.nulls(len(used), column.type)
        for column in schema
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _hide(
    references: pa.Array, kind: str, pseudonym: Pseudonym, kept: dict[tuple[str, str], str]
) -> pa.Array:
    encoded = references.dictionary_encode()
    names = []
    for text in encoded.dictionary.to_pylist():
        if (kind, text) not in kept:
            kept[kind, text] = pseudonym(kind, text)
        names.append(kept[kind, text])
    return pa.array(names, pa.string()).take(encoded.indices)


def _supplied(table: Table, files: Sequence[_File]) -> tuple[str, ...]:
    return tuple(
        name
        for name, column in table.columns.items()
        if column.personal is not Personal.WITHHELD
        and any(name in file.checked.columns for file in files)
    )


def _account(file: _File) -> FileAccount:
    used, checked, reading = file.used, file.checked, file.raw.reading
    reasons: Counter[tuple[str, str]] = Counter((row.code, "") for row in file.raw.broken)
    counted = np.bincount(checked.fate[checked.fate >= 0], minlength=len(checked.faults))
    cells = 0
    for place, fault in enumerate(checked.faults):
        many = int(counted[place]) if fault.whole else int(used[fault.rows].sum())
        cells += 0 if fault.whole else many
        if many:
            reasons[fault.code, fault.column] += many
    return FileAccount(
        number=file.number, file=file.name, table=file.table.name, sha256=file.digest,
        size=file.size, read=len(used) + len(file.raw.broken), used=int(used.sum()),
        duplicate=int(file.duplicate.sum()),
        set_aside=int((checked.fate >= 0).sum()) + len(file.raw.broken),
        cells_set_aside=cells, reasons=dict(reasons), encoding=reading.encoding,
        delimiter=reading.delimiter, header_row=reading.header_row, sheet=reading.sheet,
        notes=(*file.raw.notes, *checked.notes, *_unclaimed(file)),
    )  # fmt: skip


def _unclaimed(file: _File) -> list[str]:
    """A note of the columns that the plan neither maps nor ignores, if there are any."""
    claimed = set(file.plan.ignored)
    for how in file.plan.columns.values():
        claimed |= {how.column, how.time_column, *how.flags}
    left = [header for header in file.raw.header if header not in claimed]
    names = ", ".join(f'"{header}"' for header in left)
    return [f"{UNCLAIMED}: {names}"] if left else []


def _aside(file: _File, account: FileAccount) -> Aside:
    """Every fault of the file as an entry, in the order of its rows."""
    faults, broken = file.checked.faults, file.raw.broken
    places = np.concatenate([*(f.rows for f in faults), np.full(len(broken), -1)]).astype(np.int64)
    which = np.concatenate(
        [np.full(len(f.rows), at) for at, f in enumerate(faults)]
        + [np.arange(len(broken)) + len(faults)]
    ).astype(np.int64)
    named = [(f.code, f.column, ROW if f.whole else CELL) for f in faults]
    named += [(row.code, "", ROW) for row in broken]
    numbers = file.raw.rows.to_numpy(zero_copy_only=False)
    apart = np.array([row.row for row in broken], np.int64)
    rows = np.where(places >= 0, numbers[places] if len(numbers) else 0, 0)
    rows[places < 0] = apart[which[places < 0] - len(faults)]
    order = np.lexsort((which, rows))
    kept, inverse = np.unique(places[places >= 0], return_inverse=True)
    here = places.copy()
    here[places >= 0] = inverse
    said = [named[at] for at in which[order]]
    cells = {name: as_text(a.take(pa.array(kept))) for name, a in file.raw.columns.items()}
    return Aside(
        file.number, file.name, file.raw.header, rows[order],
        [s[0] for s in said], [s[1] for s in said], [s[2] for s in said],
        here[order], cells, broken, account.reasons,
    )  # fmt: skip
