"""How long children are missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from homeward.demand.counting import Counter, Flag, Group, Tally, Yes, group, settings_in
from homeward.demand.estimates import effect, share
from homeward.demand.wording import (
    BY_CHILD,
    definition,
    refuse,
    standing_caveats,
    window,
)
from homeward.estimators import Curve, curve_interval, kaplan_meier, median_time
from homeward.findings.estimate import Estimate
from homeward.findings.finding import AggregateTable, Chart, Finding, Published
from homeward.timelines.histories import Timelines
from homeward.timelines.sheet import Coded, Sheet
from homeward.vocabulary.times import Clock, ResolvedFrom
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State

ANCHOR = "time-missing"
#: The limits that are reported, in hours, by the ending of the estimate's name.
LIMITS: dict[str, int] = {"2h": 2, "8h": 8, "24h": 24, "48h": 48, "7d": 168, "28d": 672}
#: Hours at which the curve is shown. They hold every limit.
GRID: tuple[int, ...] = (2, 4, 8, 12, 24, 48, 72, 168, 672)
#: Lines of the chart: everything, and this many of the commonest settings.
SETTINGS_DRAWN = 3
ALL = "all"

METHOD = (
    "Time missing runs from the report (headline) or from when the child was last seen to"
    " the time found, else returned, else closed or cancelled. A child was found within a"
    " limit when the longest time the records allow is within it (the last instant counts),"
    " and was not when the shortest is beyond it; an incident whose dates leave it open is"
    " left out and counted. An incident with no recorded end is known to have lasted until the"
    " records close if it is the child's last; if the child was reported again, or an end is"
    " written that cannot be read, nobody can tell, and it is left out and counted. Medians"
    " and the curve are Kaplan-Meier, with open incidents"
    " censored and incidents known only to the day left out and counted; the median's"
    " interval is Brookmeyer and Crowley's on the log(-log) scale and the curve's is"
    " Rothman's, both with the design effect at the nearest limit. " + BY_CHILD
)
PUBLISHED = (
    Published(
        0.90,
        "Hertfordshire Constabulary and The Open University, 2023: over 90% of incidents"
        " resolved within 24 hours, all records of missing children, 2019 to 2022",
        "share_found_within_24h",
    ),
    Published(
        0.93,
        "Hayden and Goodship, 2013: 93% of incidents resolved within a day, one force",
        "share_found_within_24h",
    ),
    Published(
        0.53,
        "National Crime Agency, England and Wales, children, 2015/16: 53% in under 8 hours"
        " (quoted by another body)",
        "share_found_within_8h",
    ),
    Published(
        0.47,
        "National Crime Agency, England and Wales, children, 2016/17: 47% within 8 hours"
        " (quoted in Missing Tracks, 2020)",
        "share_found_within_8h",
    ),
)

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


def _median(curve: Curve | None, found: Mapping[str, Tally], clock: Clock, by: Group) -> Estimate:
    timed = found[f"{clock.value}_timed"]
    answer = median_time(curve) if curve else None
    parts = {
        "count": timed.count, "of": timed.of, "children": timed.children,
        "children_of": timed.children_of, "left_out": timed.left_out, "by": dict(by),
    }  # fmt: skip
    if curve is None or answer is None:
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


def _shares(found: Mapping[str, Tally], clock: Clock, by: Group) -> list[Estimate]:
    return [
        share(f"share_found_within_{name}", found[f"{clock.value}_{hours}"], dict(by))
        for name, hours in LIMITS.items()
    ]


def _estimates(
    found: Mapping[Group, Mapping[str, Tally]], follow: Mapping[Clock, _Follow]
) -> list[Estimate]:
    out = _shares(found[()], Clock.REPORTED, ())
    for clock in _COLUMNS:
        by = group(**{"from": clock.value})
        if clock is Clock.LAST_SEEN:
            out += _shares(found[()], clock, by)
        out.append(_median(follow[clock].curve(), found[()], clock, by))
    for setting in settings_in(found):
        by = group(setting=setting)
        out += _shares(found[by], Clock.REPORTED, by)
        curve = follow[Clock.REPORTED].curve(setting)
        out.append(_median(curve, found[by], Clock.REPORTED, by))
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
    follow: _Follow,
) -> AggregateTable:  # fmt: skip
    points: list[Estimate] = []
    for setting in settings:
        curve = follow.curve("" if setting == ALL else setting)
        if curve is not None:
            key = () if setting == ALL else group(setting=setting)
            points += _curve_points(curve, found[key], setting)
    measures = ("share_still_missing",)
    return AggregateTable(name, title, ("setting", "hours"), measures, tuple(points))


def _tables(
    found: Mapping[Group, Mapping[str, Tally]], follow: _Follow
) -> tuple[AggregateTable, ...]:
    settings = settings_in(found)
    often = sorted(settings, key=lambda s: -found[group(setting=s)]["reported_timed"].of)
    drawn = [ALL, *[s for s in settings if s in often[:SETTINGS_DRAWN]]]
    title = "Share still missing by hours since the report, open incidents censored"
    whole = _curve_table("still_missing", title, drawn, found, follow)
    if not settings:
        return (whole,)
    return whole, _curve_table(
        "still_missing_by_setting", f"{title}, every setting", settings, found, follow
    )


def _chart(timelines: Timelines) -> Chart:
    return Chart(
        "still_missing", "step", "still_missing", "hours", "share_still_missing",
        "{share_found_within_24h} of incidents were resolved within 24 hours of report",
        f"Share of incidents still open, by hours since the report, {timelines.force},"
        f" {window(timelines)}",
        "A falling line for each setting: the share of incidents still open as hours pass."
        " {share_found_within_8h} were resolved within 8 hours, {share_found_within_24h}"
        " within 24 and {share_found_within_48h} within 48.",
        "setting",
    )  # fmt: skip


def _caveats(timelines: Timelines, found: Mapping[str, Tally]) -> tuple[str, ...]:
    out = standing_caveats(timelines)
    if found["last_seen_timed"].of == 0:
        out.append("The records do not hold when children were last seen: see time from report.")
    else:
        out.append(
            "Time from when last seen is the longer of the two and leans on what a caller"
            " remembered; time from report is what the police response can be held to."
        )
    out.append(
        "Where no time of return is recorded, the closing or cancelling of the report stands"
        " for it, which comes later: `demand.quality` gives the share."
    )
    if found["reported_24"].left_out:
        out.append(
            "Incidents left out could not be placed on either side of a limit;"
            " `demand.quality` gives the lowest and highest share within 24 hours that they"
            " allow."
        )
    return tuple(out)


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
    tables = _tables(found, follow[Clock.REPORTED])
    return Finding(
        "demand.duration",
        "{share_found_within_24h} of incidents were resolved within 24 hours of report"
        " ({share_found_within_24h:interval}), and {share_found_within_48h} within 48 hours;"
        " half within {median_hours[from=reported]}.",
        tuple(_estimates(found, follow)),
        METHOD,
        definition(ANCHOR),
        _caveats(timelines, found[()]),
        PUBLISHED,
        tables,
        (_chart(timelines),) if tables[0].estimates else (),
    )
