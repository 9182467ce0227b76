"""What a file is, by its first bytes and its zip directory, before anything reads it.

A name says nothing about what is inside: reports saved from web pages are named .xls,
documents are named .csv. A workbook is a zip archive, and its directory says how much
it unpacks to.
"""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from homeward.vocabulary.errors import HomewardError

#: Most bytes that a workbook's parts may unpack to.
MOST_UNPACKED = 400_000_000

#: Most times larger than the archive that its parts may be.
MOST_RATIO = 200

#: Archives smaller than this when unpacked do no harm at any ratio.
_SMALL = 5_000_000

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
    """Refuse a file that is empty, not what its name says, locked or a zip bomb.

    Raises
    ------
    HomewardError
        HW-F003 empty; HW-F004 another kind of file; HW-F005 cut short or unreadable;
        HW-F008 macros or password; HW-F009 unpacks to too much.
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


def check_archive(path: Path) -> None:
    """Refuse a workbook archive by its directory, then by what it truly unpacks to.

    Raises
    ------
    HomewardError
        HW-F004, HW-F005, HW-F008 or HW-F009.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _check_directory(path, parts)
            _check_parts(path, archive, parts)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise HomewardError("HW-F005", path.name) from error


def _check_directory(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    names = {part.filename for part in parts}
    lower = [name.lower() for name in names]
    if "[Content_Types].xml" not in names and "content.xml" not in names:
        raise _not_what_it_says(path, "a zip archive that is no workbook")
    if any(name.startswith("word/") or name.startswith("ppt/") for name in lower):
        raise _not_what_it_says(path, "a document or a presentation")
    if any(name.endswith("vbaproject.bin") for name in lower) or any(
        name.startswith(("basic/", "scripts/")) for name in lower
    ):
        raise HomewardError("HW-F008", f"{path.name}: it holds macros")
    if any(part.flag_bits & 0x1 for part in parts):
        raise HomewardError("HW-F008", f"{path.name}: it is locked with a password")
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, min(path.stat().st_size, sum(part.compress_size for part in parts)))
    if unpacked > MOST_UNPACKED or (unpacked > _SMALL and unpacked / packed > MOST_RATIO):
        raise HomewardError("HW-F009", f"{path.name}: {unpacked:,} bytes once unpacked")


def _check_parts(path: Path, archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """Unpack every part to nowhere: a directory can say less than is there."""
    with path.open("rb") as file:
        for part in parts:
            if _is_locked(archive, part):
                raise HomewardError("HW-F008", f"{path.name}: it is locked with a password")
            file.seek(part.header_offset)
            header = file.read(30)
            if header[:4] != b"PK\x03\x04":
                raise zipfile.BadZipFile
            skip = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
            file.seek(skip, 1)
            if part.compress_type == zipfile.ZIP_DEFLATED:
                _check_inflated(path, file, part)


def _is_locked(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether an OpenDocument archive says that its parts are encrypted."""
    if part.filename != "META-INF/manifest.xml" or part.file_size > _SMALL:
        return False
    return b"encryption-data" in archive.read(part)


def _check_inflated(path: Path, file: BinaryIO, part: zipfile.ZipInfo) -> None:
    """Inflate one part and count, stopping as soon as it exceeds what it declares."""
    inflate, left, pending = zlib.decompressobj(-15), part.compress_size, b""
    out = check = 0
    while not inflate.eof:
        if not pending and left:
            pending = file.read(min(_CHUNK, left))
            left = left - len(pending) if pending else 0
        piece = inflate.decompress(pending, _CHUNK)
        if not piece and not pending and not left:
            raise EOFError
        pending, out = inflate.unconsumed_tail, out + len(piece)
        check = zlib.crc32(piece, check)
        if out > part.file_size:
            raise HomewardError("HW-F009", f"{path.name}: a part unpacks to more than it declares")
    if out < part.file_size or check != part.CRC:
        raise EOFError
