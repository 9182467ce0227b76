"""How the dates of a return are written: as declared, or one of few other ways that occur.

A return writes 31/03/2022 and the dataset 2022-03-31, with or without a time of day. A time
of day of midnight is how a database keeps a date without one, so it is read as a date only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from homeward.records.clock import DAY, NO_TIME
from homeward.records.distinct import distinct, says_nothing
from homeward.records.formats import BETWEEN, read_texts
from homeward.records.propose_times import order_evidence
from homeward.records.times import FIRST_YEAR, LAST_YEAR, MIDNIGHT

_DAY_FIRST: Final = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")
_MONTH_FIRST: Final = ("%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y")
_YEAR_FIRST: Final = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d")
_NAMED: Final = ("%d %b %Y", "%d-%b-%Y", "%d %B %Y", "%d-%b-%y")

#: Times of day that stand for none, and times of day.
_MIDNIGHTS: Final = tuple(
    f"{gap}00:00{seconds}"
    for seconds in ("", ":00", ":00.000", ":00.000000", ":00.0000000")
    for gap in " T"
)
_CLOCKS: Final = (" %H:%M", " %H:%M:%S", "T%H:%M:%S", " %H:%M:%S.%f", "T%H:%M:%S.%f")

#: Dates that must prove month before day, and share of them, for it to be so read.
_LEAST_PROOF: Final = 3
_HARDLY_ANY: Final = 0.1


@dataclass(frozen=True, slots=True)
class Written:
    """How the dates of some columns are written.

    Attributes
    ----------
    format
        The declared format, then others that read what it does not. For typed cells it says
        only that midnight is no time of day; "" for typed dates.
    month_first, mixed
        Whether the dates prove that the month comes first, or both orders.
    """

    format: str
    month_first: bool = False
    mixed: bool = False


def written(arrays: Sequence[pa.Array], *, year_first: bool) -> Written:
    """How columns that belong together write their dates.

    Parameters
    ----------
    arrays
        Raw columns; typed ones need no format.
    year_first
        Whether the year is declared to come first.
    """
    texts = sorted({text for array in arrays for text in _texts(array)})
    if not texts and not any(_textual(array) for array in arrays):
        stamps = any(pa.types.is_timestamp(array.type) for array in arrays)
        return Written(_YEAR_FIRST[0] + MIDNIGHT if stamps else "")
    found = order_evidence(texts)
    proof = max(_LEAST_PROOF, _HARDLY_ANY * found.dates)
    month_first = found.month >= proof and not found.day
    mixed = found.month >= proof and bool(found.day)
    days = _MONTH_FIRST if month_first else _DAY_FIRST
    dates = (*_YEAR_FIRST, *days, *_NAMED) if year_first else (*days, *_YEAR_FIRST, *_NAMED)
    return Written(_enough(texts, dates), month_first, mixed)


def _texts(array: pa.Array) -> Iterator[str]:
    """The distinct texts of a column that say something."""
    if _textual(array):
        yield from (t for t in distinct(array).list() if not says_nothing(t))


def _textual(array: pa.Array) -> bool:
    return pa.types.is_string(array.type) or pa.types.is_large_string(array.type)


def _enough(texts: Sequence[str], dates: Sequence[str]) -> str:
    """The first format, then each other that reads a text that none before it does."""
    left = pa.array(texts, pa.string())
    kept: list[str] = []
    for form in _candidates(dates):
        read = read_texts(left, (form,)).read
        if read.any() or not kept:
            kept.append(form)
            left = left.filter(pa.array(~read))
        if not len(left):
            break
    return BETWEEN.join(kept)


def _candidates(dates: Sequence[str]) -> Iterator[str]:
    yield from dates
    for end in (*_MIDNIGHTS, *_CLOCKS):
        yield from (date + end for date in dates)


def row_days(array: pa.Array, form: str) -> np.ndarray:
    """The plausible day of each row, in days since 1970; NO_TIME where it has none."""
    if _textual(array):
        found = distinct(array)
        local = found.spread(read_texts(found.texts, tuple(form.split(BETWEEN))).local, NO_TIME)
        days = np.where(local == NO_TIME, NO_TIME, local // DAY)
    elif pa.types.is_temporal(array.type):
        dates = array.cast(pa.date32(), safe=False).cast(pa.int32()).cast(pa.int64())
        days = pc.fill_null(dates, NO_TIME).to_numpy(zero_copy_only=False)
    else:
        return np.full(len(array), NO_TIME, np.int64)
    years = np.where(days == NO_TIME, 0, days).astype("M8[D]").astype("M8[Y]").astype(np.int64)
    plausible = (years >= FIRST_YEAR - 1970) & (years <= LAST_YEAR - 1970)
    return np.where(plausible, days, NO_TIME)


def days_of(array: pa.Array, form: str) -> np.ndarray:
    """The plausible days of a column, in days since 1970, one for each cell that has one."""
    days = row_days(array, form)
    return days[days != NO_TIME]
