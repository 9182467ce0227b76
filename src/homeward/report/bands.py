"""Lines whose intervals are drawn as bands: what was recorded, then what is expected."""

from __future__ import annotations

from homeward.findings import Chart
from homeward.report.axes import ordinal_x
from homeward.report.curves import drawn_over_time, plot_width, shape_encoding
from homeward.report.moments import Moment
from homeward.report.points import Point, Points
from homeward.report.specs import (
    COLOURS,
    DASHES,
    Size,
    Spec,
    legend_above,
    marks_layer,
    series_encoding,
    y_axis,
)

#: What stands at the first place that has an interval, where earlier ones have none.
EXPECTED = "expected from here"
#: More places than this and no dot is drawn at each.
_DOTTED = 60


def band(chart: Chart, found: Points, size: Size) -> Spec:
    """A line for each series with its interval as a band.

    Where some numbers carry an interval and earlier ones none, as in a forecast, what was
    recorded is a solid line, and what is expected a dashed one inside its band; the dashed
    line starts at the last number recorded, and words stand where it does.
    """
    starts = _first_expected(found)
    extra = [] if starts is None else [_moment(found, starts)]
    width = plot_width(found, size)
    x = ordinal_x(chart, found, width)

    def layers(above: int) -> list[Spec]:
        y = y_axis(chart, found, size, above)
        return _layers(x, y, found, size, starts, above)

    return drawn_over_time(chart, found, size, x, layers, extra)


def _first_expected(found: Points) -> int | None:
    """The first place with an interval after one without; None where all are alike."""
    held = {row["x"] for row in found.shown if row["low"] is not None}
    bare = {row["x"] for row in found.shown if row["low"] is None}
    first = next((i for i, x in enumerate(found.xs) if x in held), None)
    if first is None or not any(x in bare for x in found.xs[:first]):
        return None
    return first


def _moment(found: Points, place: int) -> Moment:
    return Moment(found.xs[place], EXPECTED, (place + 0.5) / len(found.xs))


def _parts(found: Points, starts: int | None) -> tuple[list[Point], list[Point]]:
    """Rows of the solid lines and of the dashed ones, which share the place they join."""
    if starts is None:
        return list(found.rows), []
    at = {x: i for i, x in enumerate(found.xs)}
    past = [row for row in found.rows if at[row["x"]] < starts]
    coming = [row for row in found.rows if at[row["x"]] >= starts]
    expected = {row["series"] for row in coming}
    last: dict[str, Point] = {}
    for row in sorted(past, key=lambda row: at[row["x"]]):
        last[row["series"]] = row
    joined = [row for series, row in last.items() if series in expected and row["y"] is not None]
    return past, [*joined, *coming]


def _layers(
    x: Spec, y: Spec, found: Points, size: Size, starts: int | None, above: int
) -> list[Spec]:
    """Band, solid line, dashed line and letters, back to front."""
    series = series_encoding(found, size, symbols=False, above=legend_above(y, above))
    one: Spec = {} if series else {"color": COLOURS[0]}
    past, coming = _parts(found, starts)
    layers: list[Spec] = [
        {
            "mark": {"type": "area", "opacity": 0.22, **one},
            "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}, **series},
        }
    ]
    for rows, dash in ((past, DASHES[0]), (coming, DASHES[1])):
        if rows:
            stroke = {"type": "line", "strokeWidth": 2.5, "strokeDash": list(dash), **one}
            lines = {"x": x, "y": y, **series}
            layers.append({"data": {"values": rows}, "mark": stroke, "encoding": lines})
    if len(found.xs) <= _DOTTED:
        dots = {"type": "point", "filled": True, "size": 45, "opacity": 1, **one}
        where = {"x": x, "y": y, **series, **shape_encoding(found)}
        layers.append({"mark": dots, "encoding": where})
    return [*layers, *marks_layer(found, x)]
