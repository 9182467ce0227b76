"""A finding is in the catalogue, its names are unique and its charts have tables."""

from __future__ import annotations

import pytest

from homeward.findings import AggregateTable, Chart, Estimate, Finding, refusal
from homeward.vocabulary import CATALOGUE
from homeward.vocabulary.units import Kind, Unit


def count(n, **by):
    return Estimate("incidents", Kind.COUNT, Unit.INCIDENTS, n, count=n, by=by)


def chart(table):
    return Chart("bars", "bar", table, "setting", "incidents", "headline", "subtitle", "alt")


@pytest.mark.parametrize("id", CATALOGUE)
def test_title_and_question_come_from_the_catalogue(id):
    finding = Finding(id, "")
    assert finding.title == CATALOGUE[id].title
    assert finding.question == CATALOGUE[id].question.value


def test_a_finding_outside_the_catalogue_cannot_be_filed():
    with pytest.raises(KeyError):
        Finding("demand.guess", "")


def test_two_estimates_of_one_name_and_group_are_refused():
    with pytest.raises(ValueError, match="share a name and a group"):
        Finding("demand.volume", "", (count(3, year=2021), count(4, year=2021)))
    kept = Finding("demand.volume", "", (count(3, year=2021), count(4, year=2022)))
    assert len(kept.estimates) == 2


def test_a_chart_without_its_table_is_refused():
    shown = AggregateTable("by_setting", "", ("setting",), ("incidents",), (count(9),))
    assert Finding("demand.volume", "", tables=(shown,), charts=(chart("by_setting"),)).charts
    with pytest.raises(ValueError, match="has no table"):
        Finding("demand.volume", "", tables=(shown,), charts=(chart("by_month"),))


def test_an_estimate_is_found_by_name_and_group():
    finding = Finding("demand.volume", "", (count(3), count(4, year=2022, setting="foster")))
    assert finding.estimate("incidents").value == 3
    assert finding.estimate("incidents", setting="foster", year=2022).value == 4
    for wrong in ({"year": 2022}, {"year": 2021, "setting": "foster"}):
        with pytest.raises(KeyError):
            finding.estimate("incidents", **wrong)


def test_a_refusal_is_filed_with_its_reason_and_no_number():
    finding = refusal("demand.clock", "HW-N002: no time of day", caveats=("c",))
    assert finding.refused == "HW-N002: no time of day"
    assert (finding.statement, finding.estimates, finding.caveats) == ("", (), ("c",))
