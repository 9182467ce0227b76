"""Intervals through the gate: made again, or widths made coarse, or dropped.

An exact interval beside rounded counts gives the counts away, and so does one whose
width was merely rounded: some count always lies just across a step. So wherever counts
make a value, its interval is made again from the rounded counts and one more number,
how many times the variance is that of independent units, to the nearest half.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, exp, floor, inf, log, sqrt

from homeward.estimators.proportions import Interval, wilson, z_score
from homeward.findings.estimate import Estimate
from homeward.release.rounding import coarse_half, tidy
from homeward.vocabulary.units import Kind

#: Steps of the design effect an analysis filed, and of one read off a width.
FILED_STEP, READ_STEP = 0.1, 0.5

#: Halvings of the range of design effects: more than enough to tell halves apart.
HALVINGS = 40

#: Half-widths on the log scale end here: beyond it a bound says nothing at all.
WIDEST = 50.0

#: What stands before the name of an interval that was made again as Wilson's.
AS_WIDE_AS = "Wilson, as wide as "


def filed_effect(design_effect: float) -> float:
    """A design effect as an analysis filed it, to a tenth and at least 1."""
    return max(1.0, tidy(round(design_effect / FILED_STEP) * FILED_STEP))


def share_effect(e: Estimate, count: int | None, of: int | None) -> float:
    """The design effect that makes the interval of a share again.

    The one filed, if Wilson's interval was made with it; else the one that makes an
    interval as wide as the one filed, to the nearest half.

    Parameters
    ----------
    e
        The unreleased estimate.
    count, of
        Its own exact counts; for a curve, the units its value implies.
    """
    if e.interval.startswith("Wilson"):
        return filed_effect(e.design_effect or 1.0)
    if e.low is None or e.high is None or count is None or not of:
        return 1.0
    return max(1.0, _halves(_effect_of_width(e.high - e.low, count, of)))


def _effect_of_width(width: float, count: int, of: int) -> float:
    """The design effect, from 1 to `of`, that makes Wilson's interval this wide.

    Halved until it is found rather than read off a formula: the width grows as the
    square root of the effect in the middle of the scale but in proportion to it at none
    and at all.
    """
    low, high = 1.0, float(of)
    for _ in range(HALVINGS):
        effect = (low + high) / 2
        made = wilson(count, of, design_effect=effect)
        low, high = (effect, high) if made.high - made.low < width else (low, effect)
    return low


def share_interval(value: float, of: int, effect: float) -> Interval:
    """Wilson's interval of a released share of a rounded denominator."""
    low, high = wilson(round(value * of), of, design_effect=effect)
    return Interval(min(low, value), max(high, value))


def ratio_interval(e: Estimate, value: float, count: int, of: int | None) -> Interval | None:
    """Interval of a count, mean or ratio made of rounded counts, on the log scale.

    Parameters
    ----------
    e
        The unreleased estimate: its width over the Poisson width is the design effect.
    value
        The released value.
    count, of
        Rounded counts. `of` matters to a ratio of rates only.

    Returns
    -------
    Interval or None
        None where there was none, or where a count of zero leaves no log scale.
    """
    if e.low is None or e.high is None or not e.count or not e.value or not count:
        return None
    half = _apart(e.low, e.high) / 2 if e.low > 0 else (e.high - e.low) / (2 * e.value)
    half = min(WIDEST, half)
    effect = max(READ_STEP, _halves((half / _independent(e, e.count, e.of)) ** 2))
    half = min(WIDEST, _independent(e, count, of) * sqrt(effect))
    low, high = value * exp(-half), value * exp(half)
    if e.kind is Kind.COUNT:
        return Interval(floor(low), ceil(high))
    return Interval(min(tidy(low), value), max(tidy(high), value))


def _independent(e: Estimate, count: int, of: int | None) -> float:
    """Half-width on the log scale if every unit were independent of every other."""
    rest = 0.0
    if e.kind is Kind.RATE_RATIO and of and of > count:
        rest = -1 / of if e.reference == "whole" else 1 / (of - count)
    return z_score() * sqrt(1 / count + rest)


def _halves(effect: float) -> float:
    return round(effect / READ_STEP) * READ_STEP


def plain_interval(e: Estimate, value: float, half: Callable[[float], float]) -> Interval | None:
    """The interval moved to the released value, each half-width made coarse by `half`.

    Bounds stay within [0, 1], or above 0, if they were.
    """
    if e.low is None or e.high is None or e.value is None:
        return None
    below, above = half(max(0.0, e.value - e.low)), half(max(0.0, e.high - e.value))
    lowest = 0.0 if e.low >= 0 else -inf
    highest = 1.0 if e.high <= 1 and e.kind in _UP_TO_ONE else inf
    low, high = max(lowest, value - below), min(highest, value + above)
    return Interval(min(tidy(low), value), max(tidy(high), value))


_UP_TO_ONE = frozenset({Kind.SHARE, Kind.CURVE, Kind.BOUND, Kind.INDEX})


def log_interval(e: Estimate, value: float, part: float) -> Interval | None:
    """The interval of a modelled ratio, its half-widths on the log scale made coarse.

    None where the interval reaches 0, which has no place on that scale.
    """
    if e.low is None or e.high is None or e.value is None or e.low <= 0 or value <= 0:
        return None
    low = value * exp(-coarse_half(_apart(e.low, e.value), part))
    high = value * exp(coarse_half(_apart(e.value, e.high), part))
    return Interval(min(tidy(low), value), max(tidy(high), value))


def log_half(e: Estimate) -> float:
    """The larger half-width of a ratio on the log scale; 0 where there is none."""
    if e.low is None or e.high is None or not e.value or e.low <= 0:
        return 0.0
    return max(_apart(e.low, e.value), _apart(e.value, e.high))


def _apart(low: float, high: float) -> float:
    """How far apart two positive numbers are on the log scale, up to `WIDEST`."""
    return min(WIDEST, max(0.0, log(high) - log(low)))
