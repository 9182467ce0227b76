"""The attacker breaks releases that were left unprotected, and none that the gate made."""

from __future__ import annotations

import json
import zipfile
from dataclasses import asdict, replace

import pytest
from pypdf import PdfWriter

from homeward.findings import Estimate, write_bundle
from homeward.jobs.attacking import check_release
from homeward.release import DEFAULT, HIDDEN, release
from homeward.release.attack_pdf import printed
from homeward.release.attack_release import attack
from homeward.release.register import Entry, Scope
from homeward.release.rounding import mask
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State
from tests.unit.release.cases import MANY, bundle, count, share, table

SETTINGS = {"a": 7, "b": 18, "c": 40, "d": 61}


def cells(**settings):
    return [count(n, 150, setting=s) for s, n in (settings or SETTINGS).items()]


def unprotected(*estimates, **more):
    """Called released, with each small number hidden and nothing else done."""
    made = bundle(*map(_masked, estimates), **more)
    rules = asdict(DEFAULT) | {"identifying": list(DEFAULT.identifying)}
    return replace(made, released=True, release={"rules": rules, "words": ["none"]})


def _masked(e):
    if e.kind is not Kind.COUNT or mask(e.count, DEFAULT) is not HIDDEN:
        return e
    return Estimate(e.name, e.kind, e.unit, None, by=e.by, left_out=None, state=State.HIDDEN)


def pinned(made, *entries):
    found = attack(made, {}, entries)
    assert found.hidden > 0
    return found.pinned


def test_no_second_cell_beside_exact_numbers_gives_the_hidden_one_away():
    assert pinned(unprotected(count(126), *cells()))


def rounded(**settings):
    """Counts of settings as the gate rounds them, small ones hidden."""
    return [
        e if mask(e.count, DEFAULT) is HIDDEN else replace(e, value=mask(e.count, DEFAULT),
                                                           count=mask(e.count, DEFAULT))
        for e in cells(**settings)
    ]  # fmt: skip


def test_an_exact_total_beside_rounded_parts_does():
    # 20 is published as 21, so 19 to 24; 37 as 39, so 37 to 42: of 59 no more than 3 are left.
    assert pinned(unprotected(count(59), *rounded(a=2, b=20, c=37)))
    assert not pinned(release(bundle(count(59), *cells(a=2, b=20, c=37))))


def test_rounding_with_no_second_cell_does():
    # 22 is published as 21, so 19 to 24; 8 as 9 and 13 as 15, so 21 and more: 3 at most are left.
    assert pinned(unprotected(count(21), *rounded(a=1, b=8, c=13)))
    assert not pinned(release(bundle(count(22), *cells(a=1, b=8, c=13))))


def test_a_mean_beside_a_count_does():
    mean = Estimate("incidents_per_child", Kind.MEAN, Unit.INCIDENTS_PER_CHILD, 403 / 123,
                    count=None, of=123, children=MANY, children_of=MANY)  # fmt: skip
    assert pinned(unprotected(mean))


def test_a_share_shown_exactly_over_a_denominator_does():
    exact = replace(share(5, 403), count=None, low=None, high=None, interval="", design_effect=None)
    assert pinned(unprotected(exact))


def test_a_count_no_larger_than_a_smaller_one_is_bounded_by_it():
    within = [share(n, 403, name=f"share_found_within_{h}h") for n, h in ((375, 24), (375, 48))]
    hidden = Estimate("share_found_within_28h", Kind.SHARE, Unit.INCIDENTS, None, of=403,
                      left_out=None, state=State.HIDDEN)  # fmt: skip
    found = attack(unprotected(*within, hidden), {})
    left = {r.cell[1].partition(":")[2]: r for r in found.ranges}["share_found_within_28h"]
    assert (left.low, left.high) == (373, 378)  # the band of 375


def test_differenced_windows_do():
    window = {"from": "2019-01-01", "to": "2022-12-30"}
    before = replace(unprotected(count(401), count(400, setting="a")), window=window)
    kept = {"demand.volume:incidents|count": {"[]": [(401, 401)]}}
    scope = Scope("Made-up Constabulary", window["from"], window["to"])
    said = {"action": "draft", "by": "h", "at": "2026-01-02T00:00:00+00:00", "note": ""}
    entry = Entry("R0001", "p", "x", scope, asdict(DEFAULT), kept, "released", (said,))
    now = unprotected(count(403), *cells(b=200, c=203))
    assert attack(now, {}).pinned == ()
    assert "R0001" in pinned(now, entry)[0]
    rounded = replace(entry, cells={"demand.volume:incidents|count": {"[]": [(399, 401)]}})
    protected = release(bundle(count(403), *cells(b=200, c=203)))
    assert attack(protected, {}, [rounded]).pinned == ()
    assert before.released


@pytest.mark.parametrize("n", range(1, 8))
def test_nothing_that_the_gate_made_is_pinned(n):
    some = {"a": n, "b": 18, "c": 40, "d": 61}
    made = release(bundle(count(sum(some.values())), *cells(**some)))
    found = attack(made, {})
    assert found.hidden and not found.pinned


# ---------------------------------------------------------------- files


def page(body):
    return f"<html><head><title>t</title></head><body>{body}</body></html>"


@pytest.fixture
def folder(tmp_path):
    """A released bundle with a table of which one cell is hidden, and a page that is sound."""
    filed = [count(n, 150, setting=s) for s, n in {"a": 3, "b": 180, "c": 403}.items()]
    made = release(bundle(count(586), *filed, tables=(table(*filed),)))
    write_bundle(made, tmp_path / "released" / "findings.json")
    (tmp_path / "report").mkdir()
    (tmp_path / "report/report.html").write_text(page("<p>There were 585 incidents.</p>"))
    return tmp_path


def told(folder):
    found = check_release(folder)
    if found.told:
        with pytest.raises(HomewardError, match="HW-D011"):
            found.refuse()
    return [(t.file, t.what) for t in found.told]


def test_a_sound_folder_passes(folder):
    found = check_release(folder)
    assert not found.told and not found.pinned and found.numbers == 1
    found.refuse()
    assert "SYNTHETIC" in found.lines()[0]


SPEC = {"data": {"values": [{"setting": "a", "incidents": 3}, {"setting": "c", "incidents": 405}]}}


@pytest.mark.parametrize(
    "body",
    [
        "<p>There were 403 in the third.</p>",
        '<img alt="403 incidents">',
        "<p>375 of 403 incidents</p>",
        '<div data-n="403"></div>',
        "<!-- 403 -->",
        "<svg><title>403 incidents</title></svg>",
        f"<script type='application/json'>{json.dumps(SPEC)}</script>",
        f"<div data-spec='{json.dumps(SPEC)}'></div>",
        f"<script>vegaEmbed('#a', {json.dumps(SPEC)});</script>",
    ],
)
def test_a_page_that_says_more_is_noticed(folder, body):
    (folder / "report/report.html").write_text(page(body))
    assert told(folder)


def test_a_property_a_note_and_an_attached_file_of_a_pdf_are_read(folder):
    for put in (
        lambda w: w.add_metadata({"/Keywords": "403 incidents"}),
        lambda w: w.add_attachment("cells.csv", b"setting,incidents\nc,403\n"),
        lambda w: (
            w.add_outline_item(title="403 incidents", page_number=0)
            and w.add_metadata({"/Subject": "403"})
        ),
    ):
        paper = PdfWriter()
        paper.add_blank_page(100, 100)
        put(paper)
        paper.write(folder / "report/report.pdf")
        assert told(folder)


NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def workbook(folder, rows, **parts):
    """A spreadsheet of one sheet, with other parts besides."""
    lines = (
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{c}</t></is></c>' for c in row) + "</row>"
        for row in rows
    )
    sheet = f"<worksheet {NS}><sheetData>{''.join(lines)}</sheetData></worksheet>"
    with zipfile.ZipFile(folder / "report/tables.xlsx", "w") as package:
        package.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, text in parts.items():
            package.writestr(name.replace("__", "/") + ".xml", text)


HEAD = ("Setting", "Value", "State")
TITLE = ("SYNTHETIC DATA. Table 1: Incidents by setting", "", "")


def test_a_worksheet_that_shows_a_hidden_cell_is_noticed(folder):
    sound = [TITLE, HEAD, ("a", "[c]", "hidden"), ("b", "177", "shown"), ("c", "405", "shown")]
    workbook(folder, sound)
    assert not told(folder)
    workbook(folder, [*sound[:2], ("a", "3", "shown"), *sound[3:]])
    assert ("tables.xlsx" in told(folder)[0][0]) and "hides" in told(folder)[0][1]
    workbook(folder, [*sound[:2], ("a", "3", "hidden"), *sound[3:]])
    assert told(folder)


def test_properties_and_comments_of_a_workbook_are_read(folder):
    sound = [TITLE, HEAD, ("a", "[c]", "hidden"), ("b", "177", "shown"), ("c", "405", "shown")]
    for part in ("docProps__core", "xl__comments1", "customXml__item1"):
        workbook(folder, sound, **{part: "<x><y>403 incidents</y></x>"})
        assert told(folder)


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def document(folder, cell, alt="A chart"):
    text = (
        f"<w:document {W}><w:body><w:p><w:r><w:t>Table 1. Incidents by setting</w:t></w:r></w:p>"
        f"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>{cell}"
        f'</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:docPr descr="{alt}"/></w:body></w:document>'
    )
    with zipfile.ZipFile(folder / "report/report.docx", "w") as package:
        package.writestr("word/document.xml", text)


def test_a_table_that_shows_what_the_page_hides_is_noticed(folder):
    caption = '<p class="caption">Table 1. Incidents by setting</p>'
    rows = "<table><tr><th>a</th><td>[c] hidden</td></tr></table>"
    (folder / "report/report.html").write_text(page(caption + rows))
    document(folder, "[c]")
    assert not told(folder)
    document(folder, "3")
    assert ("report.docx", "a number that another file hides") in told(folder)
    document(folder, "[c]", alt="403 in the third")
    assert told(folder)


@pytest.mark.parametrize("name", ["report.pdf", "tables.xlsx", "report.docx"])
def test_a_damaged_file_is_refused(folder, name):
    (folder / "report" / name).write_bytes(b"not what it says")
    with pytest.raises(HomewardError, match="HW-D012"):
        check_release(folder)


def test_no_bundle_and_no_register_are_refused(tmp_path, folder):
    with pytest.raises(HomewardError, match="HW-J003"):
        check_release(tmp_path / "elsewhere")
    with pytest.raises(HomewardError, match="HW-D004"):
        check_release(folder, register=tmp_path / "gone")


def test_a_pinned_cell_is_refused_without_its_number(folder):
    write_bundle(unprotected(count(126), *cells()), folder / "released/findings.json")
    (folder / "report/report.html").unlink()
    found = check_release(folder)
    with pytest.raises(HomewardError, match="HW-D010"):
        found.refuse()
    assert all("7" not in line for line in found.lines()[1:])


def grid(caption, head, *rows, tag=""):
    lines = "".join(f"<tr>{row}</tr>" for row in (head, *rows))
    return f'<p class="caption">Table 1. {caption}{tag}</p><table>{lines}</table>'


def word_table(folder, caption, *rows, after=""):
    """A document of one table with a caption, and what stands after it."""

    def cell(words):
        return f"<w:tc><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:tc>"

    lines = "".join(f"<w:tr>{''.join(map(cell, row))}</w:tr>" for row in rows)
    text = (
        f"<w:document {W}><w:body><w:p><w:r><w:t>Table 1. {caption}</w:t></w:r></w:p>"
        f"<w:tbl>{lines}</w:tbl>{after}</w:body></w:document>"
    )
    with zipfile.ZipFile(folder / "report/report.docx", "w") as package:
        package.writestr("word/document.xml", text)


def cells_of_both(folder, on_page, in_document, **more):
    head = "<th>Setting</th><th>Share</th>"
    shown = grid("Shares", head, f"<th>a</th><td>{on_page}</td>", **more)
    (folder / "report/report.html").write_text(page(shown))
    name = "Shares (synthetic)" if more else "Shares"
    word_table(folder, name, ("Setting", "Share"), ("a", in_document))
    return told(folder)


@pytest.mark.parametrize(
    "on_page",
    [
        '44.4%<span class="sub">30 to 50</span>',
        "44.4%<br>30 to 50",
        "44.4%\n  <small>30</small>\xa0to 50",
    ],
)
@pytest.mark.parametrize("more", [{}, {"tag": '<span class="tag">synthetic</span>'}])
def test_parts_of_a_cell_are_read_apart(folder, on_page, more):
    same = cells_of_both(folder, on_page, "44.4% 30 to 50", **more)
    assert not any("than in" in what for _, what in same)
    other = cells_of_both(folder, on_page, "44.4% 30 to 60", **more)
    assert any("than in" in what for _, what in other)


def test_words_above_rows_are_the_first_cell_of_each_in_a_document(folder):
    head, band = "<th>Measure</th><th>Value</th>", '<th colspan="2">Placed; 2020</th>'
    shown = grid("Values", head, band, "<th>Most</th><td>9</td>", "<th>Least</th><td>[c]</td>")
    (folder / "report/report.html").write_text(page(shown))
    rows = [("Group", "Measure", "Value"), ("Placed; 2020", "Most", "9")]
    word_table(folder, "Values", *rows, ("Placed; 2020", "Least", "[c]"))
    assert not told(folder)
    word_table(folder, "Values", *rows, ("Placed; 2020", "Least", "3"))
    assert ("report.docx", "a number that another file hides") in told(folder)


def test_a_table_without_a_caption_is_not_the_one_before_it(folder):
    rule = "<table><tr><td>Rule</td></tr><tr><td>{}</td></tr></table>"
    shown = grid("Rules", "<td>Rule</td>", "<td>7</td>") + rule.format(10)
    (folder / "report/report.html").write_text(page(shown))
    assert not told(folder)
    after = (
        "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr>"
        "<w:tr><w:tc><w:p><w:r><w:t>10</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    word_table(folder, "Rules", ("Rule",), ("7",), after=after)
    assert not told(folder)


def test_numbers_along_an_axis_of_a_pdf_say_nothing():
    pieces = list(printed("report.pdf", "page 1", "Hours\n0 2,000 4,000 6,000 8,000\n403 of 900"))
    assert [(p.picture, p.text) for p in pieces] == [
        (True, "0 2,000 4,000 6,000 8,000"),
        (False, "Hours\n403 of 900"),
    ]
    for line in ("403 404 406", "8,000", "3 3 3", "12 of 18 of 24"):
        assert not any(p.picture for p in printed("report.pdf", "page 1", line))
