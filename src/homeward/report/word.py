"""The report as a Word document that a force can edit: the page's content, in its order."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from homeward.report.content import (
    Chapter,
    Compared,
    Figure,
    GlanceChapter,
    GlanceItem,
    NumberedTable,
    Pairs,
    Report,
    Section,
)
from homeward.report.packages import properties_of, repacked
from homeward.report.word_pictures import picture_of
from homeward.report.word_styles import empty_document
from homeward.report.word_xml import (
    FIELD_END,
    anchored,
    bullets,
    field_start,
    instruction,
    link,
    pairs,
    paragraph,
    picture,
    plain,
    run,
    table,
    text,
)

#: Levels of heading in the list of contents.
_LISTED = 2
#: Codes of the fields that make the list of contents, and that number figures and tables.
_CONTENTS = r'TOC \o "1-2" \h \z \u'
_COUNT = r"SEQ {} \* ARABIC"


@dataclass(slots=True)
class _Writer:
    """A document and what has been written in it so far."""

    report: Report
    document: WordDocument
    written: list[str] = field(default_factory=list)
    marks: int = 0
    listed: list[tuple[int, str, str]] = field(default_factory=list)

    def add(self, *pieces: str) -> None:
        """Put pieces at the end."""
        self.written += pieces

    def heading(self, level: int, told: str, anchor: str = "") -> None:
        """A heading that can be led to; the first levels are in the list of contents."""
        self.marks += 1
        name = bookmark(anchor or f"heading-{self.marks}")
        if level <= _LISTED:
            self.listed.append((level, told, name))
        self.add(paragraph(anchored(run(told), name, self.marks), style=f"Heading{level}"))


def bookmark(anchor: str) -> str:
    """The name of the bookmark for a place in the page: Word takes no hyphen in one."""
    return f"at_{anchor.replace('-', '_')}"


def render_word(report: Report) -> bytes:
    """The Word document. The same report gives the same bytes: it holds no date of making.

    Parameters
    ----------
    report
        The content.
    """
    writer = _Writer(report, empty_document(report))
    _cover(writer)
    _summary(writer)
    front = len(writer.written)
    _glance(writer)
    for chapter in report.chapters:
        _chapter(writer, chapter)
    _back(writer)
    contents = list(_contents(writer.listed))
    writer.written[front:front] = contents
    return _packed(writer)


def _packed(writer: _Writer) -> bytes:
    body = writer.document.element.body
    spaces = nsdecls("w", "r", "wp", "a", "pic")
    written = parse_xml(f"<w:body {spaces}>{''.join(writer.written)}</w:body>")
    for place, child in enumerate(list(written)):
        body.insert(place, child)
    out = io.BytesIO()
    writer.document.save(out)
    return repacked(out.getvalue(), properties_of(writer.report, "report"))


def _contents(listed: Iterable[tuple[int, str, str]]) -> Iterator[str]:
    """The list of contents, with links; Word adds the pages when asked to update it."""
    yield text("Contents", "TOCHeading")
    start = field_start(_CONTENTS)
    for level, told, name in listed:
        yield paragraph(start, link(told, name), style=f"TOC{level}")
        start = ""
    yield paragraph(start, FIELD_END)


def _cover(writer: _Writer) -> None:
    report = writer.report
    writer.add(text(report.heading, "Title"))
    if report.synthetic:
        told = run(f"{report.banner} "), run(report.banner_long)
        writer.add(paragraph(*told, style="HomewardBanner"))
    facts = [
        ("Period", report.period),
        ("Records as they stood at", report.as_of),
        ("Protective marking", report.handling),
    ]
    if report.synthetic:
        facts.append(("Kind of records", "Synthetic: made up"))
    for name, value in facts:
        writer.add(paragraph(run(f"{name}: "), run(value, bold=True), style="HomewardFact"))


def _summary(writer: _Writer) -> None:
    """The published study's findings, answered one by one; then what the report is."""
    report, summary = writer.report, writer.report.summary
    writer.heading(1, summary.heading, "summary")
    _stamp(writer)
    if summary.warning:
        writer.heading(2, summary.warning.heading)
        writer.add(*(text(part) for part in summary.warning.paragraphs))
    writer.add(text(summary.lead, "HomewardNote"), paragraph(run(summary.tally, bold=True)))
    if summary.lines:
        told = pairs(
            ("No.", *summary.head),
            ((str(a.number), a.published, a.here, a.told) for a in summary.lines),
            summary.heading,
        )
        links = {
            (row, 2): (f"Section {a.section}", bookmark(a.anchor))
            for row, a in enumerate(summary.lines)
            if a.anchor
        }
        writer.add(table(replace(told, links=links)))
    writer.heading(2, summary.safety.heading)
    writer.add(*(text(part) for part in summary.safety.paragraphs))
    writer.heading(1, "About this report", "about")
    writer.add(text(report.about), text(report.disclosure))


# ---------------------------------------------------------------- at a glance


def _glance(writer: _Writer) -> None:
    writer.heading(1, "1. At a glance", "glance")
    _stamp(writer)
    for chapter in writer.report.glance:
        _glance_chapter(writer, chapter)


def _glance_chapter(writer: _Writer, chapter: GlanceChapter) -> None:
    writer.heading(2, f"{chapter.short}: {chapter.question}")
    for item in chapter.items:
        _glance_item(writer, item)
    if chapter.not_examined:
        writer.add(paragraph(run("Not yet examined in this version:", bold=True), keep=True))
        writer.add(bullets(chapter.not_examined))


def _glance_item(writer: _Writer, item: GlanceItem) -> None:
    writer.add(paragraph(link(f"{item.number} {item.title}", bookmark(item.anchor)), keep=True))
    if item.refusal:
        writer.add(paragraph(run("No answer. ", bold=True), run(item.refusal)))
        return
    writer.add(text(item.statement, "HomewardStatement"))


def _compared(writer: _Writer, items: Iterable[Compared]) -> None:
    for p in items:
        own = (run(f"{p.measure}: "), run(p.own, bold=True), run(" here; ")) if p.measure else ()
        told = (*own, run(p.published, bold=True), run(f" published ({p.source})."))
        writer.add(paragraph(*told, style="ListBullet"))


def _stamp(writer: _Writer) -> None:
    if writer.report.synthetic:
        writer.add(text(writer.report.banner, "HomewardStamp"))


# ---------------------------------------------------------------- chapters


def _chapter(writer: _Writer, chapter: Chapter) -> None:
    writer.heading(1, f"{chapter.number}. {chapter.question}", chapter.anchor)
    if chapter.not_examined:
        told = "; ".join(chapter.not_examined)
        writer.add(text(f"Not yet examined in this version: {told}."))
    for section in chapter.sections:
        _section(writer, section)


def _section(writer: _Writer, s: Section) -> None:
    writer.heading(2, f"{s.number} {s.title}", s.anchor)
    _stamp(writer)
    _answer(writer, s)
    if s.compared:
        writer.heading(3, "Beside published figures")
        _compared(writer, s.compared)
    for figure in s.figures:
        _figure(writer, figure)
    for numbered in s.tables:
        _table(writer, numbered)
    if s.estimates:
        writer.heading(3, "Figures in full")
        for numbered in s.estimates:
            _table(writer, numbered)
    if s.caveats:
        writer.heading(3, "What to know before using these figures")
        writer.add(bullets(s.caveats))
    if s.method:
        writer.heading(3, "How the figures were made")
        writer.add(text(s.method))
    if s.definition:
        writer.add(text(f"Definition: {s.definition}", "HomewardNote"))


def _answer(writer: _Writer, s: Section) -> None:
    if s.refusal is None:
        writer.add(text(s.statement, "HomewardStatement"))
        return
    why = run("The records cannot bear an answer. ", bold=True), run(s.refusal.why)
    writer.add(paragraph(*why, style="HomewardRefusal"))
    if s.refusal.needed:
        needed = run("What would be needed. ", bold=True), run(s.refusal.needed)
        writer.add(paragraph(*needed, style="HomewardRefusal"))
    if s.refusal.code:
        writer.add(text(f"Code {s.refusal.code}", "HomewardNote"))


def _caption(kind: str, number: int, told: str) -> str:
    """A caption whose number Word can work out again when parts are moved or left out."""
    count = instruction(_COUNT.format(kind), str(number))
    return paragraph(run(f"{kind} "), count, run(f". {told}"), style="Caption")


def _figure(writer: _Writer, f: Figure) -> None:
    writer.add(_caption("Figure", f.number, f.headline))
    writer.add(text(f.subtitle, "HomewardNote", keep=True))
    if f.drawing is None:
        writer.add(text(f"{f.undrawn} {f.alt}", "HomewardRefusal"))
    else:
        made = picture_of(f.drawing.wide)
        related, _ = writer.document.part.get_or_add_image(io.BytesIO(made.png))
        drawn = picture(related, f.number, made.size, f"Figure {f.number}", f.alt)
        writer.add(paragraph(drawn, style="HomewardFigure"))
    for note in (f.key, f.source):
        if note:
            writer.add(text(note, "HomewardNote"))
    for numbered in f.tables:
        _table(writer, numbered)
    if f.elsewhere:
        writer.add(text(f.elsewhere, "HomewardNote"))


def _table(writer: _Writer, numbered: NumberedTable) -> None:
    made_up = " (synthetic)" if writer.report.synthetic else ""
    writer.add(_caption("Table", numbered.number, f"{numbered.grid.caption}{made_up}"))
    writer.add(table(plain(numbered.grid)))
    # A paragraph must stand between two tables, or Word takes them for one.
    for note in numbered.grid.notes or ("",):
        writer.add(text(note, "HomewardNote"))


# ---------------------------------------------------------------- how to read it


def _back(writer: _Writer) -> None:
    report = writer.report
    writer.heading(1, "How to read this report", "reading")
    for part in report.reading:
        writer.heading(2, part.heading)
        writer.add(*(text(told) for told in part.paragraphs))
    for p in (report.marks, report.rounding):
        writer.heading(2, p.heading)
        _pairs(writer, p)
    for p in (report.definitions, report.provenance):
        writer.heading(1, p.heading, p.anchor)
        _pairs(writer, p)


def _pairs(writer: _Writer, p: Pairs) -> None:
    writer.add(text(p.lead))
    if p.rows:
        writer.add(table(pairs(p.head, p.rows, p.heading)), text("", "HomewardNote"))
