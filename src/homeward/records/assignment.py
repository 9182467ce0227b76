"""The best pairing of rows with columns, each at most once.

Shortest augmenting paths: D. F. Crouse, "On implementing 2D rectangular assignment
algorithms", IEEE Transactions on Aerospace and Electronic Systems 52(4), 2016. Of pairings
that cost the same, the one that `scipy.optimize.linear_sum_assignment` gives, to which it is
tested: a header has a few dozen columns, for which a library that takes half a second to be
loaded is not worth its while.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

_NONE = -1


@dataclass(slots=True)
class _Paired:
    """The pairing so far, with the dual prices of rows and columns."""

    row_price: list[float]
    column_price: list[float]
    column_of: list[int] = field(init=False)
    row_of: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.column_of = [_NONE] * len(self.row_price)
        self.row_of = [_NONE] * len(self.column_price)


def least_cost(cost: np.ndarray) -> list[tuple[int, int]]:
    """Pairs of row and column with the least sum of costs, as many as the shorter side has.

    Parameters
    ----------
    cost
        Finite costs, rows by columns.

    Returns
    -------
    list
        Pairs in the order of their rows.
    """
    turned = cost.shape[1] < cost.shape[0]
    costs: list[list[float]] = (cost.T if turned else cost).astype(float).tolist()
    columns = len(costs[0]) if costs else 0
    paired = _Paired([0.0] * len(costs), [0.0] * columns)
    for row in range(len(costs)):
        _pair(costs, row, paired)
    pairs = enumerate(paired.column_of)
    return sorted((column, row) for row, column in pairs) if turned else list(pairs)


def _pair(costs: Sequence[Sequence[float]], row: int, paired: _Paired) -> None:
    """Pair one more row, by the cheapest chain of changes to the pairs there are."""
    columns = len(paired.column_price)
    left = list(range(columns - 1, -1, -1))
    shortest, came_from = [math.inf] * columns, [_NONE] * columns
    passed: list[int] = []
    at, lowest, rows = row, 0.0, [row]
    while True:
        lowest, place = _nearest(costs[at], at, lowest, left, shortest, came_from, paired)
        column = left[place]
        passed.append(column)
        left[place] = left[-1]
        left.pop()
        if paired.row_of[column] == _NONE:
            break
        at = paired.row_of[column]
        rows.append(at)
    for other in rows[1:]:
        paired.row_price[other] += lowest - shortest[paired.column_of[other]]
    paired.row_price[row] += lowest
    for other in passed:
        paired.column_price[other] -= lowest - shortest[other]
    while column != _NONE:
        at = came_from[column]
        paired.row_of[column] = at
        paired.column_of[at], column = column, paired.column_of[at]


def _nearest(
    costs: Sequence[float], at: int, lowest: float, left: Sequence[int],
    shortest: list[float], came_from: list[int], paired: _Paired,
) -> tuple[float, int]:  # fmt: skip
    """The least length of a path to a column not passed yet, and its place among those left."""
    price, prices, row_of = paired.row_price[at], paired.column_price, paired.row_of
    least, found = math.inf, _NONE
    for place, column in enumerate(left):
        length = lowest + costs[column] - price - prices[column]
        if length < shortest[column]:
            came_from[column], shortest[column] = at, length
        here = shortest[column]
        if here < least or (here == least and row_of[column] == _NONE):
            least, found = here, place
    return least, found
