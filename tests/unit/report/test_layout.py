"""How tables and drawings are laid out on paper, and what stands in the annexes."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest

from homeward.report.assemble import assemble
from homeward.report.cells import INTERVAL, count_cell, full_cell, interval_heading
from homeward.report.grids import table_grids
from homeward.report.pdf import (
    ANNEX_SIZE,
    BODY_LINES,
    BODY_SIZE,
    CLOSE,
    _laid_out,
    _printed,
    _share_of_page,
)
from homeward.report.refusals import caveat_words
from homeward.vocabulary.units import Kind, Unit
from tests.unit.report.made_forms import hours, odds, shares, thresholds
from tests.unit.report.made_published import full_bundle

PAGE = 481.0


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr("homeward.report.artists.svg", lambda request: "<svg/>")


def _grid(columns, rows):
    """A table of text: columns are (heading, numeric), cells text or (text, notes)."""
    cells = [
        [{"text": c, "notes": ()} if isinstance(c, str) else {"text": c[0], "notes": c[1]}
         for c in row]
        for row in rows
    ]  # fmt: skip
    heads = [{"heading": heading, "numeric": numeric} for heading, numeric in columns]
    return {"columns": heads, "rows": cells, "bands": ()}


def test_a_small_table_takes_no_more_than_it_needs():
    laid = _laid_out(_grid([("Year", False), ("Count", True)], [("2021", "93")] * 4), 1.0)
    assert sum(laid["widths"]) < PAGE / 3 and laid["lines"] == 4


def test_words_give_way_before_numbers_do():
    note = ("12,000 to 20,000",)
    columns = [("Activity", False), ("Role", False), *[(f"Measure {i}", True) for i in range(3)]]
    row = ("initial actions and the first search of the home, inside and out",
           "missing children team and its supervisors", *[("12,000", note)] * 3)  # fmt: skip
    widths = _laid_out(_grid(columns, [row] * 30), 1.0)["widths"]
    assert sum(widths) == pytest.approx(PAGE, abs=1.0)
    assert min(widths[2:]) >= 0.9 * 4.8 * len(note[0])


def test_letters_of_the_annex_take_less_room():
    grid = _grid([("Year", False), ("Count", True)], [("2021", "12,345,678")] * 4)
    small = _laid_out(grid, ANNEX_SIZE / BODY_SIZE)["widths"]
    assert sum(small) < sum(_laid_out(grid, 1.0)["widths"])


def test_long_tables_and_every_figure_in_full_are_annexed():
    report = assemble(full_bundle())
    sections = [_printed_section(s) for chapter in report.chapters for s in chapter.sections]
    every = [table for s in sections for table in s["estimates"]]
    assert every and all(table["annexed"] for table in every)
    drawn = [t for s in sections for f in s["figures"] for t in f["tables"]]
    assert {table["annexed"] for table in drawn} == {True, False}
    assert all(table["lines"] <= BODY_LINES for table in drawn if not table["annexed"])


def _printed_section(section):
    return _printed(asdict(section))


def test_the_letters_of_drawings_have_one_size_unless_one_would_leave_the_page():
    assert _share_of_page('<svg width="680" height="300">') == CLOSE
    assert _share_of_page('<svg width="340" height="300">') == CLOSE / 2
    tall = _share_of_page('<svg width="680" height="1600">')
    assert tall * PAGE * 1600 / 680 == pytest.approx(560)
    assert _share_of_page("") == 1.0


def test_columns_of_intervals_say_what_they_are():
    assert interval_heading(shares()[0].estimates) == INTERVAL
    assert interval_heading(hours()[0].estimates) == "Least to most"
    forecast = replace(odds(2.0, 1.2), kind=Kind.FORECAST, interval="90% prediction")
    assert interval_heading([forecast]) == "90% interval"
    assert interval_heading([forecast, odds(2.0, 1.2)]) == "Interval"
    assert interval_heading([]) == INTERVAL


def test_notes_keep_ranges_and_forecasts_apart_from_95_per_cent():
    (grid,) = table_grids(hours()[0])
    assert "Least to most" in [column.heading for column in grid.columns]
    assert not any("95%" in note for note in grid.notes)
    (grid,) = table_grids(*thresholds())
    assert grid.notes[0].startswith("95% intervals: cluster-robust")


def test_a_modelled_ratio_counts_nothing_and_hides_nothing():
    modelled = replace(odds(2.0, 1.2), count=None, children=None)
    assert count_cell(modelled).text == "of 801"
    assert count_cell(replace(modelled, of=None)).text == "[z]"


def test_units_are_told_in_the_heading_where_columns_are_many():
    first = hours()[0].estimates[0]
    assert full_cell(first).text == "12,000 hours"
    bare = full_cell(first, bare=True)
    assert (bare.text, bare.notes) == ("12,000", ("8,000 to 20,000",))
    table = replace(hours()[0], measures=("hours", "median"))
    median = replace(first, name="median", kind=Kind.QUANTILE, unit=Unit.MINUTES)
    table = replace(table, estimates=(*table.estimates, median))
    headings = [column.heading for grid in table_grids(table) for column in grid.columns]
    assert {"Hours", "Median (minutes)"} <= set(headings)


def test_a_caveat_tells_its_code_last():
    assert caveat_words("HW-N003: Too few for `some_name`.") == (
        "Too few for some name. (Code HW-N003.)"
    )
    assert caveat_words("HW-X999: Not a code.") == "HW-X999: Not a code."
    assert caveat_words("Plain words.") == "Plain words."
