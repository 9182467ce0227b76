"""Children of several settings: how they come into view, move, are exploited and age out.

A child is in view from arrival to the eighteenth birthday or until care ends. In between
the child has stays, each in one setting and, for children's homes of the county, in one
home with a free bed. Children not yet reported missing are in view too.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from homeward.synth.clock import DAY, YEAR, midnight
from homeward.synth.homes import Homes
from homeward.synth.rules import Profile
from homeward.synth.streams import Floats, Ids, Streams
from homeward.synth.twins import as_first, pair_twins
from homeward.vocabulary.person import Sex
from homeward.vocabulary.placement import PlacementKind
from homeward.vocabulary.setting import CARE_SETTINGS, Setting

Whole = NDArray[np.int64]

#: Children arrive from this long before the county begins, so that it begins peopled.
LOOK_BACK = 9 * YEAR

#: Most stays of one child.
MOST_STAYS = 4

#: Marks a stay in no home of the county.
NO_HOME = -1


@dataclass(frozen=True, slots=True)
class Children:
    """Arrays with one entry for each child in view. Times are UTC minutes.

    Attributes
    ----------
    ids
        Lasting identities.
    arrived, born
        When the child came into view, and was born.
    placement
        The three kinds that are never merged, or not placed (PlacementKind values).
    authority
        Position of the placing authority; 0 is the county's own.
    chronic_from, chronic_to, chronic_rate
        The chronic period, empty (from infinity) for most, and episodes a year in it.
    exploited_from, flagged
        When exploitation begins and when it is flagged; infinite if never.
    exploitation
        Words of the kinds flagged, ";"-joined; "" if none.
    sex, ethnicity, care_status_at_home
        Word values.
    disability
        1 where a disability is recorded.
    twin
        Position of the child's twin; `twins.NO_TWIN` for most.
    """

    ids: Ids
    arrived: Floats
    born: Floats
    placement: NDArray[np.str_]
    authority: Whole
    chronic_from: Floats
    chronic_to: Floats
    chronic_rate: Floats
    exploited_from: Floats
    flagged: Floats
    exploitation: NDArray[np.str_]
    sex: NDArray[np.str_]
    ethnicity: NDArray[np.str_]
    care_status_at_home: NDArray[np.str_]
    disability: Whole
    twin: Whole


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Children as they first come into view: identity, setting (position), two times."""

    ids: Ids
    setting: Whole
    arrived: Floats
    born: Floats


@dataclass(frozen=True, slots=True)
class Stays:
    """Arrays with one entry for each stay, ordered by child and start.

    `setting` is a position in the profile's settings; `home` a position in `Homes` or
    NO_HOME; `opens` and `closes` are UTC minutes, the close not included.
    """

    child: Whole
    setting: Whole
    home: Whole
    opens: Floats
    closes: Floats

    def at(self, child: Whole, when: Floats) -> Whole:
        """Position of each child's stay at each time; -1 where the child is not in view."""
        scale = 2.0**33  # more minutes than any time: keeps children apart in one key
        edges = self.child * scale + self.opens
        position = np.searchsorted(edges, child * scale + when, side="right") - 1
        held = (position >= 0) & (self.child[position] == child) & (when < self.closes[position])
        return np.where(held, position, -1)


def begins(profile: Profile) -> float:
    """UTC minute at which the county begins to be lived in (the burn-in included)."""
    return midnight(profile.window.opens) - profile.window.burn_in_days * DAY


def ends(profile: Profile) -> float:
    """UTC minute of the last moment lived: the making of the last extract."""
    return midnight(profile.window.closes) + (1 + profile.window.extract_after_days) * DAY


def gather(profile: Profile, streams: Streams, homes: Homes, size: float) -> tuple[Children, Stays]:
    """Every child in view while the county is lived in, and their stays."""
    new = _arrivals(profile, streams, size)
    twin, born = pair_twins(profile, streams, new.ids, new.setting, new.born)
    new = replace(new, born=born)
    placement, authority = (as_first(twin, v) for v in _placements(profile, streams, new))
    stays = _careers(profile, streams, new)
    stays = _house(streams, stays, new.ids, homes, _in_homes(profile, stays, placement))
    leaves = new.arrived.copy()
    np.maximum.at(leaves, stays.child, stays.closes)
    chronic = _chronic(profile, streams, new, leaves)
    children = Children(
        ids=new.ids,
        arrived=new.arrived,
        born=new.born,
        placement=placement,
        authority=authority,
        twin=twin,
        **chronic,
        **_exploited(profile, streams, new, leaves, chronic["chronic_from"]),
        **_described(profile, streams, new.ids, placement, twin),
    )
    return children, stays


def _arrivals(profile: Profile, streams: Streams, size: float) -> Arrivals:
    """Everyone who comes into view early enough, and late enough, to be seen."""
    start, span = begins(profile) - LOOK_BACK, ends(profile) - begins(profile) + LOOK_BACK
    parts = []
    for position, (name, rule) in enumerate(profile.settings.items()):
        number = round(rule.arrivals_a_year * size * span / YEAR)
        index = np.arange(number)
        ids = streams.identity(f"people.{name}", np.zeros(number), index)
        arrived = start + span * streams.uniform("people.arrived", ids)
        age = rule.age_from + (rule.age_to - rule.age_from) * streams.uniform("people.age", ids)
        parts.append((ids, np.full(number, position), arrived, arrived - age * YEAR))
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    seen = columns[3] + 18 * YEAR > begins(profile)
    return Arrivals(*(column[seen] for column in columns))


def _placements(
    profile: Profile, streams: Streams, new: Arrivals
) -> tuple[NDArray[np.str_], Whole]:
    """Kind of placement and placing authority of each child, from the first setting."""
    rules = list(profile.settings.items())
    here = np.array([r.out_of_county_share for _, r in rules])[new.setting]
    away = here + np.array([r.placed_elsewhere_share for _, r in rules])[new.setting]
    placed = np.array([Setting(name) in CARE_SETTINGS for name, _ in rules])[new.setting]
    u = streams.uniform("people.placement", new.ids)
    kinds = [PlacementKind.OTHER_HERE.value, PlacementKind.LOCAL_ELSEWHERE.value]
    kind = np.select([u < here, u < away], kinds, PlacementKind.LOCAL_HERE.value)
    kind = np.where(placed, kind, PlacementKind.NOT_PLACED.value)
    other = 1 + streams.pick("people.authority", new.ids, [5, 4, 3, 2, 1])
    return kind, np.where(kind == PlacementKind.OTHER_HERE.value, other, 0)


def _careers(profile: Profile, streams: Streams, new: Arrivals) -> Stays:
    """Stays one after another until care ends or just before the eighteenth birthday."""
    adult = new.born + 18 * YEAR - 7 * DAY
    child, now, opens = np.arange(len(new.ids)), new.setting, new.arrived
    parts = []
    for step in range(MOST_STAYS):
        ids = new.ids[child]
        closes = np.minimum(opens + _lengths(profile, streams, ids, now, step), adult[child])
        parts.append((child, now, opens, closes))
        following = _following(profile, streams, ids, now, step)
        goes_on = (following >= 0) & (closes < adult[child] - 14 * DAY)
        child, now, opens = child[goes_on], following[goes_on], closes[goes_on]
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    order = np.lexsort((columns[2], columns[0]))
    child, now, opens, closes = (column[order] for column in columns)
    return Stays(child, now, np.full(len(order), NO_HOME), opens, closes)


def _lengths(profile: Profile, streams: Streams, ids: Ids, setting: Whole, step: int) -> Floats:
    rules = list(profile.settings.values())
    median = np.array([rule.stay_median_days or np.inf for rule in rules])[setting]
    sigma = np.array([rule.stay_sigma for rule in rules])[setting]
    return DAY * streams.lognormal(f"people.stay{step}", ids, median, sigma)


def _following(profile: Profile, streams: Streams, ids: Ids, setting: Whole, step: int) -> Whole:
    """Position of the next setting, or -1 where the child leaves view."""
    names = list(profile.settings)
    table = np.zeros((len(names), len(names) + 1))
    for row, rule in enumerate(profile.settings.values()):
        for name, share in rule.then.items():
            table[row, names.index(name)] = share
        table[row, -1] = 1 - table[row].sum()
    following = streams.pick(f"people.then{step}", ids, table[setting])
    return np.where(following == len(names), -1, following)


def _in_homes(profile: Profile, stays: Stays, placement: NDArray[np.str_]) -> NDArray[np.bool_]:
    """Which stays are in children's homes of this county.

    Children of the county placed elsewhere live in homes that are not in its list.
    """
    is_home = np.array([name == Setting.CHILDRENS_HOME.value for name in profile.settings])
    elsewhere = placement[stays.child] == PlacementKind.LOCAL_ELSEWHERE.value
    return is_home[stays.setting] & ~elsewhere


def _house(
    streams: Streams, stays: Stays, ids: Ids, homes: Homes, here: NDArray[np.bool_]
) -> Stays:
    """Give each stay in a children's home of the county a free bed, in order of arrival.

    A stay for which no bed is free is spent outside the county and drops out of view.
    """
    home = np.full(len(stays.child), NO_HOME)
    wishes = streams.uniform("people.home", ids[stays.child] ^ stays.opens.view(np.uint64))
    free, ending = homes.beds.copy(), []
    for n in np.flatnonzero(here)[np.argsort(stays.opens[here], kind="stable")].tolist():
        opens = stays.opens[n]
        while ending and ending[0][0] <= opens:
            free[heapq.heappop(ending)[1]] += 1
        edges = np.cumsum(np.where(homes.opened <= opens, free, 0))
        if edges[-1] > 0:
            home[n] = chosen = int(np.searchsorted(edges, wishes[n] * edges[-1], side="right"))
            free[chosen] -= 1
            heapq.heappush(ending, (stays.closes[n], chosen))
    kept = ~here | (home != NO_HOME)
    return Stays(
        stays.child[kept], stays.setting[kept], home[kept], stays.opens[kept], stays.closes[kept]
    )


def _described(
    profile: Profile, streams: Streams, ids: Ids, placement: NDArray[np.str_], twin: Whole
) -> dict[str, NDArray]:
    """Sex, ethnicity, disability and, for when the child lives at home, care status."""
    rule = profile.people
    at_home = placement == PlacementKind.NOT_PLACED.value
    girls = np.where(at_home, rule.girls_share, rule.girls_share_in_care)
    disabled = np.where(at_home, rule.disability_share, rule.disability_share_in_care)
    is_girl = streams.uniform("people.sex", ids) < girls
    return {
        "sex": np.where(is_girl, Sex.FEMALE.value, Sex.MALE.value),
        "ethnicity": as_first(twin, _words(streams, "people.ethnicity", ids, rule.ethnicity)),
        "care_status_at_home": _words(streams, "people.care_status", ids, rule.care_status_at_home),
        "disability": (streams.uniform("people.disability", ids) < disabled).astype(np.int64),
    }


def _words(
    streams: Streams, purpose: str, ids: Ids, weights: Mapping[str, float]
) -> NDArray[np.str_]:
    return np.array(list(weights))[streams.pick(purpose, ids, list(weights.values()))]


def _chronic(
    profile: Profile, streams: Streams, new: Arrivals, leaves: Floats
) -> dict[str, Floats]:
    """The rare class: a period, somewhere in view, of many episodes a year."""
    rule, ids = profile.recurrence, new.ids
    share = np.array([r.chronic_share for r in profile.settings.values()])[new.setting]
    chosen = streams.uniform("people.chronic", ids) < share
    place = 0.8 * streams.uniform("people.chronic_from", ids)
    since = new.arrived + (leaves - new.arrived) * place
    length = DAY * streams.exponential("people.chronic_days", ids, rule.chronic_mean_days)
    return {
        "chronic_from": np.where(chosen, since, np.inf),
        "chronic_to": np.where(chosen, since + length, np.inf),
        "chronic_rate": streams.lognormal(
            "people.chronic_rate", ids, rule.chronic_episodes_a_year, rule.chronic_sigma
        ),
    }


def _exploited(
    profile: Profile, streams: Streams, new: Arrivals, leaves: Floats, chronic_from: Floats
) -> dict[str, NDArray]:
    """Exploitation from a date on, and the later date at which it is flagged."""
    rule, ids = profile.exploitation, new.ids
    is_chronic = np.isfinite(chronic_from)
    share = np.where(is_chronic, rule.share_chronic, rule.share)
    chosen = streams.uniform("people.exploited", ids) < share
    place = streams.uniform("people.exploited_from", ids)
    anywhen = new.arrived + (leaves - new.arrived) * place
    shift = 90 * DAY * streams.normal("people.exploited_shift", ids)
    near = np.maximum(new.arrived, np.where(is_chronic, chronic_from, 0) + shift)
    since = np.where(chosen, np.where(is_chronic, near, anywhen), np.inf)
    lag = DAY * streams.lognormal("people.flag_lag", ids, rule.flag_median_days, rule.flag_sigma)
    told = chosen & (streams.uniform("people.flagged", ids) < rule.flagged_share)
    return {
        "exploited_from": since,
        "flagged": np.where(told, since + lag, np.inf),
        "exploitation": np.where(chosen, _kinds(profile, streams, ids), ""),
    }


def _kinds(profile: Profile, streams: Streams, ids: Ids) -> NDArray[np.str_]:
    rule = profile.exploitation
    words, weights = np.array(list(rule.kinds)), list(rule.kinds.values())
    first = words[streams.pick("people.exploitation", ids, weights)]
    second = words[streams.pick("people.exploitation_second", ids, weights)]
    both = streams.uniform("people.exploitation_both", ids) < rule.second_kind_share
    joined = np.char.add(np.char.add(first, ";"), second)
    return np.where(both & (first != second), joined, first)
