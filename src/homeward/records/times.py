"""Time and date columns: what is written, what instant it was, and what is not known.

A date with no time of day stays a date. A cell that says a time is not known is not
blank: "not known" for when a child was found is no sign that the child is missing still.
A local time that the clock showed twice, or
never, keeps its text's value and a flag and has no instant. Nothing is invented.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from homeward.records.clock import DAY, FLAG_AT, FLAGS, NO_TIME, to_local, to_utc
from homeward.records.distinct import distinct, says_nothing
from homeward.records.formats import (
    SERIAL,
    Instants,
    from_serial,
    nothing,
    read_texts,
    split_formats,
)
from homeward.records.mapping import ColumnMap
from homeward.records.raw import RawTable
from homeward.vocabulary.times import TimeFlag

#: Years outside which a time is a stand-in for "never" or a slip.
FIRST_YEAR, LAST_YEAR = 1990, 2100

#: Birth dates may lie further back.
FIRST_BIRTH = 1901

UNREADABLE_TIME, UNREADABLE_DATE = "HW-R002", "HW-R003"
IMPOSSIBLE, ALONE = "HW-R007", "HW-R008"

#: Formats in which readers write typed cells of a column that also holds text.
_ISO = ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%d")

#: End of a format that says that midnight stands for no time of day, in typed cells too.
MIDNIGHT = " 00:00:00"

#: 01/01/1900 and 31/12/9999, as they read when written 01/01/00 and 31/12/99.
_TURN = np.array(["2000-01-01", "1999-12-31"], "M8[D]")
_CLOCK = ("%H:%M:%S", "%H:%M")


@dataclass(frozen=True, slots=True)
class Times:
    """One time column of every row.

    Attributes
    ----------
    local
        Microseconds on the UK clock; NO_TIME where no time of day is known.
    at
        Microseconds UTC; NO_TIME where no instant is known.
    on
        Days since 1970 of the local date; NO_TIME where none is known.
    flag
        Places in `clock.FLAGS`.
    faults
        Code to the rows it concerns (boolean arrays).
    notes
        What should be said of how the column was read.
    """

    local: np.ndarray
    at: np.ndarray
    on: np.ndarray
    flag: np.ndarray
    faults: dict[str, np.ndarray] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def stored(self, name: str) -> dict[str, pa.Array]:
        """The four columns of the stored table."""
        words = pa.array([flag.value for flag in FLAGS], pa.string())
        return {
            f"{name}_at": as_timestamps(self.at),
            f"{name}_local": as_timestamps(self.local),
            f"{name}_on": as_dates(self.on),
            f"{name}_flag": words.take(pa.array(self.flag)),
        }


def as_timestamps(values: np.ndarray) -> pa.Array:
    """Microseconds as zone-less timestamps; NO_TIME is null."""
    return pa.array(values, mask=values == NO_TIME).cast(pa.timestamp("us"))


def as_dates(days: np.ndarray) -> pa.Array:
    """Days since 1970 as dates; NO_TIME is null."""
    missing = days == NO_TIME
    return pa.array(np.where(missing, 0, days).astype(np.int32), mask=missing).cast(pa.date32())


@dataclass(frozen=True, slots=True)
class _Said:
    """What one source column says, by row: blank, or read, or neither (unreadable)."""

    blank: np.ndarray
    instants: Instants
    utc: bool = False
    notes: tuple[str, ...] = ()

    @property
    def unreadable(self) -> np.ndarray:
        return ~self.blank & ~self.instants.read


def read_times(raw: RawTable, how: ColumnMap, *, day_only: bool = False) -> Times:
    """One mapped time or date column of a raw table.

    Parameters
    ----------
    raw
        The file's cells.
    how
        Source columns, formats and zone.
    day_only
        The column is a date: any time of day is left out, and unreadable cells are
        HW-R003 and not HW-R002.
    """
    said = _date_part(raw, how)
    faults: dict[str, np.ndarray] = {}
    if how.time_column and not day_only:
        said, faults = _with_clock(said, raw, how)
    code = UNREADABLE_DATE if day_only else UNREADABLE_TIME
    faults.setdefault(code, said.unreadable)
    return _placed(said, faults, utc=said.utc or how.zone == "utc")


def _date_part(raw: RawTable, how: ColumnMap) -> _Said:
    array = raw.columns[how.column]
    forms = split_formats(how.format)
    kind = array.type
    if pa.types.is_timestamp(kind):
        return _typed_instants(
            array, _holds_times(raw, how.column), any(form.endswith(MIDNIGHT) for form in forms)
        )
    if pa.types.is_date(kind):
        return _typed_dates(array)
    if SERIAL in forms and (pa.types.is_integer(kind) or pa.types.is_floating(kind)):
        return _typed_serials(array)
    mixed = how.column in raw.mixed
    return _texts(array, (*forms, *_ISO) if mixed or not forms else forms)


def _missing(array: pa.Array) -> np.ndarray:
    return pc.is_null(array).to_numpy(zero_copy_only=False)


def timed_columns(raw: RawTable) -> frozenset[str]:
    """The columns of typed instants that are blank, or hold one that is no midnight.

    A sheet or a database gives dates as instants at midnight: a column of nothing else
    holds dates. It takes the whole file to tell.
    """
    instants = (name for name, cells in raw.columns.items() if pa.types.is_timestamp(cells.type))
    return frozenset(name for name in instants if _holds_times(raw, name))


def _holds_times(raw: RawTable, name: str) -> bool:
    if raw.timed is not None:
        return name in raw.timed
    filled = pc.drop_null(raw.columns[name].cast(pa.int64())).to_numpy(zero_copy_only=False)
    return not len(filled) or bool((filled % DAY != 0).any())


def _typed_instants(array: pa.Array, holds_times: bool, midnight_is_none: bool = False) -> _Said:
    blank = _missing(array)
    local = pc.fill_null(array.cast(pa.int64()), 0).to_numpy(zero_copy_only=False)
    local = np.where(blank, NO_TIME, local)
    aware = array.type.tz is not None
    timed = ~blank & (aware or holds_times)
    if midnight_is_none and not aware:
        timed &= local % DAY != 0
    notes = () if holds_times or aware else ("every time is midnight: read as dates",)
    return _Said(blank, Instants(local, timed, np.full(len(blank), NO_TIME)), aware, notes)


def _typed_dates(array: pa.Array) -> _Said:
    blank = _missing(array)
    days = pc.fill_null(array.cast(pa.int32()), 0).to_numpy(zero_copy_only=False).astype(np.int64)
    instants = nothing(len(blank))
    instants.local[:] = np.where(blank, NO_TIME, days * DAY)
    return _Said(blank, instants)


def _typed_serials(array: pa.Array) -> _Said:
    blank = _missing(array)
    numbers = pc.fill_null(array.cast(pa.float64()), 0).to_numpy(zero_copy_only=False)
    local = np.where(blank, NO_TIME, from_serial(numbers))
    timed = (local != NO_TIME) & (numbers != np.floor(numbers))
    return _Said(blank, Instants(local, timed, np.full(len(blank), NO_TIME)))


def _texts(array: pa.Array, forms: tuple[str, ...], pad: int = 0) -> _Said:
    column = distinct(array)
    texts = column.texts
    if pad and pa.types.is_integer(array.type):
        texts = pc.utf8_lpad(texts, pad, "0")
    found = read_texts(texts, forms)
    empty = ~found.read
    for place in np.flatnonzero(empty):
        empty[place] = says_nothing(column.texts[place].as_py(), or_unknown=False)
    return _Said(
        column.spread(empty, True),
        Instants(
            column.spread(found.local, NO_TIME),
            column.spread(found.timed, False),
            column.spread(found.zone, NO_TIME),
        ),
    )


def _clock_part(raw: RawTable, how: ColumnMap) -> _Said:
    array = raw.columns[how.time_column]
    if pa.types.is_timestamp(array.type):
        return _typed_instants(array, _holds_times(raw, how.time_column))
    forms = split_formats(how.time_format) or _CLOCK
    if how.time_column in raw.mixed:
        forms = (*forms, *_CLOCK, _ISO[0])
    return _texts(array, tuple(dict.fromkeys(forms)), pad=4 if forms == ("%H%M",) else 0)


def _with_clock(dates: _Said, raw: RawTable, how: ColumnMap) -> tuple[_Said, dict[str, np.ndarray]]:
    """A date column and a time column as one; where they do not agree, faults."""
    clock = _clock_part(raw, how)
    both = dates.instants.read & clock.instants.read
    of_day = np.where(both, clock.instants.local % DAY, 0)
    of_date = np.where(both, dates.instants.local % DAY, 0)
    at_odds = both & (of_date != 0) & (of_date != of_day)
    local = np.where(dates.instants.read, dates.instants.local, NO_TIME)
    local = np.where(both, local - of_date + of_day, local)
    midnight = dates.instants.read & (dates.instants.local % DAY == 0)
    timed = both | (dates.instants.timed & ~midnight)
    unread = clock.unreadable | at_odds
    joined = Instants(np.where(unread, NO_TIME, local), timed, dates.instants.zone)
    alone = dates.blank & ~clock.blank
    return _Said(dates.blank, joined, dates.utc, dates.notes), {
        ALONE: alone,
        UNREADABLE_TIME: dates.unreadable | (dates.instants.read & unread),
    }


def _placed(said: _Said, faults: dict[str, np.ndarray], *, utc: bool) -> Times:
    """Instants, local times, dates and flags of what was said."""
    local, timed, zone = said.instants.local, said.instants.timed, said.instants.zone
    known = local != NO_TIME
    written = known & timed & (zone != NO_TIME)
    instant = written | (known & timed & utc)
    ahead = np.where(written, zone, 0) * 60_000_000
    year = np.where(known, local, 0).astype("M8[us]").astype("M8[Y]").astype(np.int64) + 1970
    possible = known & (year >= FIRST_BIRTH) & (year <= LAST_YEAR)
    utc_given = np.where(instant & possible, local - ahead, 0)
    local = np.where(instant & possible, to_local(utc_given), local)
    at, flag = to_utc(np.where(possible, local, 0))
    at = np.where(instant, utc_given, at)
    flag[instant] = FLAG_AT[TimeFlag.OK]
    flag[known & ~timed] = FLAG_AT[TimeFlag.DATE_ONLY]
    flag[said.blank] = FLAG_AT[TimeFlag.BLANK]
    on = np.where(known, local // DAY, NO_TIME)
    at = np.where(known & timed & (flag == FLAG_AT[TimeFlag.OK]), at, NO_TIME)
    times = Times(np.where(timed & known, local, NO_TIME), at, on, flag, faults, said.notes)
    for rows in faults.values():
        clear(times, rows)
    return times


def clear(times: Times, rows: np.ndarray) -> None:
    """Set the cells of `rows` aside: no value, and the flag that says so."""
    for values in (times.local, times.at, times.on):
        values[rows] = NO_TIME
    times.flag[rows] = FLAG_AT[TimeFlag.SET_ASIDE]


def bound_years(times: Times, first: int, *, short: bool = False) -> None:
    """Set aside (HW-R007) the times whose year lies outside `first` to LAST_YEAR.

    Where years are written with two digits (`short`), the first day of 1900 and the
    last of 9999 look like days of this century's turn, and are set aside as well.
    """
    known = times.on != NO_TIME
    days = np.where(known, times.on, 0).astype("M8[D]")
    year = days.astype("M8[Y]").astype(np.int64) + 1970
    wrong = known & ((year < first) | (year > LAST_YEAR))
    if short:
        wrong |= known & np.isin(days, _TURN)
    times.faults[IMPOSSIBLE] = wrong
    clear(times, wrong)


def after(first: Times, second: Times) -> np.ndarray:
    """Rows where `first` is later than `second`, as far as both are known.

    Instants are compared where both are known, else local dates.
    """
    instants = (first.at != NO_TIME) & (second.at != NO_TIME)
    days = ~instants & (first.on != NO_TIME) & (second.on != NO_TIME)
    return (instants & (first.at > second.at)) | (days & (first.on > second.on))
