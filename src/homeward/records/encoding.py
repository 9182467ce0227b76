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

#: Words of one encoding among those of another: at least so many, and at least this share.
_FEW, _STRAY = 3, 0.05

#: Codecs of one byte to a sign, by the bytes that are no sign: quicker to look for.
_HOLES = {"cp1252": b"\x81\x8d\x8f\x90\x9d"}

#: Codecs that a person may not name: they change text by rules of their own (a backslash
#: becomes a sign, letters become other letters), or take time that grows with its square.
_NO_ENCODINGS = frozenset(
    {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
)


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
    right, wrong = _sequences(path)
    if right >= _FEW and right > _STRAY * wrong:
        raise HomewardError("HW-F006", f"{path.name} is UTF-8 in {right} places and not in {wrong}")
    _must_decode(path, "cp1252")
    notes = ["read as Windows-1252: the file is not UTF-8"]
    if right:
        notes.append(f"{right} places of it could be UTF-8: look at names with accents")
    return "cp1252", tuple(notes)


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


def _sequences(path: Path) -> tuple[int, int]:
    """Letters beyond ASCII that the whole file writes as UTF-8 does, and bytes that do not.

    A file made of two, of which one is UTF-8, has many of both; read as either, words of
    the other are spoiled.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    right = wrong = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            shown = decoder.decode(chunk)
            bad = shown.count("\ufffd")
            right += len(shown) - len(shown.encode("ascii", "ignore")) - bad
            wrong += bad
    return right, wrong


def decodes(path: Path, codec: str) -> bool:
    """Whether the whole file is strict text in `codec`."""
    if codec in _HOLES:
        return not _holds_any(path, _HOLES[codec])
    decoder = codecs.getincrementaldecoder(codec)("strict")
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _holds_any(path: Path, wanted: bytes) -> bool:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if any(byte in chunk for byte in wanted):
                return True
    return False


def known_encoding(path: Path, codec: str) -> None:
    """Refuse the name of an encoding that does not exist.

    Raises
    ------
    HomewardError
        HW-P008.
    """
    try:
        "".encode(codec)
        known = codecs.lookup(codec).name
    except (LookupError, UnicodeError, ValueError) as error:
        raise HomewardError("HW-P008", f"{path.name}: no such encoding") from error
    if known.replace("-", "_") in _NO_ENCODINGS:
        raise HomewardError("HW-P008", f"{path.name}: {known} is no encoding of a file")


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
