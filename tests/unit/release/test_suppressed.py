"""A hidden number can be printed and passed on, and nothing else."""

from __future__ import annotations

import json
import math
import operator
import pickle
import statistics
from decimal import Decimal

import numpy as np
import pytest

from homeward.release.suppressed import HIDDEN

TWO_SIDED = [
    operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod,
    operator.pow, divmod, operator.and_, operator.or_, operator.xor, operator.lshift,
    operator.rshift, operator.matmul, operator.lt, operator.le, operator.gt, operator.ge,
    operator.eq, operator.ne,
]  # fmt: skip
ONE_SIDED = [
    operator.neg, operator.pos, operator.abs, operator.invert, operator.not_, operator.index,
    int, float, complex, bool, round, math.floor, math.ceil, math.trunc, math.sqrt, math.isnan,
    hash, iter, len, range, Decimal,
]  # fmt: skip
SUMS = [
    sum, max, min, sorted, statistics.mean, statistics.median, math.fsum, math.prod, np.sum,
    np.mean, np.cumsum, np.sort, any, all,
]  # fmt: skip


@pytest.mark.parametrize("operation", TWO_SIDED)
@pytest.mark.parametrize("other", [0, 3, 2.5, True, HIDDEN, np.int64(4), np.array([1, 2]), None])
def test_no_operation_takes_it_from_either_side(operation, other):
    for left, right in ((HIDDEN, other), (other, HIDDEN)):
        with pytest.raises(TypeError):
            operation(left, right)


@pytest.mark.parametrize("operation", ONE_SIDED)
def test_nothing_turns_it_into_something_else(operation):
    with pytest.raises(TypeError):
        operation(HIDDEN)


@pytest.mark.parametrize("operation", SUMS)
def test_no_sum_or_mean_or_order_passes_over_it(operation):
    with pytest.raises(TypeError):
        operation([HIDDEN, 9, 15])
    with pytest.raises(TypeError):
        operation([9 - 9, HIDDEN] if operation is any else [9, HIDDEN])


def test_the_refusal_says_why():
    with pytest.raises(TypeError, match="a hidden number cannot be added up"):
        _ = HIDDEN + 1


def test_it_prints_as_a_word_and_never_as_a_number():
    assert str(HIDDEN) == repr(HIDDEN) == f"{HIDDEN}" == "hidden"
    for spec in (".1f", ",", "d", ".0%", "5"):
        with pytest.raises(TypeError):
            format(HIDDEN, spec)


def test_json_and_arrays_of_numbers_refuse_it():
    with pytest.raises(TypeError):
        json.dumps({"value": HIDDEN})
    with pytest.raises(TypeError):
        np.asarray([HIDDEN], dtype=float)


def test_there_is_one():
    assert pickle.loads(pickle.dumps(HIDDEN)) is HIDDEN
    with pytest.raises(AttributeError):
        HIDDEN.value = 3
