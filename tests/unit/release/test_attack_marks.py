"""Numbers are noticed where a report has none of its own, however small."""

from __future__ import annotations

import json

import pytest
from pypdf import PdfWriter

from homeward.jobs.attacking import check_release
from homeward.release.attack_marks import says_more
from homeward.release.attack_pdf import xmp
from tests.unit.release import test_attack_release as files
from tests.unit.release.test_attack_release import page, told, workbook

folder = files.folder


@pytest.mark.parametrize(
    "body",
    [
        '<p title="3">a</p>',
        '<p data-n="3">a</p>',
        '<p data-n="[3]">a</p>',
        '<p data-n3="">a</p>',
        '<p style="width:3px">a</p>',
        '<p id="n3">a</p>',
        '<p id="t3">a</p><p id="t3">b</p>',
        '<p class="n3">a</p>',
        '<a href="#n3">a</a>',
        '<svg width="3 children"></svg>',
        '<svg id="n3"></svg>',
        "<svg><title>3</title></svg>",
        "<!-- 3 -->",
        "<!-- [3] -->",
        "<?x 3?>",
        "<style>p { color: red } /* 3 */</style>",
        "<style>p::after { content: '3' }</style>",
    ],
)
def test_a_small_number_where_none_belongs_is_noticed(folder, body):
    (folder / "report/report.html").write_text(page(body))
    assert ("report.html", "a number that the bundle does not hold") in told(folder)
    assert all("3" not in line for line in check_release(folder).lines()[1:])


def test_a_page_s_own_marks_and_a_small_number_in_its_text_say_nothing(folder):
    svg = '<svg width="30" viewBox="0 0 30 20"><path d="M0,1.5h3v-2Z" fill="#00A1B2"/></svg>'
    table = '<table aria-labelledby="t1"><tr><th colspan="3">a</th></tr></table>'
    style = "<style>@media (width<30em) { p { margin: 3px } }</style>"
    body = f'{style}<p id="t1">Within 3 hours.</p><div tabindex="0">{table}{svg}</div>'
    (folder / "report/report.html").write_text(page(body))
    assert not told(folder)


def test_a_small_number_in_properties_or_comments_of_a_package_is_noticed(folder):
    for part in ("docProps__core", "docProps__app", "docProps__custom", "xl__comments1",
                 "xl__threadedComments__threadedComment1", "customXml__item1"):  # fmt: skip
        workbook(folder, [], **{part: "<x><y>3 children</y></x>"})
        assert told(folder)
    workbook(folder, [], docProps__custom='<x><property name="n3">a</property></x>')
    assert told(folder)
    days = "Missing children: tables, 1 January 2019 to 31 December 2022"
    workbook(folder, [], docProps__core=f"<x><y>{days}</y></x>")
    assert check_window(folder) == days and not told(folder)


def check_window(folder):
    """Properties as the report writes them, of the window of the bundle that is there."""
    window = json.loads((folder / "released/findings.json").read_text())["window"]
    assert (window["from"], window["to"]) == ("2019-01-01", "2022-12-31")
    return "Missing children: tables, 1 January 2019 to 31 December 2022"


def test_a_small_number_behind_a_pdf_is_noticed(folder):
    def paper(put):
        made = PdfWriter()
        made.add_blank_page(100, 100)
        put(made)
        made.write(folder / "report/report.pdf")
        return told(folder)

    assert not paper(lambda w: w.add_metadata({"/Creator": "Typst 0.15.1"}))
    for key in ("/Keywords", "/Subject", "/Title", "/Author"):
        assert paper(lambda w, k=key: w.add_metadata({k: "3 children"}))
    assert paper(lambda w: w.add_metadata({"/N3": "children"}))
    assert paper(lambda w: w.add_attachment("cells.csv", b"3"))


def test_xmp_of_a_pdf_may_tell_its_pages_and_nothing_else():
    own = "<xmpTPg:NPages>98</xmpTPg:NPages><pdfuaid:part>1</pdfuaid:part>"
    assert not says_more(xmp(own, 98), ())
    assert says_more(xmp(own, 97), ())
    assert says_more(xmp(f'{own}<rdf:Description dc:n="3"/>', 98), ())
