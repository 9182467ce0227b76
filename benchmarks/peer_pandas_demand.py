"""The main demand estimates, as an analyst would work them out with pandas and lifelines.

Reads the episodes (Parquet) that Homeward's findings read and writes what it finds as JSON.
It shares no code with Homeward and runs in an environment of its own. It makes no
intervals, models, tables or charts: it is the arithmetic alone.

    python peer_pandas_demand.py episodes.parquet results.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd
from lifelines import KaplanMeierFitter

LIMITS = {"2h": 2, "8h": 8, "24h": 24, "48h": 48, "7d": 168, "28d": 672}
PERCENTS = (1, 5, 10, 20)
MANY = 10
COLUMNS = [
    "child", "year", "setting", "hours_low", "hours_high", "ending", "last_seen_minute",
    "reported_minute", "ordinal", "episodes_of_child", "risk_first",
]  # fmt: skip

Found = list[dict[str, Any]]


def said(finding: str, name: str, value: float, by: dict[str, Any], **more: int) -> dict[str, Any]:
    """One number, in the form that is compared."""
    return {"finding": finding, "name": name, "value": float(value), "by": by, **more}


def groups(frame: pd.DataFrame) -> list[tuple[dict[str, Any], pd.DataFrame]]:
    """Everything, and each setting."""
    known = frame.assign(setting=frame["setting"].fillna("not_recorded"))
    return [({}, frame), *(({"setting": s}, part) for s, part in known.groupby("setting"))]


def volume(frame: pd.DataFrame) -> Found:
    """Incidents and children."""
    parts = [*groups(frame), *(({"year": int(y)}, p) for y, p in frame.groupby("year"))]
    out: Found = []
    for by, part in parts:
        children = part["child"].nunique()
        out.append(said("demand.volume", "incidents", len(part), by, count=len(part)))
        out.append(said("demand.volume", "children", children, by, count=children))
    return out


def duration(frame: pd.DataFrame) -> Found:
    """Shares found within each limit, and the Kaplan-Meier median."""
    out: Found = []
    for by, part in groups(frame):
        clock = by or {"from": "reported"}
        for name, hours in LIMITS.items():
            yes = part["hours_high"] <= hours
            judged = yes | (part["hours_low"] > hours)
            if judged.any():
                found, of = int(yes.sum()), int(judged.sum())
                out.append(said("demand.duration", f"share_found_within_{name}", found / of, by,
                                count=found, of=of))  # fmt: skip
        timed = part[part["hours_low"].notna()]
        timed = timed[(timed["hours_low"] == timed["hours_high"]) | timed["hours_high"].isna()]
        if len(timed):
            curve = KaplanMeierFitter().fit(timed["hours_low"], timed["hours_high"].notna())
            # The first time by which half have ended; lifelines gives the first below half.
            below = curve.survival_function_.iloc[:, 0]
            median = below.index[(below <= 0.5 + 1e-12).to_numpy()]
            if len(median):
                out.append(said("demand.duration", "median_hours", median[0], clock))
    return out


def clock(frame: pd.DataFrame) -> Found:
    """Share between 22:00 and 01:00 by when last seen, and its rate against the whole day."""
    out: Found = []
    for by, part in groups(frame):
        minute = part["last_seen_minute"].dropna()
        late, of = int(((minute >= 22 * 60) | (minute < 60)).sum()), len(minute)
        if of:
            out.append(said("demand.clock", "share_22_to_01", late / of, by, count=late, of=of))
            if late:
                out.append(said("demand.clock", "rate_ratio_22_to_01", late / of * 8, by))
    return out


def concentration(frame: pd.DataFrame) -> Found:
    """Share of incidents of the children with most, by year and in all."""
    parts = [({}, frame), *(({"year": int(y)}, p) for y, p in frame.groupby("year"))]
    out: Found = []
    for by, part in parts:
        sizes = part["child"].value_counts().to_numpy()
        for percent in PERCENTS:
            top = int(sizes[: -(-len(sizes) * percent // 100)].sum())
            name = f"share_of_incidents_by_top_{percent}_percent"
            out.append(said("demand.concentration", name, top / len(part), by, count=top))
    return out


def repeats(frame: pd.DataFrame) -> Found:
    """Both repeat shares."""
    second = int((frame["ordinal"] > 1).sum())
    several = int((frame["episodes_of_child"] > 1).sum())
    names = ("repeat_share_second_or_later", "repeat_share_children_with_more_than_one")
    return [
        said("demand.repeats", name, n / len(frame), {}, count=n, of=len(frame))
        for name, n in zip(names, (second, several), strict=True)
    ]


def main(episodes: Path, results: Path) -> None:
    """Everything, in the order of the findings."""
    frame = pd.read_parquet(episodes, columns=COLUMNS)
    parts = (volume, duration, clock, concentration, repeats)
    found = [row for part in parts for row in part(frame)]
    results.write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
