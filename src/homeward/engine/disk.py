"""The little that is shared about folders and disks: refusals, and reaching the platter."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from homeward.vocabulary import HomewardError

_BINARY: int = getattr(os, "O_BINARY", 0)  # Windows alone tells text and bytes apart

#: What an operating system says when no more fits: disk, quota, or the size a file may have.
FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Say what to do when `folder` cannot be written.

    Raises
    ------
    HomewardError
        HW-E006 if the disk or the quota is full or a file may not grow, else HW-E002.
    """
    try:
        yield
    except OSError as error:
        refusal = disk_refusal(error, folder)
    else:
        return
    raise refusal


def disk_refusal(error: OSError, folder: Path) -> HomewardError:
    """The refusal that stands for `error` while writing `folder`."""
    if is_full(error):
        return HomewardError("HW-E006", folder.name)
    return HomewardError("HW-E002", f"{folder.name}: {error.strerror or type(error).__name__}")


def is_full(error: OSError) -> bool:
    """Whether no more fits. Copying a whole folder fails with a list of texts, not a number."""
    if isinstance(error, shutil.Error):
        return any(f"[Errno {number}]" in str(error) for number in FULL)
    return error.errno in FULL


def write_json(path: Path, content: Any) -> None:
    """Write `content` so that `path` is either absent, as before, or whole and on disk."""
    write_whole(path, json.dumps(content, indent=2, sort_keys=True).encode())


def write_whole(path: Path, content: bytes, mode: int | None = None) -> None:
    """Write a file so that `path` is either absent, as before, or whole and on disk.

    Parameters
    ----------
    path
        Its folder must be there. What is half written lies beside it, under `part_of(path)`:
        a killed run may leave that, and the next writing of the same file takes its place.
    content
        All of it.
    mode
        Permissions, where they must be narrower than usual from the first byte on.

    Raises
    ------
    OSError
        If the disk does not take it; nothing half written is then left.
    """
    part = part_of(path)
    try:
        if mode is not None:
            part.unlink(missing_ok=True)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY, mode or 0o666)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    sync(path.parent)


def part_of(path: Path) -> Path:
    """Where `write_whole` writes before a file is whole."""
    return path.with_name(f"{path.name}.part")


def private_folder(folder: Path) -> None:
    """Make a folder that its owner alone may enter, or narrow one that is there."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    mode = folder.stat().st_mode
    if os.name != "nt" and mode & 0o077:
        folder.chmod(mode & 0o700)


def sync(path: Path) -> None:
    """Have the system put a file or a folder on the disk itself.

    Windows cannot do so for a folder, and for a file only if it is open for writing;
    for folders the file system's own journal has to do there.
    """
    with suppress(PermissionError):
        handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
