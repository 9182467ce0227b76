"""A released interval holds the one it stands for: release never makes a number clearer."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import exp

from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.findings import Estimate, format_value
from homeward.release.behind import look_behind
from homeward.release.estimates import part_of_one, release_estimate
from homeward.release.grids import Grid, decade, least_values
from homeward.release.rules import DEFAULT
from homeward.vocabulary.units import Kind, Unit
from tests.unit.release.cases import as_filed_by, modelled, rate_ratio, share

RATIOS = [Kind.RATE_RATIO, Kind.ODDS_RATIO]
STRICT = DEFAULT.stricter(redact_up_to=10, round_to=15)

counts = st.one_of(st.integers(8, 60), st.integers(8, 5000))
rules = st.sampled_from([DEFAULT, DEFAULT, STRICT])


def no_clearer(e, setting=DEFAULT):
    """Whether `e`, released, says no more than it did. The released estimate."""
    r = release_estimate(e, setting)
    if r.value is None or r.low is None:
        return r
    slack = 1e-9 * max(1.0, abs(e.high))
    assert r.low <= e.low + slack and r.high >= e.high - slack
    assert r.low <= r.value <= r.high
    assert not (e.low <= 1 <= e.high) or (r.low <= 1 + slack and r.high >= 1 - slack)
    return r


@st.composite
def modelled_ratios(draw):
    """A ratio off a model, its interval lopsided or not, with a count or without."""
    n, more = draw(counts), draw(counts)
    value = exp(draw(st.floats(-3, 3)))
    below, above = draw(st.floats(0.001, 2)), draw(st.floats(0.001, 2))
    parts = {"count": n, "of": n + more, "children": max(8, n // 3)}
    if draw(st.integers(0, 4)) == 0:
        parts = {"of": n + more}
    kind = draw(st.sampled_from(RATIOS))
    ends = value * exp(-below), value * exp(above)
    return modelled(kind, value, *ends, children_of=max(10, (n + more) // 3), **parts)


@settings(max_examples=400, derandomize=True, deadline=None)
@given(modelled_ratios(), rules)
def test_a_modelled_ratio_is_no_clearer_released(e, setting):
    r = no_clearer(e, setting)
    if r.value is None:
        return
    part = least_values(setting) * part_of_one(e, look_behind(e, setting), setting)
    grid = Grid(part, decimals=True)
    assert r.value == grid.nearest(e.value)
    low, high = grid.meant_by(r.value)
    assert low * (1 - 1e-6) <= e.value <= high * (1 + 1e-6)
    assert high / low >= 1 + 0.99 * min(part, 0.5)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(counts, counts, st.floats(1, 9), st.floats(0.1, 0.9), st.sampled_from(["whole", "rest"]))
def test_a_ratio_made_from_rounded_counts_is_no_clearer(n, rest, deff, exposure, reference):
    no_clearer(rate_ratio(n, n + rest, exposure, reference, deff))


@settings(max_examples=300, derandomize=True, deadline=None)
@given(counts, counts, st.floats(1, 9), rules)
def test_a_share_is_no_clearer(n, rest, deff, setting):
    e = share(n, n + rest, deff=deff)
    no_clearer(e, setting)
    no_clearer(as_filed_by(e, e.low, e.high), setting)
    tilted = as_filed_by(e, e.low * 0.9, min(1.0, e.high * 1.02))
    no_clearer(tilted, setting)
    no_clearer(replace(tilted, kind=Kind.CURVE, count=None), setting)
    no_clearer(replace(tilted, kind=Kind.WEIGHTED, value=0.97 * e.value), setting)


def test_numbers_of_many_children_are_shown_with_an_interval():
    shown = [
        no_clearer(rate_ratio(400, 3000, 0.2, "whole", 2.0)),
        no_clearer(share(400, 3000, deff=2.0)),
        no_clearer(modelled(Kind.MEAN, 3.4, 3.1, 3.7, unit=Unit.INCIDENTS, count=400, of=3000,
                            children=300)),
    ]  # fmt: skip
    assert all(r.value is not None and r.low is not None for r in shown)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(counts, counts, st.floats(0.3, 3), st.sampled_from([Kind.MEAN, Kind.FORECAST, Kind.RANGE]))
def test_a_mean_a_forecast_and_a_sum_are_no_clearer(n, of, spread, kind):
    for value in (n / of, 31.7 * n):
        ends = value * exp(-spread), value * exp(spread / 2)
        e = modelled(kind, value, *ends, unit=Unit.INCIDENTS, count=n, of=of, children=n)
        no_clearer(e)


@settings(max_examples=100, derandomize=True, deadline=None)
@given(counts, st.floats(0.05, 1))
def test_a_count_is_no_clearer(n, half):
    ends = n * exp(-half), n * exp(half)
    no_clearer(Estimate("n", Kind.COUNT, Unit.INCIDENTS, n, *ends, count=n, children=n))


def test_a_large_share_hardly_moves():
    for n, of in ((377, 403), (2100, 9200), (600, 1200)):
        e = share(n, of)
        r = release_estimate(e, DEFAULT)
        assert e.low - r.low < 10 / of and r.high - e.high < 10 / of


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.integers(1, 500), st.sampled_from([2, 3]))
def test_a_grid_is_as_coarse_as_asked_and_no_more_than_twice(thousandths, figures):
    part = thousandths / 1000
    values = decade(part, figures)
    gaps = [b / a - 1 for a, b in pairwise(values)]
    assert values[0] == 1 and values[-1] == 10
    assert min(gaps) >= part - 1e-9
    assert max(gaps[:-1], default=0) <= 2 * max(part, 10.0 ** (1 - figures)) + 1e-9


@settings(max_examples=300, derandomize=True, deadline=None)
@given(modelled_ratios())
def test_what_is_printed_is_what_was_released(e):
    r = release_estimate(e, DEFAULT)
    for number in (r.value, r.low, r.high):
        if number is not None and 0.1 <= number < 1000:
            printed = format_value(number, r.kind, r.unit)
            assert float(printed.replace(",", "")) == number
            assert len(printed.partition(".")[2]) <= 2
