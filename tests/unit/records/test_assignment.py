"""The best pairing, against the library whose answer it gives."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from homeward.records.assignment import least_cost


def _peer(cost: np.ndarray) -> list[tuple[int, int]]:
    return [(int(i), int(j)) for i, j in zip(*linear_sum_assignment(cost), strict=True)]


@pytest.mark.parametrize("seed", range(40))
def test_pairs_are_those_of_scipy_also_where_many_cost_the_same(seed: int) -> None:
    draw = np.random.default_rng(seed)
    shape = tuple(draw.integers(1, 30, 2))
    few = draw.choice([0.0, -0.34, -0.58, -0.95, -1.0, -1.1], shape)
    many = draw.normal(size=shape)
    assert least_cost(few) == _peer(few)
    assert least_cost(many) == _peer(many)


def test_nothing_to_pair_gives_no_pairs() -> None:
    assert least_cost(np.empty((0, 3))) == []
