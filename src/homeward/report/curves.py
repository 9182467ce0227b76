"""Line, step and Lorenz charts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from homeward.findings import Chart
from homeward.report.axes import even_x, numeric_x, ordinal_x
from homeward.report.moments import Moment, height_above, moment_layers, shown_and_told
from homeward.report.points import Points, wrapped
from homeward.report.specs import (
    CHARACTER,
    COLOURS,
    DASHES,
    GREY,
    LINES,
    SHAPES,
    SMALL,
    Size,
    Spec,
    legend_above,
    marks_layer,
    measure_title,
    number_format,
    series_encoding,
    y_axis,
)

#: More series than this and each gets a small panel of its own.
MOST_SERIES = 4
#: A curve of more points than this is drawn in steps.
_DENSE = 60


def _height(size: Size) -> int:
    return 230 if size.narrow else 215


def plot_width(found: Points, size: Size) -> int:
    """Pixels of a drawing between the numbers up its side and its right edge."""
    top = max(len(row["text"]) for row in found.shown)
    return size.width - 30 - int(CHARACTER * min(top, 7))


def _dash(found: Points) -> Spec:
    domain = list(found.series)
    if len(domain) < 2:
        return {}
    return {
        "strokeDash": {
            "field": "series",
            "type": "nominal",
            "legend": None,
            "scale": {"domain": domain, "range": [list(d) for d in DASHES[: len(domain)]]},
        }
    }


def shape_encoding(found: Points) -> Spec:
    """Shape by series; {} for a single series."""
    domain = list(found.series)
    if len(domain) < 2:
        return {}
    return {
        "shape": {
            "field": "series",
            "type": "nominal",
            "scale": {"domain": domain, "range": list(SHAPES[: len(domain)])},
        }
    }


def _layers(
    x: Spec, y: Spec, found: Points, size: Size, interpolate: str, above: int = 0
) -> list[Spec]:
    """Interval band, line and marks, back to front."""
    symbols = interpolate != "step-after" and len(found.xs) <= _DENSE
    series = series_encoding(found, size, symbols=symbols, above=legend_above(y, above))
    one: Spec = {} if series else {"color": COLOURS[0]}
    layers: list[Spec] = []
    if found.has_interval:
        layers.append(
            {
                "mark": {"type": "area", "opacity": 0.18, "interpolate": interpolate, **one},
                "encoding": {
                    "x": x,
                    "y": {**y, "field": "low"},
                    "y2": {"field": "high"},
                    **series,
                },
            }
        )
    line = {"type": "line", "strokeWidth": 2.5, "interpolate": interpolate, **one}
    layers.append({"mark": line, "encoding": {"x": x, "y": y, **series, **_dash(found)}})
    if symbols:
        dots = {"type": "point", "filled": True, "size": 45, "opacity": 1, **one}
        layers.append(
            {"mark": dots, "encoding": {"x": x, "y": y, **series, **shape_encoding(found)}}
        )
    return [*layers, *marks_layer(found, x)]


def drawn_over_time(
    chart: Chart,
    found: Points,
    size: Size,
    x: Spec,
    layers: Callable[[int], list[Spec]],
    extra: Sequence[Moment] = (),
) -> Spec:
    """A drawing with what happened along its axis marked.

    Parameters
    ----------
    layers
        Makes the layers of the drawing, given how many pixels above it words will take.
    extra
        Moments of the drawing's own.
    """
    width = plot_width(found, size)
    moments = [*shown_and_told(chart, found, size)[0], *extra]
    drawn = layers(height_above(moments, width, size))
    return {
        "width": width,
        "height": _height(size),
        # Rows with no number are kept, so that a line breaks where one is hidden.
        "data": {"values": list(found.rows)},
        "layer": [*drawn, *moment_layers(moments, x, width, size)],
    }


def _drawn(chart: Chart, found: Points, size: Size, x: Spec, interpolate: str) -> Spec:
    if len(found.series) > MOST_SERIES:
        return _panels(chart, found, size, x, interpolate)

    def layers(above: int) -> list[Spec]:
        return _layers(x, y_axis(chart, found, size, above), found, size, interpolate, above)

    return drawn_over_time(chart, found, size, x, layers)


def _panels(chart: Chart, found: Points, size: Size, x: Spec, interpolate: str) -> Spec:
    """One small panel for each series: more than four lines in one cannot be told apart."""
    columns = 1 if size.narrow else 2
    width = (size.width - 30) // columns - 50
    wraps = {label: wrapped(label, width // 8) for label in found.series}
    rows = [{**row, "panel": wraps[row["series"]]} for row in found.rows]
    single = Points(tuple(rows), found.xs, (), (), tuple(wraps.values()), found.kind, found.unit)
    y = y_axis(chart, found, size)
    y["axis"] = {
        "format": number_format(found.kind, found.top),
        "tickCount": 3,
        "title": None,
        "domain": False,
        "ticks": False,
    }
    if x["type"] == "ordinal":
        x = ordinal_x(chart, found, width)
    layers = _layers(x, y, single, size, interpolate)
    for layer in layers:
        layer.pop("data", None)
    if found.withheld:
        layers[-1]["transform"] = [{"filter": "datum.mark != ''"}]
    return {
        "data": {"values": rows},
        "facet": {
            "field": "panel",
            "type": "nominal",
            "sort": list(wraps.values()),
            "header": {
                "title": measure_title(chart, found),
                "titleAnchor": "start",
                "titleFontWeight": 400,
                "titleFontSize": SMALL + 2,
                "labelAnchor": "start",
                "labelExpr": LINES,
                "labelPadding": 6,
            },
        },
        "columns": columns,
        "spacing": {"row": 18, "column": 20},
        "spec": {"width": width, "height": 110, "layer": layers},
    }


def line(chart: Chart, found: Points, size: Size) -> Spec:
    """A line for each series over an ordered dimension, months or years."""
    x = ordinal_x(chart, found, plot_width(found, size))
    return _drawn(chart, found, size, x, "linear")


def step(chart: Chart, found: Points, size: Size) -> Spec:
    """A cumulative or survival curve over a dimension of whole numbers.

    Few points are joined by straight lines, each with its mark: steps between them
    would claim to know what happened in the gaps.
    """
    dense = len(found.xs) > _DENSE
    return _drawn(
        chart, found, size, numeric_x(chart, found, size), "step-after" if dense else "linear"
    )


def lorenz(chart: Chart, found: Points, size: Size) -> Spec:
    """A Lorenz curve on a square, with the line of even shares for comparison."""
    x = even_x(chart, found, size)
    last = max(row["xv"] for row in found.rows)
    side = min(size.width - 70, 330)
    even: dict[str, Any] = {
        "data": {"values": [{"a": 0, "b": 0.0}, {"a": last, "b": 1.0}]},
        "mark": {"type": "line", "color": GREY, "strokeDash": [4, 4], "strokeWidth": 1.5},
        "encoding": {
            "x": {"field": "a", "type": "quantitative"},
            "y": {"field": "b", "type": "quantitative"},
        },
    }
    words = {
        "data": {"values": [{"a": last * 0.5, "b": 0.56, "t": "if all were equal"}]},
        "mark": {"type": "text", "align": "right", "color": GREY},
        "encoding": {
            "x": {"field": "a", "type": "quantitative"},
            "y": {"field": "b", "type": "quantitative"},
            "text": {"field": "t"},
        },
    }
    layers = _layers(x, y_axis(chart, found, size), found, size, "linear")
    return {
        "width": side,
        "height": side,
        "data": {"values": list(found.rows)},
        "layer": [even, words, *layers],
    }
