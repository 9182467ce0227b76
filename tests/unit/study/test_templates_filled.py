"""Templates as partners really fill them: untidy, in their own way, and nothing lost."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from homeward.records.intake import Scope, ingest
from homeward.records.propose import DoubtKind, propose
from homeward.records.tables import TABLES
from homeward.records.templates import heading, template_columns
from homeward.study.templates.write import write_templates

SCOPE = Scope(date(2000, 1, 1), date(2099, 12, 31), None)


def taken(folder: Path):
    proposal = propose(folder)
    intake = ingest(folder, proposal.maps, SCOPE, lambda _, reference: reference)
    (file,) = intake.account.files
    return proposal, intake.tables[file.table], file


def filled(folder: Path, name: str, rows, *, untidy: bool = False) -> Path:
    """A workbook filled with rows by heading; untidy as an office keeps its sheets."""
    (path,) = write_templates([name], folder)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    heads = [heading(one) for one in template_columns(TABLES[name])]
    for number, row in enumerate(rows, 2):
        for at, head in enumerate(heads, 1):
            sheet.cell(number, at).value = row.get(head)
    if untidy:
        for number in range(1, len(rows) + 2):
            sheet.cell(number, len(heads) + 1).value = "Sylwadau" if number == 1 else "gweler"
        sheet.cell(len(rows) + 3, 1).value = "Total"
        sheet.cell(len(rows) + 3, 2).value = len(rows)
        sheet.column_dimensions["B"].hidden = True
        sheet.row_dimensions[3].hidden = True
        sheet.auto_filter.ref = "A1:D9"
        sheet.insert_rows(1)
        sheet.cell(1, 1).value = "Cyngor Sir Dychmygol 2023"
        sheet.merge_cells("A1:D1")
        sheet.title = "Sheet1 (2)"
        for other in book.sheetnames[1:]:
            del book[other]
    book.save(path)
    return path


MEETINGS = [
    {"Child": f"C{i}", "Called": datetime(2023, 2, 1 + i, 9, 30), "Meeting kind": "Strategy"}
    for i in range(12)
]


def test_an_untidy_workbook_is_still_the_template_and_every_row_has_a_fate(tmp_path):
    filled(tmp_path, "meetings", [*MEETINGS, MEETINGS[3]], untidy=True)
    proposal, table, file = taken(tmp_path)
    (said,) = (d for d in proposal.doubts if '"Sylwadau"' in d.text)
    assert said.kind is DoubtKind.OPENED and not proposal.blocking
    assert "Sylwadau" in proposal.maps[0].ignored
    assert (file.read, file.used, file.duplicate, file.set_aside) == (14, 12, 1, 1)
    assert file.reasons == {("HW-R043", ""): 1}
    assert table["called_local"][5].as_py() == datetime(2023, 2, 6, 9, 30)


def test_a_day_typed_alone_stays_a_day_beside_columns_of_the_partners_own(tmp_path):
    rows = [*MEETINGS, {"Child": "C20", "Called": datetime(2023, 3, 1), "Meeting kind": "Strategy"}]
    filled(tmp_path, "meetings", rows, untidy=True)
    _, table, _ = taken(tmp_path)
    assert table["called_local"][12].as_py() is None
    assert table["called_on"][12].as_py() == date(2023, 3, 1)


WAYS = [
    (datetime(2023, 2, 14, 22, 15), datetime(2023, 2, 14, 22, 15)),
    ("14/02/2023 22:15", datetime(2023, 2, 14, 22, 15)),
    ("2023-02-14 22:15", datetime(2023, 2, 14, 22, 15)),
    ("14-Feb-2023 22:15", datetime(2023, 2, 14, 22, 15)),
    ("14.02.23", date(2023, 2, 14)),
    ("14.2.23 22.15", datetime(2023, 2, 14, 22, 15)),
]


def calls(cells):
    return [{"Log": f"L{i}", "Called": cell, "Call kind": "Report"} for i, cell in enumerate(cells)]


def test_times_typed_in_six_ways_are_each_read_as_typed(tmp_path):
    filled(tmp_path, "calls", calls([cell for cell, _ in WAYS * 4]))
    proposal, table, file = taken(tmp_path)
    assert (file.used, file.set_aside, file.cells_set_aside) == (24, 0, 0)
    assert [d.kind for d in proposal.doubts] == [DoubtKind.TWO_DIGIT_YEAR]
    for place, (_, meant) in enumerate(WAYS):
        if isinstance(meant, datetime):
            assert table["called_local"][place].as_py() == meant
        else:
            assert table["called_local"][place].as_py() is None
            assert table["called_on"][place].as_py() == meant


def test_short_years_are_told_of_once_for_all_columns(tmp_path):
    rows = [{"Child": f"C{i}", "Called": "1.2.23", "Held": "14.2.23"} for i in range(9)]
    filled(tmp_path, "meetings", rows)
    proposal, *_ = taken(tmp_path)
    (said,) = proposal.doubts
    assert said.source == ("Called", "Held")


def test_cells_that_nothing_reads_are_told_of_before_they_are_set_aside(tmp_path):
    cells = ["14/02/2023 22:15"] * 17 + ["Tuesday night", "not known", "after tea", "n/a"]
    filled(tmp_path, "calls", calls(cells))
    proposal, _, file = taken(tmp_path)
    (said,) = proposal.doubts
    assert said.kind is DoubtKind.UNREAD and "3 of its 21" in said.text
    assert "with their rows" in said.text and "Tuesday" not in said.text
    assert file.reasons == {("HW-R002", "called"): 3, ("HW-R001", "called"): 1}


@pytest.mark.parametrize("order", ["02/14/2023", "2/28/23"])
def test_days_that_can_only_be_after_the_month_are_asked_about(order, tmp_path):
    cells = ["14/02/2023 22:15"] * 9 + [order] * 9
    filled(tmp_path, "calls", calls(cells))
    proposal = propose(tmp_path)
    assert proposal.maps[0].columns.get("called") is None or any(
        d.column == "called" for d in proposal.doubts
    )


def swapped(later: int):
    """A workbook opened where months come first: early days became dates, later ones not."""
    typed = [datetime(2023, 4, day, 9, 5) for day in (1, 3, 9, 11, later)]
    return calls([*typed, *(f"{day}/02/2023 22:15" for day in range(13, 28))])


def test_a_workbook_swapped_on_opening_is_no_template_until_a_person_says(tmp_path):
    filled(tmp_path, "calls", swapped(later=12))
    proposal = propose(tmp_path)
    assert [d.kind for d in proposal.blocking] == [DoubtKind.MIXED_ORDER]
    assert "called" not in proposal.maps[0].columns


def test_a_typed_date_of_a_later_day_shows_that_nothing_was_swapped(tmp_path):
    filled(tmp_path, "calls", swapped(later=30))
    proposal, _, file = taken(tmp_path)
    assert proposal.doubts == () and file.used == 20


def test_numbers_are_read_as_offices_write_them_and_the_rest_told_of(tmp_path):
    wrote = ["1,204", "1204", 1204, "1 204", "1\u00a0204", "c. 30", "<5", "not known"]
    rows = [
        {"Area": "Madeup", "Age": 10 + i, "Year": 2023, "Children": cell}
        for i, cell in enumerate(wrote)
    ]
    filled(tmp_path, "population", rows)
    proposal, table, file = taken(tmp_path)
    assert table["children"].to_pylist() == [1204] * 5 + [None] * 3
    assert file.reasons == {("HW-R004", "children"): 2}
    (said,) = proposal.doubts
    assert said.kind is DoubtKind.UNREAD and "2 of its 8" in said.text


def libre_office(path: Path, header, rows) -> None:
    with path.open("w", encoding="cp1252", newline="") as out:
        csv.writer(out, delimiter=";").writerows([header, *rows])


def test_a_csv_saved_with_semicolons_in_windows_1252_is_the_template(tmp_path):
    header = [*map(heading, template_columns(TABLES["support"])), "Nodiadau – gwêl"]
    rows = [
        [f"C{i}", "Mentoring", "Tŷ Gwyn"[:1] + "y", f"{i + 1:02d}/03/2023", "", "", "é"]
        for i in range(20)
    ]
    libre_office(tmp_path / "cefnogaeth.csv", header, [*rows, rows[3], [""] * 7])
    proposal, _, file = taken(tmp_path)
    assert (file.read, file.used, file.duplicate) == (21, 20, 1)
    assert not proposal.blocking and file.encoding == "cp1252"


def test_numbers_of_any_file_are_judged_as_they_will_be_read(tmp_path):
    header = ["Area", "Year", "Children", "Looked After Children", "Note"]
    rows = [
        [f"Area {i}", "2023", "£1,204" if i % 2 else "1 204", "<5" if i % 3 == 0 else "31", ""]
        for i in range(30)
    ]
    libre_office(tmp_path / "population.csv", header, rows)
    proposal = propose(tmp_path)
    (one,) = proposal.maps
    assert one.columns["children"].column == "Children"
    (said,) = (d for d in proposal.doubts if d.column == "looked_after")
    assert said.kind is DoubtKind.CONTRADICTED and "will be set aside" in said.text
    assert '`looked_after = "Looked After Children"`' in said.text
