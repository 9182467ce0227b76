"""A cache of finished steps, by the content of what went into them.

A step is a name, inputs as text (hashes, a plan, a seed, keys of earlier steps), and a
function that fills a folder. Its key is a hash of all that, of Homeward's own source and
of the versions it stands on; never of what it wrote, which encryption makes different
each time. A key seen before is not worked out again.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from homeward.engine.disk import disk_refusal, write_json, writing
from homeward.engine.source import files_in, foundations, source_hash

#: Written last into a step's folder: its files with their sizes and hashes.
MARKER = "done.json"

#: Begins the name of what is not finished: whoever opens the cache next removes it.
MAKING = ".making-"
_KEY_SHOWN = 16  # hex digits of the key in a folder's name; the marker holds them all


@dataclass(frozen=True, slots=True)
class Step:
    """One step as it was run or found.

    Attributes
    ----------
    name, key
        What it is, and the hash of everything that went into it (64 hex digits).
    folder
        Where its files are. Nobody may change them.
    reused
        Whether it was found finished.
    seconds
        Time it took now.
    """

    name: str
    key: str
    folder: Path
    reused: bool
    seconds: float


class StepCache:
    """Finished steps under one folder. One run at a time: hold the folder's lock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._swept = False

    def run(
        self,
        name: str,
        inputs: Mapping[str, str],
        make: Callable[[Path], None],
        *,
        proved: bool = False,
    ) -> Step:
        """The finished step, made now unless it is there and whole.

        Parameters
        ----------
        name
            Letters, digits, `-` and `_`.
        inputs
            What the step depends on besides the source: name to text.
        make
            Fills the empty folder it is given. If it raises, nothing is kept.
        proved
            Also hold each file of a finished step against its hash, and make the step again if
            one differs: for files that nothing else proves.

        Raises
        ------
        HomewardError
            HW-E002 or HW-E006 if the cache cannot be written; whatever `make` raises,
            except that a full disk is always HW-E006.
        """
        began = time.perf_counter()
        self.sweep()
        key = step_key(name, inputs)
        folder = self.folder / f"{name}-{key[:_KEY_SHOWN]}"
        reused = _whole(folder, key) and not (proved and _changed(folder))
        if not reused:
            self._make(folder, key, make)
        return Step(name, key, folder, reused, time.perf_counter() - began)

    def holds(self, name: str, inputs: Mapping[str, str]) -> bool:
        """Whether `run` with these inputs would find the step finished."""
        return self.find(name, step_key(name, inputs)) is not None

    def find(self, name: str, key: str) -> Step | None:
        """The finished step of this name and full key, if it is there and whole."""
        folder = self.folder / f"{name}-{key[:_KEY_SHOWN]}"
        return Step(name, key, folder, True, 0.0) if key and _whole(folder, key) else None

    def sweep(self) -> None:
        """Remove what a killed run left half made; once, since steps may run in steps."""
        if not self._swept:
            for left in self.folder.glob(f"{MAKING}*"):
                shutil.rmtree(left)
        self._swept = True

    @contextmanager
    def scratch(self, name: str) -> Iterator[Path]:
        """An empty folder to work in, gone afterwards; after a kill, with the next `sweep`.

        It is for what must not lie in the system's temporary folder, where nobody would
        find it again: whatever is about a child.

        Raises
        ------
        HomewardError
            HW-E002 or HW-E006 if it cannot be made.
        """
        folder = self.folder / f"{MAKING}{name}"
        try:
            with writing(self.folder):
                self.sweep()
                folder.mkdir(parents=True, mode=0o700)
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def prune(self, keep: set[str]) -> int:
        """Remove every step whose key is not in `keep`; how many were removed."""
        shown = {key[:_KEY_SHOWN] for key in keep}
        gone = [f for f in self._folders() if f.name.rpartition("-")[2] not in shown]
        for folder in gone:
            shutil.rmtree(folder)
        return len(gone)

    def _make(self, folder: Path, key: str, make: Callable[[Path], None]) -> None:
        making = self.folder / f"{MAKING}{folder.name}"
        try:
            with writing(self.folder):
                making.mkdir(parents=True)
            _fill(making, make)
            with writing(self.folder):
                _finish(making, folder, key)
        finally:
            shutil.rmtree(making, ignore_errors=True)

    def _folders(self) -> list[Path]:
        return [f for f in self.folder.iterdir() if f.is_dir()] if self.folder.is_dir() else []


def step_key(name: str, inputs: Mapping[str, str]) -> str:
    """Hash of a step's name, inputs, source and foundations: 64 hex digits.

    Raises
    ------
    ValueError
        If `name` could not be the name of a folder.
    """
    if not name or not name.replace("-", "").replace("_", "").isalnum():
        raise ValueError("a step's name is letters, digits, - and _")
    parts = [name, sorted(inputs.items()), source_hash(), sorted(foundations().items())]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _fill(making: Path, make: Callable[[Path], None]) -> None:
    """Call `make`. A full disk is told as such; what else it raises is its own affair."""
    try:
        make(making)
    except OSError as error:
        refusal = disk_refusal(error, making.parent)
        if refusal.code != "HW-E006":
            raise
    else:
        return
    raise refusal


def _finish(making: Path, folder: Path, key: str) -> None:
    """Mark what was made as whole and give it its name, in place of an unsound earlier one."""
    files = {path.relative_to(making).as_posix(): file_facts(path) for path in files_in(making)}
    write_json(making / MARKER, {"key": key, "files": files})
    if folder.exists():
        shutil.rmtree(folder)
    making.rename(folder)


def _whole(folder: Path, key: str) -> bool:
    """Whether `folder` holds the finished step: every file there, none cut short."""
    try:
        marker = json.loads((folder / MARKER).read_text(encoding="utf-8"))
        sizes = {name: facts["bytes"] for name, facts in marker["files"].items()}
        return marker["key"] == key and all(
            (folder / name).stat().st_size == size for name, size in sizes.items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _changed(folder: Path) -> bool:
    """Whether a file of a whole step has other bytes than its marker says."""
    files = json.loads((folder / MARKER).read_text(encoding="utf-8"))["files"]
    return any(file_facts(folder / name) != facts for name, facts in files.items())


def file_facts(path: Path) -> dict[str, int | str]:
    """Size and SHA-256 of a file, as a marker holds them."""
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "sha256": found}
