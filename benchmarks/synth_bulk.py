"""What a large synthetic county costs: wall and processor time, memory of every process.

    python benchmarks/synth_bulk.py --scale 384 --workers 1 2 --out /tmp/large

makes the county once for each number of processes, says what each took, and fails unless
every file has the same bytes each time. Needs psutil (requirements/dev.in).
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

#: Between two looks at memory, in seconds.
EVERY = 0.1


@dataclass(frozen=True, slots=True)
class TreeCost:
    """What a process and all that it started took.

    Attributes
    ----------
    wall, cpu
        Seconds; `cpu` is user and system time.
    peak
        Most resident memory of all processes together, in MiB; pages that they share
        count in each.
    """

    wall: float
    cpu: float
    peak: float


def tree_cost(command: Sequence[str]) -> TreeCost:
    """Run a command to its end, watching its processes.

    Raises
    ------
    RuntimeError
        If it does not end well.
    """
    begun, peak = time.perf_counter(), 0
    process = psutil.Popen(command)
    seen: dict[int, float] = {}
    while process.poll() is None:
        peak = max(peak, _resident(process, seen))
        time.sleep(EVERY)
    if process.returncode != 0:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}")
    return TreeCost(time.perf_counter() - begun, sum(seen.values()), peak / 2**20)


def _resident(process: psutil.Popen, seen: dict[int, float]) -> int:
    """Resident bytes of the tree now; notes in `seen` each process's seconds so far."""
    held = 0
    try:
        for one in [process, *process.children(recursive=True)]:
            used = one.cpu_times()
            seen[one.pid] = used.user + used.system
            held += one.memory_info().rss
    except psutil.NoSuchProcess:
        return held
    return held


def fingerprint(folder: Path) -> str:
    """One sha256 over the names and bytes of every file of a folder."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode())
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _command(options: argparse.Namespace, workers: int, out: Path) -> list[str]:
    call = (
        "from pathlib import Path; from homeward.synth.bulk import make_bulk; "
        f"print(make_bulk({options.profile!r}, {options.seed}, Path({str(out)!r}), "
        f"scale={options.scale}, workers={workers}, events={options.events}).counts)"
    )
    return [sys.executable, "-c", call]


def main() -> None:
    """Make the county with each number of processes, and compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--profile", default="herts-2019-2022")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scale", type=float, default=384.0)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--events", action="store_true")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    prints = set()
    for workers in options.workers:
        out = options.out / f"workers_{workers}"
        shutil.rmtree(out, ignore_errors=True)
        cost = tree_cost(_command(options, workers, out))
        prints.add(fingerprint(out))
        print(f"{workers} workers: {cost.wall:.1f} s wall, {cost.cpu:.1f} s processor, "
              f"{cost.peak:.0f} MiB at most")  # fmt: skip
    if len(prints) > 1:
        sys.exit("the bytes depend on the number of processes")
    print(f"the same bytes each time: {prints.pop()}")


if __name__ == "__main__":
    main()
