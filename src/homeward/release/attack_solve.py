"""The lowest and highest whole number that each hidden cell can be, by solving for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, inf

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array

from homeward.release.attack_sums import Bounds, Cell, System

#: Passes over every sum while bounds still move.
PASSES = 30

#: What a solver may be out by, and what it says when it has found the end.
_SLACK, _SOLVED = 1e-6, 0

#: Stands for endless where a solver needs a number.
_FAR = 1e7


@dataclass(frozen=True, slots=True)
class Range:
    """What is left of a hidden number.

    Attributes
    ----------
    cell
        Which.
    low, high
        The lowest and highest whole number that it can be; `high` may be endless.
    """

    cell: Cell
    low: float
    high: float

    @property
    def width(self) -> float:
        """How many values it can still take."""
        return self.high - self.low + 1


def ranges(system: System, enough: int) -> list[Range]:
    """What is left of each hidden number, all sums holding at once.

    Bounds are narrowed sum by sum first, in whole numbers; then each hidden number that is
    not seen to keep `enough` values is made as small, and as large, as it can be by linear
    programming over the numbers that it hangs together with.
    """
    tight = narrowed(system)
    found = []
    for linked in _linked(system, tight):
        found += linked.ranges(system, tight, enough)
    known = {r.cell for r in found}
    found += [Range(cell, *tight[cell]) for cell in sorted(system.hidden - known)]
    return found


def narrowed(system: System) -> dict[Cell, Bounds]:
    """Bounds after each member of each sum is bounded by the others, in whole numbers."""
    tight = dict(system.bounds)
    for _ in range(PASSES):
        if not any([_narrow(one, tight) for one in system.sums]):
            break
    return tight


def _narrow(
    one: tuple[float, tuple[tuple[Cell, float], ...], float], tight: dict[Cell, Bounds]
) -> bool:
    """Bound each member of a sum by the others; whether any moved."""
    least, members, most = one
    lows, highs, endless_low, endless_high = 0.0, 0.0, 0, 0
    terms = []
    for cell, weight in members:
        low, high = tight[cell]
        ends = (weight * low, weight * high) if weight > 0 else (weight * high, weight * low)
        terms.append(ends)
        endless_low += ends[0] == -inf
        endless_high += ends[1] == inf
        lows += 0.0 if ends[0] == -inf else ends[0]
        highs += 0.0 if ends[1] == inf else ends[1]
    moved = False
    for (cell, weight), (low, high) in zip(members, terms, strict=True):
        others_low = -inf if endless_low - (low == -inf) else lows - (0 if low == -inf else low)
        others_high = inf if endless_high - (high == inf) else highs - (0 if high == inf else high)
        ends = ((least - others_high) / weight, (most - others_low) / weight)
        new_low, new_high = ends if weight > 0 else (ends[1], ends[0])
        was = tight[cell]
        now = (
            max(was[0], ceil(new_low - _SLACK) if new_low > -inf else -inf),
            min(was[1], floor(new_high + _SLACK) if new_high < inf else inf),
        )
        if now != was and now[0] <= now[1]:
            tight[cell], moved = now, True
    return moved


class _Linked:
    """Numbers that hang together by sums, as one linear programme."""

    def __init__(self, cells: list[Cell], rows: list[int]) -> None:
        self.cells, self.rows = cells, rows

    def ranges(self, system: System, tight: dict[Cell, Bounds], enough: int) -> list[Range]:
        hidden = [c for c in self.cells if c in system.hidden]
        if not hidden:
            return []
        column = {c: i for i, c in enumerate(self.cells)}
        matrix, limits = self._matrix(system, column)
        bounds = [
            (low, None if high == inf else high) for low, high in (tight[c] for c in self.cells)
        ]
        seen_low = np.full(len(self.cells), inf)
        seen_high = np.full(len(self.cells), -inf)
        found = []
        for cell in hidden:
            at = column[cell]
            low, high = tight[cell]
            if seen_high[at] - seen_low[at] + 1 < enough and low < high:
                for sign in (1.0, -1.0):
                    got = _solve(matrix, limits, bounds, at, sign)
                    if got is None:
                        continue
                    seen_low, seen_high = np.minimum(seen_low, got), np.maximum(seen_high, got)
                    if sign > 0:
                        low = max(low, ceil(got[at] - _SLACK))
                    else:
                        high = min(high, floor(got[at] + _SLACK)) if got[at] < _FAR / 2 else high
            found.append(Range(cell, low, high))
        return found

    def _matrix(self, system: System, column: dict[Cell, int]) -> tuple[csr_array, np.ndarray]:
        """Every sum as rows of "no more than", both ways where it has both ends."""
        data: list[float] = []
        rows: list[int] = []
        columns: list[int] = []
        limits: list[float] = []
        for i in self.rows:
            least, members, most = system.sums[i]
            for sign, end in ((1.0, most), (-1.0, -least)):
                if end == inf:
                    continue
                for cell, weight in members:
                    data.append(sign * weight)
                    rows.append(len(limits))
                    columns.append(column[cell])
                limits.append(end)
        shape = (len(limits), len(self.cells))
        return coo_array((data, (rows, columns)), shape=shape).tocsr(), np.array(limits)


def _solve(
    matrix: csr_array,
    limits: np.ndarray,
    bounds: list[tuple[float, float | None]],
    at: int,
    sign: float,
) -> np.ndarray | None:
    """Where a number is smallest, or with -1 largest; None where the solver gives up."""
    objective = np.zeros(matrix.shape[1])
    objective[at] = sign
    near = [(low, _FAR if high is None else high) for low, high in bounds]
    got = linprog(objective, A_ub=matrix, b_ub=limits + _SLACK, bounds=near, method="highs")
    return np.asarray(got.x) if got.status == _SOLVED else None


def _linked(system: System, tight: dict[Cell, Bounds]) -> Iterable[_Linked]:
    """Groups of numbers that share sums; one that is known outright links nothing."""
    parent: dict[Cell, Cell] = {}

    def root(cell: Cell) -> Cell:
        parent.setdefault(cell, cell)
        while parent[cell] != cell:
            parent[cell] = parent[parent[cell]]
            cell = parent[cell]
        return cell

    for _, members, _ in system.sums:
        open_ones = [c for c, _ in members if tight[c][0] < tight[c][1]] or [members[0][0]]
        for cell in open_ones[1:]:
            parent[root(cell)] = root(open_ones[0])
    rows: dict[Cell, list[int]] = defaultdict(list)
    cells: dict[Cell, dict[Cell, None]] = defaultdict(dict)
    for i, (_, members, _) in enumerate(system.sums):
        first = next((c for c, _ in members if tight[c][0] < tight[c][1]), members[0][0])
        rows[root(first)].append(i)
        cells[root(first)] |= dict.fromkeys(c for c, _ in members)
    return [_Linked(list(cells[r]), rows[r]) for r in rows]
