"""The search meets what can be met, names what cannot, and repeats itself exactly."""

from __future__ import annotations

import numpy as np
import pytest

from homeward.synth.fitting.conflicts import Lines, conflicting
from homeward.synth.fitting.levers import LEVERS, moved, odds, plant, power, relevant, rounded
from homeward.synth.fitting.measures import About, find_measure
from homeward.synth.fitting.runs import Bench, Runs
from homeward.synth.fitting.search import FITTING_FROM, Search
from homeward.synth.fitting.targets import Kind, Target
from homeward.synth.profile import check_settings, parse_settings, profile_text
from tests.unit.synth.counties import DEFAULT, TINY

BASE = parse_settings(profile_text(DEFAULT))


def target(id: str, value: float, tolerance: float) -> Target:
    return Target(id, find_measure(id), Kind.MEAN, value, tolerance, "", "")


def lever(name: str):
    return next(each for each in LEVERS if each.name == name)


class Invented:
    """Counties of two numbers: incidents go as size, the share within a day as its shares."""

    def __init__(self, targets) -> None:
        self.ids = [each.id for each in targets]
        self.trials = 0

    def run(self, trials, seeds) -> list[Runs]:
        self.trials += len(trials)
        return [self._one(trial, np.array(seeds)) for trial in trials]

    def _one(self, settings, seeds) -> Runs:
        chance = np.sin(seeds) * 0.01
        long = settings["settings"]["family_home"]["durations"][2]
        known = {
            "incidents": 9000 * settings["size"] * (1 + chance),
            "within_24h": 1 - long + chance,
            "within_168h": 1 - long / 2 + chance,
        }
        values = np.array([known[id] for id in self.ids]).T
        return Runs(values, values, tuple(None for _ in self.ids))


def search(targets, levers=("size", "long"), seeds=6):
    bench = Invented(targets)
    chosen = tuple(lever(name) for name in levers)
    return Search(bench, BASE, chosen, targets, seeds, lambda _: None), bench


def test_a_search_meets_what_can_be_met():
    targets = [target("incidents", 12000, 100), target("within_24h", 0.8, 0.01)]
    found = search(targets)[0].run()
    assert found.unmet == ()
    assert np.abs(found.point.mean - [12000, 0.8]).max() / 100 < 1
    assert found.point.settings["size"] == pytest.approx(12000 / 9000, rel=0.02)


def test_what_is_met_already_is_left_as_it_is():
    found = search([target("incidents", 9000, 500)], ("size",))[0].run()
    assert found.trials == 0
    assert found.point.settings == BASE


def test_a_search_repeats_itself_and_uses_seeds_of_its_own():
    targets = [target("incidents", 12000, 100)]
    first, second = (search(targets)[0].run() for _ in range(2))
    assert first.point.settings == second.point.settings
    assert FITTING_FROM > 1000


def test_what_lies_beyond_every_bound_is_unmet_and_named():
    targets = [target("incidents", 9e6, 100), target("within_24h", 0.9, 0.05)]
    searcher, _ = search(targets)
    found = searcher.run()
    assert found.unmet == (0,)
    low, high, _ = searcher.aims(found.point)
    lines = Lines(
        found.point.mean, found.slopes, low, high,
        found.point.logs - searcher.lows, searcher.highs - found.point.logs,
    )  # fmt: skip
    assert conflicting(lines, found.unmet) == (0,)


def test_two_that_one_setting_cannot_meet_together_are_both_named():
    """Shares within a day and a week move together here: 0.9 and 0.88 cannot both be."""
    targets = [
        target("incidents", 9000, 500),
        target("within_24h", 0.9, 0.01),
        target("within_168h", 0.88, 0.01),
    ]
    searcher, _ = search(targets)
    found = searcher.run()
    assert found.unmet
    low, high, _ = searcher.aims(found.point)
    lines = Lines(
        found.point.mean, found.slopes, low, high,
        found.point.logs - searcher.lows, searcher.highs - found.point.logs,
    )  # fmt: skip
    assert conflicting(lines, found.unmet) == (1, 2)


def lines(low, high, slopes, at=None, bound=1.0) -> Lines:
    slopes = np.array(slopes, float)
    sides = np.full(slopes.shape[1], bound)
    at = np.zeros(len(low)) if at is None else np.array(at, float)
    return Lines(at, slopes, np.array(low, float), np.array(high, float), sides, sides)


def test_the_set_named_is_irreducible():
    """Three planes with no common point though each two meet; a fourth is no part of it."""
    found = lines(
        [0.5, 0.5, 0.5, -1],
        [9, 9, 9, 9],
        [[1, 0], [-0.5, 1], [-0.5, -1], [1, 1]],
        bound=100,
    )
    assert conflicting(found, (0, 1, 2)) == (0, 1, 2)
    for spared in ([0, 1, 3], [1, 2, 3], [0, 2, 3]):
        assert found.feasible(spared)


def test_lines_that_promise_too_much_are_drawn_in():
    """The straight line says that a lever at its bound would do; the trials found not."""
    found = lines([5.0], [6.0], [[1.0]], bound=8)
    assert found.feasible([0])
    assert conflicting(found, (0,)) == (0,)


def test_what_pulls_against_the_unmet_is_named_where_lines_promise_too_much():
    """Both could move freely by the lines; at the best point they pull opposite ways."""
    found = lines(
        [1.0, -2.0, -1.0],
        [2.0, 0.0, 1.0],
        [[1.0, 0.5], [1.0, 0.1], [0.0, 0.0]],
        at=[0.9, -0.1, 0.0],
        bound=3,
    )
    assert found.feasible([0, 1, 2])
    assert conflicting(found, (0,)) == (0, 1)


def test_a_one_sided_band_is_a_band():
    assert lines([0.5], [np.inf], [[1.0]]).feasible([0])
    assert not lines([1.5], [np.inf], [[1.0]]).feasible([0])


@pytest.mark.parametrize("each", LEVERS, ids=lambda each: each.name)
@pytest.mark.parametrize("edge", ["least", "most"])
def test_every_lever_moves_something_and_leaves_a_profile_that_can_be_used(each, edge):
    log = np.log([getattr(each, edge)])
    after = moved(BASE, (each,), log)
    assert after != BASE
    assert check_settings(after)
    assert parse_settings(profile_text(DEFAULT)) == BASE, "the base itself must not move"


def test_a_lever_at_one_changes_nothing():
    assert moved(BASE, LEVERS, np.zeros(len(LEVERS))) == BASE


def test_only_what_targets_are_about_is_free():
    duration = relevant(frozenset({About.DURATION}), ())
    assert {each.name for each in duration} >= {"overnight", "long"}
    assert not {"size", "dips"} & {each.name for each in duration}
    assert [each.name for each in relevant(frozenset(), ("dips", "size"))] == ["size", "dips"]


def test_shares_stay_shares_and_deeper_dips_are_deeper_throughout():
    assert odds(0.5, 3) == pytest.approx(0.75)
    assert odds(0.0, 3) == 0.0 and odds(1.0, 3) == 1.0
    assert power(0.75, 2) < power(0.9, 2) < 0.9


def test_settings_are_written_as_they_were_run():
    assert rounded(0.123456) == 0.1235
    after = moved(BASE, (lever("decay"),), np.array([0.1]))["recurrence"]["decay_days"]
    assert after == rounded(BASE["recurrence"]["decay_days"] * np.exp(0.1))


def test_planted_values_go_where_they_belong():
    after = plant(BASE, {"philomena_baseline_rate_ratio": 0.7, "out_of_area_rate_ratio": 1.2})
    assert after["homes"]["philomena_rate_ratio"] == 0.7
    assert after["people"]["out_of_area_rate_ratio"] == 1.2
    assert BASE["homes"]["philomena_rate_ratio"] != 0.7


def test_the_number_of_processes_changes_nothing():
    targets = [target("incidents", 300, 10), target("home_peak_22_01", 1, 0)]
    settings = parse_settings(profile_text(TINY))
    seen = []
    for workers in (1, 2):
        with Bench(targets, workers) as bench:
            (runs,) = bench.run([settings], (1, 2, 3))
            seen.append(runs)
    assert (seen[0].values == seen[1].values).all()
    assert (seen[0].pools[1] == seen[1].pools[1]).all()
