"""What anybody who reads a release knows of its numbers, without ever having seen them.

Each number is a variable between two bounds. What must hold among them follows from what
they are called: settings add up to all, years to all years, a count is no larger than what
it is out of, more are found within a day than within two hours. A sum is taken for one only
where the published numbers allow it, since nobody outside can look.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from math import inf

from homeward.findings import Bundle, Estimate
from homeward.release.behind import PARTS, Group, given, group_of
from homeward.release.cells import estimates_of
from homeward.release.rounding import band, is_published
from homeward.release.rules import Rules
from homeward.release.sums import MOST_DIMENSIONS
from homeward.vocabulary.units import Kind
from homeward.vocabulary.verdicts import State

#: A number: the release, the finding and name, which part of the estimate, and the group.
Cell = tuple[str, str, str, Group]

Bounds = tuple[float, float]

#: Keys along which numbers are not parts of a whole: one incident may be in several.
NOT_PARTS = frozenset(
    {"hours", "threshold", "percent_of_children", "top_percent", "exploitation", "flag", "from",
     "adjusted", "characteristic", "column", "check", "measure", "gap", "reading", "sentence",
     "activity", "role", "activity_and_role", "method", "needed_for", "reason", "rule"}
)  # fmt: skip

_WITHIN = re.compile(r"(?P<what>.*_(?:within|over)_)(?P<n>\d+)(?P<unit>[hd])(?P<rest>.*)")


@dataclass
class System:
    """Numbers, what is known of each, and what must hold among them.

    Attributes
    ----------
    bounds
        Lowest and highest that each number can be.
    hidden
        Those that the release hides.
    counted
        Those of them that are counts, and so no zero unless hidden with a wider one.
    sums
        Lowest, members with their weights, highest: lowest <= sum <= highest.
    """

    bounds: dict[Cell, Bounds] = field(default_factory=dict)
    hidden: set[Cell] = field(default_factory=set)
    counted: set[Cell] = field(default_factory=set)
    sums: list[tuple[float, tuple[tuple[Cell, float], ...], float]] = field(default_factory=list)

    def equal(self, total: Cell, parts: Sequence[Cell]) -> None:
        """The parts add up to the total."""
        self.sums.append((0.0, (*((p, 1.0) for p in parts), (total, -1.0)), 0.0))

    def at_most(self, one: Cell, other: Cell) -> None:
        """The first number is no larger than the second."""
        self.sums.append((-inf, ((one, 1.0), (other, -1.0)), 0.0))


def add_release(system: System, bundle: Bundle, rules: Rules, release: str = "") -> None:
    """Add what a released bundle shows, hides, and lets anybody conclude."""
    every: dict[tuple[str, Group], list[Estimate]] = defaultdict(list)
    for finding, e in estimates_of(bundle):
        every[f"{finding}:{e.name}", group_of(e)].append(e)
    for (name, group), filed in every.items():
        for part in PARTS:
            _add_cell(system, (release, name, part, group), filed, part, rules)
    for (name, group), filed in every.items():
        _within_one(system, release, name, group, filed[0])
        for e in filed:
            _value_beside(system, (release, name, "count", group), e)
    _ones(system, release)
    _add_sums(system, release)
    _add_limits(system, release)


def _add_cell(
    system: System, cell: Cell, filed: Sequence[Estimate], part: str, rules: Rules
) -> None:
    shown = [n for e in filed if (n := given(e, part)) is not None]
    if shown:
        low, high = 0.0, inf
        for n in shown:
            between = band(n, rules) if is_published(n, rules) else (n, n)
            low, high = max(low, between[0]), min(high, between[1])
        system.bounds[cell] = (low, high)
    elif part == "count" and any(
        e.state is State.HIDDEN and e.kind in (Kind.COUNT, Kind.SHARE) for e in filed
    ):
        system.bounds[cell] = (0.0, inf)
        system.hidden.add(cell)
        if all(e.kind is Kind.COUNT for e in filed):
            system.counted.add(cell)


def _within_one(system: System, release: str, name: str, group: Group, e: Estimate) -> None:
    """A count is within its denominator, and children are no more than what they did."""
    mine = {part: (release, name, part, group) for part in PARTS}
    held = {part: cell for part, cell in mine.items() if cell in system.bounds}
    pairs = [("children", "children_of")]
    if e.kind in (Kind.SHARE, Kind.BOUND):
        pairs.append(("count", "of"))
    if e.unit.value in ("incidents", "children"):
        pairs += [("children", "count"), ("children_of", "of")]
    for small, large in pairs:
        if small in held and large in held:
            system.at_most(held[small], held[large])


def _value_beside(system: System, count: Cell, e: Estimate) -> None:
    """A share or mean that was not made from the published counts says what they are."""
    if e.kind not in (Kind.SHARE, Kind.MEAN) or e.value is None or not e.of:
        return
    of = (*count[:2], "of", count[3])
    if of not in system.bounds or e.exposure is not None:
        return
    if e.count is not None and abs(e.count / e.of - e.value) <= _steps(e):
        return  # made from what is published: it says nothing more
    if count not in system.bounds:
        system.bounds[count] = (0.0, inf)
        system.hidden.add(count)
    slack = 1e-6 * max(1.0, system.bounds[of][1])
    system.sums.append((-slack, ((count, 1.0), (of, -float(e.value))), slack))


def _steps(e: Estimate) -> float:
    """How far a value made from published counts may be from their ratio."""
    return 0.0051 if e.kind is Kind.SHARE else 0.51


# ---------------------------------------------------------------- sums over groups


def _add_sums(system: System, release: str) -> None:
    series: dict[tuple[str, str, tuple[str, ...]], list[Group]] = defaultdict(list)
    for where, name, part, group in system.bounds:
        if where == release and part in ("count", "of") and group:
            series[name, part, tuple(key for key, _ in group)].append(group)
    for (name, part, keys), groups in series.items():
        parts_of_a_whole = [key for key in keys if key not in NOT_PARTS]
        for many in range(1, min(len(parts_of_a_whole), MOST_DIMENSIONS) + 1):
            for dropped in combinations(parts_of_a_whole, many):
                _add_if_possible(system, release, name, part, groups, frozenset(dropped))


def _add_if_possible(
    system: System,
    release: str,
    name: str,
    part: str,
    groups: Iterable[Group],
    drop: frozenset[str],
) -> None:
    """Sums along some keys, if the published numbers allow every one of them."""
    buckets: dict[Group, list[Cell]] = defaultdict(list)
    for group in groups:
        wider = tuple(pair for pair in group if pair[0] not in drop)
        buckets[wider].append((release, name, part, group))
    found = []
    for wider, cells in buckets.items():
        totals = [(release, name, part, wider)]
        if part == "count":  # the parts of a denominator add up to it
            totals += [(release, name, "of", cell[3]) for cell in cells]
        for total in dict.fromkeys(t for t in totals if t in system.bounds):
            if len(cells) > 1:
                found.append((total, cells))
    if all(_possible(system.bounds, total, cells) for total, cells in found):
        for total, cells in found:
            system.equal(total, cells)


def _possible(bounds: Mapping[Cell, Bounds], total: Cell, parts: Iterable[Cell]) -> bool:
    low, high = map(sum, zip(*(bounds[p] for p in parts), strict=True))
    return bool(low <= bounds[total][1] and bounds[total][0] <= high)


def _ones(system: System, release: str) -> None:
    """A hidden count is one or more, unless a wider one is hidden: a zero would be shown."""
    for cell in (c for c in system.counted if c[0] == release):
        where, name, part, group = cell
        wider = (
            tuple(pair for pair in group if pair not in dropped)
            for many in range(1, min(len(group), MOST_DIMENSIONS) + 1)
            for dropped in combinations(group, many)
        )
        if not any((where, name, part, w) in system.hidden for w in wider):
            system.bounds[cell] = (max(1.0, system.bounds[cell][0]), system.bounds[cell][1])


def _add_limits(system: System, release: str) -> None:
    """More are found within a longer time, and fewer are missing over it."""
    chains: dict[tuple[str, str, str, Group], list[tuple[int, Cell]]] = defaultdict(list)
    for cell in system.bounds:
        found = _WITHIN.fullmatch(cell[1])
        if cell[0] == release and cell[2] == "count" and found:
            hours = int(found["n"]) * (24 if found["unit"] == "d" else 1)
            key = (cell[0], found["what"] + found["rest"], cell[2], cell[3])
            chains[key].append((hours, cell))
    for key, chain in chains.items():
        cells = [cell for _, cell in sorted(chain)]
        if "_over_" in key[1]:
            cells.reverse()
        for small, large in pairwise(cells):
            if system.bounds[small][0] <= system.bounds[large][1]:
                system.at_most(small, large)
