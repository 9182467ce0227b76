"""Checks of one file's rows: what each cell gives, and which rows cannot be used.

Everything is done by column. A fault is a code, a column and the rows it concerns; the
first fault that sets a row aside, in declared order of columns, then rules, then scope,
is the one the row is counted under.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from homeward.records.clock import NO_TIME
from homeward.records.columns import OUT_OF_RANGE, ReadColumn, read_column, set_cells_aside
from homeward.records.mapping import ColumnMap, FileMap
from homeward.records.raw import RawTable, tidy
from homeward.records.schema import Column, Rule, Table
from homeward.records.times import after
from homeward.vocabulary.errors import HomewardError

BLANK, OUTSIDE, NOT_A_CHILD = "HW-R001", "HW-R041", "HW-R042"

_DAY_ZERO = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Scope:
    """Which incidents the study is about.

    Attributes
    ----------
    opens, closes
        First and last local date of the report, both included.
    age_below
        The study is of persons younger than this, in whole years; None for any age. A
        person whose age is not known is kept.
    """

    opens: date
    closes: date
    age_below: int | None


@dataclass(frozen=True, slots=True)
class Fault:
    """One code at one column, and the rows it concerns.

    Attributes
    ----------
    code, column
        The fault, and Homeward's name of the column; "" for the whole row.
    rows
        Places of the rows among the rows laid, ascending.
    whole
        Whether it sets the row aside; else only the cell.
    """

    code: str
    column: str
    rows: np.ndarray = field(repr=False)
    whole: bool


@dataclass(slots=True)
class Checked:
    """A file's rows after checking.

    Attributes
    ----------
    columns
        Declared column to what was read of it; columns that the file does not supply
        are not there.
    faults
        In the order in which they count.
    fate
        For every row, the place in `faults` of the first that sets it aside; -1 if
        none does.
    notes
        What should be said of how columns were read.
    """

    columns: dict[str, ReadColumn] = field(repr=False)
    faults: list[Fault]
    fate: np.ndarray = field(repr=False)
    notes: tuple[str, ...] = ()

    def add(self, code: str, column: str, rows: np.ndarray, *, whole: bool) -> None:
        """Record a fault at the rows of a boolean array; none is recorded for no row."""
        places = np.flatnonzero(rows)
        if len(places):
            if whole:
                self.fate[rows & (self.fate < 0)] = len(self.faults)
            self.faults.append(Fault(code, column, places, whole))


def check_rows(raw: RawTable, table: Table, plan: FileMap, scope: Scope, file: str) -> Checked:
    """Read every mapped column of a file and check every row.

    Raises
    ------
    HomewardError
        HW-P005 if the plan names a column that the file does not have; HW-P006 if a
        column that every row needs is not mapped; HW-P008 for a column that the table
        does not have.
    """
    columns = mapped_columns(raw, table, plan, file)
    checked = Checked({}, [], np.full(len(raw.rows), -1, np.int64))
    for name, column in table.columns.items():
        if name in columns:
            read = read_column(raw, name, column, columns[name], plan.words.get(name, {}))
            checked.columns[name] = read
            _add_faults(checked, name, column, read)
    if table.name == "incidents":
        _settle_age(checked, table)
    for rule in table.rules:
        _add_rule(checked, table, rule)
    if table.name == "incidents":
        _add_scope(checked, scope)
    checked.notes = tuple(
        f"{name}: {note}" for name, read in checked.columns.items() for note in read.notes
    )
    return checked


def mapped_columns(raw: RawTable, table: Table, plan: FileMap, file: str) -> dict[str, ColumnMap]:
    """The plan's columns, with header names as the file has them.

    Raises
    ------
    HomewardError
        HW-P005, HW-P006 or HW-P008.
    """
    unknown = sorted(set(plan.columns) - set(table.columns))
    if unknown:
        raise HomewardError("HW-P008", f"{table.name} has no column {unknown[0]}")
    for name, column in table.columns.items():
        if column.required and name not in plan.columns:
            raise HomewardError("HW-P006", f"{file}: {name} of {table.name}")
    return {name: _at_header(raw, how, file) for name, how in plan.columns.items()}


def _at_header(raw: RawTable, how: ColumnMap, file: str) -> ColumnMap:
    def found(header: str) -> str:
        if not header or header in raw.columns:
            return header
        if tidy(header) not in raw.columns:
            raise HomewardError("HW-P005", f'{file} has no column "{header}"')
        return tidy(header)

    if how.always:
        return how
    if not how.column and not how.flags:
        raise HomewardError("HW-P008", f"{file}: a column of the plan names no source")
    return ColumnMap(
        column=found(how.column),
        time_column=found(how.time_column),
        format=how.format,
        time_format=how.time_format,
        separator=how.separator,
        flags={found(header): word for header, word in how.flags.items()},
        zone=how.zone,
        joined=tuple(map(found, how.joined)),
    )


def _add_faults(checked: Checked, name: str, column: Column, read: ReadColumn) -> None:
    if column.required:
        checked.add(BLANK, name, read.blank, whole=True)
    for code, rows in read.faults.items():
        checked.add(code, name, rows, whole=column.required or column.decides)


def _add_rule(checked: Checked, table: Table, rule: Rule) -> None:
    """A rule's fault is put at its column that may be blank: the other is the anchor.

    Where the rule leaves the row, the cell is set aside: nobody can tell when that was.
    """
    first, second = checked.columns.get(rule.first), checked.columns.get(rule.second)
    if first is None or second is None or first.times is None or second.times is None:
        return
    at = rule.first if table.columns[rule.second].required else rule.second
    broken = after(first.times, second.times)
    checked.add(rule.code, at, broken, whole=rule.whole)
    if not rule.whole and broken.any():
        checked.columns[at] = set_cells_aside(checked.columns[at], at, broken)


def _settle_age(checked: Checked, table: Table) -> None:
    """Age from a birth date at the local date of report, where no age was read."""
    born, reported = checked.columns.get("born_on"), checked.columns.get("reported")
    if born is None or reported is None or born.times is None or reported.times is None:
        return
    known = (born.times.on != NO_TIME) & (reported.times.on != NO_TIME)
    years = whole_years(born.times.on, reported.times.on, known)
    high = table.columns["age"].high or np.inf
    wrong = known & ((born.times.on > reported.times.on) | (years > high))
    checked.add(OUT_OF_RANGE, "born_on", wrong, whole=False)
    ages = pa.array(years, mask=~known | wrong)
    given = checked.columns.get("age")
    if given is not None:
        ages = pc.coalesce(given.stored["age"], ages)
    blank = pc.is_null(ages).to_numpy(zero_copy_only=False)
    faults = given.faults if given is not None else {}
    checked.columns["age"] = ReadColumn({"age": ages}, blank, faults, (ages,))


def whole_years(born: np.ndarray, on: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Age in whole years on a date; both in days since 1970; 0 where not known.

    One born on 29 February is a year older on 1 March of a common year.
    """
    birth = np.where(known, born, 0).astype("M8[D]")
    day = np.where(known, on, 0).astype("M8[D]")
    years = day.astype("M8[Y]").astype(np.int64) - birth.astype("M8[Y]").astype(np.int64)
    before = _month_and_day(day) < _month_and_day(birth)
    return np.where(known, years - before, 0)


def _month_and_day(days: np.ndarray) -> np.ndarray:
    month = days.astype("M8[M]").astype(np.int64) % 12
    return month * 32 + (days - days.astype("M8[M]").astype("M8[D]")).astype(np.int64)


def _add_scope(checked: Checked, scope: Scope) -> None:
    reported = checked.columns["reported"].times
    if reported is not None:
        opens = scope.opens.toordinal() - _DAY_ZERO
        closes = scope.closes.toordinal() - _DAY_ZERO
        outside = (reported.on != NO_TIME) & ((reported.on < opens) | (reported.on > closes))
        checked.add(OUTSIDE, "reported", outside, whole=True)
    age = checked.columns.get("age")
    if age is not None and scope.age_below is not None:
        older = pc.fill_null(pc.greater_equal(age.stored["age"], scope.age_below), False)
        checked.add(NOT_A_CHILD, "age", older.to_numpy(zero_copy_only=False), whole=True)
