"""Faults in the council's records: whom a draw of its own chooses, and what the fault does.

A fault of a record stands in every file and year that holds the record; one of typing, or
a row given twice, in one file only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import TypeVar

import numpy as np

from homeward.synth.clock import DAY
from homeward.synth.council.care import CareEpisodes
from homeward.synth.council.codes import WORDS
from homeward.synth.council.spells import Spells
from homeward.synth.council.years import Flags, Span
from homeward.synth.streams import Floats, Ids, Streams

#: A table as it is written: header to cells.
Table = dict[str, np.ndarray]

#: Most days by which one placement spell runs into the next.
_OVERLAP_DAYS = 20

#: Days between a contradictory missing spell and any care: at least, and the spread.
_OUTSIDE, _OUTSIDE_SPREAD = 3, 30

_Record = TypeVar("_Record", CareEpisodes, Spells)


class Planting:
    """Faults planted at given rates, and counted.

    Parameters
    ----------
    streams
        The county's draws.
    rates
        By kind of fault (`rules.PARTNER_FAULTS`); kinds left out are not planted.
    """

    def __init__(self, streams: Streams, rates: Mapping[str, float]) -> None:
        self.streams = streams
        self.planted: Counter[str] = Counter()
        self._rates = rates

    def chosen(self, kind: str, what: str, ids: Ids, able: Flags | None = None) -> Flags:
        """Which records get a fault, of those that are able to; counted.

        Parameters
        ----------
        kind, what
            The kind of fault, and what it is planted in (part of the draw's purpose).
        ids
            Lasting identities of the records.
        """
        hit = self.streams.uniform(f"council.{kind}.{what}", ids) < self._rates.get(kind, 0.0)
        hit = hit if able is None else hit & able
        self.planted[kind] += int(hit.sum())
        return hit

    def drawn(self, kind: str, what: str, ids: Ids) -> Floats:
        """Numbers between 0 and 1 that say how a fault turns out."""
        return self.streams.uniform(f"council.{kind}.{what}.how", ids)


def withhold_postcodes(planting: Planting, episodes: CareEpisodes) -> CareEpisodes:
    """Postcodes withheld: the placement's, and half the time the child's home too."""
    hidden = planting.chosen("postcodes_suppressed", "care", episodes.ids)
    both = hidden & (planting.drawn("postcodes_suppressed", "care", episodes.ids) < 0.5)
    return replace(
        episodes,
        pl_post=np.where(hidden, "", episodes.pl_post),
        home_post=np.where(both, "", episodes.home_post),
    )


def overlap_placements(planting: Planting, episodes: CareEpisodes, span: Span) -> CareEpisodes:
    """Placement spells that end some days after the next one began."""
    same = episodes.period[1:] == episodes.period[:-1]
    moves = np.append(same & np.isin(episodes.rne[1:], ["P", "B"]), False)[: len(episodes.ids)]
    able = moves & (episodes.closes < span.last)
    hit = planting.chosen("spells_overlapping", "care", episodes.ids, able)
    more = 1 + np.floor(_OVERLAP_DAYS * planting.drawn("spells_overlapping", "care", episodes.ids))
    closes = np.minimum(episodes.closes + more, span.last)
    return replace(episodes, closes=np.where(hit, closes, episodes.closes))


def move_out_of_care(
    planting: Planting, spells: Spells, episodes: CareEpisodes, span: Span
) -> Spells:
    """Missing spells whose dates lie after the child left care, or before it began.

    The way out is after the child's last care, if that has ended and leaves time enough,
    else before the first; a spell still open, or for which neither leaves time, stays.
    """
    began, ended = _care_of(spells, episodes)
    gap = planting.drawn("spells_contradictory", "missing", spells.ids)
    gap = (_OUTSIDE + np.floor(_OUTSIDE_SPREAD * gap)) * DAY
    length = spells.end - spells.start
    time = spells.start % DAY
    after = ended * DAY + gap + time
    before = (began - 1) * DAY - gap - np.ceil(length / DAY) * DAY + time
    late = np.isfinite(after) & (after + length < (span.last + 1) * DAY)
    early = before >= span.first * DAY
    able = np.isfinite(spells.end) & (late | early)
    hit = planting.chosen("spells_contradictory", "missing", spells.ids, able)
    start = np.where(hit, np.where(late, after, before), spells.start)
    return replace(spells, start=start, end=np.where(hit, start + length, spells.end))


def _care_of(spells: Spells, episodes: CareEpisodes) -> tuple[Floats, Floats]:
    """The first day and the last of all care, known to the files, of each spell's child."""
    number = 1 + max([0, *spells.child.tolist(), *episodes.child.tolist()])
    began, ended = np.full(number, np.inf), np.full(number, -np.inf)
    np.minimum.at(began, episodes.child, episodes.entered)
    np.maximum.at(ended, episodes.child, episodes.closes)
    return began[spells.child], ended[spells.child]


def give_twice(planting: Planting, what: str, ids: Ids) -> np.ndarray:
    """Positions of rows in order, some of them twice."""
    again = planting.chosen("partner_duplicates", what, ids)
    return np.repeat(np.arange(len(ids)), 1 + again)


def misspell(planting: Planting, what: str, ids: Ids, table: Table, column: str) -> Table:
    """The table with some codes of one column in another spelling."""
    cells = table[column].astype(object)
    hit = planting.chosen("partner_spellings", what, ids, cells != "")
    how = planting.drawn("partner_spellings", what, ids)
    for row in np.flatnonzero(hit).tolist():
        cells[row] = _respelt(cells[row], how[row])
    return table | {column: cells}


def _respelt(code: str, how: float) -> str:
    """Another spelling of a code: small letters, a space after it, or words."""
    ways = [code.lower(), f"{code} ", WORDS.get(code, f" {code}")]
    return ways[int(how * len(ways))]


def ordered(record: _Record) -> _Record:
    """The same record, ordered again by child and start (faults may have moved it)."""
    begins = record.opens if isinstance(record, CareEpisodes) else record.start
    order = np.lexsort((record.ids, begins, record.child))
    return type(record)(*(getattr(record, f.name)[order] for f in fields(record)))
