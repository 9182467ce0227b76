"""Which midnights of a workbook were written as times: its number formats say.

A spreadsheet keeps a date, and a time at midnight, as one and the same whole number; the
reader gives both as dates. Only the cell's number format tells whether a time of day was
shown. What cannot be told is left a date: no midnight is invented. In Homeward's own templates
the format tells nothing, since it stood there before the cell was filled: see `workbook.read`.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path, PurePosixPath
from typing import Any
from xml.etree import ElementTree

#: Bytes read at a time, and most of a part of which a tree is made.
_CHUNK, _LONGEST_PART = 1 << 20, 8_000_000

_CELL = re.compile(rb"<(?:\w{1,20}:)?c\s([^<>]*)>")
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_STYLE = re.compile(rb'\bs="(\d{1,6})"')
_QUOTED = re.compile(r'"[^"]*"|\\.|\[(?![hms]+\])[^\]]*\]')

#: Built-in number formats that show a time of day.
_TIMED = frozenset({18, 19, 20, 21, 22, 45, 46, 47})

#: A cell's place: sheet row, from 1, and column, from 0.
Place = tuple[int, int]


def settle_midnights(path: Path, sheet: str, grid: dict[int, list[Any]]) -> None:
    """Turn dates that were shown with a time of day into instants at midnight, in place.

    `grid` holds rows by their number, from 1.

    Only columns that hold instants as well are looked at, and only .xlsx files: of
    others the formats are not to be had, and their dates stay dates.
    """
    wanted = set(_dates_among_instants(grid))
    if not wanted or path.suffix.lower() != ".xlsx":
        return
    try:
        with zipfile.ZipFile(path) as archive:
            timed = _timed_styles(archive)
            shown = [at for at, style in _styled(archive, sheet) if style in timed and at in wanted]
    except (zipfile.BadZipFile, LookupError, OSError, ElementTree.ParseError, ValueError):
        return
    for row, column in shown:
        grid[row][column] = datetime.combine(grid[row][column], time())


def days_among_instants(grid: dict[int, list[Any]]) -> int:
    """How many dates stand in columns that hold instants as well."""
    return sum(1 for _ in _dates_among_instants(grid))


def _dates_among_instants(grid: dict[int, list[Any]]) -> Iterator[Place]:
    instants: set[int] = set()
    dates: list[Place] = []
    for row, cells in grid.items():
        for column, cell in enumerate(cells):
            if isinstance(cell, datetime):
                instants.add(column)
            elif isinstance(cell, date):
                dates.append((row, column))
    return (place for place in dates if place[1] in instants)


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


def _styled(archive: zipfile.ZipFile, sheet: str) -> Iterator[tuple[Place, int]]:
    """Every cell's place and style number, a part of the sheet at a time."""
    with archive.open(sheet_part(archive, sheet)) as part:
        left = b""
        while chunk := part.read(_CHUNK):
            text, _, left = (left + chunk).rpartition(b"<")
            left = b"<" + left
            if len(left) > _CHUNK:  # no cell's mark is so long
                return
            for cell in _CELL.finditer(text):
                place, style = _PLACE.search(cell[1]), _STYLE.search(cell[1])
                if place and style:
                    yield (int(place[2]), _column(place[1])), int(style[1])


def _column(letters: bytes) -> int:
    """Column letters as a number from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
