"""What a force writes when a child is back: where found, where to, safe or not, harm, why.

Where children are found follows Grampian (2007, ages 12 to 14), spread over the ways of
coming back; harm is recorded for about 4 in 100 (Doyle & Barnes 2020) and more after long
absences and in exploitation, never for a grading. Reasons are missing from more than half
of records (NCA 2016/17). What no publication gives is judgement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from homeward.synth.clock import HOUR
from homeward.synth.county import County
from homeward.vocabulary.exploitation import Exploitation
from homeward.vocabulary.outcome import FoundPlace, Harm, ReturnMethod
from homeward.vocabulary.person import YesNo
from homeward.vocabulary.reasons import Pull, Push
from homeward.vocabulary.setting import Setting
from homeward.vocabulary.words import Word

Texts = NDArray[np.str_]

_P, _R = FoundPlace, ReturnMethod
_ABOUT: dict[Word, float] = {
    _P.FRIEND: 0.30, _P.RELATIVE: 0.14, _P.STREET_PARK: 0.26, _P.RETAIL_LEISURE: 0.13,
    _P.PARTNER_PEER: 0.08, _P.TRANSPORT_HUB: 0.04, _P.SUSPECT_ADDRESS: 0.03, _P.OTHER: 0.02,
}  # fmt: skip

#: Where found, by how the child came back; any other way as `_ABOUT`.
_FOUND_AT: dict[Word, Mapping[Word, float]] = {
    _R.SELF: {
        _P.ORIGIN: 0.64, _P.FRIEND: 0.14, _P.RELATIVE: 0.07, _P.STREET_PARK: 0.06,
        _P.RETAIL_LEISURE: 0.05, _P.PARTNER_PEER: 0.04,
    },
    _R.POLICE_FOUND_PATROL: {
        _P.STREET_PARK: 0.52, _P.RETAIL_LEISURE: 0.22, _P.TRANSPORT_HUB: 0.10,
        _P.FRIEND: 0.07, _P.OTHER_FORCE: 0.06, _P.OTHER: 0.03,
    },
    _R.POLICE_FOUND_ENQUIRY: {
        _P.FRIEND: 0.42, _P.RELATIVE: 0.20, _P.PARTNER_PEER: 0.14, _P.SUSPECT_ADDRESS: 0.07,
        _P.STREET_PARK: 0.07, _P.OTHER_FORCE: 0.07, _P.OTHER: 0.03,
    },
    _R.HOSPITAL: {_P.HOSPITAL: 1.0},
    _R.ARRESTED: {_P.CUSTODY: 0.85, _P.STREET_PARK: 0.15},
    _R.NOT_RECORDED: {_P.NOT_RECORDED: 1.0},
}  # fmt: skip
_PLACE_BLANK = 0.08

#: Where to, if not to where the child lives: with family, a hospital, cells and the rest.
_ELSEWHERE: dict[Word, float] = {
    Setting.FAMILY_HOME: 0.020, Setting.KINSHIP: 0.012, Setting.HOSPITAL: 0.006,
    Setting.OTHER: 0.006, Setting.NOT_RECORDED: 0.030,
}  # fmt: skip
_HELD_AFTER_ARREST = 0.5

_SAFE = {YesNo.YES: 0.84, YesNo.NO: 0.03, YesNo.NOT_RECORDED: 0.13}
_SAFE_SOURCES = {"Attending officer": 0.55, "Telephone with carer": 0.30, "Social worker": 0.15}

#: Share harmed, and what multiplies it: hours missing beyond which, and exploitation.
_HARMED, _HARMED_LONG, _HARMED_EXPLOITED = 0.030, ((24, 1.7), (72, 1.8)), 1.8
_HARM_BLANK = 0.22
_HARMS: dict[Word, float] = {
    Harm.PHYSICAL_ASSAULT: 0.26, Harm.SUBSTANCE: 0.24, Harm.SELF_HARM: 0.14,
    Harm.SEXUAL_OFFENCE: 0.09, Harm.OFFENDING: 0.12, Harm.ACCIDENT: 0.08,
    Harm.SUICIDE_ATTEMPT: 0.03, Harm.OTHER: 0.04,
}  # fmt: skip
_HARM_OF_KIND: dict[Word, Word] = {
    Exploitation.SEXUAL: Harm.EXPLOITATION_SEXUAL,
    Exploitation.ONLINE: Harm.EXPLOITATION_SEXUAL,
    Exploitation.CRIMINAL: Harm.EXPLOITATION_CRIMINAL,
    Exploitation.COUNTY_LINES: Harm.EXPLOITATION_CRIMINAL,
    Exploitation.GANG: Harm.EXPLOITATION_CRIMINAL,
    Exploitation.TRAFFICKING: Harm.EXPLOITATION_CRIMINAL,
}
_HARM_BY_EXPLOITERS = 0.45

_REASON_GIVEN = {"push": 0.30, "pull": 0.38}
_SECOND_REASON = 0.2
_PUSH_IN_CARE: dict[Word, float] = {
    Push.RULES_CURFEW: 0.32, Push.PLACEMENT_UNHAPPY: 0.24, Push.PEER_CONFLICT_HOME: 0.15,
    Push.STAFF_COMMUNICATION: 0.12, Push.MENTAL_HEALTH: 0.09, Push.SCHOOL_PROBLEM: 0.04,
    Push.BULLYING: 0.04,
}  # fmt: skip
_PUSH_AT_HOME: dict[Word, float] = {
    Push.FAMILY_CONFLICT: 0.52, Push.RULES_CURFEW: 0.16, Push.MENTAL_HEALTH: 0.12,
    Push.SCHOOL_PROBLEM: 0.08, Push.BULLYING: 0.04, Push.TOLD_TO_LEAVE: 0.03,
    Push.ABUSE_NEGLECT: 0.03, Push.DOMESTIC_ABUSE: 0.02,
}  # fmt: skip
_PULL: dict[Word, float] = {
    Pull.FRIENDS: 0.46, Pull.RELATIONSHIP: 0.20, Pull.PARTY_LEISURE: 0.14,
    Pull.FAMILY_CONTACT: 0.10, Pull.SUBSTANCES: 0.05, Pull.HOME_AREA: 0.03, Pull.MONEY_WORK: 0.02,
}  # fmt: skip
_PULL_EXPLOITED: dict[Word, float] = {
    Pull.GANG_COUNTY_LINES: 0.30, Pull.FRIENDS: 0.24, Pull.GROOMER: 0.16,
    Pull.RELATIONSHIP: 0.10, Pull.MONEY_WORK: 0.10, Pull.SUBSTANCES: 0.10,
}  # fmt: skip


def endings(
    county: County, setting: Texts, in_care: NDArray[np.bool_], return_method: Texts
) -> dict[str, Any]:
    """Columns of `Details` about how each incident ended.

    Parameters
    ----------
    setting, in_care
        Where each child lives, and whether an authority placed the child there.
    return_method
        ReturnMethod values.
    """
    streams, ids = county.world.streams, county.incidents.ids
    asked = streams.uniform("endings.safe_asked", ids) < 0.9
    safe = _drawn(county, "endings.safe", _SAFE)
    known = asked & (safe != YesNo.NOT_RECORDED.value)
    return {
        "found_place": _found_place(county, return_method),
        "returned_to": _returned_to(county, setting, in_care, return_method),
        "safe_at_return": np.where(known, safe, YesNo.NOT_RECORDED.value),
        "safe_source": np.where(known, _drawn(county, "endings.safe_source", _SAFE_SOURCES), ""),
        "harm": _harm(county),
        "push": _reasons(county, "push", _PUSH_AT_HOME, _PUSH_IN_CARE, in_care),
        "pull": _reasons(county, "pull", _PULL, _PULL_EXPLOITED, county.incidents.exploited == 1),
    }


def _drawn(county: County, purpose: str, weights: Mapping[str, float]) -> Texts:
    """A word for each incident, with these weights."""
    picked = county.world.streams.pick(purpose, county.incidents.ids, list(weights.values()))
    return np.array([str(word) for word in weights])[picked]


def _found_place(county: County, return_method: Texts) -> Texts:
    places = list(FoundPlace)
    methods = [method.value for method in ReturnMethod]
    tables = [_FOUND_AT.get(method, _ABOUT) for method in ReturnMethod]
    table = np.array([[row.get(place, 0.0) for place in places] for row in tables])
    row = np.searchsorted(methods, return_method, sorter=(order := np.argsort(methods)))
    streams, ids = county.world.streams, county.incidents.ids
    picked = streams.pick("endings.found_place", ids, table[order[row]])
    blank = streams.uniform("endings.found_place_blank", ids) < _PLACE_BLANK
    return np.where(
        blank, FoundPlace.NOT_RECORDED.value, np.array([place.value for place in places])[picked]
    )


def _returned_to(
    county: County, setting: Texts, in_care: NDArray[np.bool_], return_method: Texts
) -> Texts:
    """Mostly where the child lives by then, which may be a new placement."""
    world, incidents = county.world, county.incidents
    by_then = world.stays.at(incidents.child, incidents.returned)
    names = np.array(list(world.profile.settings))
    lives = np.where(by_then >= 0, names[world.stays.setting[by_then]], setting)
    edges = np.cumsum(list(_ELSEWHERE.values()))
    u = world.streams.uniform("endings.returned_to", incidents.ids)
    words = np.array([*(word.value for word in _ELSEWHERE), ""])
    other = words[np.searchsorted(edges, u)]
    other = np.where((other == Setting.FAMILY_HOME.value) & ~in_care, "", other)
    held = world.streams.uniform("endings.held", incidents.ids) < _HELD_AFTER_ARREST
    held &= return_method == ReturnMethod.ARRESTED.value
    elsewhere = np.where(held, Setting.OTHER.value, other)
    in_hospital = return_method == ReturnMethod.HOSPITAL.value
    elsewhere = np.where(in_hospital, Setting.HOSPITAL.value, elsewhere)
    return np.where(elsewhere == "", lives, elsewhere)


def _harm(county: County) -> Texts:
    """Harm recorded as suffered while missing: what was disclosed, not what was."""
    streams, incidents = county.world.streams, county.incidents
    ids, hours = incidents.ids, (incidents.found - incidents.reported) / HOUR
    share = np.full(len(ids), _HARMED)
    for limit, factor in _HARMED_LONG:
        share *= np.where(hours > limit, factor, 1.0)
    share *= np.where(incidents.exploited == 1, _HARMED_EXPLOITED, 1.0)
    harmed = streams.uniform("endings.harmed", ids) < share
    blank = streams.uniform("endings.harm_blank", ids) < _HARM_BLANK
    by_exploiters = streams.uniform("endings.harm_by", ids) < _HARM_BY_EXPLOITERS
    words = np.array([harm.value for harm in Harm])
    said = np.where(blank, _place(Harm.NOT_RECORDED), _place(Harm.NONE_DISCLOSED))
    drawn = streams.pick("endings.harm", ids, [_HARMS.get(harm, 0.0) for harm in Harm])
    said = np.where(harmed, drawn, said)
    theirs = np.flatnonzero(harmed & by_exploiters & (incidents.exploited == 1))
    kinds = county.world.children.exploitation[incidents.child[theirs]].tolist()
    said[theirs] = [_place(_harm_of(kind)) for kind in kinds]
    return words[said]


def _place(harm: Word) -> int:
    return list(Harm).index(harm)


def _harm_of(kinds: str) -> Word:
    """The harm that goes with the first of a child's kinds of exploitation."""
    first = kinds.split(";")[0]
    return _HARM_OF_KIND.get(Exploitation(first), Harm.OTHER) if first else Harm.OTHER


def _reasons(
    county: County,
    name: str,
    weights: Mapping[Word, float],
    others: Mapping[Word, float],
    where: NDArray[np.bool_],
) -> Texts:
    """Words of reasons, ";"-joined: with `others` where `where`, "" where none is given."""
    streams, ids = county.world.streams, county.incidents.ids
    words = [str(word) for word in (*weights, *others)]
    tables = np.zeros((2, len(words)))
    tables[0, : len(weights)], tables[1, len(weights) :] = [*weights.values()], [*others.values()]
    rows = tables[where.astype(np.int64)]
    first = streams.pick(f"endings.{name}", ids, rows)
    second = streams.pick(f"endings.{name}_second", ids, rows)
    both = streams.uniform(f"endings.{name}_both", ids) < _SECOND_REASON
    given = streams.uniform(f"endings.{name}_given", ids) < _REASON_GIVEN[name]
    pairs = [[*(one if one == two else f"{one};{two}" for two in words), one] for one in words]
    texts, none = np.array([*pairs, [""] * (len(words) + 1)]), len(words)
    return texts[np.where(given, first, none), np.where(both, second, none)]


def all_words(kind: type[Word], texts: Sequence[str]) -> list[tuple[Word, ...]]:
    """The words of ";"-joined values, in that order; none of ""."""
    known = {
        text: tuple(kind(value) for value in text.split(";")) if text else () for text in set(texts)
    }
    return [known[text] for text in texts]
