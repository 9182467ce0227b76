"""What the front door costs for a big police CSV, once its counts are known to be right.

    python benchmarks/intake_bulk.py --rows 3500000 --work out/intake

Repeats one year of a SYNTHETIC county's extract, each time with references of its own, and
writes one line in a thousand twice; ingests it with every check; has `peer_pandas_intake.py`
count the same file; compares every count; and only then prints time and peak memory, the
peer's and those of proposing a plan for the file among them. Exit
code 1 if any count differs, or a bound that was asked for (--seconds, --mebibytes) is passed.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import shutil
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measure import HEADER, line, repeat, run_once

HERE = Path(__file__).resolve().parent
HOMEWARD = (sys.executable, "-c", "from homeward.cli import main; main()")

#: The year that is repeated.
YEAR = "missing_2019.csv"

#: One line in so many is written again, some way below.
AGAIN_EACH = 1_000

#: Reasons for which a whole row is set aside; the peer knows no vocabulary, and no cells.
WHOLE = ("HW-R001", "HW-R002", "HW-R006", "HW-R031", "HW-R041", "HW-R042", "HW-R043")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--profile", default="herts-2019-2022", help="synthetic profile")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--rows", type=int, default=3_500_000)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--work", type=Path, default=Path("out/intake"), help="emptied first")
    parser.add_argument("--seconds", type=float, help="most wall time of any run")
    parser.add_argument("--mebibytes", type=float, help="most resident memory of any run")
    return parser.parse_args()


def repeat_year(year: Path, plan: Path, rows: int, to: Path) -> None:
    """Write about `rows` rows of the year over and over, references made different."""
    opened = tomllib.loads(plan.read_text("utf-8"))["dataset"][0]["reading"]
    encoding, header = opened["encoding"], opened["header_row"]
    lines = list(csv.reader(io.StringIO(year.read_bytes().decode(encoding), newline="")))
    above, records = lines[:header], [cells for cells in lines[header:] if cells]
    with to.open("w", encoding=encoding, newline="") as out:
        writer = csv.writer(out)
        writer.writerows(above)
        again: list[list[str]] = []
        for place in range(rows):
            copy, at = divmod(place, len(records))
            cells = _as_copy(records[at], copy)
            writer.writerow(cells)
            if place % AGAIN_EACH == 0 and len(cells) > 1:
                again.append(cells)
            if again and place % (37 * AGAIN_EACH) == 1:
                writer.writerows(again)
                again = []


def _as_copy(cells: list[str], copy: int) -> list[str]:
    """A record with references of its own: of the report, and of the child in most copies."""
    if len(cells) < 2:
        return cells
    report, child, *rest = cells
    return [report and f"{report}/{copy}", child and f"{child}{copy % 400:03d}", *rest]


def prepare(asked: argparse.Namespace) -> None:
    """The big file, and the plan that Homeward proposes for the year it repeats."""
    work, logs = asked.work, asked.work / "logs"
    shutil.rmtree(work, ignore_errors=True)
    made = ("--profile", asked.profile, "--seed", asked.seed, "--out", work / "made")
    run_once((*HOMEWARD, "synth", *made), logs / "synth")
    extracts = work / "made" / "extracts"
    year = next(extracts.rglob(YEAR))
    plan, small, big = work / "study.toml", work / "small", work / "big"
    for folder in (small, big):
        folder.mkdir()
        shutil.copy(next(extracts.rglob("SYNTHETIC.txt")), folder)
    shutil.copy(year, small / "missing.csv")
    run_once((*HOMEWARD, "plan", small, "--out", plan), logs / "plan")
    repeat_year(year, plan, asked.rows, big / "missing.csv")


def found(out: Path) -> dict[str, object]:
    """Homeward's counts: of the account, and of the stored table."""
    protected = out / "protected"
    (account,) = json.loads(next(protected.rglob("account.json")).read_text("utf-8"))["files"]
    reasons: Counter[str] = Counter()
    for reason in account["reasons"]:
        if reason["code"] in WHOLE and not _is_of_cells(reason):
            reasons[reason["code"]] += reason["count"]
    columns = ["incident", "child", "age", "reported_on"]
    stored = pq.read_table(protected / "store" / "incidents.parquet", columns=columns)
    months = Counter(pc.strftime(stored["reported_on"], format="%Y-%m").to_pylist())
    return {
        **{name: account[name] for name in ("read", "used", "duplicate", "set_aside")},
        "reasons": dict(sorted(reasons.items())),
        "incidents": pc.count_distinct(stored["incident"]).as_py(),
        "children": pc.count_distinct(stored["child"]).as_py(),
        "ages": float(pc.sum(stored["age"]).as_py()),
        "months": dict(sorted(months.items())),
    }


def _is_of_cells(reason: dict[str, str]) -> bool:
    """Whether an unreadable time cost the cell only: every row needs the time of the report."""
    return reason["code"] == "HW-R002" and reason["column"] != "reported"


def differences(ours: dict[str, object], theirs: dict[str, object]) -> list[str]:
    """What is not the same in both, in words."""
    return [
        f"{name}: Homeward {ours.get(name)}, pandas {theirs.get(name)}"
        for name in sorted({*ours, *theirs})
        if ours.get(name) != theirs.get(name)
    ]


def main() -> int:
    """Exit code: 0 where all counts agree and no bound is passed."""
    asked = _arguments()
    work, logs = asked.work, asked.work / "logs"
    prepare(asked)
    plan, big, out = work / "study.toml", work / "big", work / "out"
    command = (*HOMEWARD, "ingest", big, "--plan", plan, "--out", out, "--json")
    costs = repeat(
        command, logs / "ingest", asked.runs, lambda: shutil.rmtree(out, ignore_errors=True)
    )
    again = ("plan", big, "--out", work / "big.toml", "--overwrite")
    planned = repeat((*HOMEWARD, *again), logs / "plan_big", asked.runs)
    peer = (sys.executable, HERE / "peer_pandas_intake.py", big / "missing.csv", plan)
    theirs_cost = run_once((*peer, work / "peer.json"), logs / "peer")
    theirs = json.loads((work / "peer.json").read_text("utf-8"))
    ours = found(out)
    wrong = differences(ours, theirs)
    if wrong:
        print("\n".join(["The counts differ, so no times are given:", *wrong]))
        return 1
    fates = ", ".join(
        f"{ours[name]:,} {name}" for name in ("read", "used", "duplicate", "set_aside")
    )
    print(f"pandas agrees on {len(ours)} counts: {fates}, {ours['reasons']}")
    print(f"\nSYNTHETIC records; {os.cpu_count()} processors.\n\n{HEADER}")
    print(line(f"homeward ingest, {asked.rows:,} rows", costs))
    print(line("pandas, the counts alone", [theirs_cost]))
    print(line("homeward plan, a sample of them", planned))
    late = asked.seconds is not None and max(cost.wall for cost in costs) > asked.seconds
    large = asked.mebibytes is not None and max(cost.peak for cost in costs) > asked.mebibytes
    return int(late or large)


if __name__ == "__main__":
    sys.exit(main())
