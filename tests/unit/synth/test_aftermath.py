"""What follows a return: interviews held or lost, meetings, support, and what they lower."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from homeward.synth.aftermath import IN_TIME_HOURS, unfold
from homeward.synth.clock import DAY, HOUR, midnight, to_local
from homeward.synth.county import County, live_through
from homeward.synth.world import Episodes
from homeward.vocabulary.placement import PlacementKind
from tests.unit.synth.counties import DEFAULT, county, profile
from tests.unit.synth.test_episodes import unaided


def by_hand(gone, back, *, parent=None, offered=None, booked=None, chronic=None) -> Episodes:
    """Candidates of the first child of the tiny county, everything else out of the way."""
    n = len(gone)
    zero, never = np.zeros(n, np.int64), np.full(n, np.inf)
    start = np.array(gone, np.float64)
    return Episodes(
        ids=np.arange(1, n + 1, dtype=np.uint64),
        parent=np.array(parent or [0] * n, np.uint64),
        child=zero,
        stay=zero,
        chronic=np.array(chronic or zero, np.int64),
        last_seen=start,
        reported=start,
        found=start,
        returned=np.array(back, np.float64),
        closed=start,
        exploited=zero,
        grade=zero,
        recorded=zero + 1,
        enquiries=never,
        offered=np.array(offered or booked, np.float64) if offered or booked else never,
        accepted=zero,
        booked=np.array(booked, np.float64) if booked else never,
        interviewed=never,
        lost=zero,
        before=zero,
    )


def test_what_could_not_begin_brings_nothing_about():
    # Gone 0 to 10; 5 could not begin, nor 20, which came of it; 30 could.
    world = replace(county().world, profile=unaided(profile()))
    planned = by_hand([0, 5, 20, 30], [10, 15, 25, 40], parent=[0, 0, 2, 1])
    assert unfold(world, planned).episodes.ids.tolist() == [1, 4]


def test_an_interview_is_lost_if_the_child_goes_again_first():
    world = replace(county().world, profile=unaided(profile()))
    planned = by_hand([0, 100, 200], [10, 110, 210], booked=[50, 250, np.inf])
    held = unfold(world, planned).episodes
    assert held.interviewed.tolist() == [50, np.inf, np.inf]
    assert held.lost.tolist() == [0, 1, 0]
    assert held.before.tolist() == [0, 1, 0]


def test_no_interview_is_offered_to_a_child_who_has_gone_again():
    world = replace(county().world, profile=unaided(profile()))
    never = np.inf
    planned = by_hand(
        [0, 100, 200], [10, 110, 210], offered=[20, 205, never], booked=[150, 300, never]
    )
    held = unfold(world, planned).episodes
    assert held.lost.tolist() == [1, 1, 0]
    assert held.offered.tolist() == [20, never, never]
    assert held.booked.tolist() == [150, never, never]
    incidents = county(DEFAULT).life.episodes
    order = np.lexsort((incidents.last_seen, incidents.child))
    child, gone = incidents.child[order], incidents.last_seen[order]
    again = child[1:] == child[:-1]
    offers = incidents.offered[order][:-1]
    made = again & np.isfinite(offers)
    assert made.sum() > 500
    assert (offers[made] <= gone[1:][made]).all()


def test_an_interview_that_stops_every_next_episode_stops_them_for_its_days():
    rule = unaided(profile())
    total = replace(rule.interviews, within_72h_hazard_ratio=0.0, effect_days=2)
    world = replace(county().world, profile=replace(rule, interviews=total))
    day = float(DAY)
    planned = by_hand(
        [0, day, 2 * day, 4 * day], [10, day + 10, 2 * day + 10, 4 * day + 10],
        booked=[50, np.inf, np.inf, np.inf],
    )  # fmt: skip
    assert unfold(world, planned).episodes.ids.tolist() == [1, 4]


def test_a_late_interview_has_the_other_effect():
    rule = unaided(profile())
    total = replace(rule.interviews, within_72h_hazard_ratio=0.0, effect_days=60)
    world = replace(county().world, profile=replace(rule, interviews=total))
    late = 10 + IN_TIME_HOURS * HOUR + 1.0
    planned = by_hand([0, late + 10], [10, late + 20], booked=[late, np.inf])
    assert len(unfold(world, planned).episodes.ids) == 2


def test_interviews_are_held_in_office_hours_after_their_offer():
    incidents = county(DEFAULT).incidents
    booked = np.isfinite(incidents.booked)
    assert booked.mean() > 0.3
    hour = (to_local(incidents.booked[booked]) % DAY) // HOUR
    assert hour.min() >= 9 and hour.max() < 18
    assert (incidents.offered[booked] > incidents.returned[booked]).all()
    assert (incidents.booked[booked] > incidents.offered[booked]).all()
    assert (incidents.accepted[booked] == 1).all()


def test_every_booked_interview_is_held_or_lost_or_still_to_come():
    lived = county(DEFAULT)
    incidents = lived.incidents
    held, lost = np.isfinite(incidents.interviewed), incidents.lost == 1
    assert not (held & lost).any()
    waiting = np.isfinite(incidents.booked) & ~held & ~lost
    assert (incidents.booked[waiting] >= lived.as_of).all()
    assert (incidents.interviewed[held] == incidents.booked[held]).all()
    assert 0.05 < lost.mean() < 0.2


def test_offers_differ_by_kind_of_placement():
    rule = profile(DEFAULT)
    kinds = {kind.value: 0.0 for kind in PlacementKind} | {"local_here": 1.0}
    offers = replace(rule.interviews, offered_share=kinds)
    lived = live_through(replace(rule, interviews=offers), 1, 0.3)
    incidents, world = lived.incidents, lived.world
    kind = world.placement(incidents.child, world.stays.setting[incidents.stay])
    meant = np.isfinite(incidents.offered) | (incidents.lost == 1)
    assert (meant == (kind == "local_here")).all()


@pytest.fixture(scope="module")
def busy() -> County:
    return county(DEFAULT)


def test_a_meeting_is_called_for_by_enough_episodes_and_not_again_too_soon(busy):
    rule, meetings, episodes = profile(DEFAULT).meetings, busy.meetings, busy.life.episodes
    position = {own: n for n, own in enumerate(episodes.ids.tolist())}
    assert len(meetings.child) > 200
    for child, cause in zip(meetings.child.tolist()[:50], meetings.cause.tolist(), strict=False):
        gone = episodes.last_seen[position[cause]]
        own = episodes.last_seen[(episodes.child == child) & (episodes.recorded == 1)]
        near = (own <= gone) & (own > gone - rule.trigger_days * DAY)
        assert near.sum() >= rule.trigger_episodes
    order = np.lexsort((meetings.called, meetings.child))
    child, called = meetings.child[order], meetings.called[order]
    again = child[1:] == child[:-1]
    assert (np.diff(called)[again] > rule.again_after_days * DAY).all()


def test_meetings_are_held_on_weekdays_in_office_hours(busy):
    held = busy.meetings.held[np.isfinite(busy.meetings.held)]
    local = to_local(held)
    hour, weekday = (local % DAY) // HOUR, (local // DAY + 3) % 7
    assert len(held) > 100
    assert hour.min() >= 9 and hour.max() < 18
    assert weekday.max() <= 4
    assert len(np.unique(weekday)) == 5


def test_support_begins_after_the_meeting_that_referred(busy):
    meetings, supports = busy.meetings, busy.supports
    assert meetings.referred.sum() == len(supports.child) > 50
    held = dict(zip(meetings.cause.tolist(), meetings.held.tolist(), strict=True))
    assert [held[own] for own in supports.cause.tolist()] == supports.referred.tolist()
    assert (supports.started >= supports.referred).all()
    assert (supports.ended > supports.started).all()


def test_support_that_ends_a_chronic_period_leaves_nothing_of_it():
    rule = profile(DEFAULT)
    sure = replace(rule.support, ends_period_share=1.0, referred_share=1.0)
    lived = live_through(replace(rule, support=sure), 1)
    supports, episodes = lived.supports, lived.life.episodes
    over = supports.ended_period == 1
    assert over.sum() > 20
    first = np.full(len(lived.world.children.ids), np.inf)
    np.minimum.at(first, supports.child[over], supports.started[over])
    after = episodes.last_seen >= first[episodes.child]
    assert not (after & (episodes.chronic == 1)).any()
    assert (county(DEFAULT).life.episodes.chronic == 1).sum() > (episodes.chronic == 1).sum()


def test_a_team_that_prevents_every_repeat_prevents_them_from_its_first_day():
    rule = profile(DEFAULT)
    starts = midnight(rule.team.starts)
    lived = live_through(replace(rule, team=replace(rule.team, repeat_rate_ratio=0.0)), 1)
    incidents = lived.incidents
    after = incidents.last_seen >= starts
    assert (incidents.parent[after] == 0).all()
    assert (incidents.parent[~after] != 0).mean() > 0.2


def test_schools_report_more_once_they_are_asked():
    rule = profile(DEFAULT)
    silent = replace(rule.recording, school_reported_before_share=0.0)
    lived = live_through(replace(rule, recording=silent), 1)
    incidents, world = lived.incidents, lived.world
    local = to_local(incidents.last_seen)
    lessons = world.calendar.in_school(local)
    at_home = ~world.in_care()[world.stays.setting[incidents.stay]]
    asked = local >= midnight(rule.recording.school_pilot_from)
    assert not (lessons & at_home & ~asked).any()
    assert (lessons & at_home & asked).sum() > 50


def test_enquiries_shorten_what_is_left():
    rule = profile(DEFAULT)
    off = replace(rule, enquiries=replace(rule.enquiries, time_ratio=1.0))
    on, without = county(DEFAULT).life.episodes, live_through(off, 1).life.episodes
    both = np.intersect1d(on.ids, without.ids)
    a, b = (e.take(np.isin(e.ids, both)) for e in (on, without))
    a, b = (e.take(np.argsort(e.ids)) for e in (a, b))
    same = a.last_seen == b.last_seen
    a, b = a.take(same), b.take(same)
    made = np.isfinite(a.enquiries)
    left = (b.found - b.enquiries)[made]
    assert np.isfinite(b.enquiries[made]).all()
    assert (np.abs((a.found - a.enquiries)[made] - 0.8 * left) <= 3).all()
    assert (a.found[~made] == b.found[~made]).all()


def test_some_absences_wait_for_the_curfew_to_be_reported():
    rule = profile(DEFAULT)
    always = replace(rule.calendar, curfew_waits_share=1.0)
    lived = live_through(replace(rule, calendar=always), 1)
    incidents, world = lived.incidents, lived.world
    homes = world.stays.setting[incidents.stay] == list(rule.settings).index("childrens_home")
    seen, told = to_local(incidents.last_seen), to_local(incidents.reported)
    evening = homes & (seen % DAY >= 16 * HOUR) & (seen % DAY < 22 * HOUR)
    assert evening.sum() > 100
    assert (told[evening] >= (seen[evening] // DAY) * DAY + 22 * HOUR).all()
