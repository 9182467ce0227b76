"""The report's tables as an accessible spreadsheet, by the guidance for statistics.

Laid out as gptables lays tables out, and written with the library that gptables writes
with; decision 0009 says why not with gptables itself.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from homeward.findings import Bundle
from homeward.report.content import Report
from homeward.report.marks import ALL_MARKS
from homeward.report.packages import properties_of, repacked
from homeward.report.spreadsheet_cells import NONE_GIVEN, Number, safe
from homeward.report.spreadsheet_notes import (
    CONTENTS,
    answers_sheet,
    contents_sheet,
    cover,
    findings_sheet,
    notes_sheet,
    published_sheet,
)
from homeward.report.spreadsheet_sizes import COVER_WIDTH, SIZE, height, heights, widths
from homeward.report.spreadsheet_tables import Sheet, long_sheet, table_sheets

_BASE = {"font_name": "Arial", "font_size": SIZE}
#: Points of the letters of each kind of line of the cover.
SIZES = {"cover title": 16, "heading": 14, "text": SIZE}

#: How each kind of cell looks: the looks of gptables' own theme.
LOOKS: dict[str, dict[str, object]] = {
    "title": _BASE | {"bold": True, "font_size": 16},
    "cover title": _BASE | {"bold": True, "font_size": SIZES["cover title"], "text_wrap": True},
    "heading": _BASE | {"bold": True, "font_size": SIZES["heading"], "text_wrap": True},
    "text": _BASE | {"text_wrap": True, "valign": "top"},
    "line": dict(_BASE),
    "column": _BASE | {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"},
    "words": _BASE | {"text_wrap": True, "valign": "top"},
    "mark": _BASE | {"align": "right", "valign": "top"},
    "link": _BASE | {"underline": 1, "font_color": "#0000FF", "valign": "top"},
}
#: Level of a heading to the kind of cell that has it.
HEADINGS = {1: "cover title", 2: "heading"}
_LEVELS = {"title": 1, "cover title": 1, "heading": 2}
_STYLES = "xl/styles.xml"
#: Words that stand in place of a number, and line up with the numbers of their column.
_MARKS = {NONE_GIVEN, *(mark.sign for mark in ALL_MARKS)}


@dataclass(slots=True)
class _Book:
    """A workbook and the formats made in it so far."""

    workbook: Workbook
    made: dict[str, Format] = field(default_factory=dict)

    def look(self, name: str) -> Format:
        """The format of a kind of cell."""
        if name not in self.made:
            self.made[name] = self.workbook.add_format(LOOKS[name])
            self.made[name].xf_id = _LEVELS.get(name, 0)
        return self.made[name]

    def number(self, form: str) -> Format:
        """The format of a number shown so."""
        key = f"number {form}"
        if key not in self.made:
            look = _BASE | {"num_format": form, "align": "right", "valign": "top"}
            self.made[key] = self.workbook.add_format(look)
        return self.made[key]

    def sheet(self, label: str) -> Worksheet:
        """A new worksheet: no gridlines, as gptables has it; nothing frozen or hidden."""
        worksheet: Worksheet = self.workbook.add_worksheet(label)
        worksheet.hide_gridlines(2)
        worksheet.set_landscape()
        worksheet.set_paper(9)
        worksheet.fit_to_pages(1, 0)
        return worksheet


def render_spreadsheet(bundle: Bundle, report: Report) -> bytes:
    """The spreadsheet. The same bundle gives the same bytes: it holds no date of making.

    Parameters
    ----------
    bundle
        Released.
    report
        Its content, for words and for the numbers of tables.
    """
    sheets = [notes_sheet(report), answers_sheet(report), findings_sheet(report)]
    sheets += [published_sheet(report)]
    sheets += [*table_sheets(bundle, report), long_sheet(bundle, report)]
    sheets = [sheet for sheet in sheets if sheet.rows]
    out = io.BytesIO()
    book = _Book(Workbook(out, {"in_memory": True}))
    _write_cover(book, report)
    for sheet in (contents_sheet(sheets, report), *sheets):
        _write_sheet(book, sheet)
    book.workbook.close()
    made = properties_of(report, "tables")
    return repacked(out.getvalue(), made, changed={_STYLES: _with_heading_styles})


def _write_cover(book: _Book, report: Report) -> None:
    worksheet = book.sheet("Cover")
    worksheet.set_column(0, 0, COVER_WIDTH)
    for row, (kind, words) in enumerate(cover(report)):
        look = "cover title" if kind == "title" else kind
        worksheet.write_string(row, 0, safe(words), book.look(look))
        high = height([words], [COVER_WIDTH], bold=kind != "text", size=SIZES[look])
        if high is not None:
            worksheet.set_row(row, high)


def _write_sheet(book: _Book, sheet: Sheet) -> None:
    worksheet = book.sheet(sheet.label)
    worksheet.write_string(0, 0, safe(sheet.title), book.look("title"))
    for row, words in enumerate(sheet.lines, 1):
        worksheet.write_string(row, 0, safe(words), book.look("line"))
    top = 1 + len(sheet.lines)
    if sheet.label != CONTENTS:
        _link(worksheet, book, top, CONTENTS, f"Back to {CONTENTS}")
        top += 1
    _write_table(worksheet, book, sheet, top)


def _link(worksheet: Worksheet, book: _Book, row: int, label: str, words: str) -> None:
    worksheet.write_url(row, 0, f"internal:'{label}'!A1", book.look("link"), words)


def _write_table(worksheet: Worksheet, book: _Book, sheet: Sheet, top: int) -> None:
    """The table, marked as one, its headings in one row and nothing beneath it."""
    numeric = _numeric(sheet)
    head = book.look("column")
    columns = [{"header": safe(name), "header_format": head} for name in sheet.headings]
    bottom, right = top + len(sheet.rows), len(sheet.headings) - 1
    marked = {"columns": columns, "style": None, "autofilter": False, "name": sheet.label}
    worksheet.add_table(top, 0, bottom, right, marked)
    # "2.1" is the number of a section, not a number that somebody typed as words.
    everything = f"A1:{xl_rowcol_to_cell(bottom, right)}"
    worksheet.ignore_errors({"number_stored_as_text": everything})
    words, marks = book.look("words"), book.look("mark")
    for at, row in enumerate(sheet.rows, top + 1):
        for column, entry in enumerate(row):
            if isinstance(entry, Number):
                worksheet.write_number(at, column, entry.value, book.number(entry.form))
            else:
                look = marks if numeric[column] and entry in _MARKS else words
                worksheet.write_string(at, column, safe(entry), look)
    for row_number, label in sheet.links.items():
        _link(worksheet, book, top + 1 + row_number, label, label)
    across = widths(sheet)
    for column, width in enumerate(across):
        worksheet.set_column(column, column, width)
    for row_number, high in heights(sheet, across):
        worksheet.set_row(top + row_number, high)


def _numeric(sheet: Sheet) -> list[bool]:
    """Which columns are columns of numbers, so that marks line up with them."""
    sides = range(len(sheet.headings))
    return [any(isinstance(row[i], Number) for row in sheet.rows) for i in sides]


# ---------------------------------------------------------------- titles marked as headings

_FONT = re.compile(r"<font>.*?</font>", re.DOTALL)


def _with_heading_styles(part: bytes) -> bytes:
    """The styles with those of titles and of the cover's headings named as headings.

    A screen reader can then tell a title from other words. The library writes a format
    that belongs to a named style, but no name: the names are added to what it wrote.
    """
    text = part.decode("utf-8")
    fonts = _FONT.findall(text)
    looks, names = "", ""
    for level, kind in HEADINGS.items():
        size = f'<sz val="{LOOKS[kind]["font_size"]}"/>'
        (font,) = (i for i, told in enumerate(fonts) if size in told)
        looks += f'<xf numFmtId="0" fontId="{font}" fillId="0" borderId="0" applyFont="1"/>'
        names += f'<cellStyle name="Heading {level}" xfId="{level}" builtinId="{15 + level}"/>'
    for tag, inner in (("cellStyleXfs", looks), ("cellStyles", names)):
        text = text.replace(f'<{tag} count="1">', f'<{tag} count="{1 + len(HEADINGS)}">')
        text = text.replace(f"</{tag}>", f"{inner}</{tag}>")
    return text.encode("utf-8")
