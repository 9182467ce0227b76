"""A sheet taken part by part says what it says when taken whole."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pyarrow as pa
import pytest

from homeward.records import sheet_pieces
from homeward.records.mapping import Reading
from homeward.records.reading import look_over, read_pieces, read_raw
from tests.unit.records.files import workbook

ROWS = 620
AT = datetime(2023, 1, 1, 22, 10)


def made(tmp_path, rows=ROWS):
    """Columns that change their kind far below, and a note at the end."""
    head = ["Ref", "Late text", "Late time", "Shown", "Days", "Whole", "Part", "Blank", None]
    out = [["Printed", AT], head]
    for n in range(rows):
        day = datetime(2023, 1, 1) + timedelta(days=n)
        late = n > rows - 20
        out.append([
            f"M{n}", "n/k" if late else float(n), day.replace(hour=9) if late else day.date(),
            day if n % 9 == 0 else day.replace(hour=8), day.date(), n, n + 0.5 * late, None,
            None,
        ])  # fmt: skip
    return workbook(tmp_path / "a.xlsx", {"s": [*out, [], ["Total", rows]]})


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(sheet_pieces, "_SIZE", 20_000)


def test_parts_give_what_the_whole_gives(tmp_path, monkeypatch):
    path, reading = made(tmp_path), Reading(header_row=2, sheet="s")
    whole = read_raw(path, reading)
    monkeypatch.setattr(sheet_pieces, "_SIZE", 20_000)
    pieces = read_pieces(path, reading, 70)
    found = list(pieces)
    assert len(found) > ROWS // 70 and max(len(one.rows) for one in found) <= 70
    assert (pieces.header, pieces.broken, pieces.notes) == (whole.header, whole.broken, whole.notes)
    assert {one.mixed for one in found} == {whole.mixed} == {frozenset({"Late time"})}
    for name in whole.header:
        joined = pa.concat_arrays([one.columns[name] for one in found])
        assert joined.equals(whole.columns[name]), name
    assert pa.concat_arrays([one.rows for one in found]).equals(whole.rows)


def test_a_column_is_what_its_last_cell_makes_it(tmp_path, small):
    raw = read_raw(made(tmp_path), Reading(header_row=2, sheet="s"))
    assert {name: str(cells.type) for name, cells in raw.columns.items()} == {
        "Ref": "string", "Late text": "string", "Late time": "string", "Shown": "timestamp[us]",
        "Days": "date32[day]", "Whole": "int64", "Part": "double", "Blank": "string",
    }  # fmt: skip
    assert raw.columns["Late text"][1].as_py() == "1"
    assert raw.columns["Late time"][0].as_py() == "2023-01-01"  # no midnight is made of it
    assert raw.columns["Shown"][0].as_py() == datetime(2023, 1, 1)
    assert raw.mixed == {"Late time"}
    assert [(row.code, row.cells[0]) for row in raw.broken] == [("HW-R043", "Total")]


def test_of_a_long_sheet_the_beginning_the_end_and_rows_between_are_looked_at(
    tmp_path, monkeypatch
):
    path, reading = made(tmp_path, 20_000), Reading(header_row=2, sheet="s")
    monkeypatch.setattr("homeward.records.reading.SAMPLED_ROWS", 2_000)
    raw, said = look_over(path, reading)
    numbers = raw.rows.to_pylist()
    assert 2_000 < len(numbers) < 12_000 and numbers[0] == 3 and numbers[-1] == 20_002
    assert len(said) == 1 and said[0].startswith(f"{len(numbers):,} rows were looked at")
    assert len(read_raw(path, reading).rows) == 20_000 and raw.columns["Late text"].type == "string"
    assert date(2023, 1, 1) == raw.columns["Days"][0].as_py()
