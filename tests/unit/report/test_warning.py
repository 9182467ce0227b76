"""What the first page opens with where much of the extract could not be used."""

from __future__ import annotations

from dataclasses import replace

import pytest

from homeward.findings import AggregateTable, Finding
from homeward.report import wording
from homeward.report.answers import answers
from homeward.report.assemble import assemble
from homeward.report.spreadsheet_notes import answers_sheet
from homeward.report.warning import warned
from homeward.vocabulary.units import Unit
from homeward.vocabulary.verdicts import State
from tests.unit.report.made_published import full_bundle
from tests.unit.report.values import made_count


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr("homeward.report.artists.svg", lambda request: "<svg/>")


def bundle(lost, used, **faults):
    """The demo's bundle with these rows lost and used, and faults by column."""
    rows = tuple(
        made_count("faults", many, Unit.CELLS, code="HW-R002", column=column)
        for column, many in faults.items()
    )
    quality = Finding(
        "demand.quality",
        "{rows_used} rows were used.",
        (
            made_count("rows_used", used, Unit.ROWS),
            made_count("rows_lost", lost, Unit.ROWS),
        ),
        tables=(AggregateTable("faults", "Faults", ("code", "column"), ("faults",), rows),),
    )
    whole = full_bundle()
    kept = [f for f in whole.findings if f.id != "demand.quality"]
    return replace(whole, findings=(*kept, quality))


def test_few_rows_lost_are_no_warning():
    assert warned(bundle(200, 9400, reported=200)) is None
    assert assemble(bundle(200, 9400)).summary.warning is None


def test_many_rows_lost_are_told_first_and_nothing_is_answered():
    summary = assemble(bundle(5751, 3837, reported=5715, found=213)).summary
    assert summary.warning is not None
    (told,) = summary.warning.paragraphs
    assert told.startswith("5,751 of 9,588 rows of incidents (60%) were set aside, most often")
    assert "a cell could not be read as a time (When reported)" in told
    assert "Section " in told and "protected/quarantine" in told
    assert {line.answer for line in summary.lines} == {"cannot_tell", "not_examined"}
    assert all(
        line.here == wording.TOO_MANY_UNREAD
        for line in summary.lines
        if line.answer == "cannot_tell"
    )


def test_many_cells_of_a_column_are_told_and_the_rest_is_answered():
    summary = assemble(bundle(20, 9500, found=2000, age=30)).summary
    assert summary.warning is not None
    (told,) = summary.warning.paragraphs
    assert "Found (2,001)" in told and "Age" not in told
    assert [line.answer for line in summary.lines] == [a.answer for a in answers(full_bundle())]


def test_the_warning_stands_above_the_table_of_the_workbook():
    said = " ".join(answers_sheet(assemble(bundle(5751, 3837, reported=5715))).lines)
    assert said.index(wording.UNREAD_HEADING) < said.index("The study (")


def hidden(whole, *names):
    """The bundle with these counts of the quality finding withheld for being small."""
    findings = [
        replace(f, estimates=tuple(
            replace(e, value=None, low=None, high=None, state=State.HIDDEN)
            if e.name in names else e for e in f.estimates
        ))
        if f.id == "demand.quality" else f
        for f in whole.findings
    ]  # fmt: skip
    return replace(whole, findings=tuple(findings))


@pytest.mark.parametrize(
    ("used", "names", "warns"),
    [(60, ("rows_lost",), True), (8, ("rows_lost", "rows_used"), True),
     (9400, ("rows_lost",), False), (8, ("rows_used",), True)],
)  # fmt: skip
def test_a_hidden_number_of_rows_lost_is_told_of_where_few_rows_are_left(used, names, warns):
    found = warned(hidden(bundle(5 if "rows_lost" in names else 50, used, found=30), *names))
    assert (found is not None) == warns
    if found and "rows_lost" in names:
        assert "not shown" in found.prose.paragraphs[0] and "5" not in found.prose.paragraphs[0]


def outside(many, used):
    whole = bundle(0, used)
    row = made_count("faults", many, Unit.CELLS, code="HW-R041", column="whole_row")
    findings = [
        replace(f, tables=(replace(f.tables[0], estimates=(row,)),))
        if f.id == "demand.quality" else f
        for f in whole.findings
    ]  # fmt: skip
    return replace(whole, findings=tuple(findings))


def test_many_rows_outside_the_window_name_the_window():
    assert warned(outside(100, 900)) is None
    found = warned(outside(400, 600))
    assert found is not None and found.answered
    (told,) = found.prose.paragraphs
    assert "(40%) lie outside the study's window" in told and "`opens` or `closes`" in told


def test_without_a_page_of_quality_nothing_is_known():
    whole = full_bundle()
    kept = tuple(f for f in whole.findings if f.id != "demand.quality")
    assert warned(replace(whole, findings=kept)) is None
