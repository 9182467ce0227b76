"""Delimited text: CSV, TSV and the like, in any encoding and with any delimiter."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeVar

from homeward.records.delimited import Lines, open_lines, records
from homeward.records.encoding import check_encoding, find_encoding, known_encoding
from homeward.records.guards import check_columns
from homeward.records.headers import (
    LOOK_AMONG,
    Row,
    any_filled,
    filled,
    find_header,
    grouped,
    header_place,
    too_long_for_header,
)
from homeward.records.layout import Layout, Record
from homeward.records.mapping import Reading
from homeward.records.raw import RawTable, Sniffed, unique_names
from homeward.vocabulary.errors import HomewardError

#: Delimiters tried, the likelier first: it wins a tie.
DELIMITERS = (",", ";", "\t", "|", "^", "~")

#: How much of a file is looked at to tell how it opens: lines, and characters in all.
_SAMPLE_LINES, _SAMPLE_CHARACTERS = 400, 2_000_000

AnyLayout = TypeVar("AnyLayout", bound=Layout)


def sniff(path: Path, reading: Reading) -> Sniffed:
    """How a text file opens; see `reading.sniff`.

    Raises
    ------
    HomewardError
        HW-F003, HW-F006, HW-F007, HW-F010 or HW-P008.
    """
    _check_delimiter(reading.delimiter, path.name)
    encoding = reading.encoding
    notes: tuple[str, ...] = ()
    if encoding:
        check_encoding(path, encoding)
    else:
        encoding, notes = find_encoding(path)
    sample = _sample(path, encoding)
    grids: dict[str, list[Row]] = {}
    delimiter = reading.delimiter or _find_delimiter(sample, path.name, grids)
    at = reading.header_row
    if at == 1 and not (reading.encoding and reading.delimiter):
        rows = grids.get(delimiter) or _grid(sample, delimiter, path.name)
        at = _find_header_row(rows, path.name)
    header = _header_cells(sample, delimiter, at, path.name)
    check_columns(path.name, len(header))
    above = _directly_above(_grid(sample[: at - 1], delimiter, path.name), at)
    if at > 1:
        notes += (header_place(f"line {at}", header, above),)
    names = _names(header, above)
    return Sniffed(reading=Reading(encoding, delimiter, at), header=names, notes=notes)


def _directly_above(rows: Sequence[Row], at: int) -> Sequence[str]:
    """The cells of the line before the header, of the lines above it."""
    return next((cells for number, cells in rows if number == at - 1), [])


def _names(header: Sequence[str], above: Sequence[str]) -> tuple[str, ...]:
    """Names of the columns, without the nameless ones at the end."""
    last = max((place for place, cell in enumerate(header, 1) if cell.strip()), default=0)
    return unique_names(grouped(header, above))[:last]


def _sample(path: Path, encoding: str) -> list[str]:
    """The first lines of the file.

    Raises
    ------
    HomewardError
        HW-F003 if the file holds nothing but blanks; HW-F010 for a line too long.
    """
    lines: list[str] = []
    left = _SAMPLE_CHARACTERS
    with open_lines(path, encoding) as file:
        for line in islice(Lines(file, path.name), _SAMPLE_LINES):
            lines.append(line)
            left -= len(line)
            if left < 0:
                break
    if not any(line.strip(" \t\r\n\ufeff") for line in lines):
        raise HomewardError("HW-F003", f"{path.name} holds no text")
    return lines


def _grid(sample: list[str], delimiter: str, name: str) -> list[Row]:
    lines = Lines(iter(sample))
    return [(row, cells) for row, cells, _ in records(lines, delimiter, 0, name)]


def _find_delimiter(sample: list[str], name: str, grids: dict[str, list[Row]]) -> str:
    """The delimiter under which most rows have one width, and a good header is found.

    `grids` takes the rows under each delimiter that was tried.
    """
    declared = sample[0].strip("\ufeff\r\n ").lower()
    if declared.startswith("sep=") and len(declared) == 5 and _may_part(declared[4]):
        return declared[4]
    there = [mark for mark in DELIMITERS if any(mark in line for line in sample)]
    grids |= {mark: _grid(sample, mark, name) for mark in there}
    scores = {mark: _delimiter_score(grids[mark]) for mark in there}
    best = max(there, key=lambda mark: scores[mark], default=",")
    return best if scores.get(best, 0.0) > 0 else ","


def _may_part(mark: str) -> bool:
    """Whether cells can be parted by a sign: one that no word, number or quotation holds."""
    return len(mark) == 1 and not mark.isalnum() and mark not in "\"'.\r\n\0\x1a\ufeff"


def _check_delimiter(delimiter: str, name: str) -> None:
    if delimiter and not _may_part(delimiter):
        raise HomewardError("HW-P008", f"{name}: `delimiter` cannot part cells")


def _delimiter_score(rows: list[Row]) -> float:
    widths = Counter(len(cells) for _, cells in rows if any_filled(cells))
    if not widths:
        return 0.0
    width, agreeing = max(widths.items(), key=lambda item: (item[0] > 1) * item[1] * item[0])
    if width < 2:
        return 0.0
    _, score = find_header(rows)
    return (agreeing / widths.total()) ** 2 * math.log2(width) * (0.5 + score)


def _find_header_row(rows: Sequence[Row], name: str) -> int:
    at, score = find_header(rows[: LOOK_AMONG * 4])
    long = too_long_for_header(rows)
    if long and (long < at or score <= 0):  # else the first record would be the header
        raise HomewardError("HW-F010", f"{name}, line {long}: the name of a column")
    if not at or score <= 0:
        raise HomewardError("HW-F007", name)
    return at


def _header_cells(sample: list[str], delimiter: str, at: int, name: str) -> list[str]:
    found = records(Lines(iter(sample[at - 1 :])), delimiter, 0, name)
    number, cells, _ = next(found, (0, [], False))
    if number != 1 or not filled(cells):
        raise HomewardError("HW-F007", f"{name}: line {at} holds no names")
    return list(cells)


def complete(path: Path, reading: Reading) -> tuple[Reading, tuple[str, ...]]:
    """`reading` with nothing left blank, and notes of what was found."""
    if reading.encoding and reading.delimiter:
        known_encoding(path, reading.encoding)
        _check_delimiter(reading.delimiter, path.name)
        return reading, ()
    found = sniff(path, reading)
    return found.reading, found.notes


def read(path: Path, reading: Reading) -> RawTable:
    """Every row of a text file; see `reading.read_raw`.

    Raises
    ------
    HomewardError
        HW-F003, HW-F005, HW-F006, HW-F007, HW-F010 or HW-P008.
    """
    reading, notes = complete(path, reading)
    try:
        with open_lines(path, reading.encoding) as file:
            lines = Lines(file, path.name)
            layout = _lay(lines, path, reading)
    except UnicodeError:
        raise HomewardError("HW-F006", f"{path.name} is not whole as {reading.encoding}") from None
    except OSError:
        raise HomewardError("HW-F005", path.name) from None
    header, columns, rows = layout.finish()
    return RawTable(
        header,
        columns,
        rows,
        tuple(layout.broken),
        reading=reading,
        notes=(*notes, *lines.notes, *layout.notes),
    )


def _lay(lines: Lines, path: Path, reading: Reading) -> Layout:
    layout, whole, found = begin(lines, path, reading, Layout)
    for record in found:
        layout.add_record(record, whole)
    return layout


def begin(
    lines: Lines, path: Path, reading: Reading, kind: type[AnyLayout]
) -> tuple[AnyLayout, int, Iterator[Record]]:
    """A layout with the header and the first rows, the cells of a line, and what follows.

    Raises
    ------
    HomewardError
        HW-F007 or HW-F010.
    """
    if reading.header_row > _SAMPLE_LINES:
        raise HomewardError("HW-F007", f"{path.name}: line {reading.header_row} is too far down")
    above = list(islice(lines, reading.header_row - 1))
    start = records(lines, reading.delimiter, 0, path.name)
    number, header, _ = next(start, (0, [], False))
    if number != reading.header_row or not filled(header):
        raise HomewardError("HW-F007", f"{path.name}: line {reading.header_row} holds no names")
    check_columns(path.name, len(header))
    over = _grid(above, reading.delimiter, path.name)
    directly = _directly_above(over, reading.header_row)
    layout = kind(header, [cells for _, cells in over], directly)
    found = records(lines, reading.delimiter, layout.needed, path.name)
    first = list(islice(found, _SAMPLE_LINES))
    whole = layout.width + _spare([cells for _, cells, _ in first], layout.width)
    for record in first:
        layout.add_record(record, whole)
    return layout, whole, found


def _spare(rows: Sequence[Sequence[str]], width: int) -> int:
    """Blank cells that most rows have beyond the header: delimiters at the ends of lines.

    A row here and there with a cell too many is no such thing: its cells may be shifted.
    """
    full = [cells for cells in rows if any_filled(cells)]
    beyond = Counter(
        len(cells) - width for cells in full if len(cells) > width and not filled(cells[width:])
    )
    many, count = beyond.most_common(1)[0] if beyond else (0, 0)
    return many if count > 0.5 * len(full) else 0
