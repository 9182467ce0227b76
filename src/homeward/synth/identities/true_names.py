"""True names of children: origin given ethnicity, families sharing surnames, twins apart."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from homeward.synth.clock import DAY, YEAR
from homeward.synth.identities.forenames import Origin, families
from homeward.synth.identities.surnames import surnames
from homeward.synth.people import Children
from homeward.synth.streams import Floats, Streams
from homeward.synth.twins import NO_TWIN, as_first
from homeward.vocabulary.person import Ethnicity, Sex

Whole = NDArray[np.int64]
Names = NDArray[np.object_]

ORIGINS = tuple(Origin)

#: Share of children who have an elder brother or sister in view, as far as age allows.
SIBLING_SHARE = 0.22

#: Least and most between the births of a child and the sibling before.
_APART = (300 * DAY, 12 * YEAR)

#: Share of twins whose forenames begin alike.
ALIKE_SHARE = 0.5

#: How even the frequencies of forenames are.
_EVENNESS = 3.0

#: Share of the bearers of a name with several spellings who write it in the usual way:
#: where names are at home in English, and where they came into it from another alphabet.
_USUAL, _USUAL_ELSEWHERE = 0.86, 0.55
_AT_HOME = (Origin.BRITISH, Origin.IRISH)

#: Share of each origin among children of an ethnicity, in the order of `Origin`. Judgement.
_ORIGINS = {
    Ethnicity.WHITE: (76, 7, 13, 2, 0, 1, 0, 0, 0),
    Ethnicity.BLACK: (34, 0, 0, 2, 0, 4, 40, 20, 0),
    Ethnicity.MIXED: (66, 4, 3, 3, 9, 3, 10, 1, 1),
    Ethnicity.ASIAN: (5, 0, 0, 0, 76, 8, 0, 0, 11),
    Ethnicity.OTHER: (8, 0, 8, 8, 8, 48, 4, 6, 10),
}
_ANY = (64, 5, 9, 2, 8, 4, 4, 2, 2)


class TrueNames(NamedTuple):
    """Arrays with one entry for each child.

    Attributes
    ----------
    forename, surname
        "" for children nobody asked about.
    origin
        Position in ORIGINS.
    family
        Position of the first child of the family.
    """

    forename: Names
    surname: Names
    origin: Whole
    family: Whole


def true_names(streams: Streams, children: Children, who: NDArray[np.bool_]) -> TrueNames:
    """True names of the children in `who` and of their families."""
    family = families_of(streams, children)
    wanted = np.zeros(len(family), bool)
    wanted[family[who]] = True
    places = np.flatnonzero(wanted[family])
    origin = _origins(streams, children, family)
    forename, surname = (np.full(len(family), "", dtype=object) for _ in range(2))
    surname[places] = _surnames(streams, children.ids[family[places]], origin[places])
    forename[places] = _forenames(streams, children, places, origin)
    _tell_apart(streams, children, forename, places, family, origin)
    return TrueNames(forename, surname, origin, family)


def families_of(streams: Streams, children: Children) -> Whole:
    """Position of the first child of each child's family.

    Children of one ethnicity are put in a drawn order, and some of them joined to the one
    before where the births lie far enough apart; twins are of one family.
    """
    ids, born, twin = children.ids, children.born, children.twin
    place = np.arange(len(ids))
    group = as_first(twin, np.unique(children.ethnicity, return_inverse=True)[1])
    heads = place[(twin == NO_TWIN) | (place < twin)]
    shuffled = streams.uniform("identities.family", ids[heads])
    order = heads[np.lexsort((shuffled, group[heads]))]
    apart = np.abs(np.diff(born[order], prepend=np.inf))
    joins = streams.uniform("identities.sibling", ids[order]) < SIBLING_SHARE
    joins &= (apart >= _APART[0]) & (apart <= _APART[1])
    joins &= np.diff(group[order], prepend=-1) == 0
    first = np.maximum.accumulate(np.where(joins, 0, np.arange(len(order))))
    family = place.copy()
    family[order] = order[first]
    return as_first(twin, family)


def _origins(streams: Streams, children: Children, family: Whole) -> Whole:
    """Origin of each child: one for a family, given the ethnicity of its first child."""
    words, which = np.unique(children.ethnicity, return_inverse=True)
    table = np.array([_ORIGINS.get(Ethnicity(word), _ANY) for word in words.tolist()], float)
    drawn = streams.pick("identities.origin", children.ids, table[which])
    return drawn[family]


def _surnames(streams: Streams, ids: NDArray, origin: Whole) -> Names:
    draws = [streams.uniform(f"identities.{name}", ids) for name in ("surname", "double", "second")]
    chosen = np.full(len(ids), "", dtype=object)
    for position in np.unique(origin).tolist():
        mine = origin == position
        chosen[mine] = surnames(ORIGINS[position], *(u[mine] for u in draws))
    return chosen


@cache
def spelt(origin: Origin, girl: bool) -> tuple[Names, Floats]:
    """Forenames of an origin and sex in every spelling, with cumulative frequencies."""
    usual = _USUAL if origin in _AT_HOME else _USUAL_ELSEWHERE
    names: list[str] = []
    shares: list[float] = []
    for rank, spellings in enumerate(families(origin, girl)):
        others = len(spellings) - 1
        parts = [usual] + [(1 - usual) / others] * others if others else [1.0]
        names += spellings
        shares += [part / (rank + _EVENNESS) for part in parts]
    return np.array(names, dtype=object), np.cumsum(shares) / np.sum(shares)


def _forenames(streams: Streams, children: Children, places: Whole, origin: Whole) -> Names:
    u = streams.uniform("identities.forename", children.ids[places])
    girl = children.sex[places] == Sex.FEMALE.value
    kind = 2 * origin[places] + girl
    chosen = np.full(len(places), "", dtype=object)
    for value in np.unique(kind).tolist():
        mine = kind == value
        names, edges = spelt(ORIGINS[value // 2], bool(value % 2))
        chosen[mine] = names[np.searchsorted(edges, u[mine])]
    return chosen


def _tell_apart(
    streams: Streams,
    children: Children,
    forename: Names,
    places: Whole,
    family: Whole,
    origin: Whole,
) -> None:
    """Give no two of a family one forename, and many twins forenames that begin alike."""
    places = places[np.bincount(family[places], minlength=1)[family[places]] > 1]
    twin = children.twin[places]
    alike = streams.uniform("identities.alike", children.ids[places]) < ALIKE_SHARE
    how = streams.uniform("identities.apart", children.ids[places]).tolist()
    taken: dict[int, set[str]] = {}
    girls = (children.sex == Sex.FEMALE.value).tolist()
    for place, other, begins, u in zip(
        places.tolist(), twin.tolist(), alike.tolist(), how, strict=True
    ):
        used = taken.setdefault(int(family[place]), set())
        like = forename[other][0] if begins and 0 <= other < place else ""
        if forename[place] in used or not forename[place].startswith(like):
            names = spelt(ORIGINS[origin[place]], girls[place])[0].tolist()
            forename[place] = _another(names, used, like, u)
        used.add(forename[place])


def _another(names: list[str], used: set[str], like: str, u: float) -> str:
    """A forename not yet used, beginning like `like` if there is one."""
    free = [name for name in names if name not in used]
    near = [name for name in free if name.startswith(like)]
    choice = near or free or names
    return choice[int(u * len(choice))]
