"""`report.pdf`: tagged, marked on every page, made from data alone."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pypdf
import pytest

from homeward.report import write_report
from homeward.vocabulary.published import KEY_FINDINGS
from tests.unit.report.made import all_hidden, all_refused, made_bundle
from tests.unit.report.made_forms import months, thresholds
from tests.unit.report.made_published import WELSH_FORCE, full_bundle

HOSTILE = '<script> #let x = 1 #panic("set") =1+1 $x$ *bold* @label \\ \u4e2d\u6587 \u2264'


def _read(bundle, folder):
    _, paper, *_ = write_report(bundle, folder)
    return pypdf.PdfReader(paper)


@pytest.fixture(scope="module")
def paper(tmp_path_factory):
    return _read(made_bundle(), tmp_path_factory.mktemp("report"))


def _walk(node, found):
    """Every structure element's type, depth first."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for child in node:
            _walk(child, found)
    elif isinstance(node, dict):
        if "/S" in node:
            found.append((str(node["/S"]), node.get("/Alt")))
        if "/K" in node:
            _walk(node["/K"], found)
    return found


@pytest.fixture(scope="module")
def tags(paper):
    return _walk(paper.trailer["/Root"]["/StructTreeRoot"]["/K"], [])


def test_the_file_is_tagged_titled_and_says_its_language(paper):
    root = paper.trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"] == "en-GB"
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert paper.metadata.title.startswith("SYNTHETIC DATA: Redesigning the response")
    assert paper.metadata.creation_date is None


def test_every_page_is_marked_and_says_synthetic_at_top_and_bottom(paper):
    total = len(paper.pages)
    assert total > 8
    for number, page in enumerate(paper.pages, 1):
        text = page.extract_text()
        assert text.count("OFFICIAL-SENSITIVE") >= 2, number
        assert text.count("SYNTHETIC DATA") >= 2, number
        assert f"Page {number} of {total}" in text


def test_headings_go_down_one_level_at_a_time(tags):
    levels = [int(tag[2:]) for tag, _ in tags if tag in {f"/H{n}" for n in range(1, 7)}]
    assert levels[0] == 1 and len(levels) > 30
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_figure_says_in_words_what_it_shows(tags):
    figures = [alt for tag, alt in tags if tag == "/Figure"]
    assert len(figures) == 8
    assert all(alt.startswith("Synthetic data. ") for alt in figures)


def test_tables_have_tagged_headings(tags):
    kinds = [tag for tag, _ in tags]
    assert kinds.count("/Table") > 20
    assert kinds.count("/TH") > 60


def test_numbers_and_their_words_are_in_the_text(paper):
    text = " ".join(page.extract_text() for page in paper.pages)
    for words in (
        "91.3% of incidents were resolved within 24 hours of report",
        "8,385 of 9,183", "90.6% to 92.0%", "hidden to protect children",
        "Not yet examined in this version", "Wilson, design effect by child",
    ):  # fmt: skip
        assert words in " ".join(text.split()), words


def test_nothing_outside_the_file_is_named(paper):
    for page in paper.pages:
        for note in page.get("/Annots") or []:
            assert "/URI" not in str(note.get_object().get("/A", ""))


def test_hostile_words_are_set_as_text(tmp_path):
    bundle = made_bundle(force=HOSTILE)
    findings = (replace(bundle.findings[5], caveats=(HOSTILE,), method=HOSTILE),)
    reader = _read(replace(bundle, findings=findings, handling="MARKED #let"), tmp_path)
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for words in ("<script>", "#let x = 1", '#panic("set")', "=1+1", "$x$", "*bold*", "@label"):
        assert words in text, words
    assert "\u4e2d" not in text and "at most" in text
    assert all(page.extract_text().count("MARKED #let") >= 2 for page in reader.pages)


@pytest.mark.parametrize("change", [all_hidden, all_refused], ids=["hidden", "refused"])
def test_a_bundle_with_nothing_to_show_is_still_a_report(change, tmp_path):
    reader = _read(change(made_bundle()), tmp_path)
    text = " ".join(page.extract_text() for page in reader.pages)
    assert "At a glance" in text
    assert "/Figure" not in [
        t for t, _ in _walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"], [])
    ]


def test_real_records_carry_the_marking_and_no_synthetic_stamp(tmp_path):
    reader = _read(made_bundle(synthetic=False), tmp_path)
    for page in reader.pages:
        text = page.extract_text()
        assert text.count("OFFICIAL-SENSITIVE") >= 2 and "SYNTHETIC" not in text


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    """With every finding behind the published lines."""
    return _read(full_bundle(), tmp_path_factory.mktemp("full"))


def _told(page):
    return " ".join(page.extract_text().split())


def test_the_first_page_holds_the_ten_answers_and_the_safety_point(full):
    first, second = _told(full.pages[0]), _told(full.pages[1])
    for number, key in enumerate(KEY_FINDINGS, 1):
        assert f"{number} {key.words}" in first
    assert "Fewer reports are not fewer episodes" in first
    assert "Contents" in second and "Contents" not in first


@pytest.mark.parametrize("change", [all_hidden, all_refused], ids=["hidden", "refused"])
def test_a_first_page_of_reasons_is_still_one_page(change, tmp_path):
    reader = _read(change(full_bundle()), tmp_path)
    assert "Fewer reports are not fewer episodes" in _told(reader.pages[0])


def test_a_long_name_leaves_the_first_page_one_page(tmp_path):
    name = "The Combined Constabulary of Exampleshire, Elsewhere and the Islands of Nowhere"
    reader = _read(full_bundle(force=name), tmp_path)
    assert "Fewer reports are not fewer episodes" in _told(reader.pages[0])


def test_long_tables_and_figures_in_full_stand_in_the_annex(full):
    pages = [_told(page) for page in full.pages]
    start = next(i for i, text in enumerate(pages[2:], 2) if "Annex B: tables in full" in text)
    body, annex = " ".join(pages[2:start]), " ".join(pages[start:])
    assert "figures in full (synthetic)" in annex and "figures in full (synthetic)" not in body
    assert "In the annex: Table 1 (page " in body
    numbers = [int(n) for n in re.findall(r"Table (\d+)\. ", annex)]
    assert numbers == sorted(numbers) and len(numbers) == len(set(numbers)) > 10
    told = [int(n) for n in re.findall(r"Table (\d+)\. ", body)]
    assert sorted([*told, *numbers]) == list(range(1, len(told) + len(numbers) + 1))


def test_a_heading_over_rows_is_never_the_last_of_its_page(full):
    """It is tagged as a heading, and a page that its rows reach says it again."""
    bands = {"2019", "2020", "2021", "2022", "Family home", "Children's home"}
    for page in full.pages[2:]:
        lines = [line.strip() for line in page.extract_text().splitlines() if line.strip()]
        body = [line for line in lines if line not in ("SYNTHETIC DATA", "OFFICIAL-SENSITIVE")]
        assert body[-2] not in bands, body[-3:]


def test_small_tables_stand_side_by_side(full):
    lines = "\n".join(
        page.extract_text(extraction_mode="layout") for page in full.pages[2:]
    ).splitlines()
    beside = [told for line in lines if len(told := re.findall(r"Table (\d+)\. ", line)) > 1]
    assert beside
    assert all(int(right) == int(left) + 1 for left, right in beside)


def test_what_the_text_says_of_the_annex_is_true(full):
    pages = [_told(page) for page in full.pages]
    (number, at) = re.search(r"In the annex: Table (\d+) \(page (\d+)\)", " ".join(pages)).groups()
    assert f"Table {number}. " in pages[int(at) - 1]


def test_links_lead_inside_the_file(full):
    links = [
        note.get_object()
        for page in full.pages
        for note in page.get("/Annots") or []
        if note.get_object()["/Subtype"] == "/Link"
    ]
    assert len(links) > 40
    assert all("/URI" not in str(link) and link.get("/Contents") for link in links)


def test_welsh_letters_are_in_the_text_and_no_other_font_is_used(tmp_path):
    reader = _read(full_bundle(force=WELSH_FORCE), tmp_path)
    whole = " ".join(_told(page) for page in reader.pages)
    assert whole.count(WELSH_FORCE) > 5
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in reader.pages
        for font in page["/Resources"].get("/Font", {}).values()
    }
    assert fonts and all("Inter" in font for font in fonts)


def test_welsh_letters_are_drawn_in_charts(tmp_path):
    words = "Heddlu \u0175\u0177\u0174\u0176 \u00e2\u00ea\u00ee\u00f4\u00fb"
    table, chart = months()
    marked = replace(chart, marks=(("2020-03", words),), headline=words, alt=words)
    finding = replace(full_bundle().findings[0], tables=(table,), charts=(marked,))
    page, paper, *_ = write_report(replace(full_bundle(), findings=(finding,)), tmp_path)
    assert page.read_text(encoding="utf-8").count(f">{words}</text>") == 2
    reader = pypdf.PdfReader(paper)
    drawn = " ".join(_told(page) for page in reader.pages)
    assert drawn.count(words) >= 2, "the headline and the words in the drawing"


def test_a_tall_chart_is_made_to_fit_its_page(tmp_path):
    table, chart = thresholds()
    rows = tuple(
        replace(e, by={**e.by, "threshold": f"{h}h"})
        for h in range(2, 32)
        for e in table.estimates[:2]
    )
    tall = replace(table, estimates=rows)
    finding = replace(full_bundle().findings[0], tables=(tall,), charts=(chart,))
    reader = _read(replace(full_bundle(), findings=(finding,)), tmp_path)
    (page,) = [p for p in reader.pages if "31 hours" in _told(p) and "Figure 1" in _told(p)]
    assert "Source: SYNTHETIC records" in _told(page) and "2 hours" in _told(page)
