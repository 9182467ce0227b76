"""A second look at a released bundle: whether every number obeys the rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Set
from math import isclose

from homeward.findings import Bundle, Estimate, Finding
from homeward.release.behind import (
    INDEX_STEP,
    LENGTHS,
    PARTS,
    PROPORTIONS,
    Group,
    could_be_known,
    group_of,
    index_step,
    is_fraction,
)
from homeward.release.estimates import (
    CLOCK_STEP,
    FINE_HOURS,
    LONG_STEP,
)
from homeward.release.formulas import recipe
from homeward.release.intervals import FILED_STEP, share_interval
from homeward.release.rounding import is_published, middle, on_step
from homeward.release.rules import DEFAULT, Rules
from homeward.release.sums import MOST_DIMENSIONS
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.units import Kind
from homeward.vocabulary.verdicts import State

#: The finest step of a share that is not made from counts.
_FINEST_SHARE = 0.001

#: Significant figures of a number off a model, and of the ends of its interval.
_MOST_FIGURES = 3

#: Kinds whose interval lies on a grid where counts do not make the value.
GRIDDED = frozenset(
    {Kind.RATE_RATIO, Kind.ODDS_RATIO, Kind.MEAN, Kind.FORECAST, Kind.RANGE, Kind.INDEX}
)


def verify(released: Bundle, rules: Rules = DEFAULT) -> None:
    """Check that no number of a released bundle breaks the rules.

    It sees only what a reader of the bundle sees, and walks its own way through it.

    Raises
    ------
    HomewardError
        HW-L002 naming the finding, the estimate and the rule; never a value.
    """
    if not released.released or not released.release:
        raise HomewardError("HW-L002", "the bundle is not marked as released")
    said = {
        group_of(e)
        for finding in released.findings
        for e in _estimates(finding)
        if any(getattr(e, part) for part in PARTS)
    }
    for finding in released.findings:
        for e in _estimates(finding):
            for fault in _faults(e, rules):
                raise HomewardError("HW-L002", f"{finding.id}, estimate {e.name}: {fault}")
        for name in _zeros_of_hidden(finding, said):
            raise HomewardError(
                "HW-L002", f"{finding.id}, estimate {name}: a zero shown beside a hidden total"
            )


def _estimates(finding: Finding) -> Iterator[Estimate]:
    yield from finding.estimates
    yield from (e for t in finding.tables for e in t.estimates)


def _zeros_of_hidden(finding: Finding, said: Set[Group]) -> Iterator[str]:
    """Names of counts that show a zero in a part of a group whose own count is hidden.

    A group of which any number is `said` somewhere is passed over: the hidden count may
    be that number, and then it is known.
    """
    counts = [e for e in _estimates(finding) if e.kind is Kind.COUNT]
    hidden: dict[str, set[Group]] = defaultdict(set)
    for e in counts:
        if e.state is State.HIDDEN and group_of(e) not in said:
            hidden[e.name].add(group_of(e))
    for e in counts:
        if e.value == 0 and any(_is_wider(group, e) for group in hidden[e.name]):
            yield e.name


def _is_wider(group: Group, e: Estimate) -> bool:
    own = group_of(e)
    return 0 < len(own) - len(group) <= MOST_DIMENSIONS and set(group) < set(own)


def _faults(e: Estimate, rules: Rules) -> Iterator[str]:
    yield from _count_faults(e, rules)
    if e.value is None:
        yield from _hidden_faults(e)
        return
    yield from _children_faults(e, rules)
    if is_fraction(e) or e.kind in PROPORTIONS:
        yield from _proportion_faults(e, rules)
    if not _rounded(e, rules):
        yield "a value finer than the rules allow"
    yield from _interval_faults(e, rules)


def _count_faults(e: Estimate, rules: Rules) -> Iterator[str]:
    for part in (*PARTS, "left_out"):
        n = getattr(e, part)
        if n is not None and not (isinstance(n, int) and is_published(n, rules)):
            yield f"`{part}` is not rounded"
    if e.design_effect is not None and not on_step(e.design_effect, FILED_STEP):
        yield "`design_effect` is not rounded"


def _hidden_faults(e: Estimate) -> Iterator[str]:
    numbers = ("low", "high", "count", "children", "exposure", "design_effect")
    yield from (f"hidden, with `{n}`" for n in numbers if getattr(e, n) is not None)
    if e.state not in (State.HIDDEN, State.NOT_RECORDED, State.REFUSED):
        yield "no value and no state"


def _children_faults(e: Estimate, rules: Rules) -> Iterator[str]:
    everybody = e.children if e.children_of is None else e.children_of
    fewest = middle(rules.fewest_children, rules)
    if e.kind is not Kind.COUNT and everybody is not None and everybody < fewest:
        yield "too few children"
    if e.children == 0 and e.count not in (0, None):
        yield "a count with no children"


def _proportion_faults(e: Estimate, rules: Rules) -> Iterator[str]:
    if is_fraction(e) and e.value in (0, 1) and could_be_known(e, rules):
        yield "none or all of a group that could be known"
    if e.kind not in PROPORTIONS or e.count is None or e.of is None:
        return
    if e.count > e.of or 0 < e.of - e.count <= rules.redact_up_to:
        yield "a count that leaves a small rest"
    if e.kind is Kind.SHARE and e.value is not None and not 0 <= e.value <= 1:
        yield "a share outside 0 to 1"


def _rounded(e: Estimate, rules: Rules) -> bool:
    value = float(e.value or 0)
    if rules.share_step and is_fraction(e) and e.kind in (Kind.SHARE, Kind.CURVE, Kind.WEIGHTED):
        return on_step(value, rules.share_step)
    if rules.length_step and e.unit in LENGTHS and e.kind in (Kind.MEAN, Kind.QUANTILE):
        return on_step(value, rules.length_step)
    if e.kind is Kind.COUNT:
        return e.value == e.count
    if e.kind in (Kind.INDEX, Kind.P_VALUE):
        return on_step(value, index_step(e.of, rules) if e.kind is Kind.INDEX else INDEX_STEP)
    if e.kind is Kind.CLOCK_HOUR:
        return on_step(value, CLOCK_STEP)
    if e.kind in (Kind.QUANTILE, Kind.BOUND) and e.unit in LENGTHS:
        return on_step(value, FINE_HOURS) or on_step(value, LONG_STEP)
    if _from_counts(e):
        return True
    if is_fraction(e):
        return on_step(value, _FINEST_SHARE)
    return value == 0 or _figures(value) <= _MOST_FIGURES


def _from_counts(e: Estimate) -> bool:
    """Whether the published counts give the value to its last figure."""
    made = recipe(e)
    if made is None or e.value is None:
        return False
    formula, scale = made
    again = formula(e.count, e.of, e.exposure)
    return again is not None and isclose(again * scale, e.value, rel_tol=1e-9)


def _figures(x: float) -> int:
    """Significant figures needed to write `x`, up to twelve."""
    digits = f"{abs(x):.11e}".split("e")[0].replace(".", "").rstrip("0")
    return len(digits)


def _interval_faults(e: Estimate, rules: Rules) -> Iterator[str]:
    if e.low is None or e.high is None:
        return
    if e.kind is Kind.QUANTILE:
        yield "an interval of order statistics"
    if rules.share_step and e.kind is Kind.SHARE and is_fraction(e):
        if not (on_step(e.low, rules.share_step) and on_step(e.high, rules.share_step)):
            yield "an interval finer than the rules allow"
    elif e.kind is Kind.SHARE and _from_counts(e) and e.interval.startswith("Wilson"):
        low, high = share_interval(e.count or 0, e.of or 0, e.design_effect or 1.0, rules)
        if not (isclose(low, e.low, abs_tol=1e-9) and isclose(high, e.high, abs_tol=1e-9)):
            yield "an interval that the rounded counts do not give"
    elif (
        e.kind in GRIDDED
        and not _from_counts(e)
        and max(_figures(e.low), _figures(e.high)) > _MOST_FIGURES
    ):
        yield "an interval finer than the rules allow"
