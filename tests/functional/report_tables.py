"""Tables read back from the four files of a report, as a person or a reader hears them.

Each reading gives, by the table's number, its rows of cells. A cell is its words with no
spaces, so that lines broken in one file and not in another are alike, and a bar before each
note in it where the file tells one. Headings that stand over rows are put before each of
those rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time
from html.parser import HTMLParser

import openpyxl
import pypdf
from docx.oxml.ns import qn
from pypdf.generic import ContentStream

Rows = list[tuple[str, ...]]

_NUMBERED = re.compile(r"Table(\d+)\.")
_VOID = {"meta", "br", "path", "line", "rect"}


def squeezed(text: str) -> str:
    """Words with no spaces."""
    return "".join(text.split())


# ---------------------------------------------------------------- the page


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tables: dict[int, Rows] = {}
        self.open: list[tuple[str, str]] = []
        self.told: list[str] = []
        self.row: list[str] = []
        self.band = ""
        self.number = 0
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag in _VOID:
            return
        told = dict(attrs).get("class") or ""
        self.open.append((tag, told))
        if tag in ("th", "td") or told == "caption":
            self.told = []
        if told == "sub":
            self.told.append("|")
        if tag == "tr":
            self.row = []
        if tag == "table":
            self.band = ""

    def handle_data(self, data):
        if not any(told in ("vh", "tag") for _, told in self.open):
            self.told.append(data)

    def handle_endtag(self, tag):
        if tag in _VOID:
            return
        _, told = self.open.pop()
        words = squeezed("".join(self.told))
        if told == "caption":
            self.number = int(_NUMBERED.match(words)[1])
            self.tables[self.number] = []
        elif told == "band":
            self.band = words
        elif tag in ("th", "td"):
            self.row.append(words)
        elif tag == "tr" and self.row and self.number:
            self.tables[self.number].append((self.band, *self.row))
        elif tag == "table":
            self.number = 0


def page_tables(text: str) -> dict[int, Rows]:
    """Of `report.html`."""
    return _Page(re.sub(r"<style>.*?</style>|<svg.*?</svg>", "", text, flags=re.DOTALL)).tables


# ---------------------------------------------------------------- Word


def _words(element) -> str:
    told = element.iter(qn("w:t"), qn("w:br"))
    return squeezed("".join("|" if t.tag == qn("w:br") else t.text or "" for t in told))


def word_tables(document, banded: set[int]) -> dict[int, Rows]:
    """Of `report.docx`. The first column of those `banded` is their headings over rows."""
    found: dict[int, Rows] = {}
    number = 0
    for block in document.element.body:
        caption = _NUMBERED.match(_words(block)) if block.tag == qn("w:p") else None
        if caption:
            number = int(caption[1])
        elif block.tag == qn("w:tbl") and number:
            rows = [
                tuple(_words(c) for c in row.iter(qn("w:tc"))) for row in block.iter(qn("w:tr"))
            ]
            head, *rest = rows
            if number in banded:
                found[number] = [("", *head[1:]), *rest]
            else:
                found[number] = [("", *row) for row in rows]
            number = 0
    return found


# ---------------------------------------------------------------- PDF


def _letters(font) -> dict[int, str]:
    """What each glyph stands for, from the font's own table."""
    told = font["/ToUnicode"].get_object().get_data().decode("latin-1")
    pairs = re.findall(r"<([0-9a-fA-F]{4})> <([0-9a-fA-F]+)>\n", told)
    return {int(a, 16): bytes.fromhex(b).decode("utf-16-be") for a, b in pairs}


def _spelt(part, letters: dict[int, str]) -> str:
    """A string of glyphs as letters; "" for the space between two strings."""
    raw = getattr(part, "original_bytes", b"")
    return "".join(letters[raw[i] << 8 | raw[i + 1]] for i in range(0, len(raw), 2))


def _marked(page, reader) -> dict[int, str]:
    """Words of each marked piece of a page."""
    fonts = {name: _letters(f.get_object()) for name, f in page["/Resources"]["/Font"].items()}
    pieces: dict[int, str] = {}
    inside: list[int | None] = []
    letters: dict[int, str] = {}
    for args, operator in ContentStream(page.get_contents(), reader).operations:
        if operator in (b"BDC", b"BMC"):
            told = args[1].get_object() if operator == b"BDC" else {}
            inside.append(told.get("/MCID") if isinstance(told, dict) else None)
        elif operator == b"EMC":
            inside.pop()
        elif operator == b"Tf":
            letters = fonts[args[0]]
        elif operator in (b"TJ", b"Tj"):
            here = next((n for n in reversed(inside) if n is not None), None)
            parts = args[0] if operator == b"TJ" else args
            said = "".join(_spelt(part, letters) for part in parts)
            if here is not None:
                pieces[here] = pieces.get(here, "") + said
    return pieces


class _Tree:
    """The structure of a tagged PDF, as assistive software walks it."""

    def __init__(self, reader: pypdf.PdfReader) -> None:
        self.pages = {p.indirect_reference.idnum: _marked(p, reader) for p in reader.pages}
        self.root = reader.trailer["/Root"]["/StructTreeRoot"]

    def _kids(self, node) -> Iterator:
        kids = node.get("/K")
        kids = kids.get_object() if hasattr(kids, "get_object") else kids
        yield from kids if isinstance(kids, list) else [] if kids is None else [kids]

    def words(self, node, page=None) -> str:
        """Everything said inside a piece of the structure."""
        at = node.raw_get("/Pg").idnum if "/Pg" in node else page
        told = ""
        for kid in self._kids(node):
            kid = kid.get_object() if hasattr(kid, "get_object") else kid
            if isinstance(kid, int):
                told += self.pages[at].get(int(kid), "")
            elif kid.get("/Type") == "/MCR":
                told += self.pages[kid.raw_get("/Pg").idnum].get(int(kid["/MCID"]), "")
            elif kid.get("/Type") != "/OBJR":
                told += self.words(kid, at)
        return squeezed(told)

    def having(self, kinds: set[str], node=None) -> Iterator:
        """Pieces of these kinds, in reading order, the outer before the inner."""
        for kid in self._kids(self.root if node is None else node):
            kid = kid.get_object() if hasattr(kid, "get_object") else kid
            if isinstance(kid, dict) and "/S" in kid:
                if kid["/S"] in kinds:
                    yield kid
                yield from self.having(kinds, kid)


def pdf_tables(reader: pypdf.PdfReader) -> dict[int, Rows]:
    """Of `report.pdf`: pieces that stand side by side are one table, headed once."""
    tree = _Tree(reader)
    found: dict[int, Rows] = {}
    number = 0
    for node in tree.having({"/Caption", "/TR", "/H1", "/H2"}):
        caption = _NUMBERED.match(tree.words(node)) if node["/S"] == "/Caption" else None
        if node["/S"] != "/TR":
            number = int(caption[1]) if caption else 0
            found.setdefault(number, [])
        elif number:
            found[number].append(tuple(tree.words(c) for c in tree.having({"/TH", "/TD"}, node)))
    return {number: _banded(rows) for number, rows in found.items() if number and rows}


def _banded(rows: Rows) -> Rows:
    head, *rest = rows
    out, band = [("", *head)], ""
    for row in rest:
        if len(row) == 1 < len(head):
            band = row[0]
        elif row != head:
            out.append((band, *row))
    return out


# ---------------------------------------------------------------- the spreadsheet

_DECIMALS = re.compile(r"0\.(0+)")


def shown(cell) -> str:
    """A cell as a spreadsheet shows it, for the few forms of number in use."""
    value, form = cell.value, cell.number_format
    if isinstance(value, str):
        return value
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if form.startswith('"'):
        return form.strip('"')
    decimals = _DECIMALS.search(form)
    number = 100 * value if form.endswith("%") else value
    told = f"{number:,.{len(decimals[1]) if decimals else 0}f}"
    told = told if "," in form else told.replace(",", "")
    return ("£" * form.startswith("£")) + told + ("%" * form.endswith("%"))


def sheet_rows(book: openpyxl.Workbook) -> dict[tuple[int, ...], list[dict[str, str]]]:
    """Of `tables.xlsx`: rows by heading, by the numbers of the tables that a sheet holds."""
    found = {}
    for sheet in book.worksheets:
        if not sheet.title.startswith("Table_"):
            continue
        title = sheet["A1"].value
        numbers = re.search(r"Tables? ([\d, and]+):", title)[1]
        (table,) = sheet.tables.values()
        head, *rows = sheet[table.ref]
        names = [cell.value for cell in head]
        told = [dict(zip(names, map(shown, row), strict=True)) for row in rows]
        found[tuple(map(int, re.findall(r"\d+", numbers)))] = told
    return found
