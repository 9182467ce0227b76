"""Histories of places: what is known of a home, and how many incidents began there."""

from __future__ import annotations

import ibis
from ibis.expr.types import Table

from homeward.timelines.schema import PLACES


def places_of(episodes: Table, places: Table | None) -> Table:
    """One row per place that an episode began at, or that the file of places lists.

    Parameters
    ----------
    episodes
        In the columns of `schema.EPISODES`.
    places
        Stored places, or None: then all that is known of a place is its incidents.
        If the file lists a place twice, the earlier row is used.
    """
    seen = episodes.filter(episodes.place.notnull())
    counted = seen.group_by("place").agg(
        incidents=seen.count(),
        children=seen.child.nunique(),
        first_reported_on=seen.reported_on.min(),
        last_reported_on=seen.reported_on.max(),
    )
    facts = [name for name in PLACES if name not in counted.columns]
    if places is None:
        nothing = {name: ibis.null(PLACES[name]) for name in facts}
        return counted.mutate(**nothing)[list(PLACES)]
    listed = _first_rows(places)
    every = listed[["place"]].union(counted[["place"]], distinct=True)
    known = listed.select("place", *facts)
    joined = every.left_join(known, "place").drop("place_right")
    joined = joined.left_join(counted, "place").drop("place_right")
    return joined.mutate(
        incidents=joined.incidents.fill_null(0), children=joined.children.fill_null(0)
    )[list(PLACES)]


def _first_rows(places: Table) -> Table:
    order = ibis.window(group_by="place", order_by=["source_file", "source_row"])
    numbered = places.mutate(_row=ibis.row_number().over(order))
    return numbered.filter(numbered._row == 0).drop("_row")
