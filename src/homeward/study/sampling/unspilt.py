"""A workbook saved in memory alone: openpyxl would put every sheet in a temporary file first."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from openpyxl import Workbook
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter


def saved(book: Workbook) -> bytes:
    """The workbook's bytes. Nothing of it was ever in the system's temporary folder."""
    made = io.BytesIO()
    # `save` closes the archive.
    _Unspilt(book, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED)).save()
    return made.getvalue()


class _Unspilt(ExcelWriter):
    """openpyxl's writer, with each sheet written to memory."""

    def write_worksheet(self, ws: Any) -> None:
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        content = io.BytesIO()
        writer = WorksheetWriter(ws, content)
        writer.write()
        ws._rels = writer._rels
        self._archive.writestr(ws.path[1:], content.getvalue())
        self.manifest.append(ws)
