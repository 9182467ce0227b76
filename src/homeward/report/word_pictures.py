"""Drawings of charts as pictures that a Word document can hold."""

from __future__ import annotations

import struct
import zlib
from binascii import crc32
from dataclasses import dataclass
from functools import cache

import vl_convert

from homeward.report.specs import WIDE
from homeward.report.typeface import FONTS
from homeward.report.word_xml import PAGE

#: Pixels of the picture for each of the drawing: sharp on paper and on fine screens.
SCALE = 2
#: The tallest picture that leaves room for its words, in twentieths of a point.
_TALLEST = 11_500
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_EFFORT = 6


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, and its size on the page in twentieths of a point."""

    png: bytes
    size: tuple[int, int]


@cache
def _ready() -> None:
    """Tell the renderer where the font is, once: a page may draw nothing else here."""
    vl_convert.register_font_directory(str(FONTS))


def picture_of(drawing: str) -> Picture:
    """A wide drawing (SVG) as a picture, as wide as it is in the PDF."""
    _ready()
    png = _packed(vl_convert.svg_to_png(drawing, scale=SCALE))
    wide, high = struct.unpack(">II", png[16:24])
    across = PAGE * min(1.0, wide / (SCALE * WIDE.width))
    across = min(across, _TALLEST * wide / high)
    return Picture(png, (round(across), round(across * high / wide)))


def _packed(png: bytes) -> bytes:
    """The same picture in half the bytes or less: the renderer packs in haste."""
    chunks = _chunks(png)
    data = zlib.compress(zlib.decompress(b"".join(d for t, d in chunks if t == b"IDAT")), _EFFORT)
    first = next(i for i, (kind, _) in enumerate(chunks) if kind == b"IDAT")
    kept = [chunk for chunk in chunks if chunk[0] != b"IDAT"]
    kept.insert(first, (b"IDAT", data))
    return _SIGNATURE + b"".join(_chunk(kind, part) for kind, part in kept)


def _chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], len(_SIGNATURE)
    while at < len(png):
        length, kind = struct.unpack_from(">I4s", png, at)
        found.append((kind, png[at + 8 : at + 8 + length]))
        at += length + 12
    return found


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))
