"""The sheet for partners: what it holds, what it must never hold, and that it reads back."""

from __future__ import annotations

import csv
import re
import stat
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from homeward.study.sampling.answers import read_answers
from homeward.study.sampling.grid import read_grid
from homeward.study.sampling.sheet import (
    FILL,
    LISTS,
    READ,
    SYNTHETIC,
    reference_cells,
    write_sheets,
)
from homeward.study.sampling.store import read_draw, write_draw
from homeward.vocabulary.sampling import ASKED, LOOKED_IN_VAIN, SampleUnit, shown
from tests.lib.sampling import ABOUT, drawn

HOSTILE = ('=HYPERLINK("http://x","y")', "+44", "-1+1", "@SUM(A1)", "\tx", "a\x07b")


@pytest.fixture(scope="module")
def draw():
    return drawn(size=12)


def cells(path: Path, sheet: str = FILL) -> list[list]:
    book = openpyxl.load_workbook(path)
    return [[cell.value for cell in row] for row in book[sheet].iter_rows()]


def everything(folder: Path) -> str:
    """All text in a folder's files, workbooks unpacked."""
    out = []
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as parts:
                out += [parts.read(name).decode("utf-8", "replace") for name in parts.namelist()]
        elif path.is_file():
            out.append(path.read_text(encoding="utf-8"))
    return "\n".join(out)


def test_a_row_is_a_sample_number_and_nothing_else(draw, tmp_path: Path):
    workbook, text = write_sheets(draw, ABOUT, tmp_path)
    rows = cells(workbook)
    headings = ["Sample number", *(h for a in ASKED.values() for h in a.headings)]
    assert rows[3] == headings
    assert [row[0] for row in rows[4:]] == [u.number for u in draw.units]
    assert not any(cell for row in rows[4:] for cell in row[1:])
    with text.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert lines[3] == headings
    assert [line[0] for line in lines[4:]] == [u.number for u in draw.units]
    assert not any(cell for line in lines[4:] for cell in line[1:])


def test_no_pseudonym_leaves_and_none_is_kept(draw, tmp_path: Path):
    write_draw(draw, ABOUT, {1: "police/missing.csv"}, tmp_path)
    write_sheets(draw, ABOUT, tmp_path)
    text = everything(tmp_path)
    assert "pseudonym-" not in text and not re.search(r"\bc\d{3}\b", text)
    assert draw.units[0].number in text


def test_lists_to_choose_from_are_the_permitted_answers(draw, tmp_path: Path):
    workbook, _ = write_sheets(draw, ABOUT, tmp_path)
    book = openpyxl.load_workbook(workbook)
    lists = book[LISTS]
    offered = {}
    for rule in book[FILL].data_validations.dataValidation:
        if rule.type == "list":
            span = rule.formula1.split("!")[1].replace("$", "")
            offered[str(rule.sqref)] = [cell.value for (cell,) in lists[span]]
    worded = [a for a in ASKED.values() if a.words is not None]
    assert list(offered.values()) == [[shown(word) for word in a.words] for a in worded]
    heading = {cell.column_letter: cell.value for cell in book[FILL][4]}
    for span, asked in zip(offered, worded, strict=True):
        first, last = span.split(":")
        assert heading[re.sub(r"\d", "", first)] == asked.headings[0]
        assert heading[re.sub(r"\d", "", last)] == asked.headings[-1]
        assert (first[-1], last[-2:]) == ("5", "16")
    assert sum(r.type == "date" for r in book[FILL].data_validations.dataValidation) == 1
    assert all(LOOKED_IN_VAIN in words for words in offered.values())


def test_every_answer_offered_reads_back_as_itself(tmp_path: Path):
    draw = drawn(size=20)
    workbook, _ = write_sheets(draw, ABOUT, tmp_path)
    book = openpyxl.load_workbook(workbook)
    place = {cell.value: cell.column for cell in book[FILL][4]}
    wanted: dict[str, dict] = {}
    for asked in (a for a in ASKED.values() if a.words is not None):
        for row, (unit, word) in enumerate(zip(draw.units, asked.words, strict=False), 5):
            book[FILL].cell(row, place[asked.headings[0]]).value = shown(word)
            wanted.setdefault(unit.number, {})[asked.name] = [word.value]
    book.save(tmp_path / "filled.xlsx")
    returned = read_answers([read_grid(tmp_path / "filled.xlsx")], draw)
    assert {n: said for n, said in returned.answers.items() if said} == wanted
    assert returned.faults == () and returned.taken == 20


def test_the_sheet_says_that_it_is_made_up_and_who_may_see_it(draw, tmp_path: Path):
    workbook, text = write_sheets(draw, ABOUT, tmp_path)
    for sheet in (READ, FILL):
        first = [row[0] for row in cells(workbook, sheet)[:3]]
        assert first[:2] == ["OFFICIAL-SENSITIVE", SYNTHETIC] and "names nobody" in first[2]
    assert openpyxl.load_workbook(workbook).properties.title == SYNTHETIC
    assert SYNTHETIC in text.read_text(encoding="utf-8")


def test_real_records_are_not_called_made_up(draw, tmp_path: Path):
    write_sheets(draw, replace(ABOUT, synthetic=False), tmp_path)
    assert "SYNTHETIC" not in everything(tmp_path)


def test_a_sheet_with_references_says_so_and_another_does_not_hold_them(draw, tmp_path: Path):
    known = {u.number: (f"MP24-{i:04d}", f"N{i:05d}") for i, u in enumerate(draw.units)}
    held = reference_cells(known, {u.number: u.reported_on for u in draw.units}, draw.rule.unit)
    plain = write_sheets(draw, ABOUT, tmp_path)
    named = write_sheets(draw, ABOUT, tmp_path, held)
    assert [p.name for p in named] == ["sheet-with-references.xlsx", "sheet-with-references.csv"]
    rows = cells(named[0])
    assert "THIS SHEET IDENTIFIES CHILDREN" in rows[2][0]
    assert rows[3][1:4] == [
        "Police incident reference", "Police reference for the child", "Reported on",
    ]  # fmt: skip
    reported = draw.units[0].reported_on.strftime("%d/%m/%Y")
    assert rows[4][1:4] == ["MP24-0000", "N00000", reported]
    with zipfile.ZipFile(plain[0]) as parts:
        assert not any(b"MP24-" in parts.read(name) for name in parts.namelist())
    assert "MP24-" not in plain[1].read_text(encoding="utf-8")
    # What comes back is read without them.
    returned = read_answers([read_grid(named[0])], draw)
    assert returned.taken == 12 and "MP24" not in str(returned.answers)
    assert any("Police incident reference" in note for note in returned.notes)


def test_of_a_child_the_sheet_asks_about_the_period(tmp_path: Path):
    draw = drawn(unit=SampleUnit.CHILD, size=5, by=())
    workbook, _ = write_sheets(draw, ABOUT, tmp_path)
    assert "Date interview held" not in cells(workbook)[3]
    assert "at any time in the period" in everything(tmp_path)
    held = reference_cells({u.number: ("MP1", "N1") for u in draw.units}, {}, SampleUnit.CHILD)
    assert set(map(tuple, held.values())) == {("N1",)}


def test_text_never_becomes_a_formula(draw, tmp_path: Path):
    about = replace(ABOUT, force="=cmd|' /C calc'!A0", handling="@SECRET")
    known = {u.number: [HOSTILE[i % 6], HOSTILE[(i + 1) % 6], ""] for i, u in enumerate(draw.units)}
    workbook, text = write_sheets(draw, about, tmp_path, known)
    with zipfile.ZipFile(workbook) as parts:
        sheets = [n for n in parts.namelist() if n.startswith("xl/worksheets/")]
        assert len(sheets) == 3
        # No cell holds a formula; a validation's list is not one.
        assert not any(re.search(rb"<f[ >]", parts.read(name)) for name in sheets)
        assert not any("externalLink" in name for name in parts.namelist())
    for sheet in openpyxl.load_workbook(workbook).worksheets:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    with text.open(encoding="utf-8-sig", newline="") as file:
        written = [cell for line in csv.reader(file) for cell in line]
    assert '\'=HYPERLINK("http://x","y")' in written and "'@SECRET" in written
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in written)


def test_the_key_holds_no_formula_either(draw, tmp_path: Path):
    known = {u.number: ("=1+1", "-2") for u in draw.units}
    write_draw(draw, ABOUT, {1: "=evil.csv"}, tmp_path, known)
    with (tmp_path / "key.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    assert lines[0] == ["sample_number", "file", "row", "incident_reference", "child_reference"]
    assert lines[1][1:] == ["'=evil.csv", str(draw.units[0].row), "'=1+1", "'-2"]


def test_the_same_draw_gives_the_same_bytes(draw, tmp_path: Path):
    first = [p.read_bytes() for p in write_sheets(draw, ABOUT, tmp_path)]
    time.sleep(1.1)  # workbooks tell the time to the second
    assert [p.read_bytes() for p in write_sheets(draw, ABOUT, tmp_path)] == first


def test_files_are_for_their_owner_alone_and_read_back(draw, tmp_path: Path):
    folder = tmp_path / "sample"
    write_draw(draw, ABOUT, {1: "a.csv"}, folder)
    write_sheets(draw, ABOUT, folder)
    assert {stat.S_IMODE(p.stat().st_mode) for p in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert read_draw(folder) == (draw, ABOUT)
