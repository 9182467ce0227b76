"""The charity's file of return home interviews, in the charity's own habit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

import numpy as np

from homeward.synth.county import County
from homeward.synth.details import Details
from homeward.synth.endings import all_words
from homeward.synth.habits import BANNER
from homeward.synth.homes import HOST_AUTHORITY
from homeward.synth.identities import CHARITY, Identities
from homeward.synth.partners import weights
from homeward.synth.partners.cases import Cases, Fate
from homeward.synth.partners.draft import (
    Draft,
    Words,
    as_words,
    day_texts,
    spoil,
    time_texts,
    word_texts,
    yes_no,
)
from homeward.synth.rows import incident_references
from homeward.synth.sheets import Sheet
from homeward.synth.streams import Floats, Ids, Streams
from homeward.vocabulary.activity import InterviewKind
from homeward.vocabulary.words import Word

INTERVIEWS_FILE = "charity/return_interviews.csv"

#: How the charity writes what became of an interview.
STATUS: Mapping[Fate, str] = {
    Fate.NOT_OFFERED: "Not offered",
    Fate.DECLINED: "Refused",
    Fate.LOST: "Missing again first",
    Fate.HELD_WITHIN_72H: "Completed",
    Fate.HELD_LATER: "Completed",
    Fate.PENDING: "Open",
}

#: Ways of writing a word, and their weights: as the form has it, small, in capitals.
_STYLES: tuple[Callable[[str], str], ...] = (str, str.lower, str.upper)
_STYLE_WEIGHTS = (0.78, 0.16, 0.06)


def interview_sheet(
    county: County,
    details: Details,
    identities: Identities,
    rates: Mapping[str, float],
    told: np.ndarray,
    cases: Cases,
) -> tuple[Sheet, Counter[str]]:
    """The file, spoilt at these rates, and what was planted in it.

    Parameters
    ----------
    told, cases
        `in_charity_file` and `cases_of`.
    """
    streams, words = county.world.streams, _words(county.world.streams, cases)
    child = identities.written(CHARITY, cases.child, cases.ids)
    draft = Draft(
        purpose="interviews",
        ids=cases.ids,
        columns={
            "Interview Type": [],
            "Client ID": child.reference,
            "First Name": child.forename,
            "Surname": child.surname,
            "DOB": day_texts(child.born),
            "Misper Ref": _known_references(county, told),
            "Local Authority": [
                name or HOST_AUTHORITY for name in details.authority[told].tolist()
            ],
            **_course(streams, cases),
            **_said(streams, cases),
        },
        words=words,
        timed=("Date Returned", "Due By", "Appointment", "Date Completed"),
        dated=("Date Offered", "Shared With Police"),
        references=("Misper Ref",),
    )
    style = streams.pick("partners.style", cases.ids, _STYLE_WEIGHTS).tolist()
    draft.columns |= {header: _styled(cells, style) for header, cells in words.items()}
    planted = spoil(draft, rates, streams)
    return _sheet(county, draft), planted


def _sheet(county: County, draft: Draft) -> Sheet:
    window, rows = county.world.profile.window, len(draft.columns["Client ID"])
    return Sheet(
        INTERVIEWS_FILE,
        draft.columns,
        encoding="utf-8-sig",
        preamble=(
            BANNER,
            f"Return interviews – episodes {window.opens:%d/%m/%Y} – {window.closes:%d/%m/%Y}",
        ),
        closing=(f"Total cases: {rows}",),
    )


def _known_references(county: County, told: np.ndarray) -> list[str]:
    """The force's references, where they reached the charity."""
    u = county.world.streams.uniform("partners.reference_told", county.incidents.ids)
    texts = np.array(incident_references(county), object)
    return np.where(u < weights.NO_REFERENCE, "", texts)[told].tolist()


def _course(streams: Streams, cases: Cases) -> dict[str, list[str]]:
    """From return to interview; words and lists are filled in by the callers."""
    ids = cases.ids
    declined = cases.fate == Fate.DECLINED.value
    return {
        "Date Returned": time_texts(cases.returned),
        "Due By": time_texts(cases.due),
        "Date Offered": day_texts(cases.offered),
        "Accepted Y/N": [],
        "Refusal Reason": listed(streams, "refusal", ids, declined, weights.REFUSALS),
        "Appointment": time_texts(cases.booked),
        "Date Completed": time_texts(cases.completed),
        "Provider": listed(streams, "provider", ids, cases.was_offered, weights.CHARITY_NAMES),
        "Seen Alone Y/N": [],
        "Push Factors": [],
        "Pull Factors": [],
        "Harm Told": [],
        "Sees Self As Missing": [],
        "Shared With Police": day_texts(cases.shared),
    }


def _said(streams: Streams, cases: Cases) -> dict[str, list[str]]:
    """What became of it, and fixed remarks."""
    ids, declined = cases.ids, cases.fate == Fate.DECLINED.value
    tells = streams.uniform("partners.carer_tells", ids) < weights.CARER_TELLS
    status = {fate.value: text for fate, text in STATUS.items()}
    everyone = np.full(len(ids), True)
    return {
        "Status": [status[fate] for fate in cases.fate.tolist()],
        "Carer’s Account": listed(streams, "carer", ids, declined & tells, weights.CARER_ACCOUNTS),
        "Remarks": listed(streams, "remarks", ids, everyone, weights.REMARKS),
    }


def _words(streams: Streams, cases: Cases) -> dict[str, list[Words]]:
    """Every column of words."""
    ids, held = cases.ids, cases.was_held
    harm = np.array(weights.HARM_TOLD)[np.where(cases.harmed, 2, cases.exploited * 1)]
    kinds = np.full(len(ids), InterviewKind.RETURN_HOME.value)
    push, pull = cases.in_care * 1, np.where(cases.exploited, 2, cases.in_care * 1)

    def said(purpose: str, share: float | Floats) -> list[Words]:
        return yes_no(streams.uniform(f"partners.{purpose}", ids) < share, held)

    return {
        "Interview Type": as_words(InterviewKind, kinds),
        "Accepted Y/N": yes_no(cases.accepted, cases.was_offered),
        "Seen Alone Y/N": said("alone", weights.SEEN_ALONE),
        "Push Factors": _reasons(streams, "push", cases, push, weights.PUSH),
        "Pull Factors": _reasons(streams, "pull", cases, pull, weights.PULL),
        "Harm Told": said("harm", harm),
        "Sees Self As Missing": said("sees_self", weights.SEES_SELF_AS_MISSING),
    }


def _reasons(
    streams: Streams,
    name: str,
    cases: Cases,
    group: np.ndarray,
    tables: tuple[Mapping[Word, float], ...],
) -> list[Words]:
    """One or two reasons of each interview held, by the weights of the child's group.

    The first is often the one that the force recorded.
    """
    ids, words = cases.ids, sorted({word for table in tables for word in table})
    table = np.array([[one.get(word, 0.0) for word in words] for one in tables])[group]
    values = np.array([word.value for word in words])
    known = np.array([text.split(";")[0] for text in getattr(cases, name).tolist()])
    same = streams.uniform(f"partners.{name}_same", ids) < weights.SAYS_THE_SAME
    drawn = values[streams.pick(f"partners.{name}", ids, table)]
    first = np.where(same & np.isin(known, values), known, drawn)
    second = values[streams.pick(f"partners.{name}_second", ids, table)]
    u = streams.uniform(f"partners.{name}_told", ids)
    both = (u > 1 - weights.SECOND_REASON * (1 - weights.NO_REASON)) & (first != second)
    joined = np.where(both, np.char.add(np.char.add(first, ";"), second), first)
    told = cases.was_held & (u >= weights.NO_REASON)
    return all_words(type(words[0]), np.where(told, joined, "").tolist())


def listed(
    streams: Streams, purpose: str, ids: Ids, where: np.ndarray, table: Mapping[str, float]
) -> list[str]:
    """Texts of a short fixed list, drawn by weight; "" elsewhere."""
    texts = np.array(list(table), object)
    drawn = texts[streams.pick(f"partners.{purpose}", ids, list(table.values()))]
    return np.where(where, drawn, "").tolist()


def _styled(cells: list[Words], style: list[int]) -> list[str]:
    """Words as the person who filled in each row writes them: spelling is free."""
    return [_STYLES[own](text) for text, own in zip(word_texts(cells), style, strict=True)]
