"""Line, step and Lorenz charts."""

from __future__ import annotations

from typing import Any

from homeward.findings import Chart
from homeward.report.points import BREAK, Point, Points, wrapped
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
    marks_layer,
    measure_title,
    number_format,
    series_encoding,
    x_title,
    y_axis,
)

#: More series than this and each gets a small panel of its own.
MOST_SERIES = 4
#: Hours that a time axis names, and how.
HOUR_TICKS = {0: "0", 2: "2 h", 8: "8 h", 24: "24 h", 48: "48 h", 168: "7 days", 672: "28 days"}
NARROW_TICKS = {0: "0", 8: "8 h", 24: "24 h", 168: "7 d", 672: "28 d"}
#: Below this ratio of last to first position an even axis serves.
_STRETCHED = 30
#: A curve of more points than this is drawn in steps.
_DENSE = 60


def _height(size: Size) -> int:
    return 230 if size.narrow else 260


def _plot_width(chart: Chart, found: Points, size: Size) -> int:
    top = max(len(row["text"]) for row in found.shown)
    del chart
    return size.width - 30 - int(CHARACTER * min(top, 7))


def _some(labels: tuple[str, ...], room: int, *, short: bool = False) -> list[str]:
    """Few enough labels of `labels`, evenly taken, to fit in `room` pixels.

    Months are taken by the year, so that the axis names each January.
    """
    longest = 3 if short else max(len(label) for label in labels)
    fit = max(2, int(room / (CHARACTER * longest + 14)))
    if len(labels) <= fit:
        return list(labels)
    januaries = [label for label in labels if label.startswith("Jan ")]
    if 1 < len(januaries) <= fit:
        return januaries
    step = -(-len(labels) // fit)
    return list(labels[::step])


def _ordinal_x(chart: Chart, found: Points, room: int) -> Spec:
    axis: Spec = {
        "values": _some(found.xs, room, short=chart.x == "month"),
        "labelAngle": 0,
        "title": x_title(chart),
        "titleAnchor": "end",
        "grid": False,
    }
    if chart.x == "month":
        axis["labelExpr"] = "slice(datum.label, 0, 3)"
    return {
        "field": "x",
        "type": "ordinal",
        "scale": {"domain": list(found.xs), "type": "point"},
        "axis": axis,
    }


def _hour_x(chart: Chart, found: Points, size: Size) -> Spec:
    """Hours on a stretched axis: the first day matters most and is given most room."""
    last = max(row["xv"] for row in found.rows)
    named = NARROW_TICKS if size.narrow else HOUR_TICKS
    ticks = [hour for hour in named if hour <= last]
    words = "{" + ",".join(f"'{hour}':'{named[hour]}'" for hour in ticks) + "}"
    return {
        "field": "xv",
        "type": "quantitative",
        "scale": {"type": "symlog", "constant": 6, "domain": [0, last]},
        "axis": {
            "values": ticks,
            "labelExpr": f"{words}[datum.value]",
            "title": x_title(chart),
            "titleAnchor": "end",
            "grid": False,
        },
    }


def _even_x(chart: Chart, found: Points, size: Size) -> Spec:
    last = max(row["xv"] for row in found.rows)
    title = wrapped(x_title(chart) or "", size.width // 9).split(BREAK)
    axis: Spec = {"title": title, "titleAnchor": "end", "grid": False, "tickCount": 8}
    if "percent" in chart.x:
        axis |= {"labelExpr": "datum.label + '%'", "tickCount": 2 if size.narrow else 5}
    return {
        "field": "xv",
        "type": "quantitative",
        "scale": {"domain": [0, last], "nice": False},
        "axis": axis,
    }


def _numeric_x(chart: Chart, found: Points, size: Size) -> Spec:
    positions = [row["xv"] for row in found.rows if row["xv"] > 0]
    if "hour" in chart.x and positions and max(positions) / min(positions) > _STRETCHED:
        return _hour_x(chart, found, size)
    return _even_x(chart, found, size)


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


def _shape(found: Points) -> Spec:
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


def _layers(x: Spec, y: Spec, found: Points, size: Size, interpolate: str) -> list[Spec]:
    """Interval band, line and marks, back to front."""
    symbols = interpolate != "step-after"
    series = series_encoding(found, size, symbols=symbols)
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
        layers.append({"mark": dots, "encoding": {"x": x, "y": y, **series, **_shape(found)}})
    return [*layers, *marks_layer(found, x)]


def _values(found: Points) -> list[Point]:
    """Rows, with empty positions kept so that a line breaks where a number is hidden."""
    return list(found.rows)


def _drawn(chart: Chart, found: Points, size: Size, x: Spec, interpolate: str) -> Spec:
    if len(found.series) > MOST_SERIES:
        return _panels(chart, found, size, x, interpolate)
    return {
        "width": _plot_width(chart, found, size),
        "height": _height(size),
        "data": {"values": _values(found)},
        "layer": _layers(x, y_axis(chart, found), found, size, interpolate),
    }


def _panels(chart: Chart, found: Points, size: Size, x: Spec, interpolate: str) -> Spec:
    """One small panel for each series: more than four lines in one cannot be told apart."""
    columns = 1 if size.narrow else 2
    width = (size.width - 30) // columns - 50
    wraps = {label: wrapped(label, width // 8) for label in found.series}
    rows = [{**row, "panel": wraps[row["series"]]} for row in found.rows]
    single = Points(tuple(rows), found.xs, (), (), tuple(wraps.values()), found.kind, found.unit)
    y = y_axis(chart, found)
    y["axis"] = {
        "format": number_format(found.kind, found.top),
        "tickCount": 3,
        "title": None,
        "domain": False,
        "ticks": False,
    }
    if "values" in x["axis"] and x["type"] == "ordinal":
        x = {**x, "axis": {**x["axis"], "values": _some(found.xs, width, short=chart.x == "month")}}
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
    x = _ordinal_x(chart, found, _plot_width(chart, found, size))
    return _drawn(chart, found, size, x, "linear")


def step(chart: Chart, found: Points, size: Size) -> Spec:
    """A cumulative or survival curve over a dimension of whole numbers.

    Few points are joined by straight lines, each with its mark: steps between them
    would claim to know what happened in the gaps.
    """
    dense = len(found.xs) > _DENSE
    return _drawn(
        chart, found, size, _numeric_x(chart, found, size), "step-after" if dense else "linear"
    )


def lorenz(chart: Chart, found: Points, size: Size) -> Spec:
    """A Lorenz curve on a square, with the line of even shares for comparison."""
    x = _even_x(chart, found, size)
    last = max(row["xv"] for row in found.rows)
    side = min(size.width - 70, 400)
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
    layers = _layers(x, y_axis(chart, found), found, size, "linear")
    return {
        "width": side,
        "height": side,
        "data": {"values": _values(found)},
        "layer": [even, words, *layers],
    }
