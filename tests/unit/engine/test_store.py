"""Tables on disk, whole or refused."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from homeward.engine import FORMAT, open_engine, read_tables, write_tables
from homeward.engine.sealed import PLAIN, Vault
from homeward.engine.store import FORMAT_FILE, read_format, seal
from homeward.vocabulary import HomewardError

TABLES = {
    "people": pa.table({"name": ["a", "b"], "age": [1, None]}),
    "nobody": pa.table({"name": pa.array([], pa.string())}),
}


@pytest.fixture(scope="module")
def engine():
    with open_engine(threads=1) as opened:
        yield opened


@pytest.fixture
def store(tmp_path):
    write_tables(TABLES, tmp_path / "store")
    return tmp_path / "store"


def test_tables_come_back_as_they_went(engine, store):
    back = read_tables(engine, store)
    assert {name: table.to_pyarrow() for name, table in back.items()} == TABLES


def test_the_format_file_says_what_there_is(store):
    document = json.loads((store / FORMAT_FILE).read_text())
    assert document.pop("sha256").keys() == TABLES.keys()
    assert document == {
        "format": FORMAT,
        "tables": {
            "people": {"rows": 2, "columns": 2},
            "nobody": {"rows": 0, "columns": 1},
        },
    }


def _refused(engine, folder):
    with pytest.raises(HomewardError) as caught:
        read_tables(engine, folder)
    return caught.value.code


def test_a_folder_that_was_never_finished_is_no_store(engine, store):
    (store / FORMAT_FILE).unlink()
    assert _refused(engine, store) == "HW-J003"


def test_no_folder_is_no_store(engine, tmp_path):
    assert _refused(engine, tmp_path / "nowhere") == "HW-J003"


@pytest.mark.parametrize("text", ['{"format": 2, "tables": {}}', "{}", "[]", "null", "{", ""])
def test_another_version_is_refused(engine, store, text):
    (store / FORMAT_FILE).write_text(text)
    assert _refused(engine, store) == "HW-E003"


def test_a_table_that_is_gone_is_refused(engine, store):
    (store / "people.parquet").unlink()
    assert _refused(engine, store) == "HW-E003"


@pytest.mark.parametrize("vault", [PLAIN, Vault(bytes(range(32)))])
def test_a_table_cut_short_or_with_one_bit_changed_is_refused_before_it_is_read(tmp_path, vault):
    write_tables(TABLES, tmp_path, vault)
    table = tmp_path / "people.parquet"
    whole = table.read_bytes()
    with open_engine(threads=1, vault=vault) as opened:
        for place in range(0, len(whole), 7):
            changed = bytearray(whole)
            changed[place] ^= 1
            table.write_bytes(changed)
            assert _refused(opened, tmp_path) == ("HW-K005" if vault.sealed else "HW-E007")
        table.write_bytes(whole[:-20])
        assert _refused(opened, tmp_path) == ("HW-K005" if vault.sealed else "HW-E007")
        table.write_bytes(whole)
        assert read_tables(opened, tmp_path)["people"].to_pyarrow() == TABLES["people"]


def test_a_plain_store_of_an_earlier_version_has_no_hashes_and_is_read(engine, store):
    document = json.loads((store / FORMAT_FILE).read_text())
    del document["sha256"]
    (store / FORMAT_FILE).write_text(json.dumps(document))
    assert read_tables(engine, store)["people"].to_pyarrow() == TABLES["people"]
    (store / "people.parquet").write_bytes((store / "people.parquet").read_bytes()[:-20])
    assert _refused(engine, store) == "HW-E005"


def test_sealing_needs_every_file(store):
    with pytest.raises(HomewardError) as caught:
        seal(store, ("people", "missing"))
    assert caught.value.code == "HW-E005"
    assert set(read_format(store)) == set(TABLES)


def _in_parts(table, sizes):
    starts = [sum(sizes[:place]) for place in range(len(sizes))]
    parts = [table.slice(start, size) for start, size in zip(starts, sizes, strict=True)]
    batches = [batch for part in parts for batch in part.to_batches()]
    return pa.RecordBatchReader.from_batches(table.schema, batches)


@pytest.mark.parametrize("sizes", [[10], [1] * 10, [3, 0, 7], [4, 6]])
def test_what_is_written_does_not_depend_on_the_parts(tmp_path, monkeypatch, sizes):
    monkeypatch.setattr("homeward.engine.store.ROW_GROUP", 4)
    table = pa.table({"n": list(range(10)), "word": list("abcdefghij")})
    write_tables({"t": table}, tmp_path / "whole")
    write_tables({"t": _in_parts(table, sizes)}, tmp_path / "parts")
    whole, parts = (tmp_path / name / "t.parquet" for name in ("whole", "parts"))
    assert whole.read_bytes() == parts.read_bytes()
    groups = pq.ParquetFile(parts).metadata
    assert [groups.row_group(at).num_rows for at in range(groups.num_row_groups)] == [4, 4, 2]


def test_a_table_that_stops_half_way_leaves_nothing(tmp_path):
    table = pa.table({"n": [1, 2]})

    def stopping():
        yield from table.to_batches()
        raise HomewardError("HW-E006")

    reader = pa.RecordBatchReader.from_batches(table.schema, stopping())
    with pytest.raises(HomewardError) as caught:
        write_tables({"whole": table, "broken": reader}, tmp_path / "store")
    assert caught.value.code == "HW-E006"
    assert [path.name for path in (tmp_path / "store").iterdir()] == ["whole.parquet"]
    with pytest.raises(HomewardError) as caught:
        read_format(tmp_path / "store")
    assert caught.value.code == "HW-J003"
