"""Small files that stand for very much end soon, in little memory, with a code."""

from __future__ import annotations

import zipfile

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from homeward.records.mapping import Reading
from homeward.records.reading import read_raw, sniff
from tests.unit.records.files import open_document, write
from tests.unit.records.hostile import HEAD, book, noise, opened

pytest.importorskip("resource", reason="this system sets no limits on a process")

#: What a refusal may take: seconds, and bytes of the process that asks.
SECONDS, BYTES = 30.0, 400_000_000


def refused(path, *codes):
    found, seconds, own, _ = opened(path)
    assert found in codes
    assert seconds < SECONDS and own < BYTES


def test_two_cells_at_the_far_corners_of_a_sheet(tmp_path):
    far = HEAD + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    refused(book(tmp_path / "a.xlsx", far), "HW-F050")


def test_one_long_text_shared_by_very_many_cells(tmp_path):
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c><c r="B{n}"><v>{value}</v></c></row>'
        for n, value in enumerate(noise(30_000), 2)
    )
    path = book(tmp_path / "a.xlsx", HEAD + rows, shared=f"<si><t>{'x' * 1_000_000}</t></si>")
    assert path.stat().st_size < 1_000_000
    refused(path, "HW-F050")


def test_cells_repeated_without_end_in_an_open_document(tmp_path):
    path = open_document(tmp_path / "a.ods", [["Ref", "Child"], ["M1", "C1"]])
    repeated = "<table:table-cell table:number-columns-repeated='16000' "
    much = open_document(tmp_path / "b.ods", [["Ref", "Child"], ["REPEAT", "C1"]])
    with zipfile.ZipFile(much) as archive:
        data = {name: archive.read(name) for name in archive.namelist()}
    content = data["content.xml"].decode()
    row, cell = "<table:table-row>", "<table:table-cell "
    head, _, last = content.rpartition(row)
    last = last.replace(cell, repeated, 1)
    data["content.xml"] = f'{head}{row[:-1]} table:number-rows-repeated="900000">{last}'.encode()
    with zipfile.ZipFile(much, "w") as archive:
        for name, part in data.items():
            archive.writestr(name, part)
    assert len(read_raw(path, sniff(path).reading).rows) == 1
    refused(much, "HW-F050", "HW-F005")  # as far as its parser lets it come


def test_a_million_sheets(tmp_path):
    path = book(tmp_path / "a.xlsx", HEAD, sheets=20_000)
    refused(path, "HW-F052")
    few = book(tmp_path / "b.xlsx", HEAD + '<row r="2"><c r="A2"><v>1</v></c></row>', sheets=40)
    assert len(sniff(few).sheets) == 40


def test_a_directory_of_very_many_parts(tmp_path):
    path = book(tmp_path / "a.xlsx", HEAD, parts={f"xl/m/{n}.xml": "" for n in range(20_000)})
    refused(path, "HW-F009")


def test_one_long_text_coded_once_in_a_parquet_file(tmp_path):
    many = 1_000_000
    coded = pa.DictionaryArray.from_arrays(pa.array([0] * many, pa.int32()), ["x" * 1_000_000])
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"Ref": coded, "n": pa.array(range(many))}), path)
    refused(path, "HW-F050")


def test_one_number_for_very_many_rows_of_a_parquet_file(tmp_path):
    column = pa.array(np.full(20_000_000, 7, np.int8))
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({f"c{n}": column for n in range(15)}), path, compression="zstd")
    refused(path, "HW-F009")


@pytest.mark.parametrize("before", [0, 1_000], ids=["at once", "further down"])
def test_a_line_that_does_not_end(tmp_path, before):
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.write(b"Ref,Child,Age\n" + b"M1,C1,12\n" * before)
        for _ in range(300):
            file.write(b"x" * 1_000_000)
    refused(path, "HW-F010")


def test_a_run_of_nul_bytes_that_does_not_end(tmp_path):
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.write(b"Ref,Child,Age\n" + b"M1,C1,12\n" * 200_000)
        file.truncate(300_000_000)  # takes no room on disk
    refused(path, "HW-F010")


def test_quotation_marks_opened_on_every_line(tmp_path):
    lines = 'x","\n' * 60_000
    refused(write(tmp_path / "a.csv", "Ref,Child,Age\n" + lines), "HW-F057")


def test_a_record_of_lines_without_end_is_no_record(tmp_path):
    lines = 'M1,C1,"never closed\n' + "M2,C2,12\n" * 20_000
    path = write(tmp_path / "a.csv", "Ref,Child,Age\n" + lines)
    raw = read_raw(path, sniff(path).reading)
    assert [(row.row, row.code) for row in raw.broken] == [(2, "HW-R006")]
    assert len(raw.rows) == 20_000


def test_columns_without_end(tmp_path):
    names = ",".join(f"c{n}" for n in range(20_000))
    refused(write(tmp_path / "a.csv", f"{names}\n{names}\n"), "HW-F051")


def test_three_thousand_columns_of_one_name_are_read(tmp_path):
    cells = ["Ref", "Child", *["same"] * 3_000]
    other = [f"x{n}" for n in range(3_002)]
    path = write(tmp_path / "a.parquet.csv", ",".join(cells) + "\n" + ",".join(other) + "\n")
    raw = read_raw(path, Reading(encoding="utf-8", delimiter=","))
    assert len(set(raw.header)) == 3_002 and raw.header[-1] == "same (3000)"


def test_a_return_whose_rows_are_all_of_other_elements(tmp_path):
    children = "".join(
        f"<CHILD><HEADER><CHILDID>{n}</CHILDID><T{n}>x</T{n}></HEADER></CHILD>"
        for n in range(3_000)
    )
    refused(write(tmp_path / "a.xml", f"<EXPSSDA903>{children}</EXPSSDA903>"), "HW-F043")
