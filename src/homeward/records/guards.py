"""What the front door refuses by shape: names that lead elsewhere, and numbers without end.

A name of a file is written into plans, messages and manifests, and a path made of it is
opened. So it must be plain text, and it must lead to a file inside the input folder.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterable
from pathlib import Path, PurePosixPath, PureWindowsPath

from homeward.vocabulary.errors import HomewardError

#: Most columns of a file, each of which is held against every column that there is a name
#: for. Most sheets of a workbook.
MOST_COLUMNS, MOST_SHEETS = 4_096, 500

#: Longest name of a file that is repeated in a message.
_SHOWN = 80

#: Endings of files that hold other files packed, which are never unpacked.
PACKED = (".zip", ".7z", ".gz", ".tgz", ".rar", ".tar", ".bz2", ".xz")

#: What stands under a name that is no file and no folder.
_ODD = ((stat.S_ISFIFO, "a named pipe"), (stat.S_ISSOCK, "a socket"), (stat.S_ISDIR, "a folder"))

#: Signs that show nothing, or turn the direction of what follows; and halves of signs,
#: which stand for bytes that are no text.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def is_plain(name: str) -> bool:
    r"""Whether every sign of a name can be seen and written.

    >>> is_plain("Half year (v3).csv"), is_plain("a\x1b[2J.csv"), is_plain("a\udce9.csv")
    (True, False, False)
    """
    return not any(unicodedata.category(sign) in _UNSEEN for sign in name)


def shown_name(name: str) -> str:
    """A name as it may be printed: signs that cannot be seen are given by number."""
    parts = (sign if is_plain(sign) else f"<{ord(sign):04X}>" for sign in name[:_SHOWN])
    return "".join(parts) + ("..." if len(name) > _SHOWN else "")


def check_name(name: str) -> None:
    """Refuse the name of a file, relative to its folder, that cannot be used as it is.

    Raises
    ------
    HomewardError
        HW-F055 for signs that cannot be seen or written, or a backslash.
    """
    if not is_plain(name) or "\\" in name:
        raise HomewardError("HW-F055", shown_name(name))


def leads_out(name: str) -> bool:
    r"""Whether a name, read as any system reads it, leads out of the folder it stands in.

    >>> leads_out("2022/jan.csv"), leads_out("../jan.csv"), leads_out("C:\\jan.csv")
    (False, True, True)
    """
    windows, posix = PureWindowsPath(name), PurePosixPath(name)
    parts = (*windows.parts, *posix.parts)
    return ".." in parts or bool(windows.anchor) or posix.is_absolute()


def inside(folder: Path, name: str) -> Path:
    """The path of a file that must lie in `folder` or below it, links followed.

    Parameters
    ----------
    folder
        The input folder. It may itself be a link.
    name
        Relative to it, with "/" between folders.

    Raises
    ------
    HomewardError
        HW-P004 if the name leads out of the folder, or nothing is there; HW-F055 for a
        name that cannot be used; HW-F056 if a link leads out, or no plain file is there.
    """
    check_name(name)
    if not name or leads_out(name):
        raise HomewardError("HW-P004", name)
    path = folder / name
    try:
        if not os.path.lexists(path):
            raise HomewardError("HW-P004", name)
        if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
            raise HomewardError("HW-F056", f"{name}, which is {_what_stands(path)}")
    except (OSError, RuntimeError, ValueError) as error:  # a name too long, links in a ring
        raise HomewardError("HW-F056", name) from error
    return path


def _what_stands(path: Path) -> str:
    """What stands under a name that is no file of the folder."""
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        return "a link that leads out of the folder, or to no file"
    return next(
        (said for is_one, said in _ODD if is_one(mode)), "a device or a file reached by one"
    )


def state_of(path: Path) -> tuple[int, ...]:
    """Which file stands there and when it was last written: another if it was changed.

    Raises
    ------
    OSError
        If there is none.
    """
    found = path.stat()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def check_columns(name: str, columns: int) -> None:
    """Refuse a header of more columns than any extract has.

    Raises
    ------
    HomewardError
        HW-F051.
    """
    if columns > MOST_COLUMNS:
        raise HomewardError("HW-F051", f"{name}: {columns:,} columns")


def check_parts(name: str, parts: Iterable[str]) -> None:
    """Refuse an archive of which a part's name leads out of it. Nothing is ever unpacked to disk.

    Raises
    ------
    HomewardError
        HW-F054.
    """
    if any(leads_out(part) or "\0" in part for part in parts):
        raise HomewardError("HW-F054", name)
