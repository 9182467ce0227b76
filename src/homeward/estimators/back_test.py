"""How forecasts would have done: made again from the past, and compared with what came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from homeward.estimators.forecast import (
    Ahead,
    Floats,
    Series,
    Settings,
    count_interval,
    mean_ahead,
    model_ahead,
    seasonal_naive_ahead,
)

#: Forecasters by name. The first is kept where another is no better.
METHODS = {"model": model_ahead, "mean": mean_ahead, "seasonal_naive": seasonal_naive_ahead}


@dataclass(frozen=True, slots=True)
class Score:
    """How one forecaster did from every origin.

    Attributes
    ----------
    error
        Mean absolute error of a step, in counts.
    inside, of
        Steps that lay within their interval, and all that were forecast; a step forecast
        from several origins counts each time.
    totals_inside, totals_of
        The same of totals of the first steps, one for each origin whose steps are all held.
    """

    error: float
    inside: int
    of: int
    totals_inside: int = 0
    totals_of: int = 0

    @property
    def cover(self) -> float:
        """Share of steps within their interval."""
        return self.inside / self.of

    @property
    def cover_of_totals(self) -> float | None:
        """Share of totals within their interval; None where none could be looked at."""
        return self.totals_inside / self.totals_of if self.totals_of else None


def back_test(
    series: Series,
    origins: Sequence[int],
    ahead: int,
    settings: Settings,
    level: float,
    *,
    total: int = 0,
) -> Mapping[str, Score]:
    """Forecast from each origin with what was known then, and compare with what came.

    Parameters
    ----------
    series
        The whole past.
    origins
        How many steps were known at each.
    ahead
        Steps forecast from each; those beyond the end, or not held, are not scored.
    settings
        Of the model, the same as for the steps to come: nothing is tuned here.
    level
        Of the intervals.
    total
        Steps whose total is looked at too, from each origin on; 0 for none.

    Returns
    -------
    mapping of str to Score
        By name of `METHODS`; a forecaster that failed at any origin is left out.
    """
    came: list[Floats] = []
    means: dict[str, list[Floats]] = {name: [] for name in METHODS}
    spreads: dict[str, list[Floats]] = {name: [] for name in METHODS}
    totals: dict[str, list[bool]] = {name: [] for name in METHODS}
    for origin in origins:
        known = series.until(origin, ahead)
        wanted = np.arange(origin, min(origin + ahead, len(series.counts)))
        wanted = wanted[series.held[wanted]]
        came.append(series.counts[wanted])
        for name, forecaster in METHODS.items():
            found = forecaster(known, settings)
            if found is not None:
                means[name].append(found.mean[wanted - origin])
                spreads[name].append(found.spread()[wanted - origin])
                totals[name] += _totals_inside(series, found, origin, total, level)
    truth = np.concatenate(came) if came else np.zeros(0)
    return {
        name: replace(
            _score(truth, np.concatenate(means[name]), np.concatenate(spreads[name]), level),
            totals_inside=sum(totals[name]),
            totals_of=len(totals[name]),
        )
        for name in METHODS
        if len(truth) and len(means[name]) == len(origins)
    }


def _totals_inside(
    series: Series, found: Ahead, origin: int, total: int, level: float
) -> list[bool]:
    """Whether the total of the first steps lay in its interval; [] where it is not known."""
    first = slice(origin, origin + total)
    if not total or origin + total > len(series.counts) or not series.held[first].all():
        return []
    summed = found.mean_of(total)
    low, high = count_interval(summed.mean, summed.spread(), level)
    return [bool(low[0] <= series.counts[first].sum() <= high[0])]


def _score(truth: Floats, mean: Floats, spread: Floats, level: float) -> Score:
    low, high = count_interval(mean, spread, level)
    inside = int(((truth >= low) & (truth <= high)).sum())
    return Score(float(np.abs(truth - mean).mean()), inside, len(truth))
