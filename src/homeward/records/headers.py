"""Where the header stands in a grid of cells, and which rows below it are no records."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from homeward.records.raw import tidy
from homeward.records.tables import TABLES
from homeward.vocabulary.words import plain

#: A numbered row: line or sheet row, and its cells as text.
Row = tuple[int, Sequence[str]]

#: Header rows are looked for among this many filled rows.
LOOK_AMONG = 60

#: Most signs that a spreadsheet lets a cell hold, and those of a name that are looked at.
_LONGEST_NAME, _LOOKED_AT = 32_767, 100

_NUMBER = re.compile(r"^[-+£$]?\d[\d,. ]*%?$")
_TIME = re.compile(
    r"^\d{1,4}[-/. ](?:\d{1,2}|[A-Za-z]{3,9})[-/. ]\d{2,4}\b|^\d{1,2}:\d{2}\b|^\d{4}-\d\d-\d\dT"
)
#: Beginnings of a line that stands alone below or between records.
_NOTE = re.compile(
    r"^\W*(?:(?:grand |sub-?|report |overall )?totals?\b|end of\b|end\W*$|page \d+\b"
    r"|(?:printed|generated|produced|extracted|exported|created|run)\b"
    r"|report\b|records?\b|rows?\b|number of\b|no\.? of\b|count\b|sum\b|\d[\d,]* (?:row|record)"
    r"|notes?\b|source\b|data\b|filters?\b|confidential\b|restricted\b|official\b"
    r"|(?:not )?protectively marked\b|disclaimer\b|copyright\b|query\b|criteria\b"
    r"|parameters?\b)|^\W{2,}$|^©",
    re.IGNORECASE,
)

#: A first cell that stands beside a figure in a line of totals.
_TOTAL = re.compile(
    r"^\W*(?:grand |sub-?|report |overall )?(?:totals?|count|sum|average|number|no\.?)"
    r"(?: (?:of )?(?:records?|rows?|incidents?|reports?|episodes?|number|count|children))?\W*$"
    r"|^\W*(?:records?|rows?)(?: (?:returned|selected|found|count|total))?\W*$"
    r"|^\W*(?:run|printed|generated|produced|extracted|exported) (?:by|on|at|date)\W*$"
    r"|^\W*(?:report (?:run|date|title|name|period)|page)\W*$",
    re.IGNORECASE,
)

#: A first cell that stands beside a figure alone, far below the width of a record.
_TOTAL_OF = re.compile(r"^\W*(?:grand |sub-?|overall )?totals?\b[^\d]{0,40}$", re.IGNORECASE)

#: First letters of the words that `_TOTAL` knows.
_TELLING = frozenset("acegnoprstACEGNOPRST")


def filled(cells: Sequence[str]) -> list[str]:
    """The cells that are not blank."""
    return [cell for cell in cells if cell and not cell.isspace()]


def any_filled(cells: Sequence[str], least: int = 1) -> bool:
    """Whether at least so many cells are not blank, told without looking at the others."""
    for cell in cells:
        if cell and not cell.isspace():
            least -= 1
            if not least:
                return True
    return False


@cache
def known_names() -> frozenset[str]:
    """Every header spelling that some declared table knows, folded."""
    found: set[str] = set()
    for table in TABLES.values():
        for name, column in table.columns.items():
            found |= {plain(name), plain(column.synth), *map(plain, column.also)}
    return frozenset(found - {""})


def _value_like(cell: str) -> bool:
    return bool(_NUMBER.match(cell) or _TIME.match(cell))


def header_score(cells: Sequence[str], width: int) -> float:
    """How much a row looks like a header, 0 for not at all.

    Names that a declared table knows weigh most; else a header is a full row of text,
    each cell different, none a number or a time.
    """
    names = [tidy(cell) for cell in filled(cells)]
    if not names or width == 0:
        return 0.0
    known = sum(plain(name) in known_names() for name in names)
    values = sum(_value_like(name) for name in names)
    if values > 0.2 * len(names) or (values and known < 2):
        return 0.0
    if any(len(name) > 120 for name in names):
        return 0.0
    full = len(names) / width
    unlike = len({plain(name) or name for name in names}) / len(names)
    if full < 0.5 or unlike < 0.6 or (len(names) == 1 and width > 1):
        return 0.0
    return min(full, 1.0) + unlike + 3.0 * known / len(names)


def usual_width(rows: Sequence[Row]) -> int:
    """The commonest number of cells in a row, counting only filled rows."""
    widths = Counter(len(cells) for _, cells in rows if any_filled(cells, 2))
    if not widths:
        return 1 if rows else 0
    most = max(widths.values())
    return max(width for width, count in widths.items() if count >= 0.5 * most)


def find_header(rows: Sequence[Row]) -> tuple[int, float]:
    """Number of the row most like a header, and its score; (0, 0.0) if there is none.

    The first of equals is taken: a header repeated at each page is a header once.
    """
    full = [row for row in rows if any_filled(row[1])]
    width = usual_width(full)
    best, score = 0, 0.0
    for number, cells in full[:LOOK_AMONG]:
        this = header_score(cells, width)
        if this > score + 1e-9:
            best, score = number, this
    return best, score


def too_long_for_header(rows: Sequence[Row]) -> int:
    """Number of a row that would be a header if no name in it were longer than any; 0 if none."""
    full = [row for row in rows if any_filled(row[1])]
    width = usual_width(full)
    for number, cells in full[:LOOK_AMONG]:
        if any(len(cell) > _LONGEST_NAME for cell in cells):
            cut = [cell[:_LOOKED_AT] for cell in cells]
            if header_score(cut, width) > 0:
                return number
    return 0


def grouped(cells: Sequence[str], above: Sequence[str]) -> list[str]:
    """Header cells, with the heading above them where they do not say enough alone.

    Where one heading spans several columns ("Reported" above "Date" and "Time"), a name that
    is repeated, or that no declared table knows, takes the heading before it. Nothing is
    changed unless that tells repeated names apart.

    Parameters
    ----------
    cells
        The header row.
    above
        The row directly above it; blank, or no headings, in most files.

    >>> grouped(["Ref", "Date", "Time", "Date"], ["", "Reported", "", "Found"])
    ['Ref', 'Reported Date', 'Reported Time', 'Found Date']
    """
    names = [tidy(cell) for cell in cells]
    if not _are_headings(above, len(names)):
        return list(cells)
    over, heading = [], ""
    for cell in [*above, *[""] * (len(names) - len(above))]:
        heading = tidy(cell) or heading
        over.append(heading)
    many = Counter(map(plain, names))
    joined = [
        f"{head} {name}" if name and head and (many[plain(name)] > 1 or not _known(name)) else name
        for head, name in zip(over, names, strict=False)
    ]
    told_apart = len(set(map(plain, filled(joined)))) > len(set(map(plain, filled(names))))
    return joined if told_apart else list(cells)


def header_place(line: str, cells: Sequence[str], above: Sequence[str]) -> str:
    """What is said of a header below the first row: where it is, and what was joined to it."""
    joined = ", and the headings above it are part of its names"
    return f"the header is on {line}{joined if grouped(cells, above) != list(cells) else ''}"


def _known(name: str) -> bool:
    return plain(name) in known_names()


def _are_headings(above: Sequence[str], width: int) -> bool:
    """Whether a row may be headings that each span some columns: words, fewer than columns."""
    said = [tidy(cell) for cell in filled(above)]
    if not 2 <= len(said) < width or filled(above[width:]):
        return False
    return not any(_value_like(name) or ":" in name or len(name) > 60 for name in said)


def is_note(cells: Sequence[str], width: int) -> bool:
    """Whether a row is a total or a note by its words: few cells, the first a known phrase."""
    said = filled(cells)
    if not said or len(said) > max(2, 0.3 * width) or width < 2:
        return False
    first = said[0].strip()
    if len(said) == 2 and width >= 6 and _TOTAL_OF.match(first) and _NUMBER.match(said[1]):
        return True
    pattern = _NOTE if len(said) == 1 else _TOTAL
    return bool(pattern.match(first))


def may_be_note(cells: Sequence[str], width: int) -> bool:
    """A quick look that lets nearly every record pass: mostly blank, or a telling word."""
    first = cells[0]
    if first[0] in _TELLING or not first[0].isalnum():
        return bool(_TOTAL.match(first)) or cells.count("") >= 0.6 * width
    return cells.count("") >= 0.6 * width


def is_tail(cells: Sequence[str], width: int) -> bool:
    """Whether a row below the last record is a note: one cell of words and nothing else."""
    said = filled(cells)
    if len(said) != 1 or width < 3:
        return False
    return len(cells) == 1 or len(said[0].split()) >= 3


def is_header_again(cells: Sequence[str], folded: tuple[str, ...]) -> bool:
    """Whether a row is the header once more, as at the head of a printed page."""
    if len(cells) < len(folded) or not any(folded):
        return False
    return tuple(plain(cell) for cell in cells[: len(folded)]) == folded
