"""What a purge was asked to take out: references, each once, and what they may be called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from homeward.privacy.pseudonyms import PSEUDONYM_LENGTH, Pseudonyms
from homeward.study.purging_aside import DISTINCTIVE, reference
from homeward.vocabulary.errors import HomewardError


def asked(children: Sequence[str], listed: Path | None, expired: bool, why: str) -> tuple[str, ...]:
    """The references, each once, in the order given.

    Raises
    ------
    HomewardError
        HW-A014 if it is not said what, or why, if a list cannot be read, or if the reason
        holds a reference: it stays in the certificate and the audit trail for good.
    """
    lines: list[str] = []
    if listed is not None:
        try:
            lines = Path(listed).read_text(encoding="utf-8-sig").splitlines()
        except (OSError, ValueError):
            raise HomewardError("HW-A014", f"{Path(listed).name} cannot be read") from None
    found = [reference(text) for text in (*children, *lines) if text.strip()]
    if not why.strip():
        raise HomewardError("HW-A014", "no reason was given")
    if bool(found) == expired:
        raise HomewardError("HW-A014", "give children, or --expired, and not both")
    if any(_mentions(why, text) for text in found):
        told = "the reason holds a reference asked for: it is kept, so write it without"
        raise HomewardError("HW-A014", told)
    return tuple(dict.fromkeys(found))


def _mentions(why: str, text: str) -> bool:
    """Whether a reason holds a reference; a short one as a word of its own only."""
    words, sought = " ".join(why.split()).casefold(), " ".join(text.split()).casefold()
    if len(sought) >= DISTINCTIVE:
        return sought in words
    return re.search(rf"(?<!\w){re.escape(sought)}(?!\w)", words) is not None


def pseudonyms(key: bytes, text: str) -> frozenset[str]:
    """What a reference may be called: its pseudonym, or itself if it is one."""
    found = {Pseudonyms(key)("child", text)}
    return frozenset(found | {text} if len(text) == PSEUDONYM_LENGTH else found)
