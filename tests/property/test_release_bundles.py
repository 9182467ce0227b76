"""Any bundle that goes through the gate passes the second look and keeps its counts."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.estimators.proportions import wilson
from homeward.findings import Estimate, from_json, to_json
from homeward.release import release, verify
from homeward.release.behind import PARTS
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State
from tests.unit.release.cases import bundle, table

#: Counts that no rounded number, year or ordinary number can be taken for.
planted = st.integers(100_000, 900_000).filter(lambda n: n % 6 not in (2, 3, 4))
counts = st.one_of(st.integers(0, 30), st.integers(0, 2_000), planted)
groups = st.dictionaries(
    st.sampled_from(["setting", "year", "home"]), st.sampled_from(["a", "b", 1, 2]), max_size=2
)
INTERVALS = ("Wilson", "bootstrap over children", "robust by child")


@st.composite
def parts(draw):
    """Counts, denominators and children that do not contradict each other."""
    n, of = sorted((draw(counts), draw(counts) + 1))
    children_of = draw(st.integers(1, of))
    children = min(n, children_of, draw(st.integers(1, of)))
    said = draw(st.sampled_from([True, True, True, False]))
    return {
        "count": n,
        "of": of,
        "children": children if said else None,
        "children_of": children_of if said else None,
        "left_out": draw(st.one_of(st.none(), counts)),
        "by": draw(groups),
    }


def around(value, draw, most=float("inf")):
    """An interval that holds the value, or none."""
    if draw(st.booleans()):
        return None, None
    below, above = draw(st.floats(0, 0.9)), draw(st.floats(0, 2))
    return value * (1 - below), min(most, value * (1 + above))


@st.composite
def estimates(draw, name="x"):
    """An estimate of any kind that an analysis could file."""
    kind, given = draw(st.sampled_from(list(Kind))), draw(parts())
    n, of = given["count"], given["of"]
    if kind is Kind.COUNT:
        return Estimate(name, kind, Unit.INCIDENTS, n, *around(n, draw), **{**given, "of": None})
    if kind is Kind.SHARE and draw(st.booleans()):
        deff = draw(st.floats(1, 9))
        low, high = wilson(n, of, design_effect=deff)
        interval = draw(st.sampled_from(INTERVALS))
        return Estimate(
            name, kind, Unit.INCIDENTS, n / of, low, high, interval=interval,
            design_effect=deff, **given,
        )  # fmt: skip
    if kind in (Kind.SHARE, Kind.CURVE, Kind.BOUND, Kind.WEIGHTED):
        value = draw(st.floats(0, 1))
        given = {**given, "count": None} if draw(st.booleans()) else given
        interval = around(value, draw, 1.0)
        return Estimate(name, kind, Unit.CHILDREN, value, *interval, interval="log-log", **given)
    if kind is Kind.ODDS_RATIO:
        value = draw(st.floats(0, 50))
        interval = around(value, draw)
        return Estimate(name, kind, Unit.RATIO, value, *interval, interval="robust", **given)
    if kind is Kind.RATE_RATIO:
        exposure = draw(st.floats(0.01, 0.99))
        reference = draw(st.sampled_from(["whole", "rest", None]))
        value = n / of / exposure if reference == "whole" else draw(st.floats(0, 50))
        interval = around(value, draw)
        return Estimate(
            name, kind, Unit.RATIO, value, *interval, exposure=exposure, reference=reference,
            interval="robust by child", **given,
        )  # fmt: skip
    value = n / of if kind is Kind.MEAN and draw(st.booleans()) else draw(st.floats(0, 500))
    if kind is Kind.INDEX:
        value = draw(st.floats(0, 1))
    unit = {Kind.INDEX: Unit.INDEX, Kind.CLOCK_HOUR: Unit.HOUR_OF_DAY}.get(kind, Unit.HOURS)
    return Estimate(name, kind, unit, value, *around(value, draw), interval="x", **given)


@st.composite
def bundles(draw):
    """A bundle of some estimates and a table of others."""
    filed = [draw(estimates(name=f"e{i}")) for i in range(draw(st.integers(1, 4)))]
    rows = [draw(estimates(name=f"t{i}")) for i in range(draw(st.integers(0, 4)))]
    words = " ".join(f"{{e{i}}}" for i, e in enumerate(filed) if not e.by)
    caveat = ", ".join(f"{e.count:,}" for e in filed if e.count is not None)
    return bundle(*filed, tables=(table(*rows),), statement=words, caveats=(caveat,))


def exact_numbers(given):
    """Planted counts of a bundle."""
    (finding,) = given.findings
    every = [*finding.estimates, *(e for t in finding.tables for e in t.estimates)]
    numbers = {getattr(e, part) for e in every for part in (*PARTS, "left_out")}
    return {n for n in numbers if n is not None and n >= 100_000 and n % 6 != 3}


@settings(max_examples=150, derandomize=True)
@given(bundles())
def test_whatever_goes_in_what_comes_out_obeys_the_rules(given_bundle):
    released = release(given_bundle)
    assert verify(released) is None
    assert from_json(to_json(released)) == released


@settings(max_examples=100, derandomize=True)
@given(bundles())
def test_no_exact_count_is_anywhere_in_the_text(given_bundle):
    text = to_json(release(given_bundle))
    whole_numbers = {
        int(t.replace(",", "")) for t in re.findall(r"(?<![\d.])\d[\d,]*(?!\.\d)", text)
    }
    assert exact_numbers(given_bundle) & whole_numbers == set()


@given(bundles())
def test_a_hidden_cell_carries_no_number_about_its_count(given_bundle):
    (finding,) = json.loads(to_json(release(given_bundle)))["findings"]
    every = [*finding["estimates"], *(e for t in finding["tables"] for e in t["estimates"])]
    for e in every:
        if e["value"] is None:
            assert e["state"] == State.HIDDEN.value
            assert {e[k] for k in ("low", "high", "count", "children", "exposure")} == {None}
            assert "design_effect" not in e
        else:
            assert "state" not in e


@given(bundles())
def test_the_order_of_estimates_changes_nothing(given_bundle):
    (finding,) = given_bundle.findings
    turned = replace(finding, estimates=finding.estimates[::-1], tables=finding.tables)
    there = release(given_bundle).findings[0].estimates
    back = release(replace(given_bundle, findings=(turned,))).findings[0].estimates
    assert back[::-1] == there
