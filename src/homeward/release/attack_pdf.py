"""Everything that a reader of a report's PDF can get at: text, properties, alternatives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from homeward.release.attack_read import Piece, Read
from homeward.vocabulary.errors import HomewardError

#: Keys of a structure element, an annotation or an outline that hold words.
_SAID = ("/Alt", "/ActualText", "/E", "/Contents", "/T", "/TU", "/V", "/Title")

#: Numbers along an axis: "0 2,000 4,000 6,000".
_AXIS = re.compile(r"\d[\d,]*(?: +\d[\d,]*){2,}")

#: Elements of the structure that are looked at, at most.
_MOST = 400_000


def read_paper(path: Path) -> Read:
    """A PDF: the text of each page, properties, XMP, alternatives, notes, attached files.

    Raises
    ------
    HomewardError
        HW-D012 if it cannot be read.
    """
    read = Read()
    try:
        paper = PdfReader(path)
        for number, page in enumerate(paper.pages, 1):
            read.pieces += printed(path.name, f"page {number}", page.extract_text())
            for note in page.get("/Annots") or ():
                _add_note(read, path.name, f"a note on page {number}", note.get_object())
        for key, value in (paper.metadata or {}).items():
            read.pieces.append(Piece(path.name, "a property", f"{key[1:]} {value}", bare=True))
        root: Any = paper.trailer["/Root"]
        if "/Metadata" in root:
            text = root["/Metadata"].get_data().decode("utf-8", "replace")
            read.pieces.append(
                Piece(path.name, "XMP properties", xmp(text, len(paper.pages)), bare=True)
            )
        for element in _structure(root.get("/StructTreeRoot")):
            _add(read, path.name, "alternative text", element)
        for name, files in paper.attachments.items():
            texts = (bytes(data).decode("utf-8", "replace") for data in files)
            read.pieces += [
                Piece(path.name, "an attached file", t, bare=True) for t in (name, *texts)
            ]
    except (PyPdfError, OSError, ValueError, KeyError, AttributeError, TypeError, RecursionError):
        raise HomewardError("HW-D012", f"{path.name} is damaged, or no PDF") from None
    return read


def printed(file: str, where: str, text: str) -> Iterator[Piece]:
    """The text of a page; the numbers along an axis are of a picture."""
    said = []
    for line in text.splitlines():
        if _is_axis(line):
            yield Piece(file, where, line, picture=True)
        else:
            said.append(line)
    yield Piece(file, where, "\n".join(said))


def _is_axis(line: str) -> bool:
    """Whether a line is of three or more whole numbers, and as far apart each as the next."""
    if not _AXIS.fullmatch(line.strip()):
        return False
    numbers = [int(n.replace(",", "")) for n in line.split()]
    return len({b - a for a, b in pairwise(numbers)}) == 1 and numbers[0] < numbers[1]


def _add_note(read: Read, file: str, where: str, note: Any) -> None:
    """A note; only a link may have a number of its own: that of a page or a section."""
    _add(read, file, where, note, bare=note.get("/Subtype") != "/Link")


def _add(read: Read, file: str, where: str, element: Any, *, bare: bool = False) -> None:
    for key in _SAID:
        value = element.get(key) if hasattr(element, "get") else None
        if isinstance(value, str) and value.strip():
            read.pieces.append(Piece(file, where, value, bare=bare))


def _structure(root: Any) -> Iterator[Any]:
    """Every element of the tree of structure, each once."""
    waiting, seen = [root], 0
    while waiting and seen < _MOST:
        element = waiting.pop()
        element = element.get_object() if hasattr(element, "get_object") else element
        if isinstance(element, list):
            waiting += element
        elif hasattr(element, "get"):
            seen += 1
            yield element
            below = element.get("/K")
            if below is not None and not isinstance(below, int):
                waiting.append(below)


#: What XMP holds besides words: who it is of, and what the file is.
_XMP_OWN = (
    r"<\?xpacket[^>]*\?>|\sxmlns:\w+=\"[^\"]*\"|<pdfuaid:part>1</pdfuaid:part>"
    r"|<pdf:PDFVersion>[12]\.\d</pdf:PDFVersion>"
    r"|<xmpMM:(\w+ID)>[\w+/=]{{24}}</xmpMM:\1>|<xmpTPg:NPages>{pages}</xmpTPg:NPages>"
)


def xmp(text: str, pages: int) -> str:
    """What XMP says in words: between its tags, and within them too."""
    return " ".join(re.sub(_XMP_OWN.format(pages=pages), " ", text).split())
