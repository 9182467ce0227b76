"""Where the county's own looked-after children are placed, and what the return says of it.

Addresses and registrations are made up so that they can be nobody's: no postcode area is
called ZZ or XX, and no registration number (URN) of Ofsted begins SC96 to SC99, or 99.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from homeward.synth.clock import YEAR, midnight
from homeward.synth.council.codes import (
    INDEPENDENT,
    INDEPENDENT_FROM,
    KINSHIP,
    LASTING,
    OTHER,
    PLACES,
    PROVIDERS,
)
from homeward.synth.council.years import Flags, Texts, local_days, take
from homeward.synth.county import County
from homeward.synth.people import NO_HOME, Whole
from homeward.synth.streams import Floats, Ids, Streams
from homeward.vocabulary.placement import PlacementKind

#: Postcode areas that do not exist: of the county, and of everywhere else.
HERE, AWAY_AREA = "ZZ", "XX"

#: Homes, fostering services and other providers outside the county that it uses.
_HOMES_AWAY, _SERVICES, _OTHERS = 90, 12, 40
_FIRST_HERE = 1001

#: Share of foster placements that become long-term, and median days until then.
_LASTING_SHARE, _LASTING_DAYS = 0.25, 300

#: Lognormal miles from home: median and sd of the logarithm, here and away.
_MILES = ((7.0, 0.8), (48.0, 0.6))

_LETTERS = np.array(list("ABDEFGHJLNPQRSTUWXYZ"))
_PLACE_CODES = np.array(sorted({code for codes in PLACES.values() for code in codes}))


@dataclass(frozen=True, slots=True)
class Placements:
    """Arrays with one entry for each placement, ordered by child and start.

    Attributes
    ----------
    ids
        Lasting identity.
    child, stay
        Positions in `Children` and `Stays`.
    period
        Number of the period of care, in order; a period is without a gap.
    opens, closes
        Local days; the close not included. Later than the last day known if so it will be.
    setting
        `Setting` value.
    away
        Whether it is outside the county.
    place, lasting, lasts_from
        Placement code; the code it takes later with the same carers, and from when.
    provider, urn, post, miles
        Who provides it; registration; postcode; miles from the child's home.
    """

    ids: Ids
    child: Whole
    stay: Whole
    period: Whole
    opens: Floats
    closes: Floats
    setting: Texts
    away: Flags
    place: Texts
    lasting: Texts
    lasts_from: Floats
    provider: Texts
    urn: Texts
    post: Texts
    miles: Floats


@dataclass(frozen=True, slots=True)
class _Site:
    """Placements while they are being described: who, where, and in which building."""

    ids: Ids
    building: Ids
    home: Whole
    away: Flags
    place: Texts


def placements(county: County) -> Placements:
    """Every placement of the county's own looked-after children, however long ago.

    Those are stays in care settings of children whom another authority did not place. A
    stay that begins and ends on one date is no placement in a return, and stays in the
    same home one after another are one.
    """
    world, stays = county.world, county.world.stays
    whole, building = _described(county, np.flatnonzero(_own(county)))
    starts = _firsts_of(whole.period, building)
    lasts = np.append(starts[1:], len(building))[: len(starts)] - 1
    merged = take(whole, starts)
    closes = local_days(stays.closes[whole.stay])[lasts]
    lasting, since = _lasting(world.streams, merged.ids, merged.place, merged.opens, closes)
    return replace(merged, closes=closes, lasting=lasting, lasts_from=since)


def placement_of(county: County, placed: Placements) -> Whole:
    """Position of the placement that each stay of the county is part of; -1 if of none."""
    stays = np.arange(len(county.world.stays.child))
    return np.where(_own(county), np.searchsorted(placed.stay, stays, side="right") - 1, -1)


def _own(county: County) -> Flags:
    """Which stays are placements of the county's own looked-after children."""
    stays = county.world.stays
    kind = county.world.placement(stays.child, stays.setting)
    ours = np.isin(kind, [PlacementKind.LOCAL_HERE.value, PlacementKind.LOCAL_ELSEWHERE.value])
    return ours & (local_days(stays.closes) > local_days(stays.opens))


def _described(county: County, stay: Whole) -> tuple[Placements, Ids]:
    """These stays one by one, none of them lasting yet; and in which building each is."""
    world, stays = county.world, county.world.stays
    opens, closes = local_days(stays.opens[stay]), local_days(stays.closes[stay])
    child, home = stays.child[stay], stays.home[stay]
    ids = world.children.ids[child] ^ stays.opens[stay].view(np.uint64)
    setting = np.array(list(world.profile.settings))[stays.setting[stay]]
    age = (stays.opens[stay] - world.children.born[child]) / YEAR
    away = world.children.placement[child] == PlacementKind.LOCAL_ELSEWHERE.value
    place = _places(world.streams, ids, setting, age)
    site = _Site(ids, _buildings(world.streams, ids, home, place), home, away, place)
    provider = _providers(world.streams, site)
    described = Placements(
        ids=ids,
        child=child,
        stay=stay,
        period=np.cumsum(_starts_anew(child, opens, closes)) - 1,
        opens=opens,
        closes=closes,
        setting=setting,
        away=away,
        place=place,
        lasting=place,
        lasts_from=np.full(len(ids), np.inf),
        provider=provider,
        urn=_urns(county, site, provider),
        post=_posts(world.streams, site),
        miles=_miles(world.streams, ids, away),
    )
    return described, site.building


def _starts_anew(child: Whole, opens: Floats, closes: Floats) -> Flags:
    """Whether each placement begins a period of care."""
    anew = np.ones(len(child), bool)
    anew[1:] = (child[1:] != child[:-1]) | (opens[1:] != closes[:-1])
    return anew


def _firsts_of(period: Whole, building: Ids) -> Whole:
    """Positions at which a period, or the building in it, begins."""
    anew = np.ones(len(period), bool)
    anew[1:] = (period[1:] != period[:-1]) | (building[1:] != building[:-1])
    return np.flatnonzero(anew)


def drawn(streams: Streams, purpose: str, ids: Ids, weights: Mapping[str, float]) -> Texts:
    """Words drawn with one set of weights."""
    return np.array(list(weights))[streams.pick(purpose, ids, list(weights.values()))]


def _places(streams: Streams, ids: Ids, setting: Texts, age: Floats) -> Texts:
    """Placement codes by setting and age."""
    names, row = np.unique(setting, return_inverse=True)
    table = [[PLACES[name].get(code, 0.0) for code in _PLACE_CODES.tolist()] for name in names]
    if not len(ids):
        return np.empty(0, _PLACE_CODES.dtype)
    place = _PLACE_CODES[streams.pick("council.place", ids, np.array(table)[row])]
    return np.where((place == INDEPENDENT) & (age < INDEPENDENT_FROM), OTHER, place)


def _lasting(
    streams: Streams, ids: Ids, place: Texts, opens: Floats, closes: Floats
) -> tuple[Texts, Floats]:
    """The code that some foster placements take later, and from when; never for the rest."""
    later = place.copy()
    for code, then in LASTING.items():
        later[place == code] = then
    chosen = streams.uniform("council.lasting", ids) < _LASTING_SHARE
    wait = streams.lognormal("council.lasts_from", ids, _LASTING_DAYS, 0.4)
    since = opens + np.maximum(1, np.floor(wait))
    return later, np.where(chosen & (later != place) & (since < closes), since, np.inf)


def _buildings(streams: Streams, ids: Ids, home: Whole, place: Texts) -> Ids:
    """What a placement shares with others in the same building: its own identity if nothing.

    Homes of the county are numbered from `_FIRST_HERE` on, those elsewhere from 1.
    """
    elsewhere = _among(streams, "council.home_away", ids, _HOMES_AWAY).astype(np.uint64)
    alone = np.where(place.astype("U1") == "K", elsewhere, ids)
    return np.where(home == NO_HOME, alone, (home + _FIRST_HERE).astype(np.uint64))


def _among(streams: Streams, purpose: str, ids: Ids, number: int) -> Whole:
    """One of so many providers, from 1 on."""
    return 1 + np.floor(number * streams.uniform(purpose, ids)).astype(np.int64)


def _providers(streams: Streams, site: _Site) -> Texts:
    """Who provides each placement; one provider to a building."""
    provider = np.full(len(site.ids), "", dtype="U3")
    kind = site.place.astype("U1")
    for letter, sides in PROVIDERS.items():
        for away, weights in zip((False, True), sides, strict=True):
            which = (kind == letter) & (site.away == away)
            provider[which] = drawn(streams, "council.provider", site.building[which], weights)
    provider[np.isin(site.place, KINSHIP)] = "PR1"
    return provider


def _urns(county: County, site: _Site, provider: Texts) -> Texts:
    """Made-up registrations: of the home, or of the fostering service or other provider."""
    streams, urn = county.world.streams, np.full(len(site.ids), "", dtype="U12")
    kind = site.place.astype("U1")
    homes, foster, others = (kind == letter for letter in "KUH")
    homes &= site.home == NO_HOME
    urn[homes] = _numbered(98, site.building[homes])
    urn[others] = _numbered(96, _among(streams, "council.urn", site.ids[others], _OTHERS))
    service = _among(streams, "council.urn", site.ids, _SERVICES)
    service = np.where(provider == "PR1", 0, service)
    urn[foster] = _numbered(97, service[foster])
    ours = site.home != NO_HOME
    urn[ours] = _own_homes(county)[site.home[ours]]
    return urn


def _numbered(series: int, numbers: np.ndarray) -> list[str]:
    return [f"SC{series}{number:04d}" for number in numbers.tolist()]


def _own_homes(county: County) -> Texts:
    """Registrations of the county's homes: seven figures for those opened in the window."""
    opens = midnight(county.world.profile.window.opens)
    new = (county.world.homes.opened >= opens).tolist()
    return np.array(
        [f"99{n:05d}" if late or n > 9999 else f"SC99{n:04d}" for n, late in enumerate(new, 1)]
    )


def _posts(streams: Streams, site: _Site) -> Texts:
    """Postcodes of placements; one to a building."""
    return postcodes(streams, "council.post", site.building, site.away)


def postcodes(streams: Streams, purpose: str, ids: Ids, away: Flags) -> Texts:
    """Made-up postcodes in areas that do not exist."""
    draws = [streams.uniform(purpose, ids, draw) for draw in range(4)]
    outward = (1 + np.floor(9 * draws[0])).astype(np.int64).astype("U1")
    inward = np.floor(10 * draws[1]).astype(np.int64).astype("U2")
    letters = [_LETTERS[np.floor(len(_LETTERS) * u).astype(np.int64)] for u in draws[2:]]
    area = np.where(away, AWAY_AREA, HERE)
    text = np.char.add(np.char.add(area, outward), np.char.add(" ", inward))
    return np.char.add(text, np.char.add(*letters))


def _miles(streams: Streams, ids: Ids, away: Flags) -> Floats:
    """Miles from the child's home, to a tenth."""
    median, sigma = (np.where(away, far, near) for near, far in zip(*_MILES, strict=True))
    miles: Floats = np.clip(streams.lognormal("council.miles", ids, median, sigma), 0.1, 400)
    return np.floor(10 * miles) / 10
