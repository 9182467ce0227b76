"""Children by the setting of most of their incidents, and who is missing most often."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from homeward.demand.counting import Volume, Yes
from homeward.demand.repeats import MANY
from homeward.estimators import top_count
from homeward.timelines.sheet import Coded, Sheet
from homeward.vocabulary.setting import Setting

#: Told of even where nobody lives there: the two that everybody asks about.
ALWAYS = frozenset({Setting.FAMILY_HOME.value, Setting.CHILDRENS_HOME.value})
#: Per cent of children that are the top.
TOP = 10


@dataclass(frozen=True)
class Homes:
    """Where each child mostly lived.

    Attributes
    ----------
    sheet
        The episodes.
    """

    sheet: Sheet

    @cached_property
    def setting(self) -> Coded:
        """Of each incident; a blank is `not_recorded`."""
        return self.sheet.word("setting").filled(Setting.NOT_RECORDED.value)

    @cached_property
    def sizes(self) -> NDArray[np.int64]:
        """Incidents of each child."""
        return np.bincount(self.sheet.child, minlength=self.sheet.children)

    @cached_property
    def _by_child(self) -> NDArray[np.int64]:
        """Incidents of each child in each setting, shape (children, settings)."""
        kinds = len(self.setting.labels)
        pair = self.sheet.child * kinds + self.setting.codes
        return np.bincount(pair, minlength=self.sheet.children * kinds).reshape(-1, kinds)

    @cached_property
    def lives(self) -> NDArray[np.int64]:
        """Code of each child's setting: of most incidents, of equals that of the latest."""
        often = self._by_child
        latest = np.zeros(often.size, np.int64)
        pair = self.sheet.child * often.shape[1] + self.setting.codes
        # Rows stand by child and ordinal, so the last one written is the latest.
        latest[pair] = np.arange(1, self.sheet.rows + 1)
        score = often * (self.sheet.rows + 1) + latest.reshape(often.shape)
        return np.asarray(score.argmax(axis=1))

    @cached_property
    def moved(self) -> int:
        """Children with incidents in more than one setting, blanks apart."""
        known = [label != Setting.NOT_RECORDED.value for label in self.setting.labels]
        return int(((self._by_child[:, known] > 0).sum(axis=1) > 1).sum())

    @cached_property
    def many(self) -> Yes:
        """Children with `MANY` incidents or more."""
        return np.asarray(self.sizes >= MANY)

    @cached_property
    def top(self) -> Yes:
        """The tenth of children with most incidents, and all who tie with the last of them."""
        last = np.sort(self.sizes)[-top_count(len(self.sizes), TOP)]
        return np.asarray(self.sizes >= last)

    @cached_property
    def settings(self) -> list[str]:
        """Settings in vocabulary order: those of some child, and those always told of."""
        lived = {self.setting.labels[code] for code in np.unique(self.lives)} | ALWAYS
        return [word.value for word in Setting if word.value in lived]

    @cached_property
    def of_incident(self) -> Coded:
        """The setting of each incident's child."""
        return Coded(self.lives[self.sheet.child].astype(np.int32), self.setting.labels)

    def inside(self, setting: str) -> Yes:
        """Which children mostly lived in it."""
        if setting not in self.setting.labels:
            return np.zeros(self.sheet.children, bool)
        return np.asarray(self.lives == self.setting.labels.index(setting))

    def volume(self, setting: str) -> Volume:
        """Children who mostly lived in it, and all of their incidents."""
        return Volume.of(self.sizes[self.inside(setting)])
