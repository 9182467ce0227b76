"""Curves of events that recur or compete: mean cumulative function, Aalen-Johansen.

Their errors are robust: a curve is a function of the weights of units, and its variance
is the sum of squares of what each unit (cluster) moves it by, the "infinitesimal
jackknife". What a unit moves a curve by is, between its own entries, exits and events, a
fixed mixture of a few curves that all units share. So one pass over the changes gives the
sum of squares at every time, and nothing of the size units times times is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log
from typing import cast

import numpy as np
from numpy.typing import ArrayLike

from homeward.estimators.counting import Floats, Ints, counting_rows, numbers
from homeward.estimators.proportions import Interval, z_score
from homeward.estimators.refusals import CannotEstimate, Refused
from homeward.estimators.risk_sets import RiskSets, risk_sets

#: How intervals may be made: normal on this scale of the value.
SCALES = ("plain", "log", "log-log")


@dataclass(frozen=True, slots=True)
class StepCurve:
    """A curve that changes at event times, with its robust standard error.

    Attributes
    ----------
    time
        Rising, shape (k,).
    value, error
        Just after `time`, shape (k,).
    start
        The value before the first time.
    """

    time: Floats
    value: Floats
    error: Floats
    start: float = 0.0

    def at(self, time: float) -> tuple[float, float]:
        """Value and standard error just after `time`; the start and 0 before the first."""
        last = int(np.searchsorted(self.time, time, side="right")) - 1
        if last < 0:
            return self.start, 0.0
        return float(self.value[last]), float(self.error[last])

    def interval(self, time: float, *, scale: str = "log", level: float = 0.95) -> Interval | None:
        """Interval at one time, normal on a named scale.

        Parameters
        ----------
        time
            In the unit of the curve.
        scale
            "plain"; "log", for means and shares; "log-log", for shares alone: it stays
            within 0 and 1.
        level
            Coverage wanted.

        Returns
        -------
        Interval or None
            None where nothing has varied yet, or nothing is left that could: a value
            with no error, or one that the scale has no place for.

        Raises
        ------
        CannotEstimate
            UNKNOWN_CHOICE for another scale.
        """
        if scale not in SCALES:
            raise CannotEstimate(Refused.UNKNOWN_CHOICE, SCALES)
        value, error = self.at(time)
        half = z_score(level) * error
        if not error or (scale != "plain" and value <= 0) or (scale == "log-log" and value >= 1):
            return None
        if scale == "plain":
            return Interval(value - half, value + half)
        if scale == "log":
            return Interval(value * exp(-half / value), value * exp(half / value))
        wide = abs(half / (value * log(value)))
        return Interval(value ** exp(wide), value ** exp(-wide))


def _squares(cluster: Ints, bin: Ints, changes: Floats, basis: Floats) -> Floats:
    """Sum over clusters of (its mixture of the basis curves) squared, at each bin.

    Parameters
    ----------
    cluster, bin
        Who changes, and from which bin on, shape (m,).
    changes
        What is added to its mixture, shape (m, b).
    basis
        The curves that are mixed, shape (K, b).
    """
    size = len(basis)
    order = np.lexsort((bin, cluster))
    order = order[bin[order] < size]
    who, changes = cluster[order], changes[order]
    after = np.cumsum(changes, axis=0)
    first = np.concatenate(([True], who[1:] != who[:-1]))
    start = np.maximum.accumulate(np.where(first, np.arange(len(who)), 0))
    after = after - (after[start] - changes[start])
    before = after - changes
    total, where = np.zeros(size), bin[order]
    for i in range(basis.shape[1]):
        for j in range(i, basis.shape[1]):
            grown = after[:, i] * after[:, j] - before[:, i] * before[:, j]
            sums = np.cumsum(np.bincount(where, grown, size), dtype=np.longdouble)
            total += (1 + (i != j)) * (sums * basis[:, i] * basis[:, j]).astype(np.float64)
    return cast(Floats, np.maximum(total, 0))


def _led(steps: Floats) -> Floats:
    """Running sums with a zero before the first, shape (K + 1,)."""
    return np.concatenate(([0.0], np.cumsum(steps)))


@dataclass(frozen=True, slots=True)
class _AtRisk:
    """Rows at risk, their clusters, and Y by event time."""

    sets: RiskSets
    cluster: Ints
    y: Floats

    def stacked(self, *parts: tuple[Ints, Ints, Floats]) -> tuple[Ints, Ints, Floats]:
        """Changes of clusters: (rows, bins, changes) one after another."""
        rows, bins, changes = zip(*parts, strict=True)
        which = np.concatenate([self.cluster[r] for r in rows])
        return which, np.concatenate(bins), np.concatenate(changes)


def _at_risk(sets: RiskSets, cluster: Ints | None) -> _AtRisk:
    mine = np.arange(sets.rows)
    if cluster is not None:
        mine = cluster if sets.kept is None else cluster[sets.kept]
        if mine.min() == mine.max():
            raise CannotEstimate(Refused.ONE_CLUSTER)
    return _AtRisk(sets, mine, sets.at_risk(sets.weight))


def mean_cumulative(
    entry: ArrayLike | None,
    exit: ArrayLike,
    event: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    cluster: ArrayLike | None = None,
) -> StepCurve:
    """Mean cumulative function: expected events of a unit by each time.

    Parameters
    ----------
    entry, exit, event
        Rows of time at risk, shape (n,): see `counting_rows`.
    weights
        Case weights, shape (n,): inverse probabilities of being seen, for instance.
    cluster
        The unit of each row, shape (n,). Without it every row is a unit of its own,
        which is wrong wherever one unit has more rows than one.

    Returns
    -------
    StepCurve
        Intervals on the "log" scale are usual.

    Raises
    ------
    CannotEstimate
        As `counting_rows`; NO_EVENTS; ONE_CLUSTER.

    Source
    ------
    Nelson (1988), J. Quality Technology 20; robust variance: Lawless & Nadeau (1995),
    Technometrics 37.
    """
    rows = counting_rows(entry, exit, event, weights=weights, cluster=cluster)
    sets = risk_sets(rows)
    risk, w = _at_risk(sets, rows.cluster), sets.weight
    h = sets.at_events(w) / risk.y
    shared = _led(h / risk.y)
    everyone, none = np.arange(sets.rows), np.zeros(len(sets.events))
    hit = w[sets.events] / risk.y[sets.event_bin]
    changes = risk.stacked(
        (everyone, sets.first, np.column_stack((w * shared[sets.first], w))),
        (everyone, sets.last, -np.column_stack((w * shared[sets.last], w))),
        (sets.events, sets.event_bin, np.column_stack((hit, none))),
    )
    basis = np.column_stack((np.ones(sets.bins), -shared[1:]))
    return StepCurve(sets.time, np.cumsum(h), np.sqrt(_squares(*changes, basis)))


@dataclass(frozen=True, slots=True)
class Incidence:
    """Shares that ended in each way by each time, and the share that had not ended.

    Attributes
    ----------
    by_cause
        Cumulative incidence of each cause, by its code.
    none
        The share not ended.
    """

    by_cause: dict[int, StepCurve]
    none: StepCurve


def aalen_johansen(
    exit: ArrayLike,
    cause: ArrayLike,
    *,
    entry: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    cluster: ArrayLike | None = None,
) -> Incidence:
    """Cumulative incidence where ways of ending compete (Aalen-Johansen).

    One less Kaplan-Meier of a single cause, the others censored, overstates it: it is the
    share there would be if nothing else could end.

    Parameters
    ----------
    exit
        Time to the end, or to the last moment followed, shape (n,).
    cause
        Whole numbers, shape (n,): 0 where no end was seen, else which.
    entry
        When each came to be followed (left truncation), shape (n,).
    weights, cluster
        Case weights, and the unit of each row, shape (n,).

    Returns
    -------
    Incidence
        Intervals on the "log-log" scale stay within 0 and 1.

    Raises
    ------
    CannotEstimate
        As `counting_rows`; NO_EVENTS; ONE_CLUSTER; NOT_NUMBERS where a cause is no whole
        number of zero or more.

    Source
    ------
    Aalen & Johansen (1978), Scandinavian J. Statistics 5; variance by the infinitesimal
    jackknife, as R's survival has it (Therneau & Grambsch, Modeling Survival Data).
    """
    why = numbers("cause", cause)
    if (why < 0).any() or (why != np.floor(why)).any():
        raise CannotEstimate(Refused.NOT_NUMBERS, ("cause",))
    rows = counting_rows(entry, exit, why > 0, weights=weights, cluster=cluster)
    sets = risk_sets(rows)
    risk = _at_risk(sets, rows.cluster)
    mine = (why if sets.kept is None else why[sets.kept])[sets.events].astype(int)
    curves = {int(j): _incidence(risk, mine == j) for j in np.unique(mine)}
    return Incidence(curves, _not_ended(risk))


def _lasting(risk: _AtRisk) -> tuple[Floats, Floats, Floats]:
    """Share not ended after each event time (1 first), Y less d, and what log S is moved by."""
    d, y = risk.sets.at_events(risk.sets.weight), risk.y
    # All of the last risk set ended: nothing is left, and nothing moves it.
    left = np.where(y - d > 1e-12 * y, y - d, np.inf)
    after = np.cumprod(np.where(np.isinf(left), 0, 1 - d / y))
    return np.concatenate(([1.0], after)), left, _led(d / y / left)


def _not_ended(risk: _AtRisk) -> StepCurve:
    """Kaplan-Meier's share not ended, and its robust error: S is moved by -S (l - m C)."""
    sets, w = risk.sets, risk.sets.weight
    share, left, c = _lasting(risk)
    everyone, none = np.arange(sets.rows), np.zeros(len(sets.events))
    hit = w[sets.events] / left[sets.event_bin]
    changes = risk.stacked(
        (everyone, sets.first, np.column_stack((w * c[sets.first], w))),
        (everyone, sets.last, -np.column_stack((w * c[sets.last], w))),
        (sets.events, sets.event_bin, np.column_stack((hit, none))),
    )
    basis = np.column_stack((share[1:], -share[1:] * c[1:]))
    return StepCurve(sets.time, share[1:], np.sqrt(_squares(*changes, basis)), 1.0)


def _incidence(risk: _AtRisk, mine: Floats) -> StepCurve:
    """Cumulative incidence of the events that are `mine`, and its error.

    With S(t-) the share not ended, a unit moves log S by -(l - m C) and the curve F by
    q - l F + m B, m its weight at risk; q and l change at its entry, exit and event.
    """
    sets, y, w = risk.sets, risk.y, risk.sets.weight
    bins, hit = sets.event_bin, w[sets.events]
    dj = np.bincount(bins, hit * mine, sets.bins)
    share, left, c = _lasting(risk)
    before = share[:-1]
    df = before * dj / y
    f, b = _led(df), _led(c[:-1] * df - df / y)

    def changed(bin: Ints, dl: Floats, dm: Floats) -> Floats:
        return np.column_stack((dl * f[bin] - dm * b[bin], dl, dm))

    everyone, none = np.arange(sets.rows), np.zeros(len(hit))
    now = before[bins] * hit * mine / y[bins]
    changes = risk.stacked(
        (everyone, sets.first, changed(sets.first, w * c[sets.first], w)),
        (everyone, sets.last, changed(sets.last, -w * c[sets.last], -w)),
        (sets.events, bins, np.column_stack((now, none, none))),
        (sets.events, bins + 1, changed(bins + 1, hit / left[bins], none)),
    )
    basis = np.column_stack((np.ones(sets.bins), -f[1:], b[1:]))
    return StepCurve(sets.time, f[1:], np.sqrt(_squares(*changes, basis)))
