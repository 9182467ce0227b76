"""How many rows the two awkward hours touch, and how far a duration can move."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from homeward.records.clock_effect import WIDTHS
from homeward.vocabulary.times import UK_ZONE, TimeFlag
from tests.unit.records.files import row, take_in

TWICE, NEVER = "29/10/2023 01:30", "26/03/2023 01:30"


def effect(folder, *rows):
    (account,) = take_in(folder, rows).account.files
    return account.clock_rows, account.clock_hours


def test_no_row_is_touched_on_other_days(tmp_path):
    assert effect(tmp_path, row("M1"), row("M2", Found="")) == (0, 0)


@pytest.mark.parametrize(
    ("changed", "hours"),
    [
        ({"Reported": TWICE, "Found": "29/10/2023 05:00"}, 1),
        ({"Reported": "28/10/2023 22:00", "Found": TWICE}, 1),
        ({"Reported": NEVER, "Found": "26/03/2023 05:00"}, 2),
        ({"Reported": TWICE, "Found": "29/10/2023 01:45"}, 2),
        ({"Reported": NEVER, "Found": TWICE}, 3),
        ({"Reported": NEVER, "Found": "26/03/2023 01:45"}, 4),
    ],
)
def test_a_duration_moves_by_the_widths_of_both_its_ends(tmp_path, changed, hours):
    assert effect(tmp_path, row("M1"), row("M2", **changed)) == (1, hours)


def test_rows_are_counted_once_and_only_those_that_are_used(tmp_path):
    both = row("M1", Reported=TWICE, Found="29/10/2023 01:45")
    outside = row("M3", Reported="30/10/2022 01:30")
    assert effect(tmp_path, both, both, row("M2"), outside) == (1, 2)


def test_widths_are_those_that_the_zone_database_gives():
    """A time that happened twice is an hour wide; one that did not, an hour either way."""
    zone = ZoneInfo(UK_ZONE)
    twice = datetime(2023, 10, 29, 1, 30, tzinfo=zone)
    read = [twice.replace(fold=fold).astimezone(UTC) for fold in (0, 1)]
    assert (read[1] - read[0]).total_seconds() == 3600 * WIDTHS[TimeFlag.AMBIGUOUS]
    never = datetime(2023, 3, 26, 1, 30)
    moved = [never.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    spread = max(a - b for a, b in itertools.permutations(moved, 2))
    # Read by the offset before or after the change it is one of two instants an hour apart;
    # which of the clock or the writer was wrong is not known, so an hour is left either way.
    assert 2 * spread.total_seconds() == 3600 * WIDTHS[TimeFlag.NONEXISTENT]
