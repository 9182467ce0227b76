"""What a file is, by its first bytes, before anything reads it.

A name says nothing about what is inside: reports saved from web pages are named .xls,
documents are named .csv.
"""

from __future__ import annotations

from pathlib import Path

from homeward.records.archive import check_archive
from homeward.vocabulary.errors import HomewardError

_CHUNK = 1 << 20

#: First bytes, and what such a file looks like.
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a zip archive or a workbook (.xlsx)"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an older Office file (.xls, .doc)"),
    (b"PAR1", "a Parquet file"),
    (b"{\\rtf", "a rich text document"),
    (b"\x1f\x8b", "a compressed file (.gz)"),
    (b"BZh", "a compressed file (.bz2)"),
    (b"7z\xbc\xaf\x27\x1c", "a compressed archive (.7z)"),
    (b"Rar!", "a compressed archive (.rar)"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3", "a database file"),
    (b"\x7fELF", "a program"),
)

_OLE = _MAGIC[3][0]
_WEB = (b"<!doctype html", b"<html", b"<head", b"<table", b"<body", b"<script", b"<meta")


def looks_like(start: bytes) -> str:
    """What a file that begins with `start` looks like; "" for plain text or unknown."""
    for magic, name in _MAGIC:
        if start.startswith(magic):
            return name
    shown = start[:512].removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip().lower()
    if shown.startswith(_WEB):
        return "a web page (HTML)"
    if shown.startswith(b"<?xml"):
        return "a web page (HTML)" if b"<html" in shown else "an XML file"
    if shown.startswith(b"mime-version:"):
        return "a web page (MHTML)"
    if shown.startswith((b"{", b"[{")):
        return "a JSON file"
    return ""


def check_file(path: Path) -> None:
    """Refuse a file that is empty, not what its name says, locked or made to do harm.

    Raises
    ------
    HomewardError
        HW-F003 empty; HW-F004 another kind of file; HW-F005 cut short or unreadable;
        HW-F008 macros or password; HW-F009 unpacks to too much; HW-F053 declares what no
        workbook declares; HW-F054 parts that lead out of it.
    """
    ending = path.suffix.lower()
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(2048)
    except OSError as error:
        raise HomewardError("HW-F005", f"{path.name}: it could not be opened") from error
    if size == 0:
        raise HomewardError("HW-F003", path.name)
    if ending == ".xlsm":
        raise HomewardError("HW-F008", path.name)
    _check_kind(path, ending, start)


def _check_kind(path: Path, ending: str, start: bytes) -> None:
    found = looks_like(start)
    if ending in (".xlsx", ".xlsb", ".ods"):
        if start.startswith(_OLE):
            _refuse_office(path)
        if not start.startswith(b"PK"):
            raise _not_what_it_says(path, found or "plain text or an unknown kind of file")
        check_archive(path)
    elif ending == ".xls":
        if not start.startswith((_OLE, b"\x09\x08", b"\x09\x04", b"\x09\x02")):
            raise _not_what_it_says(path, found or "plain text or an unknown kind of file")
        if _ole_holds(path, "_VBA_PROJECT"):
            raise HomewardError("HW-F008", f"{path.name}: it holds macros")
    elif ending == ".parquet":
        if not start.startswith(b"PAR1"):
            raise _not_what_it_says(path, found or "plain text or an unknown kind of file")
    elif ending == ".xml":
        if found not in ("", "an XML file"):
            raise _not_what_it_says(path, found)
    elif found:
        raise _not_what_it_says(path, found)


def _not_what_it_says(path: Path, found: str) -> HomewardError:
    return HomewardError("HW-F004", f"{path.name} looks like {found}")


def _refuse_office(path: Path) -> None:
    """Refuse an older Office container with a new name: locked, or wrongly named."""
    if _ole_holds(path, "EncryptedPackage"):
        raise HomewardError("HW-F008", f"{path.name}: it is locked with a password")
    raise _not_what_it_says(path, "an older Office file (.xls, .doc)")


def _ole_holds(path: Path, stream: str) -> bool:
    """Whether an older Office container names a stream: names are stored as UTF-16."""
    wanted, last = stream.encode("utf-16-le"), b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if wanted in last + chunk:
                return True
            last = chunk[-len(wanted) :]
    return False
