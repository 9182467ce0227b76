"""Pieces of the Word document: escaping, tables with nothing merged, pictures."""

from __future__ import annotations

import struct
import zlib
from xml.etree import ElementTree

import pytest

from homeward.report import word_pictures
from homeward.report.cells import Cell, Column, Grid
from homeward.report.grids import estimates_grids
from homeward.report.specs import WIDE
from homeward.report.word import bookmark
from homeward.report.word_pictures import SCALE, picture_of
from homeward.report.word_xml import (
    PAGE,
    _widths,
    attribute,
    instruction,
    link,
    pairs,
    paragraph,
    picture,
    plain,
    run,
    table,
    text,
    words,
)
from tests.unit.report.made import made_bundle

SPACES = 'xmlns:w="w" xmlns:r="r" xmlns:wp="wp" xmlns:a="a" xmlns:pic="pic"'  # short names will do
HOSTILE = "</w:t><w:p/>&amp; \" ' \x00 \ud800 ]]>"


def parsed(markup):
    return ElementTree.fromstring(f"<body {SPACES}>{markup}</body>")


def told(element):
    return "".join(t.text or "" for t in element.iter("{w}t"))


def svg(width, height):
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}"><rect width="{width}" height="9" fill="#12436D"/></svg>'
    )


@pytest.mark.parametrize(
    "markup",
    [
        run(HOSTILE, bold=True),
        text(HOSTILE, "ListBullet"),
        paragraph(link(HOSTILE, "at_x")),
        paragraph(instruction(HOSTILE, HOSTILE)),
        table(pairs(("A", HOSTILE), [(HOSTILE, HOSTILE)], HOSTILE)),
        paragraph(picture("rId1", 1, (100, 50), HOSTILE, HOSTILE)),
    ],
)
def test_hostile_words_stay_words(markup):
    body = parsed(markup)
    assert len(list(body.iter("{w}p"))) <= 4
    shown = told(body) + "".join(e.get("descr", "") for e in body.iter("{wp}docPr"))
    assert "</w:t><w:p/>&amp;" in shown


def test_what_an_office_file_cannot_hold_is_left_out():
    assert words("a\x00b\ud800 <\t") == "ab &lt; "
    assert attribute('"') == "'\"'"


def test_a_table_has_one_repeated_heading_row_and_nothing_merged():
    body = parsed(table(pairs(("What", "Which"), [("a", "b"), ("c", "d")], "Title")))
    rows = list(body.iter("{w}tr"))
    assert [len(list(row.iter("{w}tblHeader"))) for row in rows] == [1, 0, 0]
    assert not list(body.iter("{w}gridSpan")) and not list(body.iter("{w}vMerge"))
    assert [told(row) for row in rows] == ["WhatWhich", "ab", "cd"]
    assert next(body.iter("{w}tblCaption")).get("{w}val") == "Title"


def test_headings_over_rows_become_a_column():
    cells = tuple((Cell(str(i)), Cell("9")) for i in range(4))
    columns = (Column("Year", numeric=False), Column("Value"))
    grid = Grid("T", columns, cells, bands=((0, "First"), (3, "Second")))
    made = plain(grid)
    assert [c.heading for c in made.columns] == ["Measure", "Year", "Value"]
    assert [row[0].text for row in made.rows] == ["First", "First", "First", "Second"]
    grouped = plain(
        Grid("T", (Column("Measure", False), Column("Value")), cells, bands=((0, "x"),))
    )
    assert grouped.columns[0].heading == "Group"
    assert plain(Grid("T", columns, cells)).columns == columns


def test_every_table_of_a_report_fits_the_page_and_breaks_no_number():
    for finding in made_bundle().findings:
        for grid in estimates_grids(finding):
            made = plain(grid)
            widths = _widths(made)
            assert sum(widths) <= PAGE + len(widths)
            for i, (column, width) in enumerate(zip(made.columns, widths, strict=True)):
                if column.numeric and sum(widths) < PAGE - 50:
                    assert width > 80 * max(len(row[i].text) for row in made.rows)


def test_a_table_too_wide_for_the_page_gives_way_in_every_column():
    row = tuple("word" * 12 for _ in range(6))
    widths = _widths(pairs([f"h{i}" for i in range(6)], [row], "T"))
    assert sum(widths) <= PAGE and len(set(widths)) == 1


def test_cells_carry_their_notes_on_lines_of_their_own():
    made = pairs(("A",), [("x",)], "T")
    noted = ((Cell("91.3%", ("90% to 92%", "9 of 10")),),)
    body = parsed(table(type(made)(made.columns, noted, "T")))
    assert told(body) == "A91.3%90% to 92%9 of 10" and len(list(body.iter("{w}br"))) == 2


def test_a_bookmark_has_no_hyphen():
    assert bookmark("demand-long-missing") == "at_demand_long_missing"


# ---------------------------------------------------------------- pictures


def _pixels(png):
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    data, at = b"", 8
    while at < len(png):
        (length,), kind = struct.unpack(">I", png[at : at + 4]), png[at + 4 : at + 8]
        body = png[at + 8 : at + 8 + length]
        assert struct.unpack(">I", png[at + 8 + length : at + 12 + length]) == (
            zlib.crc32(kind + body),
        )
        data += body if kind == b"IDAT" else b""
        at += 12 + length
    assert kind == b"IEND"
    return zlib.decompress(data)


def test_a_drawing_is_twice_its_pixels_and_as_wide_as_the_page():
    made = picture_of(svg(WIDE.width, 300))
    assert struct.unpack(">II", made.png[16:24]) == (SCALE * WIDE.width, SCALE * 300)
    assert made.size[0] == PAGE and made.size[1] == round(PAGE * 300 / WIDE.width)


def test_a_narrow_drawing_stays_narrow_and_a_tall_one_fits():
    assert picture_of(svg(340, 200)).size[0] == PAGE // 2
    wide, high = picture_of(svg(WIDE.width, 2000)).size
    assert high < 11_600 and wide < PAGE


def test_packing_again_keeps_every_pixel(monkeypatch):
    drawing = svg(200, 100)
    packed = picture_of(drawing).png
    monkeypatch.setattr(word_pictures, "_packed", lambda png: png)
    plain_png = picture_of(drawing).png
    assert _pixels(packed) == _pixels(plain_png) and len(packed) < len(plain_png)
