"""What is looked at month by month: how much of a column is recorded, and what it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from homeward.demand.counting import Flag, Yes
from homeward.demand.quality_columns import NOT_RECORDED, RESOLVED, QualityColumn, recorded
from homeward.demand.volume_supplied import supplied
from homeward.estimators.steps import MOST_GROUPS, pooled
from homeward.timelines.histories import Timelines
from homeward.timelines.schema import EPISODES
from homeward.timelines.sheet import Sheet
from homeward.vocabulary.times import TimeFlag

#: Minutes of the day between which it is evening or night.
EVENING, MORNING = 18 * 60, 6 * 60
DAY = 24
#: Columns whose chief value is a place or an authority: looked at, and never named.
UNNAMED = frozenset({"place", "placing_authority"})
#: Ends of the times whose time of day may be left out of a date.
TIMES = ("last_seen", "reported", "resolved")

_CODES = 5


@dataclass(frozen=True, slots=True)
class Look:
    """One thing that a row may or may not record.

    Attributes
    ----------
    name
        As findings name the column.
    words
        What it is, in the middle of a sentence.
    asked
        Rows it is asked of; None for every one.
    recorded
        Rows that record it.
    values
        Among the recorded, whether the row holds its chief value; None where there is
        no value to look at.
    chief
        What that value is: a word of the vocabulary, or what is asked of a number or time.
    """

    name: str
    words: str
    asked: Yes | None
    recorded: Yes
    values: Flag | None
    chief: str


@dataclass(frozen=True, slots=True)
class Monthly:
    """Rows of one look by pool of children and month; shape (pools, months) each."""

    asked: NDArray[np.float64]
    recorded: NDArray[np.float64]
    judged: NDArray[np.float64]
    chief: NDArray[np.float64]


class Months:
    """The months of a window, and which month and pool of children each row is of.

    Attributes
    ----------
    labels
        "2021-04" for each month of the window.
    of_row
        Place of each row's month among them; -1 where it is in none.
    share
        The part of each month that lies in the window and is supplied.
    allowed
        Months at which a step may begin: enough different children on either side.
    """

    #: Children that must stand on either side of a step.
    FEWEST_CHILDREN = 20

    def __init__(self, timelines: Timelines) -> None:
        sheet = timelines.sheet
        first = np.datetime64(timelines.opens, "M")
        last = np.datetime64(timelines.closes, "M")
        months = np.arange(first, last + np.timedelta64(1, "M"))
        self.labels = tuple(str(month) for month in months)
        on = sheet.day("reported_on")
        known = ~np.isnat(on)
        of_row = np.where(known, (on.astype("datetime64[M]") - first).astype(np.int64), -1)
        self.of_row = np.where((of_row >= 0) & (of_row < len(months)), of_row, -1)
        held = supplied(timelines)
        self.share = np.array(
            [0.0 if month in held.missing else part for month, part in held.months.items()]
        )
        few = sheet.children <= MOST_GROUPS  # each child is a pool: in any order the same
        pool, self.pools = pooled(sheet.child if few else _by_records(sheet), sheet.children)
        self._inside = None if (self.of_row >= 0).all() else self.of_row >= 0
        self._key = _CODES * (self._only(pool) * len(months) + self._only(self.of_row))
        self.allowed = self._enough(sheet)

    def _only(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        return values if self._inside is None else values[self._inside]

    def _enough(self, sheet: Sheet) -> NDArray[np.bool_]:
        """Months with enough children before them, and from them on."""
        child, month = self._only(sheet.child), self._only(self.of_row)
        many = len(self.labels)
        if not len(child):
            return np.zeros(many, bool)
        starts = np.flatnonzero(np.r_[True, child[1:] != child[:-1]])
        first = np.bincount(np.minimum.reduceat(month, starts), minlength=many)
        last = np.bincount(np.maximum.reduceat(month, starts), minlength=many)
        before = np.cumsum(first) - first
        after = np.cumsum(last[::-1])[::-1]
        return np.asarray((before >= self.FEWEST_CHILDREN) & (after >= self.FEWEST_CHILDREN))

    def sums(self, look: Look) -> Monthly:
        """Rows of a look by pool and month: one count of every row."""
        code = look.recorded.astype(np.int8) + np.int8(1)
        if look.values is not None:
            judged = look.recorded
            if look.values.judged is not None:
                judged = judged & look.values.judged
            code += judged
            code += judged & look.values.yes
        if look.asked is not None:
            code *= look.asked
        mine = code if self._inside is None else code[self._inside]
        shape = (self.pools, len(self.labels), _CODES)
        found = np.bincount(self._key + mine, minlength=int(np.prod(shape))).reshape(shape)
        _, blank, silent, other, chief = np.moveaxis(found.astype(float), 2, 0)
        there = silent + other + chief
        return Monthly(blank + there, there, other + chief, chief)

    def counts(self, yes: Yes) -> NDArray[np.float64]:
        """Rows that are a yes by pool and month."""
        mine = yes if self._inside is None else yes[self._inside]
        shape = (self.pools, len(self.labels))
        key = self._key.compress(mine) // _CODES
        return np.bincount(key, minlength=int(np.prod(shape))).reshape(shape).astype(float)


def looks(sheet: Sheet, filled: Sequence[QualityColumn]) -> Iterator[Look]:
    """Each column that some file filled, then the times of day of the times among them."""
    for column in filled:
        there = recorded(sheet, column.column)
        values, chief = _values(sheet, column, there)
        yield Look(column.name, column.words, None, there, values, chief)
    names = {column.name for column in filled}
    for name in TIMES:
        if name in names:
            yield _time_of_day(sheet, name)


def _time_of_day(sheet: Sheet, name: str) -> Look:
    """Whether a time that is there has a time of day, and what it says."""
    there = ~np.isnat(sheet.day(f"{name}_on"))
    timed = there & ~sheet.word(f"{name}_flag").equals(TimeFlag.DATE_ONLY.value)
    values, chief = _of_time(sheet, name)
    words = {"last_seen": "when last seen", "reported": "the report", "resolved": "the end"}[name]
    return Look(f"{name}_time", f"the time of day of {words}", there, timed, values, chief)


def _values(sheet: Sheet, column: QualityColumn, there: Yes) -> tuple[Flag | None, str]:
    """The chief value of a column among rows that record it, and what it is."""
    if column.name in TIMES or column is RESOLVED:
        return _of_time(sheet, column.name)
    kind = EPISODES[column.column]
    if column.name == "exploitation_flagged":
        return Flag(sheet.day(column.column) < sheet.day("reported_on"), there), "before_the_report"
    if kind == "string":
        return _of_word(sheet, column.column, there)
    if kind == "list<string>":
        return _of_list(sheet, column.column, there)
    number = sheet.number(column.column)
    if not there.any():
        return None, ""
    return Flag(number > float(np.median(number[there])), there), "above_the_middle"


def _of_time(sheet: Sheet, name: str) -> tuple[Flag, str]:
    """In the evening or at night; of an end, within 24 hours of the report."""
    if name == RESOLVED.name:
        low, high = sheet.number("hours_low"), sheet.number("hours_high")
        return Flag(high <= DAY, low == high), "within_24_hours"
    minute = sheet.number(f"{name}_minute")
    return Flag((minute >= EVENING) | (minute < MORNING), ~np.isnan(minute)), "18_00_to_06_00"


def _of_word(sheet: Sheet, column: str, there: Yes) -> tuple[Flag | None, str]:
    words = sheet.word(column)
    many = np.bincount(words.codes[there], minlength=len(words.labels))
    if not many.any():
        return None, ""
    chief = words.labels[int(np.argmax(many))]
    named = "most_frequent" if column in UNNAMED else str(chief)
    return Flag(words.equals(chief), there), named


def _of_list(sheet: Sheet, column: str, there: Yes) -> tuple[Flag | None, str]:
    held = {
        word: int((rows & there).sum())
        for word, rows in sheet.words(column).items()
        if word not in ("", NOT_RECORDED)
    }
    if not any(held.values()):
        return None, ""
    chief = max(held, key=lambda word: held[word])
    return Flag(sheet.words(column)[chief], there), chief


def _by_records(sheet: Sheet) -> NDArray[np.int64]:
    """Number of the child of each row, by what the records say and not by its reference.

    A reference is hidden under the study's key, so children stand in another order under
    another key: the same records must fall into the same pools.
    """
    child = sheet.child
    if not len(child):
        return child
    starts = np.flatnonzero(np.r_[True, child[1:] != child[:-1]])
    days = sheet.day("reported_on").astype(np.int64)
    days = np.where(np.isnat(sheet.day("reported_on")), 0, days)
    sums = [
        np.add.reduceat(np.nan_to_num(sheet.instant(name)), starts)
        for name in ("last_seen_at", "resolved_at", "reported_at")
    ]
    episodes = np.diff(np.r_[starts, len(child)])
    order = np.lexsort((*sums, episodes, np.add.reduceat(days, starts), days[starts]))
    rank = np.empty(len(starts), np.int64)
    rank[order] = np.arange(len(starts))
    return rank[child]
