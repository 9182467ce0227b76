"""Every sheet of a workbook is used, or named: none is dropped unseen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from homeward.records.propose import DoubtKind, propose
from homeward.study.plan import Plan, check_plan, from_proposal
from homeward.vocabulary.errors import HomewardError
from tests.unit.records.extracts import rows_of


def _workbook(folder: Path, sheets: dict[str, list[dict]], above: int = 3) -> Path:
    """A workbook whose sheets have their header on row `above` + 1."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for line in range(above):
            sheet.append([f"Line {line}"])
        for cells in (list(rows[0]), *(list(row.values()) for row in rows)):
            sheet.append(cells)
    book.save(folder / "m.xlsx")
    return folder


def _two_years(folder: Path) -> Path:
    stock = [{"Part": f"b{n}", "Shelf": n % 4, "Price": n * 1.5} for n in range(20)]
    rows = rows_of()
    return _workbook(folder, {"Missing 2021": rows[:60], "Missing 2022": rows[60:], "Stock": stock})


def test_each_sheet_with_a_header_below_a_title_is_a_dataset(tmp_path):
    proposal = propose(_two_years(tmp_path))
    assert [(m.reading.sheet, m.reading.header_row) for m in proposal.maps] == [
        ("Missing 2021", 4), ("Missing 2022", 4),
    ]  # fmt: skip
    assert all(len(m.columns) == 6 for m in proposal.maps)
    assert not proposal.blocking


def test_a_sheet_of_no_table_is_named_and_the_used_ones_are_not_doubted(tmp_path):
    doubts = propose(_two_years(tmp_path)).doubts
    (doubt,) = [d for d in doubts if d.kind is DoubtKind.SHEETS]
    assert '"m.xlsx#Stock"' in doubt.text
    assert not any("not read" in d.text for d in doubts if d.kind is DoubtKind.OPENED)


def test_a_short_sheet_headed_alike_belongs_to_the_same_table(tmp_path):
    rows = rows_of()
    proposal = propose(_workbook(tmp_path, {"2021": rows[:-1], "2022": rows[-1:]}))
    assert {m.reading.sheet: m.table for m in proposal.maps} == {
        "2021": "incidents", "2022": "incidents",
    }  # fmt: skip


def _first_only(folder: Path) -> Plan:
    plan = from_proposal(propose(folder), synthetic=True)
    check_plan(plan, folder)
    return replace(plan, datasets=plan.datasets[:1])


def test_a_plan_that_drops_a_sheet_headed_alike_is_refused(tmp_path):
    plan = _first_only(_two_years(tmp_path))
    with pytest.raises(HomewardError) as refusal:
        check_plan(plan, tmp_path)
    assert refusal.value.code == "HW-P012"
    assert refusal.value.detail == 'm.xlsx: sheet "Missing 2022"'


def test_a_sheet_may_be_ignored_by_name(tmp_path):
    plan = replace(_first_only(_two_years(tmp_path)), ignored_files=("m.xlsx#Missing 2022",))
    check_plan(plan, tmp_path)
    assert plan.files == ("m.xlsx",)


def test_a_sheet_with_a_header_and_no_row_is_not_refused(tmp_path):
    _workbook(tmp_path, {"2021": rows_of()})
    book = openpyxl.load_workbook(tmp_path / "m.xlsx")
    book.create_sheet("Template").append(list(rows_of()[0]))
    book.save(tmp_path / "m.xlsx")
    plan = from_proposal(propose(tmp_path), synthetic=True)
    check_plan(plan, tmp_path)
    assert [d.map.reading.sheet for d in plan.datasets] == ["2021"]
