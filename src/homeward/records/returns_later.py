"""The later return of a child or a spell stands for the earlier ones.

A spell that is open at the end of a year stands in that year's return and again, closed or
open, in the next. Which return is the later is declared in the plan (`as_at`). The later row
is used and the earlier ones give way, with one exception, by column: what a child is, and what
a spell was from its first day, does not become unknown because a later return leaves it blank.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from homeward.records.duplicates import together
from homeward.records.mapping import FileMap

#: The code of a row that gave way to one that says something else.
OTHERWISE: Final = "HW-R051"

#: The code of a cell for which the row's file has no column.
NO_COLUMN: Final = -2

#: What makes two rows of a table tell of the same thing: a child, or a spell by its first
#: day. Times are compared by their day, since one source may hold dates and another times.
KEYS: Final[dict[str, tuple[str, ...]]] = {
    "children": ("child",),
    "placements": ("child", "started"),
    "care_episodes": ("child", "started"),
    "absences": ("child", "started"),
    "incidents": ("child", "reported"),
}


#: The code of a row of which a blank cell keeps what an earlier return says.
KEPT: Final = "HW-R058"

#: Columns of which a later blank says nothing, so that the earlier value is kept. In all others
#: a blank is an answer: an end taken back leaves a spell open, and its reason goes with it.
LASTING: Final[dict[str, frozenset[str]]] = {
    "children": frozenset({"sex", "ethnicity", "disability"}),
    "placements": frozenset({
        "placement_type", "place", "legal_status", "responsible_authority", "host_authority",
        "locality",
    }),
    "care_episodes": frozenset(
        {"start_reason", "legal_status", "need", "placement_provider", "entered_care"}
    ),
    "absences": frozenset({"absence_kind"}),
    "incidents": frozenset({"age", "sex", "ethnicity", "disability", "report_type"}),
}  # fmt: skip

#: Places of blank cells, and of the rows whose value they keep.
Filled = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True, slots=True)
class GaveWay:
    """Which rows gave way to a later return; boolean arrays of one length.

    Attributes
    ----------
    earlier
        Rows for which a later one stands.
    different
        Those of them that say something which no later row of theirs says. What the later
        file has no column for, and what the earlier row left blank, is no difference.
    filled
        For each column of cells, those that keep an earlier value.
    """

    earlier: np.ndarray
    different: np.ndarray
    filled: tuple[Filled, ...] = ()


def ranks_of(files: Sequence[tuple[FileMap, str]]) -> np.ndarray:
    """The rank of each file among those of its table: by its day, then as listed.

    Parameters
    ----------
    files
        Each file's map and name, as listed in the plan. One without a day has rank -1:
        its rows neither give way nor stand for others.
    """
    days = [plan.as_at.get(name) for plan, name in files]
    known = [(day, place) for place, day in enumerate(days) if day is not None]
    ranks = np.full(len(files), -1, np.int64)
    for rank, (_, place) in enumerate(sorted(known)):
        ranks[place] = rank
    return ranks


def give_way(
    keys: Sequence[np.ndarray],
    cells: Sequence[np.ndarray],
    ranks: np.ndarray,
    lasting: Sequence[np.ndarray | None] = (),
) -> GaveWay:
    """Which rows give way.

    Parameters
    ----------
    keys
        Codes of what makes rows tell of the same thing; -1 where not known, and then a
        row tells of nothing that another does.
    cells
        Codes of every cell compared; -1 where blank, NO_COLUMN where the file has none.
    ranks
        The rank of each row's file; -1 where it has none.
    lasting
        For each column of cells, which of them keep an earlier value if they say nothing;
        None for a column of which none does.
    """
    if not len(ranks):
        return GaveWay(np.zeros(0, bool), np.zeros(0, bool))
    known = (ranks >= 0) & np.all([key >= 0 for key in keys], axis=0)
    group = together([*keys, np.where(known, -1, np.arange(len(ranks)))])
    newest = np.full(group.max() + 1, -1, np.int64)
    np.maximum.at(newest, group, ranks)
    earlier = known & (ranks < newest[group])
    stands = known & ~earlier
    filled, after = [], []
    for cell, may in zip(cells, lasting or [None] * len(cells), strict=True):
        none = np.array([], np.int64)
        found = (none, none) if may is None else _kept(group, cell, ranks, earlier, stands & may)
        filled.append(found)
        cell = cell.copy()
        cell[found[0]] = cell[found[1]]
        after.append(cell)
    return GaveWay(earlier, _different(group, after, earlier, stands), tuple(filled))


def _kept(
    group: np.ndarray, cell: np.ndarray, ranks: np.ndarray, earlier: np.ndarray, may: np.ndarray
) -> Filled:
    """Cells that say nothing, and the row of the latest earlier file that says one thing."""
    said = np.flatnonzero(earlier & (cell >= 0))
    latest = np.full(group.max() + 1, -1, np.int64)
    np.maximum.at(latest, group[said], ranks[said])
    said = said[ranks[said] == latest[group[said]]]
    source = np.full(len(latest), -1, np.int64)
    source[group[said]] = said
    unsure = group[said][cell[said] != cell[source[group[said]]]]
    source[unsure] = -1
    blank = np.flatnonzero(may & (cell < 0) & (source[group] >= 0))
    return blank, source[group[blank]]


def _different(
    group: np.ndarray, cells: Sequence[np.ndarray], earlier: np.ndarray, stands: np.ndarray
) -> np.ndarray:
    """Earlier rows that agree with none of the rows that stand for their group."""
    standing = np.flatnonzero(stands)
    standing = standing[np.argsort(group[standing], kind="stable")]
    rows = np.flatnonzero(earlier)
    first = np.searchsorted(group[standing], group[rows], "left")
    many = np.searchsorted(group[standing], group[rows], "right") - first
    agrees = np.zeros(len(rows), bool)
    for turn in range(int(many.max(initial=0))):
        open_ = np.flatnonzero((many > turn) & ~agrees)
        later = standing[first[open_] + turn]
        agrees[open_] = _agree(cells, rows[open_], later)
    out = np.zeros(len(group), bool)
    out[rows[~agrees]] = True
    return out


def _agree(cells: Sequence[np.ndarray], rows: np.ndarray, later: np.ndarray) -> np.ndarray:
    """Whether the later rows say all that the earlier rows say."""
    agree = np.ones(len(rows), bool)
    for cell in cells:
        said, again = cell[rows], cell[later]
        agree &= (said < 0) | (said == again) | (again == NO_COLUMN)
    return agree
