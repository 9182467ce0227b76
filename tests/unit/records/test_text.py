"""Delimited text: encodings, delimiters, preambles, quotes astray, notes and repeats."""

from __future__ import annotations

import pytest

from homeward.records.blocks import TextPieces
from homeward.records.mapping import Reading
from homeward.records.reading import read_raw, sniff
from homeward.vocabulary.errors import HomewardError
from tests.unit.records.files import HEADER, csv_text, row, write

ROWS = [list(HEADER), row("M1", Child="Zoë"), row("M2", Risk="High")]


def read(path, reading=None):
    return read_raw(path, reading or sniff(path).reading)


def refused(path, reading=None):
    with pytest.raises(HomewardError) as caught:
        read(path, reading)
    return caught.value.code


@pytest.mark.parametrize(
    ("encoding", "told", "noted"),
    [
        ("utf-8", "utf-8", False),
        ("utf-8-sig", "utf-8-sig", False),
        ("utf-16", "utf-16", False),
        ("utf-16-le", "utf-16-le", True),
        ("utf-16-be", "utf-16-be", True),
        ("cp1252", "cp1252", True),
        ("latin-1", "cp1252", True),
    ],
)
def test_an_encoding_is_told_and_noted_where_it_is_a_choice(tmp_path, encoding, told, noted):
    path = write(tmp_path / "a.csv", csv_text(ROWS), encoding)
    found = sniff(path)
    assert found.reading.encoding == told
    assert bool(found.notes) == noted
    assert found.header == HEADER
    assert read(path).columns["Child"].to_pylist() == ["Zoë", "C1"]


def test_a_mark_of_byte_order_in_the_other_order(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"\xfe\xff" + csv_text(ROWS).encode("utf-16-be"))
    assert read(path).columns["Child"].to_pylist() == ["Zoë", "C1"]


def test_an_encoding_that_nobody_can_tell_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"Ref,Child\r\n1,caf\x81\r\n")
    assert refused(path) == "HW-F006"
    path.write_bytes(b"Ref,Child\r\n1," + bytes(range(1, 32)) * 3)
    assert refused(path) == "HW-F006"


def test_a_file_in_two_encodings_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"Ref,Child\r\n" + "1,Zoë é ü ö\r\n".encode() * 3 + b"4,Zo\xeb\r\n")
    assert refused(path) == "HW-F006"


def test_an_encoding_that_a_person_names_is_kept_or_refused(tmp_path):
    path = write(tmp_path / "a.csv", csv_text(ROWS), "cp1252")
    found = sniff(path, reading=Reading(encoding="latin-1"))
    assert found.reading.encoding == "latin-1"
    assert refused(path, Reading("utf-8", ",")) == "HW-F006"
    assert refused(path, Reading("no-such-codec", ",")) == "HW-P008"


@pytest.mark.parametrize("mark", [",", ";", "\t", "|", "^", "~"])
def test_any_delimiter_is_found(tmp_path, mark):
    rows = [*ROWS, row("M3", Child="a, b; c")]
    path = write(tmp_path / "a.txt", csv_text(rows, mark))
    assert sniff(path).reading.delimiter == mark
    assert read(path).columns["Child"].to_pylist()[-1] == "a, b; c"


def test_words_joined_by_semicolons_do_not_make_a_semicolon_file(tmp_path):
    rows = [["Ref", "Flags"], *[[f"M{n}", "cse;cce;gang"] for n in range(20)]]
    path = write(tmp_path / "a.csv", csv_text(rows))
    assert sniff(path).reading.delimiter == ","


def test_a_declared_delimiter_on_the_first_line_is_honoured(tmp_path):
    path = write(tmp_path / "a.csv", "sep=;\r\n" + csv_text(ROWS, ";"))
    assert sniff(path).reading == Reading("utf-8", ";", 2)
    assert read(path).rows.to_pylist() == [3, 4]


def test_a_column_alone_is_a_table(tmp_path):
    path = write(tmp_path / "a.csv", "Ref\nM1\nM2\n")
    assert read(path).columns["Ref"].to_pylist() == ["M1", "M2"]


def test_a_preamble_is_passed_over_and_line_numbers_hold(tmp_path):
    text = 'Missing report\r\nRun by "J-desk, on 12/03/2023\r\n\r\n' + csv_text(ROWS)
    path = write(tmp_path / "a.csv", text)
    found = sniff(path)
    assert found.reading.header_row == 4
    assert "the header is on line 4" in found.notes
    assert read(path).rows.to_pylist() == [5, 6]


def test_a_row_of_group_titles_above_the_header_is_not_the_header(tmp_path):
    path = write(tmp_path / "a.csv", ",,Times,,Person,\r\n" + csv_text(ROWS))
    assert sniff(path).reading.header_row == 2


def test_lines_are_counted_through_quoted_newlines_and_blank_lines(tmp_path):
    text = 'Ref,Note,Age\r\nM1,"one\r\ntwo\nthree",1\r\n\r\n,,\r\nM2,"say ""x""",2\r\n'
    raw = read(write(tmp_path / "a.csv", text), Reading("utf-8", ","))
    assert raw.rows.to_pylist() == [2, 7]
    assert raw.columns["Note"].to_pylist() == ["one\r\ntwo\nthree", 'say "x"']
    assert raw.broken == ()


def test_ragged_rows_are_broken_off_with_their_cells(tmp_path):
    text = "Ref,Child,Age\nM1,C1,1\nM2,C2\nM3,C3,3,extra\nM4,C4,4\nM5,C,5,\n"
    raw = read(write(tmp_path / "a.csv", text), Reading("utf-8", ","))
    assert raw.columns["Ref"].to_pylist() == ["M1", "M4"]
    assert [(b.row, b.code, b.cells) for b in raw.broken] == [
        (3, "HW-R006", ("M2", "C2")),
        (4, "HW-R006", ("M3", "C3", "3", "extra")),
        (6, "HW-R006", ("M5", "C", "5", "")),
    ]


@pytest.mark.parametrize("stray", ['M2,"oops,2\n', 'M2,C2,"oops\n', 'M2,"C"2" x,2\n'])
def test_a_quotation_mark_that_is_never_closed_spoils_one_row_only(tmp_path, stray):
    text = "Ref,Child,Age\nM1,C1,1\n" + stray + "".join(f"M{n},C,{n}\n" for n in range(3, 9))
    raw = read(write(tmp_path / "a.csv", text), Reading("utf-8", ","))
    assert raw.columns["Ref"].to_pylist() == ["M1", *(f"M{n}" for n in range(3, 9))]
    assert [(b.row, b.code) for b in raw.broken] == [(3, "HW-R006")]
    assert raw.rows.to_pylist() == [2, *range(4, 10)]


def test_two_stray_marks_do_not_swallow_the_rows_between(tmp_path):
    rows = 'M1,C1,1,x\nM2,"oops,2,x\nM3,C3,3,x\nM4,C4",4,x\nM5,C5,5,x\nM6,"oops,6,x\nM7,"oops,7,x\n'
    raw = read(write(tmp_path / "a.csv", "Ref,Child,Age,Note\n" + rows), Reading("utf-8", ","))
    assert raw.columns["Ref"].to_pylist() == ["M1", "M3", "M4", "M5"]
    assert [b.row for b in raw.broken] == [3, 7, 8]


def test_marks_astray_within_a_line_are_text(tmp_path):
    text = 'Ref,Child,Age\nM1,"Jo "JJ" Bloggs",1\nM2,5" scar,2\nM3,"C" ,3\n'
    raw = read(write(tmp_path / "a.csv", text), Reading("utf-8", ","))
    assert raw.columns["Ref"].to_pylist() == ["M1", "M2", "M3"]
    assert raw.columns["Age"].to_pylist() == ["1", "2", "3"]


def test_a_ragged_row_over_two_lines_is_one_row(tmp_path):
    text = 'Ref,Child,Age\nM1,"one\ntwo"\nM2,C2,2\n'
    raw = read(write(tmp_path / "a.csv", text), Reading("utf-8", ","))
    assert [(b.row, b.cells) for b in raw.broken] == [(2, ("M1", "one\ntwo"))]
    assert raw.rows.to_pylist() == [4]


def test_a_stray_mark_far_from_the_end_is_contained_too(tmp_path):
    rows = "".join(f"M{n},C,{n}\n" for n in range(40_000))
    raw = read(write(tmp_path / "a.csv", 'Ref,Child,Age\nX,"C,1\n' + rows), Reading("utf-8", ","))
    assert (len(raw.rows), [b.row for b in raw.broken]) == (40_000, [2])


def test_a_line_longer_than_any_record_is_refused(tmp_path):
    path = write(tmp_path / "a.csv", "Ref,Child\nM1," + "x" * 200_000 + "\n")
    assert refused(path, Reading("utf-8", ",")) == "HW-F010"


def test_nul_bytes_and_an_end_of_file_mark_stand_for_nothing(tmp_path):
    raw = read(
        write(tmp_path / "a.csv", "Ref,Child\nM\0001,C1\nM2,C2\n\x1a"), Reading("utf-8", ",")
    )
    assert raw.columns["Ref"].to_pylist() == ["M1", "M2"]
    assert raw.broken == ()


def test_totals_and_notes_are_no_records(tmp_path):
    tail = (
        'Total,2,,,,\r\n\r\nEnd of report\r\n"Figures are as held on the day, and may change"\r\n'
    )
    raw = read(write(tmp_path / "a.csv", csv_text(ROWS) + tail))
    assert [(b.row, b.code) for b in raw.broken] == [(n, "HW-R043") for n in (4, 6, 7)]
    assert len(raw.rows) == 2


def test_a_header_repeated_at_each_page_is_no_row_and_is_noted(tmp_path):
    text = "Report\r\n" + csv_text([*ROWS, HEADER, row("M3"), ["Report"], HEADER, row("M4")])
    raw = read(write(tmp_path / "a.csv", text))
    assert raw.columns["Ref"].to_pylist() == ["M1", "M2", "M3", "M4"]
    assert [b.code for b in raw.broken] == ["HW-R043"]
    assert any("repeated on 2 lines" in note for note in raw.notes)


def test_a_record_that_is_mostly_blank_is_still_a_record(tmp_path):
    text = csv_text([HEADER, row("M1"), ["M2", "", "", "", "", ""], ["", "C3", "", "", "", ""]])
    raw = read(write(tmp_path / "a.csv", text))
    assert (len(raw.rows), raw.broken) == (3, ())


def test_names_are_made_whole(tmp_path):
    text = '\ufeff Ref ,Ref,,"Date\nReported"\n1,2,3,4\n'
    raw = read(write(tmp_path / "a.csv", text), Reading("utf-8", ","))
    assert raw.header == ("Ref", "Ref (2)", "column 3", "Date Reported")


def test_columns_without_name_or_cells_are_left_out(tmp_path):
    raw = read(write(tmp_path / "a.csv", "Ref,Child,,\n1,2,,\n3,4,,\n"), Reading("utf-8", ","))
    assert raw.header == ("Ref", "Child")
    kept = read(write(tmp_path / "b.csv", "Ref,Child,,\n1,2,,\n3,4,5,\n"), Reading("utf-8", ","))
    assert kept.header == ("Ref", "Child", "column 3")


def test_delimiters_at_the_end_of_every_line_are_nothing(tmp_path):
    text = "Ref,Child\n1,2,,\n3,4,,\n5,x,6,\n7,8,,\n"
    raw = read(write(tmp_path / "a.csv", text), Reading("utf-8", ","))
    assert raw.header == ("Ref", "Child")
    assert raw.columns["Ref"].to_pylist() == ["1", "3", "7"]
    assert [b.row for b in raw.broken] == [4]


def test_rows_with_a_cell_more_than_the_header_are_never_shifted(tmp_path):
    text = "Ref,Child\n1,M1,C1\n2,M2,C2\n3,M3,C3\n"
    raw = read(write(tmp_path / "a.csv", text), Reading("utf-8", ","))
    assert (len(raw.rows), len(raw.broken)) == (0, 3)


def test_old_line_ends_are_line_ends(tmp_path):
    raw = read(write(tmp_path / "a.csv", "Ref,Child\r1,2\r3,4\r"), Reading("utf-8", ","))
    assert raw.rows.to_pylist() == [2, 3]


ASTRAY = "Ref,Child,Said\n" + "".join(f"{n},C{n},seen by mum\n" for n in range(60))


@pytest.mark.parametrize("cut", ["by", ",C", ",seen", "\n", "m"])
@pytest.mark.parametrize("every", [True, False])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("begin", ["", "sep=,\n"])
def test_a_return_astray_among_line_feeds_loses_no_row(tmp_path, cut, every, end, begin):
    head, rows = ASTRAY.split("\n", 1)
    rows = rows.replace(cut, f" \r {cut}" if cut == "\n" else f"\r{cut}", -1 if every else 3)
    text = (begin + head + "\n" + rows).replace("\n", end)
    path = write(tmp_path / "a.csv", text)
    first = 2 + len(begin.splitlines())
    (piece,) = [one for one in TextPieces(path, Reading("", ""), 100) if len(one.rows)]
    for raw in (read(path), piece):
        assert raw.rows.to_pylist() == list(range(first, first + 60)) and not raw.broken
        found = [cell.strip() for cell in raw.columns["Child"].to_pylist()]
        assert found == [f"C{n}" for n in range(60)]


@pytest.mark.parametrize("first, second", [("\n", "\r"), ("\r", "\n"), ("\r", "\r\n")])
def test_files_of_two_systems_put_one_behind_the_other_are_rows_of_both(tmp_path, first, second):
    lines = ["Ref,Child", *(f"{n},C{n}" for n in range(40))]
    text = "".join(line + (first if n < 20 else second) for n, line in enumerate(lines))
    raw = read(write(tmp_path / "a.csv", text), Reading("utf-8", ","))
    assert raw.columns["Ref"].to_pylist() == [str(n) for n in range(40)]


def test_a_return_astray_far_down_is_seen_wherever_the_text_is_cut(tmp_path):
    text = "Ref,Child,Said\n" + "".join(
        f"{n},C{n},seen" + ("\r" if n > 9000 else " ") + "by mum\n" for n in range(12000)
    )
    path = write(tmp_path / "a.csv", text)
    assert len(read(path).rows) == 12000
    pieces = TextPieces(path, Reading("utf-8", ","), 100_000, block=997)
    assert sum(len(piece.rows) for piece in pieces) == 12000 and not pieces.broken


def test_a_file_without_a_header_is_refused(tmp_path):
    path = write(tmp_path / "a.csv", "1,12/03/2023 10:00,15\n2,13/03/2023 10:00,16\n")
    assert refused(path) == "HW-F007"
    assert refused(path, Reading("utf-8", ",", 9)) == "HW-F007"


@pytest.mark.parametrize("second", ["a word", "12/03/2023 10:00"])
@pytest.mark.parametrize("mark", [",", "\t"])
def test_a_name_of_a_column_without_end_is_told_as_such(tmp_path, mark, second):
    lines = [["Ref", "Child", "x" * 100_000], ["M1", "C1", second], ["M2", "C2", second]]
    path = write(tmp_path / "a.csv", "".join(mark.join(line) + "\n" for line in lines))
    with pytest.raises(HomewardError) as caught:
        sniff(path)
    assert caught.value.code == "HW-F010" and "line 1" in caught.value.detail
    assert "xxx" not in caught.value.detail


def test_a_header_alone_is_a_table_of_no_rows(tmp_path):
    raw = read(write(tmp_path / "a.csv", "Ref,Child\n"), Reading("utf-8", ","))
    assert (raw.header, len(raw.rows)) == (("Ref", "Child"), 0)


def test_many_rows_are_laid_in_batches(tmp_path):
    text = "Ref,Child,Age\n" + "".join(f"M{n},C,{n % 9}\n" for n in range(90_000)) + "Total,9,\n"
    raw = read(write(tmp_path / "a.csv", text), Reading("utf-8", ","))
    assert raw.rows.to_pylist() == list(range(2, 90_002))
    assert raw.columns["Ref"][89_999].as_py() == "M89999"
    assert [b.code for b in raw.broken] == ["HW-R043"]
