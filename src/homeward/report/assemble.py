"""A released bundle as the content of a report: every sentence and number chosen here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from homeward import __version__
from homeward.findings import Bundle, Finding, Published, format_estimate, format_value
from homeward.findings.bundle import SCHEMA
from homeward.report import wording
from homeward.report.answers import answers, tally
from homeward.report.artists import Drawings, draw_all
from homeward.report.content import (
    Chapter,
    Compared,
    GlanceChapter,
    GlanceItem,
    Pairs,
    Prose,
    Report,
    Section,
    Summary,
)
from homeward.report.figures import Numbering, figures, loose_tables, numbered_estimates, said
from homeward.report.labels import (
    estimate_label,
    long_date,
    plain_words,
    value_label,
)
from homeward.report.refusals import caveat_words, refusal_of
from homeward.report.warning import warned
from homeward.vocabulary.findings import CATALOGUE
from homeward.vocabulary.questions import Question
from homeward.vocabulary.times import UK_ZONE

#: The finding about the records themselves has a chapter of its own.
QUALITY = "demand.quality"

#: Short names of the chapters.
_SHORT = {
    Question.DESCRIBE: "Demand",
    Question.PREVENT: "Prevent",
    Question.RESPOND: "Respond",
    Question.FOLLOW_UP: "Follow up",
}
_QUALITY_QUESTION = "How far can these records be trusted?"
_FIRST_CHAPTER = 2


def uk_time(text: str) -> str:
    """An ISO UTC time as UK local words: "1 January 2023, 00:00 (UK time)".

    A date with no time of day stays a date.
    """
    if len(text) <= len("2022-12-31"):
        return long_date(text)
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo("UTC"))
    local = moment.astimezone(ZoneInfo(UK_ZONE))
    return f"{long_date(local.date().isoformat())}, {local:%H:%M} (UK time)"


def _compared(finding: Finding, published: Published) -> Compared:
    """A published figure in the form of the estimate it stands beside."""
    wanted = (published.estimate, tuple(sorted(published.by.items())))
    own = next((e for e in finding.estimates if e.key == wanted), None)
    if own is None:
        return Compared("", "", f"{published.value:g}", published.source)
    # As it was published: a tenth of a per cent that nobody gave is not added to it.
    told = format_value(published.value, own.kind, own.unit).replace(".0%", "%")
    groups = ", ".join(value_label(key, value) for key, value in published.by.items())
    label = estimate_label(own.name) + (f" ({groups})" if groups else "")
    return Compared(label, format_estimate(own), told, published.source)


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every chapter is written from: the bundle, its drawings, the numbers so far."""

    bundle: Bundle
    drawings: Drawings
    count: Numbering


def _section(finding: Finding, number: str, desk: _Desk) -> Section:
    count = desk.count
    drawn = figures(finding, desk.bundle, count, desk.drawings)
    return Section(
        number,
        finding.id.replace(".", "-"),
        finding.title,
        said(finding.statement, finding),
        refusal_of(finding),
        tuple(_compared(finding, p) for p in finding.published),
        drawn,
        loose_tables(finding, count),
        numbered_estimates(finding, count),
        tuple(caveat_words(caveat) for caveat in finding.caveats),
        plain_words(finding.method),
        finding.definition,
    )


def _filed(bundle: Bundle, question: Question) -> list[Finding]:
    """Findings of a question in catalogue order, the one about the records apart."""
    filed = {f.id: f for f in bundle.findings}
    return [
        filed[id]
        for id, entry in CATALOGUE.items()
        if id in filed and entry.question is question and id != QUALITY
    ]


def _not_examined(bundle: Bundle, question: Question) -> tuple[str, ...]:
    filed = {f.id for f in bundle.findings}
    return tuple(
        entry.title
        for id, entry in CATALOGUE.items()
        if entry.question is question and id not in filed and id != QUALITY
    )


def _chapter(desk: _Desk, question: Question, number: int) -> Chapter:
    bundle = desk.bundle
    sections = tuple(
        _section(finding, f"{number}.{i}", desk)
        for i, finding in enumerate(_filed(bundle, question), 1)
    )
    return Chapter(
        number,
        f"question-{question.value.replace('_', '-')}",
        _SHORT[question],
        question.meaning,
        sections,
        _not_examined(bundle, question),
    )


def _quality(desk: _Desk, number: int) -> Chapter:
    bundle = desk.bundle
    found = [f for f in bundle.findings if f.id == QUALITY]
    sections = tuple(_section(f, f"{number}.1", desk) for f in found)
    missing = () if found else (CATALOGUE[QUALITY].title,)
    return Chapter(number, "records", "The records", _QUALITY_QUESTION, sections, missing)


def _glance(chapters: Iterable[Chapter]) -> tuple[GlanceChapter, ...]:
    return tuple(
        GlanceChapter(
            chapter.anchor,
            chapter.short,
            chapter.question,
            tuple(_glance_item(section) for section in chapter.sections),
            chapter.not_examined,
        )
        for chapter in chapters
    )


def _glance_item(section: Section) -> GlanceItem:
    refusal = section.refusal
    why = f"{refusal.why} {refusal.needed}".strip() if refusal else ""
    return GlanceItem(
        section.number, section.anchor, section.title, section.statement, why, section.compared
    )


def _definitions(bundle: Bundle) -> Pairs:
    rows = tuple((f.title, f.definition) for f in bundle.findings if f.definition)
    lead = (
        "Each term has one definition, kept with the tests that hold the software to it. The"
        " addresses are those of Homeward's reference pages."
    )
    return Pairs("Where each definition is kept", "definitions", lead, ("Finding", "Address"), rows)


def _period(bundle: Bundle) -> str:
    return f"{long_date(bundle.window['from'])} to {long_date(bundle.window['to'])}"


def _provenance(bundle: Bundle) -> Pairs:
    rows = (
        ("Whose records", bundle.force),
        ("Period", f"{_period(bundle)}, both days included"),
        ("Records as they stood at", uk_time(bundle.as_of)),
        ("Kind of records", "Synthetic: made up" if bundle.synthetic else "Recorded by agencies"),
        ("Passed disclosure control", "Yes"),
        ("Protective marking", bundle.handling),
        ("Findings file", f"released/findings.json, schema {SCHEMA}"),
        ("Made with", f"Homeward {__version__}"),
    )
    lead = "The report was made from the released findings file alone, without the records."
    return Pairs("Where this report comes from", "provenance", lead, ("What", "Which"), rows)


def _rounding(bundle: Bundle) -> Pairs:
    rows = tuple(wording.release_rows(bundle.release))
    return Pairs(
        wording.ROUNDING_HEADING, "rounding", wording.ROUNDING_LEAD, ("Rule", "As applied"), rows
    )


def _summary(bundle: Bundle, chapters: Iterable[Chapter]) -> Summary:
    sections = [section for chapter in chapters for section in chapter.sections]
    made_up = wording.SUMMARY_SYNTHETIC if bundle.synthetic else ""
    warning = warned(bundle, sections)
    lines = answers(bundle, sections, answered=warning is None or warning.answered)
    return Summary(
        wording.SUMMARY_HEADING,
        wording.SUMMARY_LEAD + made_up,
        tally(lines),
        wording.SUMMARY_HEAD,
        lines,
        Prose(*wording.SAFETY),
        warning.prose if warning else None,
    )


def assemble(bundle: Bundle, drawings: Drawings | None = None) -> Report:
    """The content of the report of a released bundle.

    Parameters
    ----------
    bundle
        Released.
    drawings
        Its charts, drawn; without them they are drawn here.

    Raises
    ------
    KeyError
        If a statement or a headline names an estimate that is not there.
    """
    desk = _Desk(bundle, draw_all(bundle) if drawings is None else drawings, Numbering())
    chapters = [
        _chapter(desk, question, number) for number, question in enumerate(Question, _FIRST_CHAPTER)
    ]
    chapters.append(_quality(desk, _FIRST_CHAPTER + len(chapters)))
    heading = (
        f"Redesigning the response to missing children: what the records of {bundle.force} show"
    )
    return Report(
        title=f"{wording.SYNTHETIC_SHORT}: {heading}" if bundle.synthetic else heading,
        heading=heading,
        force=bundle.force,
        period=_period(bundle),
        as_of=uk_time(bundle.as_of),
        handling=bundle.handling,
        synthetic=bundle.synthetic,
        banner=wording.SYNTHETIC_SHORT if bundle.synthetic else "",
        banner_long=wording.SYNTHETIC_LONG if bundle.synthetic else "",
        about=wording.ABOUT,
        disclosure=wording.DISCLOSURE,
        glance=_glance(chapters),
        chapters=tuple(chapters),
        reading=tuple(Prose(*part) for part in wording.READING),
        marks=Pairs(
            wording.MARKS_HEADING,
            "marks",
            wording.MARKS_LEAD,
            ("Mark", "Meaning"),
            tuple(wording.mark_rows()),
        ),
        rounding=_rounding(bundle),
        definitions=_definitions(bundle),
        provenance=_provenance(bundle),
        summary=_summary(bundle, chapters),
    )
