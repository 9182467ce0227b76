"""When children go missing: hour, weekday, and the peak the data find."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from ibis.expr.types import Table

from homeward.demand.clock_grid import grid_tables
from homeward.demand.estimates import ratio, share
from homeward.demand.peak import Peak, peak_estimates, peak_tallies, peaks
from homeward.demand.tallies import (
    Flag,
    Group,
    Tally,
    episodes,
    group,
    settings_in,
    tallies,
)
from homeward.demand.wording import (
    BY_CHILD,
    definition,
    refuse,
    standing_caveats,
    window,
)
from homeward.findings.estimate import Estimate
from homeward.findings.finding import Chart, Finding, Published
from homeward.timelines.histories import Timelines
from homeward.vocabulary.setting import Setting
from homeward.vocabulary.times import NIGHT_ENDS_AT_HOUR, Clock, Weekday

ANCHOR = "hour-and-night"
#: The tested window, published for children's homes: from 22:00 up to 01:00.
LATE_FROM, LATE_TO = 22 * 60, 1 * 60
LATE_SHARE_OF_DAY = 3 / 24
#: A night is from 18:00 to the hour at which nights end.
NIGHT_FROM = 18 * 60
#: Friday and Saturday nights, as weekdays counted from Monday = 0.
WEEKEND_NIGHTS = (list(Weekday).index(Weekday.FRIDAY), list(Weekday).index(Weekday.SATURDAY))
_HOME = Setting.CHILDRENS_HOME.value

METHOD = (
    "Hours are UK local time. The headline clock is when the child was last seen; when police"
    " were told stands second. Incidents with no time of day on a clock are left out of it and"
    " counted. The tested window runs from 22:00 up to 01:00, three of 24 hours, and its rate"
    " is set against that of the whole day. A night runs from 18:00 to 06:00 and belongs to"
    " its evening, so 00:30 on Sunday is Saturday night; the rate of Friday and Saturday"
    " nights is set against that of the other nights of the window. The peak is the highest of"
    " the 24 windows of three whole hours; its support is the share of resamples of children"
    " (Poisson bootstrap in its normal limit, 999 draws) that put it there, and its p value is"
    " the chance of any window so high if incidents fell evenly round the day, children's own"
    " clustering kept (highest of all 24 windows, 999 draws). " + BY_CHILD
)
PUBLISHED = (
    Published(
        22,
        "Hertfordshire Constabulary and The Open University, 2023: incidents from care homes"
        " cluster between 22:00 and 01:00, weekends especially",
        "peak_window_start_hour",
        {"setting": Setting.CHILDRENS_HOME.value},
    ),
)


def weekend_share_of_nights(opens: date, closes: date) -> float:
    """Share of the window's nights that are Friday or Saturday nights.

    A window of n days has n nights, each named after its evening.
    """
    nights = (closes - opens).days + 1
    weeks, rest = divmod(nights, 7)
    extra = sum((opens + timedelta(days=i)).weekday() in WEEKEND_NIGHTS for i in range(rest))
    return (len(WEEKEND_NIGHTS) * weeks + extra) / nights


def _flags(table: Table, timelines: Timelines) -> dict[str, Flag]:
    flags = {}
    for clock in (Clock.LAST_SEEN, Clock.REPORTED):
        minute = table[f"{clock.value}_minute"]
        night_on = table[f"{clock.value}_night_on"]
        late = (minute >= LATE_FROM) | (minute < LATE_TO)
        flags[f"late_{clock.value}"] = Flag(late, minute.notnull())
        at_night = (minute >= NIGHT_FROM) | (minute < 60 * NIGHT_ENDS_AT_HOUR)
        inside = (night_on >= timelines.opens) & (night_on <= timelines.closes)
        weekend = night_on.day_of_week.index().isin(WEEKEND_NIGHTS)
        flags[f"weekend_{clock.value}"] = Flag(
            at_night & inside & weekend, at_night & inside, minute.isnull() | (at_night & ~inside)
        )
    return flags


def _headline(timelines: Timelines, found: Mapping[str, Tally]) -> Clock:
    """Last seen where it was supplied with a time of day; else reported."""
    supplied = Clock.LAST_SEEN.value in timelines.supplied
    if supplied and found["late_last_seen"].of:
        return Clock.LAST_SEEN
    return Clock.REPORTED


def _tested(found: Mapping[str, Tally], clock: Clock, weekend: float, by: Group) -> list[Estimate]:
    late, nights = found[f"late_{clock.value}"], found[f"weekend_{clock.value}"]
    return [
        share("share_22_to_01", late, dict(by)),
        ratio("rate_ratio_22_to_01", late, LATE_SHARE_OF_DAY, "whole", dict(by)),
        ratio("rate_ratio_weekend_night", nights, weekend, "rest", dict(by)),
    ]


def _estimates(
    found: Mapping[Group, Mapping[str, Tally]],
    peak: Mapping[Group, Peak],
    in_peak: Mapping[Group, Mapping[str, Tally]],
    headline: Clock,
    weekend: float,
) -> list[Estimate]:
    out: list[Estimate] = []
    reported = group(**{"from": Clock.REPORTED.value})
    for clock, by in ((headline, ()), (Clock.REPORTED, reported)):
        out += _tested(found[()], clock, weekend, by)
        tally = in_peak[()].get(clock.value)
        out += peak_estimates(peak.get(group(clock=clock.value)), tally, dict(by))
    for setting in settings_in(found):
        by = group(setting=setting)
        out += _tested(found[by], headline, weekend, by)
        its = peak.get(group(clock=headline.value, setting=setting))
        out += peak_estimates(its, in_peak.get(by, {}).get("setting"), dict(by))
    return out


def _statement(homes: bool, headline: Clock) -> str:
    start = "were last seen" if headline is Clock.LAST_SEEN else "were reported missing"
    words = (
        f"Children {start} between 22:00 and 01:00 at {{rate_ratio_22_to_01}} times the rate of"
        " the whole day ({rate_ratio_22_to_01:interval})"
    )
    if homes:
        words += (
            f", and from children's homes at {{rate_ratio_22_to_01[setting={_HOME}]}} times;"
            " there, Friday and Saturday nights ran at"
            f" {{rate_ratio_weekend_night[setting={_HOME}]}} times other nights. The three hours"
            " with most incidents begin at {peak_window_start_hour}, and from children's homes"
            f" at {{peak_window_start_hour[setting={_HOME}]}}."
        )
        return words
    return words + "; the three hours with most incidents begin at {peak_window_start_hour}."


def _caveats(timelines: Timelines, headline: Clock, homes: bool) -> tuple[str, ...]:
    out = standing_caveats(timelines)
    if headline is Clock.REPORTED:
        out.append(
            "The records do not hold the time of day when children were last seen: the headline"
            " is when police were told, which lags behind and follows curfews and shifts."
        )
    if timelines.setting_from and not homes:
        out.append("No incident is from a children's home, so the published peak is not tested.")
    out.append(
        "The peak is chosen as the highest of 24 windows, so its ratio runs high; the ratio of"
        " the window from 22:00 to 01:00, fixed beforehand, does not."
    )
    out.append(
        "The hour when a child was last seen is often a routine check or a curfew: a peak may"
        " be of checks as well as of leaving."
    )
    return tuple(out)


def _chart(timelines: Timelines) -> Chart:
    return Chart(
        "hour_by_weekday", "heatmap", "hour_by_weekday", "hour", "incidents",
        "The three hours with most incidents begin at {peak_window_start_hour}",
        f"Incidents by hour and weekday, a night belonging to its evening, {timelines.force},"
        f" {window(timelines)}",
        "A grid of hours, from 06:00, by weekdays, darker where incidents are more. The three"
        " hours with most begin at {peak_window_start_hour}; {share_22_to_01} fall between"
        " 22:00 and 01:00.",
        row="weekday", facet="setting",
    )  # fmt: skip


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
        Refused with HW-N002 where no incident has a time of day.

    Source
    ------
    Definition: docs/reference/definitions.md#hour-and-night.
    """
    table = episodes(timelines)
    known = bool(timelines.setting_from)
    found = tallies(table, [(), ("setting",)] if known else [()], _flags(table, timelines))
    if not any(found[()][f"late_{c.value}"].of for c in (Clock.LAST_SEEN, Clock.REPORTED)):
        return refuse("demand.clock", "HW-N002", ANCHOR)
    headline = _headline(timelines, found[()])
    settings = settings_in(found)
    peak = peaks(table, seed, headline, with_settings=known)
    in_peak = peak_tallies(table, peak, headline)
    weekend = weekend_share_of_nights(timelines.opens, timelines.closes)
    homes = _HOME in settings
    return Finding(
        "demand.clock",
        _statement(homes, headline),
        tuple(_estimates(found, peak, in_peak, headline, weekend)),
        METHOD,
        definition(ANCHOR),
        _caveats(timelines, headline, homes),
        PUBLISHED if homes else (),
        grid_tables(table, headline, settings),
        (_chart(timelines),),
    )
