"""A series of broken inputs, run in worker processes that are ended when they take too long."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

#: Most seconds of processor time for one input, most seconds by the clock before a worker
#: is ended (others may use the processor too), and most bytes of memory for one worker.
MOST_SECONDS, BY_THE_CLOCK, MOST_MEMORY = 20.0, 180.0, 1 << 30

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Failure:
    """An input that ended as it may not."""

    number: int
    file: str
    how: str
    why: str = ""


@dataclass
class Ran:
    """What came of a series."""

    ended: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)
    slowest: float = 0.0
    largest: int = 0

    def add(self, told: dict) -> None:
        """Count one input that ended."""
        self.ended[told["ended"]] += 1
        self.kinds[Path(told["file"]).suffix] += 1
        self.slowest = max(self.slowest, told["seconds"])
        self.largest = max(self.largest, told["memory"])
        if told["why"]:
            self.failures.append(Failure(told["number"], told["file"], told["ended"], told["why"]))
        elif told["seconds"] > MOST_SECONDS:
            self.failures.append(Failure(told["number"], told["file"], "too slow"))
        elif told["memory"] > MOST_MEMORY:
            self.failures.append(Failure(told["number"], told["file"], "too much memory"))

    @property
    def summary(self) -> str:
        """How many inputs ended how, and the most time and memory that any took."""
        how = ", ".join(f"{name} {count:,}" for name, count in self.ended.most_common())
        return (
            f"{self.ended.total():,} inputs, {len(self.failures)} failures; slowest "
            f"{self.slowest:.1f} s, most memory {self.largest / 1e6:.0f} MB\n{how}"
        )


def run(
    inputs: int,
    seed: int,
    first: int = 0,
    endings: Sequence[str] = (),
    tell: Callable[[Ran], None] | None = None,
) -> Ran:
    """Judge `inputs` inputs of a series, beginning with the `first`.

    `endings` are those of the whole files that are broken; `tell` is told how it stands
    after each thousand.
    """
    ran, here, last = Ran(), first, first + inputs
    while here < last:
        begun = here
        for told in _told(seed, here, last, endings):
            if "begun" in told:
                begun = told["begun"]
            else:
                ran.add(told)
                here = told["number"] + 1
                if tell and ran.ended.total() % 1000 == 0:
                    tell(ran)
        if here < last:  # the worker died, or was ended, with an input in its hands
            ran.failures.append(Failure(begun, "?", "the process ended, or took too long"))
            ran.ended["ended"] += 1
            here = begun + 1
    return ran


def _told(seed: int, first: int, last: int, endings: Sequence[str]) -> Iterator[dict]:
    """What a worker says, until it ends or is ended."""
    numbers = map(str, (seed, first, last))
    command = [sys.executable, "-m", "tests.fuzz.worker", *numbers, *endings]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as worker:
        clock = _clock(worker)
        for line in worker.stdout or ():
            clock.cancel()
            clock = _clock(worker)
            yield json.loads(line)
        clock.cancel()


def _clock(worker: subprocess.Popen[str]) -> threading.Timer:
    clock = threading.Timer(BY_THE_CLOCK, worker.kill)
    clock.daemon = True
    clock.start()
    return clock
