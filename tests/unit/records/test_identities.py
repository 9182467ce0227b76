"""The rows of the identity store: who is told of, by whom, and what is never among them."""

from __future__ import annotations

from datetime import date

import pytest

from homeward.engine.connection import open_engine
from homeward.engine.sealed import PLAIN, Vault
from homeward.records.identities import (
    IDENTITIES,
    identity_schema,
    read_identities,
    write_identities,
)
from homeward.records.intake import Scope, ingest
from homeward.records.mapping import ColumnMap, FileMap, Reading
from homeward.vocabulary.agency import Agency
from homeward.vocabulary.errors import HomewardError

HEADER = "Child,First,Last,DOB\n"
SCOPE = Scope(date(2023, 1, 1), date(2023, 12, 31), 18)

#: One child under two spellings, one without a name, one told of twice alike, one set aside.
ROWS = (
    "C1,Anna,Quill,05/03/2010\n"
    "C1,Ana,Quill,05/03/2010\n"
    "C2,,,\n"
    "C3,Bo,Rowe,31/02/2011\n"
    "C4,Cy,Stone,01/01/2012\n"
    "C4,Cy,Stone,01/01/2012\n"
    ",Di,Thorn,01/01/2013\n"
)


def children(tmp_path, rows=ROWS, *, agencies=(Agency.LOCAL_AUTHORITY,), piece=65_536):
    (tmp_path / "children.csv").write_text(HEADER + rows)
    columns = {
        "child": ColumnMap(column="Child"),
        "forename": ColumnMap(column="First"),
        "surname": ColumnMap(column="Last"),
        "born_on": ColumnMap(column="DOB", format="%d/%m/%Y"),
    }
    plan = FileMap("children", ("children.csv",), reading=Reading(), columns=columns)
    return ingest(
        tmp_path, [plan], SCOPE, lambda kind, text: f"{kind}:{text}", piece=piece,
        agencies=agencies,
    )  # fmt: skip


def told(intake) -> list[tuple]:
    rows = intake.identities.reader().read_all().to_pylist()
    return [(r["child"], r["forename"], r["surname"], r["born_on"]) for r in rows]


WANTED = [
    ("child:C1", "Ana", "Quill", date(2010, 3, 5)),
    ("child:C1", "Anna", "Quill", date(2010, 3, 5)),
    ("child:C3", "Bo", "Rowe", None),
    ("child:C4", "Cy", "Stone", date(2012, 1, 1)),
]


@pytest.mark.parametrize("piece", [1, 3, 65_536])
def test_every_spelling_is_kept_once_whatever_the_pieces(tmp_path, piece):
    assert told(children(tmp_path, piece=piece)) == WANTED


def test_parts_are_put_together_as_they_come(tmp_path, monkeypatch):
    monkeypatch.setattr("homeward.records.identities._OFTEN", 1)
    assert told(children(tmp_path, piece=1)) == WANTED


def test_each_row_says_whose_word_it_is(tmp_path):
    found = children(tmp_path).identities.reader().read_all()
    assert found.schema == identity_schema()
    assert set(found["agency"].to_pylist()) == {"local_authority"}
    assert set(found["source_file"].to_pylist()) == {1}


def test_nothing_is_kept_unless_it_is_asked_for(tmp_path):
    intake = children(tmp_path, agencies=None)
    assert intake.identities is None
    stores = intake._stores["children"]._files
    assert all(part.identity is None for file in stores for part in file.parts)


def test_a_birth_after_the_report_is_set_aside_and_not_kept(tmp_path):
    (tmp_path / "missing.csv").write_text(
        "Ref,Child,Reported,DOB,Name\n"
        "M1,C1,05/03/2023 10:00,05/03/2010,Anna Quill\n"
        "M2,C2,05/03/2023 10:00,06/03/2023,Bo Rowe\n"
        "M3,C3,not a date,06/03/2011,Cy Stone\n"
    )
    when = ColumnMap(column="Reported", format="%d/%m/%Y %H:%M")
    columns = {
        "incident": ColumnMap(column="Ref"), "child": ColumnMap(column="Child"), "reported": when,
        "born_on": ColumnMap(column="DOB", format="%d/%m/%Y"), "name": ColumnMap(column="Name"),
    }  # fmt: skip
    plan = FileMap("incidents", ("missing.csv",), reading=Reading(), columns=columns)
    intake = ingest(tmp_path, [plan], SCOPE, lambda k, t: t, agencies=[Agency.POLICE])
    rows = intake.identities.reader().read_all().to_pylist()
    assert [(r["child"], r["name"], r["born_on"]) for r in rows] == [
        ("C1", "Anna Quill", date(2010, 3, 5)),
        ("C2", "Bo Rowe", None),
    ]


def test_what_holds_names_does_not_print_them(tmp_path):
    intake = children(tmp_path)
    assert "Quill" not in repr(intake) + repr(intake.identities)


def test_the_store_opens_with_its_own_key_alone(tmp_path):
    found = children(tmp_path).identities
    own, other = Vault(b"1" * 32), Vault(b"2" * 32)
    write_identities(found, tmp_path / "identity", own)
    assert b"Quill" not in b"".join(p.read_bytes() for p in (tmp_path / "identity").iterdir())
    with open_engine(vault=own) as engine:
        read = read_identities(engine, tmp_path / "identity")
    assert read.to_pylist() == found.reader().read_all().to_pylist()
    with open_engine(vault=other) as engine, pytest.raises(HomewardError, match="HW-K003"):
        read_identities(engine, tmp_path / "identity")
    assert (tmp_path / "identity" / f"{IDENTITIES}.parquet").read_bytes()[:4] == b"PARE"


def test_the_store_is_never_written_plain(tmp_path):
    with pytest.raises(HomewardError, match="HW-K011"):
        write_identities(children(tmp_path).identities, tmp_path / "identity", PLAIN)
    assert not (tmp_path / "identity").exists()
