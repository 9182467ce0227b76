"""Charts as Vega-Lite: what every form shares, and which form draws what.

A specification is plain JSON made here, from released numbers only. Two sizes are
made of each chart: one for a page or a wide screen, one for a telephone, so that text
is never scaled below a readable size.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from homeward.findings import AggregateTable, Chart
from homeward.report.labels import estimate_label, key_label
from homeward.report.points import BREAK, Points, points, wrapped
from homeward.vocabulary.units import Kind, Unit

Spec = dict[str, Any]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"

#: In the order series take them. Contrast between neighbours, not hue alone, tells
#: them apart; shapes and dashes do so too.
COLOURS = ("#12436D", "#28A197", "#801650", "#F46A25")
SHAPES = ("circle", "square", "diamond", "triangle-up")
DASHES: tuple[tuple[int, ...], ...] = ((1, 0), (7, 3), (2, 2), (9, 3, 2, 3))
#: Light to dark, for a heat map.
TINTS = ("#EAF1F7", "#B8CFE3", "#7FA9CC", "#3E73A6", "#12436D")
INK = "#0B0C0C"
GREY = "#505A5F"
RULE = "#D5D8DA"

#: Pixels of text, at the size the chart is shown.
TEXT = 14
SMALL = 12
#: Average width of a character of `TEXT`, in pixels.
CHARACTER = 7.4
#: The same of `SMALL`.
SMALL_CHARACTER = 6.4


@dataclass(frozen=True, slots=True)
class Size:
    """How wide a drawing may be, in pixels, and how long a label's line, in characters."""

    width: int
    label: int

    @property
    def narrow(self) -> bool:
        """Whether it is for a telephone."""
        return self.width < 500


WIDE = Size(680, 34)
NARROW = Size(312, 17)

CONFIG: Spec = {
    "aria": False,
    "background": "white",
    "padding": 4,
    "font": "Inter",
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": TEXT,
        "titleFontSize": TEXT,
        "titleFontWeight": 400,
        "labelColor": INK,
        "titleColor": INK,
        "gridColor": RULE,
        "domainColor": GREY,
        "tickColor": GREY,
        "labelLimit": 400,
        "titleLimit": 660,
        "titlePadding": 10,
        "labelOverlap": False,
    },
    "legend": {
        "labelFontSize": TEXT,
        "titleFontSize": TEXT,
        "titleFontWeight": 400,
        "labelColor": INK,
        "titleColor": INK,
        "labelLimit": 400,
        "titleLimit": 660,
        "symbolSize": 110,
        "symbolStrokeWidth": 2,
    },
    "header": {
        "labelFontSize": TEXT,
        "labelFontWeight": 600,
        "labelColor": INK,
        "labelLimit": 660,
    },
    "title": {"fontSize": SMALL, "fontWeight": 600, "color": COLOURS[2], "anchor": "end"},
    "text": {"font": "Inter", "fontSize": TEXT, "color": INK},
    "range": {"category": list(COLOURS)},
}

#: Between a legend and the drawing: room for the title of the axis, which lies flat.
LEGEND_ABOVE = 34
#: Pixels to the left of the title of an axis that stands above it.
_BESIDE_TITLE = 44
#: Dimensions that need no title: their labels say what they are.
_PLAIN = frozenset({"year", "month", "period"})

#: A label that holds line breaks, drawn as lines.
LINES = "split(datum.label, '\\n')"
#: Pixels from one line of a label to the next.
LINE = 17


def several_lines(words: str) -> Spec:
    """Axis labels of one to three lines, each centred on its tick.

    Parameters
    ----------
    words
        Vega expression of a label's text, lines separated by a line break.
    """
    lines = f"split({words}, '\\n')"
    raised = [{"test": f"length({lines}) == {n}", "value": (1 - n) * LINE / 2} for n in (2, 3)]
    return {
        "labelExpr": lines,
        "labelBaseline": "middle",
        "labelLineHeight": LINE,
        "labelOffset": {"condition": raised, "value": 0},
    }


def number_format(kind: Kind, top: float) -> str:
    """d3 format of an axis or a legend."""
    if kind in (Kind.SHARE, Kind.CURVE, Kind.WEIGHTED) or (kind is Kind.BOUND and top <= 1):
        return ".0%" if top > 0.05 else ".1%"
    return ",.0f" if top >= 5 else ",.1f"


def measure_title(chart: Chart, found: Points) -> str:
    """What the axis of a measure says."""
    title = estimate_label(chart.y)
    if found.unit in (Unit.HOURS, Unit.DAYS) and found.unit.label not in title.lower():
        title += f" ({found.unit.label})"
    return title


def title_lines(title: str, room: float) -> list[str]:
    """The title of an axis in lines that fit in `room` pixels."""
    return wrapped(title, max(12, int(room / CHARACTER))).split(BREAK)


def y_axis(chart: Chart, found: Points, size: Size, above: int = 0) -> Spec:
    """The measure up the side, from zero, its title flat above the axis.

    The title lies flat because text on its side is slow to read. `above` is how many
    pixels between the two hold something else.
    """
    title = title_lines(measure_title(chart, found), size.width - _BESIDE_TITLE)
    whole = {"domainMax": 1} if found.kind is Kind.CURVE else {}
    return {
        "field": "y",
        "type": "quantitative",
        "scale": {"zero": True, "domainMin": 0, "nice": True} | whole,
        "axis": {
            "format": number_format(found.kind, found.top),
            "tickCount": 5,
            "title": title,
            "titleBaseline": "bottom",
            "titleLineHeight": LINE,
            "titleAngle": 0,
            "titleAlign": "left",
            "titleAnchor": "start",
            "titleX": 0,
            "titleY": -8 - above,
            "domain": False,
            "ticks": False,
        },
    }


def legend_above(y: Spec, above: int = 0) -> int:
    """Pixels between a drawing and its legend: the title of `y`, and `above` of other words."""
    lines = len(y["axis"]["title"] or [""])
    return LEGEND_ABOVE + above + LINE * (lines - 1)


def x_title(chart: Chart) -> str | None:
    """What the axis of a dimension says; None for months and years, which say it all."""
    return None if chart.x in _PLAIN else key_label(chart.x)


def series_encoding(
    found: Points, size: Size, *, symbols: bool = True, above: int = LEGEND_ABOVE
) -> Spec:
    """Colour by series, with a legend of symbols or of strokes; {} for a single series.

    `above` is how many pixels lie between the drawing and the legend.
    """
    if len(found.series) < 2:
        return {}
    domain = list(found.series)
    legend = {
        "title": None,
        "orient": "top",
        "direction": "vertical" if size.narrow else "horizontal",
        "columns": 1 if size.narrow else 2,
        "labelLimit": size.width - 60,
        "symbolOpacity": 1,
        "offset": above,
        "symbolStrokeWidth": 0 if symbols else 2.5,
        "symbolType": "circle" if symbols else "stroke",
    }
    return {
        "color": {
            "field": "series",
            "type": "nominal",
            "legend": legend,
            "scale": {"domain": domain, "range": list(COLOURS[: len(domain)])},
        },
    }


def marks_layer(found: Points, x: Spec) -> list[Spec]:
    """The letter that stands where a number is not shown, on the base line."""
    if not found.withheld:
        return []
    return [
        {
            "data": {"values": found.withheld},
            "mark": {
                "type": "text",
                "baseline": "bottom",
                "dy": -2,
                "fontWeight": 600,
                "color": GREY,
            },
            "encoding": {"x": x, "y": {"datum": 0}, "text": {"field": "mark"}},
        }
    ]


def finished(body: Spec, *, synthetic: bool) -> Spec:
    """A whole specification: schema, looks, and SYNTHETIC where that is so."""
    spec: Spec = {"$schema": SCHEMA, "config": CONFIG, **body}
    if synthetic:
        spec["title"] = {"text": "SYNTHETIC DATA"}
    return spec


Form = Callable[[Chart, Points, Size], Spec]


def specification(
    table: AggregateTable,
    chart: Chart,
    size: Size,
    forms: dict[str, Form],
    *,
    synthetic: bool,
) -> Spec | None:
    """The Vega-Lite specification of `chart`, or None if nothing in it may be shown.

    Raises
    ------
    ValueError
        If the form is not one of `forms`, or the table lacks the chart's measure.
    """
    if chart.form not in forms:
        raise ValueError(f"chart {chart.name}: no form {chart.form}")
    found = points(table, chart)
    if not found.shown:
        return None
    return finished(forms[chart.form](chart, found, size), synthetic=synthetic)
