"""Text that somebody supplies never becomes a formula, a script, markup, SQL or a path.

One whole run on an extract of which every text is hostile: the name of its file and its
sheet, its header, its cells and the plan's own words. Then everything that it wrote is
looked through.
"""

from __future__ import annotations

import csv
import json
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pypdf import PdfReader

from homeward.jobs import run
from tests.lib.extract import HEADER, ROWS

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"
FORMULA = '=HYPERLINK("http://a.example/","b")'
TYPESET = '#panic("x") #import "/a.typ": * $ \\u{202e}'
SQL = "x'); DROP TABLE incidents; --"
MARK = "HOSTILE"

#: Force, owner and other words of the plan: they are meant to be printed.
FORCE = f"{SCRIPT} {TYPESET} {SQL} [a](javascript:alert(1)) {{{{ 7 * 7 }}}}"

FILE = "=cmd ; DROP TABLE --.csv"


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of the run."""
    place = tmp_path_factory.mktemp("hostile")
    extracts = place / "extracts"
    extracts.mkdir()
    payloads = [SCRIPT, FORMULA, TYPESET, SQL, "../../x", "@SUM(1)", "-1+1"]
    names = [f"{MARK} {n} {payloads[n % len(payloads)]}" for n in range(len(HEADER))]
    rows = [
        [*row[:5], f"{MARK} {payloads[n % 7]}" if n % 2 else payloads[n % 7], row[6]]
        if n % 5 == 0
        else list(row)
        for n, row in enumerate(ROWS)
    ]
    with (extracts / FILE).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([names, *rows, [FORMULA, MARK]])
    form = ', format = "%d/%m/%Y %H:%M" }'
    lines = [
        "schema = 1", f"force = {quoted(FORCE)}", "synthetic = true", "seed = 3",
        f"handling = {quoted('OFFICIAL ' + SCRIPT)}",
        "[window]", "opens = 2022-01-01", "closes = 2022-12-31",
        "[[dataset]]", 'table = "incidents"', f"files = [{quoted(FILE)}]", 'agency = "police"',
        "[dataset.columns]", f"incident = {quoted(names[0])}", f"child = {quoted(names[1])}",
        f"last_seen = {{ column = {quoted(names[2])}{form}",
        f"reported = {{ column = {quoted(names[3])}{form}",
        f"found = {{ column = {quoted(names[4])}{form}",
        f"residence_type = {quoted(names[5])}", f"age = {quoted(names[6])}",
    ]  # fmt: skip
    plan = place / "study.toml"
    plan.write_text("\n".join(lines) + "\n", encoding="utf-8")
    run(extracts, plan, place / "out")
    assert sorted(path.name for path in place.iterdir()) == ["extracts", "out", "study.toml"]
    return place / "out"


def _of(out: Path, *endings: str) -> list[Path]:
    found = [p for p in sorted(out.rglob("*")) if p.is_file() and p.suffix in endings]
    assert found, endings
    return found


class _Page(HTMLParser):
    """The scripts, handlers and addresses of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [f"{name}={value}" for name, value in attrs if name.startswith("on")]
        self.found += [str(v) for _, v in attrs if v and v.strip().lower().startswith("javascript")]
        if tag in ("script", "img", "iframe", "object"):
            self.found.append(f"<{tag} {dict(attrs)}>")

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_no_page_runs_what_was_supplied(out: Path) -> None:
    for path in _of(out, ".html"):
        page = _Page()
        page.feed(path.read_text(encoding="utf-8"))
        hostile = [one for one in page.found if "alert" in one or "src': 'x'" in one]
        assert hostile == []
        assert "alert(1)" in "".join(page.text), "the name is printed as text"


def test_no_picture_holds_markup_that_was_supplied(out: Path) -> None:
    for path in _of(out, ".svg", ".html", ".json"):
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".json":
            assert "<script>alert" not in text and "<img src=x" not in text


def test_no_cell_of_any_spreadsheet_is_a_formula_that_was_supplied(out: Path) -> None:
    for path in _of(out, ".xlsx"):
        with zipfile.ZipFile(path) as book:
            for name in book.namelist():
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    part = book.read(name).decode()
                    formulas = re.findall(r"<f[ >].*?</f>", part)
                    assert not [f for f in formulas if "HYPERLINK" in f or "cmd" in f]
                    assert "a.example" not in part


def test_no_line_of_any_csv_begins_a_formula(out: Path) -> None:
    seen = 0
    for path in _of(out, ".csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for line in csv.reader(file):
                for cell in line:
                    number = re.fullmatch(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?", cell)
                    assert number or not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
                    seen += FORMULA in cell
    assert seen, "quarantine keeps what was supplied"


def test_no_document_holds_a_field_or_a_link_that_was_supplied(out: Path) -> None:
    for path in _of(out, ".docx"):
        with zipfile.ZipFile(path) as document:
            for name in document.namelist():
                part = document.read(name)
                if name.endswith(".rels"):
                    assert b"a.example" not in part and b"javascript" not in part
                if name == "word/document.xml":
                    assert b"<script>" not in part and b"HYPERLINK" not in part


def test_the_pdf_is_set_with_the_name_as_text(out: Path) -> None:
    for path in _of(out, ".pdf"):
        data = path.read_bytes()
        assert not [mark for mark in (b"/JavaScript", b"/JS", b"/Launch") if mark in data]
        assert "#panic" in PdfReader(path).pages[0].extract_text()


def test_cells_stand_in_quarantine_and_nowhere_else(out: Path) -> None:
    holders = {
        path.relative_to(out).parts[:3]
        for path in sorted(out.rglob("*"))
        if path.is_file() and f"{MARK} {FORMULA}".encode() in path.read_bytes()
    }
    assert {parts[:2] for parts in holders} <= {("protected", "quarantine"), ("protected", "cache")}


def test_nothing_was_named_after_what_was_supplied(out: Path) -> None:
    names = [part for path in out.rglob("*") for part in path.relative_to(out).parts]
    assert not [name for name in names if "DROP" in name or "cmd" in name or MARK in name]
