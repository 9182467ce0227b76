"""The characteristics by which `demand.equality` looks, and the children of each group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from homeward.demand.counting import Flag
from homeward.timelines.histories import Timelines
from homeward.timelines.sheet import Coded
from homeward.vocabulary.person import CareStatus, Ethnicity, Sex, YesNo
from homeward.vocabulary.words import Word

#: Characteristics in the order they are shown, and their words.
CHARACTERISTICS: Mapping[str, type[Word]] = {
    "sex": Sex,
    "ethnicity": Ethnicity,
    "disability": YesNo,
    "care_status": CareStatus,
}
NOT_RECORDED = "not_recorded"
#: Values that say nothing about the child; each is shown as a group of its own.
SILENT = frozenset({NOT_RECORDED, Ethnicity.REFUSED.value, YesNo.NOT_ASKED.value})

Counts = NDArray[np.float64]


@dataclass(frozen=True)
class Groups:
    """The groups of one characteristic, and which of whose incidents are whose.

    Attributes
    ----------
    name
        The characteristic.
    column
        Its value for each episode; a blank is `not_recorded`.
    present
        Values that occur, in the order of the vocabulary.
    sizes
        Incidents of each value that occurs.
    unit
        Of each episode, its child-in-group.
    child, group
        Of each child-in-group, the number of the child and the code of the group.
    children
        How many children there are.
    """

    name: str
    column: Coded
    present: tuple[str, ...]
    sizes: Mapping[str, int]
    unit: NDArray[np.intp]
    child: NDArray[np.int64]
    group: NDArray[np.int64]
    children: int

    @property
    def answered(self) -> tuple[str, ...]:
        """Values that say something about the child: the groups that can be compared."""
        return tuple(value for value in self.present if value not in SILENT)

    @property
    def largest(self) -> str | None:
        """The answered group with most incidents; of equals the first; None without any."""
        return max(self.answered, key=lambda value: self.sizes[value], default=None)

    @cached_property
    def _places(self) -> list[NDArray[np.intp]]:
        return [np.flatnonzero(self.group == code) for code in range(len(self.column.labels))]

    def mine(self, *values: str) -> NDArray[np.intp]:
        """Places of the children-in-groups of these groups."""
        codes = [self.column.labels.index(value) for value in values]
        return np.concatenate([self._places[code] for code in codes] or [np.zeros(0, np.intp)])

    def counted(self, flag: Flag) -> tuple[Counts, Counts]:
        """Of each child-in-group, how many episodes met a flag and how many were judged."""
        judged = np.ones(len(self.unit), bool) if flag.judged is None else flag.judged
        n = len(self.group)
        met = np.bincount(self.unit.compress(flag.yes & judged), minlength=n)
        return met.astype(float), np.bincount(self.unit.compress(judged), minlength=n).astype(float)

    def by_child(self, values: Counts, mine: NDArray[np.intp]) -> Counts:
        """Values of some children-in-groups, summed for each child; 0 for the rest."""
        return np.bincount(self.child[mine], values[mine], self.children).astype(float)


def characteristics_held(timelines: Timelines) -> list[str]:
    """Characteristics that some file filled, in the order they are shown."""
    held = timelines.supplied | timelines.from_children
    return [name for name in CHARACTERISTICS if name in held]


def groups_of(timelines: Timelines, name: str) -> Groups:
    """The groups of one characteristic; a blank is `not_recorded`, never a no."""
    sheet = timelines.sheet
    column = sheet.word(name).filled(NOT_RECORDED)
    many = max(1, len(column.labels))
    key = sheet.child * many + column.codes
    marked = np.zeros(sheet.children * many, bool)
    marked[key] = True
    found, unit = np.flatnonzero(marked), (np.cumsum(marked) - 1)[key]
    sizes = np.bincount(column.codes, minlength=many)
    words = [word.value for word in CHARACTERISTICS[name]]
    there = {label: int(sizes[code]) for code, label in enumerate(column.labels) if sizes[code]}
    present = [word for word in words if word in there]
    present += [label for label in there if label not in words]
    return Groups(
        name, column, tuple(present), there, unit, found // many, found % many, sheet.children
    )
