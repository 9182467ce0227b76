"""A step in a series: found where there is one, and seldom where there is none."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from homeward.estimators.steps import (
    FEWEST_MONTHS,
    MOST_GROUPS,
    SHORTEST,
    Series,
    count_series,
    find_step,
    places_of,
    pooled,
    share_series,
    smallest_share_step,
    step_at,
    tail_anywhere,
)
from homeward.estimators.steps_apart import variance_apart

MONTHS = 48


def shares(rng, *, months=MONTHS, children=250, mean=6.0, alike=0.3, part=0.6, shock=0.0,
           persist=0.0, step=0.0, at=None, drift=0.0):  # fmt: skip
    """Yes and of, by child and month: children differ, stay some months, and months differ."""
    many = 1 + rng.negative_binomial(0.5, 0.5 / (0.5 + mean), children)
    child = np.repeat(np.arange(children), many)
    month = rng.integers(0, months, children)[child] + rng.integers(0, 8, len(child))
    child, month = child[month < months], month[month < months]
    own = rng.beta(part * (1 - alike) / alike, (1 - part) * (1 - alike) / alike, children)
    odds = np.log(np.clip(own, 1e-6, 1 - 1e-6) / np.clip(1 - own, 1e-6, 1 - 1e-6))[child]
    waves = np.zeros(months)
    for t in range(months):
        waves[t] = persist * waves[t - 1] + np.sqrt(1 - persist**2) * rng.normal()
    lift = step * (month >= (months // 2 if at is None else at)) + drift * month / months
    yes = rng.random(len(child)) < 1 / (1 + np.exp(-odds - lift - shock * waves[month]))
    pool, pools = pooled(child, children)
    place = pool * months + month

    def table(which):
        return np.bincount(place[which], minlength=pools * months).reshape(pools, months)

    return table(yes).astype(float), table(np.ones(len(yes), bool)).astype(float)


def alarms(level, times=300, seed=1, **how):
    rng = np.random.default_rng(seed)
    found = [find_step(share_series(*shares(rng, **how))) for _ in range(times)]
    return float(np.mean([step.p_value <= level for step in found]))


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"children": 50},
        {"alike": 0.7, "mean": 12.0},
        {"shock": 0.3},
        {"shock": 0.4, "persist": 0.3},
        {"part": 0.03},
        {"months": 18},
    ],
)
def test_false_alarms_are_near_the_rate_that_is_stated(how):
    """Of 300 series with no step: the rate stated is 5 in 100, and 8 would be 2.4 errors over."""
    assert alarms(0.05, **how) <= 0.08


def test_the_cautious_chance_is_not_so_cautious_that_it_never_alarms():
    assert alarms(0.2, times=400) >= 0.04


@pytest.mark.parametrize("step, least", [(1.0, 0.5), (2.0, 0.95)])
def test_a_planted_step_is_found(step, least):
    assert alarms(0.05, times=120, step=step) >= least


def test_a_planted_step_is_found_where_it_was_planted():
    rng = np.random.default_rng(3)
    found = [find_step(share_series(*shares(rng, step=2.5, at=30))) for _ in range(60)]
    places = np.array([step.place for step in found])
    assert np.mean(np.abs(places - 30) <= 1) >= 0.9
    assert all(step.change > 0 for step in found)
    assert np.mean([step.drifts for step in found]) <= 0.2


def test_a_drift_is_said_to_be_one():
    rng = np.random.default_rng(4)
    found = [find_step(share_series(*shares(rng, drift=4.0, children=800))) for _ in range(40)]
    assert np.mean([step.drifts for step in found]) >= 0.8


def test_the_smallest_step_would_be_found_four_times_in_five():
    """The step that is said to be the smallest that would show, planted.

    Children who differ little: a step in each child's odds is then one in the share's.
    """
    rng = np.random.default_rng(5)
    said = np.median(
        [find_step(share_series(*shares(rng, alike=0.01))).smallest for _ in range(40)]
    )
    assert 0.65 <= alarms(0.05, times=200, alike=0.01, step=float(said)) <= 0.95


def test_one_child_is_not_many_witnesses():
    """Three hundred incidents of one child turn from no to yes; others stay as they were."""
    rng = np.random.default_rng(6)
    yes, of = shares(rng, alike=0.3)
    yes[0], of[0] = 0, 6
    yes[0, MONTHS // 2 :] = 6
    assert find_step(share_series(yes, of)).p_value > 0.01


def with_one_large(rng, part, own, first=0, last=MONTHS, **how):
    """A series beside one more child who holds `part` of the whole, with a share of its own."""
    yes, of = shares(rng, **how)
    many = int(of.sum() * part / (1 - part))
    each = np.bincount(rng.integers(first, last, many), minlength=MONTHS)
    theirs = rng.binomial(each, own(np.arange(MONTHS)) if callable(own) else own)
    return np.vstack([yes, theirs]).astype(float), np.vstack([of, each]).astype(float)


@pytest.mark.parametrize(
    "own, first, last",
    [(0.95, 0, MONTHS), (0.95, 10, 25), (0.1, 0, 12), (0.1, 0, 30)],
)
def test_one_large_child_makes_no_false_alarm(own, first, last):
    rng = np.random.default_rng(1)
    found = [
        find_step(share_series(*with_one_large(rng, 0.33, own, first, last, children=100)))
        for _ in range(200)
    ]
    assert np.mean([step.p_value <= 0.05 for step in found]) <= 0.08


def test_one_large_child_who_steps_alone_is_no_step():
    rng = np.random.default_rng(2)

    def turns(month):
        return 1.0 * (month >= 24)

    found = [find_step(share_series(*with_one_large(rng, 0.3, turns))) for _ in range(60)]
    assert np.mean([step.p_value <= 0.05 for step in found]) <= 0.08


def test_one_large_child_does_not_hide_a_step_that_every_child_takes():
    """Nobody's is recorded for two years, nearly everybody's is from then on."""
    rng = np.random.default_rng(3)
    for _ in range(20):
        _, of = with_one_large(rng, 0.33, 0.5)
        yes = rng.binomial(of.astype(int), np.where(np.arange(MONTHS) < 24, 0.0, 0.9))
        step = find_step(share_series(yes.astype(float), of))
        assert step.p_value < 0.001
        assert abs(step.place - 24) <= 1


def test_variance_apart_is_that_of_leaving_out_each_cluster_in_turn():
    rng = np.random.default_rng(4)
    of = rng.integers(0, 4, (9, 12)).astype(float)
    yes = rng.binomial(of.astype(int), 0.4).astype(float)
    variance, freedom, many = variance_apart(yes, of, np.array([5]))

    def share(rows, months):
        return yes[rows][:, months].sum() / of[rows][:, months].sum()

    sides, every = (slice(0, 5), slice(5, 12)), np.arange(9)
    before, after = (of[:, side].sum() for side in sides)
    adds = []
    for one in every:
        rest = every != one
        parts = [share(every, side) - share(rest, side) for side in sides]
        adds.append(before * after / (before + after) * (parts[1] - parts[0]))
    squares = np.square(adds)
    assert variance[0] == pytest.approx(squares.sum())
    assert freedom[0] == pytest.approx(squares.sum() ** 2 / (squares**2).sum())
    assert many.tolist() == [True]


def test_a_side_that_one_cluster_fills_is_worth_too_few():
    of = np.ones((20, 12))
    of[0, 6:] = 300
    yes = of * np.array([[1.0], [0.0]] * 10)
    assert variance_apart(yes, of, np.array([6]))[2].tolist() == [False]
    of[1:, 6:] = 0
    yes[1:, 6:] = 0
    variance, _, many = variance_apart(yes, of, np.array([6]))
    assert (bool(variance[0] > 1e20), bool(many[0])) == (True, False)


def test_two_blanks_at_the_end_are_no_step():
    of = np.ones((200, MONTHS))
    yes = of.copy()
    yes[:2, -4:-2] = 0
    assert find_step(share_series(yes, of)).p_value > 0.05


def test_a_share_of_none_or_all_cannot_step():
    of = np.ones((30, MONTHS))
    assert share_series(of, of) is None
    assert share_series(0 * of, of) is None


def test_a_short_series_has_no_answer():
    rng = np.random.default_rng(7)
    assert find_step(share_series(*shares(rng, months=SHORTEST - 1))) is None
    assert find_step(share_series(*shares(rng, months=SHORTEST))) is not None
    nowhere = np.zeros(MONTHS, bool)
    assert find_step(share_series(*shares(rng)), allowed=nowhere) is None


def test_places_leave_months_on_either_side_and_count_only_months_that_hold_units():
    weight = np.ones(10)
    assert places_of(weight).tolist() == list(range(FEWEST_MONTHS, 8))
    weight[:3] = 0
    assert places_of(weight).tolist() == [6, 7]
    assert places_of(np.ones(10), np.arange(10) == 5).tolist() == [5]


def test_at_one_place_the_chance_allows_for_no_looking():
    rng = np.random.default_rng(8)
    for step in (0.0, 1.0):
        series = share_series(*shares(rng, step=step))
        found = find_step(series)
        assert step_at(series, found.place)[0] <= found.p_value
    assert step_at(series, 0) == (1.0, np.inf)
    assert step_at(series, MONTHS) == (1.0, np.inf)


def test_months_apart_are_independent_children_by_plain_arithmetic():
    """With each child in one month, the variance is that of a difference of two shares."""
    rng = np.random.default_rng(9)
    children = 4800
    month = np.arange(children) % MONTHS
    yes = rng.random(children) < 0.3
    of = np.zeros((children, MONTHS))
    of[np.arange(children), month] = 1
    series = share_series(of * yes[:, None], of)
    late = month >= 24
    p = yes.mean()
    plain = (yes[late].mean() - yes[~late].mean()) / np.sqrt(p * (1 - p) * 4 / children)
    after = (np.arange(MONTHS) >= 24).astype(float)
    own = after - 0.5
    total = own @ series.residual
    assert total / np.sqrt(own @ series.between @ own) == pytest.approx(plain, rel=0.02)
    assert total / (own**2 @ series.weight) * p * (1 - p) == pytest.approx(
        yes[late].mean() - yes[~late].mean()
    )


def test_pools_keep_children_together_and_are_few():
    child = np.repeat(np.arange(3000), 3)
    pool, pools = pooled(child, 3000)
    assert pools == MOST_GROUPS
    assert (pool.reshape(-1, 3) == pool[::3, None]).all()
    assert pooled(child[:9], 3)[1] == 3


@pytest.mark.parametrize("c", [1.0, 2.0, 3.5])
def test_the_bound_is_exact_for_two_and_above_the_truth_for_more(c):
    r = 0.8
    both = multivariate_normal([0, 0], [[1, r], [r, 1]])
    inside = both.cdf([c, c]) - both.cdf([-c, c]) - both.cdf([c, -c]) + both.cdf([-c, -c])
    assert tail_anywhere(c, np.array([r])) == pytest.approx(1 - inside, abs=2e-4)
    rng = np.random.default_rng(1)
    z = rng.normal(size=(60000, 1)) * np.sqrt(r) + rng.normal(size=(60000, 6)) * np.sqrt(1 - r)
    truth = np.mean(np.abs(z).max(axis=1) > c)
    assert tail_anywhere(c, np.full(5, r)) >= truth - 0.004
    assert tail_anywhere(c, np.zeros(0)) == pytest.approx(2 * norm.sf(c))


def test_the_bound_falls_with_distance_and_with_likeness():
    many = [tail_anywhere(c, np.full(40, 0.9)) for c in (0.0, 1.0, 2.0, 4.0, 8.0, 40.0)]
    assert all(a >= b for a, b in pairwise(many))
    assert many[0] == 1.0 and many[-1] == 0.0
    assert tail_anywhere(3.0, np.full(40, 0.9)) < tail_anywhere(3.0, np.zeros(40))


def test_counts_step_against_what_is_expected():
    """Counts of many children double; with the season's own shape expected, they do not."""
    rng = np.random.default_rng(2)
    shape = np.where(np.arange(MONTHS) >= 24, 2.0, 1.0)
    counts = rng.poisson(0.5 * shape, size=(300, MONTHS)).astype(float)
    level = np.full(MONTHS, counts.sum() / MONTHS)
    design = np.ones((MONTHS, 1))
    found = find_step(count_series(counts, level, design))
    assert found.place == 24
    assert found.p_value < 1e-6
    known = shape * counts.sum() / shape.sum()
    assert find_step(count_series(counts, known, design)).p_value > 0.05


def test_a_months_weight_may_be_nothing():
    rng = np.random.default_rng(11)
    yes, of = shares(rng, step=2.5, at=30)
    yes[:, 5:8], of[:, 5:8] = 0, 0
    found = find_step(share_series(yes, of))
    assert abs(found.place - 30) <= 1
    assert isinstance(share_series(yes, of), Series)


def test_a_step_in_odds_as_a_difference_of_shares():
    assert smallest_share_step(0.4, 0.5) == pytest.approx(0.1)
    assert smallest_share_step(50.0, 0.5) == np.inf
