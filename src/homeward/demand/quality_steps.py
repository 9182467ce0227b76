"""A change in recording told from a change in what was recorded: one step in each column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

import numpy as np

from homeward.demand.counting import Counter, Flag, Tally
from homeward.demand.estimates import share
from homeward.demand.quality_columns import QualityColumn
from homeward.demand.quality_looks import Look, Monthly, Months, looks
from homeward.estimators.circular import holm
from homeward.estimators.steps import (
    SHORTEST,
    Series,
    Step,
    find_step,
    share_series,
    smallest_share_step,
    step_at,
)
from homeward.findings.estimate import Estimate
from homeward.findings.finding import AggregateTable
from homeward.timelines.sheet import Coded, Sheet
from homeward.vocabulary.recording import StepVerdict
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State

#: How often a step may be found anywhere though no column has one.
FALSE_ALARMS = 0.05
#: A side is said not to have stepped only if a step as large as this would have shown.
TELLING = 0.10
BEFORE, AFTER = "before", "after"
#: Months within which two steps found apart may be one: a step is found a month early or late.
NEAR = 1
#: Verdicts that say that how much is recorded stepped.
OF_RECORDING = (
    StepVerdict.RECORDING_CHANGED, StepVerdict.RECORDING_ONLY, StepVerdict.CANNOT_TELL_APART,
)  # fmt: skip
#: Verdicts that say that something stepped.
FOUND = (
    StepVerdict.RECORDING_CHANGED, StepVerdict.RECORDING_ONLY, StepVerdict.CANNOT_TELL_APART,
    StepVerdict.VALUES_CHANGED, StepVerdict.VALUES_ONLY, StepVerdict.VALUES_WITH_RECORDING,
)  # fmt: skip


def upward(difference: float) -> float:
    """A difference of shares, put up to a whole point: never nought."""
    return max(1, ceil(100 * difference - 1e-9)) / 100


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two shares of a column: how much is recorded, or what is.

    Attributes
    ----------
    series
        By month; None where the share is none or all, and so cannot step.
    step
        Its likeliest step; None where none could be looked for.
    part
        The share over the whole window.
    fixed
        Whether enough was judged, and was all or none of it in every month.
    p_value
        Of the step, over every column looked at (Holm); 1 where there is none.
    """

    series: Series | None
    step: Step | None
    part: float
    fixed: bool
    p_value: float = 1.0

    @property
    def stepped(self) -> bool:
        """Whether a step was found."""
        return self.p_value <= FALSE_ALARMS

    @property
    def looked_at(self) -> bool:
        """Whether a step could have been found: some step, however large, would have shown."""
        return self.smallest is not None

    @property
    def untold(self) -> bool:
        """Whether the share moves, and yet no step of it could have been found."""
        return self.series is not None and not self.looked_at

    @property
    def smallest(self) -> float | None:
        """The smallest difference of shares that would have been found, mid-window."""
        if self.step is None:
            return upward(0.0) if self.fixed else None
        found = smallest_share_step(self.step.smallest, self.part)
        return upward(found) if found < 1 else None

    def moved_at(self, place: int) -> bool | None:
        """Whether it differs on the two sides of a place found by the other share.

        None where too little is recorded to tell.
        """
        if self.fixed:
            return False
        if self.series is None:
            return None
        p_value, smallest = step_at(self.series, place)
        if p_value <= FALSE_ALARMS or self.stepped:
            return True
        return False if smallest_share_step(smallest, self.part) <= TELLING else None


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one column."""

    name: str
    words: str
    chief: str
    recording: Side
    values: Side
    verdict: StepVerdict
    place: int = -1

    @property
    def found(self) -> bool:
        """Whether something stepped."""
        return self.verdict in FOUND

    @property
    def drifts(self) -> bool:
        """Whether a straight line says more of what stepped than one step does."""
        side = self.recording if self.recording.stepped else self.values
        return side.step is not None and side.step.drifts


def steps_of(sheet: Sheet, months: Months, filled: Sequence[QualityColumn]) -> list[Told]:
    """The verdict of every column that some file filled, and of its time of day.

    Every column's two shares are tested together: a step is found anywhere, though there
    is none, in at most `FALSE_ALARMS` of studies (Holm).
    """
    kept: list[tuple[Look, Side, Side]] = []
    for look in looks(sheet, filled):
        sums = months.sums(look)
        rest = replace(look, asked=None, recorded=_NOTHING, values=None)
        kept.append((rest, *_sides(sums, months)))
    sides = [side for _, *both in kept for side in both]
    looked = [side.step.p_value for side in sides if side.step is not None]
    held = iter(holm(looked) if looked else ())
    sides = [s if s.step is None else replace(s, p_value=float(next(held))) for s in sides]
    pairs = zip(sides[::2], sides[1::2], strict=True)
    return _beside_others([_told(k[0], *pair) for k, pair in zip(kept, pairs, strict=True)])


def _beside_others(told: Sequence[Told]) -> list[Told]:
    """The same; what stepped when recording of another column did may be recording too."""
    moved = {t.place for t in told if t.verdict in OF_RECORDING}
    near = {place + by for place in moved for by in range(-NEAR, NEAR + 1)}
    values = (StepVerdict.VALUES_CHANGED, StepVerdict.VALUES_ONLY)
    return [
        replace(t, verdict=StepVerdict.VALUES_WITH_RECORDING)
        if t.verdict in values and t.place in near
        else t
        for t in told
    ]


_NOTHING = np.zeros(0, bool)


def _sides(sums: Monthly, months: Months) -> tuple[Side, Side]:
    return (
        _side(sums.recorded, sums.asked, months),
        _side(sums.chief, sums.judged, months),
    )


def _side(yes: np.ndarray, of: np.ndarray, months: Months) -> Side:
    series = share_series(yes, of)
    whole = float(of.sum())
    if series is None:
        enough = bool(months.allowed.any()) and int((of.sum(axis=0) > 0).sum()) >= SHORTEST
        return Side(None, None, 0.0, whole > 0 and enough)
    step = find_step(series, allowed=months.allowed, level=FALSE_ALARMS)
    return Side(series, step, float(yes.sum()) / whole, False)


def _told(look: Look, recording: Side, values: Side) -> Told:
    verdict, place = _verdict(recording, values)
    return Told(look.name, look.words, look.chief, recording, values, verdict, place)


def _verdict(recording: Side, values: Side) -> tuple[StepVerdict, int]:
    """The verdict, and the first month after the step."""
    for side, other, alone, untold in (
        (recording, values, StepVerdict.RECORDING_CHANGED, StepVerdict.RECORDING_ONLY),
        (values, recording, StepVerdict.VALUES_CHANGED, StepVerdict.VALUES_ONLY),
    ):
        if side.stepped and side.step is not None:
            moved = other.moved_at(side.step.place)
            verdicts = {True: StepVerdict.CANNOT_TELL_APART, False: alone, None: untold}
            return verdicts[moved], side.step.place
    sides = (recording, values)
    looked = any(side.looked_at for side in sides) and not any(side.untold for side in sides)
    return (StepVerdict.NO_STEP if looked else StepVerdict.TOO_LITTLE), -1


def estimates_of(
    sheet: Sheet, months: Months, told: Iterable[Told], filled: Sequence[QualityColumn]
) -> list[Estimate]:
    """Shares before and after each step that was found, and how rare the step is."""
    found = {t.name: t for t in told if t.found}
    if not found:
        return []
    counters: dict[int, Counter] = {}
    out = []
    wanted = {name.removesuffix("_time") for name in found}
    columns = [column for column in filled if column.name in wanted]
    for look in (look for look in looks(sheet, columns) if look.name in found):
        t = found[look.name]
        if t.place not in counters:
            counters[t.place] = Counter(sheet, {"side": _side_of(months, t.place)})
        out += _before_and_after(look, t, months, counters[t.place], sheet.children)
    return out


def _side_of(months: Months, place: int) -> Coded:
    codes = np.where(months.of_row < 0, -1, (months.of_row >= place).astype(np.int64))
    return Coded(codes.astype(np.int32), (BEFORE, AFTER))


def around(months: Months, place: int) -> tuple[str, str]:
    """Labels of the first and last month in which a step found at a place may lie."""
    last = len(months.labels) - 1
    return months.labels[max(0, place - NEAR)], months.labels[min(last, place + NEAR)]


def step_between(months: Months, place: int) -> str:
    """The same as a value of a table, "2021-06 to 2021-08"."""
    return " to ".join(around(months, place))


def group_of(t: Told, months: Months) -> dict[str, str]:
    """The group of what is told of a column that stepped."""
    return {
        "column": t.name, "reading": t.verdict.value, "step_from": months.labels[t.place],
        "step_between": step_between(months, t.place), "chief": t.chief,
    }  # fmt: skip


def _before_and_after(
    look: Look, t: Told, months: Months, counter: Counter, children: int
) -> list[Estimate]:
    flags = {"recorded": Flag(look.recorded, look.asked)}
    if look.values is not None:
        judged = look.recorded if look.values.judged is None else look.values.judged
        flags["chief"] = Flag(look.values.yes, look.recorded & judged)
    by, sides = group_of(t, months), counter.tallies([("side",)], flags)
    out: list[Estimate] = []
    for side in (BEFORE, AFTER):
        tallies = sides.get((("side", side),), {})
        for flag in ("recorded", "chief"):
            out.append(share(f"share_{flag}_{side}", tallies.get(flag, _NONE), by))
    p_value = min(one.p_value for one in (t.recording, t.values))
    return [*out, _number("p_value_step", Kind.P_VALUE, p_value, by, children)]


_NONE = Tally(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)


def _number(
    name: str, kind: Kind, value: float | None, by: Mapping[str, str], children: int
) -> Estimate:
    return Estimate(
        name, kind, Unit.INCIDENTS if kind is Kind.INDEX else Unit.RATIO, value,
        children_of=children, left_out=None, by=by,
        state=None if value is not None else State.REFUSED,
    )  # fmt: skip


def steps_table(estimates: Sequence[Estimate]) -> AggregateTable:
    """Columns in which something stepped, the reading of it, and both shares around it."""
    return AggregateTable(
        "steps", "Columns in which a step was found: share of incidents before and after",
        ("column", "reading", "step_from", "step_between", "chief"),
        (
            "share_recorded_before", "share_recorded_after", "share_chief_before",
            "share_chief_after", "p_value_step",
        ),
        tuple(estimates),
    )  # fmt: skip


def smallest_table(told: Iterable[Told], children: int) -> AggregateTable:
    """Of every column, the smallest step that would have been found."""
    cells = tuple(
        _number(f"smallest_{name}_step", Kind.INDEX, side.smallest, by, children)
        for t in told
        for by in ({"column": t.name, "reading": t.verdict.value},)
        for name, side in (("recording", t.recording), ("values", t.values))
    )
    return AggregateTable(
        "smallest_steps",
        "The smallest step that would be found four times in five, as a difference of shares",
        ("column", "reading"), ("smallest_recording_step", "smallest_values_step"), cells,
    )  # fmt: skip
