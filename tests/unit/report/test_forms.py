"""Forest, range and band charts: what each form promises, on both sizes."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import altair
import pytest

from homeward.findings import AggregateTable
from homeward.report.bands import EXPECTED
from homeward.report.drawing import chart_specification, draw
from homeward.report.forest import FURTHEST, span_of
from homeward.report.points import points
from homeward.report.specs import GREY, INK, NARROW, WIDE, legend_above, measure_title, y_axis
from homeward.vocabulary.verdicts import State
from tests.unit.report.made_forms import (
    FORMS_MADE,
    flags,
    hours,
    months,
    odds,
    ranged_ratios,
    sexes,
    shares,
    thresholds,
    weeks,
    withheld,
)

SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
MADE = pytest.mark.parametrize("made", FORMS_MADE.values(), ids=FORMS_MADE)


def _spec(made, size=WIDE, *, synthetic=False):
    return chart_specification(*made, size, synthetic=synthetic)


def _layers(spec):
    return spec["layer"] if "layer" in spec else spec["spec"]["layer"]


def _kinds(spec):
    return [layer["mark"]["type"] for layer in _layers(spec)]


@MADE
@SIZES
def test_every_specification_is_valid_vega_lite(made, size):
    spec = _spec(made(), size, synthetic=True)
    assert altair.Chart.from_dict(json.loads(json.dumps(spec)), validate=True) is not None
    assert spec["title"] == {"text": "SYNTHETIC DATA"}


@MADE
def test_drawings_fit_and_their_text_can_be_read(made):
    drawing = draw(*made(), "f1", synthetic=True)
    for svg, most in ((drawing.wide, WIDE.width + 16), (drawing.narrow, 344)):
        assert float(re.search(r'width="([\d.]+)"', svg)[1]) <= most
        sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)px"', svg)]
        assert min(sizes) >= 12 and "SYNTHETIC DATA" in svg


@MADE
def test_the_same_chart_gives_the_same_bytes(made):
    assert draw(*made(), "f1", synthetic=True) == draw(*made(), "f1", synthetic=True)


@SIZES
def test_ratios_stand_on_a_log_scale_with_a_line_where_nothing_differs(size):
    spec = _spec(flags(), size)
    (scale,) = {
        json.dumps(layer["encoding"]["x"]["scale"])
        for layer in _layers(spec)
        if "scale" in layer["encoding"]["x"]
    }
    assert json.loads(scale)["type"] == "log"
    assert {"datum": 1.0} in [layer["encoding"]["x"] for layer in _layers(spec)]
    named = next(layer["encoding"]["x"]["axis"] for layer in _layers(spec) if "axis" in
                 layer["encoding"]["x"])["values"]  # fmt: skip
    assert 1.0 in named and len(named) >= 2


@SIZES
def test_groups_with_no_number_keep_their_row_and_letter(size):
    spec = _spec(flags(), size)
    told = {row["x"]: (row["told"], row["at"], row["from"]) for row in spec["data"]["values"]}
    assert told["Gang"] == ("c", None, None)
    assert told["Trafficking"] == ("u", None, None)
    assert re.search(r">c</text>", draw(*flags(), "f", synthetic=False).narrow)


def test_rows_say_number_interval_and_counts():
    wide = _spec(flags())["data"]["values"][0]
    assert (wide["told"], wide["under"]) == ("2.4  (1.71 to 3.36)", "63 of 801")
    narrow = _spec(flags(), NARROW)["data"]["values"][0]
    assert (narrow["told"], narrow["under"]) == ("2.4  (1.71 to 3.36)", "")


def test_an_interval_that_no_page_can_hold_ends_in_an_arrow():
    spec = _spec(thresholds())
    rows = spec["data"]["values"]
    (wide,) = [row for row in rows if row["more"]]
    span = span_of(thresholds()[1], points(*thresholds()))
    assert span.high / 1.15 == pytest.approx(FURTHEST)
    assert wide["to"] == span.high < wide["high"]
    shapes = [layer["mark"].get("shape") for layer in _layers(spec)]
    assert "triangle-right" in shapes


def test_a_ratio_of_nought_is_drawn_at_the_edge():
    table, chart = flags()
    rows = (replace(odds(0.4, 2.0, exploitation="county_lines"), value=0.0, low=0.0, high=3.0),)
    spec = _spec((replace(table, estimates=rows + table.estimates[1:]), chart))
    first = spec["data"]["values"][0]
    assert first["at"] == first["from"] > 0 and first["less"]
    assert first["told"] == "0.0  (0.0 to 3.0)"


def test_groups_within_groups_each_have_their_own_label():
    spec = _spec(thresholds())
    assert spec["facet"]["row"]["sort"] == ["48 hours", "7 days"]
    assert {row["label"] for row in spec["data"]["values"]} == {
        "As counted", "Allowing for other differences",
    }  # fmt: skip
    assert "legend" not in json.dumps(spec["spec"])


@SIZES
def test_a_share_stands_on_an_even_scale_that_holds_zero(size):
    spec = _spec(shares(), size)
    scales = [
        layer["encoding"]["x"]["scale"]
        for layer in _layers(spec)
        if "scale" in layer["encoding"]["x"]
    ]
    assert all(scale["domain"][0] == 0.0 and "type" not in scale for scale in scales)


@SIZES
@pytest.mark.parametrize("most, ends", [(0.92, 1.0), (0.6, 0.6), (0.061, 0.07), (37.0, 40.0)])
def test_no_number_lies_past_the_last_label_of_an_even_axis(most, ends, size):
    table, chart = shares()
    rows = [e for e in table.estimates if e.value is not None]
    rows = [replace(e, value=most, low=None, high=None, interval="") for e in rows]
    found = points(replace(table, estimates=tuple(rows)), chart)
    span = span_of(chart, found, narrow=size.narrow)
    assert span.low == 0.0 and span.high >= most
    axis = _layers(_spec((table, chart), size))[0]["encoding"]["x"]["axis"]
    assert axis["labelFlush"] is size.narrow  # else the last label is pushed onto the one before
    if not size.narrow:
        assert span.high == pytest.approx(ends)


@SIZES
def test_ranges_are_bars_from_zero_with_both_ends_marked(size):
    spec = _spec(hours(), size)
    assert _kinds(spec)[0] == "bar" and _kinds(spec).count("tick") == 2
    assert _layers(spec)[0]["encoding"]["x"]["scale"]["domain"][0] == 0.0
    told = [row["told"] for row in spec["data"]["values"]]
    assert told[0].startswith("12,000 hours") and told[-1] == "u"


def test_a_ratio_has_no_bar_in_any_form():
    assert "bar" not in _kinds(_spec(ranged_ratios()))


def test_what_was_counted_is_solid_and_what_is_expected_dashed_in_its_band():
    spec = _spec(weeks())
    kinds = _kinds(spec)
    assert kinds[0] == "area"
    solid, dashed = (layer for layer in _layers(spec) if layer["mark"]["type"] == "line")
    assert solid["mark"]["strokeDash"] == [1, 0] and dashed["mark"]["strokeDash"] != [1, 0]
    last, first = solid["data"]["values"][-1], dashed["data"]["values"][0]
    assert last == first and first["low"] is None
    assert [row["low"] is not None for row in dashed["data"]["values"][1:]] == [True] * 13
    assert EXPECTED in draw(*weeks(), "f", synthetic=False).wide


def test_a_hidden_week_breaks_the_line_and_leaves_its_letter():
    solid = next(layer for layer in _layers(_spec(weeks())) if layer["mark"]["type"] == "line")
    assert [row["mark"] for row in solid["data"]["values"] if row["y"] is None] == ["c"]
    assert re.search(r">c</text>", draw(*weeks(), "f", synthetic=False).wide)


def test_bands_of_several_lines_differ_by_more_than_colour():
    spec = _spec(sexes())
    channels = {channel for layer in _layers(spec) for channel in layer["encoding"]}
    assert {"color", "shape"} <= channels
    lines = [layer for layer in _layers(spec) if layer["mark"]["type"] == "line"]
    assert len(lines) == 1, "all have intervals: nothing is expected"


def test_weeks_are_named_by_month_and_never_crowd():
    for size, most in ((WIDE, 10), (NARROW, 5)):
        layer = _layers(_spec(weeks(), size))[0]
        named = layer["encoding"]["x"]["axis"]["values"]
        assert 2 <= len(named) <= most


def test_an_interval_on_a_bar_has_a_white_edge():
    for made in (shares(), hours()):
        spec = _spec(
            (made[0], replace(made[1], form="bar" if made[1].form == "forest" else made[1].form))
        )
        rules = [x["mark"] for x in _layers(spec) if x["mark"]["type"] == "rule"]
        edge, line = [rule for rule in rules if rule["color"] != GREY]
        assert edge["color"] == "white" and line["color"] == INK
        assert edge["strokeWidth"] > line["strokeWidth"]


def test_no_line_runs_through_the_words_beside_bars():
    made = shares()
    spec = _spec((made[0], replace(made[1], form="bar")))
    assert all(x["encoding"]["x"].get("axis", {}).get("grid") is not True for x in _layers(spec))


def test_a_long_title_of_an_axis_is_set_in_lines_that_the_legend_clears():
    made = months()
    long = "incidents_of_children_per_thousand_children_of_the_same_area"
    renamed = replace(
        made[0], measures=(long,), estimates=tuple(replace(e, name=long) for e in made[0].estimates)
    )
    chart = replace(made[1], y=long)
    found = points(renamed, chart)
    narrow, wide = (y_axis(chart, found, size) for size in (NARROW, WIDE))
    assert len(narrow["axis"]["title"]) > len(wide["axis"]["title"]) == 1
    assert legend_above(narrow) > legend_above(wide) and legend_above(narrow, 15) > legend_above(
        narrow
    )
    drawing = draw(renamed, chart, "t", synthetic=True)
    assert float(re.search(r'width="(\d+)', drawing.narrow)[1]) <= 330


def test_a_measure_of_hours_does_not_say_hours_twice():
    table, chart = hours()
    told = measure_title(chart, points(table, chart))
    assert told.lower().count("hours") == 1


@MADE
def test_nothing_is_drawn_when_nothing_may_be_shown(made):
    table, chart = made()
    hidden = tuple(withheld(e, State.HIDDEN, **e.by) for e in table.estimates)
    assert draw(replace(table, estimates=hidden), chart, "f", synthetic=True) is None


@pytest.mark.parametrize("form", ["forest", "range", "band", "line"])
def test_words_that_hold_markup_stay_text(form):
    hostile = "</text><script>alert(1)</script> '+alert(1)+' \\ \u2264 \u4e2d"
    table, chart = flags()
    rows = (odds(2.0, 1.5, exploitation=hostile), odds(3.0, 1.5, exploitation="sexual"))
    marked = replace(chart, form=form, marks=(("2020", hostile),))
    drawing = draw(replace(table, estimates=rows), marked, "f", synthetic=True)
    for svg in (drawing.wide, drawing.narrow):
        assert "<script" not in svg and "\u2264" not in svg and "\u4e2d" not in svg


def test_a_single_group_is_still_a_forest():
    table, chart = flags()
    one = AggregateTable(
        table.name, table.title, table.dimensions, table.measures, table.estimates[:1]
    )
    assert draw(one, chart, "f", synthetic=False) is not None
