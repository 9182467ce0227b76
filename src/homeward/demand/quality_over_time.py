"""Completeness by quarter and what cannot be right by year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from homeward.demand.counting import Counter, Flag, Group, Tally, Yes, group
from homeward.demand.estimates import share
from homeward.demand.quality_columns import QualityColumn, recorded
from homeward.demand.quality_steps import Told
from homeward.findings.estimate import Estimate
from homeward.findings.finding import AggregateTable
from homeward.timelines.sheet import Coded, Sheet
from homeward.vocabulary.recording import Check
from homeward.vocabulary.times import ResolvedFrom, TimeFlag

#: Columns drawn in one chart.
DRAWN = 4
#: A quarter is shown where quarters have this many incidents on average; else years are.
FEWEST_A_QUARTER = 60
DAY, DAYS_30 = 24, 30 * 24
HALF_HOUR = 30


def overlaps(sheet: Sheet) -> Yes:
    """Reported while the child's previous incident had no end, or a later one."""
    unended = sheet.word("resolved_from").equals(ResolvedFrom.NONE.value)
    open_before = unended & ~sheet.word("resolved_flag").equals(TimeFlag.SET_ASIDE.value)
    out = np.zeros(sheet.rows, bool)
    again = sheet.child[1:] == sheet.child[:-1]
    ends_later = sheet.instant("resolved_at")[:-1] > sheet.instant("reported_at")[1:]
    out[1:] = again & (open_before[:-1] | ends_later)
    return out


def twins(sheet: Sheet) -> Yes:
    """Reported at the same instant as an earlier row of the same child."""
    when = sheet.instant("reported_at")
    known = np.flatnonzero(~np.isnan(when))
    order = known
    if not _in_order(sheet.child[known], when[known]):
        order = known[np.lexsort((when[known], sheet.child[known]))]
    same = (sheet.child[order[1:]] == sheet.child[order[:-1]]) & (
        when[order[1:]] == when[order[:-1]]
    )
    out = np.zeros(sheet.rows, bool)
    out[order[1:][same]] = True
    return out


def _in_order(child: NDArray[np.int64], when: NDArray[np.float64]) -> bool:
    """Whether rows stand by child and, of one child, by time."""
    return bool(np.all((child[1:] > child[:-1]) | (when[1:] >= when[:-1])))


def between_clocks(sheet: Sheet) -> Yes:
    """Could lie on either side of 24 hours, with a time in an hour of a clock change."""
    awkward = (TimeFlag.AMBIGUOUS.value, TimeFlag.NONEXISTENT.value)
    ends = [sheet.word(f"{name}_flag").among(awkward) for name in ("reported", "resolved")]
    low, high = sheet.number("hours_low"), sheet.number("hours_high")
    return np.any(ends, axis=0) & (low <= DAY) & (high > DAY)


def checks_of(sheet: Sheet, overlaps: Yes, twins: Yes) -> dict[str, Flag]:
    """What cannot be right in a row, or is coarser than it looks; where it can be asked."""
    minute, low = sheet.number("reported_minute"), sheet.number("hours_low")
    timed = ~np.isnan(minute)
    exact = low == sheet.number("hours_high")
    flags = {Check(f"{name}_date_only"): _dated(sheet, name) for name in _TIMES}
    aside = [sheet.word(f"{name}_flag").equals(TimeFlag.SET_ASIDE.value) for name in _TIMES]
    flags |= {
        Check.REPORTED_AT_MIDNIGHT: Flag(minute == 0, timed),
        Check.REPORTED_ON_THE_HALF_HOUR: Flag(minute % HALF_HOUR == 0, timed),
        Check.TIME_SET_ASIDE: Flag(np.any(aside, axis=0)),
        Check.ENDED_AT_ONCE: Flag(exact & (low == 0), exact),
        Check.OVER_30_DAYS: Flag(low > DAYS_30, ~np.isnan(low)),
        Check.WHILE_STILL_MISSING: Flag(overlaps),
        Check.POSSIBLE_DUPLICATE: Flag(twins),
    }
    return {check.value: flags[check] for check in Check}


_TIMES = ("reported", "last_seen", "resolved")


def _dated(sheet: Sheet, name: str) -> Flag:
    """A date with no time of day, of the times that are there."""
    there = ~np.isnat(sheet.day(f"{name}_on"))
    return Flag(sheet.word(f"{name}_flag").equals(TimeFlag.DATE_ONLY.value), there)


def plausibility(
    found: Mapping[Group, Mapping[str, Tally]], years: Sequence[int]
) -> AggregateTable:
    """Shares of incidents that meet each check, by year."""
    cells = tuple(
        share("share_with_check", found[group(year=year)][check.value],
              {"check": check.value, "year": year})
        for check in Check
        for year in years
    )  # fmt: skip
    return AggregateTable(
        "plausibility_by_year",
        "Share of incidents with something that cannot be right or is coarser than it looks",
        ("check", "year"), ("share_with_check",), cells,
    )  # fmt: skip


def overall(tallies: Mapping[str, Tally]) -> list[Estimate]:
    """The same over the whole window."""
    return [
        share("share_with_check", tallies[check.value], {"check": check.value}) for check in Check
    ]


def most_moved(told: Sequence[Told], columns: Sequence[QualityColumn]) -> list[QualityColumn]:
    """The columns whose recording stepped the most: at most four, in the order of columns."""
    by_name = {column.name: column for column in columns}
    far = {
        t.name: abs(t.recording.step.z)
        for t in told
        if t.name in by_name and t.recording.stepped and t.recording.step is not None
    }
    kept = sorted(far, key=lambda name: -far[name])[:DRAWN]
    return [column for column in columns if column.name in kept]


def by_quarter(sheet: Sheet, columns: Sequence[QualityColumn]) -> AggregateTable | None:
    """Completeness of a few columns by quarter, or by year where quarters are thin.

    None where there is no column to draw.
    """
    on = sheet.day("reported_on")
    known = ~np.isnat(on)
    if not columns or not known.any():
        return None
    quarter = on.astype("datetime64[M]").astype(np.int64) // 3
    found, codes = np.unique(quarter[known], return_inverse=True)
    thin = known.sum() < FEWEST_A_QUARTER * len(found)
    if thin:
        found, codes = np.unique(quarter[known] // 4, return_inverse=True)
    labels = tuple(_label(int(one), yearly=thin) for one in found)
    place = np.full(sheet.rows, -1, np.int32)
    place[known] = codes
    key = "year_of_report" if thin else "quarter"
    flags = {column.name: Flag(recorded(sheet, column.column)) for column in columns}
    tallies = Counter(sheet, {key: Coded(place, labels)}).tallies([(key,)], flags)
    cells = tuple(
        share("share_recorded", tallies[((key, label),)][column.name],
              {"column": column.name, key: label})
        for column in columns
        for label in labels
    )  # fmt: skip
    each = "year" if thin else "quarter"
    return AggregateTable(
        "recording_by_quarter",
        f"Share of incidents with the column recorded, by {each}: columns that changed the most",
        ("column", key), ("share_recorded",), cells,
    )  # fmt: skip


def _label(number: int, *, yearly: bool) -> str:
    """A quarter since January 1970 as "2021 Q1", or a year as "2021"."""
    if yearly:
        return str(1970 + number)
    return f"{1970 + number // 4} Q{number % 4 + 1}"
