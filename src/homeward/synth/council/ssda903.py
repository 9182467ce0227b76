"""The SSDA903 return as CSV: header, episodes and missing, one set of files to a year.

Columns and order are those of the looked-after children validator (csc-validator-be-903,
`config.py`). A year's files hold what overlaps the year, as it stood at the year's end:
what was then open has no end, and stands again in the next year's files.

The format has no place for a banner: the folder's SYNTHETIC.txt says what the files are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from homeward.synth.clock import DAY, midnight
from homeward.synth.council.children import sexes
from homeward.synth.council.codes import INDEPENDENT, LETTERS_FROM
from homeward.synth.council.holdings import Holdings, People
from homeward.synth.council.planting import Planting, Table, give_twice, misspell
from homeward.synth.council.years import Flags, Texts, day_texts
from homeward.synth.sheets import Sheet
from homeward.synth.streams import Floats

#: Dates of the return.
DAY_FORM = "%d/%m/%Y"

#: From this day on semi-independent living has a registration of its own (rule 230).
REGISTERED_FROM = midnight(date(2023, 10, 28)) / DAY


@dataclass(frozen=True, slots=True)
class Return:
    """One year's return: three tables of text, and the year."""

    year: int
    header: Table
    episodes: Table
    missing: Table

    def sheets(self) -> list[Sheet]:
        """The three CSV files."""
        tables = {"header": self.header, "episodes": self.episodes, "missing": self.missing}
        return [
            Sheet(f"council/synthetic_ssda903_{self.year}_{name}.csv", as_lists(table))
            for name, table in tables.items()
        ]


def as_lists(table: Table) -> dict[str, list[str]]:
    """The columns of a table as lists of text."""
    return {header: cells.tolist() for header, cells in table.items()}


def registrations(place: Texts, urn: Texts, closes: Floats, told: float) -> Texts:
    """Registrations as files made on a day (`told`) show them."""
    early = (closes < REGISTERED_FROM) | (told < REGISTERED_FROM)
    return np.where((place == INDEPENDENT) & early, "", urn)


def in_year(held: Holdings, year: int) -> tuple[Flags, Flags]:
    """Which episodes of care and which missing spells a year's return holds."""
    first, last = held.span.opens(year), held.span.closes(year)
    care, spells = held.episodes, held.spells
    episodes = (care.closes >= first) & (care.opens <= last) & held.in_return[care.child]
    missing = (spells.last_day >= first) & (spells.first_day <= last)
    return episodes, missing & held.in_return[spells.child]


def year_return(held: Holdings, people: People, year: int, planting: Planting) -> Return:
    """One year's return, with slips of typing and rows given twice.

    Parameters
    ----------
    people
        The children of the year's rows.
    """
    care, missing = in_year(held, year)
    return Return(
        year,
        _header(held, people, year, planting),
        _episodes(held, np.flatnonzero(care), year, planting),
        _missing(held, people, np.flatnonzero(missing), year, planting),
    )


def _header(held: Holdings, people: People, year: int, planting: Planting) -> Table:
    about, last = people.about, held.span.closes(year)
    mother = about.mother_from <= np.minimum(last, people.until)
    table: Table = {
        "CHILD": people.reference,
        "SEX": sexes(about.girl, year >= LETTERS_FROM),
        "DOB": day_texts(people.born, DAY_FORM),
        "ETHNIC": about.ethnicity,
        "UPN": np.where(about.upn == "", about.upn_unknown, about.upn),
        "MOTHER": np.where(about.girl, np.where(mother, "1", "0"), ""),
        "MC_DOB": day_texts(np.where(mother, about.mother_from, np.inf), DAY_FORM),
    }
    return misspell(planting, f"header{year}", people.ids, table, "ETHNIC")


def _episodes(held: Holdings, which: np.ndarray, year: int, planting: Planting) -> Table:
    care, last = held.episodes, held.span.closes(year)
    which = which[np.lexsort((care.opens[which], held.episode_of[which]))]
    closes = np.where(care.closes[which] <= last, care.closes[which], np.inf)
    ended = np.isfinite(closes)
    table: Table = {
        "CHILD": held.episode_of[which],
        "DECOM": day_texts(care.opens[which], DAY_FORM),
        "RNE": care.rne[which],
        "LS": care.ls[which],
        "CIN": care.cin[which],
        "PLACE": care.place[which],
        "PLACE_PROVIDER": care.provider[which],
        "DEC": day_texts(closes, DAY_FORM),
        "REC": np.where(ended, care.rec[which], ""),
        "REASON_PLACE_CHANGE": np.where(ended, care.reason[which], ""),
        "HOME_POST": care.home_post[which],
        "PL_POST": care.pl_post[which],
        "URN": registrations(care.place[which], care.urn[which], closes, last),
    }
    ids = care.ids[which]
    table = misspell(planting, f"episodes{year}", ids, table, "PLACE")
    return _again(table, give_twice(planting, f"episodes{year}", ids))


def _missing(
    held: Holdings, people: People, which: np.ndarray, year: int, planting: Planting
) -> Table:
    spells, last = held.spells, held.span.closes(year)
    which = which[np.lexsort((spells.start[which], held.spell_of[which]))]
    person = np.searchsorted(people.reference, held.spell_of[which])
    ends = np.where(held.lost | (spells.last_day > last), np.inf, spells.last_day)
    table: Table = {
        "CHILD": held.spell_of[which],
        "DOB": day_texts(people.born[person], DAY_FORM),
        "MISSING": spells.code[which],
        "MIS_START": day_texts(spells.first_day[which], DAY_FORM),
        "MIS_END": day_texts(ends[which], DAY_FORM),
    }
    ids = spells.ids[which]
    table = misspell(planting, f"missing{year}", ids, table, "MISSING")
    return _again(table, give_twice(planting, f"missing{year}", ids))


def _again(table: Table, rows: np.ndarray) -> Table:
    return {header: cells[rows] for header, cells in table.items()}
