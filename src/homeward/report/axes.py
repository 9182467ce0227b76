"""What runs along the bottom of lines and curves: months, days, years, hours, per cents."""

from __future__ import annotations

import re

from homeward.findings import Chart
from homeward.report.labels import short_day, short_month
from homeward.report.points import BREAK, Points, wrapped
from homeward.report.specs import CHARACTER, Size, Spec, x_title

#: Hours that a time axis names, and how.
HOUR_TICKS = {0: "0", 2: "2 h", 8: "8 h", 24: "24 h", 48: "48 h", 168: "7 days", 672: "28 days"}
NARROW_TICKS = {0: "0", 8: "8 h", 24: "24 h", 168: "7 d", 672: "28 d"}
#: Below this ratio of last to first position an even axis serves.
_STRETCHED = 30
#: Pixels between two labels.
_APART = 14

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
#: Months that begin a year, a half, a quarter, and every month.
_STARTS = (("01",), ("01", "07"), ("01", "04", "07", "10"), None)


def some(labels: tuple[str, ...], room: int, *, short: bool = False) -> list[str]:
    """Few enough labels of `labels`, evenly taken, to fit in `room` pixels.

    Months are taken by the year, so that the axis names each January.
    """
    longest = 3 if short else max(len(label) for label in labels)
    fit = max(2, int(room / (CHARACTER * longest + _APART)))
    if len(labels) <= fit:
        return list(labels)
    januaries = [label for label in labels if label.startswith("Jan ")]
    if len(januaries) > 1:
        return januaries[:: -(-len(januaries) // fit)]
    step = -(-len(labels) // fit)
    return list(labels[::step])


def are_days(found: Points) -> bool:
    """Whether the axis runs over days of the calendar, such as first days of weeks."""
    return bool(found.places) and all(_DAY.fullmatch(str(place)) for place in found.places)


def day_ticks(days: list[str], room: int) -> dict[str, str]:
    """Days that an axis of `room` pixels names, in order, and what it calls them.

    The first day listed in each year, half, quarter or month stands for it; every day is
    named where there is room. The finest way that fits is taken.

    Parameters
    ----------
    days
        ISO dates, in order.
    """
    every = {day: short_day(day) for day in days}
    ways = [every]
    for months in reversed(_STARTS):
        firsts: dict[str, str] = {}
        for day in days:
            firsts.setdefault(day[:7], day)
        ways.append(
            {
                day: short_month(month)
                for month, day in firsts.items()
                if months is None or month[5:] in months
            }
        )
    for way in ways:
        longest = max(map(len, way.values()), default=0)
        if len(way) > 1 and len(way) * (CHARACTER * longest + _APART) <= room:
            return way
    return {day: short_month(day[:7]) for day in (days[0], days[-1])}


def _day_axis(found: Points, room: int) -> Spec:
    labels = {str(place): label for place, label in zip(found.places, found.xs, strict=True)}
    named = {labels[day]: words for day, words in day_ticks(list(labels), room).items()}
    table = "{" + ",".join(f"'{label}':'{words}'" for label, words in named.items()) + "}"
    return {"values": list(named), "labelExpr": f"{table}[datum.label]"}


def ordinal_x(chart: Chart, found: Points, room: int) -> Spec:
    """An ordered dimension, as many of its values named as fit in `room` pixels."""
    axis: Spec = {
        "values": some(found.xs, room, short=chart.x == "month"),
        "labelAngle": 0,
        "title": None if are_days(found) else x_title(chart),
        "titleAnchor": "end",
        "grid": False,
    }
    if chart.x == "month":
        axis["labelExpr"] = "slice(datum.label, 0, 3)"
    if are_days(found):
        axis |= _day_axis(found, room)
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


def even_x(chart: Chart, found: Points, size: Size) -> Spec:
    """Whole numbers from zero, evenly spaced."""
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


def numeric_x(chart: Chart, found: Points, size: Size) -> Spec:
    """Whole numbers: hours that reach far on a stretched axis, anything else evenly."""
    positions = [row["xv"] for row in found.rows if row["xv"] > 0]
    if "hour" in chart.x and positions and max(positions) / min(positions) > _STRETCHED:
        return _hour_x(chart, found, size)
    return even_x(chart, found, size)
