"""Names and birth dates: kept apart, encrypted, only if asked for, and nowhere else."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from homeward.engine.connection import open_engine
from homeward.engine.sealed import is_sealed
from homeward.engine.sealed_tables import bare
from homeward.engine.store import FORMAT_FILE, read_tables
from homeward.jobs import ingest, run
from homeward.jobs.held import open_held, read_key_file
from homeward.jobs.keys import keys_check, keys_new, keys_rotate
from homeward.jobs.working import working_in
from homeward.records.identities import read_identities
from homeward.vocabulary.errors import HomewardError
from tests.lib.extract import COLUMNS, HEADER, ROWS, call_real, write_extract, write_small_plan

#: What every row of this extract is named after; made up.
NAMES = ("Ysolde", "Quarrington", "Thistlewood")
BORN = date(2008, 2, 29)
SAID = ("29/02/2008", "2008-02-29", "20080229")

MAPPED = COLUMNS | {"name": "Full Name", "born_on": '{ column = "DOB", format = "%d/%m/%Y" }'}


class Place:
    """A real extract with names, a plan that maps them, two keys and an output folder."""

    def __init__(self, folder: Path, *, keep: bool = True, real: bool = True) -> None:
        self.out, self.plan = folder / "out", folder / "study.toml"
        rows = [(*row, f"{NAMES[0]} {NAMES[1 + n % 2]}", SAID[0]) for n, row in enumerate(ROWS)]
        self.extracts = write_extract(
            folder / "extracts", rows, header=(*HEADER, "Full Name", "DOB")
        )
        write_small_plan(self.plan, columns=MAPPED)
        self.keep(keep)
        if real:
            call_real(self.plan)
        for name in ("one", "two"):
            keys_new(folder / f"{name}.key")
        self.one, self.two = (read_key_file(folder / f"{n}.key") for n in ("one", "two"))

    def keep(self, keep: bool) -> None:
        text = self.plan.read_text().replace("[identity]\nkeep = true\n", "")
        told = "[identity]\nkeep = true\n" if keep else ""
        self.plan.write_text(text.replace("[window]", f"{told}[window]"))

    @property
    def store(self) -> Path:
        return self.out / "protected" / "identity"


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("kept"))
    place.notes = run(place.extracts, place.plan, place.out, key=place.one).notes
    return place


def identities(place: Place, key) -> list[dict]:
    with working_in(place.out):
        held = open_held(place.out, key)
        with open_engine(vault=held.identity) as engine:
            return read_identities(engine, place.store).to_pylist()


def holds(value: object) -> bool:
    """Whether a cell of a table, or the text of a file, holds a seeded name or birth date."""
    if isinstance(value, (date, datetime)):
        return (value.year, value.month, value.day) == (BORN.year, BORN.month, BORN.day)
    if isinstance(value, list):
        return any(map(holds, value))
    return isinstance(value, str) and any(one in value for one in (*NAMES, *SAID))


def opened(place: Place, key) -> dict[str, bool]:
    """Every file under the output folder, opened with its key, to whether a name is in it."""
    found, protected = {}, place.out / "protected"
    with working_in(place.out):
        held = open_held(place.out, key)
        for path in [p for p in place.out.rglob("*") if p.is_file()]:
            name = path.relative_to(place.out).as_posix()
            if path.suffix == ".parquet":
                continue
            vault = held.vault_of(path, protected) if is_sealed(path) else None
            data = vault.read_bytes(path) if vault else path.read_bytes()
            found[name] = holds(data.decode("utf-8", "replace"))
        for path in protected.rglob(FORMAT_FILE):
            vault = held.vault_of(path, protected)
            with open_engine(vault=vault) as engine:
                for table, read in read_tables(engine, path.parent).items():
                    cells = read.to_pyarrow().to_pylist()
                    name = (path.parent / f"{table}.parquet").relative_to(place.out).as_posix()
                    found[name] = any(holds(v) for row in cells for v in row.values())
    return found


def test_what_is_kept_is_each_child_with_names_and_birth_date(kept):
    rows = identities(kept, kept.one)
    assert {row["name"] for row in rows} == {f"{NAMES[0]} {NAMES[1]}", f"{NAMES[0]} {NAMES[2]}"}
    assert {row["born_on"] for row in rows} == {BORN}
    assert {row["agency"] for row in rows} == {"police"}
    with working_in(kept.out), open_engine(vault=open_held(kept.out, kept.one).vault) as engine:
        used = read_tables(engine, kept.out / "protected/store")["incidents"].to_pyarrow()
    assert {row["child"] for row in rows} == set(used["child"].to_pylist())
    assert len(rows) < len(used)
    assert any("protected/identity" in note for note in kept.notes)


def test_no_other_file_holds_a_name_or_a_birth_date(kept):
    found = opened(kept, kept.one)
    assert {name.split("/")[0] for name in found} >= {"protected", "outgoing"}
    named = {name for name, it in found.items() if it}
    assert named and all("/identity/identities.parquet" in name for name in named)
    assert len(named) == 2, "published, and in the step that made it"


def test_nothing_of_it_is_on_disk_in_the_clear(kept):
    for path in kept.out.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not any(text.encode() in data for text in (*NAMES, *SAID[:2])), path.name


def test_the_vault_of_analyses_does_not_open_it(kept):
    with working_in(kept.out):
        vault = open_held(kept.out, kept.one).vault
        with open_engine(vault=vault) as engine, pytest.raises(HomewardError, match="HW-K003"):
            read_identities(engine, kept.store)


def test_it_is_encrypted_anew_with_the_rest_and_checked(tmp_path):
    place = Place(tmp_path)
    ingest(place.extracts, place.plan, place.out, key=place.one)
    before = {p: p.read_bytes() for p in place.store.iterdir()}
    rows = identities(place, place.one)
    keys_rotate(place.out, key=place.one, new=place.two, data=True)
    assert all(path.read_bytes() != data for path, data in before.items()) and len(before) == 2
    assert identities(place, place.two) == rows
    assert keys_check(place.out, key=place.two).generation == 2
    table = place.store / "identities.parquet"
    data = bytearray(table.read_bytes())
    data[100] ^= 1
    table.write_bytes(data)
    with pytest.raises(HomewardError, match="HW-K005"):
        keys_check(place.out, key=place.two)


def test_a_plan_that_no_longer_keeps_them_deletes_them(tmp_path):
    place = Place(tmp_path)
    ingest(place.extracts, place.plan, place.out, key=place.one)
    assert place.store.is_dir()
    place.keep(False)
    done = ingest(place.extracts, place.plan, place.out, key=place.one)
    assert not place.store.exists()
    assert not list(place.out.glob("protected/cache/*/identity"))
    assert not any("identity" in note for note in done.notes)
    place.keep(True)
    ingest(place.extracts, place.plan, place.out, key=place.one)
    assert identities(place, place.one)


def test_they_are_off_unless_the_plan_says_so(tmp_path):
    place = Place(tmp_path, keep=False)
    ingest(place.extracts, place.plan, place.out, key=place.one)
    assert not place.store.exists() and not any(opened(place, place.one).values())


@pytest.mark.parametrize("job", [ingest, run])
def test_without_a_key_they_are_refused_before_anything_is_read(tmp_path, job):
    place = Place(tmp_path, real=False)
    with pytest.raises(HomewardError) as refused:
        job(tmp_path / "no such folder", place.plan, place.out)
    assert refused.value.code == "HW-K011" and not place.out.exists()


def test_a_plan_that_maps_no_name_is_told_that_nothing_is_kept(tmp_path):
    place = Place(tmp_path)
    lines = place.plan.read_text().splitlines()
    place.plan.write_text("\n".join(n for n in lines if not n.startswith(("name", "born_on"))))
    done = ingest(place.extracts, place.plan, place.out, key=place.one)
    assert any(note.startswith("[identity] keeps nothing") for note in done.notes)
    assert identities(place, place.one) == []


def test_forename_and_surname_of_an_incident_have_columns_of_their_own(tmp_path):
    place = Place(tmp_path)
    rows = [(*row, NAMES[0], NAMES[1 + n % 2], "", SAID[0]) for n, row in enumerate(ROWS)]
    header = (*HEADER, "Forename", "Surname", "Known As", "DOB")
    write_extract(place.extracts, rows, header=header)
    names = {"forename": "Forename", "surname": "Surname", "name": "Known As"}
    write_small_plan(place.plan, columns=MAPPED | names)
    call_real(place.plan)
    place.keep(True)
    done = run(place.extracts, place.plan, place.out, key=place.one)
    rows = identities(place, place.one)
    assert {(r["forename"], r["surname"], r["name"]) for r in rows} == {
        (NAMES[0], NAMES[1], None), (NAMES[0], NAMES[2], None),
    }  # fmt: skip
    assert any("incidents.forename, incidents.surname" in note for note in done.notes), done.notes
    named = {name for name, it in opened(place, place.one).items() if it}
    assert named and all("/identity/identities.parquet" in name for name in named)


def test_a_bare_connection_without_the_key_reads_nothing(kept):
    with bare() as connection, pytest.raises(Exception, match=r"encrypt|key"):
        connection.sql(f"FROM read_parquet('{kept.store}/identities.parquet')").fetchall()
