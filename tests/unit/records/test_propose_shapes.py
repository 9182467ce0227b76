"""Two header rows, lists of codes, and layouts that cannot be read as they stand."""

from __future__ import annotations

import pytest

from homeward.records.headers import grouped, is_note
from homeward.records.propose import DoubtKind, propose
from homeward.records.propose_names import words_of
from homeward.records.reading import read_raw, sniff
from tests.unit.records.extracts import doubts_of, rows_of, write

HEADINGS = ["Report", "", "Reported", "", "Found", ""]
HEADER = ["Ref", "Person ID", "Date", "Time", "Date", "Time"]


def test_headings_over_repeated_names_are_put_before_them():
    assert grouped(HEADER, HEADINGS) == [
        "Ref", "Person ID", "Reported Date", "Reported Time", "Found Date", "Found Time",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "above",
    [
        [],
        ["", "", "", "", "", ""],
        ["A title"],
        ["Run by: A", "", "", "Run on: B", "", ""],
        ["1", "2", "3", "4", "5"],
        ["a", "b", "c", "d", "e", "f"],
        ["", "", "", "", "", "", "beyond", "it"],
    ],
)
def test_what_is_no_row_of_headings_changes_nothing(above):
    assert grouped(HEADER, above) == HEADER


def test_names_that_can_be_told_apart_keep_them():
    names = ["Ref", "Person ID", "Date Reported", "Time Reported", "Date Found", "Time Found"]
    assert grouped(names, HEADINGS) == names


def test_text_and_its_header_are_read_with_the_headings(tmp_path):
    path = tmp_path / "two.csv"
    lines = ["A title", ",".join(HEADINGS), ",".join(HEADER)]
    lines += [f"R{n},P{n % 4},0{1 + n % 9}/02/2023,10:15,," for n in range(30)]
    path.write_text("\n".join(lines), encoding="utf-8")
    found = sniff(path)
    raw = read_raw(path, found.reading)
    assert found.reading.header_row == 3
    assert found.header == raw.header == tuple(grouped(HEADER, HEADINGS))
    assert len(raw.rows) == 30 and raw.broken == ()


@pytest.mark.parametrize(
    ("cells", "note"),
    [
        (["Total high risk", "124", "", "", "", "", ""], True),
        (["Grand total of missing", "1,204", "", "", "", "", ""], True),
        (["Total House", "Missing", "", "", "", "", ""], False),
        (["Total high risk", "124", "3", "", "", "", ""], False),
    ],
)
def test_a_total_of_anything_is_a_note(cells, note):
    assert is_note(cells, len(cells)) is note


def test_welsh_headers_are_written_out():
    assert words_of("Dyddiad geni") == ("date", "birth")
    assert words_of("Cyfeirnod digwyddiad") == ("ref", "incident")
    assert words_of("Lefel risg") == ("level", "risk")


# ------------------------------------------------------------------ lists of codes

CODES = {"Standard": "1", "Medium": "2", "High": "3"}


def coded(n: int) -> dict:
    return {"Initial Risk": str(1 + n % 3)}


def with_codes(folder, name: str, rows: list[tuple[str, str]]):
    write(folder, rows_of(coded))
    write(folder, [{"Code": code, "Description": said} for code, said in rows], name)
    return propose(folder)


def test_a_list_of_codes_suggests_what_each_means(tmp_path):
    codes = [("1", "Low"), ("2", "Medium"), ("3", "High"), ("9", "Not known")]
    proposal = with_codes(tmp_path, "Initial Risk.csv", codes)
    told = {w.spelling: (w.suggestion, w.said) for w in proposal.undecided_words}
    assert told == {"1": ("low", "Low"), "2": ("medium", "Medium"), "3": ("high", "High")}
    assert "risk_first" not in proposal.maps[0].columns, "suggested, not decided"
    assert [d.file for d in proposal.doubts if d.kind is DoubtKind.LOOKUP] == ["Initial Risk.csv"]
    assert proposal.unmapped == ("Initial Risk.csv",)


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("Initial Risk.csv", [("1", "Low"), ("2", "Medium")]),
        ("Ethnicity.csv", [("1", "Low"), ("2", "Medium"), ("3", "High")]),
        ("Initial Risk.csv", [("1", "Low"), ("1", "High"), ("2", "Medium"), ("3", "High")]),
    ],
)
def test_a_list_of_other_codes_or_one_that_contradicts_itself_says_nothing(tmp_path, name, rows):
    told = {w.spelling: w.said for w in with_codes(tmp_path, name, rows).undecided_words}
    assert set(told.values()) <= {""}


# ------------------------------------------------------------------ what is passed over


def test_numbered_columns_with_dates_are_told_of_beside_a_mapped_file(tmp_path):
    def beside(n: int) -> dict:
        return {f"Earlier {k} {end}": f"0{1 + n % 9}/0{k}/2020" for k in (1, 2) for end in ("from",
                "to")}  # fmt: skip

    proposal = propose(write(tmp_path, rows_of(beside)))
    said = [d for d in doubts_of(proposal) if d.kind is DoubtKind.LAYOUT]
    asked = {h for d in doubts_of(proposal) for h in d.source}
    assert said or {"Earlier 1 from", "Earlier 2 to"} <= asked, "none is passed over in silence"


def test_files_of_other_kinds_are_named(tmp_path):
    write(tmp_path, rows_of())
    (tmp_path / "more.accdb").write_bytes(b"x")
    (tmp_path / "notes.pdf").write_bytes(b"x")
    (tmp_path / "old.zip").write_bytes(b"x")
    said = [d for d in propose(tmp_path).doubts if d.kind is DoubtKind.NOT_READ]
    assert [d.file for d in said] == ["more.accdb", "old.zip"]
    assert "unpack it" in said[1].text


@pytest.mark.parametrize("header", ["Ref,Colour,Size", "MisPer Ref,Person ID,Reported,Found"])
def test_a_file_of_headings_alone_is_said_to_hold_no_rows(tmp_path, header):
    (tmp_path / "a.csv").write_text(header + "\n", encoding="utf-8")
    (one,) = [d for d in propose(tmp_path).doubts if d.kind is DoubtKind.EMPTY and not d.column]
    assert one.file == "a.csv" and "holds no rows" in one.text
