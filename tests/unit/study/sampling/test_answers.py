"""Sheets as they come back: messy, partly filled, wrong; every row taken or refused by code."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from homeward.study.sampling.answers import Returned, code_of, read_answers
from homeward.study.sampling.grid import NUMBER_HEADING, read_grid
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.sampling import ASKED, shown
from tests.lib.sampling import drawn, filled, write_csv

HELD, ON = "Return home interview", "Date interview held"
HARM, LEAVE = "Harm disclosed 1", "Reason to leave 1"
LIVING = "Placement at the time"


@pytest.fixture(scope="module")
def draw():
    return drawn(size=30)


@pytest.fixture
def number(draw) -> str:
    return draw.units[0].number


def answers(path: Path, draw, *more: Path) -> Returned:
    return read_answers([read_grid(p) for p in (path, *more)], draw)


def one(draw, tmp_path: Path, **cells: str) -> Returned:
    """A sheet of one row; headings with underscores for spaces."""
    said = {key.replace("_", " "): value for key, value in cells.items()}
    return answers(filled(draw, tmp_path / "s.csv", {draw.units[0].number: said}), draw)


def faults(returned: Returned) -> list[tuple[int, str, str]]:
    return [(f.row, f.column, f.code) for f in returned.faults]


# ------------------------------------------------------------------ files and headings


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_any_delimiter_and_encoding(draw, number, tmp_path: Path, delimiter, encoding):
    lines = [
        ["OFFICIAL-SENSITIVE"],
        [LIVING.upper(), " sample  NUMBER ", "Ward"],
        ["Foster carer’s home", number, "x"],
    ]
    path = tmp_path / "sheet.csv"
    path.write_text("\n".join(delimiter.join(line) for line in lines), encoding=encoding)
    returned = answers(path, draw)
    assert returned.answers == {number: {"placement_at_the_time": ["foster"]}}
    assert any("“Ward”" in note for note in returned.notes)


def test_a_workbook_with_columns_moved_and_rows_sorted(draw, tmp_path: Path):
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    book.active["A1"] = "Our notes"
    sheet = book.create_sheet("Filled")
    sheet.append([None, "County council"])
    sheet.append(["Extra", ON, NUMBER_HEADING, HELD])
    late = draw.units[1].ended_on
    sheet.append(
        ["a", datetime(late.year, late.month, late.day, 9, 30), draw.units[1].number, "held"]
    )
    sheet.append([None, None, None, None])
    sheet.append([None, None, draw.units[0].number, None])
    book.save(tmp_path / "s.xlsx")
    returned = answers(tmp_path / "s.xlsx", draw)
    assert returned.answers == {
        draw.units[0].number: {},
        draw.units[1].number: {
            "return_interview": ["held"], "return_interview_on": [late.isoformat()],
        },
    }  # fmt: skip
    assert (returned.read, returned.taken, returned.blank, returned.filled) == (2, 2, 1, 2)


def test_a_formula_in_a_workbook_is_no_answer_whatever_it_shows(draw, tmp_path: Path):
    book = openpyxl.Workbook()
    book.active.append([NUMBER_HEADING, HELD, ON])
    book.active.append([draw.units[0].number, '=IF(1,"Held","")', "=TODAY()"])
    book.active.append(['="' + draw.units[1].number + '"', "Held", None])
    book.save(tmp_path / "s.xlsx")
    returned = answers(tmp_path / "s.xlsx", draw)
    assert returned.answers == {draw.units[0].number: {}}
    assert faults(returned) == [
        (2, ON, "HW-M024"), (2, HELD, "HW-M024"), (3, NUMBER_HEADING, "HW-M011"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["=1+1", "+1", "@x"])
def test_a_formula_in_text_is_no_answer(draw, tmp_path: Path, text: str):
    assert faults(one(draw, tmp_path, Return_home_interview=text)) == [(2, HELD, "HW-M024")]


def test_a_file_without_sample_numbers_is_refused(tmp_path: Path):
    path = write_csv(tmp_path / "s.csv", [["Ref", "Answer"], ["1", "2"]])
    with pytest.raises(HomewardError, match="HW-M006"):
        read_grid(path)
    book = openpyxl.Workbook()
    book.active.append(["Ref"])
    book.save(tmp_path / "s.xlsx")
    with pytest.raises(HomewardError, match="HW-M006"):
        read_grid(tmp_path / "s.xlsx")


@pytest.mark.parametrize("name", ["s.docx", "s.xlsm", "s.pdf", "s"])
def test_other_kinds_of_file_are_refused(tmp_path: Path, name: str):
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(HomewardError, match="HW-M006"):
        read_grid(tmp_path / name)


@pytest.mark.parametrize(
    "name, content, code",
    [
        ("s.csv", b"", "HW-F003"),
        ("s.csv", b"PK\x03\x04rest", "HW-F004"),
        ("s.xlsx", b"Sample number,Held", "HW-F004"),
        ("s.xlsx", b"PK\x03\x04cut", "HW-F005"),
        ("s.csv", bytes(range(256)) * 20, "HW-F006"),
        ("gone.csv", None, "HW-F005"),
    ],
)
def test_damaged_files_are_refused_by_code(tmp_path: Path, name, content, code):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(HomewardError, match=code):
        read_grid(tmp_path / name)


def test_a_column_twice_is_refused(draw, number, tmp_path: Path):
    path = write_csv(tmp_path / "s.csv", [[NUMBER_HEADING, HELD, HELD], [number, "held", ""]])
    with pytest.raises(HomewardError, match="HW-M006"):
        answers(path, draw)


def test_what_is_not_asked_is_not_read(tmp_path: Path):
    draw = drawn(size=10, ask=("push_reason",))
    said = {draw.units[0].number: {HELD: "held", LEAVE: "Bullying"}}
    returned = answers(filled(draw, tmp_path / "s.csv", said), draw)
    assert returned.answers == {draw.units[0].number: {"push_reason": ["bullying"]}}
    assert any(f"“{HELD}”" in note and "not kept" in note for note in returned.notes)


# ------------------------------------------------------------------ rows


def test_rows_that_cannot_be_placed_are_refused(draw, number, tmp_path: Path):
    other = drawn(size=30, name="another").units[0].number
    beyond = drawn(size=31).units[0].number
    rows = [
        [NUMBER_HEADING, HELD], [number, "held"], ["", "held"], [other, "held"], ["Total", "1"],
        [number[:-1] + ("B" if number[-1] != "B" else "C"), "held"], ["", ""], [beyond, "held"],
        [draw.units[2].number, "held", "spilt"], [draw.units[3].number],
    ]  # fmt: skip
    returned = answers(write_csv(tmp_path / "s.csv", rows), draw)
    assert set(returned.answers) == {number, draw.units[3].number}
    assert faults(returned) == [
        (3, NUMBER_HEADING, "HW-M011"), (4, NUMBER_HEADING, "HW-M012"),
        (5, NUMBER_HEADING, "HW-M011"), (6, NUMBER_HEADING, "HW-M011"),
        (8, NUMBER_HEADING, "HW-M012"), (9, "", "HW-M015"),
    ]  # fmt: skip
    assert (returned.read, returned.taken, returned.refused) == (8, 2, 6)


def test_a_number_of_this_code_that_was_not_drawn_is_refused(draw, tmp_path: Path):
    from homeward.study.sampling.numbers import sample_number

    said = {sample_number(draw.code, 31): {HELD: "held"}}
    returned = answers(filled(draw, tmp_path / "s.csv", said), draw)
    assert faults(returned) == [(2, NUMBER_HEADING, "HW-M011")] and not returned.answers


def test_rows_that_say_the_same_are_one_and_rows_that_do_not_are_none(draw, tmp_path: Path):
    one_, two, three = (u.number for u in draw.units[:3])
    rows = [[NUMBER_HEADING, HELD, "Seen by"], [one_, "Held", "a"], [two, "Held", ""],
            [one_, "held ", "b"], [two, "Not offered", ""], [three, "", ""]]  # fmt: skip
    returned = answers(write_csv(tmp_path / "s.csv", rows), draw)
    assert returned.answers == {one_: {"return_interview": ["held"]}, three: {}}
    assert faults(returned) == [(3, "", "HW-M013"), (4, "", "HW-M014"), (5, "", "HW-M013")]
    assert returned.read == returned.taken + returned.refused == 5


def test_a_quotation_mark_astray_loses_one_row(draw, tmp_path: Path):
    path = tmp_path / "s.csv"
    lines = [f"{u.number},Held,," for u in draw.units[:4]]
    lines[1] = lines[1].replace("Held", '"Held')
    path.write_text(
        "\n".join([f"{NUMBER_HEADING},{HELD},{LEAVE},{HARM}", *lines]), encoding="utf-8"
    )
    returned = answers(path, draw)
    assert set(returned.answers) == {draw.units[i].number for i in (0, 2, 3)}
    assert faults(returned) == [(3, "", "HW-M015")]


# ------------------------------------------------------------------ cells


@pytest.mark.parametrize(
    "written",
    ["14/01/2024", "14/1/24", "14-01-2024", "14.01.2024", "14 Jan 2024", "14th January 2024",
     "14-Jan-24", "2024-01-14", "14/01/2024 09:15", "45305", " 14/01/2024 "],
)  # fmt: skip
def test_days_as_people_write_them(draw, tmp_path: Path, written: str):
    early = min(draw.units, key=lambda u: u.reported_on)
    path = filled(draw, tmp_path / "s.csv", {early.number: {ON: written}})
    assert answers(path, draw).answers[early.number] == {"return_interview_on": ["2024-01-14"]}


@pytest.mark.parametrize(
    "written, code",
    [
        ("01/14/2024", "HW-M022"), ("31/02/2024", "HW-M022"), ("soon", "HW-M022"),
        ("14 Janvier 2024", "HW-M022"), ("01/01/1901", "HW-M023"), ("2024", "HW-M023"),
        ("14/01/2023", "HW-M023"), ("14/01/2064", "HW-M023"), ("=TODAY()", "HW-M024"),
        ("03/01/2024", "HW-M025"),
    ],
)  # fmt: skip
def test_days_that_cannot_be(draw, tmp_path: Path, written: str, code: str):
    unit = max(draw.units, key=lambda u: u.reported_on)
    path = filled(draw, tmp_path / "s.csv", {unit.number: {ON: written, LEAVE: "Bullying"}})
    first = min(u.reported_on for u in draw.units)
    wanted = "HW-M023" if written == "03/01/2024" and date(2024, 1, 3) < first else code
    returned = answers(path, draw)
    assert faults(returned) == [(2, ON, wanted)]
    assert returned.answers[unit.number] == {"push_reason": ["bullying"]}


def test_an_interview_that_was_not_held_has_no_day(draw, tmp_path: Path):
    unit = draw.units[0]
    said = {HELD: "Not offered", ON: unit.ended_on.strftime("%d/%m/%Y")}
    returned = answers(filled(draw, tmp_path / "s.csv", {unit.number: said}), draw)
    assert faults(returned) == [(2, ON, "HW-M025")]
    assert returned.answers[unit.number] == {"return_interview": ["not_offered"]}


@pytest.mark.parametrize("asked", [a for a in ASKED.values() if a.words], ids=lambda a: a.name)
def test_every_word_is_read_as_shown_and_as_the_vocabulary_spells_it(draw, tmp_path, asked):
    for word in asked.words:
        for text in (shown(word), word.value, word.label.upper(), *filter(None, word.also)):
            said = {draw.units[0].number: {asked.headings[0]: text}}
            returned = answers(filled(draw, tmp_path / "s.csv", said), draw)
            assert returned.answers[draw.units[0].number] == {asked.name: [word.value]}, text


def test_several_answers_in_columns_or_in_one_cell(draw, tmp_path: Path):
    cells = {"Reason to leave 1": "Bullying; Mental health", "Reason to leave 3": "bullying"}
    returned = one(draw, tmp_path, **{k.replace(" ", "_"): v for k, v in cells.items()})
    assert returned.answers[draw.units[0].number] == {"push_reason": ["bullying", "mental_health"]}


@pytest.mark.parametrize("blank", ["", " ", "-", "–", "?", "..."])
def test_marks_alone_are_blank(draw, tmp_path: Path, blank: str):
    returned = one(draw, tmp_path, Return_home_interview=blank, Harm_disclosed_1="Self-harm")
    assert returned.answers[draw.units[0].number] == {"harm_disclosed": ["self_harm"]}
    assert returned.faults == ()


def test_an_unknown_word_sets_its_whole_question_aside(draw, tmp_path: Path):
    returned = one(draw, tmp_path, Reason_to_leave_1="Bullying", Reason_to_leave_2="Was fed up",
                   Harm_disclosed_1="Self-harm")  # fmt: skip
    assert returned.answers[draw.units[0].number] == {"harm_disclosed": ["self_harm"]}
    assert faults(returned) == [(2, "Reason to leave 2", "HW-M021")]


def test_nothing_and_something_contradict_each_other(draw, tmp_path: Path):
    returned = one(draw, tmp_path, Harm_disclosed_1="None disclosed", Harm_disclosed_2="Accident")
    assert faults(returned) == [(2, HARM, "HW-M025")]
    assert returned.answers[draw.units[0].number] == {}


def test_not_known_beside_an_answer_says_nothing_more(draw, tmp_path: Path):
    returned = one(draw, tmp_path, Harm_disclosed_1="Our records do not say",
                   Harm_disclosed_2="Accident or exposure")  # fmt: skip
    assert returned.answers[draw.units[0].number] == {"harm_disclosed": ["accident"]}


def test_no_fault_says_what_a_cell_says(draw, tmp_path: Path):
    secret = "Jane Doe of 4 Elm Road"
    returned = one(draw, tmp_path, Return_home_interview=secret, Date_interview_held=secret,
                   Extra=secret)  # fmt: skip
    assert len(returned.faults) == 2
    assert secret not in repr(returned.faults) + repr(returned.notes) + repr(returned)


# ------------------------------------------------------------------ several sheets


def test_two_partners_sheets_are_taken_together(draw, tmp_path: Path):
    number = draw.units[0].number
    council = filled(
        draw, tmp_path / "council.csv", {number: {LIVING: "Foster", LEAVE: "Bullying"}}
    )
    charity = filled(draw, tmp_path / "charity.csv", {number: {HELD: "Held", LEAVE: "bullying"}})
    returned = answers(council, draw, charity)
    assert returned.answers == {
        number: {
            "placement_at_the_time": ["foster"], "push_reason": ["bullying"],
            "return_interview": ["held"],
        }
    }  # fmt: skip
    assert (returned.read, returned.taken, returned.faults) == (2, 2, ())


def test_where_two_partners_differ_neither_is_believed(draw, tmp_path: Path):
    number = draw.units[0].number
    sheets = [
        filled(draw, tmp_path / f"{n}.csv", {number: {LEAVE: why, HELD: "held"}})
        for n, why in enumerate(("Bullying", "Mental health", "Bullying"))
    ]
    returned = answers(sheets[0], draw, *sheets[1:])
    assert returned.answers == {number: {"return_interview": ["held"]}}
    assert {(f.file, f.row, f.column, f.code) for f in returned.faults} == {
        (f"{n}.csv", 2, LEAVE, "HW-M026") for n in range(3)
    }


# ------------------------------------------------------------------ without the draw


def test_a_partner_can_check_a_sheet_without_the_draw(draw, number, tmp_path: Path):
    other = drawn(size=30, name="another").units[0].number
    rows = [[NUMBER_HEADING, HELD], [number, "Held"], [draw.units[1].number, "maybe"], [other, ""]]
    grid = read_grid(write_csv(tmp_path / "s.csv", rows))
    assert code_of([grid]) == draw.code
    returned = read_answers([grid])
    assert returned.answers == {number: {"return_interview": ["held"]}, draw.units[1].number: {}}
    assert faults(returned) == [(3, HELD, "HW-M021"), (4, NUMBER_HEADING, "HW-M012")]


def test_a_sheet_of_headings_alone_says_nothing(draw, tmp_path: Path):
    grid = read_grid(write_csv(tmp_path / "s.csv", [[NUMBER_HEADING, HELD]]))
    assert code_of([grid]) == "" and read_answers([grid], draw).read == 0
