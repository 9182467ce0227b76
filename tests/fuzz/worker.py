"""Judges a run of inputs in a process with limits, and says on each line how one ended."""

from __future__ import annotations

import json
import resource
import sys
import traceback

from tests.fuzz.judge import judge
from tests.fuzz.mutate import make
from tests.fuzz.seeds import seeds
from tests.lib.memory import most_held

#: Bytes of address space: Python, Arrow and the largest file read.
MOST_MEMORY = 4 << 30

#: For one input in so many a mapping is proposed as well.
_PROPOSING = 4


def _of_time() -> float:
    """Seconds of processor time that this process and those it started have taken."""
    both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


def main(seed: int, first: int, last: int, endings: tuple[str, ...] = ()) -> None:
    """Judge inputs `first` to `last` of a series; a JSON line when each begins and ends.

    `endings` are those of the whole files that are broken; all, if there are none.
    """
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    files = {name: data for name, data in seeds().items() if name.endswith(endings or "")}
    for number in range(first, last):
        print(json.dumps({"begun": number}), flush=True)
        started = _of_time()
        try:
            name, data = make(number, seed, files)
            ended, why = judge(name, data, proposing=number % _PROPOSING == 0), ""
        except BaseException as error:
            ended, why = type(error).__name__, traceback.format_exc()
        told = {"number": number, "file": name, "ended": ended, "why": why,
                "seconds": _of_time() - started, "memory": most_held()}  # fmt: skip
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]), tuple(sys.argv[4:]))
