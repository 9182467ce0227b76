"""The sheet that partners fill: a workbook with lists to choose from, and the same as text."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from homeward.engine.sealed import PLAIN, Vault
from homeward.records.quarantine import harmless
from homeward.study.sampling.draw import Draw
from homeward.study.sampling.grid import NUMBER_HEADING
from homeward.study.sampling.store import About
from homeward.study.sampling.unspilt import saved
from homeward.vocabulary.sampling import ASKED, Asked, SampleUnit, shown

#: Headings of the columns by which partners find the child.
REFERENCE_HEADINGS: Final[Mapping[SampleUnit, tuple[str, ...]]] = {
    SampleUnit.INCIDENT: (
        "Police incident reference",
        "Police reference for the child",
        "Reported on",
    ),
    SampleUnit.CHILD: ("Police reference for the child",),
}

SYNTHETIC: Final = "SYNTHETIC: every child, home and incident in this sheet is made up."

#: Names of the workbook's sheets.
READ, FILL, LISTS = "Read first", "Answers", "Permitted answers"

_HEADER_ROW: Final = 4
_BOLD, _HEAD, _WRAP = (
    Font(bold=True),
    PatternFill("solid", fgColor="D5E3F0"),
    Alignment(wrap_text=True, vertical="top"),
)
_WIDTH: Final = 26
_DAY: Final = "dd/mm/yyyy"

#: When every sheet says it was made: the same draw gives the same bytes.
MADE: Final = datetime(1980, 1, 1)


def write_sheets(
    draw: Draw,
    about: About,
    folder: Path,
    references: Mapping[str, Sequence[str]] | None = None,
    vault: Vault = PLAIN,
) -> tuple[Path, ...]:
    """Write the sheet of a draw as `sheet.xlsx` and `sheet.csv`.

    No sheet holds a pseudonym. Without references it holds sample numbers alone.

    Parameters
    ----------
    draw, about
        The draw, and the study it is of.
    folder
        Where to; there already.
    references
        Sample number to the cells under `REFERENCE_HEADINGS`, so that partners can find
        the child. The files are then called `sheet-with-references`, and say who may see
        them.
    vault
        Seals a sheet with references. One without is made to be sent away, and stays plain.

    Returns
    -------
    tuple of Path
        The workbook and the text.
    """
    stem = "sheet" if references is None else "sheet-with-references"
    workbook, text = folder / f"{stem}.xlsx", folder / f"{stem}.csv"
    for path, content in (
        (workbook, _workbook(draw, about, references)),
        (text, _text(draw, about, references)),
    ):
        (PLAIN if references is None else vault).write_bytes(path, content)
    return workbook, text


def who_may_see(about: About, with_references: bool) -> list[str]:
    """The marking of a sheet, and who may see it, in lines."""
    lines = [about.handling, *([SYNTHETIC] if about.synthetic else [])]
    if with_references:
        return [
            *lines,
            "THIS SHEET IDENTIFIES CHILDREN. The police references in it lead to a child. Only the"
            " people of your agency who look these children up may see it, and nobody else in your"
            " agency or outside it. Send it only by the secure route that the force gave you; keep"
            " no copy when the force has confirmed that it has yours.",
        ]
    return [
        *lines,
        "This sheet names nobody: a sample number means nothing without the force's key. Filled"
        " in it says what happened to one child on every row: treat it as a record of children.",
    ]


def _headings(draw: Draw, with_references: bool) -> list[str]:
    found = REFERENCE_HEADINGS[draw.rule.unit] if with_references else ()
    return [
        NUMBER_HEADING,
        *found,
        *(h for name in draw.rule.questions for h in ASKED[name].headings),
    ]


def question_of(asked: Asked, unit: SampleUnit) -> str:
    """What is asked, in words, of an incident or of a child."""
    return asked.of_child if unit is SampleUnit.CHILD else asked.question


# ---------------------------------------------------------------- text


def _text(draw: Draw, about: About, references: Mapping[str, Sequence[str]] | None) -> bytes:
    out = io.StringIO(newline="")
    lines = csv.writer(out)
    headings = _headings(draw, references is not None)
    lines.writerows([harmless(line)] for line in who_may_see(about, references is not None))
    lines.writerow(headings)
    for unit in draw.units:
        held = [harmless(text) for text in (references or {}).get(unit.number, ())]
        lines.writerow([unit.number, *held, *[""] * (len(headings) - 1 - len(held))])
    return out.getvalue().encode("utf-8-sig", "replace")


# ---------------------------------------------------------------- workbook


def _workbook(draw: Draw, about: About, references: Mapping[str, Sequence[str]] | None) -> bytes:
    book = Workbook()
    book.properties.creator = "Homeward"
    book.properties.title = SYNTHETIC if about.synthetic else "Sheet of a smaller sample"
    book.properties.created = book.properties.modified = MADE
    read, fill, lists = book.active, book.create_sheet(FILL), book.create_sheet(LISTS)
    read.title = READ
    _fill_read(read, draw, about, references is not None)
    places = _fill_lists(lists, draw)
    _fill_rows(fill, draw, about, references, places)
    book.active = 1
    return packed(book)


def _put(sheet: Any, row: int, column: int, text: str, *, bold: bool = False) -> Any:
    """Text in a cell, and text it stays: a cell that begins like a formula is none."""
    cell = sheet.cell(row, column)
    cell.value = "".join(c for c in text if c.isprintable())[:32_000]
    cell.data_type = "s"
    cell.quotePrefix = True
    if bold:
        cell.font = _BOLD
    return cell


def _fill_read(sheet: Any, draw: Draw, about: About, with_references: bool) -> None:
    """What to do, who may see it, and every question."""
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 32, 96
    row = 0
    for place, line in enumerate([*who_may_see(about, with_references), *_how(draw, about)]):
        row = place + 1
        _put(sheet, row, 1, line, bold=place < 3).alignment = _WRAP
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=2)
        sheet.row_dimensions[row].height = 16 * (1 + len(line) // 120)
    for name in draw.rule.questions:
        row += 1
        asked = ASKED[name]
        _put(sheet, row, 1, asked.heading, bold=True).alignment = _WRAP
        _put(
            sheet, row, 2, question_of(asked, draw.rule.unit) + _permitted(asked)
        ).alignment = _WRAP


def _permitted(asked: Asked) -> str:
    if asked.words is None:
        return " A day, as 31/12/2022."
    several = f" Up to {asked.several}, one to a cell." if asked.several > 1 else ""
    return several + " Choose from the list in the cell."


def _how(draw: Draw, about: About) -> list[str]:
    """What a partner is told, in lines."""
    one = (
        "incident in which a child was missing"
        if draw.rule.unit is SampleUnit.INCIDENT
        else "child"
    )
    return [
        f"{about.force}: a sample of {len(draw.units)}, one {one} to a row, from"
        f" {about.opens:%d/%m/%Y} to {about.closes:%d/%m/%Y}.",
        f"Fill the sheet “{FILL}” from your own records, as far as you can. Every cell may be left"
        " blank: blank means that you were not able to look. Where you looked and your records do"
        " not say, choose that answer: it is another thing than blank.",
        "Write no name, date of birth, address or free text anywhere. Columns that you add are not"
        " read. Do not change a sample number; rows may be sorted.",
        "Send the file back to the force as .xlsx or .csv.",
        "What is asked:",
    ]


def _fill_lists(sheet: Any, draw: Draw) -> dict[str, str]:
    """The permitted answers, a column to a question; where each list stands."""
    places: dict[str, str] = {}
    worded = [ASKED[name] for name in draw.rule.questions if ASKED[name].words is not None]
    for column, asked in enumerate(worded, 1):
        assert asked.words is not None
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = 2 * _WIDTH
        _put(sheet, 1, column, asked.heading, bold=True)
        for row, word in enumerate(asked.words, 2):
            _put(sheet, row, column, shown(word))
        places[asked.name] = f"'{LISTS}'!${letter}$2:${letter}${len(asked.words) + 1}"
    return places


def _fill_rows(
    sheet: Any,
    draw: Draw,
    about: About,
    references: Mapping[str, Sequence[str]] | None,
    places: Mapping[str, str],
) -> None:
    """The rows to fill, under the marking and the headings."""
    for row, line in enumerate(who_may_see(about, references is not None)[: _HEADER_ROW - 1], 1):
        _put(sheet, row, 1, line, bold=True)
    headings = _headings(draw, references is not None)
    for column, heading in enumerate(headings, 1):
        cell = _put(sheet, _HEADER_ROW, column, heading, bold=True)
        cell.fill, cell.alignment = _HEAD, _WRAP
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTH
    for row, unit in enumerate(draw.units, _HEADER_ROW + 1):
        for column, text in enumerate([unit.number, *(references or {}).get(unit.number, ())], 1):
            _put(sheet, row, column, text)
    sheet.freeze_panes = sheet.cell(_HEADER_ROW + 1, 2)
    last = _HEADER_ROW + len(draw.units)
    first = len(headings) - sum(ASKED[name].several for name in draw.rule.questions) + 1
    _allow(sheet, draw, places, first, last)


def _allow(sheet: Any, draw: Draw, places: Mapping[str, str], first: int, last: int) -> None:
    """The list or the date that each column of answers takes."""
    column = first
    for name in draw.rule.questions:
        asked = ASKED[name]
        ends = [get_column_letter(place) for place in (column, column + asked.several - 1)]
        span = f"{ends[0]}{_HEADER_ROW + 1}:{ends[1]}{last}"
        rule = _list(places[name]) if name in places else _date()
        rule.promptTitle, rule.prompt = asked.heading, question_of(asked, draw.rule.unit)
        rule.showErrorMessage = rule.showInputMessage = True
        sheet.add_data_validation(rule)
        rule.add(span)
        for cell in (cell for line in sheet[span] for cell in line):
            cell.number_format = _DAY if name not in places else "@"
        column += asked.several


def _list(place: str) -> DataValidation:
    rule = DataValidation(type="list", formula1=place, allow_blank=True)
    rule.errorTitle, rule.error = (
        "Not in the list",
        "Choose one of the answers in the list, or leave it blank.",
    )
    return rule


def _date() -> DataValidation:
    # Numbers of days, so that no locale reads them otherwise: 1 January 1990, 31 December 2100.
    rule = DataValidation(
        type="date", operator="between", formula1="32874", formula2="73415", allow_blank=True
    )
    rule.errorTitle, rule.error = "Not a date", "Write the day as 31/12/2022, or leave it blank."
    return rule


def packed(book: Workbook) -> bytes:
    """The workbook's bytes, with no clock in them."""
    made, out = io.BytesIO(saved(book)), io.BytesIO()
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in parts.infolist():
            entry = zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            packed.writestr(entry, _timeless(part.filename, parts.read(part)))
    return out.getvalue()


def _timeless(name: str, content: bytes) -> bytes:
    """A part of the workbook without the time of saving."""
    if name != "docProps/core.xml":
        return content
    before, found, rest = content.partition(b"<dcterms:modified")
    opening, closed, after = rest.partition(b">")
    _, ends, last = after.partition(b"</dcterms:modified>")
    made = MADE.isoformat().encode() + b"Z"
    return b"".join((before, found, opening, closed, made, ends, last)) if ends else content


def reference_cells(
    references: Mapping[str, Sequence[str]], reported: Mapping[str, date | None], unit: SampleUnit
) -> dict[str, list[str]]:
    """References of each sample number as the sheet's cells under `REFERENCE_HEADINGS`."""
    if unit is SampleUnit.CHILD:
        return {number: [child] for number, (_, child) in references.items()}
    days = {n: "" if on is None else on.strftime("%d/%m/%Y") for n, on in reported.items()}
    return {number: [*held, days[number]] for number, held in references.items()}
