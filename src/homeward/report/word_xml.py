"""Pieces of a Word document as markup: paragraphs, links, tables and pictures.

Every word from a bundle is escaped here, and here alone. Whole documents are put together
as text and read once, since building tables cell by cell takes seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from homeward.report.cells import Cell, Column, Grid
from homeward.report.packages import legal

#: Twentieths of a point: the width of the text on A4, of a character of a table, bold or
#: not, and of the padding of a cell.
PAGE, _CHARACTER, _BOLD, _PADDING = 9638, 92, 100, 170
#: Letters of a wide column, and what part of a longer text than that its column asks for;
#: size of a note against the text of its cell.
_LONGEST, _MORE, _SMALL = 44, 0.25, 0.9

#: English Metric Units in a twentieth of a point.
EMU = 635


def words(text: str) -> str:
    """Text fit to stand between tags."""
    return escape(legal(text))


def attribute(text: str) -> str:
    """Text fit to be an attribute, in its quotation marks."""
    return quoteattr(legal(text))


def run(text: str, *, bold: bool = False, style: str = "", above: bool = False) -> str:
    """Words of one look; on a new line if something stands `above` them."""
    looks = f'<w:rStyle w:val="{style}"/>' if style else ""
    looks += "<w:b/>" if bold else ""
    looks = f"<w:rPr>{looks}</w:rPr>" if looks else ""
    line = "<w:br/>" if above else ""
    return f'<w:r>{looks}{line}<w:t xml:space="preserve">{words(text)}</w:t></w:r>'


def paragraph(*runs: str, style: str = "", keep: bool = False) -> str:
    """A paragraph of runs, or of markup that may stand among them.

    Parameters
    ----------
    keep
        On one page with what follows.
    """
    looks = f'<w:pStyle w:val="{style}"/>' if style else ""
    looks += "<w:keepNext/>" if keep else ""
    looks = f"<w:pPr>{looks}</w:pPr>" if looks else ""
    return f"<w:p>{looks}{''.join(runs)}</w:p>"


def text(told: str, style: str = "", *, keep: bool = False) -> str:
    """A paragraph of plain words."""
    return paragraph(run(told), style=style, keep=keep)


def bullets(items: Iterable[str]) -> str:
    """A list."""
    return "".join(text(item, "ListBullet") for item in items)


def link(told: str, anchor: str) -> str:
    """Words that lead to a bookmark of the document."""
    inner = run(told, style="Hyperlink")
    return f'<w:hyperlink w:anchor="{anchor}" w:history="1">{inner}</w:hyperlink>'


def anchored(inner: str, anchor: str, number: int) -> str:
    """Runs with a bookmark round them. Word takes no hyphen in its name."""
    start = f'<w:bookmarkStart w:id="{number}" w:name="{anchor}"/>'
    return f'{start}{inner}<w:bookmarkEnd w:id="{number}"/>'


def field_start(code: str) -> str:
    """The start of a field: what follows, to its end, the program works out when asked."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {words(code)} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


FIELD_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def instruction(code: str, shown: str) -> str:
    """A field of one line, which shows `shown` until it is worked out again."""
    return f"{field_start(code)}{run(shown)}{FIELD_END}"


# ---------------------------------------------------------------- tables


@dataclass(frozen=True, slots=True)
class Plain:
    """A table with nothing merged.

    Attributes
    ----------
    columns, rows
        Headings, and a cell of each row for each.
    title
        What it is, for people who hear it.
    links
        What a cell leads to, by its row and column: the words that lead, and the bookmark.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: str
    links: Mapping[tuple[int, int], tuple[str, str]] = field(default_factory=dict)


def plain(grid: Grid) -> Plain:
    """A printed table with the headings that stand over its rows put into a column.

    Cells that are merged lose a screen reader its place.
    """
    if not grid.bands:
        return Plain(grid.columns, grid.rows, grid.caption)
    first = grid.columns[0].heading
    column = Column("Group" if first == "Measure" else "Measure", numeric=False)
    ends = [*(start for start, _ in grid.bands[1:]), len(grid.rows)]
    rows = tuple(
        (Cell(told), *row)
        for (start, told), end in zip(grid.bands, ends, strict=True)
        for row in grid.rows[start:end]
    )
    return Plain((column, *grid.columns), rows, grid.caption)


def pairs(head: Sequence[str], rows: Iterable[Sequence[str]], title: str) -> Plain:
    """A table of words."""
    columns = tuple(Column(name, numeric=False) for name in head)
    return Plain(columns, tuple(tuple(Cell(told) for told in row) for row in rows), title)


def table(made: Plain) -> str:
    """A real table: its heading row repeated on every page, no row broken over two."""
    widths = _widths(made)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = "".join(
        _cell(paragraph(run(c.heading, bold=True), style=_style(c, "Heading")), width)
        for c, width in zip(made.columns, widths, strict=True)
    )
    body = "".join(_row(made, place, widths) for place in range(len(made.rows)))
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="HomewardTable"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1"'
        ' w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
        f"<w:tblCaption w:val={attribute(made.title)}/></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>"
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>{body}</w:tbl>"
    )


def _row(made: Plain, place: int, widths: list[int]) -> str:
    row = zip(made.rows[place], made.columns, widths, strict=True)
    cells = "".join(
        _cell(_content(cell, column, made.links.get((place, i))), width)
        for i, (cell, column, width) in enumerate(row)
    )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"


def _content(cell: Cell, column: Column, leads: tuple[str, str] | None) -> str:
    notes = [run(note, style="HomewardSmall", above=True) for note in cell.notes]
    if leads:
        notes += [run(" "), link(*leads)]
    return paragraph(run(cell.text), *notes, style=_style(column, "Words"))


def _style(column: Column, kind: str) -> str:
    return f"HomewardTable{'Number' if column.numeric else ''}{kind}"


def _cell(inner: str, width: int) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inner}</w:tc>'


def _widths(made: Plain) -> list[int]:
    """Width of each column: what its cells ask for, or as near as the page allows.

    Every column has room for its longest word. What is left goes to the columns that ask
    for more, the same part of the way in each.
    """
    columns = [[row[i] for row in made.rows] for i in range(len(made.columns))]
    needs = [_need(c, cells) for c, cells in zip(made.columns, columns, strict=True)]
    asked = [
        max(need, _ask(c, cells))
        for need, c, cells in zip(needs, made.columns, columns, strict=True)
    ]
    if sum(asked) <= PAGE:
        return asked
    if sum(needs) >= PAGE:
        return [need * PAGE // sum(needs) for need in needs]
    spare = (PAGE - sum(needs)) / (sum(asked) - sum(needs))
    return [round(need + spare * (ask - need)) for need, ask in zip(needs, asked, strict=True)]


def _longest_word(texts: Iterable[str]) -> int:
    return max((len(word) for told in texts for word in told.split()), default=0)


def _need(column: Column, cells: list[Cell]) -> int:
    head = _BOLD * _longest_word([column.heading])
    notes = _SMALL * _longest_word(note for cell in cells for note in cell.notes)
    texts = [cell.text for cell in cells]
    body = max(map(len, texts), default=0) if column.numeric else _longest_word(texts)
    return round(max(head, _CHARACTER * max(body, notes))) + _PADDING


def _ask(column: Column, cells: list[Cell]) -> int:
    lines = 2 if column.numeric else 1
    notes = [_SMALL * len(note) for cell in cells for note in cell.notes]
    letters = max([len(cell.text) for cell in cells] + notes, default=0)
    head = _BOLD * len(column.heading) / lines
    asked = min(letters, _LONGEST) + _MORE * max(0, letters - _LONGEST)
    return round(max(head, _CHARACTER * asked)) + _PADDING


# ---------------------------------------------------------------- pictures


def picture(related: str, number: int, size: tuple[int, int], name: str, told: str) -> str:
    """A picture in its line, with what it shows in words.

    Parameters
    ----------
    related
        Which of the document's pictures.
    number
        Unlike that of any other picture.
    size
        Width and height in twentieths of a point.
    """
    wide, high = (EMU * side for side in size)
    known = f'id="{number}" name={attribute(name)}'
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{wide}" cy="{high}"/>'
        f"<wp:docPr {known} descr={attribute(told)}/>"
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        "<a:graphic><a:graphicData"
        ' uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f"<pic:nvPicPr><pic:cNvPr {known} descr={attribute(told)}/><pic:cNvPicPr/></pic:nvPicPr>"
        f'<pic:blipFill><a:blip r:embed="{related}"/><a:stretch><a:fillRect/></a:stretch>'
        '</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
