"""Estimates down the page: dots with intervals (`forest`), bars with ranges (`range`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from math import ceil, floor, log10, sqrt

from homeward.findings import Chart
from homeward.report.points import BREAK, Point, Points, wrapped
from homeward.report.rows import (
    drawn_width,
    in_panels,
    is_ratio,
    label_axis,
    label_wraps,
    outlined,
    step_height,
    words_above,
    words_layers,
    words_width,
)
from homeward.report.specs import (
    COLOURS,
    GREY,
    INK,
    LINE,
    Size,
    Spec,
    measure_title,
    number_format,
)

#: A ratio further from its reference than this many times is drawn at the edge, with an
#: arrow: one such interval would leave no room for the others.
FURTHEST = 40.0
#: Part of the smallest and largest number that is left free at the sides.
_MARGIN = 1.15
#: Ticks of a log axis, by how many times its end is its start; the first that it is under.
_TICKS: tuple[tuple[float, tuple[float, ...]], ...] = (
    (2.2, (0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.2, 1.4, 1.6, 1.8, 2)),
    (8.0, (0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 4, 5)),
    (60.0, (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20)),
)
_WIDEST_TICKS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
#: Ticks of an even axis, about: on a wide drawing and on a narrow one.
_EVEN_TICKS = {False: 5, True: 3}
#: Steps between ticks in powers of ten, by the least part of the power that each serves.
_STEPS = ((10, sqrt(50)), (5, sqrt(10)), (2, sqrt(2)))
#: A number this near a tick, in steps, is on it.
_EXACT = 1e-9
#: Most ticks on a narrow drawing.
_NARROW_TICKS = 4
#: Pixels: the end of a range; a bar and the place of a row beneath its words; the sides.
_CAP, _THICK, _BENEATH, _NARROW_SIDES = 12, 14, 30, 28
#: A drawing narrower than this gives its words less room instead.
_ROOMY = 190


class Way(Enum):
    """Where the words of a row stand."""

    BESIDE = "beside it: number and interval, counts beneath"
    TIGHT = "beside it: number, interval beneath"
    ABOVE = "above it, after the label"


@dataclass(frozen=True, slots=True)
class Span:
    """Where the axis of the measure begins and ends.

    Attributes
    ----------
    low, high
        Ends, in the measure's unit.
    reference
        Where nothing differs; None where there is no such number.
    log
        Whether equal steps multiply: so for ratios, of which 2 and 0.5 differ as much.
    """

    low: float
    high: float
    reference: float | None
    log: bool

    def held(self, value: float) -> float:
        """`value`, or the end it lies beyond."""
        return min(max(value, self.low), self.high)

    def ticks(self, *, narrow: bool) -> list[float]:
        """Numbers named along a log axis; 1 is always among them."""
        stretch = self.high / self.low
        every = next((ticks for most, ticks in _TICKS if stretch < most), _WIDEST_TICKS)
        named = [float(tick) for tick in every if self.low <= tick <= self.high]
        if not narrow or len(named) <= _NARROW_TICKS:
            return named
        step = -(-len(named) // _NARROW_TICKS)
        start = named.index(1.0) % step if 1.0 in named else 0
        return named[start::step]


def _ending(low: float, high: float, *, narrow: bool) -> tuple[float, float]:
    """Ends of an even axis put out to its ticks, so that no number lies past the last label.

    The step between ticks is 1, 2 or 5 times a power of ten, as the axis is drawn with.
    """
    raw = (high - low) / _EVEN_TICKS[narrow]
    power = 10.0 ** floor(log10(raw))
    times = next((by for by, least in _STEPS if raw / power >= least), 1)
    step = times * power
    return floor(low / step + _EXACT) * step, ceil(high / step - _EXACT) * step


def span_of(chart: Chart, found: Points, *, narrow: bool = False) -> Span:
    """The axis that holds every number shown, its interval and the reference."""
    reference = chart.reference
    if reference is None and is_ratio(found):
        reference = 1.0
    ends = [row[key] for row in found.shown for key in ("y", "low", "high")]
    numbers = [float(n) for n in ends if n is not None]
    if reference is not None:
        numbers.append(reference)
    if is_ratio(found):
        return _log_span(numbers, reference or 1.0)
    low, high = min(0.0, *numbers), max(*numbers, 0.0)
    return Span(
        *_ending(low, high if high > low else low + 1.0, narrow=narrow), reference, log=False
    )


def _log_span(numbers: list[float], reference: float) -> Span:
    least, most = reference / FURTHEST, reference * FURTHEST
    inside = [min(max(n, least), most) for n in numbers if n > 0]
    return Span(min(inside) / _MARGIN, max(inside) * _MARGIN, reference, log=True)


def _title(chart: Chart, found: Points, size: Size) -> list[str]:
    title = measure_title(chart, found)
    if is_ratio(found):
        title += ": 1 means no difference (log scale)"
    return wrapped(title, size.width // 9).split(BREAK)


def _x(chart: Chart, found: Points, span: Span, size: Size) -> Spec:
    """The measure along the bottom."""
    scale: Spec = {"domain": [span.low, span.high], "nice": False}
    axis: Spec = {
        "titleAnchor": "start",
        "title": _title(chart, found, size),
        "domain": False,
        "ticks": size.narrow,
        "grid": not size.narrow,
    }
    if span.log:
        scale |= {"type": "log"}
        axis |= {"values": span.ticks(narrow=size.narrow), "labelExpr": "format(datum.value, '~g')"}
    else:
        scale |= {"zero": True}
        axis |= {
            "format": number_format(found.kind, found.top),
            "tickCount": _EVEN_TICKS[size.narrow],
            "labelFlush": size.narrow,
        }
    return {"field": "at", "type": "quantitative", "scale": scale, "axis": axis}


def _words(row: Point, way: Way) -> tuple[str, str]:
    """What stands beside a row, and beneath that: the number, its interval, its counts."""
    if row["y"] is None:
        return str(row["mark"]), ""
    if way is Way.TIGHT:
        return row["text"], row["span"] or row["of"]
    told = f"{row['text']}  ({row['span']})" if row["span"] else row["text"]
    return told, row["of"] if way is Way.BESIDE else ""


def _rows(found: Points, part: str, wraps: dict[str, str], span: Span, way: Way) -> list[Point]:
    """Rows with label, words, and where dot and interval stand inside the axis."""
    rows = []
    for row in found.rows:
        told, under = _words(row, way)
        drawn: Point = {"label": wraps[row[part]], "told": told, "under": under}
        for key, end in (("at", "y"), ("from", "low"), ("to", "high")):
            drawn[key] = None if row[end] is None else span.held(float(row[end]))
        drawn["less"] = row["low"] is not None and row["low"] < span.low
        drawn["more"] = row["high"] is not None and row["high"] > span.high
        rows.append({**row, **drawn})
    return rows


def _whiskers(x: Spec, y: Spec, down: float) -> list[Spec]:
    """The interval or range of each row that has one."""
    place = {"x": {**x, "field": "from"}, "x2": {"field": "to"}, "y": y}
    return [
        {
            "transform": [{"filter": "datum.from != null"}],
            "mark": {"type": "rule", "yOffset": down, **stroke},
            "encoding": place,
        }
        for stroke in outlined(2.5)
    ]


def _arrows(x: Spec, y: Spec, down: float) -> list[Spec]:
    """A triangle at the edge that an interval runs beyond."""
    layers: list[Spec] = []
    for side, field, shape in (("less", "from", "triangle-left"), ("more", "to", "triangle-right")):
        mark: Spec = {"type": "point", "shape": shape, "filled": True, "size": 90, "color": INK}
        mark |= {"opacity": 1, "yOffset": down}
        place = {"x": {**x, "field": field}, "y": y}
        layers.append({"transform": [{"filter": f"datum.{side}"}], "mark": mark, "encoding": place})
    return layers


def _reference(span: Span, y: Spec, down: float) -> list[Spec]:
    """A line where nothing differs; a piece of it at each row where words stand above."""
    if span.reference is None:
        return []
    where: Spec = {"x": {"datum": span.reference}}
    if down:
        piece = {"type": "tick", "thickness": 2, "size": _BENEATH, "color": GREY, "yOffset": down}
        return [{"mark": piece, "encoding": {**where, "y": y}}]
    rule = {"type": "rule", "strokeDash": [4, 3], "color": GREY, "strokeWidth": 1.5}
    return [{"mark": rule, "encoding": where}]


def _dots(rows: list[Point], span: Span, x: Spec, y: Spec, down: float) -> list[Spec]:
    """Reference line, intervals and dots, back to front."""
    dot = {"type": "point", "filled": True, "size": 120, "color": COLOURS[0], "opacity": 1}
    beyond = any(row["less"] or row["more"] for row in rows)
    return [
        *_reference(span, y, down),
        *_whiskers(x, y, down),
        *(_arrows(x, y, down) if beyond else []),
        {
            "transform": [{"filter": "datum.at != null"}],
            "mark": {**dot, "yOffset": down},
            "encoding": {"x": x, "y": y},
        },
    ]


def _bars(span: Span, x: Spec, y: Spec, down: float, thick: float | None) -> list[Spec]:
    """Bars from zero, then ranges with an end at each side, back to front."""
    caps: list[Spec] = [
        {
            "transform": [{"filter": "datum.from != null"}],
            "mark": {"type": "tick", "thickness": 2.5, "size": _CAP, "color": INK, "yOffset": down},
            "encoding": {"x": {**x, "field": end}, "y": y},
        }
        for end in ("from", "to")
    ]
    bar: Spec = {"type": "bar", "color": COLOURS[0], "yOffset": down}
    if thick is not None:
        bar["height"] = thick
    drawn: Spec = {"mark": bar, "encoding": {"x": x, "y": y}}
    return [drawn, *_reference(span, y, down), *_whiskers(x, y, down), *caps]


def _down(chart: Chart, found: Points, size: Size, *, bars: bool) -> Spec:
    """Rows for each group, in panels where there are groups within groups."""
    grouped = len(found.series) > 1
    labels, part = (found.series, "series") if grouped else (found.xs, "x")
    span = span_of(chart, found, narrow=size.narrow)
    way = Way.ABOVE if size.narrow else Way.BESIDE
    wraps = label_wraps(labels, Size(size.width, size.width // 9) if size.narrow else size)
    rows = _rows(found, part, wraps, span, way)
    if way is Way.BESIDE and drawn_width(wraps, words_width(rows), size) < _ROOMY:
        rows = _rows(found, part, wraps, span, Way.TIGHT)
    x, y = _x(chart, found, span, size), label_axis(labels, wraps)

    def marks(down: float, thick: float | None) -> list[Spec]:
        return _bars(span, x, y, down, thick) if bars else _dots(rows, span, x, y, down)

    if way is Way.ABOVE:
        body = _stacked(wraps, y, marks, size)
    else:
        lines = 2 if any(row["under"] for row in rows) else 1
        body = {
            "width": drawn_width(wraps, words_width(rows), size),
            "height": {"step": step_height(wraps, lines)},
            "layer": [*marks(0, None), *words_layers({"value": "width"}, y)],
        }
    if grouped:
        return in_panels(body, rows, found, size)
    return {"data": {"values": rows}, **body}


def _stacked(
    wraps: dict[str, str], y: Spec, marks: Callable[[float, float | None], list[Spec]], size: Size
) -> Spec:
    """Label and words over each row, which then has the whole width of a telephone."""
    lines = max(text.count(BREAK) + 1 for text in wraps.values())
    height = (lines + 1) * LINE + _BENEATH
    y["axis"] = None
    y["scale"] = {**y["scale"], "paddingInner": 0, "paddingOuter": 0}
    down = height / 2 - _BENEATH / 2
    return {
        "width": size.width - _NARROW_SIDES,
        "height": {"step": height},
        "layer": [*marks(down, _THICK), *words_above(y, height, wraps)],
    }


def forest(chart: Chart, found: Points, size: Size) -> Spec:
    """A dot with its interval for each group, from the top down.

    Ratios stand on a log scale with a line where nothing differs; anything else on an
    even scale that holds zero. A group with no number shown keeps its row and letter.
    """
    return _down(chart, found, size, bars=False)


def ranges(chart: Chart, found: Points, size: Size) -> Spec:
    """A bar from zero to the likely value of each group, its range drawn across the end.

    A ratio has no bar, because a bar would stand on nothing: it is drawn as in `forest`.
    """
    return _down(chart, found, size, bars=not is_ratio(found))
