"""Which encoding a text file is in: told by rules, never guessed in silence."""

from __future__ import annotations

import codecs
from pathlib import Path

from homeward.vocabulary.errors import HomewardError

_CHUNK = 1 << 20

#: Byte-order marks, longest first, and the codec that reads past them.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

#: Bytes below a space that text may hold: tab, line ends, form feed, end-of-file mark, NUL.
_HARMLESS = frozenset(b"\t\n\r\f\v\x1a\x00")

_BINARY_SHARE = 0.002


def find_encoding(path: Path) -> tuple[str, tuple[str, ...]]:
    """Codec of a text file, and what should be said about how it was told.

    A byte-order mark decides; else the pattern of NUL bytes tells UTF-16; else the whole
    file must be strict UTF-8, or else strict Windows-1252, which is noted because other
    one-byte encodings would decode as well.

    Raises
    ------
    HomewardError
        HW-F006 if no rule decides, or the file is not text.
    """
    with path.open("rb") as file:
        start = file.read(_CHUNK)
    for mark, codec in _MARKS:
        if start.startswith(mark):
            _must_decode(path, codec)
            return codec, ()
    wide = _wide(start)
    if wide:
        _must_decode(path, wide)
        return wide, (f"read as {wide.upper()}: the file has no byte-order mark",)
    _refuse_binary(path, start)
    if decodes(path, "utf-8"):
        return "utf-8", ()
    _refuse_mixture(path, start)
    _must_decode(path, "cp1252")
    return "cp1252", ("read as Windows-1252: the file is not UTF-8",)


def _wide(start: bytes) -> str:
    """UTF-16 without a mark: every other byte of plain text is NUL."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    half = max(1, len(start) // 2)
    if odd > 0.3 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.3 * half and odd < 0.05 * half:
        return "utf-16-be"
    return ""


def _refuse_binary(path: Path, start: bytes) -> None:
    odd = sum(start.count(byte) for byte in range(32) if byte not in _HARMLESS)
    if odd > max(2, _BINARY_SHARE * len(start)) or start.count(0) > 0.1 * len(start):
        raise HomewardError("HW-F006", f"{path.name} does not look like text")


def _refuse_mixture(path: Path, start: bytes) -> None:
    """Refuse a file that is part UTF-8 and part not: either reading would spoil words."""
    shown = start.decode("utf-8", "replace")
    wrong = shown.count("\ufffd")
    right = sum(1 for character in shown if character > "\x7f") - wrong
    if wrong and right > 2 * wrong and right >= 3:
        raise HomewardError(
            "HW-F006", f"{path.name} is UTF-8 in most places and not in {wrong} others"
        )


def decodes(path: Path, codec: str) -> bool:
    """Whether the whole file is strict text in `codec`."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def known_encoding(path: Path, codec: str) -> None:
    """Refuse the name of an encoding that does not exist.

    Raises
    ------
    HomewardError
        HW-P008.
    """
    try:
        "".encode(codec)
    except (LookupError, UnicodeError) as error:
        raise HomewardError("HW-P008", f"{path.name}: no such encoding") from error


def check_encoding(path: Path, codec: str) -> None:
    """Refuse a codec that a person named but that does not read the whole file.

    Raises
    ------
    HomewardError
        HW-F006; HW-P008 if there is no such codec.
    """
    known_encoding(path, codec)
    _must_decode(path, codec)


def _must_decode(path: Path, codec: str) -> None:
    if not decodes(path, codec):
        raise HomewardError("HW-F006", f"{path.name} is not whole as {codec}")
