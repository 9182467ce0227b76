"""The log of steps, read in batches: what is counted of single steps.

A log holds tens of steps for each incident, so it is never held whole: each batch of
numbers is added to arrays whose size depends on the rate card, the children and the
incidents alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from ibis.expr.types import Table
from numpy.typing import NDArray

from homeward.demand.counting import Tally
from homeward.engine.pulling import pulling
from homeward.engine.times import SECONDS_PER_DAY, epoch

#: A length of work beyond this is a record that was never closed, not work.
LONGEST_SECONDS = SECONDS_PER_DAY
#: Steps in a batch; and those with a length, of which each batch costs a table of seconds.
BATCH, LENGTHS = 500_000, 2_000_000
#: Questions of a step, each with who was asked: what it is a part of.
QUESTIONS = ("costed", "inside", "refused")

_Ints = NDArray[np.int64]
_Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Spellings:
    """What each different (activity, role, agency) of the log is; arrays by its number.

    Attributes
    ----------
    item
        Place of what it is among the items.
    least, most
        The card's range in seconds; NaN for what is not on it.
    """

    item: _Ints
    least: NDArray[np.float64]
    most: NDArray[np.float64]


@dataclass(slots=True)
class Passed:
    """What one pass over the log counted.

    Attributes
    ----------
    steps, timed
        By item: steps, and those whose recorded length can be believed.
    held, held_timed
        Items x children: whether the child had such a step.
    groups
        Spellings x groups of incidents: steps.
    lengths
        Item to seconds to steps, of lengths that can be believed.
    yes, asked
        By question and child: steps that meet it, and steps of which it was asked.
    logged
        Rows of the sheet whose incident has a step.
    """

    steps: _Ints
    timed: _Ints
    held: _Bools
    held_timed: _Bools
    groups: _Ints
    lengths: dict[int, dict[int, int]] = field(default_factory=dict)
    yes: dict[str, _Ints] = field(default_factory=dict)
    asked: dict[str, _Ints] = field(default_factory=dict)
    logged: _Bools = field(default_factory=lambda: np.zeros(0, bool))

    def tally(self, question: str) -> Tally:
        """A question's sums over children."""
        y, n = self.yes[question], self.asked[question]
        return Tally(
            count=int(y.sum()), of=int(n.sum()), left_out=0,
            children=int(np.count_nonzero(y)), children_of=int(np.count_nonzero(n)),
            children_rest=0, squares=int(y @ y), products=int(y @ n), sizes=int(n @ n),
            fourths=int((n.astype(float) ** 4).sum()),
        )  # fmt: skip

    def children_of(self, items: list[int]) -> int:
        """Different children that had a step of any of these items."""
        return int(np.count_nonzero(self.held[items].any(axis=0)))


def pass_over(
    steps: Table, words: Spellings, items: int, group: _Ints, groups: int, children: int
) -> Passed:
    """Read the log: every step once, and those with a recorded length once more.

    Parameters
    ----------
    steps
        In the columns of `timelines.schema.STEPS`.
    words, items
        What each spelling is, and how many items there are.
    group, groups
        By row of the sheet, the number of the incident's group; how many groups.
    children
        How many children the sheet has.

    Raises
    ------
    HomewardError
        HW-E005 if the engine fails.
    """
    spellings = len(words.item)
    passed = Passed(
        np.zeros(items, np.int64), np.zeros(items, np.int64), np.zeros((items, children), bool),
        np.zeros((items, children), bool), np.zeros((spellings, groups), np.int64),
        yes={name: np.zeros(children, np.int64) for name in QUESTIONS},
        asked={name: np.zeros(children, np.int64) for name in QUESTIONS},
        logged=np.zeros(len(group), bool),
    )  # fmt: skip
    with pulling(steps.select("row", "child_no", "spelling"), BATCH) as batches:
        for row, child, spelling in map(_numbers, batches):
            if len(row):
                _add_steps(passed, (row, child, spelling), words, group)
    np.add.at(passed.steps, words.item, passed.groups.sum(axis=1))
    # Few logs record when a step ended: working out a length that is not there costs as much.
    ended = steps.filter(steps.ended_at.notnull() & steps.happened_at.notnull())
    lengths = ended.mutate(seconds=epoch(ended.ended_at) - epoch(ended.happened_at))
    with pulling(lengths.select("child_no", "spelling", "seconds"), LENGTHS) as batches:
        for child, spelling, seconds in map(_numbers, batches):
            _add_recorded(passed, child, spelling, seconds, words)
    return passed


def _numbers(batch: pa.RecordBatch) -> tuple[_Ints, _Ints, _Ints]:
    first, second, third = (column.to_numpy(zero_copy_only=False) for column in batch.columns)
    return first, second, third


def _add_steps(
    passed: Passed, numbers: tuple[_Ints, _Ints, _Ints], words: Spellings, group: _Ints
) -> None:
    """Add steps to what is counted of every step: row of the sheet, child and spelling of each.

    Steps of one incident mostly follow each other, so what is asked of the incident is asked
    once for each run of them.
    """
    row, child, spelling = numbers
    starts = np.flatnonzero(np.r_[True, row[1:] != row[:-1]])
    many = np.diff(starts, append=len(row))
    whose, children = child[starts], passed.held.shape[1]
    on_card = np.add.reduceat(~np.isnan(words.least)[spelling], starts, dtype=np.int64)
    np.add.at(passed.yes["costed"], whose, on_card)
    np.add.at(passed.asked["costed"], whose, many)
    passed.logged[row[starts]] = True
    passed.held.reshape(-1)[(words.item * children)[spelling] + child] = True
    key = (spelling * passed.groups.shape[1]) + np.repeat(group[row[starts]], many)
    found = np.bincount(key, minlength=passed.groups.size)
    passed.groups += found.reshape(passed.groups.shape)


def _add_recorded(
    passed: Passed, child: _Ints, spelling: _Ints, seconds: _Ints, words: Spellings
) -> None:
    """Add steps with a recorded length to what is counted of lengths."""
    item, children = words.item[spelling], passed.held.shape[1]
    least, most = words.least[spelling], words.most[spelling]
    timed = (seconds >= 0) & (seconds <= LONGEST_SECONDS)
    inside = timed & (seconds >= least) & (seconds <= most)
    asked = {"inside": (inside, timed & ~np.isnan(least)), "refused": (~timed, None)}
    for name, (yes, of) in asked.items():
        passed.yes[name] += np.bincount(child.compress(yes), minlength=children)
        those = child if of is None else child.compress(of)
        passed.asked[name] += np.bincount(those, minlength=children)
    passed.held_timed.reshape(-1)[(item * children + child).compress(timed)] = True
    item, seconds = item.compress(timed), seconds.compress(timed)
    passed.timed += np.bincount(item, minlength=len(passed.timed))
    _add_lengths(passed.lengths, item, seconds)


def _add_lengths(lengths: dict[int, dict[int, int]], item: _Ints, seconds: _Ints) -> None:
    if not len(item):
        return
    # Whole seconds of a day for each item: counting them in a table needs no sort.
    found = np.bincount(item * (LONGEST_SECONDS + 1) + seconds)
    keys = np.flatnonzero(found)
    places, values = np.divmod(keys, LONGEST_SECONDS + 1)
    times = found[keys].tolist()
    for place, value, many in zip(places.tolist(), values.tolist(), times, strict=True):
        mine = lengths.setdefault(place, {})
        mine[value] = mine.get(value, 0) + many


def as_arrays(lengths: Mapping[int, Mapping[int, int]]) -> dict[int, tuple[_Ints, _Ints]]:
    """Each item's different lengths in seconds, from the shortest, and how many had each."""
    return {
        item: (
            np.array(sorted(found), np.int64),
            np.array([found[value] for value in sorted(found)], np.int64),
        )
        for item, found in sorted(lengths.items())
    }
