"""A disk that is full and a folder that may not be written, also for root."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tests.crash.running import PROGRAM, Place

#: Told to `hinder.py`, which hinders itself and becomes the command. A function of this process,
#: called in its child, would not do: libraries that tests load here may not be forked.
BOUND_BY_PERMISSIONS = ("permissions", "0")


def no_file_larger_than(size: int) -> tuple[str, str]:
    """What has no file of a process grow beyond `size` bytes: needs no rights at all."""
    return "size", str(size)


def hindered(hindrance: Sequence[str], command: Sequence[str]) -> list[str]:
    """The command line of a command that is hindered; without a hindrance, the command."""
    if not hindrance:
        return list(command)
    return [sys.executable, str(Path(__file__).with_name("hinder.py")), *hindrance, *command]


def told(
    place: Place,
    arguments: Sequence[str],
    hindrance: Sequence[str] = (),
    out: IO[bytes] | int = subprocess.PIPE,
) -> tuple[int, str]:
    """Run a command, hindered or not: exit code, and everything it said."""
    done = subprocess.run(
        hindered(hindrance, [str(PROGRAM), *arguments]),
        cwd=place.folder, env=place.environment(), stdin=subprocess.DEVNULL, stdout=out,
        stderr=subprocess.PIPE, timeout=900, check=False,
    )  # fmt: skip
    return done.returncode, ((done.stdout or b"") + done.stderr).decode(errors="replace")


class SmallDisk:
    """A disk of so many KiB in memory, mounted on a folder; larger when asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def resize(self, kibibytes: int) -> None:
        """Give the disk another size."""
        options = f"remount,size={kibibytes}k"
        subprocess.run(["mount", "-o", options, str(self.folder)], check=True)

    def used(self) -> int:
        """KiB in use."""
        held = os.statvfs(self.folder)
        return (held.f_blocks - held.f_bfree) * held.f_frsize // 1024


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk | None]:
    """A small disk on `folder`, gone afterwards; None where this user may not mount one."""
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", "size=65536k", "homeward-test", str(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        mounted = False
    try:
        yield SmallDisk(folder) if mounted else None
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def read_only(*folders: Path) -> Iterator[None]:
    """Folders, with all below them, that may be read only; as they were afterwards."""
    every = [path for folder in folders for path in (folder, *folder.rglob("*"))]
    modes = {path: path.stat().st_mode for path in every}
    for path in every:
        path.chmod(modes[path] & 0o555)
    try:
        yield
    finally:
        for path in every:
            path.chmod(modes[path])
