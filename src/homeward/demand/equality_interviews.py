"""Whether a return interview was offered and a prevention interview held, by incident.

An interview that is absent was not offered only if a file that would hold it was loaded;
otherwise nobody can tell.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from ibis.expr.types import BooleanValue, Table
from numpy.typing import NDArray

from homeward.demand.counting import Counter, Flag, Tally
from homeward.demand.wording import TOO_MANY
from homeward.engine.pulling import pulled
from homeward.findings.estimate import Estimate
from homeward.timelines.histories import Timelines
from homeward.timelines.sheet import Sheet
from homeward.vocabulary.activity import InterviewKind
from homeward.vocabulary.outcome import ReturnMethod
from homeward.vocabulary.person import YesNo
from homeward.vocabulary.placement import PlacementKind
from homeward.vocabulary.times import ResolvedFrom
from homeward.vocabulary.units import Kind, Unit

#: Days after the return in which an interview may still be on its way into the file.
GRACE_DAYS = 3
#: An interview with no incident may belong to any return of the child this near, in days.
NEAR_DAYS = 1

#: Names of the two shares, and what each counts.
RETURN, PREVENTION = "share_offered_return_interview", "share_with_prevention_interview"
_WORDS = {RETURN: "offered a return interview", PREVENTION: "given a prevention interview"}

Yes = NDArray[np.bool_]
_SPAN = 1_000_000


@dataclass(frozen=True, slots=True)
class _Found:
    """Interviews of one kind.

    Attributes
    ----------
    linked, met
        Rows of the sheet with an interview in the file, and with one offered (held).
    children, days
        Child and day of return of each interview that names no incident, but a child of
        the records; day NaT if blank.
    untied
        Day of return of each interview offered (held) that names neither; NaT if blank.
    """

    linked: Yes
    met: Yes
    children: NDArray[np.int64]
    days: NDArray[np.datetime64]
    untied: NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class Interviewed:
    """What the interviews of one kind tell of every incident.

    Attributes
    ----------
    words
        What is asked, in the middle of a sentence.
    flag
        As `interviews_of` says.
    belongs
        Incidents that the question is asked of, judged or not.
    doubtful
        Incidents left out only because an interview that names no incident may be theirs.
    untied
        Interviews that were offered (held) after a return of the time that the file
        covers, and can be tied to no incident and to no child of the records.
    """

    words: str
    flag: Flag
    belongs: Yes
    doubtful: Yes
    untied: int

    @property
    def too_many(self) -> bool:
        """Whether interviews that cannot be tied could move the share by too much.

        An incident whose interview names no incident looks like one that had none: a
        share of those judged is then too low, and by another amount in each group.
        """
        judged = int(_judged(self.flag).sum())
        loose = int(self.doubtful.sum())
        return judged > 0 and loose + self.untied > TOO_MANY * (judged + loose)

    @property
    def asked(self) -> Flag:
        """The flag; with nothing judged where too many interviews cannot be tied."""
        if not self.too_many:
            return self.flag
        nothing = np.zeros(len(self.doubtful), bool)
        return Flag(nothing, nothing, self.belongs)

    def bounds(self, name: str, counter: Counter) -> list[Estimate]:
        """The least and most that the share can be, wherever the untied interviews belong."""
        judged = _judged(self.flag)
        whole = judged | self.doubtful
        asked = {
            "lowest": Flag(self.flag.yes & judged, whole),
            "highest": Flag(self.flag.yes & judged | self.doubtful, whole),
        }
        found = counter.tallies([()], asked)[()]
        return [
            _bound(f"{name}_{end}", found[end], self.untied if end == "highest" else 0)
            for end in asked
        ]


def _judged(flag: Flag) -> Yes:
    assert flag.judged is not None
    return flag.judged


def _bound(name: str, tally: Tally, more: int) -> Estimate:
    """A bound, with so many more incidents of as many more children."""
    count = min(tally.of, tally.count + more)
    return Estimate(
        name, Kind.BOUND, Unit.INCIDENTS, count / tally.of, count=count, of=tally.of,
        children=min(tally.children_of, tally.children + more), children_of=tally.children_of,
    )  # fmt: skip


def interviews_of(timelines: Timelines) -> dict[str, Interviewed]:
    """Whether a return interview was offered, and whether a prevention interview was held.

    Parameters
    ----------
    timelines
        Histories of one study.

    Returns
    -------
    dict
        By name of the share. Judged are incidents that ended while the file ran; none
        where no interviews were supplied. Left out are those that nobody can tell: the
        incident has no recorded end; no interview is linked and one that names no incident
        may be theirs; the return is too recent; or, for return interviews, another
        authority is responsible for the child and its file is not known to be here. The
        return of a child found dead is no part of it.
    """
    return timelines.sheet.once.of("interviews", lambda: _made(timelines))


def _made(timelines: Timelines) -> dict[str, Interviewed]:
    sheet = timelines.sheet
    alive = ~sheet.word("return_method").equals(ReturnMethod.FOUND_DECEASED.value)
    kinds = {RETURN: InterviewKind.RETURN_HOME, PREVENTION: InterviewKind.PREVENTION}
    if "interviews" not in timelines.held:
        nothing = np.zeros(sheet.rows, bool)
        none = Flag(nothing, nothing, alive)
        return {name: Interviewed(_WORDS[name], none, alive, nothing, 0) for name in kinds}
    here = ~sheet.word("placement_kind").equals(PlacementKind.OTHER_HERE.value)
    ours = {RETURN: here, PREVENTION: np.ones(sheet.rows, bool)}
    found = _interviews(timelines)
    return {
        name: _interviewed(timelines, name, found[kind], alive, ours[name])
        for name, kind in kinds.items()
    }


def _ended(sheet: Sheet) -> Yes:
    ends = [word.value for word in ResolvedFrom if word is not ResolvedFrom.NONE]
    return sheet.word("resolved_from").among(ends)


def _interviewed(
    timelines: Timelines, name: str, found: _Found, belongs: Yes, ours: Yes
) -> Interviewed:
    sheet = timelines.sheet
    day = sheet.day("resolved_on")
    covered, untied = np.zeros(sheet.rows, bool), 0
    known = found.linked & ~np.isnat(day)
    if known.any():
        first, last = day[known].min(), day[known].max()
        covered = (day >= first) & (day <= last)
        within = (found.untied >= first) & (found.untied <= last)
        untied = int((within | np.isnat(found.untied)).sum())
    closes = np.datetime64(timelines.as_of.date())
    due = day + np.timedelta64(GRACE_DAYS, "D") <= closes
    doubtful = _perhaps_theirs(sheet, day, found)
    could = belongs & _ended(sheet) & covered & ours
    judged = could & (found.linked | (due & ~doubtful))
    return Interviewed(
        _WORDS[name],
        Flag(found.met, judged, belongs & ~judged),
        belongs,
        could & doubtful & ~found.linked,
        untied,
    )


def _interviews(timelines: Timelines) -> dict[InterviewKind, _Found]:
    """Interviews of both kinds: those that name an incident, and those that name none."""
    table, episodes = timelines.partners["interviews"], timelines.episodes
    linked = pulled(_linked(table, episodes))
    loose = table.filter(table.incident.isnull()).select(
        "child", "returned_on", kind=table.interview_kind, met=_met(table)
    )  # fmt: skip
    whose = episodes.filter(episodes.ordinal == 1).select("child_no", _child=episodes.child)
    unnamed = loose.left_join(whose, loose.child == whose._child)
    unnamed = pulled(unnamed.select("kind", "child_no", "returned_on", "met"))
    return {
        kind: _found(timelines.sheet.rows, *(_of_kind(t, kind) for t in (linked, unnamed)))
        for kind in (InterviewKind.RETURN_HOME, InterviewKind.PREVENTION)
    }


def _of_kind(table: pa.Table, kind: InterviewKind) -> pa.Table:
    return table.filter(pc.equal(table["kind"], kind.value))


def _found(rows: int, named: pa.Table, unnamed: pa.Table) -> _Found:
    linked, met = np.zeros(rows, bool), np.zeros(rows, bool)
    place = named["row"].to_numpy()
    linked[place] = True
    met[place] = named["met"].to_numpy() > 0
    tied = unnamed["child_no"].is_valid()
    theirs = unnamed.filter(tied)
    untied = unnamed.filter(pc.and_(pc.invert(tied), unnamed["met"]))
    return _Found(linked, met, theirs["child_no"].to_numpy(), _days(theirs), _days(untied))


def _days(table: pa.Table) -> NDArray[np.datetime64]:
    return table["returned_on"].to_numpy(zero_copy_only=False).astype("datetime64[D]")


def _met(table: Table) -> BooleanValue:
    """Whether an interview was offered (return home) or held (either kind)."""
    answered = table.accepted.isin([YesNo.YES.value, YesNo.NO.value]).fill_null(False)
    offered = (table.offered_on.notnull() | answered) & (
        table.interview_kind == InterviewKind.RETURN_HOME.value
    )
    return table.completed_on.notnull() | offered


def _linked(table: Table, episodes: Table) -> Table:
    """By kind, the row of the sheet and whether an interview met its definition."""
    asked = table.select("incident", kind=table.interview_kind, met=_met(table).cast("int64"))
    rows = episodes.select("row", _incident=episodes.incident)
    both = asked.join(rows, asked.incident == rows._incident)
    return both.group_by(["kind", "row"]).agg(met=both.met.max())


def _perhaps_theirs(sheet: Sheet, day: NDArray[np.datetime64], found: _Found) -> Yes:
    """Incidents that an interview without an incident may belong to."""
    blank = np.isnat(found.days)
    out = np.isin(sheet.child, found.children[blank])
    keys = found.children[~blank] * _SPAN + found.days[~blank].astype(np.int64)
    known = ~np.isnat(day)
    mine = sheet.child[known] * _SPAN + day[known].astype(np.int64)
    near = np.zeros(len(mine), bool)
    for away in range(-NEAR_DAYS, NEAR_DAYS + 1):
        near |= np.isin(mine + away, keys)
    out[known] |= near
    return out
