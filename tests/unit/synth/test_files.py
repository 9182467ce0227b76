"""The files as written: habits kept, typed where typed, and SYNTHETIC said in every one."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime

import pytest
from python_calamine import CalamineWorkbook

from homeward.synth import make_county
from homeward.synth.habits import BANNER, HABITS
from homeward.synth.profile import read_profile
from homeward.synth.text import header


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    rates = {"ragged": 0.03, "duplicates": 0.03, "lost_times": 0.05, "unknown_words": 0.0}
    return make_county("tiny", 4, tmp_path_factory.mktemp("county"), scale=2, faults=rates)


@pytest.fixture(scope="module")
def truth(made):
    return json.loads(made.truth.read_text(encoding="utf-8"))


def name_of(habit: str) -> str:
    return next(rule.name for rule in read_profile("tiny").files if rule.habit == habit)


def lines_of(made, habit: str) -> list[list[str]]:
    path = made.truth.parent / "extracts" / name_of(habit)
    text = path.read_text(encoding=HABITS[habit].encoding)
    return list(csv.reader(text.splitlines(), delimiter=HABITS[habit].delimiter))


def sheet_of(made) -> list[list]:
    path = made.truth.parent / "extracts" / name_of("workbook")
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def test_every_file_says_it_is_synthetic(made):
    for path in made.files:
        if path.suffix == ".xlsx":
            assert any("SYNTHETIC" in str(cell) for cell in sheet_of(made)[0])
        else:
            assert b"SYNTHETIC" in path.read_bytes().upper()
    assert len(made.files) == 6


def test_the_marker_says_what_the_folder_is(made):
    lines = (made.truth.parent / "extracts" / "SYNTHETIC.txt").read_text().splitlines()
    assert lines == [
        "This extract is synthetic: every child, home and incident in it is made up.",
        "force: Synthetic county (made up)",
    ]


def test_the_old_export_has_a_preamble_windows_text_and_a_total(made, truth):
    lines = lines_of(made, "windows")
    assert lines[0] == [BANNER] and "–" in lines[1][0]
    assert lines[3] == header(HABITS["windows"])
    rows = truth["rows"][name_of("windows")]
    assert len(lines) == 3 + 1 + rows + 1
    assert lines[-1] == [f"Total records: {rows}"]
    datetime.strptime(lines[4][4], "%d/%m/%Y %H:%M")


def test_the_paged_export_repeats_its_header_and_keeps_date_and_time_apart(made, truth):
    raw = (made.truth.parent / "extracts" / name_of("paged")).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    lines = lines_of(made, "paged")
    heads = [line for line in lines if line == header(HABITS["paged"])]
    rows = truth["rows"][name_of("paged")]
    assert len(heads) == 1 + (rows - 1) // 120 > 1
    assert len(lines) == 1 + len(heads) + rows
    day, clock = lines[2][3:5]
    assert datetime.strptime(day, "%d-%b-%Y") and datetime.strptime(clock, "%H:%M")


def test_the_workbook_types_its_dates(made, truth):
    sheet = sheet_of(made)
    start = sheet.index(header(HABITS["workbook"])) + 1
    rows = sheet[start:]
    assert len(rows) == truth["rows"][name_of("workbook")]
    column = header(HABITS["workbook"]).index("Reported At")
    assert all(isinstance(row[column], date) for row in rows if row[column] != "")
    assert any(isinstance(row[column], datetime) for row in rows)


def test_the_piped_export_is_iso_and_says_its_source(made, truth):
    lines = lines_of(made, "piped")
    assert lines[0] == header(HABITS["piped"])
    assert len(lines) == 1 + truth["rows"][name_of("piped")]
    datetime.fromisoformat(lines[1][4])
    assert {
        line[lines[0].index("source_system")] for line in lines[1:] if len(line) == len(lines[0])
    } == {"SYNTHETIC"}


def test_ragged_rows_have_one_cell_too_many(made, truth):
    wide = 0
    for habit in ("windows", "paged", "piped"):
        wanted = len(header(HABITS[habit]))
        wide += sum(len(line) == wanted + 1 for line in lines_of(made, habit))
    assert wide == truth["faults"]["ragged"] > 0


def test_names_are_plainly_made_up(made):
    lines = lines_of(made, "windows")
    place = lines[3].index("Name")
    names = {line[place] for line in lines[4:-1]}
    assert names and all(name.startswith("SYNTHETIC ") for name in names)


def test_the_list_of_homes_names_every_home_of_the_incidents(made):
    folder = made.truth.parent / "extracts"
    with (folder / "homes.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    assert lines[0] == [BANNER]
    homes = {line[0] for line in lines[2:]}
    incidents = lines_of(made, "windows")
    place = incidents[3].index("Home Name")
    width = len(incidents[3])
    named = {line[place] for line in incidents[4:-1] if len(line) == width} - {""}
    assert named and named <= homes
    assert all(int(line[2]) > 0 for line in lines[2:])
