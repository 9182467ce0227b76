"""Identities of a county's children: true, and as police, council and charity hold them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from homeward.synth.clock import DAY
from homeward.synth.county import County
from homeward.synth.identities.held import Held, Known, hold
from homeward.synth.identities.mistakes import misspelt
from homeward.synth.identities.references import AGENCIES, POLICE, references
from homeward.synth.identities.true_names import ORIGINS, TrueNames, Whole, true_names
from homeward.synth.people import Children
from homeward.synth.streams import Floats, Streams
from homeward.synth.twins import NO_TWIN
from homeward.vocabulary.person import Sex


class Written(NamedTuple):
    """Identities of the children in the rows of a file; columns of one length.

    Attributes
    ----------
    reference, forename, surname
        As the agency writes them in that row.
    born
        First minute of the birth date held.
    """

    reference: list[str]
    forename: list[str]
    surname: list[str]
    born: Floats


class Identities:
    """Who the county's children are, truly and in each agency's records.

    Forenames are common ones; surnames are made up. Everything is by position in the
    county's children. Each agency's records are drawn when first asked for.

    Attributes
    ----------
    names
        True names, origins of names (positions in `ORIGINS`) and families.
    born
        First minute of each true birth date.
    who
        Children asked about; the rest have no names here.
    """

    def __init__(
        self,
        streams: Streams,
        children: Children,
        rates: Mapping[str, float],
        who: NDArray[np.bool_],
    ) -> None:
        self._streams, self._children, self._rates, self.who = streams, children, rates, who
        self.names: TrueNames = true_names(streams, children, who)
        self.born: Floats = np.floor(children.born / DAY) * DAY
        self._held: dict[str, Held] = {}
        self._references: dict[str, list[str]] = {}

    def reference(self, agency: str) -> list[str]:
        """The agency's (first) reference for every child, asked about or not."""
        if agency not in self._references:
            self._references[agency] = references(agency, range(len(self.born)))
        return self._references[agency]

    def held(self, agency: str) -> Held:
        """What the agency holds of the children asked about, its own mistakes included."""
        if agency not in self._held:
            girl = self._children.sex == Sex.FEMALE.value
            known = Known(self._streams, self._children.ids, self.who, self.names, self.born, girl)
            self._held[agency] = hold(known, agency, self._rates)
        return self._held[agency]

    def written(self, agency: str, child: Whole, rows: NDArray) -> Written:
        """Columns for a file of the agency's.

        Half of the rows of a child recorded twice stand under the second reference.

        Parameters
        ----------
        child
            Position of the child in each row.
        rows
            Lasting identity of each row, which the draw is keyed by.
        """
        held, first = self.held(agency), self.reference(agency)
        places = np.asarray(child)
        columns = (
            [first[place] for place in places.tolist()],
            held.forename[places].tolist(),
            held.surname[places].tolist(),
            held.born[places],
        )
        twice = np.flatnonzero(np.isin(places, np.fromiter(held.second, np.int64)))
        u = self._streams.uniform(f"identities.{agency}.row", np.asarray(rows)[twice])
        for row in twice[u < 0.5].tolist():
            place = int(places[row])
            values = (held.second[place], *held.again[place])
            for column, value in zip(columns, values, strict=True):
                column[row] = value
        return Written(*columns)

    @property
    def planted_by_agency(self) -> dict[str, Counter[str]]:
        """Number of mistakes by agency and kind, of the children asked about."""
        return {agency: self.held(agency).planted() for agency in AGENCIES}

    @property
    def planted(self) -> Counter[str]:
        """Number of mistakes by kind, all agencies together."""
        return sum(self.planted_by_agency.values(), Counter())

    def origins(self) -> list[str]:
        """Origin of each child's name: British, Arabic and so on (`Origin` values)."""
        return [ORIGINS[position].value for position in self.names.origin.tolist()]

    def links(self) -> dict[str, list[str]]:
        """Every reference of every agency once, and whose it is: the truth of linkage.

        Returns
        -------
        dict
            Columns agency, reference, child (the lasting number), twin (that of the twin,
            "" for most) and origin (of the name), as text.
        """
        places = np.flatnonzero(self.who)
        columns: dict[str, list[str]] = {"agency": [], "reference": []}
        whose = []
        for agency in AGENCIES:
            second, first = self.held(agency).second, self.reference(agency)
            columns["reference"] += [first[place] for place in places.tolist()]
            columns["reference"] += second.values()
            whose.append(np.concatenate([places, np.fromiter(second, np.int64)]))
            columns["agency"] += [agency] * len(whose[-1])
        return columns | self._described(np.concatenate(whose))

    def _described(self, places: Whole) -> dict[str, list[str]]:
        """Lasting numbers of children and of their twins, and origins of names."""
        twin, used = self._children.twin, np.unique(places)
        texts = np.full(len(twin) + 1, "", dtype=object)  # the last is of no child
        for some in (used, twin[used]):
            real = some[some != NO_TWIN]
            texts[real] = [str(number) for number in self._children.ids[real].tolist()]
        values = np.array([origin.value for origin in ORIGINS], dtype=object)
        return {
            "child": texts[places].tolist(),
            "twin": texts[np.where(twin[places] == NO_TWIN, len(twin), twin[places])].tolist(),
            "origin": values[self.names.origin[places]].tolist(),
        }


def identify(county: County, rates: Mapping[str, float], who: NDArray | None = None) -> Identities:
    """Names, birth dates and references of a county's children.

    Parameters
    ----------
    county
        A county lived through.
    rates
        Shares of each agency's children by kind of mistake; kinds not given are not made.
    who
        Positions or a mask of the children who appear in a file; all if not given. Nothing
        drawn for a child depends on who else is asked about.
    """
    children = county.world.children
    mask = np.zeros(len(children.ids), bool)
    mask[slice(None) if who is None else who] = True
    return Identities(county.world.streams, children, rates, mask)


class OnIncidents(NamedTuple):
    """How the force writes the child on each incident, and how many names are mistyped there."""

    references: list[str]
    names: list[str]
    mistyped: int


def on_incidents(county: County, identities: Identities, rates: Mapping[str, float]) -> OnIncidents:
    """The child's reference and name on each incident of the force: "SURNAME, Forename".

    The force's own mistakes about a child stand on every report; some reports of a child
    recorded twice stand under the second reference; besides, a share `names_mistyped` of
    reports has the name typed wrongly that once.
    """
    streams, ids = county.world.streams, county.incidents.ids
    written = identities.written(POLICE, county.incidents.child, ids)
    forenames, surnames = written.forename, written.surname
    hit = streams.uniform("identities.typed", ids) < rates.get("names_mistyped", 0.0)
    hits = np.flatnonzero(hit)
    how = streams.uniform("identities.typed.how", ids[hits]).tolist()
    which = streams.uniform("identities.typed.which", ids[hits]).tolist()
    for row, u, pick in zip(hits.tolist(), how, which, strict=True):
        names = forenames if pick < 0.5 else surnames
        names[row] = misspelt(names[row], u)
    texts = [f"{last.upper()}, {first}" for last, first in zip(surnames, forenames, strict=True)]
    return OnIncidents(written.reference, texts, len(hits))
