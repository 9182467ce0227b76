"""What the first page opens with where much of the extract could not be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from homeward.findings import Bundle, Finding
from homeward.report import wording
from homeward.report.content import Prose, Section
from homeward.report.labels import lower_first, value_label
from homeward.vocabulary.faults import FAULTS
from homeward.vocabulary.reading import AS_PLANNED, columns_unread, too_many_unread

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
    lost, used = _count(quality, "rows_lost"), _count(quality, "rows_used")
    reasons = _reasons(quality)
    at = next((s.number for s in sections if s.anchor == QUALITY.replace(".", "-")), "")
    look = wording.UNREAD_LOOK.format(section=f"Section {at}" if at else "The page of quality")
    if too_many_unread(lost, used):
        told = wording.UNREAD_ROWS.format(
            lost=f"{lost:,.0f}", rows=f"{lost + used:,.0f}", part=f"{lost / (lost + used):.0%}",
            why=_commonest(reasons),
        )  # fmt: skip
        return Warned(Prose(wording.UNREAD_HEADING, (f"{told} {look}",)), False)
    columns = columns_unread(reasons, lost + used)
    if not columns:
        return None
    many = "; ".join(f"{value_label('column', name)} ({n:,.0f})" for name, n in columns.items())
    told = wording.UNREAD_CELLS.format(columns=many, rows=f"{lost + used:,.0f}")
    return Warned(Prose(wording.UNREAD_HEADING, (f"{told} {look}",)), True)


def _count(quality: Finding, name: str) -> float:
    found = next((e.value for e in quality.estimates if e.name == name and not e.by), None)
    return float(found or 0)


def _reasons(quality: Finding) -> dict[tuple[str, str], float]:
    """(code, column) to released rows or cells; those that are hidden are left out."""
    cells = [e for t in quality.tables if t.name == "faults" for e in t.estimates]
    return {
        (str(e.by["code"]), str(e.by["column"])): float(e.value)
        for e in cells
        if e.value is not None and e.by["code"] not in AS_PLANNED
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
