"""The report's own typeface: one font for the page, the PDF and the charts.

Widths are measured with the font the reader sees, so labels are never clipped.
"""

from __future__ import annotations

import base64
import struct
from functools import cache
from pathlib import Path

#: Where the font files lie: `.ttf` for drawing and PDF, `.woff2` for the page.
FONTS = Path(__file__).parent / "fonts"

#: Weight to file name, without its ending.
WEIGHTS: dict[int, str] = {400: "Inter-Regular", 600: "Inter-SemiBold"}

#: What stands for a character the font lacks where the words themselves can be kept.
_INSTEAD = {
    "\u2264": "at most ",
    "\u2265": "at least ",
    "\u2192": "to",
    "\u2011": "-",
    "\u2012": "-",
    "\u2015": "\u2014",
    "\u202f": "\u2009",
    "\u2007": "\u2002",
    "\t": " ",
    "\r": " ",
    "\n": " ",
}
#: What stands for any other. The font holds it, and nobody takes it for a letter.
_UNKNOWN = "\u00bf"


@cache
def covered() -> frozenset[int]:
    """Code points that every weight of the font holds.

    Returns
    -------
    frozenset of int
        Read from the fonts' own character maps (`cmap`, format 4).

    Source
    ------
    OpenType specification 1.9, `cmap` table.
    """
    held = [frozenset(_cmap((FONTS / f"{name}.ttf").read_bytes())) for name in WEIGHTS.values()]
    return frozenset.intersection(*held)


def _cmap(font: bytes) -> set[int]:
    start = _table(font, b"cmap")
    (count,) = struct.unpack_from(">H", font, start + 2)
    found: set[int] = set()
    for i in range(count):
        (offset,) = struct.unpack_from(">I", font, start + 8 + 8 * i)
        if struct.unpack_from(">H", font, start + offset) == (4,):
            found |= _format_4(font, start + offset)
    return found


def _table(font: bytes, tag: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, 4)
    for i in range(count):
        name, _, offset, _ = struct.unpack_from(">4sIII", font, 12 + 16 * i)
        if name == tag:
            return int(offset)
    raise ValueError(f"the font has no {tag.decode()} table")


def _format_4(font: bytes, at: int) -> set[int]:
    """Code points of one sub-table: segments of a first and a last one."""
    (twice,) = struct.unpack_from(">H", font, at + 6)
    ends = struct.unpack_from(f">{twice // 2}H", font, at + 14)
    starts = struct.unpack_from(f">{twice // 2}H", font, at + 16 + twice)
    pairs = zip(starts, ends, strict=True)
    return {code for first, last in pairs for code in range(first, last + 1)} - {0xFFFF}


def printable(text: str) -> str:
    """`text` with every character the font lacks replaced, for drawings and PDF.

    A missing glyph would print as an empty box, and the PDF standard forbids it.

    >>> printable("up to \u2264 5")
    'up to at most  5'
    """
    held = covered()
    return "".join(
        c if ord(c) in held and c.isprintable() else _INSTEAD.get(c, _UNKNOWN) for c in text
    )


@cache
def embedded(weight: int) -> str:
    """The page's font of this weight, as base64 WOFF2."""
    return base64.b64encode((FONTS / f"{WEIGHTS[weight]}.woff2").read_bytes()).decode("ascii")
