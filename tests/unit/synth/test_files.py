"""The files as written: habits kept, typed where typed, and SYNTHETIC said in every one."""

from __future__ import annotations

import csv
import json
import re
from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from homeward.synth import make_county
from homeward.synth.clock import midnight, stamp
from homeward.synth.county import live_through
from homeward.synth.details import describe
from homeward.synth.extract import make_extract, write_extract
from homeward.synth.habits import BANNER, HABITS, KIND_FLAGS
from homeward.synth.profile import parse_profile, read_profile
from homeward.synth.rules import IDENTITY_FAULTS
from homeward.synth.spreadsheet import Book
from homeward.synth.text import header
from homeward.vocabulary.exploitation import Exploitation

#: The council's return has no place in which to say it; the folder's marker says it.
SAYS_IT_IN_ITS_NAME = "synthetic_ssda903"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    rates = {"ragged": 0.03, "duplicates": 0.03, "lost_times": 0.05, "unknown_words": 0.0}
    rates |= dict.fromkeys([*IDENTITY_FAULTS, "names_mistyped"], 0.0)
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
        elif not path.name.startswith(SAYS_IT_IN_ITS_NAME):
            assert b"SYNTHETIC" in path.read_bytes().upper(), path.name
    folders = {path.parent.name for path in made.files}
    assert folders == {"police", "council", "charity", "homes", "extracts"}


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


def test_a_child_has_one_name_where_none_is_mistyped(made):
    lines = lines_of(made, "windows")
    name, child, kind = (lines[3].index(h) for h in ("Name", "Nominal ID", "Report Type"))
    rows = [line for line in lines[4:-1] if line[child]]
    assert all(re.fullmatch(r"[^a-z]+, .+|SYNTHETIC ADULT \d+", row[name]) for row in rows)
    assert len({row[child] for row in rows}) == len({(row[child], row[name]) for row in rows})
    assert {row[kind] for row in rows} >= {"Missing person"}


def test_the_list_of_homes_names_every_home_of_the_incidents(made):
    folder = made.truth.parent / "extracts"
    with (folder / "homes/homes.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    assert lines[0] == [BANNER]
    homes = {line[0] for line in lines[2:]}
    incidents = lines_of(made, "windows")
    place = incidents[3].index("Home Name")
    width = len(incidents[3])
    named = {line[place] for line in incidents[4:-1] if len(line) == width} - {""}
    assert named and named <= homes
    assert all(int(line[2]) > 0 for line in lines[2:])


# ------------------------------------------------------------------ two systems' own exports


FILES = """
based_on = "tiny"
[[files]]
name = "police/old.csv"
habit = "compact"
opens = 2022-01-01
closes = 2022-06-30
[[files]]
name = "police/new.csv"
habit = "niche"
opens = 2022-07-01
closes = 2022-12-31
"""


@pytest.fixture(scope="module")
def systems(tmp_path_factory):
    """The rows of one year in two systems, without and with their text."""
    lived = live_through(parse_profile(FILES), 1, 2.0)
    names = ["ŁUKASZEWSKA-ʼ, Ewa"] * len(lived.incidents.ids)
    extract = make_extract(lived, describe(lived), {}, names)
    folder = tmp_path_factory.mktemp("systems")
    written = write_extract(extract, lived, folder)
    assert [path.relative_to(folder).as_posix() for path in written] == list(extract.files)
    rows = {}
    for rule in lived.world.profile.files:
        habit = HABITS[rule.habit]
        text = (folder / rule.name).read_text(encoding=habit.encoding)
        lines = list(csv.reader(text.splitlines()))
        start = lines.index(header(habit))
        wanted = len(extract.files[rule.name])
        cells = lines[start + 1 : start + 1 + wanted]
        rows[rule.habit] = (
            lines[:start], [dict(zip(lines[start], c, strict=True)) for c in cells],
            lines[start + 1 + wanted :], extract.files[rule.name],
        )  # fmt: skip
    return rows


def test_the_case_management_export_is_wide_with_a_preamble_and_a_total(systems):
    above, rows, below, _ = systems["compact"]
    assert above[0] == [BANNER] and "–" in above[1][0]
    assert below == [[f"Total records: {len(rows)}"]]
    assert sum(head.startswith("Q") for head in rows[0]) == 25
    answers = {row[head] for row in rows for head in row if head.startswith("Q")}
    assert answers == {"Y", "N", ""}
    assert {row["Misper Name"] for row in rows} == {"?UKASZEWSKA-?, Ewa"}


def test_what_the_export_works_out_agrees_with_its_own_cells(systems):
    _, rows, _, records = systems["compact"]
    for row, record in zip(rows, records, strict=True):
        found, since = record.cells["found"], record.cells["last_seen"]
        minutes = str(found.minute - since.minute) if found else ""
        assert row["Minutes Missing"] == minutes
        assert (row["Q24 Under thirteen"] == "Y") <= (int(row["Age When Reported"]) < 13)
        assert (row["LAC Flag"] == "Y") == (row["Responsible Authority"] != "")
        before = (row["Repeat Missing"] == "Y", row["Q25 Missing before"] != "N")
        assert before[0] <= before[1]


def test_each_kind_of_exploitation_has_its_own_column(systems):
    _, rows, _, records = systems["compact"]
    heads = {HABITS["compact"].headers[name]: kind for name, kind in KIND_FLAGS.items()}
    seen = set()
    for row, record in zip(rows, records, strict=True):
        held = {kind for head, kind in heads.items() if row[head] == "Y"}
        assert held == set(record.cells["exploitation"]) - {Exploitation.NONE}
        assert bool(held) == (row["Flag Date"] != "")
        assert ({row[head] for head in heads} == {""}) == (record.cells["exploitation"] == ())
        seen |= held
    assert len(seen) > 2


def test_the_records_system_keeps_date_and_time_apart_and_flags_together(systems):
    above, rows, below, records = systems["niche"]
    assert (above, below) == ([], [])
    assert {row["Source System"] for row in rows} == {"SYNTHETIC"}
    for row, record in zip(rows, records, strict=True):
        when = stamp(record.cells["reported"].minute)
        told = datetime.fromisoformat(f"{row['Reported Date']} {row['Reported Time']}")
        assert told == when <= datetime.fromisoformat(row["Record Created"])
        assert date.fromisoformat(row["DOB"]) == record.cells["born_on"]
        words = [text for text in row["Flags"].split(", ") if text]
        assert len(words) == len(record.cells["exploitation"])
        assert (row["Flag Set"] == "") == (row["Flag Source"] == "")
    assert any(", " in row["Flags"] for row in rows)


def test_a_workbook_is_the_same_to_every_reader(made):
    path = made.truth.parent / "extracts" / name_of("workbook")
    book = load_workbook(path)
    assert (book.properties.creator, book.properties.title) == ("SYNTHETIC", BANNER)
    rows = [list(row) for row in book.active.iter_rows(values_only=True)]
    others = sheet_of(made)
    assert len(rows) == len(others)
    for row, other in zip(rows, others, strict=True):
        for cell, same in zip(row, other, strict=True):
            assert _alike(cell, same), (cell, same)


def _alike(cell: object, same: object) -> bool:
    """Whether two readers gave one cell: times to the minute, blanks as they have them."""
    if isinstance(cell, datetime):
        same = datetime(same.year, same.month, same.day) if type(same) is date else same
        return isinstance(same, datetime) and abs((cell - same).total_seconds()) < 1
    return (cell or "") == (same or "") or float(str(cell)) == float(str(same))


def test_days_are_counted_as_spreadsheets_count_them():
    book = Book("S", "T")
    days = [midnight(day) for day in (date(1900, 1, 1), date(1900, 2, 28), date(1900, 3, 1))]
    cells = [book.date(day) for day in days]
    assert [re.search(r"<v>(\d+)</v>", cell)[1] for cell in cells] == ["1", "59", "61"]


def test_a_workbook_is_made_without_packing_and_holds_any_text():
    book = Book("A & B", "<T>")
    texts = ["a<b", "&", " two  spaces ", "", "é"]
    content = book.content([["H"]], [[book.text(text) for text in texts]])
    assert content == book.content([["H"]], [[book.text(text) for text in texts]])
    sheet = load_workbook(BytesIO(content)).active
    assert sheet.title == "A & B"
    assert [
        row[0] or "" for row in sheet.iter_rows(min_row=2, max_row=6, values_only=True)
    ] == texts
    assert {e.compress_type for e in ZipFile(BytesIO(content)).infolist()} == {ZIP_STORED}
