"""Cells of printed tables: numbers, intervals and counts as text, marks where there is none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from homeward.findings import Estimate, format_estimate, format_interval
from homeward.report.labels import lower_first, measure_label
from homeward.report.marks import NOT_APPLICABLE, STATE_MARKS, Mark, key_of
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State

#: More rows than this and the page folds the table away until it is asked for.
LONG = 12

#: A number that rounding has left without a figure: 0.0, 0.00.
_NOUGHT = re.compile(r"0\.0+(?!\d)")
#: Kinds whose estimates are a count over a denominator.
COUNTED = (Kind.SHARE, Kind.MEAN, Kind.RATE_RATIO)
#: What stands beneath a table whose percentages, or some of them, are made of rounded counts.
ALL_OF_COUNTS = "Percentages are worked out from rounded counts."
SOME_OF_COUNTS = (
    "Percentages of a count are worked out from rounded counts; the others are rounded themselves."
)
#: How far a share rounded to whole percentages may lie from its counts.
WHOLE_PERCENT = 0.005 + 1e-9
#: Kinds that a model may make, of which no part is counted.
_MODELLED = (Kind.RATE_RATIO, Kind.ODDS_RATIO)
#: Units of length of time, told in a heading where a table has many columns.
LENGTHS = (Unit.HOURS, Unit.DAYS, Unit.MINUTES)
#: What a column of intervals is called, and what its methods are told under.
INTERVAL = "95% interval"
_PLURALS = {
    INTERVAL: "95% intervals",
    "90% interval": "90% intervals",
    "Least to most": "Ranges",
}
#: Units that a count may be told in.
COUNTABLE = (Unit.INCIDENTS, Unit.CHILDREN, Unit.PLACES, Unit.ROWS, Unit.CELLS)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: `text` on its first line, `notes` beneath, `mark` if nothing is shown."""

    text: str
    notes: tuple[str, ...] = ()
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, and whether what stands beneath is numbers (aligned to the right)."""

    heading: str
    numeric: bool = True


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as it is printed.

    Attributes
    ----------
    caption
        What it shows.
    columns
        Headings, first the row headings.
    rows
        Cells, one for each column.
    heads
        How many of the first columns head their row.
    bands
        Headings that stand over some of the rows: the first row of each, and its words.
    notes
        Lines beneath: interval methods, then what the marks mean.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    heads: int = 1
    notes: tuple[str, ...] = ()
    bands: tuple[tuple[int, str], ...] = ()

    @property
    def long(self) -> bool:
        """Whether the page folds it away."""
        return len(self.rows) > LONG


def marked(mark: Mark) -> Cell:
    """A cell that holds a mark in place of a number."""
    return Cell(mark.sign, mark=mark)


def state_mark(estimate: Estimate | None) -> Mark:
    """Why an estimate has no value. One that is absent is not recorded."""
    state = State.NOT_RECORDED if estimate is None else estimate.state
    return STATE_MARKS[state or State.REFUSED]


def value_cell(estimate: Estimate | None) -> Cell:
    """The value alone."""
    if estimate is None or estimate.value is None:
        return marked(state_mark(estimate))
    return Cell(_value(estimate))


def _value(estimate: Estimate) -> str:
    """The value as read; one that would round to zero says so, since zero is another thing."""
    text = format_estimate(estimate)
    if estimate.value and estimate.value > 0 and _NOUGHT.match(text):
        return f"under {_NOUGHT.sub(lambda m: m[0][:-1] + '1', text)}"
    return text


def interval_cell(estimate: Estimate | None) -> Cell:
    """The interval alone."""
    if estimate is None or estimate.value is None:
        return marked(state_mark(estimate))
    text = format_interval(estimate)
    if text:
        return Cell(text)
    return marked(NOT_APPLICABLE) if estimate.kind is Kind.COUNT else Cell("none given")


def number_cell(number: int | None, estimate: Estimate) -> Cell:
    """A whole number beside a value, or the mark that says why it is not there."""
    if number is not None:
        return Cell(f"{number:,}")
    if estimate.state is not None:
        return marked(STATE_MARKS[estimate.state])
    return marked(STATE_MARKS[State.HIDDEN])


def _pair(
    part: int | None, whole: int | None, estimate: Estimate, unit: str = "", joint: str = "of"
) -> Cell:
    """`part` of `whole`, for kinds that are made so."""
    why = STATE_MARKS[estimate.state or State.HIDDEN]
    if part is None and whole is None:
        told = estimate.state is not None or estimate.kind in COUNTED
        return marked(why if told else NOT_APPLICABLE)
    tail = f" {unit}" if unit else ""
    if whole is None:
        return Cell(f"{part:,}{tail}")
    if part is None and estimate.state is None and estimate.kind not in COUNTED:
        return Cell(f"of {whole:,}{tail}")
    if part is None:
        return Cell(f"{why.sign} of {whole:,}{tail}", mark=why)
    return Cell(f"{part:,} {joint} {whole:,}{tail}")


def share_words(part: int, whole: int, kind: Kind) -> str:
    """A count and what it is set against: "9 of 21"; "39 among 21" for a mean."""
    return f"{part:,} {'among' if kind is Kind.MEAN else 'of'} {whole:,}"


def count_cell(estimate: Estimate, *, told: bool = True) -> Cell:
    """The count behind the value and its denominator: "4,162 of 4,555 incidents".

    The unit is left off where `told` is false, because the heading says it.
    """
    unit = estimate.unit.label if told and estimate.unit in COUNTABLE else ""
    modelled = estimate.kind in _MODELLED and estimate.value is not None
    if modelled and estimate.count is None:  # a ratio of a model, which counts nothing
        return marked(NOT_APPLICABLE) if estimate.of is None else Cell(f"of {estimate.of:,}")
    joint = "among" if estimate.kind is Kind.MEAN else "of"
    return _pair(estimate.count, estimate.of, estimate, unit, joint)


def children_cell(estimate: Estimate) -> Cell:
    """Different children behind the count, and behind the denominator."""
    if estimate.children is None and estimate.children_of is None and estimate.state is None:
        return marked(NOT_APPLICABLE)
    return _pair(estimate.children, estimate.children_of, estimate)


def full_cell(estimate: Estimate | None, *, bare: bool = False) -> Cell:
    """Value with its interval and counts beneath, for tables of several measures.

    `bare` leaves the unit to the heading, as tables of many columns need.
    """
    if estimate is None or estimate.value is None:
        return value_cell(estimate)
    notes = [format_interval(estimate)]
    if estimate.kind in COUNTED and estimate.of is not None and estimate.count is not None:
        notes.append(share_words(estimate.count, estimate.of, estimate.kind))
    texts = [_value(estimate), *(note for note in notes if note)]
    if bare and estimate.unit in LENGTHS:
        texts = [text.removesuffix(f" {estimate.unit.label}") for text in texts]
    return Cell(texts[0], tuple(texts[1:]))


def notes_of(estimates: Iterable[Estimate], rows: Iterable[tuple[Cell, ...]]) -> tuple[str, ...]:
    """Lines beneath a table: how intervals and percentages were made, then what its marks mean."""
    used = tuple(estimates)
    signs = {cell.mark for row in rows for cell in row if cell.mark is not None}
    parts = (interval_methods(used), percentages_of(used), key_of(signs))
    return tuple(note for note in parts if note)


def percentages_of(estimates: Iterable[Estimate]) -> str:
    """From what the percentages shown were worked out; "" if none is of rounded counts."""
    shown = [e for e in estimates if e.value is not None and format_estimate(e).endswith("%")]
    counted = [e for e in shown if _is_of_counts(e)]
    if not counted:
        return ""
    return ALL_OF_COUNTS if len(counted) == len(shown) else SOME_OF_COUNTS


def _is_of_counts(estimate: Estimate) -> bool:
    """Whether a value is the count shown with it as a part of its denominator."""
    if estimate.kind not in (Kind.SHARE, Kind.BOUND) or estimate.count is None:
        return False
    if estimate.value is None or not estimate.of:
        return False
    return abs(estimate.value - estimate.count / estimate.of) <= WHOLE_PERCENT


def interval_heading(estimates: Iterable[Estimate]) -> str:
    """What a column of intervals is called: not every interval is a 95% one."""
    kinds = {_sort_of_interval(e) for e in estimates if e.low is not None}
    return kinds.pop() if len(kinds) == 1 else "Interval" if kinds else INTERVAL


def _sort_of_interval(estimate: Estimate) -> str:
    if estimate.kind is Kind.RANGE or estimate.interval.startswith("range of"):
        return "Least to most"
    return "90% interval" if estimate.interval.startswith("90%") else INTERVAL


def interval_methods(estimates: Iterable[Estimate]) -> str:
    """Lines naming every interval method among `estimates`; "" if none has one.

    Of 95% intervals the commonest is named first, and the others with the measures they
    belong to; ranges and other intervals follow.
    """
    by_sort: dict[str, dict[str, list[str]]] = {}
    for e in estimates:
        if e.low is not None and e.interval:
            by_method = by_sort.setdefault(_sort_of_interval(e), {})
            by_method.setdefault(e.interval, []).append(measure_label(e))
    told = sorted(by_sort.items(), key=lambda item: item[0] != INTERVAL)
    return " ".join(f"{_PLURALS[sort]}: {_methods(found)}." for sort, found in told)


def _methods(by_method: dict[str, list[str]]) -> str:
    common = max(by_method, key=lambda method: len(by_method[method]))
    told = [common]
    for method, names in by_method.items():
        if method != common:
            told.append(f"{method} for {_listed(list(dict.fromkeys(names)))}")
    return "; ".join(told)


def _listed(names: list[str]) -> str:
    """Names in the middle of a sentence: "gini index and left out"."""
    small = [lower_first(name) for name in names]
    return small[0] if len(small) == 1 else f"{', '.join(small[:-1])} and {small[-1]}"
