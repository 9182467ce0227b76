"""What analyses are handed: the four tables, the window, and what was supplied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from ibis.expr.types import Table

from homeward.timelines.definitions import DEFAULT, Definitions
from homeward.timelines.sample import Sample
from homeward.timelines.sheet import Sheet


@dataclass(frozen=True, slots=True)
class IntakeSummary:
    """Aggregates of intake that the quality finding needs. Counts only.

    Attributes
    ----------
    read, used, duplicate, set_aside
        Rows over all incident files; they add up.
    cells_set_aside
        Unreadable cells in used rows.
    reasons
        (code, column) to rows or cells set aside; `column` "" for a whole row.
    not_counted
        Rows used but not counted as missing, by report type.
    clock_rows, clock_hours
        Rows used with a time in an hour that happened twice, or did not happen, because
        the clocks changed; and the most hours by which a duration can move for it.
    """

    read: int
    used: int
    duplicate: int
    set_aside: int
    cells_set_aside: int
    reasons: Mapping[tuple[str, str], int]
    not_counted: Mapping[str, int]
    clock_rows: int = 0
    clock_hours: int = 0


@dataclass(frozen=True)
class Timelines:
    """Ordered histories of children and of places, on one clock.

    Attributes
    ----------
    episodes, children, at_risk, places
        Ibis tables with the columns of `timelines.schema`.
    opens, closes
        First and last local date of the study window, both included.
    as_of
        When the records close (UTC, time-zone aware): open episodes are followed to
        here. Never later than the extract can know.
    supplied
        Incident columns that some file filled.
    setting_from
        "residence_type", "missing_from_type", or "" if neither was supplied: what
        `setting` was taken from. Never mixed.
    intake
        Aggregates of intake.
    force, synthetic
        Whose records; whether any input was made up.
    partners
        Placements, interviews, steps, effort and population by name, always all of them;
        see `timelines.partners`.
    held
        Which of the partners' tables some file filled.
    definitions
        What the force defines for itself.
    from_children
        Characteristics that no incident file fills, taken from the file of children.
    sample
        The smaller sample that partners have sent back, if one was drawn and taken.
    sheet
        The episodes as arrays, pulled when first asked for.
    """

    episodes: Table
    children: Table
    at_risk: Table
    places: Table
    opens: date
    closes: date
    as_of: datetime
    supplied: frozenset[str]
    setting_from: str
    intake: IntakeSummary
    force: str
    synthetic: bool
    partners: Mapping[str, Table] = field(default_factory=dict)
    held: frozenset[str] = frozenset()
    definitions: Definitions = DEFAULT
    from_children: frozenset[str] = frozenset()
    sample: Sample | None = None

    @cached_property
    def sheet(self) -> Sheet:
        """The episodes as arrays; pulled once for every analysis that asks."""
        return Sheet(self.episodes)
