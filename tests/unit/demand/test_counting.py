"""Counting over the sheet: every number of a tally by hand, and against a slow count."""

from __future__ import annotations

from collections import Counter as Times

import numpy as np
import pytest

from homeward.demand.counting import Counter, Flag, Volume, _different, group, settings_in
from homeward.timelines.sheet import coded
from tests.lib.made import made_timelines
from tests.unit.demand.cases import START, rows


def sheet_of(children):
    """A sheet of incidents of these children, which stand in order."""
    assert list(children) == sorted(children)
    return made_timelines([{"child": child, "reported": START} for child in children]).sheet


def test_a_tally_by_hand():
    """Of a's two one is yes; b's is yes; c's cannot be judged."""
    ask = Counter(sheet_of("aabc"), {"setting": coded(["s", "s", "t", "t"])})
    flag = Flag(np.array([1, 0, 1, 0], bool), np.array([1, 1, 1, 0], bool), rest=True)
    found = ask.tallies([(), ("setting",)], {"one": flag})
    whole = found[()]["one"]
    assert (whole.count, whole.of, whole.left_out) == (2, 3, 1)
    assert (whole.children, whole.children_of, whole.children_rest) == (2, 2, 1)
    assert (whole.squares, whole.products, whole.sizes) == (2, 3, 5)
    assert found[group(setting="t")]["one"].of == 1
    assert settings_in(found) == ["s", "t"]


def test_a_yes_that_is_not_judged_is_none():
    ask = Counter(sheet_of("ab"))
    flag = Flag(np.array([1, 1], bool), np.array([1, 0], bool), np.array([0, 0], bool))
    found = ask.tallies([()], {"one": flag})[()]["one"]
    assert (found.count, found.of, found.left_out) == (1, 1, 0)


def test_where_and_nulls_leave_rows_out():
    ask = Counter(
        sheet_of("aabc"), {"kind": coded(["x", None, "x", "x"])}, np.array([1, 1, 1, 0], bool)
    )
    found = ask.volumes([(), ("kind",)])
    assert found[()] == Volume(3, 2, 5, 9, 17)
    assert found[group(kind="x")] == Volume(2, 2, 2, 2, 2)


def test_no_episode_is_a_group_of_none():
    ask = Counter(made_timelines([]).sheet)
    yes = Flag(np.zeros(0, bool))
    assert ask.tallies([()], {"one": yes})[()]["one"].of == 0
    assert ask.volumes([(), ("setting",)]) == {(): Volume()}


def test_volumes_and_profiles_agree():
    ask = Counter(made_timelines(rows(30, 7)).sheet)
    whole, (sizes, units) = ask.volumes([()])[()], ask.profiles([()])[()]
    assert whole.incidents == sizes @ units == 30
    assert whole.children == units.sum() == 7
    assert whole.squares == (sizes**2) @ units


@pytest.mark.parametrize("seed", range(5))
def test_against_a_slow_count(seed):
    """Two dimensions, some null, with a question that not every episode can answer."""
    rng = np.random.default_rng(seed)
    n = 200
    child = np.sort(rng.integers(0, 30, n))
    one = [None if v == 0 else f"o{v}" for v in rng.integers(0, 4, n)]
    two = [int(v) for v in rng.integers(0, 3, n)]
    yes, judged = rng.random(n) < 0.4, rng.random(n) < 0.8
    ask = Counter(sheet_of([f"{c:02d}" for c in child]), {"one": coded(one), "two": coded(two)})
    found = ask.tallies([("one", "two")], {"q": Flag(yes, judged, rest=True)})
    sizes = ask.volumes([("one", "two")])
    groups = {(o, t) for o, t in zip(one, two, strict=True) if o is not None}
    assert len(found) == len(groups)
    for o, t in groups:
        mine = [i for i in range(n) if one[i] == o and two[i] == t]
        y = Times(child[i] for i in mine if yes[i] and judged[i])
        of = Times(child[i] for i in mine if judged[i])
        tally = found[group(one=o, two=t)]["q"]
        assert (tally.count, tally.of) == (y.total(), of.total())
        assert tally.left_out == len(mine) - of.total()
        assert (tally.children, tally.children_of) == (len(y), len(of))
        assert tally.children_rest == sum(of[c] > y[c] for c in of)
        assert tally.squares == sum(v * v for v in y.values())
        assert tally.products == sum(y[c] * of[c] for c in of)
        assert tally.sizes == sum(v * v for v in of.values())
        assert tally.fourths == sum(v**4 for v in of.values())
        every = Times(child[i] for i in mine)
        powers = [sum(v**power for v in every.values()) for power in (2, 3, 4)]
        assert sizes[group(one=o, two=t)] == Volume(len(mine), len(every), *powers)


@pytest.mark.parametrize("keys", [[], [0], [3, 3, 0], [10**9, 5, 10**9]])
def test_different_keys_with_and_without_a_table(keys):
    values, place = _different(np.array(keys, np.int64))
    assert values.tolist() == sorted(set(keys))
    assert values[place].tolist() == keys
