"""Text files in a force's habit: CSV and its relatives."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from homeward.synth.habits import Habit
from homeward.synth.rows import Record
from homeward.synth.rules import FileRule
from homeward.synth.written import Beside, columns


def write_lines(path: Path, lines: Iterable[Sequence[str]], encoding: str, delimiter: str) -> None:
    """Write lines of cells, quoted only where they must be, with Windows line ends.

    Letters that the encoding lacks become "?", as old systems write them.
    """
    with path.open("w", encoding=encoding, errors="replace", newline="") as file:
        csv.writer(file, delimiter=delimiter, lineterminator="\r\n").writerows(lines)


def write_text(
    path: Path, habit: Habit, rule: FileRule, records: Sequence[Record], beside: Beside
) -> None:
    """Write one incident file in its habit."""
    lines = _lines(habit, rule, records, beside)
    write_lines(path, lines, habit.encoding, habit.delimiter)


def preamble(habit: Habit, rule: FileRule) -> list[list[str]]:
    """Lines before the header, one cell each."""
    opens, closes = f"{rule.opens:%d/%m/%Y}", f"{rule.closes:%d/%m/%Y}"
    return [[line.format(opens=opens, closes=closes)] for line in habit.preamble]


def header(habit: Habit) -> list[str]:
    """The header line; times written apart have two headers."""
    return [part for text in habit.headers.values() for part in text.split(" + ")]


def _lines(
    habit: Habit, rule: FileRule, records: Sequence[Record], beside: Beside
) -> Iterable[Sequence[str]]:
    yield from preamble(habit, rule)
    yield (head := header(habit))
    rows = zip(*columns(habit, records, beside), strict=True)
    for number, (record, cells) in enumerate(zip(records, rows, strict=True)):
        if habit.repeat_header_every and number and number % habit.repeat_header_every == 0:
            yield head
        # a delimiter typed in the remarks, not quoted
        yield (*cells[:-1], "continued", cells[-1]) if record.ragged else cells
    if habit.total_line:
        yield [f"Total records: {len(records)}"]
