"""Adjusted odds and rates: what they answer, and when they do not."""

from __future__ import annotations

import numpy as np
import pytest

from homeward.estimators import (
    Factor,
    Unfit,
    Why,
    adjusted_odds,
    adjusted_rates,
    odds_ratio_by_cluster,
    overdispersed_rates,
    yes_or_no,
)
from homeward.estimators import adjusted as module
from tests.lib.clustered import made_rows

ROWS = made_rows(5)
EXPOSED = yes_or_no("e", ROWS.exposed)


def odds(outcome=None, compared=EXPOSED, others=(), cluster=None):
    outcome = ROWS.outcome if outcome is None else outcome
    return adjusted_odds(outcome, compared, others, ROWS.cluster if cluster is None else cluster)


def test_nothing_to_adjust_for_is_the_crude_ratio():
    crude = odds_ratio_by_cluster(ROWS.outcome, ROWS.exposed, ROWS.cluster)
    found = odds().ratios[True]
    assert found.value == pytest.approx(crude.value)
    assert found.log_error == pytest.approx(crude.log_error)
    assert found.interval == pytest.approx(crude.interval)


def test_a_confounder_is_taken_away():
    """Within each of two kinds the odds ratio is 1; taken together it is not."""
    kind = np.repeat([0, 1], 1000)
    exposed = np.r_[np.arange(1000) < 800, np.arange(1000) < 200]
    outcome = np.r_[np.arange(1000) % 2 == 0, np.arange(1000) % 10 == 0]
    parts = (outcome, yes_or_no("e", exposed))
    cluster = np.arange(2000)
    crude = adjusted_odds(*parts, [], cluster).ratios[True]
    held = adjusted_odds(*parts, [Factor("kind", kind, ("a", "b"))], cluster).ratios[True]
    assert crude.value > 2
    assert held.value == pytest.approx(1)
    assert held.interval.low < 1 < held.interval.high


def test_what_was_fitted_is_told():
    found = odds(others=ROWS.factors)
    assert found.parameters == 1 + 3 + 1 + 5
    assert found.adjusted_for == ("band", "sex", "kind")
    fewest = min(ROWS.outcome.sum(), (~ROWS.outcome).sum())
    assert found.per_parameter == pytest.approx(fewest / 10)
    assert found.clusters == len(np.unique(ROWS.cluster))


def test_the_order_of_rows_and_the_names_of_clusters_change_nothing():
    order = np.random.default_rng(1).permutation(len(ROWS.outcome))
    again = adjusted_odds(
        ROWS.outcome[order],
        EXPOSED.taken(order),
        [factor.taken(order) for factor in ROWS.factors],
        (ROWS.cluster * 3 + 1)[order],
    ).ratios[True]
    found = odds(others=ROWS.factors).ratios[True]
    assert again.value == pytest.approx(found.value)
    assert again.interval == pytest.approx(found.interval)


def test_a_category_of_three_rows_does_not_undo_the_rest():
    """Without pooling, a level with no event has a coefficient without end."""
    rare = Factor("rare", (np.arange(len(ROWS.outcome)) < 3).astype(int), ("usual", "rare"))
    outcome = ROWS.outcome & (rare.codes == 0)
    found = odds(outcome, others=[*ROWS.factors, rare])
    assert "rare" not in found.adjusted_for
    assert found.ratios[True].value == pytest.approx(
        odds(others=ROWS.factors).ratios[True].value, rel=0.02
    )


def test_separation_is_told_by_name(monkeypatch):
    monkeypatch.setattr(module, "FEWEST_IN_LEVEL", 0)
    found = odds(ROWS.outcome & (ROWS.kind != 3), others=ROWS.factors)
    assert found == Unfit(Why.SEPARATED, ("kind",))
    events = np.where(ROWS.kind == 3, 0, ROWS.events)
    found = adjusted_rates(events, ROWS.time, EXPOSED, ROWS.factors, ROWS.cluster)
    assert found == Unfit(Why.SEPARATED, ("kind",))


def test_covariates_that_tell_each_other_are_named():
    again = Factor("again", ROWS.kind // 3, ("first", "second"))
    found = odds(others=[*ROWS.factors, again])
    assert found.why is Why.COLLINEAR
    assert set(found.covariates) == {"kind", "again"}


def test_a_covariate_that_is_the_exposure_is_told():
    found = odds(others=[Factor("same", ROWS.exposed.astype(int), ("no", "yes"))])
    assert found.why is Why.COLLINEAR
    assert set(found.covariates) == {"e", "same"}


def test_too_few_events_for_each_parameter_is_refused():
    """49 events bear 9 parameters and no more, at 5 for each: not the exposure and 9 others."""
    outcome = np.zeros(len(ROWS.outcome), bool)
    outcome[np.flatnonzero(ROWS.exposed)[:20]] = True
    outcome[np.flatnonzero(~ROWS.exposed)[:29]] = True
    wide = Factor("wide", np.arange(len(outcome)) % 4, tuple("abcd"))
    assert odds(outcome, others=[wide]).per_parameter == pytest.approx(49 / 4)
    rng = np.random.default_rng(1)
    many = [Factor(f"f{i}", rng.integers(0, 2, len(outcome)), ("a", "b")) for i in range(9)]
    assert odds(outcome, others=many[:8]).parameters == 9
    assert odds(outcome, others=many) == Unfit(Why.TOO_FEW_EVENTS)


def test_nobody_on_one_side_is_nothing_to_compare():
    nobody = yes_or_no("e", np.zeros(len(ROWS.outcome), bool))
    assert odds(compared=nobody) == Unfit(Why.NOTHING_TO_COMPARE)


def test_few_in_a_cell_or_few_clusters_is_refused():
    few = ROWS.exposed & (np.cumsum(ROWS.exposed & ROWS.outcome) <= 9)
    assert odds(compared=yes_or_no("e", few)) == Unfit(Why.TOO_FEW_UNITS)
    assert odds(cluster=ROWS.cluster % 9) == Unfit(Why.TOO_FEW_CLUSTERS)


def test_rates_do_not_mind_how_time_is_cut():
    """An event row and a row of time apart say what the two say together."""
    whole = adjusted_rates(ROWS.events, ROWS.time, EXPOSED, ROWS.factors, ROWS.cluster)
    twice = np.tile(np.arange(len(ROWS.events)), 2)
    half = len(ROWS.events)
    cut = adjusted_rates(
        np.where(np.arange(2 * half) < half, ROWS.events[twice], 0),
        ROWS.time[twice] / 2,
        EXPOSED.taken(twice),
        [factor.taken(twice) for factor in ROWS.factors],
        ROWS.cluster[twice],
    )
    assert cut.ratios[True].value == pytest.approx(whole.ratios[True].value)
    assert cut.ratios[True].interval == pytest.approx(whole.ratios[True].interval)


def test_several_levels_are_compared_with_one():
    found = adjusted_odds(ROWS.outcome, ROWS.factors[0], [EXPOSED], ROWS.cluster)
    assert set(found.ratios) == {"b", "c", "d"}


def test_counts_that_are_poisson_leave_nothing_to_check():
    rng = np.random.default_rng(2)
    events = rng.poisson(ROWS.time * np.exp(-0.5 + 0.4 * ROWS.exposed))
    events[::2] = np.round(ROWS.time[::2] * 0.7)  # less spread than chance makes
    found = overdispersed_rates(events, ROWS.time, EXPOSED, [], ROWS.cluster)
    assert found == Unfit(Why.NOT_OVERDISPERSED)


def test_what_rates_refuse_the_negative_binomial_refuses():
    found = overdispersed_rates(ROWS.events, ROWS.time, EXPOSED, [], ROWS.cluster % 9)
    assert found == Unfit(Why.TOO_FEW_CLUSTERS)


def test_a_few_with_very_many_lead_a_poisson_answer_and_not_the_other():
    rng = np.random.default_rng(4)
    n = 600
    exposed = np.arange(n) < 120
    events = rng.poisson(rng.gamma(0.5, 2, n))
    events[:3] = 300
    args = (events, np.ones(n), yes_or_no("e", exposed), [], np.arange(n))
    poisson, uneven = adjusted_rates(*args).ratios[True], overdispersed_rates(*args)
    assert poisson.value == pytest.approx(uneven.adjusted.ratios[True].value)  # no covariates
    assert uneven.shape < 1
    assert poisson.degrees < 5  # and the interval says on how few it rests
