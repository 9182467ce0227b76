"""Rows repeated within and across files: duplicates, and rows of one reference that disagree."""

from __future__ import annotations

from homeward.records.intake import arrow_schema
from homeward.records.mapping import ColumnMap
from homeward.records.tables import TABLES
from tests.unit.records.files import COLUMNS, HEADER, WHEN, account, row, take_in, used


def test_duplicates_within_and_across_files_leave_the_fullest_row(tmp_path):
    first = [row("M1", Age=""), row("M2"), row("M2")]
    second = [row("M1"), row("M1", Risk="")]
    intake = take_in(tmp_path, first, second)
    assert account(intake, 1) == (3, 1, 2, 0, {})
    assert account(intake, 2) == (2, 1, 1, 0, {})
    stored = intake.tables["incidents"].select(["incident", "source_file", "source_row"])
    assert [tuple(r.values()) for r in stored.to_pylist()] == [
        ("incident:M2", 1, 3), ("incident:M1", 2, 2)
    ]  # fmt: skip


def test_a_record_supplied_open_and_then_closed_is_the_closed_one(tmp_path):
    columns = COLUMNS | {"return_method": ColumnMap("How")}
    first = [[*row("M1", Found=""), "Outstanding"]]
    intake = take_in(
        tmp_path,
        first,
        [[*row("M1"), "Returned by self"]],
        columns=columns,
        header=[*HEADER, "How"],
    )
    assert used(intake, column="return_method") == ["self"]
    assert account(intake, 1) == (1, 0, 1, 0, {})


def test_rows_that_share_a_reference_and_disagree_are_all_set_aside(tmp_path):
    intake = take_in(tmp_path, [row("M1"), row("M2")], [row("M1", Age="14"), row("M1")])
    assert used(intake) == ["incident:M2"]
    assert account(intake, 1)[4] == {("HW-R031", ""): 1}
    assert account(intake, 2) == (2, 0, 0, 2, {("HW-R031", ""): 2})


def test_one_word_in_two_spellings_is_no_disagreement(tmp_path):
    intake = take_in(
        tmp_path, [row("M1", Risk="Med"), row("M1", Risk="medium"), row("M1", Risk="")]
    )
    assert account(intake) == (3, 1, 2, 0, {})


def test_a_day_and_a_time_on_that_day_agree_and_the_time_is_kept(tmp_path):
    columns = COLUMNS | {"found": ColumnMap("Found", format=f"{WHEN} | %d/%m/%Y")}
    intake = take_in(tmp_path, [row("M1", Found="13/03/2023"), row("M1")], columns=columns)
    assert used(intake, column="found_flag") == ["ok"]
    other = take_in(tmp_path, [row("M1", Found="14/03/2023"), row("M1")], columns=columns)
    assert account(other)[4] == {("HW-R031", ""): 2}


def test_rows_of_a_table_without_a_key_are_duplicates_only_if_alike(tmp_path):
    columns = {"child": ColumnMap("Child"), "started": ColumnMap("From", format="%d/%m/%Y"),
               "ended": ColumnMap("To", format="%d/%m/%Y")}  # fmt: skip
    rows = [["C1", "01/02/2020", ""], ["C1", "01/02/2020", ""], ["C1", "01/02/2020", "02/02/2020"],
            ["C2", "01/02/2020", "soon"], ["C2", "01/02/2020", "late"],
            ["C3", "03/02/2020", "02/02/2020"]]  # fmt: skip
    intake = take_in(
        tmp_path, rows, columns=columns, header=["Child", "From", "To"], table="placements"
    )
    assert account(intake)[:4] == (6, 4, 1, 1)
    assert account(intake)[4] == {("HW-R003", "ended"): 2, ("HW-R023", "ended"): 1}
    assert intake.tables["placements"].schema == arrow_schema(TABLES["placements"])


def test_a_row_pasted_twice_counts_once_though_a_cell_of_it_cannot_be_read(tmp_path):
    columns = {"child": ColumnMap("Child"), "started": ColumnMap("From", format="%d/%m/%Y"),
               "ended": ColumnMap("To", format="%d/%m/%Y")}  # fmt: skip
    rows = [["C1", "01/02/2020", "soon", "own"], ["C1", "01/02/2020", "soon", "note"],
            ["C1", "01/02/2020", "late", ""], ["C2", "01/02/2020", "soon", ""]]  # fmt: skip
    header = ["Child", "From", "To", "Notes"]
    intake = take_in(tmp_path, rows, rows[:1], columns=columns, header=header, table="placements")
    assert account(intake, 1)[:4] == (4, 3, 1, 0)
    assert account(intake, 2)[:4] == (1, 0, 1, 0)
    assert account(intake, 1)[4] == {("HW-R003", "ended"): 3}
