"""`report.html`: one file, no script, nothing fetched, fit to read aloud and on a telephone."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pypdf
import pytest

from homeward.findings import from_json, to_json
from homeward.report import write_report
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.published import KEY_FINDINGS
from tests.functional.browser import chromium, needs_chromium, told_by
from tests.unit.report.made import all_hidden, all_refused, made_bundle
from tests.unit.report.made_published import WELSH_FORCE, full_bundle

#: Scripts that say in the page's title what they measured.
RULER = "const d=document.documentElement;return d.scrollWidth>d.clientWidth?'runs off':'fits'"
TABLE_RULER = (
    "const w=document.documentElement.clientWidth;"
    "const cut=[...document.querySelectorAll('table')].filter("
    "t=>t.getBoundingClientRect().right>w+1);"
    "return cut.length?'cut '+cut.length+': '+cut[0].innerText.slice(0,60):'fits'"
)
LETTER_RULER = (
    "const c=document.createElement('canvas').getContext('2d');let wrong=[];"
    "for(const weight of ['400','600'])for(const [a,b] of ["
    "['\u0175','w'],['\u0177','y'],['\u0174','W'],['\u0176','Y'],['\u00e2','a'],"
    "['\u00ea','e'],['\u00f4','o'],['\u00fb','u'],['\u00c2','A'],['\u00d4','O']]){"
    "c.font=weight+' 100px Inter';const x=c.measureText(a).width,y=c.measureText(b).width;"
    "const i=c.measureText('i').width;"
    "if(Math.abs(x-y)>0.6||Math.abs(i-c.measureText('W').width)<20)wrong.push(a+weight)}"
    "return wrong.length?'another font for '+wrong:'own font'"
)

VOID = {"meta", "link", "br", "img", "hr", "input", "path", "line", "rect"}
HOSTILE = '<script>alert(1)</script> #let x = 1; =1+1 "><img src=x onerror=alert(1)> {{ 7*7 }}'


class Page(HTMLParser):
    """Tags in order, with their attributes; unclosed or crossed tags are an error."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.open, self.text = [], [], []
        self.feed(text)
        assert self.open == [], "tags left open"

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()

    def handle_data(self, data):
        if "style" not in self.open:
            self.text.append(data)

    def having(self, attribute):
        return [attrs[attribute] for _, attrs in self.tags if attribute in attrs]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    page, *_ = write_report(made_bundle(), tmp_path_factory.mktemp("report"))
    return page.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    """The page with every finding behind the published lines."""
    page, *_ = write_report(full_bundle(), tmp_path_factory.mktemp("full"))
    return page.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(written):
    return Page(written)


def test_the_page_is_well_formed_and_says_its_language(page):
    tags = [tag for tag, _ in page.tags]
    assert tags[0] == "html" and page.tags[0][1]["lang"] == "en-GB"
    assert tags.count("h1") == tags.count("main") == tags.count("nav") == 1


def test_headings_go_down_one_level_at_a_time(page):
    main = [tag for tag, _ in page.tags][[tag for tag, _ in page.tags].index("main") :]
    levels = [int(tag[1]) for tag in main if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_there_is_no_script_and_nothing_is_fetched(written, page):
    assert not {"script", "link", "iframe", "object", "embed", "img", "form", "base"} & {
        tag for tag, _ in page.tags
    }
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]
    addresses = page.having("href") + page.having("src") + page.having("xlink:href")
    assert addresses and all(address.startswith("#") for address in addresses)
    css = re.search(r"<style>(.*?)</style>", written, re.DOTALL)[1]
    assert set(re.findall(r"url\(([^:)]+:)", css)) == {"data:"} and "@import" not in css


def test_the_policy_allows_the_one_style_sheet_and_nothing_else(written, page):
    (policy,) = [a["content"] for t, a in page.tags if a.get("http-equiv")]
    css = re.search(r"<style>(.*?)</style>", written, re.DOTALL)[1]
    digest = b64encode(hashlib.sha256(css.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; font-src data:; base-uri 'none';"
        " form-action 'none'"
    )
    assert page.having("style") == []


def test_ids_are_single_and_links_inside_the_page_lead_somewhere(page):
    ids = page.having("id")
    assert len(ids) == len(set(ids))
    named = [name for a in ("aria-labelledby",) for v in page.having(a) for name in v.split()]
    assert {link[1:] for link in page.having("href")} | set(named) <= set(ids)


def test_a_skip_link_comes_first(page):
    first = next(attrs for tag, attrs in page.tags if tag == "a")
    assert first == {"class": "skip", "href": "#main"}


def test_every_figure_has_words_and_a_table(written):
    figures = re.findall(r"<figure.*?</figure>", written, re.DOTALL)
    assert len(figures) == 8
    for figure in figures:
        drawings = re.findall(r'role="img" aria-label="([^"]+)"><svg', figure)
        assert len(drawings) == 2 and drawings[0].startswith("Synthetic data. ")
        assert "<table" in figure or re.search(r"The numbers are in Table \d+", figure)


def test_tables_have_headings_and_scroll_in_a_named_place(written):
    tables = re.findall(r"<table.*?</table>", written, re.DOTALL)
    assert tables and all('scope="col"' in t and 'scope="row"' in t for t in tables)
    regions = re.findall(r'<div class="scroll"([^>]*)>\s*<table', written)
    assert len(regions) == len(tables)
    assert all(
        'role="region"' in r and "aria-labelledby" in r and 'tabindex="0"' in r for r in regions
    )


def test_synthetic_and_the_marking_are_said_at_top_bottom_and_in_every_section(written, page):
    assert re.search(r"<title>SYNTHETIC DATA: ", written)
    assert "OFFICIAL-SENSITIVE" in written.split("<main")[0]
    assert "OFFICIAL-SENSITIVE" in written.split("</main>")[1]
    assert "SYNTHETIC DATA" in written.split("</main>")[1]
    findings = re.findall(r'<section class="finding".*?</section>', written, re.DOTALL)
    assert len(findings) == 7 and all("SYNTHETIC DATA" in section for section in findings)
    captions = re.findall(r'<p class="caption".*?</p>', written)
    assert captions and all("synthetic" in caption for caption in captions)


def test_no_name_for_scripts_reaches_a_reader(page):
    told = " ".join(page.text)
    kept = {"residence_type", "missing_from_type"}  # keys that a person must type
    assert set(re.findall(r"\b[a-z]+_[a-z_0-9]+\b", told)) <= kept


def test_what_was_not_examined_is_listed_plainly(page):
    told = " ".join(page.text)
    assert "Not yet examined in this version:" in told
    assert "Which deadlines are met" in told
    assert "Code HW-N004" in told


def test_a_bundle_that_is_not_released_is_refused(tmp_path):
    with pytest.raises(HomewardError) as refused:
        write_report(replace(made_bundle(), released=False), tmp_path / "out")
    assert refused.value.code == "HW-L003"
    assert not (tmp_path / "out").exists()


def test_hostile_words_stay_words(tmp_path):
    bundle = replace(made_bundle(force=HOSTILE), handling=HOSTILE)
    findings = (replace(bundle.findings[5], caveats=(HOSTILE,)), *bundle.findings[3:5])
    page, *_ = write_report(replace(bundle, findings=findings), tmp_path)
    text = page.read_text(encoding="utf-8")
    parsed = Page(text)
    assert not {"script", "img"} & {tag for tag, _ in parsed.tags}
    assert "alert(1)" in " ".join(parsed.text) and "{{ 7*7 }}" in " ".join(parsed.text)


def test_the_same_bundle_gives_the_same_bytes(tmp_path):
    bundle = made_bundle()
    first = write_report(bundle, tmp_path / "a")
    second = write_report(from_json(to_json(bundle)), tmp_path / "b")
    assert [f.read_bytes() for f in first] == [f.read_bytes() for f in second]
    assert [f.name for f in first] == ["report.html", "report.pdf", "tables.xlsx", "report.docx"]


@pytest.mark.parametrize("change", [all_hidden, all_refused], ids=["hidden", "refused"])
def test_a_bundle_with_nothing_to_show_is_still_a_report(change, tmp_path):
    page, *_ = write_report(change(made_bundle()), tmp_path)
    parsed = Page(page.read_text(encoding="utf-8"))
    told = " ".join(parsed.text)
    assert "At a glance" in told and "svg" not in {tag for tag, _ in parsed.tags}
    assert "hidden to protect children" in told or "No answer." in told


def test_a_bundle_with_no_finding_is_still_a_report(tmp_path):
    page, paper, *_ = write_report(replace(made_bundle(), findings=()), tmp_path)
    assert "What the records can and cannot bear" in page.read_text(encoding="utf-8")
    assert paper.read_bytes()[:5] == b"%PDF-"


def test_progress_is_told_in_words_without_records(tmp_path):
    told = []
    write_report(made_bundle(force="Secretshire"), tmp_path, progress=told.append)
    files = ("tables.xlsx", "report.html", "report.pdf", "report.docx")
    assert told == ["drawing 8 charts", *(f"writing {name}" for name in files)]


def test_the_first_page_answers_the_published_findings_one_by_one(full):
    answers = re.search(r'<ol class="answers" role="list">(.*?)</ol>', full, re.DOTALL)[1]
    lines = re.findall(r"<li.*?</li>", answers, re.DOTALL)
    assert len(lines) == len(KEY_FINDINGS)
    for line, key in zip(lines, KEY_FINDINGS, strict=True):
        told = " ".join(Page(line).text)
        assert key.words in told and "Published:" in told and "Answer:" in told
    assert "Fewer reports are not fewer episodes" in full
    assert full.index('class="answers"') < full.index('aria-labelledby="contents"')


def test_links_and_names_lead_somewhere_with_every_finding(full):
    page = Page(full)
    ids = page.having("id")
    named = [name for value in page.having("aria-labelledby") for name in value.split()]
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.having("href")} | set(named) <= set(ids)


@needs_chromium
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_page_does_not_run_off_sideways(full, width, tmp_path):
    """A copy with a ruler in it, with every table unfolded."""
    assert "fits" in told_by(full, RULER, tmp_path, width=width)


@needs_chromium
def test_no_table_is_cut_in_print(full, tmp_path):
    """The print style on a page as wide as A4 leaves between its margins."""
    printed = full.replace("@media print{", "@media all{").replace("@page{", ".page{")
    printed = printed.replace("@media print,screen and", "@media all,screen and")
    printed = printed.replace("@media screen and (max-width:46em)", "@media not all")
    assert printed.count("@media all") == 2 and "@media not all" in printed
    assert "fits" in told_by(printed, TABLE_RULER, tmp_path, width=688)


@needs_chromium
def test_paper_holds_every_row_and_the_answers_on_its_first_page(full, tmp_path):
    (tmp_path / "page.html").write_text(full, encoding="utf-8")
    paper = tmp_path / "paper.pdf"
    chromium(
        tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={paper}",
        (tmp_path / "page.html").as_uri(),
    )  # fmt: skip
    pages = [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(paper).pages]
    assert KEY_FINDINGS[-1].words in pages[0]
    assert "Fewer reports are not fewer episodes" in pages[0]
    assert "At a glance" not in pages[0]
    whole = " ".join(pages)
    for folded in ("Jan 2019", "Dec 2022", "Figures in full"):
        assert folded in whole, folded


@needs_chromium
def test_welsh_letters_are_drawn_in_the_pages_own_font(tmp_path):
    """A letter of the font is as wide as the same letter bare; one of another font is not."""
    page, *_ = write_report(full_bundle(force=WELSH_FORCE), tmp_path / "report")
    text = page.read_text(encoding="utf-8")
    assert text.count(WELSH_FORCE) > 5
    told = told_by(text, LETTER_RULER, tmp_path, width=1280)
    assert "own font" in told, told
