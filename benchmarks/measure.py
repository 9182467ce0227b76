"""What one command costs: wall time, processor time and peak memory of the whole process."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

#: `ru_maxrss` is in bytes on macOS and in kibibytes elsewhere.
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run of a command took.

    Attributes
    ----------
    wall, cpu
        Seconds; `cpu` is user and system time of the process and its children.
    peak
        Largest resident memory of any one process of it, in MiB.
    """

    wall: float
    cpu: float
    peak: float


class CommandFailed(RuntimeError):
    """A command that is timed did not end well: its numbers would mean nothing."""


def run_once(command: Sequence[str | Path], log: Path) -> Cost:
    """Run `command` to its end, its output going to `log`.

    Raises
    ------
    CommandFailed
        If its exit code is not 0; the message names the command and the log.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as out:
        begun = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], stdout=out, stderr=out)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise CommandFailed(f"{' '.join(map(str, command))} ended with {process.returncode}: {log}")
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * _RSS_UNIT / 2**20)


def repeat(
    command: Sequence[str | Path], log: Path, runs: int, before: Callable[[], None] | None = None
) -> list[Cost]:
    """Costs of `runs` runs, with `before` called (and not timed) before each."""
    costs = []
    for _ in range(runs):
        if before is not None:
            before()
        costs.append(run_once(command, log))
    return costs


def line(name: str, costs: Sequence[Cost]) -> str:
    """One line of a report: medians, with the range of wall times."""
    walls = [cost.wall for cost in costs]
    return (
        f"{name:<34} {median(walls):8.2f}  {min(walls):.2f}-{max(walls):.2f}"
        f"  {median(c.cpu for c in costs):8.2f}  {median(c.peak for c in costs):8.0f}"
    )


HEADER = f"{'':<34} {'wall s':>8}  {'range':<9}  {'cpu s':>8}  {'peak MiB':>8}"
