"""Putting a result in place, so that a crash leaves the old one or the new one.

Replacing a folder is not atomic on any system. So: everything is copied beside its
place; a marker is written that says it is complete; then folder after folder is
swapped. Before the marker, a crash leaves the old result. After it, whoever opens the
folder next finishes the swaps. The folder's lock must be held throughout.

    OUT/homeward.json                    this folder is Homeward's
    OUT/.staging/ID/new/0, 1, …          copies, in the order of the marker
    OUT/.staging/ID/commit.json          what goes where; its being there is the decision
    OUT/.staging/ID/old/0, 1, …          what was there before, until the end
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import uuid
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePosixPath

from homeward.engine.disk import part_of, private_folder, sync, write_json, writing
from homeward.engine.lock import LOCK_FILE
from homeward.engine.steps import MARKER
from homeward.engine.store import FORMAT
from homeward.vocabulary import HomewardError

#: In every output folder, so that no other folder is ever written over.
OUT_FILE = "homeward.json"

STAGING = ".staging"
COMMIT = "commit.json"


def _nothing(step: str) -> None:
    """What happens between steps, unless a test makes it a crash."""


def check_out(out: Path) -> None:
    """Make `out` an output folder of Homeward's, or refuse it.

    Raises
    ------
    HomewardError
        HW-E004 if it holds files that Homeward did not write; HW-E003 if it was written
        by a version with another layout; HW-E002 if it cannot be made or written.
    """
    with writing(out):
        out.mkdir(parents=True, exist_ok=True)
        held = {path.name for path in out.iterdir()}
    if OUT_FILE in held:
        _check_format(out)
    elif held - {LOCK_FILE, part_of(out / OUT_FILE).name}:
        raise HomewardError("HW-E004", out.name)
    else:
        with writing(out):
            write_json(out / OUT_FILE, {"format": FORMAT})
    if not os.access(out, os.W_OK):
        raise HomewardError("HW-E002", out.name)


def publish(out: Path, parts: Mapping[str, Path], steps: Callable[[str], None] = _nothing) -> None:
    """Put new folders in place of old ones, all or none.

    Files are copied, not linked: somebody who edits a published file changes nothing
    that a later run reuses. A step's own marker is not published.

    Parameters
    ----------
    out
        The output folder, checked and locked.
    parts
        Target, relative to `out` ("protected/results"), to the folder or file to put
        there. Targets may not lie within each other.
    steps
        Called with a name between any two changes on disk.

    Raises
    ------
    HomewardError
        HW-E006 or HW-E002; unless the marker was written, nothing published changed.
    ValueError
        If a target is not a plain relative path or two overlap.
    """
    targets = _plain_targets(parts)
    staging = out / STAGING / uuid.uuid4().hex
    try:
        with writing(out):
            private_folder(out / STAGING)  # it holds what `protected` holds, for a moment
            _stage(staging, targets, [parts[t] for t in targets], steps)
            for target in targets:
                _make_way(out / target, staging)
            steps("staged")
            write_json(staging / COMMIT, {"format": FORMAT, "targets": targets})
    except Exception:
        # A kill leaves this for `recover`; after a refusal there is no need to wait.
        shutil.rmtree(staging, ignore_errors=True)
        raise
    steps("committed")
    with writing(out):
        _roll_forward(out, staging, targets, steps)


def recover(out: Path, steps: Callable[[str], None] = _nothing) -> bool:
    """Finish or forget a publishing that was cut short; whether one was finished.

    Does nothing if there is none. May itself be cut short and done again.

    Raises
    ------
    HomewardError
        HW-E002 if the folder cannot be written.
    """
    finished = False
    with writing(out):
        for staging in sorted((out / STAGING).glob("*")):
            targets = _committed(staging)
            if targets is None:
                shutil.rmtree(staging)
            else:
                _roll_forward(out, staging, targets, steps)
                finished = True
    return finished


def sweep(out: Path, prefix: str) -> None:
    """Remove folders that a killed run left half made; the folder's lock must be held.

    Raises
    ------
    HomewardError
        HW-E002 if the folder cannot be written.
    """
    with writing(out):
        for left in out.glob(f"{prefix}*"):
            shutil.rmtree(left)


def _check_format(out: Path) -> None:
    try:
        found = json.loads((out / OUT_FILE).read_text(encoding="utf-8"))["format"]
    except (OSError, ValueError, KeyError, TypeError):
        raise HomewardError("HW-E004", f"{out.name}/{OUT_FILE} is not Homeward's") from None
    if found != FORMAT:
        raise HomewardError("HW-E003", f"{out.name}/{OUT_FILE}; this Homeward writes {FORMAT}")


def _plain_targets(parts: Mapping[str, Path]) -> list[str]:
    """The targets in order, checked."""
    paths = sorted(PurePosixPath(target) for target in parts)
    for path in paths:
        if path.is_absolute() or not path.parts or {"..", STAGING} & set(path.parts):
            raise ValueError(f"not a plain relative target: {path}")
        if any(path != other and path.is_relative_to(other) for other in paths):
            raise ValueError(f"{path} lies within another target")
    return [path.as_posix() for path in paths]


def _stage(
    staging: Path, targets: Sequence[str], sources: Sequence[Path], steps: Callable[[str], None]
) -> None:
    """Copy every source and have it reach the disk before anything is decided."""
    (staging / "new").mkdir(parents=True)
    (staging / "old").mkdir()
    for number, source in enumerate(sources):
        steps(f"staging {targets[number]}")
        new = staging / "new" / str(number)
        if source.is_dir():
            shutil.copytree(source, new, ignore=_unmarked(source))
        else:
            shutil.copy2(source, new)
    for path in (*(staging / "new").rglob("*"), staging / "new", staging.parent):
        sync(path)


def _make_way(place: Path, staging: Path) -> None:
    """See before the decision that nothing will stand in the way of a swap after it.

    Then a full disk finds nothing to make, and no permission or other disk is met half way.

    Raises
    ------
    OSError
        EACCES or EXDEV.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    for folder in (place.parent, place):
        if folder.is_dir() and not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, f"{folder.name} may not be written")
    if place.parent.stat().st_dev != staging.stat().st_dev:
        raise OSError(errno.EXDEV, f"{place.parent.name} is on another disk")


def _unmarked(source: Path) -> Callable[[str, list[str]], list[str]]:
    def ignored(folder: str, names: list[str]) -> list[str]:
        return [MARKER] if Path(folder) == source and MARKER in names else []

    return ignored


def _committed(staging: Path) -> list[str] | None:
    """Targets of a publishing that was decided on; None if it was not."""
    try:
        return json.loads((staging / COMMIT).read_text(encoding="utf-8"))["targets"]
    except FileNotFoundError:
        return None


def _roll_forward(
    out: Path, staging: Path, targets: Sequence[str], steps: Callable[[str], None]
) -> None:
    """Swap every target that is not swapped yet, then forget the staging."""
    for number, target in enumerate(targets):
        new, place = staging / "new" / str(number), out / target
        if new.exists():
            _move_aside(place, staging / "old", number)
            steps(f"moved {target} aside")
            place.parent.mkdir(parents=True, exist_ok=True)
            new.rename(place)
            sync(place.parent)
        steps(f"swapped {target}")
    shutil.rmtree(staging / "old", ignore_errors=True)
    steps("old removed")
    shutil.rmtree(staging)
    steps("done")


def _move_aside(place: Path, old: Path, number: int) -> None:
    """Take what is in `place` out of the way, under a name not used yet."""
    if place.exists():
        old.mkdir(exist_ok=True)
        place.rename(old / f"{number}-{uuid.uuid4().hex}")
