"""What the values of one source column look like, apart from what its header says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from homeward.records.columns import number_of
from homeward.records.distinct import says_nothing, silent
from homeward.records.formats import SERIAL, from_serial, read_texts, split_formats
from homeward.records.propose_names import word_set, words_of
from homeward.records.propose_times import (
    HALF,
    MOSTLY,
    Evidence,
    Order,
    TimeFit,
    fit_times,
    order_evidence,
)
from homeward.vocabulary.person import YesNo
from homeward.vocabulary.words import Word, plain, spellings

#: Distinct values beyond which a column is no list of words, only a sample is folded.
_MOST_WORDS: Final = 400

#: What stands between words in one cell, in the order tried.
SEPARATORS: Final = (";", "|", "/", ",", "\n", "+", "&")

#: Header words that let numbers be read as times.
_SAYS_TIME: Final = word_set("date time seen report found return recorded closed cancelled start")

#: Day numbers of 1 January 2000 and 1 January 2051 in a spreadsheet.
_SERIAL_FIRST: Final = 36_526
_SERIAL_LAST: Final = 55_153

#: Least share of cells read for a format to be offered.
_A_FEW: Final = 0.05

_NAME = re.compile(r"[A-Z][A-Za-z'’\-]+,? +(?:[A-Z][A-Za-z'’\-]*\.? *){1,3}")


@dataclass(frozen=True, slots=True)
class WordFit:
    """How far the cells are words of one vocabulary.

    Attributes
    ----------
    known
        Share of rows with a word, over rows that hold anything but "unknown" and such.
    kinds
        How many different words of the vocabulary stand there.
    separator
        What stands between words in one cell; "" where a cell is one word.
    rows
        Rows judged.
    """

    known: float
    kinds: int
    separator: str = ""
    rows: int = 0


class Look:
    """One source column, looked at once; each question is answered when first asked.

    Parameters
    ----------
    header
        Name of the column.
    place
        Its place in the file, from 0.
    array
        Its cells as `read_raw` gives them.
    mixed
        Whether typed dates stand among text (a workbook).
    parts
        Rows of each file, where it stands in more than one.
    """

    def __init__(
        self,
        header: str,
        place: int,
        array: pa.Array | pa.ChunkedArray,
        mixed: bool = False,
        parts: tuple[int, ...] = (),
    ) -> None:
        self.header, self.parts = header, parts
        self.place = place
        self.mixed = mixed
        self.type = array.type
        coded = pc.dictionary_encode(array)
        coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
        self.values: pa.Array = coded.dictionary
        self.codes = np.asarray(pc.fill_null(coded.indices, -1), dtype=np.int64)
        self.rows = len(self.codes)
        self.counts = np.bincount(self.codes[self.codes >= 0], minlength=len(self.values))

    @property
    def filled(self) -> int:
        """Cells that are not blank."""
        return int(self.counts.sum())

    @property
    def distinct(self) -> int:
        """Different values."""
        return len(self.values)

    @property
    def fill(self) -> float:
        """Share of cells that are not blank."""
        return self.filled / self.rows if self.rows else 0.0

    @property
    def unique(self) -> float:
        """Different values over filled cells: 1 where no value is repeated."""
        return self.distinct / self.filled if self.filled else 0.0

    @cached_property
    def shared(self) -> int:
        """Different values that stand in more than one file, if none is repeated within one.

        References that begin again each year do so. 0 where values repeat within a file.
        """
        if len(self.parts) < 2:
            return 0
        files = [part[part >= 0] for part in np.split(self.codes, np.cumsum(self.parts)[:-1])]
        once = [np.unique(part) for part in files]
        if any(len(one) < 0.98 * len(part) for one, part in zip(once, files, strict=True)):
            return 0
        return int((np.bincount(np.concatenate(once), minlength=self.distinct) > 1).sum())

    @cached_property
    def texts(self) -> list[str]:
        """Distinct values as text; whole numbers without a decimal point."""
        if pa.types.is_floating(self.type):
            return [f"{v:g}" for v in self.values.to_pylist()]
        return [str(v) for v in self.values.to_pylist()]

    @cached_property
    def silent(self) -> np.ndarray:
        """Which distinct values are filled only in form: "NULL", "n/a", "-", "unknown"."""
        if pa.types.is_string(self.type):
            return silent(self.values)
        return np.array([says_nothing(text) for text in self.texts], bool)

    @cached_property
    def evidence(self) -> Evidence:
        """What the dates show about which number is the day."""
        return order_evidence(self.texts)

    @cached_property
    def time(self) -> TimeFit | None:
        """How the column reads as times, or None."""
        if pa.types.is_timestamp(self.type) or pa.types.is_date(self.type):
            return self._typed_time()
        if pa.types.is_integer(self.type) or pa.types.is_floating(self.type):
            return self._numeric_time()
        if not self._textual:
            return None
        said = np.flatnonzero(~self.silent).tolist()
        return self._fitted(said, HALF if _SAYS_TIME & set(words_of(self.header)) else MOSTLY)

    @cached_property
    def some_format(self) -> str:
        """The format that reads at least a twentieth of the cells as dated times, or ""."""
        said = np.flatnonzero(~self.silent).tolist()
        found = self._fitted(said, _A_FEW) if self._textual and said else None
        return found.format if found is not None and found.dated else ""

    def _fitted(self, said: list[int], least: float) -> TimeFit | None:
        texts, counts = [self.texts[i] for i in said], self.counts[said].tolist()
        found = fit_times(texts, counts, least)
        return None if found is None else self._read(found, said, least)

    def _read(self, found: TimeFit, said: list[int], least: float) -> TimeFit | None:
        """The fit as the reader of times reads it, value by value; None if it reads too few."""
        texts = pa.array([self.texts[i] for i in said], pa.string())
        read = read_texts(texts, split_formats(found.format))
        stamps = np.full(self.distinct, np.datetime64("NaT", "us"))
        stamps[np.array(said)[read.read]] = read.local[read.read].astype("datetime64[us]")
        covered = int(self.counts[~np.isnat(stamps)].sum())
        if covered < least * found.filled and found.order is not Order.MIXED:
            return None
        return replace(found, stamps=stamps, covered=covered)

    def _numeric_time(self) -> TimeFit | None:
        """Numbers as day numbers of a spreadsheet, or as times such as 2215: if so headed."""
        numbers = self.numbers
        if not self.distinct or not _SAYS_TIME & set(words_of(self.header)):
            return None
        if bool(np.all((numbers >= _SERIAL_FIRST) & (numbers <= _SERIAL_LAST))):
            stamps = from_serial(numbers).astype("datetime64[us]")
            return TimeFit(
                format=SERIAL, covered=self.filled, filled=self.filled, dated=True,
                timed=bool(np.any(numbers != np.floor(numbers))), serial=True, stamps=stamps,
            )  # fmt: skip
        clock = (numbers >= 0) & (numbers < 2400) & (numbers % 100 < 60)
        if pa.types.is_integer(self.type) and bool(np.all(clock)):
            return TimeFit("%H%M", self.filled, self.filled, dated=False, timed=True, bare=True)
        return None

    @property
    def as_time(self) -> TimeFit:
        """The same, of a column that is known to hold times.

        Raises
        ------
        ValueError
            If it holds none.
        """
        if self.time is None:
            raise ValueError(f"{self.header!r} holds no times")
        return self.time

    def _typed_time(self) -> TimeFit:
        stamps = self.values.cast(pa.timestamp("s"), safe=False).to_numpy(zero_copy_only=False)
        timed = bool(np.any(stamps != stamps.astype("datetime64[D]")))
        typed = pa.types.is_timestamp(self.type)
        return TimeFit(
            format="", covered=self.filled, filled=self.filled, dated=True, timed=timed,
            midnight=typed and not timed,
            zone="utc" if typed and self.type.tz else "local", stamps=stamps,
        )  # fmt: skip

    @cached_property
    def numbers(self) -> np.ndarray:
        """Each distinct value as a number, NaN where it is none."""
        if pa.types.is_boolean(self.type) or pa.types.is_temporal(self.type):
            return np.full(self.distinct, np.nan)
        if pa.types.is_integer(self.type) or pa.types.is_floating(self.type):
            return np.asarray(self.values, dtype=float)
        return np.array([number_of(text) for text in self.texts])

    def share(self, of: np.ndarray) -> float:
        """Share of filled cells whose distinct value is marked in `of`."""
        return float(self.counts[of].sum() / self.filled) if self.filled else 0.0

    @cached_property
    def folded(self) -> list[tuple[str, int]]:
        """Distinct values folded, with counts: the commonest, if there are very many."""
        order = np.argsort(-self.counts, kind="stable")[:_MOST_WORDS]
        return [(plain(self.texts[i]), int(self.counts[i])) for i in order]

    def words(self, words: type[Word]) -> WordFit:
        """How far the cells are single words of a vocabulary."""
        if self._wordless:
            return WordFit(0.0, 0)
        known = spellings(words)
        return _word_fit(((known.get(t), c) for t, c in self.folded), _unsaid(words))

    def lists(self, words: type[Word]) -> WordFit:
        """How far the cells are lists of words, with the separator that fits best."""
        best = self.words(words)
        if self._wordless:
            return best
        for mark in SEPARATORS:
            if not any(mark in text for text in self.texts[:_MOST_WORDS]):
                continue
            fit = self._split_fit(words, mark)
            if fit.known > best.known + 1e-9:
                best = fit
        return best

    def _split_fit(self, words: type[Word], mark: str) -> WordFit:
        known = spellings(words)
        pairs = []
        for text, count in zip(self.texts[:_MOST_WORDS], self.counts.tolist(), strict=False):
            said = [plain(part) for part in text.split(mark) if part.strip()]
            parts = sorted({known[part] for part in said if part in known})
            whole = "|".join(parts) if said and all(part in known for part in said) else None
            pairs.append((whole, count))
        fit = _word_fit(pairs, _unsaid(words))
        return WordFit(fit.known, fit.kinds, mark, fit.rows)

    @property
    def _textual(self) -> bool:
        return pa.types.is_string(self.type) or pa.types.is_large_string(self.type)

    @property
    def _wordless(self) -> bool:
        return self.free_text or pa.types.is_temporal(self.type)

    @cached_property
    def yes_no(self) -> bool:
        """Whether every cell says yes or no, or nothing."""
        fit = self.words(YesNo)
        return fit.rows > 0 and fit.known >= 0.98

    @cached_property
    def free_text(self) -> bool:
        """Whether the cells are sentences: long, of several words, seldom repeated."""
        some = self._some_texts()
        if not some or self.distinct < 0.3 * self.filled:
            return False
        spaces = sorted(text.count(" ") for text in some)[len(some) // 2]
        return spaces >= 4 or sum(map(len, some)) / len(some) > 45

    @cached_property
    def personal_names(self) -> bool:
        """Whether the cells look like names of people, which are never shown or stored."""
        some = self._some_texts()
        hits = sum(bool(_NAME.fullmatch(text)) for text in some)
        return len(some) >= 8 and hits >= 0.7 * len(some)

    def _some_texts(self) -> Sequence[str]:
        if not self._textual:
            return ()
        step = max(1, self.distinct // 200)
        return [str(v) for v in self.values.take(list(range(0, self.distinct, step))).to_pylist()]


def _unsaid(words: type[Word]) -> frozenset[str]:
    return frozenset(w.value for w in words if w.value in ("not_recorded", "not_asked"))


def _word_fit(found: Iterable[tuple[str | None, int]], unsaid: frozenset[str]) -> WordFit:
    known = unknown = 0
    kinds: set[str] = set()
    for value, count in found:
        if value is None:
            unknown += count
        elif value not in unsaid:
            known += count
            kinds.add(value)
    rows = known + unknown
    return WordFit(known / rows if rows else 0.0, len(kinds), rows=rows)
