"""Columns by their distinct texts: each is read once, whatever the number of rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from homeward.records.cells import as_text
from homeward.vocabulary.words import plain

#: What a source system writes for a cell that holds nothing, folded.
NULL_WORDS = frozenset(
    {"null", "na", "n a", "nan", "nat", "none", "nil", "blank", "empty", "not applicable"}
)

#: What a person writes who does not know: there is something, but not here.
UNKNOWN_WORDS = frozenset(
    {"unknown", "not known", "nk", "n k", "not recorded", "not stated", "not given"}
)

#: A longer text says something: most cells are let go by their length or last digit.
_LONGEST = 20

#: Marks, or a number of X, which stand for a reference that there is not: a placement that
#: Ofsted does not inspect has seven in place of its registration (SSDA903).
_MARKS_ONLY = re.compile(r"^(?:[\W_]+|[Xx]{3,})$")


def says_nothing(text: str, *, or_unknown: bool = True) -> bool:
    """Whether a cell is filled only in form: "NULL", "n/a", "-" and (or not) "unknown".

    >>> says_nothing("N/A"), says_nothing("--"), says_nothing("0")
    (True, True, False)
    """
    if len(text) > _LONGEST or text[-1:].isdigit():
        return False
    if _MARKS_ONLY.match(text):
        return True
    words = NULL_WORDS | UNKNOWN_WORDS if or_unknown else NULL_WORDS
    return text.isascii() and plain(text) in words


def silent(texts: pa.StringArray) -> np.ndarray:
    """Which texts say nothing; as `says_nothing`, quickly where most end in a digit."""
    data, ends = _bytes(texts)
    starts, ends = ends[:-1], ends[1:]
    filled = ends > starts
    last = np.zeros(len(texts), np.uint8)
    last[filled] = data[ends[filled] - 1]
    found = np.zeros(len(texts), bool)
    for place in np.flatnonzero((last < ord("0")) | (last > ord("9"))):
        found[place] = says_nothing(texts[place].as_py())
    return found


def unusual(texts: pa.StringArray) -> np.ndarray:
    """Which texts hold a gap, or anything but the printing characters of ASCII."""
    data, ends = _bytes(texts)
    odd = np.concatenate([[0], np.cumsum((data <= ord(" ")) | (data > ord("~")))])
    return odd[ends[1:]] > odd[ends[:-1]]


def _bytes(texts: pa.StringArray) -> tuple[np.ndarray, np.ndarray]:
    """The bytes of texts one behind another, and where each begins and the last ends."""
    if not len(texts):
        return np.array([], np.uint8), np.zeros(1, np.int32)
    _, offsets, data = texts.buffers()
    ends = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    held = np.frombuffer(data, np.uint8) if data is not None else np.array([], np.uint8)
    return held[ends[0] : ends[-1]], ends - ends[0]


@dataclass(frozen=True)
class Distinct:
    """A column as distinct texts and, for every row, the place of its text.

    Attributes
    ----------
    texts
        The distinct texts, none null.
    places
        int32 array, one per row; null where the cell is blank.
    """

    texts: pa.StringArray
    places: pa.Int32Array

    @cached_property
    def blank(self) -> np.ndarray:
        """Which rows are blank."""
        return pc.is_null(self.places).to_numpy(zero_copy_only=False)

    @cached_property
    def index(self) -> np.ndarray:
        """`places` for numpy: 0 where blank, to be covered by `blank`."""
        return pc.fill_null(self.places, 0).to_numpy(zero_copy_only=False)

    def list(self) -> list[str]:
        """The distinct texts as Python strings."""
        return self.texts.to_pylist()

    def spread(self, values: np.ndarray, blank: object) -> np.ndarray:
        """One value per distinct text, laid out by row; `blank` for blank cells."""
        if not len(values):
            return np.full(len(self.places), blank, values.dtype)
        return np.where(self.blank, np.array(blank, values.dtype), values[self.index])

    def lay(self, values: pa.Array) -> pa.Array:
        """One value per distinct text, laid out by row; null for blank cells."""
        return values.take(self.places)


def distinct(array: pa.Array) -> Distinct:
    """The distinct texts of a raw column, typed or not; filled-in-form cells stay as text."""
    encoded = as_text(array).dictionary_encode()
    return Distinct(encoded.dictionary, encoded.indices)


def without_forms(column: Distinct) -> Distinct:
    """The same with cells such as "NULL" and "n/a" made blank."""
    empty = silent(column.texts)
    if not empty.any():
        return column
    blank = column.spread(empty, True)
    nowhere = pa.scalar(None, pa.int32())
    return Distinct(column.texts, pc.if_else(pa.array(blank), nowhere, column.places))
