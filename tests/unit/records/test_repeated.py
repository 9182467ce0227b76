"""Rows of one reference that disagree: set aside, or the later file's where the plan says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from homeward.records.intake import Scope, ingest
from homeward.records.mapping import ColumnMap, FileMap
from homeward.study.plan import parse_plan
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.repeated import Repeated
from tests.lib.extract import write_small_plan

SCOPE = Scope(date(2022, 1, 1), date(2023, 12, 31), 18)
FORMAT = "%d/%m/%Y %H:%M"
COLUMNS = {
    "incident": ColumnMap("Ref"),
    "child": ColumnMap("Child"),
    "reported": ColumnMap("Told", format=FORMAT),
    "found": ColumnMap("Found", format=FORMAT),
}
MAP = FileMap("incidents", ("a.csv", "b.csv"), columns=COLUMNS)


def taken(folder, first, second, how, files=("a.csv", "b.csv")):
    for name, rows in (("a.csv", first), ("b.csv", second)):
        (folder / name).write_text("Ref,Child,Told,Found\n" + "\n".join(rows) + "\n")
    return ingest(folder, [replace(MAP, repeated=how, files=files)], SCOPE, lambda _, text: text)


FIRST = ["M1,C1,01/03/2022 20:00,", "M2,C1,02/03/2022 20:00,03/03/2022 01:00"]
SECOND = ["M1,C1,01/03/2022 20:00,02/03/2022 09:00", "M2,C1,02/03/2022 20:00,03/03/2022 04:00"]


def found(intake):
    rows = intake.tables["incidents"].select(["incident", "found_local"]).to_pylist()
    return {row["incident"]: str(row["found_local"]) for row in rows}


def test_a_disagreement_is_set_aside_unless_the_plan_says_otherwise(tmp_path):
    intake = taken(tmp_path, FIRST, SECOND, Repeated.SET_ASIDE)
    assert found(intake) == {"M1": "2022-03-02 09:00:00"}
    assert sum(file.set_aside for file in intake.account.files) == 2


@pytest.mark.parametrize(
    ("files", "hour"), [(("a.csv", "b.csv"), "04"), (("b.csv", "a.csv"), "01")]
)
def test_the_file_listed_last_is_right_where_the_plan_says_so(tmp_path, files, hour):
    intake = taken(tmp_path, FIRST, SECOND, Repeated.LATER_FILE, files)
    assert found(intake)["M2"] == f"2022-03-03 {hour}:00:00"
    assert sum(file.set_aside for file in intake.account.files) == 0
    assert sum(file.duplicate for file in intake.account.files) == 2


def test_rows_of_one_file_that_disagree_are_set_aside_all_the_same(tmp_path):
    intake = taken(tmp_path, FIRST, [*SECOND, SECOND[1].replace("04:00", "05:00")],
                   Repeated.LATER_FILE)  # fmt: skip
    assert set(found(intake)) == {"M1"}
    assert intake.account.files[1].reasons == {("HW-R031", ""): 2}


def test_the_choice_is_read_from_the_plan(tmp_path):
    text = write_small_plan(tmp_path / "s.toml").read_text(encoding="utf-8")
    said = text.replace('agency = "police"', 'agency = "police"\nrepeated = "later_file"')
    assert parse_plan(said).maps[0].repeated is Repeated.LATER_FILE
    assert parse_plan(text).maps[0].repeated is Repeated.SET_ASIDE
    with pytest.raises(HomewardError) as refusal:
        parse_plan(said.replace("later_file", "newest"))
    assert refusal.value.code == "HW-P008" and "later_file" in refusal.value.detail
