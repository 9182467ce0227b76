"""Trend, season and level shifts of incidents by month: estimates and their words."""

from __future__ import annotations

from calendar import month_name
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from homeward.demand.estimates import By
from homeward.demand.volume_months import (
    FIRST_SHIFT,
    LINE,
    Fitted,
    Shift,
    days_of,
    fit,
    incidents_by_day,
    long_enough,
    shifts_of,
    usable,
)
from homeward.demand.volume_supplied import Supplied
from homeward.demand.wording import day, window
from homeward.estimators import Interval
from homeward.findings.estimate import Estimate, refused
from homeward.findings.finding import AggregateTable, Chart
from homeward.findings.statement import by_side
from homeward.timelines.histories import Timelines
from homeward.vocabulary.faults import FAULTS
from homeward.vocabulary.units import Kind, Unit

TREND, SEASON, SEASON_RATIO = (
    "trend_ratio_per_year", "season_peak_to_trough_ratio", "season_ratio",
)  # fmt: skip
_NO_SEASON = "A season cannot be told from chance"
COVID_RATIO, CHANGE_RATIO = "rate_ratio_covid_restrictions", "rate_ratio_change"
HOW = "on the log scale, robust to clusters by child and month, Student's t"
HOW_SEASON = "Scheffé over every pair of months; errors as for the trend"

METHOD = (
    " Trend, season and shifts are from one quasi-Poisson model of incidents by month, with the"
    " days of the month that lie in the window as exposure: a straight line on the log scale,"
    " two waves a year, and one level for each marked change while it held. A month in which"
    " a change held for part of its days counts as that part. Months"
    " resemble their neighbours since the same children are missing in both, so errors are over"
    " children, each with all of its incidents, and over months, in which all children may be"
    " missing more often at once (two-way, Cameron, Gelbach and Miller 2011; never less than over"
    " children alone). Student's t has as many degrees of freedom as the error rests on children"
    " in effect (Satterthwaite). Months"
    " taken as not supplied are left out. The months of the highest and lowest point of the curve"
    " are named only where they are also the months with most and with fewest recorded incidents a"
    " day. The interval of the busiest month of the year against the quietest allows for"
    " both having been found by looking (Scheffé)."
)

#: How far the interval of a trend or a shift goes, for whoever reads one that is close to 1.
CLOSE = (
    "The intervals of trend, season and shifts allow for the same children being missing in"
    " neighbouring months, and for single months that move all children at once. Something that"
    " moves all of them for months on end and is not marked makes them too narrow: read an"
    " interval that only just misses 1 as one that holds it."
)
STRAIGHT = (
    "The trend is one straight line through the whole window: it says nothing of turns within it,"
    " and nothing of the years to come."
)


@dataclass(frozen=True, slots=True)
class Trend:
    """What the months of a window say about change over time.

    Attributes
    ----------
    estimates, tables, charts, caveats
        As a finding holds them.
    sentence
        A statement template that begins with a space; "" where nothing can be told.
    """

    estimates: tuple[Estimate, ...]
    tables: tuple[AggregateTable, ...]
    charts: tuple[Chart, ...]
    caveats: tuple[str, ...]
    sentence: str


def trend_of(timelines: Timelines, held: Supplied) -> Trend:
    """Fit the months of the window and say what they show.

    Parameters
    ----------
    timelines
        Histories of one study, with at least one incident.
    held
        Which of its months are supplied.

    Returns
    -------
    Trend
        Its estimates are refused, with a caveat that says why, where the window is
        shorter than two years, incidents are few, or a change lies too near an end.
    """
    by_day, found = incidents_by_day(timelines), shifts_of(timelines)
    there = held.days(days_of(timelines))
    used = usable(found, by_day, there)
    fitted = fit(timelines, by_day, used, there) if long_enough(by_day, there) else None
    if fitted is None:
        none = [refused(name, Kind.RATE_RATIO, Unit.RATIO) for name in (TREND, SEASON)]
        shifts = [_refused_shift(s) for s in found]
        caveats = (_cannot("Trend, season and shifts at changes are", "HW-N013"), *_told(found))
        return Trend((*none, *shifts), (), (), caveats, "")
    return _answered(_People(timelines, fitted), found)


@dataclass(frozen=True, slots=True)
class _People:
    """The model with the incidents and children behind each of its numbers."""

    timelines: Timelines
    fitted: Fitted

    def ratio(self, name: str, answer: tuple[float, Interval], by: By, how: str) -> Estimate:
        """A ratio that every incident of the window bears on."""
        sheet, (value, interval) = self.timelines.sheet, answer
        return Estimate(
            name, Kind.RATE_RATIO, Unit.RATIO, value, *interval, of=sheet.rows,
            children_of=sheet.children, interval=how, by=by,
        )  # fmt: skip

    def shift(self, shift: Shift) -> Estimate:
        """The level while a change held against the level without it."""
        sheet = self.timelines.sheet
        column = FIRST_SHIFT + [s.number for s in self.fitted.shifts].index(shift.number)
        value, interval = self.fitted.model.ratio(self.fitted.line(column))
        mine = self._during(shift)
        name, by = _name(shift)
        return Estimate(
            name, Kind.RATE_RATIO, Unit.RATIO, value, *interval, count=int(mine.sum()),
            of=sheet.rows, children=len(np.unique(sheet.child[mine])),
            children_of=sheet.children, exposure=float(shift.held.mean()), interval=HOW, by=by,
        )  # fmt: skip

    def _during(self, shift: Shift) -> NDArray[np.bool_]:
        on, change = self.timelines.sheet.day("reported_on"), shift.change
        mine = on >= np.datetime64(change.on)
        return mine if change.until is None else mine & (on <= np.datetime64(change.until))

    def season(self) -> list[Estimate]:
        """Each calendar month against the average month."""
        model = self.fitted.model
        return [
            self.ratio(SEASON_RATIO, model.ratio(contrast), {"month": month}, HOW)
            for month, contrast in enumerate(self.fitted.year, 1)
        ]


def _name(shift: Shift) -> tuple[str, By]:
    return (COVID_RATIO, {}) if shift.covid else (CHANGE_RATIO, {"change": shift.number})


def _refused_shift(shift: Shift) -> Estimate:
    name, by = _name(shift)
    return refused(name, Kind.RATE_RATIO, Unit.RATIO, **by)


def _answered(people: _People, found: list[Shift]) -> Trend:
    fitted = people.fitted
    line = people.ratio(TREND, fitted.model.ratio(fitted.line(LINE)), {}, HOW)
    value, interval, ends = fitted.model.highest_to_lowest(fitted.year)
    season = people.ratio(SEASON, (value, interval), {}, HOW_SEASON)
    inside = {s.number for s in fitted.shifts}
    shifts = [people.shift(s) if s.number in inside else _refused_shift(s) for s in found]
    table = AggregateTable(
        "season_by_month", "Incidents of each calendar month against the average month",
        ("month",), (SEASON_RATIO,), tuple(people.season()),
    )  # fmt: skip
    return Trend(
        (line, season, *shifts),
        (table,),
        (_chart(people.timelines),),
        (*_told(found), *_left_out(found, inside), STRAIGHT, CLOSE),
        _sentence(shifts, _agreed(fitted, ends)),
    )


def _sentence(shifts: Iterable[Estimate], ends: tuple[str, str]) -> str:
    return _trend() + _season(ends) + "".join(map(_covid, shifts))


def _agreed(fitted: Fitted, ends: tuple[int, int]) -> tuple[str, str]:
    """Names of the highest and lowest month of the curve; "" where the records have another.

    A curve of two waves need not turn where the recorded months do.
    """
    recorded = fitted.by_month
    if np.isnan(recorded).any():
        return "", ""
    seen = (int(recorded.argmax()), int(recorded.argmin()))
    high, low = (
        month_name[curve + 1] if curve == month else ""
        for curve, month in zip(ends, seen, strict=True)
    )
    return high, low


def _trend() -> str:
    year = f"a year had {{{TREND}}} times the incidents of the year before ({{{TREND}:interval}})"
    apart = f"apart from season and marked changes: {year}."
    return " " + by_side(
        TREND,
        f"Incidents rose {apart}",
        f"Incidents fell {apart}",
        "Whether incidents rose or fell cannot be told, " + apart,
    )


def _season(ends: tuple[str, str]) -> str:
    """The busiest month against the quietest; by name only where the records name the same."""
    high, low = ends
    busiest = f"{high}, the busiest month of the year," if high else "The busiest month"
    quietest = f"{low}, the quietest" if low else "the quietest"
    had, curve = f"had {{{SEASON}}} times the incidents of", "by a smooth curve over the year"
    clear = f"{busiest} {had} {quietest}, {curve} ({{{SEASON}:interval}})."
    unsettled = (
        f"{_NO_SEASON}: the busiest month {had} the quietest, {curve} ({{{SEASON}:interval}})."
    )
    return " " + by_side(SEASON, clear, unsettled, unsettled)


def _covid(e: Estimate) -> str:
    if e.value is None or e.name != COVID_RATIO:
        return ""
    open_ = by_side(COVID_RATIO, "", "", ", which cannot be told from no difference")
    return (
        f" While the pandemic restrictions held there were {{{COVID_RATIO}}} times the incidents"
        f" to be expected from the rest of the window ({{{COVID_RATIO}:interval}}){open_}."
    )


def _chart(timelines: Timelines) -> Chart:
    clear = (
        f"The busiest month of the year had {{{SEASON}}} times the incidents of the quietest, by"
        " a smooth curve"
    )
    headline = by_side(SEASON, clear, _NO_SEASON, _NO_SEASON)
    return Chart(
        "season_by_month", "band", "season_by_month", "month", SEASON_RATIO, headline,
        f"Incidents of a calendar month as a multiple of the average month's, trend and marked"
        f" changes taken out, {timelines.force}, {window(timelines)}",
        "A smooth line over the months of a year, January to December, with its 95% interval as a"
        " band;"
        f" 1 is the average month. The highest month is {{{SEASON}}} times the lowest.",
    )  # fmt: skip


def _cannot(what: str, code: str) -> str:
    return f"{what} not given ({code}): {_lower(FAULTS[code].title)}. {FAULTS[code].do}"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _when(shift: Shift) -> str:
    change = shift.change
    until = "" if change.until is None else f" to {day(change.until)}"
    return f"{change.what} (change {shift.number}), {day(change.on)}{until}"


def _told(found: list[Shift]) -> list[str]:
    """What changed, and what a shift can and cannot say."""
    if not found:
        return []
    return [
        f"Changes in the window: {'; '.join(_when(s) for s in found)}. A shift is what the"
        " records show while a change held, season and trend apart. A change of recording and a"
        " change in what happened cannot be told apart by it, nor can anything else that came at"
        " the same time."
    ]


def _left_out(found: list[Shift], inside: set[int]) -> list[str]:
    missing = [s for s in found if s.number not in inside]
    return [
        _cannot(f"The shift at change {s.number} is", "HW-N014")
        + " The trend takes up whatever it did."
        for s in missing
    ]
