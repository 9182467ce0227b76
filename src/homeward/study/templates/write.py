"""Writes templates: one workbook for each table, or plain text with notes beside it.

A workbook has one sheet to fill, whose first row is its only header; a sheet that says what
each column is, with a made-up example; and the allowed words. Nothing is merged, no meaning is
carried by colour, and lists open in the cell.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from homeward.engine.disk import write_whole, writing
from homeward.records.schema import Column, Form, Table
from homeward.records.templates import (
    LISTS,
    NOTES,
    heading,
    template_columns,
    template_tables,
)
from homeward.study.sampling.sheet import MADE, packed
from homeward.study.templates.examples import BLANK, example, how
from homeward.vocabulary.errors import HomewardError

#: Rows that have lists to choose from; more may be filled.
_ROWS: Final = 2000

_BOLD, _WRAP = Font(bold=True), Alignment(wrap_text=True, vertical="top")
_ASKED: Final = ("Column", "What it is", "How it is written", "Needed", "Example (made up)")
_WIDTHS: Final = (26, 44, 58, 10, 34)
_FORMATS: Final = {Form.TIME: "dd/mm/yyyy hh:mm", Form.DATE: "dd/mm/yyyy", Form.REFERENCE: "@"}


def write_templates(
    tables: Iterable[str], folder: Path, *, text: bool = False, overwrite: bool = False
) -> tuple[Path, ...]:
    """Write the template of each table as `TABLE.xlsx`, or as `TABLE.csv` and `TABLE.md`.

    Parameters
    ----------
    tables
        Names of tables; none for every table that has a template.
    folder
        Where to; made if need be.
    text
        Whether plain text is wanted, and not workbooks.
    overwrite
        Whether a template that is there may be replaced.

    Returns
    -------
    tuple of Path
        The files written. The same version writes the same bytes.

    Raises
    ------
    HomewardError
        HW-P029 for a name that is no table with a template; HW-P030 if a file is there and
        may not be replaced, before anything is written; HW-E006 if the disk is full,
        HW-E002 if one cannot be written.
    """
    known = template_tables()
    wanted = tuple(dict.fromkeys(tables)) or tuple(known)
    for name in wanted:
        if name not in known:
            raise HomewardError("HW-P029", f"wanted any of {', '.join(known)}")
    files: dict[Path, bytes] = {}
    for table in (known[name] for name in wanted):
        if text:
            files[folder / f"{table.name}.csv"] = _text(table)
            files[folder / f"{table.name}.md"] = _notes(table)
        else:
            files[folder / f"{table.name}.xlsx"] = _workbook(table)
    there = [path.name for path in files if path.exists()]
    if there and not overwrite:
        raise HomewardError("HW-P030", ", ".join(there[:3]))
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            write_whole(path, content)
    return tuple(files)


def _introduction(table: Table) -> list[str]:
    """What a partner is told, in lines."""
    fill = "the sheet “" + sheet_name(table) + "”"
    return [
        f"Template “{table.name}”: one row for each {table.one_row_per}.",
        f"Fill {fill}, or the .csv file, from your own records. Keep the headings as they are."
        " Columns marked “yes” under “Needed” must be filled on every row; any other cell may be"
        " left blank, and a column that you do not hold may be left blank throughout.",
        "Write no name, date of birth, address or note about a child anywhere. Use the reference"
        " that the force gave you, or your own, always the same for one child.",
        "Where only the day of a time is known, type the day alone. A workbook's cell of exactly"
        " 00:00 is read as the day alone, since the two cannot be told apart there. For midnight"
        " itself type 00:01, or put an apostrophe before it, which makes it text:"
        " '01/02/2023 00:00.",
        "Every example is made up. Write none of them in the sheet that you fill.",
    ]


def sheet_name(table: Table) -> str:
    """The name of the sheet that is filled."""
    return heading(table.name)


def _asked(name: str, column: Column) -> tuple[str, ...]:
    shown = example(name, column) if column.required else f"{example(name, column)} {BLANK}"
    return heading(name), column.meaning, how(column), "yes" if column.required else "no", shown


# ---------------------------------------------------------------- text


def _text(table: Table) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerow([heading(name) for name in template_columns(table)])
    return out.getvalue().encode("utf-8-sig")


def _notes(table: Table) -> bytes:
    """The notes as Markdown: not an extract, so that they may lie beside the file."""
    columns = template_columns(table)
    lines = [f"# {heading(table.name)}", "", *(f"{line}\n" for line in _introduction(table))]
    for name, column in columns.items():
        _, meaning, written, needed, shown = _asked(name, column)
        lines += [
            f"## {heading(name)}", "", f"{meaning}. {written}", "", f"- Needed: {needed}",
            f"- Example (made up): {shown}",
        ]  # fmt: skip
        if column.words is not None:
            lines += ["- Allowed words:", *(f"  - {w.label}: {w.meaning}" for w in column.words)]
        lines.append("")
    return "\n".join(lines).encode()


# ---------------------------------------------------------------- workbook


def _workbook(table: Table) -> bytes:
    book = Workbook()
    book.properties.creator = "Homeward"
    book.properties.title = f"Template: {table.name}"
    book.properties.created = MADE
    fill, notes, lists = book.active, book.create_sheet(NOTES), book.create_sheet(LISTS)
    fill.title = sheet_name(table)
    _fill_notes(notes, table)
    places = _fill_lists(lists, table)
    _fill_headings(fill, table, places)
    return packed(book)


def _put(sheet: Any, row: int, column: int, text: str, *, bold: bool = False) -> None:
    cell = sheet.cell(row, column)
    cell.value, cell.data_type, cell.alignment = text, "s", _WRAP
    if bold:
        cell.font = _BOLD


def _fill_notes(sheet: Any, table: Table) -> None:
    """The columns first, so that the header is row 1; then what is to be done."""
    for place, (title, width) in enumerate(zip(_ASKED, _WIDTHS, strict=True), 1):
        _put(sheet, 1, place, title, bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = width
    row = 1
    for row, (name, column) in enumerate(template_columns(table).items(), 2):
        for place, said in enumerate(_asked(name, column), 1):
            _put(sheet, row, place, said)
    for further, said in enumerate(_introduction(table), row + 2):
        _put(sheet, further, 2, said)
    sheet.freeze_panes = "B2"


def _fill_lists(sheet: Any, table: Table) -> dict[str, str]:
    """Each allowed word with its meaning, a pair of columns to a list; where each list stands."""
    places: dict[str, str] = {}
    at = 1
    for name, column in template_columns(table).items():
        if column.words is None:
            continue
        _put(sheet, 1, at, f"Words of {heading(name)}", bold=True)
        _put(sheet, 1, at + 1, f"Meaning, {heading(name)}", bold=True)
        for row, word in enumerate(column.words, 2):
            _put(sheet, row, at, word.label)
            _put(sheet, row, at + 1, word.meaning)
        letter, after = get_column_letter(at), get_column_letter(at + 1)
        sheet.column_dimensions[letter].width, sheet.column_dimensions[after].width = 28, 44
        places[name] = f"'{LISTS}'!${letter}$2:${letter}${len(column.words) + 1}"
        at += 2
    if not places:
        _put(sheet, 1, 1, "No column of this template has a list of words.")
    sheet.freeze_panes = "A2"
    return places


def _fill_headings(sheet: Any, table: Table, places: dict[str, str]) -> None:
    for at, (name, column) in enumerate(template_columns(table).items(), 1):
        letter = get_column_letter(at)
        _put(sheet, 1, at, heading(name), bold=True)
        sheet.column_dimensions[letter].width = max(18, len(heading(name)) + 4)
        sheet.column_dimensions[letter].number_format = _FORMATS.get(column.form, "General")
        rule = _rule(name, column, places)
        rule.promptTitle, rule.prompt = heading(name)[:32], f"{column.meaning}. {how(column)}"[:255]
        rule.showInputMessage = True
        sheet.add_data_validation(rule)
        rule.add(f"{letter}2:{letter}{_ROWS + 1}")
        for row in range(2, 202):
            sheet.cell(row, at).number_format = _FORMATS.get(column.form, "General")
    sheet.freeze_panes = "A2"


def _rule(name: str, column: Column, places: dict[str, str]) -> DataValidation:
    """A list to choose from where one word is wanted; elsewhere only the prompt."""
    if column.form is not Form.WORD:
        return DataValidation(type=None, allow_blank=True)
    rule = DataValidation(type="list", formula1=places[name], allow_blank=True)
    rule.errorTitle, rule.error = "Not in the list", "Choose one of the words in the list."
    rule.showErrorMessage = True
    return rule
