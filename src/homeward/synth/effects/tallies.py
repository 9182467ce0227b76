"""What one run counts for an estimand, child by child, in whole numbers.

Whole numbers add up alike in any order, so that a result depends neither on the number
of processes nor on which of them finished first. Counts are kept by child until the very
end of a run, so that a question about clusters of children can be asked of them as well.

Population of all of them: incidents that this force recorded, reported in the window, in
the whole county, unless the function says otherwise. Ends are the true ones, even where
the last extract could not know them yet. Each function takes the county of one run and
the profile that is asked about, whose dates hold for the run with an effect off too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from homeward.synth.aftermath import IN_TIME_HOURS
from homeward.synth.calendar import LATE_WEEKEND_HOURS
from homeward.synth.clock import DAY, HOUR, hour_of_week, midnight, to_local
from homeward.synth.county import County
from homeward.synth.homes import NEVER
from homeward.synth.people import NO_HOME, Whole
from homeward.synth.rules import Profile
from homeward.synth.streams import Floats
from homeward.vocabulary.exploitation import Exploitation
from homeward.vocabulary.placement import PlacementKind
from homeward.vocabulary.setting import Setting

Mask = np.ndarray

#: More minutes than any time: keeps children apart in one sorted key.
_APART = 2.0**33

#: The financial year of the first lockdowns, and the one before it.
COVID_YEAR = (date(2020, 4, 1), date(2021, 4, 1))
YEAR_BEFORE = (date(2019, 4, 1), date(2020, 4, 1))

#: Local hours of the late evening in which children's homes report most.
LATE_HOURS = (22, 23, 0)


@dataclass(frozen=True, slots=True)
class Tally:
    """A numerator and a denominator of one run, with one entry for each child.

    Attributes
    ----------
    count
        Events, or minutes of what is averaged.
    of
        What they are counted among: child-hours in view, returns, other incidents.
    """

    count: Whole
    of: Whole


def by_child(county: County, child: Whole, amount: np.ndarray | None = None) -> Whole:
    """How many of these each child has, or the sum of a whole amount of each."""
    number = len(county.world.children.ids)
    if amount is None:
        return np.bincount(child, minlength=number)
    sums = np.bincount(child, weights=amount, minlength=number)  # whole below 2**53: exact
    return sums.astype(np.int64)


def _incidents(county: County, which: Mask | slice = slice(None)) -> Whole:
    return by_child(county, county.incidents.child[which])


def window(profile: Profile) -> tuple[float, float]:
    """Minutes at which the study window opens and closes, the close not included."""
    return midnight(profile.window.opens), midnight(profile.window.closes) + DAY


def child_hours(county: County, opens: Floats | float, closes: Floats | float = NEVER) -> Whole:
    """Hours in view in the window, between two times of each stay, by child.

    Hours missing are not taken out: they differ between runs, and being in view does not.
    """
    stays = county.world.stays
    first, last = window(county.world.profile)
    begun = np.maximum(np.maximum(stays.opens, opens), first)
    over = np.minimum(np.minimum(stays.closes, closes), last)
    hours = np.floor(np.maximum(over - begun, 0) / HOUR)
    return by_child(county, stays.child, hours)


# ---------------------------------------------------------------- incidents among child-hours


def whole_county(county: County, asked: Profile) -> Tally:
    """Incidents among child-hours in view."""
    return Tally(_incidents(county), child_hours(county, -NEVER))


def episodes_recorded_or_not(county: County, asked: Profile) -> Tally:
    """Episodes reported to anybody in the window, recorded by this force or not."""
    first, last = window(asked)
    episodes = county.life.episodes
    local = to_local(episodes.reported)
    within = (local >= first) & (local < last)
    return Tally(by_child(county, episodes.child[within]), child_hours(county, -NEVER))


def _live_from(county: County, stay: Whole) -> Floats:
    """When the home of each stay went live; never for what is no home of the county."""
    home = county.world.stays.home[stay]
    return np.where(home == NO_HOME, NEVER, county.world.homes.philomena[home])


def live_homes(county: County, asked: Profile) -> Tally:
    """Incidents begun in homes that were live by then, among child-hours there since."""
    incidents, stays = county.incidents, county.world.stays
    begun = incidents.last_seen >= _live_from(county, incidents.stay)
    since = _live_from(county, np.arange(len(stays.child)))
    return Tally(_incidents(county, begun), child_hours(county, since))


def live_homes_first_causes(county: County, asked: Profile) -> Tally:
    """As `live_homes`, of incidents that no earlier episode brought about."""
    incidents = county.incidents
    begun = incidents.last_seen >= _live_from(county, incidents.stay)
    alone = _incidents(county, begun & (incidents.parent == 0))
    return Tally(alone, live_homes(county, asked).of)


def since_team(county: County, asked: Profile) -> Tally:
    """Incidents reported from the team's first day, among child-hours in view since."""
    start = midnight(asked.team.starts)
    after = to_local(county.incidents.reported) >= start
    return Tally(_incidents(county, after), child_hours(county, start))


def since_pilot(county: County, asked: Profile) -> Tally:
    """Incidents reported from the first day of the pilot with schools, as `since_team`."""
    start = midnight(asked.recording.school_pilot_from)
    after = to_local(county.incidents.reported) >= start
    return Tally(_incidents(county, after), child_hours(county, start))


def exploited(county: County, asked: Profile) -> Tally:
    """Incidents begun while the child was exploited, among child-hours in view since."""
    since = county.world.children.exploited_from[county.world.stays.child]
    return Tally(_incidents(county, county.incidents.exploited == 1), child_hours(county, since))


def placed_here(county: County, asked: Profile) -> Tally:
    """Incidents of other authorities' children placed here, among their child-hours."""
    theirs = county.world.children.placement == PlacementKind.OTHER_HERE.value
    hours = child_hours(county, -NEVER)
    return Tally(np.where(theirs, _incidents(county), 0), np.where(theirs, hours, 0))


# ---------------------------------------------------------------- incidents among others


def _reported_between(county: County, dates: tuple[date, date]) -> Whole:
    local = to_local(county.incidents.reported)
    return _incidents(county, (local >= midnight(dates[0])) & (local < midnight(dates[1])))


def _covers(asked: Profile, dates: tuple[date, date]) -> bool:
    first, last = window(asked)
    return first <= midnight(dates[0]) and midnight(dates[1]) <= last


def _nothing(county: County) -> Tally:
    none = np.zeros(len(county.world.children.ids), np.int64)
    return Tally(none, none)


def covid_year(county: County, asked: Profile) -> Tally:
    """Incidents of April 2020 to March 2021; nothing where the window lacks part of it."""
    if not _covers(asked, COVID_YEAR):
        return _nothing(county)
    opens, closes = (float(midnight(day)) for day in COVID_YEAR)
    return Tally(_reported_between(county, COVID_YEAR), child_hours(county, opens, closes))


def covid_change(county: County, asked: Profile) -> Tally:
    """Incidents of April 2020 to March 2021, beside those of the twelve months before."""
    if not (_covers(asked, COVID_YEAR) and _covers(asked, YEAR_BEFORE)):
        return _nothing(county)
    return Tally(_reported_between(county, COVID_YEAR), _reported_between(county, YEAR_BEFORE))


def late_weekend(county: County, asked: Profile, setting: str = "") -> Tally:
    """Incidents last seen 22:00 to 01:00 on Friday and Saturday, beside other nights'.

    Of children in one setting, if it is named.
    """
    hour = hour_of_week(to_local(county.incidents.last_seen))
    late, weekend = np.isin(hour % 24, LATE_HOURS), np.isin(hour, LATE_WEEKEND_HOURS)
    own = np.ones(len(hour), bool)
    if setting:
        names = np.array(list(county.world.profile.settings))
        own = names[county.world.stays.setting[county.incidents.stay]] == setting
    return Tally(
        _incidents(county, own & late & weekend), _incidents(county, own & late & ~weekend)
    )


def late_weekend_homes(county: County, asked: Profile) -> Tally:
    """As `late_weekend`, of children who live in children's homes."""
    return late_weekend(county, asked, Setting.CHILDRENS_HOME.value)


# ---------------------------------------------------------------- after a return, and support


def _next_reported(county: County) -> Floats:
    """When each incident's child was next reported in the window; never if not."""
    incidents = county.incidents
    order = np.lexsort((incidents.reported, incidents.child))
    child, reported = incidents.child[order], incidents.reported[order]
    following = np.full(len(order), NEVER)
    same = np.flatnonzero(child[1:] == child[:-1])
    following[order[same]] = reported[same + 1]
    return following


def next_after_return(county: County, asked: Profile, days: int) -> Tally:
    """Next incidents within so many days of return, among returns followed for as long."""
    incidents = county.incidents
    until = incidents.returned + days * DAY
    followed = until <= window(asked)[1]
    again = followed & (_next_reported(county) <= until)
    return Tally(_incidents(county, again), _incidents(county, followed))


def next_after_interview(county: County, asked: Profile, days: int, in_time: bool) -> Tally:
    """Next incidents within so many days of an interview, among interviews so followed.

    Of those held within 72 hours of the return only, if `in_time`. An interview that was
    lost because the child went again first is none.
    """
    incidents = county.incidents
    held = np.isfinite(incidents.interviewed)
    when = np.where(held, incidents.interviewed, incidents.returned)
    if in_time:
        held &= when - incidents.returned <= IN_TIME_HOURS * HOUR
    until = when + days * DAY
    followed = held & (until <= window(asked)[1])
    again = followed & (_next_reported(county) <= until)
    return Tally(_incidents(county, again), _incidents(county, followed))


def after_support_starts(county: County, asked: Profile, days: int) -> Tally:
    """Incidents begun within so many days of the start of support, among starts so followed.

    Only starts while the child is in view, inside the window.
    """
    supports, (first, last) = county.supports, window(asked)
    end = supports.started + days * DAY
    inside = (supports.started >= first) & (end <= last)
    inside &= county.world.stays.at(supports.child, supports.started) >= 0
    child = supports.child[inside]
    keys = np.sort(county.incidents.child * _APART + county.incidents.last_seen)
    from_start, to_end = (
        np.searchsorted(keys, child * _APART + when[inside]) for when in (supports.started, end)
    )
    return Tally(by_child(county, child, to_end - from_start), by_child(county, child))


# ---------------------------------------------------------------- how long children are missing


def _minutes(county: County) -> Floats:
    return county.incidents.found - county.incidents.reported


def minutes_missing(county: County, asked: Profile) -> Tally:
    """Minutes from report to found, among incidents."""
    return Tally(by_child(county, county.incidents.child, _minutes(county)), _incidents(county))


def minutes_missing_with_enquiries(county: County, asked: Profile) -> Tally:
    """As `minutes_missing`, of incidents in which prompt enquiries began."""
    made = np.isfinite(county.incidents.enquiries)
    child, minutes = county.incidents.child[made], _minutes(county)[made]
    return Tally(by_child(county, child, minutes), _incidents(county, made))


def minutes_missing_since_team(county: County, asked: Profile) -> Tally:
    """As `minutes_missing`, of incidents reported from the team's first day."""
    after = to_local(county.incidents.reported) >= midnight(asked.team.starts)
    child, minutes = county.incidents.child[after], _minutes(county)[after]
    return Tally(by_child(county, child, minutes), _incidents(county, after))


def beyond(county: County, asked: Profile, hours: int) -> Tally:
    """Incidents in which the child was missing for longer than so many hours, among all."""
    long = _minutes(county) > hours * HOUR
    return Tally(_incidents(county, long), _incidents(county))


def long_while_exploited(county: County, asked: Profile, hours: int, lines: bool) -> Tally:
    """Incidents longer than so many hours, beside those not so long, while exploited.

    By county lines (`lines`), or in other ways only.
    """
    kinds = county.world.children.exploitation[county.incidents.child]
    by_lines = np.char.find(kinds, Exploitation.COUNTY_LINES.value) >= 0
    own = (county.incidents.exploited == 1) & (by_lines == lines)
    long = _minutes(county) > hours * HOUR
    return Tally(_incidents(county, own & long), _incidents(county, own & ~long))
