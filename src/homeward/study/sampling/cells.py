"""One cell of a sheet that came back: the answers in it, or the code of what is wrong."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Final

import numpy as np
import pyarrow as pa

from homeward.records.clock import DAY
from homeward.records.distinct import says_nothing
from homeward.records.formats import SERIAL, read_texts
from homeward.study.sampling.grid import Cell, Odd
from homeward.vocabulary.sampling import Asked, shown
from homeward.vocabulary.words import Word, plain, spellings

NO_WORD, NO_DATE, IMPOSSIBLE, FORMULA = "HW-M021", "HW-M022", "HW-M023", "HW-M024"

#: The days that a sheet may write, day before month as in the United Kingdom.
_FORMS: Final = (
    "%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d-%m-%y", "%d.%m.%Y", "%d.%m.%y", "%d %b %Y",
    "%d %B %Y", "%d %b %y", "%d-%b-%Y", "%d-%b-%y", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S",
    "%d/%m/%Y %H:%M", SERIAL,
)  # fmt: skip
_ORDINAL: Final = re.compile(r"^(\d{1,2})(st|nd|rd|th)\b", re.IGNORECASE)

#: Between answers in one cell; not a comma, which stands within some.
_BETWEEN: Final = re.compile(r"[;|\n]")

#: Years in which an answer may lie.
_FIRST, _LAST = 1990, 2100


@cache
def _spelt(words: type[Word]) -> dict[str, str]:
    """Every spelling of the permitted answers, as the sheet shows them and as people write."""
    return {plain(shown(word)): word.value for word in words} | {
        text: value for text, value in spellings(words).items() if text
    }


def read_cell(asked: Asked, cell: Cell) -> list[str] | str:
    """The answers in one cell, none if it is blank; or the code of what is wrong with it.

    A word is answered by its value; a day in ISO form.
    """
    if isinstance(cell, Odd):
        return FORMULA
    if cell == "":
        return []
    return _day(cell) if asked.words is None else _words(asked.words, cell)


def _words(words: type[Word], cell: Cell) -> list[str] | str:
    if not isinstance(cell, str):
        return NO_WORD
    known = _spelt(words)
    parts = (
        [cell] if plain(cell) in known else [p.strip() for p in _BETWEEN.split(cell) if p.strip()]
    )
    found = []
    for part in parts:
        word = known.get(plain(part))
        if word is None and not says_nothing(part, or_unknown=False):
            return NO_WORD
        found += [word] if word is not None else []
    return found


def _day(cell: Cell) -> list[str] | str:
    """One day in ISO form, from a typed cell or from text."""
    if isinstance(cell, str):
        if says_nothing(cell):
            return []
        read = read_texts(pa.array([_ORDINAL.sub(r"\1", cell)], pa.string()), _FORMS)
        if not read.read[0]:
            return NO_DATE
        cell = np.datetime64(int(read.local[0]) // DAY, "D").item()
    assert isinstance(cell, date)
    return [cell.isoformat()] if _FIRST <= cell.year <= _LAST else IMPOSSIBLE
