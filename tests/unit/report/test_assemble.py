"""What the report says, before it is a page or a PDF."""

from __future__ import annotations

from dataclasses import replace

import pytest

from homeward.findings import AggregateTable, Chart, Finding
from homeward.report.assemble import assemble, uk_time
from homeward.report.figures import chart_key
from homeward.report.refusals import refusal_of
from homeward.report.wording import mark_rows, release_rows
from homeward.vocabulary.findings import CATALOGUE
from tests.unit.report.made import all_hidden, all_refused, made_bundle
from tests.unit.report.values import made_count


def _undrawn(request):
    """Stands in for drawing, which has tests of its own and takes most of the time."""
    assert request.spec
    return "<svg/>"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr("homeward.report.artists.svg", _undrawn)


@pytest.fixture
def report():
    return assemble(made_bundle())


def test_chapters_are_the_questions_and_then_the_records(report):
    shorts = [chapter.short for chapter in report.chapters]
    assert shorts == ["Demand", "Prevent", "Respond", "Follow up", "The records"]
    assert [s.anchor for s in report.chapters[-1].sections] == ["demand-quality"]


def test_every_finding_of_the_catalogue_is_filed_refused_or_not_yet_examined(report):
    told = [
        title
        for chapter in report.glance
        for title in (*(item.title for item in chapter.items), *chapter.not_examined)
    ]
    assert sorted(told) == sorted(entry.title for entry in CATALOGUE.values())


def test_figures_and_tables_are_numbered_once_and_in_order(report):
    sections = [s for chapter in report.chapters for s in chapter.sections]
    figures = [f.number for s in sections for f in s.figures]
    tables = [
        t.number for s in sections
        for t in (*(t for f in s.figures for t in f.tables), *s.tables, *s.estimates)
    ]  # fmt: skip
    assert figures == list(range(1, len(figures) + 1))
    assert tables == list(range(1, len(tables) + 1))


def test_every_figure_has_words_and_numbers_beside_it(report):
    for chapter in report.chapters:
        for section in chapter.sections:
            for figure in section.figures:
                assert figure.headline and figure.subtitle and figure.source
                assert figure.alt.startswith("Synthetic data. ")
                assert figure.tables or figure.elsewhere


def test_a_published_figure_stands_beside_the_forces_own(report):
    duration = report.chapters[0].sections[1]
    (beside,) = duration.compared
    assert (beside.measure, beside.own, beside.published) == (
        "Resolved within 24 hours", "91.3%", "90%",
    )  # fmt: skip


def test_a_headline_never_carries_a_hidden_number():
    hidden = assemble(all_hidden(made_bundle()))
    figures = [f for c in hidden.chapters for s in c.sections for f in s.figures]
    assert figures
    assert not any("[hidden" in figure.headline for figure in figures)
    assert all(figure.drawing is None and figure.undrawn for figure in figures)


def test_a_refusal_says_why_what_is_needed_and_its_code():
    refused = Finding("demand.clock", "", refused="HW-N002: No time of day.")
    told = refusal_of(refused)
    assert (told.why, told.code) == ("No time of day.", "HW-N002")
    assert "times of day" in told.needed
    assert refusal_of(Finding("demand.clock", "", refused="Plain words.")).code == ""
    assert refusal_of(Finding("demand.clock", "x")) is None


def test_all_refused_is_still_a_report():
    report = assemble(all_refused(made_bundle()))
    items = [item for chapter in report.glance for item in chapter.items]
    assert items and all(item.refusal and not item.statement for item in items)


def test_a_sentence_that_would_lose_its_number_is_a_defect():
    broken = replace(made_bundle(), findings=(Finding("demand.clock", "{no_such_number}"),))
    with pytest.raises(KeyError):
        assemble(broken)


def test_times_are_told_in_uk_time():
    assert uk_time("2022-12-31T23:59:59+00:00") == "31 December 2022, 23:59 (UK time)"
    assert uk_time("2022-06-30T23:30:00Z") == "1 July 2022, 00:30 (UK time)"
    assert uk_time("2022-06-30T23:30:00") == "1 July 2022, 00:30 (UK time)"
    assert uk_time("2022-06-30") == "30 June 2022"


def test_rules_of_release_are_told_in_words():
    rows = release_rows(
        {
            "rules": {"redact_up_to": 7},
            "words": ["Counts of 1 to 7 are hidden."],
            "estimates_hidden": 1200,
            "mostly_hidden": [{"finding": "demand.repeats", "table": "by_band"}],
            "charts_left_out": [],
        }
    )
    assert rows == [
        ("Rule 1", "Counts of 1 to 7 are hidden."),
        ("Numbers hidden", "1,200"),
        ("Table mostly hidden 1", "How much demand is repeat demand: by band"),
    ]
    assert release_rows({"rules": {"round_to": 6}}) == [("Rules: round to", "6")]
    assert release_rows({}) == []


def test_every_mark_is_explained():
    assert [mark for mark, _ in mark_rows()] == ["0", "[c]", "[x]", "[u]", "[z]"]


def test_real_records_are_not_called_synthetic():
    report = assemble(made_bundle(synthetic=False))
    assert report.banner == "" and "SYNTHETIC" not in report.title
    sources = [f.source for c in report.chapters for s in c.sections for f in s.figures]
    assert all(source.startswith("Source: records of Exampleshire") for source in sources)


def test_letters_that_lines_share_are_listed_beneath_the_chart():
    cells = [
        made_count("n", 90, year=y, setting=s) for y in (2019, 2020) for s in ("foster", "school")
    ]
    cells[3] = made_count("n", 3, year=2020, setting="school")
    table = AggregateTable("t", "T", ("year", "setting"), ("n",), tuple(cells))
    chart = Chart("c", "line", "t", "year", "n", "", "", "", "setting")
    assert chart_key(table, chart) == (
        "In the chart, c: hidden to protect children (School at 2020)."
    )
    assert chart_key(replace(table, estimates=tuple(cells[:3])), chart) == ""
    rowed = chart_key(table, replace(chart, form="forest"))
    assert rowed == "In the chart, c: hidden to protect children (2020: school)."


def test_a_letter_on_an_axis_of_hours_is_placed_in_hours():
    cells = [made_count("n", n, hours=672, setting=s) for n, s in ((90, "foster"), (3, "school"))]
    table = AggregateTable("t", "T", ("hours", "setting"), ("n",), tuple(cells))
    chart = Chart("c", "step", "t", "hours", "n", "", "", "", "setting")
    assert "(School at 672 hours)" in chart_key(table, chart)
