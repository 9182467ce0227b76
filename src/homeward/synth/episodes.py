"""Episodes from causes: a floor, a rare chronic class, and episodes that bring episodes.

The rate of child i at time t, while in view and not missing, is

    m(t) [ floor + chronic(t) ] a(age) h(home) x(exploited) p(Philomena)
      + m(t) b sum over past episodes of exp(-(t - returned) / decay) / decay

with m the calendar's multiplier and b the branching of the setting the past episode came
from. It is drawn as clusters: candidates of the first part at a constant rate, thinned;
then the candidates that each episode brings about, thinned, and so on. What would begin
while the child is still missing is dropped, and all that would have come of it. Every
candidate has a lasting identity, so a run with one effect switched off shares every other
draw.

Source: Hawkes & Oakes (1974), A cluster process representation of a self-exciting
process; thinning as Lewis & Shedler (1979).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np

from homeward.synth.calendar import Calendar
from homeward.synth.clock import DAY, HOUR, YEAR, to_local
from homeward.synth.homes import NEVER, Homes
from homeward.synth.people import NO_HOME, Children, Stays, Whole, begins, ends
from homeward.synth.rules import Profile
from homeward.synth.streams import Floats, Ids, Streams
from homeward.vocabulary.exploitation import Exploitation
from homeward.vocabulary.placement import PlacementKind

#: No chain of episodes is followed further than this.
MOST_GENERATIONS = 60

#: No child is missing for longer than this, in hours.
LONGEST_HOURS = 120 * 24.0

#: Local hours in which a report counts as late, for an overnight absence.
LATE_FROM, LATE_TO = 20, 3


@dataclass(frozen=True, slots=True)
class Episodes:
    """Arrays with one entry for each episode. Times are UTC minutes, whole.

    Attributes
    ----------
    ids, parent
        Lasting identity, and that of the episode it came of (0 for none).
    child, stay
        Positions in `Children` and `Stays`.
    last_seen, reported, found, returned, closed
        When each happened.
    exploited
        1 if the child was being exploited when it began.
    """

    ids: Ids
    parent: Ids
    child: Whole
    stay: Whole
    last_seen: Floats
    reported: Floats
    found: Floats
    returned: Floats
    closed: Floats
    exploited: Whole

    def take(self, which: np.ndarray) -> Episodes:
        """These episodes only (positions or a mask)."""
        return Episodes(*(getattr(self, f.name)[which] for f in fields(self)))


@dataclass(frozen=True, slots=True)
class World:
    """What episodes happen in: rules, draws, children, their stays, homes, calendar."""

    profile: Profile
    streams: Streams
    children: Children
    stays: Stays
    homes: Homes
    calendar: Calendar

    def by_setting(self, name: str) -> Floats:
        """One number of every setting's rule, in order."""
        return np.array([getattr(rule, name) for rule in self.profile.settings.values()])


def live(world: World) -> Episodes:
    """Every episode while the county is lived in, ordered by last seen; burn-in included."""
    found = [_episodes(world, *_first_causes(world))]
    for _ in range(MOST_GENERATIONS):
        if not len(found[-1].ids):
            break
        found.append(_episodes(world, *_brought_about(world, found[-1])))
    everything = _joined(found)
    order = np.lexsort((everything.ids, everything.last_seen))
    everything = everything.take(order)
    return _seen_here(world, everything.take(_possible(everything)))


def _joined(parts: list[Episodes]) -> Episodes:
    return Episodes(
        *(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Episodes))
    )


def _first_causes(world: World) -> tuple[Ids, Ids, Whole, Floats]:
    """Candidates that no episode brought about, thinned: ids, parents, children, times."""
    parts = [_floor(world), _chronic(world)]
    ids, child, when = (np.concatenate(column) for column in zip(*parts, strict=True))
    return ids, np.zeros_like(ids), child, when


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
    number = streams.poisson(f"episodes.{name}", source, rate * highest * length / YEAR)
    stay, index = _spread(number)
    ids = streams.identity(f"episodes.{name}", source[stay], index)
    when = opens[stay] + length[stay] * streams.uniform("episodes.when", ids)
    chance = _multiplier(world, stay, when) / highest[stay]
    if by_age:
        chance = chance * _at_risk(world, stay, when)
    kept = streams.uniform("episodes.kept", ids) < chance
    return ids[kept], stays.child[stay[kept]], when[kept]


def _spread(number: Whole) -> tuple[Whole, Whole]:
    """For counts [2, 0, 1]: owners [0, 0, 2] and positions within owner [0, 1, 0]."""
    owner = np.repeat(np.arange(len(number)), number)
    starts = np.repeat(np.cumsum(number) - number, number)
    return owner, np.arange(len(owner)) - starts


def _frailty(world: World) -> Floats:
    """The home's multiplier of each stay; 1 outside children's homes of the county."""
    home = world.stays.home
    return np.where(home == NO_HOME, 1.0, world.homes.frailty[home])


def _highest(world: World) -> Floats:
    """Least upper bound of everything but the calendar that multiplies a stay's rate."""
    exploited = np.isfinite(world.children.exploited_from)[world.stays.child]
    exploitation = np.where(exploited, max(1.0, world.profile.exploitation.rate_ratio), 1.0)
    return _frailty(world) * exploitation * max(1.0, world.profile.homes.philomena_rate_ratio)


def _multiplier(world: World, stay: Whole, when: Floats) -> Floats:
    """Everything that multiplies the baseline rate of each stay at each time, but age."""
    stays, home = world.stays, world.stays.home[stay]
    live_from = np.where(home == NO_HOME, NEVER, world.homes.philomena[home])
    exploited = when >= world.children.exploited_from[stays.child[stay]]
    return (
        world.calendar.factor(stays.setting[stay], to_local(when))
        * _frailty(world)[stay]
        * np.where(exploited, world.profile.exploitation.rate_ratio, 1.0)
        * np.where(when >= live_from, world.profile.homes.philomena_rate_ratio, 1.0)
    )


def _at_risk(world: World, stay: Whole, when: Floats) -> Floats:
    """Share, of the most any age is at risk, at the age of each child at each time."""
    shares = world.profile.people.at_risk_by_age
    table = np.array([shares.get(str(age), 0.0) for age in range(18)])
    age = (when - world.children.born[world.stays.child[stay]]) / YEAR
    return table[np.clip(age.astype(np.int64), 0, 17)]


def _brought_about(world: World, causes: Episodes) -> tuple[Ids, Ids, Whole, Floats]:
    """Candidates that these episodes bring about, thinned: ids, parents, children, times."""
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
    return ids[kept], causes.ids[owner[kept]], child[kept], when[kept]


def _episodes(world: World, ids: Ids, parent: Ids, child: Whole, when: Floats) -> Episodes:
    """Whole episodes from when they begin."""
    streams, stay = world.streams, world.stays.at(child, when)
    setting = world.stays.setting[stay]
    last_seen = _as_told(when)
    median = HOUR * world.by_setting("report_median_hours")[setting]
    sigma = world.by_setting("report_sigma")[setting]
    delay = streams.lognormal("episodes.delay", ids, median, sigma)
    reported = np.floor(last_seen + np.clip(delay, 5, 5 * DAY))
    exploited = when >= world.children.exploited_from[child]
    hours = _hours_missing(world, ids, child, setting, reported, exploited)
    found = np.floor(reported + np.maximum(hours * HOUR, 3))
    returned = found + np.floor(streams.exponential("episodes.return", ids, 40))
    closed = returned + 20 + np.floor(streams.exponential("episodes.close", ids, 9 * HOUR))
    return Episodes(
        ids,
        parent,
        child,
        stay,
        last_seen,
        reported,
        found,
        returned,
        closed,
        exploited.astype(np.int64),
    )


def _as_told(when: Floats) -> Floats:
    """Last seen as people tell it: to the quarter of an hour, never midnight sharp.

    Control rooms write 00:01, so that a time is not taken for a date with no time.
    """
    told = np.floor(when / 15) * 15
    return told + (to_local(told) % DAY == 0)


def _hours_missing(
    world: World,
    ids: Ids,
    child: Whole,
    setting: Whole,
    reported: Floats,
    exploited: np.ndarray,
) -> Floats:
    """Hours from report to found: short, overnight or long, each lognormal."""
    rule, streams = world.profile.durations, world.streams
    table = np.array([r.durations for r in world.profile.settings.values()])
    shares = (table / table.sum(axis=1, keepdims=True))[setting]
    hour = (to_local(reported) % DAY) // HOUR
    late = (hour >= LATE_FROM) | (hour < LATE_TO)
    shares[:, 1] *= np.where(late, rule.late_overnight_factor, 1.0)
    shares[:, 0] = np.maximum(1 - shares[:, 1] - shares[:, 2], 0.05)
    odds = shares[:, 2] / (1 - shares[:, 2]) * _long_odds_ratio(world, child, exploited)
    shares[:, :2] *= (1 / (1 + odds) / shares[:, :2].sum(axis=1))[:, None]
    shares[:, 2] = odds / (1 + odds)
    hump = streams.pick("episodes.hump", ids, shares)
    median, sigma = np.array(rule.median_hours)[hump], np.array(rule.sigma)[hump]
    return np.minimum(streams.lognormal("episodes.hours", ids, median, sigma), LONGEST_HOURS)


def _long_odds_ratio(world: World, child: Whole, exploited: np.ndarray) -> Floats:
    rule = world.profile.exploitation
    kinds = world.children.exploitation[child]
    lines = np.char.find(kinds, Exploitation.COUNTY_LINES.value) >= 0
    ratio = np.where(lines, rule.county_lines_long_odds_ratio, rule.other_long_odds_ratio)
    return np.where(exploited, ratio, 1.0)


def _possible(episodes: Episodes) -> np.ndarray:
    """Which episodes (ordered by last seen) begin while the child is not missing already."""
    return np.fromiter(_keeps(episodes), dtype=bool, count=len(episodes.ids))


def _keeps(episodes: Episodes) -> Iterator[bool]:
    back: dict[int, float] = {}
    dropped: set[int] = set()
    columns = (episodes.ids, episodes.parent, episodes.child, episodes.last_seen, episodes.returned)
    for own, parent, child, gone, returned in zip(*(c.tolist() for c in columns), strict=True):
        keep = parent not in dropped and gone > back.get(child, -np.inf)
        if keep:
            back[child] = returned
        else:
            dropped.add(own)
        yield keep


def _seen_here(world: World, episodes: Episodes) -> Episodes:
    """Leave out most episodes of local children placed elsewhere: other forces have them."""
    elsewhere = world.children.placement[episodes.child] == PlacementKind.LOCAL_ELSEWHERE.value
    share = world.profile.people.placed_elsewhere_seen_share
    here = world.streams.uniform("episodes.here", episodes.ids) < share
    return episodes.take(~elsewhere | here)
