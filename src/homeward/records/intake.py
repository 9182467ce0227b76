"""Intake: files in, checked tables out, and an account in which every row is somewhere."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa

from homeward.records.checks import Scope, check_rows, mapped_columns
from homeward.records.clock_effect import clock_effect
from homeward.records.compare import tell_duplicates
from homeward.records.duplicates import DISAGREE
from homeward.records.guards import inside
from homeward.records.identities import Identities
from homeward.records.kept import KeptFile, Listed, Part
from homeward.records.mapping import FileMap
from homeward.records.mending import FileMends, MendedPieces, Mends, leave_out
from homeward.records.outcome import FileAccount, IntakeAccount
from homeward.records.pieces import ahead
from homeward.records.quarantine import CELL, ROW, Aside, Quarantine
from homeward.records.raw import RawTable
from homeward.records.reading import read_pieces
from homeward.records.returns_pointed import point_out_spells
from homeward.records.schema import Personal, Table
from homeward.records.stored import Pseudonym, Stored, arrow_schema, hide
from homeward.records.tables import TABLES
from homeward.vocabulary.agency import Agency
from homeward.vocabulary.errors import HomewardError

__all__ = ["Intake", "Scope", "arrow_schema", "ingest"]

#: Begins the note of columns that nobody decided about.
UNCLAIMED = "columns that the plan neither maps nor lists under `ignored`"

#: Most rows that are looked at together, and rows after which a big file is told of again.
PIECE, TOLD_EACH = 65_536, 500_000


@dataclass(frozen=True)
class Intake:
    """What intake gives.

    Attributes
    ----------
    account
        Where every row of every file went.
    quarantine
        Rows and cells set aside, with their text.
    identities
        Names and birth dates, where they were asked for; None else.
    """

    account: IntakeAccount
    quarantine: Quarantine = field(repr=False)
    _stores: dict[str, Stored] = field(repr=False)
    identities: Identities | None = field(default=None, repr=False)

    def streams(self) -> dict[str, pa.RecordBatchReader]:
        """Declared table to its rows, unpacked a part at a time as they are read."""
        return {name: stored.reader() for name, stored in self._stores.items()}

    @cached_property
    def tables(self) -> dict[str, pa.Table]:
        """Declared table to its rows, with the columns and types of `arrow_schema`.

        All rows are held at once: for small extracts.
        """
        return {name: reader.read_all() for name, reader in self.streams().items()}


def ingest(
    folder: Path,
    maps: Sequence[FileMap],
    scope: Scope,
    pseudonym: Pseudonym,
    *,
    progress: Callable[[str], None] | None = None,
    piece: int = PIECE,
    mends: Mends | None = None,
    agencies: Sequence[Agency] | None = None,
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
        (kind, folded reference) to pseudonym; called once per distinct reference used, and
        again for those that identities are kept of.
    progress
        Told the name of each file as it is begun, and of a big file how many rows were
        read.
    piece
        Most rows that are looked at together; nothing found depends on it.
    mends
        What people mended, by the hash of the file: put in its place before any check.
    agencies
        Whose each map is: names and birth dates are then kept apart. None keeps none.

    Raises
    ------
    HomewardError
        HW-F... for a file that cannot be used; HW-P004 for one that is not there;
        HW-P005, HW-P006 or HW-P008 for a map that does not fit its file.
    """
    tell = progress or (lambda said: None)
    files: list[KeptFile] = []
    for plan, agency in zip(maps, agencies or (None,) * len(maps), strict=True):
        for name in plan.files:
            tell(name)
            known = _known(folder, name, plan, len(files) + 1)
            known.agency = agency
            files.append(_read_file(known, scope, tell, piece, mends or {}))
    mine = {name: [f for f in files if f.table is table] for name, table in TABLES.items()}
    mine = {name: read for name, read in mine.items() if read}
    for name, read in mine.items():
        tell_duplicates(TABLES[name], read)
    point_out_spells(mine)
    hidden = hide(mine, pseudonym)
    stores = {n: Stored(arrow_schema(TABLES[n]), read, hidden) for n, read in mine.items()}
    supplied = {name: _supplied(TABLES[name], read) for name, read in mine.items()}
    accounts = tuple(_account(file) for file in files)
    asides = tuple(_aside(file, account) for file, account in zip(files, accounts, strict=True))
    kept = Identities(files, pseudonym) if agencies is not None else None
    return Intake(IntakeAccount(accounts, supplied), Quarantine(asides), stores, kept)


def _known(folder: Path, name: str, plan: FileMap, number: int) -> KeptFile:
    """A file that is where the plan says, of a table that there is; nothing is read yet."""
    if plan.table not in TABLES:
        raise HomewardError("HW-P008", f"{name}: there is no table {plan.table}")
    return KeptFile(number, name, inside(folder, name), TABLES[plan.table], plan)


def _read_file(
    file: KeptFile, scope: Scope, tell: Callable[[str], None], piece: int, mends: Mends
) -> KeptFile:
    found = read_pieces(file.path, file.plan.reading, piece)
    which = (_digest(file.path), found.reading.sheet) if mends else ("", "")
    mended = mends.get(which, FileMends())
    pieces = MendedPieces(found, mended)
    read = told = 0
    for raw in ahead(pieces):
        checked = check_rows(raw, file.table, file.plan, scope, file.name)
        leave_out(checked, raw, mended)
        file.keep(raw, checked)
        read += len(raw.rows)
        if read - told >= TOLD_EACH:
            told = read
            tell(f"{file.name}: {read:,} rows read")
    file.header, file.reading = pieces.header, pieces.reading
    file.broken, file.notes = pieces.broken, (*pieces.notes, *file.notes)
    whole = RawTable(file.header, dict.fromkeys(file.header), pa.array([], pa.int64()))
    mapped_columns(whole, file.table, file.plan, file.name)
    file.digest, file.mended = _digest(file.path), pieces.mended
    return file


def _digest(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _supplied(table: Table, files: Sequence[KeptFile]) -> tuple[str, ...]:
    return tuple(
        name
        for name, column in table.columns.items()
        if column.personal is not Personal.WITHHELD and any(name in file.supplied for file in files)
    )


def _account(file: KeptFile) -> FileAccount:
    reasons: Counter[tuple[str, str]] = Counter((row.code, "") for row in file.broken)
    cells = sum(part.count(reasons) for part in file.parts)
    disagree = sum(int(part.disagree.sum()) for part in file.parts)
    if disagree:
        reasons[DISAGREE, ""] += disagree
    aside = sum(int((part.fate >= 0).sum()) for part in file.parts)
    clock = clock_effect(file)
    return FileAccount(
        number=file.number, file=file.name, table=file.table.name, sha256=file.digest,
        size=file.path.stat().st_size, read=file.read,
        used=sum(int(part.used.sum()) for part in file.parts),
        duplicate=sum(int(part.duplicate.sum()) for part in file.parts),
        set_aside=aside + disagree + len(file.broken),
        cells_set_aside=cells, reasons=dict(reasons), encoding=file.reading.encoding,
        delimiter=file.reading.delimiter, header_row=file.reading.header_row,
        sheet=file.reading.sheet, notes=(*file.notes, *_unclaimed(file)),
        gave_way=sum(part.earlier for part in file.parts), pointed_out=_pointed_out(file),
        mended=file.mended, clock_rows=clock.rows, clock_hours=clock.hours,
    )  # fmt: skip


def _pointed_out(file: KeptFile) -> dict[str, int]:
    """Code to the number of rows that are listed though they are not set aside."""
    found: Counter[str] = Counter()
    for (code, _), many in _listings(file).items():
        found[code] += many
    return dict(sorted(found.items()))


def _listings(file: KeptFile) -> Counter[tuple[str, str]]:
    """The same by code and column."""
    found: Counter[tuple[str, str]] = Counter()
    for part in file.parts:
        for one in part.listed:
            found[one.code, one.column] += len(one.rows)
    return found


def _unclaimed(file: KeptFile) -> list[str]:
    """A note of the columns that the plan neither maps nor ignores, if there are any."""
    claimed = set(file.plan.ignored)
    for how in file.plan.columns.values():
        claimed |= set(how.sources)
    left = [header for header in file.header if header not in claimed]
    names = ", ".join(f'"{header}"' for header in left)
    return [f"{UNCLAIMED}: {names}"] if left else []


def _aside(file: KeptFile, account: FileAccount) -> Aside:
    """Every fault of the file as an entry, in the order of its rows."""
    kinds: dict[tuple[str, str, str], int] = {}
    entries = [_entries(part, start, kinds) for start, part in _placed(file)]
    entries += [_at_odds(part, start, kinds) for start, part in _placed(file)]
    entries += [
        _listed(part, one, start, kinds) for start, part in _placed(file) for one in part.listed
    ]
    entries.append(_unlaid(file, kinds))
    rows, places, which = (np.concatenate(column) for column in zip(*entries, strict=True))
    order = np.argsort(rows, kind="stable")
    return Aside(
        file.number, file.name, file.header, rows[order], which[order], tuple(kinds),
        places[order], file.cells_at, file.broken, {**account.reasons, **_listings(file)},
    )  # fmt: skip


#: Row numbers, places of the rows in the file, and places of the kinds of fault.
_Entries = tuple[np.ndarray, np.ndarray, np.ndarray]


def _placed(file: KeptFile) -> Iterator[tuple[int, Part]]:
    """Each part with the place in the file of its first row."""
    start = 0
    for part in file.parts:
        yield start, part
        start += len(part.rows)


def _entries(part: Part, start: int, kinds: dict[tuple[str, str, str], int]) -> _Entries:
    """A part's faults, row by row and in the order in which they count."""
    named = [(f.code, f.column, ROW if f.whole else CELL) for f in part.faults]
    numbers = np.array([kinds.setdefault(kind, len(kinds)) for kind in named], np.int32)
    rows = np.concatenate([np.array([], np.int64), *(fault.rows for fault in part.faults)])
    which = np.repeat(np.arange(len(named)), [len(fault.rows) for fault in part.faults])
    order = np.lexsort((which, rows))
    return part.rows[rows[order]], start + rows[order], numbers[which[order]]


def _at_odds(part: Part, start: int, kinds: dict[tuple[str, str, str], int]) -> _Entries:
    """The rows of a part that share a reference with others and disagree."""
    rows = part.standing[part.disagree].astype(np.int64)
    kind = kinds.setdefault((DISAGREE, "", ROW), len(kinds)) if len(rows) else 0
    return part.rows[rows], start + rows, np.full(len(rows), kind, np.int32)


def _listed(
    part: Part, one: Listed, start: int, kinds: dict[tuple[str, str, str], int]
) -> _Entries:
    """Rows of a part that are pointed out, or gave way to a later return."""
    rows = part.standing[one.rows].astype(np.int64)
    kind = kinds.setdefault((one.code, one.column, one.fate), len(kinds))
    return part.rows[rows], start + rows, np.full(len(rows), kind, np.int32)


def _unlaid(file: KeptFile, kinds: dict[tuple[str, str, str], int]) -> _Entries:
    """The rows that could not be laid on the header."""
    rows = np.array([row.row for row in file.broken], np.int64)
    named = [(row.code, "", ROW) for row in file.broken]
    which = np.array([kinds.setdefault(kind, len(kinds)) for kind in named], np.int32)
    return rows, np.full(len(rows), -1, np.int64), which
