"""What is killed: each command, on a folder prepared as a person would find it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.crash.county import keep_project_key, mend, write_county
from tests.crash.published import published
from tests.crash.running import Place, complete, place_in

_PLAN = ("--plan", "study.toml", "--out", "out", "--quiet")


@dataclass(frozen=True, slots=True)
class Scenario:
    """One command that is killed.

    Attributes
    ----------
    name
        Short, for logs.
    before
        Commands that prepare the folder.
    command
        The command that is killed, and later run to its end.
    prepare
        What a person does by hand between `before` and `command`.
    done_already
        Exit code of the command where a kill came after its work was done; 0 where it does
        the same again.
    """

    name: str
    before: tuple[tuple[str, ...], ...]
    command: tuple[str, ...]
    prepare: Callable[[Path], object] = lambda folder: None
    done_already: int = 0

    def ended_well(self, code: int, done: bool) -> bool:
        """Whether an exit code is right, given whether a killed run had done the work."""
        return code == 0 or (done and code == self.done_already)


_EARLY = ("run", "early", *_PLAN)
_LATE = ("ingest", "late", *_PLAN)


def _step(name: str) -> tuple[str, ...]:
    return (name, "--out", "out", "--quiet")


def _mended(folder: Path) -> None:
    mend(folder / "out" / "protected" / "quarantine", folder / "001_rows.csv")


SCENARIOS = {
    each.name: each
    for each in (
        Scenario("first run", (), _EARLY),
        Scenario("rerun", (_EARLY,), ("run", "late", *_PLAN)),
        Scenario("ingest", (_EARLY,), _LATE),
        Scenario("link", (_EARLY, _LATE), _step("link")),
        Scenario("study", (_EARLY, _LATE, _step("link")), _step("study")),
        Scenario("release", (_EARLY, _LATE, _step("link"), _step("study")), _step("release")),
        Scenario(
            "report",
            (_EARLY, _LATE, _step("link"), _step("study"), _step("release")),
            _step("report"),
        ),
        Scenario(
            "mend",
            (_EARLY,),
            ("mend", "001_rows.csv", "--extracts", "early", "--by", "A. Tester", "--out", "out"),
            _mended,
            18,  # HW-P036: nothing is left to mend
        ),
        Scenario(
            "sample",
            (_EARLY,),
            ("sample", "draw", "--out", "out", "--size", "40", "--name", "one", "--quiet",
             "--extracts", "early", "--with-reference"),
        ),
        Scenario(
            "synth",
            (("synth", "--scale", "0.02", "--seed", "1", "--out", "out"),),
            ("synth", "--scale", "0.02", "--seed", "2", "--out", "out"),
        ),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reference:
    """A scenario as it goes undisturbed.

    Attributes
    ----------
    scenario
        Which.
    folder
        The prepared folder, never run in itself.
    before, after
        What is published before and after the command (`published`).
    seconds
        Processor time of the command.
    """

    scenario: Scenario
    folder: Path
    before: dict[str, str]
    after: dict[str, str]
    seconds: float


class Stage:
    """Prepares scenarios, doing once what several begin with."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._prepared: dict[tuple[tuple[str, ...], ...], Path] = {}
        self._copies = 0
        empty = folder / "prepared-0"
        empty.mkdir(parents=True)
        write_county(empty)
        self._prepared[()] = empty

    def reference(self, scenario: Scenario) -> Reference:
        """The scenario undisturbed; its commands must all end well."""
        folder = self._after(scenario.before)
        scenario.prepare(folder)
        place = self.copy(folder)
        before = published(place.folder / "out")
        seconds = self._must(place, scenario.command)
        after = published(place.folder / "out")
        assert before != after, scenario.name
        shutil.rmtree(place.folder)
        return Reference(scenario, folder, before, after, seconds)

    def copy(self, folder: Path, *, keyed: bool = True) -> Place:
        """A copy of a prepared folder, to be worked in; a new output folder has a known key."""
        self._copies += 1
        copied = self._folder / f"copy-{self._copies}"
        shutil.copytree(folder, copied)
        if keyed and not (copied / "out").exists():
            keep_project_key(copied / "out")
        return place_in(copied)

    def _after(self, commands: tuple[tuple[str, ...], ...]) -> Path:
        if commands not in self._prepared:
            keyed = commands[0][0] != "synth"  # extracts have no key
            place = self.copy(self._after(commands[:-1]), keyed=keyed)
            self._must(place, commands[-1])
            self._prepared[commands] = place.folder
        return self._prepared[commands]

    def _must(self, place: Place, command: tuple[str, ...]) -> float:
        code, said, seconds = complete(place, command)
        assert code == 0, (command, said)
        return seconds
