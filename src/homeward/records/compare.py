"""Tells duplicates and disagreements among all rows of a table, over parts and files.

Only rows that share a key with another are compared cell by cell, so what is unpacked is
one key column at a time, and then the few rows that are left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa

from homeward.records.cells import as_text
from homeward.records.duplicates import codes, tell_apart, together
from homeward.records.kept import KeptFile, Listed, Part, parts_of
from homeward.records.mapping import FileMap
from homeward.records.quarantine import EARLIER, USED
from homeward.records.raw import tidy
from homeward.records.returns_later import (
    KEPT,
    KEYS,
    LASTING,
    NO_COLUMN,
    OTHERWISE,
    give_way,
    ranks_of,
)
from homeward.records.schema import Table
from homeward.vocabulary.repeated import Repeated


def tell_duplicates(table: Table, files: Sequence[KeptFile]) -> None:
    """Mark duplicates and disagreements among the standing rows of one table's files.

    Where the plan (`repeated`) says that a later supply of a row stands for
    it, files count in the order in which they are given.
    """
    rows = _Rows(table, files)
    _let_later_stand(table, files, rows)
    keys = [rows.names[name][0] for name in table.key] if table.key else rows.every
    if not table.key:
        _tell_spoiled(rows)
    places, group = _alike(rows, keys, rows.all if table.key else rows.sound)
    if not len(places):
        return
    cells = [codes(rows.take(one, places)) for one in rows.every]
    declared = any(file.plan.repeated is Repeated.LATER_FILE for file in files)
    latest = rows.files(places) if declared else None
    told = tell_apart([group] if table.key else [], cells, latest=latest)
    rows.mark(places[told.duplicate], places[told.disagree])


def _alike(
    rows: _Rows, keys: Sequence[tuple[str, pa.DataType]], places: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Of the rows at these places, those alike in every key with another; numbers of what."""
    group = np.zeros(len(places), np.int64)
    for key in keys:
        if not len(places):
            break
        group = together([group, codes(rows.take(key, places))])
        shared = np.bincount(group)[group] > 1
        places, group = places[shared], group[shared]
    return places, group


def _tell_spoiled(rows: _Rows) -> None:
    """Of rows with a cell set aside, mark those whose mapped cells say the same as supplied.

    What such a cell meant is not known, but a row that was pasted twice meant the same twice:
    the first stands. Rows of different mappings are never alike.
    """
    places, _ = _alike(rows, rows.every, rows.spoiled)
    seen: set[tuple[object, ...]] = set()
    again = np.zeros(len(places), bool)
    for at, cells in enumerate(rows.supplied(places)):
        again[at] = cells in seen
        seen.add(cells)
    rows.mark(places[again], places[:0])


def _let_later_stand(table: Table, files: Sequence[KeptFile], rows: _Rows) -> None:
    """Mark the rows for which a later return stands, as the plan's days (`as_at`) say."""
    ranks = ranks_of([(file.plan, file.name) for file in files])
    names = [name for name in KEYS.get(table.name, ()) if name in rows.names]
    places = rows.all
    if (ranks >= 0).sum() < 2 or len(names) < len(KEYS.get(table.name, ("",))) or not len(places):
        return
    keys = [codes(rows.take(rows.names[name][0], places)) for name in names]
    numbers = rows.files(places)
    cells, lasting, columns = [], [], []
    for name, kept in rows.names.items():
        if name in table.key:
            continue
        lacking = np.isin(numbers, [file.number for file in files if name not in file.supplied])
        cells += [np.where(lacking, NO_COLUMN, codes(rows.take(one, places))) for one in kept]
        lasts = name in LASTING[table.name] and len(kept) == 1
        lasting += [~rows.set_aside(name)[places] if lasts else None] * len(kept)
        columns += [name] * len(kept)
    order = {file.number: rank for file, rank in zip(files, ranks.tolist(), strict=True)}
    by_row = np.array([order[number] for number in numbers.tolist()])
    gave = give_way(keys, cells, by_row, lasting)
    for name, cell, (blank, source) in zip(columns, cells, gave.filled, strict=True):
        if len(blank):
            says_so = cell[blank] != NO_COLUMN
            rows.keep_earlier(name, places[blank], places[source], says_so)
    rows.mark_earlier(places[gave.earlier], places[gave.different])


class _Rows:
    """The standing rows of a table, numbered through all parts of its files.

    Attributes
    ----------
    names
        Declared column to the kept columns that it is compared by, and their types.
    """

    def __init__(self, table: Table, files: Sequence[KeptFile]) -> None:
        self._parts = list(parts_of(files))
        many = [len(part.standing) for _, part in self._parts]
        self._starts = np.concatenate([[0], np.cumsum(many)]).astype(np.int64)
        self.names: dict[str, list[tuple[str, pa.DataType]]] = {}
        for name in table.columns:
            for file in files:
                if name in file.compared:
                    self.names.setdefault(name, file.compared[name])

    @property
    def all(self) -> np.ndarray:
        """Every row that has not given way to a later one."""
        given_up = [part.duplicate for _, part in self._parts]
        return np.flatnonzero(~np.concatenate(given_up)) if given_up else np.array([], np.int64)

    @property
    def every(self) -> list[tuple[str, pa.DataType]]:
        """Every kept column that rows are compared by."""
        return [one for kept in self.names.values() for one in kept]

    @property
    def sound(self) -> np.ndarray:
        """Rows of which no cell was set aside."""
        return self._where(spoiled=False)

    @property
    def spoiled(self) -> np.ndarray:
        """Rows of which a cell was set aside: what it said is not known."""
        return self._where(spoiled=True)

    def _where(self, *, spoiled: bool) -> np.ndarray:
        found = []
        for start, (_, part) in zip(self._starts, self._parts, strict=False):
            odd = np.zeros(len(part.rows), bool)
            for fault in part.faults:
                odd[fault.rows] = True
            wanted = odd[part.standing] == spoiled
            found.append(start + np.flatnonzero(wanted & ~part.duplicate))
        return np.concatenate(found) if found else np.array([], np.int64)

    def supplied(self, places: np.ndarray) -> Iterator[tuple[object, ...]]:
        """The mapped cells of each row at ascending places, as supplied, with the mapping."""
        plans: list[FileMap] = []
        for (file, part), here in zip(self._parts, self._split(places), strict=True):
            if file.plan not in plans:
                plans.append(file.plan)
            if len(here):
                at = pa.array(part.standing[here])
                told = part.cells.columns(_sources(file, part))
                texts = [as_text(column.take(at)).to_pylist() for column in told]
                number = plans.index(file.plan)
                yield from ((number, *cells) for cells in zip(*texts, strict=True))

    def _split(self, places: np.ndarray) -> list[np.ndarray]:
        """Ascending places as places within each part."""
        cuts = np.searchsorted(places, self._starts)
        return [
            places[first:last] - start
            for first, last, start in zip(cuts[:-1], cuts[1:], self._starts, strict=False)
        ]

    def take(self, column: tuple[str, pa.DataType], places: np.ndarray) -> pa.ChunkedArray:
        """One kept column at ascending places; null in files that do not supply it."""
        name, kind = column
        found = []
        for (_, part), here in zip(self._parts, self._split(places), strict=True):
            if name not in part.read:
                found.append(pa.nulls(len(here), kind))
            elif len(here):
                (array,) = part.read.columns([name])
                found.append(array if len(here) == len(array) else array.take(pa.array(here)))
        return pa.chunked_array(found, kind)

    def files(self, places: np.ndarray) -> np.ndarray:
        """The number of each row's file."""
        numbers = np.array([file.number for file, _ in self._parts])
        return numbers[np.searchsorted(self._starts, places, "right") - 1]

    def set_aside(self, name: str) -> np.ndarray:
        """Of every row, whether its cell of one column was set aside (boolean)."""
        found = []
        for _, part in self._parts:
            odd = np.zeros(len(part.rows), bool)
            for fault in part.faults:
                if fault.column == name and not fault.whole:
                    odd[fault.rows] = True
            found.append(odd[part.standing])
        return np.concatenate(found) if found else np.array([], bool)

    def keep_earlier(
        self, name: str, blank: np.ndarray, source: np.ndarray, says_so: np.ndarray
    ) -> None:
        """Give the rows at the ascending places `blank` the values of one column at `source`.

        Those that say so, by a cell that is blank, are listed in the file of the cell. A file
        without the column says nothing, and there is nothing to point out.
        """
        wanted = np.unique(source)
        back = np.searchsorted(wanted, source)
        stored = next(kind for part in self._parts if (kind := _kind(part[1], name)) is not None)
        given = {
            one: self.take((one, kind), wanted).combine_chunks().take(pa.array(back))
            for one, kind in {(name, stored), *self.names[name]}
        }
        start = 0
        for (_, part), here in zip(self._parts, self._split(blank), strict=True):
            if len(here):
                mine = slice(start, start + len(here))
                part.read = part.read.put(
                    here, {one: array[mine] for one, array in given.items()}, len(part.standing)
                )
                if says_so[mine].any():
                    part.listed.append(Listed(KEPT, name, USED, here[says_so[mine]]))
            start += len(here)

    def mark_earlier(self, earlier: np.ndarray, different: np.ndarray) -> None:
        """Put down that the rows at these ascending places gave way, and which differ."""
        parts = zip(self._parts, self._split(earlier), self._split(different), strict=True)
        for (_, part), given_up, otherwise in parts:
            part.duplicate[given_up] = True
            part.earlier = len(given_up)
            if len(otherwise):
                part.listed.append(Listed(OTHERWISE, "", EARLIER, otherwise))

    def mark(self, duplicate: np.ndarray, disagree: np.ndarray) -> None:
        """Put down what became of the rows at these ascending places."""
        parts = zip(self._parts, self._split(duplicate), self._split(disagree), strict=True)
        for (_, part), alike, at_odds in parts:
            part.duplicate[alike] = True
            part.disagree[at_odds] = True


def _sources(file: KeptFile, part: Part) -> list[str]:
    """Headers of the cells that rows of a file are compared by, as the file has them."""
    named = [tidy(one) for name in file.compared for one in file.plan.columns[name].sources]
    return [one for one in dict.fromkeys(named) if one in part.cells]


def _kind(part: Part, name: str) -> pa.DataType | None:
    """The type of a part's column; None if it has none."""
    return part.read.columns([name])[0].type if name in part.read else None
