"""Contrasts over paired runs, with their Monte Carlo standard errors."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike


class Contrast(NamedTuple):
    """A value and its Monte Carlo standard error: none from a single pair."""

    value: float
    error: float | None


def paired_ratio(sums: ArrayLike) -> Contrast | None:
    """(Σa / Σb) / (Σc / Σd) over pairs of runs.

    The error is of the ratio as an estimate of its limit over endlessly many pairs: the
    spread among pairs of a/ā − b/b̄ − c/c̄ + d/d̄, times the ratio, over the root of the
    number of pairs (linearisation). What the two runs of a pair share cancels in it.

    Parameters
    ----------
    sums
        One row for each pair: numerator and denominator with the effect, then without.

    Returns
    -------
    Contrast or None
        None where a column adds up to nothing.

    Source
    ------
    Särndal, Swensson & Wretman, Model Assisted Survey Sampling (1992), 5.6: Taylor
    linearisation of a ratio.
    """
    table = np.asarray(sums, np.float64).reshape(-1, 4)
    number, means = len(table), table.mean(axis=0)
    if not (means > 0).all():
        return None
    value = (means[0] / means[1]) / (means[2] / means[3])
    if number == 1:
        return Contrast(float(value), None)
    apart = (table / means) @ np.array([1.0, -1.0, -1.0, 1.0])
    return Contrast(float(value), float(value * apart.std(ddof=1) / sqrt(number)))


def paired_difference(sums: ArrayLike) -> Contrast:
    """Mean of a − c over pairs of runs, and its standard error: numerators only.

    Parameters
    ----------
    sums
        As `paired_ratio`.
    """
    table = np.asarray(sums, np.float64).reshape(-1, 4)
    apart = table[:, 0] - table[:, 2]
    number = len(apart)
    error = None if number == 1 else float(apart.std(ddof=1) / sqrt(number))
    return Contrast(float(apart.mean()), error)


def attributable(ratio: Contrast) -> Contrast:
    """One less the inverse of a ratio, with the error carried over (delta method)."""
    error = None if ratio.error is None else ratio.error / ratio.value**2
    return Contrast(1 - 1 / ratio.value, error)
