"""Small made-up timelines for tests: no room of the project stands between.

A row says what a person would write on paper; the columns of the first waist follow
from it, in plain Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa

from homeward.timelines.definitions import Definitions
from homeward.timelines.histories import IntakeSummary, Timelines
from homeward.timelines.partners import SOURCES, steps_of
from homeward.timelines.schema import AT_RISK, CHILDREN, EPISODES, PLACES
from homeward.vocabulary.times import NIGHT_ENDS_AT_HOUR, UK_ZONE

UK = ZoneInfo(UK_ZONE)
_TYPES = {
    "string": pa.string(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
    "list<string>": pa.list_(pa.string()),
}
#: What a row may say about times; all UK local. A `date` has no time of day.
Time = datetime | date | None


def arrow(rows: Iterable[Mapping[str, Any]], columns: Mapping[str, str]) -> pa.Table:
    """Rows as a typed table, absent values null."""
    schema = pa.schema([(name, _TYPES[kind]) for name, kind in columns.items()])
    whole = [{name: row.get(name) for name in columns} for row in rows]
    return pa.Table.from_pylist(whole, schema=schema)


def utc(local: datetime) -> datetime:
    """A UK local time as a zone-less UTC time."""
    return local.replace(tzinfo=UK).astimezone(UTC).replace(tzinfo=None)


def _time(name: str, when: Time) -> dict[str, Any]:
    if when is None:
        return {f"{name}_flag": "blank"}
    if not isinstance(when, datetime):
        return {f"{name}_on": when, f"{name}_flag": "date_only"}
    return {
        f"{name}_at": utc(when),
        f"{name}_local": when,
        f"{name}_on": when.date(),
        f"{name}_flag": "ok",
    }


def _ends(when: Time) -> tuple[datetime, datetime] | None:
    """Earliest and latest instant that a recorded time may be."""
    if when is None:
        return None
    if isinstance(when, datetime):
        return utc(when), utc(when)
    start = datetime(when.year, when.month, when.day)
    return utc(start), utc(start + timedelta(days=1)) - timedelta(seconds=1)


def _hours(start: Time, end: Time, as_of: datetime) -> tuple[float | None, float | None]:
    begins = _ends(start)
    if begins is None:
        return None, None
    if end is None:
        followed = as_of.astimezone(UTC).replace(tzinfo=None) - begins[1]
        return max(0.0, followed.total_seconds() / 3600), None
    first, last = _ends(end) or begins
    low = max(0.0, (first - begins[1]).total_seconds() / 3600)
    return low, (last - begins[0]).total_seconds() / 3600


def _clock(name: str, when: Time) -> dict[str, Any]:
    if not isinstance(when, datetime):
        return {}
    evening = (when - timedelta(hours=NIGHT_ENDS_AT_HOUR)).date()
    return {f"{name}_minute": when.hour * 60 + when.minute, f"{name}_night_on": evening}


def _episode(row: Mapping[str, Any], as_of: datetime) -> dict[str, Any]:
    reported, last_seen = row.get("reported"), row.get("last_seen")
    resolved_from = next((w for w in ("found", "returned", "cancelled") if row.get(w)), "none")
    resolved = row.get(resolved_from)
    low, high = _hours(reported, resolved, as_of)
    seen_low, seen_high = _hours(last_seen, resolved, as_of)
    out = {
        **_time("reported", reported),
        **_time("last_seen", last_seen),
        **_time("resolved", resolved),
        **_clock("reported", reported),
        **_clock("last_seen", last_seen),
        "resolved_from": resolved_from,
        "ending": "open" if resolved is None else "timed" if low == high else "bounded",
        "hours_low": low,
        "hours_high": high,
        "hours_last_seen_low": seen_low,
        "hours_last_seen_high": seen_high,
        "year": reported.year if reported else None,
        "month": reported.month if reported else None,
    }
    return out | {key: _value(key, value) for key, value in row.items() if key in EPISODES}


def _value(column: str, value: Any) -> Any:
    """A cell as its column holds it: in a column of lists, "a;b" is two words."""
    if EPISODES[column] == "list<string>" and isinstance(value, str):
        return value.split(";")
    return value


def _instant(when: Time) -> datetime:
    return when if isinstance(when, datetime) else datetime(when.year, when.month, when.day)


def _numbered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    order = sorted(rows, key=lambda r: (r["child"], _instant(r["_reported"]), r["incident"]))
    so_far: dict[str, int] = {}
    for row in order:
        so_far[row["child"]] = row["ordinal"] = so_far.get(row["child"], 0) + 1
    numbers = {child: place for place, child in enumerate(sorted(so_far))}
    for place, row in enumerate(order):
        row["episodes_of_child"] = so_far[row["child"]]
        row["row"], row["child_no"] = place, numbers[row["child"]]
    return rows


def made_timelines(
    rows: Iterable[Mapping[str, Any]],
    *,
    opens: date = date(2024, 1, 1),
    closes: date = date(2024, 12, 31),
    as_of: datetime | None = None,
    setting_from: str | None = None,
    supplied: Iterable[str] | None = None,
    intake: IntakeSummary | None = None,
    partners: Mapping[str, Iterable[Mapping[str, Any]]] | None = None,
    places: Iterable[Mapping[str, Any]] = (),
    definitions: Definitions | None = None,
) -> Timelines:
    """Timelines of a few incidents.

    Parameters
    ----------
    rows
        One per incident, in any order: `child`, `reported`, and where wanted
        `last_seen`, `found`, `returned`, `cancelled`, `setting`, `place`, `incident`
        and any other column of episodes; words of a list may be joined by ";".
    opens, closes, as_of
        The window, and when the records close (the end of its last day).
    setting_from, supplied, intake
        As `Timelines`; read off the rows where not given.
    partners
        Rows of placements, interviews, steps, effort or population, by table; those
        given are `held`.
    places, definitions
        Rows of places; what the force defines for itself.
    """
    rows = [dict(row) for row in rows]
    held = partners or {}
    as_of = as_of or datetime(closes.year, closes.month, closes.day, tzinfo=UTC) + timedelta(days=1)
    whole = []
    for place, row in enumerate(rows):
        made = _episode({"incident": f"i{place}"} | row, as_of)
        whole.append(made | {"_reported": row["reported"]})
    used = {key for row in rows for key, value in row.items() if value is not None}
    if setting_from is None:
        setting_from = "residence_type" if "setting" in used else ""
    n = len(rows)
    episodes = ibis.memtable(arrow(_numbered(whole), EPISODES))
    tables = {
        name: ibis.memtable(arrow(held.get(name, ()), columns))
        for name, (_, columns) in SOURCES.items()
    }
    return Timelines(
        episodes,
        ibis.memtable(arrow([], CHILDREN)),
        ibis.memtable(arrow([], AT_RISK)),
        ibis.memtable(arrow(places, PLACES)),
        opens,
        closes,
        as_of,
        frozenset(used if supplied is None else supplied),
        setting_from,
        intake or IntakeSummary(n, n, 0, 0, 0, {}, {}),
        "Made-up Constabulary",
        True,
        tables | {"steps": steps_of(tables["steps"], episodes)},
        frozenset(held),
        definitions or Definitions(),
    )
