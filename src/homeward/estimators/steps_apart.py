"""How far clusters take a difference of two shares, each side's own share allowed for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_Floats = NDArray[np.float64]

#: Clusters of equal size that either side must be worth: with fewer, one may be the whole side.
FEWEST_CLUSTERS = 5
_TINY = 1e-300
#: Stands for a variance without bound, whose square can still be summed.
_BOUNDLESS = 1e30


def variance_apart(
    yes: _Floats, of: _Floats, places: NDArray[np.int64]
) -> tuple[_Floats, _Floats, NDArray[np.bool_]]:
    """Variance of the sum of residuals from a place on, were there a step at that place.

    With no step taken out, a cluster that holds much of a series adds to the variance
    most of a step that every cluster shares, and hides it. Here what a cluster adds is
    measured from the share that the other clusters have on each side (a jackknife over
    clusters): a step that all share adds nothing, and one that a single cluster makes
    adds all of itself.

    Parameters
    ----------
    yes, of
        Shape (G, T): units that met the definition and units judged.
    places
        Shape (K,): first months after a step; units must lie on either side of each.

    Returns
    -------
    tuple
        Shape (K,) each: the variance; its degrees of freedom (Satterthwaite); and whether
        both sides are worth `FEWEST_CLUSTERS` clusters (Kish's effective number).

    Source
    ------
    Bell and McCaffrey (2002), Bias reduction in standard errors for linear regression with
    multi-stage samples, Survey Methodology 28.
    """
    after, late = _from(of, places), _from(yes, places)
    before, early = of.sum(axis=1, keepdims=True) - after, yes.sum(axis=1, keepdims=True) - late
    high, low = after.sum(axis=0), before.sum(axis=0)
    moved = _beside_others(late, after) - _beside_others(early, before)
    squares = np.minimum((high * low / (high + low) * moved) ** 2, _BOUNDLESS)
    variance = squares.sum(axis=0)
    freedom = variance**2 / np.maximum((squares**2).sum(axis=0), _TINY)
    many = np.minimum(_worth(after), _worth(before)) >= FEWEST_CLUSTERS
    return variance, np.maximum(1.0, freedom), many


def _from(table: _Floats, places: NDArray[np.int64]) -> _Floats:
    """Sums of each cluster from each place on, shape (G, K)."""
    return np.asarray(table[:, ::-1].cumsum(axis=1)[:, ::-1][:, places])


def _beside_others(yes: _Floats, of: _Floats) -> _Floats:
    """How far each cluster takes the share of one side from that of the others."""
    others = of.sum(axis=0) - of
    theirs = np.where(others > 0, (yes.sum(axis=0) - yes) / np.maximum(others, 1), np.inf)
    own = yes - np.where(of > 0, of, 0) * np.where(of > 0, theirs, 0)
    return np.asarray(own / of.sum(axis=0))


def _worth(of: _Floats) -> _Floats:
    return np.asarray(of.sum(axis=0) ** 2 / np.maximum((of**2).sum(axis=0), _TINY))
