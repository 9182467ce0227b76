"""Text files in a force's habit: CSV and its relatives."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from homeward.synth.clock import stamp
from homeward.synth.habits import Habit
from homeward.synth.rows import Record, Stamp
from homeward.synth.rules import FileRule
from homeward.synth.words import house_text
from homeward.vocabulary.words import Word


def write_lines(path: Path, lines: Iterable[Sequence[str]], encoding: str, delimiter: str) -> None:
    """Write lines of cells, quoted only where they must be, with Windows line ends."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter, lineterminator="\r\n").writerows(lines)


def write_text(path: Path, habit: Habit, rule: FileRule, records: Sequence[Record]) -> None:
    """Write one incident file in its habit."""
    write_lines(path, _lines(habit, rule, records), habit.encoding, habit.delimiter)


def preamble(habit: Habit, rule: FileRule) -> list[list[str]]:
    """Lines before the header, one cell each."""
    opens, closes = f"{rule.opens:%d/%m/%Y}", f"{rule.closes:%d/%m/%Y}"
    return [[line.format(opens=opens, closes=closes)] for line in habit.preamble]


def header(habit: Habit) -> list[str]:
    """The header line; times written apart have two headers."""
    return [part for text in habit.headers.values() for part in text.split(" + ")]


def _lines(habit: Habit, rule: FileRule, records: Sequence[Record]) -> Iterable[list[str]]:
    yield from preamble(habit, rule)
    yield header(habit)
    for number, record in enumerate(records):
        if habit.repeat_header_every and number and number % habit.repeat_header_every == 0:
            yield header(habit)
        yield _cells(habit, record)
    if habit.total_line:
        yield [f"Total records: {len(records)}"]


def _cells(habit: Habit, record: Record) -> list[str]:
    cells: list[str] = []
    for column, head in habit.headers.items():
        if " + " in head:
            cells += _apart(habit, record.cells[column])
        else:
            cells.append(_text(habit, record, column))
    if record.ragged:
        cells.insert(-1, "continued")  # a delimiter typed in the remarks, not quoted
    return cells


def _apart(habit: Habit, cell: Stamp | str | None) -> list[str]:
    """Date and time of day in two cells; a text that is no time stands in the first."""
    if not isinstance(cell, Stamp):
        return [cell or "", ""]
    when = stamp(cell.minute)
    return [when.strftime(habit.day), when.strftime(habit.clock) if cell.timed else ""]


def _text(habit: Habit, record: Record, column: str) -> str:
    cell = record.cells[column]
    if isinstance(cell, Stamp):
        return stamp(cell.minute).strftime(habit.stamp if cell.timed else habit.day)
    if isinstance(cell, date):
        return cell.strftime(habit.day)
    return spelt(habit, record, column)


def spelt(habit: Habit, record: Record, column: str) -> str:
    """A cell that is not a time, as typed: house spelling unless spelt or padded otherwise."""
    cell = record.cells[column]
    if record.spelt and column in record.spelt:
        text = record.spelt[column]
    elif isinstance(cell, Word):
        text = house_text(cell, habit.house)
    elif isinstance(cell, tuple):
        text = habit.separator.join(house_text(word, habit.house) for word in cell)
    else:
        text = "" if cell is None else str(cell)
    return f" {text}  " if column == record.padded and text else text
