"""The council's files for the tests, made once, and what is read back from them."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import groupby

from homeward.synth.clock import day_of
from homeward.synth.council import COUNCIL_FAULTS, council_files
from homeward.synth.identities import Identities, identify
from homeward.synth.sheets import Document, Sheet, Supplied
from tests.unit.synth.counties import DEFAULT, county, details

Row = dict[str, str]


@cache
def identities(name: str = DEFAULT, seed: int = 1, **rates: float) -> Identities:
    return identify(county(name, seed), rates)


@cache
def made(name: str = DEFAULT, seed: int = 1, **rates: float) -> Supplied:
    """The files with only these faults; identities have none."""
    assert rates.keys() <= set(COUNCIL_FAULTS)
    return council_files(county(name, seed), details(name, seed), identities(name, seed), rates)


def years(supplied: Supplied) -> list[int]:
    return supplied.truth["return_years"]


def sheet(supplied: Supplied, name: str) -> Sheet:
    (found,) = [f for f in supplied.files if f.name == f"council/{name}.csv"]
    assert isinstance(found, Sheet)
    return found


def document(supplied: Supplied, year: int) -> Document:
    (found,) = [f for f in supplied.files if f.name == f"council/synthetic_ssda903_{year}.xml"]
    assert isinstance(found, Document)
    return found


def rows(supplied: Supplied, name: str) -> list[Row]:
    columns = sheet(supplied, name).columns
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def year_rows(supplied: Supplied, table: str) -> Iterator[tuple[int, Row]]:
    """Rows of one 903 table with their return year, year by year."""
    for year in years(supplied):
        for row in rows(supplied, f"synthetic_ssda903_{year}_{table}"):
            yield year, row


def by_child(table: list[Row], child: str = "CHILD") -> Iterator[tuple[str, list[Row]]]:
    """Rows of each child, in order; a child's rows stand together."""
    for reference, group in groupby(table, key=lambda row: row[child]):
        yield reference, list(group)


def day(text: str) -> date:
    """A date of the return."""
    d, m, y = text.split("/")
    return date(int(y), int(m), int(d))


def opens(year: int) -> date:
    return date(year - 1, 4, 1)


def closes(year: int) -> date:
    return date(year, 3, 31)


def last_day(year: int) -> date:
    """The last day that a year's files tell of."""
    return min(closes(year), day_of(county(DEFAULT).as_of) - timedelta(days=1))


def read_xml(supplied: Supplied, year: int) -> dict[str, list[Row]]:
    """The three tables of a year, read back from its XML."""
    tables: dict[str, list[Row]] = {"header": [], "episodes": [], "missing": []}
    for child in ET.fromstring(document(supplied, year).content):
        header = child.find("HEADER")
        own = {e.tag: e.text or "" for e in header if not len(e)}
        own["CHILD"] = own.pop("CHILDID")
        assert own.pop("UASC") == "0"
        tables["header"].append(own)
        for spell in header.findall("AMISSING"):
            cells = {e.tag: e.text or "" for e in spell}
            tables["missing"].append({"CHILD": own["CHILD"], "DOB": own["DOB"], **cells})
        for episode in child.findall("EPISODE"):
            cells = {e.tag: e.text or "" for e in episode}
            cells["PLACE"] = cells.pop("PL")
            tables["episodes"].append({"CHILD": own["CHILD"], **cells})
    return tables
