"""Heat maps: two ways across and down, a number and a shade in each cell."""

from __future__ import annotations

from homeward.findings import Chart
from homeward.report.labels import key_label
from homeward.report.points import BREAK, Point, Points, wrapped
from homeward.report.specs import (
    CHARACTER,
    GREY,
    INK,
    LINE,
    RULE,
    SMALL,
    TINTS,
    Size,
    Spec,
    measure_title,
    number_format,
    several_lines,
)
from homeward.vocabulary.units import Kind

#: Cells narrower than this for each character hold no number, only a shade.
_PER_CHARACTER = 7.0
_CELL = 20
_WIDEST = 72
#: Pixels of the row of shades above: no longer than what it stands over, if its words fit.
_KEY_LONG, _KEY_SHORT = 200, 120
#: Shades of `TINTS` from this one on take white numbers.
_DARK = 3


def _short(row: Point, found: Points) -> str:
    """The number as a cell has room for: a per cent without its sign, one decimal."""
    if row["y"] is None:
        return str(row["mark"])
    value = float(row["y"])
    if found.kind in (Kind.SHARE, Kind.CURVE):
        return f"{100 * value:.0f}" if found.top >= 0.1 else f"{100 * value:.1f}"
    return f"{value:.0f}" if found.kind is Kind.COUNT else f"{value:.1f}"


def _ways(found: Points, size: Size) -> tuple[str, tuple[str, ...], str, tuple[str, ...]]:
    """What goes across and what goes down: on a telephone the shorter goes across."""
    wide = ("x", found.xs, "down", found.downs)
    turned = ("down", found.downs, "x", found.xs)
    return min(wide, turned, key=lambda way: len(way[1])) if size.narrow else wide


def _tight(labels: tuple[str, ...], cell: int) -> dict[str, str]:
    """Labels as short as a column needs: hours lose ":00", weekdays keep three letters."""
    if max(map(len, labels)) * _PER_CHARACTER <= cell - 2:
        return {label: label for label in labels}
    if all(label.endswith(":00") for label in labels):
        return {label: label[:2] for label in labels}
    return {label: label[: max(3, int(cell / 9))] for label in labels}


def _axis(labels: tuple[str, ...], words: dict[str, str], title: str | None) -> Spec:
    table = "{" + ",".join(f"{_quoted(a)}:{_quoted(words[a])}" for a in labels) + "}"
    return {
        "title": title,
        "ticks": False,
        "domain": False,
        "labelAngle": 0,
        "labelExpr": f"{table}[datum.label]",
        "labelPadding": 4,
        "titlePadding": 6,
    }


def _down_axis(words: dict[str, str]) -> Spec:
    axis = _axis(tuple(words), words, None)
    return axis | several_lines(axis["labelExpr"])


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace(BREAK, "\\n")
    return f"'{escaped}'"


def _colour(chart: Chart, found: Points, across: float) -> Spec:
    top = max(float(row["y"]) for row in found.shown) or 1.0
    return {
        "field": "y",
        "type": "quantitative",
        "scale": {"type": "quantize", "domain": [0, top], "range": list(TINTS), "nice": False},
        "legend": {
            "orient": "top",
            "direction": "horizontal",
            "title": measure_title(chart, found),
            "format": number_format(found.kind, top),
            "symbolSize": 260,
            "gradientLength": min(_KEY_LONG, max(_KEY_SHORT, across)),
            "titleAnchor": "start",
            "symbolType": "square",
            "symbolStrokeWidth": 0,
        },
    }


def heatmap(chart: Chart, found: Points, size: Size) -> Spec:
    """A cell for each pair, with its number where it fits; a letter where none is shown."""
    across, acrosses, down, downs = _ways(found, size)
    named = {label: wrapped(label, size.label) for label in downs}
    lines = [line for text in named.values() for line in text.split(BREAK)]
    cell = min(_WIDEST, int((size.width - 24 - CHARACTER * max(map(len, lines))) / len(acrosses)))
    rows = [{**row, "told": _short(row, found)} for row in found.rows]
    fits = max(len(row["told"]) for row in rows) * _PER_CHARACTER <= cell
    title = key_label(chart.x if across == "x" else chart.row)
    x: Spec = {
        "field": across,
        "type": "nominal",
        "sort": None,
        "scale": {"domain": list(acrosses)},
        "axis": {**_axis(acrosses, _tight(acrosses, cell), title), "orient": "top"},
    }
    y: Spec = {
        "field": down,
        "type": "nominal",
        "sort": None,
        "scale": {"domain": list(downs)},
        "axis": _down_axis(named),
    }
    body: Spec = {
        "width": cell * len(acrosses),
        "height": _height(named),
        "layer": _layers(chart, found, x, y, fits, cell * len(acrosses)),
    }
    if len(found.panels) < 2:
        return {"data": {"values": rows}, **body}
    return {
        "data": {"values": rows},
        "columns": 1,
        "spacing": 16,
        "spec": body,
        "facet": {
            "field": "panel",
            "type": "nominal",
            "sort": list(found.panels),
            "header": {"title": None, "labelAnchor": "start", "labelPadding": 5},
        },
    }


def _height(named: dict[str, str]) -> int:
    """Pixels down the side: every row as high as the label with most lines."""
    most = max(text.count(BREAK) + 1 for text in named.values())
    return len(named) * max(_CELL, most * LINE + 4)


def _layers(chart: Chart, found: Points, x: Spec, y: Spec, fits: bool, across: float) -> list[Spec]:
    top = max(float(row["y"]) for row in found.shown) or 1.0
    dark = f"datum.y != null && datum.y >= {top * _DARK / len(TINTS)}"
    told: Spec = {
        "mark": {"type": "text", "fontSize": SMALL, "baseline": "middle"},
        "encoding": {
            "x": x,
            "y": y,
            "text": {"field": "told"},
            "color": {
                "condition": [
                    {"test": "datum.y == null", "value": GREY},
                    {"test": dark, "value": "white"},
                ],
                "value": INK,
            },
        },
    }
    if not fits:
        told["transform"] = [{"filter": "datum.y == null || datum.y == 0"}]
    empty = {
        "mark": {"type": "rect", "fill": "white", "stroke": RULE, "strokeDash": [2, 2]},
        "transform": [{"filter": "datum.y == null"}],
        "encoding": {"x": x, "y": y},
    }
    shaded = {
        "mark": {"type": "rect", "stroke": "white", "strokeWidth": 1},
        "transform": [{"filter": "datum.y != null"}],
        "encoding": {"x": x, "y": y, "color": _colour(chart, found, across)},
    }
    return [*([empty] if found.withheld else []), shaded, told]
