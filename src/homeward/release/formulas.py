"""The arithmetic that makes a value again from rounded counts."""

from __future__ import annotations

from collections.abc import Callable
from math import isclose, log10

from homeward.findings.estimate import Estimate
from homeward.vocabulary.units import Kind

#: Takes count, of and exposure; gives a value, or None where a part is missing.
Formula = Callable[[int | None, int | None, float | None], float | None]

#: A value belongs to a formula if it agrees this far: analyses may round a little.
AGREES = 1e-3

#: A mean may be printed per unit, per ten … per hundred thousand of them.
_LARGEST_POWER = 5


def _of(count: int | None, of: int | None, exposure: float | None) -> float | None:
    return None if count is None or not of else count / of


def _per_exposure(count: int | None, of: int | None, exposure: float | None) -> float | None:
    return None if count is None or not exposure else count / exposure


def _against_whole(count: int | None, of: int | None, exposure: float | None) -> float | None:
    share = _of(count, of, exposure)
    return None if share is None or not exposure else share / exposure


def _against_rest(count: int | None, of: int | None, exposure: float | None) -> float | None:
    if count is None or not of or count >= of or exposure is None or not 0 < exposure < 1:
        return None
    return (count / exposure) / ((of - count) / (1 - exposure))


def _candidates(e: Estimate) -> tuple[Formula, ...]:
    if e.kind in (Kind.SHARE, Kind.BOUND):
        return (_of,)
    if e.kind is Kind.MEAN:
        return _of, _per_exposure
    if e.kind is Kind.RATE_RATIO:
        return {"whole": (_against_whole,), "rest": (_against_rest,)}.get(e.reference or "", ())
    return ()


def _scale(e: Estimate, made: float | None) -> float | None:
    """1 if `made` is the value; for a mean also the power of ten between them; or None."""
    if made is None or e.value is None:
        return None
    if isclose(made, e.value, rel_tol=AGREES, abs_tol=1e-9):
        return 1.0
    if e.kind is not Kind.MEAN or made <= 0 or e.value <= 0:
        return None
    power = round(log10(e.value / made))
    scale = 10.0**power
    agrees = 0 < power <= _LARGEST_POWER and isclose(made * scale, e.value, rel_tol=AGREES)
    return scale if agrees else None


def recipe(e: Estimate) -> tuple[Formula, float] | None:
    """The formula, and the scale, that make the value of `e` from its counts.

    None where the value is something else: adjusted, weighted, or off a model. Such a
    value may not be replaced by the ratio of its counts.
    """
    for formula in _candidates(e):
        scale = _scale(e, formula(e.count, e.of, e.exposure))
        if scale is not None:
            return formula, scale
    return None
