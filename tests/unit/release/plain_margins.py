"""Second cells found the plain way: all of it worked out again after every hidden cell.

The reference that the quick search of `homeward.release.margins` must agree with, to the
cell. It shares the finding of sums, and nothing of how they are used.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil, floor, inf

import numpy as np
from scipy.optimize import linprog

from homeward.findings.estimate import Estimate
from homeward.release.behind import Quantity, look_behind, quantities, why_hidden
from homeward.release.rounding import band, middle
from homeward.release.rules import Rules
from homeward.release.sums import Sum, find_sums, zeros_within
from homeward.release.suppressed import HIDDEN
from homeward.vocabulary.withholding import Withheld

#: As in `homeward.release.attack`, said again here.
SOLVED_UP_TO = 400
PROTECTED_UP_TO = 60
PASSES = 6
PROTECTED_BY = frozenset({Withheld.SMALL_COUNT, Withheld.FEW_CHILDREN})

_SLACK = 1e-6
_UNSHOWN = ("count", "children")
_Bounds = dict[Quantity, tuple[float, float]]


def plain_second_cells(estimates: Sequence[Estimate], rules: Rules) -> frozenset[Quantity]:
    """Quantities to hide because totals would give another hidden one away.

    Parameters
    ----------
    estimates
        Every unreleased estimate of one release, of all its findings and tables.
    rules
        What is hidden on its own, and how many values a hidden count must keep.
    """
    sums = tuple(find_sums(estimates))
    within = tuple(zeros_within(estimates))
    second: set[Quantity] = set()
    while True:
        hidden, protected = _state(estimates, rules, second)
        more = _zeros(sums, within, hidden) - second
        if not more:
            bounds = _bounds(sums, hidden, rules)
            exposed = _exposed(sums, bounds, protected & bounds.keys(), rules)
            everything = _bounds(sums, {q for s in sums for q in s.members}, rules)
            exposed -= _exposed(sums, everything, exposed, rules)
            more = {q for cell in exposed for q in _second_cell(cell, sums, bounds, hidden)}
        if not more:
            return frozenset(second)
        second |= more


def _zeros(
    sums: Sequence[Sum], within: Iterable[tuple[Quantity, Quantity]], hidden: set[Quantity]
) -> set[Quantity]:
    """Zeros whose total is hidden."""
    parts = {zero for s in sums if s.total in hidden for zero in s.zeros}
    return parts | {zero for total, zero in within if total in hidden}


def _bounds(sums: Sequence[Sum], hidden: set[Quantity], rules: Rules) -> _Bounds:
    """What is known of each number apart from the sums."""
    may_be_zero = {
        part for s in sums if s.zeros_filed and s.total in hidden for part in (*s.parts, *s.zeros)
    }

    def known(q: Quantity) -> tuple[float, float]:
        if q not in hidden:
            return _band(q, rules)
        return (0.0 if q in may_be_zero or q[1] == 0 else 1.0), inf

    return {q: known(q) for s in sums for q in s.members}


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
    hidden = {q for q in hidden - shown if q[1] or q in second}
    return hidden, {q for q in protected - shown - second if q[1]}


def _band(quantity: Quantity, rules: Rules) -> tuple[float, float]:
    low, high = band(middle(quantity[1], rules), rules) if quantity[1] else (0, 0)
    return float(low), float(high)


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
    others = list(s.members[:-1])
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
        if len(together) > 1
        and sum(n > 0 for _, n in members) <= SOLVED_UP_TO
        and members & protected
    ]


def _solve(sums: Sequence[Sum], bounds: _Bounds, cells: Sequence[Quantity]) -> _Bounds:
    """The lowest and highest each cell can be, all sums holding at once."""
    place = {q: i for i, q in enumerate(dict.fromkeys(q for s in sums for q in s.members))}
    equations = np.zeros((len(sums), len(place)))
    for row, s in enumerate(sums):
        for q in s.members[:-1]:
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
        beside = [t for t in sums if t is not s and not set(s.members[:-1]).isdisjoint(t.members)]
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
