"""`python -m tests.fuzz --inputs 20000 --seed 1`: break files and read them, each with limits.

An input must end, within its time and its memory, read or refused with a code. Those that
do not are printed with how to make them again.
"""

from __future__ import annotations

import argparse
import sys

from tests.fuzz.series import Ran, run


def _tell(ran: Ran) -> None:
    for failure in ran.failures:
        print(f"input {failure.number} ({failure.file}): {failure.how}", file=sys.stderr)
    print(ran.summary, file=sys.stderr, flush=True)


def main() -> int:
    """Run a series and print what came of it; 1 if any input ended as it may not."""
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    asked.add_argument("--inputs", type=int, default=1000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--first", type=int, default=0)
    asked.add_argument("--only", nargs="*", default=[], metavar=".csv")
    chosen = asked.parse_args()
    ran = run(chosen.inputs, chosen.seed, chosen.first, chosen.only, _tell)
    for failure in ran.failures:
        print(f"seed {chosen.seed}, input {failure.number} ({failure.file}): {failure.how}")
        print(failure.why)
    print(ran.summary)
    return 1 if ran.failures else 0


if __name__ == "__main__":
    sys.exit(main())
