"""What a controlled word is: a value, a meaning, and the spellings extracts use."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from functools import cache, lru_cache
from typing import Self

from homeward.vocabulary.returns import CODES

_GAPS = re.compile(r"[^0-9a-z]+")


@lru_cache(maxsize=16_384)
def plain(text: str) -> str:
    """Fold `text` for comparison: lower case, no accents, one space for any gap.

    >>> plain("  No  Apparent-RISK ")
    'no apparent risk'
    """
    if text.isascii():
        return _GAPS.sub(" ", text.lower()).strip()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return _GAPS.sub(
        " ", "".join(c for c in decomposed if not unicodedata.combining(c))
    ).strip()


class Word(str, Enum):
    """A permitted value. Subclasses list `VALUE = "value", "meaning", *spellings`.

    The value is what JSON, Parquet and plans hold; `meaning` is what a reader is
    shown; `also` lists other spellings that extracts are known to use. Spellings are
    compared folded (see `plain`), so "N.A.R." and "n a r" are one spelling.
    """

    meaning: str
    also: tuple[str, ...]

    def __new__(cls, value: str, meaning: str = "", *also: str) -> Self:
        """Make the member from its declaration line."""
        word = str.__new__(cls, value)
        word._value_ = value
        word.meaning = meaning
        word.also = also
        return word

    @property
    def label(self) -> str:
        """The value as a person reads it: `childrens_home` is "childrens home"."""
        return LABELS.get(self.value, self.value.replace("_", " "))

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The member that `text` spells, or None. Never a guess, never a near miss.

        A blank text is the member that lists the spelling "" (usually NOT_RECORDED).
        """
        found = spellings(cls).get(plain(text))
        return None if found is None else cls(found)

    def __str__(self) -> str:
        """The value, so that an f-string prints the word and not its class."""
        return self.value


#: Values whose readable form is more than "underscores to spaces".
LABELS: dict[str, str] = {
    "childrens_home": "children's home",
    "hotel_uasc": "hotel for unaccompanied children",
    "uasc": "unaccompanied asylum-seeking child",
}


@cache
def spellings(words: type[Word]) -> dict[str, str]:
    """Every folded spelling of an enum, to the member's value: its own, then codes of returns.

    Raises
    ------
    ValueError
        If two members claim the same spelling: the enum would be ambiguous.
    """
    found: dict[str, str] = {}
    for word in words:
        for text in (word.value, word.label, *word.also):
            _spell(found, words, text, word.value)
    for code, value in CODES.get(words.__name__, {}).items():
        _spell(found, words, code, value)
    return found


def _spell(found: dict[str, str], words: type[Word], text: str, value: str) -> None:
    """Note one spelling of a word, which no other word may have."""
    folded = plain(text)
    if found.setdefault(folded, value) != value:
        raise ValueError(f"{words.__name__}: two words are spelt {folded!r}")
