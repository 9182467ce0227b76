"""What is known of a register outside it: a lost one, an older copy, another folder's."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from homeward.engine.publish import publish
from homeward.findings.bundle import to_json
from homeward.jobs import (
    accept_audit,
    acting,
    check_release,
    grant_role,
    ingest,
    mend,
    plan,
    release,
    releases,
    run,
    show_audit,
    verify_audit,
)
from homeward.jobs.audit import looked
from homeward.jobs.books import anchor_file, books_of
from homeward.jobs.desk import Desk, register_folder, share
from homeward.jobs.held import hold, open_held, read_key_file
from homeward.jobs.keys import keys_check, keys_new, keys_rotate
from homeward.jobs.known import change, known, known_file
from homeward.jobs.releasing import Releases, _desk
from homeward.jobs.results import STATE, anchor_of, state_with
from homeward.jobs.sample import check as check_sheets
from homeward.jobs.sample import status
from homeward.privacy.subkeys import Purpose, subkey
from homeward.release.register import Entry, Scope
from homeward.vocabulary.auditing import AuditEvent
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.roles import Permission
from homeward.vocabulary.units import Unit
from tests.lib.extract import call_real, write_extract, write_small_plan
from tests.unit.release.cases import bundle, count

LEDGER = "protected/ledger.sqlite"


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A folder of records that are called real, from which one release was entered."""
    folder = tmp_path_factory.mktemp("real")
    write_extract(folder / "in")
    call_real(write_small_plan(folder / "study.toml"))
    keys_new(folder / "keys")
    with at_work(folder):
        ingest(folder / "in", folder / "study.toml", folder / "out")
        enter(_desk(folder / "out")[0])
    return folder


@pytest.fixture
def real(made: Path, tmp_path: Path):
    """A copy of it, and Ann at work."""
    shutil.copytree(made, tmp_path / "real")
    with at_work(tmp_path / "real"):
        yield tmp_path / "real"


def at_work(folder: Path, name: str = "Ann", key: str = "keys"):
    """Somebody with a key file."""
    return acting(name, key_file=folder / key, key=read_key_file(folder / key))


def enter(desk: Desk, sha: str = "a" * 64, state: str = "released") -> Entry:
    """Enter a release of nobody."""
    line = {"action": "draft", "by": "homeward", "at": "2024-01-02T03:04:05+00:00", "note": ""}
    return desk.register.add(
        Entry("", desk.project, sha, desk.scope, {"profile": "default"}, {}, state, (line,))
    )


def new_desk(out: Path, force: str = "Nowhere (made up)", *, made_up: bool = False) -> Desk:
    """The desk of a new folder under the key of whoever acts."""
    held = hold(out, None, synthetic=False)
    scope = Scope(force, "2022-01-01", "2022-12-30")
    key = None if made_up else subkey(held.project, Purpose.REGISTER)
    return Desk(out, scope, key=key, books=books_of(out, held.project))


def refused(code: str, what, *args, **kwargs) -> str:
    with pytest.raises(HomewardError) as found:
        what(*args, **kwargs)
    assert found.value.code == code
    return found.value.detail


# ---------------------------------------------------------------- another folder


def test_a_new_folder_of_the_same_key_is_refused_until_it_shares_the_register(real: Path):
    there = register_folder(real / "out")
    told = refused("HW-D014", run, real / "in", real / "study.toml", real / "new")
    assert known()[0].at in told
    assert not (real / "new/outgoing").exists() and not register_folder(real / "new").exists()
    assert show_audit(real / "new").events[-2].extra["why"] == "HW-D014"
    desk = new_desk(real / "new")
    refused("HW-D014", desk.decide, None, "")
    share(real / "new", there)
    desk.look_elsewhere()
    assert [e.id for e in desk.register.entries()] == ["R0001"]
    share(real / "other", real / "empty")
    refused("HW-D014", new_desk(real / "other").look_elsewhere)


def test_another_force_and_what_was_withdrawn_are_not_asked_for(real: Path):
    new_desk(real / "new", "Elsewhere").look_elsewhere()
    register = _desk(real / "out")[0].register
    register.change("R0001", "withdrawn", {"action": "withdraw", "by": "Bo", "at": "", "note": ""})
    new_desk(real / "new").look_elsewhere()
    assert known() == ()


def test_made_up_records_are_told_and_not_refused(real: Path):
    desk = new_desk(real / "new", made_up=True)
    desk.look_elsewhere()
    assert desk.notes == [], "they are beside no release of records"
    looked(real / "new", AuditEvent.RELEASED, Permission.RUN, about=["its ledger"])
    enter(desk)
    desk = new_desk(real / "newer", made_up=True)
    desk.look_elsewhere()
    assert [note[:7] for note in desk.notes] == ["HW-D014"]
    share(real / "third", register_folder(real / "out"))
    new_desk(real / "third").look_elsewhere()


def test_a_list_of_releases_that_is_empty_says_so():
    assert "Nothing was released" in Releases((), synthetic=True).lines()[-1]
    assert "Nothing was released" in Releases((), synthetic=False).lines()[0]


def test_a_register_of_another_root_is_refused_with_its_code(real: Path):
    keys_new(real / "next.key")
    new, key = read_key_file(real / "next.key"), read_key_file(real / "keys")
    keys_rotate(real / "out", key=key, new=new, new_key_file=real / "next.key")
    with at_work(real, key="next.key"):
        share(real / "new", register_folder(real / "out"))
        refused("HW-D004", new_desk(real / "new").look_elsewhere)


def test_without_a_place_for_the_list_it_is_said(real: Path):
    key = read_key_file(real / "keys")
    with acting("Ann", key=key):
        desk = new_desk(real / "new")
        desk.look_elsewhere()
        assert [note[:7] for note in desk.notes] == ["HW-D015"]
        share(real / "new", real / "shared")
        desk = new_desk(real / "new")
        desk.look_elsewhere()
        assert not desk.notes
    with acting("Ann", key=key, anchor=real / "anchors" / "a"):
        assert known_file() == real / "anchors" / f"homeward-releases-{key.fingerprint}.json"


@pytest.mark.parametrize("spoil", ["{}", "no JSON", '"registers": []'])
def test_a_list_that_was_changed_is_refused_and_one_that_is_gone_is_written_again(real, spoil):
    file = known_file()
    text = file.read_text("utf-8")
    file.write_text(spoil if spoil[0] != '"' else _without_registers(text), encoding="utf-8")
    assert file.name in refused("HW-D016", new_desk(real / "new").look_elsewhere)
    file.unlink()
    new_desk(real / "new").look_elsewhere()
    _desk(real / "out")[0].noted.catch_up()
    refused("HW-D014", new_desk(real / "new").look_elsewhere)


def _without_registers(text: str) -> str:
    return json.dumps(json.loads(text) | {"registers": []})


def test_the_list_goes_with_an_exchange_of_keys(real: Path):
    keys_new(real / "next.key")
    new, key = read_key_file(real / "next.key"), read_key_file(real / "keys")
    keys_rotate(real / "out", key=key, new=new, new_key_file=real / "next.key")
    with at_work(real, key="next.key"):
        assert [e.id for e in releases(real / "out").entries] == ["R0001"]
        refused("HW-D014", new_desk(real / "new").look_elsewhere)


def test_what_another_folder_entered_meanwhile_is_not_passed_over(real: Path, monkeypatch):
    desk = _desk(real / "out")[0]
    desk._seen = 0  # as it was decided before R0001 was entered
    monkeypatch.setattr("homeward.jobs.desk.cells_to_keep", lambda *a: {})
    monkeypatch.setattr("homeward.jobs.desk.read_bundle", lambda *a: None)
    (real / "bundle").write_text("{}")
    told = refused("HW-D001", desk.draft, None, real / "bundle", "", _Nothing())
    assert "R0001" in told and len(desk.register.entries()) == 1


class _Nothing:
    """A decision by which nothing stands."""

    stands = None


# ---------------------------------------------------------------- lost, or older


def test_a_register_that_is_gone_is_missed_and_back_again_is_whole(real: Path):
    there, kept = register_folder(real / "out"), real / "kept"
    there.rename(kept)
    assert "1 release" in refused("HW-D004", releases, real / "out")
    refused("HW-D004", run, real / "in", real / "study.toml", real / "out")
    shutil.copytree(kept, there)
    assert [e.id for e in releases(real / "out").entries] == ["R0001"]


def test_an_older_copy_of_a_register_is_missed(real: Path):
    there, kept = register_folder(real / "out"), real / "kept"
    shutil.copytree(there, kept)
    desk = _desk(real / "out")[0]
    enter(desk, "b" * 64)
    shutil.rmtree(there)
    shutil.copytree(kept, there)
    assert "1 of the 2" in refused("HW-D004", releases, real / "out")


def test_an_older_copy_of_one_entry_is_missed(real: Path):
    there = register_folder(real / "out")
    desk = _desk(real / "out")[0]
    enter(desk, "b" * 64, "drafted")
    older = (there / "release.R0002.json").read_bytes()
    line = {"action": "release", "by": "homeward", "at": "", "note": ""}
    desk.register.change("R0002", "released", line)
    (there / "release.R0002.json").write_bytes(older)
    assert "R0002 is an older copy" in refused("HW-D004", releases, real / "out")


def test_a_folder_that_was_deleted_and_begun_anew_is_missed(real: Path):
    shutil.rmtree(real / "out")
    told = refused("HW-D014", run, real / "in", real / "study.toml", real / "out")
    assert str(register_folder(Path(known()[0].at).parents[1])) in told
    _here(real)
    refused("HW-D004", run, real / "in", real / "study.toml", real / "out")


def _here(real: Path) -> None:
    """Have the list say that the register lay in the copy that a test looks at."""
    at = str(register_folder(real / "out").resolve())
    change(lambda lines: tuple(replace(line, at=at) for line in lines))


def test_a_register_that_is_lost_for_good_is_gone_on_without_by_an_owner(real: Path):
    _here(real)
    grant_role(real / "out", "Bo", "analyst")
    shutil.rmtree(register_folder(real / "out"))
    with at_work(real, "Bo"):
        refused("HW-A006", accept_audit, real / "out", why="it burned")
        refused("HW-D004", releases, real / "out")
    done = accept_audit(real / "out", why="it burned")
    assert sum("Register of releases" in note for note in done.notes) == 2 and done.whole
    assert releases(real / "out").entries == () and known() == ()
    assert enter(_desk(real / "out")[0]).id == "R0001"
    assert len(releases(real / "out").entries) == 1 and len(known()) == 1


def test_a_register_that_is_there_is_not_given_up_by_another_folder(real: Path):
    refused("HW-D014", run, real / "in", real / "study.toml", real / "new")
    accept_audit(real / "new", why="I would rather not share")
    refused("HW-D014", run, real / "in", real / "study.toml", real / "new")


@pytest.mark.parametrize("force", ["NOWHERE (made up)", " Nowhere  (made up) "])
def test_a_force_is_the_same_in_other_letters_and_spaces(real: Path, force: str):
    told = refused("HW-D014", new_desk(real / "new", force).look_elsewhere)
    assert "its releases are registered in" in told


def test_a_state_that_names_a_lost_release_is_told_to_forget_it(real: Path):
    out = real / "out"
    vault = open_held(out, None).vault
    publish(out, {STATE: state_with(out, "a" * 64, real / "work", {}, vault)})
    shutil.rmtree(register_folder(out))
    _here(real)
    assert any("in no register" in note for note in accept_audit(out, why="it burned").notes)
    assert anchor_of(out, vault) == ""


# ---------------------------------------------------------------- another ledger


def test_the_ledger_of_another_folder_of_the_key_is_refused_even_without_an_anchor(real: Path):
    ingest(real / "in", real / "study.toml", real / "second")
    grant_role(real / "second", "Zed", "auditor")
    out = real / "out"
    shutil.copyfile(real / "second" / LEDGER, out / LEDGER)
    anchor_file(out).unlink()
    refused("HW-A015", releases, out)
    refused("HW-A015", verify_audit, out)
    refused("HW-A015", ingest, real / "in", real / "study.toml", out)
    with at_work(real, "Zed"):
        refused("HW-A015", show_audit, out)


# ---------------------------------------------------------------- who may look


LOOKS = {
    AuditEvent.RELEASES_VIEWED: releases,
    AuditEvent.KEYS_CHECKED: lambda out: keys_check(out, key=read_key_file(out.parent / "keys")),
    AuditEvent.SAMPLE_VIEWED: status,
    AuditEvent.INTAKE_VIEWED: lambda out: plan(
        out.parent / "in", out.parent / "next.toml", after=out, overwrite=True
    ),
}


@pytest.mark.parametrize("event", LOOKS, ids=lambda event: event.value)
def test_whoever_has_no_role_is_refused_a_look_and_each_is_an_event(real: Path, event):
    with at_work(real, "Zed"):
        refused("HW-A006", LOOKS[event], real / "out")
    LOOKS[event](real / "out")
    told = [(e.who, e.outcome.value) for e in show_audit(real / "out").events if e.what is event]
    assert told == [("Zed", "refused"), ("Ann", "done")]


def test_sheets_are_checked_against_a_folder_by_whoever_may(real: Path):
    with at_work(real, "Zed"):
        refused("HW-A006", check_sheets, [real / "sheet.csv"], real / "out")


def test_mended_rows_are_looked_at_by_whoever_may(real: Path):
    write_extract(real / "edited")
    named = [real / "edited" / "missing.csv"], real / "in", real / "out"
    with at_work(real, "Zed"):
        refused("HW-A006", mend, *named, by="Zed", check=True)
    refused("HW-P031", mend, *named, by="Ann", check=True)
    told = [e.who for e in show_audit(real / "out").events if e.what is AuditEvent.MENDS_VIEWED]
    assert told == ["Zed", "Ann"]


def test_a_release_is_attacked_in_its_folder_by_whoever_may(tmp_path: Path):
    out = tmp_path / "out"
    keys_new(tmp_path / "keys")
    findings = _findings(tmp_path)
    with at_work(tmp_path):
        release(out, findings=findings)
        assert check_release(out).as_json()["pinned"] == []
        with at_work(tmp_path, "Zed"):
            refused("HW-A006", check_release, out)
            refused("HW-A006", release, out, findings=findings)
        shutil.copytree(out / "outgoing", tmp_path / "sent")
        with at_work(tmp_path, "Zed"):
            check_release(tmp_path / "sent")
        shutil.rmtree(register_folder(out))
        refused("HW-D004", check_release, out)
        told = [(e.who, e.what.value, e.outcome.value) for e in show_audit(out).events]
    assert ("Ann", "released", "done") in told and ("Ann", "release_checked", "done") in told
    assert ("Zed", "released", "refused") in told and ("Zed", "release_checked", "refused") in told


def _findings(folder: Path) -> Path:
    """An unreleased bundle of records that are called real."""
    made = folder / "findings.json"
    many = bundle(count(2000, 600), count(600, 600, name="children", unit=Unit.CHILDREN))
    made.write_text(to_json(replace(many, synthetic=False)), encoding="utf-8")
    return made


def test_made_up_records_are_everybodys_to_look_at(tmp_path: Path):
    out = tmp_path / "out"
    ingest(write_extract(tmp_path / "in"), write_small_plan(tmp_path / "study.toml"), out)
    with acting("Zed"):
        releases(out)
        status(out)
        plan(tmp_path / "in", tmp_path / "next.toml", after=out)
    told = {(e.who, e.what) for e in show_audit(out).events}
    looks = (AuditEvent.RELEASES_VIEWED, AuditEvent.SAMPLE_VIEWED, AuditEvent.INTAKE_VIEWED)
    assert {("Zed", what) for what in looks} <= told
