"""Jobs spread over processes: results in order, and a process that ends is not passed over."""

from __future__ import annotations

import operator
import os

import pytest

from homeward.synth.bulk.workers import cores, in_order
from homeward.vocabulary.errors import HomewardError


def test_results_come_in_the_order_of_the_jobs():
    assert list(in_order(operator.neg, list(range(20)), 2)) == [-n for n in range(20)]


def test_one_job_is_done_here():
    assert list(in_order(operator.methodcaller("upper"), ["a"], 8)) == ["A"]
    assert cores() >= 1


def test_a_process_that_ends_is_said():
    with pytest.raises(HomewardError) as caught:
        list(in_order(os._exit, [0, 0, 0], 2))
    assert caught.value.code == "HW-E005"
