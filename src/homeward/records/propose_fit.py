"""Whether the values of a source column can be what a declared column holds."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

import numpy as np

from homeward.records.propose_times import HALF, MOSTLY, Order
from homeward.records.propose_values import Look, WordFit
from homeward.records.schema import Column, Form, Personal, Table
from homeward.vocabulary.person import YesNo
from homeward.vocabulary.setting import Setting

#: Share of word cells that must be in the vocabulary for the values to speak for it.
WORDS_AGREE: Final = 0.6

#: Share below which the values speak against the vocabulary.
WORDS_DENY: Final = 0.3


#: Share of cells that must be numbers in range for the values to be a column of numbers.
NUMBERS_AGREE: Final = 0.9


#: Columns of what is done: "House Search" is spelt like a person's name, and is none where a
#: few such values are used over and over.
_KINDS_OF_DEED: Final = frozenset({"activity"})
_MOST_KINDS: Final = 60
_MOST_UNLIKE: Final = 0.2


class Fit(IntEnum):
    """What the values say about a column: against it, nothing, or for it."""

    AGAINST = 0
    SILENT = 1
    FOR = 2


def fit(look: Look, name: str, table: Table) -> Fit:
    """What the values of `look` say about being column `name` of `table`."""
    column = table.columns[name]
    if not look.filled:
        return Fit.SILENT
    if column.form in (Form.TIME, Form.DATE):
        return _fit_time(look, column)
    if look.time is not None and look.time.dated:
        return Fit.AGAINST
    if column.form in (Form.INTEGER, Form.NUMBER):
        return _fit_number(look, column)
    if column.form in (Form.WORD, Form.WORDS):
        return _fit_words(look, column)
    if column.form is Form.REFERENCE:
        return _fit_reference(look, name, table)
    return _fit_text(look, name, column)


def _fit_time(look: Look, column: Column) -> Fit:
    found = look.time
    if found is None or not found.dated:
        return Fit.AGAINST
    if found.order is Order.MIXED:
        return Fit.FOR
    if found.share < MOSTLY:
        return Fit.SILENT if found.share >= HALF else Fit.AGAINST
    if column.personal is Personal.WITHHELD:
        return Fit.AGAINST if found.timed else _fit_birth(look)
    return Fit.SILENT if column.form is Form.DATE and found.timed else Fit.FOR


def _fit_birth(look: Look) -> Fit:
    """Birth dates spread over years; the dates of one study do not."""
    stamps = look.as_time.stamps[~np.isnat(look.as_time.stamps)]
    years = stamps.astype("datetime64[Y]").astype(int)
    return Fit.FOR if len(set(years.tolist())) >= 3 else Fit.SILENT


def _fit_number(look: Look, column: Column) -> Fit:
    return Fit.FOR if number_share(look, column) >= NUMBERS_AGREE else Fit.AGAINST


def number_share(look: Look, column: Column) -> float:
    """Share of the cells that are a number in the column's range, of those that say something."""
    numbers = look.numbers
    whole = np.isfinite(numbers)
    if column.form is Form.INTEGER:
        whole &= numbers == np.floor(np.where(whole, numbers, 0))
    low = -np.inf if column.low is None else column.low
    high = np.inf if column.high is None else column.high
    inside = whole & (numbers >= low) & (numbers <= high)
    of = look.share(~look.silent | inside)
    return look.share(inside) / of if of else 0.0


def word_fit(look: Look, column: Column) -> WordFit:
    """How far the cells are words, or lists of words, of the column's vocabulary."""
    if column.words is None:
        return WordFit(0.0, 0)
    return look.lists(column.words) if column.form is Form.WORDS else look.words(column.words)


def _fit_words(look: Look, column: Column) -> Fit:
    found = word_fit(look, column)
    if look.free_text:
        return Fit.AGAINST
    if found.known >= WORDS_AGREE:
        return Fit.FOR
    if look.personal_names:  # "Shopping Centre" is spelt like one, and is a word
        return Fit.AGAINST
    if not found.rows:
        return Fit.SILENT
    return Fit.SILENT if found.known >= WORDS_DENY else Fit.AGAINST


def _fit_reference(look: Look, name: str, table: Table) -> Fit:
    column = table.columns[name]
    if look.free_text or look.yes_no or (name == "child" and look.personal_names):
        return Fit.AGAINST
    if column.required and look.fill < 0.9:
        return Fit.AGAINST
    if table.key == (name,):
        return _fit_key(look)
    if name == "child":
        return Fit.FOR if look.unique < 1 else Fit.SILENT
    kinds = look.words(Setting)
    if kinds.known >= WORDS_AGREE and kinds.kinds > 1:
        return Fit.AGAINST  # "Family home", "Foster care": kinds of place, and no place's name
    return Fit.SILENT if look.words(YesNo).known < WORDS_AGREE else Fit.AGAINST


def _fit_key(look: Look) -> Fit:
    if look.unique >= 0.98:
        return Fit.FOR
    return Fit.SILENT if look.unique >= 0.9 else Fit.AGAINST


def _fit_text(look: Look, name: str, column: Column) -> Fit:
    if look.time is not None and not look.time.bare:
        return Fit.AGAINST
    numeric = look.share(np.isfinite(look.numbers))
    if column.personal is Personal.WITHHELD:
        return Fit.AGAINST if numeric > 0.5 else Fit.SILENT
    people = look.personal_names and not (name in _KINDS_OF_DEED and _few_kinds(look))
    return Fit.AGAINST if numeric > 0.5 or look.free_text or people else Fit.SILENT


def _few_kinds(look: Look) -> bool:
    """Whether a few values are used over and over: kinds of a thing, and no names of people."""
    return look.distinct <= _MOST_KINDS and look.unique <= _MOST_UNLIKE
