"""Totals that give hidden cells away, and the second cells hidden to stop it.

The check is the plain one: every published count is replaced by the band it may come
from, every hidden count by "one or more" (a zero is shown as zero, so what is hidden is
not one) or, where its total is hidden, by "any number" (a zero is hidden with its
total), and each sum that holds in the records is an equation. If the equations leave a
protected count fewer values from 1 to 7 than the rules want, the smallest published
number of its sum is hidden too, and the check is made again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from homeward.findings.estimate import Estimate
from homeward.release.attack import Attack
from homeward.release.behind import Quantity, look_behind, quantities, why_hidden
from homeward.release.rules import Rules
from homeward.release.sums import Sum, find_sums, zeros_within
from homeward.release.suppressed import HIDDEN
from homeward.vocabulary.withholding import Withheld

#: Rules whose hidden counts are protected from being worked out.
PROTECTED_BY = frozenset({Withheld.SMALL_COUNT, Withheld.FEW_CHILDREN})

#: Parts that a hidden estimate does not show.
_UNSHOWN = ("count", "children")


@dataclass(frozen=True, slots=True)
class Found:
    """What the search for second cells found.

    Attributes
    ----------
    cells
        Quantities to hide so that totals do not give another hidden one away.
    given_away
        Sums that give a protected count away whatever else is hidden.
    """

    cells: frozenset[Quantity]
    given_away: tuple[Sum, ...] = ()


def second_cells(estimates: Sequence[Estimate], rules: Rules) -> frozenset[Quantity]:
    """Quantities to hide because totals would give another hidden one away.

    Parameters and limits are those of `search`.
    """
    return search(estimates, rules).cells


def search(
    estimates: Sequence[Estimate], rules: Rules, beside: Set[Quantity] = frozenset()
) -> Found:
    """Find the second cells of one release, and what they cannot protect.

    A zero whose total is hidden is hidden: shown, it would leave the reader the number of
    parts that are not zero, which a small total cannot be below. A count that would be
    exposed with everything hidden is not chased: nothing is hidden for its sake.

    Parameters
    ----------
    estimates
        Every unreleased estimate of one release, of all its findings and tables.
    rules
        What is hidden on its own, and how many values a hidden count must keep.
    beside
        Quantities hidden from the start, because of what earlier releases show.
    """
    state = _State(estimates, rules)
    state.hide(set(beside))
    attack = Attack(tuple(find_sums(estimates)), rules)
    choices, curable = _Choices(attack), _Curable(attack)
    zeros = _Zeros(estimates, attack)
    protected: set[int] = set()
    moved: Iterable[Quantity] = dict.fromkeys((*attack.numbers, *zeros.totals))
    while True:
        hidden = {q for q in moved if state.is_hidden(q)}
        for place, q in ((attack.place[q], q) for q in moved if q in attack.place):
            if q in hidden:
                attack.hide(place)
            (protected.add if state.is_protected(q) else protected.discard)(place)
        more = {zero for q in hidden for zero in zeros.of(q)} - state.second
        if not more:
            exposed = attack.exposed(protected)
            more = {q for cell in curable.among(exposed) for q in choices.beside(cell)}
        if not more:
            away = dict.fromkeys(s for cell in sorted(exposed) for s in attack.culprits(cell))
            return Found(frozenset(state.second), tuple(away))
        moved = state.hide(more)


class _Curable:
    """Which exposed counts would not be, were everything hidden."""

    def __init__(self, attack: Attack) -> None:
        self._attack = attack
        self._known: dict[int, bool] = {}

    def among(self, exposed: set[int]) -> set[int]:
        """Those of the exposed numbers that hiding others can protect."""
        asked = exposed - self._known.keys()
        if asked:
            still = self._all_hidden.exposed(asked)
            self._known |= {cell: cell not in still for cell in asked}
        return {cell for cell in exposed if self._known[cell]}

    @cached_property
    def _all_hidden(self) -> Attack:
        attack = Attack(self._attack.sums, self._attack.rules)
        for place in range(len(attack.numbers)):
            attack.hide(place)
        return attack


class _Zeros:
    """The zeros to hide with a total: its parts, and what is filed under its name."""

    def __init__(self, estimates: Sequence[Estimate], attack: Attack) -> None:
        self._attack = attack
        #: Zeros by the count of the wider group, whether or not it is a sum.
        self.totals: dict[Quantity, set[Quantity]] = defaultdict(set)
        for total, zero in zeros_within(estimates):
            self.totals[total].add(zero)

    def of(self, total: Quantity) -> Iterable[Quantity]:
        """The zeros to hide, this number being hidden."""
        place = self._attack.place.get(total)
        parts = () if place is None else self._attack.zeros_with(place)
        return chain(self.totals.get(total, ()), parts)


class _State:
    """What is published, what hidden and what protected as second cells are chosen.

    Hiding one number touches only the estimates that it stands in, so only those are
    looked at again.

    Attributes
    ----------
    second
        The quantities hidden to protect others, so far.
    """

    def __init__(self, estimates: Iterable[Estimate], rules: Rules) -> None:
        self.second: set[Quantity] = set()
        self._rules = rules
        self._estimates = [(e, quantities(e)) for e in estimates]
        self._where: dict[Quantity, list[int]] = defaultdict(list)
        #: How many estimates show, hold back and protect each quantity.
        self._shown: Counter[Quantity] = Counter()
        self._held: Counter[Quantity] = Counter()
        self._guarded: Counter[Quantity] = Counter()
        for i, (_, mine) in enumerate(self._estimates):
            for q in set(mine.values()):
                self._where[q].append(i)
            self._count(i, 1)

    def is_hidden(self, q: Quantity) -> bool:
        """Whether a quantity is published nowhere; a zero only if it was hidden with a total."""
        return (q[1] > 0 or q in self.second) and self._held[q] > 0 and not self._shown[q]

    def is_protected(self, q: Quantity) -> bool:
        """Whether it must not be worked out; a zero and a second cell need not be protected."""
        return q[1] > 0 and self._guarded[q] > 0 and not self._shown[q] and q not in self.second

    def hide(self, more: set[Quantity]) -> set[Quantity]:
        """Hide more quantities; gives every quantity whose state may be another now."""
        touched = {i for q in more for i in self._where[q]}
        for i in touched:
            self._count(i, -1)
        self.second |= more
        for i in touched:
            self._count(i, 1)
        return {q for i in touched for q in self._estimates[i][1].values()}

    def _count(self, i: int, times: int) -> None:
        """Add what one estimate shows, holds back and protects, or with -1 take it away."""
        e, mine = self._estimates[i]
        behind = look_behind(e, self._rules, self.second)
        why = why_hidden(e, self._rules, self.second)
        masked = {q for part, q in mine.items() if getattr(behind, part) is HIDDEN}
        held = masked if why is None else masked | {mine[p] for p in _UNSHOWN if p in mine}
        for q in masked:
            self._guarded[q] += times * (q[1] <= self._rules.hidden_up_to or why in PROTECTED_BY)
        for q in held:
            self._held[q] += times
        for q in set(mine.values()) - held:
            self._shown[q] += times


class _Choices:
    """Which published number of its sums to hide for an exposed one."""

    def __init__(self, attack: Attack) -> None:
        self._attack = attack
        numbers, equations = attack.numbers, attack.equations
        by_size = sorted(range(len(numbers)), key=lambda place: _by_size(numbers[place]))
        self._rank = {place: rank for rank, place in enumerate(by_size)}
        #: The distinct parts of each sum that may be published still, smallest last.
        self._left = [
            sorted(
                {p for p in equation.parts if numbers[p][1]},
                key=self._rank.__getitem__,
                reverse=True,
            )
            for equation in equations
        ]
        #: The sums that hold each number, those of the smallest totals first.
        self._holding: dict[int, list[int]] = defaultdict(list)
        totals = [numbers[equation.total] for equation in equations]
        for i in sorted(range(len(equations)), key=lambda i: (totals[i][1], repr(totals[i]))):
            for place in set(equations[i].members):
                self._holding[place].append(i)
        self._linked: dict[int, set[int]] = {}

    def beside(self, cell: int) -> list[Quantity]:
        """One published quantity to hide so that `cell` is harder to work out.

        The smallest part of the sum that says most about it. Where no part of that sum is
        published, what gives its other parts away: a part of one of their own sums. A
        total goes only when no part is left, since readers need totals most.
        """
        attack = self._attack
        mine = sorted(self._holding[cell], key=lambda i: self._width(i, cell))
        parts = (self._smallest(among) for i in mine for among in ([i], self._beside(i)))
        totals = (attack.equations[i].total for i in mine)
        left = (total for total in totals if total not in attack.hidden)
        chosen = next((p for p in chain(parts, left) if p is not None), None)
        return [] if chosen is None else [attack.numbers[chosen]]

    def _width(self, i: int, cell: int) -> float:
        """How much a sum leaves open of one of its members."""
        low, high = self._attack.equations[i].implied(cell, self._attack.bounds)
        return high - low

    def _smallest(self, sums: Iterable[int]) -> int | None:
        """The smallest published part of these sums."""
        ends = [left[-1] for i in sums if (left := self._published(i))]
        return min(ends, key=self._rank.__getitem__, default=None)

    def _published(self, i: int) -> list[int]:
        """Parts of a sum from the largest to the smallest published one."""
        left = self._left[i]
        while left and left[-1] in self._attack.hidden:
            left.pop()  # for good: nothing hidden is published again
        return left

    def _beside(self, i: int) -> set[int]:
        """The other sums that a part of this one is a member of."""
        if i not in self._linked:
            parts = self._attack.equations[i].parts
            self._linked[i] = {j for place in parts for j in self._holding[place]} - {i}
        return self._linked[i]


def _by_size(q: Quantity) -> tuple[int, str]:
    return q[1], repr(q[0])
