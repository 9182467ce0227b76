"""Worksheets that say what the tables are: cover, contents, notes and the answers in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from homeward.report import wording
from homeward.report.content import Compared, Report, Section
from homeward.report.marks import NOT_APPLICABLE
from homeward.report.spreadsheet_cells import NONE_GIVEN, Entry, Number, number_in
from homeward.report.spreadsheet_tables import COLUMNS, MEASURE, VALUE, Sheet, stamped

CONTENTS, NOTES, ANSWERS = "Contents", "Notes", "Answers"
FINDINGS, PUBLISHED = "Findings", "Published"

_SENTENCE = re.compile(r"(?<=[.?!]) ")
_ONE_TABLE = "This worksheet contains one table."
_ALL = "The whole report"
_NONE = NOT_APPLICABLE.sign

#: What the columns of the tables hold.
_MEANING: dict[str, str] = {
    MEASURE: "What the value is a measure of.",
    VALUE: "The number as the report prints it. The column Unit says what it is in.",
    "Lower end of interval, least": (
        "See “Intervals” under Reading the tables. How the intervals of a table were made is"
        f" said above it. Where none was made, the cell says “{NONE_GIVEN}”."
    ),
    "Upper end of interval, most": "As the lower end.",
    "Count": "How many met the definition.",
    "Out of": "How many could have met it.",
    "Different children": "How many different children stand behind the count.",
    "Different children out of": "How many different children stand behind what it is out of.",
    "Left out": "How many could not be judged. They are never dropped without being counted.",
    "Unit": "What the value is in.",
    "State": "Whether the number is shown, and if not, why not.",
}
#: Words of the report that are otherwise in a spreadsheet, which holds nothing below a table.
_HERE = ("beneath its table", "above its table")
_SHORTHAND = (
    "The marks are the shorthand that the Government Analysis Function recommends for tables:"
    " [c] is its confidential, [x] its not available, [u] its low reliability, here so low that"
    " no number is given, and [z] its not applicable. A mark stands in square brackets and"
    " means the same on every worksheet."
)


def cover(report: Report) -> tuple[tuple[str, str], ...]:
    """The cover, line by line: what kind of line ("title", "heading" or "text"), and its words."""
    lines: list[tuple[str, str]] = [("title", f"{report.title}: tables")]
    if report.synthetic:
        lines += [("heading", report.banner), ("text", report.banner_long)]
    lines += [
        ("heading", "About these tables"),
        ("text", f"Whose records: {report.force}"),
        ("text", f"Period: {report.period}, both days included"),
        ("text", f"Records as they stood at: {report.as_of}"),
        ("text", f"Protective marking: {report.handling}"),
        ("text", report.about),
        ("text", f"{report.disclosure.split('. ')[0]}. What was done is on the worksheet {NOTES}."),
        ("heading", "How this spreadsheet is laid out"),
        ("text", f"{CONTENTS} lists every worksheet, with links."),
        ("text", f"{NOTES} explains the marks, the columns and the rules of disclosure control."),
        ("text", f"{ANSWERS} sets the published study's findings beside these records."),
        ("text", f"{FINDINGS} gives each finding in words, with what to know before using it."),
        (
            "text",
            "Each other worksheet holds one table, numbered as in the report. Where the report"
            " sets a table out in several parts, one worksheet holds them all. Each number is in"
            " a row of its own, with its interval, its counts and who was left out.",
        ),
        ("text", "Estimates holds every number again in one long table, for use by scripts."),
        ("text", f"{wording.MARKS_LEAD.split('.')[0]}. {_SHORTHAND}"),
    ]
    return tuple(lines)


def contents_sheet(sheets: Iterable[Sheet], report: Report) -> Sheet:
    """Every other worksheet, with a link to it."""
    listed = tuple(sheets)
    return Sheet(
        CONTENTS,
        stamped("Contents", report),
        (f"{_ONE_TABLE} The first column leads to each worksheet.",),
        ("Worksheet", "What it holds", "Part of the report"),
        tuple((sheet.label, sheet.about, sheet.part) for sheet in listed),
        "This list",
        _ALL,
        {row: sheet.label for row, sheet in enumerate(listed)},
    )


def notes_sheet(report: Report) -> Sheet:
    """Marks, columns, disclosure control and where the tables come from."""
    rows = (
        *(("Mark", *row) for row in report.marks.rows),
        ("Mark", "All marks", _SHORTHAND),
        *(("Column of a table", name, meaning) for name, meaning in _MEANING.items()),
        *(
            ("Column of Estimates", name, f"{meaning[:1].upper()}{meaning[1:]}.")
            for name, meaning in COLUMNS.items()
        ),
        (
            "Column of Estimates",
            "group_by_1, group_1",
            "What the estimate is grouped by, and which group it is for; then the second, and"
            " so on. An estimate over everything has none.",
        ),
        *(("Disclosure control", *row) for row in report.rounding.rows),
        *(("Where the tables come from", *row) for row in report.provenance.rows),
        *(
            ("Reading the tables", part.heading, " ".join(part.paragraphs).replace(*_HERE))
            for part in report.reading
        ),
    )
    return Sheet(
        NOTES,
        stamped("Notes", report),
        (_ONE_TABLE,),
        ("About", "Note", "Meaning"),
        rows,
        "Marks, columns, disclosure control and provenance",
        _ALL,
    )


def answers_sheet(report: Report) -> Sheet:
    """The published study's findings, answered one by one."""
    summary = report.summary
    rows = tuple(
        (Number(a.number), a.published, a.here, a.told, a.section or _NONE) for a in summary.lines
    )
    safety = f"{summary.safety.heading}. {' '.join(summary.safety.paragraphs)}"
    warning = summary.warning
    first = (f"{warning.heading}. {' '.join(warning.paragraphs)}",) if warning else ()
    # Words above a table are not wrapped: a sentence to a row is what a screen can show.
    parts = (*first, summary.lead, summary.tally, safety)
    lines = (line for part in parts for line in _SENTENCE.split(part))
    told = (_ONE_TABLE, *lines, f"Protective marking: {report.handling}.")
    return Sheet(
        ANSWERS,
        stamped(summary.heading, report),
        told,
        ("Number", *summary.head, "Section"),
        rows,
        summary.heading,
        _ALL,
    )


def _answer(section: Section) -> str:
    if section.refusal is None:
        return section.statement
    told = section.refusal
    code = f"Code {told.code}." if told.code else ""
    return " ".join(part for part in ("No answer.", told.why, told.needed, code) if part)


def findings_sheet(report: Report) -> Sheet:
    """Each answer in words, what to know before using it, and how it was made."""
    rows: list[tuple[Entry, ...]] = []
    for chapter in report.chapters:
        for s in chapter.sections:
            told = (_answer(s), " ".join(s.caveats), s.method, s.definition)
            rows.append((s.number, chapter.question, s.title, *(t or _NONE for t in told)))
        rows += [
            (str(chapter.number), chapter.question, title, "Not yet examined in this version.")
            + (_NONE,) * 3
            for title in chapter.not_examined
        ]
    headings = ("Section", "Question", "Finding", "Answer", "What to know before using it")
    return Sheet(
        FINDINGS,
        stamped("Each finding in words", report),
        (_ONE_TABLE, f"Protective marking: {report.handling}."),
        (*headings, "How the figures were made", "Definition"),
        tuple(rows),
        "Each answer in words, with what to know before using it",
        _ALL,
    )


def _compared(report: Report) -> Iterator[tuple[Section, Compared]]:
    for chapter in report.chapters:
        for section in chapter.sections:
            yield from ((section, compared) for compared in section.compared)


def published_sheet(report: Report) -> Sheet:
    """Published figures beside the force's own; no row if there are none."""
    rows = tuple(
        (
            section.number,
            section.title,
            compared.measure or "No comparable measure here",
            number_in(compared.own) if compared.own else "No comparable number here",
            number_in(compared.published),
            compared.source,
        )
        for section, compared in _compared(report)
    )
    return Sheet(
        PUBLISHED,
        stamped("Published figures beside these", report),
        (_ONE_TABLE, f"Protective marking: {report.handling}."),
        ("Section", "Finding", MEASURE, "This report", "Published", "Who published it"),
        rows,
        "Published figures beside the force's own",
        _ALL,
    )
