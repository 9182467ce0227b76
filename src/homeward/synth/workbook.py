"""Workbooks in a force's habit: typed cells."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from homeward.synth.clock import midnight
from homeward.synth.habits import BANNER, Habit
from homeward.synth.rows import Record, Stamp
from homeward.synth.rules import FileRule
from homeward.synth.spreadsheet import Book
from homeward.synth.text import header, preamble
from homeward.synth.written import BESIDE, DATES, TIMES, Beside, shared, texts

#: Columns of numbers, which a spreadsheet types.
_NUMBERS = frozenset({"age", "distance_km"})


def write_workbook(
    path: Path, habit: Habit, rule: FileRule, records: Sequence[Record], beside: Beside
) -> None:
    """Write one incident file as a workbook with typed dates and numbers.

    A time whose hour is lost is typed as a date.
    """
    book = Book("Export", BANNER)
    columns = [_column(book, habit, name, records, beside) for name in habit.headers]
    above = [*preamble(habit, rule), header(habit)]
    path.write_bytes(book.content(above, columns))


def _column(
    book: Book, habit: Habit, name: str, records: Sequence[Record], beside: Beside
) -> list[str]:
    """The cells of one column."""
    if name in BESIDE:
        cells = shared(beside, name, records)
        return [book.number(c) if isinstance(c, int) else book.text(c) for c in cells]
    if name in TIMES:
        return [_time(book, record.cells[name]) for record in records]
    if name in DATES:
        days = [record.cells[name] for record in records]
        return [book.date(None if day is None else midnight(day)) for day in days]
    if name in _NUMBERS:
        return [book.number(record.cells[name]) for record in records]
    return [book.text(text) for text in texts(habit, name, records, beside)]


def _time(book: Book, cell: Stamp | str | None) -> str:
    if isinstance(cell, Stamp):
        return book.time(cell.minute) if cell.timed else book.date(cell.minute)
    return book.text(cell or "")
