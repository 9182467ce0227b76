"""Reads text as dates and times by a declared format, exactly, a whole column at a time.

A format is written as for `strptime`. A text either fits it from end to end or is not
read: nothing is guessed. Texts of the format's full width are read as a block of
digits; the rest ("1/2/2023 9:05") one by one. Names of months and days are English
wherever the program runs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from homeward.records.clock import DAY, NO_TIME, SECOND
from homeward.vocabulary.errors import HomewardError

#: Stands between formats that are tried in order.
BETWEEN = " | "

#: The format of a day number of a spreadsheet (1 is 1 January 1900), with its fraction.
SERIAL = "excel_serial"

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_DAYS = "mon|tue|wed|thu|fri|sat|sun"
_LONG_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"

#: Directive to (part, digits at least, digits at most).
_DIGITS = {
    "d": ("day", 1, 2),
    "m": ("month", 1, 2),
    "Y": ("year", 4, 4),
    "y": ("short_year", 2, 2),
    "H": ("hour", 1, 2),
    "I": ("hour12", 1, 2),
    "M": ("minute", 1, 2),
    "S": ("second", 1, 2),
    "f": ("fraction", 1, 7),
}
_NAMES = {
    "b": ("month_name", "|".join(MONTHS)),
    "B": ("month_long", "|".join(_LONG)),
    "a": ("", _DAYS),
    "A": ("", _LONG_DAYS),
    "p": ("half", "am|pm"),
    "z": ("zone", r"z|[+-]\d\d:?\d\d"),
}
_PARTS = ("year", "month", "day", "hour", "minute", "second", "micro", "zone")
_DIRECTIVE = re.compile(r"%(.)")


@dataclass(frozen=True, slots=True)
class Instants:
    """What a list of texts says, one entry per text.

    Attributes
    ----------
    local
        Microseconds since 1970 on the clock as written; NO_TIME where not read.
    timed
        Whether a time of day was written.
    zone
        Minutes ahead of UTC as written; NO_TIME where no zone was written.
    """

    local: np.ndarray
    timed: np.ndarray
    zone: np.ndarray

    @property
    def read(self) -> np.ndarray:
        """Which texts could be read."""
        return self.local != NO_TIME


def nothing(many: int) -> Instants:
    """`many` texts of which none was read."""
    unread = np.full(many, NO_TIME, np.int64)
    return Instants(unread, np.zeros(many, bool), unread.copy())


def split_formats(formats: str) -> tuple[str, ...]:
    """The formats in a declared format; none if it is blank."""
    return tuple(part.strip() for part in formats.split(BETWEEN) if part.strip())


def is_timed(form: str) -> bool:
    """Whether a format holds a time of day."""
    return form == SERIAL or any(mark in "HI" for mark in _DIRECTIVE.findall(form))


def read_texts(texts: pa.StringArray, forms: Sequence[str]) -> Instants:
    """Read each text by the first format that fits it.

    A text that two formats fit and read differently is not read at all.

    Raises
    ------
    HomewardError
        HW-P008 for a format with a directive that is not known here.
    """
    found = nothing(len(texts))
    spoiled = np.zeros(len(texts), bool)
    for form in forms:
        this = _read_one(texts, form)
        both = found.read & this.read
        spoiled |= both & (found.local != this.local)
        new = this.read & ~found.read
        found.local[new] = this.local[new]
        found.timed[new] = this.timed[new]
        found.zone[new] = this.zone[new]
    found.local[spoiled] = NO_TIME
    return found


def _read_one(texts: pa.StringArray, form: str) -> Instants:
    if form == SERIAL:
        return _serial_texts(texts)
    pattern, width = _compile(form)
    local = np.full(len(texts), NO_TIME, np.int64)
    zone = local.copy()
    lengths = pc.binary_length(texts).to_numpy(zero_copy_only=False)
    block = np.flatnonzero(lengths == width) if width else np.array([], np.int64)
    if len(block):
        local[block] = _read_block(texts.take(pa.array(block)), form, width)
    rest = np.flatnonzero((local == NO_TIME) & _may_fit(texts, pattern))
    if len(rest):
        local[rest], zone[rest] = _read_singly(texts.take(pa.array(rest)), pattern)
    timed = np.full(len(texts), is_timed(form)) & (local != NO_TIME)
    return Instants(local, timed, zone)


@cache
def _compile(form: str) -> tuple[re.Pattern[str], int]:
    """A format as a pattern, and its full width if every part has one (else 0)."""
    pieces = re.split(r"(%.)", form)
    out, width, fixed = [], 0, True
    for place, piece in enumerate(pieces):
        if not piece.startswith("%") or piece == "%%":
            literal = "%" if piece == "%%" else piece
            out.append("".join(r"\s+" if c.isspace() else re.escape(c) for c in literal))
            width += len(literal.encode())
            continue
        mark = piece[1:]
        if mark in _DIGITS:
            name, least, most = _DIGITS[mark]
            apart = not _touches(pieces, place)
            out.append(f"(?P<{name}>[0-9]{{{least if apart else most},{most}}})")
            width += most
            fixed &= mark not in "fI"
        elif mark in _NAMES:
            name, names = _NAMES[mark]
            out.append(f"(?P<{name}>{names})" if name else f"(?:{names})")
            width += 3
            fixed &= mark == "b"
        else:
            raise HomewardError("HW-P008", "a format holds a directive that is not known here")
    try:
        return re.compile("".join(out), re.IGNORECASE), width if fixed else 0
    except re.error:
        raise HomewardError("HW-P008", "a format holds one part twice") from None


def _touches(pieces: list[str], place: int) -> bool:
    """Whether a run of digits stands against another, so that its width must be full."""
    before = pieces[place - 2] if place >= 2 and not pieces[place - 1] else ""
    after = pieces[place + 2] if place + 2 < len(pieces) and not pieces[place + 1] else ""
    return before[1:] in _DIGITS or after[1:] in _DIGITS


def _read_block(texts: pa.StringArray, form: str, width: int) -> np.ndarray:
    """Read texts of one width as a block of bytes, a part at a time."""
    start = texts.offset
    offsets = np.frombuffer(texts.buffers()[1], np.int32)[start : start + len(texts) + 1]
    data = np.frombuffer(texts.buffers()[2], np.uint8)[offsets[0] : offsets[-1]]
    block = data.reshape(len(texts), width)
    parts: dict[str, np.ndarray] = {}
    good, at = np.ones(len(texts), bool), 0
    for piece in re.split(r"(%.)", form):
        if not piece.startswith("%") or piece == "%%":
            literal = np.frombuffer(b"%" if piece == "%%" else piece.encode(), np.uint8)
            good &= (block[:, at : at + len(literal)] == literal).all(axis=1)
            at += len(literal)
        elif piece == "%b":
            parts["month"], at = _month_block(block[:, at : at + 3]), at + 3
        else:
            name, _, most = _DIGITS[piece[1:]]
            digits = block[:, at : at + most].astype(np.int64) - 48
            good &= ((digits >= 0) & (digits <= 9)).all(axis=1)
            parts[name] = digits @ (10 ** np.arange(most - 1, -1, -1))
            at += most
    return np.where(good, _instants(parts, len(texts)), NO_TIME)


def _month_block(letters: np.ndarray) -> np.ndarray:
    """Three-letter months as numbers; 0, which is no month, for other letters."""
    scale = np.array([65536, 256, 1])
    codes = (letters | 0x20).astype(np.int64) @ scale
    known = np.array([np.frombuffer(name.encode(), np.uint8) @ scale for name in MONTHS])
    return ((codes[:, None] == known) * np.arange(1, 13)).sum(axis=1)


def _may_fit(texts: pa.StringArray, pattern: re.Pattern[str]) -> np.ndarray:
    """Texts that a pattern may fit, told of all at once: those of plain ASCII for certain."""
    fits = pc.match_substring_regex(texts, f"^(?:{pattern.pattern})$", ignore_case=True)
    either = pc.or_(fits, pc.match_substring_regex(texts, "[^ -~]"))
    return pc.fill_null(either, False).to_numpy(zero_copy_only=False)


def _read_singly(texts: pa.StringArray, pattern: re.Pattern[str]) -> tuple[np.ndarray, np.ndarray]:
    """Read texts one by one: instants, and minutes ahead of UTC where written."""
    found = np.zeros((len(texts), len(_PARTS)), np.int64)
    read = np.zeros(len(texts), bool)
    for place, text in enumerate(texts.to_pylist()):
        match = pattern.fullmatch(text) if text else None
        if match:
            found[place], read[place] = _parts_of(match.groupdict()), True
    parts = {name: found[:, place] for place, name in enumerate(_PARTS)}
    local = np.where(read, _instants(parts, len(texts)), NO_TIME)
    return local, np.where(read, parts["zone"], NO_TIME)


def _parts_of(said: dict[str, str]) -> tuple[int, ...]:
    """The parts of one text as numbers; an impossible part is left for `_instants`."""
    year = int(said["year"]) if "year" in said else 1970
    if "short_year" in said:
        year = _full_year(int(said["short_year"]))
    month = int(said.get("month", 1))
    if "month_name" in said or "month_long" in said:
        month = 1 + MONTHS.index((said.get("month_name") or said["month_long"])[:3].casefold())
    hour = int(said.get("hour", 0))
    if "hour12" in said:
        twelve = int(said["hour12"])
        hour = twelve % 12 + 12 * (said.get("half", "am").lower() == "pm")
        hour = hour if 1 <= twelve <= 12 else 99
    micro = int(said.get("fraction", "0").ljust(6, "0")[:6])  # a database writes seven digits
    return (
        year, month, int(said.get("day", 1)), hour, int(said.get("minute", 0)),
        int(said.get("second", 0)), micro, _zone_minutes(said.get("zone")),
    )  # fmt: skip


def _zone_minutes(said: str | None) -> int:
    if said is None:
        return NO_TIME
    if said in "zZ":
        return 0
    minutes = int(said[1:3]) * 60 + int(said[-2:])
    return -minutes if said[0] == "-" else minutes


def _full_year(short: int) -> int:
    """Two digits as a year, as `strptime` reads them: 69 to 99 are of the last century."""
    return short + (1900 if short >= 69 else 2000)


def _instants(parts: dict[str, np.ndarray], many: int) -> np.ndarray:
    """Microseconds from parts; NO_TIME where they make no calendar date or clock time."""
    zero, one = np.zeros(many, np.int64), np.ones(many, np.int64)
    year = parts.get("year", zero + 1970)
    if "short_year" in parts:
        short = parts["short_year"]
        year = short + np.where(short >= 69, 1900, 2000)
    month, day = parts.get("month", one), parts.get("day", one)
    hour, minute = parts.get("hour", zero), parts.get("minute", zero)
    second, micro = parts.get("second", zero), parts.get("micro", zero)
    good = (year >= 1) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    good &= (hour <= 23) & (minute <= 59) & (second <= 59)
    months = np.where(good, (year - 1970) * 12 + month - 1, 0).astype("M8[M]")
    days = months.astype("M8[D]") + np.where(good, day - 1, 0)
    good &= days.astype("M8[M]") == months
    clock = (hour * 3600 + minute * 60 + second) * SECOND + micro
    return np.where(good, days.astype(np.int64) * DAY + clock, NO_TIME)


def from_serial(numbers: np.ndarray) -> np.ndarray:
    """Day numbers of a spreadsheet as microseconds, to the nearest second.

    Only numbers from 61 (1 March 1900) up are read: the count before it is one out in
    the best-known spreadsheet, which believes in 29 February 1900.
    """
    good = np.isfinite(numbers) & (numbers >= 61) & (numbers < 2_958_466)
    seconds = np.round(np.where(good, numbers, 0.0) * 86_400).astype(np.int64)
    return np.where(good, seconds * SECOND - 25_569 * DAY, NO_TIME)


def _serial_texts(texts: pa.StringArray) -> Instants:
    numeric = pc.match_substring_regex(texts, r"^\d{1,7}(\.\d+)?$")
    numbers = pc.if_else(numeric, texts, pa.scalar("nan")).cast(pa.float64())
    values = numbers.to_numpy(zero_copy_only=False)
    local = from_serial(values)
    timed = (local != NO_TIME) & (values != np.floor(values))
    return Instants(local, timed, np.full(len(texts), NO_TIME, np.int64))
