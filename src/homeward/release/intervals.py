"""Intervals through the gate: made again, or put outward onto a grid, or dropped.

An exact interval beside rounded counts gives the counts away, and so does one whose
width was merely rounded: some count always lies just across a step. So wherever counts
make a value, its interval is made again from the rounded counts and one more number,
how many times the variance is that of independent units, rounded up.

A released interval always holds the one it stands for. It is the widest that any counts
of the published bands would give, so that rounding may turn "differs" into "cannot tell"
and never the other way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import ceil, exp, floor, isclose, log, sqrt

from homeward.estimators.proportions import Interval, wilson, z_score
from homeward.findings.estimate import Estimate
from homeward.release.formulas import Formula
from homeward.release.grids import Grid
from homeward.release.rounding import band, tidy
from homeward.release.rules import Rules
from homeward.vocabulary.units import Kind

#: Steps of the design effect an analysis filed, and of one read off a width.
FILED_STEP, READ_STEP = 0.1, 0.5

#: Halvings of the range of design effects: more than enough to tell halves apart.
HALVINGS = 40

#: Doublings of a design effect that are tried before an interval is said to be anything.
DOUBLINGS = 20

#: Half-widths on the log scale end here: beyond it a bound says nothing at all.
WIDEST = 50.0

#: What stands before the name of an interval that was made again as Wilson's.
AS_WIDE_AS = "Wilson, as wide as "

#: What is added to a design effect read off a width: an interval that is not quite of
#: Wilson's form is then held at once, not by an effect that only some counts need.
MARGIN, CURVE_MARGIN = 0.4, 0.25

#: Design effects this near to a step are on it.
_NEAR = 1e-3

#: Two numbers this near, as a part of the larger, are one.
_SAME = 1e-9


def filed_effect(design_effect: float) -> float:
    """A design effect as an analysis filed it, rounded up to a tenth and at least 1."""
    return max(1.0, _up(design_effect, FILED_STEP))


def _up(x: float, step: float, slack: float = _SAME) -> float:
    return tidy(ceil(x / step - slack) * step)


def share_effect(
    e: Estimate, exact: Sequence[int], made: Callable[[float], Interval]
) -> float | None:
    """A design effect with which the interval made again holds the one that `e` filed.

    The one filed, to a tenth, if Wilson's interval was made with it. Else halves: from
    the one that makes an interval of the exact counts as wide as the one filed, up to
    the first that will do. None where none will: the interval reaches none or all.

    Parameters
    ----------
    e
        The unreleased estimate, with an interval.
    exact
        Its own count and denominator; for a curve, the units its value implies.
    made
        The released interval for a design effect.
    """
    if e.low is None or e.high is None:
        return None
    if e.interval.startswith("Wilson"):
        first = filed_effect(e.design_effect or 1.0)
    else:
        read = _effect_of_width(e.high - e.low, *exact)
        margin = MARGIN if e.kind is Kind.SHARE else CURVE_MARGIN
        as_wilson = e.kind is Kind.SHARE and read < 1 + _NEAR
        first = 1.0 if as_wilson else _up(read + margin, READ_STEP)
    given = Interval(e.low, e.high)
    return next((d for d in _effects(first) if holds(made(d), given)), None)


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


def _effects(first: float) -> Iterator[float]:
    """Design effects to try: ever coarser, so that one says little about the counts."""
    yield first
    effect = first
    for _ in range(2 * DOUBLINGS):
        effect = max(effect + READ_STEP, _up(effect * sqrt(2), READ_STEP))
        yield effect


def holds(outer: Interval, inner: Interval) -> bool:
    """Whether the first interval holds the second, but for the last figures of a fraction."""
    low = inner.low >= outer.low or isclose(inner.low, outer.low, rel_tol=_SAME)
    return low and (inner.high <= outer.high or isclose(inner.high, outer.high, rel_tol=_SAME))


def share_interval(count: int, of: int, effect: float, rules: Rules) -> Interval:
    """The ends of Wilson's intervals of every share that rounds to these two counts.

    None of all, and all of a group, are published only where they are true: then the
    count is known to be none or all, whatever the size of the group.
    """
    (fewest, most), (smallest, largest) = band(count, rules), band(of, rules)
    if count == of:
        return Interval(wilson(smallest, smallest, design_effect=effect).low, 1.0)
    low = wilson(min(fewest, largest), largest, design_effect=effect).low
    return Interval(low, wilson(min(most, smallest), smallest, design_effect=effect).high)


def stepped(interval: Interval, step: float, most: float = 1.0) -> Interval:
    """The interval with its ends put outward onto multiples of `step`; as it is for 0."""
    if not step:
        return interval
    low, high = floor(interval.low / step + _SAME) * step, ceil(interval.high / step - _SAME) * step
    return Interval(max(0.0, tidy(low)), min(most, tidy(high)))


def curve_interval(value: float, step: float, whole: int, effect: float, rules: Rules) -> Interval:
    """As a share's, of every value that goes to this one on a grid of `step`."""
    smallest, largest = band(whole, rules)
    lowest, highest = max(0.0, value - step / 2), min(1.0, value + step / 2)
    return Interval(
        wilson(lowest * largest, largest, design_effect=effect).low,
        wilson(highest * smallest, smallest, design_effect=effect).high,
    )


def ratio_interval(
    e: Estimate, formula: Formula, count: int, of: int | None, rules: Rules
) -> Interval | None:
    """Interval of a count, mean or ratio made of rounded counts, on the log scale.

    The interval of independent units for the counts of the bands that make it widest,
    widened by a design effect: halves, from the one that makes as wide an interval of
    the exact counts as was filed up to the first whose interval holds the filed one.

    Parameters
    ----------
    e
        The unreleased estimate: its width over the Poisson width is the design effect.
    formula
        Makes the value from counts.
    count, of
        Rounded counts. `of` is None where there is no denominator.

    Returns
    -------
    Interval or None
        None where there was none, where a count of zero leaves no log scale, and where
        the interval is so wide that it says nothing.
    """
    if e.low is None or e.high is None or not e.count or not e.value or not count:
        return None
    half = max(_apart(e.low, e.value) if e.low > 0 else 0.0, _apart(e.value, e.high))
    first = max(READ_STEP, _up((half / _independent(e, e.count, e.of)) ** 2, READ_STEP, _NEAR))
    given = Interval(max(0.0, e.low), e.high)
    tried = (_widest(e, formula, count, of, rules, effect) for effect in _effects(first))
    made = next((i for i in tried if i is None or holds(i, given)), None)
    if made is None or e.kind is not Kind.COUNT:
        return made
    return Interval(floor(made.low), ceil(made.high))


def _widest(
    e: Estimate, formula: Formula, count: int, of: int | None, rules: Rules, effect: float
) -> Interval | None:
    """From the lowest value any counts of the bands make, and to the highest.

    None beyond `WIDEST`, and where counts of the bands make no value.
    """
    (fewest, most), (smallest, largest) = band(count, rules), band(of, rules) if of else (0, 0)
    ends = (formula(fewest, largest, e.exposure), formula(most, smallest, e.exposure))
    spread = max(_independent(e, fewest, largest), _independent(e, most, smallest))
    half = sqrt(effect) * spread * (1 + _NEAR)
    if ends[0] is None or ends[1] is None or half > WIDEST:
        return None
    low = ends[0] * exp(-half) if e.low else 0.0
    return Interval(max(0.0, tidy(low)), tidy(ends[1] * exp(half)))


def _independent(e: Estimate, count: int, of: int | None) -> float:
    """Half-width on the log scale if every unit were independent of every other."""
    rest = 0.0
    if e.kind is Kind.RATE_RATIO and of and of > count:
        rest = -1 / of if e.reference == "whole" else 1 / (of - count)
    return z_score() * sqrt(1 / count + rest)


def outward(e: Estimate, grid: Grid) -> Interval | None:
    """The interval with its low end put down, and its high end up, onto a grid."""
    if e.low is None or e.high is None:
        return None
    return Interval(grid.below(e.low), grid.above(e.high))


def ratio_outward(e: Estimate, value: float, grid: Grid, fine: Grid) -> Interval | None:
    """The interval of a modelled ratio: as far out as any that is published as this one.

    The larger half-width on the log scale, put up onto the grid, about every number that
    goes to the released value. So nothing is outside but the value and one width, each
    as coarse as a count; the ends are worked out from them. On the grid itself where the
    interval reaches 0, which has no place on that scale.
    """
    half = log_half(e)
    if e.low is None or e.high is None or not 0 < half < WIDEST:
        return outward(e, grid)
    half = Grid(grid.part).above(half)
    lowest, highest = grid.meant_by(value)
    return Interval(fine.below(lowest * exp(-half)), fine.above(highest * exp(half)))


def outward_on(e: Estimate, value: float, step: float) -> Interval | None:
    """The interval put outward onto multiples of `step`, holding the released value too.

    Within [0, 1] if it was.
    """
    if e.low is None or e.high is None:
        return None
    low, high = tidy(floor(e.low / step + _SAME) * step), tidy(ceil(e.high / step - _SAME) * step)
    high = min(high, 1.0) if e.high <= 1 and e.kind in _UP_TO_ONE else high
    return Interval(min(low, value), max(high, value))


_UP_TO_ONE = frozenset({Kind.SHARE, Kind.CURVE, Kind.WEIGHTED, Kind.BOUND, Kind.INDEX})


def log_half(e: Estimate) -> float:
    """The larger half-width of a ratio on the log scale; 0 where there is none."""
    if e.low is None or e.high is None or not e.value or e.low <= 0:
        return 0.0
    return max(_apart(e.low, e.value), _apart(e.value, e.high))


def _apart(low: float, high: float) -> float:
    """How far apart two positive numbers are on the log scale, up to `WIDEST`."""
    return min(WIDEST, max(0.0, log(high) - log(low)))
