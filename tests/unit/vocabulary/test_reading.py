"""When so much could not be read that nothing may be answered from the rest."""

from __future__ import annotations

import pytest

from homeward.records.tables import TABLES
from homeward.vocabulary.faults import FAULTS
from homeward.vocabulary.reading import (
    AS_PLANNED,
    OF_THE_ROW,
    columns_unread,
    loses_the_row,
    rows_lost,
    too_many_unread,
)

READ = {("HW-R002", "reported"): 40, ("HW-R042", "age"): 500, ("HW-R043", ""): 2}


def test_what_the_plan_leaves_out_is_not_lost():
    assert set(FAULTS) >= AS_PLANNED
    assert all(FAULTS[code].do.startswith("Nothing") for code in AS_PLANNED)
    assert rows_lost(542, READ) == 40
    assert rows_lost(0, {}) == 0


@pytest.mark.parametrize(
    ("lost", "used", "many"), [(0, 0, False), (5, 95, False), (6, 94, True), (5752, 3835, True)]
)
def test_more_than_one_in_twenty_is_many(lost, used, many):
    assert too_many_unread(lost, used) is many


def test_columns_are_told_from_the_worst_and_only_where_many_cells_are_unread():
    reasons = READ | {("HW-R002", "found"): 70, ("HW-R007", "found"): 31, ("HW-R006", ""): 900}
    assert columns_unread(reasons, 1000) == {"found": 101}
    assert list(columns_unread(reasons, 100)) == ["found", "reported"]


def test_a_fault_loses_the_row_in_columns_that_every_row_must_have():
    needed = {n for n, c in TABLES["incidents"].columns.items() if c.required or c.decides}
    assert needed == OF_THE_ROW - {"", "whole row", "whole_row"}
    assert loses_the_row("HW-R002", "reported") and not loses_the_row("HW-R002", "found")
    assert not any(loses_the_row(code, "reported") for code in AS_PLANNED)
