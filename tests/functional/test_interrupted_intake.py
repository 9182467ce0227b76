"""A big file interrupted half way: nothing half-written is left, and the next run is whole."""

from __future__ import annotations

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
        ingest(*made, out, key_file=tmp_path / "key", progress=heard)
    assert caught.value.code == "HW-J002"
    assert _files(out) == []
    assert not (out / "protected" / "store").exists()
    assert not list(out.rglob("*_rows.csv"))


def test_the_next_run_is_whole(made, tmp_path):
    told = []
    ingest(*made, tmp_path / "out", key_file=tmp_path / "key", progress=told.append)
    assert any(event.message.endswith(" rows read") for event in told)
    assert "protected/store/incidents.parquet" in _files(tmp_path / "out")
