"""Opening an engine: what it may do, what it may not, and what it never says."""

from __future__ import annotations

import logging
import os
import traceback
from datetime import UTC, datetime

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from homeward.engine import open_engine
from homeward.engine.guard import call
from homeward.vocabulary import HomewardError
from tests.unit.engine import child

CELL = "Jo Bloggs 07700 900123"


@pytest.fixture
def engine(tmp_path):
    with open_engine(temp_folder=tmp_path / "spill", threads=1) as opened:
        yield opened


def _setting(engine, name):
    return engine.backend.raw_sql(f"SELECT current_setting('{name}')").fetchone()[0]


def test_settings_keep_everything_on_this_machine(engine, tmp_path):
    assert _setting(engine, "temp_file_encryption") is True
    assert _setting(engine, "autoinstall_known_extensions") is False
    assert _setting(engine, "autoload_known_extensions") is False
    assert _setting(engine, "allow_community_extensions") is False
    assert _setting(engine, "temp_directory") == str(tmp_path / "spill")
    assert _setting(engine, "TimeZone") == "UTC"
    assert _setting(engine, "threads") == 1


@pytest.mark.parametrize("scheme", ["https://example.org", "http://127.0.0.1:1", "s3://bucket"])
def test_nothing_is_read_from_a_network(engine, scheme):
    with pytest.raises(HomewardError) as caught:
        engine.backend.raw_sql(f"SELECT * FROM '{scheme}/table.parquet'")
    assert "PermissionException" in caught.value.detail  # refused, not merely unreachable


def test_an_address_is_read_as_a_path_that_is_not_there(engine, monkeypatch):
    monkeypatch.setattr(engine.backend, "_load_extensions", None)  # Ibis would fetch one
    with pytest.raises(HomewardError) as caught:
        engine.read_parquet("https://example.org/table.parquet")
    assert "IOException" in caught.value.detail


def test_spilt_rows_cannot_be_read_on_disk(tmp_path):
    spill = tmp_path / "spill"
    with open_engine(temp_folder=spill, memory_limit="80MB", threads=1) as engine:
        engine.backend.raw_sql(
            f"CREATE TEMP TABLE wide AS SELECT '{CELL}' || (i % 7) AS cell, hash(i) AS h"
            " FROM range(3_000_000) r(i)"
        )
        spilt = [path.read_bytes() for path in spill.iterdir()]
        assert sum(map(len, spilt)) > 1_000_000
        assert not any(CELL.encode() in held for held in spilt)
        assert engine.backend.table("wide").count().to_pyarrow().as_py() == 3_000_000


def test_a_private_temporary_folder_goes_with_the_engine():
    engine = open_engine()
    folder = engine.backend.raw_sql("SELECT current_setting('temp_directory')").fetchone()[0]
    assert os.path.isdir(folder)
    engine.close()
    assert not os.path.exists(folder)


def test_a_driver_never_gets_to_quote_a_cell(engine):
    table = engine.from_arrow(pa.table({"cell": [CELL]}), "cells")
    with pytest.raises(HomewardError) as caught:
        table.mutate(n=table.cell.cast("int64")).to_pyarrow()
    error = caught.value
    assert error.code == "HW-E005"
    assert error.__cause__ is None and error.__context__ is None
    shown = "".join(traceback.format_exception(error)) + logging.Formatter().formatException(
        (type(error), error, error.__traceback__)
    )
    assert "Bloggs" not in shown and "07700" not in shown


@pytest.mark.parametrize("method", ["execute", "to_pyarrow", "to_pandas"])
def test_every_way_of_working_out_is_guarded(engine, method):
    table = engine.from_arrow(pa.table({"cell": [CELL]}), "cells")
    with pytest.raises(HomewardError) as caught:
        getattr(table.cell.cast("date").max(), method)()
    assert caught.value.code == "HW-E005"


def test_ibis_speaks_for_itself_since_it_knows_no_cells(engine):
    table = engine.from_arrow(pa.table({"cell": [CELL]}), "cells")
    with pytest.raises(AttributeError, match="no_such_column"):
        _ = table.no_such_column
    numbers = engine.from_arrow(pa.table({"n": [1.0, 2.0]}), "numbers")
    with pytest.raises(ibis.common.exceptions.UnsupportedOperationError):
        numbers.n.corr(numbers.n, how="sample").to_pyarrow()


def test_a_full_disk_is_told_as_such():
    def fill():
        raise OSError(28, "No space left on device")

    with pytest.raises(HomewardError) as caught:
        call(fill)
    assert caught.value.code == "HW-E006"


#: In a process of its own: a signal would reach every server that the tests have open.
INTERRUPTED = """
import os, signal, threading
from homeward.engine import open_engine
engine = open_engine(threads=1)
endless = engine.backend.sql(
    "SELECT sum(hash(a.range * b.range)) AS n FROM range(1000000) a, range(100000) b"
)
threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
try:
    endless.to_pyarrow()
except KeyboardInterrupt:
    engine.close()
    print("interrupted, and gone:", not os.path.exists(engine._owned))
"""


def test_an_interrupted_query_is_an_interrupt_and_closing_does_not_wait():
    assert child.finish(INTERRUPTED) == (0, "interrupted, and gone: True")


def test_batches_are_guarded_while_they_are_read(engine):
    cells = pa.table({"cell": ["1"] * 300_000 + [CELL]})
    table = engine.from_arrow(cells, "cells")
    with pytest.raises(HomewardError) as caught:
        for batch in table.select(n=table.cell.cast("int64")).to_pyarrow_batches(chunk_size=1000):
            assert batch.num_rows <= 1000
    assert caught.value.code == "HW-E005"
    assert "Bloggs" not in str(caught.value)
    whole = table.to_pyarrow_batches(chunk_size=100_000)
    assert sum(batch.num_rows for batch in whole) == 300_001


def test_parquet_goes_out_and_comes_back_the_same(engine, tmp_path):
    rows = pa.table(
        {
            "n": pa.array([2, None, 1], pa.int64()),
            "at": pa.array([datetime(2024, 2, 29, 23, 59), None, None], pa.timestamp("us")),
            "words": pa.array([["a", "b"], [], None], pa.list_(pa.string())),
        }
    )
    table = engine.from_arrow(rows, "rows")
    engine.write_parquet(table.order_by("n"), tmp_path / "rows.parquet")
    back = engine.read_parquet(tmp_path / "rows.parquet").to_pyarrow()
    assert back.to_pylist() == sorted(rows.to_pylist(), key=lambda r: r["n"] or 9)
    written = pq.read_metadata(tmp_path / "rows.parquet").row_group(0).column(0)
    assert written.compression == "ZSTD"


def test_the_same_rows_give_the_same_file(engine, tmp_path):
    table = engine.from_arrow(pa.table({"n": list(range(50_000))}), "rows")
    for name in ("a", "b"):
        shuffled = table.order_by(ibis.random())
        engine.write_parquet(engine.keep(shuffled).order_by("n"), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_what_is_kept_is_worked_out_once(engine):
    table = engine.from_arrow(pa.table({"n": [1, 2, 3]}), "rows")
    kept = engine.keep(table.mutate(draw=ibis.random()))
    assert kept.to_pyarrow().equals(kept.to_pyarrow())
    engine.from_arrow(pa.table({"n": [9]}), "rows")
    assert kept.n.sum().to_pyarrow().as_py() == 6


def test_a_name_is_replaced(engine):
    engine.from_arrow(pa.table({"n": [1]}), "rows")
    assert engine.from_arrow(pa.table({"m": ["x"]}), "rows").to_pyarrow().to_pylist() == [
        {"m": "x"}
    ]


def test_an_unknown_engine_is_refused():
    with pytest.raises(HomewardError, match="duckdb, spark") as caught:
        open_engine("oracle")
    assert caught.value.code == "HW-P008"


def test_an_impossible_temporary_folder_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(HomewardError) as caught:
        open_engine(temp_folder=tmp_path / "file" / "spill")
    assert caught.value.code == "HW-E002"


def test_a_missing_encryption_extension_is_refused(monkeypatch):
    monkeypatch.setattr("homeward.engine.duck.find_spec", lambda name: None)
    with pytest.raises(HomewardError) as caught:
        open_engine()
    assert caught.value.code == "HW-J004"


def test_importing_the_room_imports_no_driver():
    """The command line answers `--help` without waiting for a database."""
    code = (
        "import sys, homeward.engine;"
        "print({'duckdb', 'ibis', 'pyarrow', 'pyspark'} & set(sys.modules))"
    )
    assert child.finish(code) == (0, "set()")


def test_an_instant_is_stored_as_utc(engine):
    row = pa.table(
        {"at": pa.array([datetime(2024, 7, 1, 12, tzinfo=UTC)], pa.timestamp("us", "UTC"))}
    )
    table = engine.from_arrow(row, "rows")
    assert table.at.cast("timestamp").to_pyarrow().to_pylist() == [datetime(2024, 7, 1, 12)]
