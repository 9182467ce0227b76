"""What the first page opens with where much of the extract could not be used."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest

from homeward.findings import AggregateTable, Finding
from homeward.release import DEFAULT
from homeward.report import wording
from homeward.report.answers import answers
from homeward.report.assemble import assemble
from homeward.report.spreadsheet_notes import answers_sheet
from homeward.report.warning import much_lost, warned
from homeward.vocabulary.reading import too_many_unread
from homeward.vocabulary.units import Unit
from homeward.vocabulary.verdicts import State
from tests.unit.report.made import made_bundle
from tests.unit.report.made_published import full_bundle
from tests.unit.report.values import made_count


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr("homeward.report.artists.svg", lambda request: "<svg/>")


#: Released, with no finding.
EMPTY = made_bundle()


def quality(lost, used, **faults):
    """A page of quality with these rows lost and used, and faults by column."""
    rows = tuple(
        made_count("faults", many, Unit.CELLS, code="HW-R002", column=column)
        for column, many in faults.items()
    )
    return Finding(
        "demand.quality",
        "{rows_used} rows were used.",
        (
            made_count("rows_used", used, Unit.ROWS),
            made_count("rows_lost", lost, Unit.ROWS),
        ),
        tables=(AggregateTable("faults", "Faults", ("code", "column"), ("faults",), rows),),
    )


def bundle(lost, used, **faults):
    """The demo's bundle with this page of quality."""
    whole = full_bundle()
    kept = [f for f in whole.findings if f.id != "demand.quality"]
    return replace(whole, findings=(*kept, quality(lost, used, **faults)))


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
    ("used", "names", "told"),
    [(60, ("rows_lost",), wording.PERHAPS_MORE), (8, ("rows_lost", "rows_used"), "may be more"),
     (120, ("rows_lost",), wording.PERHAPS_MORE), (172, ("rows_lost",), wording.AT_MOST),
     (9400, ("rows_lost",), None)],
)  # fmt: skip
def test_a_hidden_number_of_rows_lost_is_told_of_soberly_where_few_rows_are_left(used, names, told):
    found = warned(hidden(by_rules(bundle(5, used)), *names))
    assert (found is None) == (told is None)
    if found and told:
        (said,) = found.prose.paragraphs
        assert found.prose.heading == wording.FEW_HEADING and found.answered and not found.much
        assert told in said and "not shown" in said and "often" not in said
        assert not any(mark.isdigit() for mark in said)


def by_rules(whole, **stricter):
    """The bundle, saying the default rules as the gate does."""
    rules = asdict(DEFAULT.stricter(**stricter))
    return replace(whole, release={"rules": rules | {"identifying": list(rules["identifying"])}})


def told_of(lost, used, **faults):
    """The heading of the warning of a real release of so many rows, if it has one."""
    found = warned(by_rules(replace(EMPTY, findings=(quality(lost, used, **faults),))))
    return found.prose.heading if found else None


@pytest.mark.parametrize(
    ("lost", "used", "heading"),
    [
        # Hidden: 1 to 7. Of 172 rows used, seven are no more than one in twenty.
        (3, 172, wording.FEW_HEADING), (7, 50, wording.FEW_HEADING), (3, 9400, None),
        # Rounded: what 9 stands for, 8 to 12, lies to either side of one in twenty.
        (8, 165, wording.FEW_HEADING), (12, 165, wording.FEW_HEADING), (12, 300, None),
        (30, 145, wording.UNREAD_HEADING),
        # Many: a band of six moves nothing, but at the threshold itself.
        (400, 9200, None), (470, 9120, None), (480, 9120, wording.FEW_HEADING),
        (500, 9100, wording.UNREAD_HEADING),
    ],
)  # fmt: skip
def test_the_banner_stands_only_where_much_is_lost_whatever_rounding_did(lost, used, heading):
    assert told_of(lost, used) == heading
    if heading == wording.UNREAD_HEADING:
        assert too_many_unread(lost, used)


def test_a_banner_never_depends_on_what_is_hidden_or_rounded_away():
    """Two extracts with the same released numbers open alike."""
    for used in (30, 60, 100, 150, 172, 199):
        assert len({told_of(lost, used) for lost in range(1, 8)}) == 1
    for lost in range(8, 400, 6):
        band = range(6 * ((lost - 1) // 6) + 1, 6 * ((lost - 1) // 6) + 7)
        assert len({told_of(n, 903) for n in band if n > 7}) == 1


@pytest.mark.parametrize("used", [60, 172, 400, 9400])
def test_a_banner_is_never_wrong(used):
    for lost in range(1, used // 4):
        if told_of(lost, used) == wording.UNREAD_HEADING:
            assert too_many_unread(lost, used)


def test_cells_and_rows_outside_the_window_have_headings_of_their_own():
    found = warned(by_rules(bundle(20, 9500, found=2000)))
    assert found is not None and found.prose.heading == wording.CELLS_HEADING
    # 9 cells can be 8 of them: no more than one in twenty of 175.
    assert warned(by_rules(bundle(0, 175, found=12))) is None
    assert told_of(0, 175, found=22) == wording.CELLS_HEADING
    away = warned(outside(400, 600))
    assert away is not None and away.prose.heading == wording.OUTSIDE_HEADING


def test_the_reason_told_is_one_that_loses_a_row_not_a_cell():
    found = warned(bundle(1000, 3000, reported=300, found=2900))
    assert found is not None and "(When reported)" in found.prose.paragraphs[0]


def test_only_what_is_much_goes_to_the_end_of_a_run():
    assert much_lost(by_rules(bundle(3, 172))) == ()
    (told,) = much_lost(by_rules(bundle(5751, 3837)))
    assert told.said.startswith("much of the extract could not be used. 5,751 of 9,588 rows")


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
