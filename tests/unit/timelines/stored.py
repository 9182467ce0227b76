"""Stored incidents and places for tests, written as a person would write the extract."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from homeward.records.schema import Table, stored_columns
from homeward.records.tables import TABLES
from homeward.vocabulary.times import TimeFlag

UK = ZoneInfo("Europe/London")

ARROW = {
    "string": pa.string(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
    "list<string>": pa.list_(pa.string()),
}


def stored_time(written: str | None) -> dict[str, Any]:
    """The four parts of a time written "2024-03-01 20:00", "2024-03-01" or None."""
    if written is None:
        return {"at": None, "local": None, "on": None, "flag": TimeFlag.BLANK.value}
    if len(written) == 10:
        on = date.fromisoformat(written)
        return {"at": None, "local": None, "on": on, "flag": TimeFlag.DATE_ONLY.value}
    local = datetime.fromisoformat(written)
    first, second = (
        local.replace(tzinfo=UK, fold=fold).astimezone(UTC).replace(tzinfo=None) for fold in (0, 1)
    )
    flag, at = TimeFlag.OK, first
    if first != second:
        flag = TimeFlag.AMBIGUOUS if first < second else TimeFlag.NONEXISTENT
        at = None
    return {"at": at, "local": local, "on": local.date(), "flag": flag.value}


def stored_row(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """A stored row: blanks for what `row` does not say."""
    out: dict[str, Any] = dict.fromkeys(stored_columns(table))
    times = {name for name in table.columns if f"{name}_at" in out}
    for name in times:
        parts = stored_time(row.get(name))
        out |= {f"{name}_{part}": value for part, value in parts.items()}
    return out | {name: value for name, value in row.items() if name not in times}


def stored(name: str, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """A stored table as intake leaves it."""
    table = TABLES[name]
    schema = pa.schema([(n, ARROW[kind]) for n, kind in stored_columns(table).items()])
    made = [
        stored_row(table, {"source_file": 1, "source_row": number, **row})
        for number, row in enumerate(rows, start=2)
    ]
    return pa.Table.from_pylist(made, schema=schema)


def uk(written: str) -> datetime:
    """The UTC instant of a UK local time."""
    return datetime.fromisoformat(written).replace(tzinfo=UK).astimezone(UTC)


def hours(n: float) -> timedelta:
    """`n` hours."""
    return timedelta(hours=n)
