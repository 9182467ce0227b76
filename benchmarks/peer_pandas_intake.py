"""What became of the rows of a big police CSV, worked out with csv and pandas alone.

    python benchmarks/peer_pandas_intake.py missing.csv study.toml results.json

Knows the file as `intake_bulk.py` makes it, and nothing of Homeward: it is what Homeward's
counts are compared with. A row is counted under the first of its reasons.
"""

from __future__ import annotations

import csv
import json
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd

#: What cells say that say nothing.
NOTHING = {"", "-", "n/a", "null", "none", "unknown", "not known", "not recorded"}

FORMATS = ("%d/%m/%Y %H:%M", "%d/%m/%Y")
ZONE = "Europe/London"

CHUNK = 100_000


class Times:
    """One column of local times: dates, instants, and cells that could not be read."""

    def __init__(self, cells: pd.Series) -> None:
        blank = cells.str.strip().eq("")
        timed = pd.to_datetime(cells, format=FORMATS[0], errors="coerce")
        dated = pd.to_datetime(cells, format=FORMATS[1], errors="coerce")
        local = timed.fillna(dated)
        self.bad = ~blank & (local.isna() | ~local.dt.year.between(1990, 2100))
        local = local.mask(self.bad)
        self.day = local.dt.normalize()
        said = timed.mask(self.bad)
        self.instant = said.dt.tz_localize(ZONE, ambiguous="NaT", nonexistent="NaT")

    def after(self, other: Times) -> np.ndarray:
        """Rows where this is later: by instant where both are known, else by day."""
        both = self.instant.notna() & other.instant.notna()
        return np.where(both, self.instant > other.instant, self.day > other.day)


def chunks(path: Path, plan: dict, reasons: Counter[str]) -> Iterator[pd.DataFrame]:
    """Rows of the header's width; the others are counted under their reason."""
    opened = plan["dataset"][0]["reading"]
    with path.open(encoding=opened["encoding"], newline="") as file:
        rows = csv.reader(islice(file, opened["header_row"] - 1, None))
        header = next(rows)
        while block := list(islice(rows, CHUNK)):
            whole = [row for row in block if len(row) == len(header)]
            for row in block:
                if row and len(row) != len(header):
                    reasons["HW-R043" if row[0].startswith("Total") else "HW-R006"] += 1
            yield pd.DataFrame(whole, columns=header, dtype=str)


def sources(plan: dict) -> dict[str, str]:
    """Homeward's column, and each flag of one over several columns, to the file's column."""
    found = {}
    for name, how in plan["dataset"][0]["columns"].items():
        if isinstance(how, str):
            found[name] = how
        else:
            found |= {f"{name}: {flag}": flag for flag in how.get("flags", ())}
            found |= {name: how["column"]} if "column" in how else {}
    return found


def first_reasons(rows: pd.DataFrame, plan: dict) -> tuple[np.ndarray, Times]:
    """The reason for which each row is set aside, "" for none, and when it was reported."""
    at = sources(plan)
    window = plan["window"]
    opens, closes = (pd.Timestamp(window[name]) for name in ("opens", "closes"))
    times = {
        name: Times(rows[at[name]])
        for name in ("last_seen", "reported", "found", "returned", "cancelled")
    }
    reported = times["reported"]
    # An end that cannot be is set aside alone: nobody can tell, and it disagrees with none.
    for name in ("found", "returned", "cancelled"):
        rows.loc[reported.after(times[name]), at[name]] = ""
    rows.loc[times["last_seen"].after(reported), at["last_seen"]] = ""
    age = pd.to_numeric(rows[at["age"]], errors="coerce")
    ages = age.where(age.between(0, 120))
    tests = [
        ("HW-R001", _says_nothing(rows[at["incident"]])),
        ("HW-R001", _says_nothing(rows[at["child"]])),
        ("HW-R001", rows[at["reported"]].str.strip().eq("")),
        ("HW-R002", reported.bad),
        ("HW-R041", (reported.day < opens) | (reported.day > closes)),
        ("HW-R042", ages >= plan["age_below"]),
    ]
    found = np.full(len(rows), "", object)
    for code, hit in reversed(tests):
        found[np.asarray(hit)] = code
    return found, reported


def _says_nothing(cells: pd.Series) -> pd.Series:
    return cells.str.strip().str.lower().isin(NOTHING)


def compared(standing: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Which rows that share a reference agree with one before them, and which disagree."""
    shared = standing.index[standing["incident"].duplicated(keep=False)]
    duplicate, disagree = (np.zeros(len(standing), bool) for _ in range(2))
    for _, group in standing.loc[shared].groupby("incident"):
        cells = group.drop(columns="incident")
        odd = any(len(set(cells[name]) - {""}) > 1 for name in cells)
        disagree[group.index] = odd
        fullest = (cells != "").sum(axis=1).idxmax()
        duplicate[group.index] = ~odd & (group.index != fullest)
    return duplicate, disagree


def main() -> None:
    """Write the counts as JSON."""
    path, plan_file, out = map(Path, sys.argv[1:])
    plan = tomllib.loads(plan_file.read_text(encoding="utf-8"))
    reasons: Counter[str] = Counter()
    columns = sources(plan)
    kept, months = [], []
    read = 0
    for rows in chunks(path, plan, reasons):
        why, reported = first_reasons(rows, plan)
        reasons.update(code for code in why if code)
        read += len(rows)
        used = np.flatnonzero(why == "")
        kept.append(rows.iloc[used][list(columns.values())].set_axis(list(columns), axis=1))
        months.append(reported.day.iloc[used].dt.strftime("%Y-%m"))
    read += reasons["HW-R043"] + reasons["HW-R006"]
    standing = pd.concat(kept, ignore_index=True)
    month = pd.concat(months, ignore_index=True)
    duplicate, disagree = compared(standing)
    reasons["HW-R031"] = int(disagree.sum())
    used = ~duplicate & ~disagree
    ages = pd.to_numeric(standing["age"][used], errors="coerce")
    results = {
        "read": read,
        "used": int(used.sum()),
        "duplicate": int(duplicate.sum()),
        "set_aside": read - int(used.sum()) - int(duplicate.sum()),
        "reasons": {code: many for code, many in sorted(reasons.items()) if many},
        "incidents": int(standing["incident"][used].nunique()),
        "children": int(standing["child"][used].nunique()),
        "ages": float(ages[ages.between(0, 120)].sum()),
        "months": {str(k): int(v) for k, v in sorted(month[used].value_counts().items())},
    }
    out.write_text(json.dumps(results), encoding="utf-8")


if __name__ == "__main__":
    main()
