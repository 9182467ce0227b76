"""When so much of an extract could not be read that its findings may not be told."""

from __future__ import annotations

from collections.abc import Mapping

#: Rows set aside because the plan says so: outside the window, not a child, a total or a note.
AS_PLANNED = frozenset({"HW-R041", "HW-R042", "HW-R043"})
#: More than this part of the rows, and no published finding is answered; of the cells of one
#: column, and the first page says so. A share of the rest may be wrong by as much.
MANY_UNREAD = 0.05

#: Columns of incidents whose faults set the whole row aside; "" and its words for no column.
OF_THE_ROW = frozenset({"", "whole row", "whole_row", "incident", "child", "report_type", "reported"})

#: Rows outside the study's window. More than this part of the rows that could be read, and the
#: window itself is the likely mistake.
OUTSIDE, MANY_OUTSIDE = "HW-R041", 0.20

#: Of fewer rows used than this, a hidden number of rows lost is told of: it may be a large part.
FEW_ROWS = 200


def too_many_outside(outside: float, inside: float) -> bool:
    """Whether more than `MANY_OUTSIDE` of the rows that could be read lie outside the window."""
    return outside > MANY_OUTSIDE * (outside + inside)


def rows_lost(set_aside: int, reasons: Mapping[tuple[str, str], int]) -> int:
    """Rows set aside that the plan did not ask to leave out.

    Parameters
    ----------
    set_aside
        Rows set aside, each for one reason.
    reasons
        (code, column) to rows or cells.
    """
    planned = sum(many for (code, _), many in reasons.items() if code in AS_PLANNED)
    return max(0, set_aside - planned)


def loses_the_row(code: str, column: str) -> bool:
    """Whether a fault sets a row of incidents aside that the plan does not ask to leave out."""
    return code not in AS_PLANNED and column in OF_THE_ROW


def too_many_unread(lost: float, used: float) -> bool:
    """Whether more than `MANY_UNREAD` of what should have been used was not."""
    return lost > MANY_UNREAD * (lost + used)


def columns_unread(reasons: Mapping[tuple[str, str], float], rows: float) -> dict[str, float]:
    """Columns of which too many cells could not be read, with how many, the most first.

    Parameters
    ----------
    reasons
        (code, column) to rows or cells; "" for the whole row.
    rows
        Rows that should have been used.
    """
    by_column: dict[str, float] = {}
    for (code, column), many in reasons.items():
        if column and code not in AS_PLANNED:
            by_column[column] = by_column.get(column, 0) + many
    found = {column: many for column, many in by_column.items() if many > MANY_UNREAD * rows}
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))
