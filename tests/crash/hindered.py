"""A disk that is full and a folder that may not be written, also for root."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tests.crash.running import PROGRAM, Place

_DROP_FROM_BOUNDING_SET, _OVERRIDE, _READ_SEARCH = 24, 1, 2


def told(
    place: Place,
    arguments: Sequence[str],
    first: Callable[[], None] = lambda: None,
    out: IO[bytes] | int = subprocess.PIPE,
) -> tuple[int, str]:
    """Run a command whose process does `first`: exit code, and everything it said."""
    done = subprocess.run(
        [str(PROGRAM), *arguments], cwd=place.folder, env=place.environment(),
        stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.PIPE,
        preexec_fn=first, timeout=900, check=False,
    )  # fmt: skip
    return done.returncode, ((done.stdout or b"") + done.stderr).decode(errors="replace")


def bound_by_permissions() -> None:
    """Have permissions bind this process and what it becomes, even if it is root's."""
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    for power in (_OVERRIDE, _READ_SEARCH):
        prctl(_DROP_FROM_BOUNDING_SET, power, 0, 0, 0)


def no_file_larger_than(size: int) -> Callable[[], None]:
    """What has no file of a process grow beyond `size` bytes: needs no rights at all."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


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
