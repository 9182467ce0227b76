"""What files say that is meant to do harm is refused with a code, or is read as text."""

from __future__ import annotations

import os
import zipfile

import pytest

from homeward.records import apart
from homeward.records.guards import inside, shown_name
from homeward.records.intake import ingest
from homeward.records.mapping import ColumnMap, FileMap, Reading
from homeward.records.reading import list_extracts, read_raw, sniff
from homeward.vocabulary.errors import HomewardError
from tests.unit.records.files import COLUMNS, HEADER, SCOPE, open_document, row, workbook, write
from tests.unit.records.hostile import HEAD, book

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
OUTSIDE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'


def refusal(path):
    with pytest.raises(HomewardError) as caught:
        read_raw(path, sniff(path).reading)
    return caught.value


@pytest.mark.parametrize("before", [LAUGHS, OUTSIDE], ids=["laughs", "outside"])
def test_entities_in_a_workbook_or_a_return_are_refused(tmp_path, before):
    assert refusal(book(tmp_path / "a.xlsx", HEAD, before=before)).code == "HW-F053"
    wide = f'<?xml version="1.0" encoding="utf-16"?>{OUTSIDE}<a/>'.encode("utf-16")
    with zipfile.ZipFile(book(tmp_path / "b.xlsx", HEAD), "a") as archive:
        archive.writestr("xl/styles.xml", wide)
    assert refusal(tmp_path / "b.xlsx").code == "HW-F053"
    text = f"{before}<EXPSSDA903><CHILD><HEADER><CHILDID>1</CHILDID></HEADER></CHILD></EXPSSDA903>"
    assert refusal(write(tmp_path / "c.xml", text)).code == "HW-F042"


@pytest.mark.parametrize("name", ["../../etc/cron.d/x.xml", "/etc/x.xml", "xl/../../x.xml"])
def test_parts_that_lead_out_of_an_archive(tmp_path, name):
    path = book(tmp_path / "a.xlsx", HEAD, parts={name: "<a/>"})
    assert refusal(path).code == "HW-F054"
    assert [p.name for p in tmp_path.iterdir()] == ["a.xlsx"]


@pytest.mark.parametrize("cut", [300, 450, 700])
def test_an_open_document_whose_cells_are_cut_off_is_refused_at_once(tmp_path, cut):
    """Whole as an archive and not as XML: a parser of cells may wait for the rest for ever."""
    path = open_document(tmp_path / "a.ods", [["Ref", "Child"], ["M1", "C1"]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["content.xml"] = parts["content.xml"][:cut]
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    assert refusal(path).code == "HW-F005"


def test_a_parser_that_takes_too_long_is_ended(tmp_path, monkeypatch):
    path = workbook(tmp_path / "a.xlsx", {"Data": [["Ref", "Age"], ["M1", 12]]})
    monkeypatch.setattr(apart, "FEWEST_SECONDS", 0)
    monkeypatch.setattr(apart, "MOST_SECONDS", 0)
    assert refusal(path).code == "HW-F050"


def test_parts_packed_in_a_way_that_no_workbook_is(tmp_path):
    path = book(tmp_path / "a.xlsx", HEAD)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_LZMA) as archive:
        archive.writestr("xl/more.xml", "<a/>")
    assert refusal(path).code == "HW-F004"


def test_a_formula_of_a_sheet_is_its_value_and_no_formula(tmp_path):
    linked = (
        '<row r="2"><c r="A2" t="str"><f>HYPERLINK("http://a/","M1")</f><v>M1</v></c>'
        '<c r="B2" t="inlineStr"><is><t>=cmd|\' /C calc\'!A0</t></is></c></row>'
    )
    raw = read_raw(book(tmp_path / "a.xlsx", HEAD + linked), Reading(sheet="S1"))
    assert raw.columns["Ref"].to_pylist() == ["M1"]
    assert raw.columns["Child"].to_pylist() == ["=cmd|' /C calc'!A0"]


FORMULAS = ("=1+1", '=HYPERLINK("http://a/","b")', "+1", "-1+1", "@SUM(1)", "=cmd|' /C calc'!A0",
            "＝1+1", "\t=1")  # fmt: skip


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_is_text_and_stands_harmless_in_quarantine(tmp_path, formula):
    rows = [row("M1"), row("M2", Age=formula), row("", Child=formula), row("M3", Child=formula)]
    lines = [",".join(HEADER)]
    lines += [",".join('"' + c.replace('"', '""') + '"' for c in cells) for cells in rows]
    lines.append('"' + formula.replace('"', '""') + '",' * 9)
    write(tmp_path / "a.csv", "\n".join(lines) + "\n")
    intake = ingest(
        tmp_path, [FileMap("incidents", ("a.csv",), Reading(), COLUMNS)], SCOPE, "{}:{}".format
    )
    intake.quarantine.write(tmp_path / "q")
    written = (tmp_path / "q" / "001_rows.csv").read_text(encoding="utf-8")
    assert formula.strip().replace('"', '""') in written
    for cell in written.replace("\n", ",").split(","):
        assert not cell.strip('"').startswith(("=", "+", "@", "-1+", "＝"))


HOSTILE = (
    "x'; DROP TABLE incidents; --", '"; DROP TABLE incidents; --', "<script>alert(1)</script>",
    "#import \"a.typ\": *", "$x$ #panic()", "[b](javascript:alert(1))", "[bold red]x[/]",
    "=1+1", "../../etc/passwd", "{{ 7 * 7 }}", "%s%n", "SELECT", "*", "a\x1b[2Jb", "a\u202eb",
    "'''", "\\", "source_file", "incident", "child_at",
)  # fmt: skip


def test_columns_of_hostile_names_are_columns(tmp_path):
    names = [*HEADER, *HOSTILE]
    cells = ['"' + name.replace('"', '""') + '"' for name in names]
    lines = [",".join(cells), *(",".join([*row(f"M{n}"), *["x"] * len(HOSTILE)]) for n in (1, 2))]
    write(tmp_path / "a.csv", "\n".join(lines) + "\n")
    raw = read_raw(tmp_path / "a.csv", sniff(tmp_path / "a.csv").reading)
    assert len(raw.header) == len(names) and all(name.isprintable() for name in raw.header)
    columns = COLUMNS | {"risk_first": ColumnMap(raw.header[6])}
    plan = FileMap("incidents", ("a.csv",), raw.reading, columns, ignored=raw.header[7:])
    intake = ingest(tmp_path, [plan], SCOPE, "{}:{}".format)
    assert intake.account.files[0].used == 2
    assert intake.account.files[0].cells_set_aside == 2


def test_signs_that_cannot_be_seen_are_taken_out_of_names_of_columns(tmp_path):
    write(tmp_path / "a.csv", "R\x7fe\u202ef,Chi\u200bld,\x1b[2JAge\nM1,C1,12\n")
    assert sniff(tmp_path / "a.csv").header == ("Ref", "Child", "[2JAge")


def test_nul_bytes_are_taken_out_and_counted(tmp_path):
    write(tmp_path / "a.csv", "Ref,Child,Age\nM1\0,C1,12\nM2,C2,1\0\x003\nM3,C3,14\n")
    raw = read_raw(tmp_path / "a.csv", sniff(tmp_path / "a.csv").reading)
    assert raw.columns["Ref"].to_pylist() == ["M1", "M2", "M3"]
    assert raw.columns["Age"].to_pylist() == ["12", "13", "14"]
    assert any("out of 2 lines" in note for note in raw.notes)


def test_two_encodings_in_one_file_are_refused_wherever_the_second_begins(tmp_path):
    lines = "M1,Zoë,12\n" * 150_000  # more than is looked at at first
    data = ("Ref,Child,Age\n" + lines).encode() + "M2,Zoë,13\n".encode("cp1252")
    (tmp_path / "a.csv").write_bytes(data)
    error = refusal(tmp_path / "a.csv")
    assert error.code == "HW-F006" and "not in 1" in error.detail


def test_halves_in_two_encodings_are_refused_and_a_stray_place_is_spoken_of(tmp_path):
    head, line = b"Ref,Child,Age\n", "M1,Zoë,12\n"
    (tmp_path / "a.csv").write_bytes(head + line.encode() * 40 + line.encode("cp1252") * 60)
    assert refusal(tmp_path / "a.csv").code == "HW-F006"
    (tmp_path / "b.csv").write_bytes(head + line.encode() + line.encode("cp1252") * 60)
    found = sniff(tmp_path / "b.csv")
    assert found.reading.encoding == "cp1252"
    assert any("1 places of it could be UTF-8" in note for note in found.notes)


def test_files_put_one_behind_another_keep_no_order_mark(tmp_path):
    one = "Ref,Child,Age\nM1,C1,12\n".encode("utf-8-sig")
    (tmp_path / "a.csv").write_bytes(one + one.replace(b"M1", b"M2"))
    raw = read_raw(tmp_path / "a.csv", sniff(tmp_path / "a.csv").reading)
    assert raw.columns["Ref"].to_pylist() == ["M1", "M2"]


@pytest.mark.parametrize("codec", ["unicode_escape", "idna", "punycode", "rot13", "a\0b", "../x"])
def test_what_is_no_encoding_of_a_file_may_not_be_named(tmp_path, codec):
    write(tmp_path / "a.csv", "Ref,Child\nM1,C1\n")
    for reading in (Reading(encoding=codec), Reading(encoding=codec, delimiter=",")):
        with pytest.raises(HomewardError, match="HW-P008"):
            read_raw(tmp_path / "a.csv", reading)


@pytest.mark.parametrize("mark", ['"', "\n", "\r", "a", "7", "\0", "."])
def test_what_cannot_part_cells_is_no_delimiter(tmp_path, mark):
    write(tmp_path / "a.csv", f"sep={mark}\nRef,Child\nM1,C1\n")
    for reading in (Reading(delimiter=mark), Reading(encoding="utf-8", delimiter=mark)):
        with pytest.raises(HomewardError, match="HW-P008"):
            read_raw(tmp_path / "a.csv", reading)


def test_links_are_refused_aloud_and_never_followed(tmp_path):
    folder, elsewhere = tmp_path / "in", tmp_path / "else"
    write(folder / "a.csv", "Ref\nM1\n")
    write(elsewhere / "b.csv", "Ref\nM2\n")
    for name, target in (
        ("b.csv", elsewhere / "b.csv"),
        ("c.csv", tmp_path / "nowhere.csv"),
        ("d.csv", folder / "d.csv"),
        ("more", elsewhere),
        ("here", folder),
    ):
        (folder / name).symlink_to(target)
        with pytest.raises(HomewardError, match="HW-F056"):
            list_extracts(folder)
        (folder / name).unlink()
    (folder / "again.csv").symlink_to(folder / "a.csv")
    assert list_extracts(folder) == ("a.csv", "again.csv")
    (tmp_path / "link").symlink_to(folder)
    assert list_extracts(tmp_path / "link") == ("a.csv", "again.csv")


def test_what_is_no_file_is_refused_and_never_opened(tmp_path):
    write(tmp_path / "a.csv", "Ref\nM1\n")
    os.mkfifo(tmp_path / "b.csv")
    with pytest.raises(HomewardError, match="HW-F056") as refused:
        list_extracts(tmp_path)
    assert refused.value.detail == "b.csv, which is a named pipe"


@pytest.mark.parametrize("name", ["a\x1b[2J.csv", "a\nb.csv", "a\u202evsc.csv", "a\udce9.csv",
                                  "a\\..\\b.csv", "a\u200b.csv"])  # fmt: skip
def test_names_that_cannot_be_printed_are_refused_and_shown_by_number(tmp_path, name):
    (tmp_path / name).write_bytes(b"Ref\nM1\n")
    with pytest.raises(HomewardError) as caught:
        list_extracts(tmp_path)
    assert caught.value.code == "HW-F055"
    assert all(line.isprintable() for line in str(caught.value).splitlines())
    assert len(str(caught.value).splitlines()) == 3


@pytest.mark.parametrize("name", ["../a.csv", "/etc/passwd", "in/../../a.csv", "C:/a.csv", ""])
def test_a_plan_cannot_name_a_file_outside_its_folder(tmp_path, name):
    write(tmp_path / "a.csv", "Ref\nM1\n")
    (tmp_path / "in").mkdir()
    with pytest.raises(HomewardError, match="HW-P004"):
        inside(tmp_path / "in", name)
    plan = FileMap("incidents", (name,), Reading(), COLUMNS)
    with pytest.raises(HomewardError, match="HW-P004"):
        ingest(tmp_path / "in", [plan], SCOPE, "{}:{}".format)


def test_a_long_name_is_cut_in_a_message():
    assert shown_name("a" * 500) == "a" * 80 + "..."


def test_a_workbook_with_a_chart_and_hidden_sheets_is_read(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"Data": [["Ref", "Age"], ["M1", 12]], "B": [["x"]]})
    assert sniff(path).reading.sheet == "Data"
    assert sniff(path).sheets == ("Data", "B")
