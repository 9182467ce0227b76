"""The XML of the children looked after return: one file, several tables.

`EXPSSDA903` holds a `CHILD` for each child: a `HEADER` with the child's own elements, and
within it an `AMISSING` for each missing spell; then an `EPISODE` for each episode. Either may
stand in the header or beside it. Each of
the three is read as a table, named as the return names its CSV files. Columns are the
return's own elements in its order, then any other that stands there. A row's number is its
place among the rows of its table, from 1: the whole file may be one line.

A document type is refused before anything is read, so no entity is ever declared; depth and
the elements of one child are bounded.

Source: the return's XML as the looked-after children validator reads and writes it
(csc-validator-be-903, `ingress.py` and its sample return).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, ParseError, XMLPullParser
from xml.parsers import expat

import pyarrow as pa

from homeward.records.delimited import LONGEST_CELL
from homeward.records.mapping import Reading
from homeward.records.raw import RawTable, Sniffed
from homeward.vocabulary.errors import HomewardError

#: Name of the root element holds this, in capitals.
_ROOT: Final = "SSDA903"

#: A return is three deep below its root; no child has this many elements in a year.
MOST_DEEP, MOST_OF_ONE_CHILD = 8, 50_000

#: Most bytes of one return, many times those of a large council's: its rows are held as
#: they are read. Most elements that the rows of one table may have between them.
MOST_BYTES: Final = 200_000_000
MOST_COLUMNS: Final = 200

#: Bytes read at a time; more each time, as long as nothing comes to an end. The parser
#: begins a comment without end again with every piece.
_CHUNK: Final = 1 << 17
_MOST_CHUNK: Final = 1 << 25

#: The root stands within so many bytes.
_ROOT_WITHIN: Final = 1 << 21

#: Files up to this size are kept once read, since each of their tables is asked for.
_KEPT_BYTES: Final = 16_000_000

HEADER, EPISODES, MISSING = "Header", "Episodes", "Missing"

#: Element of one row of each table, and the elements that the return puts in it.
_ELEMENTS: Final = {
    HEADER: ("HEADER", "CHILDID UPN SEX DOB ETHNIC UASC MOTHER MC_DOB"),
    EPISODES: (
        "EPISODE",
        "CHILDID DECOM RNE LS CIN PL PL_POST HOME_POST URN PLACE_PROVIDER DEC REC"
        " REASON_PLACE_CHANGE",
    ),
    MISSING: ("AMISSING", "CHILDID DOB MISSING MIS_START MIS_END"),
}

#: Elements that each row of a table repeats from its child's header.
_REPEATED: Final = {EPISODES: ("CHILDID",), MISSING: ("CHILDID", "DOB")}

#: Other tables of the return; nothing here reads them.
_OTHER: Final = {
    "AREVIEW": "Reviews", "OC2": "OC2", "OC3": "OC3", "PERMANENCE": "PrevPerm",
    "AD_PLACED": "PlacedAdoption", "ADOPTION": "AD1", "AD1": "AD1",
}  # fmt: skip

_Row = dict[str, str | None]


@dataclass(slots=True)
class _Found:
    """Rows of every table, and what was passed over."""

    rows: dict[str, list[_Row]] = field(default_factory=lambda: {name: [] for name in _ELEMENTS})
    passed: Counter[str] = field(default_factory=Counter)
    nameless: int = 0

    def add(self, child: Element) -> None:
        """Take the rows of one child."""
        own: _Row = {}
        for part in sorted(child, key=lambda one: _tag(one) != "HEADER"):
            tag = _tag(part)
            if tag == "HEADER":
                own = self._header(part)
            else:
                self._part(part, tag, own)

    def _header(self, part: Element) -> _Row:
        own = _leaves(part)
        self.rows[HEADER].append(own)
        for inner in part:
            if len(inner):
                self._part(inner, _tag(inner), own)
        return own

    def _part(self, part: Element, tag: str, own: _Row) -> None:
        """One part of a child, in its header or beside it: some systems write either."""
        if tag == "EPISODE":
            self.rows[EPISODES].append(_repeat(own, EPISODES, _leaves(part)))
        elif tag == "AMISSING":
            self.rows[MISSING].append(_repeat(own, MISSING, _leaves(part)))
        elif tag in _OTHER:
            self.passed[_OTHER[tag]] += 1
        else:
            self.nameless += 1

    @property
    def notes(self) -> tuple[str, ...]:
        """What stands in the file and is not read."""
        out = [
            f"{count:,} of the return's module {name}, which nothing here reads"
            for name, count in sorted(self.passed.items())
        ]
        if self.nameless:
            out.append(f"{self.nameless:,} elements that the return does not have were passed over")
        return tuple(out)


def is_return(path: Path) -> bool:
    """Whether an XML file is a children looked after return, by its root element.

    Raises
    ------
    HomewardError
        HW-F041 or HW-F042.
    """
    return _ROOT in _root_of(path).upper()


def sniff_tables(path: Path) -> tuple[Sniffed, ...]:
    """Each table of the return that has a row; nothing for an XML file of another kind.

    Raises
    ------
    HomewardError
        HW-F041, HW-F042 or HW-F043.
    """
    if not is_return(path):
        return ()
    tables = _tables(path)
    names = tuple(name for name, table in tables.items() if len(table.rows))
    return tuple(
        Sniffed(tables[n].reading, tables[n].header, names, below=len(tables[n].rows))
        for n in names
    )


def sniff(path: Path, reading: Reading) -> Sniffed:
    """How one table of the return opens.

    Raises
    ------
    HomewardError
        HW-F004 for another kind of XML; HW-F007 for a table that is not there; HW-F041,
        HW-F042 or HW-F043.
    """
    raw = read(path, reading)
    return Sniffed(raw.reading, raw.header, tuple(_ELEMENTS), below=len(raw.rows))


def read(path: Path, reading: Reading) -> RawTable:
    """Every row of one table of the return; the first that has any, if none is named.

    Raises
    ------
    HomewardError
        As `sniff` does.
    """
    if not is_return(path):
        raise HomewardError("HW-F004", f"{path.name} looks like an XML file of another kind")
    tables = _tables(path)
    name = reading.sheet or next((n for n in tables if len(tables[n].rows)), HEADER)
    if name not in tables:
        raise HomewardError("HW-F007", f"{path.name} has no table of that name")
    return tables[name]


def _root_of(path: Path) -> str:
    """Name of the root element, once it is sure that no document type stands before it."""
    parser = expat.ParserCreate()
    root: list[str] = []

    def refuse(*_: object) -> None:
        raise HomewardError("HW-F042", path.name)

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda name, _: root.append(name)
    try:
        with path.open("rb") as file:
            while not root and (chunk := file.read(_CHUNK)):
                parser.Parse(chunk, False)
                if not root and file.tell() > _ROOT_WITHIN:
                    raise HomewardError("HW-F043", f"{path.name}: no element at its beginning")
            if not root:
                parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError):
        if not root:
            raise HomewardError("HW-F041", path.name) from None
    return root[0] if root else ""


def _tables(path: Path) -> dict[str, RawTable]:
    stat = path.stat()
    if stat.st_size > MOST_BYTES:
        raise HomewardError("HW-F043", f"{path.name}: {stat.st_size:,} bytes")
    if stat.st_size <= _KEPT_BYTES:
        return _kept(path, stat.st_size, stat.st_mtime_ns)
    return _parsed(path)


@lru_cache(maxsize=8)
def _kept(path: Path, _size: int, _changed: int) -> dict[str, RawTable]:
    return _parsed(path)


def _parsed(path: Path) -> dict[str, RawTable]:
    found = _Found()
    try:
        for child in _children(path):
            found.add(child)
    except (ParseError, LookupError, ValueError):
        raise HomewardError("HW-F041", path.name) from None
    except OSError:
        raise HomewardError("HW-F005", path.name) from None
    return {name: _laid(path, name, rows, found.notes) for name, rows in found.rows.items()}


def _children(path: Path) -> Iterator[Element]:
    """Each child of the return, whole; let go once it has been taken."""
    parser: XMLPullParser = XMLPullParser(("start", "end"))
    depth = many = 0
    root: Element | None = None
    with path.open("rb") as file:
        size = _CHUNK
        while chunk := file.read(size):
            parser.feed(chunk)
            size = min(2 * size, _MOST_CHUNK)
            for event, element in _events(parser):
                size = _CHUNK
                if event == "start":
                    root = element if root is None else root
                    depth, many = depth + 1, many + 1
                    if depth > MOST_DEEP or many > MOST_OF_ONE_CHILD:
                        raise HomewardError("HW-F043", path.name)
                    continue
                depth -= 1
                if depth == 1 and root is not None:
                    if _tag(element) == "CHILD":
                        yield element
                    root.clear()
                    many = 0
    parser.close()


def _events(parser: XMLPullParser) -> Iterator[tuple[str, Element]]:
    """What has been read since: each element as it begins and as it ends."""
    for event, element in parser.read_events():  # type: ignore[misc]
        if isinstance(element, Element):
            yield event, element


def _tag(element: Element) -> str:
    """An element's name in capitals, without its namespace."""
    return _bare(str(element.tag))


@lru_cache(maxsize=1024)
def _bare(tag: str) -> str:
    return tag.rpartition("}")[2].upper()


def _leaves(part: Element) -> _Row:
    """The elements of one row that hold text."""
    return {_tag(leaf): (leaf.text or "").strip() or None for leaf in part if not len(leaf)}


def _repeat(own: _Row, name: str, cells: _Row) -> _Row:
    return {tag: own.get(tag) for tag in _REPEATED[name]} | cells


def _laid(path: Path, name: str, rows: list[_Row], notes: tuple[str, ...]) -> RawTable:
    tags = dict.fromkeys(_ELEMENTS[name][1].split())
    for row in rows:
        tags |= dict.fromkeys(row)
        if len(tags) > MOST_COLUMNS:
            raise HomewardError("HW-F043", f"{path.name}: more elements than a row has")
    columns = {tag: pa.array([row.get(tag) for row in rows], pa.string()) for tag in tags}
    if any(len(cell) > LONGEST_CELL for row in rows for cell in row.values() if cell):
        raise HomewardError("HW-F010", path.name)
    return RawTable(
        tuple(tags), columns, pa.array(range(1, len(rows) + 1), pa.int64()),
        reading=Reading(sheet=name), notes=notes,
    )  # fmt: skip
