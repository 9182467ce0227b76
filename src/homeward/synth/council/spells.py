"""The council's missing spells: what it came to know of episodes, and absences of its own.

Most episodes of a looked-after child reach the council, whichever force took the report;
some are written down as absences, some with a date a day off. Other absences are known to
carers and council alone. A spell ends no later than the placement it began in.

How much reaches the council is judgement: councils and forces are known not to agree, but
no comparison record by record is published.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from homeward.synth.clock import DAY, HOUR, YEAR, to_local
from homeward.synth.council.codes import AWAY, MISSING
from homeward.synth.council.placed import Placements, placement_of
from homeward.synth.council.years import Flags, Span, Texts, local_days, take
from homeward.synth.county import County
from homeward.synth.people import Whole, begins
from homeward.synth.streams import Floats, Ids
from homeward.vocabulary.setting import Setting

#: Share of episodes that reach the council: recorded by this force, and by none or another.
_TOLD, _TOLD_ELSEWHERE = 0.90, 0.82

#: Share of those that the council calls an absence, and share with a date a day off.
_CALLED_AWAY, _DAY_OFF = 0.04, 0.06

#: Absences a year that only carers and council know of, by setting, and elsewhere; they
#: are lognormal among children with this sd of the logarithm.
_ABSENCES = {Setting.FOSTER: 0.10, Setting.CHILDRENS_HOME: 0.70}
_ABSENCES_ELSEWHERE, _ABSENCES_SIGMA = 0.50, 1.0

#: Lognormal hours of such an absence: median and sd of the logarithm, and the longest.
_HOURS, _HOURS_SIGMA, _LONGEST = 6.0, 0.9, 72.0

#: Marks a spell of which this force has no incident.
NO_INCIDENT = -1

#: What the tables say of an interview.
YES, NO, NOT_APPLICABLE = "Y", "N", "NA"

#: Minutes are below this: keeps children apart in one key.
_SCALE = 2.0**33


@dataclass(frozen=True, slots=True)
class Spells:
    """Arrays with one entry for each spell, ordered by child and start.

    Attributes
    ----------
    ids
        Lasting identity: that of the episode, or its own.
    child, placed
        Positions in `Children` and `Placements`.
    code
        MISSING or AWAY.
    start, end
        Local minutes as the council has them; the end infinite while it is open.
    incident
        Position in `county.incidents`, or NO_INCIDENT.
    offered, accepted
        Return home interview: Y, N or NA. Nobody is interviewed after an episode that
        this force did not record (`aftermath`), so none was offered.
    """

    ids: Ids
    child: Whole
    placed: Whole
    code: Texts
    start: Floats
    end: Floats
    incident: Whole
    offered: Texts
    accepted: Texts

    @property
    def first_day(self) -> Floats:
        """Days on which they start."""
        return np.floor(self.start / DAY)

    @property
    def last_day(self) -> Floats:
        """Days on which they end; infinite while open."""
        return np.floor(self.end / DAY)


def missing_spells(county: County, placed: Placements, span: Span) -> Spells:
    """Every spell that the council holds and that overlaps the days that the files tell of."""
    happened = _happened(county, placed, span)
    own = _own_absences(county, placed, span)
    columns = [
        np.concatenate([getattr(happened, f.name), getattr(own, f.name)]) for f in fields(Spells)
    ]
    spells = Spells(*columns)
    told = np.concatenate([_reaches(county, happened), np.ones(len(own.ids), bool)])
    order = np.lexsort((spells.ids, spells.start, spells.child))
    is_own = np.arange(len(order))[order] >= len(happened.ids)
    spells = take(spells, order)
    spells = take(spells, told[order] & ~(is_own & _clashes(spells)))
    spells = _dated(county, placed, span, _in_placements(placed, spells))
    kept = take(spells, spells.last_day >= span.first)
    return _open(kept, kept.last_day > span.last)


def _happened(county: County, placed: Placements, span: Span) -> Spells:
    """Every episode that began in one of these placements, told or not."""
    life, streams = county.life.episodes, county.world.streams
    position = placement_of(county, placed)
    where = np.flatnonzero((position[life.stay] >= 0) & (local_days(life.last_seen) <= span.last))
    ids, recorded = life.ids[where], life.recorded[where] == 1
    away = streams.uniform("council.called_away", ids) < _CALLED_AWAY
    offer = recorded & (local_days(life.offered[where]) <= span.last)
    agreed = np.where(life.accepted[where] == 1, YES, NO)
    return Spells(
        ids=ids,
        child=life.child[where],
        placed=position[life.stay[where]],
        code=np.where(away, AWAY, MISSING),
        start=to_local(life.last_seen[where]),
        end=to_local(life.found[where]),
        incident=incident_of(county, ids),
        offered=np.where(offer, YES, NO),
        accepted=np.where(offer, agreed, NOT_APPLICABLE),
    )


def incident_of(county: County, ids: Ids) -> Whole:
    """Position of each episode among the incidents, or NO_INCIDENT."""
    known = county.incidents.ids
    if not len(known):
        return np.full(len(ids), NO_INCIDENT)
    order = np.argsort(known)
    at = order[np.clip(np.searchsorted(known, ids, sorter=order), 0, len(known) - 1)]
    return np.where(known[at] == ids, at, NO_INCIDENT)


def _reaches(county: County, spells: Spells) -> Flags:
    """Whether the council comes to know of each episode."""
    share = np.where(spells.incident == NO_INCIDENT, _TOLD_ELSEWHERE, _TOLD)
    return county.world.streams.uniform("council.told", spells.ids) < share


def _own_absences(county: County, placed: Placements, span: Span) -> Spells:
    """Absences that no police force heard of, at a rate of each child's own."""
    streams, world = county.world.streams, county.world
    opens = np.maximum(np.maximum(placed.opens, span.first) * DAY, begins(world.profile))
    length = np.maximum(np.minimum(placed.closes, span.last + 1) * DAY - opens, 0)
    per_year = np.array([_ABSENCES.get(Setting(s), _ABSENCES_ELSEWHERE) for s in placed.setting])
    inclined = streams.lognormal(
        "council.inclined", world.children.ids[placed.child], 1.0, _ABSENCES_SIGMA
    )
    number = streams.poisson("council.absences", placed.ids, per_year * inclined * length / YEAR)
    owner = np.repeat(np.arange(len(number)), number)
    index = np.arange(len(owner)) - np.repeat(np.cumsum(number) - number, number)
    ids = streams.identity("council.absence", placed.ids[owner], index)
    when = opens[owner] + length[owner] * streams.uniform("council.absent_from", ids)
    hours = streams.lognormal("council.absent_for", ids, _HOURS, _HOURS_SIGMA)
    start = np.floor(when / 15) * 15
    end = np.floor(start + HOUR * np.clip(hours, 0.25, _LONGEST))
    none = np.full(len(ids), NOT_APPLICABLE)
    return Spells(
        ids, placed.child[owner], owner, np.full(len(ids), AWAY), start, end,
        np.full(len(ids), NO_INCIDENT), none, none,
    )  # fmt: skip


def _clashes(spells: Spells) -> Flags:
    """Which spells overlap one before or the one after; ordered by child and start."""
    base = spells.child * _SCALE
    before = np.append(-np.inf, np.maximum.accumulate(base + spells.end)[:-1])
    after = np.append(base[1:] + spells.start[1:], np.inf)
    return (base + spells.start <= before[: len(base)]) | (base + spells.end >= after[: len(base)])


def _in_placements(placed: Placements, spells: Spells) -> Spells:
    """The same, begun in the placement and over when it ends; never at midnight sharp.

    Midnight sharp would be taken for a date with no time.
    """
    opens, closes = placed.opens[spells.placed], placed.closes[spells.placed]
    start = np.maximum(spells.start, opens * DAY)
    end = np.minimum(spells.end, closes * DAY + DAY - 1)
    return _retimed(spells, start + (start % DAY == 0), end + (end % DAY == 0))


def _retimed(spells: Spells, start: Floats, end: Floats) -> Spells:
    columns = {f.name: getattr(spells, f.name) for f in fields(Spells)}
    return Spells(**columns | {"start": start, "end": np.maximum(start, end)})


def _dated(county: County, placed: Placements, span: Span, spells: Spells) -> Spells:
    """The same, some with a date a day off where nothing else contradicts it."""
    streams, ids = county.world.streams, spells.ids
    chosen = streams.uniform("council.day_off", ids) < _DAY_OFF
    sort = streams.pick("council.day_off_sort", ids, [1, 1, 1])
    first, last, same = spells.first_day, spells.last_day, spells.child[1:] == spells.child[:-1]
    ended = np.append(-np.inf, np.where(same, last[:-1], -np.inf))[: len(ids)]
    begins = np.append(np.where(same, first[1:], np.inf), np.inf)[: len(ids)]
    latest = np.minimum(np.minimum(begins, placed.closes[spells.placed]), span.last)
    earlier = chosen & (sort == 0) & (first - 1 > ended) & (first > placed.opens[spells.placed])
    later = chosen & (sort == 1) & (first + 1 < last)
    longer = chosen & (sort == 2) & (last + 1 < latest)
    shift = DAY * (later.astype(np.int64) - earlier)
    return _retimed(spells, spells.start + shift, spells.end + DAY * longer)


def _open(spells: Spells, still: Flags) -> Spells:
    """The same, without an end where it is not known yet, nor any interview."""
    columns = {f.name: getattr(spells, f.name) for f in fields(Spells)}
    columns["end"] = np.where(still, np.inf, spells.end)
    for name in ("offered", "accepted"):
        columns[name] = np.where(still, NOT_APPLICABLE, columns[name])
    return Spells(**columns)
