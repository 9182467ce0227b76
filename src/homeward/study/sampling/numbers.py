"""Sample numbers: short, speakable, and wrong when mistyped."""

from __future__ import annotations

import hashlib
import re
from typing import Final

#: Letters of codes and check marks: no vowels, so that they spell nothing, and none that
#: could be read as a digit.
LETTERS: Final = "BCDFGHJKLMNPQRTVWXZ"

#: Letters of a draw's code.
_CODE: Final = 4

_NUMBER: Final = re.compile(rf"([{LETTERS}]{{{_CODE}}})-?(\d{{1,7}})-?([{LETTERS}])")
_GAPS: Final = re.compile(r"[\s\u2010-\u2015\u00ad]+")


def draw_code(*parts: str) -> str:
    """The code of a draw: the same for the same draw, seldom for another."""
    digest = hashlib.sha256("\x1e".join(parts).encode()).digest()
    return "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:_CODE])


def sample_number(code: str, serial: int) -> str:
    """The number of the unit in this place of a draw, from 1: "BCDF-0042K"."""
    return f"{code}-{serial:04d}{_check(code, serial)}"


def read_number(text: str) -> tuple[str, int] | None:
    """Code and serial of a sample number as somebody typed it, or None.

    Case, spaces and hyphens do not matter; one wrong letter or digit does.

    >>> read_number(" bcdf 42" + sample_number("BCDF", 42)[-1])
    ('BCDF', 42)
    """
    found = _NUMBER.fullmatch(_GAPS.sub("", text).upper())
    if found is None or found[3] != _check(found[1], int(found[2])):
        return None
    return found[1], int(found[2])


def _check(code: str, serial: int) -> str:
    """A letter that changes with any one letter or digit, and when two neighbours swap.

    Weighted sum modulo a prime, the number of letters: each place has its own weight.
    """
    values = [LETTERS.index(letter) for letter in code] + [int(d) for d in f"{serial:07d}"]
    return LETTERS[sum(place * value for place, value in enumerate(values, 1)) % len(LETTERS)]
