"""Parquet files: columns with types already, rows numbered from 1."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from homeward.records.apart import running
from homeward.records.cells import INSTANT
from homeward.records.guards import check_columns
from homeward.records.layout import trimmed
from homeward.records.mapping import Reading
from homeward.records.raw import RawTable, Sniffed, unique_names
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
    header = unique_names(_names(path))
    table = _table(path)
    try:
        arrays = [_plain(column) for column in table.columns]
    except _TROUBLE:
        raise HomewardError("HW-F005", path.name) from None
    columns = dict(zip(header, arrays, strict=True))
    filled = _filled(arrays, table.num_rows)
    rows = pa.array(range(1, table.num_rows + 1), pa.int64())
    if not pc.all(filled).as_py():
        columns = {name: array.filter(filled) for name, array in columns.items()}
        rows = rows.filter(filled)
    return RawTable(header, columns, rows)


def _table(path: Path) -> pa.Table:
    """Every row, read by a process apart.

    Raises
    ------
    HomewardError
        HW-F005, or HW-F050 if it takes more than it may.
    """
    with running(_PROGRAM, {}, path) as out, pa.ipc.open_stream(out) as stream:
        return stream.read_all()


def _filled(arrays: list[pa.Array], rows: int) -> pa.Array:
    """Which rows hold anything."""
    found = pa.array([False] * rows, pa.bool_())
    for array in arrays:
        found = pc.or_(found, pc.is_valid(array))
    return found


def _plain(column: pa.ChunkedArray) -> pa.Array:
    """A column as one of the few types that a raw table may have."""
    array = column.combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], column.type)
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
