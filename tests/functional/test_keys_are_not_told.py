"""No key in a log, a traceback or a folder that a killed run left behind."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import traceback
from pathlib import Path

import pyarrow as pa
import pytest

from homeward.engine.connection import open_engine
from homeward.engine.sealed_tables import bare, new_store_key, write_encrypted
from homeward.jobs import ingest
from homeward.jobs.held import read_key_file
from homeward.jobs.keys import keys_check, keys_new
from homeward.jobs.working import RESEALING
from tests.lib.extract import write_extract, write_small_plan

#: What turns DuckDB's record of statements on, in any of its forms.
LOGS = ("enable_logging", "log_query_path", "enable_profiling", "profiling_output")

#: Raises a fault that nobody foresaw, in the middle of a command that has the key in hand.
FAULTY = """
import homeward.jobs.keys as keys
def fails(*args, **options):
    raise ZeroDivisionError("unforeseen")
keys.prove_tables = fails
from homeward.cli.main import main
main()
"""


def settings(connection) -> dict[str, str]:
    rows = connection.execute("SELECT name, value FROM duckdb_settings()").fetchall()
    return {name: value for name, value in rows if name in LOGS}


def assert_silent(found: dict[str, str]) -> None:
    assert len(found) == len(LOGS)
    assert all(value in (None, "", "0", "false") for value in found.values()), found


def test_no_statement_is_logged_since_one_of_them_holds_a_key():
    with bare() as connection:
        assert_silent(settings(connection))
        connection.execute("PRAGMA add_parquet_key('k', '" + "A" * 43 + "=')")
        assert connection.execute("SELECT count(*) FROM duckdb_logs").fetchone() == (0,)
    with open_engine() as engine:
        assert_silent(settings(engine.backend.con))


def test_a_fault_of_the_engine_tells_no_key(tmp_path):
    path, key, wrong = tmp_path / "t.parquet", new_store_key(), new_store_key()
    with bare() as connection:
        write_encrypted(connection, pa.table({"a": [1]}), path, key)
    for given in (wrong, wrong[:7]):
        with open_engine() as engine, pytest.raises(Exception) as refused:
            engine.read_encrypted(path, given).to_pyarrow()
        told = "".join(traceback.format_exception(refused.value))
        assert "HW-E005" in told
        assert base64.b64encode(given).decode() not in told and given.hex() not in told


@pytest.fixture
def place(tmp_path):
    extracts, plan = write_extract(tmp_path / "extracts"), write_small_plan(tmp_path / "study.toml")
    keys_new(tmp_path / "one.key")
    ingest(extracts, plan, tmp_path / "out", key_file=tmp_path / "one.key")
    return tmp_path


@pytest.mark.parametrize("how", ["file", "text"])
def test_a_traceback_that_was_asked_for_tells_no_key(place, how):
    text = (place / "one.key").read_text().strip()
    given = {"file": {"HOMEWARD_KEY_FILE": str(place / "one.key")}, "text": {"HOMEWARD_KEY": text}}
    done = subprocess.run(
        [sys.executable, "-c", FAULTY, "keys", "check", str(place / "out")],
        capture_output=True, text=True, check=False,
        env=os.environ | {"HOMEWARD_TRACEBACK": "1"} | given[how],
    )  # fmt: skip
    said = done.stdout + done.stderr
    assert 'File "' in said and "ZeroDivisionError" in said
    assert text not in said and text[:16] not in said
    assert base64.b64encode(bytes.fromhex(text)).decode()[:16] not in said


def test_what_a_killed_exchange_left_is_gone_when_the_folder_is_opened_next(place: Path):
    left = place / "out" / f"{RESEALING}dead"
    (left / "store").mkdir(parents=True)
    (left / "store" / "format.json").write_text("half written")
    keys_check(place / "out", key=read_key_file(place / "one.key"))
    assert not left.exists()
