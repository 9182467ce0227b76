"""Formulas of a sheet whose result the workbook does not hold: their cells read as blank."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

from homeward.records.midnights import sheet_part

#: Bytes read at a time, and most bytes of one cell with its formula.
_CHUNK, _LONGEST = 1 << 20, 1 << 18

#: A cell that is a formula and nothing more; gaps are bounded, so that none is gone over twice.
#: One whose result is an empty text is marked as text (t="str"), and is blank indeed.
_UNWORKED = re.compile(
    rb"<(?:\w{1,20}:)?c\b(?![^<>]*\bt=\"str\")[^<>]*>\s{0,20}"
    rb"<(?:\w{1,20}:)?f\b(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w{1,20}:)?f>)\s{0,20}"
    rb"(?:<(?:\w{1,20}:)?v\s{0,20}/>|<(?:\w{1,20}:)?v></(?:\w{1,20}:)?v>)?\s{0,20}</(?:\w{1,20}:)?c>"
)
_END = re.compile(rb"</(?:\w{1,20}:)?row>")


def unworked(path: Path, sheet: str) -> int:
    """How many formulas of an .xlsx sheet have no result; 0 where that cannot be told.

    A program other than a spreadsheet may write formulas and work none of them out.
    """
    if path.suffix.lower() != ".xlsx":
        return 0
    try:
        with zipfile.ZipFile(path) as archive:
            return _count(archive, sheet)
    except (zipfile.BadZipFile, LookupError, OSError, ElementTree.ParseError, ValueError):
        return 0


def _count(archive: zipfile.ZipFile, sheet: str) -> int:
    """The count, a part of the sheet at a time, split between rows."""
    many, left = 0, b""
    with archive.open(sheet_part(archive, sheet)) as part:
        while chunk := part.read(_CHUNK):
            text = left + chunk
            ends = [row.end() for row in _END.finditer(text)]
            whole = ends[-1] if ends else max(0, len(text) - _LONGEST)
            if b"f>" in text or b"f " in text:
                many += sum(1 for _ in _UNWORKED.finditer(text, 0, whole))
            left = text[whole:]
    return many
