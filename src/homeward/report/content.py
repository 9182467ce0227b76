"""What the report says, in order, before it is a page or a PDF.

Plain frozen records of text. Whoever prints them chooses no words and no numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

from homeward.report.cells import Grid
from homeward.report.drawing import Drawing


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with everything that must stand beside it.

    Attributes
    ----------
    number
        1 for the first chart of the report.
    headline, subtitle, source
        What it shows; measure, place and period; whose records.
    alt
        The same in words, for people who do not see it.
    drawing
        Two sizes of SVG; None where every number is hidden, and `undrawn` says so.
    key
        What letters in the drawing mean; "" if it holds none.
    tables
        The numbers.
    elsewhere
        Where the numbers are when an earlier figure drew the same table; else "".
    """

    number: int
    headline: str
    subtitle: str
    source: str
    alt: str
    drawing: Drawing | None
    undrawn: str
    key: str
    tables: tuple[NumberedTable, ...]
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class NumberedTable:
    """A table with its number in the report."""

    number: int
    grid: Grid


@dataclass(frozen=True, slots=True)
class Compared:
    """A published figure beside the force's own."""

    measure: str
    own: str
    published: str
    source: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer, what would be needed, and the lasting code."""

    why: str
    needed: str
    code: str


@dataclass(frozen=True, slots=True)
class Section:
    """One finding.

    Attributes
    ----------
    number, anchor, title
        "2.1", an id fit for a page, the catalogue's heading.
    statement
        The key sentence; "" when refused.
    refusal
        Set when the records cannot bear an answer.
    """

    number: str
    anchor: str
    title: str
    statement: str
    refusal: Refusal | None
    compared: tuple[Compared, ...]
    figures: tuple[Figure, ...]
    tables: tuple[NumberedTable, ...]
    estimates: tuple[NumberedTable, ...]
    caveats: tuple[str, ...]
    method: str
    definition: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A question with its findings, and what has not been examined."""

    number: int
    anchor: str
    short: str
    question: str
    sections: tuple[Section, ...]
    not_examined: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GlanceItem:
    """One line of the first page: a finding's sentence, or why there is none."""

    number: str
    anchor: str
    title: str
    statement: str
    refusal: str
    compared: tuple[Compared, ...]


@dataclass(frozen=True, slots=True)
class GlanceChapter:
    """One question on the first page."""

    anchor: str
    short: str
    question: str
    items: tuple[GlanceItem, ...]
    not_examined: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """A small two-column list: what, and what it is."""

    heading: str
    anchor: str
    lead: str
    head: tuple[str, str]
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """A heading with paragraphs."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """A finding of the published study, and what these records say of it.

    Attributes
    ----------
    number, id
        Its place in the list, from 1, and its lasting name.
    published
        What was published, in a sentence.
    here
        What the force's own figures say, with intervals; or why they say nothing.
    answer, told
        The answer as a lasting word, and as a reader reads it.
    section, anchor
        Number and id of the section that sets it out; "" if there is none.
    """

    number: int
    id: str
    published: str
    here: str
    answer: str
    told: str
    section: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The first page: the published study's findings, answered one by one.

    Attributes
    ----------
    heading, lead
        What the page is, and how to read it.
    tally
        How many of the findings have each answer.
    head
        Headings of the published finding, what stands beside it, and the answer.
    lines
        One for each published finding, in order.
    safety
        What nobody may conclude from the figures.
    warning
        What to read before anything else, where much of the extract could not be used.
    """

    heading: str
    lead: str
    tally: str
    head: tuple[str, str, str]
    lines: tuple[Answered, ...]
    safety: Prose
    warning: Prose | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report.

    Attributes
    ----------
    title
        As on the cover, and in the PDF's own description. Says SYNTHETIC where it is so.
    banner, banner_long
        Words of the synthetic banner; "" for real records.
    summary
        The first page.
    """

    title: str
    heading: str
    force: str
    period: str
    as_of: str
    handling: str
    synthetic: bool
    banner: str
    banner_long: str
    about: str
    disclosure: str
    glance: tuple[GlanceChapter, ...]
    chapters: tuple[Chapter, ...]
    reading: tuple[Prose, ...]
    marks: Pairs
    rounding: Pairs
    definitions: Pairs
    provenance: Pairs
    summary: Summary
