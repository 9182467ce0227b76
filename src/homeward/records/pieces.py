"""A file's rows in pieces, so that no more than a piece need be looked at at once."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Protocol, TypeVar

from homeward.records.mapping import Reading
from homeward.records.raw import BrokenRow, RawTable
from homeward.records.times import timed_columns

T = TypeVar("T")


def ahead(found: Iterable[T]) -> Generator[T, None, None]:
    """The same things, each fetched by a second thread while the one before is worked on.

    Whatever fetching raises is raised here, in its turn. When this is left early, what is
    being fetched is waited for, and nothing more is.
    """
    each = iter(found)
    with ThreadPoolExecutor(1) as second:
        coming = second.submit(next, each, None)
        while (this := coming.result()) is not None:
            coming = second.submit(next, each, None)
            yield this


class Pieces(Protocol):
    """A file that gives its rows in pieces.

    Attributes
    ----------
    reading
        How it is opened, with nothing left blank.
    header, broken, notes
        As in `RawTable`, of the whole file. Known when all pieces were given: the header
        of a piece may name a nameless column that proves to be blank throughout.
    """

    reading: Reading
    header: tuple[str, ...]
    broken: tuple[BrokenRow, ...]
    notes: tuple[str, ...]

    def __iter__(self) -> Iterator[RawTable]:
        """The pieces in order; at least one, and any may be empty. Broken rows are left out."""
        ...


class WholePieces:
    """Pieces of a file that was read whole: a sheet of a workbook, or a return's XML."""

    def __init__(self, raw: RawTable, most: int) -> None:
        self._raw, self._most = replace(raw, timed=timed_columns(raw)), most
        self.reading, self.header = raw.reading, raw.header
        self.broken, self.notes = raw.broken, raw.notes

    def __iter__(self) -> Iterator[RawTable]:
        """The pieces; see `Pieces`."""
        return self._raw.cut(self._most)
