"""What a sheet that came back says: every row taken or refused, every cell read or set aside."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from homeward.study.sampling.cells import IMPOSSIBLE, read_cell
from homeward.study.sampling.draw import Draw, Drawn
from homeward.study.sampling.grid import NUMBER_HEADING, Cell, Grid, Row
from homeward.study.sampling.numbers import read_number, sample_number
from homeward.study.sampling.returned import Fault, Returned, Said
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.sampling import ASKED, Asked, ReturnInterview
from homeward.vocabulary.words import plain

NO_NUMBER, ANOTHER, DISAGREE, AGAIN, RAGGED = "HW-M011", "HW-M012", "HW-M013", "HW-M014", "HW-M015"
AT_ODDS, TWO_SHEETS = "HW-M025", "HW-M026"

#: Years after the window in which an interview may still have been held.
_AFTER: Final = 10


@dataclass(frozen=True, slots=True)
class _Placed:
    """A row with the number it carries."""

    number: str
    row: Row = field(repr=False)


def code_of(grids: Iterable[Grid]) -> str:
    """The code that most rows carry; "" where none carries any."""
    found = Counter(
        number[0]
        for grid in grids
        for at in [_columns(grid)[0]]
        for row in grid.rows
        if (number := _number(row.cells[at])) is not None
    )
    return max(sorted(found), key=lambda code: found[code], default="")


def _number(cell: Cell) -> tuple[str, int] | None:
    return read_number(cell) if isinstance(cell, str) else None


def read_answers(grids: Sequence[Grid], draw: Draw | None = None) -> Returned:
    """Everything that sheets of one sample say.

    Parameters
    ----------
    grids
        The sheets. Where two answer the same question of a unit they must agree.
    draw
        The draw they belong to; without it, numbers are checked by their own mark and
        dates by the calendar alone.

    Raises
    ------
    HomewardError
        HW-M006 for a sheet with a column twice.
    """
    code = draw.code if draw is not None else code_of(grids)
    units = {unit.number: unit for unit in draw.units} if draw is not None else None
    questions = draw.rule.questions if draw is not None else tuple(ASKED)
    faults: list[Fault] = []
    whole: dict[str, Said] = {}
    told: dict[str, dict[str, tuple[str, int]]] = defaultdict(dict)
    notes: list[str] = []
    taken = 0
    for grid in grids:
        at, columns, unknown = _columns(grid)
        notes += _notes(grid, columns, unknown, questions)
        rows = _rows(grid, at, columns, code, units, faults)
        taken += len(rows)
        reader = _Reader(grid, columns, questions, units, draw, faults)
        for placed in rows:
            said = whole.setdefault(placed.number, {})
            _merge(said, reader.read(placed), told[placed.number], grid, placed.row.number, faults)
    read = sum(len(grid.rows) for grid in grids)
    return Returned(
        code, whole, tuple(sorted(set(faults))), read, taken, read - taken,
        sum(not said for said in whole.values()), sum(len(said) for said in whole.values()),
        tuple(notes),
    )  # fmt: skip


# ---------------------------------------------------------------- columns


def _columns(grid: Grid) -> tuple[int, dict[str, int], list[str]]:
    """Place of the number, heading of every known column to its place, and other headings.

    Raises
    ------
    HomewardError
        HW-M006 if a column is there twice.
    """
    known = {plain(heading): heading for asked in ASKED.values() for heading in asked.headings}
    known[plain(NUMBER_HEADING)] = NUMBER_HEADING
    found: dict[str, int] = {}
    unknown = []
    for place, written in enumerate(grid.headings):
        heading = known.get(plain(written))
        if heading is None:
            unknown += [written] if written else []
        elif heading in found:
            raise HomewardError("HW-M006", f"{grid.file} has two columns “{heading}”")
        else:
            found[heading] = place
    return found.pop(NUMBER_HEADING), found, unknown


def _notes(
    grid: Grid, columns: Mapping[str, int], unknown: Sequence[str], questions: Sequence[str]
) -> list[str]:
    wanted = [h for name in questions for h in ASKED[name].headings]
    missing = [f"“{heading}”" for heading in wanted if heading not in columns]
    extra = [f"“{heading}”" for heading in (*unknown, *(h for h in columns if h not in wanted))]
    return [
        *([f"{grid.file}: not there, so not answered: {', '.join(missing)}"] if missing else []),
        *([f"{grid.file}: not read and not kept: {', '.join(extra)}"] if extra else []),
    ]


# ---------------------------------------------------------------- rows


def _rows(
    grid: Grid,
    at: int,
    columns: Mapping[str, int],
    code: str,
    units: Mapping[str, Drawn] | None,
    faults: list[Fault],
) -> list[_Placed]:
    """The rows that can be taken, in the order of the sheet; the rest among the faults."""
    placed: dict[str, list[_Placed]] = defaultdict(list)
    for row in grid.rows:
        found = _number(row.cells[at])
        number = "" if found is None else sample_number(*found)
        if not row.whole:
            faults.append(Fault(grid.file, row.number, "", RAGGED))
        elif found is None:
            faults.append(Fault(grid.file, row.number, NUMBER_HEADING, NO_NUMBER))
        elif found[0] != code:
            faults.append(Fault(grid.file, row.number, NUMBER_HEADING, ANOTHER))
        elif units is not None and number not in units:
            faults.append(Fault(grid.file, row.number, NUMBER_HEADING, NO_NUMBER))
        else:
            placed[number].append(_Placed(number, row))
    out = []
    for same in placed.values():
        alike = {tuple(map(_folded, (p.row.cells[c] for c in columns.values()))) for p in same}
        out += same[:1] if len(alike) == 1 else []
        others = same[1:] if len(alike) == 1 else same
        why = AGAIN if len(alike) == 1 else DISAGREE
        faults += [Fault(grid.file, p.row.number, "", why) for p in others]
    return sorted(out, key=lambda p: p.row.number)


def _folded(cell: Cell) -> object:
    return plain(cell) if isinstance(cell, str) else cell


def _merge(
    said: Said,
    more: Said,
    told: dict[str, tuple[str, int]],
    grid: Grid,
    row: int,
    faults: list[Fault],
) -> None:
    """Add what another sheet says of a unit; where two differ neither is believed."""
    for name, words in more.items():
        if name not in told:
            said[name], told[name] = words, (grid.file, row)
        elif said.get(name) != words:
            said.pop(name, None)
            heading = ASKED[name].headings[0]
            faults += [
                Fault(*told[name], heading, TWO_SHEETS),
                Fault(grid.file, row, heading, TWO_SHEETS),
            ]


# ---------------------------------------------------------------- answers


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the cells of one sheet's rows."""

    grid: Grid
    columns: Mapping[str, int]
    questions: Sequence[str]
    units: Mapping[str, Drawn] | None
    draw: Draw | None
    faults: list[Fault]

    def read(self, placed: _Placed) -> Said:
        """The answers of one row; what cannot be read or believed is set aside by question."""
        said: Said = {}
        for name in self.questions:
            asked = ASKED[name]
            words = self._question(asked, placed.row)
            if words:
                said[name] = words
        self._agree(said, placed)
        return said

    def _fault(self, row: int, column: str, code: str) -> None:
        self.faults.append(Fault(self.grid.file, row, column, code))

    def _question(self, asked: Asked, row: Row) -> list[str]:
        """The answers to one question; none where any of its cells cannot be read."""
        found: list[str] = []
        sound = True
        for heading in asked.headings:
            if heading not in self.columns:
                continue
            cell = row.cells[self.columns[heading]]
            words = read_cell(asked, cell)
            if isinstance(words, str):
                self._fault(row.number, heading, words)
                sound = False
            else:
                found += [word for word in words if word not in found]
        if not sound or asked.words is None:
            return found if sound else []
        return self._settled(asked, found, row)

    def _settled(self, asked: Asked, found: list[str], row: Row) -> list[str]:
        """Several answers that may stand together, in the order of the vocabulary."""
        substance = [word for word in found if word not in ("not_recorded", "not_asked")]
        nothing = asked.nothing
        if nothing is not None and nothing.value in substance and len(substance) > 1:
            self._fault(row.number, asked.headings[0], AT_ODDS)
            return []
        assert asked.words is not None
        order = [word.value for word in asked.words]
        return sorted(substance or found[:1], key=order.index)

    def _agree(self, said: Said, placed: _Placed) -> None:
        """Set aside a date that is impossible or that another answer of the row rules out."""
        row = placed.row.number
        on = said.get("return_interview_on")
        if on is not None:
            why = self._date_fault(date.fromisoformat(on[0]), said, placed.number)
            if why:
                self._fault(row, ASKED["return_interview_on"].heading, why)
                del said["return_interview_on"]

    def _date_fault(self, on: date, said: Said, number: str) -> str:
        if self.draw is not None and not _possible(on, self.draw):
            return IMPOSSIBLE
        if said.get("return_interview", [ReturnInterview.HELD.value]) != [
            ReturnInterview.HELD.value
        ]:
            return AT_ODDS
        unit = self.units[number] if self.units is not None else None
        after = (unit.ended_on or unit.reported_on) if unit is not None else None
        return AT_ODDS if after is not None and on < after else ""


def _possible(on: date, draw: Draw) -> bool:
    """Whether an interview may have been held on this day, of any incident drawn."""
    reported = [unit.reported_on for unit in draw.units if unit.reported_on is not None]
    if not reported:
        return True
    return min(reported) <= on <= max(reported) + timedelta(days=366 * _AFTER)
