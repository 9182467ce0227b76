"""How wide columns are and how high rows: words on few lines, none cut and none over others.

A spreadsheet program may or may not fit the height of a row to words that are wrapped when
it opens a file; LibreOffice does not. So every row of more than a line is given its height.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from itertools import islice

from homeward.report.spreadsheet_cells import Entry
from homeward.report.spreadsheet_tables import Sheet

#: Letters that fit across the cover; the least and most across a column, and the most
#: across one whose words would otherwise take more lines than a row can hold.
COVER_WIDTH, NARROW, WIDE, WIDEST = 85, 10, 55, 120
#: Rows looked at to settle a column's width.
_LOOKED_AT = 400
#: Points of the letters of tables, of a line of them, and the most that a row may be high.
SIZE, LINE, HIGHEST = 12, 15.75, 409.0
#: Letters on a line for each unit of a column's width; bold letters are wider.
_LETTERS, _BOLD = 0.95, 0.85
#: Letters that a row can hold for each unit of its column's width.
_HELD = 22


def widths(sheet: Sheet) -> list[int]:
    """Letters across each column: its words on few lines, and no word broken."""
    columns: list[list[Entry]] = [[] for _ in sheet.headings]
    for row in islice(sheet.rows, _LOOKED_AT):
        for column, entry in zip(columns, row, strict=True):
            column.append(entry)
    return [_width(h, entries) for h, entries in zip(sheet.headings, columns, strict=True)]


def _width(heading: str, entries: list[Entry]) -> int:
    texts = {entry for entry in entries if isinstance(entry, str)}
    words = max((len(w) for text in (heading, *texts) for w in text.split()), default=0)
    longest = max(map(len, texts), default=0)
    usual = min(WIDE, max(NARROW, round(1.25 * words) + 2, round(1.15 * min(longest, 45))))
    return max(usual, min(WIDEST, longest // _HELD))


def height(
    entries: Iterable[Entry], across: Iterable[int], *, bold: bool = False, size: int = SIZE
) -> float | None:
    """Points of a row whose cells hold these words; None where each takes one line.

    Parameters
    ----------
    across
        Width of each cell's column.
    size
        Of the letters, in points.
    """
    part = (_BOLD if bold else _LETTERS) * SIZE / size
    told = [
        (entry, int(part * width))
        for entry, width in zip(entries, across, strict=True)
        if isinstance(entry, str) and len(entry) > part * width
    ]
    if not told:
        return None
    most = max(len(textwrap.wrap(words, fit)) for words, fit in told)
    return min(HIGHEST, most * LINE * size / SIZE) if most > 1 else None


def heights(sheet: Sheet, across: list[int]) -> Iterator[tuple[int, float]]:
    """Rows of a table that take more than a line, its headings being row 0, and their points."""
    head = height(sheet.headings, across, bold=True)
    if head is not None:
        yield 0, head
    for at, row in enumerate(sheet.rows, 1):
        high = height(row, across)
        if high is not None:
            yield at, high
