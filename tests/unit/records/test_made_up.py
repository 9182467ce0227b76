"""Files that say of themselves that they are made up, and records that do not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from homeward.records.made_up import says_made_up
from homeward.records.propose import propose
from homeward.synth import make_county
from homeward.synth.bulk import make_bulk


@pytest.fixture(scope="module")
def extracts(tmp_path_factory) -> Path:
    return make_county("tiny", 1, tmp_path_factory.mktemp("county")).truth.parent / "extracts"


def test_every_file_of_a_county_says_so_on_its_own(extracts):
    files = [path for path in extracts.rglob("*") if path.is_file()]
    files = [path for path in files if path.suffix != ".xml" and path.name != "SYNTHETIC.txt"]
    assert len(files) > 20
    assert [path.name for path in files if not says_made_up(path)] == []


def test_typed_tables_say_so_too(tmp_path):
    made = make_bulk("tiny", 1, tmp_path, scale=1, workers=1)
    tables = [path for path in made.files if path.suffix == ".parquet"]
    assert len(tables) == 4
    assert all(map(says_made_up, tables))


def test_a_file_taken_out_of_its_folder_still_makes_the_study_synthetic(extracts, tmp_path):
    shutil.copy(extracts / "police" / "missing_2022_q1.csv", tmp_path)
    assert propose(tmp_path).synthetic


def test_records_that_speak_of_synthetic_things_are_records(tmp_path):
    rows = [f"M{n},N{n},Found with SYNTHETIC cannabinoids,SYNTHETIC-A" for n in range(9)]
    (tmp_path / "notes.csv").write_text("\n".join(["Ref,Person,Notes,Drug", *rows]))
    assert not says_made_up(tmp_path / "notes.csv")
    (tmp_path / "none.xlsx").write_bytes(b"not a workbook")
    assert not says_made_up(tmp_path / "none.xlsx")
    assert not says_made_up(tmp_path / "gone.csv")


def test_records_beside_made_up_files_are_pointed_out(extracts, tmp_path):
    shutil.copy(extracts / "police" / "missing_2022_q1.csv", tmp_path)
    (tmp_path / "homes.csv").write_text("Home Name,Type,Registered Beds\nA,Children's home,3\n")
    proposal = propose(tmp_path)
    assert proposal.synthetic
    assert any("1 of 2 files say that they are made up" in doubt.text for doubt in proposal.doubts)
