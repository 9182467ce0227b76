"""Trend, season and shifts of counts by month: what is given back, and when nothing is."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest

from homeward.estimators.trend import harmonics, quasi_poisson

MONTHS = 48
DAYS = np.tile([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], MONTHS // 12).astype(float)
YEARS = (np.arange(MONTHS) + 0.5) / 12
ONES = np.ones(MONTHS)
SHIFT = (np.arange(MONTHS) >= 30).astype(float)
DESIGN = np.column_stack([ONES, YEARS, harmonics(YEARS % 1), SHIFT])
TRUE = np.array([1.5, 0.1, 0.2, 0.0, 0.0, 0.05, -0.3])
COLUMN = np.eye(len(TRUE))


def counts(seed=0, scatter=1.0):
    mean = DAYS * np.exp(DESIGN @ TRUE)
    rng = np.random.default_rng(seed)
    return rng.negative_binomial(mean / (scatter - 1), 1 / scatter) if scatter > 1 else mean


def test_counts_without_scatter_give_the_curve_back():
    found = quasi_poisson(counts(), DAYS, DESIGN)
    assert found.coefficients == pytest.approx(TRUE, abs=1e-9)
    assert found.expected == pytest.approx(counts())
    assert found.dispersion == 1.0
    value, (low, high) = found.ratio(COLUMN[1])
    assert value == pytest.approx(exp(0.1))
    assert low < value < high


def test_the_highest_against_the_lowest_of_a_curve():
    found = quasi_poisson(counts(3, 2.0), DAYS, DESIGN)
    points = np.zeros((12, len(TRUE)))
    points[:, 2:6] = harmonics((np.arange(12) + 0.5) / 12)
    value, interval, (high, low) = found.highest_to_lowest(points)
    curve = points @ found.coefficients
    assert value == pytest.approx(exp(curve.max() - curve.min()))
    assert (high, low) == (curve.argmax(), curve.argmin())
    assert 1 <= interval.low <= value <= interval.high
    # As for any one pair, but wider, since the pair was found by looking.
    _, plain = found.ratio(points[high] - points[low])
    assert interval.high > plain.high


def test_a_flat_curve_is_not_told_from_none():
    flat = np.round(DAYS * 4.0)
    found = quasi_poisson(flat, DAYS, DESIGN)
    points = np.zeros((12, len(TRUE)))
    points[:, 2:6] = harmonics((np.arange(12) + 0.5) / 12)
    assert found.highest_to_lowest(points)[1].low == 1.0


def test_scatter_widens_every_interval():
    calm, wild = (quasi_poisson(counts(1, s), DAYS, DESIGN) for s in (1.5, 6.0))
    assert wild.dispersion > 2 * calm.dispersion
    assert all(wild.error(c)[0] > calm.error(c)[0] for c in COLUMN)


def test_months_alike_are_seen_and_widen_the_trend():
    rng = np.random.default_rng(5)
    apart = np.abs(np.subtract.outer(np.arange(MONTHS), np.arange(MONTHS)))
    together = rng.multivariate_normal(np.zeros(MONTHS), 0.04 * 0.7**apart)
    alike = quasi_poisson(np.round(counts() * np.exp(together)), DAYS, DESIGN)
    shuffled = counts() * np.exp(rng.permutation(together))
    alone = quasi_poisson(np.round(shuffled), DAYS, DESIGN)
    assert alike.autocorrelation > 0.3 > alone.autocorrelation
    assert alike.error(COLUMN[1])[0] > alone.error(COLUMN[1])[0]


def test_residuals_that_take_turns_do_not_narrow_anything():
    turns = np.round(counts() * np.where(np.arange(MONTHS) % 2, 1.15, 0.85))
    assert quasi_poisson(turns, DAYS, DESIGN).autocorrelation == 0.0


@pytest.mark.parametrize(
    "y, design",
    [
        (np.zeros(MONTHS), DESIGN),
        (counts(1, 2.0), np.column_stack([DESIGN, SHIFT])),
        (counts(1, 2.0) * (1 - SHIFT), DESIGN),
    ],
    ids=["no event", "columns alike", "no event after the shift"],
)
def test_what_has_no_answer(y, design):
    assert quasi_poisson(y, DAYS, design) is None


def test_no_more_counts_than_coefficients_is_no_answer():
    assert quasi_poisson([5, 6, 7], [30, 31, 30], np.eye(3)) is None


def test_waves_of_the_year_come_round():
    assert harmonics([0.0, 1.0]) == pytest.approx(np.array([[0, 1, 0, 1]] * 2), abs=1e-12)
    assert harmonics([0.25], 1) == pytest.approx(np.array([[1, 0]]), abs=1e-12)
