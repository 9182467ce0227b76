"""Workbooks in a force's habit: typed cells, and the same bytes every time."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from homeward.synth.clock import stamp
from homeward.synth.habits import BANNER, Habit
from homeward.synth.rows import Record, Stamp
from homeward.synth.rules import FileRule
from homeward.synth.text import header, preamble, spelt

#: When every workbook says it was made, so that the same seed gives the same bytes.
_MADE = (1980, 1, 1, 0, 0, 0)
_MADE_TEXT = b"1980-01-01T00:00:00Z"
_SAID = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

_TIME_FORMAT = "dd/mm/yyyy hh:mm"
_DATE_FORMAT = "dd/mm/yyyy"


def write_workbook(path: Path, habit: Habit, rule: FileRule, records: Sequence[Record]) -> None:
    """Write one incident file as a workbook with typed dates.

    A time whose hour is lost is typed as a date.
    """
    book = Workbook(write_only=True)
    book.properties.creator = "SYNTHETIC"
    book.properties.title = BANNER
    sheet = book.create_sheet("Export")
    for line in preamble(habit, rule):
        sheet.append(line)
    sheet.append(header(habit))
    for record in records:
        sheet.append([_cell(sheet, habit, record, column) for column in habit.headers])
    file = io.BytesIO()
    book.save(file)
    path.write_bytes(_undated(file.getvalue()))


def _cell(sheet: WriteOnlyWorksheet, habit: Habit, record: Record, column: str) -> Any:
    cell = record.cells[column]
    if isinstance(cell, Stamp):
        when = stamp(cell.minute)
        return (
            _typed(sheet, when, _TIME_FORMAT)
            if cell.timed
            else _typed(sheet, when.date(), _DATE_FORMAT)
        )
    if isinstance(cell, date):
        return _typed(sheet, cell, _DATE_FORMAT)
    if isinstance(cell, int | float):
        return cell
    return spelt(habit, record, column) or None


def _typed(sheet: WriteOnlyWorksheet, value: date, number_format: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = number_format
    return cell


def _undated(data: bytes) -> bytes:
    """The same workbook, with every date of making set to one and the same."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as made, zipfile.ZipFile(out, "w") as kept:
        for entry in made.infolist():
            content = made.read(entry)
            if entry.filename == "docProps/core.xml":
                content = _SAID.sub(_MADE_TEXT, content)
            fixed = zipfile.ZipInfo(entry.filename, _MADE)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.external_attr = 0o644 << 16
            kept.writestr(fixed, content)
    return out.getvalue()
