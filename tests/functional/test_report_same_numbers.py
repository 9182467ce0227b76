"""One set of released numbers in four files: none missing, none different, none unreleased."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections import Counter
from dataclasses import replace
from html import unescape

import docx
import openpyxl
import pypdf
import pytest

from homeward.findings import AggregateTable, Bundle, Chart, Estimate, Finding
from homeward.release.gate import release
from homeward.report import write_report
from homeward.report.cells import children_cell, count_cell, interval_cell, value_cell
from homeward.report.spreadsheet_tables import ENDS
from homeward.vocabulary.units import Kind, Unit
from tests.functional.report_tables import (
    page_tables,
    pdf_tables,
    sheet_rows,
    squeezed,
    word_tables,
)
from tests.unit.report.made import made_bundle
from tests.unit.report.undrawn import undrawn

NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
#: Told after a number on the page, or in a heading; in the spreadsheet in a column.
UNITS = re.compile(r"(?<=\d)(?:hours|days|minutes)")


@pytest.fixture(scope="module")
def bundle():
    return made_bundle()


@pytest.fixture(scope="module")
def files(bundle, tmp_path_factory):
    """The four files, by the end of their names."""
    made = write_report(bundle, tmp_path_factory.mktemp("report"))
    return {path.suffix: path for path in made}


@pytest.fixture(scope="module")
def page(files):
    return page_tables(files[".html"].read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def paper(files):
    return pdf_tables(pypdf.PdfReader(files[".pdf"]))


@pytest.fixture(scope="module")
def word(files, page):
    banded = {number for number, rows in page.items() if any(row[0] for row in rows)}
    return word_tables(docx.Document(str(files[".docx"])), banded)


@pytest.fixture(scope="module")
def sheets(files):
    return sheet_rows(openpyxl.load_workbook(files[".xlsx"]))


def test_the_page_is_read_whole(page, bundle):
    assert len(page) > 20 and sorted(page) == list(range(1, len(page) + 1))
    cells = Counter(cell for rows in page.values() for row in rows for cell in row)
    for finding in bundle.findings:
        for e in finding.estimates:
            assert cells[squeezed(value_cell(e).text)] > 0, e
            assert cells[squeezed(interval_cell(e).text)] > 0, e
            assert any(squeezed(count_cell(e, told=False).text) in cell for cell in cells), e
            assert cells[squeezed(children_cell(e).text)] > 0, e


def test_the_word_document_has_the_same_tables_cell_for_cell(page, word):
    assert word == page


def test_the_pdf_has_the_same_tables_cell_for_cell(page, paper):
    assert paper.keys() == page.keys()
    for number, rows in page.items():
        assert paper[number] == [tuple(c.replace("|", "") for c in row) for row in rows], number


def _value(row):
    return squeezed(row["Value"])


def _interval(row):
    """The interval, whatever the sheet calls its ends; "" if there is none."""
    ends = [row[name] for pair in ENDS.values() for name in pair if name in row]
    shown = len(ends) == 2 and not ends[0].startswith(("[", "none"))
    return squeezed("to".join(ends)) if shown else ""


def test_every_number_of_the_spreadsheet_is_on_the_page_in_its_table(page, sheets):
    assert sorted(n for numbers in sheets for n in numbers) == sorted(page)
    for numbers, rows in sheets.items():
        cells = Counter(c for n in numbers for row in page[n][1:] for c in row)
        whole = UNITS.sub("", " ".join(cells.elements()))
        for value, many in Counter(map(_value, rows)).items():
            if not value.startswith("["):
                assert whole.count(value) >= many, (numbers, value)
        intervals = [interval for interval in map(_interval, rows) if interval]
        missing = [interval for interval in intervals if interval not in whole]
        # A table drawn as a heat map gives values alone; its intervals are in another.
        assert not missing or missing == intervals, (numbers, missing)


def _spoken(rows):
    """Every number of a sheet's rows, as the page writes them."""
    told = {token for row in rows for text in row.values() for token in NUMBER.findall(text)}
    return told | {token for row in rows for token in NUMBER.findall(_interval(row))}


def test_every_number_of_the_page_is_in_the_spreadsheet_in_its_table(page, sheets):
    for numbers, rows in sheets.items():
        told = _spoken(rows)
        for n in numbers:
            for cell in (c for row in page[n][1:] for c in row):
                assert set(NUMBER.findall(cell)) <= told, (n, cell)


def test_every_released_estimate_is_in_the_sheet_for_scripts(bundle, files):
    sheet = openpyxl.load_workbook(files[".xlsx"])["Estimates"]
    (table,) = sheet.tables.values()
    head, *rows = ([cell.value for cell in row] for row in sheet[table.ref])
    every = [
        (f.id, part, e)
        for f in bundle.findings
        for part, found in (("estimates", f.estimates), *((t.name, t.estimates) for t in f.tables))
        for e in found
    ]
    for row, (id, part, e) in zip(rows, every, strict=True):
        at = dict(zip(head, row, strict=True))
        assert (at["finding"], at["part"], at["name"]) == (id, part, e.name)
        for name in ("value", "low", "high", "count", "of", "children", "children_of", "left_out"):
            told, filed = at[name], getattr(e, name)
            same = filed is not None and told == pytest.approx(filed, rel=1e-14, abs=0)
            assert same or (filed is None and isinstance(told, str)), (name, e)


def test_statements_and_published_figures_are_the_same_in_all_four(files, bundle):
    text = unescape(re.sub(r"<[^>]+>", "", files[".html"].read_text(encoding="utf-8")))
    paper = "".join(page.extract_text() for page in pypdf.PdfReader(files[".pdf"]).pages)
    with zipfile.ZipFile(files[".docx"]) as package:
        word = re.sub(r"<[^>]+>", "", package.read("word/document.xml").decode("utf-8"))
    with zipfile.ZipFile(files[".xlsx"]) as package:
        sheet = re.sub(r"<[^>]+>", " ", package.read("xl/sharedStrings.xml").decode("utf-8"))
    told = [squeezed(unescape(one)) for one in (text, paper, word, sheet)]
    said = (
        "91.3% of incidents were resolved within 24 hours of report (90.6% to 92.0%)",
        "The records do not say where children live.",
        "Hertfordshire Constabulary and The Open University, 2023: over 90%",
    )
    answers = undrawn(bundle).summary.lines
    assert any("%" in line.here for line in answers)
    for words in (*said, *(line.here for line in answers), *(line.told for line in answers)):
        assert all(squeezed(words) in one for one in told), words


# ---------------------------------------------------------------- nothing that was not released

#: Numbers of an unreleased bundle that no rounding gives back.
PLANTED = {"count": 4159, "of": 4561, "children": 1033, "children_of": 1117, "left_out": 37}
SMALL = {"count": 5, "of": 391, "children": 4, "children_of": 61, "left_out": 11}


def _share(numbers, **by):
    value = numbers["count"] / numbers["of"]
    return Estimate(
        "share_found_within_24h", Kind.SHARE, Unit.INCIDENTS, value, value * 0.9871,
        min(1.0, value * 1.0129), interval="Wilson, design effect by child", design_effect=1.3719,
        by=by, **numbers,
    )  # fmt: skip


def _unreleased() -> Bundle:
    rest = {k: PLANTED[k] - SMALL[k] for k in PLANTED}
    groups = (_share(SMALL, setting="foster"), _share(rest, setting="family_home"))
    table = AggregateTable(
        "by_setting", "Resolved by setting", ("setting",), ("share_found_within_24h",), groups
    )
    chart = Chart(
        "by_setting", "bar", "by_setting", "setting", "share_found_within_24h",
        "{share_found_within_24h} were resolved in a day", "Share by setting", "A bar for each.",
    )  # fmt: skip
    finding = Finding(
        "demand.duration",
        "{share_found_within_24h} of incidents were resolved in a day"
        " ({share_found_within_24h:count} of {share_found_within_24h:of}).",
        (_share(PLANTED), *groups), "How.", tables=(table,), charts=(chart,),
    )  # fmt: skip
    return replace(made_bundle(), findings=(finding,), released=False, release={})


def _exact_words(bundle: Bundle, released: Bundle) -> set[str]:
    """Every way of writing a number of the unreleased bundle that the released one lacks."""

    def written(one: Bundle) -> set[str]:
        told: set[str] = set()
        for e in (e for f in one.findings for e in f.estimates):
            for part in ("value", "low", "high", "design_effect"):
                number = getattr(e, part)
                if number is not None:
                    told |= {repr(float(number))[:8], f"{100 * number:.2f}%", f"{number:.5f}"}
            for part in PLANTED:
                number = getattr(e, part)
                if number is not None and number > 99:
                    told |= {str(number), f"{number:,}"}
        return told

    exact = written(bundle) - written(released)
    return {words for words in exact if len(re.sub(r"\D", "", words)) > 3}


def _parts(path) -> dict[str, str]:
    """Everything that a file holds in words: each part of a package, each string of a PDF."""
    data = path.read_bytes()
    if path.suffix in (".docx", ".xlsx"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            assert package.comment == b""
            assert not any(info.extra or info.comment for info in package.infolist())
            return {
                name: package.read(name).decode("utf-8")
                for name in package.namelist()
                if not name.endswith(".png")
            }
    if path.suffix == ".pdf":
        reader = pypdf.PdfReader(io.BytesIO(data))
        told = {f"page {i}": page.extract_text() for i, page in enumerate(reader.pages, 1)}
        told["about"] = str(reader.metadata)
        told["metadata"] = reader.trailer["/Root"]["/Metadata"].get_data().decode("utf-8")
        assert not reader.attachments
        return told
    page = data.decode("utf-8")
    return {"page": re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)}


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    unreleased = _unreleased()
    released = release(unreleased)
    made = write_report(released, tmp_path_factory.mktemp("planted"))
    return unreleased, released, made


def test_no_number_of_the_unreleased_bundle_is_in_any_part_of_any_file(planted):
    unreleased, released, made = planted
    exact = _exact_words(unreleased, released)
    assert {"4159", "4,159", "4561", "1,033"} <= exact and len(exact) > 30
    for path in made:
        for name, told in _parts(path).items():
            found = [
                words for words in exact if re.search(rf"(?<![\d.,]){re.escape(words)}(?!\d)", told)
            ]
            assert found == [], (path.name, name)


def test_the_search_would_find_a_number_that_was_let_through(planted, tmp_path):
    unreleased, released, _ = planted
    leaky = replace(unreleased, released=True)
    exact = _exact_words(unreleased, released)
    for path in write_report(leaky, tmp_path):
        told = " ".join(_parts(path).values())
        assert any(re.search(rf"(?<![\d.,]){re.escape(w)}(?!\d)", told) for w in exact), path.name


def test_a_hidden_cell_has_no_number_in_any_file(planted):
    _, released, made = planted
    files = {path.suffix: path for path in made}
    hidden = [e for e in released.findings[0].estimates if e.value is None]
    assert hidden, "nothing is hidden, so nothing is tested"
    page = page_tables(files[".html"].read_text(encoding="utf-8"))
    rows = sheet_rows(openpyxl.load_workbook(files[".xlsx"]))
    paper = pdf_tables(pypdf.PdfReader(files[".pdf"]))
    word = word_tables(docx.Document(str(files[".docx"])), {n for n, r in page.items() if r[-1][0]})
    for told in (page, paper, word):
        foster = [row for r in told.values() for row in r if "Foster" in " ".join(row)]
        assert foster
        for row in foster:
            assert "[c]" in row and not any("%" in cell for cell in row), row
    for row in (row for found in rows.values() for row in found):
        if row.get("Where the child lives") == "Foster care" or "Foster" in " ".join(row.values()):
            assert row["Value"] == row["Count"] == row["Different children"] == "[c]"
            assert row["State"] == "hidden to protect children"


def test_packages_hold_only_the_parts_that_are_known(files):
    known = {
        ".xlsx": r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core)\.xml|xl/workbook\.xml"
        r"|xl/_rels/workbook\.xml\.rels|xl/(styles|sharedStrings|theme/theme1)\.xml"
        r"|xl/worksheets/sheet\d+\.xml|xl/worksheets/_rels/sheet\d+\.xml\.rels"
        r"|xl/tables/table\d+\.xml",
        ".docx": r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core)\.xml"
        r"|word/(document|styles|settings|webSettings|fontTable|numbering|theme/theme1)\.xml"
        r"|word/(header|footer)1\.xml|word/_rels/document\.xml\.rels|word/media/image\d+\.png",
    }
    for suffix, names in known.items():
        with zipfile.ZipFile(files[suffix]) as package:
            odd = [name for name in package.namelist() if not re.fullmatch(names, name)]
        assert odd == []


def test_pictures_hold_pixels_and_no_words(files):
    with zipfile.ZipFile(files[".docx"]) as package:
        pictures = [package.read(n) for n in package.namelist() if n.endswith(".png")]
    assert len(pictures) == 8
    for png in pictures:
        kinds, at = [], 8
        while at < len(png):
            length, kind = struct.unpack_from(">I4s", png, at)
            kinds.append(kind)
            at += length + 12
        assert set(kinds) == {b"IHDR", b"pHYs", b"IDAT", b"IEND"}
