"""The same main estimates, written as an analyst would with pandas and lifelines.

It reads the checked incidents (as CSV) and writes what it finds as JSON. It shares no
code with Homeward and runs in an environment of its own, so that agreement means
something. It makes no intervals, tables, charts or caveats: it is the arithmetic alone.

    python peer_pandas_lifelines.py incidents.csv settings.json results.json
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

import pandas as pd
from lifelines import KaplanMeierFitter

ZONE = "Europe/London"
LIMITS = {"2h": 2, "8h": 8, "24h": 24, "48h": 48, "7d": 168, "28d": 672}
PERCENTS = (1, 5, 10, 20)
HOUR = pd.Timedelta(hours=1)


def read(incidents: Path, counted: list[str]) -> pd.DataFrame:
    """Incidents that count as missing, with their times parsed."""
    frame = pd.read_csv(incidents, dtype="string")
    for column in frame.columns:
        if column.endswith(("_at", "_local", "_on")):
            frame[column] = pd.to_datetime(frame[column])
    kind = frame["report_type"]
    return frame[kind.isna() | kind.isin(counted)].reset_index(drop=True)


def _utc(local: pd.Series, *, summer: bool) -> pd.Series:
    """UTC of UK local times, repeated hours taken as summer or as winter time."""
    zoned = local.dt.tz_localize(ZONE, ambiguous=[summer] * len(local), nonexistent="NaT")
    return zoned.dt.tz_convert("UTC").dt.tz_localize(None)


def bounds(frame: pd.DataFrame, name: str) -> tuple[pd.Series, pd.Series]:
    """The first and the last UTC instant that a recorded time allows."""
    at, local = frame[f"{name}_at"], frame[f"{name}_local"]
    on, flag = frame[f"{name}_on"], frame[f"{name}_flag"]
    first, last = at.copy(), at.copy()
    day = at.isna() & on.notna()
    first[day] = _utc(on[day], summer=True)
    last[day] = _utc(on[day] + pd.Timedelta(days=1), summer=False)
    twice = at.isna() & (flag == "ambiguous") & local.notna()
    first[twice], last[twice] = local[twice] - HOUR, local[twice]
    never = at.isna() & (flag == "nonexistent") & local.notna()
    first[never], last[never] = local[never] - HOUR, local[never] + HOUR
    return first, last


def resolved(frame: pd.DataFrame, closes: pd.Timestamp) -> tuple[pd.Series, pd.Series]:
    """Bounds of the end: found, else returned, else closed; blank if after the records close."""
    first = pd.Series(pd.NaT, frame.index, dtype="datetime64[us]")
    last = first.copy()
    for name in ("found", "returned", "cancelled"):
        mine_first, mine_last = bounds(frame, name)
        use = first.isna() & frame[f"{name}_on"].notna()
        first, last = first.mask(use, mine_first), last.mask(use, mine_last)
    ended = first <= closes
    return first.where(ended), last.where(ended)


def hours(frame: pd.DataFrame, start: str, closes: pd.Timestamp) -> pd.DataFrame:
    """Least and most hours from `start` to the end; no most while open."""
    start_first, start_last = bounds(frame, start)
    end_first, end_last = resolved(frame, closes)
    low = (end_first.fillna(closes) - start_last).dt.total_seconds() / 3600
    high = (end_last - start_first).dt.total_seconds() / 3600
    return pd.DataFrame({"low": low.clip(lower=0), "high": high.clip(lower=0)})


def result(finding: str, name: str, value: float, **more: Any) -> dict[str, Any]:
    """One estimate, in the words of `findings.json`; `by` is among `more`."""
    return {"finding": finding, "name": name, "value": value, "by": {}} | more


def _median(curve: KaplanMeierFitter) -> float:
    """The first time by which half have ended.

    lifelines compares the product of shares with one half exactly, so where half of an
    even number end together rounding moves its own median to the next time.
    """
    survival = curve.survival_function_.iloc[:, 0]
    reached = survival.index[survival <= 0.5 + 1e-9]
    return float(reached[0]) if len(reached) else math.inf


def durations(span: pd.DataFrame, by: dict[str, Any], *, shares: bool) -> list[dict[str, Any]]:
    """Shares within each limit and the Kaplan-Meier median."""
    found = []
    for limit, most in LIMITS.items() if shares else ():
        yes, no = span["high"] <= most, span["low"] > most
        count, of = int(yes.sum()), int((yes | no).sum())
        name = f"share_found_within_{limit}"
        if of:
            found.append(result("demand.duration", name, count / of, count=count, of=of, by=by))
    ended = span["low"] == span["high"]
    known = span[ended | (span["high"].isna() & span["low"].notna())]
    if len(known):
        curve = KaplanMeierFitter().fit(known["low"], ended[known.index])
        median = _median(curve)
        if math.isfinite(median):
            found.append(result("demand.duration", "median_hours", median, by=by))
    return found


def all_durations(frame: pd.DataFrame, closes: pd.Timestamp) -> list[dict[str, Any]]:
    """From report and from last seen, and from report by setting."""
    reported = hours(frame, "reported", closes)
    last_seen = hours(frame, "last_seen", closes)
    found = durations(reported, {}, shares=True)[: len(LIMITS)]
    found += durations(reported, {"from": "reported"}, shares=False)
    found += durations(last_seen, {"from": "last_seen"}, shares=True)
    for setting, rows in reported.groupby(frame["setting"]):
        found += durations(rows, {"setting": setting}, shares=True)
    return found


def clock(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Share of incidents last seen from 22:00 up to 01:00, of those with a time of day."""
    known = frame[frame["last_seen_local"].notna()]
    hour = known["last_seen_local"].dt.hour
    late = (hour >= 22) | (hour < 1)
    groups = [({}, late)]
    groups += [({"setting": s}, rows) for s, rows in late.groupby(known["setting"])]
    return [
        result(
            "demand.clock", "share_22_to_01", float(rows.mean()),
            count=int(rows.sum()), of=len(rows), by=by,
        )
        for by, rows in groups
    ]  # fmt: skip


def concentration(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Share of incidents by the top children, each year and over all years."""
    groups: list[tuple[dict[str, Any], pd.DataFrame]] = [({}, frame)]
    groups += [({"year": int(y)}, rows) for y, rows in frame.groupby(frame["reported_on"].dt.year)]
    found = []
    for by, rows in groups:
        each = rows["child"].value_counts()
        for percent in PERCENTS:
            top = int(each.iloc[: math.ceil(len(each) * percent / 100)].sum())
            name = f"share_of_incidents_by_top_{percent}_percent"
            found.append(
                result(
                    "demand.concentration", name, top / len(rows),
                    count=top, of=len(rows), by=by,
                )
            )  # fmt: skip
    return found


def repeats(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Both definitions of repeat, and the children with ten or more."""
    each, total = frame["child"].value_counts(), len(frame)
    shares = {
        "repeat_share_second_or_later": (total - len(each), total),
        "repeat_share_children_with_more_than_one": (int(each[each > 1].sum()), total),
        "share_of_children_with_10_or_more": (int((each >= 10).sum()), len(each)),
        "share_of_incidents_by_children_with_10_or_more": (int(each[each >= 10].sum()), total),
    }
    return [
        result("demand.repeats", name, count / of, count=count, of=of)
        for name, (count, of) in shares.items()
    ]


def volume(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Incidents and children, over the window and by year of report."""
    groups: list[tuple[dict[str, Any], pd.DataFrame]] = [({}, frame)]
    groups += [({"year": int(y)}, rows) for y, rows in frame.groupby(frame["reported_on"].dt.year)]
    found = []
    for by, rows in groups:
        found.append(result("demand.volume", "incidents", len(rows), by=by))
        found.append(result("demand.volume", "children", rows["child"].nunique(), by=by))
    return found


def main(incidents: Path, settings: Path, results: Path) -> None:
    """Read, compute, write."""
    told = json.loads(settings.read_text(encoding="utf-8"))
    closes = pd.Timestamp(told["as_of"]).tz_convert("UTC").tz_localize(None)
    frame = read(incidents, told["counts_as_missing"])
    lives, went = frame["residence_type"], frame["missing_from_type"]
    source = lives if lives.notna().any() else went
    frame["setting"] = source.fillna("not_recorded")
    found = volume(frame) + all_durations(frame, closes) + clock(frame)
    found += concentration(frame) + repeats(frame)
    results.write_text(json.dumps(found, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
