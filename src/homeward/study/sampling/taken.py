"""The sample that was taken back last, as the first waist hands it to the finding."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from homeward.engine.sealed import PLAIN, Vault
from homeward.study.sampling.columns import units_of
from homeward.study.sampling.draw import Draw, Drawn, records_hash, where_met
from homeward.study.sampling.store import (
    ANSWERS,
    RULE,
    SAMPLE,
    TAKEN,
    UNITS,
    latest_taken,
    read_answers,
    read_draw,
)
from homeward.timelines.histories import Timelines
from homeward.timelines.sample import UNANSWERED, Sample
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.sampling import ASKED, InterviewInTime, ReturnInterview
from homeward.vocabulary.words import Word

#: Days after the return by which an interview is surely within 72 hours, and surely not.
SURELY_WITHIN, SURELY_LATER = 2, 4

_ON, _INTERVIEW, _IN_TIME = "return_interview_on", "return_interview", "interview_in_time"

#: What a sample's finding depends on, beside the timelines.
_READ: Final = (RULE, SAMPLE, UNITS, f"{TAKEN}/{ANSWERS}")


def fingerprint(samples: Path, vault: Vault = PLAIN) -> str:
    """Hash of everything that the finding reads of the sample taken back last; "" for none."""
    folder = latest_taken(samples, vault)
    if folder is None:
        return ""
    digest = hashlib.sha256()
    for name in _READ:
        digest.update(hashlib.sha256(vault.read_bytes(folder / name)).digest())
    return digest.hexdigest()


def with_sample(timelines: Timelines, samples: Path | None, vault: Vault = PLAIN) -> Timelines:
    """The timelines with the sample taken back last, if one was.

    Parameters
    ----------
    timelines
        Of the study.
    samples
        `protected/sample` of the output folder; None where there is no such folder.
    vault
        Opens it.

    Raises
    ------
    HomewardError
        HW-E003 if it cannot be read.
    """
    folder = None if samples is None else latest_taken(samples, vault)
    if folder is None:
        return timelines
    draw, _ = read_draw(folder, vault)
    sample = sample_of(draw, read_answers(folder, vault), _changed(draw, timelines))
    found = replace(timelines, sample=sample)
    # The episodes are the same: what was pulled of them is not pulled again.
    vars(found)["sheet"] = timelines.sheet
    return found


def _changed(draw: Draw, timelines: Timelines) -> bool:
    """Whether another draw by the same rule would be from other records."""
    try:
        units = units_of(timelines, draw.rule.unit, draw.rule.columns)
    except HomewardError:
        return True
    return records_hash(where_met(units, draw.rule)) != draw.records


def sample_of(
    draw: Draw, answers: Mapping[str, Mapping[str, Sequence[str]]], changed: bool = False
) -> Sample:
    """A draw and what was answered, as arrays.

    Parameters
    ----------
    draw
        The draw.
    answers
        Sample number to question to words, or to one day in ISO form.
    changed
        Whether the records have changed since.
    """
    said = [answers.get(unit.number, {}) for unit in draw.units]
    words = {
        name: _by_word([mine.get(name, ()) for mine in said], asked.words)
        for name in draw.rule.questions
        if (asked := ASKED[name]).words is not None
    }
    dated = None
    if _ON in draw.rule.questions:
        dated = np.array([_ON in mine for mine in said], bool)
        timed = [_in_time(unit, mine) for unit, mine in zip(draw.units, said, strict=True)]
        words[_IN_TIME] = _by_word(timed, InterviewInTime)
    columns = zip(*(unit.values for unit in draw.units), strict=True) if draw.rule.by else ()
    return Sample(
        draw.rule.unit, draw.strata, draw.margins, draw.population, draw.children,
        np.array([unit.stratum for unit in draw.units], np.int64),
        np.array([unit.child for unit in draw.units], np.int64),
        dict(zip(draw.rule.by, columns, strict=True)), words, draw.rule.where, changed,
        dated,
    )  # fmt: skip


def _by_word(
    said: Sequence[Sequence[str]], words: type[Word] | None
) -> dict[str, NDArray[np.bool_]]:
    """Every permitted word, and none at all, to the units that answered so."""
    assert words is not None
    found = {word.value: np.array([word.value in mine for mine in said], bool) for word in words}
    return found | {UNANSWERED: np.array([not mine for mine in said], bool)}


def _in_time(unit: Drawn, said: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Whether the interview was within 72 hours, as far as two dates can tell."""
    if _ON in said:
        return (_timing(date.fromisoformat(said[_ON][0]), unit.ended_on).value,)
    outcome = {
        ReturnInterview.HELD.value: InterviewInTime.CANNOT_TELL,
        ReturnInterview.NOT_RECORDED.value: InterviewInTime.NOT_RECORDED,
    }
    held = said.get(_INTERVIEW, ())
    return tuple(outcome.get(word, InterviewInTime.NOT_HELD).value for word in held)


def _timing(held: date, ended: date | None) -> InterviewInTime:
    if ended is None:
        return InterviewInTime.CANNOT_TELL
    days = (held - ended).days
    if days <= SURELY_WITHIN:
        return InterviewInTime.WITHIN_72H
    return InterviewInTime.LATER if days >= SURELY_LATER else InterviewInTime.CANNOT_TELL
