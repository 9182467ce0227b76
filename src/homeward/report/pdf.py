"""The report as a tagged PDF (PDF/UA-1), set by Typst from data alone."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typst

from homeward.report.content import Report
from homeward.report.specs import WIDE
from homeward.report.typeface import FONTS, printable

TEMPLATE = Path(__file__).parent / "templates" / "report.typ"

_SIZE = re.compile(r'\bwidth="(\d+(?:\.\d+)?)" height="(\d+(?:\.\d+)?)"')
#: Points: the width of the text, of a character and a bold one, and of a cell's padding.
_PAGE, _POINTS, _BOLD, _PADDING = 481.0, 4.8, 5.2, 11.0
#: Size of a note against the text of its cell; letters of the widest column; rows of a
#: piece of a long, thin table.
_SMALL, _LONGEST, _THIN = 0.9, 56, 12
#: A table of more lines than this stands in the annex; the second, where no figure draws it.
BODY_LINES, BODY_LINES_LOOSE = 18, 10
#: A table of more lines than this does not stand beside another.
SHELF_LINES = 20
#: Points of letters in tables, in the text and in the annex; of a few words on a line.
BODY_SIZE, ANNEX_SIZE, _FEW = 8.5, 7.6, 110.0
#: Size of a drawing on paper against the width of the text: its letters are then no larger
#: than those around it, and more of them stand where they are spoken of.
CLOSE = 0.92
#: Points that a drawing may take from top to bottom: a page less its heading and source.
_TALLEST = 560.0
#: Points between pieces that stand side by side, as the template has it.
_GUTTER = 28.0


def render_pdf(report: Report) -> bytes:
    """The PDF. The same report gives the same bytes: it holds no date of making.

    Raises
    ------
    typst.TypstError
        If the report breaks the standard, such as a figure without its words.
    """
    sizes = {"body": BODY_SIZE, "annex": ANNEX_SIZE, "shelf": SHELF_LINES}
    record = _printed(asdict(report)) | {"sizes": sizes}
    data = json.dumps(record, ensure_ascii=False)
    made = typst.compile(
        str(TEMPLATE),
        format="pdf",
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        pdf_standards="ua-1",
        sys_inputs={"report": data},
    )
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    return made


def _printed(value: Any) -> Any:
    """`value` for the template: text the font holds, drawings and widths made ready."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, (list, tuple)):
        return [_printed(item) for item in value]
    if isinstance(value, dict):
        return _record(value)
    return value


def _record(value: dict[str, Any]) -> dict[str, Any]:
    record = {key: _printed(inner) for key, inner in value.items() if key != "drawing"}
    if "drawing" in value:
        drawing = value["drawing"]
        record["svg"] = drawing["wide"] if drawing else ""
        record["width"] = _share_of_page(record["svg"])
    if "grid" in record:
        record |= _laid_out(value["grid"], 1.0)
    if "figures" in record:
        _annex(record)
    return record


def _laid_out(grid: dict[str, Any], scale: float) -> dict[str, Any]:
    """Widths of a table whose letters have this size, and how long it is."""
    widths = _widths(grid, scale)
    abreast = _abreast(grid, widths)
    lines = sum(map(_lines, grid["rows"])) // abreast
    return {"widths": widths, "abreast": abreast, "lines": lines}


def _lines(row: list[dict[str, Any]]) -> int:
    """Lines that a row takes: those of its cell with most notes."""
    return 1 + max(len(cell["notes"]) for cell in row)


def _annex(section: dict[str, Any]) -> None:
    """Say of each table whether it stands in the annex: long ones, and figures in full."""
    drawn = [table for figure in section["figures"] for table in figure["tables"]]
    for tables, most in (
        (drawn, BODY_LINES),
        (section["tables"], BODY_LINES_LOOSE),
        (section["estimates"], 0),
    ):
        for table in tables:
            table["annexed"] = table["lines"] > most
            if table["annexed"]:
                table |= _laid_out(table["grid"], ANNEX_SIZE / BODY_SIZE)


def _share_of_page(svg: str) -> float:
    """Width of a drawing as a part of the text's width, so that its text has one size.

    A drawing that would be taller than a page is made as small as it must be.
    """
    match = _SIZE.search(svg)
    if match is None:
        return 1.0
    wide, high = float(match[1]), float(match[2])
    return min(1.0, CLOSE * wide / WIDE.width, _TALLEST / _PAGE * wide / high)


def _widths(grid: dict[str, Any], scale: float) -> list[float]:
    """Points of each column.

    A table that asks for less than the page is left narrow: numbers far from their
    labels are hard to follow. One that asks for more gives way in turn: words to a few on a
    line, headings of numbers, numbers to what cannot be broken, words to their longest.
    """
    cells = [[row[i] for row in grid["rows"]] for i in range(len(grid["columns"]))]
    columns = list(zip(grid["columns"], cells, strict=True))
    needs = [_need(column, held, scale) for column, held in columns]
    asks = [_ask(column, held, scale) for column, held in columns]
    widths = [max(need, ask) for need, ask in zip(needs, asks, strict=True)]
    few = [max(need, min(w, _FEW * scale)) for need, w in zip(needs, widths, strict=True)]
    whole = [max(n, _body(held, scale)) for n, held in zip(needs, cells, strict=True)]
    numeric = [column["numeric"] for column in grid["columns"]]
    for least, which in ((few, False), (whole, True), (needs, True), (needs, False)):
        spare = [
            max(0.0, w - low) if n is which else 0.0
            for w, low, n in zip(widths, least, numeric, strict=True)
        ]
        over = sum(widths) - _PAGE
        if over > 0 and sum(spare) > 0:
            part = min(1.0, over / sum(spare))
            widths = [w - part * s for w, s in zip(widths, spare, strict=True)]
    shrink = min(1.0, _PAGE / sum(widths))
    return [round(width * shrink, 1) for width in widths]


def _longest_word(texts: list[str]) -> int:
    return max((len(word) for text in texts for word in text.split()), default=0)


def _need(column: dict[str, Any], cells: list[dict[str, Any]], scale: float) -> float:
    """Points without which something would be cut: words whole, numbers unbroken."""
    heading = _BOLD * _longest_word([column["heading"]])
    small = _SMALL * _POINTS * _longest_word([n for cell in cells for n in cell["notes"]])
    texts = [cell["text"] for cell in cells]
    body = max(map(len, texts), default=0) if column["numeric"] else _longest_word(texts)
    return scale * max(heading, small, _POINTS * body) + _PADDING


def _ask(column: dict[str, Any], cells: list[dict[str, Any]], scale: float) -> float:
    """Points at which nothing but a heading takes more than a line, up to a limit."""
    lines = 2 if column["numeric"] else 1.5
    heading = _BOLD * (len(column["heading"]) / lines + 2)
    return max(scale * heading + _PADDING, _body(cells, scale))


def _body(cells: list[dict[str, Any]], scale: float) -> float:
    """Points at which no cell takes more than a line for each of its parts."""
    small = [_SMALL * len(note) for cell in cells for note in cell["notes"]]
    letters = max([len(cell["text"]) for cell in cells] + small, default=0)
    return scale * _POINTS * min(letters, _LONGEST) + _PADDING


def _abreast(grid: dict[str, Any], widths: list[float]) -> int:
    """How many pieces of a long, thin table stand side by side."""
    fit = int((_PAGE + _GUTTER) / (sum(widths) + _GUTTER))
    return 1 if grid["bands"] else max(1, min(fit, 3, len(grid["rows"]) // _THIN))
