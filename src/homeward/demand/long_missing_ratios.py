"""Odds ratios of long episodes and of persistent missing, crude and adjusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isinf, log

import numpy as np

from homeward.demand.counting import Counter, Flag, Tally, Yes, dimension
from homeward.demand.duration_coarse import STRADDLING
from homeward.demand.long_missing_flags import Basis
from homeward.estimators import (
    FEWEST_IN_CELL,
    Background,
    Cells,
    Factor,
    Ratio,
    Unfit,
    Why,
    adjusted_odds,
    background,
    cells_of,
    exact_odds_ratio,
    odds_ratio_by_cluster,
    yes_or_no,
)
from homeward.findings.estimate import Estimate, GroupValue
from homeward.timelines.sheet import Coded, Sheet
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State

#: Names of interval methods, as findings carry them.
CLUSTER_ROBUST = "on the log scale, cluster-robust by child, Student's t"
EXACT = "exact conditional"

#: Age bands of what is adjusted for: the first year of each.
AGE_BANDS: Mapping[int, str] = {0: "under_12", 12: "12_to_13", 14: "14_to_15", 16: "16_and_over"}
NOT_RECORDED = "not_recorded"


@dataclass(frozen=True, slots=True)
class Asked:
    """A comparison to make: name and group of its estimate, and who is in it.

    Attributes
    ----------
    name, by
        Of the estimate.
    outcome, known
        Shape (units,): what is asked about, and of which units it is known.
    basis
        Which units are flagged, and of which that could be judged.
    child
        Shape (units,): number of the child.
    unplaced
        Shape (units,): of which the outcome hangs on times that are too coarse.
    unit
        Incidents, or children; children are one unit each.
    """

    name: str
    by: Mapping[str, GroupValue]
    outcome: Yes
    known: Yes
    basis: Basis
    child: np.ndarray
    unplaced: Yes
    unit: Unit = Unit.INCIDENTS

    @property
    def judged(self) -> Yes:
        """Units of which both the outcome and the flag are known."""
        return self.known & self.basis.judged


def held_equal(sheet: Sheet) -> Background:
    """What is adjusted for: age band, sex, setting and year, each with `not_recorded`.

    Only what was so before the episode and is no consequence of being exploited. Not the
    grading, which is set knowing of the flag; not the number of earlier episodes nor
    placement away from home, which exploitation brings about and which bring about flags:
    to hold them equal would take away a part of what is asked.
    """
    age, year = sheet.number("age"), dimension(sheet, "year")
    starts = np.array(list(AGE_BANDS))
    band = np.searchsorted(starts, np.where(np.isnan(age), 0, age), side="right") - 1
    bands = np.where(np.isnan(age), len(starts), band)
    factors = [
        Factor("age", bands, (*AGE_BANDS.values(), NOT_RECORDED)),
        _factor("sex", sheet.word("sex").filled(NOT_RECORDED)),
        _factor("setting", sheet.word("setting").filled(NOT_RECORDED)),
        _factor("year", year.filled(0)),
    ]
    return background(factors, sheet.rows)


def _factor(name: str, column: Coded) -> Factor:
    return Factor(name, column.codes, column.labels)


def ratios_of(
    asked: Asked, others: Background
) -> list[tuple[Estimate, Unfit | TooCoarse | tuple[str, ...]]]:
    """The odds ratio of a comparison as it stands, and with `others` held equal.

    Returns
    -------
    list of tuple of Estimate and Unfit, TooCoarse, or names
        Crude, then adjusted: each with why there is none; or, where there is one, with the
        covariates that its model holds equal. One that the records do not hold is in none.
    """
    rows = np.flatnonzero(asked.judged)
    drawn = _Drawn(asked.outcome[rows], asked.basis.flagged[rows], asked.child[rows])
    reach = _reach(asked, cells_of(drawn.outcome, drawn.flagged))
    found = (_crude(drawn, asked.unit), _adjusted(drawn, others.taken(rows)))
    parts = drawn.parts()
    return [
        (_none(asked, held, len(rows)), made)
        if isinstance(made, Unfit | TooCoarse)
        else (_estimate(asked, made, held, parts, len(rows)), made.held)
        for made, held in zip((_placed(m, reach) for m in found), (False, True), strict=True)
    ]


def _reach(asked: Asked, cells: Cells) -> tuple[float, float] | None:
    """How far units that cannot be placed could move the log of the ratio, down and up.

    Up: every flagged one has the outcome and no other has; down: the other way about. None
    where they are too many for any ratio of the rest.
    """
    loose = asked.unplaced & asked.basis.judged & ~asked.known
    with_flag = int((loose & asked.basis.flagged).sum())
    without = int(loose.sum()) - with_flag
    if with_flag + without > STRADDLING * (sum(cells) + with_flag + without):
        return None
    if not with_flag + without or not min(cells):
        return 0.0, 0.0
    yes, no, yes_other, no_other = cells
    down = log(1 + with_flag / no) + log(1 + without / yes_other)
    return down, log(1 + with_flag / yes) + log(1 + without / no_other)


def _placed(made: _Made | Unfit, reach: tuple[float, float] | None) -> _Made | Unfit | TooCoarse:
    """A ratio as it is, or why not where it could be moved out of its own interval."""
    if reach is None:
        return TooCoarse()
    if isinstance(made, Unfit) or not any(reach):
        return made
    inside = log(made.value / made.low) >= reach[0] and log(made.high / made.value) >= reach[1]
    return made if inside else TooCoarse()


@dataclass(frozen=True, slots=True)
class TooCoarse:
    """Why there is no ratio: what it compares hangs on times that are too coarse."""


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The units that could be judged."""

    outcome: Yes
    flagged: Yes
    child: np.ndarray

    def parts(self) -> dict[str, int]:
        """Flagged units with the outcome, flagged units, and the children behind them."""
        yes = self.child[self.outcome & self.flagged]
        flagged = self.child[self.flagged]
        return {
            "count": len(yes),
            "of": len(flagged),
            "children": _children(yes),
            "children_of": _children(flagged),
        }


@dataclass(frozen=True, slots=True)
class _Made:
    value: float
    low: float
    high: float
    interval: str
    held: tuple[str, ...] = ()


def _crude(drawn: _Drawn, unit: Unit) -> _Made | Unfit:
    cells = cells_of(drawn.outcome, drawn.flagged)
    if unit is Unit.CHILDREN and min(cells) < FEWEST_IN_CELL:
        return _exact(cells)
    return _taken(odds_ratio_by_cluster(drawn.outcome, drawn.flagged, drawn.child))


def _exact(cells: Cells) -> _Made | Unfit:
    """Children are independent of each other, so that a small table has an exact interval."""
    found = exact_odds_ratio(*cells)
    if found is None or found[0] == 0 or isinf(found[1].high):
        return Unfit(Why.TOO_FEW_UNITS)
    return _Made(found[0], *found[1], EXACT)


def _adjusted(drawn: _Drawn, others: Background) -> _Made | Unfit:
    if not len(drawn.child):
        return Unfit(Why.NOTHING_TO_COMPARE)
    flag = yes_or_no("flag", drawn.flagged)
    found = adjusted_odds(drawn.outcome, flag, others, drawn.child)
    if isinstance(found, Unfit):
        return found
    return _taken(found.ratios[True], found.adjusted_for)


def _taken(found: Ratio | Unfit, held: tuple[str, ...] = ()) -> _Made | Unfit:
    if isinstance(found, Unfit):
        return found
    return _Made(found.value, *found.interval, CLUSTER_ROBUST, held)


def _none(asked: Asked, held: bool, judged: int) -> Estimate:
    """A comparison that cannot be made: how many could be judged, and how many not."""
    return Estimate(
        asked.name, Kind.ODDS_RATIO, Unit.RATIO, None, of=judged,
        left_out=len(asked.child) - judged, by={**asked.by, "adjusted": held},
        state=State.REFUSED,
    )  # fmt: skip


def _estimate(
    asked: Asked, made: _Made, held: bool, parts: Mapping[str, int], judged: int
) -> Estimate:
    """`count` of `of` flagged units met the outcome; the rest of the table is its shares."""
    return Estimate(
        asked.name, Kind.ODDS_RATIO, Unit.RATIO, made.value, made.low, made.high, **parts,
        left_out=len(asked.child) - judged, interval=made.interval,
        by={**asked.by, "adjusted": held},
    )  # fmt: skip


def _children(child: np.ndarray) -> int:
    return int((np.bincount(child) > 0).sum()) if len(child) else 0


def sides(counter: Counter, basis: Basis, outcome: Yes, known: Yes) -> tuple[Tally, Tally]:
    """Tallies of the outcome among flagged units, and among those not flagged."""
    flags = {
        name: Flag(outcome, known & basis.judged & side, ~known & basis.judged & side)
        for name, side in (("with", basis.flagged), ("without", ~basis.flagged))
    }
    found = counter.tallies([()], flags)[()]
    return found["with"], found["without"]
