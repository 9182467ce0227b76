"""Past the last day on which records may be held, nobody is handed any of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from homeward.cli.main import app
from homeward.jobs import acting, draw, grant_role, ingest, link, purge, show_audit
from homeward.jobs.held import read_key_file
from homeward.jobs.keys import keys_new
from homeward.jobs.opening import quarantine
from homeward.vocabulary.errors import HomewardError
from tests.lib.extract import GOVERNED, ROWS, call_real, write_extract, write_small_plan

LAST = "2026-01-01"
BAD = ("M901", "N3", "not a date", "nor this", "", "Foster", "12")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch):
    """Work done before the last day; a row is in quarantine, and what opens it is at hand."""
    extracts = write_extract(tmp_path / "extracts", [*ROWS, BAD])
    governed = GOVERNED.replace("2099-12-31", LAST)
    plan = call_real(write_small_plan(tmp_path / "study.toml"), governed)
    keys_new(tmp_path / "key")
    said(monkeypatch, "2025-10-01")
    with acting("Ann", key=read_key_file(tmp_path / "key"), key_file=tmp_path / "key"):
        ingest(extracts, plan, tmp_path / "out")
        link(tmp_path / "out")
        grant_role(tmp_path / "out", "Ann", "steward")
        yield tmp_path


def said(monkeypatch, day: str) -> None:
    """What day it is."""
    today = date.fromisoformat(day)
    monkeypatch.setattr("homeward.study.governance.today_in_the_uk", lambda: today)


def events(out: Path) -> list[str]:
    return [str(e.what) for e in show_audit(out).events if e.what == "quarantine_opened"]


def test_quarantine_is_not_opened_past_the_last_day_and_the_purge_is_named(folder, monkeypatch):
    out, to = folder / "out", folder / "open"
    said(monkeypatch, LAST)
    near = quarantine(out, to=folder / "near")
    assert "001_rows.csv" in near.files
    assert any("HW-P022" in line and LAST in line for line in near.lines())
    said(monkeypatch, "2026-01-02")
    with pytest.raises(HomewardError) as refused:
        quarantine(out, to=to)
    assert refused.value.code == "HW-P021" and LAST in refused.value.detail
    assert not to.exists() and events(out) == ["quarantine_opened"]
    with pytest.raises(HomewardError, match="HW-P021"):
        draw(out, size=5, name="one")
    command = ["--as", "Ann", "quarantine", str(out), "--to", str(to)]
    told = CliRunner().invoke(app, [*command, "--key-file", str(folder / "key")])
    text = " ".join(told.output.split())
    assert told.exit_code == 11 and "homeward purge OUT --expired" in text and not to.exists()


def test_what_the_refusal_says_to_do_leaves_nothing_to_open(folder, monkeypatch):
    out = folder / "out"
    said(monkeypatch, "2026-01-02")
    assert purge(out, expired=True, why="retention schedule").still_in == ()
    held = out / "protected/quarantine"
    assert not held.is_dir() or not any(held.iterdir())


def test_long_before_the_last_day_nothing_is_said(folder, monkeypatch):
    said(monkeypatch, "2025-06-01")
    assert quarantine(folder / "out", to=folder / "open").notes == ()
