"""The return's XML: what is read, what is passed over and said, what is refused."""

from __future__ import annotations

import pytest

from homeward.records import returns_xml
from homeward.records.made_up import says_made_up
from homeward.records.mapping import Reading
from homeward.records.propose import propose
from homeward.records.reading import read_raw, sniff, sniff_sheets
from homeward.vocabulary.errors import HomewardError
from tests.unit.records.returns_made import child, episode, spell, write_xml

START, END = "<EXPSSDA903><CHILD><HEADER><CHILDID>C1</CHILDID>", "</CHILD></EXPSSDA903>"


def made(tmp_path, text: str | bytes, name: str = "return.xml"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refused(path) -> str:
    with pytest.raises(HomewardError) as caught:
        read_raw(path, Reading(sheet="Header"))
    assert "C1" not in str(caught.value)
    return caught.value.code


def test_each_table_that_has_a_row_is_a_sheet(tmp_path):
    path = write_xml(tmp_path, "r.xml", [child("C1")], [episode("C1", "01/06/2020")], [])
    assert [one.reading.sheet for one in sniff_sheets(path)] == ["Header", "Episodes"]
    assert [one.below for one in sniff_sheets(path)] == [1, 1]
    raw = read_raw(path, Reading(sheet="Episodes"))
    assert raw.columns["PL"].to_pylist() == ["U6"]
    assert raw.columns["DEC"].to_pylist() == [None]
    assert raw.rows.to_pylist() == [1]
    assert sniff(path, reading=Reading(sheet="Episodes")).header == raw.header


def test_names_in_any_case_and_with_a_namespace_are_known(tmp_path):
    text = (
        '<e:ExpSSDA903 xmlns:e="urn:x"><e:Child><e:Header><e:ChildId>C1</e:ChildId>'
        "<e:AMissing><e:Missing> M </e:Missing></e:AMissing></e:Header></e:Child></e:ExpSSDA903>"
    )
    raw = read_raw(made(tmp_path, text), Reading(sheet="Missing"))
    assert (raw.columns["CHILDID"].to_pylist(), raw.columns["MISSING"].to_pylist()) == (
        ["C1"], ["M"],
    )  # fmt: skip


@pytest.mark.parametrize("codec", ["utf-16", "utf-8-sig", "latin-1"])
def test_encodings_that_the_file_declares_are_read(tmp_path, codec):
    declared = {"utf-16": "utf-16", "utf-8-sig": "utf-8", "latin-1": "iso-8859-1"}[codec]
    text = f'<?xml version="1.0" encoding="{declared}"?>{START}<UPN>\xe9</UPN></HEADER>{END}'
    raw = read_raw(made(tmp_path, text.encode(codec)), Reading(sheet="Header"))
    assert raw.columns["UPN"].to_pylist() == ["\xe9"]


def test_what_stands_beside_the_tables_is_said(tmp_path):
    more = "<AREVIEW><REVIEW>1</REVIEW></AREVIEW><ODD><X>1</X></ODD><NEW>7</NEW>"
    raw = read_raw(made(tmp_path, f"{START}{more}</HEADER>{END}"), Reading(sheet="Header"))
    assert raw.header[-1] == "NEW" and raw.columns["NEW"].to_pylist() == ["7"]
    assert raw.notes == (
        "1 of the return's module Reviews, which nothing here reads",
        "1 elements that the return does not have were passed over",
    )


def test_xml_of_another_kind_is_listed_and_left_out(tmp_path):
    made(tmp_path, "<log><event/></log>", "events.xml")
    write_xml(tmp_path, "r.xml", [child("C1")], [], [spell("C1", "01/06/2020")])
    found = propose(tmp_path)
    assert found.unmapped == ("events.xml",)
    assert any(d.file == "events.xml" and "SSDA903 in its name" in d.text for d in found.doubts)
    assert any(d.file == "events.xml" and not d.blocking for d in found.doubts)


def test_a_file_cut_short_is_refused(tmp_path):
    assert refused(made(tmp_path, f"{START}</HEADER>")) == "HW-F041"
    assert refused(made(tmp_path, f"{START}</HEADER></CHILD></EXPSSDA904>")) == "HW-F041"


def test_a_document_type_is_refused_before_anything_unfolds(tmp_path):
    bomb = '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;&b;">]>'
    for codec in ("utf-8", "utf-16"):
        text = f'<?xml version="1.0" encoding="{codec}"?>{bomb}{START}&c;</HEADER>{END}'
        assert refused(made(tmp_path, text.encode(codec))) == "HW-F042"


def test_depth_and_the_elements_of_one_child_are_bounded(tmp_path):
    deep = "<A>" * (returns_xml.MOST_DEEP + 1) + "</A>" * (returns_xml.MOST_DEEP + 1)
    assert refused(made(tmp_path, f"{START}{deep}</HEADER>{END}")) == "HW-F043"
    many = "<X/>" * returns_xml.MOST_OF_ONE_CHILD
    assert refused(made(tmp_path, f"{START}{many}</HEADER>{END}", "many.xml")) == "HW-F043"


def test_a_table_that_the_return_does_not_have_is_refused(tmp_path):
    path = write_xml(tmp_path, "r.xml", [child("C1")], [], [])
    with pytest.raises(HomewardError, match="HW-F007"):
        read_raw(path, Reading(sheet="Reviews"))


def test_a_file_that_was_written_again_is_read_again(tmp_path):
    path = write_xml(tmp_path, "r.xml", [child("C1")], [], [])
    assert read_raw(path, Reading(sheet="Header")).columns["CHILDID"].to_pylist() == ["C1"]
    write_xml(tmp_path, "r.xml", [child("C1"), child("C22")], [], [])
    assert len(read_raw(path, Reading(sheet="Header")).rows) == 2


def test_a_made_up_return_says_so_whatever_it_is_called(tmp_path):
    mark = "<?xml version='1.0'?>\r\n<!-- SYNTHETIC DATA - every child is made up -->\r\n"
    assert says_made_up(made(tmp_path, f"{mark}{START}</HEADER>{END}"))
    assert not says_made_up(made(tmp_path, f"{START}</HEADER>{END}", "other.xml"))


def test_parts_that_stand_beside_the_header_or_before_it_are_not_lost(tmp_path):
    header = "<HEADER><CHILDID>C1</CHILDID><SEX>1</SEX><DOB>01/01/2008</DOB></HEADER>"
    spell = "<AMISSING><MISSING>M</MISSING><MIS_START>01/05/2020</MIS_START></AMISSING>"
    episode = "<EPISODE><DECOM>01/04/2020</DECOM><PL>U6</PL></EPISODE>"
    path = made(tmp_path, f"<EXPSSDA903><CHILD>{episode}{header}{spell}</CHILD></EXPSSDA903>")
    for name in ("Episodes", "Missing"):
        raw = read_raw(path, Reading(sheet=name))
        assert raw.columns["CHILDID"].to_pylist() == ["C1"] and not raw.notes
