"""Points out spells of a child that cannot all be so. Nothing is set aside or mended.

Spells overlap, an open one is followed by another, two begin on one day; a child is missing
while in no care; a spell open in one return is gone from the next; a child stands in no
list of children. Which of two is right is for a person to say: the rows are used, counted,
and listed for mending at the source.

Source: rules 142, 562, 574, 578 and 581 of the looked-after children validator
(csc-validator-be-903), as far as they are about dates and children.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from homeward.records.clock import NO_TIME

OVERLAP, FOLLOWED, SAME_DAY = "HW-R052", "HW-R053", "HW-R054"
OUTSIDE_CARE, GONE = "HW-R055", "HW-R056"
UNLISTED = "HW-R057"

#: Most days between the day of one return and that of the next.
_YEAR: Final = 366

#: Stands for the end of an open spell.
_EVER: Final = np.iinfo(np.int32).max

#: Tables whose spells follow each other, so that two cannot begin on one day.
_ONE_A_DAY: Final = ("placements", "care_episodes")

#: Tables of spells, and the one whose spells absences must lie in.
SPELLS: Final = ("placements", "care_episodes", "absences")


@dataclass(frozen=True, slots=True)
class Spells:
    """Used rows of one table; arrays of one length.

    Attributes
    ----------
    child
        Number of the child, the same in every table.
    begins, ends
        Days since 1970; NO_TIME where not known.
    open
        Whether the end is blank (and not set aside).
    day
        Day of the row's return (`as_at`), since 1970; NO_TIME where it has none.
    """

    child: np.ndarray
    begins: np.ndarray
    ends: np.ndarray
    open: np.ndarray
    day: np.ndarray


@dataclass(frozen=True, slots=True)
class Pointed:
    """What is pointed out in one table: a code, a column, and the rows (boolean)."""

    table: str
    code: str
    column: str
    rows: np.ndarray


def point_out(spells: Mapping[str, Spells], listed: np.ndarray | None) -> Iterator[Pointed]:
    """Everything that is pointed out, table by table; only what concerns a row.

    Parameters
    ----------
    spells
        Table to its used rows (`SPELLS`).
    listed
        Numbers of the children in a list of children; None where there is no list.
    """
    care = spells.get("care_episodes") or spells.get("placements")
    for table, rows in spells.items():
        found = [
            (OVERLAP, "started", overlapping(rows)),
            (FOLLOWED, "ended", followed(rows)),
            (GONE, "ended", gone(rows)),
        ]
        if table in _ONE_A_DAY:
            found.append((SAME_DAY, "started", on_one_day(rows)))
        if table == "absences" and care is not None:
            found.append((OUTSIDE_CARE, "started", outside(rows, care)))
        if listed is not None:
            found.append((UNLISTED, "child", (rows.day != NO_TIME) & ~np.isin(rows.child, listed)))
        yield from (Pointed(table, *one) for one in found if one[2].any())


def _ordered(rows: Spells) -> tuple[np.ndarray, np.ndarray]:
    """Rows by child and first day, and whether each is of the child of the one before."""
    order = np.lexsort((np.where(rows.open, _EVER, rows.ends), rows.begins, rows.child))
    child = rows.child[order]
    return order, np.r_[False, child[1:] == child[:-1]][: len(order)]


def overlapping(rows: Spells) -> np.ndarray:
    """Rows that begin before an earlier, ended spell of the child has ended.

    A spell may begin on the day on which another ends. Rows that begin on the day on which
    another does are left to `on_one_day`, where the two cannot both be.
    """
    order, same = _ordered(rows)
    begins, ends = rows.begins[order], rows.ends[order]
    ends = np.where(ends == NO_TIME, begins, ends)
    latest, found, last, start = NO_TIME, np.zeros(len(order), bool), NO_TIME, NO_TIME
    for place in range(len(order)):
        if not same[place]:
            latest = last = start = NO_TIME
        if begins[place] != start:
            latest, start = max(latest, last), begins[place]
        found[place] = begins[place] < latest
        last = max(last, ends[place])
    return _placed(order, found)


def followed(rows: Spells) -> np.ndarray:
    """Open spells that are not the child's last."""
    if not len(rows.child):
        return np.zeros(0, bool)
    last = np.full(int(rows.child.max()) + 1, NO_TIME, np.int64)
    np.maximum.at(last, rows.child, rows.begins)
    return rows.open & (rows.begins < last[rows.child])


def on_one_day(rows: Spells) -> np.ndarray:
    """Rows that begin on the day on which another spell of the child does."""
    order, same = _ordered(rows)
    begins = rows.begins[order]
    twin = same & np.r_[False, begins[1:] == begins[:-1]][: len(order)]
    return _placed(order, twin | np.r_[twin[1:], False])


def outside(rows: Spells, care: Spells) -> np.ndarray:
    """Rows that begin on a day on which the child was in no care that the files hold.

    Only rows of a return of which the care is there too are judged.
    """
    covered = np.isin(rows.day, np.unique(care.day))
    return covered & (rows.begins != NO_TIME) & ~_within(rows, care)


def _within(rows: Spells, care: Spells) -> np.ndarray:
    """Whether each row begins within a spell of care of its child, both days included."""
    ends = np.where(care.open, _EVER, np.where(care.ends == NO_TIME, care.begins, care.ends))
    order = np.lexsort((care.begins, care.child))
    child, begins, ends = care.child[order], care.begins[order], ends[order]
    span = np.int64(1) << 33
    reach = np.maximum.accumulate(child * span + ends)
    at = np.searchsorted(child * span + begins, rows.child * span + rows.begins, "right") - 1
    found = np.maximum(at, 0)
    inside = reach[found] >= rows.child * span + rows.begins if len(order) else at < -1
    return (at >= 0) & inside & (child[found] == rows.child if len(order) else False)


def gone(rows: Spells) -> np.ndarray:
    """Open rows of a return that is followed by the next, which does not hold them.

    A row that the next return holds has given way to it, and is not here.
    """
    days = np.unique(rows.day[rows.day != NO_TIME])
    after = np.searchsorted(days, rows.day, "right")
    follows = after < len(days)
    gap = days[np.minimum(after, len(days) - 1)] - rows.day if len(days) else rows.day
    return rows.open & (rows.day != NO_TIME) & follows & (gap <= _YEAR)


def _placed(order: np.ndarray, found: np.ndarray) -> np.ndarray:
    out = np.zeros(len(order), bool)
    out[order] = found
    return out
