"""Exact intervals, for counts too small for a formula that leans on large samples."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, inf

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import betaincinv, gammaln, logsumexp

from homeward.estimators.proportions import Interval

#: Log odds ratios are looked for between these: e^40 is beyond any table that can be held.
FURTHEST = 40.0

_Floats = NDArray[np.float64]


def clopper_pearson(
    count: int, of: int, *, design_effect: float = 1.0, level: float = 0.95
) -> Interval:
    """Exact interval of a share: never covers less than it says, and often more.

    Parameters
    ----------
    count, of
        Whole numbers, 0 <= count <= of, of > 0.
    design_effect
        Variance inflation, at least 1: the interval is that of `of / design_effect`
        independent units, with the beta quantiles taken at fractional numbers.
    level
        Coverage wanted.

    Returns
    -------
    Interval
        Within [0, 1], and holding `count / of`.

    Raises
    ------
    ValueError
        If the counts are impossible.

    Source
    ------
    Clopper & Pearson (1934), Biometrika 26; with a design effect, Korn & Graubard
    (1998), Survey Methodology 24.
    """
    if of <= 0 or not 0 <= count <= of:
        raise ValueError("a share needs 0 <= count <= of and of > 0")
    n = of / max(1.0, design_effect)
    yes, tail = n * count / of, (1 - level) / 2
    low = float(betaincinv(yes, n - yes + 1, tail)) if count else 0.0
    high = float(betaincinv(yes + 1, n - yes, 1 - tail)) if count < of else 1.0
    return Interval(min(low, count / of), max(high, count / of))


def exact_odds_ratio(
    yes_with: int, no_with: int, yes_without: int, no_without: int, *, level: float = 0.95
) -> tuple[float, Interval] | None:
    """Conditional odds ratio of a 2x2 table of independent units, and its exact interval.

    Units must be independent: a table of events that come in clusters has no exact
    interval (see `odds_ratio_by_cluster`).

    Parameters
    ----------
    yes_with, no_with
        Units with what is asked about, by outcome.
    yes_without, no_without
        Units without it.
    level
        Coverage wanted.

    Returns
    -------
    tuple of float and Interval, or None
        The conditional maximum likelihood estimate: 0 or infinite where the table is as
        uneven as its margins allow, with an interval that ends there. None where a
        margin is empty, and the table says nothing.

    Raises
    ------
    ValueError
        If a cell is negative.

    Source
    ------
    Fisher (1935), Journal of the Royal Statistical Society 98; interval from both tails
    as in R's `fisher.test` and scipy.stats.contingency.odds_ratio(kind="conditional").
    """
    if min(yes_with, no_with, yes_without, no_without) < 0:
        raise ValueError("a cell of a table is at least 0")
    first, second, yes = yes_with + no_with, yes_without + no_without, yes_with + yes_without
    least, most = max(0, yes - second), min(first, yes)
    if least == most:
        return None
    table = _Table(np.arange(least, most + 1), first, second, yes)
    tail = (1 - level) / 2
    low = 0.0 if yes_with == least else exp(table.solve(lambda p: p[yes_with - least :], tail))
    high = inf if yes_with == most else exp(table.solve(lambda p: p[: yes_with - least + 1], tail))
    return table.likeliest(yes_with), Interval(low, high)


class _Table:
    """The first cell of a table given its margins: Fisher's noncentral hypergeometric."""

    def __init__(self, cells: NDArray[np.int64], first: int, second: int, yes: int) -> None:
        self._cells = cells
        self._log = -sum(
            gammaln(part + 1) for part in (cells, first - cells, yes - cells, second - yes + cells)
        )

    def chances(self, log_ratio: float) -> _Floats:
        """Probability of each value of the cell at this log odds ratio."""
        log = self._log + self._cells * log_ratio
        return np.asarray(np.exp(log - logsumexp(log)), float)

    def solve(self, part: Callable[[_Floats], _Floats], wanted: float) -> float:
        """The log odds ratio at which a tail has this probability."""
        return self._root(lambda x: float(part(self.chances(x)).sum()) - wanted)

    def likeliest(self, cell: int) -> float:
        """The odds ratio at which the mean of the cell is the one seen."""
        if cell == self._cells[0]:
            return 0.0
        if cell == self._cells[-1]:
            return inf
        return exp(self._root(lambda x: float(self.chances(x) @ self._cells) - cell))

    def _root(self, beyond: Callable[[float], float]) -> float:
        return float(brentq(beyond, -FURTHEST, FURTHEST, xtol=1e-12))
