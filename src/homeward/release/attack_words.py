"""Whether the files of a release say anything that the released bundle does not."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isclose
from typing import Any

from homeward.findings import Bundle, Estimate, format_estimate, format_interval, to_json
from homeward.release.attack_marks import fixed_texts, says_more
from homeward.release.attack_read import Grid, Piece, Read
from homeward.release.cells import estimates_of
from homeward.vocabulary.published import KEY_FINDINGS
from homeward.vocabulary.units import Unit
from homeward.vocabulary.verdicts import State

#: The mark of a hidden number in tables.
HIDDEN_MARK = "[c]"

#: Whole numbers up to this are also hours, months, ranks and numbers of tables: one of them
#: alone says nothing; hidden cells as small as that are looked for cell by cell.
SMALL = 120

#: Numbers of a text: 1,234 or 91.3 or 2019.
_NUMBER = re.compile(
    r"(?<![\w.])(?<!\d,)(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\w)|\d+(?:\.\d+)?(?!\d))"
)

#: What Homeward itself writes with numbers in it, in every report.
_ITS_OWN = re.compile(
    r"Homeward \d[\w.]*|Typst \d[\w.]*|schema \d+|HW-[A-Z]\d{3}|\d{4}-\d\d-\d\dT[\d:.]+Z?"
    r"|(?:Tables?|Figures?|[Pp]age|Rule|[Cc]hapter|[Ss]ection) \d+(?:\.\d+)?"
    r"(?:(?:,| and| to| of) \d+)*"
    r"|\(\d[\d,]* rows\)|[A-Z]{1,3}\d+(?::[A-Z]{1,3}\d+)?|\d+ charts?"
    r"|worked out from: 4,162\s+of\s+4,555"
    r"|(?:^\s*|“)\d\.\d{1,2}(?=\s|$)",
    re.MULTILINE,
)

#: Whole numbers that are more likely a year, unless a published number is as near.
_YEARS = (1990, 2035)

#: A number as near as this to a published one may be the exact one behind it.
_BESIDE = 10

#: How near two printed numbers are one: what rounding to a few figures does.
_SAME = 5e-4


@dataclass(frozen=True, slots=True)
class Told:
    """Something that a file says and the bundle does not, or hides."""

    file: str
    where: str
    what: str


def extra(bundle: Bundle, reads: Mapping[str, Read]) -> tuple[list[Told], int]:
    """What files say beyond the bundle, and how many numbers were read in them.

    Numbers of texts are looked for among those of the bundle; tables are put beside those
    of the bundle and of the other files, cell by cell; and specifications of charts are
    searched for values of hidden cells.
    """
    known = _Known(bundle)
    found: list[Told] = []
    many = 0
    for read in reads.values():
        for piece in read.pieces:
            numbers = list(_numbers(piece.text))
            many += len(numbers)
            if _says_more(piece, numbers, known):
                found.append(
                    Told(piece.file, piece.where, "a number that the bundle does not hold")
                )
        for file, document in read.documents:
            found += _charts(bundle, file, document)
    grids = [grid for read in reads.values() for grid in read.grids]
    found += _against_bundle(bundle, grids)
    found += _against_each_other(grids)
    return list(dict.fromkeys(found)), many


def _says_more(piece: Piece, numbers: Iterable[float], known: _Known) -> bool:
    more = piece.bare and says_more(piece.text, known.fixed)
    return more or any(not known.explains(n, piece) for n in numbers if not piece.bare)


def _numbers(text: str) -> Iterator[float]:
    for match in _NUMBER.findall(_ITS_OWN.sub(" ", text)):
        yield float(match.replace(",", ""))


class _Known:
    """The numbers of a bundle, in every way that they are printed."""

    def __init__(self, bundle: Bundle) -> None:
        # Published findings stand in every report, whatever the records hold.
        numbers = set(_numbers(repr(KEY_FINDINGS)))
        for _, e in estimates_of(bundle):
            numbers.update(_printed(e))
            numbers.update(n / 24 for n in e.by.values() if isinstance(n, int))
        for text in _strings(json.loads(to_json(bundle))):
            numbers.update(_numbers(text))
        for f in bundle.findings:
            for p in f.published:
                numbers.update((float(p.value), round(100 * float(p.value), 1)))
            numbers.update(map(float, _tallies(f.tables)))
        self._exact = numbers | {round(n, 1) for n in numbers} | {float(round(n)) for n in numbers}
        self._sorted = sorted(numbers)
        self.fixed = fixed_texts(bundle)

    def explains(self, n: float, piece: Piece) -> bool:
        """Whether a number of a text is one of the bundle, or says nothing."""
        if n in self._exact or (n <= SMALL and n == int(n)):
            return True
        if piece.picture and _is_tick(n):
            return True
        year = n == int(n) and _YEARS[0] <= n <= _YEARS[1]
        return (year and not self._by_a_count(n)) or self._near(n)

    def _by_a_count(self, n: float) -> bool:
        return any(abs(n - k) <= _BESIDE and k not in range(*_YEARS) for k in self._sorted)

    def _near(self, n: float) -> bool:
        """Whether a number with decimals is one of the bundle's, printed to fewer."""
        at = bisect_left(self._sorted, n)
        beside = self._sorted[max(0, at - 1) : at + 1]
        return n != int(n) and any(isclose(n, k, rel_tol=_SAME, abs_tol=_SAME) for k in beside)


def _tallies(tables: Iterable[Any]) -> Iterator[int]:
    """Rows of tables, which reports print: how many cells there are is no secret."""
    for table in tables:
        yield len(table.estimates)
        yield len({tuple(sorted(e.by.items())) for e in table.estimates})


def _is_tick(n: float) -> bool:
    """Whether a number could be on an axis: of two figures, whatever its size."""
    return n == float(f"{n:.2g}")


def _printed(e: Estimate) -> Iterator[float]:
    parts = (e.value, e.low, e.high, e.count, e.of, e.children, e.children_of, e.left_out,
             e.exposure, e.design_effect)  # fmt: skip
    for n in (float(p) for p in parts if p is not None):
        yield n
        yield from (round(n, digits) for digits in (0, 1, 2, 3, 4))
        yield from (round(100 * n, digits) for digits in (0, 1))
        if e.unit is Unit.HOUR_OF_DAY:
            yield n % 24 / 24  # as a spreadsheet holds a time of day
    for text in (format_estimate(e), format_interval(e)):
        yield from _numbers(text)


def _strings(document: Any) -> Iterator[str]:
    if isinstance(document, str):
        yield document
    elif isinstance(document, Mapping):
        for key, value in document.items():
            yield str(key)
            yield from _strings(value)
    elif isinstance(document, list):
        for value in document:
            yield from _strings(value)
    elif isinstance(document, int):
        yield str(document)


# ---------------------------------------------------------------- tables


def _against_bundle(bundle: Bundle, grids: Iterable[Grid]) -> Iterator[Told]:
    """Worksheets that show more, or other, values than the bundle's table of that title."""
    tables = {t.title: t for f in bundle.findings for t in f.tables}
    for grid in grids:
        head = next((i for i, row in enumerate(grid.rows) if {"Value", "State"} <= set(row)), None)
        table = tables.get(grid.title)
        if head is None or table is None:
            continue
        value, state = grid.rows[head].index("Value"), grid.rows[head].index("State")
        rows = [row for row in grid.rows[head + 1 :] if len(row) > max(value, state)]
        hidden = sum(e.state is State.HIDDEN for e in table.estimates)
        where = f"Table {grid.number}"
        if sum(row[value] == HIDDEN_MARK for row in rows) < hidden:
            yield Told(grid.file, where, "a number that the bundle hides")
        if any("hidden" in row[state].lower() and _is_number(row[value]) for row in rows):
            yield Told(grid.file, where, "a number in a row that is called hidden")


def _is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text.strip()))


def _against_each_other(grids: Sequence[Grid]) -> Iterator[Told]:
    """Tables of one number and title, cell by cell: what one hides no other may show."""
    same: dict[tuple[int, str], list[Grid]] = defaultdict(list)
    for grid in grids:
        same[grid.number, _plain(grid.title)].append(grid)
    for (number, _), together in same.items():
        for one, other in pairwise(together):
            if len(one.rows) != len(other.rows):
                continue
            for row, beside in zip(one.rows, other.rows, strict=True):
                yield from _cells_beside(number, one.file, row, other.file, beside)


def _cells_beside(
    number: int, file: str, row: Sequence[str], other: str, beside: Sequence[str]
) -> Iterator[Told]:
    if len(row) != len(beside):
        return
    for cell, again in zip(row, beside, strict=True):
        if (HIDDEN_MARK in cell) != (HIDDEN_MARK in again):
            shows = other if HIDDEN_MARK in cell else file
            yield Told(shows, f"Table {number}", "a number that another file hides")
        elif Counter(_numbers(cell)) != Counter(_numbers(again)):
            yield Told(other, f"Table {number}", f"another number than in {file}")


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


# ---------------------------------------------------------------- specifications of charts


def _charts(bundle: Bundle, file: str, document: Any) -> Iterator[Told]:
    """Values in a chart's data that belong to hidden estimates, or that nobody released."""
    by_name: dict[str, list[Estimate]] = defaultdict(list)
    for _, e in estimates_of(bundle):
        by_name[e.name].append(e)
    for datum in _data(document):
        for name in by_name.keys() & datum.keys():
            value = datum[name]
            if not isinstance(value, (int, float)) or isinstance(value, bool):
                continue
            mine = [e for e in by_name[name] if _is_of(e, datum)]
            if mine and all(e.value is None for e in mine):
                yield Told(file, "data of a chart", "a number that the bundle hides")
            elif mine and not any(e.value is not None and isclose(e.value, value) for e in mine):
                yield Told(file, "data of a chart", "another number than the bundle holds")


def _is_of(e: Estimate, datum: Mapping[str, Any]) -> bool:
    return all(str(datum.get(key)) == str(group) for key, group in e.by.items())


def _data(document: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(document, Mapping):
        yield document
        document = list(document.values())
    if isinstance(document, list):
        for part in document:
            if isinstance(part, (Mapping, list)):
                yield from _data(part)
