"""A workbook for partners is never in a temporary file, not even for a moment."""

from __future__ import annotations

import io
import tempfile

import openpyxl

from homeward.study.sampling.unspilt import saved


def test_a_workbook_is_saved_as_ever_and_opens_no_temporary_file(monkeypatch):
    book = openpyxl.Workbook()
    book.active.append(["M001", 2])
    book.create_sheet("second").append(["x"])

    def refuse(*_, **__):
        raise AssertionError("a temporary file")

    for name in ("NamedTemporaryFile", "TemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, refuse)
    monkeypatch.setattr("openpyxl.worksheet._writer.NamedTemporaryFile", refuse)
    again = openpyxl.load_workbook(io.BytesIO(saved(book)))
    assert [[c.value for c in row] for row in again.active.rows] == [["M001", 2]]
    assert again.sheetnames == ["Sheet", "second"]
