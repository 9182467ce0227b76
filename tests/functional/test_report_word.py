"""`report.docx`: the page's content in its order, accessible, marked, editable."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from itertools import pairwise

import docx
import pytest
from docx.oxml.ns import qn

from homeward.findings import from_json, to_json
from homeward.report.assemble import assemble
from homeward.report.word import render_word
from tests.unit.report.made import all_hidden, all_refused, made_bundle
from tests.unit.report.undrawn import undrawn

HOSTILE = '</w:t></w:r><w:p/> &amp; <script> {{ 7*7 }} \u202eabc " \x07 INCLUDETEXT "c:\\x"'


@pytest.fixture(scope="module")
def report():
    return assemble(made_bundle())


@pytest.fixture(scope="module")
def written(report):
    return render_word(report)


def opened(data):
    return docx.Document(io.BytesIO(data))


@pytest.fixture(scope="module")
def document(written):
    return opened(written)


@pytest.fixture(scope="module")
def parts(written):
    with zipfile.ZipFile(io.BytesIO(written)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _headings(document):
    return [
        (int(p.style.name[-1]), p.text)
        for p in document.paragraphs
        if re.fullmatch(r"Heading \d", p.style.name)
    ]


def _flow(document):
    """Styles and words of paragraphs, tables and pictures, from first to last."""
    for block in document.element.body:
        if block.tag == qn("w:tbl"):
            yield "table", block.find(".//" + qn("w:tblCaption")).get(qn("w:val"))
        elif block.tag == qn("w:p"):
            drawn = block.find(".//" + qn("wp:docPr"))
            p = docx.text.paragraph.Paragraph(block, document)
            yield ("picture", drawn.get("name")) if drawn is not None else (p.style.name, p.text)


def test_the_order_is_that_of_the_page(document, report):
    told = [text for _, text in _flow(document)]
    assert told[0] == report.heading
    at = [
        told.index(text)
        for text in (
            f"{report.banner} {report.banner_long}", report.summary.heading, report.about,
            "Contents", "1. At a glance", "2. What demand is there?", "How to read this report",
            report.marks.heading, report.rounding.heading, report.definitions.heading,
            report.provenance.heading,
        )
    ]  # fmt: skip
    assert at == sorted(at)
    flow = list(_flow(document))
    for kind, number in (("Figure", 8), ("Table", 20)):
        captions = [t for s, t in flow if s == "Caption" and t.startswith(kind)]
        counted = [int(re.match(rf"{kind} (\d+)\.", t)[1]) for t in captions]
        assert counted == list(range(1, len(counted) + 1)) and len(counted) >= number


def test_every_section_of_the_page_is_there(document, report):
    told = [text for _, text in _headings(document)]
    for chapter in report.chapters:
        assert f"{chapter.number}. {chapter.question}" in told
        for section in chapter.sections:
            assert f"{section.number} {section.title}" in told
            body = "\n".join(p.text for p in document.paragraphs)
            for words in (section.statement, section.method, *section.caveats):
                assert words in body


def test_headings_are_real_and_go_down_one_level_at_a_time(document):
    levels = [level for level, _ in _headings(document)]
    assert levels[0] == 1 and len(levels) > 30
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert document.paragraphs[0].style.name == "Title"


def test_contents_are_a_field_whose_links_lead_to_headings(document, parts):
    body = parts["word/document.xml"].decode()
    assert 'TOC \\o "1-2"' in body
    begins = {body.count(f'fldCharType="{kind}"') for kind in ("begin", "separate", "end")}
    assert len(begins) == 1, "a field is left open"
    listed = [p.text for p in document.paragraphs if p.style.name.lower().startswith("toc ")]
    listed = [text for text in listed if text and text != "Contents"]
    assert listed == [text for level, text in _headings(document) if level <= 2]
    names = set(re.findall(r'w:bookmarkStart w:id="\d+" w:name="([^"]+)"', body))
    assert {*re.findall(r'w:anchor="([^"]+)"', body)} <= names


def test_every_picture_says_in_words_what_it_shows(document, report):
    told = {f.alt for c in report.chapters for s in c.sections for f in s.figures}
    drawn = list(document.element.iter(qn("wp:docPr")))
    assert len(drawn) == 8 and {d.get("descr") for d in drawn} == told
    assert all(d.get("descr").startswith("Synthetic data. ") for d in drawn)
    assert len({d.get("id") for d in drawn}) == 8
    for shape in document.inline_shapes:
        assert shape.width <= docx.shared.Mm(170.1) and shape.height < docx.shared.Mm(210)


def test_every_picture_stands_under_its_caption(document):
    flow = list(_flow(document))
    for at, (kind, name) in enumerate(flow):
        if kind == "picture":
            assert flow[at - 2][0] == "Caption" and flow[at - 2][1].startswith(f"{name}. ")


def test_tables_repeat_their_heading_row_and_nothing_is_merged(document):
    assert len(document.tables) > 25
    for table in document.tables:
        element = table._element
        heads = [
            row.find(".//" + qn("w:tblHeader")) is not None for row in element.findall(qn("w:tr"))
        ]
        assert heads[0] and not any(heads[1:])
        assert not list(element.iter(qn("w:gridSpan"))) + list(element.iter(qn("w:vMerge")))
        look = element.find(".//" + qn("w:tblLook"))
        assert look.get(qn("w:firstRow")) == look.get(qn("w:firstColumn")) == "1"
        assert len({len(row.findall(qn("w:tc"))) for row in element.findall(qn("w:tr"))}) == 1
        assert table.style.name == "Homeward Table"


def test_no_two_tables_touch(document):
    for before, after in pairwise(document.element.body):
        assert not (before.tag == after.tag == qn("w:tbl"))


def test_the_language_is_british_english(document, parts):
    assert document.core_properties.language == "en-GB"
    languages = re.findall(r'<w:lang w:val="([^"]+)"', parts["word/styles.xml"].decode())
    assert set(languages) == {"en-GB"}
    assert b"en-US" not in parts["word/settings.xml"] + parts["word/document.xml"]


def test_every_page_carries_the_marking_synthetic_and_its_number(document, parts):
    (section,) = document.sections
    assert not section.different_first_page_header_footer
    for edge in (section.header, section.footer):
        told = " ".join(p.text for p in edge.paragraphs)
        assert "OFFICIAL-SENSITIVE" in told and "SYNTHETIC DATA" in told
    foot = parts["word/footer1.xml"].decode()
    assert "PAGE" in foot and "NUMPAGES" in foot


def test_real_records_carry_the_marking_and_no_synthetic_stamp():
    document = opened(render_word(undrawn(made_bundle(synthetic=False))))
    edges = document.sections[0].header.paragraphs + document.sections[0].footer.paragraphs
    told = " ".join(p.text for p in (*document.paragraphs, *edges))
    assert "OFFICIAL-SENSITIVE" in told and "SYNTHETIC" not in told
    assert "SYNTHETIC" not in document.core_properties.title


def test_it_is_named_by_its_force_and_holds_no_person_time_or_thumbnail(document, parts):
    told = document.core_properties
    assert told.title.startswith("SYNTHETIC DATA: Redesigning the response")
    assert told.author == "Exampleshire Constabulary" and told.last_modified_by == ""
    assert b"dcterms" not in parts["docProps/core.xml"]
    assert not [n for n in parts if "thumbnail" in n or "customXml" in n]
    assert b"w:rsid" not in parts["word/document.xml"] + parts["word/settings.xml"]


def test_nothing_outside_the_file_is_named(parts):
    for name, part in parts.items():
        if name.endswith(".rels"):
            assert b"TargetMode" not in part, name


def test_a_force_can_edit_it(written):
    document = opened(written)
    statement = next(p for p in document.paragraphs if p.style.name == "Homeward Statement")
    statement.runs[0].text = "In our words."
    document.styles["Heading 1"].font.name = "Verdana"
    out = io.BytesIO()
    document.save(out)
    again = opened(out.getvalue())
    assert "In our words." in [p.text for p in again.paragraphs]
    assert b"documentProtection" not in zipfile.ZipFile(io.BytesIO(written)).read(
        "word/settings.xml"
    )


def test_every_style_in_use_is_defined(parts):
    defined = set(re.findall(r'w:styleId="([^"]+)"', parts["word/styles.xml"].decode()))
    for name in ("word/document.xml", "word/header1.xml", "word/footer1.xml"):
        used = re.findall(r'<w:(?:pStyle|rStyle|tblStyle) w:val="([^"]+)"', parts[name].decode())
        assert used and set(used) <= defined, set(used) - defined


def test_hostile_words_stay_words():
    bundle = replace(made_bundle(force=HOSTILE), handling=HOSTILE)
    finding = replace(bundle.findings[5], caveats=(HOSTILE,), method=HOSTILE)
    document = opened(render_word(undrawn(replace(bundle, findings=(finding,)))))
    told = [p.text for p in document.paragraphs]
    shown = HOSTILE.replace("\u202e", "").replace("\x07", "")
    assert sum(shown in text for text in told) >= 3
    assert document.sections[0].header.paragraphs[0].text.startswith(shown)
    fields = " ".join(t.text for t in document.element.iter(qn("w:instrText")))
    assert "INCLUDETEXT" not in fields


def test_the_same_bundle_gives_the_same_bytes(written):
    again = render_word(assemble(from_json(to_json(made_bundle()))))
    assert again == written
    with zipfile.ZipFile(io.BytesIO(written)) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("change", [all_hidden, all_refused], ids=["hidden", "refused"])
def test_a_bundle_with_nothing_to_show_is_still_a_report(change):
    document = opened(render_word(assemble(change(made_bundle()))))
    told = " ".join(p.text for p in document.paragraphs)
    assert "At a glance" in told and not document.inline_shapes
    assert "hidden to protect children" in told or "No answer." in told


def test_a_bundle_with_no_finding_is_still_a_report():
    document = opened(render_word(assemble(replace(made_bundle(), findings=()))))
    assert "At a glance" in " ".join(p.text for p in document.paragraphs)
