"""Every episode of a county: causes, the course of each, and what follows its return."""

from __future__ import annotations

import numpy as np

from homeward.synth.aftermath import Life, unfold
from homeward.synth.causes import Causes, brought_about, first_causes
from homeward.synth.clock import HOUR, midnight, to_local
from homeward.synth.lengths import Begun, as_told, first_grading, found_at, reported_at
from homeward.synth.office import in_office_hours
from homeward.synth.people import Whole
from homeward.synth.streams import Floats
from homeward.synth.world import Episodes, World, joined
from homeward.vocabulary.placement import PlacementKind

#: No chain of episodes is followed further than this.
MOST_GENERATIONS = 60


def live(world: World) -> Life:
    """Everything that happens while the county is lived in, the burn-in included.

    Episodes are ordered by last seen. Those of which this force has no record happened
    all the same: they bring others about, and nobody is interviewed after them.
    """
    found = [_episodes(world, first_causes(world))]
    for _ in range(MOST_GENERATIONS):
        if not len(found[-1].ids):
            break
        found.append(_episodes(world, brought_about(world, found[-1])))
    everything = joined(found)
    order = np.lexsort((everything.ids, everything.last_seen))
    return unfold(world, everything.take(order))


def _episodes(world: World, causes: Causes) -> Episodes:
    """Whole episodes from when they begin."""
    streams, ids, child, when = world.streams, causes.ids, causes.child, causes.when
    stay = world.stays.at(child, when)
    exploited = when >= world.children.exploited_from[child]
    begun = Begun(ids, child, world.stays.setting[stay], when, exploited)
    last_seen = as_told(when)
    reported = reported_at(world, begun, last_seen)
    grade = first_grading(world, begun, reported)
    found, enquiries = found_at(world, begun, reported, grade)
    returned = found + np.floor(streams.exponential("episodes.return", ids, 40))
    closed = returned + 20 + np.floor(streams.exponential("episodes.close", ids, 9 * HOUR))
    offered, accepted, booked = _interviews(world, begun, returned)
    return Episodes(
        ids=ids,
        parent=causes.parent,
        child=child,
        stay=stay,
        chronic=causes.chronic,
        last_seen=last_seen,
        reported=reported,
        found=found,
        returned=returned,
        closed=closed,
        exploited=exploited.astype(np.int64),
        grade=grade,
        recorded=_recorded(world, begun).astype(np.int64),
        enquiries=enquiries,
        offered=offered,
        accepted=accepted,
        booked=booked,
        interviewed=np.full(len(ids), np.inf),
        lost=np.zeros(len(ids), np.int64),
        before=np.zeros(len(ids), np.int64),
    )


def _interviews(world: World, begun: Begun, returned: Floats) -> tuple[Floats, Whole, Floats]:
    """When an interview is offered, whether accepted, and for when it is booked."""
    rule, streams, ids = world.profile.interviews, world.streams, begun.ids
    kinds = world.placement(begun.child, begun.setting)
    share = np.zeros(len(ids))
    for kind, value in rule.offered_share.items():
        share[kinds == kind] = value
    offer = streams.uniform("interviews.offered", ids) < share
    wait = HOUR * streams.lognormal(
        "interviews.offer_wait", ids, rule.offer_median_hours, rule.offer_sigma
    )
    offered = in_office_hours(streams, "interviews.offer_time", ids, returned + wait)
    accepted = offer & (streams.uniform("interviews.accepted", ids) < rule.accepted_share)
    held = HOUR * streams.lognormal(
        "interviews.held_wait", ids, rule.held_median_hours, rule.held_sigma
    )
    later = np.maximum(returned + held, offered + HOUR)
    booked = in_office_hours(streams, "interviews.held_time", ids, later)
    return (
        np.where(offer, offered, np.inf),
        accepted.astype(np.int64),
        np.where(accepted, booked, np.inf),
    )


def _recorded(world: World, begun: Begun) -> np.ndarray:
    """Whether this force has a record.

    Other forces have most episodes of local children placed elsewhere; and absences in
    school hours went unrecorded more often before schools were asked.
    """
    streams, ids, rule = world.streams, begun.ids, world.profile.recording
    elsewhere = world.children.placement[begun.child] == PlacementKind.LOCAL_ELSEWHERE.value
    share = world.profile.people.placed_elsewhere_seen_share
    here = ~elsewhere | (streams.uniform("episodes.here", ids) < share)
    local = to_local(begun.when)
    unasked = world.calendar.in_school(local) & (local < midnight(rule.school_pilot_from))
    unasked &= ~world.in_care()[begun.setting]
    told = streams.uniform("episodes.school", ids) < rule.school_reported_before_share
    return here & (~unasked | told)
