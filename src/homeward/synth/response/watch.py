"""While the child is missing: handovers, reviews, and calls that come meanwhile."""

from __future__ import annotations

import numpy as np

from homeward.synth.clock import DAY, HOUR
from homeward.synth.people import Whole
from homeward.synth.response.cases import Cases, Marks, only, unless, within
from homeward.synth.response.log import Log
from homeward.synth.response.opening import Opened
from homeward.synth.response.shifts import Shifts
from homeward.synth.response.words import Activity, FailPoint, Role, Wait
from homeward.synth.streams import Floats, Ids
from homeward.vocabulary.risk import RiskLevel

#: A case is handed over at every change of shift for so long after an officer has it, and
#: for less once there is a team to keep it; after that one unit keeps it.
HANDED_OVER_FOR, HANDED_OVER_WITH_TEAM = 3 * DAY, 1 * DAY

#: Children not found by then are asked after, up to so many times.
ASKED_AFTER, MOST_CHASERS = 2 * HOUR, 6

#: Mean hours between calls that ask for progress, and between calls with information.
_CHASER_HOURS, _UPDATE_HOURS, _MOST_UPDATES = 14.0, 30.0, 3

#: When reviews are due: minutes after the report, and who reviews. The first three come
#: sooner or later by grading; the detective's go on daily for a week, then weekly.
_FIRST_REVIEWS = (
    (4 * HOUR, Activity.REVIEWED_BY_SERGEANT, Role.SERGEANT),
    (12 * HOUR, Activity.REVIEWED_BY_INSPECTOR, Role.INSPECTOR),
    (DAY, Activity.REVIEWED_BY_DETECTIVE, Role.DETECTIVE_INSPECTOR),
)
_LATER_REVIEWS = (*(n * DAY for n in range(2, 8)), *(n * 7 * DAY for n in range(2, 18)))
_REVIEW_PACE: dict[RiskLevel, float] = {RiskLevel.HIGH: 0.5, RiskLevel.LOW: 1.5}


def keep_watch(cases: Cases, log: Log, opened: Opened) -> None:
    """Everything that goes on while the child is missing."""
    _hand_over(cases, log, opened)
    _review(cases, log)
    _more_calls(cases, log)


def _expand(number: Whole) -> tuple[Whole, Whole]:
    """Case and place in the case (from 0) of so many things in each case."""
    case = np.repeat(np.arange(len(number)), number)
    return case, np.arange(len(case)) - np.repeat(np.cumsum(number) - number, number)


def _identities(cases: Cases, purpose: str, case: Whole, nth: Whole) -> Ids:
    return cases.county.world.streams.identity(f"response.{purpose}", cases.ids[case], nth)


def changes_faced(cases: Cases, assigned: Floats) -> tuple[Whole, Whole]:
    """Changes of shift between an officer's being assigned and the child's being found.

    Returns
    -------
    tuple
        The number of the first after each assignment, and how many there are.
    """
    shifts = Shifts(cases.county.world.profile.response.shift_hours)
    kept = np.where(cases.with_team, HANDED_OVER_WITH_TEAM, HANDED_OVER_FOR)
    begun = np.where(np.isfinite(assigned), assigned, cases.found)
    last = np.maximum(np.minimum(cases.found - 1, begun + kept), begun)
    first = shifts.number(begun)
    return first + 1, shifts.number(last) - first


def _hand_over(cases: Cases, log: Log, opened: Opened) -> None:
    """A handover soon after each change of shift; where that fails one is lost."""
    first, number = changes_faced(cases, opened.assigned)
    failed = cases.plant(FailPoint.HANDOVER_LOST, number > 0)
    lost = np.floor(cases.uniform("handover.which") * number).astype(np.int64)
    case, nth = _expand(number)
    shifts = Shifts(cases.county.world.profile.response.shift_hours)
    change = shifts.change(first[case] + nth)
    before = np.minimum(shifts.change(first[case] + nth + 1), cases.found[case])
    who = _identities(cases, "handover", case, nth)
    wait = cases.wait(Wait.HANDED_OVER, entity=who, night=cases.night[case])
    gone = failed[case] & (nth == lost[case])
    log.add(Activity.HANDED_OVER, only(within(change, wait, before), ~gone), Role.SERGEANT, of=case)
    sought = change + cases.wait(Wait.OWNER_SOUGHT, entity=who, night=cases.night[case])
    sought = only(unless(sought, cases.found[case]), gone)
    log.add(Activity.OWNER_SOUGHT, sought, Role.SERGEANT, of=case)


def reviews_due(cases: Cases) -> Marks:
    """Which reviews of the schedule come due before each child is found: cases × reviews."""
    return cases.reported[:, None] + _schedule(cases) < cases.found[:, None]


def _schedule(cases: Cases) -> Floats:
    """Minutes from report to each review, by grading."""
    words = [RiskLevel(word) for word in cases.county.world.profile.risk.weights]
    pace = np.array([_REVIEW_PACE.get(word, 1.0) for word in words])
    sooner = pace[cases.county.incidents.grade][:, None] * [due for due, _, _ in _FIRST_REVIEWS]
    later = np.broadcast_to(np.array(_LATER_REVIEWS), (len(cases), len(_LATER_REVIEWS)))
    return np.hstack([sooner, later])


def _review(cases: Cases, log: Log) -> None:
    """Reviews soon after they are due; where that fails one is not in the log."""
    due = reviews_due(cases)
    number = due.sum(axis=1)
    failed = cases.plant(FailPoint.REVIEW_NOT_EVIDENCED, number > 0)
    blank = np.floor(cases.uniform("review.which") * number).astype(np.int64)
    case, which = np.nonzero(due)
    nth = np.minimum(which, len(_FIRST_REVIEWS) - 1)
    start = cases.reported[case] + _schedule(cases)[case, which]
    wait = cases.wait(
        Wait.REVIEWED, entity=_identities(cases, "review", case, which), night=cases.night[case]
    )
    done = within(np.floor(start), wait, cases.found[case])
    done = only(done, ~(failed[case] & (which == blank[case])))
    for place, (_, activity, role) in enumerate(_FIRST_REVIEWS):
        log.add(activity, only(done, nth == place), role, of=case)


def _more_calls(cases: Cases, log: Log) -> None:
    """The same episode reported again; calls for progress; new information."""
    taker, found = Role.CALL_HANDLER, cases.found
    twice = cases.plant(FailPoint.DUPLICATE_REPORT, np.ones(len(cases), bool))
    again = within(cases.reported, cases.wait(Wait.DUPLICATE_REPORT), found)
    log.add(Activity.DUPLICATE_REPORT, only(again, twice), taker)
    long = found - cases.reported > ASKED_AFTER
    asked = cases.plant(FailPoint.CHASER_CALL, long)
    number = 1 + _number(cases, "chaser", _CHASER_HOURS, MOST_CHASERS - 1)
    _spread(cases, log, Activity.CHASER_CALL, np.where(asked, number, 0))
    told = _number(cases, "update", _UPDATE_HOURS, _MOST_UPDATES)
    _spread(cases, log, Activity.UPDATE_RECEIVED, np.where(long, told, 0))


def _number(cases: Cases, purpose: str, hours: float, most: int) -> Whole:
    """How many calls come while the child is missing, so many hours apart on average."""
    mean = np.minimum((cases.found - cases.reported) / HOUR / hours, 4.0)
    drawn = cases.county.world.streams.poisson(f"response.{purpose}.number", cases.ids, mean)
    return np.minimum(drawn, most)


def _spread(cases: Cases, log: Log, activity: Activity, number: Whole) -> None:
    """So many calls in each case, at any time from an hour after the report to the end."""
    case, nth = _expand(number)
    entity = _identities(cases, f"{activity}", case, nth)
    u = cases.county.world.streams.uniform(f"response.{activity}.when", entity)
    opens = cases.reported[case] + HOUR
    when = opens + np.floor(u * (cases.found[case] - opens))
    log.add(activity, when, Role.CALL_HANDLER, of=case)
