"""Delimited text a piece at a time: the same rows as `text.read`, and many lines at once.

A block of lines is surveyed; lines that are one whole record each are parsed together,
and knots (a quotation mark astray, a cell over several lines, a mark to be taken out) one
by one by `delimited.records`, which has the last word on what a record is. Rows that may
be no record, by their words or their blanks, are judged one by one by `Layout`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TextIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv

from homeward.records.delimited import Lines, open_lines, records
from homeward.records.headers import may_be_note
from homeward.records.layout import Layout, Record, trimmed
from homeward.records.lines import Feed, Surveyed, marked, survey
from homeward.records.mapping import Reading
from homeward.records.pieces import ahead
from homeward.records.raw import BrokenRow, RawTable
from homeward.records.text import begin, complete
from homeward.vocabulary.errors import HomewardError

#: Characters of a block, about.
BLOCK = 1 << 23

#: Rows held back at the end of what was read: the last of a file may prove to be notes.
_HELD = 100

#: A width at which no number of blank cells makes a note.
_WIDE = 10**9


class BlockLayout(Layout):
    """A layout that takes many whole rows at once."""

    def add_table(self, numbers: np.ndarray, columns: list[pa.Array], odd: list[Record]) -> None:
        """Lay rows that are whole and sure, and judge the `odd` ones among them.

        Parameters
        ----------
        numbers
            Lines on which the sure rows start, ascending.
        columns
            Their cells as text, column by column.
        odd
            Rows to be judged one by one, which stand anywhere among them.
        """
        laid: list[tuple[int, Sequence[str]]] = []
        for number, cells, _ in sorted(odd, key=lambda record: record[0]):
            whole = self.judge(number, cells)
            if whole is not None:
                laid.append((number, whole))
        if laid:
            numbers, columns = _merged(numbers, columns, laid)
        if len(numbers) < _HELD:
            for number, row in zip(numbers.tolist(), _as_rows(columns), strict=True):
                self._lay(number, row)
            return
        self._flush(len(self._rows))
        kept = len(numbers) - _HELD
        if kept:
            self._parts.append([trimmed(column.slice(0, kept)) for column in columns])
            self._placed.append(pa.array(numbers[:kept]))
        self._rows = _as_rows([column.slice(kept) for column in columns])
        self._numbers = numbers[kept:].tolist()

    def sure(self, columns: Sequence[pa.Array]) -> np.ndarray:
        """Rows that are records at the first look, as `judge` would find.

        `columns` may be more than the header has: the spare cells must then be blank.
        """
        lengths = [pc.binary_length(column).to_numpy() for column in columns]
        blanks = np.zeros(len(columns[0]), np.int32)
        for length in lengths[: self.width]:
            blanks += length == 0
        sure = (lengths[0] > 0) & (blanks < 0.6 * self.width)
        for length in lengths[self.width :]:
            sure &= length == 0
        sure &= pc.not_equal(columns[0], self._first).to_numpy(zero_copy_only=False)
        wordy = pc.invert(pc.match_substring_regex(columns[0], "[0-9]"))
        for place in np.flatnonzero(wordy.to_numpy(zero_copy_only=False) & sure):
            sure[place] = not may_be_note([columns[0][place].as_py()], _WIDE)
        return sure


def _as_rows(columns: Sequence[pa.Array]) -> list[Sequence[str]]:
    return list(zip(*(column.to_pylist() for column in columns), strict=True))


def _merged(
    numbers: np.ndarray, columns: Sequence[pa.Array], laid: Sequence[tuple[int, Sequence[str]]]
) -> tuple[np.ndarray, list[pa.Array]]:
    """Rows with more rows put among them where their lines stand."""
    here = np.array([number for number, _ in laid], np.int64)
    more = [pa.array(cells, pa.string()) for cells in zip(*(row for _, row in laid), strict=True)]
    both = np.concatenate([numbers, here])
    order = np.argsort(both, kind="stable")
    taken = pa.array(order)
    whole = [pa.concat_arrays(pair).take(taken) for pair in zip(columns, more, strict=True)]
    return both[order], whole


class TextPieces:
    """A text file's rows, a piece at a time.

    Parameters
    ----------
    path, reading
        The file, and how it is opened.
    most
        Rows of a piece.
    block
        Characters of a block, about.
    opened
        Opens the text by its encoding; `open_lines` of the file if not given.

    Attributes
    ----------
    reading
        How it is opened, with nothing left blank.
    header, broken, notes
        As in `RawTable`, of the whole file: known when all pieces were given.
    """

    def __init__(
        self, path: Path, reading: Reading, most: int, block: int = BLOCK,
        opened: Callable[[str], TextIO] | None = None,
    ) -> None:  # fmt: skip
        self.reading, self._found = complete(path, reading)
        self._opened = opened or partial(open_lines, path)
        self._path, self._most, self._block = path, most, block
        self.header: tuple[str, ...] = ()
        self.broken: tuple[BrokenRow, ...] = ()
        self.notes: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[RawTable]:
        """The pieces, at most `most` rows each; at least one, and the last may be empty.

        Their headers name every column, also nameless ones that prove to be blank.

        Raises
        ------
        HomewardError
            As `text.read`.
        """
        try:
            with self._opened(self.reading.encoding) as file:
                chunks = iter(partial(file.read, self._block), "")
                with closing(ahead(chunks)) as text:
                    yield from self._pieces(Feed(text, self._block, self._path.name))
        except UnicodeError:
            said = f"{self._path.name} is not whole as {self.reading.encoding}"
            raise HomewardError("HW-F006", said) from None
        except OSError:
            raise HomewardError("HW-F005", self._path.name) from None

    def _pieces(self, feed: Feed) -> Iterator[RawTable]:
        feed.begin(())
        lines = Lines(feed, self._path.name)
        layout, whole, _ = begin(lines, self._path, self.reading, BlockLayout)
        feed.end(lines.take_back())
        filled: set[str] = set()
        while block := feed.block():
            _take(block.encode(), feed, lines, layout, whole, self.reading.delimiter)
            feed.before = lines.number
            laid = layout.drain()
            if laid is not None:
                yield from self._cut(layout.header, *laid, filled)
        _, columns, rows = layout.finish()
        arrays = [columns.get(name, pa.nulls(len(rows), pa.string())) for name in layout.header]
        yield from self._cut(layout.header, arrays, rows, filled)
        self.header = tuple(n for n in layout.header if n not in layout.unnamed or n in filled)
        self.broken = tuple(layout.broken)
        self.notes = (*self._found, *lines.notes, *layout.notes)

    def _cut(
        self, header: tuple[str, ...], arrays: list[pa.Array], rows: pa.Array, filled: set[str]
    ) -> Iterator[RawTable]:
        columns = dict(zip(header, arrays, strict=True))
        filled |= {name for name, cells in columns.items() if cells.null_count < len(cells)}
        yield from RawTable(header, columns, rows, reading=self.reading).cut(self._most)


def _take(
    data: bytes, feed: Feed, lines: Lines, layout: BlockLayout, whole: int, delimiter: str
) -> None:
    """Lay the rows of one block; a record that runs beyond it is read to its end."""
    found, base = survey(data, delimiter), lines.number
    odd: list[Record] = []
    kept, at = np.ones(len(found.starts), bool), 0
    for knot in np.flatnonzero(found.knots).tolist():
        if knot < at:
            continue
        feed.begin(_lines_from(data, found, knot))
        lines.passed(base + knot - lines.number)
        odd.append(next(records(lines, delimiter, layout.needed, lines.name)))
        at = lines.number - base
        kept[knot:at] = False
        again, ran = lines.take_back(), feed.beyond
        feed.end(again if ran else ())
        lines.cleaned -= 0 if ran else marked(data, found, at, len(again))
        if ran:
            kept[at:] = False
            break
    else:
        lines.passed(base + len(kept) - lines.number)
    _lay(data, found, np.flatnonzero(kept), base, odd, layout, whole, delimiter)


def _lines_from(data: bytes, found: Surveyed, first: int) -> Iterator[str]:
    for place in range(first, len(found.starts)):
        yield data[found.starts[place] : found.ends[place]].decode()


def _lay(
    data: bytes, found: Surveyed, kept: np.ndarray, base: int, odd: list[Record],
    layout: BlockLayout, whole: int, delimiter: str,
) -> None:  # fmt: skip
    """Parse the `kept` lines together, and lay them among the `odd` records."""
    for number, cells, astray in odd:
        if astray:
            layout.add_record((number, cells, True), whole)
    records_apart = [record for record in odd if not record[2]]
    sure, columns = kept[:0], [pa.array([], pa.string())] * layout.width
    if len(kept):
        parsed, wrong = _parse(_text_of(data, found, kept), whole, delimiter)
        numbers = base + 1 + kept
        records_apart += [(int(numbers[at]), cells, False) for at, cells in wrong]
        numbers = np.delete(numbers, [at for at, _ in wrong])
        plain = layout.sure(parsed)
        if not plain.all():
            places = np.flatnonzero(~plain)
            rows = _as_rows([column.take(pa.array(places)) for column in parsed])
            records_apart += [
                (number, list(cells), False)
                for number, cells in zip(numbers[places].tolist(), rows, strict=True)
            ]
            parsed = [column.filter(pa.array(plain)) for column in parsed]
        sure, columns = numbers[plain], parsed[: layout.width]
    apart = [(n, list(layout.unspared(cells, whole)), False) for n, cells, _ in records_apart]
    layout.add_table(sure, columns, apart)


def _text_of(data: bytes, found: Surveyed, kept: np.ndarray) -> bytes:
    """The bytes of the lines kept."""
    if len(kept) == len(found.starts):
        return data
    breaks = np.flatnonzero(np.diff(kept) > 1)
    firsts = found.starts[kept[np.r_[0, breaks + 1]]].tolist()
    lasts = found.ends[kept[np.r_[breaks, len(kept) - 1]]].tolist()
    runs = (data[start:end] for start, end in zip(firsts, lasts, strict=True))
    # A lone carriage return must not become one line end with the line feed of a blank line.
    return b"".join(run + b"\n" if run.endswith(b"\r") else run for run in runs)


def _parse(
    data: bytes, width: int, delimiter: str
) -> tuple[list[pa.Array], list[tuple[int, list[str]]]]:
    """Lines of one record each as columns of text; apart, those of another width.

    Returns
    -------
    tuple
        Columns; and (place of the line, from 0; its cells) of the others.
    """
    wrong: list[tuple[int, list[str]]] = []

    def apart(row: pv.InvalidRow) -> str:
        cells = next(csv.reader([row.text], delimiter=delimiter, strict=True))
        wrong.append((row.number - 1, cells))
        return "skip"

    names = [str(place) for place in range(width)]
    table = pv.read_csv(
        io.BytesIO(data),
        read_options=pv.ReadOptions(
            column_names=names, use_threads=False, block_size=len(data) + 1
        ),
        parse_options=pv.ParseOptions(
            delimiter=delimiter, ignore_empty_lines=False, invalid_row_handler=apart
        ),
        # What is parsed was encoded here: it need not be looked at again.
        convert_options=pv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            strings_can_be_null=False,
            check_utf8=False,
        ),
    )
    return [table[name].combine_chunks() for name in names], wrong
