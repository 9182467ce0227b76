"""The council's files: meetings about children, support they were given, trigger plans.

Meetings are held for any child found in the county. Support is each authority's own to
give: that of other authorities' children is not in the council's file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np

from homeward.synth.aftermath import Meetings, Supports
from homeward.synth.clock import DAY, midnight, to_local
from homeward.synth.county import County
from homeward.synth.habits import BANNER
from homeward.synth.identities import COUNCIL, Identities
from homeward.synth.partners import weights
from homeward.synth.partners.cases import known_local
from homeward.synth.partners.draft import Draft, as_words, day_texts, spoil, word_texts
from homeward.synth.partners.plans import Plans
from homeward.synth.people import Whole
from homeward.synth.sheets import Sheet
from homeward.synth.streams import Floats
from homeward.vocabulary.activity import MeetingKind, PlanKind, SupportKind

MEETINGS_FILE = "council/strategy_meetings.csv"
SUPPORT_FILE = "council/support.csv"
TRIGGERS_FILE = "council/trigger_plans.csv"

_HELD, _NOT_HELD, _AWAITED = "Held", "Not held", "Awaited"


def in_meetings_file(county: County) -> np.ndarray:
    """Which meetings are in the file: those called for in the window, by the last extract."""
    called = county.meetings.called
    return (called >= _opens(county)) & (called <= county.as_of)


def in_support_file(county: County) -> np.ndarray:
    """Which spells are in the file: the county's own children, not over before the window."""
    supports = county.supports
    own = county.world.children.authority[supports.child] == 0
    return own & (supports.ended >= _opens(county)) & (supports.referred <= county.as_of)


def _opens(county: County) -> float:
    return midnight(county.world.profile.window.opens)


def meeting_sheet(
    county: County, identities: Identities, rates: Mapping[str, float]
) -> tuple[Sheet, Counter[str]]:
    """Meetings called for, and whether they were held."""
    listed = in_meetings_file(county)
    own = Meetings(*(getattr(county.meetings, name)[listed] for name in Meetings.__slots__))
    kinds = as_words(MeetingKind, _kinds(county, own))
    held = known_local(county, own.held)
    opened, closed = _actions(county, own)
    columns = {
        "Child ID": identities.written(COUNCIL, own.child, own.cause).reference,
        "Meeting Type": word_texts(kinds),
        "Date Called": day_texts(to_local(own.called)),
        "Date Held": day_texts(held),
        "Outcome": outcomes(county, own).tolist(),
        "Actions Opened": _numbers(opened, np.isfinite(held)),
        "Actions Closed": _numbers(closed, np.isfinite(held)),
    }
    draft = Draft(
        "meetings",
        own.cause,
        columns,
        words={"Meeting Type": kinds},
        dated=("Date Called", "Date Held"),
    )
    return _spoilt(MEETINGS_FILE, draft, county, rates)


def outcomes(county: County, meetings: Meetings) -> np.ndarray:
    """What the file says became of each: held, not held, or still awaited."""
    now, after = county.as_of, weights.MEETING_AWAITED_DAYS * DAY
    coming = np.isfinite(meetings.held) | (meetings.called > now - after)
    return np.select([meetings.held <= now, coming], [_HELD, _AWAITED], _NOT_HELD)


def _kinds(county: County, meetings: Meetings) -> np.ndarray:
    """Kinds of meeting; of exploitation more often where it was flagged by then."""
    flagged = county.world.children.flagged[meetings.child] <= meetings.called
    words = list(weights.MEETING_KINDS[0])
    table = np.array([[one[word] for word in words] for one in weights.MEETING_KINDS])
    drawn = county.world.streams.pick("partners.meeting_kind", meetings.cause, table[flagged * 1])
    return np.array([word.value for word in words])[drawn]


def _actions(county: County, meetings: Meetings) -> tuple[Whole, Whole]:
    """Actions opened at each meeting, and how many were closed by the last extract."""
    streams, ids = county.world.streams, meetings.cause
    opened = 1 + streams.poisson("partners.actions", ids, np.full(len(ids), weights.MORE_ACTIONS))
    since = np.maximum(county.as_of - np.minimum(meetings.held, county.as_of), 0) / DAY
    share = weights.ACTIONS_CLOSED * -np.expm1(-since / weights.ACTION_DAYS)
    closed = np.minimum(streams.poisson("partners.actions_closed", ids, opened * share), opened)
    return opened, closed


def _numbers(values: Whole, known: np.ndarray) -> list[str]:
    return np.where(known, values.astype(str), "").tolist()


def support_sheet(
    county: County, identities: Identities, rates: Mapping[str, float]
) -> tuple[Sheet, Counter[str]]:
    """Spells of support of the county's own children."""
    listed = in_support_file(county)
    own = Supports(*(getattr(county.supports, name)[listed] for name in Supports.__slots__))
    kinds = as_words(SupportKind, own.kind)
    started = known_local(county, own.started)
    columns = {
        "Child ID": identities.written(COUNCIL, own.child, own.cause).reference,
        "Service Type": word_texts(kinds),
        "Provider": [weights.SUPPORTERS.get(kind, "") for kind in own.kind.tolist()],
        "Referral Date": day_texts(to_local(own.referred)),
        "Start Date": day_texts(started),
        "End Date": day_texts(known_local(county, own.ended)),
    }
    draft = Draft(
        "support",
        own.cause,
        columns,
        words={"Service Type": kinds},
        dated=("Referral Date", "Start Date", "End Date"),
    )
    return _spoilt(SUPPORT_FILE, draft, county, rates)


def listed(county: County, triggers: Plans) -> np.ndarray:
    """Which trigger plans are in the file: those updated since the window opened."""
    return triggers.updated >= _opens(county)


def trigger_sheet(
    county: County, identities: Identities, rates: Mapping[str, float], triggers: Plans
) -> tuple[Sheet, Counter[str]]:
    """Trigger plans held when the last extract is made.

    Parameters
    ----------
    triggers
        The trigger plans of `plans(county)`.
    """
    own = triggers.take(listed(county, triggers))
    kinds = as_words(PlanKind, own.kind)
    columns = {
        "Child ID": identities.written(COUNCIL, own.child, own.ids).reference,
        "Plan Type": word_texts(kinds),
        "Date Completed": day_texts(to_local(own.completed)),
        "Last Updated": day_texts(to_local(own.updated)),
    }
    draft = Draft(
        "triggers",
        own.ids,
        columns,
        words={"Plan Type": kinds},
        dated=("Date Completed", "Last Updated"),
    )
    return _spoilt(TRIGGERS_FILE, draft, county, rates)


def _spoilt(
    name: str, draft: Draft, county: County, rates: Mapping[str, float]
) -> tuple[Sheet, Counter[str]]:
    planted = spoil(draft, rates, county.world.streams)
    return Sheet(name, draft.columns, encoding="cp1252", preamble=(BANNER,)), planted


def meeting_truth(county: County) -> Mapping[str, Any]:
    """Meetings called for in the window, by what became of them by the last extract."""
    listed = in_meetings_file(county)
    own = Meetings(*(getattr(county.meetings, name)[listed] for name in Meetings.__slots__))
    became, (opened, closed) = outcomes(county, own), _actions(county, own)
    held = became == _HELD
    return {
        "called": len(became),
        "held": int(held.sum()),
        "not_held": int((became == _NOT_HELD).sum()),
        "awaited": int((became == _AWAITED).sum()),
        "actions_opened": int(opened[held].sum()),
        "actions_closed": int(closed[held].sum()),
    }


def support_truth(county: County) -> Mapping[str, Any]:
    """Spells of support, in the council's file and of other authorities' children."""
    supports, now = county.supports, county.as_of
    here = (supports.ended >= _opens(county)) & (supports.referred <= now)
    listed = in_support_file(county)

    def counted(which: np.ndarray) -> dict[str, int]:
        started: Floats = supports.started[which]
        ended: Floats = supports.ended[which]
        return {
            "spells": int(which.sum()),
            "started": int((started <= now).sum()),
            "ended": int((ended <= now).sum()),
        }

    return {"in_file": counted(listed), "elsewhere": counted(here & ~listed)}
