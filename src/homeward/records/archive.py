"""Workbooks as archives: what they hold and what they unpack to, before anything reads them.

A workbook is a zip archive of XML parts. Its directory says how much it unpacks to, and may
lie, so every part is unpacked to nowhere and counted. Nothing is ever unpacked to disk.
"""

from __future__ import annotations

import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from homeward.records.guards import check_parts, state_of
from homeward.vocabulary.errors import HomewardError

#: Most bytes that a workbook's parts may unpack to: a full sheet of twenty columns takes 0.8 to
#: 1.7 thousand million. Of an OpenDocument archive, whose parser holds its cells twice.
MOST_UNPACKED, MOST_OPEN_DOCUMENT = 3_000_000_000, 400_000_000

#: Most times larger than the archive that its parts may be.
MOST_RATIO = 200

#: Most bytes of the directory itself: each part listed takes memory before it is looked at.
MOST_DIRECTORY = 1_000_000

#: Archives smaller than this when unpacked do no harm at any ratio.
_SMALL = 5_000_000

_CHUNK = 1 << 20

_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

#: Beginnings of a declaration by which a small part can stand for a large one, or for a
#: file elsewhere, in the ways in which a part may be encoded. No workbook has one.
_DECLARES = tuple(
    f"<!{word}".encode(codec)
    for word in ("DOCTYPE", "ENTITY")
    for codec in ("ascii", "utf-16-le", "utf-16-be")
)
_LONGEST = max(map(len, _DECLARES))

#: What one of them must hold, for a first look.
_BEGINS = (b"<!", b"<\0!")

#: The part of an OpenDocument archive that holds its cells, and the most bytes that one of
#: its marks or comments may take.
_OPEN_DOCUMENT, _LONGEST_MARK = "content.xml", 8_000_000


def check_archive(path: Path) -> None:
    """Refuse a workbook archive by its directory, then by what it truly unpacks to.

    One that was found sound is not unpacked again while it stays as it is.

    Raises
    ------
    HomewardError
        HW-F004, HW-F005, HW-F008, HW-F009, HW-F053 or HW-F054.
    """
    try:
        state = state_of(path)
    except OSError as error:
        raise HomewardError("HW-F005", path.name) from error
    _check_archive(path, state)


@lru_cache(maxsize=4_096)
def _check_archive(path: Path, state: tuple[int, ...]) -> None:
    """The check, once for each state of a file; what is refused is looked at each time."""
    try:
        if _directory_size(path) > MOST_DIRECTORY:
            raise HomewardError("HW-F009", f"{path.name}: it lists more parts than any workbook")
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _check_directory(path, parts)
            _check_parts(path, archive, parts)
    except _TROUBLE as error:
        raise HomewardError("HW-F005", path.name) from error


_TROUBLE = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, NotImplementedError,
    OSError, RuntimeError, ValueError, struct.error,
)  # fmt: skip


def _directory_size(path: Path) -> int:
    """Bytes that the directory takes, by the record at the end of the archive; 0 if none."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 66_000))
        end = file.read()
        at = end.rfind(b"PK\5\6")
        if at < 0 or len(end) < at + 22:
            return 0
        told = int(struct.unpack_from("<L", end, at + 12)[0])
        if end[at - 20 : at - 16] == b"PK\6\7":  # a second record, for large archives
            file.seek(struct.unpack_from("<Q", end, at - 12)[0])
            record = file.read(56)
            told = max(told, struct.unpack_from("<Q", record, 40)[0])
    return told


def _check_directory(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    check_parts(path.name, (part.orig_filename for part in parts))
    names = {part.filename for part in parts}
    lower = [name.lower() for name in names]
    if "[Content_Types].xml" not in names and "content.xml" not in names:
        raise HomewardError("HW-F004", f"{path.name} looks like a zip archive that is no workbook")
    if any(name.startswith("word/") or name.startswith("ppt/") for name in lower):
        raise HomewardError("HW-F004", f"{path.name} looks like a document or a presentation")
    if any(name.endswith("vbaproject.bin") for name in lower) or any(
        name.startswith(("basic/", "scripts/")) for name in lower
    ):
        raise HomewardError("HW-F008", f"{path.name}: it holds macros")
    if any(part.flag_bits & 0x1 for part in parts):
        raise HomewardError("HW-F008", f"{path.name}: it is locked with a password")
    if any(part.compress_type not in _PACKINGS for part in parts):
        raise HomewardError("HW-F004", f"{path.name} looks like an archive that is no workbook")
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, min(path.stat().st_size, sum(part.compress_size for part in parts)))
    most = MOST_OPEN_DOCUMENT if _OPEN_DOCUMENT in names else MOST_UNPACKED
    if unpacked > most or (unpacked > _SMALL and unpacked / packed > MOST_RATIO):
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
            _check_unpacked(path, file, part)


def _is_locked(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether an OpenDocument archive says that its parts are encrypted."""
    if part.filename != "META-INF/manifest.xml" or part.file_size > _SMALL:
        return False
    return b"encryption-data" in archive.read(part)


def _check_unpacked(path: Path, file: BinaryIO, part: zipfile.ZipInfo) -> None:
    """Unpack one part and count, stopping as soon as it exceeds what it declares."""
    deflated = part.compress_type == zipfile.ZIP_DEFLATED
    pieces = _inflated(file, part) if deflated else _stored(file, part)
    out = check = 0
    last = b""
    whole = _Whole() if part.filename == _OPEN_DOCUMENT else None
    for piece in pieces:
        check = zlib.crc32(piece, check)
        out += len(piece)
        if out > part.file_size:
            raise HomewardError("HW-F009", f"{path.name}: a part unpacks to more than it declares")
        if whole:
            whole.take(piece)
        if _is_markup(part.filename):
            seen = last + piece
            if any(sign in seen for sign in _BEGINS) and any(sign in seen for sign in _DECLARES):
                raise HomewardError("HW-F053", path.name)
            last = piece[-_LONGEST:]
    if whole:
        whole.end()
    if out < part.file_size or check != part.CRC:
        raise EOFError


class _Whole:
    """Whether a part is whole as XML: a parser of cells can wait for ever for what is cut off.

    Every method raises `ValueError` for a part that is not whole, or that holds one mark or
    comment longer than any: the parser begins it again with every piece.
    """

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._taken = 0

    def take(self, piece: bytes) -> None:
        """The next piece of the part."""
        self._taken += len(piece)
        self._parse(piece, last=False)
        if self._taken - self._parser.CurrentByteIndex > _LONGEST_MARK:
            raise ValueError("one mark of a part is too long")

    def end(self) -> None:
        """The end of the part."""
        self._parse(b"", last=True)

    def _parse(self, piece: bytes, *, last: bool) -> None:
        try:
            self._parser.Parse(piece, last)
        except (expat.ExpatError, LookupError) as error:
            raise ValueError("a part is not whole") from error


def _is_markup(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml"))


def _stored(file: BinaryIO, part: zipfile.ZipInfo) -> Iterator[bytes]:
    left = part.compress_size
    while left and (piece := file.read(min(_CHUNK, left))):
        left -= len(piece)
        yield piece


def _inflated(file: BinaryIO, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part, inflated a piece at a time.

    Raises
    ------
    EOFError
        If it is cut short.
    """
    inflate, left, pending = zlib.decompressobj(-15), part.compress_size, b""
    while not inflate.eof:
        if not pending and left:
            pending = file.read(min(_CHUNK, left))
            left = left - len(pending) if pending else 0
        piece = inflate.decompress(pending, _CHUNK)
        if not piece and not pending and not left:
            raise EOFError
        pending = inflate.unconsumed_tail
        yield piece
