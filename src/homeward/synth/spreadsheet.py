"""Workbooks of one sheet with typed cells, and the same bytes every time.

The parts of a workbook are written as they stand, not through a library: the same text
gives the same bytes, whatever is installed.

Source: ECMA-376, Office Open XML, part 1 (SpreadsheetML).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from homeward.synth.clock import DAY

#: When every workbook says it was made, so that the same seed gives the same bytes.
_MADE = (1980, 1, 1, 0, 0, 0)

#: Days from 30 December 1899, from which spreadsheets count, to 1970. Before March 1900
#: they count one less, since they hold that 1900 was a leap year.
_EPOCH, _NO_LEAP_DAY = 25_569, 61

#: Styles, by position in the part of styles.
_TIME, _DATE = 1, 2

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_CONTENT_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_KIND}.sharedStrings+xml"/>'
    '<Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    "</Types>"
)
_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" '
    'Target="docProps/core.xml"/></Relationships>'
)
_SHEETS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId3" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    "</Relationships>"
)
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="2">'
    '<numFmt numFmtId="164" formatCode="dd/mm/yyyy\\ hh:mm"/>'
    '<numFmt numFmtId="165" formatCode="dd/mm/yyyy"/></numFmts>'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
    "</cellStyles></styleSheet>"
)
_CORE = (
    f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    "<dc:title>{title}</dc:title><dc:creator>SYNTHETIC</dc:creator>"
    '<dcterms:created xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:created>'
    "</cp:coreProperties>"
)
_BOOK = (
    f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="{sheet}" sheetId="1" r:id="rId1"/></sheets></workbook>'
)


class Book:
    """A workbook of one sheet, built column by column.

    Parameters
    ----------
    sheet, title
        Name of the sheet, and title among the workbook's properties.
    """

    def __init__(self, sheet: str, title: str) -> None:
        self._sheet, self._title = sheet, title
        self._strings: dict[str, int] = {}

    def text(self, text: str) -> str:
        """A cell of text; blank for ""."""
        if not text:
            return ""
        return f' t="s"><v>{self._strings.setdefault(text, len(self._strings))}</v></c>'

    @staticmethod
    def number(value: float | None) -> str:
        """A cell of a number; blank for None."""
        return "" if value is None else f"><v>{value!r}</v></c>"

    @staticmethod
    def date(minute: int | None) -> str:
        """A cell of the date of a local minute since 1970; blank for None."""
        return "" if minute is None else f' s="{_DATE}"><v>{_serial(minute // DAY)}</v></c>'

    @staticmethod
    def time(minute: int | None) -> str:
        """A cell of the date and time of a local minute since 1970; blank for None."""
        if minute is None:
            return ""
        day, left = divmod(minute, DAY)
        return f' s="{_TIME}"><v>{_serial(day) + left / DAY!r}</v></c>'

    def content(self, above: Sequence[Sequence[str]], columns: Sequence[Sequence[str]]) -> bytes:
        """The whole workbook.

        Parameters
        ----------
        above
            Rows of text above the columns, the header included.
        columns
            Cells as the methods of this class give them, columns of one length.
        """
        rows = [[self.text(text) for text in row] for row in above]
        rows += zip(*columns, strict=True)
        parts = {
            "[Content_Types].xml": _CONTENT_TYPES,
            "_rels/.rels": _RELATIONS,
            "docProps/core.xml": _CORE.replace("{title}", escape(self._title)),
            "xl/workbook.xml": _BOOK.replace("{sheet}", escape(self._sheet)),
            "xl/_rels/workbook.xml.rels": _SHEETS,
            "xl/styles.xml": _STYLES,
            "xl/sharedStrings.xml": _strings(self._strings),
            "xl/worksheets/sheet1.xml": _rows(rows),
        }
        return _packed(parts)


def _serial(day: int) -> int:
    """A day since 1970 as spreadsheets count it."""
    number = day + _EPOCH
    return number if number >= _NO_LEAP_DAY else number - 1


def _rows(rows: Iterable[Sequence[str]]) -> str:
    """The part of the sheet: rows of cells, blanks left out."""
    lines = [f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>']
    names: list[str] = []
    for number, row in enumerate(rows, start=1):
        names += [_letters(place) for place in range(len(names), len(row))]
        cells = [
            f'<c r="{name}{number}"{cell}' for name, cell in zip(names, row, strict=False) if cell
        ]
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    lines.append("</sheetData></worksheet>")
    return "".join(lines)


def _letters(place: int) -> str:
    """The letters of a column: 0 is A, 26 is AA."""
    before, last = divmod(place, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)


def _strings(texts: Iterable[str]) -> str:
    """The part of texts, each once; spaces at their ends are kept."""
    items = [f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in texts]
    return f'{_HEAD}<sst xmlns="{_MAIN}">{"".join(items)}</sst>'


def _packed(parts: dict[str, str]) -> bytes:
    """Parts in an archive, as they are: how hard a library packs is its own affair."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, _MADE)
            entry.create_system = 3  # else it says on which system it was made
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, text.encode())
    return out.getvalue()
