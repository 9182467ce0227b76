"""Five years of made-up SSDA903 returns: read and checked, with plain pandas beside it.

`python benchmarks/returns_903.py --peer-python .venv-peers/bin/python` makes the returns,
compares what Homeward keeps of each table with what `peer_pandas_returns.py` keeps, and
only then prints times. Homeward's time is of `ingest` within one process, plan given: every
file read, every cell and rule checked, later returns put in the place of earlier ones,
contradictory spells looked for. `plan` is timed apart.
"""

from __future__ import annotations

import argparse
import csv
import json
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measure import Cost, run_once
from homeward.records.intake import Intake, Scope, ingest
from homeward.records.mapping import FileMap
from homeward.records.propose import propose

HERE = Path(__file__).resolve().parent
SCOPE = Scope(date(2018, 1, 1), date(2024, 12, 31), 18)
HEADERS = {
    "header": "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB",
    "episodes": "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,"
    "HOME_POST,PL_POST,URN",
    "missing": "CHILD,DOB,MISSING,MIS_START,MIS_END",
}

Spell = tuple[str, date, date, str]


def make_returns(folder: Path, children: int, years: Sequence[int], seed: int = 1) -> int:
    """Write made-up returns of so many children in each year; how many rows there are.

    What is open at the end of a year stands open in its return, and again in the next.
    """
    rng = np.random.default_rng(seed)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    first = date(years[0] - 1, 4, 1)
    stays, absences = list(_stays(rng, children, len(years), first)), []
    for child, opens, closes, _ in stays:
        for _ in range(rng.poisson(1.0)):
            day = opens + timedelta(int(rng.integers(0, max(1, (closes - opens).days))))
            absences.append(
                (child, day, day + timedelta(int(rng.integers(0, 6))), "MA"[rng.integers(0, 2)])
            )
    return sum(_write_year(folder, year, stays, absences) for year in years)


def _stays(rng: np.random.Generator, children: int, years: int, first: date) -> Iterator[Spell]:
    """Episodes of care, one after another, of children who are mostly in care throughout."""
    places = ("U6", "U4", "U3", "K2", "H5", "P1", "Z1")
    for number in range(int(children * 1.4)):
        day = first + timedelta(int(rng.integers(-400, 200 if number < children else 1200)))
        for _ in range(rng.integers(2, 9)):
            ends = day + timedelta(int(rng.integers(60, 320 * years // 3)))
            yield f"{number:08d}", day, ends, places[rng.integers(0, len(places))]
            day = ends


def _write_year(folder: Path, year: int, stays: list[Spell], absences: list[Spell]) -> int:
    first, last = date(year - 1, 4, 1), date(year, 3, 31)
    here = [s for s in stays if s[2] >= first and s[1] <= last]
    away = [s for s in absences if s[2] >= first and s[1] <= last]
    tables = {
        "header": [
            [c, "12"[int(c) % 2], f"{1 + int(c) % 28:02d}/05/2008", "WBRI", f"A{c}1234", "", ""]
            for c in sorted({s[0] for s in here} | {s[0] for s in away})
        ],
        "episodes": [
            [c, _day(o), "S", "C2", "N1", p, "PR1", *_end(e, last), "", "ZZ1 1AA", "ZZ2 2BB",
             "SC123456"]
            for c, o, e, p in here
        ],
        "missing": [
            [c, f"{1 + int(c) % 28:02d}/05/2008", m, _day(o), _end(e, last)[0]]
            for c, o, e, m in away
        ],
    }  # fmt: skip
    for name, rows in tables.items():
        path = folder / f"synthetic_ssda903_{year}_{name}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([HEADERS[name].split(","), *rows])
    return sum(map(len, tables.values()))


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _end(ends: date, last: date) -> tuple[str, str]:
    return (_day(ends), "X1") if ends <= last else ("", "")


def read(folder: Path, maps: Sequence[FileMap]) -> tuple[Intake, float]:
    """What Homeward keeps, and the seconds that it took."""
    begun = time.perf_counter()
    taken = ingest(folder, maps, SCOPE, lambda kind, text: text)
    return taken, time.perf_counter() - begun


def kept(taken: Intake) -> dict[str, list[list[str | None]]]:
    """What is compared with the peer: spells with their ends, and children with their sex."""
    columns = {
        "children": ("child", "sex"),
        "placements": ("child", "started", "ended", "legal_status"),
        "absences": ("child", "started_on", "ended_on", "absence_kind"),
    }
    out = {}
    for name, names in columns.items():
        rows = taken.tables[name].select(list(names)).to_pylist()
        texts = [[None if v is None else str(v) for v in row.values()] for row in rows]
        out[name] = sorted(texts, key=str)
    return out


def compare_and_time(
    work: Path, peer_python: Path | None, runs: int, children: int = 1000
) -> tuple[list[str], dict[str, list[float]], list[Cost]]:
    """Tables that differ from the peer's; Homeward's seconds by part; the peer's costs."""
    extracts, results = work / "returns", work / "returns_peer.json"
    make_returns(extracts, children, range(2019, 2024))
    begun = time.perf_counter()
    maps = propose(extracts).maps
    planned = [time.perf_counter() - begun]
    used = [one for one in maps if one.table != "incidents"]
    times = [read(extracts, used)[1] for _ in range(runs)]
    taken, _ = read(extracts, used)
    wrong, costs = [], []
    if peer_python:
        command = (peer_python, HERE / "peer_pandas_returns.py", extracts, results)
        costs = [run_once(command, work / "logs" / "returns_peer") for _ in range(runs)]
        theirs = json.loads(results.read_text(encoding="utf-8"))
        wrong = [name for name, rows in kept(taken).items() if rows != theirs[name]]
    return wrong, {"plan": planned, "read and checked": times}, costs


def main() -> int:
    """Exit code: 0 when results agree, else 1."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--work", type=Path, default=Path("out/bench"))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peer-python", type=Path)
    asked = parser.parse_args()
    asked.work.mkdir(parents=True, exist_ok=True)
    wrong, times, costs = compare_and_time(asked.work, asked.peer_python, asked.runs)
    if wrong:
        print("SSDA903: differs from pandas in", ", ".join(wrong), file=sys.stderr)
        return 1
    for name, seconds in times.items():
        print(f"SSDA903, {name}: {', '.join(f'{s:.2f}' for s in seconds)} s")
    if costs:
        print(f"pandas, whole process: {', '.join(f'{c.wall:.2f}' for c in costs)} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
