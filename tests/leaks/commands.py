"""Every command that touches an extract, going well, going wrong and crashing."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.leaks.markers import HEADER, rows, write

#: Stands for the program, with a fault planted in it: it raises what a cell says.
CRASHING = f"""\
import sys
import homeward.study.analysis
import homeward.jobs.pipeline
def crash(*arguments, **options):
    cell = {rows()[0].cells[2]!r}
    try:
        raise KeyError(cell)
    except KeyError:
        raise ValueError("cannot read " + cell)
homeward.jobs.pipeline.examine = crash
from homeward.cli import main
main()
"""


@dataclass
class Watch:
    """A folder watched while commands run: the bytes of whatever was ever seen in it."""

    folder: Path
    seen: dict[str, bytes] = field(default_factory=dict)
    _stop: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Watch:
        """Begin."""
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End."""
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(0.01):
            for folder, _, names in os.walk(self.folder):
                for name in names:
                    self._keep(Path(folder) / name)

    def _keep(self, path: Path) -> None:
        try:
            self.seen[path.relative_to(self.folder).as_posix()] = path.read_bytes()
        except OSError:
            return  # gone again, or not a file


@dataclass
class Person:
    """Somebody with a home folder of their own who gives the commands.

    Attributes
    ----------
    folder
        Holds `extracts`, `study.toml`, `out`, and `home` with all caches.
    told
        What each command printed.
    more
        Further environment, such as where a key is.
    """

    folder: Path
    told: dict[str, bytes] = field(default_factory=dict)
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        """Where the system's and every library's caches go."""
        return self.folder / "home"

    @property
    def temporary(self) -> Path:
        """The system's temporary folder, as the commands see it."""
        return self.folder / "tmp"

    def environment(self) -> dict[str, str]:
        """Of a command."""
        home = {
            name: str(self.home / place)
            for name, place in {
                "HOME": "", "XDG_CACHE_HOME": "cache", "XDG_CONFIG_HOME": "config",
                "XDG_DATA_HOME": "data", "XDG_STATE_HOME": "state", "XDG_RUNTIME_DIR": "runtime",
                "MPLCONFIGDIR": "matplotlib", "DUCKDB_HOME": "duckdb",
            }.items()
        }  # fmt: skip
        return {**os.environ, **home, "TMPDIR": str(self.temporary), **self.more}

    def does(self, name: str, *arguments: str, codes: Sequence[int] = (0,), program: str = "",
             **environment: str) -> None:  # fmt: skip
        """Give a command; what it prints is kept. It must end with one of the codes."""
        begins = ["-c", program] if program else ["-m", "homeward.cli"]
        if not program:
            begins = ["-c", "from homeward.cli import main; main()"]
        done = subprocess.run(
            [sys.executable, "-B", *begins, *arguments], cwd=self.folder,
            env=self.environment() | environment, stdin=subprocess.DEVNULL,
            capture_output=True, timeout=240, check=False,
        )  # fmt: skip
        self.told[name] = done.stdout + b"\n" + done.stderr
        assert done.returncode in codes, (name, done.returncode, len(self.told[name]))


def everything(person: Person) -> None:
    """Every command, in an order in which somebody might give them."""
    write(person.folder)
    for place in (person.home, person.temporary):
        place.mkdir()
    run = ("run", "extracts", "--plan", "study.toml", "--out", "out")
    person.does("doctor", "doctor")
    person.does("plan", "plan", "extracts", "--out", "proposed.toml", "--synthetic")
    person.does("plan as json", "plan", "extracts", "--out", "again.toml", "--synthetic", "--json")
    person.does("a crash", *run, "--log", "log.jsonl", codes=(20,), program=CRASHING)
    person.does("a crash with a traceback", *run, "--log", "log.jsonl", codes=(1, 20),
                program=CRASHING, HOMEWARD_TRACEBACK="1")  # fmt: skip
    person.does("run", *run, "--log", "log.jsonl")
    person.does("run as json", *run, "--json", "--strict", codes=(3,))
    person.does("quarantine", "quarantine", "out", "--to", "opened")
    person.does("mend", "mend", _mended(person, "opened/001_rows.csv"), "--extracts", "extracts",
                "--by", "A. Tester", "--out", "out", "--json")  # fmt: skip
    person.does("mend what is not quarantine", "mend", "extracts/missing.csv", "--extracts",
                "extracts", "--by", "A. Tester", "--out", "out", codes=range(1, 30))  # fmt: skip
    draw = ("sample", "draw", "--out", "out", "--size", "20", "--name", "one")
    person.does("sample", *draw, "--extracts", "extracts", "--with-reference")
    person.does("sample check", "sample", "check", "extracts/missing.csv", "--out", "out",
                codes=range(1, 30))  # fmt: skip
    person.does("template", "template", "--out", "templates", codes=(0, 2))
    person.does("run after a mend", *run, "--log", "log.jsonl")
    person.does("roles", "roles", "grant", "out", "Bo", "analyst")
    person.does("audit", "audit", "show", "out", "--json")
    person.does("audit verified", "audit", "verify", "out")
    person.does("releases", "release", "list", "--out", "out")
    person.does("a purge that is only counted", "purge", "out", "--child", rows()[0].cells[1],
                "--why", "a test", "--dry-run", codes=(0, 33))  # fmt: skip
    _damage(person)
    person.does("a damaged extract", "run", "damaged", "--plan", "study.toml", "--out", "out",
                "--log", "log.jsonl", codes=range(1, 30))  # fmt: skip
    person.does("a plan that names a cell", "run", "extracts", "--plan", "wrong.toml", "--out",
                "out", codes=range(1, 30))  # fmt: skip


def _mended(person: Person, quarantine: str) -> str:
    """The quarantine file with one row mended; its path."""
    text = (person.folder / quarantine).read_text(encoding="utf-8")
    row = rows()[3]
    now = row.reported.strftime("%d/%m/%Y %H:%M")
    assert row.cells[7] in text
    (person.folder / "001_rows.csv").write_text(text.replace(row.cells[7], now), encoding="utf-8")
    return "001_rows.csv"


def _damage(person: Person) -> None:
    """An extract of which every row is broken, and a plan whose window is a cell."""
    (person.folder / "damaged").mkdir()
    with (person.folder / "damaged" / "missing.csv").open("w", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADER, *([row.cells[2]] * 12 for row in rows())])
    plan = (person.folder / "study.toml").read_text(encoding="utf-8")
    wrong = plan.replace("opens = 2022-01-01", f'opens = "{rows()[5].cells[11]}"')
    (person.folder / "wrong.toml").write_text(wrong, encoding="utf-8")
