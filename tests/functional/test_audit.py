"""What jobs do is in the audit trail, whoever may not is refused, and every tampering is told."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

from homeward.cli.main import app
from homeward.jobs import (
    accept_audit,
    acting,
    grant_role,
    ingest,
    link,
    list_roles,
    purge,
    revoke_role,
    show_audit,
    verify_audit,
)
from homeward.jobs.audit import child_read, looked
from homeward.jobs.books import anchor_file
from homeward.jobs.held import read_key_file
from homeward.jobs.keys import keys_new, keys_rotate
from homeward.vocabulary import HomewardError
from homeward.vocabulary.auditing import AuditEvent
from homeward.vocabulary.roles import Permission
from tests.architecture.source import PACKAGE, code_files
from tests.lib.extract import call_real, write_extract, write_small_plan

LEDGER = "protected/ledger.sqlite"

#: Events that nothing in src records yet, each with the reason.
NOT_RECORDED: dict[str, str] = {}


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A folder of records that are called real, made by Ann with a key outside it."""
    folder = tmp_path_factory.mktemp("real")
    extracts = write_extract(folder / "in")
    plan = call_real(write_small_plan(folder / "study.toml"))
    keys_new(folder / "keys")
    with acting("Ann", key_file=folder / "keys", key=read_key_file(folder / "keys")):
        ingest(extracts, plan, folder / "out")
    return folder


@pytest.fixture
def real(made: Path, tmp_path: Path):
    """A copy of it, with its own anchor, and Ann at work."""
    shutil.copytree(made, tmp_path / "real")
    anchor = next((tmp_path / "real").glob("*.anchor"))
    key = tmp_path / "real" / "keys"
    with acting("Ann", key_file=key, anchor=anchor, key=read_key_file(key)):
        yield tmp_path / "real"


def code(run, *arguments, **named) -> str:
    with pytest.raises(HomewardError) as told:
        run(*arguments, **named)
    return told.value.code


def as_(name: str, folder: Path):
    anchor = next(folder.glob("*.anchor"))
    key = read_key_file(folder / "keys")
    return acting(name, key_file=folder / "keys", anchor=anchor, key=key)


def test_every_event_is_recorded_somewhere_or_says_why_not():
    text = "".join(p.read_text("utf-8") for p in code_files("src") if "vocabulary" not in p.parts)
    used = {event.name for event in AuditEvent if f"AuditEvent.{event.name}" in text}
    assert {event.name for event in AuditEvent} - used == set(NOT_RECORDED)
    assert PACKAGE.is_dir() and all(NOT_RECORDED.values())


def test_every_job_that_publishes_is_recorded():
    jobs = [p for p in code_files("src") if p.parent.name == "jobs"]
    writers = {p.stem for p in jobs if "publish(" in p.read_text("utf-8")}
    told = {p.stem for p in jobs if "recorded(" in p.read_text("utf-8")}
    assert writers - told == {"results"}, "results publishes for tasks and purging"


def test_a_job_is_told_at_both_ends_with_who_and_its_head_is_printed(real: Path):
    out = real / "out"
    done = link(out)
    events = show_audit(out).events
    assert [(e.who, e.what.value, e.outcome.value) for e in events[:4]] == [
        ("Ann", "ingested", "begun"), ("Ann", "ingested", "done"),
        ("Ann", "linked", "begun"), ("Ann", "linked", "done"),
    ]  # fmt: skip
    assert events[-1].what is AuditEvent.AUDIT_VIEWED and verify_audit(out).whole
    assert any(note.startswith("Audit trail: 4:") for note in done.notes)


def test_whoever_made_the_folder_owns_it_and_others_may_nothing(real: Path):
    out = real / "out"
    assert {(g.who, g.role.value) for g in list_roles(out).grants} == {
        ("Ann", "analyst"), ("Ann", "information_asset_owner"),
    }  # fmt: skip
    with as_("Bo", real):
        assert code(link, out) == "HW-A006"
        assert code(show_audit, out) == "HW-A006"
        assert code(list_roles, out) == "HW-A006"
        assert code(grant_role, out, "Bo", "analyst") == "HW-A006"
        assert code(purge, out, children=["N0"], why="x") == "HW-A006"
        assert code(child_read, out, "c1", purpose="x") == "HW-A006"
        assert code(accept_audit, out, why="x") == "HW-A006"
    refused = [e.what.value for e in show_audit(out).events if e.outcome == "refused"]
    assert refused == ["linked", "audit_viewed", "role_granted", "child_read"]


def test_a_granted_role_holds_until_it_is_revoked(real: Path):
    out = real / "out"
    grant_role(out, "Bo", "coordinator", authorities=["Elm"])
    with as_("Bo", real):
        child_read(out, "c1", purpose="strategy meeting", authority="Elm")
        assert code(child_read, out, "c1", purpose="x", authority="Oak") == "HW-A006"
    revoke_role(out, "Bo", "coordinator")
    with as_("Bo", real):
        assert code(child_read, out, "c1", purpose="x", authority="Elm") == "HW-A006"
    assert code(revoke_role, out, "Ann", "information_asset_owner") == "HW-A008"
    assert code(grant_role, out, "Bo", "king") == "HW-A007"
    mine = show_audit(out, child="c1" * 10).events
    assert mine[-1:] == () or mine[-1].what is AuditEvent.AUDIT_VIEWED
    assert verify_audit(out).whole


def test_a_refused_job_is_told_with_its_code(real: Path, monkeypatch):
    def fails(*_):
        raise HomewardError("HW-E006")

    monkeypatch.setattr("homeward.jobs.pipeline.make_histories", fails)
    assert code(link, real / "out") == "HW-E006"
    told = show_audit(real / "out").events[3]
    assert (told.what.value, told.outcome.value, told.extra) == (
        "linked", "refused", {"why": "HW-E006"},
    )  # fmt: skip


def test_a_kill_between_publishing_and_its_event_is_told_by_the_next_command(real, monkeypatch):
    out = real / "out"
    for published in (False, True):
        monkeypatch.setattr("homeward.jobs.audit._end", lambda *a: None)
        if not published:
            monkeypatch.setattr("homeward.jobs.tasks.publish_run", lambda *a: None)
        link(out)
        monkeypatch.undo()
    link(out)
    ends = [(e.outcome.value, [f.value for f in e.flags]) for e in show_audit(out).events
            if e.what is AuditEvent.LINKED and e.outcome != "begun"]  # fmt: skip
    assert ends == [("cut_short", []), ("done", ["told_later"]), ("done", [])]


def edit(out: Path, statement: str) -> None:
    with sqlite3.connect(out / LEDGER) as sql:
        sql.execute(statement)
    sql.close()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE events SET body = (SELECT body FROM events WHERE sequence = 1)", "Event 2"),
        ("DELETE FROM events WHERE sequence = 1", "Event 1 is gone"),
        ("DELETE FROM events WHERE sequence = 2", "its end was cut off"),
        ("DELETE FROM documents WHERE kind = 'grant'", "of kind `grant` is gone"),
    ],
)
def test_a_tampered_ledger_is_told_and_the_command_says_so(real: Path, statement, said):
    out = real / "out"
    edit(out, statement)
    found = verify_audit(out)
    assert not found.whole and found.exit_code == 30 and said in " ".join(found.faults)
    key = {"HOMEWARD_KEY_FILE": str(real / "keys")}
    anchor = ["--anchor", str(next(real.glob("*.anchor")))]
    done = CliRunner().invoke(app, ["audit", "verify", str(out), *anchor], env=key)
    assert done.exit_code == 30 and "NOT WHOLE" in done.output
    done = CliRunner().invoke(app, ["audit", "verify", str(out), *anchor, "--json"], env=key)
    assert json.loads(done.output)["whole"] is False


def test_an_older_copy_is_refused_until_somebody_answers_for_it(real: Path):
    out = real / "out"
    shutil.copytree(out, real / "backup")
    link(out)
    shutil.rmtree(out)
    shutil.copytree(real / "backup", out)
    assert not verify_audit(out).whole
    assert code(link, out) == "HW-A005"
    assert code(accept_audit, out, why="") == "HW-A014"
    assert accept_audit(out, why="the disk failed").whole
    link(out)
    told = [e.purpose for e in show_audit(out).events if e.what is AuditEvent.TRAIL_ACCEPTED]
    assert told == ["the disk failed"] and verify_audit(out).whole


def test_a_ledger_that_was_deleted_is_missed(real: Path):
    (real / "out" / LEDGER).unlink()
    assert code(verify_audit, real / "out") == "HW-A004"
    assert code(show_audit, real / "out") == "HW-A004"
    assert code(link, real / "out") == "HW-A004"
    assert code(link, real / "out") == "HW-A004", "also the second time"


def test_an_anchor_that_is_gone_is_made_again_and_said_and_a_false_one_is_refused(real: Path):
    out, anchor = real / "out", anchor_file(real / "out")
    kept = anchor.read_text("utf-8")
    anchor.unlink()
    found = verify_audit(out)
    assert any("No anchor" in note for note in found.notes) and found.whole
    assert not found.proved and found.exit_code == 30
    assert found.lines()[0].startswith("The audit trail is NOT PROVED WHOLE")
    assert verify_audit(out, head=found.head).exit_code == 0
    assert code(verify_audit, out, anchor=anchor) == "HW-A010"
    link(out)
    found = verify_audit(out)
    assert found.whole and any("was gone" in note for note in found.notes)
    anchor.write_text(kept.replace('"sequence": 2', '"sequence": 1'), encoding="utf-8")
    assert code(link, out) == code(verify_audit, out) == "HW-A010"


def test_the_wrong_key_opens_nothing_and_changes_nothing(real: Path):
    before = (real / "out" / LEDGER).read_bytes()
    other = real / "other"
    keys_new(other)
    with acting("Ann", key_file=other, key=read_key_file(other)):
        assert code(verify_audit, real / "out") == "HW-K003"
        assert code(link, real / "out") == "HW-K003"
    assert (real / "out" / LEDGER).read_bytes() == before


def test_made_up_records_are_everybodys_and_it_is_said(tmp_path: Path):
    plan = write_small_plan(tmp_path / "study.toml")
    ingest(write_extract(tmp_path / "in"), plan, tmp_path / "out")
    with acting("Anybody"):
        link(tmp_path / "out")
        assert list_roles(tmp_path / "out").lines()[0].startswith("SYNTHETIC")
    assert any("inside the folder" in note for note in verify_audit(tmp_path / "out").notes)
    done = CliRunner().invoke(app, ["--as", "Di", "audit", "show", str(tmp_path / "out")])
    assert done.exit_code == 0 and "Anybody" in done.output and "Di" in done.output


def at_work(folder: Path, name: str = "Ann", key: str = "keys"):
    """Somebody with a key file, who names no anchor."""
    return acting(name, key_file=folder / key, key=read_key_file(folder / key))


def test_the_anchor_is_named_by_the_folder_and_found_wherever_that_is_put(made, tmp_path: Path):
    shutil.copytree(made, tmp_path / "real")
    folder = tmp_path / "real"
    (folder / "out").rename(folder / "moved")
    with at_work(folder):
        assert anchor_file(folder / "moved").is_file()
        assert verify_audit(folder / "moved").exit_code == 0
        shutil.copytree(folder / "moved", folder / "older")
        link(folder / "moved")
        assert code(link, folder / "older") == "HW-A005"
        assert not verify_audit(folder / "older").whole


@pytest.mark.parametrize("left", ["protected/state/state.json", "protected/store"])
def test_a_lost_ledger_is_begun_anew_only_if_somebody_answers_for_it(made, tmp_path: Path, left):
    shutil.copytree(made, tmp_path / "real")
    folder = tmp_path / "real"
    out, plan = folder / "out", folder / "study.toml"
    (out / LEDGER).unlink()
    next(folder.glob("*.anchor")).unlink()
    if left != "protected/state/state.json":
        shutil.rmtree(out / "protected/state")
        (out / "protected/job.json").unlink()
    with at_work(folder, "Bo"):
        with pytest.raises(HomewardError) as told:
            ingest(folder / "in", plan, out)
        assert told.value.code == "HW-A004" and "missing" in str(told.value)
        assert code(child_read, out, "c1", purpose="x") == "HW-A004"
        assert (
            code(looked, out, AuditEvent.QUARANTINE_OPENED, Permission.READ_CHILD, about=["x"])
            == "HW-A004"
        )
        assert code(grant_role, out, "Bo", "analyst") == "HW-A004"
        assert not (out / LEDGER).exists()
        assert code(accept_audit, out, why=" ") == "HW-A014"
        answered = accept_audit(out, why="the disk failed")
        assert answered.exit_code == 0 and any("purged" in note for note in answered.notes)
        ingest(folder / "in", plan, out)
        first = show_audit(out).events[0]
    assert (first.what, first.who, first.purpose) == (
        AuditEvent.TRAIL_ACCEPTED, "Bo", "the disk failed",
    )  # fmt: skip


def test_a_first_job_that_was_killed_before_its_ledger_goes_on(made, tmp_path, monkeypatch):
    out = tmp_path / "out"
    with at_work(made):
        monkeypatch.setattr("homeward.jobs.audit.begin", lambda *a, **k: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            ingest(made / "in", made / "study.toml", out)
        monkeypatch.undo()
        assert (out / "protected/keys.json").exists() and not (out / LEDGER).exists()
        ingest(made / "in", made / "study.toml", out)
        assert verify_audit(out).exit_code == 0


def test_the_anchor_goes_with_an_exchange_of_keys(made: Path, tmp_path: Path):
    shutil.copytree(made, tmp_path / "real")
    folder = tmp_path / "real"
    (folder / "safe").mkdir()
    keys_new(folder / "safe" / "new")
    new = read_key_file(folder / "safe" / "new")
    with at_work(folder):
        key = read_key_file(folder / "keys")
        done = keys_rotate(folder / "out", key=key, new=new, new_key_file=folder / "safe" / "new")
    assert any("anchor" in note for note in done.notes)
    with at_work(folder, key="safe/new"):
        assert verify_audit(folder / "out").exit_code == 0
