"""Things that happened along a time axis: placed by the calendar, their words never met."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from homeward.report.axes import day_ticks
from homeward.report.drawing import chart_specification, draw
from homeward.report.figures import chart_key
from homeward.report.moments import (
    MOST,
    Moment,
    height_above,
    moments_of,
    place_words,
    shown_and_told,
)
from homeward.report.points import points
from homeward.report.specs import NARROW, WIDE
from tests.unit.report.made_forms import MARKS, flags, months, sexes, weeks

SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])


def test_marks_stand_where_they_begin_and_those_outside_are_left_out():
    found = points(*months())
    placed = moments_of(MARKS, found)
    assert [moment.at for moment in placed] == ["Mar 2020", "Jun 2020", "Jan 2021", "Nov 2022"]
    assert moments_of((("2023-02", "After the records end"),), found) == []


def test_a_day_stands_in_its_month_year_or_the_next_week():
    assert [m.at for m in moments_of((("2020-03-23", "x"),), points(*months()))] == ["Mar 2020"]
    assert [m.at for m in moments_of((("2020-03-23", "x"),), points(*sexes()))] == ["2020"]
    (week,) = moments_of((("2022-03-23", "x"),), points(*weeks()))
    assert week.at == "28 March 2022"


def test_an_axis_that_is_no_calendar_has_no_moments():
    assert moments_of(MARKS, points(*flags())) == []


def _overlap(one, other):
    beside = one.end <= other.start or other.end <= one.start
    return not beside and not (one.top <= other.base or other.top <= one.base)


CROWDS = {
    "as made": [(0.3, "Pandemic restrictions: schools closed"), (0.37, "Restrictions eased"),
                (0.52, "Third national lockdown"), (0.98, "Dedicated team")],
    "all at once": [(0.5, "One thing"), (0.5, "Another thing"), (0.5, "A third thing")],
    "at the end": [(0.95, "A long account of what happened then"), (0.97, "More"), (1.0, "Last")],
    "at the start": [(0.0, "A long account of what happened then"), (0.01, "More"), (0.03, "x")],
}  # fmt: skip


@SIZES
@pytest.mark.parametrize("crowd", CROWDS.values(), ids=CROWDS)
def test_words_never_meet(crowd, size):
    moments = [Moment(str(p), words, p) for p, words in crowd]
    placed = place_words(moments, size.width - 70, size)
    assert len(placed) == len(moments)
    assert not [pair for pair in combinations(placed, 2) if _overlap(*pair)]
    assert all(put.start >= 0 for put in placed)
    assert height_above(moments, size.width - 70, size) == 15 * max(put.top for put in placed)


@SIZES
def test_no_upright_line_runs_through_words_of_the_demo(size):
    width = size.width - 70
    moments = [Moment(str(p), words, p) for p, words in CROWDS["as made"]]
    placed = place_words(moments, width, size)
    for words in placed:
        for line in placed:
            x = line.moment.position * width
            crosses = words.start < x < words.end and line.top > words.base
            assert line is words or not crosses


def test_the_drawing_makes_room_above_itself():
    table, chart = months()
    plain = chart_specification(table, replace(chart, marks=()), WIDE, synthetic=False)
    marked = chart_specification(table, chart, WIDE, synthetic=False)
    heights = [spec["layer"][0]["encoding"]["y"]["axis"]["titleY"] for spec in (plain, marked)]
    assert heights[1] < heights[0] == -8
    rules = [layer for layer in marked["layer"] if layer["mark"]["type"] == "rule"]
    assert len(rules) == 4
    assert all(layer["encoding"]["y2"] == {"value": "height"} for layer in rules)


def test_words_of_moments_are_in_both_drawings():
    drawing = draw(*months(), "f", synthetic=True)
    for svg in (drawing.wide, drawing.narrow):
        assert "Restrictions eased" in svg and "Before the records begin" not in svg


def test_more_than_can_be_drawn_are_told_beneath():
    table, chart = months()
    many = tuple((f"2020-{m:02d}", f"Change {m}") for m in range(1, 10))
    crowded = replace(chart, marks=many)
    drawn, told = shown_and_told(crowded, points(table, crowded), WIDE)
    assert len(drawn) == MOST and [m.words for m in told][-1] == "Change 9"
    assert "Change 9 (Sep 2020)" in chart_key(table, crowded)
    assert chart_key(table, chart) == ""


def test_days_are_named_as_finely_as_there_is_room():
    weeks_of_years = [f"{y}-{m:02d}-{d:02d}" for y in (2021, 2022) for m in range(1, 13)
                      for d in (3, 10, 17, 24)]  # fmt: skip
    assert list(day_ticks(weeks_of_years, 2000).values())[:2] == ["Jan 2021", "Feb 2021"]
    assert list(day_ticks(weeks_of_years, 700).values())[:2] == ["Jan 2021", "Apr 2021"]
    assert list(day_ticks(weeks_of_years, 200).values()) == ["Jan 2021", "Jan 2022"]
    assert day_ticks(["2022-01-03", "2022-01-10"], 300) == {
        "2022-01-03": "3 Jan", "2022-01-10": "10 Jan",
    }  # fmt: skip
