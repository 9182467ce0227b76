"""Workbooks and Parquet files: the types that cells have, sheets, preambles and notes."""

from __future__ import annotations

import re
import zipfile
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from homeward.records.formulas import unworked
from homeward.records.mapping import Reading
from homeward.records.reading import read_raw, sniff
from homeward.vocabulary.errors import HomewardError
from tests.unit.records.files import old_workbook, open_document, workbook

AT = datetime(2023, 3, 12, 22, 10)


def types_of(raw):
    return {name: str(array.type) for name, array in raw.columns.items()}


def test_cells_keep_their_types(tmp_path):
    rows = [
        ["Ref", "Number", "Share", "At", "On", "Flag", "Clock", "Mixed", "Empty"],
        ["M1", 12345, 1.5, AT, date(2023, 3, 12), True, time(9, 5), "12/03/2023", None],
        ["M2", 7, 2, datetime(2023, 3, 13, 0, 0), date(2023, 3, 13), False, time(22, 15), AT, None],
    ]
    raw = read_raw(workbook(tmp_path / "a.xlsx", {"s": rows}), Reading())
    assert types_of(raw) == {
        "Ref": "string", "Number": "int64", "Share": "double", "At": "timestamp[us]",
        "On": "date32[day]", "Flag": "bool", "Clock": "string", "Mixed": "string",
        "Empty": "string",
    }  # fmt: skip
    assert raw.columns["Number"].to_pylist() == [12345, 7]
    assert raw.columns["At"].to_pylist() == [AT, datetime(2023, 3, 13)]
    assert raw.columns["Clock"].to_pylist() == ["09:05:00", "22:15:00"]
    assert raw.columns["Mixed"].to_pylist() == ["12/03/2023", "2023-03-12T22:10:00"]
    assert raw.mixed == {"Clock", "Mixed"}


def test_whole_numbers_among_text_have_no_point(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"s": [["Ref", "Age"], [12345.0, 1], ["M2", 2]]})
    assert read_raw(path, Reading()).columns["Ref"].to_pylist() == ["12345", "M2"]


def test_day_numbers_are_left_as_numbers(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"s": [["Ref", "At"], ["M1", 44927.5], ["M2", 44928]]})
    assert read_raw(path, Reading()).columns["At"].to_pylist() == [44927.5, 44928.0]


def test_times_are_not_spoiled_by_fractions_of_a_day(tmp_path):
    moments = [datetime(2023, 1, 1) + timedelta(minutes=m) for m in range(0, 1440, 7)]
    rows = [["Ref", "At"], *[[f"M{n}", at] for n, at in enumerate(moments)]]
    raw = read_raw(workbook(tmp_path / "a.xlsx", {"s": rows}), Reading())
    assert raw.columns["At"].to_pylist() == moments


def test_a_date_among_times_stays_a_date_and_a_midnight_that_was_shown_stays_a_time(tmp_path):
    rows = [["Ref", "Found"], ["M1", AT], ["M2", date(2023, 3, 13)], ["M3", datetime(2023, 3, 14)]]
    raw = read_raw(workbook(tmp_path / "a.xlsx", {"Other": [["x"]], "Data": rows}), Reading())
    assert raw.columns["Found"].to_pylist() == [
        "2023-03-12T22:10:00", "2023-03-13", "2023-03-14T00:00:00"
    ]  # fmt: skip
    assert raw.mixed == {"Found"}


@pytest.mark.parametrize(
    ("code", "shown"),
    [("dd/mm/yyyy hh:mm", True), ("yyyy\\-mm\\-dd", False), ('dd "hours" mmm', False),
     ("[$-809]dd mmmm yyyy", False), ("dd/mm/yyyy;@", False), ("[Red]d/m/yy h:mm AM/PM", True)],
)  # fmt: skip
def test_number_formats_that_show_hours(tmp_path, code, shown):
    rows = [["Ref", "Found"], ["M1", AT], ["M2", datetime(2023, 3, 13)]]
    path = workbook(tmp_path / "a.xlsx", {"s": rows}, {"B3": code})
    found = read_raw(path, Reading()).columns["Found"]
    assert (str(found.type) == "timestamp[us]") == shown


@pytest.mark.parametrize(
    ("cell", "blank"),
    [("<f>A2</f><v></v>", True), ("<f>A2</f>", True), ('<f t="shared" si="0"/><v/>', True),
     ("<f>A2</f><v>3</v>", False), ("<v>3</v>", False)],
)  # fmt: skip
def test_formulas_that_nobody_worked_out_are_counted(tmp_path, cell, blank):
    rows = [["Ref", "Age"], *[[f"M{n}", "=1+1"] for n in range(5)]]
    path = workbook(tmp_path / "a.xlsx", {"s": rows})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            made = re.sub(rb"<f>1\+1</f><v */?>(</v>)?", cell.encode(), text)
            archive.writestr(name, made)
    raw = read_raw(path, Reading())
    told = [note for note in raw.notes if "formulas hold no result" in note]
    assert len(told) == blank and (not told or told[0].startswith("5 "))
    assert raw.columns["Age"].null_count == 5 * blank


def test_a_formula_whose_result_is_no_text_is_blank_and_is_not_counted(tmp_path):
    sheet = b'<row><c r="A1" t="str"><f>A2</f><v></v></c><c r="B1"><f>A2</f><v></v></c></row>'
    path = workbook(tmp_path / "a.xlsx", {"s": [["Ref"]]})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, sheet if name.endswith("sheet1.xml") else text)
    assert unworked(path, "s") == 1 and unworked(path, "t") == 0


def test_the_sheet_with_the_best_header_is_read_and_a_named_one_is_obeyed(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        {
            "Read me": [["This file", "was made"], ["by", "a query"]],
            "Data": [["Half-year return"], [], ["Ref", "Child", "Age"], ["M1", "C1", 12]],
        },
    )
    found = sniff(path)
    assert found.reading == Reading(header_row=3, sheet="Data")
    assert found.sheets == ("Read me", "Data")
    assert found.header == ("Ref", "Child", "Age")
    assert any("one sheet of 2" in note for note in found.notes)
    assert read_raw(path, found.reading).rows.to_pylist() == [4]
    named = read_raw(path, Reading(sheet="Read me"))
    assert named.header == ("This file", "was made")


def test_other_sheets_with_the_same_header_are_spoken_of(tmp_path):
    rows = [["Ref", "Child", "Age"], ["M1", "C1", 12]]
    path = workbook(tmp_path / "a.xlsx", {"2022": rows, "2023": [*rows, ["M2", "C2", 13]]})
    notes = " ".join(sniff(path).notes)
    assert "1 other sheet has the same header and is not read" in notes


def test_a_sheet_that_is_not_there_is_refused(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"s": [["Ref"], ["M1"]]})
    with pytest.raises(HomewardError, match="HW-P008"):
        sniff(path, reading=Reading(sheet="t"))


def test_a_workbook_without_cells_or_without_a_header_is_refused(tmp_path):
    with pytest.raises(HomewardError, match="HW-F003"):
        sniff(workbook(tmp_path / "a.xlsx", {"s": []}))
    with pytest.raises(HomewardError, match="HW-F007"):
        sniff(workbook(tmp_path / "b.xlsx", {"s": [[1, 2, 3], [4, 5, 6]]}))


def test_notes_below_and_headers_repeated_in_a_sheet(tmp_path):
    rows = [
        ["Ref", "Child", "Age"], ["M1", "C1", 12], ["Ref", "Child", "Age"], ["M2", "C2", 13],
        [], ["Total", 2], ["Held on the day and may change"],
    ]  # fmt: skip
    raw = read_raw(workbook(tmp_path / "a.xlsx", {"s": rows}), Reading())
    assert raw.rows.to_pylist() == [2, 4]
    assert raw.columns["Age"].to_pylist() == [12, 13]
    assert [(b.row, b.code) for b in raw.broken] == [(6, "HW-R043"), (7, "HW-R043")]


def test_open_document_and_older_workbooks_are_read(tmp_path):
    rows = [["Ref", "Reported"], ["M1", "date:2023-01-02T10:15:00"], ["M2", "date:2023-01-03"]]
    raw = read_raw(open_document(tmp_path / "a.ods", rows), Reading())
    assert raw.columns["Reported"].to_pylist() == ["2023-01-02T10:15:00", "2023-01-03"]
    old = read_raw(old_workbook(tmp_path / "a.xls", [["Ref", "Age"], ["M1", 12.0]]), Reading())
    assert old.columns["Ref"].to_pylist() == ["M1"]
    assert old.columns["Age"].to_pylist() == [12]


def parquet(path, columns):
    pq.write_table(pa.table(columns), path)
    return path


def test_parquet_types_come_down_to_a_few(tmp_path):
    path = parquet(
        tmp_path / "a.parquet",
        {
            "text": pa.array([" M1 ", ""]),
            "coded": pa.array(["a", None]).dictionary_encode(),
            "small": pa.array([1, 2], pa.int8()),
            "money": pa.array([Decimal("1.50"), None]),
            "broken": pa.array([1.0, float("nan")]),
            "aware": pa.array([AT.replace(tzinfo=UTC), None]),
            "seconds": pa.array([AT, None], pa.timestamp("s")),
            "many": pa.array([["cse", "cce"], None]),
            "clock": pa.array([time(9, 5), None]),
            "nothing": pa.nulls(2),
        },
    )
    raw = read_raw(path, Reading())
    assert sniff(path).header == raw.header
    assert {name: str(a.type) for name, a in raw.columns.items()} == {
        "text": "string", "coded": "string", "small": "int64", "money": "double",
        "broken": "double", "aware": "timestamp[us, tz=UTC]", "seconds": "timestamp[us]",
        "many": "string", "clock": "string", "nothing": "string",
    }  # fmt: skip
    assert raw.columns["text"].to_pylist() == ["M1", None]
    assert raw.columns["broken"].to_pylist() == [1.0, None]
    assert raw.columns["many"].to_pylist() == ["cse;cce", None]
    assert raw.columns["clock"].to_pylist() == ["09:05:00", None]


def test_blank_rows_of_a_parquet_file_are_no_rows(tmp_path):
    path = parquet(tmp_path / "a.parquet", {"Ref": ["M1", None, "M3"], "Age": [1, None, None]})
    assert read_raw(path, Reading()).rows.to_pylist() == [1, 3]


def test_a_parquet_file_of_too_many_cells_is_refused(tmp_path, monkeypatch):
    path = parquet(tmp_path / "a.parquet", {"Ref": ["M1", "M2"], "Age": [1, 2]})
    monkeypatch.setattr("homeward.records.parquet.MOST_CELLS", 3)
    with pytest.raises(HomewardError, match="HW-F009"):
        sniff(path)
    with pytest.raises(HomewardError, match="HW-F009"):
        read_raw(path, Reading())


def test_a_table_that_does_not_begin_in_the_first_column(tmp_path):
    rows = [[], [None, None, "Ref", "Child", "Age"], [None, None, "M1", "C1", 12],
            [None, None, "Ref", "Child", "Age"], [None, None, None, "C2", None]]  # fmt: skip
    raw = read_raw(workbook(tmp_path / "a.xlsx", {"s": rows}), Reading())
    assert raw.header == ("Ref", "Child", "Age")
    assert raw.rows.to_pylist() == [3, 5]


def test_a_parquet_file_cut_short_is_refused(tmp_path):
    path = parquet(tmp_path / "a.parquet", {"Ref": ["M1"]})
    path.write_bytes(path.read_bytes()[:-6])
    with pytest.raises(HomewardError, match="HW-F005"):
        sniff(path)
    with pytest.raises(HomewardError, match="HW-F005"):
        read_raw(path, Reading())
