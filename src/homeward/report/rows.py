"""Charts that run down the page, a row for each group: what bars, dots and ranges share."""

from __future__ import annotations

from homeward.report.points import BREAK, Point, Points, wrapped
from homeward.report.specs import (
    CHARACTER,
    INK,
    LINE,
    LINES,
    SMALL,
    SMALL_CHARACTER,
    TEXT,
    Size,
    Spec,
    several_lines,
)
from homeward.vocabulary.units import Kind

#: Kinds of which 1, not 0, is where nothing differs.
RATIOS = frozenset({Kind.RATE_RATIO, Kind.ODDS_RATIO})

#: Pixels between rows, and the least height of a row.
_GAP, _LEAST = 12, 20
#: Pixels of white on each side of an interval.
_EDGE = 1.5
#: The least room for what is drawn, and what the sides of a drawing take.
_DRAWN, _SIDES = 90, 34


def is_ratio(found: Points) -> bool:
    """Whether 1, not 0, is where nothing differs."""
    return found.kind in RATIOS


def label_wraps(labels: tuple[str, ...], size: Size) -> dict[str, str]:
    """Each label in lines that fit beside a drawing of this size."""
    return {label: wrapped(label, size.label) for label in labels}


def label_axis(labels: tuple[str, ...], wraps: dict[str, str]) -> Spec:
    """The groups down the side, in the table's order."""
    return {
        "field": "label",
        "type": "nominal",
        "sort": None,
        "scale": {"domain": [wraps[label] for label in labels], "paddingInner": 0.3},
        "axis": {
            "title": None,
            "ticks": False,
            "domainColor": INK,
            "labelPadding": 8,
            **several_lines("datum.label"),
        },
    }


def outlined(width: float) -> tuple[Spec, Spec]:
    """Strokes that draw one dark line, its white edge first: it is then seen on a dark bar."""
    edge: Spec = {"strokeWidth": width + 2 * _EDGE, "color": "white"}
    return edge, {"strokeWidth": width, "color": INK}


def step_height(wraps: dict[str, str], lines: int = 1) -> int:
    """Pixels from one row to the next: room for the label with most lines, or for `lines`."""
    most = max([lines, *(text.count(BREAK) + 1 for text in wraps.values())])
    return _GAP + max(most * LINE, _LEAST)


def drawn_width(wraps: dict[str, str], told: float, size: Size) -> int:
    """Pixels left for the drawing between the labels and words `told` pixels wide."""
    return max(_DRAWN, int(beside_labels(wraps, size) - told - _SIDES))


def beside_labels(wraps: dict[str, str], size: Size) -> float:
    """Pixels between the labels down the side and the far edge."""
    label = max(len(part) for text in wraps.values() for part in text.split(BREAK))
    return size.width - CHARACTER * label


def words_width(rows: list[Point]) -> float:
    """Pixels that the words beside the rows take: `told`, and `under` in smaller letters."""
    large = max(len(row["told"]) for row in rows)
    small = max(len(row.get("under", "")) for row in rows)
    return max(CHARACTER * large, SMALL_CHARACTER * small)


def words_layers(x: Spec, y: Spec) -> list[Spec]:
    """Words beside each row: `told`, and `under` in smaller letters beneath it."""
    layers: list[Spec] = []
    for field, test, look in (
        ("told", "datum.under == ''", {"fontSize": TEXT}),
        ("told", "datum.under != ''", {"fontSize": TEXT, "dy": -LINE / 2 + 1}),
        ("under", "datum.under != ''", {"fontSize": SMALL, "dy": LINE / 2}),
    ):
        mark = {"type": "text", "align": "left", "baseline": "middle", "dx": 9, **look}
        words = {"x": x, "y": y, "text": {"field": field}}
        layers.append({"transform": [{"filter": test}], "mark": mark, "encoding": words})
    return layers


def words_above(y: Spec, height: float, wraps: dict[str, str]) -> list[Spec]:
    """Label and words over each row, where there is no room beside it.

    Parameters
    ----------
    height
        Pixels of a row, whose middle is where `y` stands.
    wraps
        Labels in lines. A label of fewer lines than others stands close to its row.
    """
    counts = sorted({text.count(BREAK) + 1 for text in wraps.values()})
    bold = {"fontSize": TEXT, "fontWeight": 600}
    layers = [
        _above("label", (counts[-1] - lines) * LINE - height / 2, y, bold)
        | {"transform": [{"filter": f"length(split(datum.label, '\\n')) == {lines}"}]}
        for lines in counts
    ]
    return [*layers, _above("told", counts[-1] * LINE - height / 2, y, {"fontSize": TEXT})]


def _above(field: str, down: float, y: Spec, look: Spec) -> Spec:
    mark: Spec = {"type": "text", "align": "left", "baseline": "top", "dy": down + 2, **look}
    mark |= {"lineBreak": BREAK, "lineHeight": LINE}
    return {"mark": mark, "encoding": {"x": {"value": 0}, "y": y, "text": {"field": field}}}


def in_panels(body: Spec, rows: list[Point], found: Points, size: Size) -> Spec:
    """`body` once for each outer group, its name above it, so that no key is needed.

    Parameters
    ----------
    body
        Width, height and layers that draw one group of `rows`.
    """
    panels = {label: wrapped(label, size.width // 8) for label in found.xs}
    return {
        "data": {"values": [{**row, "panel": panels[row["x"]]} for row in rows]},
        "facet": {
            "row": {
                "field": "panel",
                "type": "nominal",
                "sort": list(panels.values()),
                "header": {
                    "title": None,
                    "labelOrient": "top",
                    "labelAnchor": "start",
                    "labelAngle": 0,
                    "labelExpr": LINES,
                    "labelPadding": 4,
                },
            }
        },
        "spacing": 14,
        "spec": body,
    }
