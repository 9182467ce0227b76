"""Why a finding has no answer, in the words of the catalogue of faults."""

from __future__ import annotations

import re
from dataclasses import dataclass

from homeward.findings import Finding
from homeward.report.content import Refusal
from homeward.report.labels import plain_words, quoted_words, sentence_case
from homeward.vocabulary.faults import FAULTS

_CODE = re.compile(r"^(HW-[A-Z]\d{3})[\s:.,-]*")


#: How caveats tell why single comparisons were not made, and what is not given at all.
_NOT_MADE = re.compile(r"Not estimated because (.*?): (.*)\.")
_NOT_GIVEN = re.compile(r"(.*?\.) Not given: (.*)\.")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one claim of a finding has no answer.

    Attributes
    ----------
    why
        Sentences, with what would be needed last if the finding says it of everything.
    of_all
        Whether it holds of every claim of the finding, not of this one alone.
    """

    why: str
    of_all: bool


def reason_of(caveat: str, code: str, called: str = "") -> Reason | None:
    """Why a claim has no answer, as a caveat says it; None if the caveat is not about it.

    Parameters
    ----------
    caveat
        Of a finding.
    code
        The lasting code that the caveat must begin with.
    called
        What the claim is called where a caveat lists what it is about; "" is in every list.
    """
    if not caveat.startswith(f"{code}:"):
        return None
    whole = caveat[len(code) + 1 :].strip()
    why = whole.removesuffix(FAULTS[code].do).strip()
    if match := _NOT_MADE.search(why):
        return Reason(sentence_case(f"{match[1]}."), False) if _lists(match[2], called) else None
    if match := _NOT_GIVEN.match(why):
        return Reason(match[1], False) if _lists(match[2], called) else None
    if why.removeprefix(f"{FAULTS[code].title}.").strip():
        whole = whole.removeprefix(f"{FAULTS[code].title}.").strip()  # what follows says more
    return Reason(quoted_words(whole), True)


def _lists(names: str, called: str) -> bool:
    """Whether a list of comparisons holds one of this name, adjusted or not."""
    ways = (called, f"{called}, adjusted", f"{called}, not adjusted")
    return not called or any(name.endswith(ways) for name in names.split("; "))


def refusal_of(finding: Finding) -> Refusal | None:
    """Why a finding has no answer, with its lasting code apart; None if it has one."""
    if finding.refused is None:
        return None
    match = _CODE.match(finding.refused)
    if match is None or match[1] not in FAULTS:
        return Refusal(quoted_words(finding.refused), "", "")
    fault = FAULTS[match[1]]
    why = quoted_words(finding.refused[match.end() :].strip()) or f"{fault.title}."
    needed = quoted_words(fault.do)
    if needed in why:
        needed = ""
    return Refusal(why, needed, fault.code)


def caveat_words(caveat: str) -> str:
    """A caveat in words; a lasting code that it begins with is told at its end."""
    match = _CODE.match(caveat)
    if match is None or match[1] not in FAULTS:
        return plain_words(caveat)
    return f"{plain_words(caveat[match.end() :]).rstrip()} (Code {match[1]}.)"
