"""What the first page opens with where much of the extract could not be read, or was left out.

Only released numbers are judged, each as the band of counts that it can stand for: much is
said to be lost where every count of the bands has it so. So a warning is never wrong, and
says nothing of a hidden or rounded number that the number itself does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from homeward.findings import Bundle, Finding
from homeward.release import Rules
from homeward.release.rounding import band
from homeward.release.rules import rules_from
from homeward.report import wording
from homeward.report.content import Prose, Section
from homeward.report.labels import lower_first, value_label
from homeward.vocabulary.faults import FAULTS
from homeward.vocabulary.reading import (
    AS_PLANNED,
    FEW_ROWS,
    OUTSIDE,
    columns_unread,
    loses_the_row,
    too_many_outside,
    too_many_unread,
)

QUALITY = "demand.quality"


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning or a sober word.

    Attributes
    ----------
    prose
        To be printed.
    answered
        Whether the published findings are answered all the same.
    much
        Whether much was lost; a sober word says that it was little, or may be more.
    """

    prose: Prose
    answered: bool = True
    much: bool = True

    @property
    def said(self) -> str:
        """In one line, for a screen."""
        heading = self.prose.heading.removeprefix(wording.READ_FIRST)
        return f"{heading}. {' '.join(self.prose.paragraphs)}"


class _Shown(NamedTuple):
    """A released count, None where it is hidden, and the counts that it can stand for."""

    value: float | None
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class _Read:
    """The page of quality, and by what rules its counts were rounded."""

    quality: Finding
    rules: Rules | None

    def count(self, name: str) -> _Shown:
        """A count of rows; 0 if the finding has none of that name."""
        found = [e.value for e in self.quality.estimates if e.name == name and not e.by]
        return self.band(found[0] if found else 0.0)

    def band(self, value: float | None) -> _Shown:
        """What a released count can stand for; itself where no rules are said."""
        if value is None:
            return _Shown(None, 1, self.rules.hidden_up_to if self.rules else 1)
        if self.rules is None:
            return _Shown(value, value, value)
        return _Shown(value, *band(round(value), self.rules))

    @property
    def reasons(self) -> dict[tuple[str, str], _Shown]:
        """(code, column) to rows or cells; those that are hidden are left out."""
        cells = [e for t in self.quality.tables if t.name == "faults" for e in t.estimates]
        return {
            (str(e.by["code"]), str(e.by["column"])): self.band(e.value)
            for e in cells
            if e.value is not None
        }


def warned(bundle: Bundle, sections: Iterable[Section] = ()) -> Warned | None:
    """A warning, or a sober word, from the released counts; None where nothing need be said.

    Parameters
    ----------
    bundle
        Released.
    sections
        Where the page of quality is, so that the warning can say so.
    """
    told = _told(bundle)
    if not told:
        return None
    at = next((s.number for s in sections if s.anchor == QUALITY.replace(".", "-")), "")
    look = wording.UNREAD_LOOK if any(part.much for part in told) else wording.FEW_LOOK
    said = [paragraph for part in told for paragraph in part.prose.paragraphs]
    where = look.format(section=f"Section {at}" if at else "The page of quality")
    prose = Prose(told[0].prose.heading, (*said[:-1], f"{said[-1]} {where}"))
    return replace(told[0], prose=prose)


def much_lost(bundle: Bundle) -> tuple[Warned, ...]:
    """What the first page warns of: much that could not be used, or lies outside the window.

    Parameters
    ----------
    bundle
        Released.
    """
    return tuple(part for part in _told(bundle) if part.much)


def _told(bundle: Bundle) -> list[Warned]:
    """What is to be said: of much that is lost, the gravest first; else a sober word."""
    quality = next((f for f in bundle.findings if f.id == QUALITY and not f.refused), None)
    if quality is None:
        return []
    read = _Read(quality, _rules(bundle))
    rows = _rows(read)
    lost = rows if rows and rows.much else _cells(read)
    much = [part for part in (lost, _outside(read)) if part]
    return much or ([rows] if rows else [])


def _rules(bundle: Bundle) -> Rules | None:
    """The rules that the bundle says it followed; None where it does not say."""
    said = bundle.release.get("rules")
    return rules_from(said) if isinstance(said, Mapping) else None


def _rows(read: _Read) -> Warned | None:
    """What is said of rows that could not be used."""
    lost, used = read.count("rows_lost"), read.count("rows_used")
    perhaps = too_many_unread(lost.high, used.low)
    if lost.value is None:
        if used.high >= FEW_ROWS:
            return None
        bound = wording.PERHAPS_MORE if perhaps else wording.AT_MOST
        return _sober(wording.UNREAD_HIDDEN.format(bound=bound))
    if not perhaps:
        return None
    rows = lost.value + (used.value or 0)
    told = {"lost": f"{lost.value:,.0f}", "rows": f"{rows:,.0f}", "why": _commonest(read.reasons)}
    if not too_many_unread(lost.low, used.high):
        return _sober(wording.UNREAD_NEARLY.format(**told))
    words = wording.UNREAD_ROWS.format(part=f"{lost.value / rows:.0%}", **told)
    return Warned(Prose(wording.UNREAD_HEADING, (words,)), answered=False)


def _sober(words: str) -> Warned:
    return Warned(Prose(wording.FEW_HEADING, (words,)), much=False)


def _cells(read: _Read) -> Warned | None:
    """What is said of columns with many cells that could not be used."""
    lost, used = read.count("rows_lost"), read.count("rows_used")
    least = {key: shown.low for key, shown in read.reasons.items()}
    found = columns_unread(least, lost.high + used.high)
    if not found:
        return None
    many = {
        name: sum(
            shown.value or 0
            for (code, column), shown in read.reasons.items()
            if column == name and code not in AS_PLANNED
        )
        for name in found
    }
    columns = "; ".join(f"{value_label('column', name)} ({n:,.0f})" for name, n in many.items())
    rows = f"{(lost.value or 0) + (used.value or 0):,.0f}"
    told = wording.UNREAD_CELLS.format(columns=columns, rows=rows)
    return Warned(Prose(wording.CELLS_HEADING, (told,)))


def _outside(read: _Read) -> Warned | None:
    """What is said of rows outside the window of the plan, where they are many."""
    outside = [shown for (code, _), shown in read.reasons.items() if code == OUTSIDE]
    inside = [read.count("rows_used"), read.count("rows_duplicate")]
    if not too_many_outside(sum(s.low for s in outside), sum(s.high for s in inside)):
        return None
    many = sum(s.value or 0 for s in outside)
    rows = many + sum(s.value or 0 for s in inside)
    told = wording.OUTSIDE_WINDOW.format(
        outside=f"{many:,.0f}", rows=f"{rows:,.0f}", part=f"{many / rows:.0%}"
    )
    return Warned(Prose(wording.OUTSIDE_HEADING, (told,)))


def _commonest(reasons: Mapping[tuple[str, str], _Shown]) -> str:
    """The commonest reason why a row was lost, and its column, to follow a clause; "" if none."""
    many = {key: shown.value or 0 for key, shown in reasons.items() if loses_the_row(*key)}
    if not many:
        return ""
    code, column = min(many, key=lambda key: (-many[key], key))
    fault = FAULTS.get(code)
    if fault is None:
        return ""
    return f", most often because {lower_first(fault.title)} ({value_label('column', column)})"
