"""Bar charts, and points with intervals where a bar from zero would mislead."""

from __future__ import annotations

from homeward.findings import Chart
from homeward.report.points import Point, Points
from homeward.report.rows import (
    beside_labels,
    drawn_width,
    in_panels,
    is_ratio,
    label_axis,
    label_wraps,
    outlined,
    step_height,
    words_width,
)
from homeward.report.specs import (
    CHARACTER,
    COLOURS,
    GREY,
    TEXT,
    Size,
    Spec,
    measure_title,
    number_format,
    title_lines,
    y_axis,
)

#: Bars that may stand upright: few, with short labels in an order of their own.
_UPRIGHT = 16
_SHORT = 5
#: More upright bars than this carry no number of their own.
_TOLD = 8
#: Pixels by which rows in panels stand closer: there are many of them.
_CLOSER = 8


def _told(row: Point, size: Size) -> str:
    """What stands beside a bar: the number, and its denominator where there is room."""
    if row["y"] is None:
        return str(row["mark"])
    return row["text"] if size.narrow or not row["of"] else f"{row['text']}  ({row['of']})"


def _x(chart: Chart, found: Points, size: Size, width: int, wraps: dict[str, str]) -> Spec:
    """The measure along the bottom, from zero, with ticks as a drawing so wide can name."""
    return {
        "field": "y",
        "type": "quantitative",
        "scale": {"zero": True, "domainMin": 0, "domainMax": (found.top or 1) * 1.02},
        "axis": {
            "format": ",.1f" if is_ratio(found) else number_format(found.kind, found.top),
            "tickCount": min(3 if size.narrow else 5, max(2, width // 60)),
            "titleAnchor": "start",
            "title": title_lines(measure_title(chart, found), beside_labels(wraps, size)),
            "domain": False,
            # No lines across: they would run through the words beside the bars.
            "grid": False,
        },
    }


def _bar_layers(found: Points, x: Spec, y: Spec) -> list[Spec]:
    """Bar or dot, interval and words, back to front."""
    mark: Spec = {"type": "bar", "color": COLOURS[0]}
    if is_ratio(found):
        mark = {"type": "point", "filled": True, "size": 110, "color": COLOURS[0], "opacity": 1}
    layers: list[Spec] = [{"mark": mark, "encoding": {"x": x, "y": y}}]
    if is_ratio(found):
        one = {"type": "rule", "strokeDash": [4, 3], "color": GREY, "strokeWidth": 1.5}
        layers.insert(0, {"mark": one, "encoding": {"x": {"datum": 1}}})
    if found.has_interval:
        reach = {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": y}
        layers += [
            {"mark": {"type": "rule", **stroke}, "encoding": reach} for stroke in outlined(2)
        ]
    words = {"type": "text", "align": "left", "baseline": "middle", "dx": 7, "fontSize": TEXT}
    layers.append(
        {
            "mark": words,
            "encoding": {"x": {**x, "field": "end"}, "y": y, "text": {"field": "told"}},
        }
    )
    return layers


def _rows(found: Points, part: str, wraps: dict[str, str], size: Size) -> list[Point]:
    """Rows with their label, their words and where the words start."""
    return [
        {**row, "label": wraps[row[part]], "told": _told(row, size), "end": _end(row, found)}
        for row in found.rows
    ]


def _end(row: Point, found: Points) -> float:
    """Where the words start: past the bar; for ratios, in line, clear of the rule at 1."""
    if is_ratio(found):
        return found.top
    return 0.0 if row["y"] is None else max(row["y"], row["high"] or 0)


def bar(chart: Chart, found: Points, size: Size) -> Spec:
    """A bar for each group, from zero; a dot where the measure is a ratio.

    Groups within groups get a panel for each outer group, every bar with its own
    label, so that no colour has to be matched to a legend.
    """
    if found.series and len(found.series) > 1:
        return _grouped(chart, found, size)
    if not is_ratio(found) and not found.has_interval and _stands(found):
        return _upright(chart, found, size)
    wraps = label_wraps(found.xs, size)
    rows = _rows(found, "x", wraps, size)
    width = drawn_width(wraps, words_width(rows), size)
    layers = _bar_layers(found, _x(chart, found, size, width, wraps), label_axis(found.xs, wraps))
    return {
        "width": width,
        "height": {"step": step_height(wraps)},
        "data": {"values": rows},
        "layer": layers,
    }


def _grouped(chart: Chart, found: Points, size: Size) -> Spec:
    wraps = label_wraps(found.series, size)
    rows = _rows(found, "series", wraps, size)
    width = drawn_width(wraps, words_width(rows), size)
    x, y = _x(chart, found, size, width, wraps), label_axis(found.series, wraps)
    body = {
        "width": width,
        "height": {"step": step_height(wraps) - _CLOSER},
        "layer": _bar_layers(found, x, y),
    }
    return in_panels(body, rows, found, size)


def _stands(found: Points) -> bool:
    """Whether the bars are few, short-labelled and in an order of their own."""
    numbered = all(row["xv"] is not None for row in found.rows)
    return numbered and len(found.xs) <= 2 * _UPRIGHT and max(map(len, found.xs)) <= _SHORT


def _upright(chart: Chart, found: Points, size: Size) -> Spec:
    """Upright bars, for years or hours of the day."""
    rows = _rows(found, "x", {label: label for label in found.xs}, Size(0, size.label))
    x, y = _upright_x(found, size), y_axis(chart, found, size)
    layers: list[Spec] = [
        {"mark": {"type": "bar", "color": COLOURS[0]}, "encoding": {"x": x, "y": y}}
    ]
    shown = rows if len(found.xs) <= _TOLD else [row for row in rows if row["y"] is None]
    if shown:
        words = {"x": x, "y": {**y, "field": "end"}, "text": {"field": "told"}}
        mark = {"type": "text", "baseline": "bottom", "dy": -3}
        layers.append({"data": {"values": shown}, "mark": mark, "encoding": words})
    return {"width": size.width - 70, "height": 220, "data": {"values": rows}, "layer": layers}


def _upright_x(found: Points, size: Size) -> Spec:
    """Positions along the bottom, named as often as there is room."""
    fit = max(2, int((size.width - 70) / (CHARACTER * _SHORT)))
    every = -(-len(found.xs) // fit)
    return {
        "field": "label",
        "type": "ordinal",
        "sort": None,
        "scale": {"domain": list(found.xs), "paddingInner": 0.2},
        "axis": {
            "title": None,
            "labelAngle": 0,
            "ticks": False,
            "values": list(found.xs[::every]),
        },
    }
