"""Which files the proposer takes for which table, and what it says of the rest."""

from __future__ import annotations

import time
from datetime import timedelta

import openpyxl
import pytest

from homeward.records.propose import DoubtKind, propose
from homeward.records.returns_tables import RETURNED
from homeward.records.schema import Column, Form
from homeward.records.tables import TABLES
from homeward.vocabulary.errors import HomewardError
from tests.unit.records.extracts import START, asked, columns_of, row_of, rows_of, write


def test_one_column_alone_is_no_table(tmp_path):
    proposal = propose(write(tmp_path, [{"Notes": f"n{n}"} for n in range(30)]))
    assert proposal.maps == ()
    assert proposal.unmapped == ("missing.csv",)
    assert proposal.window is None
    assert [d.kind for d in proposal.doubts] == [DoubtKind.UNMAPPED]


def test_a_list_of_homes_is_places(tmp_path):
    write(tmp_path, rows_of())
    homes = [
        {"Home Name": f"House {n}", "Type": "Children's Home", "Registered Beds": 3 + n}
        for n in range(12)
    ]
    write(tmp_path, homes, "list.csv")
    tables = {m.files[0]: m.table for m in propose(tmp_path).maps}
    assert tables == {"list.csv": "places", "missing.csv": "incidents"}


def test_an_unknown_file_is_left_out_and_said(tmp_path):
    write(tmp_path, rows_of())
    stock = [{"Part": f"b{n}", "Shelf": n % 4, "Price": n * 1.5} for n in range(40)]
    write(tmp_path, stock, "stock.csv")
    proposal = propose(tmp_path)
    assert proposal.unmapped == ("stock.csv",)
    assert [d.file for d in proposal.doubts if d.kind is DoubtKind.UNMAPPED] == ["stock.csv"]


def test_spells_of_going_missing_are_not_placements(tmp_path):
    write(tmp_path, rows_of())
    spells = [
        {
            "CHILD": f"{n % 9:08d}", "DOB": f"0{1 + n % 9}/05/2007", "MISSING": "MA"[n % 2],
            "MIS_START": f"{1 + n % 28:02d}/06/2021", "MIS_END": f"{1 + n % 28:02d}/07/2021",
        }
        for n in range(40)
    ]  # fmt: skip
    write(tmp_path, spells, "ssda903_2022_missing.csv")
    found = propose(tmp_path)
    tables = [one.table for one in found.maps if "ssda903_2022_missing.csv" in one.files]
    assert tables == ["absences"]
    assert not found.unmapped and not found.blocking


def test_a_list_of_officers_is_left_out(tmp_path):
    write(tmp_path, rows_of())
    staff = [
        {"Collar Number": f"C{n:04d}", "Name": f"Aaaa Bbb{n}", "Rank": "PC", "Station": "North"}
        for n in range(25)
    ]
    write(tmp_path, staff, "staff.csv")
    assert propose(tmp_path).unmapped == ("staff.csv",)


def test_two_sheets_of_a_workbook_are_two_maps_and_notes_are_passed_over(tmp_path):
    book = openpyxl.Workbook()
    for name, rows in (("2021", rows_of()[:60]), ("2022", rows_of()[60:])):
        sheet = book.create_sheet(name)
        sheet.append(list(rows[0]))
        for row in rows:
            sheet.append(list(row.values()))
    book["Sheet"].append(["Made for the meeting"])
    book.save(tmp_path / "missing.xlsx")
    proposal = propose(tmp_path)
    assert sorted(m.reading.sheet for m in proposal.maps) == ["2021", "2022"]
    assert {m.table for m in proposal.maps} == {"incidents"}


def test_adults_among_children_are_said(tmp_path):
    proposal = propose(write(tmp_path, rows_of(lambda n: {"Age": 12 + n % 40})))
    assert columns_of(proposal)["age"] == "Age"
    (doubt,) = [d for d in proposal.doubts if d.kind is DoubtKind.ADULTS]
    assert "age_below" in doubt.text


def test_an_empty_column_is_left_out_and_said(tmp_path):
    proposal = propose(write(tmp_path, rows_of(lambda n: {"Date/Time Returned": ""})))
    assert "returned" not in columns_of(proposal)
    assert asked(proposal, DoubtKind.EMPTY) == ["returned"]
    assert "Date/Time Returned" in proposal.maps[0].ignored


def test_an_empty_needed_column_blocks(tmp_path):
    proposal = propose(write(tmp_path, rows_of(lambda n: {"Person ID": ""})))
    assert "child" in [d.column for d in proposal.blocking]


def test_a_missing_needed_column_blocks_and_says_what_to_write(tmp_path):
    proposal = propose(write(tmp_path, rows_of(drop=("Date/Time Reported", "Date/Time Found"))))
    (doubt,) = proposal.blocking
    assert (doubt.column, doubt.kind) == ("reported", DoubtKind.MISSING)
    assert "`reported = " in doubt.text


def test_an_absent_folder_is_refused(tmp_path):
    with pytest.raises(HomewardError) as refusal:
        propose(tmp_path / "nothing")
    assert refusal.value.code == "HW-F001"


def test_nine_thousand_rows_of_twenty_five_columns_take_seconds(tmp_path):
    """Measured near one second on one free core; the bound allows for a busy machine."""

    def wide(n: int) -> dict:
        return {f"Extra {k}": f"value {n * k % 997}" for k in range(12)} | {
            f"Date {k}": f"{START + timedelta(minutes=11 * n * (k + 1)):%d/%m/%Y %H:%M}"
            for k in range(7)
        }

    write(tmp_path, rows_of(wide, many=9184))
    begun = time.process_time()
    proposal = propose(tmp_path)
    assert time.process_time() - begun < 4
    assert len(proposal.maps[0].columns) == 6


def test_every_column_is_mapped_ignored_or_asked_about(tmp_path):
    """Nothing of a mapped file goes unmentioned."""

    def change(n: int) -> dict:
        return {"Severity": "HML"[n % 3], "Zone": n % 4, "Log Number": f"L{n}", "Time": "10:15"}

    proposal = propose(write(tmp_path, rows_of(change)))
    (one,) = proposal.maps
    used = {h for c in one.columns.values() for h in (c.column, c.time_column, *c.flags)}
    spoken = {header for doubt in proposal.doubts for header in doubt.source}
    assert used | spoken | set(one.ignored) >= set(row_of(0)) | set(change(0))


# ------------------------------------------------------------------ every declared table


def _cell(name: str, column: Column, n: int) -> object:
    """A made-up cell that fits a declared column."""
    at = START + timedelta(hours=31 * n)
    if column.form in (Form.WORD, Form.WORDS):
        values = [w for w in column.words if w.value not in ("not_recorded", "not_asked")]
        return values[n % len(values)].label
    if column.form is Form.TIME:
        return f"{at:%d/%m/%Y %H:%M}"
    if column.form is Form.DATE:
        born = at.replace(year=2004 + n % 6, day=1 + n % 28)
        return f"{born if name == 'born_on' else at:%d/%m/%Y}"
    if column.form in (Form.INTEGER, Form.NUMBER):
        return int(max(column.low or 0, 1) + n % 15)
    if column.form is Form.REFERENCE:
        return f"{name[:2].upper()}{n if name in ('incident', 'log', 'place') else n % 19:05d}"
    return f"{name} {'abcdef'[n % 6]}"


@pytest.mark.parametrize("name", [name for name in TABLES if name not in RETURNED])
def test_every_declared_table_is_known_by_its_own_words(tmp_path, name):
    """A file headed with the declared names is that table, and no column is mistaken."""
    table = TABLES[name]
    rows = [
        {c.replace("_", " ").title(): _cell(c, column, n) for c, column in table.columns.items()}
        for n in range(80)
    ]
    for n, row in enumerate(rows):
        if table.key == ("child",):
            row["Child"] = f"C{n:04d}"
    proposal = propose(write(tmp_path, rows, f"{name}.csv"))
    assert [m.table for m in proposal.maps] == [name]
    mapped = columns_of(proposal)
    assert {column: header for column, header in mapped.items()} == {
        column: column.replace("_", " ").title() for column in mapped
    }
    wanted = {c for c, d in table.columns.items() if not (name == "incidents" and c == "name")}
    assert len(mapped) >= 0.75 * len(wanted)
