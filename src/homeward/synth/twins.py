"""Twins: pairs of children of one first setting, born on the same day."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from homeward.synth.clock import DAY
from homeward.synth.rules import Profile
from homeward.synth.streams import Floats, Ids, Streams

Whole = NDArray[np.int64]

#: Marks a child without a twin in view.
NO_TWIN = -1

#: Children born further apart than this are not made into twins.
FURTHEST = 60 * DAY


def pair_twins(
    profile: Profile, streams: Streams, ids: Ids, setting: Whole, born: Floats
) -> tuple[Whole, Floats]:
    """Make twins of children of one first setting who were born at nearly the same time.

    Both take the later of the two births, so that neither is older at arrival than the
    setting allows. About `profile.people.twins_share` of children have a twin.

    Parameters
    ----------
    ids, setting, born
        Lasting identity, position of the first setting and birth (UTC minutes) of each
        child.

    Returns
    -------
    tuple
        Position of each child's twin (NO_TWIN for most), and the births.
    """
    first, second = _neighbours(setting, born)
    chosen = streams.uniform("identities.twins", ids[first]) < profile.people.twins_share
    first, second = first[chosen], second[chosen]
    twin, births = np.full(len(ids), NO_TWIN, np.int64), born.copy()
    twin[first], twin[second] = second, first
    births[first] = births[second]
    return twin, births


def _neighbours(setting: Whole, born: Floats) -> tuple[Whole, Whole]:
    """Pairs of positions, next to each other in birth within a setting; no child twice."""
    order = np.lexsort((np.arange(len(born)), born, setting))
    group = setting[order]
    starts = np.searchsorted(group, group, side="left")
    leads = (np.arange(len(order)) - starts) % 2 == 0
    leads[:-1] &= group[1:] == group[:-1]
    leads[-1:] = False
    first = np.flatnonzero(leads)
    near = born[order[first + 1]] - born[order[first]] <= FURTHEST
    return order[first[near]], order[first[near] + 1]


def as_first(twin: Whole, values: NDArray) -> NDArray:
    """The values, where the twin at the later position takes those of the earlier.

    For what twins have in common: ethnicity, authority, placement, family.
    """
    place = np.arange(len(twin))
    return values[np.where((twin != NO_TWIN) & (twin < place), twin, place)]
