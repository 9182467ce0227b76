"""Typed cells of workbooks and Parquet files: their arrays, and their text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

#: Typed instants are kept to the microsecond, without a zone.
INSTANT = pa.timestamp("us")

_MILLISECOND = timedelta(milliseconds=1)


def cell_text(cell: Any) -> str:
    """A typed cell as text: whole numbers without a point, dates and times in ISO form.

    >>> cell_text(12345.0), cell_text(True), cell_text(time(9, 5))
    ('12345', 'true', '09:05:00')
    """
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return whole(cell).isoformat(timespec="seconds")
    if isinstance(cell, timedelta):
        return _clock(cell)
    if isinstance(cell, time):
        return cell.isoformat(timespec="seconds")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _clock(span: timedelta) -> str:
    """A span of time as a sheet shows it: hours may exceed 24."""
    seconds = round(span.total_seconds())
    sign, seconds = ("-" if seconds < 0 else ""), abs(seconds)
    return f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def whole(moment: datetime) -> datetime:
    """`moment` to the nearest millisecond: sheets keep days as fractions, which are inexact."""
    moment = moment.replace(tzinfo=None)
    spare = timedelta(microseconds=moment.microsecond % 1000)
    return moment - spare + (_MILLISECOND if spare >= _MILLISECOND / 2 else timedelta())


def typed_array(cells: Sequence[Any]) -> pa.Array | None:
    """One column's cells as an array of their own type; None if they are text or mixed.

    Blank cells ("" or None) are null. Whole numbers are int64. A column that is blank
    throughout is text, and dates among instants are mixed.
    """
    kinds = {type(cell) for cell in cells if cell != "" and cell is not None}
    if not kinds or not kinds <= {bool, int, float, date, datetime}:
        return None
    values = [None if cell == "" else cell for cell in cells]
    if kinds == {bool}:
        return pa.array(values, pa.bool_())
    if kinds == {date}:
        return pa.array(values, pa.date32())
    if kinds == {datetime}:
        return pa.array([None if value is None else whole(value) for value in values], INSTANT)
    if kinds <= {int, float}:
        return _numbers(values)
    return None


def holds_dates(cells: Sequence[Any]) -> bool:
    """Whether any cell is typed as a date or a time."""
    return any(isinstance(cell, (date, time, timedelta)) for cell in cells)


def _numbers(values: list[Any]) -> pa.Array:
    floats = pa.array(values, pa.float64())
    present = pc.drop_null(floats)
    small = pc.all(pc.less(pc.abs(present), 2.0**53)).as_py()
    if small and pc.all(pc.equal(pc.floor(present), present)).as_py():
        return floats.cast(pa.int64())
    return floats


def as_text(array: pa.Array) -> pa.Array:
    """Any raw column as text; numbers as in `cell_text`, blank is null."""
    if pa.types.is_string(array.type):
        return array
    if pa.types.is_integer(array.type):
        return array.cast(pa.string())
    return pa.array(
        [None if cell is None else cell_text(cell) for cell in array.to_pylist()], pa.string()
    )
