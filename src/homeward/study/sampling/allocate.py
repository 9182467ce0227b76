"""How many of a sample each stratum gets: whole numbers that add up to its size."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from homeward.vocabulary.errors import HomewardError

#: Halvings of the search for a scale: enough to tell any two strata apart.
_HALVINGS = 200

#: Absorbs what binary fractions do to a number that is whole.
_SLACK = 1e-9


def allocate(
    population: Sequence[int], pull: Sequence[float], size: int, least: int
) -> NDArray[np.int64]:
    """How many to draw from each stratum.

    In proportion to `pull`, but at least `least` and at most all there are; rounded by
    the largest fractions, the earlier stratum first where two are alike.

    Parameters
    ----------
    population
        Units of each stratum, each at least 1.
    pull
        How strongly each draws, each above 0.
    size
        How many in all.
    least
        The least from each, as far as it has so many.

    Raises
    ------
    HomewardError
        HW-M003 if there are fewer units than that, or too many strata for so few.

    Source
    ------
    Neyman (1934) for pulls of population times spread; Cochran, Sampling Techniques
    (1977), 5.5 and 5.8 (allocations that exceed their stratum).
    """
    there = np.asarray(population, float)
    floor = np.minimum(float(least), there)
    if size > there.sum():
        raise HomewardError("HW-M003", f"{size:,} are asked for, and there are {there.sum():,.0f}")
    if floor.sum() > size:
        found = f"{len(there):,} strata need {floor.sum():,.0f} at {least} each"
        raise HomewardError("HW-M003", f"{found}, and {size:,} are asked for")
    wanted = _scaled(there, floor, np.asarray(pull, float), float(size))
    return _rounded(wanted, there, size)


def _scaled(
    there: NDArray[np.float64], floor: NDArray[np.float64], pull: NDArray[np.float64], size: float
) -> NDArray[np.float64]:
    """Pulls at the one scale at which, held within their bounds, they add up to the size."""
    low, high = 0.0, float((there / pull).max())
    for _ in range(_HALVINGS):
        scale = (low + high) / 2
        if np.clip(scale * pull, floor, there).sum() < size:
            low = scale
        else:
            high = scale
    return np.clip(high * pull, floor, there)


def _rounded(
    wanted: NDArray[np.float64], there: NDArray[np.float64], size: int
) -> NDArray[np.int64]:
    whole = np.floor(wanted + _SLACK).astype(np.int64)
    fraction = np.where(whole < there, wanted - whole, -1.0)
    for place in np.argsort(-np.round(fraction, 9), kind="stable")[: size - int(whole.sum())]:
        whole[place] += 1
    return whole
