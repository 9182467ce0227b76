"""A bounded look at a big text file: which rows are seen, and what is said of it."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from homeward.records.intake import Scope, ingest
from homeward.records.mapping import Reading
from homeward.records.propose import propose
from homeward.records.reading import look_over, read_raw
from homeward.records.sample import STRETCHES, read_some

WHOLE = 40_000
READING = Reading("utf-8", ",", 1)


def rows(many, start=0):
    return [f"M{n:06d},C{n % 50},some words of row {n}" for n in range(start, start + many)]


def written(path, lines, encoding="utf-8"):
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode(encoding))
    return path


def test_a_file_within_the_bound_is_looked_at_whole_and_nothing_is_said(tmp_path):
    path = written(tmp_path / "a.csv", ["Ref,Child,Note", *rows(300)])
    raw, said = read_some(path, READING, whole=WHOLE)
    assert said == ()
    assert raw.columns == read_raw(path, READING).columns
    assert raw.rows.to_pylist() == list(range(2, 302))


def test_of_a_big_file_the_beginning_the_end_and_stretches_between_are_looked_at(tmp_path):
    many = 20_000
    path = written(tmp_path / "a.csv", ["Ref,Child,Note", *rows(many)])
    raw, said = read_some(path, READING, whole=WHOLE)
    seen = [int(ref[1:]) for ref in raw.columns["Ref"].to_pylist()]
    assert seen == sorted(set(seen))
    assert seen[0] == 0 and seen[-1] == many - 1
    assert path.stat().st_size > 10 * WHOLE > 10 * len(seen)
    tenths = {10 * place // many for place in seen}
    assert tenths == set(range(10)) and STRETCHES > 10
    assert all(note == f"some words of row {n}" for n, note in zip(
        seen, raw.columns["Note"].to_pylist(), strict=True))  # fmt: skip
    assert len(said) == 1 and said[0].startswith(f"{len(seen):,} rows were looked at")
    assert raw.broken == ()


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-16"])
def test_a_stretch_that_begins_within_a_cell_of_several_lines_spoils_no_other_row(
    tmp_path, encoding
):
    lines = ["Ref,Child,Note"]
    lines += [f'M{n:06d},C{n % 50},"first é,\r\nsecond ""said"",\r\nthird"' for n in range(9_000)]
    path = written(tmp_path / "a.csv", lines, encoding)
    raw, said = read_some(path, Reading(encoding, ",", 1), whole=WHOLE)
    notes = raw.columns["Note"].to_pylist()
    assert said and len(notes) > 300
    odd = [note for note in notes if note != 'first é,\r\nsecond "said",\r\nthird']
    assert len(odd) <= 2 * STRETCHES
    assert len(raw.broken) <= 3 * STRETCHES


def test_a_proposal_says_how_many_rows_it_looked_at(tmp_path, monkeypatch):
    monkeypatch.setattr("homeward.records.reading.SAMPLED", WHOLE)
    lines = ["Case No,Person ID,Age When Reported,Reported At"]
    lines += [f"M{n:06d},C{n % 900},15,{1 + n % 28:02d}/03/2023 22:10" for n in range(6_000)]
    written(tmp_path / "missing.csv", lines)
    found = propose(tmp_path)
    assert [one.table for one in found.maps] == ["incidents"]
    said = [doubt.text for doubt in found.doubts if "rows were looked at" in doubt.text]
    assert len(said) == 1 and "not all" in said[0]


def test_what_no_row_looked_at_shows_is_set_aside_by_intake_under_its_code(tmp_path):
    lines = ["Case No,Person ID,Age When Reported,Reported At"]
    lines += [f"M{n:06d},C{n % 900},15,{1 + n % 28:02d}/03/2023 22:10" for n in range(40_000)]
    raw, _ = read_some(written(tmp_path / "missing.csv", lines), READING, whole=WHOLE)
    seen = set(raw.columns["Case No"].to_pylist())
    hidden = next(n for n in range(1_000, 40_000) if f"M{n:06d}" not in seen)
    proposed = propose(tmp_path)
    lines[hidden + 1] = f"M{hidden:06d},C1,15,2023.03.28 at ten"
    written(tmp_path / "missing.csv", lines)
    scope = Scope(date(2023, 1, 1), date(2023, 12, 31), 18)
    (account,) = ingest(tmp_path, proposed.maps, scope, lambda _, text: text).account.files
    assert account.read == 40_000 and account.used == 39_999
    assert account.reasons == {("HW-R002", "reported"): 1}


def test_of_a_big_parquet_file_batches_from_beginning_to_end_are_looked_at(tmp_path, monkeypatch):
    monkeypatch.setattr("homeward.records.reading.SAMPLED_ROWS", 40_000)
    many = 200_000
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"Ref": pa.array(range(many)), "Child": ["a"] * many}), path)
    raw, said = look_over(path, Reading())
    seen = raw.columns["Ref"].to_pylist()
    assert seen[0] == 0 and seen[-1] == many - 1 and 60_000 <= len(seen) <= 110_000
    assert raw.rows.to_pylist() == [ref + 1 for ref in seen]
    assert said[0].startswith(f"{len(seen):,} rows were looked at")
    monkeypatch.setattr("homeward.records.reading.SAMPLED_ROWS", many)
    assert look_over(path, Reading())[0].columns == read_raw(path, Reading()).columns
    assert look_over(path, Reading())[1] == ()
