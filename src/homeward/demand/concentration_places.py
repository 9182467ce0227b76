"""Places in order of their incidents, and the children behind the first of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from homeward.demand.concentration_ranking import Ranking
from homeward.demand.counting import Profile, profile_of
from homeward.engine.pulling import pulled
from homeward.timelines.histories import Timelines
from homeward.timelines.sheet import Coded

PLACES = "places"


def places_of(timelines: Timelines) -> Ranking | None:
    """Places in order of their incidents; None where no incident names one.

    They are those that incidents name, and those listed as open in the window that none
    names: a home with no incident is a home.
    """
    sheet = timelines.sheet
    place = sheet.word("place")
    unnamed = int((~place.known).sum())
    if unnamed == sheet.rows:
        return None
    profile, ranks = place_profile(place), children_by_place(sheet.child, place)
    profile = with_none(profile, _silent(timelines))
    return Ranking(profile, {"unit": PLACES}, ranks, unnamed, _listed(timelines))


def _listed(timelines: Timelines) -> bool:
    """Whether a list of places was supplied: one says more of a place than its incidents."""
    p = timelines.places
    told = (p.incidents == 0) | p.place_type.notnull() | p.capacity.notnull()
    told = told | p.authority.notnull() | p.opened.notnull() | p.closed.notnull()
    return bool(pulled(p.filter(told).limit(1).select("place")).num_rows)


def with_none(profile: Profile, units: int) -> Profile:
    """A profile with so many more units that have no incident."""
    sizes, number = profile
    return (np.append(sizes, 0), np.append(number, units)) if units else profile


def _silent(timelines: Timelines) -> int:
    """Listed places that were open in the window and that no incident names."""
    p = timelines.places
    opened = p.opened.isnull() | (p.opened <= timelines.closes)
    there = opened & (p.closed.isnull() | (p.closed >= timelines.opens))
    return int(pulled(p.filter(there & (p.incidents == 0)).select("place")).num_rows)


def place_profile(place: Coded) -> Profile:
    """How many places have how many incidents; incidents with no place are left out."""
    return profile_of(np.bincount(place.codes[place.known]))


def children_by_place(child: NDArray[np.int64], place: Coded) -> Profile:
    """How many children first appear at each rank of places, most incidents first.

    Parameters
    ----------
    child, place
        Of each incident, shape (n,): number of the child; the place, null where none.

    Returns
    -------
    tuple of arrays
        Ranks from 1, rising, and the children whose best-ranked place that is. So the
        children of the top k places are the sum over ranks up to k. Places with equal
        numbers stand in the order of their labels.
    """
    known = place.known
    codes, its = place.codes[known], child[known]
    often = np.bincount(codes, minlength=len(place.labels))
    rank = np.empty(len(often), np.int64)
    rank[np.argsort(-often, kind="stable")] = np.arange(1, len(often) + 1)
    best = np.full(int(its.max(initial=-1)) + 1, len(often) + 1, np.int64)
    np.minimum.at(best, its, rank[codes])
    ranks, children = np.unique(best[best <= len(often)], return_counts=True)
    return ranks, children.astype(np.int64)
