"""The cells of one incident file as its habit writes them, column by column."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

import numpy as np

from homeward.synth.clock import DAY, HOUR, day_of
from homeward.synth.faults import SENTINEL
from homeward.synth.habits import BESIDE, KIND_FLAGS, Habit
from homeward.synth.rows import TOLD, Record, Stamp
from homeward.synth.words import house_text
from homeward.vocabulary.exploitation import Exploitation
from homeward.vocabulary.words import Word

#: Columns that every row of an incident shares, one cell for each incident of the county.
Beside = Mapping[str, np.ndarray]

#: Columns of times, and of dates with no time of day.
TIMES: frozenset[str] = frozenset({*TOLD, "updated"})
DATES: frozenset[str] = frozenset({"born_on", "exploitation_flagged"})


class Clock:
    """Texts of dates and times in one habit; those of each day and minute made once."""

    def __init__(self, day: str, clock: str) -> None:
        self._form = day
        self._days: dict[int, str] = {}
        self._clocks = [
            datetime.combine(date.min, time(*divmod(minute, HOUR))).strftime(clock)
            for minute in range(DAY)
        ]

    def day(self, number: int) -> str:
        """The date so many days after 1970."""
        text = self._days.get(number)
        if text is None:
            text = self._days[number] = day_of(number * DAY).strftime(self._form)
        return text

    def whole(self, cell: Stamp | str | None) -> str:
        """Date and time of day in one cell; a date alone where the time is lost."""
        if not isinstance(cell, Stamp):
            return cell or ""
        day, minute = divmod(cell.minute, DAY)
        text = self.day(day)
        return f"{text} {self._clocks[minute]}" if cell.timed else text

    def apart(self, cell: Stamp | str | None) -> tuple[str, str]:
        """Date and time of day in two cells; a text that is no time stands in the first."""
        if not isinstance(cell, Stamp):
            return cell or "", ""
        day, minute = divmod(cell.minute, DAY)
        return self.day(day), self._clocks[minute] if cell.timed else ""


def columns(habit: Habit, records: Sequence[Record], beside: Beside) -> list[list[str]]:
    """The cells of a text file: a list for each header, one cell for each record."""
    clock = Clock(habit.day, habit.clock)
    out: list[list[str]] = []
    for name, head in habit.headers.items():
        if name in TIMES and " + " in head:
            pairs = [clock.apart(record.cells[name]) for record in records]
            out += [[pair[side] for pair in pairs] for side in (0, 1)]
        elif name in TIMES:
            out.append([clock.whole(record.cells[name]) for record in records])
        else:
            out.append(texts(habit, name, records, beside))
    return out


def texts(habit: Habit, name: str, records: Sequence[Record], beside: Beside) -> list[str]:
    """The cells of a column that holds no times, as typed.

    House spelling, unless a row spells or pads that column otherwise.
    """
    if name in BESIDE:
        return [str(cell) for cell in shared(beside, name, records)]
    if name == "minutes_missing":
        return ["" if many is None else str(many) for many in map(minutes_missing, records)]
    if name in KIND_FLAGS:
        flag = _yes_no(KIND_FLAGS[name])
        return _by_value([record.cells["exploitation"] for record in records], flag)
    cells = [record.cells[name] for record in records]
    out = _by_value(cells, lambda cell: _text(habit, cell))
    for row, record in enumerate(records):
        if record.spelt and name in record.spelt:
            out[row] = record.spelt[name]
        if name == record.padded and out[row]:
            out[row] = f" {out[row]}  "
    return out


def shared(beside: Beside, name: str, records: Sequence[Record]) -> list[Any]:
    """The cells of a column that every row of an incident shares."""
    places = np.fromiter((record.at for record in records), np.int64, len(records))
    return beside[name][places].tolist()


def minutes_missing(record: Record) -> int | None:
    """Minutes from last seen to found, as the file works them out from the row's own cells."""
    since, found = record.cells["last_seen"], record.cells["found"]
    known = all(isinstance(cell, Stamp) and cell.timed for cell in (since, found))
    return found.minute - since.minute if known and found != SENTINEL else None


def _by_value(cells: Sequence[Any], text: Callable[[Any], str]) -> list[str]:
    """The text of each cell, made once for each different one."""
    made = {cell: text(cell) for cell in set(cells)}
    return [made[cell] for cell in cells]


def _text(habit: Habit, cell: Any) -> str:
    if isinstance(cell, Word):
        return house_text(cell, habit.house)
    if isinstance(cell, tuple):
        return habit.separator.join(house_text(word, habit.house) for word in cell)
    if isinstance(cell, date):
        return cell.strftime(habit.day)
    return "" if cell is None else str(cell)


def _yes_no(kind: Exploitation) -> Callable[[tuple[Word, ...]], str]:
    """Y, N, or nothing where nobody was asked, from the kinds of a row."""
    return lambda kinds: "" if not kinds else "Y" if kind in kinds else "N"
