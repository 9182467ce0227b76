"""The window proposed from the reports, and what looks unsure at its two ends.

A window is read off the data, so whatever stands at its ends decides it: a year typed wrong
stretches it by decades, and an extract cut in the middle of a month makes the first or last
month look quiet. Both are asked about; nothing is left out of the study by that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import numpy as np

from homeward.records.incidents import INCIDENTS
from homeward.records.propose_doubts import Doubt, DoubtKind
from homeward.records.propose_maps import Proposed
from homeward.records.propose_values import Look
from homeward.records.times import FIRST_YEAR, LAST_YEAR

#: Columns that may date a report, the likelier first.
_DATED: Final = ("reported", "last_seen", "found", "returned")

#: Share of the reports, and the least days without any, that make the few beyond stray.
_STRAY, _APART_DAYS = 0.01, 60

#: Reports needed before the ends of a window are worth doubting.
_ENOUGH: Final = 50

#: Expected reports in the part of a month or day that has none, for it to count as cut short.
_CUT: Final = 3.0

_DAY: Final = np.timedelta64(1, "D")


@dataclass(frozen=True, slots=True)
class Window:
    """A proposed window.

    Attributes
    ----------
    days
        First and last local date, both included; None where nothing dates a report.
    doubts
        What is unsure about them.
    """

    days: tuple[date, date] | None
    doubts: tuple[Doubt, ...] = ()


def propose_window(proposed: Sequence[Proposed]) -> Window:
    """First and last local date on which a report was made, as the files stand, with doubts.

    Reports far from all others do not stretch it. Where the time of the report is still to
    be decided, none is proposed, and what the columns that it may be would give is said.
    Where no column may be it, when a child was last seen, found or returned stands for it.
    Where an authority's returns are the incidents, the window closes on the day of the last of
    them: they tell how things stood then, however few spells its last month has.
    """
    incidents = [one for one in proposed if one.map.table == INCIDENTS.name]
    until = _last_return(incidents)
    for column in _DATED:
        looks = [one.filled[column] for one in incidents if column in one.filled]
        likely = [look for one in incidents for look in one.likely.get(column, ())]
        stamps = _stamps(looks or likely)
        if len(stamps):
            return _judged(stamps, incidents[0].map.files[0], until, sure=bool(looks))
    return Window(None)


def _last_return(incidents: Sequence[Proposed]) -> date | None:
    """Day of the last of the returns; None if some file of the incidents is none, or is undated."""
    files = [(one.map.as_at, name) for one in incidents for name in one.map.files]
    days = [as_at[name] for as_at, name in files if name in as_at]
    return max(days) if days and len(days) == len(files) else None


def _stamps(looks: Sequence[Look]) -> np.ndarray:
    """Plausible local times of every row, ascending (datetime64, microseconds)."""
    found = [np.empty(0, "datetime64[us]")]
    for look in looks:
        if look.time is not None and look.time.dated:
            stamps = look.time.stamps.astype("datetime64[us]")
            found.append(stamps[look.codes[look.codes >= 0]])
    every = np.concatenate(found)
    first, last = np.datetime64(f"{FIRST_YEAR}-01-01"), np.datetime64(f"{LAST_YEAR + 1}-01-01")
    return np.sort(every[~np.isnat(every) & (every >= first) & (every < last)])


def _judged(stamps: np.ndarray, file: str, until: date | None, *, sure: bool) -> Window:
    days = stamps.astype("datetime64[D]")
    low, high = _bulk(days)
    opens, closes = days[low].item(), days[high - 1].item()
    if not sure:
        return Window(None, (_guess(file, opens, closes),))
    doubts = []
    if high - low < len(days):
        doubts.append(_stray(file, len(days) - (high - low), len(days), opens, closes))
    told = until is not None and until >= closes
    if high - low >= _ENOUGH:
        kept = stamps[low:high]
        days = kept.astype("datetime64[D]")
        doubts += _first_month(file, days, opens)
        doubts += [] if told else _last_month(file, days, closes)
        doubts += [] if told else _last_day(file, kept, closes)
    return Window((opens, until if told and until else closes), tuple(doubts))


def _bulk(days: np.ndarray) -> tuple[int, int]:
    """First and one past the last of the days that are not far from the rest.

    A few at an end are stray where the days between them and the next report are at least
    two months and longer than any such gap among the rest.
    """
    if len(days) < _ENOUGH:
        return 0, len(days)
    few = max(1, int(_STRAY * len(days)))
    gaps = np.diff(days) // _DAY
    least = max(_APART_DAYS, int(gaps[few : len(gaps) - few].max(initial=0)) + 1)
    before = np.flatnonzero(gaps[:few] >= least)
    after = np.flatnonzero(gaps[len(gaps) - few :] >= least)
    low = int(before[-1]) + 1 if len(before) else 0
    return low, len(gaps) - few + int(after[0]) + 1 if len(after) else len(days)


def _doubt(file: str, text: str, suggestion: date | None = None, column: str = "") -> Doubt:
    said = "" if suggestion is None else suggestion.isoformat()
    return Doubt(DoubtKind.WINDOW, file, INCIDENTS.name, column, (), text, said)


def _guess(file: str, opens: date, closes: date) -> Doubt:
    text = (
        "[window] waits until it is decided which column says when police were told. The dates"
        f" that may be meant begin on {opens} and end on {closes}: write `opens = {opens}` and"
        f" `closes = {closes}`, or the days from and to which the extract was made."
    )
    return replace(_doubt(file, text), blocking=True)


def _stray(file: str, many: int, of: int, opens: date, closes: date) -> Doubt:
    return _doubt(
        file,
        f"{many:,} of {of:,} reports are dated far from all others, as by a year typed wrong."
        f" [window] leaves them out: it runs from {opens} to {closes}, and they would be set"
        " aside (HW-R041) and listed. If they are right, change `opens` or `closes`.",
    )


def _month_start(day: date) -> date:
    return day.replace(day=1)


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def _usual_month(days: np.ndarray) -> float:
    """Reports in a usual month between the first and the last; 0 for fewer than four months."""
    counts = np.unique(days.astype("datetime64[M]"), return_counts=True)[1]
    return float(np.median(counts[1:-1])) if len(counts) >= 4 else 0.0


def _first_month(file: str, days: np.ndarray, opens: date) -> list[Doubt]:
    """A first month of which the beginning has no report, where some would be expected."""
    if _usual_month(days) * (opens - _month_start(opens)).days / 30 < _CUT:
        return []
    return [_doubt(
        file,
        f"The first report is of {opens}, and its month has none before: the extract may"
        " begin there, and that month will look quieter than it was. To study whole months,"
        f" write `opens = {_next_month(opens)}` in [window].", _next_month(opens),
    )]  # fmt: skip


def _last_month(file: str, days: np.ndarray, closes: date) -> list[Doubt]:
    """A last month of which the end has no report, where some would be expected."""
    if _usual_month(days) * ((_next_month(closes) - closes).days - 1) / 30 < _CUT:
        return []
    before = _month_start(closes) - timedelta(days=1)
    return [_doubt(
        file,
        f"The last report is of {closes}, and its month has none after: the extract may end"
        " there, and that month will look quieter than it was. To study whole months, write"
        f" `closes = {before}` in [window].", before,
    )]  # fmt: skip


def _last_day(file: str, stamps: np.ndarray, closes: date) -> list[Doubt]:
    """A last day that stops at an hour after which other days have many reports."""
    days = stamps.astype("datetime64[D]")
    hours = stamps - days
    if not bool(np.any(hours > np.timedelta64(0, "us"))):
        return []
    last = hours[days == days[-1]].max()
    per_day = len(days) / (int((days[-1] - days[0]) / _DAY) + 1)
    if per_day * float(np.mean(hours > last)) < _CUT:
        return []
    before = closes - timedelta(days=1)
    return [_doubt(
        file,
        f"The last day, {closes}, has no report in hours in which other days have many: the"
        " extract may have been made in the course of it. If so, write"
        f" `closes = {before}` in [window], or set `as_of` to when it was made.", before,
    )]  # fmt: skip
