"""Of any records and any rule: sizes, weights, and a draw that no order of rows moves."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.estimators.survey import calibrated, joined_strata
from homeward.study.sampling.columns import Units
from homeward.study.sampling.draw import POOLED, draw_sample
from homeward.study.sampling.rule import Rule
from homeward.timelines.sheet import Coded, coded
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.sampling import Allocation

SETTINGS = ("family_home", "foster", "childrens_home", "not_recorded")


def made(rows: list[tuple[str, int, int]]) -> Units:
    """Units of (setting, year, child), in this order."""
    n = len(rows)
    columns: dict[str, Coded] = {
        "setting": coded([setting for setting, _, _ in rows]),
        "year": coded([year for _, year, _ in rows]),
    }
    day = np.full(n, np.datetime64("2024-01-01"), "datetime64[D]")
    return Units(
        tuple(f"u{i}" for i in range(n)), tuple(f"c{child}" for _, _, child in rows),
        np.ones(n, np.int64), np.arange(n, dtype=np.int64), day, day, columns,
    )  # fmt: skip


records = st.lists(
    st.tuples(st.sampled_from(SETTINGS), st.integers(2019, 2022), st.integers(0, 9)),
    min_size=1, max_size=80,
)  # fmt: skip


@st.composite
def wanted(draw):
    """Records, and a rule that may or may not fit them."""
    rows = draw(records)
    by = draw(st.sampled_from([(), ("setting",), ("year", "setting")]))
    allocation = draw(st.sampled_from(Allocation))
    spread = {"setting": (SETTINGS[0],)} if allocation is Allocation.NEYMAN else {}
    rule = Rule(
        draw(st.integers(1, len(rows) + 2)), by=by, allocation=allocation, spread_of=spread,
        least=draw(st.integers(1, 3)), pool_below=draw(st.integers(0, 12)),
        seed=draw(st.integers(0, 99)),
    )  # fmt: skip
    return rows, rule


@given(wanted())
@settings(max_examples=150)
def test_weights_add_up_and_strata_are_those_of_the_records(case):
    rows, rule = case
    units = made(rows)
    try:
        draw = draw_sample(units, rule)
    except HomewardError as refused:
        assert refused.code == "HW-M003"
        strata = Counter(tuple(_values(row, rule)) for row in rows)
        assert rule.size > len(rows) or rule.size < rule.least * len(strata)
        return
    assert len(draw.units) == rule.size == sum(s.drawn for s in draw.strata)
    assert sum(s.population for s in draw.strata) == len(rows) == draw.population
    drawn = Counter(unit.stratum for unit in draw.units)
    for place, stratum in enumerate(draw.strata):
        assert drawn[place] == stratum.drawn
        assert min(rule.least, stratum.population) <= stratum.drawn <= stratum.population
        assert stratum.drawn * stratum.weight == pytest.approx(stratum.population)
    counted = Counter(tuple(_values(row, rule)) for row in rows)
    for stratum in draw.strata:
        if POOLED not in stratum.by.values():
            assert counted.pop(tuple(stratum.by.values())) == stratum.population
    assert sum(counted.values()) == sum(
        s.population for s in draw.strata if POOLED in s.by.values()
    )


def _values(row: tuple[str, int, int], rule: Rule) -> list[str | int]:
    named = dict(zip(("setting", "year"), row, strict=False))
    return [named[name] for name in rule.by]


@given(wanted(), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_any_order_of_rows_gives_the_same_draw(case, chance):
    rows, rule = case
    units = made(rows)
    order = np.array(chance.sample(range(len(rows)), len(rows)))
    moved = Units(
        tuple(units.identity[i] for i in order), tuple(units.child[i] for i in order),
        units.file[order], units.row[order], units.reported_on[order], units.ended_on[order],
        {n: c._replace(codes=c.codes[order]) for n, c in units.columns.items()},
    )  # fmt: skip
    assert _draw(moved, rule) == _draw(units, rule)


def _draw(units: Units, rule: Rule) -> object:
    try:
        return draw_sample(units, rule)
    except HomewardError as refused:
        return refused.code


@given(wanted(), st.data())
@settings(max_examples=100)
def test_weights_of_those_who_answer_add_up_to_every_class(case, data):
    rows, rule = case
    units = made(rows)
    try:
        draw = draw_sample(units, rule)
    except HomewardError:
        return
    mine = st.lists(st.booleans(), min_size=rule.size, max_size=rule.size)
    answered = np.array(data.draw(mine), bool)
    if not answered.any():
        return
    stratum = np.array([unit.stratum for unit in draw.units])
    children: dict[int, set[int]] = defaultdict(set)
    for unit, said in zip(draw.units, answered, strict=True):
        if said:
            children[unit.stratum].add(unit.child)
    many = len(draw.strata)
    population = [s.population for s in draw.strata]
    told = np.bincount(stratum[answered], minlength=many)
    classes = joined_strata(
        [tuple(s.by.values()) for s in draw.strata], population, told.tolist(),
        [len(children[h]) for h in range(many)],
    )  # fmt: skip
    whole = np.bincount(classes, weights=population)
    weight = np.array([s.weight for s in draw.strata])[stratum[answered]]
    found = calibrated(weight, classes[stratum[answered]], whole)
    added = np.bincount(classes[stratum[answered]], weights=found, minlength=len(whole))
    assert added == pytest.approx(whole)
    assert found.sum() == pytest.approx(len(rows))
