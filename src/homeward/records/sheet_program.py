"""Opens one workbook and writes its cells as JSON lines: run as a program by `apart`.

It is a process of its own so that a workbook made to do harm ends this process and no
other. It imports nothing of Homeward, so that it starts at once.

Asked `{"path", "memory", "seconds", "rows", "sheet"?, "about"?}`, it answers with one line of
sheet names; then, for each sheet that was asked for, a line that names it and says how many
rows it has, and lines of its filled rows, each `[number, cells]` with rows counted from 1.
Dates and times are `[kind, text]` in a `{"is": ...}`. Of a sheet of more rows than `about`,
its beginning, its end and rows evenly between are given, about so many.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
)

try:
    import resource
except ImportError:  # Windows has no such limits; the clock of the caller still runs
    resource = None  # type: ignore[assignment]

#: Cells of the rectangle that a sheet fills.
MOST_CELLS = 40_000_000

#: Bytes of the cells as they are written: so many, and so many more for each row.
MOST_BYTES, BYTES_A_ROW = 800_000_000, 1_500

#: Rows to a line, and bytes beyond which each row has a line of its own.
_ROWS, _LONG = 500, 8_000_000

#: Lines at the beginning of a sheet that are given where not all are.
_BEGINNING = 16

LOCKED, DAMAGED, TOO_MUCH = "HW-F008", "HW-F005", "HW-F050"


class TooMuchError(Exception):
    """The workbook holds more than any extract."""


def _limit(memory: int, seconds: int) -> None:
    """Bind this process to so many bytes and so many seconds of processor time."""
    if resource is None:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _told(cell: Any) -> dict[str, Any]:
    """A date, a time or a span as JSON can hold it."""
    if isinstance(cell, timedelta):
        return {"is": ["span", [cell.days, cell.seconds, cell.microseconds]]}
    kind = {datetime: "instant", date: "date", time: "time"}.get(type(cell))
    return {"is": [kind, cell.isoformat()]} if kind else {"is": ["text", str(cell)]}


def _lines(book: CalamineWorkbook, sheet: str, asked: dict[str, Any]) -> Iterator[str]:
    """One sheet: a line about it, then the filled ones among its first rows, or among all."""
    grid = book.get_sheet_by_name(sheet)
    _check_size(grid)
    yield json.dumps({"sheet": sheet, "height": grid.total_height})
    # The rows begin at the top of the sheet, but their cells at its first filled column.
    beside = [""] * (grid.start[1] if grid.start else 0)
    rows = enumerate(islice(grid.iter_rows(), asked["rows"]), 1)
    filled = ((number, beside + row) for number, row in rows if row.count("") < len(row))
    step = 1 + grid.total_height // (asked.get("about") or 1 << 30)
    written = 0
    for part in _some(filled, step):
        told = json.dumps(part, default=_told)
        lines = [told] if len(told) < _LONG else (json.dumps([r], default=_told) for r in part)
        allowed = MOST_BYTES + BYTES_A_ROW * part[-1][0]
        for line in lines:
            written += len(line)
            if written > allowed:
                raise TooMuchError
            yield line


def _some(filled: Iterator[Any], step: int) -> Iterator[list[Any]]:
    """The rows, so many at a time; of the parts every so manieth, the first ones and the last."""
    place = 0
    part = list(islice(filled, _ROWS))
    while part:
        coming = list(islice(filled, _ROWS))
        if place % step == 0 or place < _BEGINNING or not coming:
            yield part
        part, place = coming, place + 1


def _check_size(grid: CalamineSheet) -> None:
    if grid.total_height * grid.total_width > MOST_CELLS:
        raise TooMuchError


def _answer(asked: dict[str, Any]) -> Iterator[str]:
    with CalamineWorkbook.from_path(asked["path"]) as book:
        sheets = [s.name for s in book.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]
        yield json.dumps({"sheets": sheets[: asked["sheets"] + 1]})
        if len(sheets) > asked["sheets"]:
            return
        wanted = sheets if asked.get("sheet") is None else [asked["sheet"]]
        for sheet in wanted:
            if sheet in sheets:
                yield from _lines(book, sheet, asked)


def main() -> int:
    """Answer one request, read from standard input; 0 unless it could not be."""
    asked = json.load(sys.stdin)
    _limit(asked["memory"], asked["seconds"])
    try:
        for line in _answer(asked):
            sys.stdout.write(line + "\n")
        return 0
    except PasswordError:
        refused = LOCKED
    except (MemoryError, TooMuchError):
        refused = TOO_MUCH
    except BaseException:  # the parser panics by an error of its own, which is no Exception
        refused = DAMAGED
    print(json.dumps({"refused": refused}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
