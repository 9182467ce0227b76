"""`make bench`: what the main job and its parts cost, and a peer beside them.

The peer's results are compared with Homeward's before any time is printed; if they
differ there are no times and the exit code is 1. Every number is of synthetic records.
"Cold" means an empty output folder, "no bytecode" that no compiled module is found either;
the operating system's file cache is as it is.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.agreement import disagreements, write_peer_input
from benchmarks.measure import HEADER, CommandFailed, Cost, line, repeat, run_once

HERE = Path(__file__).resolve().parent
HOMEWARD = (sys.executable, "-c", "from homeward.cli import main; main()")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--profile", default="herts-2019-2022", help="synthetic profile")
    parser.add_argument("--scale", default="1", help="times as many children and homes")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--runs", type=int, default=3, help="runs of each timing")
    parser.add_argument("--work", type=Path, default=Path("out/bench"), help="emptied first")
    parser.add_argument("--peer-python", type=Path, help="interpreter with pandas and lifelines")
    parser.add_argument(
        "--copies", type=int, default=377, help="counties in the large set of the demand findings"
    )
    parser.add_argument(
        "--rows", type=int, default=3_500_000, help="rows of the big police CSV that is taken in"
    )
    return parser.parse_args()


def prepare(asked: argparse.Namespace) -> None:
    """The synthetic extract, its plan, and one finished run to compare with."""
    work, logs = asked.work, asked.work / "logs"
    shutil.rmtree(work, ignore_errors=True)
    made = ("--profile", asked.profile, "--seed", asked.seed, "--scale", asked.scale)
    run_once((*HOMEWARD, "synth", *made, "--out", work / "made"), logs / "synth")
    plan = ("plan", work / "made" / "extracts", "--out", work / "study.toml")
    run_once((*HOMEWARD, *plan), logs / "plan")
    run_once(whole_run(work, work / "warm"), logs / "run")


def whole_run(
    work: Path, out: Path, program: tuple[str | Path, ...] = HOMEWARD
) -> tuple[str | Path, ...]:
    """The command for a whole run of the prepared extract."""
    extracts, plan = work / "made" / "extracts", work / "study.toml"
    return (*program, "run", extracts, "--plan", plan, "--out", out, "--json")


def peer_command(asked: argparse.Namespace) -> tuple[str | Path, ...]:
    """The command for the peer's own script."""
    files = [asked.work / "peer" / n for n in ("incidents.csv", "settings.json", "results.json")]
    return (asked.peer_python, HERE / "peer_pandas_lifelines.py", *files)


def compare(asked: argparse.Namespace) -> list[str]:
    """Run the peer once and list what it found otherwise; prints how many agree."""
    write_peer_input(asked.work / "warm", asked.work / "study.toml", asked.work / "peer")
    run_once(peer_command(asked), asked.work / "logs" / "peer")
    compared, wrong = disagreements(asked.work / "warm", asked.work / "peer" / "results.json")
    print(f"pandas + lifelines: {compared} estimates compared, {len(wrong)} differ")
    return wrong


def time_all(asked: argparse.Namespace) -> dict[str, list[Cost]]:
    """Every timing, by the name it is printed under."""
    work, logs, runs = asked.work, asked.work / "logs", asked.runs

    def empty(*folders: Path) -> None:
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)

    def forget_results() -> None:
        for step in ("link", "study", "release", "report"):
            for cached in (work / "warm" / "protected" / "cache").glob(f"{step}*"):
                shutil.rmtree(cached, ignore_errors=True)

    cold, demo, pycache = work / "cold", work / "demo", (work / "pycache").resolve()
    county = work / "county"
    bare = (sys.executable, "-X", f"pycache_prefix={pycache}", *HOMEWARD[1:])
    timed = {
        "homeward --help": repeat((*HOMEWARD, "--help"), logs / "help", runs),
        "homeward synth, one county": repeat(
            (*HOMEWARD, "synth", "--profile", asked.profile, "--seed", asked.seed, "--out", county),
            logs / "county",
            runs,
            lambda: empty(county),
        ),
        "homeward demo, cold": repeat(
            (*HOMEWARD, "demo", "--out", demo), logs / "demo", runs, lambda: empty(demo)
        ),
        "homeward run, no bytecode either": repeat(
            whole_run(work, cold, bare), logs / "bare", runs, lambda: empty(cold, pycache)
        ),
        "homeward run, cold": repeat(
            whole_run(work, cold), logs / "cold", runs, lambda: empty(cold)
        ),
        "homeward run, all steps but ingest": repeat(
            whole_run(work, work / "warm"), logs / "later", runs, forget_results
        ),
        "homeward run, nothing changed": repeat(
            whole_run(work, work / "warm"), logs / "warm", runs
        ),
    }
    if asked.peer_python:
        timed["pandas + lifelines, checked CSV"] = repeat(peer_command(asked), logs / "peer", runs)
    return timed


def demand(asked: argparse.Namespace) -> int:
    """The demand findings on one county and on many together; prints as it goes."""
    command = [sys.executable, HERE / "demand_findings.py"]
    command += [asked.work / "warm" / "protected" / "timelines"]
    command += ["--out", asked.work / "demand", "--copies", str(asked.copies)]
    if asked.peer_python:
        command += ["--peer-python", asked.peer_python]
    print("\nEvery demand finding by itself (`benchmarks/demand_findings.py`)", flush=True)
    return subprocess.run(command, check=False).returncode


def returns(asked: argparse.Namespace) -> int:
    """Five years of SSDA903 returns of a thousand children; prints as it goes."""
    command = [sys.executable, HERE / "returns_903.py", "--work", asked.work / "returns"]
    command += ["--runs", str(asked.runs)]
    if asked.peer_python:
        command += ["--peer-python", asked.peer_python]
    print("\nFive years of returns (`benchmarks/returns_903.py`)", flush=True)
    return subprocess.run(command, check=False).returncode


def bulk(asked: argparse.Namespace) -> int:
    """A big police CSV with every check, within bounds of time and memory; prints as it goes."""
    command = [sys.executable, HERE / "intake_bulk.py", "--work", asked.work / "bulk"]
    command += ["--rows", str(asked.rows), "--profile", asked.profile, "--seed", asked.seed]
    if asked.rows == 3_500_000:
        command += ["--seconds", "90", "--mebibytes", "3072"]
    print("\nA big CSV taken in (`benchmarks/intake_bulk.py`)", flush=True)
    return subprocess.run(command, check=False).returncode


def cox(asked: argparse.Namespace) -> int:
    """Andersen-Gill with robust errors beside R and lifelines; prints as it goes."""
    command = [sys.executable, HERE / "cox_recurrent.py", "--work", asked.work / "cox"]
    if asked.peer_python:
        command += ["--peer-python", asked.peer_python]
    print("\nCox for recurrent events (`benchmarks/cox_recurrent.py`)", flush=True)
    return subprocess.run(command, check=False).returncode


def main() -> int:
    """Exit code: 0 when results agree and all commands ended well, else 1."""
    asked = _arguments()
    try:
        prepare(asked)
        wrong = compare(asked) if asked.peer_python else []
        if wrong:
            print("\n".join(["The results differ, so no times are given:", *wrong]))
            return 1
        timed = time_all(asked)
    except CommandFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    print(
        f"\nSYNTHETIC records, profile {asked.profile}, scale {asked.scale}, seed {asked.seed}."
        f" Medians of {asked.runs} runs; Python {platform.python_version()},"
        f" {os.cpu_count()} processors.\n\n{HEADER}"
    )
    for name, costs in timed.items():
        print(line(name, costs))
    print(
        "\nThe peer reads rows that are already checked and gives the main estimates alone;"
        "\nHomeward's later steps also give intervals, tables, disclosure control and report."
    )
    return max(demand(asked), returns(asked), bulk(asked), cox(asked))


if __name__ == "__main__":
    sys.exit(main())
