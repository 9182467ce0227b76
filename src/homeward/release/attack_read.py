"""Everything that a reader of a report's page, spreadsheet and document can get at.

Not only what is printed: attributes, alternative texts, comments, scripts, properties,
hidden sheets and the text inside pictures are read too.
"""

from __future__ import annotations

import json
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

from homeward.release.attack_marks import is_a_sentence, is_known, is_of_a_page, said_in_style
from homeward.vocabulary.errors import HomewardError

#: The largest part of a file that is unpacked: ten times what a report of a county needs.
MOST_BYTES = 200_000_000

#: A worksheet's title: "SYNTHETIC DATA. Table 4: Incidents of each calendar month".
SHEET_TITLE = re.compile(r"Tables? (?P<n>\d+)[^:]*: (?P<title>.+)$")

#: A caption: "Table 4. Incidents of each calendar month".
CAPTION = re.compile(
    r"^\s*Table (?P<n>\d+)\. (?P<title>.+?)\s*(?:\(?synthetic\)?)?\s*$", re.IGNORECASE
)


#: Elements of a page whose text nobody sees on it.
_UNSEEN = frozenset({"title", "desc", "metadata", "template"})

#: Parts of a package in which Homeward writes no number but of its fixed texts.
_BARE = re.compile(
    r"docProps/|customXml/|(?:xl|word)/(?:\w+/)?(?:threaded)?comments", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A text, and where it stands: the file, and a few words that hold nothing from a cell.

    In a `picture` are the numbers of axes; where no number belongs the text is `bare`.
    """

    file: str
    where: str
    text: str
    picture: bool = False
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as it is read: its number and title, and its rows of texts, head first."""

    file: str
    number: int
    title: str
    rows: tuple[tuple[str, ...], ...]


@dataclass
class Read:
    """What was read of one file.

    Attributes
    ----------
    pieces, grids
        Texts, and tables.
    documents
        JSON found in scripts and attributes: specifications of charts.
    """

    pieces: list[Piece] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    documents: list[tuple[str, Any]] = field(default_factory=list)


def read_page(path: Path) -> Read:
    """An HTML page."""
    page = _Page(path.name)
    page.feed(path.read_text(encoding="utf-8", errors="replace"))
    page.close()
    return page.read


class _Page(HTMLParser):
    """Texts, telling attributes, scripts, comments and tables of a page."""

    def __init__(self, file: str) -> None:
        super().__init__(convert_charrefs=True)
        self.read = Read()
        self._file = file
        self._open: list[str] = []
        self._caption: list[str] | None = None
        self._title = ""
        self._rows: list[list[str]] | None = None
        self._cell: list[str] | None = None
        self._script: list[str] | None = None
        self._ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            self._attribute(tag, name, value or "")
        if tag == "script":
            self._script = []
        self._apart()
        if tag in ("p", "caption") and (tag == "caption" or ("class", "caption") in attrs):
            self._caption = []
        if tag == "table":
            self._rows = []
        elif tag == "tr" and self._rows is not None:
            self._rows.append([])
        elif tag in ("td", "th"):
            self._cell = []
        if tag in ("svg", "style", *_UNSEEN):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self._apart()
        if tag in self._open:
            self._open.remove(tag)
        if tag == "script" and self._script is not None:
            self._say("a script", "".join(self._script))
            self._script = None
        if tag in ("p", "caption") and self._caption is not None:
            self._title, self._caption = " ".join("".join(self._caption).split()), None
        if tag in ("td", "th") and self._cell is not None:
            if self._rows:
                self._rows[-1].append(" ".join("".join(self._cell).split()))
            self._cell = None
        if tag == "table" and self._rows is not None:
            _add_grid(self.read, self._file, self._title, _without_bands(self._rows))
            self._rows, self._title = None, ""

    def _attribute(self, tag: str, name: str, value: str) -> None:
        where = f"attribute {name} of <{tag}>" if is_known(name) else f"an attribute of <{tag}>"
        drawing = tag == "svg" or "svg" in self._open
        if is_a_sentence(name):
            self._say(where, value)
        elif not is_of_a_page(name, value, drawing) or (name == "id" and value in self._ids):
            self._say(where, value, bare=True)
        if not is_known(name):
            self._say("the name of an attribute", name, bare=True)
        if name == "id":
            self._ids.add(value)

    def _apart(self) -> None:
        """Keep what stands on both sides of a tag apart: its parts are words of their own."""
        for part in (self._caption, self._cell):
            if part is not None:
                part.append(" ")

    def handle_data(self, data: str) -> None:
        if self._script is not None:
            self._script.append(data)
            return
        if "style" in self._open:
            for said in said_in_style(data):
                self._say("a comment or a text of the style sheet", said, bare=True)
            return
        for part in (self._caption, self._cell):
            if part is not None:
                part.append(data)
        if not _UNSEEN.isdisjoint(self._open):
            self._say("a title", data, bare=True)
        elif data.strip():
            svg = "svg" in self._open
            self.read.pieces.append(Piece(self._file, "a picture" if svg else "text", data, svg))

    def handle_comment(self, data: str) -> None:
        """A comment."""
        self._say("a comment", data, bare=True)

    def handle_pi(self, data: str) -> None:
        """An instruction, which no page of Homeward's has."""
        self._say("an instruction", data, bare=True)

    def unknown_decl(self, data: str) -> None:
        """A declaration, which no page of Homeward's has but its first."""
        self._say("a declaration", data, bare=True)

    def _say(self, where: str, text: str, *, bare: bool = False) -> None:
        document = _as_json(text)
        is_document = isinstance(document, (dict, list))
        if is_document:
            self.read.documents.append((self._file, document))
        if bare or not is_document:
            self.read.pieces.append(Piece(self._file, where, text, bare=bare))


def _as_json(text: str) -> Any:
    begins = min((i for i in (text.find("{"), text.find("[")) if i >= 0), default=-1)
    if begins < 0:
        return None
    try:
        return json.JSONDecoder().raw_decode(text[begins:])[0]
    except (ValueError, RecursionError):
        return None


def _without_bands(rows: list[list[str]]) -> list[list[str]]:
    """Rows as other files print them: words that stand above rows are their first cell."""
    if not any(len(row) == 1 < len(rows[0]) for row in rows):
        return rows
    out, group = [["Group", *rows[0]]], ""
    for row in rows[1:]:
        if len(row) == 1:
            group = row[0]
        else:
            out.append([group, *row])
    return out


def _add_grid(read: Read, file: str, title: str, rows: list[list[str]]) -> None:
    found = CAPTION.match(title)
    if found and rows:
        cells = tuple(tuple(row) for row in rows)
        read.grids.append(Grid(file, int(found["n"]), found["title"], cells))


# ---------------------------------------------------------------- packages of XML


def _parts(path: Path) -> Iterator[tuple[str, bytes]]:
    """The parts of a package, none larger than any report needs."""
    try:
        with zipfile.ZipFile(path) as package:
            for info in package.infolist():
                if info.file_size > MOST_BYTES:
                    raise HomewardError("HW-D012", f"{path.name} unpacks to more than it may")
                yield info.filename, package.read(info)
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError):
        raise HomewardError("HW-D012", f"{path.name} is damaged, or no such file") from None


def _xml(file: str, name: str, data: bytes) -> Xml.Element:
    try:
        return Xml.fromstring(data)
    except Xml.ParseError:
        raise HomewardError("HW-D012", f"{file}: its part {name} is no XML") from None


def _tag(element: Xml.Element) -> str:
    return element.tag.rpartition("}")[2]


def read_workbook(path: Path) -> Read:
    """A spreadsheet: every sheet, hidden or not, comments, names, headers and properties."""
    read, parts = Read(), dict(_parts(path))
    shared = _shared(path.name, parts)
    for name, data in parts.items():
        if not name.endswith((".xml", ".rels", ".vml")):
            _binary(read, path.name, name, data)
        elif name.startswith("xl/worksheets/") and name.endswith(".xml"):
            _sheet(read, path.name, name, data, shared)
        elif name.startswith(
            ("docProps/", "xl/comments", "xl/threaded", "xl/drawings", "customXml/")
        ) or (name == "xl/workbook.xml"):
            _texts(read, path.name, name, _xml(path.name, name, data))
    return read


def _shared(file: str, parts: dict[str, bytes]) -> list[str]:
    data = parts.get("xl/sharedStrings.xml")
    if data is None:
        return []
    root = _xml(file, "xl/sharedStrings.xml", data)
    return ["".join(t.text or "" for t in item.iter() if _tag(t) == "t") for item in root]


def _sheet(read: Read, file: str, name: str, data: bytes, shared: list[str]) -> None:
    rows: list[tuple[str, ...]] = []
    for row in (e for e in _xml(file, name, data).iter() if _tag(e) in ("row", "headerFooter")):
        if _tag(row) == "headerFooter":
            read.pieces += [Piece(file, name, e.text) for e in row if e.text]
            continue
        cells = tuple(_cell(c, shared) for c in row if _tag(c) == "c")
        rows.append(cells)
        read.pieces += [Piece(file, name, text) for text in cells if text]
    title = SHEET_TITLE.search(rows[0][0]) if rows and rows[0] else None
    if title:
        read.grids.append(Grid(file, int(title["n"]), title["title"], tuple(rows)))


def _cell(cell: Xml.Element, shared: list[str]) -> str:
    if cell.get("t") == "inlineStr":
        return "".join(t.text or "" for t in cell.iter() if _tag(t) == "t")
    value = next((v.text or "" for v in cell if _tag(v) == "v"), "")
    if cell.get("t") == "s" and value.isdigit() and int(value) < len(shared):
        return shared[int(value)]
    return value


def _texts(read: Read, file: str, name: str, root: Xml.Element) -> None:
    """Texts and telling attributes of a part."""
    bare = _BARE.match(name) is not None
    for element in root.iter():
        if element.text and element.text.strip():
            read.pieces.append(Piece(file, name, element.text, bare=bare))
        if bare and element.get("name"):
            read.pieces.append(Piece(file, name, element.get("name", ""), bare=True))
        for key in ("descr", "title", "alt"):
            if element.get(key):
                read.pieces.append(Piece(file, f"alternative text in {name}", element.get(key, "")))


def read_document(path: Path) -> Read:
    """A Word document: text, tables, headers, notes, alternative texts and properties."""
    read = Read()
    for name, data in _parts(path):
        if name == "word/document.xml":
            _body(read, path.name, _xml(path.name, name, data))
        elif re.match(r"word/(header|footer|footnotes|endnotes|comments)\d*\.xml", name) or (
            name.startswith(("docProps/", "customXml/")) and name.endswith(".xml")
        ):
            _texts(read, path.name, name, _xml(path.name, name, data))
        elif not name.endswith((".xml", ".rels")):
            _binary(read, path.name, name, data)
    return read


def _body(read: Read, file: str, root: Xml.Element) -> None:
    body = next((e for e in root if _tag(e) == "body"), root)
    last = ""
    for block in body:
        if _tag(block) == "tbl":
            rows = [
                [_words(cell) for cell in row if _tag(cell) == "tc"]
                for row in block
                if _tag(row) == "tr"
            ]
            _add_grid(read, file, last, rows)
            last = ""
            read.pieces += [Piece(file, "a table", text) for row in rows for text in row if text]
        else:
            said = _words(block)
            if said:
                read.pieces.append(Piece(file, "text", said))
                last = said if CAPTION.match(said) else last
    for element in root.iter():
        for key in ("descr", "title", "alt"):
            if element.get(key):
                read.pieces.append(Piece(file, "alternative text", element.get(key, "")))


def _words(block: Xml.Element) -> str:
    paragraphs = [p for p in block.iter() if _tag(p) == "p"] or [block]
    said = (
        "".join(" " if _tag(t) in ("br", "tab") else t.text or "" for t in p.iter()
                if _tag(t) in ("t", "delText", "br", "tab"))
        for p in paragraphs
    )  # fmt: skip
    return " ".join(" ".join(said).split())


def _binary(read: Read, file: str, name: str, data: bytes) -> None:
    """What a picture says of itself: the text chunks of a PNG."""
    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        return
    at = 8
    while at + 8 <= len(data):
        (size,), kind = struct.unpack(">I", data[at : at + 4]), data[at + 4 : at + 8]
        if kind in (b"tEXt", b"iTXt", b"zTXt"):
            text = data[at + 8 : at + 8 + size].decode("latin-1")
            read.pieces.append(Piece(file, f"a text chunk of {name}", text))
        at += 12 + size
