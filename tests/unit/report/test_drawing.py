"""Charts: valid Vega-Lite, readable at both sizes, drawn from released numbers only."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import altair
import pytest

from homeward.findings import AggregateTable, Chart
from homeward.report.drawing import FORMS, chart_specification, draw
from homeward.report.points import points
from homeward.report.specs import COLOURS, NARROW, WIDE
from tests.unit.report.made import all_hidden, made_bundle
from tests.unit.report.made_children import concentration, repeats
from tests.unit.report.made_demand import clock, duration, volume
from tests.unit.report.values import made_count, made_share


def _every_chart():
    for finding in made_bundle().findings:
        tables = {table.name: table for table in finding.tables}
        for chart in finding.charts:
            yield pytest.param(tables[chart.table], chart, id=f"{finding.id}-{chart.name}")


def _other_charts():
    """Shapes that no finding of the demo has, but that a chart may ask for."""
    settings = ("family_home", "foster", "childrens_home", "hospital", "kinship", "school")
    lines = tuple(
        made_count("incidents", 12 * i + y - 2010, year=y, setting=s)
        for i, s in enumerate(settings)
        for y in range(2015, 2023)
    )
    many = AggregateTable("many", "Many", ("year", "setting"), ("incidents",), lines)
    yield pytest.param(
        many, Chart("m", "line", "many", "year", "incidents", "", "", "", "setting"), id="panels"
    )
    yield pytest.param(
        many, Chart("m", "bar", "many", "setting", "incidents", "", "", "", "year"), id="grouped"
    )
    hours = AggregateTable(
        "h", "H", ("hour",), ("incidents",),
        tuple(made_count("incidents", 3 * h, hour=h) for h in range(24)),
    )  # fmt: skip
    yield pytest.param(hours, Chart("h", "bar", "h", "hour", "incidents", "", "", ""), id="upright")
    curve = AggregateTable(
        "c", "C", ("day", "arm"), ("share",),
        tuple(made_share("share", d / 99, 900, day=d, arm=a) for d in range(90) for a in "ab"),
    )  # fmt: skip
    yield pytest.param(curve, Chart("c", "step", "c", "day", "share", "", "", "", "arm"), id="step")
    yield pytest.param(
        replace(hours, dimensions=("hour",)),
        Chart("h", "heatmap", "w", "hour", "incidents", "", "", "", row="hour"),
        id="one way twice",
    )


EVERY = [*_every_chart(), *_other_charts()]


@pytest.mark.parametrize(("table", "chart"), EVERY)
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_specification_is_valid_vega_lite(table, chart, size):
    spec = chart_specification(table, chart, size, synthetic=True)
    assert altair.Chart.from_dict(json.loads(json.dumps(spec)), validate=True) is not None
    assert spec["title"] == {"text": "SYNTHETIC DATA"}


@pytest.mark.parametrize(("table", "chart"), EVERY)
def test_drawings_fit_and_their_text_can_be_read(table, chart):
    drawing = draw(table, chart, "f1", synthetic=True)
    for svg, most in ((drawing.wide, WIDE.width + 16), (drawing.narrow, 344)):
        width = float(re.search(r'width="([\d.]+)"', svg)[1])
        sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)px"', svg)]
        assert width <= most, chart.name
        assert sizes and min(sizes) >= 12
        assert "SYNTHETIC DATA" in svg
        assert "<script" not in svg and "http" not in svg.replace("http://www.w3.org/2000/svg", "")


def test_a_drawing_of_real_records_does_not_say_synthetic():
    finding = repeats()
    drawing = draw(finding.tables[0], finding.charts[0], "f1", synthetic=False)
    assert "SYNTHETIC" not in drawing.wide


def test_ids_in_two_drawings_never_meet():
    finding = volume()
    first = draw(finding.tables[1], finding.charts[0], "f1", synthetic=True)
    second = draw(finding.tables[0], finding.charts[1], "f2", synthetic=True)
    ids = [set(re.findall(r'id="([^"]+)"', svg)) for svg in (first.wide, second.wide, first.narrow)]
    assert not (ids[0] & ids[1]) and not (ids[0] & ids[2])


def test_hidden_cells_are_marked_and_carry_no_number():
    finding = clock()
    spec = chart_specification(finding.tables[0], finding.charts[0], WIDE, synthetic=True)
    rows = spec["data"]["values"]
    hidden = [row for row in rows if row["mark"] == "c"]
    assert hidden
    assert all(row["y"] is row["low"] is row["high"] is None for row in hidden)
    assert all(row["text"] == "" and row["of"] == "" and row["told"] == "c" for row in hidden)
    zero = [row for row in rows if row["y"] == 0]
    assert zero and all(row["told"] == "0" for row in zero)


def test_a_hidden_point_breaks_the_line_and_leaves_its_letter():
    table = AggregateTable(
        "t", "T", ("year",), ("incidents",),
        tuple(made_count("incidents", n, year=y) for y, n in ((2019, 90), (2020, 3), (2021, 90))),
    )  # fmt: skip
    chart = Chart("c", "line", "t", "year", "incidents", "", "", "")
    drawing = draw(table, chart, "f1", synthetic=False)
    assert re.search(r">c</text>", drawing.wide)


def test_bars_start_at_zero_and_ratios_are_not_bars():
    finding = repeats()
    spec = chart_specification(finding.tables[0], finding.charts[0], WIDE, synthetic=False)
    assert spec["layer"][0]["mark"]["type"] == "bar"
    assert spec["layer"][0]["encoding"]["x"]["scale"]["domainMin"] == 0
    ratio = clock()
    spec = chart_specification(ratio.tables[1], ratio.charts[1], WIDE, synthetic=False)
    marks = [layer["mark"]["type"] for layer in spec["layer"]]
    assert "bar" not in marks and "point" in marks
    assert spec["layer"][0]["encoding"]["x"] == {"datum": 1}


def test_bars_say_their_denominator():
    finding = repeats()
    wide = chart_specification(finding.tables[0], finding.charts[0], WIDE, synthetic=False)
    assert wide["data"]["values"][0]["told"] == "21.0%  (1,929 of 9,183)"


def test_series_differ_by_more_than_colour():
    finding = concentration()
    spec = chart_specification(finding.tables[1], finding.charts[0], WIDE, synthetic=False)
    channels = {channel for layer in spec["layer"] for channel in layer["encoding"]}
    assert {"color", "strokeDash", "shape"} <= channels
    colours = spec["layer"][2]["encoding"]["color"]["scale"]["range"]
    assert tuple(colours) == COLOURS


def test_intervals_are_drawn():
    finding = duration()
    spec = chart_specification(finding.tables[0], finding.charts[0], WIDE, synthetic=False)
    assert spec["layer"][0]["mark"]["type"] == "area"
    assert spec["layer"][0]["encoding"]["y2"] == {"field": "high"}


def test_nothing_is_drawn_when_nothing_may_be_shown():
    for finding in all_hidden(made_bundle()).findings:
        tables = {table.name: table for table in finding.tables}
        for chart in finding.charts:
            assert draw(tables[chart.table], chart, "f1", synthetic=True) is None


def test_labels_that_hold_markup_stay_text():
    table = AggregateTable(
        "t", "T", ("setting",), ("incidents",),
        (made_count("incidents", 50, setting="<script>alert(1)</script>"),
         made_count("incidents", 70, setting="it's \\ '+alert(1)+' \u2264 \u4e2d")),
    )  # fmt: skip
    for form in ("bar", "line"):
        chart = Chart("c", form, "t", "setting", "incidents", "", "", "")
        drawing = draw(table, chart, "f1", synthetic=True)
        assert "<script" not in drawing.wide
        assert "\u2264" not in drawing.wide and "\u4e2d" not in drawing.wide


def test_a_chart_that_its_table_cannot_draw_is_refused():
    finding = repeats()
    with pytest.raises(ValueError, match="draws nothing"):
        points(finding.tables[0], replace(finding.charts[0], y="no_such_measure"))
    with pytest.raises(ValueError, match="no form"):
        chart_specification(
            finding.tables[0], replace(finding.charts[0], form="pie"), WIDE, synthetic=False
        )
    assert set(FORMS) == {
        "line", "bar", "heatmap", "step", "lorenz", "band", "forest", "range",
    }  # fmt: skip
