"""What one agency holds of children: names and birth dates with that agency's own mistakes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from homeward.synth.clock import day_of, midnight
from homeward.synth.identities.forenames import Origin
from homeward.synth.identities.mistakes import (
    misspelt,
    placeholder,
    short,
    spellings,
    swapped,
    wrong_digit,
)
from homeward.synth.identities.references import SECOND, references
from homeward.synth.identities.surnames import surnames
from homeward.synth.identities.true_names import ORIGINS, Names, TrueNames, Whole, spelt
from homeward.synth.streams import Floats, Ids, Streams

#: Share of birth dates whose day and month the other way round are another date: the days
#: to the twelfth of a month, but for that of the month's own number.
SWAPPABLE = 132 / 365.25

#: Of names that agencies know children by, the shares that are another surname and the
#: short form of the forename; the rest are another forename.
_OTHER_SURNAME, _SHORT_FORENAME = 0.6, 0.3

#: Mistakes of a birth date, of which a child has at most one: the first that befalls it.
_BIRTHS = ("births_placeholder", "births_swapped", "births_wrong")


class Person(NamedTuple):
    """A name and the first minute of a birth date, as written."""

    forename: str
    surname: str
    born: float


@dataclass(frozen=True, slots=True)
class Known:
    """What is true of children, and what mistakes are drawn by.

    Attributes
    ----------
    streams, ids, who
        The county's draws, the children's lasting identities and who was asked about.
    names
        True names.
    born
        First minute of each true birth date.
    girl
        Which children are girls.
    """

    streams: Streams
    ids: Ids
    who: NDArray[np.bool_]
    names: TrueNames
    born: Floats
    girl: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Held:
    """Children as one agency holds them, one entry for each position of the county's children.

    Attributes
    ----------
    forename, surname
        As the agency writes them; "" for children nobody asked about.
    born
        First minute of the birth date held (local, since 1970); not a number for children
        nobody asked about.
    second
        Position to the second reference of a child recorded twice.
    again
        Position to what stands under that second reference.
    mistakes
        Kind of mistake to the positions of the children it befell, ascending.
    """

    forename: Names
    surname: Names
    born: Floats
    second: Mapping[int, str]
    again: Mapping[int, Person]
    mistakes: Mapping[str, Whole] = field(repr=False)

    def person(self, position: int) -> Person:
        """What stands under the child's first reference."""
        born = float(self.born[position])
        return Person(self.forename[position], self.surname[position], born)

    def planted(self, among: NDArray[np.bool_] | None = None) -> Counter[str]:
        """Number of mistakes by kind, of all children or of those in a mask."""
        taken = {
            kind: len(places) if among is None else int(among[places].sum())
            for kind, places in self.mistakes.items()
        }
        return Counter({kind: number for kind, number in taken.items() if number})


class _Draws:
    """Draws of one agency for the children asked about."""

    def __init__(self, known: Known, agency: str, rates: Mapping[str, float]) -> None:
        self.known, self.agency, self.rates = known, agency, rates
        self.places = np.flatnonzero(known.who)

    def hit(self, kind: str, share: float = 1.0) -> Whole:
        """Positions that a mistake befalls; `share` is of the children it can befall."""
        rate = min(1.0, self.rates.get(kind, 0.0) / share)
        if rate <= 0:
            return self.places[:0]
        return self.places[self.numbers(kind, self.places) < rate]

    def numbers(self, purpose: str, places: Whole, *, alone: bool = True) -> Floats:
        """A number for each place: the agency's own, or the same for all agencies."""
        agency = f".{self.agency}" if alone else ""
        return self.known.streams.uniform(f"identities{agency}.{purpose}", self.known.ids[places])


def hold(known: Known, agency: str, rates: Mapping[str, float]) -> Held:
    """What an agency holds of the children in `known.who`.

    A name may be another that the child goes by, then misspelt, then swapped; a birth date
    suffers at most one mistake.
    """
    draws = _Draws(known, agency, rates)
    forename, surname = known.names.forename.copy(), known.names.surname.copy()
    for names in (forename, surname):
        names[~known.who] = ""
    mistakes = {
        "aliases": _alias(draws, forename, surname),
        "names_misspelt": _misspell(draws, forename, surname),
        "names_swapped": _swap(draws, forename, surname),
    }
    born = np.where(known.who, known.born, np.nan)
    mistakes |= _birth_mistakes(draws, born)
    twice = draws.hit("recorded_twice")
    mistakes["recorded_twice"] = twice
    second = dict(zip(twice.tolist(), references(agency, (twice + SECOND).tolist()), strict=True))
    again = dict(_again(draws, twice, forename, surname, born))
    return Held(forename, surname, born, second, again, mistakes)


def _alias(draws: _Draws, forename: Names, surname: Names) -> Whole:
    """Another surname, a short forename or another one, the same for every agency."""
    hit = draws.hit("aliases")
    kind = draws.numbers("alias", hit, alone=False)
    briefs = np.array([short(name) for name in forename[hit].tolist()], dtype=object)
    by_surname = kind < _OTHER_SURNAME
    brief = ~by_surname & (kind < _OTHER_SURNAME + _SHORT_FORENAME) & (briefs != "")
    surname[hit[by_surname]] = _other_surnames(draws, hit[by_surname])
    forename[hit[brief]] = briefs[brief]
    rest = hit[~by_surname & ~brief]
    forename[rest] = _other_forenames(draws, rest)
    return hit


def _other_surnames(draws: _Draws, places: Whole) -> Names:
    """A surname of the same origin, one for a family, the child's own never."""
    known, chosen = draws.known, np.full(len(places), "", dtype=object)
    u = draws.numbers("alias.surname", known.names.family[places], alone=False)
    for origin in np.unique(known.names.origin[places]).tolist():
        mine = known.names.origin[places] == origin
        single, never = u[mine], np.ones(int(mine.sum()))
        drawn = surnames(ORIGINS[origin], single, never, single)
        another = surnames(ORIGINS[origin], (single + 0.5) % 1, never, single)
        chosen[mine] = np.where(drawn == known.names.surname[places[mine]], another, drawn)
    return chosen


def _other_forenames(draws: _Draws, places: Whole) -> Names:
    """A forename of the same origin and sex, never another spelling of the child's own."""
    known, u = draws.known, draws.numbers("alias.forename", places, alone=False)
    own = known.names.forename[places].tolist()
    kinds = zip(known.names.origin[places].tolist(), known.girl[places].tolist(), strict=True)
    texts = [
        _another(ORIGINS[origin], girl, name, draw)
        for (origin, girl), name, draw in zip(kinds, own, u.tolist(), strict=True)
    ]
    return np.array(texts, dtype=object)


def _another(origin: Origin, girl: bool, own: str, u: float) -> str:
    """A forename that is neither `own` nor another spelling of it."""
    names = spelt(origin, girl)[0]
    start, like = int(u * len(names)), (own, *spellings(own))
    return next(name for name in (*names[start:], *names[:start]) if name not in like)


def _misspell(draws: _Draws, forename: Names, surname: Names) -> Whole:
    hit = draws.hit("names_misspelt")
    which = draws.numbers("misspelt.which", hit) < 0.5
    how = draws.numbers("misspelt.how", hit).tolist()
    for place, first, u in zip(hit.tolist(), which.tolist(), how, strict=True):
        names = forename if first else surname
        names[place] = misspelt(names[place], u)
    return hit


def _swap(draws: _Draws, forename: Names, surname: Names) -> Whole:
    hit = draws.hit("names_swapped")
    forename[hit], surname[hit] = surname[hit], forename[hit]
    return hit


def _birth_mistakes(draws: _Draws, born: Floats) -> dict[str, Whole]:
    """Spoil birth dates in place, each at most once; what befell whom."""
    found, whole = {}, np.ones(len(born), bool)
    for kind in _BIRTHS:
        hit = draws.hit(kind, SWAPPABLE if kind == "births_swapped" else 1.0)
        hit = hit[whole[hit]]
        how = draws.numbers(f"{kind}.how", hit).tolist()
        spoilt = [
            (place, midnight(day))
            for place, day in _spoilt(_SPOIL[kind], hit.tolist(), born[hit].tolist(), how)
        ]
        found[kind] = np.array([place for place, _ in spoilt], np.int64)
        born[found[kind]] = [minute for _, minute in spoilt]
        whole[found[kind]] = False
    return found


def _spoilt(
    spoil: Callable[[date, float], date | None],
    places: list[int],
    born: list[float],
    how: list[float],
) -> Iterator[tuple[int, date]]:
    for place, minute, u in zip(places, born, how, strict=True):
        day = spoil(day_of(minute), u)
        if day is not None:
            yield place, day


_SPOIL: Mapping[str, Callable[[date, float], date | None]] = {
    "births_placeholder": lambda born, u: placeholder(born),
    "births_swapped": lambda born, u: swapped(born),
    "births_wrong": wrong_digit,
}


def _again(
    draws: _Draws, places: Whole, forename: Names, surname: Names, born: Floats
) -> Iterator[tuple[int, Person]]:
    """The second time a child was recorded: one name in another spelling."""
    which = draws.numbers("again.which", places).tolist()
    how = draws.numbers("again.how", places).tolist()
    for place, pick, u in zip(places.tolist(), which, how, strict=True):
        first, last = forename[place], surname[place]
        if pick < 0.5:
            first = misspelt(first, u)
        else:
            last = misspelt(last, u)
        yield place, Person(first, last, float(born[place]))
