"""What episodes come of: a floor, a rare chronic class, and episodes that bring episodes.

The rate of child i at time t, while in view and not missing, is

    m(t) [ floor + chronic(t) ] a(age) h(home) x(exploited) p(Philomena) o(out of area)
      + m(t) b sum over past episodes of exp(-(t - returned) / decay) / decay

with m the calendar's multiplier and b the branching of the setting the past episode came
from; interviews, support and a dedicated team then lower it (`synth.aftermath`). It is
drawn as clusters: candidates of the first part at a constant rate, thinned; then the
candidates that each episode brings about, thinned, and so on. Every candidate has a
lasting identity, so a run with one effect switched off shares every other draw.

Source: Hawkes & Oakes (1974), A cluster process representation of a self-exciting
process; thinning as Lewis & Shedler (1979).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from homeward.synth.clock import DAY, YEAR, to_local
from homeward.synth.homes import NEVER
from homeward.synth.people import NO_HOME, Whole, begins, ends
from homeward.synth.streams import Floats, Ids
from homeward.synth.world import Episodes, World
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.placement import PlacementKind

#: Most candidates drawn at once: some gigabytes.
MOST_CANDIDATES = 5e6


@dataclass(frozen=True, slots=True)
class Causes:
    """Candidates that passed thinning: what begins, to whom, when, and what it came of."""

    ids: Ids
    parent: Ids
    child: Whole
    when: Floats
    chronic: Whole


def first_causes(world: World) -> Causes:
    """Candidates that no episode brought about, thinned."""
    floor, chronic = _floor(world), _chronic(world)
    ids, child, when = (np.concatenate(column) for column in zip(floor, chronic, strict=True))
    is_chronic = np.repeat([0, 1], [len(floor[0]), len(chronic[0])])
    return Causes(ids, np.zeros_like(ids), child, when, is_chronic)


def _floor(world: World) -> tuple[Ids, Whole, Floats]:
    """Thinned candidates of the floor, by stay."""
    stays = world.stays
    rate = world.by_setting("episodes_a_year")[stays.setting]
    return _thinned(world, "floor", stays.opens, stays.closes, rate, by_age=True)


def _chronic(world: World) -> tuple[Ids, Whole, Floats]:
    """Thinned candidates of chronic periods, in whatever stay the child is then in."""
    stays, children = world.stays, world.children
    opens = np.maximum(stays.opens, children.chronic_from[stays.child])
    closes = np.minimum(stays.closes, children.chronic_to[stays.child])
    rate = children.chronic_rate[stays.child]
    return _thinned(world, "chronic", opens, np.maximum(opens, closes), rate, by_age=False)


def _thinned(
    world: World, name: str, opens: Floats, closes: Floats, rate: Floats, *, by_age: bool
) -> tuple[Ids, Whole, Floats]:
    """Candidates at the highest rate possible between two times of each stay, thinned."""
    stays, streams = world.stays, world.streams
    opens = np.clip(opens, begins(world.profile), ends(world.profile))
    length = np.maximum(np.clip(closes, begins(world.profile), ends(world.profile)) - opens, 0)
    highest = world.calendar.most[stays.setting] * _highest(world)
    source = world.children.ids[stays.child] ^ stays.opens.view(np.uint64)
    expected = rate * highest * length / YEAR
    _check_number(float(expected.sum()))
    number = streams.poisson(f"episodes.{name}", source, expected)
    stay, index = _spread(number)
    ids = streams.identity(f"episodes.{name}", source[stay], index)
    when = opens[stay] + length[stay] * streams.uniform("episodes.when", ids)
    chance = _multiplier(world, stay, when) / highest[stay]
    if by_age:
        chance = chance * _at_risk(world, stay, when)
    kept = streams.uniform("episodes.kept", ids) < chance
    return ids[kept], stays.child[stay[kept]], when[kept]


def _check_number(expected: float) -> None:
    """Refuse settings that would fill the memory.

    Raises
    ------
    HomewardError
        HW-S002.
    """
    if expected > MOST_CANDIDATES:
        said = f"episodes_a_year and the like would begin about {expected:.1e} episodes at once"
        raise HomewardError("HW-S002", said)


def _spread(number: Whole) -> tuple[Whole, Whole]:
    """For counts [2, 0, 1]: owners [0, 0, 2] and positions within owner [0, 1, 0]."""
    owner = np.repeat(np.arange(len(number)), number)
    starts = np.repeat(np.cumsum(number) - number, number)
    return owner, np.arange(len(owner)) - starts


def _frailty(world: World) -> Floats:
    """The home's multiplier of each stay; 1 outside children's homes of the county."""
    home = world.stays.home
    return np.where(home == NO_HOME, 1.0, world.homes.frailty[home])


def _out_of_area(world: World) -> Floats:
    """The multiplier of each stay's baseline for another authority's child placed here."""
    elsewhere = world.children.placement[world.stays.child] == PlacementKind.OTHER_HERE.value
    return np.where(elsewhere, world.profile.people.out_of_area_rate_ratio, 1.0)


def _highest(world: World) -> Floats:
    """Least upper bound of everything but the calendar that multiplies a stay's rate."""
    exploited = np.isfinite(world.children.exploited_from)[world.stays.child]
    exploitation = np.where(exploited, max(1.0, world.profile.exploitation.rate_ratio), 1.0)
    philomena = max(1.0, world.profile.homes.philomena_rate_ratio)
    return _frailty(world) * _out_of_area(world) * exploitation * philomena


def _multiplier(world: World, stay: Whole, when: Floats) -> Floats:
    """Everything that multiplies the baseline rate of each stay at each time, but age."""
    stays, home = world.stays, world.stays.home[stay]
    live_from = np.where(home == NO_HOME, NEVER, world.homes.philomena[home])
    exploited = when >= world.children.exploited_from[stays.child[stay]]
    return (
        world.calendar.factor(stays.setting[stay], to_local(when))
        * (_frailty(world) * _out_of_area(world))[stay]
        * np.where(exploited, world.profile.exploitation.rate_ratio, 1.0)
        * np.where(when >= live_from, world.profile.homes.philomena_rate_ratio, 1.0)
    )


def _at_risk(world: World, stay: Whole, when: Floats) -> Floats:
    """Share, of the most any age is at risk, at the age of each child at each time."""
    shares = world.profile.people.at_risk_by_age
    table = np.array([shares.get(str(age), 0.0) for age in range(18)])
    age = (when - world.children.born[world.stays.child[stay]]) / YEAR
    return table[np.clip(age.astype(np.int64), 0, 17)]


def brought_about(world: World, causes: Episodes) -> Causes:
    """Candidates that these episodes bring about, thinned."""
    streams, setting = world.streams, world.stays.setting[causes.stay]
    top = world.calendar.most.max()
    number = streams.poisson(
        "episodes.brought", causes.ids, world.by_setting("branching")[setting] * top
    )
    owner, index = _spread(number)
    ids = streams.identity("episodes.brought", causes.ids[owner], index)
    decay = world.profile.recurrence.decay_days * DAY
    when = causes.returned[owner] + streams.exponential("episodes.after", ids, decay)
    child = causes.child[owner]
    stay = world.stays.at(child, when)
    inside = (stay >= 0) & (when < ends(world.profile))
    factor = world.calendar.factor(world.stays.setting[stay], to_local(when))
    kept = inside & (streams.uniform("episodes.kept", ids) < factor / top)
    return Causes(
        ids[kept], causes.ids[owner[kept]], child[kept], when[kept], np.zeros(kept.sum(), np.int64)
    )
