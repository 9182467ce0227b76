"""Which midnights of a workbook were written as times: its number formats say.

A spreadsheet keeps a date, and a time at midnight, as one and the same whole number; the
reader gives both as dates. Only the cell's number format tells whether a time of day was
shown. What cannot be told is left a date: no midnight is invented. In Homeward's own templates
the format tells nothing, since it stood there before the cell was filled: see `workbook.read`.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

#: Bytes read at a time, and most of a part of which a tree is made.
_CHUNK, _LONGEST_PART = 1 << 20, 8_000_000

_CELL = re.compile(rb"<(?:\w{1,20}:)?c\s")
_STYLE = re.compile(rb'\bs="(\d{1,6})"')
_QUOTED = re.compile(r'"[^"]*"|\\.|\[(?![hms]+\])[^\]]*\]')

#: Built-in number formats that show a time of day.
_TIMED = frozenset({18, 19, 20, 21, 22, 45, 46, 47})


def shown_midnights(
    path: Path, sheet: str, wanted: Mapping[int, frozenset[int]]
) -> dict[int, frozenset[int]]:
    """Which of the dates of a sheet were shown with a time of day: they are midnights.

    Parameters
    ----------
    wanted
        Column, from 0, to the sheet rows, from 1, at which dates stand.

    Returns
    -------
    dict
        Likewise. Only .xlsx files say: of others nothing is known, and their dates stay dates.
    """
    wanted = {column: rows for column, rows in wanted.items() if rows}
    if not wanted or path.suffix.lower() != ".xlsx":
        return {}
    found: dict[int, set[int]] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            timed = _timed_styles(archive)
            for column, row, style in _styled(archive, sheet, wanted):
                if style in timed:
                    found.setdefault(column, set()).add(row)
    except (zipfile.BadZipFile, LookupError, OSError, ElementTree.ParseError, ValueError):
        return {}
    return {column: frozenset(rows) for column, rows in found.items()}


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


class _Plain(ElementTree.TreeBuilder):
    """Elements of a part that declares no document type, and so no entities."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        """Refuse a declaration as soon as it begins, before any of it is used.

        Raises
        ------
        ValueError
            Always.
        """
        raise ValueError("a part declares a document type")


def _tree(archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    """The elements of one part.

    Raises
    ------
    ValueError
        If it is longer than its kind ever is, or declares a document type.
    """
    if archive.getinfo(part).file_size > _LONGEST_PART:
        raise ValueError("a part is too long")
    return ElementTree.fromstring(archive.read(part), ElementTree.XMLParser(target=_Plain()))


def _timed_styles(archive: zipfile.ZipFile) -> frozenset[int]:
    """Numbers of the cell styles whose number format shows a time of day."""
    root = _tree(archive, "xl/styles.xml")
    own = {
        int(one.get("numFmtId", -1)): _shows_time(one.get("formatCode", ""))
        for one in root.iter()
        if _local(one) == "numFmt"
    }
    numbers = [
        int(style.get("numFmtId", 0))
        for styles in root
        if _local(styles) == "cellXfs"
        for style in styles
    ]
    return frozenset(at for at, n in enumerate(numbers) if own.get(n, n in _TIMED))


def _shows_time(code: str) -> bool:
    """Whether a number format's first section holds hours."""
    return "h" in _QUOTED.sub("", code.split(";")[0]).lower()


def sheet_part(archive: zipfile.ZipFile, sheet: str) -> str:
    """Path of a sheet's part in the archive.

    Raises
    ------
    KeyError
        If the archive does not say.
    """
    book = _tree(archive, "xl/workbook.xml")
    links = _tree(archive, "xl/_rels/workbook.xml.rels")
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for one in book.iter():
        if _local(one) == "sheet" and one.get("name") == sheet:
            link = [value for key, value in one.items() if key.endswith("}id")]
            target = targets[link[0]]
            return (
                target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl", target))
            )
    raise KeyError(sheet)


def _styled(
    archive: zipfile.ZipFile, sheet: str, wanted: Mapping[int, frozenset[int]]
) -> Iterator[tuple[int, int, int]]:
    """Column, row and style number of the wanted cells, a part of the sheet at a time."""
    columns = {_letters(column): column for column in wanted}
    place = re.compile(rb'\br="(' + b"|".join(columns) + rb')(\d{1,7})"')
    with archive.open(sheet_part(archive, sheet)) as part:
        left = b""
        while chunk := part.read(_CHUNK):
            text, _, left = (left + chunk).rpartition(b"<")
            left = b"<" + left
            if len(left) > _CHUNK:  # no cell's mark is so long
                return
            for found in place.finditer(text):
                column, row = columns[found[1]], int(found[2])
                if row in wanted[column]:
                    mark = text[text.rfind(b"<", 0, found.start()) : text.find(b">", found.end())]
                    style = _STYLE.search(mark)
                    if style and _CELL.match(mark):
                        yield column, row, int(style[1])


def _letters(column: int) -> bytes:
    """The letters of a column from 0.

    >>> _letters(0), _letters(26), _letters(701)
    (b'A', b'AA', b'ZZ')
    """
    letters, left = b"", column + 1
    while left:
        left, place = divmod(left - 1, 26)
        letters = bytes([65 + place]) + letters
    return letters
