"""Templates go out with everything a partner needs, and come back without a question."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from homeward.records.intake import Scope, ingest
from homeward.records.mapping import Reading
from homeward.records.propose import DoubtKind, propose
from homeward.records.schema import Form
from homeward.records.tables import TABLES
from homeward.records.templates import (
    FORMAT,
    LISTS,
    NOTES,
    SEPARATOR,
    heading,
    template_columns,
    template_of,
    template_tables,
)
from homeward.study.templates.write import write_templates
from homeward.vocabulary.errors import HomewardError

SCOPE = Scope(date(2000, 1, 1), date(2099, 12, 31), None)
NAMES = list(template_tables())
ROWS = 40


def cell(name, column, row, rng, key=()):
    """A cell as a partner would fill it: typed, with a blank here and there."""
    if not column.required and row % 7 == 3:
        return None
    if column.form is Form.REFERENCE:
        return f"{name[:2].upper()}{row if name in key else row // 2:04d}"
    if column.form is Form.TEXT:
        return f"Something {row}" if column.required else "Something"
    if column.form in (Form.TIME, Form.DATE):
        day = datetime(2023, 1, 1) + timedelta(days=row, hours=22, minutes=15)
        later = name in ("ended", "closed", "found", "returned", "cancelled", "completed")
        when = day + timedelta(days=1) * later
        when -= timedelta(hours=1) * (name == "last_seen")
        return when if column.form is Form.TIME else when.date()
    if column.words is not None:
        words = [str(word.label) for word in column.words]
        chosen = words[int(rng.integers(len(words)))]
        return f"{chosen}{SEPARATOR} {words[0]}" if column.form is Form.WORDS else chosen
    return int(column.low or 0) + 3 + row % 9


def filled(table):
    rng = np.random.default_rng(5)
    columns = template_columns(table)
    return [[cell(n, c, row, rng, table.key) for n, c in columns.items()] for row in range(ROWS)]


def as_text(value) -> str:
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y %H:%M")
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value or "")


def fill_workbook(path: Path, table, *, typed: bool) -> None:
    book = openpyxl.load_workbook(path)
    for place, row in enumerate(filled(table), 2):
        for at, value in enumerate(row, 1):
            book.worksheets[0].cell(place, at).value = value if typed else as_text(value) or None
    book.save(path)


def fill_text(path: Path, table) -> None:
    with path.open("a", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([map(as_text, row) for row in filled(table)])


def taken(folder: Path, proposal):
    return ingest(folder, proposal.maps, SCOPE, lambda _, reference: reference)


@pytest.mark.parametrize("way", ["typed", "text cells", "csv"])
@pytest.mark.parametrize("name", NAMES)
def test_a_filled_template_comes_back_with_no_question(name, way, tmp_path):
    table = TABLES[name]
    (path, *_) = write_templates([name], tmp_path, text=way == "csv")
    if way == "csv":
        fill_text(path, table)
    else:
        fill_workbook(path, table, typed=way == "typed")
    proposal = propose(tmp_path)
    assert [d.text for d in proposal.doubts] == [] and proposal.undecided_words == ()
    assert [m.table for m in proposal.maps] == [name] and proposal.unmapped == ()
    account = taken(tmp_path, proposal).account
    (file,) = account.files
    assert (file.read, file.used, file.cells_set_aside) == (ROWS, ROWS, 0), file.reasons
    assert set(account.supplied[name]) == set(template_columns(table))


def test_all_templates_come_back_together(tmp_path):
    write_templates([], tmp_path)
    for name in NAMES:
        fill_workbook(tmp_path / f"{name}.xlsx", TABLES[name], typed=True)
    proposal = propose(tmp_path)
    assert proposal.doubts == ()
    assert sorted(m.table for m in proposal.maps) == sorted(NAMES)
    assert not proposal.synthetic


def test_times_read_as_they_were_written(tmp_path):
    (path,) = write_templates(["calls"], tmp_path)
    fill_workbook(path, TABLES["calls"], typed=False)
    rows = taken(tmp_path, propose(tmp_path)).tables["calls"]
    assert rows["called_local"][0].as_py() == datetime(2023, 1, 1, 22, 15)


def times_of(folder: Path, cells) -> list[tuple]:
    """What is read of a `calls` template whose times were typed as these cells."""
    (path,) = write_templates(["calls"], folder)
    book = openpyxl.load_workbook(path)
    headings = [heading(name) for name in template_columns(TABLES["calls"])]
    for place, row in enumerate(filled(TABLES["calls"])[: len(cells)], 2):
        for at, value in enumerate(row, 1):
            typed = cells[place - 2] if headings[at - 1] == "Called" else value
            sheet_cell = book.worksheets[0].cell(place, at)
            shown = sheet_cell.number_format
            sheet_cell.value = typed
            # openpyxl gives the cell a format of its own; typed in a spreadsheet it keeps this
            sheet_cell.number_format = shown
    book.save(path)
    read = taken(folder, propose(folder)).tables["calls"]
    return sorted(zip(read["called_on"].to_pylist(), read["called_flag"].to_pylist(), strict=True))


def test_a_day_typed_alone_in_a_column_that_shows_hours_stays_a_day(tmp_path):
    typed = [datetime(2023, 1, 1, 22, 15), datetime(2023, 1, 2), date(2023, 1, 3)]
    assert times_of(tmp_path, typed) == [
        (date(2023, 1, 1), "ok"), (date(2023, 1, 2), "date_only"), (date(2023, 1, 3), "date_only")
    ]  # fmt: skip


def test_midnight_can_be_said_in_a_template_as_text_or_as_a_minute_past(tmp_path):
    typed = [datetime(2023, 1, 1, 22, 15), "02/01/2023 00:00", datetime(2023, 1, 3, 0, 1)]
    assert [flag for _, flag in times_of(tmp_path, typed)] == ["ok", "ok", "ok"]
    notes = openpyxl.load_workbook(tmp_path / "calls.xlsx")[NOTES]
    assert any("'01/02/2023 00:00" in str(c.value) for row in notes.iter_rows() for c in row)


def saved_as_text(folder: Path, times: list[str]) -> Path:
    """A `calls` template as a spreadsheet saves it as CSV, with these cells as its times."""
    (path, _) = write_templates(["calls"], folder, text=True)
    with path.open("a", encoding="utf-8") as out:
        out.writelines(f"L{n},{at},Carer,Report,M{n}\n" for n, at in enumerate(times))
    return path


def read_of(folder: Path, proposal) -> list[tuple]:
    read = taken(folder, proposal).tables["calls"]
    return list(zip(read["called_on"].to_pylist(), read["called_flag"].to_pylist(), strict=True))


@pytest.mark.parametrize(
    "written", ["{:%d/%m/%Y} 00:00", "{:%d/%m/%Y} 00:00:00", "{:%Y-%m-%d}T00:00"]
)
def test_days_of_a_template_saved_as_text_have_no_midnight(tmp_path, written):
    days = [date(2024, 1, n) for n in range(20, 30)]
    saved_as_text(tmp_path, [written.format(day) for day in days])
    proposal = propose(tmp_path)
    assert [d.text for d in proposal.doubts] == []
    assert read_of(tmp_path, proposal) == [(day, "date_only") for day in days]


def test_days_among_times_of_a_template_saved_as_text_are_days_and_are_asked_about(tmp_path):
    saved_as_text(tmp_path, ["20/01/2024 00:00", "21/01/2024 15:30", "22/01/2024"])
    proposal = propose(tmp_path)
    (doubt,) = proposal.doubts
    assert (doubt.kind, doubt.column) == (DoubtKind.DATES_ONLY, "called")
    assert "1 of 3 filled cells say 00:00" in doubt.text and FORMAT in doubt.text
    assert read_of(tmp_path, proposal) == [
        (date(2024, 1, 20), "date_only"), (date(2024, 1, 21), "ok"),
        (date(2024, 1, 22), "date_only"),
    ]  # fmt: skip


def test_a_day_column_of_a_template_saved_as_text_is_a_day(tmp_path):
    (path, _) = write_templates(["support"], tmp_path, text=True)
    names = list(template_columns(TABLES["support"]))
    with path.open("a", encoding="utf-8") as out:
        for n in range(20, 30):
            cells = {"child": f"C{n}", "started": f"{n}/01/2024 00:00"}
            out.write(",".join(cells.get(name, "") for name in names) + "\n")
    proposal = propose(tmp_path)
    assert [d.text for d in proposal.doubts] == []
    read = taken(tmp_path, proposal).tables["support"]
    assert read["started"].to_pylist() == [date(2024, 1, n) for n in range(20, 30)]


def test_a_template_that_nobody_filled_is_no_fault(tmp_path):
    for text in (False, True):
        write_templates(["plans"], tmp_path / str(text), text=text)
        proposal = propose(tmp_path / str(text))
        assert [m.table for m in proposal.maps] == ["plans"] and proposal.doubts == ()
        assert taken(tmp_path / str(text), proposal).account.files[0].read == 0


def test_a_column_left_blank_throughout_is_not_said_to_be_supplied(tmp_path):
    (path,) = write_templates(["support"], tmp_path)
    book = openpyxl.load_workbook(path)
    for row in range(2, 9):
        book.worksheets[0].cell(row, 1).value = f"C{row}"
    book.save(path)
    proposal = propose(tmp_path)
    assert set(proposal.maps[0].columns) == {"child"} and len(proposal.maps[0].ignored) == 5


def test_a_word_that_is_not_allowed_is_asked(tmp_path):
    (path, _) = write_templates(["calls"], tmp_path, text=True)
    with path.open("a", encoding="utf-8") as out:
        out.writelines(f"L{n},03/01/2023 10:0{n % 10},carer,palaver,M{n}\n" for n in range(30))
    proposal = propose(tmp_path)
    assert [d.kind for d in proposal.doubts] == [DoubtKind.UNKNOWN_WORDS]
    assert [w.spelling for w in proposal.undecided_words] == ["palaver"]


def test_dates_with_the_month_first_are_asked_about_as_in_any_file(tmp_path):
    (path, _) = write_templates(["calls"], tmp_path, text=True)
    with path.open("a", encoding="utf-8") as out:
        out.writelines(f"L{n},01/{n + 13}/2023 10:00,carer,report,M{n}\n" for n in range(15))
    assert DoubtKind.MONTH_FIRST in {d.kind for d in propose(tmp_path).doubts}


def test_a_heading_that_was_changed_makes_it_a_file_like_any_other():
    header = [heading(name) for name in template_columns(TABLES["meetings"])]
    assert template_of(header[::-1]) is TABLES["meetings"]
    assert template_of([*header, "My notes"]) is TABLES["meetings"]
    assert template_of([*header, "Returned"]) is None
    children = map(heading, template_columns(TABLES["children"]))
    assert template_of([*children, "Born on"]) is None
    assert template_of([*header, *map(str, range(len(header)))]) is None
    assert template_of(header[:-1]) is None


def test_no_two_templates_have_the_same_headings():
    shapes = {frozenset(template_columns(table)) for table in template_tables().values()}
    assert len(shapes) == len(NAMES)


def test_names_and_dates_of_birth_are_not_asked_for():
    headings = {name for table in template_tables().values() for name in template_columns(table)}
    assert not headings & {"name", "forename", "surname", "born_on"}


@pytest.mark.parametrize("name", NAMES)
def test_the_workbook_explains_every_column_and_lists_every_word(name, tmp_path):
    (path,) = write_templates([name], tmp_path)
    book = openpyxl.load_workbook(path)
    fill, notes, lists = book.worksheets
    columns = template_columns(TABLES[name])
    assert (notes.title, lists.title) == (NOTES, LISTS) and book.properties.title
    assert [c.value for c in fill[1]] == [heading(n) for n in columns]
    assert [c.value for c in notes["A"]][1 : len(columns) + 1] == [heading(n) for n in columns]
    assert notes["E1"].value == "Example (made up)"
    assert all(notes.cell(row, 5).value for row in range(2, len(columns) + 2))
    said = {c.value for row in lists.iter_rows() for c in row}
    for column in columns.values():
        assert column.words is None or {word.label for word in column.words} <= said
    rules = [r for r in fill.data_validations.dataValidation if r.type == "list"]
    assert len(rules) == sum(c.form is Form.WORD for c in columns.values())
    assert not any(sheet.merged_cells.ranges for sheet in book.worksheets)
    assert all(fill.cell(row, 1).value is None for row in range(2, 60)), (
        "no example where one fills"
    )


def test_the_same_bytes_each_time_and_none_is_written_over(tmp_path):
    first = write_templates([], tmp_path / "a")
    second = write_templates([], tmp_path / "b")
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]
    with pytest.raises(HomewardError) as refusal:
        write_templates(["plans", "calls"], tmp_path / "a")
    assert refusal.value.code == "HW-P030"
    assert write_templates(["plans"], tmp_path / "a", overwrite=True)[0].is_file()
    with pytest.raises(HomewardError) as refusal:
        write_templates(["plans", "nothing"], tmp_path / "c")
    assert refusal.value.code == "HW-P029" and not (tmp_path / "c").exists()


def test_a_folder_that_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(HomewardError) as refusal:
        write_templates([], tmp_path / "file" / "below")
    assert refusal.value.code == "HW-E002"


def test_text_templates_have_notes_that_are_no_extract(tmp_path):
    written = write_templates(["interviews"], tmp_path, text=True)
    assert [p.name for p in written] == ["interviews.csv", "interviews.md"]
    with open(written[0], encoding="utf-8-sig", newline="") as text:
        assert len(list(csv.reader(text))) == 1
    notes = written[1].read_text(encoding="utf-8")
    assert "return home" in notes and "prevention" in notes and "made up" in notes
    assert propose(tmp_path).maps[0].reading != Reading(sheet="none")
