"""Templates that partners fill in: their headings, and how one is known when it comes back.

A filled template needs no question, since its headings, formats and words are Homeward's own.
It is known by its headings alone: every heading of one table and no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from homeward.records.formats import BETWEEN
from homeward.records.mapping import ColumnMap, FileMap, Reading
from homeward.records.propose_doubts import Doubt, DoubtKind
from homeward.records.propose_maps import Proposed
from homeward.records.propose_match import Matched
from homeward.records.propose_times import Order
from homeward.records.propose_values import Look
from homeward.records.propose_words import undecided
from homeward.records.returns_tables import RETURNED
from homeward.records.schema import Column, Form, Personal, Table
from homeward.records.tables import TABLES
from homeward.vocabulary.words import plain

#: Sheets of a template's workbook beside the one that is filled.
NOTES, LISTS = "Read first", "Allowed words"

#: What stands between words where a cell may hold several.
SEPARATOR: Final = ";"

_DAYS: Final = ("%d/%m/%Y", "%Y-%m-%d")
_CLOCKS: Final = ("", " %H:%M", " %H:%M:%S", "T%H:%M", "T%H:%M:%S")

#: How a template's times and dates are read: the day first, or as ISO 8601 has them.
FORMAT: Final = BETWEEN.join(day + clock for day in _DAYS for clock in _CLOCKS)

#: The same where 00:00 is what a spreadsheet puts behind a day typed alone in a column that
#: shows hours, when it saves the sheet as text: it is the day, and no time of day.
DAYS_ALONE: Final = BETWEEN.join(
    day + clock for day in _DAYS for clock in (" 00:00", " 00:00:00", "T00:00", "T00:00:00")
)


def template_tables() -> dict[str, Table]:
    """The tables that have a template: all but those of an authority's own returns."""
    return {name: table for name, table in TABLES.items() if name not in RETURNED}


def heading(name: str) -> str:
    """The heading of a column.

    >>> heading("call_kind")
    'Call kind'
    """
    return name.replace("_", " ").capitalize()


def template_columns(table: Table) -> dict[str, Column]:
    """The columns that a template asks for: none that is used only to be withheld."""
    return {n: c for n, c in table.columns.items() if c.personal is not Personal.WITHHELD}


def template_of(header: Iterable[str]) -> Table | None:
    """The table whose template has exactly these headings, in any order; None if there is none."""
    folded = sorted(map(plain, header))
    for table in template_tables().values():
        if folded == sorted(plain(name) for name in template_columns(table)):
            return table
    return None


def beside_a_template(sheet: str, headers: Iterable[Sequence[str]]) -> bool:
    """Whether a sheet is the notes or the lists of a workbook that holds a template."""
    return sheet in (NOTES, LISTS) and any(template_of(header) is not None for header in headers)


def propose_template(
    looks: Sequence[Look], files: tuple[str, ...], reading: Reading
) -> Proposed | None:
    """The mapping of filled templates, with no doubt but about words that are not allowed.

    A column that nobody filled is left out on purpose, as if it had not been asked for. None
    if the files are no template, or if their dates have the month first: they are then asked
    about as any others.
    """
    table = template_of(look.header for look in looks)
    orders = {look.time.order for look in looks if look.time is not None}
    if table is None or orders & {Order.MONTH_FIRST, Order.MIXED}:
        return None
    spelt = {plain(look.header): look for look in looks}
    filled = {name: spelt[plain(name)] for name in template_columns(table)}
    out = Matched(table, {name: look for name, look in filled.items() if look.filled})
    separators = dict.fromkeys(table.of_form(Form.WORDS), SEPARATOR)
    words, doubts = undecided(out, separators, files[0])
    as_text = bool(reading.delimiter)
    if as_text:
        doubts = (*doubts, *_midnights(out, files[0]))
    columns = {
        name: _column(look, table.columns[name], as_text=as_text)
        for name, look in filled.items()
        if look.filled or table.columns[name].required
    }
    left_blank = tuple(look.header for name, look in filled.items() if name not in columns)
    made = FileMap(table.name, files, reading, columns, {}, left_blank)
    return Proposed(made, doubts, words, out.filled)


def _midnights(out: Matched, file: str) -> Iterator[Doubt]:
    """A question for each column of times in which some times of day are 00:00, and not all."""
    for name, look in out.filled.items():
        found = look.time
        if out.table.columns[name].form is Form.TIME and found and found.timed and found.midnights:
            yield Doubt(
                DoubtKind.DATES_ONLY, file, out.table.name, name, (look.header,),
                f'"{look.header}" fills `{name}`: {found.midnights:,} of {found.filled:,} filled'
                " cells say 00:00, which a spreadsheet puts behind a day typed alone when it saves"
                " a template as text. They are read as the day, with no time of day. Ask whoever"
                f" filled it; if midnight is meant, set `format` of `{name}` under"
                f' [dataset.columns] to "{FORMAT}".',
                format=f"{DAYS_ALONE}{BETWEEN}{FORMAT}",
            )  # fmt: skip


def _column(look: Look, column: Column, *, as_text: bool) -> ColumnMap:
    if column.form in (Form.TIME, Form.DATE):
        found = look.time
        alone = as_text and column.form is Form.TIME and found is not None and found.midnights
        return ColumnMap(look.header, format=f"{DAYS_ALONE}{BETWEEN}{FORMAT}" if alone else FORMAT)
    if column.form is Form.WORDS:
        return ColumnMap(look.header, separator=SEPARATOR)
    return ColumnMap(look.header)
