"""UK local time and UTC, whole arrays at a time, with the two awkward hours flagged."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np

from homeward.vocabulary.times import UK_ZONE, TimeFlag

#: Microseconds in a second and in a day; "no time" in an array of instants.
SECOND, DAY = 1_000_000, 86_400_000_000
NO_TIME = np.iinfo(np.int64).min

#: Flags by their place, so that an array of flags is an array of small numbers.
FLAGS: tuple[TimeFlag, ...] = tuple(TimeFlag)
FLAG_AT = {flag: place for place, flag in enumerate(FLAGS)}

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(moment: datetime) -> int:
    """Microseconds since 1970 of an aware instant, exactly."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


@cache
def changes() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Every change of the UK clock from 1970 to 2101, from the time zone database.

    Returns
    -------
    tuple
        Instants of change (microseconds UTC), offset before and offset after
        (microseconds). The first is the start of 1970, at the offset then in force.
    """
    zone = ZoneInfo(UK_ZONE)
    found = [(0, _offset(_EPOCH, zone), _offset(_EPOCH, zone))]
    here, last = _EPOCH, datetime(2101, 1, 1, tzinfo=UTC)
    while here < last:
        ahead = here + timedelta(days=7)
        if _offset(here, zone) != _offset(ahead, zone):
            at = _bisect(here, ahead, zone)
            found.append((microseconds(at), _offset(here, zone), _offset(ahead, zone)))
        here = ahead
    instants, before, after = (np.array(part, np.int64) for part in zip(*found, strict=True))
    return instants, before, after


def _offset(instant: datetime, zone: ZoneInfo) -> int:
    away = instant.astimezone(zone).utcoffset() or timedelta()
    return away // timedelta(microseconds=1)


def _bisect(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The second at which the offset changes between two instants."""
    start = _offset(low, zone)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low).total_seconds() // 2)
        low, high = (middle, high) if _offset(middle, zone) == start else (low, middle)
    return high


def to_utc(local: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """UK local times as instants.

    Parameters
    ----------
    local
        Microseconds since 1970 on the local clock, in 1970 to 2100.

    Returns
    -------
    tuple
        Microseconds UTC, NO_TIME where the local time happened twice or never; and
        flags as places in `FLAGS`: OK, AMBIGUOUS or NONEXISTENT.
    """
    instants, before, after = changes()
    starts = instants + np.minimum(before, after)
    ends = instants + np.maximum(before, after)
    place = np.maximum(np.searchsorted(starts, local, side="right") - 1, 0)
    awkward = (local >= starts[place]) & (local < ends[place])
    back = after[place] < before[place]
    flags = np.full(len(local), FLAG_AT[TimeFlag.OK], np.int8)
    flags[awkward & back] = FLAG_AT[TimeFlag.AMBIGUOUS]
    flags[awkward & ~back] = FLAG_AT[TimeFlag.NONEXISTENT]
    return np.where(awkward, NO_TIME, local - after[place]), flags


def to_local(utc: np.ndarray) -> np.ndarray:
    """Instants (microseconds UTC, 1970 to 2100) as microseconds on the UK local clock."""
    instants, _, after = changes()
    place = np.maximum(np.searchsorted(instants, utc, side="right") - 1, 0)
    return utc + after[place]
