"""Gaps in figures of children: the share of the top 10%, and who is persistently missing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from homeward.demand.concentration_ranking import Ranking, estimates_of
from homeward.demand.counting import Counter, Profile, Yes
from homeward.demand.estimates import share_of_units
from homeward.demand.long_missing_spells import beyond, by_length_if, persistent
from homeward.demand.quality_gaps import (
    FACTOR,
    HALF,
    NO_GAP,
    Filled,
    Strata,
    odds_moved,
    verdict_of,
)
from homeward.estimators import stream, top_count, top_total, wilson
from homeward.findings.estimate import Estimate
from homeward.timelines.histories import IntakeSummary, Timelines
from homeward.timelines.sheet import Sheet
from homeward.vocabulary.reading import rows_lost
from homeward.vocabulary.recording import GapVerdict

#: The gap of concentration: rows of reports that were set aside for a fault.
ROWS_LOST = "rows_lost"
TOP, PERSISTENT = "share_of_incidents_by_top_10_percent", "share_of_children_persistent"
_WORDS = {
    TOP: "of incidents that the 10% of children missing most often had",
    PERSISTENT: "of children persistently missing",
}
_PERCENT = 10
#: Times by which an incident is told from others.
_TIMES = ("last_seen_at", "reported_at", "resolved_at")
#: Fillings drawn of the incidents whose length is not known; the mean of them is used.
_DRAWS = 49


def fill_children(
    timelines: Timelines, counter: Counter, strata: Strata, seed: int
) -> list[Filled]:
    """The share of the top 10% of children over the window, and the share persistently missing.

    Parameters
    ----------
    timelines, counter, strata
        Of one study.
    seed
        The study's: the interval of the top share is the one that its finding prints.
    """
    profile = counter.profiles([()])[()]
    return [
        _top_share(Ranking(profile, {}), _lost(timelines.intake), seed),
        _persistent(timelines, strata, seed),
    ]


def _lost(intake: IntakeSummary) -> int:
    return rows_lost(intake.set_aside, intake.reasons)


# ------------------------------------------------------------------ concentration


def top_share_bounds(profile: Profile, lost: int) -> tuple[float, float]:
    """The least and most that the share of the top 10% can be, with so many incidents more.

    Least: none of them is of a top child. Most: as many new children as make the top tenth
    larger by whole children, with one incident each, and all other incidents with the top.

    Parameters
    ----------
    profile
        Incidents per child, and children with so many.
    lost
        Incidents of which no child is known, of the children seen or of others.
    """
    sizes, units = (np.asarray(one, np.int64) for one in profile)
    order = np.argsort(-sizes, kind="stable")
    ranked = np.repeat(sizes[order], units[order])
    n, whole = len(ranked), int(ranked.sum()) + lost
    before = np.concatenate([[0], np.cumsum(ranked)])
    least = int(before[top_count(n, _PERCENT)])
    # A new child counts among the top only as far as the children seen do not fill it.
    joined = {0} | {more for more in range(1, lost + 1) if _larger(n, more)}
    most = max(int(before[min(n, top_count(n + more, _PERCENT))]) + lost - more for more in joined)
    return least / whole, most / whole


def _larger(units: int, more: int) -> bool:
    one, two = (top_count(many, _PERCENT) for many in (units + more - 1, units + more))
    return two > one


def _top_share(ranking: Ranking, lost: int, seed: int) -> Filled:
    made = {e.name: e for e in estimates_of(ranking, None, seed)}
    gap = ROWS_LOST if lost else NO_GAP
    by = {"measure": TOP, "gap": gap}
    printed = replace(made[TOP], name="share_as_recorded", by=by, left_out=lost)
    told = TOP, _WORDS[TOP], gap, printed
    if printed.value is None:
        return Filled(*told, None, None, lost, GapVerdict.CANNOT_JUDGE, by)
    value = float(printed.value)
    if not lost:
        return Filled(*told, (value, value), (value, value), 0, GapVerdict.NO_GAP, by)
    theirs, whole = top_total(*ranking.profile, _PERCENT)[1], ranking.incidents
    part = np.array([value])
    low, high = (
        (theirs + lost * float(odds_moved(part, f)[0])) / (whole + lost)
        for f in (1 / FACTOR, FACTOR)
    )
    plausible = min(low, value), max(high, value)
    logical = top_share_bounds(ranking.profile, lost)
    verdict = _beside_chance(
        printed, made[f"chance_share_top_{_PERCENT}_percent"], plausible, logical
    )
    return Filled(*told, plausible, logical, lost, verdict, by)


def _beside_chance(
    printed: Estimate,
    chance: Estimate,
    plausible: tuple[float, float],
    logical: tuple[float, float],
) -> GapVerdict:
    """Whether the share stays above what chance gives, or not; its interval moved along."""
    assert printed.value is not None
    assert printed.low is not None
    assert printed.high is not None
    under = printed.value - printed.low
    limit = 1.0 if chance.high is None else chance.high

    def above(value: float) -> bool:
        return value - under > limit

    now = above(float(printed.value))
    inside = printed.low <= plausible[0] and plausible[1] <= printed.high
    return verdict_of(
        {above(v) for v in plausible} == {now}, {above(v) for v in logical} == {now}, inside
    )


# ------------------------------------------------------------------ persistently missing


def _persistent(timelines: Timelines, strata: Strata, seed: int) -> Filled:
    """Children whom incidents of unknown length could make persistently missing."""
    sheet, children = timelines.sheet, persistent(timelines.sheet, timelines.definitions)
    yes, n = int(children.yes.sum()), sheet.children
    judged = int(children.judged.sum())
    missing = n - judged
    gap = "resolved" if missing else NO_GAP
    by = {"measure": PERSISTENT, "gap": gap}
    printed = share_of_units("share_as_recorded", yes, judged, by, left_out=missing)
    told = PERSISTENT, _WORDS[PERSISTENT], gap, printed
    if printed.value is None:
        return Filled(*told, None, None, missing, GapVerdict.CANNOT_JUDGE, by)
    value = float(printed.value)
    if not missing:
        return Filled(*told, (value, value), (value, value), 0, GapVerdict.NO_GAP, by)
    logical = yes / n, (yes + missing) / n
    low, high = ((yes + more) / n for more in _expected(timelines, strata, ~children.judged, seed))
    plausible = min(low, value), max(high, value)
    verdict = _of_half(printed, judged, plausible, logical)
    return Filled(*told, plausible, logical, missing, verdict, by)


def _expected(timelines: Timelines, strata: Strata, theirs: Yes, seed: int) -> list[float]:
    """How many more children would be persistent, at the least and the most likely filling.

    Each incident of theirs whose length is not known is long by the odds among those known,
    of the same setting and year, divided and multiplied by `FACTOR`. Means over draws, the
    same draws for both.
    """
    sheet, definitions = timelines.sheet, timelines.definitions
    long, known = beyond(sheet, definitions.persistent_long_hours)
    of_theirs = theirs[sheet.child]
    unknown = np.flatnonzero(~known & of_theirs)
    alike = _alike(sheet, unknown, strata.parts(long, known))
    rng = stream(seed, "lengths not known")
    drawn = rng.random((_DRAWS, int(alike.max(initial=-1)) + 1))[:, alike]
    out = []
    for factor in (1 / FACTOR, FACTOR):
        part = odds_moved(strata.parts(long, known)[unknown], factor)
        found = []
        for draw in drawn:
            filled = long & of_theirs
            filled[unknown] = draw < part
            found.append(int(by_length_if(sheet, definitions, filled)[theirs].sum()))
        out.append(float(np.mean(found)))
    return out


def _alike(
    sheet: Sheet, unknown: NDArray[np.int64], part: NDArray[np.float64]
) -> NDArray[np.int64]:
    """A number for each unknown incident, by what the records say and not by where it stands.

    Rows come in another order under another key: the same records must draw the same numbers.
    Incidents of one child that say the same have numbers of their own; those of two children
    share them, which changes no expected count.
    """
    if not len(unknown):
        return unknown
    told = [np.nan_to_num(sheet.instant(name)[unknown], nan=-1.0) for name in _TIMES]
    days = sheet.day("reported_on")[unknown]
    told += [np.where(np.isnat(days), -1, days.astype(np.int64)).astype(float), part[unknown]]
    _, said = np.unique(np.column_stack(told), axis=0, return_inverse=True)
    said, child = said.ravel(), sheet.child[unknown]
    order = np.lexsort((said, child))
    new = np.r_[True, (np.diff(child[order]) != 0) | (np.diff(said[order]) != 0)]
    place = np.empty(len(order), np.int64)
    begins = np.flatnonzero(new)
    place[order] = np.arange(len(order)) - np.repeat(begins, np.diff(np.r_[begins, len(order)]))
    return np.unique(np.column_stack((said, place)), axis=0, return_inverse=True)[1].ravel()


def _of_half(
    printed: Estimate, judged: int, plausible: tuple[float, float], logical: tuple[float, float]
) -> GapVerdict:
    assert printed.value is not None
    assert printed.low is not None
    assert printed.high is not None

    def side(value: float) -> int:
        low, high = wilson(round(value * judged), judged)
        return int(low > HALF) - int(high < HALF)

    now = side(float(printed.value))
    inside = printed.low <= plausible[0] and plausible[1] <= printed.high
    return verdict_of(
        {side(v) for v in plausible} == {now}, {side(v) for v in logical} == {now}, inside
    )
