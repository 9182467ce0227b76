"""Who is at risk at each event time: sorted once, then every sum is one pass.

Each row spans a run of event times of its stratum ("bins"). Two whole numbers a row say
which, so that no sum over risk sets sorts or compares times again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from homeward.estimators.counting import CountingRows, Flags, Floats, Ints
from homeward.estimators.refusals import CannotEstimate, Refused

#: Times nearer than this share of the largest are one time: a difference of two recorded
#: times misses by rounding, and a tie broken by rounding changes the estimate.
SAME_TIME = 1e-11

#: Rows worked on at once where a table as wide as the covariates is needed.
ROWS_AT_ONCE = 1 << 13


@dataclass(frozen=True, slots=True)
class RiskSets:
    """Event times by stratum, and the rows at risk of them.

    Attributes
    ----------
    kept
        Rows that are at risk at some event time, as places in the rows given; None if
        all are. The others add nothing to any sum over event times.
    first, last
        Row i is at risk in bins first[i] to last[i] - 1. Shape (n,) of kept rows.
    time
        Of each bin, shape (K,), rising within stratum, strata together.
    stratum
        Of each bin, shape (K,), counted from 0 among strata that have events.
    label
        The code of each bin's stratum in the rows given, shape (K,).
    events
        Places (in kept rows) of rows that end in an event, by bin.
    event_bin
        Their bins, shape of `events`.
    weight
        Weights of kept rows, shape (n,).
    """

    kept: Ints | None
    first: Ints
    last: Ints
    time: Floats
    stratum: Ints
    label: Ints
    events: Ints
    event_bin: Ints
    weight: Floats
    # Bins with an empty one before each stratum's first: a row joins the sum at its last
    # bin and leaves it at the bin before its first. Slots by row: joins, leaves, joins, ...
    _moves: NDArray[np.int32] = field(repr=False)

    @property
    def bins(self) -> int:
        """How many event times there are, strata counted apart."""
        return len(self.time)

    @property
    def rows(self) -> int:
        """How many rows are at risk at some event time."""
        return len(self.first)

    def at_risk(self, r: Floats, x: Floats | None = None) -> Floats:
        """Sum of r (or of r x) over the risk set of each bin, shape (K,) or (K, p).

        Sums run from the last event time of a stratum to its first, adding rows as their
        exit is met and taking them off at their entry, so that the small risk sets at
        the end of following are sums of what is in them. Running sums are kept in the
        longest floats there are.
        """
        slots = self.bins + int(self.stratum[-1]) + 1
        if x is None:
            joins, leaves = self._moves[0::2], self._moves[1::2]
            joined = cast(Floats, np.bincount(joins, r, slots))
            return self._backwards(joined - np.bincount(leaves, r, slots))
        data = np.repeat(r, 2)
        data[1::2] *= -1
        each = np.arange(0, 2 * self.rows + 1, 2, dtype=np.int32)
        steps = csc_array((data, self._moves, each), shape=(slots, self.rows), copy=False) @ x
        return np.column_stack([self._backwards(column) for column in steps.T])

    def _backwards(self, steps: Floats) -> Floats:
        """Sum of `steps` from each bin to the last of its stratum."""
        wide = np.zeros(len(steps) + 1, np.longdouble)
        np.cumsum(steps[::-1], dtype=np.longdouble, out=wide[1:])
        found = wide[::-1]
        if not self.stratum[-1]:
            return found[1:-1].astype(np.float64)
        ends = np.searchsorted(self.stratum, self.stratum, side="right") + self.stratum + 1
        return (found[np.arange(self.bins) + self.stratum + 1] - found[ends]).astype(np.float64)

    def at_events(self, values: Floats) -> Floats:
        """Sum of row values over the events of each bin, shape (K,)."""
        return cast(Floats, np.bincount(self.event_bin, values[self.events], self.bins))

    def over_time(self, steps: Floats) -> Floats:
        """What each row gathers over the bins it spans, of steps of shape (K,)."""
        total = np.concatenate(([0.0], np.cumsum(steps)))
        return cast(Floats, total[self.last] - total[self.first])


def _distinct(times: Floats) -> Floats:
    """Rising times, those that differ by rounding alone given once (the earliest)."""
    found = np.unique(times)
    if len(found) < 2:
        return found
    near = SAME_TIME * max(abs(found[0]), abs(found[-1]))
    return found[np.concatenate(([True], np.diff(found) > near))]


def snapped(times: Floats, to: Floats) -> Floats:
    """Times, those that differ from one in `to` by rounding alone brought onto it."""
    distinct = _distinct(to)
    near = SAME_TIME * max(abs(distinct[0]), abs(distinct[-1]))
    below = np.maximum(np.searchsorted(distinct, times + near, side="right") - 1, 0)
    return np.where(np.abs(times - distinct[below]) <= near, distinct[below], times)


def _ranks(times: Floats, distinct: Floats) -> Ints:
    """How many distinct event times are at or before each time: one sort, no search a row."""
    near = SAME_TIME * max(abs(distinct[0]), abs(distinct[-1]))
    order = np.argsort(times)
    reached = np.searchsorted(times[order], distinct - near, side="left")
    found = np.empty(len(times), np.int64)
    found[order] = np.cumsum(np.bincount(reached, minlength=len(times) + 1)[:-1])
    return found


def risk_sets(rows: CountingRows) -> RiskSets:
    """Sort once: the event times of every stratum, and which of them each row spans.

    Raises
    ------
    CannotEstimate
        NO_EVENTS where no row with a positive weight ends in an event.
    """
    happened = rows.event if rows.weights is None else rows.event & (rows.weights > 0)
    if not happened.any():
        raise CannotEstimate(Refused.NO_EVENTS)
    distinct = _distinct(rows.exit[happened])
    last = _ranks(rows.exit, distinct)
    first = np.zeros(len(rows), np.int64) if rows.entry is None else _ranks(rows.entry, distinct)
    if rows.strata is None:
        place = np.arange(len(distinct), dtype=np.int64)
        stratum = np.zeros(len(distinct), np.int64)
    else:
        width = len(distinct) + 1
        last, first = rows.strata * width + last, rows.strata * width + first
        keys = np.unique(last[happened])
        last = np.searchsorted(keys, last, side="right")
        first = np.searchsorted(keys, first, side="right")
        stratum, place = keys // width, keys % width - 1
    return _kept_rows(rows, happened, first, last, distinct[place], stratum)


def _kept_rows(
    rows: CountingRows, happened: Flags, first: Ints, last: Ints, time: Floats, stratum: Ints
) -> RiskSets:
    """Rows that span a bin, and the bins' strata."""
    spans = last > first
    if rows.weights is not None:
        spans &= rows.weights > 0
    kept = None if spans.all() else np.flatnonzero(spans)
    if kept is not None:
        first, last, happened = first[kept], last[kept], happened[kept]
    weight = np.ones(len(first)) if rows.weights is None else rows.weights
    if kept is not None and rows.weights is not None:
        weight = rows.weights[kept]
    events = np.flatnonzero(happened)
    events = events[np.argsort(last[events], kind="stable")]
    moves = np.empty(2 * len(first), np.int32)
    # Strata without events are not there: those that are count from 0.
    of_bin = np.concatenate(([0], np.cumsum(stratum[1:] != stratum[:-1])))
    moves[0::2], moves[1::2] = last, first
    if of_bin[-1]:
        moves += np.repeat(of_bin[last - 1], 2).astype(np.int32)
    return RiskSets(
        kept, first, last, time, of_bin, stratum, events, last[events] - 1, weight, moves
    )
