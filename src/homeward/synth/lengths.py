"""One episode from its beginning: reported, graded, searched for, found, returned, closed."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from homeward.synth.clock import DAY, HOUR, completed_years, midnight, to_local
from homeward.synth.people import Whole
from homeward.synth.streams import Floats, Ids
from homeward.synth.world import World
from homeward.vocabulary.exploitation import Exploitation
from homeward.vocabulary.risk import RiskLevel

#: No child is missing for longer than this, in hours.
LONGEST_HOURS = 120 * 24.0

#: Local hours in which a report counts as late, for an overnight absence.
LATE_FROM, LATE_TO = 20, 3

#: Local hours of the night shift's long waits.
NIGHT_FROM, NIGHT_TO = 22, 6

#: An absence begun from this local hour may wait for the curfew to be reported.
WAITS_FROM_HOUR = 16

#: Children younger than this are graded high more often.
YOUNG_BELOW = 13


class Begun(NamedTuple):
    """Episodes that have begun: who, where (position of the setting), when, exploited or not."""

    ids: Ids
    child: Whole
    setting: Whole
    when: Floats
    exploited: np.ndarray


def as_told(when: Floats) -> Floats:
    """Last seen as people tell it: to the quarter of an hour, never midnight sharp.

    Control rooms write 00:01, so that a time is not taken for a date with no time.
    """
    told = np.floor(when / 15) * 15
    return told + (to_local(told) % DAY == 0)


def reported_at(world: World, begun: Begun, last_seen: Floats) -> Floats:
    """When the police are told: after a delay, for some only once the curfew has passed."""
    median = HOUR * world.by_setting("report_median_hours")[begun.setting]
    sigma = world.by_setting("report_sigma")[begun.setting]
    delay = world.streams.lognormal("episodes.delay", begun.ids, median, sigma)
    reported = last_seen + np.clip(delay, 5, 5 * DAY)
    return np.floor(_after_curfew(world, begun, last_seen, reported))


def _after_curfew(world: World, begun: Begun, last_seen: Floats, reported: Floats) -> Floats:
    rule, streams = world.profile.calendar, world.streams
    hours = [rule.curfew.get(name, 0.0) for name in world.profile.settings]
    local = to_local(last_seen)
    until = np.array(hours)[begun.setting] * HOUR - local % DAY
    waits = (local % DAY >= WAITS_FROM_HOUR * HOUR) & (until > 0) & (reported < last_seen + until)
    waits &= streams.uniform("episodes.curfew", begun.ids) < rule.curfew_waits_share
    after = streams.exponential("episodes.after_curfew", begun.ids, 30)
    return np.where(waits, last_seen + np.where(waits, until, 0) + after, reported)


def first_grading(world: World, begun: Begun, reported: Floats) -> Whole:
    """Positions in `risk.weights`; high is likelier for the exploited and the young."""
    rule = world.profile.risk
    words = list(rule.weights)
    table = np.tile(list(rule.weights.values()), (len(begun.ids), 1))
    if RiskLevel.HIGH.value in words:
        born = world.children.born[begun.child]
        young = completed_years(born, to_local(reported)) < YOUNG_BELOW
        high = table[:, words.index(RiskLevel.HIGH.value)]
        high *= np.where(begun.exploited, rule.high_factor_exploited, 1.0)
        high *= np.where(young, rule.high_factor_young, 1.0)
    return world.streams.pick("details.risk", begun.ids, table)


def at_night(local: Floats) -> np.ndarray:
    """Whether each local minute is in the hours of the night shift."""
    hour = (local % DAY) // HOUR
    return (hour >= NIGHT_FROM) | (hour < NIGHT_TO)


def found_at(world: World, begun: Begun, reported: Floats, grade: Whole) -> tuple[Floats, Floats]:
    """When the child is found, and when prompt enquiries began (never, if found first).

    Enquiries shorten what is left of the time missing when they begin.
    """
    hours = _hours_missing(world, begun, reported)
    alone = np.floor(reported + np.maximum(hours * HOUR, 3))
    start = _enquiries_from(world, begun, reported, grade)
    made = start < alone
    left = np.where(made, alone - np.where(made, start, 0), 0)
    shortened = np.where(made, start, 0) + left * world.profile.enquiries.time_ratio
    found = np.where(made, np.floor(shortened), alone)
    return np.maximum(found, reported + 3), np.where(made, start, np.inf)


def _enquiries_from(world: World, begun: Begun, reported: Floats, grade: Whole) -> Floats:
    rule, team, streams = world.profile.enquiries, world.profile.team, world.streams
    share = np.array([rule.shares.get(word, 0.0) for word in world.profile.risk.weights])[grade]
    share = share * np.where(reported >= midnight(team.starts), team.enquiries_factor, 1.0)
    wait = streams.lognormal(
        "episodes.enquiries_wait", begun.ids, rule.wait_median_minutes, rule.wait_sigma
    )
    wait = wait * np.where(at_night(to_local(reported)), rule.night_wait_factor, 1.0)
    made = streams.uniform("episodes.enquiries", begun.ids) < share
    return np.where(made, np.floor(reported + wait), np.inf)


def _hours_missing(world: World, begun: Begun, reported: Floats) -> Floats:
    """Hours from report to found, left alone: short, overnight or long, each lognormal."""
    rule, streams = world.profile.durations, world.streams
    table = np.array([r.durations for r in world.profile.settings.values()])
    shares = (table / table.sum(axis=1, keepdims=True))[begun.setting]
    hour = (to_local(reported) % DAY) // HOUR
    late = (hour >= LATE_FROM) | (hour < LATE_TO)
    shares[:, 1] *= np.where(late, rule.late_overnight_factor, 1.0)
    shares[:, 0] = np.maximum(1 - shares[:, 1] - shares[:, 2], 0.05)
    odds = shares[:, 2] / (1 - shares[:, 2]) * _long_odds_ratio(world, begun)
    shares[:, :2] *= (1 / (1 + odds) / shares[:, :2].sum(axis=1))[:, None]
    shares[:, 2] = odds / (1 + odds)
    hump = streams.pick("episodes.hump", begun.ids, shares)
    median, sigma = np.array(rule.median_hours)[hump], np.array(rule.sigma)[hump]
    hours = streams.lognormal("episodes.hours", begun.ids, median, sigma)
    return np.minimum(hours, LONGEST_HOURS)


def _long_odds_ratio(world: World, begun: Begun) -> Floats:
    rule = world.profile.exploitation
    kinds = world.children.exploitation[begun.child]
    lines = np.char.find(kinds, Exploitation.COUNTY_LINES.value) >= 0
    ratio = np.where(lines, rule.county_lines_long_odds_ratio, rule.other_long_odds_ratio)
    return np.where(begun.exploited, ratio, 1.0)
