"""Rows beside the incidents of a block: given twice, with another end, of other kinds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from homeward.synth.added import FIRST_NUMBER
from homeward.synth.bulk.blocks import MOST_POSITIONS, Block
from homeward.synth.bulk.incidents import Draft, joined, untype
from homeward.synth.bulk.spoil import NO_FAULT, drawn
from homeward.synth.clock import DAY, HOUR, completed_years, midnight, to_local, years_of
from homeward.synth.county import County
from homeward.synth.people import Whole
from homeward.synth.rows import CHILD_PRIME, ENDINGS, TOLD
from homeward.synth.streams import Floats
from homeward.synth.words import House, house_text
from homeward.vocabulary.report import ReportType
from homeward.vocabulary.risk import RiskLevel
from homeward.vocabulary.words import Word

#: Kinds that give an incident once more, and kinds of report beside the incidents.
TWICE = ("conflicts", "duplicates")
OTHERS = ("adults", "absent_records", "concern_only", "cancelled")


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Rows to add: the incidents they are made after, their kinds and a number for each."""

    source: Whole
    kind: np.ndarray
    how: Floats

    def of(self, *kinds: str) -> np.ndarray:
        """Which rows are of these kinds."""
        return np.isin(self.kind, kinds)

    def take(self, which: np.ndarray) -> _Drawn:
        """These rows only."""
        return _Drawn(self.source[which], self.kind[which], self.how[which])


def others(
    clean: Draft, fault: np.ndarray, county: County, block: Block, rates: Mapping[str, float]
) -> tuple[Draft, Counter[str]]:
    """Rows to add at the given rates, and their number by kind.

    Parameters
    ----------
    clean
        One row for each incident of the block, before any fault.
    fault
        What befell each (`spoil.plant`): only unspoilt ones are given twice.
    """
    twice, apart = _given_twice(clean, fault, county, rates), _of_other_kinds(clean, county, rates)
    again, other = clean.take(twice.source), clean.take(apart.source)
    _move_ends(again, twice)
    _become(other, apart, county)
    other.number = _numbers(other.year, block)
    untype(other)
    made = Counter(twice.kind.tolist()) + Counter(apart.kind.tolist())
    return joined(again, other), made


# ------------------------------------------------------------------ given twice


def _given_twice(
    clean: Draft, fault: np.ndarray, county: County, rates: Mapping[str, float]
) -> _Drawn:
    free, parts = fault == NO_FAULT, []
    for kind in TWICE:
        hit, how = drawn(kind, county.incidents.ids, free, rates, county.world.streams)
        if kind == "conflicts":
            hit = hit & np.isfinite(clean.times["found"])
        free = free & ~hit
        parts.append(_part(kind, hit, how))
    return _together(parts)


def _part(kind: str, hit: np.ndarray, how: Floats) -> _Drawn:
    source = np.flatnonzero(hit)
    return _Drawn(source, np.full(len(source), kind), how[source])


def _together(parts: list[_Drawn]) -> _Drawn:
    columns = zip(*((part.source, part.kind, part.how) for part in parts), strict=True)
    return _Drawn(*(np.concatenate(column) for column in columns))


def _move_ends(rows: Draft, made: _Drawn) -> None:
    """Move every end of a conflicting row some hours later."""
    later = np.where(made.of("conflicts"), 2 * HOUR + np.floor(made.how * 10 * HOUR), 0)
    for name in ENDINGS:
        rows.times[name] = rows.times[name] + later


# ------------------------------------------------------------------ other kinds of report


def _of_other_kinds(clean: Draft, county: County, rates: Mapping[str, float]) -> _Drawn:
    """Other kinds, each after an incident; the former category only in its own years."""
    ids, streams = county.incidents.ids, county.world.streams
    every = np.ones(len(ids), bool)
    made = _together([_part(kind, *drawn(kind, ids, every, rates, streams)) for kind in OTHERS])
    day, _ = _another_day(clean.times["reported"][made.source], made, county)
    late = day > midnight(county.world.profile.recording.absent_until)
    return made.take(~(made.of("absent_records") & late))


def _another_day(reported: Floats, made: _Drawn, county: County) -> tuple[Floats, Whole]:
    """A day of the window on which the child is not yet 18, and the age then.

    Days are their first minutes. Any day; one up to the true report where that day would
    come after the eighteenth birthday.
    """
    window = county.world.profile.window
    opens = midnight(window.opens)
    born = county.world.children.born[county.incidents.child[made.source]]
    every = (midnight(window.closes) - opens) // DAY + 1
    day = opens + np.floor(made.how * every) * DAY
    earlier = opens + np.floor(made.how * ((reported - opens) // DAY + 1)) * DAY
    day = np.where(completed_years(born, day) < 18, day, earlier)
    return day, completed_years(born, day)


def _become(rows: Draft, made: _Drawn, county: County) -> None:
    """Change copies of incidents into reports of their kinds on other days, in place."""
    reported = rows.times["reported"].copy()
    day, age = _another_day(reported, made, county)
    made_at = to_local(county.as_of)
    for name in TOLD:
        when = rows.times[name] + day - reported // DAY * DAY
        rows.times[name] = np.where(when > made_at, np.inf, when)
    rows.year, rows.age = years_of(rows.times["reported"]), age.astype(np.float64)
    _adults(rows, made, county)
    for name in ("risk_first", "risk_last"):
        rows.reword(name, made.of("absent_records"), _said(RiskLevel.ABSENT_LEGACY))
    rows.reword("report_type", made.of("absent_records"), _said(ReportType.ABSENT_LEGACY))
    rows.reword("report_type", made.of("concern_only"), _said(ReportType.CONCERN_ONLY))
    _cancelled(rows, made)


def _adults(rows: Draft, made: _Drawn, county: County) -> None:
    """People of 18 to 24, whose references no child has."""
    own = made.of("adults")
    ids = county.world.streams.identity("faults.adults.entity", county.incidents.ids, 0)
    position = ids[made.source] % np.uint64(CHILD_PRIME - MOST_POSITIONS)
    rows.child = np.where(own, MOST_POSITIONS + position.astype(np.int64), rows.child)
    rows.age = np.where(own, 18 + np.floor(made.how * 997) % 7, rows.age)


def _cancelled(rows: Draft, made: _Drawn) -> None:
    """Closed within the hour, nobody found."""
    own = made.of("cancelled")
    rows.reword("report_type", own, _said(ReportType.CANCELLED))
    closed = rows.times["reported"] + 5 + np.floor(made.how * 55)
    rows.times["cancelled"] = np.where(own, closed, rows.times["cancelled"])
    for name in ("found", "returned"):
        rows.times[name] = np.where(own, np.inf, rows.times[name])


def _said(word: Word) -> str:
    return house_text(word, House.SENTENCE)


def _numbers(years: Whole, block: Block) -> Whole:
    """Running numbers of added reports by year, above those of all incidents."""
    order = np.argsort(years, kind="stable")
    opening, position = np.unique(years[order], return_index=True)
    running = np.arange(len(years)) - position[np.searchsorted(opening, years[order])]
    numbers = np.empty(len(years), np.int64)
    numbers[order] = running
    return block.first_report + FIRST_NUMBER + numbers
