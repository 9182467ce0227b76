"""Five years of returns with plain pandas: read, the later return of a spell kept.

Run as `python peer_pandas_returns.py FOLDER RESULTS.json`. Nothing is checked: a return is
taken to be as its guide says. It shares no code with Homeward.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pandas as pd


def read(folder: Path, module: str) -> pd.DataFrame:
    """Every year's file of one module, with the year in which its return ends."""
    parts = []
    for path in sorted(folder.glob(f"*_{module}.csv")):
        part = pd.read_csv(path, dtype=str, keep_default_na=False)
        part["YEAR"] = int(re.findall(r"_(\d{4})_", path.name)[0])
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def latest(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """The rows of the last return that tells of each child or spell, each row once."""
    last = rows.groupby(keys)["YEAR"].transform("max")
    return rows[rows["YEAR"] == last].drop_duplicates()


def day(texts: pd.Series) -> pd.Series:
    """Dates as ISO text; blank is null."""
    return pd.to_datetime(texts, format="%d/%m/%Y", errors="coerce").dt.strftime("%Y-%m-%d")


def listed(columns: list[pd.Series]) -> list[list[str | None]]:
    """Columns as sorted rows of texts."""
    frame = pd.concat(columns, axis=1).astype(object)
    return sorted(frame.where(frame.notna(), None).to_numpy().tolist(), key=str)


def main() -> None:
    """Write what is kept of each module."""
    folder, results = Path(sys.argv[1]), Path(sys.argv[2])
    children = latest(read(folder, "header"), ["CHILD"])
    episodes = latest(read(folder, "episodes"), ["CHILD", "DECOM"])
    missing = latest(read(folder, "missing"), ["CHILD", "MIS_START"])
    out = {
        "children": [children["CHILD"], children["SEX"].map({"1": "male", "2": "female"})],
        "placements": [
            episodes["CHILD"], day(episodes["DECOM"]), day(episodes["DEC"]),
            episodes["LS"].str.lower(),
        ],
        "absences": [
            missing["CHILD"], day(missing["MIS_START"]), day(missing["MIS_END"]),
            missing["MISSING"].map({"M": "missing", "A": "away_a"}),
        ],
    }  # fmt: skip
    document = {name: listed(columns) for name, columns in out.items()}
    results.write_text(json.dumps(document), encoding="utf-8")


if __name__ == "__main__":
    main()
