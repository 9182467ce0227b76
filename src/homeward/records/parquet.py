"""Parquet files: columns with types already, rows numbered from 1."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from homeward.records.apart import running
from homeward.records.cells import INSTANT
from homeward.records.clock import DAY
from homeward.records.guards import check_columns
from homeward.records.layout import trimmed
from homeward.records.mapping import Reading
from homeward.records.raw import BrokenRow, RawTable, Sniffed, unique_names
from homeward.vocabulary.errors import HomewardError

_PROGRAM = "parquet_program.py"

_TROUBLE = (pa.ArrowException, OSError, ValueError, KeyError)


#: Most cells that a file may hold: a few bytes can stand for very many.
MOST_CELLS = 250_000_000

#: Days since 1970 that a calendar of four-digit years holds. What lies beyond stands for
#: no day at all, is moved to the nearer end, and is set aside there as impossible.
_FIRST_DAY, _LAST_DAY = -719_162, 2_932_896

_UNITS = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}


def sniff(path: Path, reading: Reading) -> Sniffed:
    """A Parquet file's column names; nothing else is to be found.

    Raises
    ------
    HomewardError
        HW-F005 if the file is damaged; HW-F007 if it has no column; HW-F009 if it holds
        more than any extract can.
    """
    return Sniffed(Reading(), unique_names(_names(path)))


def _names(path: Path) -> list[str]:
    """Names of the columns, after a look at how much the file holds.

    Raises
    ------
    HomewardError
        HW-F005, HW-F007, HW-F009, HW-F050 or HW-F051.
    """
    try:
        about = pq.read_metadata(path)
        names = about.schema.to_arrow_schema().names
    except _TROUBLE:
        raise HomewardError("HW-F005", path.name) from None
    if not names:
        raise HomewardError("HW-F007", path.name)
    check_columns(path.name, len(names))
    if about.num_rows * len(names) > MOST_CELLS:
        raise HomewardError("HW-F009", f"{path.name}: {about.num_rows:,} rows")
    return names


def read(path: Path, reading: Reading) -> RawTable:
    """Every row of a Parquet file; see `reading.read_raw`.

    Raises
    ------
    HomewardError
        HW-F005, HW-F007, HW-F009, HW-F050 or HW-F051.
    """
    return _joined(ParquetPieces(path, 1 << 31), 1)


def read_some(path: Path, most: int) -> tuple[RawTable, bool]:
    """About `most` rows of a Parquet file, from its beginning to its end; whether that is all.

    Raises
    ------
    HomewardError
        As `read`.
    """
    pieces = ParquetPieces(path, 1 << 31)
    step = max(1, -(-pieces.rows // most))
    return _joined(pieces, step), step == 1


def _joined(pieces: ParquetPieces, step: int) -> RawTable:
    """Every so manieth piece, and the last, as one table."""
    kept: list[RawTable] = []
    last: RawTable | None = None
    for place, last in enumerate(pieces):
        if place % step == 0:
            kept.append(last)
    if last is not None and kept[-1] is not last:
        kept.append(last)
    columns = {n: pa.concat_arrays([part.columns[n] for part in kept]) for n in pieces.header}
    return RawTable(pieces.header, columns, pa.concat_arrays([part.rows for part in kept]))


class ParquetPieces:
    """A Parquet file's rows, a piece at a time: the file is never held whole.

    Attributes
    ----------
    reading, header, broken, notes
        As in `pieces.Pieces`.
    rows
        Rows that the file says it has.

    Raises
    ------
    HomewardError
        HW-F005, HW-F007, HW-F009 or HW-F051.
    """

    def __init__(self, path: Path, most: int) -> None:
        self.reading = Reading()
        self.notes: tuple[str, ...] = ()
        self.broken: tuple[BrokenRow, ...] = ()
        self.header, self.rows = unique_names(_names(path)), pq.read_metadata(path).num_rows
        self._path, self._most = path, most

    def __iter__(self) -> Iterator[RawTable]:
        """The pieces, at most `most` rows each; at least one, and any may be empty.

        Raises
        ------
        HomewardError
            HW-F005, or HW-F050 if it takes more than it may.
        """
        timed, before = self._timed(), 0
        with running(_PROGRAM, {}, self._path) as out, pa.ipc.open_stream(out) as stream:
            empty = [pa.nulls(0, field.type) for field in stream.schema]
            batch, none = None, pa.RecordBatch.from_arrays(empty, schema=stream.schema)
            for batch in stream:
                yield from self._raw(batch, before, timed).cut(self._most)
                before += len(batch)
            if batch is None:
                yield self._raw(none, 0, timed)

    def _timed(self) -> frozenset[str]:
        """Columns of instants that are no days: see `times.timed_columns`. A pass of its own."""
        schema = pq.read_schema(self._path)
        places = [n for n, field in enumerate(schema) if pa.types.is_timestamp(field.type)]
        if not places:
            return frozenset()
        asked = {"columns": [schema.names[place] for place in places]}
        if len(set(schema.names)) < len(schema.names) or any("." in n for n in schema.names):
            places, asked = list(range(len(schema))), {}  # names that do not tell columns apart
        found, filled = set(), set()
        with running(_PROGRAM, asked, self._path) as out, pa.ipc.open_stream(out) as stream:
            for batch in stream:
                for place, column in zip(places, batch.columns, strict=True):
                    cells = pc.drop_null(self._typed(column))
                    if len(cells) and pa.types.is_timestamp(cells.type):
                        filled.add(place)
                        found |= {place} if _any_timed(cells) else set()
        instants = {n for n, field in enumerate(schema) if pa.types.is_timestamp(field.type)}
        return frozenset(self.header[place] for place in found | instants - filled)

    def _typed(self, column: pa.Array) -> pa.Array:
        try:
            return _plain(column)
        except _TROUBLE:
            raise HomewardError("HW-F005", self._path.name) from None

    def _raw(self, batch: pa.RecordBatch, before: int, timed: frozenset[str]) -> RawTable:
        """A batch that begins below so many rows, without its blank rows."""
        arrays = [self._typed(column) for column in batch.columns]
        filled = _filled(arrays, len(batch))
        rows = pa.array(np.arange(before + 1, before + 1 + len(batch)))
        if not pc.all(filled).as_py():
            arrays = [array.filter(filled) for array in arrays]
            rows = rows.filter(filled)
        return RawTable(self.header, dict(zip(self.header, arrays, strict=True)), rows, timed=timed)


def _filled(arrays: list[pa.Array], rows: int) -> pa.Array:
    """Which rows hold anything."""
    found = pa.array([False] * rows, pa.bool_())
    for array in arrays:
        found = pc.or_(found, pc.is_valid(array))
    return found


def _any_timed(instants: pa.Array) -> bool:
    """Whether any instant is no midnight."""
    stored = instants.cast(pa.int64()).to_numpy(zero_copy_only=False)
    return bool((stored % DAY != 0).any())


def _plain(array: pa.Array) -> pa.Array:
    """A column as one of the few types that a raw table may have."""
    kind = array.type
    if pa.types.is_dictionary(kind):
        array, kind = array.dictionary_decode(), kind.value_type
    if pa.types.is_timestamp(kind):
        array = _within(array, pa.int64(), 86_400 * _UNITS[kind.unit])
        return array.cast(pa.timestamp("us", "UTC") if kind.tz else INSTANT, safe=False)
    if pa.types.is_date(kind):
        return _within(array.cast(pa.date32()), pa.int32(), 1)
    if pa.types.is_boolean(kind):
        return array
    if pa.types.is_integer(kind):
        return array.cast(pa.int64())
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        floats = array.cast(pa.float64(), safe=False)
        return pc.if_else(pc.is_nan(floats), pa.scalar(None, pa.float64()), floats)
    return trimmed(_texts(array))


def _within(array: pa.Array, stored: pa.DataType, of_day: int) -> pa.Array:
    """Days or instants moved to the ends of the calendar where they lie beyond it.

    `of_day` is how many units, of which `stored` counts, make a day.
    """
    last = min(_LAST_DAY * of_day, 2**63 - 1)
    first = max(_FIRST_DAY * of_day, -(2**63))
    units = array.cast(stored)
    units = pc.min_element_wise(units, pa.scalar(last, stored), skip_nulls=False)
    units = pc.max_element_wise(units, pa.scalar(first, stored), skip_nulls=False)
    return units.cast(array.type)


def _texts(array: pa.Array) -> pa.Array:
    """Text of a column that is no number and no date; lists are joined with ";"."""
    if pa.types.is_list(array.type) or pa.types.is_large_list(array.type):
        said = (None if v is None else ";".join(map(str, v)) for v in array.to_pylist())
        return pa.array(list(said), pa.string())
    if pa.types.is_time(array.type):
        said = (None if v is None else v.isoformat(timespec="seconds") for v in array.to_pylist())
        return pa.array(list(said), pa.string())
    if pa.types.is_null(array.type):
        return pa.nulls(len(array), pa.string())
    if pa.types.is_nested(array.type):
        return pa.array([None if v is None else str(v) for v in array.to_pylist()], pa.string())
    return array.cast(pa.string())
