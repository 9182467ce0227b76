"""When children go missing: hour, weekday, and the peak the data find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from homeward.demand.clock_grid import grid_tables
from homeward.demand.clock_heaps import heap_estimates
from homeward.demand.clock_times import (
    LATE_SHARE_OF_DAY,
    Times,
    times,
    weekend_share_of_nights,
)
from homeward.demand.clock_words import METHOD, PUBLISHED, caveats, charts, statement
from homeward.demand.counting import Counter, Flag, Group, Tally, Yes, group, settings_in
from homeward.demand.estimates import By, ratio, share
from homeward.demand.peak import peak_estimates, peak_tallies, peaks
from homeward.demand.wording import definition, refuse
from homeward.estimators import ratio_of_shares
from homeward.findings.estimate import Estimate
from homeward.findings.finding import Finding
from homeward.timelines.histories import Timelines
from homeward.timelines.sheet import Coded, Sheet
from homeward.vocabulary.setting import Setting
from homeward.vocabulary.times import Clock
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State

ANCHOR = "hour-and-night"
_HOME = Setting.CHILDRENS_HOME.value
#: Name of the interval of a ratio of two shares.
BY_CHILD_T = "log scale, Student's t, clustered by child"


@dataclass(frozen=True)
class _Asked:
    """What every part of the finding reads.

    Attributes
    ----------
    sheet, ask
        The episodes, and questions of them.
    settings
        Of the episodes; None where they are not known.
    weekend
        Share of the window's nights that are Friday or Saturday nights.
    seed
        For the draws behind each peak.
    """

    sheet: Sheet
    ask: Counter
    settings: Coded | None
    weekend: float
    seed: int

    def groups(self) -> list[tuple[str, ...]]:
        """Ways to group."""
        return [(), ("setting",)] if self.settings else [()]

    def rows(self, by: Group) -> Yes:
        """Episodes of a group."""
        if self.settings and by:
            return self.settings.equals(dict(by)["setting"])
        return np.ones(self.sheet.rows, bool)


def _flags(times: Times) -> dict[str, Flag]:
    nights = times.at_night & times.inside
    late = times.late & times.inside
    return {
        "late": Flag(times.late, times.known),
        "weekend": Flag(
            nights & times.weekend, nights, ~times.known | (times.at_night & ~times.inside)
        ),
        "late_weekend": Flag(
            late & times.weekend, late, ~times.known | (times.late & ~times.inside)
        ),
    }


def _late_on_weekends(asked: _Asked, times: Times, tally: Tally, key: Group, by: By) -> Estimate:
    """The tested window's share of weekend nights, over its share of other nights."""
    rows = np.flatnonzero(times.at_night & times.inside & asked.rows(key))
    cell = 2 * ~times.weekend[rows] + 1 * ~times.late[rows]
    found = ratio_of_shares(asked.sheet.child[rows], cell)
    parts = {
        "count": tally.count, "of": tally.of, "children": tally.children,
        "children_of": tally.children_of, "left_out": tally.left_out, "by": by,
    }  # fmt: skip
    name, kind, unit = "rate_ratio_22_to_01_weekend", Kind.RATE_RATIO, Unit.RATIO
    if found is None:
        return Estimate(name, kind, unit, None, state=State.REFUSED, **parts)
    low, high = found.interval
    return Estimate(name, kind, unit, found.value, low, high, interval=BY_CHILD_T, **parts)


def _tested(
    asked: _Asked, times: Times, found: Mapping[str, Tally], key: Group, by: By
) -> list[Estimate]:
    return [
        share("share_22_to_01", found["late"], by),
        ratio("rate_ratio_22_to_01", found["late"], LATE_SHARE_OF_DAY, "whole", by),
        ratio("rate_ratio_weekend_night", found["weekend"], asked.weekend, "rest", by),
        _late_on_weekends(asked, times, found["late_weekend"], key, by),
        ratio("rate_ratio_weekend_22_to_01", found["late_weekend"], asked.weekend, "rest", by),
    ]


def _on(asked: _Asked, times: Times, extra: By) -> list[Estimate]:
    """Every estimate of one clock; `extra` is what its groups carry beside the setting."""
    found = asked.ask.tallies(asked.groups(), _flags(times))
    peak = peaks(asked.seed, times, asked.sheet, asked.settings)
    in_peak = peak_tallies(asked.ask, times, peak, asked.settings)
    out: list[Estimate] = []
    for key, tallies in _in_order(found):
        by = {**dict(key), **extra}
        out += _tested(asked, times, tallies, key, by)
        out += peak_estimates(peak.get(key), in_peak.get(key), by)
        if key == ():
            out += heap_estimates(asked.ask, times, None, by)
        elif key == group(setting=_HOME):
            rows = asked.rows(key)
            out += heap_estimates(Counter(asked.sheet, where=rows), times, rows, by)
    return out


def _in_order(
    found: Mapping[Group, Mapping[str, Tally]],
) -> list[tuple[Group, Mapping[str, Tally]]]:
    order = [(), *(group(setting=s) for s in settings_in(found))]
    return [(key, found[key]) for key in order]


def clock(timelines: Timelines, seed: int) -> Finding:
    """File `demand.clock`: the tested window, weekend nights, and the peak found.

    Parameters
    ----------
    timelines
        Histories of one study.
    seed
        For the draws behind the support and the test of each peak.

    Returns
    -------
    Finding
        Refused with HW-N002 where no incident has a time of day, and with HW-N010 where
        every one that has is midnight for want of a time.

    Source
    ------
    Definition: docs/reference/definitions.md#hour-and-night.
    """
    both = [times(timelines, clock) for clock in (Clock.LAST_SEEN, Clock.REPORTED)]
    if not any(one.known.any() for one in both):
        written = any(one.written.any() for one in both)
        return refuse("demand.clock", "HW-N010" if written else "HW-N002", ANCHOR)
    seen, reported = both
    supplied = Clock.LAST_SEEN.value in timelines.supplied
    headline = seen if supplied and seen.known.any() else reported
    sheet = timelines.sheet
    ask = Counter(sheet)
    asked = _Asked(
        sheet,
        ask,
        ask.dim("setting") if timelines.setting_from else None,
        weekend_share_of_nights(timelines.opens, timelines.closes),
        seed,
    )
    estimates = [
        *_on(asked, headline, {}),
        *_on(asked, reported, {"from": Clock.REPORTED.value}),
    ]
    settings = settings_in(group(**e.by) for e in estimates)
    return Finding(
        "demand.clock",
        statement(estimates, headline.clock),
        tuple(estimates),
        METHOD,
        definition(ANCHOR),
        caveats(timelines, estimates, headline, reported),
        PUBLISHED if _HOME in settings else (),
        grid_tables(sheet, headline, settings),
        charts(timelines, estimates, headline.clock),
    )
