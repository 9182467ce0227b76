"""Opens one workbook and writes its cells as JSON lines: run as a program by `apart`.

It is a process of its own so that a workbook made to do harm ends this process and no
other. It imports nothing of Homeward, so that it starts at once.

Asked `{"path", "memory", "seconds", "rows", "sheet"?}`, it answers with one line of sheet
names; then, for each sheet that was asked for, a line that names it and says how many rows
it has, and lines of its filled rows, each `[number, cells]` with rows counted from 1. Dates
and times are `[kind, text]` in a `{"is": ...}`.
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

#: Cells of the rectangle that a sheet fills, and bytes of its cells as they are written.
MOST_CELLS, MOST_BYTES = 40_000_000, 800_000_000

#: Rows to a line.
_ROWS = 500

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


def _lines(book: CalamineWorkbook, sheet: str, most: int | None) -> Iterator[str]:
    """One sheet: a line about it, then the filled ones among its first rows, or among all."""
    grid = book.get_sheet_by_name(sheet)
    _check_size(grid)
    yield json.dumps({"sheet": sheet, "height": grid.total_height})
    # The rows begin at the top of the sheet, but their cells at its first filled column.
    beside = [""] * (grid.start[1] if grid.start else 0)
    rows = enumerate(islice(grid.iter_rows(), most), 1)
    filled = ((number, beside + row) for number, row in rows if row.count("") < len(row))
    while part := list(islice(filled, _ROWS)):
        yield json.dumps(part, default=_told)


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
                yield from _lines(book, sheet, asked["rows"])


def _written(answers: Iterator[str]) -> None:
    written = 0
    for line in answers:
        written += len(line)
        if written > MOST_BYTES:
            raise TooMuchError
        sys.stdout.write(line + "\n")


def main() -> int:
    """Answer one request, read from standard input; 0 unless it could not be."""
    asked = json.load(sys.stdin)
    _limit(asked["memory"], asked["seconds"])
    try:
        _written(_answer(asked))
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
