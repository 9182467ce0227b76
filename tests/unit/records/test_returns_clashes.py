"""What files of returns say of the same children that cannot all be so is asked before a run."""

from __future__ import annotations

from datetime import date

import pytest

from homeward.records.propose import propose
from homeward.records.propose_doubts import DoubtKind
from homeward.records.returns_years import latest_sure
from tests.unit.records.returns_made import (
    EPISODES,
    HEADER,
    MISSING,
    a_year,
    child,
    episode,
    spell,
    write,
)

KIDS = [f"{n:05d}" for n in range(1, 13)]
SSD_MISSING = ("miss_table_id", "miss_person_id", "miss_missing_episode_start_date")


def clashing(folder) -> list[str]:
    """Files about which a question stops a run."""
    doubts = propose(folder).doubts
    assert all(d.blocking for d in doubts if d.kind is DoubtKind.CLASH)
    return [d.file for d in doubts if d.kind is DoubtKind.CLASH]


def full_year(folder, year: int, kids, **said) -> None:
    a_year(
        folder, year, [child(k, **said) for k in kids],
        [episode(k, f"01/06/{year - 1}") for k in kids],
        [spell(k, f"02/07/{year - 1}") for k in kids],
    )  # fmt: skip


def test_noughts_that_a_spreadsheet_took_away_are_asked_about(tmp_path):
    full_year(tmp_path, 2021, KIDS)
    full_year(tmp_path, 2022, [k.lstrip("0") for k in KIDS])
    assert clashing(tmp_path) == [
        f"ssda903_2022_{module}.csv" for module in ("episodes", "header", "missing")
    ]


@pytest.mark.parametrize("second", [KIDS, [f"9{k}" for k in KIDS], ["7", "700", "7000"]])
def test_references_that_no_file_has_with_noughts_are_not(tmp_path, second):
    full_year(tmp_path, 2021, KIDS[8:])
    full_year(tmp_path, 2022, second)
    assert clashing(tmp_path) == []


def test_references_of_other_children_are_asked_about(tmp_path):
    full_year(tmp_path / "Kent", 2021, KIDS)
    full_year(tmp_path / "Essex", 2021, KIDS, dob="09/09/2009")
    assert clashing(tmp_path) == ["Kent/ssda903_2021_header.csv"]


def test_a_birth_date_put_right_is_no_other_child(tmp_path):
    full_year(tmp_path, 2021, KIDS)
    put_right = [child(k, dob="03/05/2006" if k < KIDS[4] else "03/05/2007") for k in KIDS]
    write(tmp_path, "ssda903_2022_header.csv", HEADER, put_right)
    assert clashing(tmp_path) == []


def test_two_files_of_one_module_and_day_are_said_with_the_one_that_stands(tmp_path):
    full_year(tmp_path, 2021, KIDS)
    write(tmp_path, "ssda903_2021_episodes_v2.csv", EPISODES, [episode("00001", "01/06/2020")])
    (said,) = [d.text for d in propose(tmp_path).doubts if "listed last" in d.text]
    assert "ssda903_2021_episodes_v2.csv is used" in said


def test_a_mistyped_date_moves_no_return(tmp_path):
    full_year(tmp_path, 2021, KIDS)
    write(
        tmp_path, "ssda903_2021_missing.csv", MISSING,
        [spell(k, "02/07/2020") for k in KIDS] + [spell("00001", "02/08/2029")],
    )  # fmt: skip
    full_year(tmp_path, 2022, KIDS)
    found = propose(tmp_path)
    days = {file: day for one in found.maps for file, day in one.as_at.items()}
    assert {file: day.year for file, day in days.items()} == {
        f"ssda903_{year}_{module}.csv": year
        for year in (2021, 2022) for module in ("header", "episodes", "missing")
    }  # fmt: skip
    (said,) = [d for d in found.doubts if "mistyped" in d.text]
    assert said.file == "ssda903_2021_missing.csv" and "2029" not in said.text


def test_the_dataset_is_as_it_was_taken_and_the_later_extract_is_the_later(tmp_path):
    for folder, month in (("z_before", "05"), ("a_after", "11")):
        days = [(f"M{n}", f"{n}", f"2022-{month}-{n:02d}") for n in range(1, 6)]
        write(tmp_path, f"{folder}/ssd_missing.csv", SSD_MISSING, days)
    (absences,) = [m for m in propose(tmp_path).maps if m.table == "absences"]
    assert absences.as_at == {
        "z_before/ssd_missing.csv": date(2022, 5, 5), "a_after/ssd_missing.csv": date(2022, 11, 5),
    }  # fmt: skip


def test_the_latest_day_passes_over_few_that_fall_years_after():
    days = [(date(2022, 3, 1) - date(1970, 1, 1)).days + n % 20 for n in range(300)]
    far = (date(2031, 3, 1) - date(1970, 1, 1)).days
    assert latest_sure(days) == latest_sure([*days, far]) == max(days)
    assert latest_sure([]) is None and latest_sure([far]) == far
