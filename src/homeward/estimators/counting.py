"""Counting-process rows: each a stretch of time at risk, ending in an event or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import ArrayLike, NDArray

from homeward.estimators.refusals import CannotEstimate, Refused

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class CountingRows:
    """Checked rows. A row is at risk at a time t when entry < t <= exit.

    Attributes
    ----------
    entry, exit
        Shape (n,), in one unit since one instant; `entry` is None where every row is
        at risk from the beginning.
    event
        True where the row ends in an event, shape (n,).
    weights
        Case weights, zero or more, fractions allowed; None where all are one.
    strata, cluster
        Codes from 0, shape (n,); None where there is one stratum, or no cluster.
    """

    entry: Floats | None
    exit: Floats
    event: Flags
    weights: Floats | None = None
    strata: Ints | None = None
    cluster: Ints | None = None

    def __len__(self) -> int:
        return len(self.exit)


def _refuse_times(name: str, values: NDArray[np.object_]) -> None:
    """Say what is wrong with times that are no numbers."""
    zones = {v.utcoffset() for v in values.ravel() if isinstance(v, datetime)}
    if len(zones) > 1:
        raise CannotEstimate(Refused.MIXED_ZONES, (name,))
    if any(isinstance(v, date) for v in values.ravel()):
        raise CannotEstimate(Refused.NOT_NUMBERS, (name,))


def numbers(name: str, values: ArrayLike) -> Floats:
    """Values as floats, shape (n,).

    Raises
    ------
    CannotEstimate
        Where they are no numbers (dates, text), or one is missing or infinite.
    """
    read = np.asarray(values)
    if read.dtype == object:
        _refuse_times(name, read)
    if read.dtype.kind not in "biufO" or read.ndim != 1:
        raise CannotEstimate(Refused.NOT_NUMBERS, (name,))
    try:
        found = read.astype(np.float64, copy=False)
    except (TypeError, ValueError):
        raise CannotEstimate(Refused.NOT_NUMBERS, (name,)) from None
    bad = len(found) - int(np.count_nonzero(np.isfinite(found)))
    if bad:
        raise CannotEstimate(Refused.NOT_FINITE, (name,), bad)
    return found


def yes_no(name: str, values: ArrayLike) -> Flags:
    """Values as flags, shape (n,).

    Raises
    ------
    CannotEstimate
        Where one is neither true (1) nor false (0).
    """
    read = np.asarray(values)
    if read.dtype == bool:
        return read
    found = numbers(name, values)
    other = int(np.count_nonzero((found != 0) & (found != 1)))
    if other:
        raise CannotEstimate(Refused.NOT_YES_OR_NO, (name,), other)
    return found == 1


def codes(name: str, values: ArrayLike | Sequence[ArrayLike] | None, n: int) -> Ints | None:
    """Labels as codes from 0, shape (n,); labels may be numbers or text.

    Raises
    ------
    CannotEstimate
        Where the length is not `n`, or a label is missing.
    """
    if values is None:
        return None
    read = np.asarray(values)
    if read.shape != (n,):
        raise CannotEstimate(Refused.UNEQUAL_LENGTHS, (name,))
    if read.dtype.kind == "f" and not np.isfinite(read).all():
        raise CannotEstimate(Refused.NOT_FINITE, (name,), int((~np.isfinite(read)).sum()))
    if read.dtype.kind == "O" and any(v is None or v != v for v in read):
        raise CannotEstimate(Refused.NOT_FINITE, (name,))
    if read.dtype.kind in "iub" and n and (read[1:] >= read[:-1]).all():
        return np.concatenate(([0], np.cumsum(read[1:] != read[:-1]))).astype(np.int64)
    return np.unique(read, return_inverse=True)[1].astype(np.int64, copy=False)


def _checked_weights(weights: ArrayLike | None) -> Floats | None:
    if weights is None:
        return None
    found = numbers("weights", weights)
    negative = int(np.count_nonzero(found < 0))
    if negative:
        raise CannotEstimate(Refused.NEGATIVE_WEIGHTS, (), negative)
    return found


def counting_rows(
    entry: ArrayLike | None,
    exit: ArrayLike,
    event: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    strata: ArrayLike | None = None,
    cluster: ArrayLike | None = None,
) -> CountingRows:
    """Rows that have been looked at: what every estimator of recurrent events reads.

    Parameters
    ----------
    entry
        When each row comes to be at risk, shape (n,); None for "from the beginning".
    exit
        When it stops being at risk, in the same unit since the same instant, shape (n,).
    event
        Whether it ends in the event, shape (n,).
    weights
        Case weights, shape (n,).
    strata, cluster
        Labels, shape (n,): rows are compared within a stratum; rows of a cluster (one
        unit, most often) may resemble each other.

    Raises
    ------
    CannotEstimate
        NO_ROWS, UNEQUAL_LENGTHS, NOT_NUMBERS, MIXED_ZONES, NOT_FINITE, NOT_YES_OR_NO,
        EXIT_BEFORE_ENTRY or NEGATIVE_WEIGHTS, naming the argument.
    """
    ends = numbers("exit", exit)
    n = len(ends)
    if not n:
        raise CannotEstimate(Refused.NO_ROWS)
    begins = None if entry is None else numbers("entry", entry)
    happened, heavy = yes_no("event", event), _checked_weights(weights)
    for name, given in (("entry", begins), ("event", happened), ("weights", heavy)):
        if given is not None and given.shape != (n,):
            raise CannotEstimate(Refused.UNEQUAL_LENGTHS, (name,))
    if begins is not None:
        wrong = int(np.count_nonzero(ends <= begins))
        if wrong:
            raise CannotEstimate(Refused.EXIT_BEFORE_ENTRY, (), wrong)
    return CountingRows(
        begins, ends, happened, heavy, codes("strata", strata, n), codes("cluster", cluster, n)
    )


def _previous_events(unit: Ints, exit: Floats, event: Flags) -> Ints:
    """Events of the unit before each row, rows in order of time within the unit."""
    order = np.lexsort((exit, unit))
    before: Ints = np.cumsum(event[order]) - event[order]
    sorted_units = unit[order]
    first = np.concatenate(([True], sorted_units[1:] != sorted_units[:-1]))
    start = np.maximum.accumulate(np.where(first, before, 0))
    found = np.empty(len(unit), np.int64)
    found[order] = before - start
    return found


def event_order(
    unit: ArrayLike,
    entry: ArrayLike,
    exit: ArrayLike,
    event: ArrayLike,
    *,
    pool_from: int | None = None,
) -> Ints:
    """Which event of its unit each row is at risk of: 1 for the first, 2 for the second.

    As strata of `fit_cox` this gives the Prentice-Williams-Peterson (PWP) model: a unit
    is at risk of its k-th event only after its (k-1)-th. With the times as they are that
    is PWP total time; with `gap_times`, PWP gap time.

    Parameters
    ----------
    unit, entry, exit, event
        Rows, shape (n,); rows of one unit may not overlap.
    pool_from
        Orders from this one on are one stratum: later strata are thin.

    Raises
    ------
    CannotEstimate
        As `counting_rows`; WRONG_ORDER where rows of one unit overlap.

    Source
    ------
    Prentice, Williams & Peterson (1981), Biometrika 68.
    """
    rows = counting_rows(entry, exit, event, cluster=unit)
    assert rows.cluster is not None and rows.entry is not None
    order = np.lexsort((rows.exit, rows.cluster))
    same = rows.cluster[order][1:] == rows.cluster[order][:-1]
    overlaps = same & (rows.entry[order][1:] < rows.exit[order][:-1])
    if overlaps.any():
        raise CannotEstimate(Refused.WRONG_ORDER, (), int(overlaps.sum()))
    found = _previous_events(rows.cluster, rows.exit, rows.event) + 1
    return found if pool_from is None else np.minimum(found, pool_from)


def gap_times(
    unit: ArrayLike, entry: ArrayLike, exit: ArrayLike, event: ArrayLike
) -> tuple[Floats, Floats]:
    """Entry and exit on a clock that starts again after each event of the unit.

    Rows between two events (a covariate changed, a stretch out of risk) keep their place:
    the clock runs from the last event, or from the unit's first entry.

    Parameters
    ----------
    unit, entry, exit, event
        Rows, shape (n,); rows of one unit may not overlap.

    Returns
    -------
    tuple of arrays
        Entry and exit since the last event, shape (n,) each, in the unit given.

    Raises
    ------
    CannotEstimate
        As `event_order`.
    """
    kth = event_order(unit, entry, exit, event)
    begins, ends = numbers("entry", entry), numbers("exit", exit)
    who = codes("unit", unit, len(ends))
    assert who is not None
    order = np.lexsort((begins, who))
    new = np.ones(len(order), bool)
    new[1:] = (who[order][1:] != who[order][:-1]) | (kth[order][1:] != kth[order][:-1])
    spell = np.cumsum(new) - 1
    heads = order[new]
    # A spell after an event starts at that event, even if its first row comes later.
    zero = begins[heads].copy()
    after = np.flatnonzero(new)
    follows = (kth[heads] > 1) & (after > 0)
    zero[follows] = ends[order[after[follows] - 1]]
    origin = np.empty(len(order))
    origin[order] = zero[spell]
    return begins - origin, ends - origin
