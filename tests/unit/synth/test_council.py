"""The council's files: the real columns, codes and rules, and what is true of them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from homeward.synth.council import council_files, looked_after
from homeward.synth.council.codes import PLACES
from homeward.synth.county import live_through
from homeward.synth.details import describe
from homeward.synth.identities import COUNCIL, identify
from homeward.vocabulary.placement import PlacementKind
from homeward.vocabulary.setting import CARE_SETTINGS, Setting
from tests.unit.synth.council_made import (
    by_child,
    day,
    document,
    identities,
    last_day,
    made,
    opens,
    read_xml,
    rows,
    sheet,
    year_rows,
    years,
)
from tests.unit.synth.counties import DEFAULT, TINY, county, profile

RETURN = {
    "header": "CHILD SEX DOB ETHNIC UPN MOTHER MC_DOB",
    "episodes": "CHILD DECOM RNE LS CIN PLACE PLACE_PROVIDER DEC REC REASON_PLACE_CHANGE"
    " HOME_POST PL_POST URN",
    "missing": "CHILD DOB MISSING MIS_START MIS_END",
}

TABLES = {
    "person": "pers_legacy_id pers_person_id pers_upn pers_forename pers_surname pers_sex"
    " pers_gender pers_ethnicity pers_dob pers_single_unique_id pers_upn_unknown"
    " pers_send_flag pers_expected_dob pers_death_date pers_is_mother pers_nationality",
    "missing": "miss_table_id miss_person_id miss_missing_episode_start_date"
    " miss_missing_episode_type miss_missing_episode_end_date miss_missing_rhi_offered"
    " miss_missing_rhi_accepted",
    "cla_episodes": "clae_cla_episode_id clae_person_id clae_cla_placement_id"
    " clae_cla_episode_start_date clae_cla_episode_start_reason clae_cla_primary_need_code"
    " clae_cla_episode_ceased_date clae_cla_episode_ceased_reason clae_cla_id"
    " clae_referral_id clae_cla_last_iro_contact_date clae_entered_care_date",
    "cla_placement": "clap_cla_placement_id clap_cla_id clap_person_id"
    " clap_cla_placement_start_date clap_cla_placement_type clap_cla_placement_urn"
    " clap_cla_placement_distance clap_cla_placement_provider clap_cla_placement_postcode"
    " clap_cla_placement_end_date clap_cla_placement_change_reason",
}

#: Codes that may stand in each column; "-" stands for a blank cell.
CODES = {
    "SEX": "1 2",
    "MOTHER": "- 0 1",
    "ETHNIC": "WBRI WIRI WOTH WIRT WROM MWBC MWBA MWAS MOTH AIND APKN ABAN AOTH BCRB BAFR"
    " BOTH CHNE OOTH REFU NOBT",
    "RNE": "S P L T U B",
    "LS": "C1 C2 V2 J1 L1 L2",
    "CIN": "N1 N2 N3 N4 N5 N6 N7 N8",
    "PLACE": "H5 K1 K2 U1 U2 U3 U4 U5 U6 Z1",
    "PLACE_PROVIDER": "- PR1 PR2 PR4 PR5",
    "REC": "- X1 E3 E4A E4B E5 E6 E7 E8 E9 E13 E41",
    "REASON_PLACE_CHANGE": "- CARPL CLOSE ALLEG STAND APPRR CREQB CREQO CHILD LAREQ PLACE OTHER",
    "MISSING": "M A",
}


@pytest.fixture(scope="module")
def clean():
    return made()


def test_the_files_are_a_return_for_each_year_and_four_tables(clean):
    names = [f.name.removeprefix("council/") for f in clean.files]
    returns = [
        name
        for year in (2019, 2020, 2021, 2022, 2023)
        for name in (
            *(f"synthetic_ssda903_{year}_{table}.csv" for table in RETURN),
            f"synthetic_ssda903_{year}.xml",
        )
    ]
    assert names == returns + [f"ssd_{name}.csv" for name in TABLES]
    assert years(made(TINY)) == [2022, 2023]


def test_columns_are_the_real_ones(clean):
    for year in years(clean):
        for table, columns in RETURN.items():
            assert (
                list(sheet(clean, f"synthetic_ssda903_{year}_{table}").columns) == columns.split()
            )
    for table, columns in TABLES.items():
        assert list(sheet(clean, f"ssd_{table}").columns) == columns.split()


@pytest.mark.parametrize("column", sorted(CODES))
def test_cells_hold_codes_of_the_return(clean, column):
    allowed = {code.strip("-") for code in CODES[column].split()}
    (table,) = [name for name, columns in RETURN.items() if column in columns.split()]
    found = {row[column] for _, row in year_rows(clean, table)}
    assert found <= allowed
    assert len(found) > 1


def test_every_care_setting_has_a_placement_code():
    assert {Setting(name) for name in PLACES} == set(CARE_SETTINGS)


def test_the_children_are_the_authoritys_own(clean):
    world, who = county(DEFAULT).world, looked_after(county(DEFAULT))
    assert PlacementKind.OTHER_HERE.value not in world.children.placement[who]
    assert clean.truth["children"] == len(who)
    first = identities().reference(COUNCIL)
    in_return = {row["CHILD"] for _, row in year_rows(clean, "header")}
    in_tables = {row["pers_person_id"] for row in rows(clean, "ssd_person")}
    assert in_return == in_tables == {first[place] for place in who.tolist()}


def test_a_header_is_there_for_every_row_and_no_other(clean):
    for year in years(clean):
        header = [row["CHILD"] for row in rows(clean, f"synthetic_ssda903_{year}_header")]
        own = {
            r["CHILD"]
            for t in ("episodes", "missing")
            for r in rows(clean, f"synthetic_ssda903_{year}_{t}")
        }
        assert len(set(header)) == len(header)
        assert set(header) == own


def test_episodes_follow_one_another_without_gap_or_overlap(clean):
    for year in years(clean):
        for _, own in by_child(rows(clean, f"synthetic_ssda903_{year}_episodes")):
            for row in own:
                assert not row["DEC"] or day(row["DEC"]) > day(row["DECOM"])
                assert bool(row["DEC"]) == bool(row["REC"])
            for row, after in pairwise(own):
                goes_on = row["REC"] == "X1"
                assert goes_on == (after["RNE"] != "S") == (row["DEC"] == after["DECOM"])
                assert day(row["DEC"]) <= day(after["DECOM"])
            assert own[-1]["REC"] != "X1"


def test_a_new_episode_differs_as_its_reason_says(clean):
    where = ("PLACE", "PL_POST", "URN", "PLACE_PROVIDER")
    seen = Counter()
    for year in years(clean):
        for _, own in by_child(rows(clean, f"synthetic_ssda903_{year}_episodes")):
            for row, after in pairwise(own):
                legal = row["LS"] != after["LS"]
                moved = any(row[column] != after[column] for column in where)
                assert after["RNE"] == "S" or legal == (after["RNE"] in "LBU")
                assert after["RNE"] == "S" or moved == (after["RNE"] in "PTBU")
                assert bool(row["REASON_PLACE_CHANGE"]) == (after["RNE"] in "PTBU")
                assert (row["REASON_PLACE_CHANGE"] == "PLACE") == (after["RNE"] in "TU")
                seen[after["RNE"]] += 1
    assert {"L", "P", "T", "B"} <= set(seen)


def test_short_orders_are_short_and_needs_do_not_change(clean):
    longest = {"L1": 3, "L2": 8}
    need: dict[str, set[str]] = {}
    for row in rows(clean, "ssd_cla_episodes"):
        need.setdefault(row["clae_cla_id"], set()).add(row["clae_cla_primary_need_code"])
    assert max(len(codes) for codes in need.values()) == 1
    ended = [r for _, r in year_rows(clean, "episodes") if r["DEC"] and r["LS"] in longest]
    assert ended
    assert all((day(r["DEC"]) - day(r["DECOM"])).days <= longest[r["LS"]] for r in ended)


def test_a_year_holds_what_overlaps_it_as_it_stood_at_its_end(clean):
    for table, start, end in (("episodes", "DECOM", "DEC"), ("missing", "MIS_START", "MIS_END")):
        for year, row in year_rows(clean, table):
            assert day(row[start]) <= last_day(year)
            assert not row[end] or opens(year) <= day(row[end]) <= last_day(year)
        for year in years(clean)[:-1]:
            was_open = _starts(clean, f"synthetic_ssda903_{year}_{table}", start, end)
            assert was_open or table == "missing"
            assert was_open <= _starts(clean, f"synthetic_ssda903_{year + 1}_{table}", start)


def _starts(supplied, name, start, end="") -> set[tuple[str, str]]:
    """Child and start of each row; only of those still open, if told which column ends."""
    return {(r["CHILD"], r[start]) for r in rows(supplied, name) if not end or not r[end]}


def test_missing_spells_do_not_overlap_and_lie_in_care(clean):
    for year in years(clean):
        care = dict(by_child(rows(clean, f"synthetic_ssda903_{year}_episodes")))
        for child, own in by_child(rows(clean, f"synthetic_ssda903_{year}_missing")):
            for row, after in pairwise(own):
                assert row["MIS_END"] and day(row["MIS_END"]) <= day(after["MIS_START"])
            for row in own:
                start, end = day(row["MIS_START"]), day(row["MIS_END"] or row["MIS_START"])
                assert start <= end
                assert any(_within(start, end, episode) for episode in _joined(care[child]))


def _joined(episodes) -> list[tuple[date, date]]:
    """Spells in one placement, as dates."""
    out: list[tuple[date, date]] = []
    for row in episodes:
        begun, over = day(row["DECOM"]), day(row["DEC"]) if row["DEC"] else date.max
        if row["RNE"] in "LTU" and out:
            out[-1] = (out[-1][0], over)
        else:
            out.append((begun, over))
    return out


def _within(start: date, end: date, spell: tuple[date, date]) -> bool:
    return spell[0] <= start and end <= spell[1]


def test_placements_outside_the_county_have_addresses_outside_it(clean):
    away = clean.truth["placement_days_away"]
    assert 0 < away < sum(clean.truth["placement_days"].values())
    posts = Counter(row["PL_POST"][:2] for _, row in year_rows(clean, "episodes"))
    assert set(posts) == {"ZZ", "XX"} and posts["ZZ"] > posts["XX"]
    assert all(
        re.fullmatch(r"ZZ\d \d[A-Z]{2}", row["HOME_POST"])
        for _, row in year_rows(clean, "episodes")
    )


def test_a_home_has_one_registration_provider_and_postcode(clean):
    at: dict[str, set[tuple[str, str]]] = {}
    for _, row in year_rows(clean, "episodes"):
        if row["PLACE"] == "K2":
            at.setdefault(row["URN"], set()).add((row["PL_POST"], row["PLACE_PROVIDER"]))
        if row["PLACE"] in ("H5", "Z1"):
            assert row["URN"] == ""
    assert len(at) > 40
    assert max(len(found) for found in at.values()) == 1
    assert all(re.fullmatch(r"SC9[89]\d{4}|99\d{5}", urn) for urn in at)


def test_pupil_numbers_are_well_formed_unique_and_of_no_authority(clean):
    letters = "ABCDEFGHJKLMNPQRTUVWXYZ"
    numbers = [row["pers_upn"] for row in rows(clean, "ssd_person") if row["pers_upn"]]
    assert len(set(numbers)) == len(numbers)
    for number in numbers:
        assert re.fullmatch(r"[A-Z]999\d{9}", number)
        total = sum(int(digit) * (n + 2) for n, digit in enumerate(number[1:]))
        assert number[0] == letters[total % 23]
    unknown = {r["pers_upn_unknown"] for r in rows(clean, "ssd_person") if not r["pers_upn"]}
    assert unknown == {"UN2", "UN5"}


def test_placement_spells_join_the_episodes_they_are_made_of(clean):
    spells = {row["clap_cla_placement_id"]: row for row in rows(clean, "ssd_cla_placement")}
    assert len(spells) == sheet(clean, "ssd_cla_placement").rows
    parts: dict[str, list[dict[str, str]]] = {}
    for row in rows(clean, "ssd_cla_episodes"):
        parts.setdefault(row["clae_cla_placement_id"], []).append(row)
    assert parts.keys() == spells.keys()
    for name, own in parts.items():
        spell = spells[name]
        assert own[-1]["clae_cla_episode_ceased_date"] == spell["clap_cla_placement_end_date"]
        assert spell["clap_cla_placement_start_date"] <= own[0]["clae_cla_episode_start_date"]
        assert {row["clae_cla_id"] for row in own} == {spell["clap_cla_id"]}
        assert own[0]["clae_entered_care_date"] <= spell["clap_cla_placement_start_date"]


def test_every_table_and_document_says_that_it_is_synthetic(clean):
    for table, columns in TABLES.items():
        first = columns.split()[0]
        assert all(row[first].startswith("SYNTHETIC") for row in rows(clean, f"ssd_{table}"))
    for year in years(clean):
        assert b"SYNTHETIC" in document(clean, year).content[:120]


@pytest.mark.parametrize("rate", [0.0, 0.1, 1.0])
def test_xml_reads_back_as_the_csv(rate):
    supplied = made(partner_spellings=rate, partner_duplicates=rate, postcodes_suppressed=rate)
    for year in years(supplied):
        tables = read_xml(supplied, year)
        assert document(supplied, year).rows == len(tables["header"])
        for table, found in tables.items():
            assert found == rows(supplied, f"synthetic_ssda903_{year}_{table}")


def test_later_years_write_sex_in_letters_and_register_semi_independent_homes():
    window = replace(profile().window, opens=date(2023, 1, 1), closes=date(2024, 12, 31))
    later = live_through(replace(profile(), window=window), 1)
    supplied = council_files(later, describe(later), identify(later, {}), {})
    sexes = {year: set() for year in years(supplied)}
    for year, row in year_rows(supplied, "header"):
        sexes[year].add(row["SEX"])
    assert sexes == {2023: {"1", "2"}, 2024: {"1", "2"}, 2025: {"F", "M"}}
    registered = {2023: set(), 2024: set(), 2025: set()}
    for year, row in year_rows(supplied, "episodes"):
        if row["PLACE"] == "H5" and not row["DEC"]:
            registered[year].add(bool(row["URN"]))
    assert registered == {2023: {False}, 2024: {True}, 2025: {True}}


def test_whom_nobody_named_has_no_birth_date_and_everyone_else_has():
    small = county(TINY)
    who = looked_after(small)
    some = council_files(small, None, identify(small, {}, who[1:]), {})
    blank = [row for row in rows(some, "ssd_person") if not row["pers_dob"]]
    assert len(blank) == 1
    whole = council_files(small, None, identify(small, {}, who), {})
    assert all(row["pers_dob"] and row["pers_surname"] for row in rows(whole, "ssd_person"))


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    def written(supplied, folder):
        return [f.write(tmp_path / folder).read_bytes() for f in supplied.files]

    first = written(made(TINY), "first")
    made.cache_clear()
    assert written(made(TINY), "second") == first
    assert written(made(TINY, seed=2), "third") != first
