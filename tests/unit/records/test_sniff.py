"""Files that are not what they say, or that would do harm, are refused before reading."""

from __future__ import annotations

import struct
import zipfile

import pytest

from homeward.records.mapping import Reading
from homeward.records.reading import list_extracts, packed_files, read_raw, sniff
from homeward.vocabulary.errors import HomewardError
from tests.unit.records.files import old_workbook, open_document, workbook, write


def refusal(path):
    with pytest.raises(HomewardError) as caught:
        sniff(path)
    with pytest.raises(HomewardError) as again:
        read_raw(path, Reading())
    assert again.value.code == caught.value.code
    assert path.name in caught.value.detail
    return caught.value


@pytest.mark.parametrize(
    ("name", "start", "kind"),
    [
        ("a.csv", b"%PDF-1.7 stream", "PDF"),
        ("a.csv", b"PK\x03\x04 and so on", "workbook"),
        ("a.txt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "older Office"),
        ("a.csv", b"\xef\xbb\xbf \n<!DOCTYPE html><table>", "web page"),
        ("a.csv", b'{"rows": []}', "JSON"),
        ("a.xlsx", b"<html><table><tr><td>Ref</td></tr></table></html>", "web page"),
        ("a.xls", b"<html><table><tr><td>Ref</td></tr></table></html>", "web page"),
        ("a.xls", b"Ref,Child\n1,2\n", "plain text"),
        ("a.xlsx", b"Ref,Child\n1,2\n", "plain text"),
        ("a.xlsx", b"%PDF-1.7", "PDF"),
        ("a.parquet", b"Ref,Child\n1,2\n", "plain text"),
        ("a.ods", b'<?xml version="1.0"?><table/>', "XML"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused_and_named(tmp_path, name, start, kind):
    path = tmp_path / name
    path.write_bytes(start)
    error = refusal(path)
    assert error.code == "HW-F004"
    assert kind in error.detail


def test_an_empty_file_is_refused(tmp_path):
    for name in ("a.csv", "a.xlsx", "a.parquet"):
        (tmp_path / name).touch()
        assert refusal(tmp_path / name).code == "HW-F003"
    write(tmp_path / "b.csv", " \r\n\r\n")
    assert refusal(tmp_path / "b.csv").code == "HW-F003"


def test_an_older_workbook_under_a_new_name_is_refused(tmp_path):
    path = old_workbook(tmp_path / "a.xlsx", [["Ref"], ["1"]])
    assert refusal(path).code == "HW-F004"


def test_a_locked_workbook_is_refused(tmp_path):
    path = old_workbook(tmp_path / "a.xlsx", [["Ref"]], stream="EncryptedPackage")
    assert refusal(path).code == "HW-F008"
    locked = open_document(tmp_path / "a.ods", [["Ref"]], manifest="<x><encryption-data/></x>")
    assert refusal(locked).code == "HW-F008"


def test_a_workbook_with_macros_is_refused_by_name_or_by_what_it_holds(tmp_path):
    named = workbook(tmp_path / "a.xlsm", {"s": [["Ref"], ["1"]]})
    assert refusal(named).code == "HW-F008"
    hidden = workbook(tmp_path / "b.xlsx", {"s": [["Ref"], ["1"]]})
    with zipfile.ZipFile(hidden, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    assert refusal(hidden).code == "HW-F008"
    old = old_workbook(tmp_path / "c.xls", [["Ref"]], stream="_VBA_PROJECT")
    assert refusal(old).code == "HW-F008"


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("notes.txt", "text")
    assert refusal(path).code == "HW-F004"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("word/document.xml", "<x/>")
    assert refusal(path).code == "HW-F004"


def test_a_workbook_that_unpacks_to_too_much_is_refused_from_its_directory(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"s": [["Ref"], ["1"]]})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zero.bin", bytes(30_000_000))
    assert path.stat().st_size < 100_000
    assert refusal(path).code == "HW-F009"


def test_a_workbook_that_says_less_than_it_unpacks_to_is_refused(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"s": [["Ref"], ["1"]]})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zero.bin", bytes(3_000_000))
    data = bytearray(path.read_bytes())
    told = struct.pack("<I", 3_000_000)
    for _ in range(data.count(told)):
        at = data.find(told)
        data[at : at + 4] = struct.pack("<I", 1_000)
    path.write_bytes(bytes(data))
    assert refusal(path).code == "HW-F009"


def test_a_workbook_cut_short_is_refused(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"s": [["Ref", "Child"], ["1", "2"]]})
    whole = path.read_bytes()
    for share in (0.3, 0.7, 0.98):
        path.write_bytes(whole[: int(len(whole) * share)])
        assert refusal(path).code == "HW-F005"


def test_a_damaged_part_is_refused(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"s": [["Ref"], *[[f"M{n}"] for n in range(500)]]})
    with zipfile.ZipFile(path) as archive:
        check = struct.pack("<I", archive.getinfo("xl/worksheets/sheet1.xml").CRC)
    path.write_bytes(path.read_bytes().replace(check, b"\1\2\3\4"))
    assert refusal(path).code == "HW-F005"


def test_extracts_are_listed_with_folders_below_and_without_hidden_files(tmp_path):
    for name in ("b.csv", "a.XLSX", "deep/er/c.txt", ".hidden.csv", "~$a.xlsx", ".git/d.csv",
                 "notes.docx", "macro.xlsm", "study.toml"):  # fmt: skip
        write(tmp_path / name, "x")
    assert list_extracts(tmp_path) == ("a.XLSX", "b.csv", "deep/er/c.txt", "macro.xlsm")


def test_packed_files_alone_are_named_and_are_to_be_unpacked(tmp_path):
    for name in ("march.zip", "deep/april.7z", ".hidden.zip"):
        write(tmp_path / name, "x")
    with pytest.raises(HomewardError, match="HW-F002") as refused:
        list_extracts(tmp_path)
    assert "deep/april.7z and 1 more, which must be unpacked" in refused.value.detail
    write(tmp_path / "a.csv", "x")
    assert list_extracts(tmp_path) == ("a.csv",)
    assert packed_files(tmp_path) == ("deep/april.7z", "march.zip")


def test_a_folder_without_extracts_or_no_folder_is_refused(tmp_path):
    with pytest.raises(HomewardError, match="HW-F002"):
        list_extracts(tmp_path)
    with pytest.raises(HomewardError, match="HW-F001"):
        list_extracts(tmp_path / "nowhere")
