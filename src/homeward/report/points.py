"""The released numbers of one chart, as plain records for a drawing."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Any

from homeward.findings import AggregateTable, Chart, Estimate, format_estimate, format_interval
from homeward.findings.estimate import GroupValue
from homeward.report.cells import share_words, state_mark
from homeward.report.grids import index, levels
from homeward.report.labels import value_label
from homeward.vocabulary.units import Kind, Unit

#: Separates the lines of a label; drawings split on it.
BREAK = "\n"

Point = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Points:
    """What a drawing needs, and nothing that was withheld.

    Attributes
    ----------
    rows
        One record per cell: `x` (label), `xv` (position, numbers only), `series`,
        `down`, `panel` (labels or ""), `y`, `low`, `high` (null where not shown),
        `text` (the number as read), `span` (its interval as read), `of` (its
        denominator), `mark` (a letter, or "").
    xs, series, downs, panels
        Labels in order.
    kind, unit
        Of the measure.
    places
        What the labels `xs` stand for, in the same order.
    """

    rows: tuple[Point, ...]
    xs: tuple[str, ...]
    series: tuple[str, ...]
    downs: tuple[str, ...]
    panels: tuple[str, ...]
    kind: Kind
    unit: Unit
    places: tuple[GroupValue, ...] = ()

    @property
    def shown(self) -> list[Point]:
        """Rows with a number."""
        return [row for row in self.rows if row["y"] is not None]

    @property
    def withheld(self) -> list[Point]:
        """Rows with a mark in place of a number."""
        return [row for row in self.rows if row["y"] is None]

    @property
    def has_interval(self) -> bool:
        """Whether any number carries an interval."""
        return any(row["low"] is not None for row in self.rows)

    @property
    def top(self) -> float:
        """The highest number or interval bound shown; 0.0 if none is."""
        return max((max(row["y"], row["high"] or 0) for row in self.shown), default=0.0)


def wrapped(text: str, width: int) -> str:
    """`text` in lines of at most `width` characters, joined by `BREAK`."""
    return BREAK.join(textwrap.wrap(text, width, break_long_words=False)) or text


def _labels(table: AggregateTable, dimension: str) -> dict[Any, str]:
    if not dimension:
        return {}
    return {value: value_label(dimension, value) for value in levels(table, dimension)}


def _place(chart: Chart) -> dict[str, str]:
    """Dimension of each part of a drawing; parts it has not are left out."""
    parts = {"x": chart.x, "series": chart.colour, "down": chart.row, "panel": chart.facet}
    return {part: dimension for part, dimension in parts.items() if dimension}


def _denominator(estimate: Estimate) -> str:
    if estimate.count is None or estimate.of is None:
        return ""
    return share_words(estimate.count, estimate.of, estimate.kind)


def _row(estimate: Estimate, places: dict[str, str], labels: dict[str, dict[Any, str]]) -> Point:
    row: Point = {
        part: labels[part][estimate.by[places[part]]] if part in places else ""
        for part in ("x", "series", "down", "panel")
    }
    position = estimate.by[places["x"]]
    row["xv"] = int(position) if isinstance(position, int) else None
    row["y"], row["low"], row["high"] = estimate.value, estimate.low, estimate.high
    row["text"] = "" if estimate.value is None else format_estimate(estimate)
    row["span"] = "" if estimate.value is None else format_interval(estimate)
    row["of"] = _denominator(estimate)
    row["mark"] = "" if estimate.value is not None else state_mark(estimate).letter
    return row


def points(table: AggregateTable, chart: Chart) -> Points:
    """The numbers that `chart` draws from `table`.

    Estimates of other measures, and those not broken down by every dimension the
    chart names, are left to the table beneath.

    Raises
    ------
    ValueError
        If the table holds no estimate of the chart's measure.
    """
    places = _place(chart)
    labels = {part: _labels(table, dimension) for part, dimension in places.items()}
    wanted = set(places.values())
    found = [
        e
        for e in index(table).values()
        if e.name == chart.y and wanted <= set(e.by) and wanted >= set(e.by)
    ]
    if not found:
        raise ValueError(f"chart {chart.name} draws nothing that its table holds")
    rows = [_row(e, places, labels) for e in found]

    present = {row["x"] for row in rows}
    at = tuple(place for place, label in labels["x"].items() if label in present)

    def order(part: str) -> tuple[str, ...]:
        present = {row[part] for row in rows}
        return tuple(label for label in labels.get(part, {}).values() if label in present)

    return Points(
        tuple(rows),
        order("x"),
        order("series"),
        order("down"),
        order("panel"),
        found[0].kind,
        found[0].unit,
        at,
    )
