"""Episodes of care: placements parted where the legal status or the placement changes.

An episode ends, and another begins on the same day, whenever either changes; a period of
care is a run of them without a gap (SSDA903 guide).
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from homeward.synth.clock import DAY, YEAR
from homeward.synth.council.codes import (
    COURSES,
    GOES_ON,
    LEAVING,
    MOVES,
    NEEDS,
    REMANDED,
    REMANDED_FROM,
    STATUS,
)
from homeward.synth.council.placed import Placements, drawn, postcodes
from homeward.synth.council.years import Span, Texts, take
from homeward.synth.county import County
from homeward.synth.people import Whole
from homeward.synth.streams import Floats, Ids

#: A change of legal status within so many days of a move happens with the move, unless it
#: ends one of the short orders (a median below `_SHORT_ORDER` days).
_TOGETHER, _SHORT_ORDER = 7, 30

#: The age, in years, from which leaving care is for being grown up.
_GROWN = 17.9

#: Days are below this: keeps periods apart in one key.
_SCALE = 2.0**20


@dataclass(frozen=True, slots=True)
class CareEpisodes:
    """Arrays with one entry for each episode of care, ordered by child and start.

    Attributes
    ----------
    ids
        Lasting identity.
    child, placed
        Positions in `Children` and `Placements`.
    period, spell
        Numbers of the period of care, and of the spell in one placement (one placement
        code with the same carers), in order.
    entered, since
        Days on which the period and the spell began.
    opens, closes
        Days; infinite where it had not closed by the last day known.
    rne, ls, cin, place, provider, rec, reason, home_post, pl_post, urn
        As in the return: reason for new episode, legal status, category of need, placement
        code, provider, reason episode ceased, reason for placement change, postcodes of
        the child's home and of the placement, registration.
    """

    ids: Ids
    child: Whole
    placed: Whole
    period: Whole
    spell: Whole
    entered: Floats
    since: Floats
    opens: Floats
    closes: Floats
    rne: Texts
    ls: Texts
    cin: Texts
    place: Texts
    provider: Texts
    rec: Texts
    reason: Texts
    home_post: Texts
    pl_post: Texts
    urn: Texts


@dataclass(frozen=True, slots=True)
class _Changes:
    """Changes by period and day; -1 where a change is not of that sort.

    `placed` is a placement that begins, `status` a legal status (position in `_STATUSES`),
    `lasts` 1 where a placement becomes long-term, 0 where one begins.
    """

    period: Whole
    day: Floats
    placed: Whole
    status: Whole
    lasts: Whole


_STATUSES = np.array(sorted({code for course in COURSES for code in course.codes}))
_STEPS = max(len(course.codes) for course in COURSES)

#: By course and step: the status (position in `_STATUSES`, -1 for none), and the median
#: days since the step before with the sd of their logarithm.
_CODES = np.full((len(COURSES), _STEPS), -1)
_WAITS = np.zeros((len(COURSES), _STEPS, 2))
for _n, _course in enumerate(COURSES):
    _CODES[_n, : len(_course.codes)] = np.searchsorted(_STATUSES, _course.codes)
    for _step, _wait in enumerate(_course.waits, 1):
        _WAITS[_n, _step] = _wait


def care_episodes(county: County, placed: Placements, span: Span) -> CareEpisodes:
    """Every episode of care that overlaps the days that the files tell of."""
    changes = [_moves(placed), _lasting(placed), *_legal(county, placed)]
    return _described(county, placed, span, _at_once(changes, placed, span))


def _moves(placed: Placements) -> _Changes:
    number = len(placed.ids)
    none, where = np.full(number, -1), np.arange(number)
    return _Changes(placed.period, placed.opens, where, none, np.zeros(number, np.int64))


def _lasting(placed: Placements) -> _Changes:
    which = np.flatnonzero(np.isfinite(placed.lasts_from))
    none, lasts = np.full(len(which), -1), np.ones(len(which), np.int64)
    return _Changes(placed.period[which], placed.lasts_from[which], none, none, lasts)


def _legal(county: County, placed: Placements) -> list[_Changes]:
    """Legal statuses of each period, from its first day on: one set of changes to a step."""
    first, steps = _firsts(placed.period), []
    day, course = placed.opens[first], _courses(county, placed, first)
    for step in range(_STEPS):
        on = _CODES[course, step] >= 0
        first, course, day = first[on], course[on], day[on]
        if step:
            day = _next_day(county, placed, first, day, step, _WAITS[course, step])
        none = np.full(len(first), -1)
        steps.append(_Changes(placed.period[first], day, none, _CODES[course, step], none))
    return steps


def _courses(county: County, placed: Placements, first: Whole) -> Whole:
    """The course that each period takes (position in `COURSES`)."""
    born = county.world.children.born[placed.child[first]]
    age = (placed.opens[first] * DAY - born) / YEAR
    weights = np.tile([course.weight for course in COURSES], (len(first), 1))
    remand = [course.codes[0] == REMANDED for course in COURSES]
    weights[:, remand] *= (age >= REMANDED_FROM)[:, None]
    return county.world.streams.pick("council.course", placed.ids[first], weights)


def _next_day(
    county: County, placed: Placements, first: Whole, day: Floats, step: int, waits: np.ndarray
) -> Floats:
    """When the next legal status begins: with a move, if one is near."""
    median, sigma = waits.T
    wait = county.world.streams.lognormal(f"council.legal{step}", placed.ids[first], median, sigma)
    then = day + np.maximum(1, np.round(wait))
    near = _with_a_move(placed, placed.period[first], then)
    return np.maximum(day + 1, np.where(median < _SHORT_ORDER, then, near))


def _firsts(group: np.ndarray) -> Whole:
    """Positions at which an ordered group begins."""
    return np.flatnonzero(np.append(True, group[1:] != group[:-1])[: len(group)])


def _with_a_move(placed: Placements, period: Whole, day: Floats) -> Floats:
    """The day of a move of the same period, if one is near; else the day itself."""
    moves = np.setdiff1d(np.arange(len(placed.period)), _firsts(placed.period))
    if not len(moves):
        return day
    key = placed.period[moves] * _SCALE + placed.opens[moves]
    at = np.searchsorted(key, period * _SCALE + day)
    sides = [moves[np.clip(at + step, 0, len(moves) - 1)] for step in (-1, 0)]
    gaps = [
        np.where(placed.period[side] == period, np.abs(placed.opens[side] - day), np.inf)
        for side in sides
    ]
    nearest = np.where(gaps[0] <= gaps[1], placed.opens[sides[0]], placed.opens[sides[1]])
    return np.where(np.minimum(*gaps) <= _TOGETHER, nearest, day)


def _at_once(parts: list[_Changes], placed: Placements, span: Span) -> _Changes:
    """All changes in order, those of one day as one, each carrying what held before.

    Changes after the last day known, or not before the day on which the period ends, are
    left out.
    """
    columns = [np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(_Changes)]
    whole = _Changes(*columns)
    ends = placed.closes[_lasts(placed.period)]
    whole = take(whole, (whole.day < ends[whole.period]) & (whole.day <= span.last))
    whole = take(whole, np.lexsort((whole.day, whole.period)))
    sorts = (_carried(column) for column in (whole.placed, whole.status, whole.lasts))
    held = _Changes(whole.period, whole.day, *sorts)
    return take(held, _lasts(held.period * _SCALE + held.day))


def _lasts(group: np.ndarray) -> Whole:
    """Positions at which an ordered group ends."""
    return np.append(_firsts(group)[1:], len(group)) - 1 if len(group) else _firsts(group)


def _carried(values: Whole) -> Whole:
    """Each value, or the last one before it that is not -1."""
    return values[np.maximum.accumulate(np.where(values >= 0, np.arange(len(values)), 0))]


def _described(county: County, placed: Placements, span: Span, held: _Changes) -> CareEpisodes:
    """Episodes from what held from each change on."""
    streams, at = county.world.streams, held.placed
    ids = streams.identity("council.episode", placed.ids[at], held.day.astype(np.int64))
    child, rne = placed.child[at], _reasons(held)
    following = np.append(rne[1:], "S")[: len(rne)]
    closes = _closes(placed, held, following)
    ended = closes <= span.last
    first = _firsts(placed.period)[held.period]
    spell = np.cumsum(rne != "L") - 1
    homes = county.world.children.ids[child]
    episodes = CareEpisodes(
        ids=ids,
        child=child,
        placed=at,
        period=held.period,
        spell=spell,
        entered=placed.opens[first],
        since=held.day[_firsts(spell)][spell],
        opens=held.day,
        closes=span.known(closes),
        rne=rne,
        ls=_STATUSES[held.status],
        cin=_needs(county, placed.ids[first], child),
        place=np.where(held.lasts == 1, placed.lasting[at], placed.place[at]),
        provider=placed.provider[at],
        rec=np.where(ended, _endings(county, placed, at, following, closes), ""),
        reason=np.where(ended, _changed(county, ids, following), ""),
        home_post=postcodes(streams, "council.home_post", homes, child < 0),
        pl_post=placed.post[at],
        urn=placed.urn[at],
    )
    return take(episodes, episodes.closes >= span.first)


def _reasons(held: _Changes) -> Texts:
    """Why each episode began: S, L, P, B, T or U."""
    begins, legal, moved, lasts = (
        np.isin(np.arange(len(column)), _firsts(column))
        for column in (held.period, held.status, held.placed, held.lasts)
    )
    sorts = [begins, moved & legal, moved, lasts & legal, lasts]
    return np.select(sorts, ["S", "B", "P", "U", "T"], "L")


def _closes(placed: Placements, held: _Changes, following: Texts) -> Floats:
    """When each episode ends, however far ahead: as the next begins, or the placement ends."""
    after = np.append(held.day[1:], np.inf)[: len(held.day)]
    return np.where(following == "S", placed.closes[held.placed], after)


def _needs(county: County, period_ids: Ids, child: Whole) -> Texts:
    """Category of need: one to a period."""
    streams = county.world.streams
    without, with_one = (drawn(streams, "council.need", period_ids, w) for w in NEEDS)
    return np.where(county.world.children.disability[child] == 1, with_one, without)


def _endings(
    county: County, placed: Placements, at: Whole, following: Texts, closes: Floats
) -> Texts:
    """Why each episode ceased."""
    streams, ids = county.world.streams, placed.ids[at]
    grown = (closes * DAY - county.world.children.born[placed.child[at]]) / YEAR >= _GROWN
    at_18, before = (drawn(streams, "council.leaving", ids, weights) for weights in LEAVING)
    return np.where(following != "S", GOES_ON, np.where(grown, at_18, before))


def _changed(county: County, ids: Ids, following: Texts) -> Texts:
    """Why a placement changed, on the episode that it ended."""
    moved = drawn(county.world.streams, "council.move", ids, MOVES)
    sorts = [np.isin(following, ["P", "B"]), np.isin(following, ["T", "U"])]
    return np.select(sorts, [moved, STATUS], "")
