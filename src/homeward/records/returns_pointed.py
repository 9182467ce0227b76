"""Looks over the used spells of a folder, and marks those that cannot all be so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from homeward.records.clock import NO_TIME
from homeward.records.kept import KeptFile, Listed, Part, parts_of
from homeward.records.quarantine import USED
from homeward.records.returns_spells import SPELLS, Spells, point_out
from homeward.records.schema import Form

_DAY_ZERO = np.datetime64("1970-01-01", "D")


@dataclass(slots=True)
class _Rows:
    """Used rows of one table: their parts, their places in them, and their columns."""

    parts: list[tuple[Part, np.ndarray]] = field(default_factory=list)
    child: list[pa.Array] = field(default_factory=list)
    begins: list[np.ndarray] = field(default_factory=list)
    ends: list[np.ndarray] = field(default_factory=list)
    open: list[np.ndarray] = field(default_factory=list)
    day: list[np.ndarray] = field(default_factory=list)

    def add(self, file: KeptFile, part: Part) -> None:
        """Take the used rows of one part."""
        kept = np.flatnonzero(~part.duplicate & ~part.disagree)
        self.parts.append((part, kept))
        self.child.append(_taken(part, "child", kept, pa.string()))
        self.begins.append(_days(_taken(part, _day(file, "started"), kept, pa.date32())))
        ends = _taken(part, _day(file, "ended"), kept, pa.date32())
        self.ends.append(_days(ends))
        self.open.append(_blank(part, kept, ends) if "ended" in file.supplied else ends.is_valid())
        day = file.plan.as_at.get(file.name)
        stands = NO_TIME if day is None else int((np.datetime64(day, "D") - _DAY_ZERO).astype(int))
        self.day.append(np.full(len(kept), stands, np.int64))

    def spells(self, child: np.ndarray) -> Spells:
        """The same as arrays, the children numbered."""
        begins, ends, open_, day = (
            np.concatenate([np.asarray(part) for part in parts])
            for parts in (self.begins, self.ends, self.open, self.day)
        )
        return Spells(child, begins, ends, open_.astype(bool), day)

    def mark(self, code: str, column: str, rows: np.ndarray) -> None:
        """Note at each part which of its rows are pointed out."""
        start = 0
        for part, kept in self.parts:
            mine = kept[rows[start : start + len(kept)]]
            if len(mine):
                part.listed.append(Listed(code, column, USED, mine))
            start += len(kept)


def _day(file: KeptFile, name: str) -> str:
    """The kept column that holds the day of a date or a time."""
    return f"{name}_on" if file.table.columns[name].form is Form.TIME else name


def _taken(part: Part, name: str, kept: np.ndarray, kind: pa.DataType) -> pa.Array:
    if name not in part.read:
        return pa.nulls(len(kept), kind)
    (array,) = part.read.columns([name])
    return array.take(pa.array(kept))


def _days(dates: pa.Array) -> np.ndarray:
    days = dates.cast(pa.date32()).cast(pa.int32()).cast(pa.int64())
    return pc.fill_null(days, NO_TIME).to_numpy(zero_copy_only=False)


def _blank(part: Part, kept: np.ndarray, ends: pa.Array) -> np.ndarray:
    """Rows whose end is blank: not known, and not because its cell was set aside."""
    odd = np.zeros(len(part.rows), bool)
    for fault in part.faults:
        if fault.column == "ended":
            odd[fault.rows] = True
    return ends.is_null().to_numpy(zero_copy_only=False) & ~odd[part.standing[kept]]


def point_out_spells(tables: Mapping[str, Sequence[KeptFile]]) -> None:
    """Mark the used rows of spells that cannot all be so.

    Parameters
    ----------
    tables
        Declared table to its files, compared already.
    """
    found: dict[str, _Rows] = {}
    for name in SPELLS:
        for file, part in parts_of(tables.get(name, ())):
            found.setdefault(name, _Rows()).add(file, part)
    if not found:
        return
    listed = list(_listed(tables.get("children", ())))
    numbers, known = _numbered([rows.child for rows in found.values()], listed)
    spells = {n: rows.spells(own) for (n, rows), own in zip(found.items(), numbers, strict=True)}
    for one in point_out(spells, known):
        found[one.table].mark(one.code, one.column, one.rows)


def _listed(files: Sequence[KeptFile]) -> Iterator[pa.Array]:
    """The children that lists of children hold, those of returns only."""
    for file, part in parts_of(files):
        if file.name in file.plan.as_at and "child" in part.read:
            yield part.read.columns(["child"])[0]


def _numbered(
    tables: Sequence[Sequence[pa.Array]], listed: Sequence[pa.Array]
) -> tuple[list[np.ndarray], np.ndarray | None]:
    """Numbers of the children of each table's rows, and of those listed."""
    chunks = [array for table in tables for array in table]
    whole = pa.chunked_array([*chunks, *listed], pa.string()).combine_chunks().dictionary_encode()
    codes = np.asarray(pc.fill_null(whole.indices, -1).to_numpy(zero_copy_only=False), np.int64)
    lengths = [sum(map(len, table)) for table in tables]
    *own, rest = np.split(codes, np.cumsum(lengths))
    return own, np.unique(rest) if listed else None
