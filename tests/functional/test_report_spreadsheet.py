"""`tables.xlsx`: the guidance for statistics in spreadsheets, rule by rule, read back.

The rules are those of the Government Analysis Function, "Releasing statistics in
spreadsheets" and its checklist of the basics. The file is read with openpyxl and as the
zip file it is; no spreadsheet program is needed.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from dataclasses import replace

import gptables
import openpyxl
import pandas as pd
import pytest

from homeward.findings import from_json, to_json
from homeward.report.spreadsheet import render_spreadsheet
from homeward.report.spreadsheet_cells import Number
from homeward.report.spreadsheet_tables import table_sheets
from tests.unit.report.made import all_hidden, all_refused, made_bundle
from tests.unit.report.undrawn import undrawn

HOSTILE = '=HYPERLINK("http://nowhere.invalid","x") <b>&amp; [a](http://nowhere.invalid) $$n$$'
#: Columns of numbers of a table, where a mark may stand in place of one.
SHORTHAND = re.compile(r"\[[a-z]\]")


def made(bundle) -> bytes:
    return render_spreadsheet(bundle, undrawn(bundle))


@pytest.fixture(scope="module")
def written():
    return made(made_bundle())


@pytest.fixture(scope="module")
def book(written):
    return openpyxl.load_workbook(io.BytesIO(written))


@pytest.fixture(scope="module")
def parts(written):
    with zipfile.ZipFile(io.BytesIO(written)) as package:
        return {name: package.read(name).decode("utf-8") for name in package.namelist()}


def _tables(book):
    """(worksheet, marked table, rows of cells with the heading row first)."""
    for sheet in book.worksheets:
        for table in sheet.tables.values():
            yield sheet, table, list(sheet[table.ref])


def _texts(book):
    return [
        c.value for ws in book for row in ws.iter_rows() for c in row if isinstance(c.value, str)
    ]


# ---------------------------------------------------------------- tables


def test_tables_are_marked_up_and_named(book):
    for sheet in book.worksheets[1:]:
        assert len(sheet.tables) == 1, sheet.title
    names = [table.name for _, table, _ in _tables(book)]
    assert len(names) == len(set(names)) and "Table1" not in names


def test_nothing_is_merged_split_or_nested(book):
    assert all(not sheet.merged_cells.ranges for sheet in book.worksheets)


def test_no_row_or_column_of_a_table_is_blank_and_no_cell_is_empty(book):
    for sheet, _, rows in _tables(book):
        for row in rows:
            for cell in row:
                assert cell.value is not None and str(cell.value).strip(), (sheet.title, cell)


def test_every_table_has_one_tagged_header_row(book):
    for _, table, rows in _tables(book):
        assert table.headerRowCount == 1 and not table.totalsRowCount
        headings = [cell.value for cell in rows[0]]
        assert all(isinstance(heading, str) for heading in headings)
        assert headings == [column.name for column in table.tableColumns]
        assert all(cell.font.bold and cell.alignment.wrap_text for cell in rows[0])


def test_text_wraps_in_tables_and_columns_have_a_sensible_width(book):
    for sheet, _, rows in _tables(book):
        for cell in (c for row in rows[1:] for c in row):
            long = isinstance(cell.value, str) and len(cell.value) > len("none given")
            assert not long or cell.alignment.wrap_text or cell.hyperlink, (sheet.title, cell)
        for column in sheet.column_dimensions.values():
            assert 8 <= column.width <= 125 and not column.hidden


def test_there_are_no_filters_and_nothing_is_frozen(book):
    for sheet, table, _ in _tables(book):
        assert sheet.freeze_panes is None and table.autoFilter is None
        assert not sheet.auto_filter.ref


def test_no_row_column_or_worksheet_is_hidden(book):
    for sheet in book.worksheets:
        assert sheet.sheet_state == "visible"
        assert not any(row.hidden for row in sheet.row_dimensions.values())


def test_tables_stand_at_the_left_edge_with_nothing_below_them(book):
    for sheet, table, rows in _tables(book):
        assert table.ref.startswith("A")
        assert sheet.max_row == rows[-1][0].row and sheet.max_column == len(rows[0])


def test_one_table_to_a_worksheet_and_the_worksheet_says_so(book):
    for sheet in book.worksheets[1:]:
        assert sheet["A2"].value.startswith("This worksheet contains one table")


def test_units_are_in_a_column_of_every_table_of_numbers(book):
    told = [sheet for sheet in book.worksheets if sheet.title.startswith("Table_")]
    assert len(told) > 15
    for sheet, _, rows in _tables(book):
        if sheet in told:
            assert "Unit" in [cell.value for cell in rows[0]]


# ---------------------------------------------------------------- notes and shorthand


def test_shorthand_is_in_square_brackets_and_explained_above_its_table_and_in_the_notes(book):
    notes = {row[1].value: row[2].value for row in book["Notes"].iter_rows() if len(row) > 2}
    for sheet, table, rows in _tables(book):
        used = {
            c.value for row in rows for c in row if c.value and SHORTHAND.fullmatch(str(c.value))
        }
        top = int(re.search(r"\d+", table.ref)[0])
        above = " ".join(str(sheet.cell(row, 1).value) for row in range(1, top))
        for mark in used:
            assert notes[mark], mark
            if sheet.title.startswith(("Table_", "Estimates")):
                assert mark in above, (sheet.title, mark)


def test_the_notes_say_which_standard_shorthand_the_marks_are(book):
    told = " ".join(_texts(book))
    for words in ("[c] is its confidential", "[x] its not available", "[z] its not applicable"):
        assert words in told


def test_numbers_are_numbers_and_never_text(book):
    odd = re.compile(r"-?£?[\d,]+(\.\d+)?%?|\d\d:\d\d")
    # "2.1" is a section; for scripts, a group is what findings.json has: a band may be "1".
    words = re.compile(r"Section|Note|Meaning|group_\d")
    for sheet, _, rows in _tables(book):
        for i, heading in enumerate(cell.value for cell in rows[0]):
            typed = [
                r[i] for r in rows[1:] if isinstance(r[i].value, str) and odd.fullmatch(r[i].value)
            ]
            assert not typed or words.fullmatch(heading), (sheet.title, typed)


# ---------------------------------------------------------------- formatting


def test_worksheets_have_titles_that_are_tagged_as_headings(book):
    for sheet in book.worksheets:
        assert sheet["A1"].style == "Heading 1" and len(sheet["A1"].value) > 5
        assert sheet["A1"].font.size == 16 and sheet["A1"].font.bold
    assert [c.value for (c,) in book["Cover"].iter_rows() if c.style == "Heading 2"][:2] == [
        "SYNTHETIC DATA", "About these tables",
    ]  # fmt: skip


def test_the_font_is_plain_and_large_enough_and_nothing_rests_on_colour(book):
    for sheet in book.worksheets:
        for cell in (c for row in sheet.iter_rows() for c in row if c.value is not None):
            font = cell.font
            assert font.name == "Arial" and font.size >= 12 and not font.italic
            assert cell.fill.fill_type is None
            coloured = font.color is not None and font.color.type == "rgb"
            assert not coloured or (cell.hyperlink and font.underline)


def test_there_are_no_headers_footers_boxes_pictures_or_macros(book, parts):
    for sheet in book.worksheets:
        edges = (sheet.oddHeader, sheet.oddFooter)
        assert not any(part.text for edge in edges for part in (edge.left, edge.center, edge.right))
    assert not [name for name in parts if re.search(r"drawing|media|vba|comments|printer", name)]


def test_links_say_where_they_lead_and_lead_there(book):
    names = set(book.sheetnames)
    links = [c for ws in book for row in ws.iter_rows() for c in row if c.hyperlink]
    assert len(links) > 2 * len(book.worksheets) - 5
    for cell in links:
        target = re.fullmatch(r"'([A-Za-z_0-9]+)'!A1", cell.hyperlink.location)[1]
        assert target in names and target in cell.value


# ---------------------------------------------------------------- structure


def test_it_opens_on_a_cover_then_contents_then_notes(book):
    assert book.sheetnames[:5] == ["Cover", "Contents", "Notes", "Answers", "Findings"]
    assert book.sheetnames[-1] == "Estimates" and book.active.title == "Cover"
    assert book["Cover"].sheet_view.selection[0].activeCell in (None, "A1")


def test_worksheets_are_named_alike_and_listed(book):
    assert all(re.fullmatch(r"[A-Z][A-Za-z]+(_\d+)?", name) for name in book.sheetnames)
    listed = [row[0].value for row in book["Contents"].iter_rows(min_row=4)]
    assert listed == book.sheetnames[2:]


def test_no_worksheet_is_blank(book):
    assert all(sheet.max_row > 2 for sheet in book.worksheets)


def test_document_information_is_given_and_names_nobody(book, parts):
    told = book.properties
    assert told.title.startswith("SYNTHETIC DATA: Redesigning the response")
    assert told.subject.startswith("SYNTHETIC DATA. Missing children: tables")
    assert (told.creator, told.language) == ("Exampleshire Constabulary", "en-GB")
    assert told.lastModifiedBy is None and "synthetic" in told.keywords
    assert "dcterms:created" not in parts["docProps/core.xml"]
    assert set(re.findall(r"<(\w+)>", parts["docProps/app.xml"])) == {"Application"}


def test_synthetic_and_the_marking_are_said_on_every_worksheet(book):
    for sheet in book.worksheets:
        assert sheet["A1"].value.startswith("SYNTHETIC DATA"), sheet.title
    for sheet in book.worksheets:
        if sheet.title.startswith(("Cover", "Table_", "Findings", "Published", "Estimates")):
            told = " ".join(str(sheet.cell(row, 1).value) for row in range(1, 20))
            assert "OFFICIAL-SENSITIVE" in told, sheet.title


def test_real_records_are_not_called_synthetic():
    book = openpyxl.load_workbook(io.BytesIO(made(made_bundle(synthetic=False))))
    assert not [text for text in _texts(book) if "SYNTHETIC" in text]
    assert "SYNTHETIC" not in book.properties.title + book.properties.subject


# ---------------------------------------------------------------- safe, and the same each time


def test_no_text_is_run_as_a_formula():
    bundle = made_bundle(force=HOSTILE)
    finding = replace(bundle.findings[5], caveats=("=1+1", "@SUM(A1)"), method="\t=1+1")
    hostile = replace(bundle, findings=(finding, *bundle.findings[3:5]), handling="-2+3")
    data = made(hostile)
    book = openpyxl.load_workbook(io.BytesIO(data))
    texts = _texts(book)
    assert not [text for text in texts if text.lstrip()[:1] in ("=", "+", "-", "@")]
    assert "'=1+1" in texts and "'=1+1 @SUM(A1)" in texts
    assert any("HYPERLINK" in text and "[a](http" in text and "$$n$$" in text for text in texts)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            part = package.read(name).decode("utf-8")
            assert "<f>" not in part and "<f " not in part, name
            assert "TargetMode" not in part, name
    kinds = {c.data_type for ws in book for row in ws.iter_rows() for c in row}
    assert kinds <= {"s", "n", "d", "inlineStr"}


def test_the_same_bundle_gives_the_same_bytes(written):
    again = made(from_json(to_json(made_bundle())))
    assert again == written
    with zipfile.ZipFile(io.BytesIO(written)) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_bundle_with_nothing_to_show_is_still_a_spreadsheet():
    hidden = openpyxl.load_workbook(io.BytesIO(made(all_hidden(made_bundle()))))
    for sheet, _, rows in _tables(hidden):
        if sheet.title.startswith("Table_"):
            at = [cell.value for cell in rows[0]].index("Value")
            assert {row[at].value for row in rows[1:]} <= {"[c]", "[x]"}
    refused = openpyxl.load_workbook(io.BytesIO(made(all_refused(made_bundle()))))
    assert refused.sheetnames == ["Cover", "Contents", "Notes", "Answers", "Findings"]
    empty = openpyxl.load_workbook(io.BytesIO(made(replace(made_bundle(), findings=()))))
    assert "Findings" in empty.sheetnames


# ---------------------------------------------------------------- gptables as the yardstick


def _by_gptables(sheet, folder):
    """The same sheet written by gptables, which is made for the guidance."""
    rows = [[e.value if isinstance(e, Number) else e for e in row] for row in sheet.rows]
    instructions, *rest = sheet.lines
    extra = 1  # the link back to the contents, which gptables has no place for
    table = gptables.GPTable(
        table=pd.DataFrame(rows, columns=list(sheet.headings)),
        table_name=sheet.label,
        title=sheet.title,
        instructions=instructions,
        legend=rest,
        index_columns={},
        table_row_index=2 + len(rest) + extra,
    )
    path = folder / f"{sheet.label}.xlsx"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own: no notes given, and what pandas renames
        gptables.write_workbook(str(path), {sheet.label: table}, contentsheet_label=None)
    return openpyxl.load_workbook(path)[sheet.label]


def _look(cell):
    font = cell.font
    return cell.value, font.name, font.size, bool(font.bold)


def test_a_worksheet_is_what_gptables_would_write(book, tmp_path):
    """Same cells in the same places, same fonts, the same range marked as a table."""
    bundle = made_bundle()
    for sheet in table_sheets(bundle, undrawn(bundle))[::6]:
        theirs, ours = _by_gptables(sheet, tmp_path), book[sheet.label]
        assert theirs.tables[sheet.label].ref == ours.tables[sheet.label].ref
        link = 2 + len(sheet.lines)
        for row in range(1, ours.max_row + 1):
            if row == link:
                continue
            for column in range(1, ours.max_column + 1):
                mine, other = ours.cell(row, column), theirs.cell(row, column)
                if mine.value is None:
                    assert other.value is None
                elif mine.number_format == "hh:mm":
                    assert mine.value is not None
                else:
                    assert _look(mine) == _look(other), (sheet.label, mine)
        assert ours.sheet_view.showGridLines == theirs.sheet_view.showGridLines
