"""Killing a command at moments drawn by lot, and looking at what is left."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.crash.published import counted_twice, decided, left_behind, mixture, published
from tests.crash.running import Place, complete, kill_when, still_running
from tests.crash.scenarios import Reference, Stage

#: Share of the kills that are aimed at publishing, which is over soon.
AIMED = 0.3

#: Seconds that publishing takes, about.
PUBLISHING = 0.06


@dataclass(frozen=True, slots=True)
class Kill:
    """One kill and what was left by it.

    Attributes
    ----------
    scenario
        Which command.
    moment
        Processor seconds that it had, and out of how many it needs undisturbed.
    of
        See `moment`.
    aimed
        Whether the kill waited for publishing to begin.
    left
        "old", "new" or "decided" (a publishing to be finished by whoever comes next).
    wrong
        What must not be; "" if all is well.
    """

    scenario: str
    moment: float
    of: float
    aimed: bool
    left: str
    wrong: str

    def line(self) -> str:
        """One line of the log."""
        where = "publishing" if self.aimed else "anywhere"
        return (
            f"{self.scenario}\t{self.moment:.2f}\t{self.of:.2f}\t{where}"
            f"\t{self.left}\t{self.wrong or 'well'}"
        )


def killed_in_a_row(stage: Stage, reference: Reference, draws: random.Random) -> list[Kill]:
    """Kill a command one to four times in one folder, then let it end; every kill.

    What is wrong after the end is told with the last kill.
    """
    place = stage.copy(reference.folder)
    kills: list[Kill] = []
    for _ in range(draws.randint(1, 4)):
        kill = _kill(place, reference, draws)
        if kill is None:  # it ended before its moment came
            break
        kills.append(kill)
    wrong = _after_all(place, reference)
    if kills and wrong:
        last = kills.pop()
        kills.append(Kill(*(getattr(last, f) for f in Kill.__slots__[:-1]), last.wrong or wrong))
    assert kills or not wrong, wrong
    if not wrong:
        shutil.rmtree(place.folder)
    return kills


def _kill(place: Place, reference: Reference, draws: random.Random) -> Kill | None:
    aimed = draws.random() < AIMED
    moment = draws.random() * (PUBLISHING if aimed else reference.seconds)
    killed, used = kill_when(
        place, reference.scenario.command, _when(place.folder / "out", moment, aimed)
    )
    if not killed:
        return None
    out = place.folder / "out"
    now = published(out)
    left = "old" if now == reference.before else "new" if now == reference.after else "between"
    left = "decided" if decided(out) else left
    running = still_running(place)
    wrong = f"{len(running)} processes are left" if running else _mixed(out, reference)
    return Kill(reference.scenario.name, used, reference.seconds, aimed, left, wrong)


def _when(out: Path, moment: float, aimed: bool) -> Callable[[float], bool]:
    """Whether the moment has come: by processor time, or by the clock once publishing began."""
    began: list[float] = []

    def now(used: float) -> bool:
        if not aimed:
            return used >= moment
        if not began and (any((out / ".staging").glob("*")) or (out / ".unfinished").exists()):
            began.append(time.monotonic())
        return bool(began) and time.monotonic() >= began[0] + moment

    return now


def _mixed(out: Path, reference: Reference) -> str:
    if reference.scenario.name == "synth" and not (out / "truth.json").exists():
        return ""  # nothing vouches for the files
    return mixture(out, reference.before, reference.after)


def _after_all(place: Place, reference: Reference) -> str:
    """What is wrong once the command has been let end; "" if nothing."""
    out = place.folder / "out"
    done = published(out) == reference.after
    code, said, _ = complete(place, reference.scenario.command)
    if not reference.scenario.ended_well(code, done):
        return f"the next run ended with {code}: {said.strip()[-300:]}"
    now = published(out)
    if now != reference.after:
        return f"another result: {[t for t in now if now[t] != reference.after.get(t)]}"
    if left := left_behind(out, place.temporary):
        return f"left behind: {left}"
    if (out / "protected" / "store").exists() and (twice := counted_twice(out)):
        return f"counted twice: {twice}"
    return "processes are left" if still_running(place) else ""
