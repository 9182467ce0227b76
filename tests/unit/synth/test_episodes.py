"""Episodes: possible in time, caused as declared, and shared by runs that differ in one effect."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from homeward.synth.calendar import LATE_WEEKEND_HOURS, Calendar
from homeward.synth.clock import DAY, hour_of_week, midnight, to_local
from homeward.synth.county import live_through
from homeward.synth.episodes import live
from homeward.synth.people import NO_HOME
from homeward.synth.rules import Profile
from tests.unit.synth.counties import DEFAULT, county, profile


def without(rule: Profile, **changes) -> Profile:
    """The profile with changes to every setting."""
    settings = {name: replace(s, **changes) for name, s in rule.settings.items()}
    return replace(rule, settings=settings)


def unaided(rule: Profile) -> Profile:
    """The profile with nothing that lowers a rate: interviews, support, team."""
    none = {"within_72h_hazard_ratio": 1.0, "later_hazard_ratio": 1.0}
    return replace(
        rule,
        interviews=replace(rule.interviews, **none),
        support=replace(rule.support, rate_ratio=1.0, ends_period_share=0.0),
        team=replace(rule.team, repeat_rate_ratio=1.0),
    )


def test_every_episode_happens_in_order():
    incidents = county().incidents
    assert (incidents.last_seen < incidents.reported).all()
    assert (incidents.reported < incidents.found).all()
    assert (incidents.found <= incidents.returned).all()
    assert (incidents.returned < incidents.closed).all()


def test_no_child_is_missing_twice_at_once():
    episodes = live(county().world).episodes
    order = np.lexsort((episodes.last_seen, episodes.child))
    child, gone = episodes.child[order], episodes.last_seen[order]
    same = child[1:] == child[:-1]
    assert same.any()
    assert (gone[1:] > episodes.returned[order][:-1])[same].all()


def test_incidents_are_reported_inside_the_window():
    rule, incidents = profile(DEFAULT), county(DEFAULT).incidents
    local = to_local(incidents.reported)
    assert local.min() >= midnight(rule.window.opens)
    assert local.max() < midnight(rule.window.closes) + DAY
    assert (np.diff(incidents.reported) >= 0).all()


def test_last_seen_is_never_midnight_sharp():
    local = to_local(county(DEFAULT).incidents.last_seen)
    assert (local % DAY != 0).all()
    assert (local % DAY == 1).any()


def test_identities_are_lasting_and_different():
    ids = live(county(DEFAULT).world).episodes.ids
    assert len(np.unique(ids)) == len(ids)


def test_an_effect_switched_off_moves_nothing_before_it_begins():
    rule = profile(DEFAULT)
    off = replace(rule, homes=replace(rule.homes, philomena_rate_ratio=1.0))
    on, without_it = county(DEFAULT), live_through(off, 1)
    first = on.world.homes.philomena.min()
    before = [c.incidents.ids[c.incidents.reported < first] for c in (on, without_it)]
    assert (before[0] == before[1]).all()
    shared = np.isin(on.incidents.ids, without_it.incidents.ids).mean()
    assert 0.95 < shared < 1  # prevented episodes prevent others, and few of all are at homes
    assert len(without_it.incidents.ids) > len(on.incidents.ids)


def test_philomena_acts_in_live_homes_from_their_own_first_day():
    rule = profile(DEFAULT)
    strong = replace(rule, homes=replace(rule.homes, philomena_rate_ratio=1e-9))
    lived = live_through(strong, 1)
    incidents, stays = lived.incidents, lived.world.stays
    home = stays.home[incidents.stay]
    live_from = lived.world.homes.philomena[home]
    by_itself = (home != NO_HOME) & (incidents.parent == 0)
    since = incidents.last_seen - live_from
    assert not (by_itself & (since >= 0)).any()
    assert (by_itself & (since < 0) & (since > -40 * DAY)).sum() > 8


def test_without_branching_nothing_is_brought_about():
    alone = live_through(without(profile(), branching=0.0), 1)
    assert len(alone.incidents.ids) > 20
    assert (alone.incidents.parent == 0).all()
    assert (county().incidents.parent != 0).any()


def test_episodes_bring_about_about_as_many_as_declared():
    rule = without(profile(DEFAULT), branching=0.4, holiday=1.0)
    flat = replace(rule.calendar, season_amplitude=0.0, dips=())
    quiet = unaided(replace(rule, calendar=flat))
    episodes = live_through(quiet, 2, 0.5).life.episodes
    share = (episodes.parent != 0).mean()
    assert 0.30 < share < 0.42  # 0.4 less what birthdays, moves and the end cut off


def test_a_week_of_the_calendar_averages_one_and_nights_at_weekends_stand_out():
    rule = replace(
        profile(DEFAULT), calendar=replace(profile(DEFAULT).calendar, season_amplitude=0, dips=())
    )
    calendar, names = Calendar(rule), list(rule.settings)
    week = midnight(rule.window.opens) + 60 * DAY + 60 * np.arange(168)  # no holiday
    factor = calendar.factor(np.full(168, names.index("childrens_home")), week)
    assert abs(factor.mean() - 1) < 1e-9
    late = factor[np.isin(hour_of_week(week), LATE_WEEKEND_HOURS)]
    assert late.min() > np.sort(factor)[-7]
    assert (factor <= calendar.most[names.index("childrens_home")] + 1e-12).all()


def test_exploitation_lengthens_episodes():
    incidents = county(DEFAULT).incidents
    long = incidents.found - incidents.reported > 2 * DAY
    exploited = incidents.exploited == 1
    assert long[exploited].mean() > 1.5 * long[~exploited].mean()
