"""The force's files about the response: case logs, calls, effort, prevention interviews."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np

from homeward.synth.clock import to_local
from homeward.synth.county import County
from homeward.synth.details import Details
from homeward.synth.habits import BANNER
from homeward.synth.identities import Identities
from homeward.synth.identities.references import POLICE
from homeward.synth.partners.draft import (
    Draft,
    as_words,
    spoil,
    time_texts,
    word_texts,
    yes_no,
)
from homeward.synth.people import Whole
from homeward.synth.response.calls import calls_of
from homeward.synth.response.cases import Marks
from homeward.synth.response.effort import SOURCE, Effort, effort_table
from homeward.synth.response.respond import Response
from homeward.synth.response.spellings import LOG_HABITS, LogHabit
from homeward.synth.response.tasklog import FOLDER, log_sheets
from homeward.synth.response.words import ROLES, Activity
from homeward.synth.rows import incident_references
from homeward.synth.sheets import Sheet, Supplied
from homeward.vocabulary.activity import CallKind, InterviewKind
from homeward.vocabulary.report import Reporter

CALLS_FILE = f"{FOLDER}/command_and_control.csv"
EFFORT_FILE = f"{FOLDER}/effort.csv"
PREVENTION_FILE = f"{FOLDER}/prevention_interviews.csv"

#: Share of prevention interviews, face to face, at which the child was seen alone.
_SEEN_ALONE = 0.6

#: What may befall a call in the log, beside having no incident.
_CALL_FAULTS = ("partner_spellings", "partner_duplicates")


def response_files(
    county: County,
    details: Details,
    response: Response,
    identities: Identities,
    rates: Mapping[str, float],
) -> Supplied:
    """What the force hands over about its response: nothing later than each file's making.

    Parameters
    ----------
    county, details, response
        Of one county; `response` from `respond`.
    identities
        References of the children.
    rates
        By kind of fault; kinds left out are not planted.
    """
    logs, planted = log_sheets(response, rates)
    calls, of_calls = _calls(response, rates)
    interviews, of_interviews = _prevention(response, identities, rates)
    files = (*logs, calls, _effort(response), interviews)
    for more in (of_calls, of_interviews):
        planted.update(more)
    return Supplied(files, planted, response.truth() | {"log_words": _log_words(county)})


def _log_words(county: County) -> dict[str, dict[str, dict[str, str]]]:
    """How each log writes each activity and role."""
    return {
        habit.name: {
            "activities": {word.value: text for word, text in habit.activities.items()},
            "roles": {word.value: text for word, text in habit.roles.items()},
        }
        for habit in _habits(county)
    }


def _habits(county: County) -> list[LogHabit]:
    """The habits of the county's logs, each once."""
    habits = [LOG_HABITS[rule.habit] for rule in county.world.profile.files]
    return list({habit.name: habit for habit in habits}.values())


def _calls(response: Response, rates: Mapping[str, float]) -> tuple[Sheet, Counter[str]]:
    """Calls up to the last extract; some with no incident."""
    county, calls = response.cases.county, calls_of(response)
    known = calls.when <= county.as_of
    ids = calls.ids[known]
    unlinked = county.world.streams.uniform("faults.calls_unlinked", ids)
    lost = unlinked < rates.get("calls_unlinked", 0.0)
    references = np.array(incident_references(county), object)[calls.incident[known]]
    kinds = as_words(CallKind, calls.kind[known])
    draft = Draft(
        purpose="calls",
        ids=ids,
        columns={
            "Log Number": np.array(calls.numbers, object)[known].tolist(),
            "Call Time": time_texts(to_local(calls.when[known])),
            "Caller Role": word_texts(as_words(Reporter, calls.caller[known])),
            "Call Type": word_texts(kinds),
            "Incident Ref": np.where(lost, "", references).tolist(),
        },
        words={"Call Type": kinds},
    )
    planted = spoil(
        draft, {kind: rates.get(kind, 0.0) for kind in _CALL_FAULTS}, county.world.streams
    )
    planted["calls_unlinked"] = int(lost.sum())
    return Sheet(CALLS_FILE, draft.columns, preamble=(BANNER,)), planted


def _effort(response: Response) -> Sheet:
    """Minutes and cost of each activity and role, named as each of the county's logs does."""
    lines = effort_table(response.events.activity, response.events.role)
    habits = _habits(response.cases.county)
    rows = [_effort_cells(line, habit) for habit in habits for line in lines]
    heads = ("Activity", "Role", "Low", "Likely", "High", "Hourly Rate", "Basis")
    columns = {head: [cells[place] for cells in rows] for place, head in enumerate(heads)}
    return Sheet(EFFORT_FILE, columns, preamble=(BANNER,))


def _effort_cells(line: Effort, habit: LogHabit) -> tuple[str, ...]:
    numbers = (line.low, line.likely, line.high)
    return (
        habit.activities[line.activity],
        habit.roles[line.role],
        *(f"{minutes:g}" for minutes in numbers),
        f"{line.cost_per_hour:.2f}",
        f"{SOURCE}; named as in {habit.name} logs",
    )


def _prevention(
    response: Response, identities: Identities, rates: Mapping[str, float]
) -> tuple[Sheet, Counter[str]]:
    """Prevention interviews done up to the last extract."""
    county, events = response.cases.county, response.events
    done = events.of(Activity.PREVENTION_INTERVIEW, Activity.PREVENTION_BY_PHONE)
    at = np.flatnonzero(done & (events.start <= county.as_of))
    face = events.of(Activity.PREVENTION_INTERVIEW)[at]
    alone = county.world.streams.uniform("response.seen_alone", events.ids[at]) < _SEEN_ALONE
    kind = np.full(len(at), InterviewKind.PREVENTION.value)
    words = {"Interview Type": as_words(InterviewKind, kind), "Seen Alone": yes_no(alone, face)}
    draft = Draft(
        purpose="prevention",
        ids=events.ids[at],
        columns=_told(response, identities, at, face),
        words=words,
        timed=("Date Returned", "Date Completed"),
        references=("MisPer Ref",),
    )
    draft.columns |= {header: word_texts(cells) for header, cells in words.items()}
    planted = spoil(draft, rates, county.world.streams)
    return Sheet(PREVENTION_FILE, draft.columns, preamble=(BANNER,)), planted


def _told(
    response: Response, identities: Identities, at: Whole, face: Marks
) -> dict[str, list[str]]:
    """Columns of prevention interviews; those of words are filled in by the caller."""
    county, events = response.cases.county, response.events
    incident = events.incident[at]
    references = np.array(incident_references(county), object)
    nominal = np.array(identities.reference(POLICE), object)
    who = np.array([word.meaning for word in ROLES], object)
    return {
        "Interview Type": [],
        "MisPer Ref": references[incident].tolist(),
        "Nominal ID": nominal[county.incidents.child[incident]].tolist(),
        "Date Returned": time_texts(to_local(response.cases.returned[incident])),
        "Date Completed": time_texts(to_local(events.start[at])),
        "Method": np.where(face, "Face to face", "Telephone").tolist(),
        "Delivered By": who[events.role[at]].tolist(),
        "Seen Alone": [],
    }
