"""Hiding and rounding one number at a time."""

from __future__ import annotations

from math import ceil, floor, isfinite, log10

from homeward.release.rules import NEAREST, Rules
from homeward.release.suppressed import HIDDEN, Suppressed

#: A whole number after masking: rounded, hidden, or not given in the first place.
Masked = int | Suppressed | None

#: Absorbs what binary fractions do to a number that lies on a step.
_SLACK = 1e-9

#: Anything nearer to nought is nought: a step of a part of it could not be told from none.
SMALLEST = 1e-300


def mask(n: int | None, rules: Rules) -> Masked:
    """Hide a small count, round any other to the middle of its band; zero stays zero.

    >>> from homeward.release.rules import DEFAULT
    >>> [mask(n, DEFAULT) for n in (0, 1, 7, 8, 12, 13)]
    [0, hidden, hidden, 9, 9, 15]
    """
    if n is None or n == 0:
        return n
    if n <= rules.hidden_up_to:
        return HIDDEN
    return middle(n, rules)


def middle(n: int, rules: Rules) -> int:
    """What a count of 1 or more is published as.

    The middle of its band, ceil(n/6)*6 - 3 for six; or the nearest multiple, halves up.
    """
    if rules.rounding == NEAREST:
        return (n + rules.round_to // 2) // rules.round_to * rules.round_to
    return -(-n // rules.round_to) * rules.round_to - rules.round_to // 2


def band(published: int, rules: Rules) -> tuple[int, int]:
    """The lowest and highest count that a published one can stand for."""
    if published == 0:
        return 0, 0
    half = rules.round_to // 2
    high = published + (rules.round_to - half - 1 if rules.rounding == NEAREST else half)
    return max(rules.hidden_up_to + 1, high - rules.round_to + 1), high


def is_published(n: int, rules: Rules) -> bool:
    """Whether `n` is a number that `mask` can give."""
    return n == 0 or (n > rules.redact_up_to and middle(n, rules) == n)


def nice_step(least: float) -> float:
    """The smallest of 1, 2 and 5 times a power of ten that is at least `least` (> 0)."""
    power = 10.0 ** floor(log10(least) + _SLACK)
    return tidy(next(m * power for m in (1, 2, 5, 10) if m * power >= least * (1 - _SLACK)))


def tidy(x: float) -> float:
    """`x` to twelve figures, so that 0.1 + 0.2 prints as 0.3."""
    return float(f"{x:.12g}")


def to_step(x: float, step: float) -> float:
    """The multiple of `step` nearest to `x`."""
    return tidy(floor(x / step + 0.5 + _SLACK) * step)


def up_to_step(x: float, step: float) -> float:
    """The smallest multiple of `step` that is at least `x` (>= 0)."""
    return tidy(ceil(x / step - _SLACK) * step)


def on_step(x: float, step: float) -> bool:
    """Whether `x` is a multiple of `step`, but for the last figures of a fraction."""
    return isfinite(x) and abs(x - to_step(x, step)) <= _SLACK * max(1.0, abs(x))


def two_figures(x: float) -> float:
    """The step that keeps two significant figures of `x` (> 0)."""
    return 10.0 ** (floor(log10(x) + _SLACK) - 1)


def coarse_half(half: float, relative: float) -> float:
    """Half the width of an interval, rounded up so that it gives no count away.

    Parameters
    ----------
    half
        Distance from value to bound, 0 or more.
    relative
        How far the count behind it may be known, as a part of the count: the width of
        half a band over the published count. The step is at least this part of `half`
        and never finer than two significant figures.
    """
    if half < SMALLEST:
        return 0.0
    return up_to_step(half, max(two_figures(half), nice_step(min(relative, 1.0) * half)))
