"""Duplicates and disagreements, against pairs compared by hand."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from homeward.records.duplicates import codes, tell_apart, together

CELLS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(-1, 2), st.integers(-1, 2)), min_size=1, max_size=9
)


def told(rows, keyed):
    columns = [np.array(column, np.int64) for column in zip(*rows, strict=True)]
    found = tell_apart(columns[:1] if keyed else [], columns)
    return found.duplicate.tolist(), found.disagree.tolist()


def by_hand(rows):
    """Group by the first cell; any two filled cells that differ spoil the group."""
    duplicate, disagree = [False] * len(rows), [False] * len(rows)
    for key in {row[0] for row in rows}:
        mine = [at for at, row in enumerate(rows) if row[0] == key]
        odd = any(
            len({rows[at][column] for at in mine} - {-1}) > 1 for column in range(1, len(rows[0]))
        )
        fullest = min(mine, key=lambda at: (sum(c < 0 for c in rows[at]), at))
        for at in mine:
            disagree[at] = odd
            duplicate[at] = not odd and at != fullest
    return duplicate, disagree


@given(CELLS)
def test_rows_with_a_key_are_told_apart_as_by_hand(rows):
    assert told(rows, keyed=True) == by_hand(rows)


@given(CELLS)
def test_rows_without_a_key_are_duplicates_only_if_alike_throughout(rows):
    duplicate, disagree = told(rows, keyed=False)
    assert duplicate == [row in rows[:at] for at, row in enumerate(rows)]
    assert not any(disagree)


def test_no_rows_are_no_trouble():
    found = tell_apart([np.array([], np.int64)], [np.array([], np.int64)])
    assert len(found.duplicate) == len(found.disagree) == 0


def test_codes_are_one_for_each_value_and_none_for_blank():
    assert codes(pa.chunked_array([["a", None], ["b", "a"]])).tolist() == [0, -1, 1, 0]


def test_columns_taken_together():
    joint = together([np.array([0, 0, 1, -1]), np.array([5, 5, 5, 5])])
    assert joint[0] == joint[1]
    assert len(set(joint.tolist())) == 3


@given(CELLS, st.lists(st.integers(0, 2), min_size=9, max_size=9))
def test_of_a_later_supply_only_its_own_rows_are_compared(rows, supplies):
    """As if the rows that a later supply gives again had never been there."""
    columns = [np.array(column, np.int64) for column in zip(*rows, strict=True)]
    latest = np.array(supplies[: len(rows)], np.int64)
    found = tell_apart(columns[:1], columns, latest=latest)
    keys = [row[0] for row in rows]
    last = [max(s for k, s in zip(keys, latest, strict=True) if k == key) for key in keys]
    left = [at for at in range(len(rows)) if latest[at] == last[at]]
    alike, odd = by_hand([rows[at] for at in left])
    duplicate, disagree = [True] * len(rows), [False] * len(rows)
    for place, at in enumerate(left):
        duplicate[at], disagree[at] = alike[place], odd[place]
    assert (found.duplicate.tolist(), found.disagree.tolist()) == (duplicate, disagree)
