"""Weighted shares of a smaller sample: what partners answered, worked up to the whole."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from homeward.demand.estimates import By
from homeward.estimators.survey import WeightedShare, joined_strata, weighted_share
from homeward.findings.estimate import Estimate
from homeward.timelines.sample import UNANSWERED, Sample
from homeward.vocabulary.sampling import ASKED, DERIVED, SampleUnit
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State
from homeward.vocabulary.words import Word

#: Name of the share of one answer.
SHARE = "weighted_share"

#: Answers that say nothing of what was asked about.
SILENT = frozenset({"not_recorded", "not_asked"})

#: Name of the interval, as findings carry it.
KORN_GRAUBARD = "Korn and Graubard, strata and children as clusters"

Yes = NDArray[np.bool_]


def unit_of(sample: Sample) -> Unit:
    """What the sample's own counts count."""
    return Unit.CHILDREN if sample.unit is SampleUnit.CHILD else Unit.SAMPLED


def whole_unit(sample: Sample) -> Unit:
    """What the counts of the whole count."""
    return Unit.CHILDREN if sample.unit is SampleUnit.CHILD else Unit.INCIDENTS


def of_what(sample: Sample) -> str:
    """What a share is of, in words."""
    return "children" if sample.unit is SampleUnit.CHILD else "incidents"


def words_of(question: str) -> type[Word]:
    """The permitted answers to a question."""
    words = DERIVED.get(question) or ASKED[question].words
    assert words is not None
    return words


def something(question: str) -> tuple[str, ...]:
    """Answers to a question that something was there."""
    nothing = ASKED[question].nothing if question in ASKED else None
    return tuple(w.value for w in words_of(question) if w.value not in SILENT and w is not nothing)


def children_in(sample: Sample, rows: Yes) -> int:
    """Different children among these units."""
    return len(np.unique(sample.child[rows]))


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """One question as it was answered, with what weighting it needs.

    Attributes
    ----------
    name
        Of the question.
    answered
        Units with an answer, shape (drawn,).
    classes
        For each stratum the weighting class it is in, shape (strata,).
    """

    sample: Sample
    name: str
    answered: Yes
    classes: NDArray[np.int64]

    @property
    def joined(self) -> bool:
        """Whether strata had to be joined."""
        return int(self.classes.max(initial=-1)) + 1 < len(self.classes)

    def rows(self, words: Collection[str]) -> Yes:
        """Units that gave one of these answers."""
        held = self.sample.words[self.name]
        out = np.zeros(self.sample.drawn, bool)
        for word in words:
            out |= held[word]
        return out

    def share(self, name: str, words: Collection[str], by: By) -> Estimate:
        """The weighted share of the whole with one of these answers.

        Refused where nobody answered, or too few to say how sure it is.
        """
        yes, unit = self.rows(words), unit_of(self.sample)
        found = self._weighted(yes)
        of, left = int(self.answered.sum()), int((~self.answered).sum())
        everybody = children_in(self.sample, self.answered)
        if found is None:
            return Estimate(
                name, Kind.WEIGHTED, unit, None, of=of, children_of=everybody, left_out=left,
                by=by, state=State.REFUSED,
            )  # fmt: skip
        # Where everybody was asked and answered there is nothing to be unsure of: no interval.
        sure = not isfinite(found.effective)
        low, high = (None, None) if sure else found.interval
        return Estimate(
            name, Kind.WEIGHTED, unit, found.value, low, high, count=int(yes.sum()), of=of,
            children=children_in(self.sample, yes), children_of=everybody, left_out=left,
            interval="" if sure else KORN_GRAUBARD,
            design_effect=None if sure else max(1.0, of / found.effective), by=by,
        )  # fmt: skip

    def without(self, words: Collection[str]) -> Question:
        """The same question with units that gave one of these answers left out of it."""
        return _question(self.sample, self.name, self.answered & ~self.rows(words))

    def effective(self) -> float:
        """Independent units that would tell as much, of the answer nearest to one half."""
        found = [self._weighted(rows) for word, rows in self._held if word != UNANSWERED]
        known = [share for share in found if share is not None and isfinite(share.effective)]
        if not known:
            return float(self.answered.sum())
        return min(known, key=lambda share: abs(share.value - 0.5)).effective

    @property
    def _held(self) -> list[tuple[str, Yes]]:
        return list(self.sample.words[self.name].items())

    def _weighted(self, yes: Yes) -> WeightedShare | None:
        sample, mine = self.sample, self.answered
        if not mine.any():
            return None
        weight = np.array([stratum.weight for stratum in sample.strata])
        there = np.array([stratum.population for stratum in sample.strata], float)
        return weighted_share(
            yes[mine],
            weight[sample.stratum[mine]],
            self.classes[sample.stratum[mine]],
            sample.child[mine],
            np.bincount(self.classes, weights=there).astype(float),
        )


def question_of(sample: Sample, name: str) -> Question:
    """A question of the sample, its thin strata joined."""
    return _question(sample, name, ~sample.words[name][UNANSWERED])


def _question(sample: Sample, name: str, answered: Yes) -> Question:
    strata = len(sample.strata)
    units = np.bincount(sample.stratum[answered], minlength=strata)
    pairs = np.unique(np.stack([sample.stratum[answered], sample.child[answered]]), axis=1)
    children = np.bincount(pairs[0], minlength=strata)
    classes = joined_strata(
        [tuple(stratum.by.values()) for stratum in sample.strata],
        [stratum.population for stratum in sample.strata],
        units.tolist(),
        children.tolist(),
    )
    return Question(sample, name, answered, classes)
