"""The Word document before anything is written in it: styles, page, header and footer.

Styles carry every look, so that a force can change all headings or all tables at once.
The font is Arial, which machines have and which holds Welsh: Inter would be replaced.
"""

from __future__ import annotations

from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from homeward.report.content import Report
from homeward.report.specs import COLOURS, GREY, INK
from homeward.report.word_xml import PAGE, instruction, paragraph, run

_FONT = "Arial"
_NAVY, _TEAL, _PLUM = (colour.removeprefix("#") for colour in COLOURS[:3])
_INK, _GREY, _RULE = INK.removeprefix("#"), GREY.removeprefix("#"), "B1B4B6"

#: Relations of the library's empty document that this one does without.
_NEEDLESS = ("thumbnail", "customXml", "stylesWithEffects")
#: Styles of the empty document that are kept; the rest are hundreds of looks of tables.
_KEPT_TABLES = ("TableNormal",)


def _style(
    id: str,
    name: str,
    paragraph: str = "",
    looks: str = "",
    *,
    kind: str = "paragraph",
    based: str = "Normal",
    follow: str = "",
) -> str:
    """One style. `paragraph` and `looks` are its properties, in the order Word wants."""
    based_on = f'<w:basedOn w:val="{based}"/>' if based else ""
    after = f'<w:next w:val="{follow}"/>' if follow else ""
    inner = f"<w:pPr>{paragraph}</w:pPr>" if paragraph else ""
    inner += f"<w:rPr>{looks}</w:rPr>" if looks else ""
    own = ' w:customStyle="1"' if id.startswith("Homeward") else ""
    return (
        f'<w:style w:type="{kind}"{own} w:styleId="{id}"><w:name w:val="{escape(name)}"/>'
        f'{based_on}{after}<w:uiPriority w:val="1"/><w:qFormat/>{inner}</w:style>'
    )


def _space(before: int, after: int, line: int = 264) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="auto"/>'


def _side(name: str, size: int, colour: str, space: int = 0) -> str:
    return f'<w:{name} w:val="single" w:sz="{size}" w:space="{space}" w:color="{colour}"/>'


def _look(size: float, colour: str = _INK, *, bold: bool = False) -> str:
    heavy = "<w:b/>" if bold else ""
    half = round(2 * size)
    return f'{heavy}<w:color w:val="{colour}"/><w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'


def _heading(level: int, size: float, before: int, after: int, border: str = "") -> str:
    return _style(
        f"Heading{level}",
        f"heading {level}",
        f"<w:keepNext/><w:keepLines/>{border}{_space(before, after)}"
        f'<w:outlineLvl w:val="{level - 1}"/>',
        _look(size, bold=True),
        follow="Normal",
    )


_TOP = f"<w:pBdr>{_side('top', 24, _NAVY, 6)}</w:pBdr>"
_LEFT = f"<w:pBdr>{_side('left', 36, _TEAL, 8)}</w:pBdr>"
_DASHED = "".join(
    f'<w:{side} w:val="dashed" w:sz="8" w:space="6" w:color="{_GREY}"/>'
    for side in ("top", "left", "bottom", "right")
)
_CELL = _space(30, 30, 240)
_RIGHT = '<w:jc w:val="right"/>'

#: Every style of the document, by what Word calls it.
_STYLES = (
    _style("Title", "Title", _space(0, 120, 240), _look(17, bold=True), follow="Normal"),
    _heading(1, 16, 360, 140, _TOP),
    _heading(2, 14, 360, 120),
    _heading(3, 11.5, 260, 100),
    _style(
        "TOCHeading", "TOC Heading", f"<w:keepNext/>{_TOP}{_space(360, 120)}", _look(16, bold=True)
    ),
    _style("TOC1", "toc 1", f"<w:keepNext/>{_space(120, 20)}", "<w:b/>"),
    _style("TOC2", "toc 2", f'{_space(0, 20)}<w:ind w:left="284"/>', _look(10)),
    _style("Header", "header", _space(0, 0, 240), _look(9, bold=True)),
    _style("Footer", "footer", _space(0, 0, 240), _look(9)),
    _style("Caption", "caption", f"<w:keepNext/>{_space(200, 60)}", _look(10, bold=True)),
    _style(
        "HomewardBanner",
        "Homeward Banner",
        f'<w:shd w:val="clear" w:color="auto" w:fill="{_PLUM}"/>{_space(60, 200)}',
        '<w:b/><w:color w:val="FFFFFF"/>',
    ),
    _style("HomewardFact", "Homeward Fact", _space(0, 30, 250)),
    _style(
        "HomewardStamp",
        "Homeward Stamp",
        f"<w:keepNext/>{_space(0, 100)}",
        _look(9, _PLUM, bold=True),
    ),
    _style(
        "HomewardStatement", "Homeward Statement", _LEFT + _space(100, 200), _look(12, bold=True)
    ),
    _style("HomewardRefusal", "Homeward Refusal", f"<w:pBdr>{_DASHED}</w:pBdr>{_space(80, 160)}"),
    _style("HomewardNote", "Homeward Note", _space(40, 80, 250), _look(9, _GREY)),
    _style("HomewardFigure", "Homeward Figure", f"<w:keepNext/>{_space(60, 60, 240)}"),
    _style("HomewardTableWords", "Homeward Table Words", _CELL, _look(9)),
    _style("HomewardTableNumberWords", "Homeward Table Number", _CELL + _RIGHT, _look(9)),
    _style("HomewardTableHeading", "Homeward Table Heading", f"<w:keepNext/>{_CELL}", _look(9)),
    _style(
        "HomewardTableNumberHeading",
        "Homeward Table Number Heading",
        f"<w:keepNext/>{_CELL}{_RIGHT}",
        _look(9),
    ),
    _style("HomewardSmall", "Homeward Small", looks=_look(8, _GREY), kind="character", based=""),
    _style(
        "Hyperlink",
        "Hyperlink",
        looks=f'<w:color w:val="{_NAVY}"/><w:u w:val="single"/>',
        kind="character",
        based="",
    ),
)
_TABLE = (
    f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="HomewardTable">'
    '<w:name w:val="Homeward Table"/><w:basedOn w:val="TableNormal"/><w:qFormat/>'
    f"<w:tblPr><w:tblBorders>{_side('bottom', 4, _RULE)}{_side('insideH', 4, _RULE)}"
    '</w:tblBorders><w:tblCellMar><w:left w:w="40" w:type="dxa"/>'
    '<w:right w:w="100" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>'
    f"{_side('bottom', 8, _INK)}</w:tcBorders></w:tcPr></w:tblStylePr></w:style>"
)
_DEFAULTS = (
    f"<w:docDefaults {nsdecls('w')}><w:rPrDefault><w:rPr>"
    f'<w:rFonts w:ascii="{_FONT}" w:hAnsi="{_FONT}" w:eastAsia="{_FONT}" w:cs="{_FONT}"/>'
    f'<w:color w:val="{_INK}"/><w:sz w:val="21"/><w:szCs w:val="21"/>'
    '<w:lang w:val="en-GB" w:eastAsia="en-GB" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
    f"<w:pPrDefault><w:pPr>{_space(0, 140)}</w:pPr></w:pPrDefault></w:docDefaults>"
)
_SETTINGS = (
    f'<w:settings {nsdecls("w")}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
    "<w:compat>"
    '<w:compatSetting w:name="compatibilityMode"'
    ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="en-GB"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>'
    "</w:settings>"
)


def empty_document(report: Report) -> WordDocument:
    """A document with the report's styles, page, header and footer, and nothing in it."""
    document = Document()
    _drop_needless(document)
    _set_styles(document)
    settings = document.settings.element
    for child in list(settings):
        settings.remove(child)
    settings.extend(list(parse_xml(_SETTINGS)))
    _set_page(document)
    _set_edges(document, report)
    return document


def _drop_needless(document: WordDocument) -> None:
    package = document.part.package
    for relations in (package.rels, document.part.rels):
        for id in [id for id, r in relations.items() if r.reltype.endswith(_NEEDLESS)]:
            del relations[id]


def _set_styles(document: WordDocument) -> None:
    """Replace the empty document's styles with these, and say that the words are English."""
    styles = document.styles.element
    made = [
        parse_xml(style.replace("<w:style ", f"<w:style {nsdecls('w')} ", 1)) for style in _STYLES
    ]
    made.append(parse_xml(_TABLE))
    ours = {style.get(qn("w:styleId")) for style in made}
    for style in styles.findall(qn("w:style")):
        id, kind = style.get(qn("w:styleId")), style.get(qn("w:type"))
        spare = (kind == "table" and id not in _KEPT_TABLES) or id.endswith("Char")
        if id in ours or spare:
            styles.remove(style)
        for tag in ("w:rFonts", "w:link"):
            for element in list(style.iter(qn(tag))):
                element.getparent().remove(element)
    styles.replace(styles.find(qn("w:docDefaults")), parse_xml(_DEFAULTS))
    styles.extend(made)


def _set_page(document: WordDocument) -> None:
    section = document.sections[0]
    marks = section._sectPr.attrib  # of the sitting in which somebody made the empty document
    for name in [name for name in marks if "rsid" in name]:
        del marks[name]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(25), Mm(22)
    section.header_distance = section.footer_distance = Mm(10)


def _set_edges(document: WordDocument, report: Report) -> None:
    """The marking at the top and the foot of every page, with SYNTHETIC and the page's number."""
    section = document.sections[0]
    stamp = f"{report.banner}: made-up records, no real child" if report.synthetic else ""
    number = run("Page ") + instruction("PAGE", "1") + run(" of ") + instruction("NUMPAGES", "1")
    edges = ((section.header, "Header", run(stamp)), (section.footer, "Footer", number))
    for edge, style, right in edges:
        element = edge._element
        for child in list(element):
            element.remove(child)
        foot = [run(stamp)] if style == "Footer" and stamp else []
        for line in foot:
            element.append(_parsed(paragraph(line, style=style)))
        told = run(report.handling, bold=True) + "<w:r><w:tab/></w:r>" + right
        tabs = f'<w:tabs><w:tab w:val="right" w:pos="{PAGE}"/></w:tabs>'
        line = paragraph(told, style=style).replace("</w:pPr>", f"{tabs}</w:pPr>", 1)
        element.append(_parsed(line))


def _parsed(markup: str) -> object:
    return parse_xml(markup.replace("<w:p>", f"<w:p {nsdecls('w')}>", 1))
