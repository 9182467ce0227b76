"""Which of the three kinds of placement an incident belongs to; they are never merged."""

from __future__ import annotations

from collections.abc import Iterable

import ibis
from ibis.expr.types import StringValue, Table

from homeward.engine.pulling import pulled
from homeward.vocabulary.placement import PlacementKind, PlacementLocality
from homeward.vocabulary.words import plain


def local_spellings(
    incidents: Table, places: Table | None, declared: Iterable[str]
) -> frozenset[str] | None:
    """Spellings of placing authorities that are of this area.

    Parameters
    ----------
    incidents, places
        Stored tables; `places` None where no file of places was supplied.
    declared
        What the plan says. Empty: the authorities in whose area the listed homes stand.

    Returns
    -------
    frozenset of str or None
        Spellings as the incidents write them, compared folded; None where nothing says
        which authorities are local.
    """
    local = {plain(name) for name in declared}
    if not local and places is not None:
        local = {plain(name) for name in _distinct(places, "authority")}
    if not local:
        return None
    return frozenset(n for n in _distinct(incidents, "placing_authority") if plain(n) in local)


def _distinct(table: Table, column: str) -> list[str]:
    known = table.filter(table[column].notnull())
    found = pulled(known.select(column).distinct())[column].to_pylist()
    return sorted(found)


def placement_kind(table: Table, local: frozenset[str] | None) -> StringValue:
    """`vocabulary.placement.PlacementKind` of each incident; null where nothing says.

    A child whose placing authority is of this area is local; placed in area is placed
    here. A child of another authority who is placed outside that authority's area and
    reported missing from here is placed here. Where no placing authority is written, a
    placement in area is taken as here, since its own area's police have the report; one
    out of area could be either of the other kinds, so it is `not_recorded`. Another
    authority's child placed inside that authority's area is placed somewhere else
    altogether: `not_recorded`.

    Parameters
    ----------
    table
        Stored incidents.
    local
        From `local_spellings`. None: no placement out of area can be told apart.
    """
    locality, authority = table.placement_locality, table.placing_authority
    inside = locality == PlacementLocality.IN_AREA.value
    outside = locality == PlacementLocality.OUT_OF_AREA.value
    ours = authority.isin(sorted(local)) if local else ibis.literal(False)
    told = authority.notnull() & ibis.literal(local is not None)
    return ibis.cases(
        (locality == PlacementLocality.NOT_APPLICABLE.value, PlacementKind.NOT_PLACED.value),
        (inside & (~told | ours), PlacementKind.LOCAL_HERE.value),
        (outside & told & ours, PlacementKind.LOCAL_ELSEWHERE.value),
        (outside & told & ~ours, PlacementKind.OTHER_HERE.value),
        (locality.notnull(), PlacementKind.NOT_RECORDED.value),
        else_=None,
    )
