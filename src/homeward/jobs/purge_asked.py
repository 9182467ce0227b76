"""What a purge was asked to take out: references, each once, and what they may be called."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence, Set
from pathlib import Path

from homeward.privacy.pseudonyms import PSEUDONYM_LENGTH, Pseudonyms
from homeward.study.purging_aside import DISTINCTIVE, reference
from homeward.vocabulary.errors import HomewardError

#: A word, or a mark; and of how many of them a reference may be made up.
_PIECE, _LONGEST = re.compile(r"\w+|[^\w\s]"), 12


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
    return _stands_alone(words, sought)


def _stands_alone(words: str, sought: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(sought)}(?!\w)", words) is not None


def pseudonyms(key: bytes, text: str) -> frozenset[str]:
    """What a reference may be called: its pseudonym, or itself if it is one."""
    found = {Pseudonyms(key)("child", text)}
    return frozenset(found | {text} if len(text) == PSEUDONYM_LENGTH else found)


def refuse_telling(
    why: str, pseudonym: Pseudonyms, gone: Set[str], references: Collection[str]
) -> None:
    """Refuse a reason that holds a reference of what goes, whatever it was asked for by.

    A child asked for by its pseudonym may be named in the reason by the reference that the
    extract has, or the other way about; or by the reference of one of its reports. Every run of
    a few words is held against the pseudonyms that go.

    Parameters
    ----------
    why
        The reason.
    pseudonym
        Of the folder.
    gone
        Pseudonyms of the children, and of their reports, that go.
    references
        Distinctive references of theirs that stood in quarantine.

    Raises
    ------
    HomewardError
        HW-A014.
    """
    folded = " ".join(why.split()).casefold()
    found = any(_stands_alone(folded, text.casefold()) for text in references) or any(
        text in gone or pseudonym("child", text) in gone or _is_report(text, pseudonym, gone)
        for text in _runs(why)
    )
    if found:
        told = "the reason holds a reference of what is purged: it is kept, so write it without"
        raise HomewardError("HW-A014", told)


def _is_report(text: str, pseudonym: Pseudonyms, gone: Set[str]) -> bool:
    """Whether a text is the reference of a report that goes; a short one may be any number."""
    return len(text) >= DISTINCTIVE and pseudonym("incident", text) in gone


def _runs(why: str) -> set[str]:
    """Every run of neighbouring words and marks, as references are compared; in both cases too."""
    pieces = list(_PIECE.finditer(why))
    spans = {
        reference(why[first.start() : last.end()])
        for place, first in enumerate(pieces)
        for last in pieces[place : place + _LONGEST]
    }
    return {form for text in spans for form in (text, text.upper(), text.lower())}
