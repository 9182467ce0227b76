"""A step in how many are reported, and whether children and serious incidents step with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import expm1

import numpy as np
from numpy.typing import NDArray

from homeward.demand.quality_looks import Months
from homeward.demand.quality_steps import AFTER, BEFORE, FALSE_ALARMS, step_between, upward
from homeward.demand.risk_flags import at_least, filled_grading
from homeward.estimators.steps import Series, Step, count_series, find_step, step_at
from homeward.estimators.trend import harmonics, quasi_poisson
from homeward.findings.estimate import Estimate
from homeward.findings.finding import AggregateTable
from homeward.timelines.sheet import Sheet
from homeward.vocabulary.recording import VolumeVerdict
from homeward.vocabulary.risk import RiskLevel
from homeward.vocabulary.units import Kind, Unit

#: Months below which a season cannot be told from a step.
SHORTEST = 24
#: Incidents a month, on average, below which months are too ragged.
FEWEST_A_MONTH = 5
DAY, YEAR = 24, 12
#: Name of the smallest step in reports that would have been found.
SMALLEST = "smallest_step_in_reports"
INCIDENTS, CHILDREN = "all_incidents", "children_of_the_month"
#: What incidents are set beside, and its words in a sentence.
OTHERS = {
    CHILDREN: "the number of different children",
    "over_24_hours": "incidents of over 24 hours",
    "first_graded_high": "incidents first graded high",
}


@dataclass(frozen=True, slots=True)
class Volume:
    """What was found of reports by month.

    Attributes
    ----------
    step
        In incidents; None where none could be looked for.
    moved
        Of each other count that could be looked at, whether it differs on the two sides
        of that month.
    verdict
        What the step goes with.
    estimates
        Means of a month before and after; without a step, the smallest that would be found.
    """

    step: Step | None
    moved: dict[str, bool]
    verdict: VolumeVerdict
    estimates: tuple[Estimate, ...] = ()

    @property
    def found(self) -> bool:
        """Whether a step in incidents was found."""
        return self.verdict in (VolumeVerdict.ALONE, VolumeVerdict.WITH_OTHERS)


def volume_of(sheet: Sheet, months: Months) -> Volume:
    """One step in incidents by month, the season allowed for, and what else differs there.

    Other counts are tested at that month alone, each at the plain rate of `FALSE_ALARMS`:
    they are the more easily said to have changed too, since that is the cautious reading.
    """
    rows = _rows(sheet, months)
    series = _series(rows[INCIDENTS], months)
    step = None if series is None else find_step(series, allowed=months.allowed)
    if step is None:
        return Volume(None, {}, VolumeVerdict.TOO_SHORT)
    if step.p_value > FALSE_ALARMS:
        least = upward(expm1(step.smallest))
        smallest = Estimate(
            SMALLEST, Kind.INDEX, Unit.INCIDENTS, least, children_of=sheet.children, left_out=None
        )
        return Volume(step, {}, VolumeVerdict.NO_STEP, (smallest,))
    moved = {}
    for name in OTHERS:
        other = _series(rows[name], months)
        if other is not None:
            moved[name] = step_at(other, step.place)[0] <= FALSE_ALARMS
    verdict = VolumeVerdict.WITH_OTHERS if any(moved.values()) else VolumeVerdict.ALONE
    means = [
        mean for name, yes in rows.items() if name == INCIDENTS or name in moved
        for mean in _means(sheet, months, name, yes, step.place)
    ]  # fmt: skip
    return Volume(step, moved, verdict, tuple(means))


def _rows(sheet: Sheet, months: Months) -> dict[str, NDArray[np.bool_]]:
    """Rows that are counted under each name; of the children, one row a month each."""
    inside = months.of_row >= 0
    first = np.zeros(sheet.rows, bool)
    where = np.flatnonzero(inside)
    key = sheet.child[where] * len(months.labels) + months.of_row[where]
    # Rows stand by child and then by time, so a child's rows of one month stand together.
    first[where] = np.r_[True, key[1:] != key[:-1]][: len(key)]
    return {
        INCIDENTS: inside,
        CHILDREN: first,
        "over_24_hours": inside & (sheet.number("hours_low") > DAY),
        "first_graded_high": inside & at_least(filled_grading(sheet, "risk_first"), RiskLevel.HIGH),
    }


def _series(yes: NDArray[np.bool_], months: Months) -> Series | None:
    """Counts by month about a level and two waves a year; None where months are too few."""
    held = months.share > 0
    if held.sum() < SHORTEST or yes.sum() < FEWEST_A_MONTH * held.sum():
        return None
    counts = months.counts(yes) * held
    place = np.array([int(label[5:]) - 0.5 for label in months.labels]) / YEAR
    design = np.column_stack([np.ones(len(held)), harmonics(place)])
    fitted = quasi_poisson(counts.sum(axis=0)[held], months.share[held], design[held])
    if fitted is None:
        return None
    expected = np.zeros(len(held))
    expected[held] = fitted.expected
    return count_series(counts, expected, design)


def _means(
    sheet: Sheet, months: Months, name: str, yes: NDArray[np.bool_], place: int
) -> list[Estimate]:
    """Mean of a month before and after, and the children behind each."""
    out = []
    late = months.of_row >= place
    for side, rows, part in (
        (BEFORE, yes & ~late, months.share[:place]), (AFTER, yes & late, months.share[place:])
    ):  # fmt: skip
        children = int(np.count_nonzero(np.bincount(sheet.child[rows])))
        exposure = float(part.sum())
        by = {
            "counted": name, "side": side, "step_from": months.labels[place],
            "step_between": step_between(months, place),
        }  # fmt: skip
        count = int(rows.sum())
        out.append(
            Estimate(
                "mean_of_a_month", Kind.MEAN, Unit.INCIDENTS_PER_MONTH, count / exposure,
                count=count, children=children, children_of=children, exposure=exposure, by=by,
            )
        )  # fmt: skip
    return out


def volume_table(found: Volume) -> AggregateTable:
    """Means of a month before and after a step in incidents."""
    return AggregateTable(
        "volume_steps", "Mean of a month before and after the step in reports",
        ("counted", "side", "step_from", "step_between"), ("mean_of_a_month",), found.estimates,
    )  # fmt: skip


def beside(found: Volume, yes: bool) -> Sequence[str]:
    """Words of the other counts that did, or did not, differ too."""
    return [OTHERS[name] for name, moved in found.moved.items() if moved is yes]
