"""What the spreadsheet's cells and sheets hold, before they are a file."""

from __future__ import annotations

import doctest
from dataclasses import replace

import pytest

from homeward.findings import AggregateTable, Estimate, format_interval
from homeward.findings.estimate import refused
from homeward.report import packages, spreadsheet_cells
from homeward.report.cells import value_cell
from homeward.report.packages import legal
from homeward.report.spreadsheet import LOOKS
from homeward.report.spreadsheet_cells import (
    LONGEST,
    Number,
    ends,
    group_entry,
    number_in,
    safe,
    state_words,
    unit_words,
    value_entry,
    wholes,
)
from homeward.report.spreadsheet_notes import contents_sheet, findings_sheet, published_sheet
from homeward.report.spreadsheet_sizes import HIGHEST, LINE, WIDEST, height, heights, widths
from homeward.report.spreadsheet_tables import COLUMNS, NUMBERS, Sheet, long_sheet, table_sheets
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State
from tests.unit.report.made import all_hidden, made_bundle
from tests.unit.report.undrawn import undrawn
from tests.unit.report.values import made_count, made_ratio, made_share


@pytest.mark.parametrize("module", [packages, spreadsheet_cells])
def test_examples_in_docstrings_hold(module):
    tried = doctest.testmod(module)
    assert tried.attempted > 0 and tried.failed == 0


@pytest.mark.parametrize(
    ("words", "value", "form"),
    [
        ("91.3%", 0.913, "0.0%"),
        ("9,184", 9184, "#,##0"),
        ("7", 7, "0"),
        ("1,204.5 hours", 1204.5, "#,##0.0"),
        ("2.0 days", 2.0, "0.0"),
        ("£1,250", 1250, "£#,##0"),
        ("45 minutes", 45, "0"),
        ("1.31", 1.31, "0.00"),
        ("-0.4", -0.4, "0.0"),
        ("21%", 0.21, "0%"),
        ("06:15", 0.260416, "hh:mm"),
    ],
)
def test_printed_words_become_the_number_they_tell(words, value, form):
    told = number_in(words)
    assert told.value == pytest.approx(value, abs=1e-6) and told.form == form


@pytest.mark.parametrize("words", ["0.01 or less", "none given", "[c]", "3 to 4", "20 or more", ""])
def test_words_that_tell_no_number_stay_words(words):
    assert number_in(words) == words


def test_a_group_is_a_number_only_where_its_label_is_one():
    assert group_entry("year", 2022) == Number(2022, "0")
    assert group_entry("hours", 1344) == Number(1344, "#,##0")
    assert group_entry("hour", 22).form == "hh:mm"
    assert group_entry("threshold", "48h") == "48 hours"
    assert group_entry("period", "2021-04") == "Apr 2021"
    assert group_entry("shown", True) == "Yes"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r@", " =", "\u202e=", "\uff1d"])
def test_text_that_a_spreadsheet_would_run_is_led_by_an_apostrophe(start):
    told = safe(f"{start}cmd|' /C calc'!A0")
    assert told.startswith("'") and not told[1].isspace()


def test_other_text_is_left_as_it_is_and_cut_to_what_a_cell_holds():
    assert safe("A - B = C") == "A - B = C"
    assert len(safe("x" * 40_000)) == LONGEST
    assert legal("\ud800a\x00b\u200b\ufffe") == "ab"
    assert legal("Heddlu'r Gogledd \u0175\u0177 \u4e2d") == "Heddlu'r Gogledd \u0175\u0177 \u4e2d"


def test_a_number_that_rounds_to_none_says_so_and_keeps_its_value():
    tiny = Estimate("s", Kind.SHARE, Unit.INCIDENTS, 0.0004, count=9, of=22500)
    assert value_entry(tiny) == Number(0.0004, '"under 0.1%"')
    assert value_entry(Estimate("s", Kind.SHARE, Unit.INCIDENTS, 0.0)) == Number(0.0, "0.0%")


def test_a_number_that_is_not_shown_is_its_mark_in_every_column():
    hidden = Estimate(
        "s", Kind.SHARE, Unit.INCIDENTS, None, of=903, left_out=None, state=State.HIDDEN
    )
    assert value_entry(hidden) == "[c]" and ends(hidden) == ("[c]", "[c]")
    assert wholes(hidden) == ("[c]", Number(903, "#,##0"), "[c]", "[c]", "[c]")
    assert state_words(hidden) == "hidden to protect children"
    cannot = refused("r", Kind.ODDS_RATIO, Unit.RATIO)
    assert {value_entry(cannot), *ends(cannot), *wholes(cannot)} == {"[u]"}


def test_what_does_not_apply_is_not_called_hidden():
    count = made_count("n", 90)
    assert ends(count) == ("[z]", "[z]") and wholes(count)[1] == wholes(count)[3] == "[z]"
    monthly = Estimate("m", Kind.MEAN, Unit.INCIDENTS_PER_MONTH, 9.5, count=903, exposure=95.0)
    assert wholes(monthly)[:4] == (Number(903, "#,##0"), "[z]", "[z]", "[z]")
    index = Estimate("g", Kind.INDEX, Unit.INDEX, 0.4, of=1107)
    assert wholes(index)[:2] == ("[z]", Number(1107, "#,##0"))
    assert ends(index) == ("none given", "none given")


@pytest.mark.parametrize(
    ("estimate", "words"),
    [
        (made_count("n", 90, Unit.CHILDREN), "children"),
        (made_share("s", 0.4, 900), "percent of incidents"),
        (made_ratio("r", 1.2, 900), "ratio"),
        (Estimate("h", Kind.QUANTILE, Unit.HOURS, 4.0), "hours"),
        (Estimate("h", Kind.CLOCK_HOUR, Unit.HOUR_OF_DAY, 22), "time of day"),
        (Estimate("m", Kind.MEAN, Unit.INCIDENTS_PER_CHILD, 2.0), "incidents per child"),
        (Estimate("p", Kind.P_VALUE, Unit.INDEX, 0.2), "probability"),
        (Estimate("b", Kind.BOUND, Unit.INCIDENTS, 0.2), "percent of incidents"),
    ],
)
def test_every_value_says_what_it_is_in(estimate, words):
    assert unit_words(estimate) == words


# ---------------------------------------------------------------- sheets


@pytest.fixture(scope="module")
def bundle():
    return made_bundle()


@pytest.fixture(scope="module")
def report(bundle):
    return undrawn(bundle)


@pytest.fixture(scope="module")
def sheets(bundle, report):
    return table_sheets(bundle, report)


def _numbered(report):
    for section in (s for chapter in report.chapters for s in chapter.sections):
        for figure in section.figures:
            yield from figure.tables
        yield from (*section.tables, *section.estimates)


def test_every_table_of_the_report_is_on_the_sheet_that_says_so(report, sheets):
    told = " ".join(sheet.title.split(":")[0] + ";" for sheet in sheets)
    for numbered in _numbered(report):
        assert any(f" {numbered.number}{end}" in told for end in (";", ",", " and")), (
            numbered.number
        )


def test_every_estimate_of_a_table_has_a_row(bundle, sheets):
    rows = sum(len(sheet.rows) for sheet in sheets)
    tables = sum(len(t.estimates) for f in bundle.findings for t in f.tables)
    assert rows == tables + sum(len(f.estimates) for f in bundle.findings)


def test_the_value_and_interval_of_a_row_are_those_of_its_estimate(bundle, sheets):
    by_label = {sheet.label: sheet for sheet in sheets}
    finding = bundle.finding("demand.duration")
    overall = [e for e in finding.estimates if not e.by]
    sheet = next(s for s in by_label.values() if s.part.startswith("2.2") and len(s.rows) == 6)
    for e, row in zip(overall, sheet.rows, strict=True):
        at = dict(zip(sheet.headings, row, strict=True))
        assert f"{100 * at['Value'].value:.1f}%" == value_cell(e).text
        low, high = at["Lower end of 95% interval"], at["Upper end of 95% interval"]
        assert f"{100 * low.value:.1f}% to {100 * high.value:.1f}%" == format_interval(e)
        assert (at["Count"].value, at["Out of"].value) == (e.count, e.of)
        assert at["Left out"].value == e.left_out and at["State"] == "shown"


def test_no_sheet_has_a_blank_cell_or_two_columns_of_one_name(bundle, report, sheets):
    for sheet in (*sheets, long_sheet(bundle, report), findings_sheet(report)):
        assert len({h.casefold() for h in sheet.headings}) == len(sheet.headings)
        for row in sheet.rows:
            assert len(row) == len(sheet.headings)
            assert all(isinstance(entry, Number) or entry.strip() for entry in row)


def test_a_key_named_as_a_column_is_told_apart(bundle):
    cells = tuple(made_count("n", 90, hour=h, value=h) for h in (1, 2))
    table = AggregateTable("t", "T", ("hour", "value"), ("n",), cells)
    first = replace(bundle.findings[0], tables=(table,), charts=(), statement="")
    odd = replace(bundle, findings=(first,))
    sheet = table_sheets(odd, undrawn(odd))[0]
    assert sheet.headings[:4] == ("Hour of the day", "Value (value)", "Measure", "Value")
    assert len(set(sheet.headings)) == len(sheet.headings)


def test_a_column_that_applies_to_no_row_is_left_out(sheets):
    for sheet in sheets:
        for i in range(len(sheet.headings)):
            assert any(row[i] != "[z]" for row in sheet.rows)
    assert any("Out of" not in sheet.headings for sheet in sheets)


def test_the_sheet_for_scripts_holds_whole_values_and_lasting_names(bundle, report):
    sheet = long_sheet(bundle, report)
    assert set(sheet.headings) >= set(COLUMNS)
    rows = [dict(zip(sheet.headings, row, strict=True)) for row in sheet.rows]
    (row,) = (
        r for r in rows
        if (r["finding"], r["part"], r["name"], r["group_1"])
        == ("demand.duration", "estimates", "share_found_within_24h", "[z]")
    )  # fmt: skip
    e = bundle.finding("demand.duration").estimate("share_found_within_24h")
    assert (row["value"].value, row["low"].value, row["high"].value) == (e.value, e.low, e.high)
    assert (row["unit"], row["kind"], row["interval"]) == ("incidents", "share", e.interval)
    by_setting = next(r for r in rows if r["group_by_1"] == "setting")
    assert by_setting["group_1"] == "family_home"


def test_nothing_hidden_leaves_a_number_of_its_own(bundle):
    hidden = all_hidden(bundle)
    report = undrawn(hidden)
    for sheet in table_sheets(hidden, report):
        at = sheet.headings.index("Value")
        for row in sheet.rows:
            assert not any(isinstance(entry, Number) for entry in row[at:])


def test_answers_refusals_and_what_was_not_examined_are_told_in_words(report):
    told = {row[2]: row[3] for row in findings_sheet(report).rows}
    assert told["How long children are missing"].startswith("91.3% of incidents were resolved")
    assert told["Children placed in and out of area"].endswith("Code HW-N004.")
    assert told["Which deadlines are met"] == "Not yet examined in this version."


def test_published_figures_stand_beside_the_forces_own(report):
    rows = published_sheet(report).rows
    assert any(row[3:5] == (Number(0.913, "0.0%"), Number(0.9, "0%")) for row in rows)


def test_the_list_of_contents_leads_to_every_sheet(sheets, report):
    listed = contents_sheet(sheets, report)
    assert [row[0] for row in listed.rows] == [sheet.label for sheet in sheets]
    assert listed.links == {i: sheet.label for i, sheet in enumerate(sheets)}


def test_columns_are_wide_enough_for_their_longest_word(sheets):
    for sheet in sheets:
        for heading, width in zip(sheet.headings, widths(sheet), strict=True):
            assert max(map(len, heading.split())) < width <= WIDEST


def test_rows_of_several_lines_are_high_enough_whatever_program_opens_them(sheets, report):
    assert height(["one line", Number(3)], [20, 10]) is None
    assert height(["word " * 20], [20]) == LINE * 7  # three words to a line
    assert height(["word " * 20], [20], bold=True) >= height(["word " * 20], [20])
    assert height(["word " * 9_000], [20]) == HIGHEST
    told = {sheet.label: dict(heights(sheet, widths(sheet))) for sheet in sheets}
    assert all(LINE < high <= HIGHEST for rows in told.values() for high in rows.values())
    findings = findings_sheet(report)
    assert len(dict(heights(findings, widths(findings)))) > 10


def test_a_column_of_long_words_is_widened_until_its_rows_can_hold_them():
    words = "a sentence of some length about a method. " * 50
    sheet = Sheet("S", "S", (), ("Method", "Name"), ((words, "one"),), "", "")
    across = widths(sheet)
    assert across[1] == 10 and 55 < across[0] <= WIDEST
    assert dict(heights(sheet, across))[1] < HIGHEST


def test_looks_are_plain():
    for look in LOOKS.values():
        assert look["font_name"] == "Arial" and look["font_size"] >= 12
        assert not {"bg_color", "italic", "fg_color"} & look.keys()
    assert len(NUMBERS) == len(set(NUMBERS))
