"""Logs of the response: one row for each event of a report, told from the values.

Headings say little here ("Task", "Rank" and "Start Time" are of a rate card too). That the
references stand in the file of reports, and each many times, says it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from homeward.records.incidents import INCIDENTS
from homeward.records.mapping import ColumnMap, Reading
from homeward.records.partners import CALLS, EVENTS
from homeward.records.propose_doubts import Doubt, DoubtKind, quoted, setting
from homeward.records.propose_lookups import Lookups
from homeward.records.propose_maps import Proposed, propose_map
from homeward.records.propose_match import time_format
from homeward.records.propose_names import about_staff, word_set, words_of
from homeward.records.propose_shapes import GUIDE, NO_RUN, overlap
from homeward.records.propose_values import Look

_BEGINS: Final = word_set("report opened created raised missing")
_ENDS: Final = word_set("found return located closed cancelled traced resolved finalised")

#: Most kinds of event that a list of events has.
_MOST_KINDS: Final = 60

#: Share of a log's references that must be those of reports for it to be their log.
_SHARED: Final = 0.5

#: Columns of times that a list of events may have: when a step began, and when it ended.
_MOST_TIMES: Final = 2


@dataclass(frozen=True, slots=True)
class Log:
    """The columns of a list of events.

    Attributes
    ----------
    cases
        Columns that may say which report it is of: references, most of them repeated.
    kinds
        Columns that may say what happened.
    times
        Columns of dated times.
    """

    cases: tuple[Look, ...]
    kinds: tuple[Look, ...]
    times: tuple[Look, ...]


def log_of(looks: Sequence[Look]) -> Log | None:
    """The columns of a list of events; None if the file cannot be one."""
    timed = [look for look in looks if look.time is not None and look.time.dated]
    rest = [look for look in looks if look.time is None]
    cases = [look for look in rest if look.fill >= 0.9 and 0.02 < look.unique < 0.7]
    kinds = [look for look in rest if _names_kinds(look)]
    telling = [look for look in kinds if tells_begin_and_end(look)]
    if not timed or len(timed) > _MOST_TIMES or not cases or not kinds:
        return None
    return Log(tuple(cases), tuple(telling or kinds), tuple(timed))


def _names_kinds(look: Look) -> bool:
    words = 2 <= look.distinct <= _MOST_KINDS and look.fill >= 0.9 and not look.free_text
    return words and not look.yes_no and not about_staff(look.header) and look.unique < 0.5


def tells_begin_and_end(look: Look) -> bool:
    """Whether a column names kinds of event, one of which begins a report and one ends it."""
    if not 2 <= look.distinct <= _MOST_KINDS or look.free_text:
        return False
    said = [set(words_of(text)) for text, _ in look.folded]
    return any(w & _BEGINS for w in said) and any(w & _ENDS for w in said)


def of_reports(log: Log, reports: Iterable[Proposed]) -> tuple[Look, Proposed] | None:
    """The column of references that stand in a file of reports, and those reports."""
    for one in reports:
        keys = [one.filled["incident"]] if "incident" in one.filled else []
        for case in log.cases:
            if any(overlap(case, key) >= _SHARED for key in keys):
                return case, one
    return None


def propose_log(
    looks: Sequence[Look], files: tuple[str, ...], reading: Reading, lookups: Lookups,
    reports: Iterable[Proposed],
) -> Proposed | None:  # fmt: skip
    """The mapping of a log of the response to reports that are there.

    None unless its references are theirs, and one column alone can say what happened and one
    alone when.
    """
    log = log_of(looks)
    found = of_reports(log, reports) if log is not None else None
    if log is None or found is None:
        return None
    kinds = [look for look in log.kinds if look is not found[0]]
    if len(kinds) != 1 or len(log.times) != 1:
        return None
    filled = {"incident": found[0], "activity": kinds[0], "happened": log.times[0]}
    rest = [look for look in looks if look not in filled.values()]
    one = propose_map(rest, EVENTS, files, reading, lookups=lookups)
    columns = {name: _column(look) for name, look in filled.items()}
    columns |= {name: held for name, held in one.map.columns.items() if name not in filled}
    doubts = [d for d in one.doubts if d.column not in filled]
    return replace(
        one,
        map=replace(one.map, columns=columns),
        doubts=(_taken(files[0], filled, found[1].map.files[0]), *doubts),
        filled={**one.filled, **filled},
    )


def _column(look: Look) -> ColumnMap:
    zone = look.time.zone if look.time is not None and look.time.dated else "local"
    return ColumnMap(look.header, format=time_format(look), zone=zone)


def _taken(file: str, filled: dict[str, Look], of: str) -> Doubt:
    case, key = filled["incident"], quoted([filled["incident"].header])
    many = f"{case.filled / max(1, case.distinct):.1f} rows to each"
    return Doubt(
        DoubtKind.TABLE, file, EVENTS.name, "incident", (case.header,),
        f"{file} was taken for the log of the response to the reports of {of} (`events`): {key}"
        f' holds their references, {many}, "{filled["activity"].header}" says what happened and'
        f' "{filled["happened"].header}" when. If it is something else, take its [[dataset]] out'
        " of study.toml and list the file under `ignored_files`.", EVENTS.name,
    )  # fmt: skip


def unsettled(file: str, looks: Sequence[Look], reports: Sequence[Proposed]) -> list[Doubt]:
    """What is said of a list of events that is left out: with the reports there, or without."""
    log = log_of(looks)
    if log is None or (not any(map(tells_begin_and_end, log.kinds)) and not reports):
        return []
    if not reports:
        return [turned_round(file, log.kinds[0], log.times[0])]
    found = of_reports(log, reports)
    if found is None:
        return []
    kinds = [look for look in log.kinds if look is not found[0]]
    if not kinds:
        return []
    lines = [setting("incident", found[0].header), setting("activity", kinds[0].header),
             setting("happened", log.times[0].header, time_format(log.times[0]))]  # fmt: skip
    return [Doubt(
        DoubtKind.LAYOUT, file, EVENTS.name, "", (found[0].header, kinds[0].header),
        f'{file} looks like the log of the response to the reports of {found[1].map.files[0]}:'
        f' "{found[0].header}" holds their references, each in several rows. More than one'
        " column could say what happened, or when, so it is left out: it stands under"
        " `ignored_files`. If it is that log, take it out of there and add a [[dataset]] with"
        f' `table = "{EVENTS.name}"`, and {"; ".join(lines)}, or the columns that are right.',
    )]  # fmt: skip


def turned_round(file: str, kind: Look, time: Look) -> Doubt:
    """Of a list of events beside which there is no file of reports: how to make one of it."""
    return Doubt(
        DoubtKind.LAYOUT, file, "", "", (kind.header,),
        f'{file} has one row for each event of a report: "{kind.header}" says which event'
        f' and "{time.header}" when. Homeward needs one row for each report, with a column'
        f" for each time, and does not choose which events make one. {GUIDE} says how to turn"
        f" it round; put the file that this makes beside {file}, which is then read as the log of"
        f" the response (`{EVENTS.name}`).{NO_RUN}",
    )  # fmt: skip


def logs_as_calls(proposed: Sequence[Proposed]) -> list[Doubt]:
    """A question about each file taken for calls whose log numbers are those of the reports."""
    reports = [one for one in proposed if one.map.table == INCIDENTS.name]
    said = []
    for one in proposed:
        log, file = one.filled.get("log"), one.map.files[0]
        if one.map.table != CALLS.name or log is None or "call_kind" in one.filled:
            continue
        found = of_reports(Log((log,), (), ()), reports)
        if found is not None:
            said.append(Doubt(
                DoubtKind.TABLE, file, CALLS.name, "log", (log.header,),
                f"{file} could be `{CALLS.name}` (one row per {CALLS.one_row_per}) or"
                f" `{EVENTS.name}` (one row per {EVENTS.one_row_per}): it was taken for"
                f' `{CALLS.name}` by its headings, and "{log.header}" holds the references of the'
                f" reports of {found[1].map.files[0]}. If it is their log, write"
                f' `table = "{EVENTS.name}"` and name its columns `incident`, `activity` and'
                " `happened`.", EVENTS.name,
            ))  # fmt: skip
    return said


def logs_alone(proposed: Iterable[Proposed]) -> list[Doubt]:
    """How to turn round each log that is mapped, where no file of reports is there."""
    return [
        turned_round(one.map.files[0], one.filled["activity"], one.filled["happened"])
        for one in proposed
        if one.map.table == EVENTS.name
        and {"activity", "happened"} <= one.filled.keys()
        and tells_begin_and_end(one.filled["activity"])
    ]
