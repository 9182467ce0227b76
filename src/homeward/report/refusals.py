"""Why a finding has no answer, in the words of the catalogue of faults."""

from __future__ import annotations

import re

from homeward.findings import Finding
from homeward.report.content import Refusal
from homeward.report.labels import plain_words, quoted_words
from homeward.vocabulary.faults import FAULTS

_CODE = re.compile(r"^(HW-[A-Z]\d{3})[\s:.,-]*")


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
