"""How long children are missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from homeward.demand.counting import Counter, Flag, Group, Tally, Yes, group, settings_in
from homeward.demand.duration_coarse import ANY, Coarse, bounds, coarse, refused
from homeward.demand.duration_words import (
    LIMITS,
    METHOD,
    SETTINGS_DRAWN,
    beside,
    caveats,
    chart,
    lines,
    statement,
)
from homeward.demand.estimates import effect, share
from homeward.demand.wording import definition, refuse
from homeward.estimators import Curve, curve_interval, kaplan_meier, median_time
from homeward.findings.estimate import Estimate
from homeward.findings.finding import AggregateTable, Finding
from homeward.timelines.histories import Timelines
from homeward.timelines.sheet import Coded, Sheet
from homeward.vocabulary.times import Clock, ResolvedFrom
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State

ANCHOR = "time-missing"
#: Hours at which the curve is shown. They hold every limit.
GRID: tuple[int, ...] = (2, 4, 8, 12, 24, 48, 72, 168, 672)
ALL = "all"

_COLUMNS = {
    Clock.REPORTED: ("hours_low", "hours_high"),
    Clock.LAST_SEEN: ("hours_last_seen_low", "hours_last_seen_high"),
}


_ENDS = tuple(word.value for word in ResolvedFrom if word is not ResolvedFrom.NONE)


def _within(sheet: Sheet, clock: Clock, hours: int) -> Flag:
    low, high = (sheet.number(name) for name in _COLUMNS[clock])
    yes = high <= hours
    return Flag(yes, yes | (low > hours), rest=clock is Clock.REPORTED)


def _timed(sheet: Sheet, clock: Clock) -> Flag:
    low, high = (sheet.number(name) for name in _COLUMNS[clock])
    ended = low == high
    return Flag(ended, ended | _open(low, high))


def _open(low: NDArray[np.float64], high: NDArray[np.float64]) -> Yes:
    """Known to have lasted so long, and no longer followed."""
    return ~np.isnan(low) & np.isnan(high)


def _reported_flags(sheet: Sheet) -> dict[str, Flag]:
    flags = {f"reported_{h}": _within(sheet, Clock.REPORTED, h) for h in GRID}
    return flags | {"reported_timed": _timed(sheet, Clock.REPORTED)}


def _last_seen_flags(sheet: Sheet) -> dict[str, Flag]:
    flags = {f"last_seen_{h}": _within(sheet, Clock.LAST_SEEN, h) for h in LIMITS.values()}
    return flags | {"last_seen_timed": _timed(sheet, Clock.LAST_SEEN)}


@dataclass(frozen=True, slots=True)
class _Follow:
    """Times followed, to the second, and how many incidents had each.

    Attributes
    ----------
    setting
        Places in `settings`, shape (k,).
    hours, ended, units
        Time followed, whether an end was seen, and incidents alike, shape (k,).
    settings
        Settings in the records.
    """

    setting: NDArray[np.int64]
    hours: NDArray[np.float64]
    ended: NDArray[np.bool_]
    units: NDArray[np.int64]
    settings: tuple[str, ...]

    def curve(self, setting: str = "") -> Curve | None:
        """The curve of one setting, or of all; None with nobody to follow."""
        mine = np.ones(len(self.units), bool)
        if setting:
            mine = self.setting == self.settings.index(setting)
        if not mine.any():
            return None
        return kaplan_meier(self.hours[mine], self.ended[mine], self.units[mine])


def _follow(sheet: Sheet, clock: Clock, settings: Coded) -> _Follow:
    low, high = (sheet.number(name) for name in _COLUMNS[clock])
    ended = low == high
    kept = np.flatnonzero(ended | _open(low, high))
    seconds = np.rint(3600 * low[kept]).astype(np.int64)
    longest = int(seconds.max(initial=0)) + 1
    alike = (2 * settings.codes[kept].astype(np.int64) + ended[kept]) * longest + seconds
    found, units = np.unique(alike, return_counts=True)
    which, seconds = np.divmod(found, longest)
    return _Follow(which // 2, seconds / 3600.0, which % 2 == 1, units, settings.labels)


def _nearest_effect(found: Mapping[str, Tally], clock: Clock, hours: float) -> float:
    """Design effect of the share within the limit nearest to `hours`, as a ratio."""
    near = min(LIMITS.values(), key=lambda limit: abs(log(limit) - log(max(hours, 0.1))))
    return effect(found[f"{clock.value}_{near}"])


def _median(
    curve: Curve | None, found: Mapping[str, Tally], clock: Clock, by: Group, known: Coarse
) -> Estimate:
    timed = found[f"{clock.value}_timed"]
    answer = median_time(curve) if curve else None
    parts = {
        "count": timed.count, "of": timed.of, "children": timed.children,
        "children_of": timed.children_of, "left_out": timed.left_out, "by": dict(by),
    }  # fmt: skip
    here = tuple(pair for pair in by if pair[0] == "setting")
    if curve is None or answer is None or known.refuses(ANY, here):
        return Estimate(
            "median_hours", Kind.QUANTILE, Unit.HOURS, None, state=State.REFUSED, **parts
        )
    deff = _nearest_effect(found, clock, answer[0])
    value, interval = median_time(curve, design_effect=deff) or answer
    low, high = interval or (None, None)
    name = "Brookmeyer-Crowley, log(-log), design effect by child" if interval else ""
    return Estimate(
        "median_hours", Kind.QUANTILE, Unit.HOURS, value, low, high, interval=name,
        design_effect=deff, **parts,
    )  # fmt: skip


def _shares(found: Mapping[str, Tally], clock: Clock, by: Group, known: Coarse) -> list[Estimate]:
    here = tuple(pair for pair in by if pair[0] == "setting")
    told = {
        hours: share(f"share_found_within_{name}", found[f"{clock.value}_{hours}"], dict(by))
        for name, hours in LIMITS.items()
    }
    return [refused(e) if known.refuses(hours, here) else e for hours, e in told.items()]


def _estimates(
    found: Mapping[Group, Mapping[str, Tally]], follow: Mapping[Clock, _Follow],
    known: Mapping[Clock, Coarse],
) -> list[Estimate]:  # fmt: skip
    reported = known[Clock.REPORTED]
    out = _shares(found[()], Clock.REPORTED, (), reported)
    for clock in _COLUMNS:
        by = group(**{"from": clock.value})
        if clock is Clock.LAST_SEEN:
            out += _shares(found[()], clock, by, known[clock])
        out.append(_median(follow[clock].curve(), found[()], clock, by, known[clock]))
    for setting in settings_in(found):
        by = group(setting=setting)
        out += _shares(found[by], Clock.REPORTED, by, reported)
        curve = follow[Clock.REPORTED].curve(setting)
        out.append(_median(curve, found[by], Clock.REPORTED, by, reported))
    return out


def _bounds(
    sheet: Sheet, count: Counter, groups: Iterable[Group], known: Mapping[Clock, Coarse]
) -> list[Estimate]:
    """Lowest and highest of every share that is too coarse to give."""
    out: list[Estimate] = []
    for clock, columns in _COLUMNS.items():
        low, high = (sheet.number(name) for name in columns)
        by = {} if clock is Clock.REPORTED else {"from": clock.value}
        mine = list(groups) if clock is Clock.REPORTED else [()]
        out += bounds(count, (low, high), LIMITS, known[clock], by, mine)
    return out


def _curve_points(curve: Curve, found: Mapping[str, Tally], setting: str) -> list[Estimate]:
    points = []
    for hours in GRID:
        tally = found[f"reported_{hours}"]
        deff = _nearest_effect(found, Clock.REPORTED, hours)
        low, high = curve_interval(curve, hours, design_effect=deff)
        points.append(Estimate(
            "share_still_missing", Kind.CURVE, Unit.INCIDENTS, curve.at(hours)[0], low, high,
            count=tally.of - tally.count, of=tally.of, children=tally.children_rest,
            children_of=tally.children_of, left_out=tally.left_out, design_effect=deff,
            interval="Rothman-Wilson, design effect by child",
            by={"setting": setting, "hours": hours},
        ))  # fmt: skip
    return points


def _curve_table(
    name: str, title: str, settings: list[str], found: Mapping[Group, Mapping[str, Tally]],
    follow: _Follow, known: Coarse,
) -> AggregateTable:  # fmt: skip
    points: list[Estimate] = []
    for setting in settings:
        key = () if setting == ALL else group(setting=setting)
        curve = follow.curve("" if setting == ALL else setting)
        if curve is not None and not known.refuses(ANY, key):
            points += _curve_points(curve, found[key], setting)
    measures = ("share_still_missing",)
    return AggregateTable(name, title, ("setting", "hours"), measures, tuple(points))


def _tables(
    found: Mapping[Group, Mapping[str, Tally]], follow: _Follow, known: Coarse
) -> tuple[AggregateTable, ...]:
    settings = settings_in(found)
    often = sorted(settings, key=lambda s: -found[group(setting=s)]["reported_timed"].of)
    drawn = [ALL, *[s for s in settings if s in often[:SETTINGS_DRAWN]]]
    title = "Share still missing by hours since the report, open incidents censored"
    whole = _curve_table("still_missing", title, drawn, found, follow, known)
    if not settings:
        return (whole,)
    return whole, _curve_table(
        "still_missing_by_setting", f"{title}, every setting", settings, found, follow, known
    )


def duration(timelines: Timelines, seed: int) -> Finding:
    """File `demand.duration`: shares found within limits, medians, the curve.

    Parameters
    ----------
    timelines
        Histories of one study.
    seed
        Not used: nothing here is drawn at random.

    Returns
    -------
    Finding
        Refused with HW-N001 where no incident has an end.

    Source
    ------
    Definition: docs/reference/definitions.md#time-missing.
    """
    sheet, count = timelines.sheet, Counter(timelines.sheet)
    if not sheet.word("resolved_from").among(_ENDS).any():
        return refuse("demand.duration", "HW-N001", ANCHOR)
    flags = _reported_flags(sheet)
    found = count.tallies([("setting",)] if timelines.setting_from else [], flags)
    found |= count.tallies([()], flags | _last_seen_flags(sheet))
    settings = count.dim("setting")
    follow = {clock: _follow(sheet, clock, settings) for clock in _COLUMNS}
    known = {
        clock: coarse(sheet.number(low), sheet.number(high), LIMITS.values(), settings)
        for clock, (low, high) in _COLUMNS.items()
    }
    reported = known[Clock.REPORTED]
    tables = _tables(found, follow[Clock.REPORTED], reported)
    drawn = any(e.by["setting"] == ALL for e in tables[0].estimates)
    return Finding(
        "demand.duration",
        statement(reported),
        (*_estimates(found, follow, known), *_bounds(sheet, count, found, known)),
        METHOD,
        definition(ANCHOR),
        caveats(timelines, found[()], known),
        beside(reported),
        tables,
        (chart(timelines, lines(found), reported),) if drawn else (),
    )
