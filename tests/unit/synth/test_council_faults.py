"""Faults in the council's files: each at its rate, counted, and what it says it is."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise

import pytest

from homeward.synth.council import COUNCIL_FAULTS, council_files
from homeward.synth.identities import COUNCIL, identify
from homeward.synth.rules import PARTNER_FAULTS
from homeward.synth.sheets import Sheet, Supplied
from tests.unit.synth.council_made import made, read_xml, rows, year_rows, years
from tests.unit.synth.counties import DEFAULT, county, details

RATE = 0.2


@pytest.fixture(scope="module")
def clean():
    return made()


def csv_files(supplied: Supplied) -> dict[str, Sheet]:
    return {f.name: f for f in supplied.files if isinstance(f, Sheet)}


def changed(clean: Supplied, spoilt: Supplied, table: str) -> Counter[str]:
    """Number of cells that differ, by column; tables of the same rows."""
    pairs = list(zip(rows(clean, table), rows(spoilt, table), strict=True))
    columns = pairs[0][0]
    found = {column: sum(a[column] != b[column] for a, b in pairs) for column in columns}
    return Counter({column: number for column, number in found.items() if number})


def near(number: float, expected: float) -> bool:
    return abs(number - expected) < 5 * math.sqrt(expected)


def test_faults_are_of_the_catalogue():
    assert set(COUNCIL_FAULTS) <= set(PARTNER_FAULTS)


def test_without_rates_nothing_is_planted(clean):
    assert set(clean.planted) == set(COUNCIL_FAULTS)
    assert not any(clean.planted.values())


def test_every_kind_is_planted_where_it_can_be(clean):
    everywhere = made(**dict.fromkeys(COUNCIL_FAULTS, 1.0))
    assert all(everywhere.planted.values())
    assert everywhere.truth == clean.truth
    assert everywhere.planted["children_in_one_file"] == clean.truth["children"]
    assert everywhere.planted["postcodes_suppressed"] == len(rows(clean, "ssd_cla_episodes"))


def test_postcodes_are_withheld(clean):
    spoilt = made(postcodes_suppressed=RATE)
    care = [row for _, row in year_rows(spoilt, "episodes")]
    hidden = {(row["CHILD"], row["DECOM"]) for row in care if not row["PL_POST"]}
    assert spoilt.planted["postcodes_suppressed"] == len(hidden)
    assert near(len(hidden), RATE * len(rows(clean, "ssd_cla_episodes")))
    homes = [row for row in care if not row["HOME_POST"]]
    assert homes and all(not row["PL_POST"] for row in homes)
    for row in rows(spoilt, "ssd_cla_placement"):
        unknown = row["clap_cla_placement_postcode"] == ""
        assert unknown == (row["clap_cla_placement_distance"] == "999.9")


def _care(supplied: Supplied) -> dict[str, list[tuple[str, str, str]]]:
    """Start, end and reason of each episode of care, by child."""
    care: dict[str, list[tuple[str, str, str]]] = {}
    for row in rows(supplied, "ssd_cla_episodes"):
        told = (
            row["clae_cla_episode_start_date"],
            row["clae_cla_episode_ceased_date"] or "9999",
            row["clae_cla_episode_start_reason"],
        )
        care.setdefault(row["clae_person_id"], []).append(told)
    return care


def _overlaps(supplied: Supplied) -> int:
    return sum(
        row[1] > after[0] for own in _care(supplied).values() for row, after in pairwise(own)
    )


def test_placement_spells_overlap(clean):
    spoilt = made(spells_overlapping=RATE)
    moves = sum(reason in "PB" for own in _care(clean).values() for _, _, reason in own)
    assert _overlaps(clean) == 0
    assert _overlaps(spoilt) == spoilt.planted["spells_overlapping"]
    assert 0.4 < spoilt.planted["spells_overlapping"] / (RATE * moves) < 1.3
    ends = changed(clean, spoilt, "ssd_cla_placement")
    assert dict(ends) == {"clap_cla_placement_end_date": spoilt.planted["spells_overlapping"]}


def _outside(supplied: Supplied) -> int:
    """Missing spells that begin in no care of the child's that the tables tell of."""
    care = _care(supplied)
    return sum(
        not any(
            own[0] <= row["miss_missing_episode_start_date"][:10] <= own[1]
            for own in care.get(row["miss_person_id"], [])
        )
        for row in rows(supplied, "ssd_missing")
    )


def test_missing_spells_lie_outside_any_care(clean):
    spoilt = made(spells_contradictory=RATE)
    assert _outside(clean) == 0
    assert _outside(spoilt) == spoilt.planted["spells_contradictory"]
    assert (
        0.5
        < spoilt.planted["spells_contradictory"] / (RATE * len(rows(clean, "ssd_missing")))
        < 1.1
    )
    for row in rows(spoilt, "ssd_missing"):
        end = row["miss_missing_episode_end_date"]
        assert not end or end >= row["miss_missing_episode_start_date"]


def test_children_are_in_one_file_and_not_the_other():
    spoilt = made(children_in_one_file=RATE)
    in_return = {row["CHILD"] for _, row in year_rows(spoilt, "header")}
    in_tables = {row["pers_person_id"] for row in rows(spoilt, "ssd_person")}
    assert len(in_return ^ in_tables) == spoilt.planted["children_in_one_file"]
    assert in_return - in_tables and in_tables - in_return
    assert near(len(in_return ^ in_tables), RATE * spoilt.truth["children"])
    for table, column in {
        "missing": "miss",
        "cla_episodes": "clae",
        "cla_placement": "clap",
    }.items():
        own = {row[f"{column}_person_id"] for row in rows(spoilt, f"ssd_{table}")}
        assert own <= in_tables


def test_rows_are_given_twice(clean):
    spoilt = made(partner_duplicates=RATE)
    more = {
        name: file.rows - csv_files(clean)[name].rows for name, file in csv_files(spoilt).items()
    }
    assert sum(more.values()) == spoilt.planted["partner_duplicates"]
    assert {name for name, number in more.items() if not number} == {
        *(f"council/synthetic_ssda903_{year}_header.csv" for year in years(clean)),
        "council/ssd_person.csv",
    }
    again = rows(spoilt, "ssd_missing")
    twice = [a for a, b in pairwise(again) if a == b]
    assert len(twice) == more["council/ssd_missing.csv"]


def test_ends_are_lost(clean):
    spoilt = made(partner_dates_lost=RATE)
    missing = changed(clean, spoilt, "ssd_missing")
    placed = changed(clean, spoilt, "ssd_cla_placement")
    assert set(missing) == {"miss_missing_episode_end_date"}
    assert set(placed) == {"clap_cla_placement_end_date"}
    assert missing.total() + placed.total() == spoilt.planted["partner_dates_lost"]
    assert near(missing.total(), RATE * len(rows(clean, "ssd_missing")))
    for year in years(clean):
        assert set(changed(clean, spoilt, f"synthetic_ssda903_{year}_missing")) <= {"MIS_END"}
        assert not changed(clean, spoilt, f"synthetic_ssda903_{year}_episodes")


def test_times_are_lost_and_dates_left(clean):
    spoilt = made(partner_times_lost=RATE)
    assert not any(
        "T00:00" in row["miss_missing_episode_start_date"] for row in rows(clean, "ssd_missing")
    )
    lost = 0
    for before, after in zip(rows(clean, "ssd_missing"), rows(spoilt, "ssd_missing"), strict=True):
        start = after["miss_missing_episode_start_date"]
        assert start[:10] == before["miss_missing_episode_start_date"][:10]
        lost += start.endswith("T00:00:00")
    assert lost == spoilt.planted["partner_times_lost"] > 0


def test_words_are_spelt_otherwise(clean):
    spoilt = made(partner_spellings=RATE)
    found: Counter[str] = Counter()
    for name in csv_files(clean):
        table = name.removeprefix("council/").removesuffix(".csv")
        found += changed(clean, spoilt, table)
    assert found.total() == spoilt.planted["partner_spellings"]
    assert set(found) == {
        "ETHNIC", "PLACE", "MISSING", "pers_ethnicity", "miss_missing_episode_type",
        "clap_cla_placement_type",
    }  # fmt: skip
    texts = {row["MISSING"] for _, row in year_rows(spoilt, "missing")}
    assert texts == {"M", "A", "m", "a", "M ", "A ", "Missing", "Away"}


def test_one_fault_moves_no_other():
    one, more = (
        made(spells_overlapping=RATE),
        made(spells_overlapping=RATE, partner_times_lost=RATE),
    )
    assert rows(one, "ssd_cla_episodes") == rows(more, "ssd_cla_episodes")
    assert one.planted["spells_overlapping"] == more.planted["spells_overlapping"]


def test_a_child_recorded_twice_stands_under_both_references(clean):
    twice = identify(county(DEFAULT), {"recorded_twice": RATE})
    supplied = council_files(county(DEFAULT), details(DEFAULT), twice, {})
    second = set(twice.held(COUNCIL).second.values())
    people = {row["pers_person_id"]: row for row in rows(supplied, "ssd_person")}
    under = [row for row in rows(supplied, "ssd_missing") if row["miss_person_id"] in second]
    assert len(under) > 50
    assert all(row["miss_person_id"] in people for row in under)
    assert not any(row["clae_person_id"] in second for row in rows(supplied, "ssd_cla_episodes"))
    assert len(people) == clean.truth["children"] + len(second & people.keys())
    births = {people[ref]["pers_dob"] for ref in second & people.keys()}
    assert births and all(births)
    for year in years(supplied):
        assert read_xml(supplied, year)["header"] == rows(
            supplied, f"synthetic_ssda903_{year}_header"
        )


def test_birth_dates_are_those_the_council_holds():
    wrong = identify(county(DEFAULT), {"births_wrong": 1.0})
    supplied = council_files(county(DEFAULT), details(DEFAULT), wrong, {})
    before = {row["pers_person_id"]: row["pers_dob"] for row in rows(made(), "ssd_person")}
    after = {row["pers_person_id"]: row["pers_dob"] for row in rows(supplied, "ssd_person")}
    differ = sum(before[ref] != after[ref] for ref in before)
    assert differ > 0.9 * len(before)
    for _, row in year_rows(supplied, "missing"):
        year, month, day = after[row["CHILD"]].split("-")
        assert row["DOB"] == f"{day}/{month}/{year}"
