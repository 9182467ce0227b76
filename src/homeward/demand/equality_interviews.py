"""Whether a return interview was offered and a prevention interview held, by incident.

An interview that is absent was not offered only if a file that would hold it was loaded;
otherwise nobody can tell.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from ibis.expr.types import Table
from numpy.typing import NDArray

from homeward.demand.counting import Flag
from homeward.timelines.histories import Timelines
from homeward.timelines.sheet import Sheet
from homeward.vocabulary.activity import InterviewKind
from homeward.vocabulary.outcome import ReturnMethod
from homeward.vocabulary.person import YesNo
from homeward.vocabulary.placement import PlacementKind
from homeward.vocabulary.times import ResolvedFrom

#: Days after the return in which an interview may still be on its way into the file.
GRACE_DAYS = 3
#: An interview with no incident may belong to any return of the child this near, in days.
NEAR_DAYS = 1

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
        Child and day of return of each interview that names no incident; day NaT if blank.
    """

    linked: Yes
    met: Yes
    children: NDArray[np.int64]
    days: NDArray[np.datetime64]


def interview_flags(timelines: Timelines) -> tuple[Flag, Flag]:
    """Whether a return interview was offered, and whether a prevention interview was held.

    Parameters
    ----------
    timelines
        Histories of one study.

    Returns
    -------
    Flag, Flag
        Judged for incidents that ended while the file ran; nothing is judged where no
        interviews were supplied. Left out are those that nobody can tell: no interview is
        linked and one that names no incident may be theirs; the return is too recent; or,
        for return interviews, another authority is responsible for the child and its file
        is not known to be here. The return of a child found dead is no part of it.
    """
    sheet = timelines.sheet
    belongs = _ended(sheet)
    if "interviews" not in timelines.held:
        nothing = np.zeros(sheet.rows, bool)
        return Flag(nothing, nothing, belongs), Flag(nothing, nothing, belongs)
    elsewhere = sheet.word("placement_kind").equals(PlacementKind.OTHER_HERE.value)
    found = _interviews(timelines)
    return (
        _flag(timelines, found[InterviewKind.RETURN_HOME], belongs, ~elsewhere),
        _flag(timelines, found[InterviewKind.PREVENTION], belongs, np.ones(sheet.rows, bool)),
    )


def _ended(sheet: Sheet) -> Yes:
    """Incidents that ended, with the child alive."""
    ends = [word.value for word in ResolvedFrom if word is not ResolvedFrom.NONE]
    dead = sheet.word("return_method").equals(ReturnMethod.FOUND_DECEASED.value)
    return sheet.word("resolved_from").among(ends) & ~dead


def _flag(timelines: Timelines, found: _Found, belongs: Yes, ours: Yes) -> Flag:
    sheet = timelines.sheet
    day = sheet.day("resolved_on")
    covered = np.zeros(sheet.rows, bool)
    known = found.linked & ~np.isnat(day)
    if known.any():
        covered = (day >= day[known].min()) & (day <= day[known].max())
    closes = np.datetime64(timelines.as_of.date())
    settled = day + np.timedelta64(GRACE_DAYS, "D") <= closes
    doubtful = _perhaps_theirs(sheet, day, found)
    judged = belongs & covered & ours & (found.linked | (settled & ~doubtful))
    return Flag(found.met, judged, belongs & ~judged)


def _interviews(timelines: Timelines) -> dict[InterviewKind, _Found]:
    """Interviews of both kinds: those that name an incident, and those that name none."""
    table, episodes = timelines.partners["interviews"], timelines.episodes
    linked = _linked(table, episodes).to_pyarrow()
    loose = table.filter(table.incident.isnull()).select(
        "child", "returned_on", kind=table.interview_kind
    )  # fmt: skip
    whose = episodes.filter(episodes.ordinal == 1).select("child", "child_no")
    unnamed = loose.join(whose, "child").select("kind", "child_no", "returned_on").to_pyarrow()
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
    days = unnamed["returned_on"].to_numpy(zero_copy_only=False).astype("datetime64[D]")
    return _Found(linked, met, unnamed["child_no"].to_numpy(), days)


def _linked(table: Table, episodes: Table) -> Table:
    """By kind, the row of the sheet and whether an interview met its definition."""
    answered = table.accepted.isin([YesNo.YES.value, YesNo.NO.value]).fill_null(False)
    offered = (table.offered_on.notnull() | answered) & (
        table.interview_kind == InterviewKind.RETURN_HOME.value
    )
    met = table.completed_on.notnull() | offered
    asked = table.select("incident", kind=table.interview_kind, met=met.cast("int64"))
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
