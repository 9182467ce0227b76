"""Totals of an intake: rows of a file counted once, and rows outside the window told of."""

from __future__ import annotations

from pathlib import Path

from homeward.jobs.outcome import Outcome
from homeward.records.outcome import FileAccount, IntakeAccount
from homeward.study.intake import much_outside


def file(number, name, table, used, outside=0, duplicate=0):
    return FileAccount(
        number, name, table, "", 1, used + outside + duplicate, used, duplicate, outside, 0,
        {("HW-R041", ""): outside} if outside else {},
    )  # fmt: skip


def test_rows_of_a_file_that_fills_two_tables_are_read_once():
    files = (file(1, "m.csv", "incidents", 90), file(2, "m.csv", "absences", 90),
             file(3, "h.csv", "children", 7))  # fmt: skip
    assert IntakeAccount(files, {}).rows_read == 97
    told = Outcome(Path("out"), False, 97, 187, 0, 0, 0, table_rows=187).lines()[0]
    assert told.startswith("97 rows read, 187 as rows of tables") and "187 used" in told
    once = Outcome(Path("out"), False, 97, 97, 0, 0, 0, table_rows=97).lines()[0]
    assert once.startswith("97 rows read: 97 used")


def test_many_rows_outside_the_window_are_told_by_file_with_the_likely_cause():
    files = (file(1, "a.csv", "incidents", 80, 20), file(2, "b.csv", "incidents", 70, 30, 5))
    (said,) = much_outside(IntakeAccount(files, {}))
    assert said.startswith("WARNING: b.csv: 30 of 105 readable rows lie outside")
    assert "`opens` or `closes`" in said and "HW-R041" in said
