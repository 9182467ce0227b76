"""Reads one mapped column by its declared form: references, text, words, numbers, times.

Every reader gives the values to store and, by code, the rows that could not be read.
Texts are read once each, not once a row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from homeward.records.cells import as_text
from homeward.records.clock import NO_TIME
from homeward.records.distinct import distinct, says_nothing, unusual, without_forms
from homeward.records.mapping import ColumnMap
from homeward.records.raw import RawTable
from homeward.records.schema import Column, Form
from homeward.records.times import (
    FIRST_BIRTH,
    FIRST_YEAR,
    Times,
    as_dates,
    bound_years,
    clear,
    read_times,
)
from homeward.vocabulary.outcome import ReturnMethod
from homeward.vocabulary.person import YesNo
from homeward.vocabulary.words import Word, plain, spellings

NOT_A_NUMBER, OUT_OF_RANGE, NOT_A_WORD = "HW-R004", "HW-R005", "HW-R014"

#: Between words in one cell, where the plan names no separator.
_SEPARATORS = re.compile(r"[;|,/\n]")

_NUMBER = re.compile(
    r"^([-+]?)£? ?(\d{1,3}(?:,\d{3})+|\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+|\d+|(?=\.\d))"
    r"(\.\d*)?(e[-+]?\d{1,3})?$",
    re.IGNORECASE,
)
_POINT_NOUGHT = re.compile(r"^\d+\.0+$")
_GAPS = re.compile(r"\s+")

#: Numbers beyond this are not held exactly.
_LARGEST = 2.0**53

#: What is said of a report while it is open: a later row that says more does not disagree.
_FOR_NOW = frozenset({ReturnMethod.STILL_MISSING.value})

#: Columns whose date is a birth.
_BIRTHS = frozenset({"born_on"})

#: Reference columns that name a place, and are compared without regard to case.
PLACE_COLUMNS = frozenset({"place", "missing_from_place"})


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """One declared column of every row of a file.

    Attributes
    ----------
    stored
        Stored column name to its array.
    blank
        Rows whose cell is blank.
    faults
        Code to the rows whose cell is set aside for it; no row is under two codes.
    compared
        What two rows are compared by; null where the cell says nothing.
    times
        The times themselves, for TIME and DATE columns.
    notes
        What should be said of how the column was read.
    """

    stored: dict[str, pa.Array] = field(repr=False)
    blank: np.ndarray = field(repr=False)
    faults: dict[str, np.ndarray] = field(repr=False)
    compared: tuple[pa.Array, ...] = field(repr=False)
    times: Times | None = field(default=None, repr=False)
    notes: tuple[str, ...] = ()


def read_column(
    raw: RawTable, name: str, column: Column, how: ColumnMap, taught: Mapping[str, str]
) -> ReadColumn:
    """One declared column from its source.

    Parameters
    ----------
    raw
        The file's cells; it has every source column that `how` names.
    name, column
        The declared column.
    how
        Where it comes from.
    taught
        Spellings to word values that the plan adds for this column.
    """
    if how.always:
        return _said_once(raw, name, column, how.always)
    if column.form in (Form.TIME, Form.DATE):
        return _read_times(raw, name, column, how)
    if column.form is Form.WORDS and how.flags:
        return _read_flags(raw, name, column, how, taught)
    array = raw.columns[how.column]
    if how.joined:
        array = joined_text(array, [raw.columns[header] for header in how.joined])
    if column.form is Form.WORD:
        return _read_word(array, name, column, taught)
    if column.form is Form.WORDS:
        return _read_words(array, name, column, how.separator, taught)
    if column.form in (Form.INTEGER, Form.NUMBER):
        return _read_number(array, name, column)
    return _read_text(array, name, column)


def _said_once(raw: RawTable, name: str, column: Column, word: str) -> ReadColumn:
    """One word for every row of a file, as the plan says."""
    many = len(raw.rows)
    said = pa.array([word if column.form is Form.WORD else [word]])
    stored = said.take(pa.array(np.zeros(many, np.int64)))
    compared = pa.array([word]).take(pa.array(np.zeros(many, np.int64)))
    return ReadColumn({name: stored}, np.zeros(many, bool), {}, (compared,))


def joined_text(array: pa.Array, others: list[pa.Array]) -> pa.Array:
    """One reference made of several columns; blank where the first is, without case beyond it."""
    rest = [pc.fill_null(pc.utf8_lower(as_text(other)), "") for other in others]
    return pc.binary_join_element_wise(as_text(array), *rest, " | ")


def fold_reference(text: str, *, place: bool) -> str:
    """A reference as it is compared: gaps closed up, a place's name without case.

    >>> fold_reference("Oak  House", place=True), fold_reference("12345.0", place=False)
    ('oak house', '12345')
    """
    closed = _GAPS.sub(" ", text).strip()
    if _POINT_NOUGHT.match(closed):
        closed = closed.split(".")[0]
    return closed.casefold() if place else closed


def _folded(texts: pa.StringArray, *, place: bool) -> pa.StringArray:
    """Every text as `fold_reference` gives it; most are plain, and are as they stand."""
    pointed = pc.match_substring(texts, ".0").to_numpy(zero_copy_only=False)
    odd = unusual(texts) | pointed
    whole = pc.ascii_lower(texts) if place else texts
    if not odd.any():
        return whole
    mask = pa.array(odd)
    apart = [fold_reference(text, place=place) for text in texts.filter(mask).to_pylist()]
    return pc.replace_with_mask(whole, mask, pa.array(apart, pa.string()))


def _read_text(array: pa.Array, name: str, column: Column) -> ReadColumn:
    texts = without_forms(distinct(array))
    values = texts.texts
    if column.form is Form.REFERENCE:
        values = _folded(values, place=name in PLACE_COLUMNS)
    stored = texts.lay(values)
    return ReadColumn({name: stored}, texts.blank, {}, (stored,))


def _read_number(array: pa.Array, name: str, column: Column) -> ReadColumn:
    texts = without_forms(distinct(array))
    values = np.array([number_of(text) for text in texts.list()], np.float64)
    unread = ~np.isfinite(values)
    if column.form is Form.INTEGER:
        unread |= np.where(unread, 0.0, values) % 1 != 0
    low = -_LARGEST if column.low is None else column.low
    high = _LARGEST if column.high is None else column.high
    beyond = ~unread & ((values < low) | (values > high))
    kind = pa.int64() if column.form is Form.INTEGER else pa.float64()
    kept = np.where(unread | beyond, 0, values)
    stored = texts.lay(pa.array(kept, mask=unread | beyond).cast(kind))
    faults = {
        NOT_A_NUMBER: texts.spread(unread, False),
        OUT_OF_RANGE: texts.spread(beyond, False),
    }
    return ReadColumn({name: stored}, texts.blank, faults, (stored,))


def number_of(text: str) -> float:
    """A number as written, with thousands marked or not; NaN if it is none.

    >>> number_of("£1,042.50"), number_of("1 204"), number_of("<5")
    (1042.5, 1204.0, nan)
    """
    said = _NUMBER.match(text)
    if not said:
        return float("nan")
    whole = "".join(character for character in said[2] if character.isdigit())
    return float(said[1] + whole + (said[3] or "") + (said[4] or ""))


def reader_of(words: type[Word], taught: Mapping[str, str]) -> Callable[[str], str | None]:
    """A function from a cell's text to a word's value, or None.

    What the plan teaches comes before what the vocabulary knows.
    """
    known = spellings(words) | {plain(said): value for said, value in taught.items()}
    nothing = unsaid(words)
    exact = {said.strip().casefold(): value for said, value in taught.items()}

    def read(text: str) -> str | None:
        folded = plain(text)
        if not folded and any(character.isalnum() for character in text):
            return exact.get(text.strip().casefold())
        found = known.get(folded)
        return nothing if found is None and says_nothing(text) else found

    return read


def unsaid(words: type[Word]) -> str | None:
    """The value that a blank cell has: the word spelt "", if there is one."""
    return spellings(words).get("")


def _read_word(array: pa.Array, name: str, column: Column, taught: Mapping[str, str]) -> ReadColumn:
    assert column.words is not None
    texts, read = distinct(array), reader_of(column.words, taught)
    found = [read(text) for text in texts.list()]
    values = texts.lay(pa.array(found, pa.string()))
    unknown = texts.spread(np.array([word is None for word in found], bool), False)
    nothing = unsaid(column.words)
    stored, compared = values, values
    if nothing is not None:
        stored = pc.if_else(pa.array(texts.blank), pa.scalar(nothing), values)
        silent = pa.array([nothing, *(_FOR_NOW if column.words is ReturnMethod else ())])
        compared = pc.if_else(pc.is_in(values, silent), pa.scalar(None, pa.string()), values)
    return ReadColumn({name: stored}, texts.blank, {NOT_A_WORD: unknown}, (compared,))


def _read_words(
    array: pa.Array, name: str, column: Column, separator: str, taught: Mapping[str, str]
) -> ReadColumn:
    assert column.words is not None
    texts, read = distinct(array), reader_of(column.words, taught)
    nothing = unsaid(column.words)
    found = [_split(text, read, separator, nothing) for text in texts.list()]
    unknown = np.array([words is None for words in found], bool)
    values = texts.lay(pa.array(found, pa.list_(pa.string())))
    return _as_list(name, values, texts.blank, texts.spread(unknown, False), nothing)


def _as_list(
    name: str,
    values: pa.Array,
    blank: np.ndarray,
    unknown: np.ndarray,
    nothing: str | None,
    denied: str | None = None,
) -> ReadColumn:
    """Lists of words; an empty list is compared as the word `denied`, if there is one."""
    kind = pa.list_(pa.string())
    default = pa.array([[nothing] if nothing else []], kind)[0]
    stored = pc.if_else(pa.array(blank), default, values)
    joined = pc.binary_join(values, ";")
    if denied is not None:
        joined = pc.if_else(pc.equal(joined, ""), pa.scalar(denied), joined)
    compared = pc.if_else(pc.equal(joined, nothing or ""), pa.scalar(None, pa.string()), joined)
    return ReadColumn({name: stored}, blank, {NOT_A_WORD: unknown}, (compared,))


def _split(
    text: str, read: Callable[[str], str | None], separator: str, nothing: str | None
) -> list[str] | None:
    """The words in a cell, each once, in the vocabulary's spelling; None if any is unknown."""
    whole = read(text)
    if whole is not None:
        return [whole]
    parts = text.split(separator) if separator else _SEPARATORS.split(text)
    words = [read(part) for part in parts if part.strip()]
    if any(word is None for word in words):
        return None
    said = sorted({word for word in words if word is not None and word != nothing})
    return said or ([nothing] if nothing else [])


def _read_flags(
    raw: RawTable, name: str, column: Column, how: ColumnMap, taught: Mapping[str, str]
) -> ReadColumn:
    """Words over several yes-or-no columns.

    A row with a yes has the words that are yes. One that says no to every flag has no word:
    an empty list, which is an answer, and agrees with a cell elsewhere that says "no". One
    with no yes and a flag left blank says nothing, since blank is not no.
    """
    assert column.words is not None
    many = len(raw.rows)
    yes_or_no = {said: value for said, value in taught.items() if value in set(YesNo)}
    read = reader_of(YesNo, yes_or_no)
    words = list(dict.fromkeys(how.flags.values()))
    said_yes = np.zeros(many, np.int64)
    some_blank, unknown = np.zeros(many, bool), np.zeros(many, bool)
    for header, word_value in how.flags.items():
        texts = distinct(raw.columns[header])
        found = [read(text) for text in texts.list()]
        silent = [word in (None, YesNo.NOT_RECORDED) for word in found]
        some_blank |= texts.spread(np.array(silent, bool), True)
        unknown |= texts.spread(np.array([word is None for word in found], bool), False)
        yes = texts.spread(np.array([word == YesNo.YES for word in found], bool), False)
        said_yes |= yes.astype(np.int64) << words.index(word_value)
    blank = some_blank & (said_yes == 0) & ~unknown
    array = _flagged(said_yes, words, unknown | blank)
    denied = spellings(column.words).get("no")
    return _as_list(name, array, blank, unknown, unsaid(column.words), denied)


def _flagged(said_yes: np.ndarray, words: Sequence[str], silent: np.ndarray) -> pa.Array:
    """Lists of the words whose bit is set, sorted; null where silent."""
    kinds, which = np.unique(said_yes, return_inverse=True)
    lists = [
        sorted(word for place, word in enumerate(words) if kind >> place & 1)
        for kind in kinds.tolist()
    ]
    places = pa.array(which.reshape(-1), mask=silent)
    return pa.array(lists, pa.list_(pa.string())).take(places)


def _read_times(raw: RawTable, name: str, column: Column, how: ColumnMap) -> ReadColumn:
    day_only = column.form is Form.DATE
    times = read_times(raw, how, day_only=day_only)
    if name in _BIRTHS:
        bound_years(times, FIRST_BIRTH)
    else:
        bound_years(times, FIRST_YEAR, short="%y" in how.format)
    faulty = np.zeros(len(times.on), bool)
    for rows in times.faults.values():
        faulty |= rows
    blank = (times.on == NO_TIME) & ~faulty
    days = as_dates(times.on)
    if day_only:
        return ReadColumn({name: days}, blank, times.faults, (days,), times, times.notes)
    stored = times.stored(name)
    compared = (stored[f"{name}_on"], stored[f"{name}_local"])
    return ReadColumn(stored, blank, times.faults, compared, times, times.notes)


def set_cells_aside(read: ReadColumn, name: str, rows: np.ndarray) -> ReadColumn:
    """A column of times without the cells of `rows`: set aside, whatever was read of them."""
    times = read.times
    if times is None:
        raise ValueError(f"{name} holds no times")
    clear(times, rows)
    stored = times.stored(name)
    return replace(read, stored=stored, compared=(stored[f"{name}_on"], stored[f"{name}_local"]))


def raw_text(raw: RawTable, header: str) -> pa.StringArray:
    """A raw column as text, for quarantine."""
    return as_text(raw.columns[header])
