"""Columns of Arrow from whole arrays: numbered references, coded words, times, dates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from homeward.synth.clock import DAY
from homeward.synth.people import Whole
from homeward.synth.rows import CHILD_PRIME, CHILD_START, CHILD_STEP
from homeward.synth.streams import Floats
from homeward.synth.words import House, house_text
from homeward.vocabulary.words import Word

#: What stands in a code for a blank cell.
BLANK = -1

#: Bytes of a piece of a reference: fixed text, or numbers and how many digits they get.
Piece = bytes | tuple[Whole, int]

#: Between words in one cell.
SEPARATOR = "; "


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of text held as codes: `texts[codes]`, blank where the code is BLANK."""

    codes: Whole
    texts: tuple[str, ...]

    def array(self) -> pa.DictionaryArray:
        """The column, blank cells null and every text once in its dictionary."""
        texts = list(dict.fromkeys(self.texts))
        place = np.array([texts.index(text) for text in self.texts] + [BLANK], np.int32)
        codes = pa.array(place[self.codes], mask=self.codes == BLANK)
        return pa.DictionaryArray.from_arrays(codes, pa.array(texts, pa.string()))

    def followed_by(self, other: Coded) -> Coded:
        """The cells of this column, then those of another."""
        moved = np.where(other.codes == BLANK, BLANK, other.codes + len(self.texts))
        return Coded(np.concatenate([self.codes, moved]), self.texts + other.texts)


def coded(values: NDArray[np.str_], spell: Callable[[str], str]) -> Coded:
    """Values as spelt by `spell`, asked once for each; "" becomes a blank."""
    found = pa.array(values, pa.string()).dictionary_encode()
    texts = [spell(value) for value in found.dictionary.to_pylist()]
    filled = [text for text in texts if text]
    place = np.array([filled.index(text) if text else BLANK for text in texts], np.int64)
    codes = found.indices.to_numpy(zero_copy_only=False)
    return Coded(place[codes] if len(place) else np.zeros(0, np.int64), tuple(filled))


def worded(kind: type[Word], values: NDArray[np.str_]) -> Coded:
    """Values of a vocabulary in the house spelling; what is not recorded is blank."""
    return coded(values, lambda value: house_text(kind(value), House.SENTENCE))


def listed(kind: type[Word], values: NDArray[np.str_]) -> Coded:
    """The same of lists of values, ";"-joined."""

    def spell(text: str) -> str:
        said = [house_text(kind(value), House.SENTENCE) for value in text.split(";") if value]
        return SEPARATOR.join(filter(None, said))

    return coded(values, spell)


def plain_text(values: NDArray[np.str_]) -> Coded:
    """Values as they stand; "" becomes a blank."""
    return coded(values, str)


def one_text(text: str, rows: int) -> Coded:
    """The same text in every row."""
    return Coded(np.zeros(rows, np.int64), (text,))


def references(pieces: Sequence[Piece], rows: int) -> pa.StringArray:
    """References of one length, such as "MP22-000123", from fixed texts and numbers."""
    parts = [_letters(piece, rows) for piece in pieces]
    letters = np.ascontiguousarray(np.concatenate(parts, axis=1))
    width = letters.shape[1]
    ends = np.arange(0, (rows + 1) * width, width or 1, dtype=np.int32)[: rows + 1]
    return pa.StringArray.from_buffers(rows, pa.py_buffer(ends), pa.py_buffer(letters))


def _letters(piece: Piece, rows: int) -> NDArray[np.uint8]:
    if isinstance(piece, bytes):
        return np.tile(np.frombuffer(piece, np.uint8), (rows, 1))
    numbers, width = piece
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    return (numbers[:, None] // powers % 10 + ord("0")).astype(np.uint8)


def child_references(positions: Whole) -> pa.StringArray:
    """The force's references of the children at these positions, as `rows.child_reference`."""
    numbers = (positions * CHILD_STEP + CHILD_START) % CHILD_PRIME
    return references((b"N", (numbers, 8)), len(positions))


def report_references(years: Whole, numbers: Whole) -> pa.StringArray:
    """References of reports, as `rows.incident_reference`, of one length in each call."""
    digits = max(6, len(str(int(numbers.max(initial=0)))))
    return references((b"MP", (years % 100, 2), b"-", (numbers, digits)), len(years))


def blanked(array: pa.Array, blank: NDArray[np.bool_]) -> pa.Array:
    """The same text column with these cells null."""
    if not blank.any():
        return array
    size, data = array.buffers()[1:]
    filled = pa.py_buffer(np.packbits(~blank, bitorder="little"))
    return pa.StringArray.from_buffers(len(array), size, data, filled)


def times(local: Floats) -> pa.TimestampArray:
    """Local minutes as wall times, blank where not finite."""
    known = np.isfinite(local)
    minutes = np.where(known, np.floor(local), 0).astype(np.int64)
    return pa.array(minutes * 60_000, mask=~known).cast(pa.timestamp("ms"))


def instants(utc: Floats) -> pa.TimestampArray:
    """UTC minutes as instants, blank where not finite."""
    return times(utc).cast(pa.timestamp("ms", tz="UTC"))


def dates(local: Floats) -> pa.Date32Array:
    """The dates of local minutes, blank where not finite."""
    known = np.isfinite(local)
    days = (np.where(known, local, 0) // DAY).astype(np.int32)
    return pa.array(days, mask=~known).cast(pa.date32())


def numbers(values: Floats, kind: pa.DataType) -> pa.Array:
    """Numbers of this type, blank where not finite."""
    known = np.isfinite(values)
    return pa.array(np.where(known, values, 0), mask=~known).cast(kind)


def table(columns: Mapping[str, pa.Array | Coded]) -> pa.Table:
    """A table of these columns."""
    return pa.table(
        {name: col.array() if isinstance(col, Coded) else col for name, col in columns.items()}
    )
