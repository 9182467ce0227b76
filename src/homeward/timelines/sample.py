"""The smaller sample: units drawn from the episodes, and what partners wrote of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from homeward.vocabulary.sampling import SampleUnit

#: Marks, among the words of an answer, the units for which it was left blank.
UNANSWERED = ""


@dataclass(frozen=True, slots=True)
class Stratum:
    """One stratum of the draw.

    Attributes
    ----------
    by
        What its units have in common: column to value, in the order of the rule.
    population, children
        Units there were when it was drawn, and the different children they are of.
    drawn
        Units drawn.
    """

    by: Mapping[str, str | int]
    population: int
    children: int
    drawn: int

    @property
    def weight(self) -> float:
        """How many units each drawn one stands for; 0.0 where none was drawn."""
        return self.population / self.drawn if self.drawn else 0.0


@dataclass(frozen=True, slots=True)
class Margin:
    """One value of a column that strata were made of, over all strata.

    Attributes
    ----------
    column, value
        As in `Stratum.by`.
    population, children
        As in `Stratum`.
    """

    column: str
    value: str | int
    population: int
    children: int


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A drawn sample with the answers that were taken back.

    Units stand in the order of their sample numbers; every array has one entry for each.

    Attributes
    ----------
    unit
        What was drawn.
    strata, margins
        The whole it was drawn from, as it was then.
    population, children
        Units there were in all, and different children.
    stratum
        Place in `strata`.
    child
        Number of the child within the sample, from 0.
    value
        Column to the values that strata were made of.
    words
        What was asked to the words answered: word to the units that answered it, with
        `UNANSWERED` for those that did not.
    only
        Column to the values that units had to have to be drawn; empty where any could.
    changed
        Whether the records have changed since the sample was drawn.
    dated
        Units for which the date of an interview was given; None where none was asked for.
    """

    unit: SampleUnit
    strata: tuple[Stratum, ...]
    margins: tuple[Margin, ...]
    population: int
    children: int
    stratum: NDArray[np.int64]
    child: NDArray[np.int64]
    value: Mapping[str, tuple[str | int, ...]] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, NDArray[np.bool_]]] = field(default_factory=dict)
    only: Mapping[str, tuple[str | int, ...]] = field(default_factory=dict)
    changed: bool = False
    dated: NDArray[np.bool_] | None = None

    @property
    def drawn(self) -> int:
        """How many units were drawn."""
        return len(self.stratum)
