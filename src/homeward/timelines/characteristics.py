"""What a child is, from the file of children where the records of incidents do not say.

An authority's return says of each spell that a child was missing, and in a file of its own what
sex and ethnic group the child is of. The two name a child alike, since one agency wrote both.
"""

from __future__ import annotations

from typing import Final

import ibis
from ibis.expr.types import Table

#: Characteristics that a file of children may hold.
OF_CHILDREN: Final = ("sex", "ethnicity", "disability", "care_status")

#: Share of the incidents' children that must stand in the file of children for it to be of them.
_MOSTLY: Final = 0.5

_SAYS_NOTHING: Final = "not_recorded"


def with_children(
    incidents: Table, children: Table | None, supplied: frozenset[str]
) -> tuple[Table, frozenset[str]]:
    """The incidents with what the children's own file says, where no incident file says it.

    Parameters
    ----------
    incidents
        Stored incidents.
    children
        The stored children of the same agency, None if there are none.
    supplied
        Incident columns that some file filled: these are left as they are.

    Returns
    -------
    tuple of Table and frozenset of str
        The incidents, and the characteristics that were taken. A child of whom the file says
        two things is as one of whom it says nothing.

    Raises
    ------
    HomewardError
        HW-E005 if a table cannot be read.
    """
    if children is None or set(OF_CHILDREN) <= supplied:
        return incidents, frozenset()
    wanted = [n for n in OF_CHILDREN if n not in supplied and n in children.columns]
    own = children.group_by("child").agg(**{n: _one(children, n) for n in wanted})
    theirs = incidents.select("child").distinct()
    both = theirs.inner_join(own, "child")
    held = both.agg(rows=both.count(), **{n: both[n].count() for n in wanted}).to_pyarrow()
    counts = held.to_pylist()[0]
    every = int(theirs.count().to_pyarrow().as_py())
    taken = [name for name in wanted if counts[name]]
    if not taken or counts["rows"] < _MOSTLY * every:
        return incidents, frozenset()
    renamed = own.select("child", **{f"{name}_of_child": own[name] for name in taken})
    joined = incidents.left_join(renamed, incidents.child == renamed.child)
    columns = {
        name: joined[f"{name}_of_child"] if name in taken else joined[name]
        for name in incidents.columns
    }
    return joined.select(**columns), frozenset(taken)


def _one(children: Table, name: str) -> ibis.expr.types.Value:
    """What every row of a child says that says anything; null if two say different things."""
    said = children[name].nullif(_SAYS_NOTHING)
    return ibis.ifelse(said.nunique() == 1, said.max(), ibis.null("string"))
