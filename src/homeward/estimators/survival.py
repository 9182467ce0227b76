"""How long things last, when some have not ended yet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from homeward.estimators.proportions import Interval, z_score

#: Products of fractions miss one half by rounding alone; this is far above that.
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Curve:
    """A Kaplan-Meier curve: one entry per different time with an end or a censoring.

    Attributes
    ----------
    times
        Rising, in the unit given, shape (k,).
    survival
        Share not ended just after each time, shape (k,).
    greenwood
        Σ d / (r (r - d)) up to each time: the variance of log survival, shape (k,).
        Infinite once all have ended.
    total
        Units followed.
    """

    times: NDArray[np.float64]
    survival: NDArray[np.float64]
    greenwood: NDArray[np.float64]
    total: int

    def at(self, time: float) -> tuple[float, float]:
        """Survival and Greenwood's sum just after `time`; (1, 0) before the first."""
        last = int(np.searchsorted(self.times, time, side="right")) - 1
        if last < 0:
            return 1.0, 0.0
        return float(self.survival[last]), float(self.greenwood[last])


def kaplan_meier(
    times: ArrayLike,
    ended: ArrayLike,
    units: ArrayLike | None = None,
    *,
    entry: ArrayLike | None = None,
) -> Curve:
    """Product-limit estimate of the share not ended by each time.

    Parameters
    ----------
    times
        Time to the end, or to the last moment followed. Shape (n,), finite, any order.
    ended
        True where the end was seen, False where following stopped first. Shape (n,).
    units
        Units that each entry stands for (counts of alike units). Shape (n,); 1 if None.
    entry
        When each came to be followed, before its time, on the same clock: at risk at t
        when entry < t <= time. Shape (n,); from the beginning if None. Where following
        begins late (left truncation), the curve is of those who had lasted till then,
        and leaps to 0 if a small early risk set ends whole: look at what it rests on.

    Returns
    -------
    Curve
        At a tied time, ends come before censorings.

    Raises
    ------
    ValueError
        If no unit was followed, or one was followed from its end or later.

    Source
    ------
    Kaplan & Meier (1958), JASA 53; variance: Greenwood (1926).
    """
    when, seen = np.asarray(times, float), np.asarray(ended, bool)
    weight = np.ones(len(when), np.int64) if units is None else np.asarray(units, np.int64)
    total = int(weight.sum())
    if total == 0:
        raise ValueError("a curve needs at least one unit")
    distinct, place = np.unique(when, return_inverse=True)
    ends = np.bincount(place, weight * seen, len(distinct))
    leaves = np.bincount(place, weight, len(distinct))
    at_risk = total - np.concatenate(([0.0], np.cumsum(leaves)[:-1]))
    if entry is not None:
        begun = np.asarray(entry, float)
        if begun.shape != when.shape or not (begun < when).all():
            raise ValueError("every unit needs an entry before its time")
        late = np.bincount(
            np.searchsorted(distinct, begun, side="right"), weight, len(distinct) + 1
        )
        at_risk -= np.cumsum(late[::-1])[::-1][1:]
    with np.errstate(divide="ignore"):
        steps = np.where(ends > 0, ends / (at_risk * (at_risk - ends)), 0.0)
    survival = np.cumprod((at_risk - ends) / at_risk)
    return Curve(distinct, survival, np.cumsum(steps), total)


def _log_log_band(curve: Curve, design_effect: float, level: float) -> NDArray[np.float64]:
    """Lower and upper band of the curve on the log(-log) scale, shape (2, k)."""
    inside = (curve.survival > 0) & (curve.survival < 1) & np.isfinite(curve.greenwood)
    band = np.vstack((curve.survival, np.where(curve.survival >= 1, 1.0, np.nan)))
    logs = np.log(curve.survival[inside])
    width = z_score(level) * np.sqrt(curve.greenwood[inside] * design_effect) / -logs
    band[0, inside] = np.exp(logs * np.exp(width))
    band[1, inside] = np.exp(logs * np.exp(-width))
    return band


def median_time(
    curve: Curve, *, design_effect: float = 1.0, level: float = 0.95
) -> tuple[float, Interval | None] | None:
    """The first time by which half have ended, with its interval.

    Parameters
    ----------
    curve
        From `kaplan_meier`.
    design_effect
        Variance inflation from clustering, applied to Greenwood's variance.
    level
        Coverage wanted.

    Returns
    -------
    tuple of float and (Interval or None), or None
        In the unit of the curve. The interval is None where the upper band never falls
        to one half (it has no upper end); None where the curve itself never does.

    Source
    ------
    Brookmeyer & Crowley (1982), Biometrics 38, with the log(-log) transformation.
    """
    reached = np.flatnonzero(curve.survival <= 0.5 + _ROUNDING)
    if not len(reached):
        return None
    median = float(curve.times[reached[0]])
    low, high = _log_log_band(curve, design_effect, level)
    first_low = np.flatnonzero(low <= 0.5 + _ROUNDING)
    first_high = np.flatnonzero(high <= 0.5 + _ROUNDING)
    if not len(first_low) or not len(first_high):
        return median, None
    return median, Interval(float(curve.times[first_low[0]]), float(curve.times[first_high[0]]))


def curve_interval(
    curve: Curve, time: float, *, design_effect: float = 1.0, level: float = 0.95
) -> Interval:
    """Score interval of the share not ended by `time`.

    Parameters
    ----------
    curve
        From `kaplan_meier`.
    time
        In the unit of the curve.
    design_effect
        Variance inflation from clustering.
    level
        Coverage wanted.

    Returns
    -------
    Interval
        Within [0, 1]. With nothing censored it is the Wilson interval of the share.

    Source
    ------
    Rothman (1978), Journal of Chronic Diseases 31: Wilson's interval with the number
    of independent units that Greenwood's variance implies.
    """
    share, greenwood = curve.at(time)
    n = float(curve.total)
    if 0 < share < 1 and 0 < greenwood < np.inf:
        n = (1 - share) / (share * greenwood)
    n /= max(1.0, design_effect)
    z = z_score(level)
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    low, high = max(0.0, centre - half), min(1.0, centre + half)
    return Interval(float(min(low, share)), float(max(high, share)))
