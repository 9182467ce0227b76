"""What a force's form asks at every report and answers yes, no or not at all.

Answers hang together as they do in life: a child who self-harms is so answered most times,
exploited children and children in care more often than others, and some forms are left
blank. None of it decides anything in the county. Shares are judgement.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from homeward.synth.county import County
from homeward.synth.details import Details
from homeward.synth.lengths import YOUNG_BELOW
from homeward.synth.streams import Floats, Ids, Streams

Marks = NDArray[np.bool_]


class Question(NamedTuple):
    """A question of the form.

    Attributes
    ----------
    header
        As the form's export heads it.
    share
        Share of ordinary children of whom it is true.
    exploited, in_care
        Multiplies the odds for them.
    """

    header: str
    share: float
    exploited: float = 1.0
    in_care: float = 1.0


#: Questions about what is true of a child more than of a day.
QUESTIONS: dict[str, Question] = {
    "q_suicide": Question("Q01 Suicidal thoughts", 0.07, 1.3, 1.6),
    "q_self_harm": Question("Q02 Has self-harmed", 0.12, 1.3, 1.7),
    "q_mental_health": Question("Q03 Mental ill-health", 0.18, 1.2, 1.6),
    "q_medication": Question("Q04 Needs medication", 0.06),
    "q_illness": Question("Q05 Physical illness", 0.04),
    "q_learning": Question("Q06 Learning difficulty", 0.10, 1.0, 1.8),
    "q_alcohol": Question("Q07 Misuses alcohol", 0.09, 2.0, 1.5),
    "q_drugs": Question("Q08 Misuses drugs", 0.13, 3.0, 1.6),
    "q_family": Question("Q09 Trouble in the family", 0.34, 1.0, 0.7),
    "q_bullying": Question("Q10 Bullied or harassed", 0.06),
    "q_school": Question("Q11 Trouble at school", 0.22, 1.5, 1.2),
    "q_victim": Question("Q12 Victim of crime before", 0.10, 2.5, 1.5),
    "q_violence": Question("Q13 Violent to others", 0.09, 1.8, 1.7),
    "q_weapons": Question("Q14 Carries weapons", 0.02, 5.0, 1.3),
    "q_contact": Question("Q15 Met people through the internet", 0.08, 2.0, 1.1),
    "q_older": Question("Q16 With older people of concern", 0.09, 5.0, 1.4),
    "q_travel": Question("Q17 Likely to travel far", 0.07, 2.2, 1.8),
    "q_money": Question("Q18 Has money or a bank card", 0.36),
    "q_phone": Question("Q19 Has a phone with them", 0.72),
    "q_clothing": Question("Q20 Dressed for the weather", 0.74),
    "q_character": Question("Q21 Out of character", 0.24, 0.6, 0.5),
    "q_prepared": Question("Q22 Took belongings", 0.14, 1.2, 1.2),
    "q_danger": Question("Q23 In immediate danger", 0.06, 2.5),
}

#: Questions whose answer is known to the record.
FACTS: dict[str, str] = {
    "q_young": "Q24 Under thirteen",
    "q_before": "Q25 Missing before",
}

#: Flags of the person's record, linked to the report.
MARKERS: dict[str, str] = {
    "m_self_harm": "Self Harm",
    "m_repeat": "Repeat Missing",
    "m_looked_after": "LAC Flag",
}

#: Earlier reports from which the record is marked as a repeat.
REPEAT_FROM = 2

_YES_IF_TRUE, _YES_IF_NOT = 0.86, 0.02
_UNANSWERED, _FORM_BLANK = 0.06, 0.04
_ANSWERS = np.array(["", "N", "Y"], dtype=object)


def answers(county: County, details: Details) -> dict[str, NDArray[np.object_]]:
    """Answers and flags of every incident, "Y", "N" or "", by question."""
    facts = _facts(county, details)
    ids = county.incidents.ids
    blank = county.world.streams.uniform("questions.blank", ids) < _FORM_BLANK
    out = {}
    drawn = _several(county.world.streams, "questions.answer", ids, len(QUESTIONS))
    true = _true_of_children(county, details)
    for name, u, holds in zip(QUESTIONS, drawn, true, strict=True):
        yes = (u - _UNANSWERED) / (1 - _UNANSWERED) < np.where(holds, _YES_IF_TRUE, _YES_IF_NOT)
        out[name] = _told(yes, blank | (u < _UNANSWERED))
    for name, holds in facts.items():
        out[name] = _told(holds, blank & (name in FACTS))
    out["m_self_harm"] = _told(true[list(QUESTIONS).index("q_self_harm")], np.zeros_like(blank))
    return out


def _told(yes: Marks, blank: Marks) -> NDArray[np.object_]:
    return _ANSWERS[np.where(blank, 0, np.where(yes, 2, 1))]


def _true_of_children(county: County, details: Details) -> list[Marks]:
    """What is true of the child of each incident, by question."""
    child = county.incidents.child
    there, which = np.unique(child, return_inverse=True)
    drawn = _several(
        county.world.streams, "questions.child", county.world.children.ids[there], len(QUESTIONS)
    )
    exploited = np.isfinite(county.world.children.exploited_from[child])
    in_care = details.authority != ""
    found = []
    for u, question in zip(drawn, QUESTIONS.values(), strict=True):
        odds = np.full(len(child), question.share / (1 - question.share))
        odds *= np.where(exploited, question.exploited, 1.0)
        odds *= np.where(in_care, question.in_care, 1.0)
        found.append(u[which] < odds / (1 + odds))
    return found


def _facts(county: County, details: Details) -> dict[str, Marks]:
    before = reports_before(county)
    return {
        "q_young": details.age < YOUNG_BELOW,
        "q_before": before > 0,
        "m_repeat": before >= REPEAT_FROM,
        "m_looked_after": details.authority != "",
    }


def reports_before(county: County) -> NDArray[np.int64]:
    """Earlier reports of the same child that the force has, for each incident."""
    life = county.life.episodes
    known = life.take(life.recorded == 1)
    order = np.lexsort((known.ids, known.reported, known.child))
    child = known.child[order]
    first = np.searchsorted(child, child, side="left")
    before = np.arange(len(child)) - first
    ids = known.ids[order]
    by_id = np.argsort(ids)
    return before[by_id[np.searchsorted(ids, county.incidents.ids, sorter=by_id)]]


def _several(streams: Streams, purpose: str, ids: Ids, many: int) -> list[Floats]:
    """So many numbers between 0 and 1 for each entity, two from one draw."""
    draws = np.arange((many + 1) // 2)[:, None]
    whole = streams.identity(purpose, np.broadcast_to(ids, (len(draws), len(ids))), draws)
    halves = (whole >> np.uint64(32), whole & np.uint64(0xFFFFFFFF))
    numbers = [(half[row] + 0.5) * 2.0**-32 for row in range(len(draws)) for half in halves]
    return numbers[:many]
