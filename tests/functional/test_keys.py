"""Real records are encrypted; keys are exchanged without loss; what was changed is refused."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from typer.testing import CliRunner

from homeward.cli.main import app
from homeward.engine.sealed import is_sealed
from homeward.jobs import acting, ingest, link, mend, show_audit, study
from homeward.jobs.held import open_held, read_key_file
from homeward.jobs.keys import keys_adopt, keys_check, keys_new, keys_rotate
from homeward.jobs.opening import quarantine
from homeward.jobs.working import working_in
from homeward.vocabulary.errors import HomewardError
from tests.lib.extract import ROWS, call_real, write_extract, write_small_plan

#: Cells that must be nowhere in the clear: one of a row set aside, one of a row used.
SEEDED = (b"Quarrington Ysolde", b"M007")
BAD = ("M901", "Quarrington Ysolde", "not a date", "nor this", "", "Foster", "12")

#: Files under `protected` that say nothing of a record, or are sealed in a way of their own.
MAY_BE_PLAIN = ("keys.json", "done.json", "job.json", "project.key.anchor", "ledger.sqlite")

#: Files that an exchange of keys alone changes.
EXCHANGED = ("keys.json", "project.key.anchor", "ledger.sqlite")


class Place:
    """A real extract, its plan, an output folder made with a key, and a second key."""

    def __init__(self, folder: Path, *, synthetic: bool = False, keyed: bool = True) -> None:
        self.folder, self.out = folder, folder / "out"
        self.extracts = write_extract(folder / "extracts", [*ROWS, BAD])
        self.plan = write_small_plan(folder / "study.toml")
        if not synthetic:
            call_real(self.plan)
        for name in ("one", "two"):
            keys_new(folder / f"{name}.key")
        self.one, self.two = (read_key_file(folder / f"{n}.key") for n in ("one", "two"))
        self.ingest(self.one if keyed else None)

    def ingest(self, key):
        return ingest(self.extracts, self.plan, self.out, key=key)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Place:
    place = Place(tmp_path_factory.mktemp("made"))
    link(place.out, key=place.one)
    study(place.out, key=place.one)
    return place


@pytest.fixture
def place(made, tmp_path) -> Place:
    """A copy, as of a folder carried to another machine."""
    shutil.copytree(made.folder, tmp_path / "copy")
    copy = object.__new__(Place)
    copy.__dict__ = {**made.__dict__}
    copy.folder, copy.out = tmp_path / "copy", tmp_path / "copy" / "out"
    copy.plan, copy.extracts = copy.folder / "study.toml", copy.folder / "extracts"
    return copy


def code_of(call, *args, **options) -> str:
    with pytest.raises(HomewardError) as refused:
        call(*args, **options)
    return refused.value.code


def files(out: Path) -> list[Path]:
    return [p for p in sorted((out / "protected").rglob("*")) if p.is_file()]


def all_encrypted(out: Path) -> list[str]:
    """Files under `protected` that are neither sealed, nor encrypted Parquet, nor allowed."""
    return [
        p.relative_to(out).as_posix()
        for p in files(out)
        if not is_sealed(p) and p.read_bytes()[:4] != b"PARE" and p.name not in MAY_BE_PLAIN
    ]


def pseudonyms(place: Place, key) -> set[str]:
    from homeward.engine.connection import open_engine
    from homeward.engine.store import read_tables

    with working_in(place.out):
        vault = open_held(place.out, key).vault
        with open_engine(vault=vault) as engine:
            held = read_tables(engine, place.out / "protected" / "store")["incidents"]
            return set(held["child"].to_pyarrow().to_pylist())


def test_real_records_without_a_key_are_refused_before_anything_is_read(tmp_path):
    plan = call_real(write_small_plan(tmp_path / "study.toml"))
    said = pytest.raises(HomewardError)
    with said as refused:
        ingest(tmp_path / "no such folder", plan, tmp_path / "out")
    assert refused.value.code == "HW-K001"
    assert "homeward keys new" in str(refused.value) and "HOMEWARD_KEY_FILE" in str(refused.value)
    assert not (tmp_path / "out").exists()


def test_everything_held_is_encrypted_and_no_seeded_cell_is_in_the_clear(made):
    assert all_encrypted(made.out) == []
    for path in made.out.rglob("*"):
        if path.is_file():
            assert not any(cell in path.read_bytes() for cell in SEEDED), path.name
    assert any(SEEDED[0] in p.read_bytes() for p in made.extracts.iterdir())


def test_an_encrypted_study_says_what_a_plain_one_says_byte_for_byte(tmp_path):
    place = Place(tmp_path, synthetic=True)
    assert all_encrypted(place.out) == []
    vault = open_held(place.out, place.one).vault
    clear = tmp_path / "clear"
    ingest(place.extracts, place.plan, clear)
    for out, key in ((place.out, place.one), (clear, None)):
        link(out, key=key)
        study(out, key=key)
    sealed = vault.read_text(place.out / "protected/results/findings.json")
    assert sealed == (clear / "protected/results/findings.json").read_text()
    assert json.loads(sealed)["findings"]


def test_a_wrong_key_and_no_key_are_told(made):
    assert code_of(study, made.out, key=made.two) == "HW-K003"
    assert code_of(study, made.out) == "HW-K002"
    assert code_of(made.ingest, made.two) == "HW-K003"
    assert code_of(keys_check, made.out, key=made.two) == "HW-K003"


@pytest.mark.parametrize("name", ["state/state.json", "quarantine/001_rows.csv", "outline.json"])
def test_a_changed_file_is_found_by_a_check(place, name):
    path = place.out / "protected" / name
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    assert code_of(keys_check, place.out, key=place.one) == "HW-K005"


def test_a_changed_or_missing_table_is_refused(place):
    table = place.out / "protected" / "store" / "incidents.parquet"
    data = bytearray(table.read_bytes())
    data[200] ^= 1
    table.write_bytes(data)
    assert code_of(keys_check, place.out, key=place.one) == "HW-K005"
    assert code_of(pseudonyms, place, place.one) == "HW-K005"
    table.unlink()
    assert code_of(keys_check, place.out, key=place.one) == "HW-K005"


def test_keys_edited_or_deleted_are_told_and_never_made_anew(place):
    path = place.out / "protected" / "keys.json"
    whole = path.read_text()
    path.write_text(whole.replace('"generation": 1', '"generation": 3'))
    assert code_of(study, place.out, key=place.one) == "HW-K006"
    path.unlink()
    assert code_of(study, place.out, key=place.one) == "HW-K006"
    assert code_of(place.ingest, place.one) == "HW-K006"
    assert not path.exists()
    path.write_text(whole)
    assert keys_check(place.out, key=place.one).generation == 1


def test_a_copied_folder_opens_with_the_same_key(place):
    assert study(place.out, key=place.one).synthetic is False


class Killed(BaseException):
    """A crash."""


def killed_at(step: int):
    seen = iter(range(10_000))

    def steps(_: str) -> None:
        if next(seen) == step:
            raise Killed

    return steps


def opens_with_exactly_one(place: Place) -> str:
    """The name of the key that opens the folder and all it holds."""
    found = []
    for name in ("one", "two"):
        try:
            keys_check(place.out, key=getattr(place, name))
        except HomewardError as refused:
            assert refused.code == "HW-K003"
        else:
            found.append(name)
    assert len(found) == 1
    return found[0]


def test_a_key_exchanged_opens_and_the_old_one_no_longer(place):
    before = pseudonyms(place, place.one)
    bytes_before = {p: p.read_bytes() for p in files(place.out) if p.name not in EXCHANGED}
    told = keys_rotate(place.out, key=place.one, new=place.two)
    assert told.fingerprint == place.two.fingerprint and told.generation == 2
    left = {p: p.read_bytes() for p in files(place.out) if p.name not in EXCHANGED}
    assert left == bytes_before
    assert opens_with_exactly_one(place) == "two"
    assert pseudonyms(place, place.two) == before


def test_an_exchange_killed_at_its_moment_leaves_the_old_key(place):
    with pytest.raises(Killed):
        keys_rotate(place.out, key=place.one, new=place.two, steps=killed_at(0))
    assert opens_with_exactly_one(place) == "one"


def test_everything_is_encrypted_anew_and_finished_steps_stay_finished(place):
    before = {p.relative_to(place.out): p.read_bytes() for p in files(place.out)}
    names = pseudonyms(place, place.one)
    told = keys_rotate(place.out, key=place.one, new=place.two, data=True)
    after = {p.relative_to(place.out): p.read_bytes() for p in files(place.out)}
    assert after.keys() == before.keys() and told.sealed > 20
    same = [p for p in after if after[p] == before[p] and p.name not in MAY_BE_PLAIN]
    assert same == [] and all_encrypted(place.out) == []
    assert pseudonyms(place, place.two) == names
    assert all(step.reused for step in study(place.out, key=place.two).steps)
    assert not [p for p in place.out.iterdir() if p.name.startswith(".resealing")]


@pytest.mark.parametrize("step", [0, 4, 9, 15, 17, 19, 22, 27, 31, 35])
def test_encrypting_anew_killed_at_any_step_leaves_one_key_that_opens(place, step):
    with suppress(Killed):
        keys_rotate(place.out, key=place.one, new=place.two, data=True, steps=killed_at(step))
    which = opens_with_exactly_one(place)
    assert all_encrypted(place.out) == []
    again = keys_rotate(place.out, key=getattr(place, which), new=place.two, data=True)
    assert again.fingerprint == place.two.fingerprint
    assert opens_with_exactly_one(place) == "two"


@pytest.fixture
def plain(tmp_path) -> Place:
    """A folder made without a key, whose plan is then said to be of real records."""
    place = Place(tmp_path, synthetic=True, keyed=False)
    link(place.out)
    call_real(place.plan)
    return place


def test_a_folder_made_without_a_key_is_adopted_with_its_pseudonyms(plain):
    assert code_of(plain.ingest, plain.one) == "HW-K008"
    before = pseudonyms(plain, None)
    told = keys_adopt(plain.out, key=plain.one)
    assert told.sealed > 10 and all_encrypted(plain.out) == []
    assert not (plain.out / "protected" / "project.key").exists()
    assert pseudonyms(plain, plain.one) == before
    assert plain.ingest(plain.one).synthetic is False
    assert code_of(keys_adopt, plain.out, key=plain.one) == "HW-K007"


@pytest.mark.parametrize("step", [0, 3, 8, 11, 14, 20, 26])
def test_an_adoption_killed_at_any_step_can_be_finished(plain, step):
    with suppress(Killed):
        keys_adopt(plain.out, key=plain.one, steps=killed_at(step))
    with working_in(plain.out):
        adopted = open_held(plain.out, plain.one).vault.sealed
    if not adopted:
        keys_adopt(plain.out, key=plain.one)
    assert keys_check(plain.out, key=plain.one).generation == 1
    assert all_encrypted(plain.out) == []


def test_going_on_with_real_records_in_a_plain_folder_is_refused(plain):
    state = plain.out / "protected" / "state" / "state.json"
    state.write_text(state.read_text().replace("synthetic = true", "synthetic = false"))
    assert code_of(study, plain.out) in {"HW-K008", "HW-P020"}
    assert code_of(keys_adopt, plain.out, key=None) == "HW-K001"


def test_quarantine_is_opened_for_a_person_mended_and_taken_back(place):
    opened = quarantine(place.out, to=place.folder / "open", key=place.one)
    assert opened.files == ("001_rows.csv", "faults.csv")
    with acting("unnamed", key=place.one):
        told = [e for e in show_audit(place.out).events if e.what == "quarantine_opened"]
    assert [e.about for e in told] == [("quarantine",)]
    rows = place.folder / "open" / "001_rows.csv"
    assert SEEDED[0] in rows.read_bytes() and rows.stat().st_mode & 0o777 == 0o600
    mended = rows.read_text().replace("not a date", "01/02/2022 10:00")
    rows.write_text(mended.replace("nor this", "01/02/2022 10:30"))
    done = mend([rows], place.extracts, place.out, by="A. Analyst", key=place.one)
    assert done.rows == 1 and all_encrypted(place.out) == []
    assert place.ingest(place.one).set_aside == 0
    assert code_of(quarantine, place.out, to=place.folder / "open", key=place.one) == "HW-K007"
    assert code_of(quarantine, place.out, to=place.out / "x", key=place.one) == "HW-K007"
    assert code_of(quarantine, place.out, to=place.folder / "b", key=place.two) == "HW-K003"
    sample = code_of(quarantine, place.out, to=place.folder / "b", key=place.one, sample="../..")
    assert sample == "HW-J003"


def test_nothing_is_opened_for_somebody_who_may_not_or_when_it_cannot_be_recorded(place):
    to = place.folder / "open"
    with acting("Bo"):
        assert code_of(quarantine, place.out, to=to, key=place.one) == "HW-A006"
    (place.out / "protected/ledger.sqlite").write_bytes(b"no ledger at all" * 400)
    assert code_of(quarantine, place.out, to=to, key=place.one) == "HW-A002"
    assert not to.exists()


def test_a_quarantine_file_that_was_swapped_leaves_nothing_open(place):
    held = place.out / "protected" / "quarantine"
    shutil.copyfile(held / "faults.csv", held / "001_rows.csv")
    to = place.folder / "open"
    assert code_of(quarantine, place.out, to=to, key=place.one) == "HW-K005"
    assert list(to.iterdir()) == []


def run(*arguments: object, **env: str):
    named = {"HOMEWARD_KEY_FILE": "", "HOMEWARD_KEY": "", "HOMEWARD_ACTOR": "unnamed"}
    clean = named | env
    return CliRunner().invoke(app, [str(a) for a in arguments], env=clean)


def test_a_key_is_taken_from_the_environment_and_never_printed(place, tmp_path):
    text = place.one.text
    done = run("study", "--out", place.out, "-q", HOMEWARD_KEY=text)
    assert done.exit_code == 0 and text not in done.output
    bad = run("study", "--out", place.out, "-q", HOMEWARD_KEY=text[:-2])
    assert bad.exit_code == 19 and "HW-K004" in bad.output and text[:20] not in bad.output
    new = tmp_path / "new.key"
    said = run("keys", "new", "--out", new)
    assert said.exit_code == 0 and new.read_text().strip() not in said.output
    assert new.stat().st_mode & 0o777 == 0o600
    assert "HW-K007" in run("keys", "new", "--out", new).output


def test_a_key_file_that_others_can_read_is_pointed_out(place):
    file = place.folder / "one.key"
    file.chmod(0o644)
    said = run("keys", "check", place.out, "--key-file", file)
    assert said.exit_code == 0 and "HW-K010" in said.output
    file.chmod(0o400)
    said = run("keys", "check", place.out, "--key-file", file)
    assert said.exit_code == 0 and "HW-K010" not in said.output
    file.chmod(0o600)
    file.write_bytes(place.one.text.encode() + b"\r\n")
    assert run("keys", "check", place.out, "--key-file", file).exit_code == 0
    file.write_bytes(os.urandom(32))
    assert "HW-K004" in run("keys", "check", place.out, "--key-file", file).output
    assert "HW-K004" in run("keys", "check", place.out, "--key-file", "nowhere.key").output


def test_keys_are_exchanged_and_a_folder_adopted_from_the_command_line(place, tmp_path):
    said = run(
        "keys", "rotate", place.out, "--new-key-file", place.folder / "two.key",
        "--key-file", place.folder / "one.key", "--data", "-q",
    )  # fmt: skip
    assert said.exit_code == 0, said.output
    assert opens_with_exactly_one(place) == "two"
    (tmp_path / "p").mkdir()
    plain = Place(tmp_path / "p", synthetic=True, keyed=False)
    assert run("keys", "adopt", plain.out, "--key-file", plain.folder / "one.key").exit_code == 0
    assert all_encrypted(plain.out) == []
