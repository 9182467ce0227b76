"""What each gap does to each finding: the figure again, with the gap filled both ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf, log

import numpy as np
from numpy.typing import NDArray

from homeward.demand.counting import Counter, Flag, Tally, Yes
from homeward.demand.estimates import effect, share
from homeward.demand.quality_columns import NOT_RECORDED
from homeward.demand.quality_measures import Contrast, Measure
from homeward.estimators import ratio_of_shares, wilson
from homeward.findings.estimate import Estimate
from homeward.timelines.sheet import Sheet
from homeward.vocabulary.recording import GapVerdict
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State

#: The odds among the unrecorded lie between this part of those among the recorded of the
#: same setting and year and as many times them: a choice, named wherever it is used.
FACTOR = 2.0
#: Half, about which the sentence of a share turns.
HALF = 0.5
NO_GAP = "none"

_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Filled:
    """One figure, as recorded and with one gap filled.

    Attributes
    ----------
    name, words, gap
        Of the figure, and the column of the gap; `NO_GAP` for none.
    as_recorded
        The figure as its finding has it, or why there is none.
    plausible, logical
        The lowest and highest value it takes; None where it cannot be made.
    missing
        Incidents of the gap.
    verdict
        What becomes of its sentence.
    """

    name: str
    words: str
    gap: str
    as_recorded: Estimate
    plausible: tuple[float, float] | None
    logical: tuple[float, float] | None
    missing: int
    verdict: GapVerdict
    by: dict[str, str] = field(default_factory=dict)

    @property
    def group(self) -> dict[str, str]:
        """Its group: the figure, the gap, and what becomes of the sentence."""
        return {**self.by, "sentence": self.verdict.value}

    @property
    def width(self) -> float:
        """How far apart the plausible values lie; 0 where there is no gap."""
        return self.plausible[1] - self.plausible[0] if self.plausible else 0.0


class Strata:
    """Settings and years, within which the unrecorded are taken to resemble the recorded."""

    def __init__(self, sheet: Sheet) -> None:
        year = sheet.number("year")
        first = np.nanmin(year) if len(year) and not np.isnan(year).all() else 0.0
        self._year = np.where(np.isnan(year), 0, year - first).astype(np.int64)
        years = int(self._year.max(initial=0)) + 1
        setting = sheet.word("setting").filled(NOT_RECORDED)
        self._both = setting.codes * years + self._year
        self._sizes = years, years * max(1, len(setting.labels))

    def counts(self, yes: Yes, *, by_year: bool) -> _Floats:
        """How many are a yes in each stratum; years alone where the setting is the gap."""
        codes, size = (self._year, self._sizes[0]) if by_year else (self._both, self._sizes[1])
        return np.bincount(codes.compress(yes), minlength=size).astype(float)

    def parts(self, yes: Yes, judged: Yes) -> _Floats:
        """Of each incident's setting and year, the share that is a yes; shape (rows,).

        A stratum has one more incident in it, of the share of all: see `filled_count`.
        """
        met, of = (self.counts(rows, by_year=False) for rows in (yes & judged, judged))
        whole = float(of.sum())
        overall = float(met.sum()) / whole if whole else HALF
        return np.asarray(((met + overall) / (of + 1))[self._both])


def odds_moved(part: _Floats, factor: float) -> _Floats:
    """The share whose odds are `factor` times those of the share `part`."""
    return np.asarray(factor * part / (1 - part + factor * part))


def filled_count(yes: _Floats, judged: _Floats, gap: _Floats, factor: float) -> float:
    """How many of a gap are expected to be a yes.

    Parameters
    ----------
    yes, judged, gap
        By stratum: recorded and a yes; recorded; not recorded.
    factor
        How many times the odds among the recorded of the stratum. A stratum's share has
        one more incident in it, of the share of all: a stratum of few is not believed
        to be all one way.
    """
    whole = float(judged.sum())
    overall = float(yes.sum()) / whole if whole else HALF
    part = (yes + overall) / (judged + 1)
    return float(gap @ odds_moved(part, factor))


def fill_measures(counter: Counter, measures: Sequence[Measure], strata: Strata) -> list[Filled]:
    """Every share, as recorded and filled."""
    flags = {m.name: Flag(m.yes, m.judged, m.unjudged) for m in measures}
    tallies = counter.tallies([()], flags)[()]
    return [_fill_share(m, tallies[m.name], strata) for m in measures]


def _fill_share(m: Measure, tally: Tally, strata: Strata) -> Filled:
    missing = tally.left_out
    gap = m.gap if missing and m.gap else NO_GAP
    by = {"measure": m.name, "gap": gap}
    printed = share("share_as_recorded", tally if m.needs else _NONE, by)
    if printed.value is None:
        return Filled(
            m.name, m.words, m.gap, printed, None, None, missing, GapVerdict.CANNOT_JUDGE, by
        )
    value = float(printed.value)
    if not missing:
        alone = (value, value)
        return Filled(m.name, m.words, gap, printed, alone, alone, 0, GapVerdict.NO_GAP, by)
    whole = tally.of + missing
    logical = tally.count / whole, (tally.count + missing) / whole
    yes, judged, gap_by = (
        strata.counts(rows, by_year=m.name == "share_from_childrens_homes")
        for rows in (m.yes & m.judged, m.judged, m.unjudged)
    )
    low, high = (
        (tally.count + filled_count(yes, judged, gap_by, f)) / whole for f in (1 / FACTOR, FACTOR)
    )
    plausible = min(low, value), max(high, value)
    verdict = _of_share(tally, printed, plausible, logical)
    return Filled(m.name, m.words, gap, printed, plausible, logical, missing, verdict, by)


_NONE = Tally(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)


def _of_share(
    tally: Tally, printed: Estimate, plausible: tuple[float, float], logical: tuple[float, float]
) -> GapVerdict:
    """Whether a share changes sides of one half, or moves further than chance would take it."""
    deff = effect(tally)
    assert printed.low is not None
    assert printed.high is not None

    def side(value: float) -> int:
        low, high = wilson(round(value * tally.of), tally.of, design_effect=deff)
        return int(low > HALF) - int(high < HALF)

    now = int(printed.low > HALF) - int(printed.high < HALF)
    inside = printed.low <= plausible[0] and plausible[1] <= printed.high
    return verdict_of(
        {side(v) for v in plausible} == {now}, {side(v) for v in logical} == {now}, inside
    )


def verdict_of(plausible_holds: bool, logical_holds: bool, inside: bool) -> GapVerdict:
    """What becomes of a sentence that holds, or not, and of a figure inside its interval."""
    if not plausible_holds:
        return GapVerdict.TURNS_AT_PLAUSIBLE
    if not inside:
        return GapVerdict.WIDER_THAN_CHANCE
    return GapVerdict.HOLDS if logical_holds else GapVerdict.TURNS_AT_LOGICAL


def fill_contrasts(sheet: Sheet, contrasts: Sequence[Contrast], strata: Strata) -> list[Filled]:
    """Every ratio, with the gap in its group filled, and the gap in what is shared."""
    out: list[Filled] = []
    for c in contrasts:
        base = _Ratio(sheet, c, strata)
        out += [base.group_gap(), base.outcome_gap()]
    return out


@dataclass(frozen=True, slots=True)
class _Cells:
    """By stratum: of the first group met and judged, of the rest likewise."""

    first_met: _Floats
    first: _Floats
    rest_met: _Floats
    rest: _Floats


class _Ratio:
    """One ratio as recorded, and what is needed to fill its gaps."""

    def __init__(self, sheet: Sheet, contrast: Contrast, strata: Strata) -> None:
        self._sheet, self._c, self._strata = sheet, contrast, strata
        m, self._by_year = (
            contrast.measure,
            contrast.column in ("residence_type", "missing_from_type"),
        )
        self._met = m.yes & m.judged
        self._rest = contrast.told & ~contrast.first
        self._cells = _Cells(
            self._n(contrast.first & self._met), self._n(contrast.first & m.judged),
            self._n(self._rest & self._met), self._n(self._rest & m.judged),
        )  # fmt: skip
        used = contrast.told & m.judged
        cell = 2 * (~contrast.first[used]) + (~self._met[used])
        self._found = ratio_of_shares(sheet.child[used], cell) if m.needs and used.any() else None

    def _n(self, yes: Yes) -> _Floats:
        return self._strata.counts(yes, by_year=self._by_year)

    def group_gap(self) -> Filled:
        """Those of no recorded group, put with the first group or with the rest."""
        m, c = self._c.measure, self._cells
        unknown = m.belongs & m.judged & ~self._c.told
        met, not_met = self._n(unknown & self._met), self._n(unknown & ~self._met)

        def at(part_met: float, part_not: float) -> float:
            return _ratio(
                c.first_met.sum() + part_met,
                c.first.sum() + part_met + part_not,
                c.rest_met.sum() + met.sum() - part_met,
                c.rest.sum() + met.sum() + not_met.sum() - part_met - part_not,
            )

        def likely(factor: float) -> float:
            first_not, rest_not = c.first - c.first_met, c.rest - c.rest_met
            return at(
                filled_count(c.first_met, c.first_met + c.rest_met, met, factor),
                filled_count(first_not, first_not + rest_not, not_met, 1 / factor),
            )

        logical = at(0.0, float(not_met.sum())), at(float(met.sum()), 0.0)
        plausible = likely(1 / FACTOR), likely(FACTOR)
        return self._filled(self._c.column, unknown, plausible, logical)

    def outcome_gap(self) -> Filled:
        """Those that could not be judged, taken to have met it or not."""
        m, c = self._c.measure, self._cells
        gaps = [g & m.unjudged for g in (self._c.first, self._rest)]
        first, rest = (self._n(gap) for gap in gaps)

        def at(more_first: float, more_rest: float) -> float:
            return _ratio(
                c.first_met.sum() + more_first, c.first.sum() + first.sum(),
                c.rest_met.sum() + more_rest, c.rest.sum() + rest.sum(),
            )  # fmt: skip

        def likely(factor: float) -> float:
            return at(
                filled_count(c.first_met, c.first, first, factor),
                filled_count(c.rest_met, c.rest, rest, 1 / factor),
            )

        logical = at(0.0, float(rest.sum())), at(float(first.sum()), 0.0)
        plausible = likely(1 / FACTOR), likely(FACTOR)
        return self._filled(m.gap, gaps[0] | gaps[1], plausible, logical)

    def _filled(
        self, gap: str, unknown: Yes, plausible: tuple[float, float], logical: tuple[float, float]
    ) -> Filled:
        missing = int(unknown.sum())
        by = {"measure": self._c.name, "gap": gap}
        printed = self._printed(by, missing)
        told = self._c.name, self._c.words, gap, printed
        if printed.value is None or self._found is None:
            return Filled(*told, None, None, missing, GapVerdict.CANNOT_JUDGE, by)
        value = self._found.value
        if not missing:
            return Filled(*told, (value, value), (value, value), 0, GapVerdict.NO_GAP, by)
        plausible = min(plausible[0], value), max(plausible[1], value)
        verdict = self._judged(plausible, logical)
        return Filled(*told, plausible, logical, missing, verdict, by)

    def _judged(self, plausible: tuple[float, float], logical: tuple[float, float]) -> GapVerdict:
        """Whether the ratio changes sides of 1, with an interval as wide as the printed one."""
        assert self._found is not None
        (low, high), value = self._found.interval, self._found.value
        under, over = log(value / low), log(high / value)

        def side(ratio: float) -> int:
            at = -inf if ratio <= 0 else log(ratio)
            return int(at - under > 0) - int(at + over < 0)

        now = side(value)
        inside = low <= plausible[0] and plausible[1] <= high
        return verdict_of(
            {side(v) for v in plausible} == {now}, {side(v) for v in logical} == {now}, inside
        )

    def _printed(self, by: dict[str, str], missing: int) -> Estimate:
        name = "ratio_as_recorded"
        if self._found is None:
            return Estimate(
                name, Kind.RATE_RATIO, Unit.RATIO, None, left_out=missing, by=by,
                state=State.REFUSED,
            )  # fmt: skip
        m, sheet = self._c.measure, self._sheet
        used = self._c.told & m.judged
        low, high = self._found.interval
        met = int(self._cells.first_met.sum())
        return Estimate(
            name, Kind.RATE_RATIO, Unit.RATIO, self._found.value, low, high,
            count=met, of=met + int(self._cells.rest_met.sum()),
            children=_children(sheet, self._c.first & self._met),
            children_of=_children(sheet, used & self._met), left_out=missing,
            interval="t on the log scale, between children", by=by,
        )  # fmt: skip


def _children(sheet: Sheet, yes: Yes) -> int:
    return int(np.count_nonzero(np.bincount(sheet.child[yes])))


def _ratio(met: float, of: float, other_met: float, other_of: float) -> float:
    if of <= 0 or other_of <= 0 or other_met <= 0:
        return inf if met > 0 else 0.0
    return float(met / of / (other_met / other_of))
