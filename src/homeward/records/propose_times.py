"""How a column of texts reads as times: declared formats only, tried on every value."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import lru_cache
from typing import Final

import numpy as np

_MONTH = (
    r"january|february|march|april|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
)
_DAY_NAME = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun"
_DATE = (
    rf"(?:(?:{_DAY_NAME}),? +)?(?:[0-9]{{1,4}}[/.\- ][0-9]{{1,2}}[/.\- ][0-9]{{1,4}}"
    rf"|[0-9]{{1,2}}[\-/ ]?(?:{_MONTH})[\-/, ]{{0,2}}[0-9]{{2,4}}"
    rf"|(?:{_MONTH}) [0-9]{{1,2}},? [0-9]{{4}}|[0-9]{{8}})"
)
_CLOCK = (
    r"[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2}(?:\.[0-9]{1,6})?)?(?: ?[ap]m)?"
    r"(?:z|[+-][0-9]{2}:?[0-9]{2})?"
    r"|[0-9]{4}(?: ?hrs)?|[0-9]{1,2} ?[ap]m"
)
_WHOLE = re.compile(rf"({_DATE})(?:(t|,? +at +|,? +| - |:)({_CLOCK}))?", re.IGNORECASE)
_ONLY_CLOCK = re.compile(rf"(?:{_CLOCK})", re.IGNORECASE)
_PIECES = re.compile(rf"{_MONTH}|{_DAY_NAME}|[0-9]+|.", re.IGNORECASE)
_CLOCK_END = re.compile(r"(?:z| ?hrs|[+-][0-9]{2}:?[0-9]{2})$")
_NUMBERS = re.compile("[0-9]+")
_CENTURIES = ("19", "20")
_NINES = str.maketrans("0123456789", "9999999999")
#: A time of day that is not midnight: any digit but 0, or 12 without "am".
_NOT_MIDNIGHT = re.compile(
    r"^(?!12[:.]00(?:[:.]00)? ?am$)(?:[0:.]*[1-9]|[0:.]+ ?pm)", re.IGNORECASE
)
_FULL_MONTHS = frozenset(_MONTH.split("|")[:11])
_SHORT_DAYS = frozenset({"mon", "tue", "wed", "thu", "fri", "sat", "sun"})

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
    split = [_WHOLE.fullmatch(text) for text in texts]
    dated = sum(c for m, c in zip(split, counts, strict=True) if m)
    filled = sum(counts)
    if dated >= least * filled:
        return _fit_whole(split, counts, filled, least)
    return _fit_clock(texts, counts, filled)


def _plausible(texts: Sequence[str], counts: Sequence[int], least: float) -> bool:
    """A quick look at a spread of texts, so that free text costs nothing."""
    step = max(1, len(texts) // _FIRST_LOOK)
    some = list(zip(texts[::step], counts[::step], strict=True))[:_FIRST_LOOK]
    hits = sum(c for t, c in some if _WHOLE.fullmatch(t) or _ONLY_CLOCK.fullmatch(t))
    return hits >= (least - 0.2) * sum(c for _, c in some)


# ------------------------------------------------------------------ formats of one shape


@lru_cache(maxsize=4096)
def _date_formats(shape: str) -> dict[str, str]:
    """Formats that a date of this shape may have, by which number leads.

    `shape` is the text with every digit a 9. Keys: "d" day, "m" month, "y" a two-digit
    year first; "" where the shape leaves no choice; "Ymd" and "dmY" for eight digits.
    """
    out, sizes, word = [], [], False
    for piece in _PIECES.findall(shape):
        low = piece.lower()
        if piece.isdigit():
            sizes.append(len(piece))
            out.append("#")
        elif low in _SHORT_DAYS or low.endswith("day"):
            out.append("%a" if low in _SHORT_DAYS else "%A")
        elif piece.isalpha() and len(piece) > 2:
            word = True
            out.append("%B" if low in _FULL_MONTHS else "%b")
        else:
            out.append(piece)
    plain = "".join(out)
    return {lead: _fill(plain, fields) for lead, fields in _fields(tuple(sizes), word).items()}


def _fields(sizes: tuple[int, ...], word: bool) -> dict[str, tuple[str, ...]]:
    if sizes == (8,):
        return {"Ymd": ("%Y%m%d",), "dmY": ("%d%m%Y",)}
    if word and len(sizes) == 2 and sizes[1] in (2, 4):
        return {"": ("%d", "%Y" if sizes[1] == 4 else "%y")}
    if word or len(sizes) != 3 or sizes[1] > 2:
        return {}
    if sizes[0] == 4 and sizes[2] <= 2:
        return {"": ("%Y", "%m", "%d")}
    if sizes[0] > 2 or sizes[2] not in (2, 4):
        return {}
    year = "%Y" if sizes[2] == 4 else "%y"
    both: dict[str, tuple[str, ...]] = {"d": ("%d", "%m", year), "m": ("%m", "%d", year)}
    return both | ({"y": ("%y", "%m", "%d")} if year == "%y" and sizes[0] == 2 else {})


def _fill(shape: str, fields: Iterable[str]) -> str:
    for one in fields:
        shape = shape.replace("#", one, 1)
    return shape


def _possible(text: str, leads: Iterable[str]) -> frozenset[str]:
    """Which of several leads make a day and a month of this text's numbers."""
    if len(leads := tuple(leads)) == 1:
        return frozenset(leads)
    if text.isdigit():
        first = text[:2] in _CENTURIES and _day_month(text[6:], text[4:6])
        last = text[4:6] in _CENTURIES and _day_month(text[:2], text[2:4])
        return frozenset(lead for lead, ok in (("Ymd", first), ("dmY", last)) if ok)
    one, two, three = _NUMBERS.findall(text)
    read = {"d": _day_month(one, two), "m": _day_month(two, one), "y": _day_month(three, two)}
    return frozenset(lead for lead in leads if read[lead])


def _day_month(day: str, month: str) -> bool:
    return 1 <= int(day) <= 31 and 1 <= int(month) <= 12


@lru_cache(maxsize=4096)
def _clock_format(text: str) -> str:
    """The format of a time of day of this shape; "" where it is none."""
    low, tail = text.lower(), ""
    end = _CLOCK_END.search(low)
    if end:
        tail = "%z" if end.group()[0] in "+-" else text[end.start() :]
        low = low[: end.start()]
    half = re.fullmatch(r"(.*?)( ?)([ap]m)", low)
    if half:
        low, tail = half.group(1), f"{half.group(2)}%p{tail}"
    hour = "%I" if half else "%H"
    marks = re.sub("[0-9]", "", low)
    if not marks:
        return (f"{hour}%M" if len(low) == 4 else hour) + tail
    fields = (hour, "%M", "%S", "%f")[: len(marks) + 1]
    return "".join(f + m for f, m in zip(fields, (*marks, ""), strict=True)) + tail


# ------------------------------------------------------------------ whole columns


@dataclass(frozen=True, slots=True)
class _Dates:
    """Distinct date texts: the format of each that one order can read, and the order."""

    formats: dict[str, str]
    order: Order


def _fit_dates(texts: Counter[str]) -> _Dates:
    """Formats of distinct date texts, all in one order of day and month."""
    shapes = {text: _date_formats(text.translate(_NINES)) for text in texts}
    leads = {text: _possible(text, shape) for text, shape in shapes.items() if shape}
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
    found = {match.group(1) for text in texts if (match := _WHOLE.fullmatch(text))}
    leads = []
    for text in found:
        shape = _date_formats(text.translate(_NINES))
        if {"d", "m"} <= shape.keys():
            leads.append(_possible(text, shape) & frozenset("dm"))
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
    numbers = [_NUMBERS.findall(text) for text, possible in leads.items() if "y" in possible]
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


def _fit_whole(split: list, counts: Sequence[int], filled: int, least: float) -> TimeFit | None:
    """Formats of whole cells: date, what stands between, time of day."""
    dates: Counter[str] = Counter()
    for match, count in zip(split, counts, strict=True):
        if match:
            dates[match.group(1)] += count
    days = _fit_dates(dates)
    used: Counter[tuple[str, bool]] = Counter()
    timed = midnights = 0
    for match, count in zip(split, counts, strict=True):
        day = days.formats.get(match.group(1)) if match else None
        if day is not None:
            clock = match.group(3)
            used[
                (
                    day + (match.group(2) or "") + (_clock_format(clock) if clock else ""),
                    bool(clock),
                )
            ] += count
            later = bool(clock and _NOT_MIDNIGHT.search(clock))
            timed += count * later
            midnights += count * (bool(clock) and not later)
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
        if _ONLY_CLOCK.fullmatch(text):
            used[_clock_format(text)] += count
    covered = sum(used.values())
    if covered < MOSTLY * filled:
        return None
    formats = [f for f, _ in used.most_common()]
    return TimeFit(
        format=" | ".join(formats), covered=covered, filled=filled, dated=False, timed=True,
        bare=formats == ["%H%M"],
    )  # fmt: skip
