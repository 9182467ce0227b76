"""What intake keeps of a file while others are read: its columns, packed, part by part.

A part is what a piece of a file gave. Columns are kept as compressed bytes in memory and
never on disk: they are the extract's own text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from homeward.records.cells import as_text
from homeward.records.checks import Checked, Fault
from homeward.records.mapping import FileMap, Reading
from homeward.records.raw import BrokenRow, RawTable
from homeward.records.schema import Personal, Table, stored_columns
from homeward.vocabulary.agency import Agency

_PACKING = pa.ipc.IpcWriteOptions(compression=pa.Codec("zstd", 1))


class Packed:
    """Columns of one length as compressed bytes."""

    def __init__(self, columns: dict[str, pa.Array]) -> None:
        batch = pa.RecordBatch.from_arrays(
            list(columns.values()), [str(place) for place in range(len(columns))]
        )
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, batch.schema, options=_PACKING) as writer:
            writer.write_batch(batch)
        # A copy of its own size: the sink keeps what it grew to, beside what comes and goes.
        self._bytes = pa.py_buffer(sink.getvalue().to_pybytes())
        self._places = {name: place for place, name in enumerate(columns)}

    def __contains__(self, name: str) -> bool:
        """Whether there is such a column."""
        return name in self._places

    def columns(self, names: Sequence[str]) -> list[pa.Array]:
        """The columns of these names."""
        wanted = sorted({self._places[name] for name in names})
        options = pa.ipc.IpcReadOptions(included_fields=wanted)
        batch = pa.ipc.open_stream(self._bytes, options=options).read_next_batch()
        return [batch.column(str(self._places[name])) for name in names]

    def put(self, places: np.ndarray, given: dict[str, pa.Array], many: int) -> Packed:
        """The columns with other cells at some ascending places.

        Parameters
        ----------
        places
            Where they are put.
        given
            Column to its cells there; a column that is not there yet is blank elsewhere.
        many
            Rows.
        """
        names = list(self._places)
        columns = dict(zip(names, self.columns(names), strict=True)) if names else {}
        at = np.arange(many)
        at[places] = many + np.arange(len(places))
        for name, cells in given.items():
            was = columns.get(name)
            was = pa.nulls(many, cells.type) if was is None else was
            columns[name] = pa.concat_arrays([was, cells.cast(was.type)]).take(pa.array(at))
        return Packed(columns)


@dataclass(frozen=True, slots=True)
class Listed:
    """Rows that are listed in quarantine though no fault sets them aside.

    Attributes
    ----------
    code, column, fate
        Why, at which column, and what became of them.
    rows
        Places among the standing rows of their part, ascending.
    """

    code: str
    column: str
    fate: str
    rows: np.ndarray = field(repr=False)


@dataclass(slots=True)
class Part:
    """One piece of a file after checking.

    Attributes
    ----------
    rows
        Line on which each row starts, or sheet row.
    fate, faults
        As in `Checked`.
    standing
        Places of the rows that no fault sets aside, ascending.
    duplicate, disagree
        Of the standing rows: what comparison with all others made of them.
    cells
        The supplied cells of every row, by column.
    read
        What was read of the standing rows: stored columns, references as supplied, and
        what rows are compared by where that is something else.
    earlier
        How many of the duplicates gave way to a later return.
    listed
        Rows listed though they are not set aside.
    identity
        Withheld columns of the standing rows, if the plan keeps them; else None.
    """

    rows: np.ndarray = field(repr=False)
    fate: np.ndarray = field(repr=False)
    faults: list[Fault]
    standing: np.ndarray = field(repr=False)
    duplicate: np.ndarray = field(repr=False)
    disagree: np.ndarray = field(repr=False)
    cells: Packed = field(repr=False)
    read: Packed = field(repr=False)
    earlier: int = 0
    listed: list[Listed] = field(default_factory=list, repr=False)
    identity: Packed | None = field(default=None, repr=False)

    @property
    def used(self) -> np.ndarray:
        """Which rows are used (boolean, one per row)."""
        used = np.zeros(len(self.rows), bool)
        used[self.standing] = ~self.duplicate & ~self.disagree
        return used

    def count(self, reasons: Counter[tuple[str, str]]) -> int:
        """Add rows and cells set aside by this part's faults to `reasons`; how many cells."""
        counted = np.bincount(self.fate[self.fate >= 0], minlength=len(self.faults))
        used, cells = self.used, 0
        for place, fault in enumerate(self.faults):
            many = int(counted[place]) if fault.whole else int(used[fault.rows].sum())
            cells += 0 if fault.whole else many
            if many:
                reasons[fault.code, fault.column] += many
        return cells


@dataclass(slots=True)
class KeptFile:
    """One file after checking.

    Attributes
    ----------
    number, name, path, table, plan, digest
        Which file it is, how it was to be read, and the sha256 of its bytes.
    agency
        Whose word it is for names and birth dates; None where they are not kept.
    mended
        Rows of which a person mended some cell.
    parts
        In the order of the file's rows.
    supplied
        Declared columns that were read.
    compared
        Declared column to the columns of `Part.read` that rows are compared by, with
        their types.
    header, reading, notes, broken
        As in `RawTable`.
    """

    number: int
    name: str
    path: Path
    table: Table
    plan: FileMap
    agency: Agency | None = None
    digest: str = ""
    mended: int = 0
    parts: list[Part] = field(default_factory=list, repr=False)
    supplied: tuple[str, ...] = ()
    compared: dict[str, list[tuple[str, pa.DataType]]] = field(default_factory=dict)
    header: tuple[str, ...] = ()
    reading: Reading = field(default_factory=Reading)
    notes: tuple[str, ...] = ()
    broken: tuple[BrokenRow, ...] = field(default=(), repr=False)

    def keep(self, raw: RawTable, checked: Checked) -> None:
        """Keep one more piece."""
        standing = np.flatnonzero(checked.fate < 0)
        stored = stored_columns(self.table)
        columns: dict[str, pa.Array] = {}
        self.compared = {}
        for name, read in checked.columns.items():
            columns |= {one: array for one, array in read.stored.items() if one in stored}
            declared = self.table.columns[name]
            if declared.personal is not Personal.WITHHELD:
                self.compared[name] = _named(name, read.compared, columns)
        none = np.zeros(len(standing), bool)
        self.parts.append(
            Part(
                rows=raw.rows.to_numpy(),
                fate=checked.fate.astype(np.int16),
                faults=checked.faults,
                standing=standing.astype(np.int32),
                duplicate=none,
                disagree=none.copy(),
                cells=Packed(raw.columns),
                read=Packed(_taken(columns, standing, len(raw.rows))),
                identity=self._identity(checked, standing),
            )
        )
        self.supplied = tuple(checked.columns)
        self.notes = tuple(dict.fromkeys((*self.notes, *checked.notes)))

    @property
    def withheld(self) -> tuple[str, ...]:
        """Declared columns that were read and are never stored with the others."""
        declared = self.table.columns
        return tuple(n for n in self.supplied if declared[n].personal is Personal.WITHHELD)

    def _identity(self, checked: Checked, standing: np.ndarray) -> Packed | None:
        """Withheld columns of the rows that stand, without cells that are set aside."""
        declared = self.table.columns
        columns = {
            name: _without_faults(name, read.stored[name], checked.faults)
            for name, read in checked.columns.items()
            if declared[name].personal is Personal.WITHHELD
        }
        if self.agency is None or not columns or "child" not in checked.columns:
            return None
        return Packed(_taken(columns, standing, len(checked.fate)))

    def cells_at(self, places: np.ndarray) -> list[tuple[str | None, ...]]:
        """Supplied cells as text of rows by their places in the file; () for a place of -1."""
        starts = np.cumsum([0, *(len(part.rows) for part in self.parts)])
        found: list[tuple[str | None, ...]] = [()] * len(places)
        within = np.searchsorted(starts, places, "right") - 1
        for at in np.unique(within[places >= 0]).tolist():
            mine = np.flatnonzero(within == at)
            here = pa.array(places[mine] - starts[at])
            columns = self.parts[at].cells.columns(self.header)
            texts = [as_text(column.take(here)).to_pylist() for column in columns]
            for place, cells in zip(mine.tolist(), zip(*texts, strict=True), strict=True):
                found[place] = cells
        return found

    @property
    def read(self) -> int:
        """Rows read, those that could not be laid on the header among them."""
        return sum(len(part.rows) for part in self.parts) + len(self.broken)


def _without_faults(name: str, array: pa.Array, faults: Sequence[Fault]) -> pa.Array:
    """A column without the cells that a fault concerns."""
    wrong = np.zeros(len(array), bool)
    for fault in faults:
        if fault.column == name:
            wrong[fault.rows] = True
    return pc.if_else(pa.array(wrong), pa.scalar(None, array.type), array)


def _named(
    name: str, compared: Sequence[pa.Array], columns: dict[str, pa.Array]
) -> list[tuple[str, pa.DataType]]:
    """Names under which arrays are kept; those that are not there yet are added."""
    found = []
    for place, array in enumerate(compared):
        known = next((one for one, kept in columns.items() if kept is array), "")
        columns.setdefault(known or f"{name}/{place}", array)
        found.append((known or f"{name}/{place}", array.type))
    return found


def _taken(columns: dict[str, pa.Array], rows: np.ndarray, many: int) -> dict[str, pa.Array]:
    """The columns at `rows`."""
    if len(rows) == many:
        return columns
    places = pa.array(rows)
    return {name: array.take(places) for name, array in columns.items()}


def parts_of(files: Sequence[KeptFile]) -> Iterator[tuple[KeptFile, Part]]:
    """Every part of the files in order."""
    return ((file, part) for file in files for part in file.parts)
