"""The little that is shared about folders and disks: refusals, and reaching the platter."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from homeward.vocabulary import HomewardError


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Say what to do when `folder` cannot be written.

    Raises
    ------
    HomewardError
        HW-E006 if the disk or the quota is full, else HW-E002.
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
    if error.errno in {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}:
        return HomewardError("HW-E006", folder.name)
    return HomewardError("HW-E002", f"{folder.name}: {error.strerror or type(error).__name__}")


def write_json(path: Path, content: Any) -> None:
    """Write `content` so that `path` is either absent, as before, or whole and on disk."""
    part = path.with_name(f"{path.name}.part")
    part.write_text(json.dumps(content, indent=2, sort_keys=True), encoding="utf-8")
    sync(part)
    part.replace(path)
    sync(path.parent)


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
