"""The council's files: SSDA903 returns by year, and tables of the Standard Safeguarding Dataset."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from homeward.synth.council.care import CareEpisodes, care_episodes
from homeward.synth.council.holdings import Holdings, hold, people
from homeward.synth.council.placed import Placements, placements
from homeward.synth.council.planting import (
    Planting,
    move_out_of_care,
    ordered,
    overlap_placements,
    withhold_postcodes,
)
from homeward.synth.council.spells import Spells, missing_spells
from homeward.synth.council.ssd import in_tables, tables
from homeward.synth.council.ssda903 import Return, in_year, year_return
from homeward.synth.council.truth import council_truth
from homeward.synth.council.xml903 import as_xml
from homeward.synth.council.years import Span, span_of
from homeward.synth.county import County
from homeward.synth.details import Details
from homeward.synth.identities import Identities
from homeward.synth.people import Whole
from homeward.synth.sheets import Document, Sheet, Supplied

#: Kinds of fault that are planted here (`rules.PARTNER_FAULTS`).
COUNCIL_FAULTS: tuple[str, ...] = (
    "children_in_one_file",
    "partner_dates_lost",
    "partner_duplicates",
    "partner_spellings",
    "partner_times_lost",
    "postcodes_suppressed",
    "spells_contradictory",
    "spells_overlapping",
)


@dataclass(frozen=True, slots=True)
class _Sound:
    """The council's records before any fault."""

    span: Span
    placed: Placements
    care: CareEpisodes
    spells: Spells


def council_files(
    county: County, details: Details, identities: Identities, rates: Mapping[str, float]
) -> Supplied:
    """The council's files of its own looked-after children.

    Parameters
    ----------
    county, details
        A county lived through. The council knows of more children and episodes than the
        incidents that `details` describes, so nothing is read from it.
    identities
        Of the children; `looked_after` says whom the files need.
    rates
        By kind of fault (`COUNCIL_FAULTS`); kinds left out are not planted.

    Returns
    -------
    Supplied
        For each return year three CSV files and the same as XML; then four tables.
        `truth` is of the records before any fault.
    """
    sound = _sound(county)
    planting = Planting(county.world.streams, rates)
    held = _held(county, identities, sound, planting)
    returns = [_return(held, identities, year, planting) for year in sound.span.years]
    files: list[Sheet | Document] = []
    for year in returns:
        files += [*year.sheets(), as_xml(year)]
    files += tables(held, people(held, identities, *in_tables(held)), planting)
    truth = council_truth(county, sound.span, sound.placed, sound.care, sound.spells)
    planted = {kind: planting.planted[kind] for kind in COUNCIL_FAULTS}
    return Supplied(tuple(files), planted, truth)


def looked_after(county: County) -> Whole:
    """Positions of the children who may be in the council's files, ascending."""
    sound = _sound(county)
    return np.union1d(sound.care.child, sound.spells.child)


def _sound(county: County) -> _Sound:
    span, placed = span_of(county), placements(county)
    care = care_episodes(county, placed, span)
    return _Sound(span, placed, care, missing_spells(county, placed, span))


def _held(county: County, identities: Identities, sound: _Sound, planting: Planting) -> Holdings:
    """The records with faults planted, ordered by child and time."""
    care = overlap_placements(planting, withhold_postcodes(planting, sound.care), sound.span)
    spells = ordered(move_out_of_care(planting, sound.spells, care, sound.span))
    return hold(county, identities, sound.span, sound.placed, care, spells, planting)


def _return(held: Holdings, identities: Identities, year: int, planting: Planting) -> Return:
    """One year's return of the children of its rows."""
    care, spells = in_year(held, year)
    references = np.concatenate([held.episode_of[care], held.spell_of[spells]])
    children = np.concatenate([held.episodes.child[care], held.spells.child[spells]])
    return year_return(held, people(held, identities, references, children), year, planting)
