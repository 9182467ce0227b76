"""Blocks of delimited text: which of their lines are one whole record each, and which are not.

Most lines of most files are: their quotation marks open after a delimiter and close before
one. Such lines can be read many at a time. The others are knots, read one by one.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np

from homeward.records.delimited import LONGEST_CELL, LONGEST_LINE
from homeward.vocabulary.errors import HomewardError

_LF, _CR, _QUOTE = 10, 13, 34
_ORDER_MARK = "\ufeff".encode()

#: Bytes that are taken out of a line before it is read.
_MARKS = (b"\0", b"\x1a")


class Feed:
    """The text of a file: as blocks of whole lines, or line by line.

    Parameters
    ----------
    chunks
        The text, cut anywhere, its line ends as they are.
    many
        Characters of a block, about: what a chunk holds.
    name
        File name, for errors.

    Attributes
    ----------
    before
        Lines before the next block, for errors.
    """

    def __init__(self, chunks: Iterator[str], many: int, name: str) -> None:
        self._chunks, self._many, self._name = chunks, many, name
        self.before = 0
        self._left = self._pushed = ""
        self._open: io.StringIO | None = None
        self._lines: Iterator[str] = iter(())

    def __iter__(self) -> Iterator[str]:
        """Itself."""
        return self

    def __next__(self) -> str:
        """The next of the lines begun with."""
        return next(self._lines)

    @property
    def beyond(self) -> bool:
        """Whether lines were taken beyond those that were begun with."""
        return self._open is not None

    def begin(self, lines: Iterable[str]) -> None:
        """Give `lines` line by line, and then those of the blocks to come."""
        self._lines = chain(lines, self._fresh())

    def end(self, again: Sequence[str]) -> None:
        """Give blocks once more: first the lines `again`, then what was not given out."""
        rest = self._open.read() if self._open else ""
        self._pushed = joined([*again, rest, self._pushed])
        self._open, self._lines = None, iter(())

    def _fresh(self) -> Iterator[str]:
        while block := self.block():
            self._open = io.StringIO(block, newline="")
            yield from self._open

    def block(self) -> str:
        """The next whole lines; "" at the end of the file.

        Raises
        ------
        HomewardError
            HW-F010 for a line longer than any record.
        """
        if self._pushed:
            text, self._pushed = self._pushed, ""
            return text
        text, end = self._left, 0
        while not end and (more := next(self._chunks, "")):
            text += more
            end = _last_end(text)
            if not end and len(text) >= max(LONGEST_LINE, self._many):
                raise HomewardError("HW-F010", f"{self._name}, line {self.before + 1}")
        end = end or len(text)
        self._left = text[end:]
        return text[:end]


def joined(lines: Iterable[str]) -> str:
    """Lines one behind another, and as many lines still.

    A carriage return that ends a line must not become one line end with the line feed of a
    blank line that was not behind it before.
    """
    held = [line for line in lines if line]
    for place, (line, following) in enumerate(pairwise(held)):
        if line.endswith("\r") and following.startswith("\n"):
            held[place] = line + "\n"
    return "".join(held)


def _last_end(text: str) -> int:
    """Where the last whole line of `text` ends; 0 if none does for certain."""
    return text.rfind("\n") + 1 or text.rfind("\r", 0, len(text) - 1) + 1


@dataclass(frozen=True, slots=True)
class Surveyed:
    """Where the lines of a block begin and end (bytes), and which are knots."""

    starts: np.ndarray
    ends: np.ndarray
    knots: np.ndarray


def survey(data: bytes, delimiter: str) -> Surveyed:
    """The lines of a block, and whether each is sure to be one record in itself.

    Parameters
    ----------
    data
        Whole lines in UTF-8.
    delimiter
        One character.
    """
    text = np.frombuffer(data, np.uint8)
    ends = _ends(text)
    starts = np.r_[0, ends[:-1]]
    knots = ends - starts > LONGEST_CELL
    if not delimiter.isascii() or delimiter in '"\r\n':
        knots[:] = True
    for mark in _MARKS:
        if mark in data:
            knots[np.searchsorted(starts, np.flatnonzero(text == mark[0]), "right") - 1] = True
    if _ORDER_MARK in data:
        knots |= np.array([data.startswith(_ORDER_MARK, at) for at in starts.tolist()])
    quotes = np.flatnonzero(text == _QUOTE)
    if len(quotes):
        knots |= _misquoted(text, starts, quotes, ord(delimiter))
    return Surveyed(starts, ends, knots)


def marked(data: bytes, found: Surveyed, first: int, many: int) -> int:
    """How many of `many` lines from the `first` hold marks that are taken out."""
    spans = zip(
        found.starts[first:][:many].tolist(), found.ends[first:][:many].tolist(), strict=True
    )
    return sum(any(mark in data[start:end] for mark in _MARKS) for start, end in spans)


def _ends(text: np.ndarray) -> np.ndarray:
    """Ends of lines: after a line feed, or a carriage return that has none after it."""
    ends = np.flatnonzero(text == _LF) + 1
    returns = np.flatnonzero(text == _CR) + 1
    if len(returns):
        alone = returns[text[np.minimum(returns, len(text) - 1)] != _LF]
        alone = np.append(alone, returns[returns == len(text)])
        ends = np.union1d(ends, alone) if len(alone) else ends
    return ends if len(ends) and ends[-1] == len(text) else np.append(ends, len(text))


def _misquoted(
    text: np.ndarray, starts: np.ndarray, quotes: np.ndarray, delimiter: int
) -> np.ndarray:
    """Lines whose quotation marks do not pair off at the edges of cells."""
    line = np.searchsorted(starts, quotes, "right") - 1
    many = np.bincount(line, minlength=len(starts))
    first = np.cumsum(many) - many
    opens = (np.arange(len(quotes)) - first[line]) % 2 == 0
    before = text[quotes - 1]
    may_open = (quotes == starts[line]) | (before == delimiter) | (before == _QUOTE)
    after = text[np.minimum(quotes + 1, len(text) - 1)]
    may_close = np.isin(after, (delimiter, _LF, _CR, _QUOTE)) | (quotes + 1 == len(text))
    wrong = many % 2 == 1
    wrong[line[np.where(opens, ~may_open, ~may_close)]] = True
    return wrong
