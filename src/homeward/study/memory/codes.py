"""Codes that neither the vocabulary nor an earlier study knows, as an intake met them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from homeward.records.columns import NOT_A_WORD, reader_of
from homeward.records.intake import Intake
from homeward.records.mapping import FileMap
from homeward.records.propose_words import (
    LEAST_CHILDREN,
    LONGEST,
    MOST_SPELLINGS,
    Undecided,
    nearest,
)
from homeward.records.quarantine import Aside
from homeward.records.tables import TABLES
from homeward.vocabulary.words import plain

#: Most cells of one column that are looked at.
_MOST_CELLS: Final = 200_000


def new_codes(taken: Intake, maps: Sequence[FileMap]) -> tuple[Undecided, ...]:
    """Spellings to decide, each used for ten or more children of one file.

    Rarer ones are left in quarantine: a rare spelling can be a note about one child. So is
    every spelling of a column that has too many to be a list of words.
    """
    of_file = [one for one in maps for _ in one.files]
    found = [
        word
        for aside, filemap in zip(taken.quarantine.files, of_file, strict=True)
        for word in _of_file(aside, filemap)
    ]
    return tuple({(w.table, w.column, plain(w.spelling)): w for w in found}.values())


def _of_file(aside: Aside, filemap: FileMap) -> Iterable[Undecided]:
    for number, (code, column, _) in enumerate(aside.kinds):
        how = filemap.columns.get(column)
        if code == NOT_A_WORD and how is not None and how.column in aside.header:
            places = np.unique(aside.places[aside.which == number])[:_MOST_CELLS]
            yield from _of_column(aside, filemap, column, places)


def _of_column(
    aside: Aside, filemap: FileMap, column: str, places: np.ndarray
) -> Iterable[Undecided]:
    """The spellings of one column in the rows at `places`, by the children who have them."""
    words = TABLES[filemap.table].columns[column].words
    assert words is not None
    how, child = filemap.columns[column], filemap.columns.get("child")
    read = reader_of(words, filemap.words.get(column, {}))
    at = aside.header.index(how.column)
    who = aside.header.index(child.column) if child and child.column in aside.header else None
    users: dict[str, set[object]] = {}
    rows: dict[str, int] = {}
    for row, cells in enumerate(aside.cells_at(places)):
        text = cells[at] or ""
        for part in text.split(how.separator) if how.separator else (text,):
            said = part.strip()
            if said and read(said) is None:
                users.setdefault(said, set()).add(cells[who] if who is not None else row)
                rows[said] = rows.get(said, 0) + 1
    if len(users) > MOST_SPELLINGS:
        return
    for said, children in sorted(users.items(), key=lambda item: -rows[item[0]]):
        if len(children) >= LEAST_CHILDREN and len(said) <= LONGEST:
            yield Undecided(
                aside.file, filemap.table, column, how.column, said, rows[said],
                nearest(said, words),
            )  # fmt: skip
