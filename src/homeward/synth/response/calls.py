"""Command-and-control calls: who rang about which report, when, and what for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from homeward.synth.clock import DAY, day_of, to_local
from homeward.synth.people import Whole
from homeward.synth.response.respond import Response
from homeward.synth.response.words import ACTIVITIES, Activity
from homeward.synth.streams import Floats, Ids
from homeward.vocabulary.activity import CallKind
from homeward.vocabulary.outcome import ReturnMethod
from homeward.vocabulary.report import Reporter
from homeward.vocabulary.setting import CARE_SETTINGS

#: Steps that begin with a call, and what kind of call it is.
CALLED: dict[Activity, CallKind] = {
    Activity.REPORT_RECEIVED: CallKind.REPORT,
    Activity.CHASER_CALL: CallKind.CHASER,
    Activity.DUPLICATE_REPORT: CallKind.DUPLICATE,
    Activity.UPDATE_RECEIVED: CallKind.UPDATE,
    Activity.RETURN_REPORTED: CallKind.RETURN,
}

#: Who else reports the same episode, and who has news, beside those at home: weights.
_OTHERS: dict[Reporter, float] = {
    Reporter.RELATIVE: 0.30, Reporter.SOCIAL_WORKER: 0.25, Reporter.FRIEND: 0.20,
    Reporter.SCHOOL: 0.10, Reporter.PUBLIC: 0.15,
}  # fmt: skip

#: Share of second reports and of news that those at home bring themselves.
_FROM_HOME = 0.45

#: Who tells of a return that nobody at home brought about.
_TELLS_OF: dict[ReturnMethod, Reporter] = {
    ReturnMethod.PARTNER_FOUND: Reporter.SOCIAL_WORKER,
    ReturnMethod.PUBLIC: Reporter.PUBLIC,
    ReturnMethod.HOSPITAL: Reporter.HEALTH,
}

#: Log numbers run through the day, other calls among them.
_OTHER_CALLS_A_DAY = 900


@dataclass(frozen=True, slots=True)
class Calls:
    """Arrays with one entry for each call, in order of time.

    Attributes
    ----------
    ids
        Lasting identity: that of the step.
    incident
        Position of the incident.
    when
        UTC minute.
    kind, caller
        `CallKind` and `Reporter` values.
    numbers
        Log numbers, unique.
    """

    ids: Ids
    incident: Whole
    when: Floats
    kind: np.ndarray
    caller: np.ndarray
    numbers: list[str]


def calls_of(response: Response) -> Calls:
    """Every call about a report."""
    events = response.events
    which = np.flatnonzero(events.of(*CALLED))
    which = which[np.lexsort((events.ids[which], events.start[which]))]
    incident, when, ids = events.incident[which], events.start[which], events.ids[which]
    kinds = np.array([str(CALLED.get(word, "")) for word in ACTIVITIES])
    kind = kinds[events.activity[which]]
    return Calls(ids, incident, when, kind, _callers(response, ids, incident, kind), _numbers(when))


def _callers(response: Response, ids: Ids, incident: Whole, kind: np.ndarray) -> np.ndarray:
    """Who rang: the reporter, those at home, or somebody else."""
    details, streams = response.cases.details, response.cases.county.world.streams
    in_care = np.isin(details.setting, [word.value for word in CARE_SETTINGS])
    home = np.where(in_care, Reporter.CARER.value, Reporter.PARENT.value)[incident]
    others = np.array([word.value for word in _OTHERS])
    other = others[streams.pick("response.caller", ids, list(_OTHERS.values()))]
    from_home = streams.uniform("response.caller_home", ids) < _FROM_HOME
    told = _matched(details.return_method[incident], _TELLS_OF, home)
    return np.select(
        [
            kind == CallKind.REPORT.value,
            kind == CallKind.CHASER.value,
            kind == CallKind.RETURN.value,
        ],
        [details.reporter[incident], home, told],
        np.where(from_home, home, other),
    )


def _matched(
    values: np.ndarray, table: Mapping[ReturnMethod, Reporter], otherwise: np.ndarray
) -> np.ndarray:
    return np.select(
        [values == word.value for word in table],
        [word.value for word in table.values()],
        otherwise,
    )


def _numbers(when: Floats) -> list[str]:
    """Date and running number of the day, in order of time."""
    local = to_local(when)
    day = (local // DAY).astype(np.int64)
    _, first, count = np.unique(day, return_index=True, return_counts=True)
    nth = np.arange(len(day)) - np.repeat(first, count) + 1
    among = np.floor((local % DAY) / DAY * _OTHER_CALLS_A_DAY).astype(np.int64) + nth
    dates = {number: f"{day_of(number * DAY):%Y%m%d}" for number in np.unique(day).tolist()}
    pairs = zip(day.tolist(), among.tolist(), strict=True)
    return [f"{dates[number]}-{running:04d}" for number, running in pairs]
