"""The pictures of the calibration page, as Vega-Lite drawn to SVG.

Every picture says in its own words that what it shows is synthetic, and is drawn from the
page's data alone. Shapes and dashes tell series apart as well as hues.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from docs.builders.pages import ROOT
from docs.calibrate.published import DURATIONS, GATHERED
from homeward.report.drawing import Request, svg
from homeward.report.specs import COLOURS, CONFIG, GREY, INK, RULE, SCHEMA
from homeward.vocabulary.setting import Setting

Spec = dict[str, Any]
Data = dict[str, Any]

#: Where the pictures lie, and how each is named.
FOLDER = ROOT / "docs" / "images"
STEM = "calibration"

_WIDTH = 620
_FONT = "Inter, Helvetica, Arial, sans-serif"

#: The profile of the curves; the other is another force's year.
MAIN = "herts-2019-2022"

_SYNTHETIC = "Synthetic: made-up counties, no real child or record"


def _picture(title: str, subtitle: list[str], layers: list[Spec], height: int) -> Spec:
    """A specification with the headings, widths and styles that every picture has."""
    config = {**CONFIG, "font": _FONT, "legend": {**CONFIG["legend"], "orient": "bottom"}}
    return {
        "$schema": SCHEMA,
        "width": _WIDTH,
        "height": height,
        "config": config,
        "title": {
            "text": title,
            "subtitle": [*subtitle, _SYNTHETIC],
            "anchor": "start",
            "fontSize": 17,
            "subtitleFontSize": 13,
            "subtitleColor": GREY,
            "color": INK,
            "offset": 12,
        },
        "layer": layers,
    }


def _values(rows: Iterator[Spec] | list[Spec]) -> Spec:
    return {"values": list(rows)}


def _axis(field: str, title: str, kind: str = "quantitative", **more: Any) -> Spec:
    return {"field": field, "type": kind, "title": title, **more}


def _label(id: str) -> str:
    """A target's id as words; one published id does not say what it counts."""
    return re.sub(r"^children_(\d{4})$", r"incidents_per_child_\1", id).replace("_", " ")


def achieved(data: Data, profile: str = MAIN) -> Spec:
    """Each target's average and spread of seeds, in tolerances from the figure."""
    rows = [
        {
            "target": _label(row["id"]),
            "x": (row["mean"] - row["value"]) / row["tolerance"],
            "low": (row["mean"] - (row["sd"] or 0) - row["value"]) / row["tolerance"],
            "high": (row["mean"] + (row["sd"] or 0) - row["value"]) / row["tolerance"],
        }
        for row in data["profiles"][profile]["targets"]
        if not row["shape"]
    ]
    order = [row["target"] for row in rows]
    y = {"field": "target", "type": "nominal", "sort": order, "title": None}
    x = _axis(
        "x",
        "tolerances from the published figure",
        scale={"domain": [-3, 3], "clamp": True},
        axis={"values": list(range(-3, 4)), "format": "d"},
    )
    allowed = {"x": {"datum": -1, "type": "quantitative"}, "x2": {"datum": 1}}
    layers: list[Spec] = [
        {
            "data": _values([{}]),
            "mark": {"type": "rect", "color": RULE, "opacity": 0.6},
            "encoding": allowed,
        },
        {
            "data": _values([{}]),
            "mark": {"type": "rule", "color": INK},
            "encoding": {"x": {"datum": 0, "type": "quantitative"}},
        },
        {
            "data": _values(rows),
            "mark": {"type": "rule", "strokeWidth": 3, "color": COLOURS[1]},
            "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}},
        },
        {
            "data": _values(rows),
            "mark": {"type": "point", "filled": True, "size": 90, "color": COLOURS[0]},
            "encoding": {"y": y, "x": x},
        },
    ]
    said = ["Dot: average of 20 seeds. Line: one sd of seeds either side. Band: the tolerance"]
    title = f"Averages against published figures: {profile}"
    return _picture(title, said, layers, 26 * len(rows))


def _curve(own: Data, key: str, scale: float = 1) -> list[Spec]:
    parts = zip(own[key], own["mean"], own["least"], own["most"], strict=True)
    return [{"x": x * scale, "mean": m, "least": low, "most": high} for x, m, low, high in parts]


def _banded(rows: list[Spec], x: Spec, y: Spec) -> list[Spec]:
    """A line of averages over a band from the least to the most of seeds."""
    return [
        {
            "data": _values(rows),
            "mark": {"type": "area", "color": COLOURS[1], "opacity": 0.35},
            "encoding": {"x": x, "y": {**y, "field": "least"}, "y2": {"field": "most"}},
        },
        {
            "data": _values(rows),
            "mark": {"type": "line", "color": COLOURS[0], "strokeWidth": 2.5},
            "encoding": {"x": x, "y": {**y, "field": "mean"}},
        },
    ]


def _marks(rows: list[Spec], x: Spec, y: Spec) -> Spec:
    """Published points, one shape and hue for each source."""
    key = {"field": "source", "type": "nominal", "title": None}
    legend = {"columns": 2, "labelLimit": 300}
    return {
        "data": _values(rows),
        "mark": {"type": "point", "size": 90, "strokeWidth": 2.2, "filled": False},
        "encoding": {
            "x": x,
            "y": {**y, "field": "share"},
            "shape": {**key, "legend": legend},
            "color": {**key, "scale": {"range": [*COLOURS[2:], GREY, INK]}, "legend": legend},
        },
    }


def durations(data: Data) -> Spec:
    """Share found by each hour, with published points."""
    ticks = [0.5, 1, 2, 4, 8, 24, 48, 168, 672]
    x = _axis(
        "x",
        "hours from report to found (each step to the right is a multiple)",
        scale={"type": "log", "domain": [0.5, 700], "nice": False},
        axis={"values": ticks, "format": "~g"},
    )
    y = _axis("mean", "share found", scale={"domain": [0, 1]}, axis={"format": ".0%"})
    rows = _curve(data["profiles"][MAIN]["durations"], "hours")
    marks = [{"x": m.at, "share": m.share, "source": m.source} for m in DURATIONS]
    said = ["Line: average of 20 seeds; band: least to most of them. Marks: published figures"]
    title = "Nine in ten are found within a day; published figures differ"
    return _picture(title, said, [*_banded(rows, x, y), _marks(marks, x, y)], 330)


def gathered(data: Data) -> Spec:
    """Who has the incidents: the children who went most often first."""
    x = _axis("x", "share of the year's missing children, most often missing first",
              axis={"format": ".0%", "values": [n / 5 for n in range(6)]},
              scale={"domain": [0, 1]})  # fmt: skip
    y = _axis("mean", "share of the year's incidents", scale={"domain": [0, 1]},
              axis={"format": ".0%"})  # fmt: skip
    own = data["profiles"][MAIN]["gathered"]
    origin = {"x": 0, "mean": 0, "least": 0, "most": 0}
    rows = [origin, *_curve(own, "percents", 0.01)]
    even = {
        "data": _values([{"x": 0, "mean": 0}, {"x": 1, "mean": 1}]),
        "mark": {"type": "line", "color": GREY, "strokeDash": [4, 4]},
        "encoding": {"x": x, "y": y},
    }
    marks = [{"x": m.at, "share": m.share, "source": m.source} for m in GATHERED]
    said = ["2022. Line: average of 20 seeds; band: least to most. Dashes: all children alike"]
    layers = [*_banded(rows, x, y), even, _marks(marks, x, y)]
    return _picture("A tenth of the children have half of the incidents", said, layers, 330)


_NAMES = {
    Setting.CHILDRENS_HOME.value: "children's homes",
    Setting.FAMILY_HOME.value: "family homes",
    Setting.FOSTER.value: "foster care",
}


def hours(data: Data) -> Spec:
    """When last seen, by where the child lives."""
    rows = [
        {"hour": hour, "share": share, "setting": _NAMES[setting]}
        for setting, shares in data["profiles"][MAIN]["hours"].items()
        for hour, share in enumerate([*shares, shares[-1]])
    ]
    key = {"field": "setting", "type": "nominal", "title": None}
    encoding: Spec = {
        "x": _axis(
            "hour",
            "hour last seen (local time)",
            axis={"values": list(range(0, 25, 3))},
            scale={"domain": [0, 24]},
        ),
        "y": _axis("share", "share of the setting's incidents", axis={"format": ".0%"}),
        "color": {**key, "scale": {"range": list(COLOURS[:3])}},
        "strokeDash": {**key, "scale": {"range": [[1, 0], [7, 3], [2, 2]]}},
    }
    line = {
        "data": _values(rows),
        "mark": {"type": "line", "strokeWidth": 2.5, "interpolate": "step-after"},
        "encoding": encoding,
    }
    said = ["Share of each setting's incidents by hour; 20 seeds together"]
    return _picture("Children's homes peak late in the evening", said, [line], 280)


def months(data: Data) -> Spec:
    """Incidents by month, with the days on which something changes."""
    profile = data["profiles"][MAIN]
    own, first = profile["months"], date.fromisoformat(profile["window"][0])
    days = [f"{first.year + n // 12}-{n % 12 + 1:02d}-01" for n in range(len(own["mean"]))]
    rows = [
        {"x": day, "mean": m, "least": low, "most": high}
        for day, m, low, high in zip(days, own["mean"], own["least"], own["most"], strict=True)
    ]
    ticks = {"interval": "month", "step": 6}
    axis = {"format": "%b %Y", "tickCount": ticks, "labelFlush": False}
    x = _axis("x", "", "temporal", axis=axis, scale={"type": "utc"})
    y = _axis("mean", "incidents in the month", scale={"zero": True})
    marked = [{"x": day, "what": what} for what, day in profile["changes"].items()]
    lines = {
        "data": _values(marked),
        "mark": {"type": "rule", "color": COLOURS[2], "strokeDash": [4, 3], "strokeWidth": 1.5},
        "encoding": {"x": x},
    }
    words = {
        "data": _values(marked),
        "mark": {"type": "text", "angle": 270, "align": "right", "dy": -7, "fontSize": 12,
                 "color": COLOURS[2], "baseline": "bottom"},
        "encoding": {"x": x, "y": {"value": 4}, "text": {"field": "what"}},
    }  # fmt: skip
    said = ["Line: average of 20 seeds; band: least to most of them. Dashes: what changes"]
    layers = [*_banded(rows, x, y), lines, words]
    return _picture("A year of Covid, and changes in what is recorded", said, layers, 300)


#: Every picture: its name, and what draws it.
PICTURES: dict[str, Callable[[Data], Spec]] = {
    "achieved": achieved,
    "achieved-one-force": lambda data: achieved(data, "one-force-2015"),
    "durations": durations,
    "gathered": gathered,
    "hours": hours,
    "months": months,
}


def drawn(data: Data) -> Iterator[tuple[str, str]]:
    """File names and SVG text of every picture."""
    for name, picture in PICTURES.items():
        text = svg(Request(picture(data), f"{STEM}-{name}"))
        yield f"{STEM}-{name}.svg", text + "\n"


def write(data: Data) -> None:
    """Draw every picture into its folder."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in drawn(data):
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
