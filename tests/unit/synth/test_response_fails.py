"""Fail points: counted again from the log they equal the truth; rates are the planted ones."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from homeward.synth.clock import DAY, HOUR, stamp, to_local
from homeward.synth.partners.plans import NO_FORM, form_at_call
from homeward.synth.profile import parse_profile
from homeward.synth.response import Response, check_response
from homeward.synth.response.cases import planted_share
from homeward.synth.response.notices import school_morning
from homeward.synth.response.shifts import Shifts, to_utc
from homeward.synth.response.watch import changes_faced, reviews_due
from homeward.synth.response.words import DERIVED, Activity, FailPoint
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.report import Reporter
from homeward.vocabulary.risk import RiskLevel
from homeward.vocabulary.setting import CARE_SETTINGS
from tests.unit.synth.counties import DEFAULT, TINY, county, profile
from tests.unit.synth.responses import planted, response

A, F = Activity, FailPoint
PLANTED = [point for point in F if point not in DERIVED]
UK, UTC = ZoneInfo("Europe/London"), ZoneInfo("UTC")


class Log:
    """When each case first had an activity, and how often, from the events alone."""

    def __init__(self, done: Response) -> None:
        self.done, self.n = done, len(done.cases)

    def first(self, *activities: Activity) -> np.ndarray:
        return self.done.events.first(self.n, *activities)

    def any(self, *activities: Activity) -> np.ndarray:
        return np.isfinite(self.first(*activities))

    def count(self, *activities: Activity) -> np.ndarray:
        return self.done.events.count(self.n, *activities)


def recounted(done: Response) -> dict[FailPoint, tuple[np.ndarray, np.ndarray]]:
    """Where each fail point applies and failed, from the log and the incidents."""
    log, cases, own = Log(done), done.cases, done.cases.county.incidents
    details, everyone = cases.details, np.ones(len(cases), bool)
    in_care = np.isin(details.setting, [str(word) for word in CARE_SETTINGS])
    by_carer = in_care & (details.reporter == Reporter.CARER.value)
    lasted = cases.found - cases.reported
    assigned, attended = log.first(A.OFFICER_ASSIGNED), log.first(A.ATTENDED)
    before_found = attended < cases.found
    told_by_others = ~log.any(A.FOUND_BY_POLICE)
    sent = told_by_others & np.isfinite(assigned)
    reviews = (A.REVIEWED_BY_SERGEANT, A.REVIEWED_BY_INSPECTOR, A.REVIEWED_BY_DETECTIVE)
    due, faced = reviews_due(cases).sum(axis=1), changes_faced(cases, assigned)[1]
    offered, held = log.any(A.OFFERED), log.any(A.INTERVIEWED)
    pupils = (details.age >= 5) & (details.age <= 16) & np.isfinite(school_morning(cases))
    since = np.datetime64(cases.county.world.profile.recording.school_pilot_from)
    pupils &= to_local(cases.reported).astype("datetime64[m]") >= since
    form = form_at_call(cases.county) != NO_FORM
    spoke = log.any(A.PREVENTION_INTERVIEW, A.PREVENTION_BY_PHONE)
    never, called = ~offered & (own.lost == 0), log.any(A.MEETING_CALLED)
    return {
        F.REPORT_BEFORE_CARER_CHECKS: (
            by_carer, by_carer & ~(log.first(A.CARER_CHECKS) < cases.reported)),
        F.DUPLICATE_REPORT: (everyone, log.any(A.DUPLICATE_REPORT)),
        F.CHASER_CALL: (lasted > 2 * HOUR, log.any(A.CHASER_CALL)),
        F.INFORMATION_ASKED_AGAIN: (before_found, log.any(A.ASKED_AGAIN)),
        F.GRADING_REDONE: (log.first(A.GRADED) < cases.found, log.any(A.GRADING_REDONE)),
        F.GRADING_NOT_RECORDED: (everyone, ~log.any(A.GRADED)),
        F.ENQUIRIES_LATE: (
            lasted > 4 * HOUR,
            (lasted > 4 * HOUR) & ~(log.first(A.ENQUIRIES) - cases.reported <= 4 * HOUR)),
        F.HANDOVER_LOST: (faced > 0, log.count(A.HANDED_OVER) < faced),
        F.REVIEW_NOT_EVIDENCED: (due > 0, log.count(*reviews) < due),
        F.PARTNER_NOT_NOTIFIED: (everyone, ~log.any(A.MASH_NOTIFIED, A.EDT_NOTIFIED)),
        F.SCHOOL_NOT_NOTIFIED: (pupils, pupils & ~log.any(A.SCHOOL_NOTIFIED)),
        F.RETURN_NOT_CANCELLED: (sent, sent & ~log.any(A.UNITS_CANCELLED)),
        F.ATTENDED_AFTER_RETURN: (
            sent & ~before_found, np.isfinite(attended) & (attended >= cases.returned)),
        F.PREVENTION_INTERVIEW_NOT_DONE: (everyone, ~spoke),
        F.PREVENTION_INTERVIEW_BY_PHONE: (spoke, log.any(A.PREVENTION_BY_PHONE)),
        F.REFERRAL_NOT_SENT: (never, never & ~log.any(A.REFERRED)),
        F.RETURN_INTERVIEW_NOT_OFFERED: (everyone, never),
        F.RETURN_INTERVIEW_LATE: (
            held, held & ~(log.first(A.INTERVIEWED) - cases.returned <= 72 * HOUR)),
        F.RETURN_INTERVIEW_LOST: (offered | (own.lost == 1), own.lost == 1),
        F.INTELLIGENCE_NOT_SHARED: (held, held & ~log.any(A.INTELLIGENCE_SHARED)),
        F.MEETING_NOT_HELD: (called, called & ~log.any(A.MEETING_HELD)),
        F.PLAN_NOT_USED: (form, form & ~log.any(A.PLAN_USED)),
    }  # fmt: skip


@cache
def told(name: str) -> dict[str, dict]:
    return {one["name"]: one for one in response(name).truth()["fail_points"]}


@pytest.mark.parametrize("name", [TINY, DEFAULT])
def test_counts_from_the_log_equal_the_truth(name):
    done = response(name)
    again, night = recounted(done), done.cases.night
    assert set(again) == set(F) == set(done.failures)
    for point, (applies, failed) in again.items():
        assert np.array_equal(applies, done.failures[point].applies), point
        assert np.array_equal(failed, done.failures[point].failed), point
        said = told(name)[point.value]
        assert (said["count"], said["of"]) == (failed.sum(), applies.sum()), point
        for band, which in (("day", ~night), ("night", night)):
            part = said["by_hour_band"][band]
            assert (part["count"], part["of"]) == ((failed & which).sum(), (applies & which).sum())


def test_truth_is_aggregates_in_plain_json():
    truth = response().truth()
    assert json.loads(json.dumps(truth)) == truth
    assert {one["name"] for one in truth["fail_points"] if one["derived"]} == set(DERIVED)
    assert all(("planted" in one) is not one["derived"] for one in truth["fail_points"])
    assert sum(truth["events"].values()) == len(response().events.ids)
    assert max(map(len, json.dumps(truth).split())) < 60  # no list of anybody's


def test_effort_adds_up():
    done, effort = response(DEFAULT), response(DEFAULT).truth()["effort"]
    assert effort["all"]["hours"] == pytest.approx(done.events.minutes.sum() / 60, abs=0.01)
    for table in ("hours_by_activity", "hours_by_role"):
        assert sum(effort[table].values()) == pytest.approx(effort["all"]["hours"], abs=0.5)
    added = [one["added"] for one in told(DEFAULT).values()]
    assert sum(one["steps"] for one in added) == effort["added"]["steps"]
    assert 0 < effort["added"]["hours"] < effort["all"]["hours"] / 10
    late = done.events.of(A.ATTENDED)
    late &= done.events.start >= done.cases.returned[done.events.incident]
    assert np.array_equal(late, done.added_by(F.ATTENDED_AFTER_RETURN))


@pytest.mark.parametrize("point", PLANTED)
def test_achieved_shares_are_the_planted_ones_by_hour_band(point):
    said = told(DEFAULT)[point.value]
    rule = profile(DEFAULT).response
    day, night = planted_share(rule, point)
    assert day > 0
    assert said["planted"] == {"day": day, "night": night}
    for share, band in ((day, "day"), (night, "night")):
        part = said["by_hour_band"][band]
        spread = (share * (1 - share) / part["of"]) ** 0.5
        assert part["value"] == pytest.approx(share, abs=5 * spread)


@pytest.mark.parametrize("point", PLANTED)
def test_a_share_of_one_fails_wherever_it_applies_and_none_never(point):
    everywhere, nowhere = planted({point.value: 1.0}), planted({})
    one = everywhere.failures[point]
    assert one.applies.any()
    assert np.array_equal(one.failed, one.applies)
    assert not nowhere.failures[point].failed.any()
    again = recounted(everywhere)[point]
    assert np.array_equal(again[1], one.applies)


def test_a_night_factor_moves_nights_only_and_never_above_all():
    plain, doubled = (
        planted({"duplicate_report": 0.3}),
        planted({"duplicate_report": 0.3}, {"duplicate_report": 9.0}),
    )
    failed = [done.failures[F.DUPLICATE_REPORT].failed for done in (plain, doubled)]
    night = plain.cases.night
    assert np.array_equal(failed[0][~night], failed[1][~night])
    assert failed[1][night].all()
    assert not failed[0][night].all()


# ------------------------------------------------------------------ shifts, by the calendar


def moment(utc: float) -> datetime:
    return stamp(int(utc)).replace(tzinfo=UTC)


def changes(since: float, until: float, hours: tuple[int, ...]) -> list[datetime]:
    """Changes of shift after one UTC minute and up to another, day by day."""
    day, out = moment(since).astimezone(UK).date() - timedelta(days=1), []
    while day <= moment(until).date() + timedelta(days=1):
        out += [datetime.combine(day, time(hour), UK).astimezone(UTC) for hour in hours]
        day += timedelta(days=1)
    return [one for one in out if moment(since) < one <= moment(until)]


def test_changes_of_shift_are_those_of_the_calendar():
    done = response()
    cases, hours = done.cases, profile().response.shift_hours
    assigned = done.events.first(len(cases), A.OFFICER_ASSIGNED)
    faced = changes_faced(cases, assigned)[1]
    handed = done.events.of(A.HANDED_OVER)
    for case in range(0, len(cases), 3):
        if not np.isfinite(assigned[case]):
            assert faced[case] == 0
            continue
        kept = 1 if cases.with_team[case] else 3
        until = min(cases.found[case] - 1, assigned[case] + kept * DAY)
        own = changes(assigned[case], until, hours)
        assert len(own) == faced[case]
        for start in done.events.start[handed & (done.events.incident == case)]:
            assert any(moment(start) >= change for change in own)


def test_each_time_falls_in_one_shift():
    shifts = Shifts((7, 15, 22))
    local = np.array([6 * HOUR + 59, 7 * HOUR, 14 * HOUR, 15 * HOUR, 21 * HOUR, 22 * HOUR, 0.0])
    winter = local + 18_000 * DAY - (18_000 * DAY) % (365 * DAY)
    assert shifts.which(winter).tolist() == [2, 0, 0, 1, 1, 2, 2]
    number = shifts.number(winter)
    assert (shifts.change(number) <= winter).all()
    assert (shifts.change(number + 1) > winter).all()


def test_local_times_go_back_to_utc():
    utc = county().incidents.reported
    twice = to_local(utc) == to_local(utc - HOUR)
    assert (to_utc(to_local(utc)) == utc)[~twice].all()


# ------------------------------------------------------------------ settings


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("[response.fail_points]\ngremlins = 0.1", "gremlins"),
        ("[response.fail_points]\nmeeting_not_held = 0.1", "meeting_not_held"),
        ("[response.fail_points]\nchaser_call = 1.1", "chaser_call"),
        ("[response.night_factor]\ngremlins = 2.0", "gremlins"),
        ("[response.wait_median_minutes]\ngremlins = 2.0", "gremlins"),
        ("[response]\nshift_hours = []", "shift_hours"),
        ("[response]\nshift_hours = [15, 7]", "shift_hours"),
        ("[response]\nshift_hours = [7, 7]", "shift_hours"),
    ],
)
def test_settings_that_nothing_reads_are_refused(change, said):
    with pytest.raises(HomewardError) as caught:
        parse_profile(f'based_on = "tiny"\n{change}\n')
    assert caught.value.code == "HW-S002"
    assert said in str(caught.value)


def test_a_wait_that_is_not_given_is_refused():
    rule = profile().response
    waits = {
        name: minutes for name, minutes in rule.wait_median_minutes.items() if name != "reviewed"
    }
    with pytest.raises(HomewardError) as caught:
        check_response(replace(rule, wait_median_minutes=waits))
    assert caught.value.code == "HW-S002"
    check_response(replace(rule, fail_points={}, night_factor={}))


def test_reviews_come_due_by_elapsed_time_and_grading():
    cases = response(DEFAULT).cases
    hours, number = (cases.found - cases.reported) / HOUR, reviews_due(cases).sum(axis=1)
    for grade, first in ((RiskLevel.HIGH, (2, 6, 12)), (RiskLevel.LOW, (6, 18, 36))):
        own = cases.details.risk_first == grade.value
        daily = [24 * n for n in range(2, 8)]
        due = sum((hours > limit).astype(int) for limit in (*first, *daily))
        brief = own & (hours < 14 * 24)
        assert brief.any()
        assert np.array_equal(number[brief], due[brief])
