"""Which estimates are hidden, rule by rule."""

from __future__ import annotations

import pytest

from homeward.findings import Estimate
from homeward.release.behind import why_hidden
from homeward.release.estimates import release_estimate
from homeward.release.rules import DEFAULT
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State
from homeward.vocabulary.withholding import Withheld
from tests.unit.release.cases import MANY, count, modelled, share

FEW, SMALL, REST = Withheld.FEW_CHILDREN, Withheld.SMALL_COUNT, Withheld.SMALL_REST
ALL, UNSAID, COARSE = (
    Withheld.ALL_OR_NONE,
    Withheld.CHILDREN_NOT_GIVEN,
    Withheld.TOO_COARSE,
)

CASES = {
    "a count of zero is shown": (count(0, None), None),
    "a count of one is hidden": (count(1, 1), FEW),
    "seven incidents of unsaid children": (count(7, None), UNSAID),
    "seven children": (count(7, None, unit=Unit.CHILDREN), FEW),
    "eight children": (count(8, None, unit=Unit.CHILDREN), None),
    "thirty incidents of one child": (count(30, 1), FEW),
    "thirty incidents of seven children": (count(30, 7), FEW),
    "thirty incidents of eight children": (count(30, 8), None),
    "thirty incidents, children not said": (count(30, None), UNSAID),
    "seven rows of a file": (count(7, None, unit=Unit.ROWS), SMALL),
    "eight rows of a file need no children": (count(8, None, unit=Unit.ROWS), None),
    "three homes": (count(3, None, unit=Unit.PLACES), SMALL),
    "a share of a large group": (share(377, 403), None),
    "a small count in a large group": (share(7, 403), SMALL),
    "a small rest of a large group": (share(396, 403), REST),
    "a rest of eight that rounding shows as six": (share(377, 385 - 1), REST),
    "a rest that rounding shows as twelve": (share(390, 403), None),
    "a small group": (share(0, 7, 0, 7), FEW),
    "one child behind the count": (share(30, 403, 1), FEW),
    "nine children behind the group": (share(30, 60, 9, 9), FEW),
    "ten children behind the group": (share(30, 60, 10, 10), None),
    "nine children behind the count": (share(30, 60, 9, MANY), FEW),
    "none of thirty children, said to be 27": (share(0, 60, 0, 30), ALL),
    "none of thirty-one children": (share(0, 60, 0, 31), None),
    "all of thirty children, said to be 27": (share(60, 60, 30, 30), ALL),
    "all of thirty-one children": (share(60, 60, 31, 31), None),
    "none of a home": (share(0, 60, 0, MANY, home="A"), ALL),
    "all of a school": (share(60, 60, MANY, MANY, school="B"), ALL),
    "some of a home": (share(30, 60, MANY, MANY, home="A"), None),
    "children behind the count not said": (share(30, 60, None), UNSAID),
    "a share of children needs none said": (
        share(30, 60, None, None, unit=Unit.CHILDREN), None
    ),
    "a median of nine children": (
        modelled(Kind.QUANTILE, 4.2, unit=Unit.HOURS, children_of=9), FEW
    ),
    "a median of ten children": (
        modelled(Kind.QUANTILE, 4.2, unit=Unit.HOURS, children_of=10), None
    ),
    "a median of unsaid children": (
        modelled(Kind.QUANTILE, 4.2, unit=Unit.HOURS, children_of=None), UNSAID
    ),
    "an index of nine children": (modelled(Kind.INDEX, 0.5, unit=Unit.INDEX, children_of=9), FEW),
    "a mean of nine children": (modelled(Kind.MEAN, 2.5, unit=Unit.HOURS, children_of=9), FEW),
    "a hazard ratio of nine children": (modelled(Kind.RATE_RATIO, 0.8, children_of=9), FEW),
    "a curve of thirty children": (
        modelled(Kind.CURVE, 0.5, unit=Unit.CHILDREN, children_of=30), COARSE
    ),
    "a curve of thirty-one children": (
        modelled(Kind.CURVE, 0.5, unit=Unit.CHILDREN, children_of=31), None
    ),
    "a curve where seven are left": (
        modelled(Kind.CURVE, 7 / 300, unit=Unit.CHILDREN, children_of=300), SMALL
    ),
    "a curve where all but seven are left": (
        modelled(Kind.CURVE, 293 / 300, unit=Unit.CHILDREN, children_of=300), REST
    ),
    "a curve of a home at its start": (
        modelled(Kind.CURVE, 1.0, unit=Unit.CHILDREN, by={"home": "A"}), ALL
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_each_rule_hides_what_it_says(case):
    estimate, why = CASES[case]
    assert why_hidden(estimate, DEFAULT) is why
    released = release_estimate(estimate, DEFAULT)
    assert (released.state is State.HIDDEN) == (why is not None)


@pytest.mark.parametrize("case", [c for c, (_, why) in CASES.items() if why is not None])
def test_a_hidden_estimate_shows_no_number_but_masked_denominators(case):
    released = release_estimate(CASES[case][0], DEFAULT)
    assert (released.value, released.low, released.high, released.count) == (None,) * 4
    assert (released.children, released.exposure, released.design_effect) == (None,) * 3
    assert released.interval == ""
    for n in (released.of, released.children_of, released.left_out):
        assert n is None or n == 0 or (n > 7 and n % 6 == 3)


def test_a_denominator_of_few_children_is_hidden_with_them():
    released = release_estimate(share(30, 200, 5, 6), DEFAULT)
    assert released.of is None and released.children_of is None


@pytest.mark.parametrize("state", [State.REFUSED, State.NOT_RECORDED])
def test_what_was_never_answered_stays_so(state):
    never = Estimate("x", Kind.SHARE, Unit.INCIDENTS, None, of=403, left_out=5, state=state)
    released = release_estimate(never, DEFAULT)
    assert released.state is state
    assert (released.of, released.left_out) == (405, None)


@pytest.mark.parametrize(
    ("left_out", "shown"), [(0, 0), (1, None), (7, None), (8, 9), (None, None)]
)
def test_those_left_out_are_masked_like_any_count(left_out, shown):
    e = Estimate("x", Kind.COUNT, Unit.INCIDENTS, 50, count=50, children=40, left_out=left_out)
    assert release_estimate(e, DEFAULT).left_out == shown


def test_a_stricter_rule_hides_more():
    strict = DEFAULT.stricter(redact_up_to=12, fewest_children=20)
    assert why_hidden(count(12, 12), strict) is FEW
    assert why_hidden(share(30, 60, 15, 19), strict) is FEW
