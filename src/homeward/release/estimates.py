"""One estimate through the gate: its value and interval, made from what may be known."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass, replace
from math import ceil, floor, isfinite

from homeward.estimators.proportions import Interval
from homeward.findings.estimate import Estimate
from homeward.release.behind import (
    LENGTHS,
    PROPORTIONS,
    Behind,
    Quantity,
    implied_counts,
    is_fraction,
    look_behind,
    people,
    published_whole,
    share_step,
    why_hidden,
)
from homeward.release.formulas import recipe
from homeward.release.intervals import (
    AS_WIDE_AS,
    filed_effect,
    log_half,
    log_interval,
    plain_interval,
    ratio_interval,
    share_effect,
    share_interval,
)
from homeward.release.rounding import (
    SMALLEST,
    Masked,
    coarse_half,
    mask,
    nice_step,
    tidy,
    to_step,
    two_figures,
    up_to_step,
)
from homeward.release.rules import Rules
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State

#: Steps of values in hours (below and above two days), days, and hours of the clock.
FINE_HOURS, LONG_HOURS, LONG_STEP, CLOCK_STEP = 0.1, 48.0, 1.0, 0.25

#: Step of an index, and the finest step of a bound.
INDEX_STEP = BOUND_STEP = 0.01

#: Significant figures kept of an exposure.
EXPOSURE_FIGURES = 3

#: Part of its half-width that a modelled ratio with no count is rounded to.
RATIO_PART = 0.25


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


def _remade(e: Estimate, behind: Behind) -> float | None:
    """The value from rounded counts, or None if counts do not make it."""
    made = recipe(e)
    if made is None:
        return None
    formula, scale = made
    # A hidden count reaching this line raises: no formula takes it.
    again = formula(behind.count, behind.of, _exposure(e.exposure))  # type: ignore[arg-type]
    return None if again is None else again * scale


def grain(e: Estimate, behind: Behind, rules: Rules) -> float:
    """How far the smallest published count behind `e` may be known, as a part of it.

    Half a band over the count; for a proportion also a whole band over the rest, which
    is the difference of two rounded counts; over the children where nothing is counted.
    """
    half_band = rules.round_to / 2
    count, of = _plain(behind.count), _plain(behind.of)
    parts = [half_band / count] if count else []
    if e.kind in PROPORTIONS and count is not None and of is not None and of > count:
        parts.append(2 * half_band / (of - count))
    if not parts:
        everybody = _plain(mask(people(e)[1] or people(e)[0], rules)) or of
        parts = [half_band / everybody] if everybody else [1.0]
    return min(1.0, max(parts))


def _coarse_value(x: float, relative: float) -> float:
    """`x` to a step of this part of it, and no finer than three significant figures."""
    size = abs(x)
    if size < SMALLEST:
        return 0.0
    return to_step(x, max(two_figures(size) / 10, nice_step(min(relative, 0.5) * size)))


# ---------------------------------------------------------------- one kind at a time


def _number(e: Estimate) -> float:
    assert e.value is not None
    return float(e.value)


def _count(e: Estimate, behind: Behind, rules: Rules) -> Shown:
    """The rounded count."""
    assert isinstance(behind.count, int)
    return Shown(behind.count, ratio_interval(e, behind.count, behind.count, None))


def _share(e: Estimate, behind: Behind, rules: Rules) -> Shown:
    """From rounded counts; off a grid as coarse as six units where there are none."""
    value, of = _remade(e, behind), _plain(behind.of)
    if value is None or not of:
        return _curve(e, behind, rules)
    if e.low is None:
        return Shown(value)
    effect = share_effect(e, e.count, e.of)
    return Shown(value, share_interval(value, of, effect), effect)


def _curve(e: Estimate, behind: Behind, rules: Rules) -> Shown:
    """On a grid as coarse as six units; its interval as a share's of that denominator."""
    step = share_step(e, behind, rules)
    value = _inside(e, step)
    whole, implied = published_whole(e, behind, rules), implied_counts(e)
    if e.low is None or not whole or implied is None or e.unit is Unit.INCIDENTS_PER_CHILD:
        return Shown(value, plain_interval(e, value, lambda half: up_to_step(half, step)))
    effect = share_effect(e, implied[0], sum(implied))
    return Shown(value, share_interval(value, whole, effect), effect)


def _weighted(e: Estimate, behind: Behind, rules: Rules) -> Shown:
    """As a curve, its interval wider by as much as the value may have moved on its grid."""
    shown = _curve(e, behind, rules)
    if shown.interval is None:
        return shown
    half = share_step(e, behind, rules) / 2
    low, high = shown.interval
    return replace(
        shown, interval=Interval(max(0.0, tidy(low - half)), min(1.0, tidy(high + half)))
    )


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
    step = max(BOUND_STEP, step) if isfinite(step) else BOUND_STEP
    value = _inside(e, step)
    return Shown(value, plain_interval(e, value, lambda half: up_to_step(half, step)))


def _mean(e: Estimate, behind: Behind, rules: Rules) -> Shown:
    """From rounded counts; else as coarse as the numbers behind it."""
    value, count = _remade(e, behind), _plain(behind.count)
    if value is not None and count is not None:
        return Shown(value, ratio_interval(e, value, count, _plain(behind.of)))
    part = grain(e, behind, rules)
    value = _coarse_value(_number(e), 2 * part)
    return Shown(value, plain_interval(e, value, lambda half: coarse_half(half, part)))


def _rate_ratio(e: Estimate, behind: Behind, rules: Rules) -> Shown:
    """From rounded counts; else as coarse as its counts, or as its own interval."""
    value, count = _remade(e, behind), _plain(behind.count)
    if value is not None and count is not None:
        return Shown(value, ratio_interval(e, value, count, _plain(behind.of)))
    part = grain(e, behind, rules)
    if count is None:
        part = max(part, RATIO_PART * log_half(e) / 2)
    value = _coarse_value(_number(e), 2 * part)
    return Shown(value, log_interval(e, value, part))


def _index(e: Estimate, behind: Behind, rules: Rules) -> Shown:
    value = to_step(_number(e), INDEX_STEP)
    return Shown(value, plain_interval(e, value, lambda half: up_to_step(half, INDEX_STEP)))


def _p_value(e: Estimate, behind: Behind, rules: Rules) -> Shown:
    """Rounded up, and never to none: "one in a hundred or less" is the least it says."""
    return Shown(max(INDEX_STEP, tidy(ceil(_number(e) / INDEX_STEP - 1e-9) * INDEX_STEP)))


def _quantile(e: Estimate, behind: Behind, rules: Rules) -> Shown:
    """Rounded, with no interval: its bounds are order statistics, one child's time each."""
    value = _number(e)
    if e.unit is Unit.HOURS:
        return Shown(to_step(value, FINE_HOURS if value < LONG_HOURS else LONG_STEP))
    if e.unit is Unit.DAYS:
        return Shown(to_step(value, FINE_HOURS if value < LONG_HOURS / 24 else LONG_STEP))
    return Shown(_coarse_value(value, 2 * grain(e, behind, rules)))


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
    Kind.RATE_RATIO: _rate_ratio,
    Kind.ODDS_RATIO: _rate_ratio,
    Kind.FORECAST: _mean,
    Kind.RANGE: _mean,
    Kind.WEIGHTED: _weighted,
    Kind.INDEX: _index,
    Kind.P_VALUE: _p_value,
    Kind.QUANTILE: _quantile,
    Kind.CLOCK_HOUR: _clock_hour,
}
