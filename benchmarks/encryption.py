"""What encryption at rest costs on the main job, once both runs are known to say the same.

    python benchmarks/encryption.py --rows 350000 --work out/encryption

Makes a SYNTHETIC county's extracts, and a big extract that repeats one year of it; runs the
whole study on each without a key and with one, in turn, so that what else the machine does
falls on both alike; compares the released findings byte for byte; and only then prints medians.
"Cold" is an empty output folder. The cost is told in processor time, of the process and its
children. Exit code 1 if the findings differ, or if encryption costs more than `--percent`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.intake_bulk import HOMEWARD, prepare
from benchmarks.measure import HEADER, CommandFailed, Cost, line, run_once

FINDINGS = "outgoing/released/findings.json"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--profile", default="herts-2019-2022", help="synthetic profile")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--rows", type=int, default=350_000, help="rows of the big extract")
    parser.add_argument("--runs", type=int, default=5, help="runs of each on the county")
    parser.add_argument("--big-runs", type=int, default=1, help="runs of each on the big extract")
    parser.add_argument("--work", type=Path, default=Path("out/encryption"), help="emptied first")
    parser.add_argument("--percent", type=float, help="most that encryption may cost")
    return parser.parse_args()


def in_turn(
    extracts: Path, plan: Path, work: Path, runs: int
) -> tuple[list[Cost], list[Cost], list[float]]:
    """Costs of plain and of encrypted runs, and what each pair says encryption cost, in percent.

    Raises
    ------
    CommandFailed
        If a run fails, or the two of a pair release different findings.
    """
    plain: list[Cost] = []
    sealed: list[Cost] = []
    key = ("--key-file", work / "homeward.key")
    for number in range(runs):
        both = [("plain", (), plain), ("encrypted", key, sealed)]
        for name, more, costs in both if number % 2 == 0 else reversed(both):
            out = work / name
            shutil.rmtree(out, ignore_errors=True)
            command = (*HOMEWARD, "run", extracts, "--plan", plan, "--out", out, "--json", *more)
            costs.append(run_once(command, work / "logs" / name))
        if (work / "plain" / FINDINGS).read_bytes() != (work / "encrypted" / FINDINGS).read_bytes():
            raise CommandFailed("the encrypted run released other findings than the plain one")
        if not (work / "encrypted" / "protected" / "keys.json").is_file():
            raise CommandFailed("the run with a key encrypted nothing")
    paired = [100 * (s.cpu / p.cpu - 1) for p, s in zip(plain, sealed, strict=True)]
    return plain, sealed, paired


def main() -> int:
    """Exit code: 0 where findings agree and encryption costs no more than was asked."""
    asked = _arguments()
    work = asked.work
    cost = 0.0
    try:
        prepare(asked)
        county = work / "made" / "extracts"
        run_once((*HOMEWARD, "plan", county, "--out", work / "county.toml"), work / "logs" / "plan")
        run_once((*HOMEWARD, "keys", "new", "--out", work / "homeward.key"), work / "logs" / "key")
        found = {
            "one county": in_turn(county, work / "county.toml", work, asked.runs),
            f"{asked.rows:,} rows": in_turn(
                work / "big", work / "study.toml", work, asked.big_runs
            ),
        }
    except CommandFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    print("Released findings are the same, byte for byte, with a key and without.")
    print(f"\nSYNTHETIC records; {os.cpu_count()} processors.\n\n{HEADER}")
    for name, (plain, sealed, paired) in found.items():
        print(line(f"homeward run, {name}", plain))
        print(line("  the same, encrypted", sealed))
        more = 100 * (median(c.cpu for c in sealed) / median(c.cpu for c in plain) - 1)
        told = ", ".join(f"{percent:+.1f}" for percent in paired)
        print(f"  processor time of encryption: {more:+.1f}% (pair by pair: {told})\n")
        cost = max(cost, more)
    return int(asked.percent is not None and cost > asked.percent)


if __name__ == "__main__":
    sys.exit(main())
