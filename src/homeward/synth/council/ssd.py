"""Tables of the Standard Safeguarding Dataset: person, missing, care episodes, placements.

Columns and order are those of the dataset's published tables (Data to Insight,
ssd-data-model, version 1.4: `ssd_person`, `ssd_missing`, `ssd_cla_episodes` and
`ssd_cla_placement`). Dates are ISO; missing spells have times. The tables say whether a
return home interview was offered and accepted, and hold no date of it.

A table has no place for a banner: every identifier of a row says that it is synthetic.
"""

from __future__ import annotations

import numpy as np

from homeward.synth.clock import DAY
from homeward.synth.council.care import CareEpisodes
from homeward.synth.council.children import sexes
from homeward.synth.council.holdings import Holdings, People
from homeward.synth.council.planting import Planting, Table, give_twice, misspell
from homeward.synth.council.ssda903 import as_lists, registrations
from homeward.synth.council.years import Texts, day_texts, take
from homeward.synth.sheets import Sheet, time_texts
from homeward.synth.streams import Floats, Ids

#: Dates and times of the tables.
DAY_FORM, TIME_FORM = "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"

#: Says of every row that it is made up.
MARK = "SYNTHETIC"

#: Miles written where a postcode is not known.
NO_MILES = "999.9"

#: Most days before the end of care, or the making of the tables, of the reviewing
#: officer's last contact; and days in care before there is any.
_CONTACT_WITHIN, _CONTACT_FROM = 150, 28

#: Codes of gender, girl and boy.
_GENDERS = ("02", "01")


def tables(held: Holdings, people: People, planting: Planting) -> list[Sheet]:
    """The four tables.

    Parameters
    ----------
    people
        The children of the rows of the tables.
    """
    care = take(held.episodes, held.in_tables[held.episodes.child])
    children = held.episode_of[held.in_tables[held.episodes.child]]
    found = {
        "person": _person(held, people, planting),
        "missing": _missing(held, planting),
        "cla_episodes": _episodes(held, care, children, planting),
        "cla_placement": _placements(held, care, children, planting),
    }
    return [Sheet(f"council/ssd_{name}.csv", as_lists(table)) for name, table in found.items()]


def in_tables(held: Holdings) -> tuple[Texts, np.ndarray]:
    """References in the tables, with repeats, and the position of the child of each."""
    care, spells = (held.in_tables[r.child] for r in (held.episodes, held.spells))
    references = np.concatenate([held.episode_of[care], held.spell_of[spells]])
    return references, np.concatenate([held.episodes.child[care], held.spells.child[spells]])


def _identifiers(ids: Ids) -> Texts:
    """Identifiers of rows."""
    return np.array([f"{MARK}-{number:012d}" for number in (ids % 10**12).tolist()], dtype=str)


def _blank(number: int) -> Texts:
    return np.full(number, "", dtype="U1")


def _person(held: Holdings, people: People, planting: Planting) -> Table:
    about, number = people.about, len(people.ids)
    is_mother = about.mother_from <= np.minimum(held.span.last, people.until)
    table: Table = {
        "pers_legacy_id": np.full(number, MARK),
        "pers_person_id": people.reference,
        "pers_upn": about.upn,
        "pers_forename": people.forename,
        "pers_surname": people.surname,
        "pers_sex": sexes(about.girl, True),
        "pers_gender": np.where(about.girl, *_GENDERS),
        "pers_ethnicity": about.ethnicity,
        "pers_dob": day_texts(people.born, DAY_FORM),
        "pers_single_unique_id": _blank(number),
        "pers_upn_unknown": about.upn_unknown,
        "pers_send_flag": _blank(number),
        "pers_expected_dob": _blank(number),
        "pers_death_date": _blank(number),
        "pers_is_mother": np.where(about.girl, np.where(is_mother, "Y", "N"), ""),
        "pers_nationality": _blank(number),
    }
    return misspell(planting, "person", people.ids, table, "pers_ethnicity")


def _missing(held: Holdings, planting: Planting) -> Table:
    listed = held.in_tables[held.spells.child]
    spells = take(held.spells, listed)
    untimed = planting.chosen("partner_times_lost", "missing", spells.ids)
    start = np.where(untimed, spells.first_day * DAY, spells.start)
    table: Table = {
        "miss_table_id": _identifiers(spells.ids),
        "miss_person_id": held.spell_of[listed],
        "miss_missing_episode_start_date": _times(start),
        "miss_missing_episode_type": spells.code,
        "miss_missing_episode_end_date": _times(np.where(held.lost[listed], np.inf, spells.end)),
        "miss_missing_rhi_offered": spells.offered,
        "miss_missing_rhi_accepted": spells.accepted,
    }
    table = misspell(planting, "ssd_missing", spells.ids, table, "miss_missing_episode_type")
    return _again(table, give_twice(planting, "ssd_missing", spells.ids))


def _times(minutes: Floats) -> Texts:
    return np.array(time_texts(minutes, TIME_FORM), dtype=str)


def _again(table: Table, rows: np.ndarray) -> Table:
    return {header: cells[rows] for header, cells in table.items()}


def _periods(held: Holdings, care: CareEpisodes, what: str) -> Texts:
    """Identifiers of what belongs to a whole period of care."""
    streams, ids = held.county.world.streams, held.county.world.children.ids[care.child]
    return _identifiers(streams.identity(f"council.{what}", ids, care.entered.astype(np.int64)))


def _spells(held: Holdings, care: CareEpisodes) -> Texts:
    """Identifiers of the spell in one placement that each episode is part of."""
    streams, ids = held.county.world.streams, held.placed.ids[care.placed]
    return _identifiers(streams.identity("council.spell", ids, care.since.astype(np.int64)))


def _episodes(held: Holdings, care: CareEpisodes, children: Texts, planting: Planting) -> Table:
    table: Table = {
        "clae_cla_episode_id": _identifiers(care.ids),
        "clae_person_id": children,
        "clae_cla_placement_id": _spells(held, care),
        "clae_cla_episode_start_date": day_texts(care.opens, DAY_FORM),
        "clae_cla_episode_start_reason": care.rne,
        "clae_cla_primary_need_code": care.cin,
        "clae_cla_episode_ceased_date": day_texts(care.closes, DAY_FORM),
        "clae_cla_episode_ceased_reason": care.rec,
        "clae_cla_id": _periods(held, care, "period"),
        "clae_referral_id": _periods(held, care, "referral"),
        "clae_cla_last_iro_contact_date": day_texts(_contacts(held, care), DAY_FORM),
        "clae_entered_care_date": day_texts(care.entered, DAY_FORM),
    }
    return _again(table, give_twice(planting, "ssd_episodes", care.ids))


def _contacts(held: Holdings, care: CareEpisodes) -> Floats:
    """Last contact of the reviewing officer; never, of those newly in care."""
    u = held.county.world.streams.uniform("council.contact", care.ids)
    day = np.minimum(care.closes, held.span.last) - np.floor(_CONTACT_WITHIN * u)
    return np.where(day >= care.entered + _CONTACT_FROM, day, np.inf)


def _placements(held: Holdings, care: CareEpisodes, children: Texts, planting: Planting) -> Table:
    """One row to a spell in one placement: from its first episode to its last."""
    first = np.flatnonzero(np.append(True, care.spell[1:] != care.spell[:-1])[: len(care.ids)])
    last = np.append(first[1:], len(care.ids))[: len(first)] - 1
    ids, closes, post = care.ids[first], care.closes[last], care.pl_post[first]
    lost = planting.chosen("partner_dates_lost", "placement", ids, np.isfinite(closes))
    urn = registrations(care.place[first], care.urn[first], closes, held.span.last)
    miles = [f"{number:.1f}" for number in held.placed.miles[care.placed[first]].tolist()]
    table: Table = {
        "clap_cla_placement_id": _spells(held, care)[first],
        "clap_cla_id": _periods(held, care, "period")[first],
        "clap_person_id": children[first],
        "clap_cla_placement_start_date": day_texts(care.since[first], DAY_FORM),
        "clap_cla_placement_type": care.place[first],
        "clap_cla_placement_urn": urn,
        "clap_cla_placement_distance": np.where(post == "", NO_MILES, miles),
        "clap_cla_placement_provider": care.provider[first],
        "clap_cla_placement_postcode": post,
        "clap_cla_placement_end_date": day_texts(np.where(lost, np.inf, closes), DAY_FORM),
        "clap_cla_placement_change_reason": care.reason[last],
    }
    table = misspell(planting, "placement", ids, table, "clap_cla_placement_type")
    return _again(table, give_twice(planting, "placement", ids))
