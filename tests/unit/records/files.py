"""Small made-up extracts for the tests of the front door. No real child is in them."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from homeward.records.checks import Scope
from homeward.records.intake import Intake, ingest
from homeward.records.mapping import ColumnMap, FileMap, Reading

HEADER = ("Ref", "Child", "Reported", "Found", "Age", "Risk")
WHEN = "%d/%m/%Y %H:%M"
COLUMNS: dict[str, ColumnMap] = {
    "incident": ColumnMap("Ref"),
    "child": ColumnMap("Child"),
    "reported": ColumnMap("Reported", format=WHEN),
    "found": ColumnMap("Found", format=WHEN),
    "age": ColumnMap("Age"),
    "risk_first": ColumnMap("Risk"),
}
SCOPE = Scope(date(2023, 1, 1), date(2023, 12, 31), 18)


def row(ref: str, **changed: str) -> list[str]:
    """A sound row, but for what is changed."""
    cells = {
        "Ref": ref,
        "Child": "C1",
        "Reported": "12/03/2023 22:10",
        "Found": "13/03/2023 01:05",
        "Age": "15",
        "Risk": "Medium",
    }
    return list((cells | changed).values())


def csv_text(rows: Iterable[Sequence[str]], delimiter: str = ",") -> str:
    """Rows as delimited text with the line ends of Windows."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """A text file with its line ends as they are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))
    return path


def take_in(
    folder: Path,
    *files: Sequence[Sequence[str]],
    columns: Mapping[str, ColumnMap] | None = None,
    header: Sequence[str] = HEADER,
    scope: Scope = SCOPE,
    table: str = "incidents",
    **more: Any,
) -> Intake:
    """Ingest each list of rows as one CSV; pseudonyms are the kind and the text."""
    names = []
    for number, rows in enumerate(files, 1):
        names.append(f"part{number}.csv")
        write(folder / names[-1], csv_text([header, *rows]))
    plan = FileMap(table, tuple(names), Reading(), columns or COLUMNS, **more)
    return ingest(folder, [plan], scope, "{}:{}".format)


def workbook(
    path: Path,
    sheets: Mapping[str, Sequence[Sequence[Any]]],
    formats: Mapping[str, str] | None = None,
) -> Path:
    """An .xlsx of these sheets, with number formats for cells of the last."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for cells in rows:
            sheet.append(list(cells))
    for place, code in (formats or {}).items():
        sheet[place].number_format = code
    book.save(path)
    return path


def open_document(path: Path, rows: Sequence[Sequence[str]], manifest: str = "") -> Path:
    """An .ods of one sheet of text, or of typed dates written as `date:2023-01-02`."""

    def cell(text: str) -> str:
        if text.startswith("date:"):
            value = text.removeprefix("date:")
            return f'<table:table-cell office:value-type="date" office:date-value="{value}"/>'
        return (
            '<table:table-cell office:value-type="string">'
            f"<text:p>{text}</text:p></table:table-cell>"
        )

    body = "".join(
        f"<table:table-row>{''.join(map(cell, cells))}</table:table-row>" for cells in rows
    )
    space = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{space}:office:1.0" '
        f'xmlns:table="{space}:table:1.0" xmlns:text="{space}:text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="Data">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest or "<manifest/>")
    return path


def old_workbook(
    path: Path, rows: Sequence[Sequence[str | float]], stream: str = "Workbook"
) -> Path:
    """An .xls (BIFF8 in an older Office container), written by hand."""

    def record(kind: int, data: bytes) -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    cells = b""
    for at, values in enumerate(rows):
        for column, value in enumerate(values):
            place = struct.pack("<HHH", at, column, 0)
            if isinstance(value, str):
                text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
                cells += record(0x0204, place + text)
            else:
                cells += record(0x0203, place + struct.pack("<d", value))
    start = record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0))
    end = record(0x000A, b"")
    name = struct.pack("<BB", 5, 0) + b"Data1"
    length = len(start) + 4 + 6 + len(name) + len(end)
    sheet = record(0x0085, struct.pack("<IH", length, 0) + name)
    inner = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0))
    path.write_bytes(_container((start + sheet + end + inner + cells + end), stream))
    return path


def _container(data: bytes, stream: str) -> bytes:
    """An older Office container with one stream."""
    many = max(9, -(-len(data) // 512))
    data = data.ljust(many * 512, b"\0")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096,
                          0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)  # fmt: skip
    header = header[:76] + struct.pack("<109I", 0, *([0xFFFFFFFF] * 108))
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, many + 2), 0xFFFFFFFE]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")

    def entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
        shown = (name + "\0").encode("utf-16-le")
        none = 0xFFFFFFFF
        return (
            shown.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(shown), kind, 1, none, none, child)
            + bytes(36)
            + struct.pack("<IQ", first, size)
        )

    folder = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry(stream, 2, 0xFFFFFFFF, 2, len(data))
    return header + table + folder.ljust(512, b"\0") + data


def account(intake, number: int = 1) -> tuple:
    """Rows read, used, duplicate and set aside of one file, with the reasons."""
    found = intake.account.files[number - 1]
    return found.read, found.used, found.duplicate, found.set_aside, dict(found.reasons)


def used(intake, table: str = "incidents", column: str = "incident") -> list:
    """The values of one column as stored."""
    return intake.tables[table][column].to_pylist()
