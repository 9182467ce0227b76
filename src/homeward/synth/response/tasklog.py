"""The force's case logs: the steps known when each file was made, in that system's habit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

import numpy as np

from homeward.synth.clock import DAY, day_of, to_local
from homeward.synth.habits import BANNER
from homeward.synth.people import Whole
from homeward.synth.response.respond import Response
from homeward.synth.response.shifts import Shifts
from homeward.synth.response.spellings import LOG_HABITS, LogHabit
from homeward.synth.response.words import ACTIVITIES, ROLES, agency_of
from homeward.synth.rows import incident_references, made_at, part_of
from homeward.synth.rules import FileRule
from homeward.synth.sheets import Sheet
from homeward.synth.streams import Floats

#: Where logs are, and how an incident file's name becomes its log's.
FOLDER, _INCIDENTS, _LOG = "police", "missing_", "case_log_"

#: Names of three shifts, from the first change of the day; others are numbered.
_SHIFTS = ("Early", "Late", "Night")


@dataclass(frozen=True, slots=True)
class Written:
    """Steps that are in some file, one entry each, in order of case and time.

    Attributes
    ----------
    at
        Position in the events.
    part
        Position of the file.
    start
        Local minute written, infinite where no time is.
    end
        Local minute written, infinite where none is.
    """

    at: Whole
    part: Whole
    start: Floats
    end: Floats


def log_name(rule: FileRule) -> str:
    """Path of the case log that goes with an incident file."""
    stem = PurePosixPath(rule.name).stem
    return f"{FOLDER}/{_LOG}{stem.removeprefix(_INCIDENTS)}.csv"


def log_sheets(response: Response, rates: Mapping[str, float]) -> tuple[list[Sheet], Counter[str]]:
    """A log for each incident file, spoilt at these rates, and what was planted.

    A step stands in the first file made after it, of its own report's file and the later
    ones; what comes after the last file is in none.
    """
    rules = response.cases.county.world.profile.files
    known = _known(response)
    written, planted = _spoilt(response, known, rates)
    references = np.array(incident_references(response.cases.county), object)
    return [
        _sheet(response, written, references, part, rule) for part, rule in enumerate(rules)
    ], planted


def _known(response: Response) -> Written:
    """Every step that some file knows, times as they were."""
    county, events = response.cases.county, response.events
    made = np.array(made_at(county), np.float64)
    own = part_of(county, to_local(response.cases.reported))[events.incident]
    part = np.maximum(own, np.searchsorted(made, events.start, side="left"))
    at = np.flatnonzero(part < len(made))
    part, start, end = part[at], events.start[at], events.end[at]
    return Written(at, part, to_local(start), np.where(end <= made[part], to_local(end), np.inf))


def _spoilt(
    response: Response, known: Written, rates: Mapping[str, float]
) -> tuple[Written, Counter[str]]:
    """Some steps with no time, and some with the time of the step before in the same file."""
    events, streams = response.events, response.cases.county.world.streams
    ids, incident = events.ids[known.at], events.incident[known.at]
    untimed = streams.uniform("faults.events_untimed", ids) < rates.get("events_untimed", 0.0)
    tied = streams.uniform("faults.events_tied", ids) < rates.get("events_tied", 0.0)
    before = np.full(len(ids), np.nan)
    follows = (incident[1:] == incident[:-1]) & (known.part[1:] == known.part[:-1]) & ~untimed[:-1]
    before[1:] = np.where(follows, known.start[:-1], np.nan)
    tied &= ~untimed & ~np.isnan(before) & (before != known.start)
    start = np.where(untimed, np.inf, np.where(tied, before, known.start))
    end = np.where(untimed, np.inf, known.end)
    planted = Counter({"events_untimed": int(untimed.sum()), "events_tied": int(tied.sum())})
    return Written(known.at, known.part, start, end), planted


def _sheet(
    response: Response, written: Written, references: np.ndarray, part: int, rule: FileRule
) -> Sheet:
    """One file."""
    habit = LOG_HABITS[rule.habit]
    rows = written.part == part
    at, events = written.at[rows], response.events
    columns = {
        habit.incident: references[events.incident[at]].tolist(),
        habit.ordinal: list(map(str, events.ordinal[at].tolist())),
        habit.activity: _texts(
            [habit.activities[word] for word in ACTIVITIES], events.activity[at]
        ),
        habit.start: clock_texts(written.start[rows], habit),
        habit.end: clock_texts(written.end[rows], habit),
        habit.role: _texts([habit.roles[word] for word in ROLES], events.role[at]),
        habit.agency: _texts([habit.agencies[agency_of(word)] for word in ROLES], events.role[at]),
        habit.shift: _shift_texts(response, events.start[at]),
    }
    columns.pop("", None)
    said = (
        line.format(opens=f"{rule.opens:%d/%m/%Y}", closes=f"{rule.closes:%d/%m/%Y}")
        for line in habit.preamble
    )
    return Sheet(log_name(rule), columns, habit.encoding, habit.delimiter, (BANNER, *said))


def _texts(words: list[str], codes: Whole) -> list[str]:
    return np.array(words, object)[codes].tolist()


def _shift_texts(response: Response, start: Floats) -> list[str]:
    hours = response.cases.county.world.profile.response.shift_hours
    numbers = [str(n + 1) for n in range(len(hours))]
    names = list(_SHIFTS) if len(hours) == len(_SHIFTS) else numbers
    return _texts(names, Shifts(hours).which(start))


def clock_texts(local: Floats, habit: LogHabit) -> list[str]:
    """Local minutes as a system writes times; "" where not finite.

    Texts are made once for each different day and each minute of the day.
    """
    known = np.isfinite(local)
    minutes = np.where(known, local, 0).astype(np.int64)
    days, place = np.unique(minutes // DAY, return_inverse=True)
    dates = np.array([day_of(day * DAY).strftime(habit.day) + " " for day in days.tolist()], object)
    clocks = np.array([f"{n // 60:02d}:{n % 60:02d}{habit.seconds}" for n in range(DAY)], object)
    return np.where(known, dates[place] + clocks[minutes % DAY], "").tolist()
