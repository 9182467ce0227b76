"""Vega-Lite to SVG, without a browser and without reaching out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import vl_convert

from homeward.findings import AggregateTable, Chart
from homeward.report.bands import band
from homeward.report.bars import bar
from homeward.report.curves import line, lorenz, step
from homeward.report.forest import forest, ranges
from homeward.report.heat import heatmap
from homeward.report.specs import NARROW, WIDE, Form, Size, Spec, specification
from homeward.report.typeface import FONTS, printable

#: Every form a chart may have.
FORMS: dict[str, Form] = {
    "line": line,
    "bar": bar,
    "heatmap": heatmap,
    "step": step,
    "lorenz": lorenz,
    "band": band,
    "forest": forest,
    "range": ranges,
}

#: Version of Vega-Lite the specifications are written for.
_VERSION = "6.4"
_ID = re.compile(r'\b(id="|url\(#|href="#)')
_IDLE = re.compile(
    r' (?:class|role|pointer-events|aria-[a-z]+)="[^"]*"|<!--.*?-->| xmlns:xlink="[^"]*"'
)


@dataclass(frozen=True, slots=True)
class Drawing:
    """One chart in both sizes, as SVG text."""

    wide: str
    narrow: str


@cache
def _ready() -> None:
    """Tell the converter where the font is, once."""
    vl_convert.register_font_directory(str(FONTS))


def warm_up() -> None:
    """Start the converter, which takes half a second or more the first time.

    Long jobs may call this in a thread of its own while they do other work.
    """
    _ready()
    vl_convert.vegalite_to_svg(
        {"data": {"values": [{"a": 1}]}, "mark": "point"}, vl_version=_VERSION
    )


@dataclass(frozen=True, slots=True)
class Request:
    """One drawing to be made.

    Attributes
    ----------
    spec
        Vega-Lite. No address is fetched, whatever it names.
    prefix
        Put before every id in the drawing: two drawings in one page must not share one.
    """

    spec: Spec
    prefix: str


def svg(request: Request) -> str:
    """A specification drawn, fit to stand inside a page."""
    _ready()
    drawn = vl_convert.vegalite_to_svg(
        request.spec, vl_version=_VERSION, show_warnings=False, allowed_base_urls=[]
    )
    return _ID.sub(rf"\g<1>{request.prefix}-", _IDLE.sub("", drawn))


def chart_specification(
    table: AggregateTable, chart: Chart, size: Size, *, synthetic: bool
) -> Spec | None:
    """The specification of a chart, or None if nothing in it may be shown."""
    return specification(table, chart, size, FORMS, synthetic=synthetic)


def requests(
    table: AggregateTable, chart: Chart, prefix: str, *, synthetic: bool
) -> tuple[Request, ...]:
    """What to draw for a chart, wide and narrow; nothing if nothing in it may be shown."""
    specs = [
        (chart_specification(table, chart, size, synthetic=synthetic), suffix)
        for size, suffix in ((WIDE, "w"), (NARROW, "n"))
    ]
    return tuple(Request(_safe(spec), f"{prefix}-{suffix}") for spec, suffix in specs if spec)


def draw(table: AggregateTable, chart: Chart, prefix: str, *, synthetic: bool) -> Drawing | None:
    """A chart in both sizes, or None if nothing in it may be shown."""
    wanted = requests(table, chart, prefix, synthetic=synthetic)
    return Drawing(*(svg(request) for request in wanted)) if wanted else None


def _safe(spec: Spec) -> Spec:
    """The same specification with characters the font lacks replaced."""
    return {key: _safe_value(value) for key, value in spec.items()}


def _safe_value(value: object) -> object:
    if isinstance(value, str):
        return "\n".join(printable(part) for part in value.split("\n"))
    if isinstance(value, dict):
        return {_safe_value(key): _safe_value(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_safe_value(inner) for inner in value]
    return value
