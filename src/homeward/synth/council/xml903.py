"""The SSDA903 return as XML: the rows of the three CSV files of a year, by child.

`EXPSSDA903` holds a `CHILD` for each header row: a `HEADER` with the child's own columns
and an `AMISSING` for each missing spell, then an `EPISODE` for each episode. The child's
reference is `CHILDID` and the placement code `PL`; `UASC` stands in the header, 0 for
none. Elements and their order are those of the looked-after children validator
(csc-validator-be-903: `ingress.py` and its sample return).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from xml.sax.saxutils import escape

from homeward.synth.council.planting import Table
from homeward.synth.council.ssda903 import Return
from homeward.synth.habits import BANNER
from homeward.synth.sheets import Document

#: Elements of a header before and after its missing spells, by column of the CSV.
_BEFORE = {"CHILDID": "CHILD", "UPN": "UPN", "SEX": "SEX", "DOB": "DOB", "ETHNIC": "ETHNIC"}
_AFTER = {"MOTHER": "MOTHER", "MC_DOB": "MC_DOB"}
_SPELL = ("MISSING", "MIS_START", "MIS_END")

#: Elements of an episode, by column of the CSV.
_EPISODE = {
    "DECOM": "DECOM", "RNE": "RNE", "LS": "LS", "CIN": "CIN", "PL": "PLACE",
    "PL_POST": "PL_POST", "HOME_POST": "HOME_POST", "URN": "URN",
    "PLACE_PROVIDER": "PLACE_PROVIDER", "DEC": "DEC", "REC": "REC",
    "REASON_PLACE_CHANGE": "REASON_PLACE_CHANGE",
}  # fmt: skip

#: Unaccompanied asylum-seeking children are none of those that a county knows.
_NO_UASC = "<UASC>0</UASC>"


def as_xml(year: Return) -> Document:
    """One year's return as an XML document; its rows are children."""
    spells = _grouped(year.missing, "AMISSING", {name: name for name in _SPELL})
    episodes = _grouped(year.episodes, "EPISODE", _EPISODE)
    before, after = _rows(year.header, _BEFORE), _rows(year.header, _AFTER)
    children = [
        f"<CHILD><HEADER>{opening}{_NO_UASC}{spells[child]}{closing}</HEADER>{episodes[child]}</CHILD>"
        for child, opening, closing in zip(
            year.header["CHILD"].tolist(), before, after, strict=True
        )
    ]
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f"<!-- {BANNER} -->",
        "<EXPSSDA903>",
        *children,
        "</EXPSSDA903>",
        "",
    ]
    name = f"council/synthetic_ssda903_{year.year}.xml"
    return Document(name, "\r\n".join(lines).encode(), len(children))


def _rows(table: Table, elements: dict[str, str]) -> list[str]:
    """The elements of each row, one after another."""
    columns = [_elements(tag, table[column].tolist()) for tag, column in elements.items()]
    return ["".join(cells) for cells in zip(*columns, strict=True)]


def _elements(tag: str, cells: Sequence[str]) -> list[str]:
    """One column as elements; each distinct text is made once."""
    made = {cell: f"<{tag}>{escape(cell)}</{tag}>" if cell else f"<{tag} />" for cell in set(cells)}
    return [made[cell] for cell in cells]


def _grouped(table: Table, tag: str, elements: dict[str, str]) -> defaultdict[str, str]:
    """The rows of each child as elements; nothing for a child with no row."""
    found: defaultdict[str, str] = defaultdict(str)
    for child, row in zip(table["CHILD"].tolist(), _rows(table, elements), strict=True):
        found[child] += f"<{tag}>{row}</{tag}>"
    return found
