"""What follows each return, in order: the next episode, or not; interviews; support.

Candidates are gone through once, in order of time. One is dropped if the child is missing
already, if what it came of was dropped, or if a draw of its own falls above what the
child's course so far leaves of its rate: an interview's effect, support, a dedicated
team, a chronic period that support ended. Every such effect can only lower the rate, so
dropping is exact thinning (Lewis & Shedler 1979).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace

import numpy as np

from homeward.synth.clock import DAY, HOUR, midnight
from homeward.synth.office import in_office_hours
from homeward.synth.people import Whole, ends
from homeward.synth.streams import Floats, Ids, Streams
from homeward.synth.world import Episodes, World

#: An interview held within so many hours of the return is in time.
IN_TIME_HOURS = 72


@dataclass(frozen=True, slots=True)
class Meetings:
    """Arrays with one entry for each need of a meeting. Times are UTC minutes.

    Attributes
    ----------
    child
        Position in `Children`.
    cause
        Identity of the episode that called for it.
    called, held
        When the need arose (the return), and when it was held; infinite if never.
    referred
        1 if the child was referred to support.
    """

    child: Whole
    cause: Ids
    called: Floats
    held: Floats
    referred: Whole


@dataclass(frozen=True, slots=True)
class Supports:
    """Arrays with one entry for each spell of support. Times are UTC minutes.

    Attributes
    ----------
    child
        Position in `Children`.
    cause
        Identity of the episode after which a meeting referred the child.
    referred, started, ended
        When each happened.
    kind
        A `SupportKind` value.
    ended_period
        1 if its beginning ended a chronic period.
    """

    child: Whole
    cause: Ids
    referred: Floats
    started: Floats
    ended: Floats
    kind: np.ndarray
    ended_period: Whole


@dataclass(frozen=True, slots=True)
class Life:
    """All that happened: episodes in order of last seen, meetings, support."""

    episodes: Episodes
    meetings: Meetings
    supports: Supports


@dataclass(slots=True)
class _Course:
    """One child's course so far."""

    position: int = -1
    back: float = -np.inf
    offered: float = np.inf
    booked: float = np.inf
    recent: list[float] = field(default_factory=list)
    called: float = -np.inf
    supported_from: float = np.inf
    supported_to: float = np.inf
    period_over: float = np.inf


@dataclass(frozen=True, slots=True)
class _Draws:
    """What each candidate would bring, drawn beforehand; lists for speed."""

    followed: list[float]
    meeting_after: list[float]
    referred: list[bool]
    support_after: list[float]
    support_lasts: list[float]
    ends_period: list[bool]


class _Unfolding:
    """One pass over candidates ordered by last seen."""

    def __init__(self, world: World, candidates: Episodes) -> None:
        self._rule, self._draws = world.profile, _draws(world, candidates)
        self._ended = ends(world.profile)
        self._team_from = midnight(world.profile.team.starts)
        self._period = [
            array[candidates.child].tolist()
            for array in (world.children.chronic_from, world.children.chronic_to)
        ]
        self._courses: dict[int, _Course] = {}
        self._dropped: set[int] = set()
        number = len(candidates.ids)
        self.interviewed = [np.inf] * number
        self.lost, self.before = [0] * number, [0] * number
        self.unoffered = (candidates.recorded == 0).tolist()
        self.meetings: list[tuple] = []
        self.supports: list[tuple] = []

    def keeps(self, episodes: Episodes) -> Iterator[bool]:
        """Whether each candidate happens."""
        names = ("ids", "parent", "child", "chronic", "last_seen", "returned", "recorded")
        columns = [getattr(episodes, name).tolist() for name in names]
        plans = zip(episodes.offered.tolist(), episodes.booked.tolist(), strict=True)
        rows = enumerate(zip(*columns, plans, strict=True))
        for n, (own, parent, child, chronic, gone, returned, recorded, plan) in rows:
            course = self._courses.get(child)
            if course is None:
                course = self._courses[child] = _Course()
            keep = parent not in self._dropped and gone > course.back
            keep = keep and self._draws.followed[n] < self._left(n, course, gone, parent, chronic)
            if keep:
                self._settle(course, gone)
                course.position, course.back = n, returned
                course.offered, course.booked = plan if recorded else (np.inf, np.inf)
                if recorded:
                    self._call(n, own, child, course, gone)
            else:
                self._dropped.add(own)
            yield keep

    def _left(self, n: int, course: _Course, gone: float, parent: int, chronic: int) -> float:
        """What the child's course leaves of the rate."""
        left = 1.0
        since = gone - course.booked
        if 0 <= since < self._rule.interviews.effect_days * DAY:
            self.before[n] = 1
            left *= self._interview_ratio(course)
        if course.supported_from <= gone < course.supported_to:
            left *= self._rule.support.rate_ratio
        if parent and gone >= self._team_from:
            left *= self._rule.team.repeat_rate_ratio
        return 0.0 if chronic and gone >= course.period_over else left

    def _interview_ratio(self, course: _Course) -> float:
        in_time = course.booked - course.back <= IN_TIME_HOURS * HOUR
        rule = self._rule.interviews
        return rule.within_72h_hazard_ratio if in_time else rule.later_hazard_ratio

    def _settle(self, course: _Course, now: float) -> None:
        """The last return's interview was held by now, or is lost; nobody offers one later."""
        if course.booked <= now:
            self.interviewed[course.position] = course.booked
        elif now < course.offered < np.inf or course.booked < np.inf:
            self.lost[course.position] = 1
            self.unoffered[course.position] = course.offered > now

    def close(self) -> None:
        """Interviews booked for after the last episode are held, up to the end."""
        for course in self._courses.values():
            if course.booked < self._ended:
                self.interviewed[course.position] = course.booked

    def _call(self, n: int, own: int, child: int, course: _Course, gone: float) -> None:
        """A meeting, if there were enough episodes in the time before."""
        rule = self._rule.meetings
        course.recent = [t for t in course.recent if t > gone - rule.trigger_days * DAY] + [gone]
        enough = len(course.recent) >= rule.trigger_episodes
        if enough and course.back - course.called > rule.again_after_days * DAY:
            course.called = course.back
            held = course.back + self._draws.meeting_after[n]
            free = held < np.inf and (course.supported_to == np.inf or held >= course.supported_to)
            refer = free and self._draws.referred[n]
            self.meetings.append((child, own, course.back, held, refer))
            if refer:
                self._refer(n, own, child, course, held)

    def _refer(self, n: int, own: int, child: int, course: _Course, held: float) -> None:
        started = held + self._draws.support_after[n]
        course.supported_from = started
        course.supported_to = started + self._draws.support_lasts[n]
        underway = self._period[0][n] <= started < min(self._period[1][n], course.period_over)
        over = underway and self._draws.ends_period[n]
        if over:
            course.period_over = started
        self.supports.append((child, own, held, started, course.supported_to, over))


def unfold(world: World, candidates: Episodes) -> Life:
    """What happens of candidates ordered by last seen, and what follows each return."""
    pass_ = _Unfolding(world, candidates)
    kept = np.fromiter(pass_.keeps(candidates), dtype=bool, count=len(candidates.ids))
    pass_.close()
    columns = {f.name: getattr(candidates, f.name) for f in fields(Episodes)}
    unoffered = np.array(pass_.unoffered, bool)
    columns |= {
        "offered": np.where(unoffered, np.inf, candidates.offered),
        "accepted": np.where(unoffered, 0, candidates.accepted),
        "booked": np.where(unoffered, np.inf, candidates.booked),
        "interviewed": np.array(pass_.interviewed, np.float64),
        "lost": np.array(pass_.lost, np.int64),
        "before": np.array(pass_.before, np.int64),
    }
    episodes = Episodes(**columns).take(kept)
    meetings, supports = _meetings(pass_.meetings), _supports(world, pass_.supports)
    return Life(episodes, *_by_daylight(world, meetings, supports))


def _draws(world: World, candidates: Episodes) -> _Draws:
    streams, ids = world.streams, candidates.ids
    meetings, support = world.profile.meetings, world.profile.support
    wait = _days(streams, "meetings.wait", ids, meetings.wait_median_days, meetings.wait_sigma)
    held = streams.uniform("meetings.held", ids) < meetings.held_share
    after = _days(streams, "support.wait", ids, support.wait_median_days, support.wait_sigma)
    lasts = _days(streams, "support.lasts", ids, support.median_days, support.sigma)
    return _Draws(
        followed=streams.uniform("episodes.followed", ids).tolist(),
        meeting_after=np.where(held, wait, np.inf).tolist(),
        referred=(streams.uniform("support.referred", ids) < support.referred_share).tolist(),
        support_after=after.tolist(),
        support_lasts=lasts.tolist(),
        ends_period=(streams.uniform("support.ends", ids) < support.ends_period_share).tolist(),
    )


def _days(streams: Streams, purpose: str, ids: Ids, median: float, sigma: float) -> Floats:
    """Minutes, lognormal about a median in days, whole."""
    return np.floor(DAY * streams.lognormal(purpose, ids, median, sigma))


def _by_daylight(world: World, meetings: Meetings, supports: Supports) -> tuple[Meetings, Supports]:
    """Meetings moved into office hours of a weekday, and referrals with them.

    Support begins weeks later, when it would have.
    """
    held, referred = (
        in_office_hours(world.streams, "meetings.time", each.cause, when, weekdays=True)
        for each, when in ((meetings, meetings.held), (supports, supports.referred))
    )
    started = np.maximum(supports.started, referred)
    return replace(meetings, held=held), replace(supports, referred=referred, started=started)


def _meetings(rows: list[tuple]) -> Meetings:
    child, cause, called, held, referred = zip(*rows, strict=True) if rows else ((),) * 5
    return Meetings(
        np.array(child, np.int64),
        np.array(cause, np.uint64),
        np.array(called, np.float64),
        np.array(held, np.float64),
        np.array(referred, np.int64),
    )


def _supports(world: World, rows: list[tuple]) -> Supports:
    child, cause, referred, started, ended, over = zip(*rows, strict=True) if rows else ((),) * 6
    causes, weights = np.array(cause, np.uint64), world.profile.support.kinds
    kinds = np.array(list(weights))[
        world.streams.pick("support.kind", causes, list(weights.values()))
    ]
    return Supports(
        np.array(child, np.int64),
        causes,
        np.array(referred, np.float64),
        np.array(started, np.float64),
        np.array(ended, np.float64),
        kinds,
        np.array(over, np.int64),
    )
