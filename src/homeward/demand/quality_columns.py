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
    """

    name: str
    column: str
    needed_for: str


_SETTING = "demand.setting, demand.duration, demand.clock, demand.volume"

#: In the order of the incidents table. Ends of an episode are apart: one of three serves.
COLUMNS: tuple[QualityColumn, ...] = (
    QualityColumn("last_seen", "last_seen_on", "demand.clock, demand.duration"),
    QualityColumn("reported", "reported_on", "every finding"),
    QualityColumn("age", "age", "recurrence.drivers, demand.equality"),
    QualityColumn("sex", "sex", "demand.equality"),
    QualityColumn("ethnicity", "ethnicity", "demand.equality"),
    QualityColumn("disability", "disability", "demand.equality"),
    QualityColumn("care_status", "care_status", "demand.setting, demand.equality"),
    QualityColumn("residence_type", "setting", _SETTING),
    QualityColumn("missing_from_type", "missing_from_type", _SETTING),
    QualityColumn("missing_from_place", "place", "demand.concentration, evaluation.philomena"),
    QualityColumn("placing_authority", "placing_authority", "demand.placement_area"),
    QualityColumn("placement_locality", "placement_locality", "demand.placement_area"),
    QualityColumn("risk_first", "risk_first", "demand.risk"),
    QualityColumn("risk_last", "risk_last", "demand.risk"),
    QualityColumn("reporter", "reporter", "process.failure_demand"),
    QualityColumn("return_method", "return_method", "recurrence.return"),
    QualityColumn("found_place", "found_place", "recurrence.return"),
    QualityColumn("distance_km", "distance_km", "recurrence.return"),
    QualityColumn("harm", "harm", "process.fail_points"),
    QualityColumn("exploitation", "exploitation", "demand.long_missing"),
    QualityColumn("exploitation_flagged", "exploitation_flagged_on", "demand.long_missing"),
    QualityColumn("push", "push", "cases.chronologies"),
    QualityColumn("pull", "pull", "cases.chronologies"),
)

#: The ends of an episode: the share with any, and what each is needed for.
RESOLVED = QualityColumn("resolved", "resolved_on", "demand.duration, recurrence.next_episode")


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
