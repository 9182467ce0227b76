"""Counts, different children, and what intervals need, over the episodes as arrays.

Every question is a yes or no (or cannot tell) to each episode. Per child it becomes how
many yes and how many judged, and over children the sums that a design effect is
made of. Nothing here returns a number for one child.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from homeward.estimators import PowerSums
from homeward.findings.estimate import GroupValue
from homeward.timelines.sheet import Coded, Sheet
from homeward.vocabulary.setting import Setting

Yes = NDArray[np.bool_]
_Floats = NDArray[np.float64]

#: A group: sorted pairs of dimension and value; `()` is everything.
Group = tuple[tuple[str, GroupValue], ...]

#: Different numbers of episodes that units have, and how many units have each.
Profile = tuple[NDArray[np.int64], NDArray[np.int64]]


#: Keys up to this many times their number are marked in a table.
_TABLED = 8
#: Cells of a table of units by group, yes and judged, up to which it is made.
_CELLS = 2_000_000


def group(**by: GroupValue) -> Group:
    """The group with these values."""
    return tuple(sorted(by.items()))


@dataclass(frozen=True, slots=True)
class Flag:
    """A yes-or-no question to every episode, which some cannot answer.

    Attributes
    ----------
    yes
        Met the definition; shape (rows,).
    judged
        Could be judged; None when every episode can. A yes that is not judged is none.
    left_out
        Belonged to the question but could not be judged; None for all not judged.
    rest
        Whether children with a no are wanted too (`Tally.children_rest`).
    """

    yes: Yes
    judged: Yes | None = None
    left_out: Yes | None = None
    rest: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of one flag in one group.

    Attributes
    ----------
    count, of, left_out
        Episodes with yes, judged, and not judged.
    children, children_of, children_rest
        Different children with a yes, with a judged episode, with a no (0 unless the
        flag asked for it).
    squares, products, sizes, fourths
        Σy², Σyn, Σn² and Σn⁴ over children: see `estimators.design_effect`.
    """

    count: int
    of: int
    left_out: int
    children: int
    children_of: int
    children_rest: int
    squares: int
    products: int
    sizes: int
    fourths: int


@dataclass(frozen=True, slots=True)
class Volume:
    """Episodes and children of one group, and sums over its children.

    Attributes
    ----------
    incidents, children
        Σn, and different children.
    squares, cubes, fourths
        Σn², Σn³ and Σn⁴: how uncertain a mean is, and how uncertain that is.
    """

    incidents: int = 0
    children: int = 0
    squares: int = 0
    cubes: int = 0
    fourths: int = 0

    @classmethod
    def of(cls, sizes: NDArray[np.int64]) -> Volume:
        """Of children with so many episodes each; those with none are not counted."""
        return cls(*(round(part) for part in PowerSums.of(sizes)))

    @property
    def sums(self) -> PowerSums:
        """As estimators take them."""
        return PowerSums(self.incidents, self.children, self.squares, self.cubes, self.fourths)


class Counter:
    """Asks questions of a sheet by group; what two questions share is worked out once.

    Parameters
    ----------
    sheet
        The episodes.
    dims
        Dimensions beside the sheet's own columns: name to a coded column.
    where
        Episodes that count at all; None for every one.
    """

    def __init__(
        self, sheet: Sheet, dims: Mapping[str, Coded] | None = None, where: Yes | None = None
    ) -> None:
        self._sheet = sheet
        self._dims = dict(dims or {})
        self._own = frozenset(self._dims)
        self._where = where
        self._units: dict[tuple[str, ...], _Units] = {}

    def dim(self, name: str) -> Coded:
        """A dimension: one given, else the sheet's own; a blank setting is `not_recorded`."""
        if name not in self._dims:
            self._dims[name] = dimension(self._sheet, name)
        return self._dims[name]

    def tallies(
        self, groupings: Sequence[tuple[str, ...]], flags: Mapping[str, Flag]
    ) -> dict[Group, dict[str, Tally]]:
        """Every flag in every group of every grouping.

        Parameters
        ----------
        groupings
            Tuples of dimensions; `()` is everything together. A null is in no group.
        flags
            By name.

        Returns
        -------
        dict
            Group to flag name to tally. The group `()` is there even with no episode.
        """
        out: dict[Group, dict[str, Tally]] = {}
        for grouping in groupings:
            units = self._of(grouping)
            found = {name: units.tally(flag) for name, flag in flags.items()}
            for place, key in enumerate(units.groups):
                out[key] = {name: these[place] for name, these in found.items()}
        return out

    def volumes(self, groupings: Sequence[tuple[str, ...]]) -> dict[Group, Volume]:
        """Episodes and children in every group of every grouping."""
        out: dict[Group, Volume] = {}
        for grouping in groupings:
            units = self._of(grouping)
            sizes = units.sizes
            square = np.square(sizes, dtype=float)  # so that no fourth power runs over
            powers = (sizes, sizes > 0, square, square * sizes, square * square)
            parts = np.stack([units.over(part) for part in powers])
            for place, key in enumerate(units.groups):
                out[key] = Volume(*(round(float(part)) for part in parts[:, place]))
        return out

    def profiles(self, groupings: Sequence[tuple[str, ...]]) -> dict[Group, Profile]:
        """How many children have how many episodes, by group: sizes falling."""
        out: dict[Group, Profile] = {}
        for grouping in groupings:
            units = self._of(grouping)
            sizes = np.bincount(units.unit, minlength=len(units.group))
            for place, key in enumerate(units.groups):
                out[key] = profile_of(sizes[units.group == place])
        return out

    def _of(self, grouping: tuple[str, ...]) -> _Units:
        if grouping not in self._units:
            if self._where is None and not self._own & set(grouping):
                made = self._sheet.once.of(("units", grouping), lambda: self._made(grouping))
            else:
                made = self._made(grouping)
            self._units[grouping] = made
        return self._units[grouping]

    def _made(self, grouping: tuple[str, ...]) -> _Units:
        dims = [self.dim(name) for name in grouping]
        return _units(self._sheet.child, grouping, dims, self._where)


def dimension(sheet: Sheet, name: str) -> Coded:
    """A column of the sheet as a dimension; numbers are whole, a blank setting is filled."""
    if name == "setting":
        return sheet.word(name).filled(Setting.NOT_RECORDED.value)
    if name in ("year", "month", "age"):
        return whole_numbers(sheet.number(name))
    return sheet.word(name)


def whole_numbers(values: NDArray[np.float64]) -> Coded:
    """A column of whole numbers as a dimension; NaN is in no group."""
    known = ~np.isnan(values)
    whole = values[known].astype(np.int64)
    least = int(whole.min(initial=0))
    found, codes = _different(whole - least)
    out = np.full(len(values), -1, np.int32)
    out[known] = codes
    return Coded(out, tuple(int(v) + least for v in found))


def profile_of(sizes: NDArray[np.int64]) -> Profile:
    """Different sizes, falling, and how many units have each."""
    found, units = np.unique(sizes, return_counts=True)
    return found[::-1].astype(np.int64), units[::-1].astype(np.int64)


def settings_in(groups: Iterable[Group]) -> list[str]:
    """Settings among the groups that are a setting alone, in vocabulary order."""
    order = {word.value: place for place, word in enumerate(Setting)}
    found = {str(dict(g)["setting"]) for g in groups if [key for key, _ in g] == ["setting"]}
    return sorted(found, key=lambda value: (order.get(value, len(order)), value))


@dataclass(frozen=True)
class _Units:
    """The children of each group.

    Attributes
    ----------
    rows
        Rows that are in a group; None for all.
    unit
        Of each such row, its child-in-group.
    group
        Of each child-in-group, its group.
    groups
        The groups.
    """

    rows: NDArray[np.intp] | None
    unit: NDArray[np.int64]
    group: NDArray[np.int64]
    groups: list[Group]

    def tally(self, flag: Flag) -> list[Tally]:
        """The tally of a flag in each group."""
        y = self._per_unit(flag.yes if flag.judged is None else flag.yes & flag.judged)
        n = self.sizes if flag.judged is None else self._per_unit(flag.judged)
        group, y, n, units = self._alike(y, n)
        parts = np.stack([
            np.bincount(group, weights=units * part, minlength=len(self.groups))
            for part in (y, n, y > 0, n > 0, n > y, y * y, y * n, n * n, (n * n).astype(float) ** 2)
        ])  # fmt: skip
        count, of, *rest = np.rint(parts)
        left = self._left(flag, of)
        rest[2] *= flag.rest
        return [
            Tally(*(int(part[place]) for part in (count, of, left, *rest)))
            for place in range(len(self.groups))
        ]

    def _alike(
        self, y: NDArray[np.int64], n: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Group, yes, judged of units, and how many are alike: few, though units are many."""
        wide, tall = (int(values.max(initial=0)) + 1 for values in (y, n))
        cells = len(self.groups) * tall * wide
        if cells > _CELLS:
            return self.group, y, n, np.ones_like(y)
        code = n * wide + y
        if len(self.groups) > 1:
            code += self.group * (tall * wide)
        many = np.bincount(code, minlength=cells)
        at = np.flatnonzero(many)
        group, pair = np.divmod(at, tall * wide)
        return group, pair % wide, pair // wide, many[at]

    def _left(self, flag: Flag, of: NDArray[np.int64]) -> NDArray[np.int64]:
        if flag.left_out is not None:
            return np.rint(self.over(self._per_unit(flag.left_out))).astype(np.int64)
        if flag.judged is None:
            return np.zeros(len(self.groups), np.int64)
        return np.rint(self.over(self.sizes)).astype(np.int64) - of

    @cached_property
    def sizes(self) -> NDArray[np.int64]:
        """Rows of each child-in-group."""
        return np.bincount(self.unit, minlength=len(self.group))

    def _per_unit(self, yes: Yes) -> NDArray[np.int64]:
        mine = yes if self.rows is None else yes[self.rows]
        return np.bincount(self.unit.compress(mine), minlength=len(self.group))

    def over(self, values: NDArray[np.int64] | _Floats | Yes) -> NDArray[np.float64]:
        """Sum over the children of each group."""
        if len(self.groups) == 1:  # whole numbers: a plain sum is exact, and much faster
            kind = np.float64 if values.dtype == np.float64 else np.int64
            return np.array([float(values.sum(dtype=kind))])
        summed = np.bincount(self.group, weights=values, minlength=len(self.groups))
        return np.asarray(summed, float)


def _units(
    child: NDArray[np.int64], names: Sequence[str], dims: Sequence[Coded], where: Yes | None
) -> _Units:
    inside = np.ones(len(child), bool) if where is None else where.copy()
    key = np.zeros(len(child), np.int64)
    for dim in dims:
        inside &= dim.codes >= 0
        key = key * max(1, len(dim.labels)) + dim.codes
    rows = None if inside.all() else np.flatnonzero(inside)
    mine, its = (child, key) if rows is None else (child[rows], key[rows])
    found, place = _different(its) if names else (np.zeros(1, np.int64), np.zeros_like(mine))
    each, unit = _different(mine * len(found) + place)
    groups = [_group(int(k), names, dims) for k in found]
    return _Units(rows, unit, each % max(1, len(found)), groups)


def _different(keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Different keys, rising, and the place of each key among them.

    Where keys are small enough to be marked in a table, no sort is needed.
    """
    top = int(keys.max(initial=-1)) + 1
    if top > _TABLED * len(keys):
        return np.unique(keys, return_inverse=True)
    seen = np.zeros(top, bool)
    seen[keys] = True
    found = np.flatnonzero(seen)
    place = np.zeros(top, np.int64)
    place[found] = np.arange(len(found))
    return found, place[keys]


def _group(key: int, names: Sequence[str], dims: Sequence[Coded]) -> Group:
    by: dict[str, GroupValue] = {}
    for name, dim in zip(reversed(names), reversed(dims), strict=True):
        key, code = divmod(key, max(1, len(dim.labels)))
        by[name] = dim.labels[code]
    return group(**by)
