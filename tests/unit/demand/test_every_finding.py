"""What holds of every finding of the room, on every awkward case."""

from __future__ import annotations

import json
import re

import pytest

from homeward.demand import FINDINGS
from homeward.findings import Bundle, from_json, render, to_json
from homeward.report.typeface import covered
from homeward.vocabulary.findings import CATALOGUE
from homeward.vocabulary.units import Kind
from tests.architecture.source import ROOT
from tests.unit.demand.cases import cases

CASES = cases()
WINDOW = {"from": "2024-01-01", "to": "2024-12-31"}
EVERY = [(name, finding) for name in CASES for finding in FINDINGS]


@pytest.fixture(scope="module")
def filed():
    """Every finding of every case, made once."""
    return {
        (name, id): examine(timelines, 7)
        for name, timelines in CASES.items()
        for id, examine in FINDINGS.items()
    }


def estimates(finding):
    return [*finding.estimates, *(e for t in finding.tables for e in t.estimates)]


def test_findings_are_filed_in_the_order_of_the_catalogue():
    assert list(FINDINGS) == [id for id in CATALOGUE if id.startswith("demand.")]


@pytest.mark.parametrize("name, id", EVERY)
def test_it_answers_or_refuses_and_writes_as_json(filed, name, id):
    finding = filed[name, id]
    assert finding.id == id
    text = to_json(Bundle(True, WINDOW, "2025-01-01T00:00:00Z", "Made-up", (finding,)))
    json.loads(text, parse_constant=lambda word: pytest.fail(f"{word} in JSON"))
    assert from_json(text).findings[0].statement == finding.statement


@pytest.mark.parametrize("name, id", EVERY)
def test_every_sentence_finds_its_numbers(filed, name, id):
    finding = filed[name, id]
    if finding.refused:
        assert re.match(r"HW-N\d{3}: .+[\w`]\.$", finding.refused)
        return
    words = [finding.statement, *(w for c in finding.charts for w in (c.headline, c.alt))]
    for template in words:
        assert "{" not in render(template, finding.estimates)
    for plain in (finding.method, *finding.caveats, *(c.subtitle for c in finding.charts)):
        assert "{" not in plain
        assert plain.strip()
        # What the report's font lacks would print as a mark of a lost character.
        assert {c for c in plain if ord(c) not in covered()} == set()


@pytest.mark.parametrize("name, id", EVERY)
def test_tables_and_charts_name_what_is_there(filed, name, id):
    finding = filed[name, id]
    for table in finding.tables:
        for e in table.estimates:
            assert set(e.by) == set(table.dimensions)
            assert e.name in table.measures
        keys = [e.key for e in table.estimates]
        assert len(keys) == len(set(keys))
    for chart in finding.charts:
        (table,) = [t for t in finding.tables if t.name == chart.table]
        assert chart.y in table.measures
        used = {chart.x, chart.colour, chart.row, chart.facet} - {""}
        assert used <= set(table.dimensions)


@pytest.mark.parametrize("name, id", EVERY)
def test_numbers_agree_with_what_stands_behind_them(filed, name, id):
    for e in estimates(filed[name, id]):
        if e.value is None:
            continue
        if e.kind is Kind.BOUND and e.count is None:
            assert 0 <= e.low <= e.value <= e.high <= 1
        elif e.kind in (Kind.SHARE, Kind.BOUND):
            assert e.value == pytest.approx(e.count / e.of)
            assert e.children <= e.children_of <= e.of
        if e.kind is Kind.SHARE:
            assert e.interval
            assert 0 <= e.low <= e.value <= e.high <= 1
        if e.kind is Kind.COUNT:
            assert e.count == e.value
        if e.design_effect is not None:
            assert e.design_effect >= 1


@pytest.mark.parametrize("id", FINDINGS)
def test_the_definition_is_on_the_page(filed, id):
    page = (ROOT / "docs/reference/definitions.md").read_text(encoding="utf-8")
    headings = {
        re.sub(r"[^\w\- ]", "", line.lstrip("# ").lower()).strip().replace(" ", "-")
        for line in page.splitlines()
        if line.startswith("#")
    }
    path, _, anchor = filed["usual", id].definition.partition("#")
    assert path == "docs/reference/definitions.md"
    assert anchor in headings
    assert filed["empty", id].definition == filed["usual", id].definition


@pytest.mark.parametrize("id", FINDINGS)
def test_the_same_seed_gives_the_same_finding(filed, id):
    again = FINDINGS[id](CASES["usual"], 7)
    assert again == filed["usual", id]


def test_another_seed_moves_only_what_is_drawn(filed):
    drawn = re.compile(r"chance_|peak_window_(support|p_value)")
    for id in ("demand.clock", "demand.concentration"):
        other = FINDINGS[id](CASES["usual"], 8)
        pairs = zip(other.estimates, filed["usual", id].estimates, strict=True)
        moved = {new.name for new, old in pairs if new.value != old.value}
        assert moved
        assert [name for name in sorted(moved) if not drawn.match(name)] == []


@pytest.mark.parametrize("id", FINDINGS)
def test_made_up_records_are_said_to_be(filed, id):
    finding = filed["usual", id]
    assert finding.refused or finding.caveats[0].startswith("Synthetic")


@pytest.mark.parametrize(
    "name, id, code",
    [
        ("no_found", "demand.duration", "HW-N001"),
        ("dates_only", "demand.clock", "HW-N002"),
        *[("empty", id, "HW-N003") for id in ("demand.volume", "demand.concentration")],
    ],
)
def test_what_cannot_be_borne_is_refused(filed, name, id, code):
    assert filed[name, id].refused.startswith(code)


@pytest.mark.parametrize("id", [id for id in FINDINGS])
def test_without_settings_nothing_is_by_setting(filed, id):
    finding = filed["no_setting", id]
    assert not [e for e in finding.estimates if "setting" in e.by]
    assert finding.refused or any("no kind of place" in c for c in finding.caveats)


def test_published_figures_stand_beside_estimates_that_are_there(filed):
    for id in FINDINGS:
        finding = filed["usual", id]
        names = {e.name for e in finding.estimates}
        assert {p.estimate for p in finding.published} <= names
        assert all(p.source for p in finding.published)


@pytest.mark.parametrize("name, id", EVERY)
def test_a_published_figure_stands_beside_an_estimate_of_the_same_kind_of_group(filed, name, id):
    finding = filed[name, id]
    keys = {estimate.key for estimate in finding.estimates}
    for figure in finding.published:
        assert (figure.estimate, tuple(sorted(figure.by.items()))) in keys, figure.source
