"""A file in pieces is the file: whatever the blocks and the pieces, the same is found."""

from __future__ import annotations

import tempfile
from datetime import date, datetime
from pathlib import Path
from unittest.mock import patch

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.records import text
from homeward.records.blocks import TextPieces
from homeward.records.checks import Scope
from homeward.records.intake import ingest
from homeward.records.mapping import ColumnMap, FileMap, Reading
from homeward.records.reading import read_pieces, read_raw
from homeward.study.intake import account_text
from homeward.vocabulary.errors import HomewardError

HEADER = ["Ref", "Child", "Reported", "Found", "Age", "Risk", "Flags", "Notes", ""]
COLUMNS = {
    "incident": ColumnMap("Ref"),
    "child": ColumnMap("Child"),
    "reported": ColumnMap("Reported", format="%d/%m/%Y %H:%M | %d/%m/%Y"),
    "found": ColumnMap("Found", format="%d/%m/%Y %H:%M"),
    "age": ColumnMap("Age"),
    "risk_first": ColumnMap("Risk"),
    "exploitation": ColumnMap("Flags", separator=";"),
}
SCOPE = Scope(date(2023, 1, 1), date(2023, 12, 31), 18)

#: Few enough that the rest of a small file is read in blocks.
FIRST_LINES = 3

WHEN = ["02/03/2023 10:00", "3/3/2023 9:05", "04/03/2023", "29/10/2023 01:30", "31/02/2023 10:00",
        "soon", "01/01/1900 00:00", ""]  # fmt: skip
SPOKEN = ["", "ok", 'said "hi"', "a, b", "two\nlines", "two\r\nlines", "5'11\" tall", "é–", '"',
          "x\0y", "z\x1a", "\ufeffq", "=1+1", '""', 'end"', ',"', " "]  # fmt: skip

CELLS = st.tuples(
    st.sampled_from([*(f"M{n}" for n in range(9)), "", "Total", "Oak House", " M1", "Count"]),
    st.sampled_from(["C1", "C2", "", "-", "12345.0", "n/a", "Zoë"]),
    st.sampled_from(WHEN),
    st.sampled_from(WHEN),
    st.sampled_from(["12", "17", "18", "", "x", "130", " 9 "]),
    st.sampled_from(["Low", "low", "", "Orange", "High"]),
    st.sampled_from(["", "CSE", "CSE;CCE", "None", "Weird"]),
    st.sampled_from(SPOKEN),
    st.sampled_from(["", "", "", "x"]),
).map(list)
ODD = st.one_of(
    st.lists(st.sampled_from(SPOKEN), max_size=11),
    st.just(HEADER),
    st.just(["Total: 3", *[""] * 8]),
    st.just([""] * 9),
    st.just(["End of report, all rows shown"]),
)
ROWS = st.lists(st.one_of(CELLS, CELLS, CELLS, ODD), max_size=30)
QUOTED = st.lists(
    st.sampled_from(["as needed", "as needed", "always", "never", "open"]), max_size=9
)
LINE_END = st.sampled_from(["\n", "\r\n", "\r"])


def written(rows, quoted, end, delimiter=","):
    """Rows as text, with quotation marks where needed, everywhere, nowhere or only opened."""
    lines = [delimiter.join(HEADER)]
    for place, cells in enumerate(rows):
        how = quoted[place % len(quoted)] if quoted else "as needed"
        lines.append(delimiter.join(_cell(cell, how, delimiter) for cell in cells))
    return end.join(lines) + (end if len(rows) % 2 else "")


def _cell(cell, how, delimiter):
    if how == "open":
        return f'"{cell}'
    needed = any(mark in cell for mark in f'{delimiter}"\r\n')
    if how == "always" or (how == "as needed" and needed):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def found_in_pieces(path, reading, most, block):
    pieces = TextPieces(path, reading, most, block)
    parts = list(pieces)
    assert all(len(part.rows) <= most for part in parts)
    columns = {
        n: pa.concat_arrays([p.columns[n] for p in parts]).to_pylist() for n in pieces.header
    }
    rows = pa.concat_arrays([part.rows for part in parts]).to_pylist()
    return pieces.header, columns, rows, pieces.broken, pieces.notes, pieces.reading


def found_whole(path, reading):
    raw = text.read(path, reading)
    columns = {name: cells.to_pylist() for name, cells in raw.columns.items()}
    return raw.header, columns, raw.rows.to_pylist(), raw.broken, raw.notes, raw.reading


def or_refusal(find, *asked):
    try:
        return find(*asked)
    except HomewardError as refusal:
        return refusal.code


@settings(max_examples=80)
@given(ROWS, QUOTED, LINE_END, st.sampled_from([",", "|", "\t", "§"]),
       st.sampled_from(["utf-8", "cp1252", "utf-16"]), st.booleans())  # fmt: skip
def test_blocks_of_text_give_the_rows_that_lines_give(rows, quoted, end, mark, encoding, spare):
    rows = [[*cells, "", ""] if spare and len(cells) == len(HEADER) else cells for cells in rows]
    said = written(rows, quoted, end, mark)
    data = said.encode(encoding, "replace")
    with tempfile.TemporaryDirectory() as folder, patch.object(text, "_SAMPLE_LINES", FIRST_LINES):
        path = Path(folder) / "a.csv"
        path.write_bytes(data)
        reading = Reading(encoding, mark, 1)
        whole = or_refusal(found_whole, path, reading)
        for most, block in ((1, 1), (7, 7), (50, 90), (10**6, 10**6)):
            assert or_refusal(found_in_pieces, path, reading, most, block) == whole


def everything(folder, plan, piece):
    """All that intake gives, as values that can be compared."""
    intake = ingest(folder, [plan], SCOPE, "{}:{}".format, piece=piece)
    into = folder / f"quarantine {piece}"
    intake.quarantine.write(into)
    return (
        account_text(intake.account),
        {name: table.to_pylist() for name, table in intake.tables.items()},
        {path.name: path.read_bytes() for path in into.iterdir()},
        intake.quarantine.rows.to_pylist(),
    )


@settings(max_examples=20)
@given(ROWS, ROWS, QUOTED)
def test_nothing_found_depends_on_the_size_of_the_pieces(first, second, quoted):
    with tempfile.TemporaryDirectory() as name, patch.object(text, "_SAMPLE_LINES", FIRST_LINES):
        folder = Path(name)
        for file, rows in (("a.csv", first), ("b.csv", second)):
            said = written(rows, quoted, "\r\n")
            (folder / file).write_text(said, encoding="utf-8", newline="")
        plan = FileMap("incidents", ("a.csv", "b.csv"), Reading("utf-8", ",", 1), COLUMNS)
        whole = everything(folder, plan, 10**6)
        assert everything(folder, plan, 1) == whole
        assert everything(folder, plan, 7) == whole


TYPED = st.tuples(
    st.integers(0, 9),
    st.sampled_from([None, datetime(2023, 3, 1), datetime(2023, 3, 2, 4)]),
    st.sampled_from([None, 15.0, 15.5]),
)


@settings(max_examples=15)
@given(st.lists(TYPED, min_size=1, max_size=20))
def test_a_typed_file_in_pieces_is_the_file(rows):
    refs, found, ages = (list(column) for column in zip(*rows, strict=True))
    cells = {
        "Ref": pa.array([f"M{ref}" for ref in refs]),
        "Child": pa.array(refs),
        "Reported": pa.array([datetime(2023, 1, 1)] * len(refs), pa.timestamp("us")),
        "Found": pa.array(found, pa.timestamp("us")),
        "Age": pa.array(ages, pa.float64()),
    }
    columns = {name: COLUMNS[name] for name in ("incident", "child", "reported", "found", "age")}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pq.write_table(pa.table(cells), folder / "a.parquet")
        plan = FileMap("incidents", ("a.parquet",), Reading(), columns)
        whole = everything(folder, plan, 10**6)
        assert everything(folder, plan, 1) == whole
        assert everything(folder, plan, 7) == whole


def test_dates_given_as_midnights_are_dates_in_every_piece_and_not_where_one_is_no_midnight(
    tmp_path,
):
    midnights = [datetime(2023, 1, 1)] * 3
    cells = {"A": pa.array(midnights), "B": pa.array([*midnights[:2], datetime(2023, 1, 1, 9)])}
    pq.write_table(pa.table(cells), tmp_path / "a.parquet")
    pieces = list(read_pieces(tmp_path / "a.parquet", Reading(), 1))
    assert [piece.timed for piece in pieces] == [frozenset("B")] * 3
    assert read_raw(tmp_path / "a.parquet", Reading()).timed is None


def test_rows_beyond_the_first_lines_are_read_in_blocks(tmp_path):
    rows = [[f"M{n}", "C1", "02/03/2023 10:00", "", "12", "Low", "", 'a "b", c', ""]
            for n in range(600)]  # fmt: skip
    path = tmp_path / "a.csv"
    path.write_text(written(rows, ["as needed"], "\r\n"), encoding="utf-8", newline="")
    with patch("homeward.records.blocks.records", side_effect=AssertionError("line by line")):
        pieces = TextPieces(path, Reading("utf-8", ",", 1), 250)
        parts = list(pieces)
    assert len(parts) == 3 and all(len(part.rows) <= 250 for part in parts)
    assert sum(len(part.rows) for part in parts) == 600
    assert pieces.header == tuple(HEADER[:-1]), "a nameless column that is blank throughout"


@pytest.mark.parametrize("block", [1, 64, 10**6])
def test_a_line_without_an_end_is_refused_and_not_held(tmp_path, block):
    path = tmp_path / "a.csv"
    start = ",".join(HEADER) + "\n" + "\n".join("M1,C1,,,,,,," for _ in range(500)) + "\n"
    path.write_text(start + "x" * 1_200_000 * (1 if block > 1 else 0) + "\n", encoding="utf-8")
    refused = or_refusal(found_in_pieces, path, Reading("utf-8", ",", 1), 100, block)
    assert (refused == "HW-F010") == (block > 1)
