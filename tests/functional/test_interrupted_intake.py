"""A big file interrupted half way: nothing half-written is left, and the next run is whole."""

from __future__ import annotations

import errno
import subprocess
import sys

import pytest

from homeward.jobs import ingest
from homeward.vocabulary.errors import HomewardError
from tests.lib.extract import ROWS, write_extract, write_small_plan


@pytest.fixture
def made(tmp_path, monkeypatch):
    """Many rows with references of their own, of which an intake tells every 500."""
    monkeypatch.setattr("homeward.records.intake.TOLD_EACH", 500)
    rows = [(f"{row[0]}-{copy}", *row[1:]) for copy in range(25) for row in ROWS]
    return write_extract(tmp_path / "extracts", rows), write_small_plan(tmp_path / "study.toml")


def _files(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.parquet"))


@pytest.mark.parametrize("moment", ["rows read", "written"])
def test_an_interrupt_leaves_no_store_and_no_quarantine(made, tmp_path, monkeypatch, moment):
    def interrupt(*_):
        raise KeyboardInterrupt

    def heard(event):
        if moment in event.message:
            interrupt()

    if moment == "written":
        monkeypatch.setattr("homeward.records.quarantine.Quarantine.write", interrupt)
    out = tmp_path / "out"
    with pytest.raises(HomewardError) as caught:
        ingest(*made, out, progress=heard)
    assert caught.value.code == "HW-J002"
    assert _files(out) == []
    assert not (out / "protected" / "store").exists()
    assert not list(out.rglob("*_rows.csv"))


def test_the_next_run_is_whole(made, tmp_path):
    told = []
    ingest(*made, tmp_path / "out", progress=told.append)
    assert any(event.message.endswith(" rows read") for event in told)
    assert "protected/store/incidents.parquet" in _files(tmp_path / "out")


@pytest.mark.parametrize("where", ["quarantine.csv.writer", "intake.write_tables"])
def test_a_disk_that_fills_up_is_said_and_leaves_nothing_half_written(
    made, tmp_path, monkeypatch, where
):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    room = "records" if where.startswith("quarantine") else "study"
    monkeypatch.setattr(f"homeward.{room}.{where}", full)
    out = tmp_path / "out"
    with pytest.raises(HomewardError) as caught:
        ingest(*made, out)
    assert caught.value.code == "HW-E006"
    assert _files(out) == [] and not list(out.rglob("*_rows.csv"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no file's size")
def test_a_file_that_may_not_grow_is_refused_under_a_code_and_nothing_is_left(made, tmp_path):
    extracts, plan = made
    out = tmp_path / "out"
    asked = ("ingest", extracts, "--plan", plan, "--out", out)
    program = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (8_000, 8_000));"
        "from homeward.cli import main; main()"
    )
    command = [sys.executable, "-B", "-c", program, *map(str, asked)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode != 0
    assert "HW-E0" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert _files(out) == [] and not list(out.rglob("*_rows.csv"))
