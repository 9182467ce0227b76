"""The first waist in plain Python: slow, and easy to check by eye."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.unit.timelines.stored import UK

Row = Mapping[str, Any]
HOUR = timedelta(hours=1)
HOURS = ("hours_low", "hours_high", "hours_last_seen_low", "hours_last_seen_high")


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(tzinfo=None)


def _midnight(on: date) -> datetime:
    return _utc(datetime(on.year, on.month, on.day, tzinfo=UK))


def span(row: Row, name: str) -> tuple[datetime, datetime] | None:
    """The instants that a stored time allows."""
    at, local, on = (row[f"{name}_{part}"] for part in ("at", "local", "on"))
    if on is None:
        return None
    if at is not None:
        return at, at
    if local is None:
        return _midnight(on), _midnight(on + timedelta(days=1)) - timedelta(seconds=1)
    if row[f"{name}_flag"] == "ambiguous":
        return tuple(_utc(local.replace(tzinfo=UK, fold=fold)) for fold in (0, 1))
    return local - HOUR, local + HOUR


def _resolution(row: Row, as_of: datetime) -> tuple[str, tuple[datetime, datetime] | None]:
    for name in ("found", "returned", "cancelled"):
        allowed = span(row, name)
        if allowed is not None:
            return (name, allowed) if allowed[0] <= as_of else ("none", None)
    return "none", None


def _hours(start, end, as_of):
    if start is None:
        return None, None
    low = max((end[0] if end else as_of) - start[1], timedelta(0)) / HOUR
    return low, max(end[1] - start[0], timedelta(0)) / HOUR if end else None


def _episode(row: Row, as_of: datetime) -> dict[str, Any]:
    source, resolved = _resolution(row, as_of)
    reported = span(row, "reported")
    low, high = _hours(reported, resolved, as_of)
    seen_low, seen_high = _hours(span(row, "last_seen"), resolved, as_of)
    resolved_at = row[f"{source}_at"] if resolved else None
    exact = row["reported_at"] is not None and resolved_at is not None
    ends = [row[f"{name}_on"] for name in ("found", "returned", "cancelled")]
    flags = [row[f"{name}_flag"] for name in ("found", "returned", "cancelled")]
    unreadable = not any(ends) and "set_aside" in flags
    ending = "open" if resolved is None else "timed" if exact else "bounded"
    return {
        "incident": row["incident"],
        "child": row["child"],
        "reported_at": row["reported_at"],
        "resolved_at": resolved_at,
        "resolved_from": source,
        "ending": "unknown" if unreadable else ending,
        "hours_low": low,
        "hours_high": high,
        "hours_last_seen_low": seen_low,
        "hours_last_seen_high": seen_high,
        "year": row["reported_on"].year,
        "month": row["reported_on"].month,
        "place": row["missing_from_place"],
        "reported_on": row["reported_on"],
        "_order": (reported[0], row["incident"]),
    }


def episodes(rows: Sequence[Row], window, as_of, counts) -> list[dict[str, Any]]:
    """Episodes in order of child and ordinal; only the columns that are worked out."""
    made = [
        _episode(row, as_of)
        for row in rows
        if row["report_type"] in (None, *counts) and window[0] <= row["reported_on"] <= window[1]
    ]
    out = []
    for child in sorted({e["child"] for e in made}):
        mine = sorted((e for e in made if e["child"] == child), key=lambda e: e["_order"])
        for number, episode in enumerate(mine, start=1):
            if episode["ending"] == "open" and number < len(mine):
                episode = episode | {"ending": "unknown"}
            if episode["ending"] == "unknown":
                episode = episode | dict.fromkeys(HOURS)
            out.append(episode | {"ordinal": number, "episodes_of_child": len(mine)})
    return out


def at_risk(made: Sequence[Row], as_of: datetime) -> list[dict[str, Any]]:
    """Spells from a resolution to the next report, by child and ordinal."""
    out = []
    for this, following in zip(made, [*made, None][1:], strict=True):
        entered = this["resolved_at"]
        same = following is not None and following["child"] == this["child"]
        if entered is None or (same and following["reported_at"] is None):
            continue
        again = same and following["reported_at"] <= as_of
        left = following["reported_at"] if again else as_of
        if left > entered:
            out.append(
                {
                    "child": this["child"],
                    "after_ordinal": this["ordinal"],
                    "entered_at": entered,
                    "left_at": left,
                    "again": int(again),
                    "days": (left - entered) / timedelta(days=1),
                }
            )
    return out


def places(made: Sequence[Row], listed: Sequence[Row]) -> list[dict[str, Any]]:
    """Places by pseudonym: those listed and those named in an episode."""
    names = {e["place"] for e in made if e["place"]} | {p["place"] for p in listed}
    out = []
    for name in sorted(names):
        mine = [e for e in made if e["place"] == name]
        on = [e["reported_on"] for e in mine]
        facts = next((p for p in listed if p["place"] == name), {})
        out.append(
            {
                "place": name,
                "capacity": facts.get("capacity"),
                "incidents": len(mine),
                "children": len({e["child"] for e in mine}),
                "first_reported_on": min(on, default=None),
                "last_reported_on": max(on, default=None),
            }
        )
    return out
