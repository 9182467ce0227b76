"""The published study's findings, answered one by one from released estimates alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from homeward.findings import Bundle, Estimate, Finding, render
from homeward.report import wording
from homeward.report.content import Answered, Refusal, Section
from homeward.report.labels import lower_first, plain_words
from homeward.report.marks import STATE_MARKS
from homeward.report.refusals import reason_of, refusal_of
from homeward.vocabulary.answering import Answer, judge, together
from homeward.vocabulary.published import (
    KEY_FINDINGS,
    LATEST,
    OWN_WORDS,
    Beside,
    KeyFinding,
)
from homeward.vocabulary.verdicts import State

#: What a sentence holds in place of the latest whole year.
_YEAR = "{year}"
#: The longest reason that the first page gives whole.
LONGEST = 260
_SENTENCE = re.compile(r"(?<=[.?!]) ")


@dataclass(frozen=True, slots=True)
class _Part:
    """One claim answered: its answer, None if it is only shown, and a sentence."""

    answer: Answer | None
    says: str


def answers(
    bundle: Bundle, sections: Iterable[Section] = (), *, answered: bool = True
) -> tuple[Answered, ...]:
    """Every key finding of the published study with what this bundle says of it.

    Parameters
    ----------
    bundle
        Released. Findings it lacks are not yet examined.
    sections
        Where each finding is set out, so that a line can lead there.
    answered
        False where so much could not be read that no figure answers anything.
    """
    at = {section.anchor: section for section in sections}
    filed = {finding.id: finding for finding in bundle.findings}
    year = latest_whole_year(bundle)
    lines = []
    for number, key in enumerate(KEY_FINDINGS, 1):
        finding = filed.get(key.finding)
        answer, here = _answer(key, finding, year)
        if not answered and answer is not Answer.NOT_EXAMINED:
            answer, here = Answer.CANNOT_TELL, wording.TOO_MANY_UNREAD
        section = at.get(key.finding.replace(".", "-")) if finding else None
        lines.append(
            Answered(
                number,
                key.id,
                key.words,
                here,
                answer.value,
                answer.meaning,
                section.number if section else "",
                section.anchor if section else "",
            )
        )
    return tuple(lines)


def tally(lines: Iterable[Answered]) -> str:
    """How many findings have each answer: what a reader of one sentence takes away.

    Answers that no finding has are left out.
    """
    given = [line.answer for line in lines]
    counts = {answer: given.count(answer.value) for answer in Answer}
    told = "; ".join(
        f"{many} {wording.TALLIED.get(answer.value) or lower_first(answer.meaning)}"
        for answer, many in counts.items()
        if many
    )
    return wording.TALLY.format(many=len(given), told=told)


def latest_whole_year(bundle: Bundle) -> int | None:
    """The last calendar year that lies whole in the window; None if none does."""
    first, last = bundle.window["from"], bundle.window["to"]
    start = int(first[:4]) + (first[5:10] > "01-01")
    end = int(last[:4]) - (last[5:10] < "12-31")
    return end if start <= end else None


def _answer(key: KeyFinding, finding: Finding | None, year: int | None) -> tuple[Answer, str]:
    """The answer to one finding, and the sentence that stands beside it."""
    if finding is None:
        return Answer.NOT_EXAMINED, wording.NOT_EXAMINED
    refusal = refusal_of(finding)
    if refusal is not None:
        return Answer.CANNOT_TELL, _told(refusal)
    if not key.parts:
        return Answer.CANNOT_TELL, wording.NO_RULE
    parts = [_part(options, finding, year) for options in key.parts]
    judged = tuple(part.answer for part in parts if part.answer is not None)
    says = " ".join(dict.fromkeys(part.says for part in parts if part.says))
    if not judged:
        return (Answer.BESIDE, says) if says else (Answer.CANNOT_TELL, wording.NOT_SHOWN_AT_ALL)
    return together(judged), says


def _told(refusal: Refusal) -> str:
    """Why a finding has no answer, and what it would need, if both are short."""
    whole = f"{refusal.why} {refusal.needed}".strip()
    return whole if len(whole) <= LONGEST else _SENTENCE.split(refusal.why)[0]


def _part(options: tuple[Beside, ...], finding: Finding, year: int | None) -> _Part:
    """The first of the estimates that may be shown, judged; or why none may be."""
    found = [_found(beside, finding, year) for beside in options]
    decides = any(beside.rule is not None for beside in options)
    for beside, estimate in zip(options, found, strict=True):
        if estimate is not None and estimate.value is not None:
            part = _judged(beside, estimate, finding, year)
            if part is not None:
                return part
    if not decides:
        return _Part(None, "")
    needs_year = any(LATEST in beside.by.values() for beside in options)
    if needs_year and year is None:
        return _Part(Answer.CANNOT_TELL, wording.NO_WHOLE_YEAR)
    filed = [(b, e) for b, e in zip(options, found, strict=True) if e is not None]
    if not filed:
        last = options[-1]
        why = _own_reason(last, finding) or last.needs or wording.NOT_FILED
        return _Part(Answer.CANNOT_TELL, why)
    return _Part(Answer.CANNOT_TELL, _why_not(*filed[-1], finding))


def _found(beside: Beside, finding: Finding, year: int | None) -> Estimate | None:
    """The estimate that stands beside a published finding, where it was filed."""
    by = {key: year if value == LATEST else value for key, value in beside.by.items()}
    wanted = (beside.estimate, tuple(sorted(by.items())))
    return next((e for e in finding.estimates if e.key == wanted), None)


def _judged(beside: Beside, estimate: Estimate, finding: Finding, year: int | None) -> _Part | None:
    """The answer of an estimate and its sentence; None where the sentence lacks a number."""
    template = beside.says.replace(_YEAR, str(year))
    if beside.says == OWN_WORDS:
        template = _SENTENCE.split(finding.statement)[0]
    try:
        says = plain_words(render(template, finding.estimates))
    except KeyError:
        return None
    if beside.rule is None:
        return _Part(None, says)
    if estimate.low is None or estimate.high is None:
        return _Part(Answer.CANNOT_TELL, f"{says} {wording.NO_INTERVAL}")
    told = f"{says} {beside.rests}".rstrip()
    return _Part(judge(beside.rule, estimate.low, estimate.high), told)


def _own_reason(beside: Beside, finding: Finding) -> str:
    """Why the finding itself says that a claim has no answer; "" where it does not say."""
    for code in beside.reasons:
        for caveat in finding.caveats:
            reason = reason_of(caveat, code, beside.called)
            if reason is not None:
                told = _short(reason.why)
                return told if reason.of_all else _claimed(beside, told)
    return ""


def _short(why: str) -> str:
    """As many of its sentences, from the first, as the first page has room for."""
    kept, *rest = _SENTENCE.split(why)
    for sentence in rest:
        if len(kept) + 1 + len(sentence) > LONGEST:
            break
        kept = f"{kept} {sentence}"
    return kept


def _claimed(beside: Beside, told: str) -> str:
    """What is told of a claim, after its name."""
    return f"{beside.claim}: {lower_first(told)}" if beside.claim else told


def _why_not(beside: Beside, estimate: Estimate, finding: Finding) -> str:
    """Why a claim has no answer though its finding has."""
    state = estimate.state or State.REFUSED
    if state is State.REFUSED:
        why = _own_reason(beside, finding) or beside.needs
        if why:
            return why
    told = f"{wording.NOT_SHOWN} ({STATE_MARKS[state].meaning})."
    return _claimed(beside, told)
