"""One estimate through the gate: its value and interval, made from what may be known."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass, replace
from math import ceil, floor, inf, isfinite

from homeward.estimators.proportions import Interval, z_score
from homeward.findings.estimate import Estimate
from homeward.release.behind import (
    INDEX_STEP,
    LENGTHS,
    Behind,
    Quantity,
    implied_counts,
    index_step,
    is_fraction,
    look_behind,
    people,
    published_whole,
    share_step,
    why_hidden,
)
from homeward.release.formulas import Formula, recipe
from homeward.release.grids import Grid, least_values
from homeward.release.intervals import (
    AS_WIDE_AS,
    curve_interval,
    filed_effect,
    log_half,
    outward,
    outward_on,
    ratio_interval,
    ratio_outward,
    share_effect,
    share_interval,
    stepped,
)
from homeward.release.rounding import Masked, band, mask, tidy, to_step
from homeward.release.rules import Rules
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State

#: Steps of values in hours (below and above two days), days, and hours of the clock.
FINE_HOURS, LONG_HOURS, LONG_STEP, CLOCK_STEP = 0.1, 48.0, 1.0, 0.25

#: Step of an index, and the finest step of a bound.
BOUND_STEP = 0.01

#: Kinds that compare: no difference is 1, and they live on the log scale.
RATIOS = frozenset({Kind.RATE_RATIO, Kind.ODDS_RATIO})

#: Significant figures kept of an exposure.
EXPOSURE_FIGURES = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """What replaces the value of an estimate that may be shown.

    Attributes
    ----------
    value
        The released value.
    interval
        Its released interval, or None.
    effect
        The design effect used to make that interval, where it is published.
    """

    value: float | int
    interval: Interval | None = None
    effect: float | None = None


def release_estimate(e: Estimate, rules: Rules, second: Set[Quantity] = frozenset()) -> Estimate:
    """`e` as it may be known outside: hidden, or rounded, or as it was if never shown.

    Parameters
    ----------
    e
        An unreleased estimate.
    rules
        What is hidden and how the rest is rounded.
    second
        Quantities hidden because a published total would give another away.
    """
    behind = look_behind(e, rules, second)
    if e.state is not None or why_hidden(e, rules, second) is not None:
        return _hidden(e, behind)
    shown = _SHOWN[e.kind](e, behind, rules)
    low, high = shown.interval or (None, None)
    return replace(
        e,
        value=shown.value,
        low=low,
        high=high,
        count=_plain(behind.count),
        of=_plain(behind.of),
        children=_plain(behind.children),
        children_of=_plain(behind.children_of),
        left_out=_plain(behind.left_out),
        exposure=_exposure(e.exposure),
        interval=_name(e, shown),
        design_effect=_effect(e, shown),
    )


def _hidden(e: Estimate, behind: Behind) -> Estimate:
    """`e` with no number but its denominators, each masked on its own."""
    return replace(
        e,
        value=None,
        low=None,
        high=None,
        count=None,
        of=_plain(behind.of),
        children=None,
        children_of=_plain(behind.children_of),
        left_out=_plain(behind.left_out),
        exposure=None,
        interval="",
        design_effect=None,
        state=e.state or State.HIDDEN,
    )


def _plain(n: Masked) -> int | None:
    return n if isinstance(n, int) else None


def _exposure(exposure: float | None) -> float | None:
    if exposure is None:
        return None
    return float(f"{exposure:.{EXPOSURE_FIGURES}g}")


def _name(e: Estimate, shown: Shown) -> str:
    if shown.interval is None:
        return ""
    wilson_made = shown.effect is not None and not e.interval.startswith("Wilson")
    return AS_WIDE_AS + (e.interval or "unnamed") if wilson_made else e.interval


def _effect(e: Estimate, shown: Shown) -> float | None:
    if shown.effect is not None:
        return shown.effect
    if e.design_effect is None or shown.interval is None:
        return None
    return filed_effect(e.design_effect)


def _formula(e: Estimate) -> Formula | None:
    """What makes the value from counts, or None if counts do not make it."""
    made = recipe(e)
    if made is None:
        return None
    formula, scale = made

    def again(count: int | None, of: int | None, exposure: float | None) -> float | None:
        value = formula(count, of, _exposure(exposure))
        return None if value is None else value * scale

    return again


def part_of_one(e: Estimate, behind: Behind, rules: Rules) -> float:
    """How far a value moves with one unit more of its smallest count, as a part of it.

    One over the published count. Odds move with the rest as well. Where nothing is
    counted, one over the children; and for a ratio the variance on the log scale if that
    is more, since its smallest count is no smaller than one over it.
    """
    count, of = _plain(behind.count), _plain(behind.of)
    if count:
        odds = e.kind is Kind.ODDS_RATIO and of is not None and of > count
        return 1 / count + (1 / (of - count) if odds and of is not None else 0.0)
    everybody = _plain(mask(people(e)[1] or people(e)[0], rules)) or of
    least = 1 / everybody if everybody else 1.0
    return max(least, (log_half(e) / z_score()) ** 2) if e.kind in RATIOS else least


def grid_of(e: Estimate, behind: Behind, rules: Rules) -> Grid:
    """The values that `e` may take outside, where counts do not make it."""
    part = least_values(rules) * part_of_one(e, behind, rules)
    return Grid(part, decimals=e.kind in RATIOS)


# ---------------------------------------------------------------- one kind at a time


def _number(e: Estimate) -> float:
    assert e.value is not None
    return float(e.value)


def _count(e: Estimate, behind: Behind, rules: Rules) -> Shown:
    """The rounded count."""
    assert isinstance(behind.count, int)
    return Shown(behind.count, ratio_interval(e, _itself, behind.count, None, rules))


def _itself(count: int | None, of: int | None, exposure: float | None) -> float | None:
    return count


def _share(e: Estimate, behind: Behind, rules: Rules) -> Shown:
    """From rounded counts; off a grid as coarse as six units where there are none."""
    formula, count, of = _formula(e), _plain(behind.count), _plain(behind.of)
    if formula is None or count is None or not of:
        return _curve(e, behind, rules)
    value = to_step(count / of, rules.share_step) if rules.share_step else count / of
    if e.low is None:
        return Shown(value)

    def made(effect: float) -> Interval:
        return stepped(share_interval(count, of, effect, rules), rules.share_step)

    assert e.count is not None and e.of is not None
    return _as_wide(e, value, (e.count, e.of), made)


def _as_wide(
    e: Estimate, value: float, exact: tuple[int, int], made: Callable[[float], Interval]
) -> Shown:
    """With the interval made again, or from none to all where none is wide enough."""
    effect = share_effect(e, exact, made)
    return Shown(value, Interval(0.0, 1.0) if effect is None else made(effect), effect)


def _curve(e: Estimate, behind: Behind, rules: Rules) -> Shown:
    """On a grid as coarse as six units; its interval as a share's of that denominator."""
    step = share_step(e, behind, rules)
    value = _inside(e, step)
    whole, implied = published_whole(e, behind, rules), implied_counts(e)
    if e.low is None or not whole or implied is None or e.unit is Unit.INCIDENTS_PER_CHILD:
        return Shown(value, outward_on(e, value, step))

    def made(effect: float) -> Interval:
        return curve_interval(value, step, whole, effect, rules)

    return _as_wide(e, value, (implied[0], sum(implied)), made)


def _inside(e: Estimate, step: float) -> float:
    """The value on a grid, a part of a whole never rounded to none or to all."""
    exact = _number(e)
    value = to_step(exact, step)
    return min(max(value, step), tidy(1 - step)) if 0 < exact < 1 else value


def _bound(e: Estimate, behind: Behind, rules: Rules) -> Shown:
    if e.unit in LENGTHS:
        return _quantile(e, behind, rules)
    if not is_fraction(e):
        return _mean(e, behind, rules)
    if recipe(e) is not None:
        return _share(e, behind, rules)
    step = share_step(e, behind, rules)
    step = max(BOUND_STEP, rules.share_step, step) if isfinite(step) else BOUND_STEP
    value = _inside(e, step)
    return Shown(value, outward_on(e, value, step))


def _mean(e: Estimate, behind: Behind, rules: Rules) -> Shown:
    """From rounded counts; else as coarse as the numbers behind it."""
    formula, count, of = _formula(e), _plain(behind.count), _plain(behind.of)
    if formula is not None and count is not None:
        value = formula(count, of, e.exposure)
        if value is not None:
            return _in_lengths(e, Shown(value, ratio_interval(e, formula, count, of, rules)), rules)
    grid = grid_of(e, behind, rules)
    return _in_lengths(e, Shown(grid.nearest(_number(e)), outward(e, grid)), rules)


def _in_lengths(e: Estimate, shown: Shown, rules: Rules) -> Shown:
    """A length to the profile's own step, its interval outward on it."""
    if not rules.length_step or e.unit not in LENGTHS:
        return shown
    value = to_step(float(shown.value), rules.length_step)
    ends = shown.interval and stepped(shown.interval, rules.length_step, most=inf)
    return Shown(value, ends, shown.effect)


def _range(e: Estimate, behind: Behind, rules: Rules) -> Shown:
    """As a mean, of as many as are published and at the ends the fewest and most they may be.

    The prices of a rate card are known to everybody, so an exact sum would tell the count.
    """
    count = _plain(behind.count)
    if count and e.count and e.low is not None and e.high is not None and e.low >= 0:
        (fewest, most), each = band(count, rules), 1 / e.count
        value, low, high = _number(e) * count, e.low * fewest, e.high * most
        e = replace(e, value=value * each, low=low * each, high=high * each)
    return _mean(e, behind, rules)


def _ratio(e: Estimate, behind: Behind, rules: Rules) -> Shown:
    """From rounded counts, or off its grid; its ends as fine as one unit makes them move."""
    shown = _mean(e, behind, rules)
    fine = Grid(part_of_one(e, behind, rules), decimals=True)
    if _formula(e) is None:
        grid = grid_of(e, behind, rules)
        return Shown(shown.value, ratio_outward(e, float(shown.value), grid, fine))
    ends = shown.interval and Interval(fine.below(shown.interval[0]), fine.above(shown.interval[1]))
    return Shown(fine.nearest(float(shown.value)), ends)


def _index(e: Estimate, behind: Behind, rules: Rules) -> Shown:
    step = index_step(_plain(behind.of), rules)
    value = to_step(_number(e), step)
    return Shown(value, outward_on(e, value, step))


def _p_value(e: Estimate, behind: Behind, rules: Rules) -> Shown:
    """Rounded up, and never to none: "one in a hundred or less" is the least it says."""
    return Shown(max(INDEX_STEP, tidy(ceil(_number(e) / INDEX_STEP - 1e-9) * INDEX_STEP)))


def _quantile(e: Estimate, behind: Behind, rules: Rules) -> Shown:
    """Rounded, with no interval: its bounds are order statistics, one child's time each."""
    value = _number(e)
    if e.unit in LENGTHS and rules.length_step:
        return Shown(to_step(value, rules.length_step))
    if e.unit is Unit.HOURS:
        return Shown(to_step(value, FINE_HOURS if value < LONG_HOURS else LONG_STEP))
    if e.unit is Unit.DAYS:
        return Shown(to_step(value, FINE_HOURS if value < LONG_HOURS / 24 else LONG_STEP))
    return Shown(grid_of(e, behind, rules).nearest(value))


def _clock_hour(e: Estimate, behind: Behind, rules: Rules) -> Shown:
    """To a quarter of an hour; the interval widened to whole hours.

    It is the hour at which a count of incidents peaks, not any incident's time.
    """
    value = to_step(_number(e), CLOCK_STEP)
    if e.low is None or e.high is None:
        return Shown(value)
    return Shown(value, Interval(min(floor(e.low), value), max(-floor(-e.high), value)))


_SHOWN: dict[Kind, Callable[[Estimate, Behind, Rules], Shown]] = {
    Kind.COUNT: _count,
    Kind.SHARE: _share,
    Kind.CURVE: _curve,
    Kind.BOUND: _bound,
    Kind.MEAN: _mean,
    Kind.RATE_RATIO: _ratio,
    Kind.ODDS_RATIO: _ratio,
    Kind.FORECAST: _mean,
    Kind.RANGE: _range,
    Kind.WEIGHTED: _curve,
    Kind.INDEX: _index,
    Kind.P_VALUE: _p_value,
    Kind.QUANTILE: _quantile,
    Kind.CLOCK_HOUR: _clock_hour,
}
