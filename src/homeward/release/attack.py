"""What a reader can work out of hidden numbers from the sums that they stand in.

Every published number is replaced by the band it may come from, every hidden one by
"one or more", and each sum is an equation. A zero whose total is hidden is hidden too,
so a number that is hidden with its total may also be a zero. An `Attack` is kept from
one hidden cell to the next: what a newly hidden cell does not touch is not worked out
again, and what it touches is worked out as if from the start, so that the answer is the
same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from math import ceil, floor, inf
from operator import itemgetter

import numpy as np
from scipy.optimize import linprog

from homeward.release.behind import Quantity
from homeward.release.rounding import band, middle
from homeward.release.rules import Rules
from homeward.release.sums import Sum

#: Linked numbers up to which hidden cells are also checked by linear programming.
SOLVED_UP_TO = 400

#: Protected cells up to which linked numbers are checked so; more take too long.
PROTECTED_UP_TO = 60

#: Passes of interval arithmetic; a bound still moving after these stays wider, not narrower.
PASSES = 6

#: What a solver may be out by.
_SLACK = 1e-6

#: What a solver says: solved, and that there is no highest.
_SOLVED, _ENDLESS = 0, 3

#: The lowest and highest that a number can be.
Bounds = tuple[float, float]

#: What a reader knows of a hidden number: a zero would be shown, unless it would be
#: hidden with its total.
ONE_OR_MORE: Bounds = (1.0, inf)
ANY: Bounds = (0.0, inf)

#: Numbers by place, and their new bounds.
_Narrowed = dict[int, Bounds]


class Attack:
    """The sums of one release, and what they leave of every number in them.

    Numbers are known by their place in `numbers`. Each is taken as published until it
    is hidden; none is published again.

    Attributes
    ----------
    rules
        How published numbers are rounded, and how many values a hidden one must keep.
    numbers
        Every quantity that is a member of a sum, once.
    place
        Where each stands in `numbers`.
    sums, equations
        The sums, in the order given.
    bounds
        What is known of each number apart from the sums, by place.
    hidden
        Places of the hidden numbers.
    """

    def __init__(self, sums: Sequence[Sum], rules: Rules) -> None:
        """Number the members of `sums`."""
        self.rules = rules
        self.sums = sums
        self.numbers = tuple(dict.fromkeys(q for s in sums for q in s.members))
        self.place = {q: place for place, q in enumerate(self.numbers)}
        self.equations = [Equation(tuple(self.place[q] for q in s.members)) for s in sums]
        self.bounds = [self._band(q) for q in self.numbers]
        self.hidden: set[int] = set()
        self._linked = _linked(self.equations, self.numbers)
        #: The parts that may be zeros when the number at this place is hidden, their total.
        self._zeros_with: dict[int, set[int]] = defaultdict(set)
        for s, equation in zip(sums, self.equations, strict=True):
            if s.zeros_filed:
                self._zeros_with[equation.total].update(equation.parts)
        self._may_be_zero: set[int] = set()

    def _band(self, quantity: Quantity) -> Bounds:
        if not quantity[1]:
            return 0.0, 0.0
        low, high = band(middle(quantity[1], self.rules), self.rules)
        return float(low), float(high)

    def hide(self, place: int) -> None:
        """Take the number at this place as hidden."""
        self.hidden.add(place)
        zeros = self._zeros_with.get(place, set())
        self._may_be_zero |= zeros
        for part in zeros & self.hidden:
            self.bounds[part] = ANY
        zero = place in self._may_be_zero or not self.numbers[place][1]
        self.bounds[place] = ANY if zero else ONE_OR_MORE

    def zeros_with(self, place: int) -> Iterator[Quantity]:
        """Zeros to hide because the number at this place, their total, is hidden."""
        parts = self._zeros_with.get(place, set())
        return (self.numbers[part] for part in parts if not self.numbers[part][1])

    def exposed(self, protected: Set[int]) -> set[int]:
        """Protected numbers that the sums leave too few small values, by place."""
        tight = self._propagated()
        exposed = {place for place in protected if _too_few_values(tight[place], self.rules)}
        for linked in self._linked:
            cells = linked.members & protected - exposed
            if linked.size <= SOLVED_UP_TO and len(cells) <= PROTECTED_UP_TO:
                exposed |= linked.exposed(self.bounds, cells, self.rules)
        return exposed

    def culprits(self, cell: int) -> list[Sum]:
        """The sums that give an exposed cell away: on their own, or all that it is in."""
        tight = self._propagated()
        mine = [i for i, equation in enumerate(self.equations) if cell in equation.members]
        alone = [
            i for i in mine if _too_few_values(self.equations[i].implied(cell, tight), self.rules)
        ]
        return [self.sums[i] for i in alone or mine]

    def _propagated(self) -> list[Bounds]:
        """Bounds after each member of each sum is bounded by the other members, in turn."""
        tight = list(self.bounds)
        for turn in range(PASSES):
            moved = False
            for equation in self.equations:
                for place, bounds in equation.narrowed(turn, tight).items():
                    tight[place] = bounds
                    moved = True
            if not moved:
                break
        return tight


class Equation:
    """A sum, its members known by their places.

    Attributes
    ----------
    members
        Places of the parts, zeros among them, one twice where two parts are one quantity,
        then of the total.
    """

    def __init__(self, members: tuple[int, ...]) -> None:
        """Prepare what is asked again and again."""
        self.members = members
        self._read: Callable[[Sequence[Bounds]], tuple[Bounds, ...]] = itemgetter(*members)
        self._positions: dict[int, list[int]] = defaultdict(list)
        for position, place in enumerate(members):
            self._positions[place].append(position)
        self._found: dict[int, tuple[tuple[Bounds, ...], _Narrowed]] = {}

    @property
    def parts(self) -> tuple[int, ...]:
        """Places of the parts."""
        return self.members[:-1]

    @property
    def total(self) -> int:
        """Place of the total."""
        return self.members[-1]

    def implied(self, place: int, bounds: Sequence[Bounds]) -> Bounds:
        """What the other members say about the one at `place`."""
        mine = self._read(bounds)
        return _Parts(mine[:-1]).implied(self._positions[place][0], mine)

    def narrowed(self, turn: int, bounds: Sequence[Bounds]) -> _Narrowed:
        """The members that the others narrow, each in turn.

        What was found in the same turn the last time is given again if the members'
        bounds were the same.
        """
        mine = self._read(bounds)
        found = self._found.get(turn)
        if found is None or found[0] != mine:
            found = self._found[turn] = mine, self._narrow(list(mine))
        return found[1]

    def _narrow(self, mine: list[Bounds]) -> _Narrowed:
        narrowed = {}
        parts = _Parts(mine[:-1])
        for position, place in enumerate(self.members):
            (low, high), (least, most) = mine[position], parts.implied(position, mine)
            if least > low or most < high:
                narrowed[place] = bounds = max(low, least), min(high, most)
                for twin in self._positions[place]:  # the total has none, and comes last
                    parts.change(mine[twin], bounds)
                    mine[twin] = bounds
        return narrowed


class _Parts:
    """The parts of one sum, added up: their lows, their highs, and how many have no high."""

    def __init__(self, parts: Iterable[Bounds]) -> None:
        self.low = self.high = 0.0
        self.endless = 0
        for bounds in parts:
            self._add(bounds, 1)

    def _add(self, bounds: Bounds, times: int) -> None:
        low, high = bounds
        self.low += times * low
        if high == inf:
            self.endless += times
        else:
            self.high += times * high

    def change(self, before: Bounds, after: Bounds) -> None:
        """Put the bounds of one part in place of others."""
        self._add(before, -1)
        self._add(after, 1)

    def implied(self, position: int, mine: Sequence[Bounds]) -> Bounds:
        """What the other members say about the one at this position; the total is last."""
        if position == len(mine) - 1:
            return self.low, inf if self.endless else self.high
        low, high = mine[position]
        (least, most), endless = mine[-1], self.endless - (high == inf)
        others = inf if endless else self.high - (0.0 if high == inf else high)
        return least - others, most - (self.low - low)


class _Linked:
    """Sums that share members, solved together, and what is known of them so far."""

    def __init__(self, equations: Sequence[Equation], members: Set[int], size: int) -> None:
        self.members = members
        #: How many of them are not zero.
        self.size = size
        self._columns = tuple(dict.fromkeys(q for e in equations for q in e.members))
        self._matrix = _matrix(equations, {q: i for i, q in enumerate(self._columns)})
        self._read: Callable[[Sequence[Bounds]], tuple[Bounds, ...]] = itemgetter(*self._columns)
        self._seen: tuple[Bounds, ...] = ()
        #: Cells found exposed by the bounds last seen.
        self._exposed: set[int] = set()
        #: Cells found to keep values enough: bounds only widen, so they keep them.
        self._safe: set[int] = set()

    def exposed(self, bounds: Sequence[Bounds], cells: Set[int], rules: Rules) -> set[int]:
        """Those of `cells` that have too few small values, all sums holding at once."""
        now = self._read(bounds)
        if now != self._seen:
            self._seen, self._exposed = now, set()
        for cell in cells - self._safe - self._exposed:
            (low, low_found), (high, high_found) = self._extreme(cell, 1), self._extreme(cell, -1)
            if _too_few_values((low, high), rules):
                self._exposed.add(cell)
            elif low_found and high_found:
                self._safe.add(cell)
        return self._exposed & cells

    def _extreme(self, cell: int, sign: int) -> tuple[float, bool]:
        """The lowest a cell can be, or with -1 the highest, and whether it was found.

        Open where the solver gives up: nothing is claimed that was not shown.
        """
        objective = np.zeros(len(self._columns))
        objective[self._columns.index(cell)] = sign
        limits = [(low, None if high == inf else high) for low, high in self._seen]
        nothing = np.zeros(len(self._matrix))
        got = linprog(objective, A_eq=self._matrix, b_eq=nothing, bounds=limits)
        bound = sign * float(got.fun) if got.status == _SOLVED else sign * -inf
        return bound, got.status in (_SOLVED, _ENDLESS)


def _matrix(equations: Sequence[Equation], column: Mapping[int, int]) -> np.ndarray:
    """One row for each sum: its parts less its total are nothing."""
    matrix = np.zeros((len(equations), len(column)))
    for row, equation in enumerate(equations):
        for q in equation.parts:
            matrix[row, column[q]] += 1
        matrix[row, column[equation.total]] -= 1
    return matrix


def _linked(equations: Iterable[Equation], numbers: Sequence[Quantity]) -> list[_Linked]:
    """Sums that share members, together, where there is more than one."""
    groups: list[tuple[set[int], list[Equation]]] = []
    for equation in equations:
        members, together = set(equation.members), [equation]
        apart = []
        for group in groups:
            if members.isdisjoint(group[0]):
                apart.append(group)
            else:
                members |= group[0]
                together = group[1] + together
        groups = [*apart, (members, together)]
    return [
        _Linked(together, members, sum(numbers[place][1] > 0 for place in members))
        for members, together in groups
        if len(together) > 1
    ]


def _too_few_values(bounds: Bounds, rules: Rules) -> bool:
    low = ceil(max(1.0, bounds[0]) - _SLACK)
    high = floor(min(float(rules.hidden_up_to), bounds[1]) + _SLACK)
    return high - low + 1 < rules.fewest_possible
