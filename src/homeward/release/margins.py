"""Totals that give hidden cells away, and the second cells hidden to stop it.

The check is the plain one: every published count is replaced by the band it may come
from, every hidden count by "one or more" (a zero is
shown as zero, so what is hidden is not one), and each sum that holds in the records is
an equation. If the equations leave a protected count fewer values from 1 to 7 than the
rules want, the smallest published number of its sum is hidden too, and the check is
made again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil, floor, inf

import numpy as np
from scipy.optimize import linprog

from homeward.findings.estimate import Estimate, GroupValue
from homeward.release.behind import (
    PARTS,
    Quantity,
    given,
    group_of,
    look_behind,
    quantities,
    why_hidden,
)
from homeward.release.rounding import band, middle
from homeward.release.rules import Rules
from homeward.release.suppressed import HIDDEN
from homeward.vocabulary.units import Kind
from homeward.vocabulary.withholding import Withheld

#: Sums over more dimensions at once than this are not looked for.
MOST_DIMENSIONS = 3

#: Linked numbers up to which hidden cells are also checked by linear programming.
SOLVED_UP_TO = 400

#: Protected cells up to which linked numbers are checked so; more take too long.
PROTECTED_UP_TO = 60

#: Passes of interval arithmetic; a bound still moving after these stays wider, not narrower.
PASSES = 6

#: Rules whose hidden counts are protected from being worked out.
PROTECTED_BY = frozenset({Withheld.SMALL_COUNT, Withheld.FEW_CHILDREN})

#: What a solver may be out by.
_SLACK = 1e-6

#: Parts that a hidden estimate does not show.
_UNSHOWN = ("count", "children")

_Group = tuple[tuple[str, GroupValue], ...]
_Bounds = dict[Quantity, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Sum:
    """A total that equals the sum of its parts in the records, none of them zero."""

    total: Quantity
    parts: tuple[Quantity, ...]

    @property
    def members(self) -> tuple[Quantity, ...]:
        """The parts, then the total."""
        return (*self.parts, self.total)


def second_cells(estimates: Sequence[Estimate], rules: Rules) -> frozenset[Quantity]:
    """Quantities to hide because totals would give another hidden one away.

    Parameters
    ----------
    estimates
        Every unreleased estimate of one release, of all its findings and tables.
    rules
        What is hidden on its own, and how many values a hidden count must keep.
    """
    sums = tuple(find_sums(estimates))
    second: set[Quantity] = set()
    while True:
        hidden, protected = _state(estimates, rules, second)
        bounds = {
            q: (1.0, inf) if q in hidden else _band(q, rules) for s in sums for q in s.members
        }
        exposed = _exposed(sums, bounds, protected & bounds.keys(), rules)
        more = {q for cell in exposed for q in _second_cell(cell, sums, bounds, hidden)}
        if not more:
            return frozenset(second)
        second |= more


def _state(
    estimates: Iterable[Estimate], rules: Rules, second: set[Quantity]
) -> tuple[set[Quantity], set[Quantity]]:
    """Quantities published nowhere, and those of them that must be protected."""
    shown: set[Quantity] = set()
    hidden: set[Quantity] = set()
    protected: set[Quantity] = set()
    for e in estimates:
        mine, behind = quantities(e), look_behind(e, rules, second)
        why = why_hidden(e, rules, second)
        masked = {q for part, q in mine.items() if getattr(behind, part) is HIDDEN}
        held = masked if why is None else masked | {mine[p] for p in _UNSHOWN if p in mine}
        protected |= {q for q in masked if q[1] <= rules.hidden_up_to or why in PROTECTED_BY}
        hidden |= held
        shown |= set(mine.values()) - held
    return hidden - shown, protected - shown - second


def _band(quantity: Quantity, rules: Rules) -> tuple[float, float]:
    low, high = band(middle(quantity[1], rules), rules)
    return float(low), float(high)


# ---------------------------------------------------------------- the sums that hold


def find_sums(estimates: Sequence[Estimate]) -> Iterator[Sum]:
    """Every sum over the groups of one name, or the names of one group, that holds.

    Nothing is declared: a sum counts if it is true of the unreleased numbers and its
    total is itself filed, for the wider group or as a cell's own denominator. So
    settings add up to all, years to all years, and verdicts to their denominator;
    children counted in two years do not add up, and are rightly left alone.
    """
    known = {q for e in estimates for q in quantities(e).values()}
    found: dict[tuple[Quantity, frozenset[Quantity]], Sum] = {}
    for cells in (*_series(estimates), *_alternatives(estimates)):
        total = sum(n for _, n in cells)
        parts = tuple(cell for cell in cells if cell[1])
        for group in _totals_of(cells):
            whole = (group, total)
            if whole in known and parts and whole not in parts:
                found[whole, frozenset(parts)] = Sum(whole, parts)
    return iter(found.values())


def _series(estimates: Sequence[Estimate]) -> Iterator[list[Quantity]]:
    """Cells of one name that differ in some dimensions and agree in the rest."""
    series: dict[tuple[str, str, tuple[str, ...]], dict[_Group, int]] = defaultdict(dict)
    for e in estimates:
        group = group_of(e)
        for part in PARTS:
            n = given(e, part)
            if n is not None and group:
                series[e.name, part, tuple(key for key, _ in group)][group] = n
    for (_, _, keys), cells in series.items():
        for many in range(1, min(len(keys), MOST_DIMENSIONS) + 1):
            for dropped in combinations(keys, many):
                yield from _buckets(cells, frozenset(dropped))


def _buckets(cells: dict[_Group, int], dropped: frozenset[str]) -> Iterator[list[Quantity]]:
    buckets: dict[_Group, list[Quantity]] = defaultdict(list)
    for group, n in cells.items():
        buckets[tuple(pair for pair in group if pair[0] not in dropped)].append((group, n))
    yield from (bucket for bucket in buckets.values() if len(bucket) > 1)


def _alternatives(estimates: Sequence[Estimate]) -> Iterator[list[Quantity]]:
    """Shares of one group and denominator under different names: verdicts of a clock."""
    shares: dict[tuple[_Group, int], dict[str, int]] = defaultdict(dict)
    for e in estimates:
        if e.kind is Kind.SHARE and e.count is not None and e.of:
            shares[group_of(e), e.of][e.name] = e.count
    for (group, of), counts in shares.items():
        if len(counts) > 1 and sum(counts.values()) == of:
            yield [(group, n) for n in counts.values()]


def _totals_of(cells: list[Quantity]) -> set[_Group]:
    """Groups whose number the cells may add up to: what they share, and each their own."""
    shared = set(cells[0][0]).intersection(*(group for group, _ in cells))
    return {tuple(sorted(shared)), *(group for group, _ in cells)}


# ---------------------------------------------------------------- what the sums leave


def _exposed(
    sums: Sequence[Sum], bounds: _Bounds, protected: set[Quantity], rules: Rules
) -> set[Quantity]:
    """Protected quantities that the sums leave too few small values."""
    tight = _propagate(sums, bounds)
    exposed = {q for q in protected if _too_few_values(tight[q], rules)}
    for linked in _linked(sums, protected - exposed):
        cells = [q for q in {q for s in linked for q in s.members} if q in protected - exposed]
        if len(cells) <= PROTECTED_UP_TO:
            solved = _solve(linked, bounds, cells)
            exposed |= {q for q in solved if _too_few_values(solved[q], rules)}
    return exposed


def _too_few_values(bounds: tuple[float, float], rules: Rules) -> bool:
    low = ceil(max(1.0, bounds[0]) - _SLACK)
    high = floor(min(float(rules.hidden_up_to), bounds[1]) + _SLACK)
    return high - low + 1 < rules.fewest_possible


def _propagate(sums: Sequence[Sum], bounds: _Bounds) -> _Bounds:
    """Bounds after each member of each sum is bounded by the other members, in turn."""
    tight = dict(bounds)
    for _ in range(PASSES):
        before = dict(tight)
        for s in sums:
            for q in s.members:
                low, high = _implied(q, s, tight)
                tight[q] = max(tight[q][0], low), min(tight[q][1], high)
        if tight == before:
            break
    return tight


def _implied(q: Quantity, s: Sum, bounds: _Bounds) -> tuple[float, float]:
    """What the other members of a sum say about one of them."""
    others = list(s.parts)
    if q != s.total:
        others.remove(q)  # once: two verdicts with equal counts are two cells
    low, high = sum(bounds[p][0] for p in others), sum(bounds[p][1] for p in others)
    if q == s.total:
        return low, high
    return bounds[s.total][0] - high, bounds[s.total][1] - low


def _linked(sums: Sequence[Sum], protected: set[Quantity]) -> list[list[Sum]]:
    """Sums that share members, together, where one holds a protected quantity."""
    groups: list[tuple[set[Quantity], list[Sum]]] = []
    for s in sums:
        members, together = set(s.members), [s]
        apart = []
        for group in groups:
            if members.isdisjoint(group[0]):
                apart.append(group)
            else:
                members |= group[0]
                together = group[1] + together
        groups = [*apart, (members, together)]
    return [
        together
        for members, together in groups
        if len(together) > 1 and len(members) <= SOLVED_UP_TO and members & protected
    ]


def _solve(sums: Sequence[Sum], bounds: _Bounds, cells: Sequence[Quantity]) -> _Bounds:
    """The lowest and highest each cell can be, all sums holding at once."""
    place = {q: i for i, q in enumerate(dict.fromkeys(q for s in sums for q in s.members))}
    equations = np.zeros((len(sums), len(place)))
    for row, s in enumerate(sums):
        for q in s.parts:
            equations[row, place[q]] += 1
        equations[row, place[s.total]] -= 1
    limits = [(b[0], None if b[1] == inf else b[1]) for b in (bounds[q] for q in place)]

    def extreme(cell: Quantity, sign: float) -> float:
        objective = np.zeros(len(place))
        objective[place[cell]] = sign
        got = linprog(objective, A_eq=equations, b_eq=np.zeros(len(sums)), bounds=limits)
        return sign * float(got.fun) if got.status == 0 else sign * -inf

    return {cell: (extreme(cell, 1.0), extreme(cell, -1.0)) for cell in cells}


def _second_cell(
    cell: Quantity, sums: Sequence[Sum], bounds: _Bounds, hidden: set[Quantity]
) -> list[Quantity]:
    """One published quantity to hide so that `cell` is harder to work out.

    The smallest part of the sum that says most about it. Where no part of that sum is
    published, what gives its other parts away: a part of one of their own sums. A
    total goes only when no part is left, since readers need totals most.
    """
    mine = [s for s in sums if cell in s.members]
    mine.sort(key=lambda s: (_width(_implied(cell, s, bounds)), s.total[1], repr(s.total)))
    for s in mine:
        beside = [t for t in sums if t is not s and not set(s.parts).isdisjoint(t.members)]
        for among in ([s], beside):
            parts = {q for t in among for q in t.parts if q not in hidden and q != cell}
            if parts:
                return [min(parts, key=_by_size)]
    totals = [s.total for s in mine if s.total not in hidden and s.total != cell]
    return totals[:1]


def _width(bounds: tuple[float, float]) -> float:
    return bounds[1] - bounds[0]


def _by_size(q: Quantity) -> tuple[int, str]:
    return q[1], repr(q[0])
