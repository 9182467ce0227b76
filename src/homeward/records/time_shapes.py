"""The shapes of dates and times of day in text: which formats may read a text of each.

A shape is a text with every digit a 9. A column has few shapes and many texts, so what a
shape decides is decided once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

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
WHOLE = re.compile(rf"({_DATE})(?:(t|,? +at +|,? +| - |:)({_CLOCK}))?", re.IGNORECASE)
ONLY_CLOCK = re.compile(rf"(?:{_CLOCK})", re.IGNORECASE)
_PIECES = re.compile(rf"{_MONTH}|{_DAY_NAME}|[0-9]+|.", re.IGNORECASE)
_CLOCK_END = re.compile(r"(?:z| ?hrs|[+-][0-9]{2}:?[0-9]{2})$")
NUMBERS = re.compile("[0-9]+")
_CENTURIES = ("19", "20")
_NINES = str.maketrans("0123456789", "9999999999")
_FULL_MONTHS = frozenset(_MONTH.split("|")[:11])
_SHORT_DAYS = frozenset({"mon", "tue", "wed", "thu", "fri", "sat", "sun"})


def shape_of(text: str) -> str:
    """A text with every digit a 9."""
    return text.translate(_NINES)


@lru_cache(maxsize=4096)
def parts_of(shape: str) -> tuple[int, int, str] | None:
    """Where the date of such a text ends and its time of day begins, and the format from there.

    `shape` is the text with every digit a 9: which digits they are changes none of it. The
    time of day begins at 0 if there is none; the format is of all that follows the date. None
    if the text is no date.
    """
    match = WHOLE.fullmatch(shape)
    if match is None:
        return None
    clock = match.group(3)
    rest = (match.group(2) or "") + (clock_format(clock) if clock else "")
    return match.end(1), match.start(3) if clock else 0, rest


@lru_cache(maxsize=4096)
def date_formats(shape: str) -> dict[str, str]:
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


@lru_cache(maxsize=32_768)
def possible_leads(text: str, leads: tuple[str, ...]) -> frozenset[str]:
    """Which of several leads make a day and a month of this text's numbers."""
    if len(leads) == 1:
        return frozenset(leads)
    if text.isdigit():
        first = text[:2] in _CENTURIES and _day_month(text[6:], text[4:6])
        last = text[4:6] in _CENTURIES and _day_month(text[:2], text[2:4])
        return frozenset(lead for lead, ok in (("Ymd", first), ("dmY", last)) if ok)
    one, two, three = NUMBERS.findall(text)
    read = {"d": _day_month(one, two), "m": _day_month(two, one), "y": _day_month(three, two)}
    return frozenset(lead for lead in leads if read[lead])


def _day_month(day: str, month: str) -> bool:
    return 1 <= int(day) <= 31 and 1 <= int(month) <= 12


@lru_cache(maxsize=4096)
def clock_format(text: str) -> str:
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
