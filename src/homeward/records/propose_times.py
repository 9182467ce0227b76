"""How a column of texts reads as times: declared formats only, tried on every value."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Final

import numpy as np

from homeward.records.time_shapes import (
    NUMBERS,
    ONLY_CLOCK,
    WHOLE,
    clock_format,
    date_formats,
    parts_of,
    possible_leads,
    shape_of,
)

#: A time of day that is not midnight: any digit but 0, or 12 without "am".
_NOT_MIDNIGHT = re.compile(
    r"^(?!12[:.]00(?:[:.]00)? ?am$)(?:[0:.]*[1-9]|[0:.]+ ?pm)", re.IGNORECASE
)
#: Most distinct texts looked at before a column is said to hold no times.
_FIRST_LOOK: Final = 60

#: Share of the filled cells that must read as times for the column to hold times.
MOSTLY: Final = 0.8

#: The same, where the header says that it holds times.
HALF: Final = 0.6


class Order(Enum):
    """Which number of a date such as 03/04/2021 is the day, and how that is known."""

    FIXED = "fixed"
    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"
    EITHER = "either"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class TimeFit:
    """How a column reads as times.

    Attributes
    ----------
    format
        `strptime` formats joined by " | ", or "" for a column that is typed.
    covered, filled
        Cells that the formats read, and cells that are not blank.
    dated, timed
        Whether the cells hold a date; whether they hold a time of day.
    midnight
        Every time of day is 00:00, so the column holds dates.
    midnights
        Cells of text of which the time of day is 00:00.
    order
        Day before month or month before day.
    short_year
        Years have two digits.
    bare
        Every cell is a time of day of four digits, which could be another number.
    serial
        The cells are day numbers of a spreadsheet.
    zone
        "utc" where every time says so, else "local".
    stamps
        Each distinct value as local time (`datetime64`), NaT where it is not read; filled in
        by the caller, who reads the values with the formats found.
    """

    format: str
    covered: int
    filled: int
    dated: bool
    timed: bool
    midnight: bool = False
    midnights: int = 0
    order: Order = Order.FIXED
    short_year: bool = False
    bare: bool = False
    serial: bool = False
    zone: str = "local"
    stamps: np.ndarray = field(repr=False, compare=False, default_factory=lambda: np.empty(0))

    @property
    def share(self) -> float:
        """Share of filled cells that the formats read."""
        return self.covered / self.filled if self.filled else 0.0


def fit_times(texts: Sequence[str], counts: Sequence[int], least: float = MOSTLY) -> TimeFit | None:
    """The formats that may read these distinct texts as times, or None if they are no times.

    Shapes of digits and words decide, with days and months of the calendar; the caller
    reads every text with the formats found and so learns what they truly read.

    Parameters
    ----------
    texts
        Distinct cells of one column.
    counts
        How often each stands in the column.
    least
        Share of the filled cells that must read as dated times; of times of day always
        `MOSTLY`.
    """
    if not texts or not _plausible(texts, counts, least):
        return None
    split = [parts_of(shape_of(text)) for text in texts]
    dated = sum(c for part, c in zip(split, counts, strict=True) if part)
    filled = sum(counts)
    if dated >= least * filled:
        cells = [(t, part, c) for t, part, c in zip(texts, split, counts, strict=True) if part]
        return _fit_whole(cells, filled, least)
    return _fit_clock(texts, counts, filled)


def _plausible(texts: Sequence[str], counts: Sequence[int], least: float) -> bool:
    """A quick look at a spread of texts, so that free text costs nothing."""
    step = max(1, len(texts) // _FIRST_LOOK)
    some = list(zip(texts[::step], counts[::step], strict=True))[:_FIRST_LOOK]
    hits = sum(c for t, c in some if WHOLE.fullmatch(t) or ONLY_CLOCK.fullmatch(t))
    return hits >= (least - 0.2) * sum(c for _, c in some)


# ------------------------------------------------------------------ whole columns


@dataclass(frozen=True, slots=True)
class _Dates:
    """Distinct date texts: the format of each that one order can read, and the order."""

    formats: dict[str, str]
    order: Order


def _fit_dates(texts: Counter[str]) -> _Dates:
    """Formats of distinct date texts, all in one order of day and month."""
    shapes = {text: date_formats(shape_of(text)) for text in texts}
    leads = {text: possible_leads(text, tuple(shape)) for text, shape in shapes.items() if shape}
    lead, order = _lead(leads, texts)
    eight = _commoner(leads, texts, "Ymd", "dmY")
    formats = {}
    for text, possible in leads.items():
        chosen = next((x for x in ("", lead, eight) if x in possible), None)
        if chosen is not None:
            formats[text] = shapes[text][chosen]
    return _Dates(formats, order)


@dataclass(frozen=True, slots=True)
class Evidence:
    """How many different dates only day first, and only month first, can read; of how many."""

    day: int
    month: int
    dates: int


def order_evidence(texts: Iterable[str]) -> Evidence:
    """What the dates of some texts show about which number is the day."""
    found = {text[: part[0]] for text in texts if (part := parts_of(shape_of(text)))}
    leads = []
    for text in found:
        shape = date_formats(shape_of(text))
        if {"d", "m"} <= shape.keys():
            leads.append(possible_leads(text, tuple(shape)) & frozenset("dm"))
    day, month = (leads.count(frozenset(x)) for x in "dm")
    return Evidence(day, month, day + month + leads.count(frozenset("dm")))


def _tally(leads: dict[str, frozenset[str]], texts: Counter[str], wanted: frozenset[str]) -> int:
    """Cells whose text can be read by exactly these of the leads "d" and "m"."""
    both = frozenset("dm")
    return sum(texts[t] for t, possible in leads.items() if possible & both == wanted)


def _commoner(leads: dict[str, frozenset[str]], texts: Counter[str], one: str, two: str) -> str:
    counts = {x: sum(texts[t] for t, p in leads.items() if x in p) for x in (one, two)}
    return one if counts[one] >= counts[two] else two


def _lead(leads: dict[str, frozenset[str]], texts: Counter[str]) -> tuple[str, Order]:
    """Which number leads, and how that is known, from dates that only one order can read."""
    day, month, either = (_tally(leads, texts, frozenset(x)) for x in ("d", "m", "dm"))
    total = day + month + either
    year = sum(texts[t] for t, possible in leads.items() if "y" in possible)
    if year and year >= total and _years_lead(leads):
        return "y", Order.FIXED
    if not total:
        return "d", Order.FIXED
    order = _decide(day, month, total)
    if order is Order.DAY_FIRST and year >= total and _dashed(leads):
        order = Order.EITHER  # 19-03-04 may also begin with its year
    return ("m" if order is Order.MONTH_FIRST else "d"), order


def _dashed(leads: dict[str, frozenset[str]]) -> bool:
    return all("/" not in text for text, possible in leads.items() if "y" in possible)


def _years_lead(leads: dict[str, frozenset[str]]) -> bool:
    """Whether the first of three two-digit numbers is the year: it varies far less."""
    numbers = [NUMBERS.findall(text) for text, possible in leads.items() if "y" in possible]
    first, last = ({n[0] for n in numbers}, {n[-1] for n in numbers})
    return _dashed(leads) and len(last) >= 8 and len(last) > 2 * len(first)


def _decide(day: int, month: int, of: int) -> Order:
    """The order, from how many cells prove each; stray cells prove nothing."""
    stray = max(2, 0.005 * of)
    if day and month and min(day, month) > stray:
        return Order.MIXED
    if not day and not month:
        return Order.EITHER
    return Order.MONTH_FIRST if month > day else Order.DAY_FIRST


def _fit_whole(
    cells: Sequence[tuple[str, tuple[int, int, str], int]], filled: int, least: float
) -> TimeFit | None:
    """Formats of whole cells: each text with its parts, and how often it stands there."""
    dates: Counter[str] = Counter()
    for text, (end, _, _), count in cells:
        dates[text[:end]] += count
    days = _fit_dates(dates)
    used: Counter[tuple[str, bool]] = Counter()
    clocks: Counter[str] = Counter()
    for text, (end, start, rest), count in cells:
        day = days.formats.get(text[:end])
        if day is not None:
            used[(day + rest, bool(start))] += count
            if start:
                clocks[text[start:]] += count
    timed = sum(count for clock, count in clocks.items() if _NOT_MIDNIGHT.search(clock))
    midnights = clocks.total() - timed
    covered = sum(used.values())
    if covered < least * filled and days.order is not Order.MIXED:
        return None
    found = _whole_fit(used, days.order, covered, filled, timed=bool(timed))
    return replace(found, midnights=midnights)


def _whole_fit(
    used: Counter[tuple[str, bool]], order: Order, covered: int, filled: int, *, timed: bool
) -> TimeFit:
    formats = [form for (form, _), _ in used.most_common()]
    midnight = not timed and any(clock for _, clock in used)
    return TimeFit(
        format=_joined(formats, midnight=midnight),
        covered=covered, filled=filled, dated=True, timed=timed, midnight=midnight, order=order,
        short_year=any("%y" in form for form in formats),
        zone="utc" if all(f.endswith(("Z", "z")) for f in formats) else "local",
    )  # fmt: skip


def _joined(formats: list[str], *, midnight: bool) -> str:
    """Formats in one text; where every time is midnight, the zeros are part of the format.

    A format such as "%d/%m/%Y 00:00" reads a date and no time of day.
    """
    if midnight:
        formats = [re.sub("%[HMS]", "00", f) for f in formats]
        formats = [f.replace("%I", "12").replace("%p", "AM") for f in formats]
    return " | ".join(dict.fromkeys(formats))


def _fit_clock(texts: Sequence[str], counts: Sequence[int], filled: int) -> TimeFit | None:
    """The formats of a column of times of day, or None."""
    used: Counter[str] = Counter()
    for text, count in zip(texts, counts, strict=True):
        if ONLY_CLOCK.fullmatch(text):
            used[clock_format(text)] += count
    covered = sum(used.values())
    if covered < MOSTLY * filled:
        return None
    formats = [f for f, _ in used.most_common()]
    return TimeFit(
        format=" | ".join(formats), covered=covered, filled=filled, dated=False, timed=True,
        bare=formats == ["%H%M"],
    )  # fmt: skip
