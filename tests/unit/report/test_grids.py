"""Tables as printed: every state its own mark, denominators beside values."""

from __future__ import annotations

from homeward.findings import AggregateTable, Estimate
from homeward.report.cells import Cell, count_cell, interval_cell, value_cell
from homeward.report.grids import estimates_grids, levels, table_grids
from homeward.report.marks import ALL_MARKS, NOT_APPLICABLE, STATE_MARKS, key_of
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State
from tests.unit.report.made_children import concentration, quality, repeats
from tests.unit.report.made_demand import clock, duration, volume
from tests.unit.report.values import made_count, made_share


def _text(grid):
    return [[cell.text for cell in row] for row in grid.rows]


def test_hidden_zero_and_not_recorded_are_three_marks():
    zero = Estimate("n", Kind.COUNT, Unit.INCIDENTS, 0, count=0)
    states = {
        state: Estimate("n", Kind.COUNT, Unit.INCIDENTS, None, left_out=None, state=state)
        for state in State
    }
    shown = [value_cell(zero).text, *(value_cell(e).text for e in states.values())]
    assert shown == ["0", "[c]", "[x]", "[u]"]
    assert value_cell(None).mark is STATE_MARKS[State.NOT_RECORDED]
    assert len({mark.letter for mark in ALL_MARKS}) == len(ALL_MARKS)


def test_a_count_has_no_interval_and_a_share_that_lost_its_own_says_so():
    assert interval_cell(made_count("n", 90)).mark is NOT_APPLICABLE
    bare = Estimate("s", Kind.SHARE, Unit.INCIDENTS, 0.5, count=9, of=18)
    assert interval_cell(bare).text == "none given"


def test_a_hidden_count_beside_a_shown_denominator():
    hidden = made_share("s", 0.0004, 9000)
    cell = count_cell(hidden)
    assert cell.text == "[c] of 8,997 incidents"
    assert cell.mark is STATE_MARKS[State.HIDDEN]


def test_estimates_are_listed_by_way_of_grouping():
    whole, by_clock, by_setting = estimates_grids(duration())
    assert [c.heading for c in whole.columns] == [
        "Measure", "Value", "95% interval", "Count of incidents", "Different children", "Left out",
    ]  # fmt: skip
    assert _text(whole)[2][:4] == [
        "Resolved within 24 hours", "91.3%", "90.6% to 92.0%", "8,385 of 9,183",
    ]  # fmt: skip
    assert "by clock starts" in by_clock.caption
    assert [c.heading for c in by_setting.columns][:2] == ["Measure", "Value"]
    assert by_setting.long and by_setting.heads == 1
    assert by_setting.bands[:2] == ((0, "Family home"), (6, "Foster"))
    assert whole.notes[0] == "95% intervals: Wilson, design effect by child."


def test_two_interval_methods_are_each_named_with_their_measures():
    (grid, *_) = estimates_grids(volume())
    assert "normal on the log scale, between children" in grid.notes[0]
    mixed = estimates_grids(concentration())[1]
    assert "; child bootstrap for gini index." in mixed.notes[0]
    assert mixed.bands[0] == (0, "2022") and mixed.columns[0].heading == "Measure"


def test_a_small_number_is_not_taken_for_zero_and_a_mean_is_not_taken_for_a_share():
    tiny = Estimate("s", Kind.SHARE, Unit.INCIDENTS, 0.0004, count=9, of=22500)
    assert value_cell(tiny).text == "under 0.1%"
    assert value_cell(Estimate("g", Kind.INDEX, Unit.INDEX, 0.004)).text == "under 0.01"
    assert value_cell(Estimate("s", Kind.SHARE, Unit.INCIDENTS, 0.0)).text == "0.0%"
    midnight = Estimate("h", Kind.CLOCK_HOUR, Unit.HOUR_OF_DAY, 24)
    assert value_cell(midnight).text == "00:00"
    mean = Estimate("m", Kind.MEAN, Unit.INCIDENTS_PER_CHILD, 1.9, count=39, of=21)
    assert count_cell(mean).text == "39 among 21"


def test_what_was_never_counted_is_not_called_hidden():
    index = Estimate("g", Kind.INDEX, Unit.INDEX, 0.4, of=1107)
    assert count_cell(index).text == "of 1,107"


def test_a_table_of_two_ways_is_crossed_and_split_by_measure():
    by_month, trend, by_setting = volume().tables
    grids = table_grids(by_month, volume().charts[1])
    assert [grid.caption.rsplit(": ")[-1] for grid in grids] == ["incidents", "children"]
    assert [c.heading for c in grids[0].columns] == ["Month", "2019", "2020", "2021", "2022"]
    assert len(grids[0].rows) == 12
    assert len(table_grids(trend)[0].rows) == 48
    assert _text(table_grids(by_setting)[1])[3] == ["Supported accommodation", *["[c]"] * 4]


def test_a_table_with_gaps_or_long_headings_is_not_crossed():
    faults = quality().tables[2]
    (grid,) = table_grids(faults)
    assert grid.heads == 2
    assert "[c] hidden to protect children." in grid.notes


def test_a_heat_map_is_a_table_for_each_panel():
    finding = clock()
    grids = table_grids(finding.tables[0], finding.charts[0])
    assert [g.caption.rsplit(": ")[-1] for g in grids] == ["All settings", "Children's home"]
    assert [row[0].text for row in grids[0].rows][:2] == ["06:00", "07:00"]
    assert len(grids[0].columns) == 8
    told = {cell.text for row in grids[1].rows for cell in row}
    assert {"0", "[c]"} <= told


def test_many_measures_of_few_groups_are_turned():
    (grid,) = table_grids(concentration().tables[0])
    assert grid.columns[0].heading == "Measure"
    assert grid.rows[-1][1].text == "[x]"  # not in the table: not recorded
    assert grid.rows[0][1] == Cell("12.9%", ("11.2% to 14.6%", "297 of 2,301"))


def test_one_measure_has_columns_of_its_own_for_interval_and_count():
    (grid,) = table_grids(clock().tables[1])
    assert [c.heading for c in grid.columns][2:] == ["95% interval", "Count"]
    (bands,) = table_grids(repeats().tables[0])
    assert bands.rows[0][2].notes[1] == "1,929 of 9,183"


def test_hours_keep_the_order_of_the_table_and_years_are_sorted():
    cells = tuple(made_count("n", 90, hour=h, year=y) for h in (6, 23, 0) for y in (2022, 2019))
    table = AggregateTable("t", "T", ("hour", "year"), ("n",), cells)
    assert levels(table, "hour") == [6, 23, 0]
    assert levels(table, "year") == [2019, 2022]


def test_a_key_lists_only_the_marks_in_use():
    assert key_of(set()) == ""
    assert key_of({STATE_MARKS[State.HIDDEN], NOT_APPLICABLE}) == (
        "[c] hidden to protect children; [z] does not apply."
    )
