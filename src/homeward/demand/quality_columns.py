"""Which columns the quality finding looks at, and which findings lean on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from homeward.demand.counting import Yes
from homeward.timelines.schema import EPISODES
from homeward.timelines.sheet import Sheet

#: What a word column holds where the extract left the cell blank.
NOT_RECORDED = "not_recorded"


@dataclass(frozen=True, slots=True)
class QualityColumn:
    """One column of incidents.

    Attributes
    ----------
    name
        As the incidents table declares it, and as `Timelines.supplied` names it.
    column
        As episodes hold it.
    needed_for
        Findings that lean on it, separated by ", ".
    words
        What it is, in the middle of a sentence.
    """

    name: str
    column: str
    needed_for: str
    words: str


_SETTING = "demand.setting, demand.duration, demand.clock, demand.volume"

#: In the order of the incidents table. Ends of an episode are apart: one of three serves.
COLUMNS: tuple[QualityColumn, ...] = (
    QualityColumn("last_seen", "last_seen_on", "demand.clock, demand.duration", "when last seen"),
    QualityColumn("reported", "reported_on", "every finding", "when reported"),
    QualityColumn("age", "age", "recurrence.drivers, demand.equality", "age"),
    QualityColumn("sex", "sex", "demand.equality", "sex"),
    QualityColumn("ethnicity", "ethnicity", "demand.equality", "ethnicity"),
    QualityColumn("disability", "disability", "demand.equality", "disability"),
    QualityColumn(
        "care_status",
        "care_status",
        "demand.setting, demand.equality",
        "status with children's services",
    ),
    QualityColumn("residence_type", "setting", _SETTING, "where the child lives"),
    QualityColumn(
        "missing_from_type", "missing_from_type", _SETTING, "the kind of place missing from"
    ),
    QualityColumn(
        "missing_from_place",
        "place",
        "demand.concentration, evaluation.philomena",
        "the place missing from",
    ),
    QualityColumn(
        "placing_authority", "placing_authority", "demand.placement_area", "the placing authority"
    ),
    QualityColumn(
        "placement_locality",
        "placement_locality",
        "demand.placement_area",
        "placed in or out of area",
    ),
    QualityColumn("risk_first", "risk_first", "demand.risk", "the first grading"),
    QualityColumn("risk_last", "risk_last", "demand.risk", "the last grading"),
    QualityColumn("reporter", "reporter", "process.failure_demand", "who reported"),
    QualityColumn(
        "return_method", "return_method", "recurrence.return", "how the child came to be safe"
    ),
    QualityColumn("found_place", "found_place", "recurrence.return", "where the child was found"),
    QualityColumn("distance_km", "distance_km", "recurrence.return", "the distance"),
    QualityColumn("harm", "harm", "process.fail_points", "harm"),
    QualityColumn("exploitation", "exploitation", "demand.long_missing", "exploitation flags"),
    QualityColumn(
        "exploitation_flagged",
        "exploitation_flagged_on",
        "demand.long_missing",
        "the date of the exploitation flag",
    ),
    QualityColumn("push", "push", "cases.chronologies", "reasons to leave"),
    QualityColumn("pull", "pull", "cases.chronologies", "reasons to go"),
)

#: The ends of an episode: the share with any, and what each is needed for.
RESOLVED = QualityColumn(
    "resolved", "resolved_on", "demand.duration, recurrence.next_episode", "the end of the episode"
)


def recorded(sheet: Sheet, column: str) -> Yes:
    """Whether each episode has something in a column.

    A word that says "not recorded" is not something. "None known" and "refused" are, and
    so is an empty list: somebody asked, and there was none.
    """
    kind = EPISODES[column]
    if kind == "list<string>":
        said_not = sheet.words(column).get(NOT_RECORDED)
        return sheet.given(column) if said_not is None else sheet.given(column) & ~said_not
    if kind == "string":
        words = sheet.word(column)
        return words.known & ~words.equals(NOT_RECORDED)
    if kind == "date":
        return ~np.isnat(sheet.day(column))
    return ~np.isnan(sheet.number(column))
