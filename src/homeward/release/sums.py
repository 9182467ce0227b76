"""Sums that hold among the numbers of one release."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import combinations

from homeward.findings.estimate import Estimate
from homeward.release.behind import PARTS, Group, Quantity, given, group_of, quantities
from homeward.vocabulary.units import Kind

#: Sums over more dimensions at once than this are not looked for.
MOST_DIMENSIONS = 3


@dataclass(frozen=True, slots=True)
class Sum:
    """A total that equals the sum of its parts in the records.

    Attributes
    ----------
    total
        What the parts add up to.
    parts
        Those that are not zero.
    zeros
        Those that are.
    zeros_filed
        Whether a part that is zero is filed like any other. If so, a part hidden with
        its total may be a zero; if not, that it is there at all says one or more.
    """

    total: Quantity
    parts: tuple[Quantity, ...]
    zeros: tuple[Quantity, ...] = ()
    zeros_filed: bool = False

    @property
    def members(self) -> tuple[Quantity, ...]:
        """The parts, the zeros among them last, then the total."""
        return (*self.parts, *self.zeros, self.total)


def find_sums(estimates: Sequence[Estimate]) -> Iterator[Sum]:
    """Every sum over the groups of one name, or the names of one group, that holds.

    Nothing is declared: a sum counts if it is true of the unreleased numbers and its
    total is itself filed, for the wider group or as a cell's own denominator. So
    settings add up to all, years to all years, and verdicts to their denominator;
    children counted in two years do not add up, and are rightly left alone. Zeros that
    add up to a zero are a sum too: where it is hidden, they must be.
    """
    known = {q for e in estimates for q in quantities(e).values()}
    found: dict[tuple[Quantity, frozenset[Quantity]], Sum] = {}
    for cells, zeros_filed in _series(estimates):
        _add_sums(found, cells, known, zeros_filed)
    for cells in _alternatives(estimates):
        _add_sums(found, cells, known, True)  # a verdict nobody met is filed like any other
    return iter(found.values())


def _add_sums(
    found: dict[tuple[Quantity, frozenset[Quantity]], Sum],
    cells: Sequence[Quantity],
    known: Set[Quantity],
    zeros_filed: bool,
) -> None:
    total = sum(n for _, n in cells)
    parts = tuple(cell for cell in cells if cell[1])
    zeros = tuple(cell for cell in cells if not cell[1])
    for group in _totals_of(cells):
        whole = (group, total)
        if whole in known and whole not in cells:
            found[whole, frozenset(cells)] = Sum(whole, parts, zeros, zeros_filed)


def zeros_within(estimates: Iterable[Estimate]) -> Iterator[tuple[Quantity, Quantity]]:
    """Each count of a group, with each zero of the same name filed for a part of that group.

    Also where the parts add up to no total, since one incident may be in several of them.
    """
    counts: dict[str, dict[Group, set[int]]] = defaultdict(lambda: defaultdict(set))
    for e in estimates:
        if e.kind is Kind.COUNT and (n := given(e, "count")) is not None:
            counts[e.name][group_of(e)].add(n)
    for cells in counts.values():
        for group in (group for group, filed in cells.items() if 0 in filed):
            for many in range(1, min(len(group), MOST_DIMENSIONS) + 1):
                for wider in combinations(group, len(group) - many):
                    yield from (((wider, n), (group, 0)) for n in cells.get(wider, ()))


def _series(estimates: Sequence[Estimate]) -> Iterator[tuple[list[Quantity], bool]]:
    """Cells of one name that differ in some dimensions and agree in the rest.

    With each, whether zeros are filed among them.
    """
    series: dict[tuple[str, str, tuple[str, ...]], dict[Group, int]] = defaultdict(dict)
    for e in estimates:
        group = group_of(e)
        for part in PARTS:
            n = _of_nobody(e) if part == "children" else given(e, part)
            if n is not None and group:
                series[e.name, part, tuple(key for key, _ in group)][group] = n
    for (_, _, keys), cells in series.items():
        for many in range(1, min(len(keys), MOST_DIMENSIONS) + 1):
            for dropped in combinations(keys, many):
                yield from _buckets(cells, frozenset(dropped))


def _of_nobody(e: Estimate) -> int | None:
    """The children of `e` as filed, and none behind a count of none."""
    return 0 if e.children is None and given(e, "count") == 0 else e.children


def _buckets(
    cells: dict[Group, int], dropped: frozenset[str]
) -> Iterator[tuple[list[Quantity], bool]]:
    buckets: dict[Group, list[Quantity]] = defaultdict(list)
    for group, n in cells.items():
        buckets[tuple(pair for pair in group if pair[0] not in dropped)].append((group, n))
    across = {tuple(pair for pair in group if pair[0] in dropped) for group in cells}
    full = len(buckets) > 1 and len(cells) == len(buckets) * len(across)
    zeros_filed = full or 0 in cells.values()
    yield from ((bucket, zeros_filed) for bucket in buckets.values() if len(bucket) > 1)


def _alternatives(estimates: Sequence[Estimate]) -> Iterator[list[Quantity]]:
    """Shares of one group and denominator under different names: verdicts of a clock."""
    shares: dict[tuple[Group, int], dict[str, int]] = defaultdict(dict)
    for e in estimates:
        if e.kind is Kind.SHARE and e.count is not None and e.of:
            shares[group_of(e), e.of][e.name] = e.count
    for (group, of), counts in shares.items():
        if len(counts) > 1 and sum(counts.values()) == of:
            yield [(group, n) for n in counts.values()]


def _totals_of(cells: Sequence[Quantity]) -> list[Group]:
    """Groups whose number the cells may add up to: what they share, and each their own.

    In the order of the cells, so that the sums of a bundle always come in one order.
    """
    shared = set(cells[0][0]).intersection(*(group for group, _ in cells))
    return list(dict.fromkeys([tuple(sorted(shared)), *(group for group, _ in cells)]))
