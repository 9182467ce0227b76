"""Kill every command many times and write a log: `python -m tests.crash --kills 200`."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.crash.kills import Kill, killed_in_a_row
from tests.crash.scenarios import SCENARIOS, Stage

HEAD = "command\tprocessor seconds\tof\twhere\tleft\toutcome"


def survive(
    many: int,
    seed: int,
    folder: Path,
    names: Sequence[str] = tuple(SCENARIOS),
    tell: Callable[[Kill], None] = lambda kill: None,
) -> list[Kill]:
    """Kill the commands in turn until so many kills are done; all of them, each told at once."""
    draws = random.Random(seed)
    stage = Stage(folder)
    references = [stage.reference(SCENARIOS[name]) for name in names]
    kills: list[Kill] = []
    turn = 0
    while len(kills) < many:
        done = killed_in_a_row(stage, references[turn % len(references)], draws)
        for kill in done[: many - len(kills)]:
            tell(kill)
        kills += done
        turn += 1
    return kills[:many]


def summary(kills: list[Kill], seed: int, seconds: float) -> list[str]:
    """What a person should know of a series of kills."""
    wrong = [kill for kill in kills if kill.wrong]
    lines = [
        f"{len(kills)} kills (seed {seed}) in {seconds:.0f} s:"
        f" {len(kills) - len(wrong)} survived, {len(wrong)} not.",
        "",
        "| command | kills | while publishing | left the old result | the new | decided |",
        "|---|---|---|---|---|---|",
    ]
    for name in dict.fromkeys(kill.scenario for kill in kills):
        mine = [kill for kill in kills if kill.scenario == name]
        left = Counter(kill.left for kill in mine)
        cells = (len(mine), sum(k.aimed for k in mine), left["old"], left["new"], left["decided"])
        lines.append(f"| {name} | " + " | ".join(str(cell) for cell in cells) + " |")
    return lines


def main() -> int:
    """Kill, log, and say how it went; 1 if anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--log", type=Path, default=Path("out/kills.tsv"))
    asked = parser.parse_args()
    began = time.monotonic()
    asked.log.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, asked.log.open("w", encoding="utf-8") as log:
        print(HEAD, file=log, flush=True)
        kills = survive(
            asked.kills,
            asked.seed,
            Path(folder),
            tell=lambda k: print(k.line(), file=log, flush=True),
        )
    print("\n".join(summary(kills, asked.seed, time.monotonic() - began)))
    for kill in kills:
        if kill.wrong:
            print(f"NOT SURVIVED: {kill}")
    print(f"Log: {asked.log}")
    return 1 if any(kill.wrong for kill in kills) else 0


if __name__ == "__main__":
    sys.exit(main())
