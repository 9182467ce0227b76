"""One run per output folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from homeward.vocabulary import HomewardError

#: The lock's file; it is empty, stays behind, and says nothing by being there.
LOCK_FILE = ".homeward.lock"


@contextmanager
def folder_lock(folder: Path, wait: float = 0.0) -> Iterator[Path]:
    """Hold `folder` for this run alone; wait `wait` seconds for another, by default never.

    The operating system lets go when the process ends, however it ends, so there is no
    stale lock to clear. Two locks in one process exclude each other too.

    Raises
    ------
    HomewardError
        HW-E001 if another run holds it; HW-E002 if the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(folder / LOCK_FILE, fallback_to_soft=False, preserve_lock_file=True)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=wait)
    except Timeout:
        raise HomewardError("HW-E001", folder.name) from None
    except (OSError, NotImplementedError) as error:
        reason = getattr(error, "strerror", None) or "the file system has no locks"
        raise HomewardError("HW-E002", f"{folder.name}: {reason}") from None
    try:
        yield folder
    finally:
        lock.release()
