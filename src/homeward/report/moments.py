"""Things that happened along a time axis: an upright line at each, its words above."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import product

from homeward.findings import Chart
from homeward.report.points import BREAK, Points, wrapped
from homeward.report.specs import GREY, INK, SMALL, SMALL_CHARACTER, Size, Spec

#: More moments than this in one drawing and none could be read; the rest are told beneath.
MOST = 5
MOST_NARROW = 4
#: Characters in a line of words, the longer way tried first.
_LINES_WIDE, _LINES_NARROW = (34, 20), (22, 13)
#: Pixels of a line of words, and between words that stand side by side.
_HIGH, _APART = 15, 10
#: Pixels between an upright line and its words.
_ASIDE = 4
#: Pixels that words may reach past the end of the drawing.
_OVER = 16

_TIME = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened.

    Attributes
    ----------
    at
        Label of the place on the axis where it begins.
    words
        What stands there.
    position
        How far along the axis it is, from 0 to 1.
    """

    at: str
    words: str
    position: float


@dataclass(frozen=True, slots=True)
class Placed:
    """Words of a moment where they meet no others.

    Attributes
    ----------
    moment
        Whose words.
    lines
        The words, wrapped.
    start, end
        Where they reach from and to, in pixels along the axis.
    base, top
        Lines of text beneath the first of them, and to the top of the last.
    leads
        Whether the words stand before the upright line, as they do near the end.
    """

    moment: Moment
    lines: tuple[str, ...]
    start: float
    end: float
    base: int
    leads: bool

    @property
    def top(self) -> int:
        """Lines of text from the drawing to the top of the words."""
        return self.base + len(self.lines)


def moments_of(marks: tuple[tuple[str, str], ...], found: Points) -> list[Moment]:
    """Marks that fall on a time axis, in order; those outside it are left out.

    A mark stands at the first place that is not before it, at the axis's own precision: a
    day stands in its month.
    """
    places = [str(place) for place in found.places]
    if not places or not all(_TIME.fullmatch(place) for place in places):
        return []
    placed = []
    for when, words in sorted(marks):
        begins = [i for i, place in enumerate(places) if place >= when[: len(place)]]
        if begins and when[: len(places[0])] >= places[0]:
            i = begins[0]
            placed.append(Moment(found.xs[i], words, (i + 0.5) / len(places)))
    return placed


def shown_and_told(chart: Chart, found: Points, size: Size) -> tuple[list[Moment], list[Moment]]:
    """Moments that are drawn, and those that there is no room for."""
    every = moments_of(chart.marks, found)
    most = MOST_NARROW if size.narrow else MOST
    return every[:most], every[most:]


def place_words(moments: list[Moment], width: float, size: Size) -> list[Placed]:
    """Words above the drawing, in as few lines as keep them apart.

    Each stands after its upright line or before it, whichever arrangement has fewest lines
    running through words, and then fewest lines of words.
    """
    sides = [_sides(moment, width, size) for moment in moments]
    arranged = (_stacked(list(way), width) for way in product(*sides))
    return min(arranged, key=lambda placed: _untidy(placed, width))


def _sides(moment: Moment, width: float, size: Size) -> list[Placed]:
    """Words after the upright line and before it, in long lines and short, that fit inside."""
    ways: list[Placed] = []
    x = moment.position * width
    for most in _LINES_NARROW if size.narrow else _LINES_WIDE:
        lines = tuple(wrapped(moment.words, most).split(BREAK))
        long = SMALL_CHARACTER * max(map(len, lines)) + _ASIDE
        ways.append(Placed(moment, lines, x, x + long, 0, leads=False))
        ways.append(Placed(moment, lines, x - long, x, 0, leads=True))
    inside = [put for put in ways if put.start >= 0 and put.end <= width + _OVER]
    return list(dict.fromkeys(inside)) or ways[:1]


def _stacked(way: list[Placed], width: float) -> list[Placed]:
    """The lowest lines for each, from the last to the first.

    Words that reach over the upright line of another are set above that one's words.
    """
    placed: list[Placed] = []
    for put in sorted(way, key=lambda p: -p.moment.position):
        base = 0
        for other in sorted(placed, key=lambda p: p.top):
            if _meet(put, other, width) and base < other.top:
                base = other.top
        placed.append(replace(put, base=base))
    return placed


def _over(words: Placed, line: Placed, width: float) -> bool:
    """Whether words reach over the upright line of another."""
    return words.start - _APART < line.moment.position * width < words.end + _APART


def _meet(one: Placed, other: Placed, width: float) -> bool:
    """Whether the words of one touch the words or the upright line of the other."""
    words = one.start < other.end + _APART and other.start < one.end + _APART
    return words or _over(one, other, width)


def _untidy(placed: list[Placed], width: float) -> tuple[int, int]:
    """How many lines run through words, and how high the words stand."""
    through = sum(
        _over(words, line, width) and line.top > words.base
        for words in placed
        for line in placed
        if line is not words
    )
    return through, max((put.top for put in placed), default=0)


def _layers(put: Placed, x: Spec) -> list[Spec]:
    data = {"values": [{"x": put.moment.at, "words": BREAK.join(put.lines)}]}
    upright = {"type": "rule", "strokeDash": [2, 3], "strokeWidth": 1.5, "color": GREY}
    words = {
        "type": "text",
        "fontSize": SMALL,
        "color": INK,
        "align": "right" if put.leads else "left",
        "baseline": "top",
        "dx": -_ASIDE if put.leads else _ASIDE,
        "lineBreak": BREAK,
        "lineHeight": _HIGH,
    }
    top = {"value": -_HIGH * put.top}
    rise = {"x": x, "y": top, "y2": {"value": "height"}}
    return [
        {"data": data, "mark": upright, "encoding": rise},
        {"data": data, "mark": words, "encoding": {"x": x, "y": top, "text": {"field": "words"}}},
    ]


def moment_layers(moments: list[Moment], x: Spec, width: float, size: Size) -> list[Spec]:
    """Upright lines and their words, to stand over a drawing `width` pixels wide."""
    placed = place_words(moments, width, size)
    return [layer for put in placed for layer in _layers(put, x)]


def height_above(moments: list[Moment], width: float, size: Size) -> int:
    """Pixels above the drawing that the words take."""
    return _HIGH * max((put.top for put in place_words(moments, width, size)), default=0)
