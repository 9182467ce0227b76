"""What the first page opens with where much of the extract could not be read, or was left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from homeward.findings import Bundle, Finding
from homeward.report import wording
from homeward.report.content import Prose, Section
from homeward.report.labels import lower_first, value_label
from homeward.vocabulary.faults import FAULTS
from homeward.vocabulary.reading import (
    AS_PLANNED,
    FEW_ROWS,
    OUTSIDE,
    columns_unread,
    too_many_outside,
    too_many_unread,
)

QUALITY = "demand.quality"


@dataclass(frozen=True, slots=True)
class Warned:
    """The warning, and whether the published findings are answered all the same."""

    prose: Prose
    answered: bool


def warned(bundle: Bundle, sections: Iterable[Section] = ()) -> Warned | None:
    """A warning from the released counts of rows; None where enough could be read.

    Parameters
    ----------
    bundle
        Released.
    sections
        Where the page of quality is, so that the warning can say so.
    """
    quality = next((f for f in bundle.findings if f.id == QUALITY and not f.refused), None)
    if quality is None:
        return None
    reasons = _reasons(quality)
    lost = _lost(quality, {key: n for key, n in reasons.items() if key[0] not in AS_PLANNED})
    outside = _outside(quality, reasons)
    told = [*(lost.prose.paragraphs if lost else ()), *outside]
    if not told:
        return None
    at = next((s.number for s in sections if s.anchor == QUALITY.replace(".", "-")), "")
    look = wording.UNREAD_LOOK.format(section=f"Section {at}" if at else "The page of quality")
    prose = Prose(wording.UNREAD_HEADING, (*told[:-1], f"{told[-1]} {look}"))
    return Warned(prose, lost is None or lost.answered)


def _lost(quality: Finding, reasons: dict[tuple[str, str], float]) -> Warned | None:
    """What is said of rows and cells that could not be used."""
    lost, used = _count(quality, "rows_lost"), _count(quality, "rows_used")
    if lost is None:
        few = used is None or used < FEW_ROWS
        told = wording.UNREAD_HIDDEN.format(why=_commonest(reasons))
        return Warned(Prose(wording.UNREAD_HEADING, (told,)), True) if few else None
    used = used or 0
    if too_many_unread(lost, used):
        told = wording.UNREAD_ROWS.format(
            lost=f"{lost:,.0f}", rows=f"{lost + used:,.0f}", part=f"{lost / (lost + used):.0%}",
            why=_commonest(reasons),
        )  # fmt: skip
        return Warned(Prose(wording.UNREAD_HEADING, (told,)), False)
    columns = columns_unread(reasons, lost + used)
    if not columns:
        return None
    many = "; ".join(f"{value_label('column', name)} ({n:,.0f})" for name, n in columns.items())
    told = wording.UNREAD_CELLS.format(columns=many, rows=f"{lost + used:,.0f}")
    return Warned(Prose(wording.UNREAD_HEADING, (told,)), True)


def _outside(quality: Finding, reasons: dict[tuple[str, str], float]) -> tuple[str, ...]:
    """What is said of rows outside the window of the plan, where they are many."""
    outside = sum(n for (code, _), n in reasons.items() if code == OUTSIDE)
    inside = (_count(quality, "rows_used") or 0) + (_count(quality, "rows_duplicate") or 0)
    if not too_many_outside(outside, inside):
        return ()
    rows = outside + inside
    told = wording.OUTSIDE_WINDOW.format(
        outside=f"{outside:,.0f}", rows=f"{rows:,.0f}", part=f"{outside / rows:.0%}"
    )
    return (told,)


def _count(quality: Finding, name: str) -> float | None:
    """A released count; 0 if the finding has none of that name, None if it is hidden."""
    found = [e.value for e in quality.estimates if e.name == name and not e.by]
    if not found:
        return 0.0
    return None if found[0] is None else float(found[0])


def _reasons(quality: Finding) -> dict[tuple[str, str], float]:
    """(code, column) to released rows or cells; those that are hidden are left out."""
    cells = [e for t in quality.tables if t.name == "faults" for e in t.estimates]
    return {
        (str(e.by["code"]), str(e.by["column"])): float(e.value)
        for e in cells
        if e.value is not None
    }


def _commonest(reasons: dict[tuple[str, str], float]) -> str:
    """The commonest reason and its column, to follow a clause; "" where none is shown."""
    if not reasons:
        return ""
    code, column = min(reasons, key=lambda key: (-reasons[key], key))
    fault = FAULTS.get(code)
    if fault is None:
        return ""
    return f", most often because {lower_first(fault.title)} ({value_label('column', column)})"
