"""Twins: pairs of one first setting, of one birth, as many as the profile says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from homeward.synth.clock import DAY, YEAR
from homeward.synth.streams import Streams
from homeward.synth.twins import FURTHEST, NO_TWIN, as_first, pair_twins
from tests.unit.synth.counties import DEFAULT, profile

NUMBER = 6000


def paired(share: float, number: int = NUMBER, seed: int = 5):
    """Twins among children of three settings, born over sixteen years."""
    rules = profile(DEFAULT)
    rules = replace(rules, people=replace(rules.people, twins_share=share))
    streams, index = Streams(seed), np.arange(number)
    ids = streams.identity("test.children", np.zeros(number), index)
    setting = streams.pick("test.setting", ids, [6, 3, 1])
    born = 16 * YEAR * streams.uniform("test.born", ids)
    return ids, setting, born, *pair_twins(rules, streams, ids, setting, born)


def test_twins_are_each_other_s_and_of_one_setting_and_birth():
    _, setting, born, twin, births = paired(0.3)
    have = np.flatnonzero(twin != NO_TWIN)
    assert (twin[twin[have]] == have).all()
    assert (twin[have] != have).all()
    assert (setting[twin[have]] == setting[have]).all()
    assert (births[twin[have]] == births[have]).all()
    assert (births >= born).all() and (births - born).max() <= FURTHEST
    assert (births[twin == NO_TWIN] == born[twin == NO_TWIN]).all()


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7])
def test_the_share_of_children_with_a_twin_is_the_profile_s(share):
    *_, twin, _ = paired(share)
    spread = 4 * np.sqrt(2 * share * (1 - share) / NUMBER)
    assert abs(np.mean(twin != NO_TWIN) - share) < spread + 0.001


def test_a_share_of_none_makes_none_and_of_one_leaves_the_odd_ones():
    *_, twin, births = paired(0.0)
    assert (twin == NO_TWIN).all()
    *_, born, twin, births = paired(1.0)
    assert (twin == NO_TWIN).sum() <= 3
    assert not np.array_equal(births, born)


def test_children_born_far_apart_are_not_made_twins():
    rules = profile(DEFAULT)
    rules = replace(rules, people=replace(rules.people, twins_share=1.0))
    born = np.array([0.0, 90.0, 100.0, 400.0]) * DAY
    ids, setting = np.arange(4, dtype=np.uint64), np.array([0, 0, 0, 0])
    twin, births = pair_twins(rules, Streams(1), ids, setting, born)
    assert twin.tolist() == [NO_TWIN] * 4
    assert births.tolist() == born.tolist()


@pytest.mark.parametrize("number", [0, 1, 2])
def test_few_children_are_no_trouble(number):
    *_, twin, births = paired(1.0, number)
    assert len(twin) == len(births) == number


def test_the_same_seed_gives_the_same_twins():
    assert paired(0.3)[3].tolist() == paired(0.3)[3].tolist()
    assert paired(0.3)[3].tolist() != paired(0.3, seed=6)[3].tolist()


def test_the_later_twin_takes_what_the_earlier_has():
    twin = np.array([2, NO_TWIN, 0, NO_TWIN])
    assert as_first(twin, np.array(["a", "b", "c", "d"])).tolist() == ["a", "b", "a", "d"]
