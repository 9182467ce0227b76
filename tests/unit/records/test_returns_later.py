"""Which rows give way to a later return, against the same in plain Python."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.records.mapping import FileMap
from homeward.records.returns_later import NO_COLUMN, give_way, ranks_of
from homeward.records.returns_spells import Spells, followed, on_one_day, outside, overlapping


def test_files_rank_by_their_day_then_as_listed_and_none_without_a_day():
    days = {"a": date(2022, 3, 31), "b": date(2021, 3, 31), "c": date(2022, 3, 31)}
    plan = FileMap("placements", tuple("abcd"), as_at=days)
    assert ranks_of([(plan, name) for name in "abcd"]).tolist() == [1, 0, 2, -1]


ROWS = st.lists(
    st.tuples(
        st.integers(-1, 3), st.integers(-1, 2), st.integers(-1, 3), st.integers(NO_COLUMN, 2)
    ),
    max_size=25,
)


def slowly(rows) -> tuple[list[bool], list[bool]]:
    groups = defaultdict(list)
    for place, (key, _, rank, _) in enumerate(rows):
        if key >= 0 and rank >= 0:
            groups[key].append(place)
    earlier, different = [False] * len(rows), [False] * len(rows)
    for places in groups.values():
        newest = max(rows[p][2] for p in places)
        stands = [rows[p] for p in places if rows[p][2] == newest]
        for p in places:
            if rows[p][2] < newest:
                earlier[p] = True
                different[p] = not any(
                    all(
                        said < 0 or said == again or again == NO_COLUMN
                        for said, again in ((rows[p][1], s[1]), (rows[p][3], s[3]))
                    )
                    for s in stands
                )
    return earlier, different


@settings(max_examples=300, deadline=None, derandomize=True)
@given(ROWS)
def test_what_gives_way_is_as_plainly_defined(rows):
    columns = np.array(rows, np.int64).reshape(-1, 4).T
    gave = give_way([columns[0]], [columns[1], columns[3]], columns[2])
    assert (gave.earlier.tolist(), gave.different.tolist()) == slowly(rows)


SPELLS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 9), st.integers(-1, 6)), max_size=14)
UNKNOWN = np.iinfo(np.int64).min


def spells(rows) -> Spells:
    child, begins, length = np.array(rows, np.int64).reshape(-1, 3).T
    open_ = length < 0
    ends = np.where(open_, UNKNOWN, begins + length)
    return Spells(child, begins, ends, open_, np.full(len(rows), UNKNOWN))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(SPELLS, SPELLS)
def test_spells_at_odds_are_as_plainly_defined(rows, care):
    others = [
        [r for place, r in enumerate(rows) if place != own and r[0] == rows[own][0]]
        for own in range(len(rows))
    ]
    assert overlapping(spells(rows)).tolist() == [
        any(o[1] < r[1] < o[1] + o[2] for o in mine) for r, mine in zip(rows, others, strict=True)
    ]
    assert followed(spells(rows)).tolist() == [
        r[2] < 0 and any(o[1] > r[1] for o in mine) for r, mine in zip(rows, others, strict=True)
    ]
    assert on_one_day(spells(rows)).tolist() == [
        any(o[1] == r[1] for o in mine) for r, mine in zip(rows, others, strict=True)
    ]
    cared = [
        any(c[0] == r[0] and c[1] <= r[1] and (c[2] < 0 or r[1] <= c[1] + c[2]) for c in care)
        for r in rows
    ]
    expected = [not one for one in cared] if care else [False] * len(rows)
    assert outside(spells(rows), spells(care)).tolist() == expected
