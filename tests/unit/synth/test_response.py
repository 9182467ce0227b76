"""The log of the response: times in order, nothing looked for once found, waits never negative."""

from __future__ import annotations

import warnings
from dataclasses import fields, replace

import numpy as np
import pytest

from homeward.synth.clock import DAY, HOUR, midnight, stamp, to_local
from homeward.synth.details import describe
from homeward.synth.lengths import at_night
from homeward.synth.response import respond
from homeward.synth.response.cases import only, unless, within
from homeward.synth.response.effort import HOURLY_COST, LASTING, MINUTES
from homeward.synth.response.log import Events
from homeward.synth.response.words import (
    ACTIVITIES,
    APPLIES_TO,
    LOOKING,
    ROLES,
    Activity,
    FailPoint,
    Role,
    agency_of,
)
from homeward.vocabulary.agency import Agency
from tests.unit.synth.counties import DEFAULT, TINY, county, details
from tests.unit.synth.responses import nobody, planted, response

A = Activity


@pytest.fixture(params=[TINY, DEFAULT])
def done(request):
    return response(request.param)


def when(done, *activities: Activity) -> np.ndarray:
    return done.events.first(len(done.cases), *activities)


def test_events_are_ordered_by_case_time_and_number(done):
    events = done.events
    same = events.incident[1:] == events.incident[:-1]
    assert (np.diff(events.incident) >= 0).all()
    assert (np.diff(events.start)[same] >= 0).all()
    assert (np.diff(events.ordinal)[same] == 1).all()
    assert (events.ordinal[1:][~same] == 1).all()
    assert events.ordinal[0] == 1
    assert len(np.unique(events.ids)) == len(events.ids)


def test_times_are_whole_minutes_and_ends_never_precede_starts(done):
    events = done.events
    ends = np.isfinite(events.end)
    assert (events.start == np.floor(events.start)).all()
    assert (events.end[ends] == np.floor(events.end[ends])).all()
    assert (events.end >= events.start).all()
    assert (ends == LASTING[events.activity]).all()


def test_every_case_is_reported_recorded_screened_and_closed_once(done):
    for activity in (A.REPORT_RECEIVED, A.RECORDED, A.THRIVE_SCREEN, A.CLOSED):
        assert (done.events.count(len(done.cases), activity) == 1).all()
    assert (when(done, A.REPORT_RECEIVED) == done.cases.reported).all()
    assert (when(done, A.CLOSED) == done.cases.closed).all()


def test_nothing_is_done_before_the_report_but_carers_checks(done):
    events, cases = done.events, done.cases
    early = events.start < cases.reported[events.incident]
    assert not (early & ~events.of(A.CARER_CHECKS)).any()
    assert (events.start >= cases.last_seen[events.incident]).all()
    assert (events.end[early] <= cases.reported[events.incident][early]).all()


def test_nothing_that_looks_for_the_child_begins_after_it_is_found(done):
    events, cases = done.events, done.cases
    found, returned = cases.found[events.incident], cases.returned[events.incident]
    late_attendance = events.of(A.ATTENDED) & (events.start >= returned)
    failed = done.failures[FailPoint.ATTENDED_AFTER_RETURN].failed
    looking = events.of(*LOOKING) & ~(late_attendance & failed[events.incident])
    assert looking.any()
    assert (events.start[looking] <= found[looking]).all()
    sought = looking & ~events.of(A.ENQUIRIES)
    assert (events.start[sought] < found[sought]).all()
    lasting = looking & np.isfinite(events.end)
    assert (events.end[lasting] <= found[lasting]).all()


def test_nothing_about_a_return_comes_before_it(done):
    events, cases = done.events, done.cases
    after = events.of(
        A.RETURN_REPORTED, A.UNITS_CANCELLED, A.PREVENTION_INTERVIEW, A.PREVENTION_BY_PHONE,
        A.CLOSED, A.REFERRED, A.OFFERED, A.DECLINED, A.INTERVIEWED, A.INTELLIGENCE_SHARED,
        A.MEETING_CALLED, A.MEETING_HELD,
    )  # fmt: skip
    assert (events.start[after] >= cases.returned[events.incident[after]]).all()
    police = events.of(A.FOUND_BY_POLICE)
    assert (events.start[police] == cases.found[events.incident[police]]).all()


def test_what_police_do_on_a_return_is_done_before_they_close_the_report(done):
    told, closed = when(done, A.RETURN_REPORTED), done.cases.closed
    cancelled = when(done, A.UNITS_CANCELLED)
    interview = when(done, A.PREVENTION_INTERVIEW, A.PREVENTION_BY_PHONE)
    for first, then in ((told, cancelled), (told, interview)):
        both = np.isfinite(first) & np.isfinite(then)
        assert both.any()
        assert (then[both] >= first[both]).all()
    for step in (told, cancelled, interview):
        assert (step[np.isfinite(step)] < closed[np.isfinite(step)]).all()


def test_officers_are_assigned_before_they_attend_and_before_enquiries(done):
    assigned, attended = when(done, A.OFFICER_ASSIGNED), when(done, A.ATTENDED)
    begun = when(done, A.ENQUIRIES)
    assert (begun == done.cases.county.incidents.enquiries).all()
    for later in (attended, begun):
        known = np.isfinite(later)
        assert (assigned[known] <= later[known]).all()


def test_gradings_are_those_of_the_record(done):
    details = done.cases.details
    assert (when(done, A.GRADED) == details.graded).all()
    changed = details.risk_first != details.risk_last
    assert (when(done, A.REGRADED) == only(details.regraded, changed)).all()


def test_interviews_and_meetings_are_the_countys(done):
    own, incidents = done.cases.county, done.cases.county.incidents
    assert (when(done, A.OFFERED) == incidents.offered).all()
    assert (when(done, A.INTERVIEWED) == incidents.interviewed).all()
    declined = np.isfinite(incidents.offered) & (incidents.accepted == 0)
    assert (np.isfinite(when(done, A.DECLINED)) == declined).all()
    assert not (np.isfinite(when(done, A.INTERVIEWED)) & declined).any()
    known = np.isin(own.meetings.cause, incidents.ids)
    assert np.array_equal(
        np.sort(done.events.start[done.events.of(A.MEETING_HELD)]),
        np.sort(own.meetings.held[known & np.isfinite(own.meetings.held)]),
    )


def test_the_council_is_told_by_its_hub_in_office_hours_only(done):
    events = done.events
    for activity, office in ((A.MASH_NOTIFIED, True), (A.EDT_NOTIFIED, False)):
        for minute in to_local(events.start[events.of(activity)])[:200].tolist():
            moment = stamp(int(minute))
            assert (moment.weekday() < 5 and 8 <= moment.hour < 18) is office


def test_schools_are_told_on_mornings_of_term_once_they_are_told_at_all(done):
    events, own = done.events, done.cases.county
    told = events.of(A.SCHOOL_NOTIFIED)
    local = to_local(events.start[told])
    reported = done.cases.reported[events.incident[told]]
    assert told.any()
    assert own.world.calendar.in_school(np.floor(local / DAY) * DAY + DAY / 2).all()
    assert ((local % DAY >= 8 * HOUR) & (local % DAY < 12 * HOUR)).all()
    assert (events.start[told] - reported <= 3 * DAY + 4 * HOUR).all()
    since = midnight(own.world.profile.recording.school_pilot_from)
    assert (to_local(reported) >= since).all()


def test_minutes_of_work_are_within_their_triangle(done):
    events = done.events
    low, _, high = np.array([MINUTES[word] for word in ACTIVITIES]).T[:, events.activity]
    assert (events.minutes <= high).all()
    moments = ~np.isfinite(events.end)
    assert (events.minutes[moments] >= low[moments]).all()
    assert (events.minutes[~moments] == (events.end - events.start)[~moments]).all()


def test_waits_are_longer_at_night():
    done = response(DEFAULT)
    wait = when(done, A.OFFICER_ASSIGNED) - done.cases.reported
    short = np.median(wait[~done.cases.night])
    assert np.median(wait[done.cases.night]) > 1.1 * short
    assert (done.cases.night == at_night(to_local(done.cases.reported))).all()


def test_the_team_enquires_and_keeps_cases_once_it_has_started():
    done = response(DEFAULT)
    events = done.events
    enquiries = events.of(A.ENQUIRIES)
    team = events.role == ROLES.index(Role.TEAM_OFFICER)
    assert (team[enquiries] == done.cases.with_team[events.incident[enquiries]]).all()
    number = events.count(len(done.cases), A.HANDED_OVER)
    assert number[done.cases.with_team].max() < number[~done.cases.with_team].max()


def columns(events: Events) -> list[np.ndarray]:
    return [getattr(events, f.name) for f in fields(Events)]


def test_the_same_county_gets_the_same_response():
    again = respond(county(), details())
    for mine, other in zip(columns(response().events), columns(again.events), strict=True):
        assert np.array_equal(mine, other)


def test_a_fail_point_switched_off_moves_no_other_step():
    with_, without = planted({"duplicate_report": 0.5}), planted({})
    kept = ~with_.events.of(A.DUPLICATE_REPORT)
    assert (~kept).any()
    for name in ("ids", "incident", "activity", "start", "end", "minutes"):
        mine = getattr(with_.events, name)[kept]
        assert np.array_equal(mine, getattr(without.events, name)), name


def test_nobody_reported_is_answered_with_nothing():
    empty = nobody()
    done = respond(empty, describe(empty))
    assert len(done.events.ids) == 0
    assert {one["of"] for one in done.truth()["fail_points"]} == {0}


def test_no_warning_is_given():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(respond(county(), details()).events.ids) > 1000


def test_words_are_declared_everywhere():
    assert set(MINUTES) == set(ACTIVITIES)
    assert set(HOURLY_COST) == set(ROLES)
    assert set(APPLIES_TO) == set(FailPoint)
    assert all(low <= likely <= high for low, likely, high in MINUTES.values())
    assert agency_of(Role.SERGEANT) is Agency.POLICE
    assert agency_of(Role.CARER) is Agency.CARE_HOME


def test_a_wait_is_squeezed_before_its_limit_and_kept_in_order():
    start, limit = np.zeros(5), np.array([100.0, 100.0, 100.0, 1.0, np.inf])
    wait = np.array([1.5, 50.0, 1e6, 30.0, 30.4])
    assert within(start, wait, limit).tolist() == [1.0, 39.0, 99.0, 0.0, 30.0]
    never = within(np.array([np.inf]), np.array([5.0]), np.array([9.0]))
    assert np.isinf(never).all()
    assert unless(np.array([1.9, 2.0]), np.array([2.0, 2.0])).tolist() == [1.0, np.inf]


def test_a_case_found_at_once_has_no_room_for_an_officer():
    own = county()
    soon = replace(
        own,
        incidents=replace(
            own.incidents,
            found=own.incidents.reported + 3,
            enquiries=np.full(len(own.incidents.ids), np.inf),
        ),
    )
    done = respond(soon, details())
    assert not np.isfinite(when(done, A.ATTENDED, A.ENQUIRIES, A.HANDED_OVER)).any()
    assert (when(done, A.THRIVE_SCREEN) < soon.incidents.found).all()
