"""Placement spells as arrays: whose, which kind, how many days, and incidents within them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from homeward.engine.pulling import pulled
from homeward.timelines.histories import Timelines
from homeward.timelines.sheet import Sheet
from homeward.vocabulary.placement import PlacementKind, PlacementLocality
from homeward.vocabulary.setting import Setting
from homeward.vocabulary.words import plain

Whole = NDArray[np.int64]

#: Kinds by code, as in `Spells.kind`.
KINDS = (
    PlacementKind.LOCAL_HERE.value,
    PlacementKind.LOCAL_ELSEWHERE.value,
    PlacementKind.OTHER_HERE.value,
)
_LOCAL_HERE, _LOCAL_ELSEWHERE, _OTHER_HERE, _UNKNOWN = 0, 1, 2, -1

#: Columns of placements that are read.
_COLUMNS = (
    "child", "started", "ended", "placement_type", "responsible_authority", "host_authority",
    "locality",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spells:
    """Placement spells inside the window, sorted by child and first day.

    Attributes
    ----------
    child
        Number of the child: that of the episodes where the reference is one of theirs,
        else one beyond them.
    kind
        Place in `KINDS`; -1 where the file does not say which.
    setting
        Kind of place, as the vocabulary spells it.
    first, last
        Days since 1970, both included. A child is in one placement at a time: a spell
        ends at the latest on the day before the child's next begins.
    """

    child: Whole
    kind: Whole
    setting: NDArray[np.str_]
    first: Whole
    last: Whole

    def days(self, opens: int, closes: int) -> Whole:
        """Days of each spell between two days, both included."""
        inside = np.minimum(self.last, closes) - np.maximum(self.first, opens) + 1
        return np.maximum(0, inside)

    def holding(self, child: Whole, day: Whole) -> Whole:
        """For each child and day, the spell it lies in; -1 where there is none."""
        if not len(self.child):
            return np.full(len(child), -1)
        base = int(min(self.first.min(), day.min(initial=0)))
        span = int(max(self.last.max(), day.max(initial=0))) - base + 1
        key = self.child * span + (self.first - base)
        place = np.searchsorted(key, child * span + (day - base), side="right") - 1
        found = np.maximum(place, 0)
        inside = (place >= 0) & (self.child[found] == child) & (day <= self.last[found])
        return np.where(inside, found, -1)


def began_on(sheet: Sheet) -> Whole:
    """Day on which each episode began: last seen, else reported; days since 1970."""
    last_seen, reported = sheet.day("last_seen_on"), sheet.day("reported_on")
    began = np.where(np.isnat(last_seen), reported, last_seen)
    return np.where(np.isnat(began), np.iinfo(np.int32).min, day_number(began))


def day_number(days: NDArray[np.datetime64] | date) -> Whole:
    """Days since 1970."""
    return np.asarray(days, "datetime64[D]").astype(np.int64)


def local_authorities(timelines: Timelines) -> frozenset[str]:
    """Authorities of this area, folded: those declared, else those of the listed homes."""
    declared: Iterable[str] = timelines.definitions.local_authorities
    if not declared:
        column = pulled(timelines.places.select("authority").distinct())["authority"]
        declared = [name for name in column.to_pylist() if name is not None]
    return frozenset(plain(name) for name in declared)


def spells_of(timelines: Timelines, local: frozenset[str]) -> Spells:
    """The spells that lie in the window, as arrays; none where no file supplied any."""
    return timelines.sheet.once.of(("spells", local), lambda: _made(timelines, local))


def _made(timelines: Timelines, local: frozenset[str]) -> Spells:
    table = pulled(timelines.partners["placements"].select(*_COLUMNS)).combine_chunks()
    table = table.filter(pc.is_valid(table["started"]))
    child = _numbers(timelines, table["child"])
    opens, closes = int(day_number(timelines.opens)), int(day_number(timelines.closes))
    first = _days(table["started"], closes + 1)
    last = _days(table["ended"], closes)
    kind = _kinds(table, local)
    order = np.lexsort((kind, last, first, child))
    child, first, last = child[order], first[order], last[order]
    follows = np.r_[child[1:] == child[:-1], False]
    until = np.where(follows, np.r_[first[1:], 0] - 1, closes)
    last = np.minimum(np.minimum(last, until), closes)
    first = np.maximum(first, opens)
    kept = last >= first
    setting = _settings(table["placement_type"])[order]
    return Spells(child[kept], kind[order][kept], setting[kept], first[kept], last[kept])


def _numbers(timelines: Timelines, references: pa.ChunkedArray) -> Whole:
    """Numbers of the children: the episodes' own, then numbers beyond them."""
    episodes = timelines.episodes
    known = pulled(episodes.select("child", "child_no").distinct())
    place = pc.index_in(references, value_set=known["child"].combine_chunks())
    there = np.asarray(pc.fill_null(place, -1).to_numpy(), np.int64)
    number = np.r_[known["child_no"].to_numpy(), -1].astype(np.int64)[there]
    coded = pc.fill_null(references, "").combine_chunks().dictionary_encode()
    return np.where(there >= 0, number, timelines.sheet.children + coded.indices.to_numpy())


def _days(column: pa.ChunkedArray, otherwise: int) -> Whole:
    days = column.cast(pa.date32()).cast(pa.int32())
    return np.asarray(pc.fill_null(days, otherwise).to_numpy(), np.int64)


def _settings(column: pa.ChunkedArray) -> NDArray[np.str_]:
    filled = pc.fill_null(column.cast(pa.string()), Setting.NOT_RECORDED.value)
    return np.asarray(filled.to_pylist(), str)


def _is_local(column: pa.ChunkedArray, local: frozenset[str]) -> tuple[NDArray[np.bool_], ...]:
    """Whether an authority is of this area, and whether it is written at all."""
    coded = column.cast(pa.string()).combine_chunks().dictionary_encode()
    words = [plain(word) in local for word in coded.dictionary.to_pylist()]
    codes = np.asarray(pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False), np.int64)
    return np.r_[words, False].astype(bool)[codes], codes >= 0


def _kinds(table: pa.Table, local: frozenset[str]) -> Whole:
    """The kind of each spell, by who is responsible and where the child is.

    By responsible and host authority where both are written; else by the one that is and
    the word for in or out of that authority's area, as far as the two tell. Another
    authority's child placed elsewhere is none of the three.
    """
    ours, told = _is_local(table["responsible_authority"], local)
    here, placed = _is_local(table["host_authority"], local)
    word = pc.fill_null(table["locality"].cast(pa.string()), "").to_numpy()
    inside = word == PlacementLocality.IN_AREA.value
    outside = word == PlacementLocality.OUT_OF_AREA.value
    return np.select(
        [
            (ours & here) | (ours & ~placed & inside) | (~told & here & inside),
            (ours & placed & ~here) | (ours & ~placed & outside),
            (told & ~ours & here) | (~told & here & outside),
        ],
        [_LOCAL_HERE, _LOCAL_ELSEWHERE, _OTHER_HERE],
        _UNKNOWN,
    )
