"""Templates that partners fill in: their headings, and how one is known when it comes back.

A filled template needs no question, since its headings, formats and words are Homeward's own.
It is known by its headings: every one of one table, beside columns of the partner's own that
no table knows. Cells that were filled otherwise than asked are told of before they
are set aside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from homeward.records.formats import BETWEEN
from homeward.records.mapping import ColumnMap, FileMap, Reading
from homeward.records.propose_checks import swapped_by_excel
from homeward.records.propose_doubts import Doubt, DoubtKind
from homeward.records.propose_maps import Proposed
from homeward.records.propose_match import Matched
from homeward.records.propose_times import Order
from homeward.records.propose_values import Look
from homeward.records.propose_words import undecided
from homeward.records.returns_tables import RETURNED
from homeward.records.schema import Column, Form, Personal, Table
from homeward.records.tables import TABLES
from homeward.records.templates_filled import as_typed, said_of
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
    """The table whose template has all these headings, in any order; None if there is none.

    A partner may have put columns of their own beside them: fewer than the template has, and
    none that a table knows by that name, as a date of birth, which is for linkage.

    >>> template_of(["Log", "Called", "Caller", "Call kind", "Incident", "My notes"]).name
    'calls'
    """
    folded = list(map(plain, header))
    asked = {name: set(map(plain, template_columns(t))) for name, t in template_tables().items()}
    known = {plain(one) for table in template_tables().values() for one in table.columns}
    for name, wanted in asked.items():
        own = [one for one in folded if one not in wanted]
        whole = len(folded) - len(own) == len(wanted) and wanted <= set(folded)
        if whole and len(own) < len(wanted) and not known & set(own):
            return TABLES[name]
    return None


def beside_a_template(sheet: str, headers: Iterable[Sequence[str]]) -> bool:
    """Whether a sheet is the notes or the lists of a workbook that holds a template."""
    return sheet in (NOTES, LISTS) and any(template_of(header) is not None for header in headers)


def propose_template(
    looks: Sequence[Look], files: tuple[str, ...], reading: Reading
) -> Proposed | None:
    """The mapping of filled templates: doubts are only about cells filled otherwise than asked.

    A column that nobody filled is left out on purpose, as if it had not been asked for, and
    so are columns of the partner's own. None if the files are no template, or if their dates
    have the month first or may have been swapped: they are then asked about as any others.
    """
    table = template_of(look.header for look in looks)
    if table is None or any(map(swapped_by_excel, looks)):
        return None
    orders = {look.time.order for look in looks if look.time is not None}
    if orders & {Order.MONTH_FIRST, Order.MIXED}:
        return None
    spelt = {plain(look.header): look for look in looks}
    filled = {name: spelt[plain(name)] for name in template_columns(table)}
    out = Matched(table, {name: look for name, look in filled.items() if look.filled})
    separators = dict.fromkeys(table.of_form(Form.WORDS), SEPARATOR)
    words, doubts = undecided(out, separators, files[0])
    as_text = bool(reading.delimiter)
    times = {
        name: as_typed(look, _alone(look, table.columns[name]) if as_text else FORMAT)
        for name, look in _times(out).items()
    }
    if as_text:
        doubts = (*doubts, *_midnights(out, times, files[0]))
    columns = {
        name: _column(look, table.columns[name], times.get(name, FORMAT))
        for name, look in filled.items()
        if look.filled or table.columns[name].required
    }
    left_blank = [look.header for name, look in filled.items() if name not in columns]
    own = [look.header for look in looks if plain(look.header) not in set(map(plain, filled))]
    made = FileMap(table.name, files, reading, columns, {}, (*left_blank, *own))
    said = (*said_of(out, times, own, files[0]), *doubts)
    return Proposed(made, said, words, out.filled)


def _times(out: Matched) -> dict[str, Look]:
    """The filled columns of times and dates."""
    return {n: out.filled[n] for n in out.table.of_form(Form.TIME, Form.DATE) if n in out.filled}


def _alone(look: Look, column: Column) -> str:
    """The formats of a column saved as text: with 00:00 as the day alone, if any cell says so."""
    found = look.time
    alone = column.form is Form.TIME and found is not None and found.midnights
    return f"{DAYS_ALONE}{BETWEEN}{FORMAT}" if alone else FORMAT


def _midnights(out: Matched, times: Mapping[str, str], file: str) -> Iterator[Doubt]:
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
                f' [dataset.columns] to "{times[name].removeprefix(DAYS_ALONE + BETWEEN)}".',
                format=times[name],
            )  # fmt: skip


def _column(look: Look, column: Column, format: str) -> ColumnMap:
    if column.form in (Form.TIME, Form.DATE):
        return ColumnMap(look.header, format=format)
    if column.form is Form.WORDS:
        return ColumnMap(look.header, separator=SEPARATOR)
    return ColumnMap(look.header)
