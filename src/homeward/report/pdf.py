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

_WIDTH = re.compile(r'\bwidth="(\d+(?:\.\d+)?)"')
#: Points: the width of the text, of a character and a bold one, and of a cell's padding.
_PAGE, _POINTS, _BOLD, _PADDING = 481.0, 4.8, 5.2, 11.0
#: Size of a note against the text of its cell; letters of the widest column; rows of a
#: piece of a long, thin table.
_SMALL, _LONGEST, _THIN = 0.9, 56, 12
#: Points between pieces that stand side by side, as the template has it.
_GUTTER = 28.0


def render_pdf(report: Report) -> bytes:
    """The PDF. The same report gives the same bytes: it holds no date of making.

    Raises
    ------
    typst.TypstError
        If the report breaks the standard, such as a figure without its words.
    """
    data = json.dumps(_printed(asdict(report)), ensure_ascii=False)
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
        record["widths"] = _widths(value["grid"])
        record["abreast"] = _abreast(value["grid"], record["widths"])
    return record


def _share_of_page(svg: str) -> float:
    """Width of a drawing as a part of the text's width, so that its text keeps its size."""
    match = _WIDTH.search(svg)
    return min(1.0, float(match[1]) / WIDE.width) if match else 1.0


def _widths(grid: dict[str, Any]) -> list[float]:
    """Points of each column.

    A table that asks for less than the page is left narrow: numbers far from their
    labels are hard to follow. One that asks for more gives way between what its cells
    ask for and what its longest words need, the same part of the way in each column.
    """
    cells = [[row[i] for row in grid["rows"]] for i in range(len(grid["columns"]))]
    needs = [_need(c, column) for c, column in zip(grid["columns"], cells, strict=True)]
    wants = [_ask(c, column) for c, column in zip(grid["columns"], cells, strict=True)]
    asked = [max(need, want) for need, want in zip(needs, wants, strict=True)]
    if sum(asked) <= _PAGE:
        return [round(width, 1) for width in asked]
    spare = max(0.0, (_PAGE - sum(needs)) / (sum(asked) - sum(needs) or 1.0))
    widths = [n + spare * (a - n) for n, a in zip(needs, asked, strict=True)]
    shrink = min(1.0, _PAGE / sum(widths))
    return [round(width * shrink, 1) for width in widths]


def _longest_word(texts: list[str]) -> int:
    return max((len(word) for text in texts for word in text.split()), default=0)


def _need(column: dict[str, Any], cells: list[dict[str, Any]]) -> float:
    """Points without which something would be cut: words whole, numbers unbroken."""
    heading = _BOLD * _longest_word([column["heading"]])
    small = _SMALL * _POINTS * _longest_word([n for cell in cells for n in cell["notes"]])
    texts = [cell["text"] for cell in cells]
    body = max(map(len, texts), default=0) if column["numeric"] else _longest_word(texts)
    return max(heading, small, _POINTS * body) + _PADDING


def _ask(column: dict[str, Any], cells: list[dict[str, Any]]) -> float:
    """Points at which nothing but a heading takes more than a line, up to a limit."""
    lines = 2 if column["numeric"] else 1.5
    small = [_SMALL * len(note) for cell in cells for note in cell["notes"]]
    letters = max([len(cell["text"]) for cell in cells] + small, default=0)
    return max(_BOLD * (len(column["heading"]) / lines + 2), _POINTS * min(letters, _LONGEST)) + (
        _PADDING
    )


def _abreast(grid: dict[str, Any], widths: list[float]) -> int:
    """How many pieces of a long, thin table stand side by side."""
    fit = int((_PAGE + _GUTTER) / (sum(widths) + _GUTTER))
    return 1 if grid["bands"] else max(1, min(fit, 3, len(grid["rows"]) // _THIN))
