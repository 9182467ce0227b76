"""What the council holds, faults planted: the records that both of its systems' files show."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from homeward.synth.clock import DAY
from homeward.synth.council.care import CareEpisodes
from homeward.synth.council.children import About, about
from homeward.synth.council.placed import Placements
from homeward.synth.council.planting import Planting
from homeward.synth.council.spells import Spells
from homeward.synth.council.years import Flags, Span, Texts
from homeward.synth.county import County
from homeward.synth.identities import COUNCIL, Identities
from homeward.synth.people import Whole
from homeward.synth.streams import Floats, Ids


@dataclass(frozen=True, slots=True)
class People:
    """Arrays with one entry for each record of a child, ordered by reference.

    A child recorded twice has two, alike but for the reference and a name.

    Attributes
    ----------
    ids
        Lasting identity of the record.
    child
        Position in `Children`.
    reference, forename, surname
        As the council has them.
    born
        Day of birth held; not a number where nobody was asked about.
    until
        Day on which the child's last care ended; infinite if it has not.
    about
        The rest of what the council knows.
    """

    ids: Ids
    child: Whole
    reference: Texts
    forename: Texts
    surname: Texts
    born: Floats
    until: Floats
    about: About


@dataclass(frozen=True, slots=True)
class Holdings:
    """The council's records.

    Attributes
    ----------
    county, span
        The county; the days told of.
    placed, episodes, spells
        Placements, however long ago; care and missing spells in those days.
    lost
        Which missing spells have no end written though they ended.
    episode_of, spell_of
        The child's reference on each.
    in_return, in_tables
        Whether each position of `Children` may be in the SSDA903 files, and in the
        tables of the Standard Safeguarding Dataset.
    """

    county: County
    span: Span
    placed: Placements
    episodes: CareEpisodes
    spells: Spells
    lost: Flags
    episode_of: Texts
    spell_of: Texts
    in_return: Flags
    in_tables: Flags


def hold(
    county: County,
    identities: Identities,
    span: Span,
    placed: Placements,
    episodes: CareEpisodes,
    spells: Spells,
    planting: Planting,
) -> Holdings:
    """The records with references to their children, and who is in which files.

    Care stands under the child's first reference; missing spells of a child recorded
    twice stand under either.
    """
    first = identities.reference(COUNCIL)
    lost = planting.chosen("partner_dates_lost", "missing", spells.ids, np.isfinite(spells.end))
    in_return, in_tables = _listed(county, episodes, spells, planting)
    return Holdings(
        county=county,
        span=span,
        placed=placed,
        episodes=episodes,
        spells=spells,
        lost=lost,
        episode_of=_texts([first[place] for place in episodes.child.tolist()]),
        spell_of=_texts(identities.written(COUNCIL, spells.child, spells.ids).reference),
        in_return=in_return,
        in_tables=in_tables,
    )


def _texts(values: list[str]) -> Texts:
    """An array of texts, even if there are none."""
    return np.array(values, dtype=str)


def _listed(
    county: County, episodes: CareEpisodes, spells: Spells, planting: Planting
) -> tuple[Flags, Flags]:
    """Whether each child is in the return and in the tables: in both, unless planted."""
    ids = county.world.children.ids
    known = np.union1d(episodes.child, spells.child)
    alone = planting.chosen("children_in_one_file", "child", ids[known])
    return_only = planting.drawn("children_in_one_file", "child", ids[known]) < 0.5
    in_return, in_tables = np.ones(len(ids), bool), np.ones(len(ids), bool)
    in_return[known[alone & ~return_only]] = False
    in_tables[known[alone & return_only]] = False
    return in_return, in_tables


def people(held: Holdings, identities: Identities, references: Texts, child: Whole) -> People:
    """Records of the children to whom these references belong, each once.

    Parameters
    ----------
    references, child
        References, and the position of the child of each; repeats are allowed.
    """
    known = identities.held(COUNCIL)
    reference, where = np.unique(references, return_index=True)
    place = child[where]
    pairs = list(zip(place.tolist(), reference.tolist(), strict=True))
    second = np.array([known.second.get(own) == text for own, text in pairs], bool)
    persons = [
        known.again[own] if again else known.person(own)
        for (own, _), again in zip(pairs, second.tolist(), strict=True)
    ]
    forename, surname, born = list(zip(*persons, strict=True)) or [(), (), ()]
    return People(
        ids=held.county.world.children.ids[place] ^ second.astype(np.uint64),
        child=place,
        reference=reference,
        forename=_texts(list(forename)),
        surname=_texts(list(surname)),
        born=np.floor(np.array(born, np.float64) / DAY),
        until=_care_ends(held)[place],
        about=about(held.county, place),
    )


def _care_ends(held: Holdings) -> Floats:
    """When each child's last care ended (by position in `Children`)."""
    ends = np.full(len(held.in_return), -np.inf)
    np.maximum.at(ends, held.episodes.child, held.episodes.closes)
    return ends
