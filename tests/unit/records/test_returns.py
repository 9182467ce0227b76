"""SSDA903 and the Standard Safeguarding Dataset: mapped and read with no plan."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from homeward.records.intake import Scope, ingest
from homeward.records.propose import propose
from homeward.records.propose_doubts import DoubtKind
from homeward.study.intake import pointed_out
from tests.unit.records.returns_made import (
    EPISODES,
    a_year,
    account,
    child,
    episode,
    pointed,
    rows,
    spell,
    taken,
    two_years,
    write,
    write_xml,
)


def test_a_folder_of_returns_is_mapped_without_a_question(tmp_path):
    two_years(tmp_path)
    found = propose(tmp_path)
    assert not found.unmapped and not found.blocking and not found.undecided_words
    assert [d.kind for d in found.doubts] == [DoubtKind.RETURNED]
    assert found.window == (date(2021, 1, 10), date(2022, 3, 31)), "to the day of the last return"
    assert {one.table for one in found.maps} == {
        "children", "placements", "care_episodes", "absences", "incidents",
    }  # fmt: skip
    for one in found.maps:
        assert set(one.as_at.values()) == {date(2021, 3, 31), date(2022, 3, 31)}


def test_the_later_return_of_a_spell_is_used_and_the_earlier_counted(tmp_path):
    two_years(tmp_path)
    _, intake = taken(tmp_path)
    placed = rows(intake, "placements", "child", "started", "ended", "placement_type")
    assert placed == [
        ("child:C1", date(2020, 6, 1), date(2021, 9, 9), "foster"),
        ("child:C1", date(2021, 9, 9), None, "supported_accommodation"),
        ("child:C2", date(2020, 5, 1), date(2021, 2, 1), "childrens_home"),
    ]
    early = account(intake, "ssda903_2021_episodes.csv", "placements")
    assert (early.read, early.used, early.duplicate, early.set_aside) == (2, 1, 1, 0)
    assert (early.gave_way, early.pointed_out) == (1, {})
    late = account(intake, "ssda903_2022_episodes.csv", "placements")
    assert (late.used, late.gave_way) == (2, 0)
    assert rows(intake, "absences", "child", "started_on", "ended_on", "absence_kind") == [
        ("child:C1", date(2021, 3, 30), date(2021, 4, 2), "missing"),
        ("child:C2", date(2021, 1, 10), date(2021, 1, 11), "away_a"),
    ]
    assert rows(intake, "children", "child", "sex", "ethnicity") == [
        ("child:C1", "male", "mixed"), ("child:C2", "female", "white"),
    ]  # fmt: skip


def test_what_the_earlier_return_said_otherwise_is_kept_in_quarantine(tmp_path):
    a_year(tmp_path, 2021, [], [episode("C1", "01/06/2020", "01/03/2021", "U6")], [])
    a_year(tmp_path, 2022, [], [episode("C1", "01/06/2020", "01/05/2021", "K2")], [])
    _, intake = taken(tmp_path)
    assert rows(intake, "placements", "ended", "placement_type") == [
        (date(2021, 5, 1), "childrens_home")
    ]
    early = account(intake, "ssda903_2021_episodes.csv", "placements")
    assert (early.gave_way, early.pointed_out) == (1, {"HW-R051": 1})
    listed = intake.quarantine.rows.to_pylist()
    assert [(r["code"], r["fate"], r["row"]) for r in listed if r["number"] == early.number] == [
        ("HW-R051", "earlier", 2)
    ]


def test_a_later_blank_keeps_what_lasts_and_takes_back_an_end(tmp_path):
    a_year(
        tmp_path, 2021, [child("C1", "1", ethnic="WBRI"), child("C2", "2")],
        [episode("C1", "01/06/2020", "01/03/2021", "K2"), episode("C2", "01/05/2020")], [],
    )  # fmt: skip
    a_year(
        tmp_path, 2022, [child("C1", "", ethnic=""), child("C2", "1")],
        [episode("C1", "01/06/2020", "", ""), episode("C2", "01/05/2020")], [],
    )  # fmt: skip
    _, intake = taken(tmp_path)
    assert sorted(rows(intake, "children", "child", "sex", "ethnicity")) == [
        ("child:C1", "male", "white"), ("child:C2", "male", "white"),
    ]  # fmt: skip
    assert rows(intake, "placements", "child", "ended", "placement_type") == [
        ("child:C1", None, "childrens_home"), ("child:C2", None, "foster"),
    ]  # fmt: skip
    header = account(intake, "ssda903_2022_header.csv", "children")
    assert header.pointed_out == {"HW-R058": 2} and header.gave_way == 0
    late = account(intake, "ssda903_2022_episodes.csv", "placements")
    assert late.pointed_out == {"HW-R058": 1}
    early = account(intake, "ssda903_2021_episodes.csv", "placements")
    assert early.pointed_out == {"HW-R051": 1}  # the end that was taken back
    listed = [(r["code"], r["column"], r["fate"]) for r in intake.quarantine.rows.to_pylist()]
    assert listed.count(("HW-R058", "ethnicity", "used")) == 1


def test_a_later_file_without_the_column_keeps_what_was_said_and_is_not_pointed_out(tmp_path):
    spell_of = episode("C1", "01/06/2020"), episode("C2", "01/05/2020", ls="E1")
    a_year(tmp_path, 2021, [child("C1"), child("C2")], spell_of, [])
    a_year(tmp_path, 2022, [child("C1", "", ethnic=""), child("C2")], [], [])
    at = EPISODES.index("LS")
    header, *short = ([*row[:at], *row[at + 1 :]] for row in (EPISODES, *spell_of))
    write(tmp_path, "ssda903_2022_episodes.csv", header, short)
    _, intake = taken(tmp_path)
    kept = rows(intake, "placements", "child", "legal_status")
    assert len(kept) == 2 and all(status for _, status in kept)
    assert pointed(intake, "placements") == {} and pointed(intake, "care_episodes") == {}
    assert pointed(intake, "children") == {"HW-R058": 2}
    assert [one for one in pointed_out(intake.account) if one.startswith("HW-R058")] == [
        "HW-R058: A later return leaves blank what an earlier one says: "
        "2 cells of children, listed in quarantine."
    ]


def test_order_in_the_folder_does_not_decide_which_return_is_the_later(tmp_path):
    a_year(tmp_path / "z", 2020, [], [episode("C1", "01/06/2019")], [])
    a_year(tmp_path / "a", 2021, [], [episode("C1", "01/06/2019", "05/05/2020")], [])
    _, intake = taken(tmp_path)
    assert rows(intake, "placements", "ended") == [(date(2020, 5, 5),)]


def test_dates_stay_dates_in_missing_spells(tmp_path):
    two_years(tmp_path)
    _, intake = taken(tmp_path)
    for table, column in (("absences", "started"), ("incidents", "reported")):
        assert set(rows(intake, table, f"{column}_flag")) == {("date_only",)}
        assert set(rows(intake, table, f"{column}_at", f"{column}_local")) == {(None, None)}


def test_missing_spells_are_incidents_where_no_force_is(tmp_path):
    two_years(tmp_path)
    proposal, intake = taken(tmp_path)
    assert rows(intake, "incidents", "child", "reported_on", "found_on", "report_type", "age") == [
        ("child:C1", date(2021, 3, 30), date(2021, 4, 2), "missing", 13),
        ("child:C2", date(2021, 1, 10), date(2021, 1, 11), "away_a", 13),
    ]
    (said,) = [d for d in proposal.doubts if d.kind is DoubtKind.RETURNED]
    assert not said.blocking and "dates and no times of day" in said.text


def test_two_absences_of_one_day_are_both_kept(tmp_path):
    spells = [
        spell("C1", "03/03/2021", "03/03/2021", "A"), spell("C1", "03/03/2021", "04/03/2021"),
        spell("C1", "04/03/2021", "05/03/2021"), spell("C1", "04/03/2021", "05/03/2021"),
    ]  # fmt: skip
    a_year(tmp_path, 2021, [child("C1")], [episode("C1", "01/06/2020")], spells)
    _, intake = taken(tmp_path)
    for table in ("absences", "incidents"):
        one = account(intake, "ssda903_2021_missing.csv", table)
        assert (one.used, one.duplicate, one.set_aside) == (3, 1, 0), table
    assert not pointed(intake, "absences")


def test_spells_that_cannot_all_be_so_are_used_and_pointed_out(tmp_path):
    episodes = [
        episode("C1", "01/05/2020", "01/08/2020"), episode("C1", "20/07/2020", "01/09/2020"),
        episode("C2", "01/05/2020"), episode("C2", "01/09/2020", "01/10/2020"),
        episode("C3", "01/05/2020", "01/06/2020"), episode("C3", "01/05/2020", "02/06/2020"),
        episode("C4", "01/05/2020", "01/06/2020"), episode("C4", "01/06/2020", "01/07/2020"),
        episode("C9", "01/05/2020", "01/06/2020"),
    ]  # fmt: skip
    spells = [
        spell("C4", "10/05/2020", "11/05/2020"), spell("C4", "02/07/2020", "03/07/2020"),
        spell("C4", "01/07/2020", "01/07/2020"), spell("C5", "02/07/2020", "05/07/2020"),
    ]  # fmt: skip
    a_year(tmp_path, 2021, [child(f"C{n}") for n in range(1, 6)], episodes, spells)
    _, intake = taken(tmp_path)
    for table in ("placements", "care_episodes"):
        assert pointed(intake, table) == {
            "HW-R052": 1, "HW-R053": 1, "HW-R054": 2, "HW-R057": 1,
        }  # fmt: skip
    assert pointed(intake, "absences") == {"HW-R055": 2}
    assert account(intake, "ssda903_2021_episodes.csv", "placements").used == len(episodes)
    fates = {r["fate"] for r in intake.quarantine.rows.to_pylist()}
    assert fates == {"used"}


def test_a_spell_open_in_one_return_and_gone_from_the_next_is_pointed_out(tmp_path):
    a_year(tmp_path, 2021, [], [episode("C1", "01/06/2020"), episode("C2", "01/06/2020")], [])
    a_year(tmp_path, 2022, [], [episode("C1", "02/06/2020"), episode("C2", "01/06/2020")], [])
    a_year(tmp_path, 2024, [], [episode("C3", "02/06/2023")], [])
    _, intake = taken(tmp_path)
    found = {
        file: account(intake, f"ssda903_{file}_episodes.csv", "placements").pointed_out
        for file in (2021, 2022, 2024)
    }
    assert found == {2021: {"HW-R053": 1, "HW-R056": 1}, 2022: {}, 2024: {}}


def test_a_registration_of_seven_x_is_no_place(tmp_path):
    a_year(
        tmp_path, 2021, [],
        [episode("C1", "01/06/2020", urn="XXXXXXX"), episode("C2", "01/06/2020", urn="1234567")],
        [],
    )  # fmt: skip
    _, intake = taken(tmp_path)
    assert rows(intake, "placements", "child", "place") == [
        ("child:C1", None), ("child:C2", "place:1234567"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("U1", "foster"), ("Q2", "foster"), ("F5", "foster"), ("K2", "childrens_home"),
        ("H4", "childrens_home"), ("K1", "secure_home"), ("H5", "supported_accommodation"),
        ("K3", "supported_accommodation"), ("P1", "family_home"), ("P2", "independent"),
        ("R2", "hospital"), ("S1", "residential_school"), ("Z14", "other"), ("A5", "other"),
        ("M3", "not_recorded"), ("k2", "childrens_home"), (" U6 ", "foster"),
    ],
)  # fmt: skip
def test_placement_codes_of_every_year(tmp_path, code, kind):
    write(tmp_path, "episodes_2021.csv", EPISODES, [episode("C1", "01/06/2020", place=code)])
    _, intake = taken(tmp_path)
    assert rows(intake, "placements", "placement_type") == [(kind,)]


def test_an_unknown_code_is_asked_about_and_never_guessed(tmp_path):
    episodes = [episode(f"C{n}", "01/06/2020", place="K9") for n in range(12)]
    write(tmp_path, "episodes_2021.csv", EPISODES, episodes)
    proposal, intake = taken(tmp_path)
    assert [(u.column, u.spelling) for u in proposal.undecided_words] == [("placement_type", "K9")]
    one = account(intake, "episodes_2021.csv", "placements")
    assert (one.used, one.cells_set_aside, one.reasons) == (
        12, 12, {("HW-R014", "placement_type"): 12},
    )  # fmt: skip


def test_an_xml_return_holds_the_tables_of_the_csv_files(tmp_path):
    headers = [child("C1"), child("C2", "2")]
    episodes = [episode("C1", "01/06/2020"), episode("C2", "01/05/2020", "01/02/2021", "K2")]
    spells = [spell("C1", "30/03/2021"), spell("C2", "10/01/2021", "11/01/2021", "A")]
    write_xml(tmp_path / "xml", "return.xml", headers, episodes, spells)
    a_year(tmp_path / "csv", 2021, headers, episodes, spells)
    proposal, from_xml = taken(tmp_path / "xml")
    _, from_csv = taken(tmp_path / "csv")
    assert not proposal.blocking and not proposal.unmapped
    for name, table in from_csv.tables.items():
        columns = [c for c in table.column_names if not c.startswith("source")]
        assert rows(from_xml, name, *columns) == rows(from_csv, name, *columns), name
    notes = account(from_xml, "return.xml", "placements").notes
    assert notes == ("2 of the return's module Reviews, which nothing here reads",)


def test_the_same_return_as_xml_and_as_csv_is_used_once(tmp_path):
    headers = [child("C1"), child("C2", "2")]
    episodes = [episode("C1", "01/06/2020"), episode("C2", "01/05/2020", "01/02/2021", "K2")]
    spells = [spell("C1", "30/03/2021")]
    write_xml(tmp_path, "ssda903_2021.xml", headers, episodes, spells)
    a_year(tmp_path, 2021, headers, episodes, spells)
    _, intake = taken(tmp_path)
    assert [len(intake.tables[t]) for t in ("children", "placements", "absences")] == [2, 2, 1]
    assert account(intake, "ssda903_2021.xml", "placements").gave_way == 2
    assert not any(pointed(intake, t) for t in intake.tables)


@pytest.mark.parametrize("heading", ["clae_cla_episode_ceased_date", "clae_cla_episode_ceased"])
def test_an_episode_of_care_ends_whichever_way_its_end_is_headed(tmp_path, heading):
    write(
        tmp_path, "ssd_cla_episodes.csv",
        (
            "clae_cla_episode_id", "clae_person_id", "clae_cla_episode_start_date",
            "clae_cla_episode_start_reason", "clae_cla_primary_need_code", heading,
        ),
        [
            ("E1", "C1", "2021-01-01", "S", "N1", "2021-05-09"),
            ("E2", "C2", "2021-02-01", "S", "N1", ""),
        ],
    )  # fmt: skip
    _, intake = taken(tmp_path)
    ends = rows(intake, "care_episodes", "child", "ended")
    assert [(child, end and str(end)) for child, end in ends] == [
        ("child:C1", "2021-05-09"), ("child:C2", None),
    ]  # fmt: skip


SSD_MISSING = (
    "miss_table_id", "miss_person_id", "miss_missing_episode_start_date",
    "miss_missing_episode_type", "miss_missing_episode_end_date", "miss_missing_rhi_offered",
    "miss_missing_rhi_accepted",
)  # fmt: skip


def test_the_dataset_is_mapped_without_a_question(tmp_path):
    write(
        tmp_path, "ssd_person.csv",
        tuple(f"pers_{n}" for n in ["person_id", "forename", "surname", "sex", "ethnicity", "dob"]),
        [("C1", "Ann", "Example", "F", "AIND", "2007-05-03"), ("C2", "Bo", "Example", "U", "", "")],
    )  # fmt: skip
    write(
        tmp_path, "ssd_missing.csv", SSD_MISSING,
        [
            ("M1", "C1", "2021-06-01T22:15:00", "Missing", "2021-06-02T01:05:00", "Y", "N"),
            ("M2", "C1", "2021-06-09T00:00:00", "Away", "", "NA", ""),
        ],
    )  # fmt: skip
    write(
        tmp_path, "ssd_cla_episodes.csv",
        (
            "clae_cla_episode_id", "clae_person_id", "clae_cla_episode_start_date",
            "clae_cla_episode_start_reason", "clae_cla_primary_need_code",
            "clae_cla_episode_ceased_date", "clae_cla_episode_ceased_reason",
        ),
        [("E1", "C1", "2021-01-01", "S", "N1", "", "")],
    )  # fmt: skip
    write(
        tmp_path, "ssd_cla_placement.csv",
        (
            "clap_cla_placement_id", "clap_person_id", "clap_cla_placement_start_date",
            "clap_cla_placement_type", "clap_cla_placement_urn", "clap_cla_placement_end_date",
        ),
        [("P1", "C1", "2021-01-01", "K2", "SC1", "")],
    )  # fmt: skip
    proposal, intake = taken(tmp_path)
    assert not proposal.unmapped and not proposal.blocking
    assert rows(intake, "children", "child", "sex", "ethnicity") == [
        ("child:C1", "female", "asian"), ("child:C2", "not_recorded", "not_recorded"),
    ]  # fmt: skip
    assert "forename" in next(m for m in proposal.maps if m.table == "children").columns
    assert not {"forename", "surname", "born_on"} & set(intake.tables["children"].column_names)
    assert rows(intake, "absences", "started_local", "started_flag", "interview_offered") == [
        (None, "date_only", "not_recorded"), (datetime(2021, 6, 1, 22, 15), "ok", "yes"),
    ]  # fmt: skip
    assert rows(intake, "incidents", "incident", "report_type") == [
        ("incident:M1", "missing"), ("incident:M2", "away_a"),
    ]  # fmt: skip
    assert rows(intake, "placements", "placement_type", "place") == [
        ("childrens_home", "place:sc1")
    ]
    assert rows(intake, "care_episodes", "start_reason", "need") == [("started", "abuse_neglect")]


def test_placements_of_the_dataset_give_way_to_the_episodes_of_the_return(tmp_path):
    two_years(tmp_path)
    write(
        tmp_path, "ssd_cla_placement.csv",
        ("clap_person_id", "clap_cla_placement_start_date", "clap_cla_placement_type"),
        [("C1", "2020-06-01", "U6")],
    )  # fmt: skip
    found = propose(tmp_path)
    assert found.unmapped == ("ssd_cla_placement.csv",)
    assert any("Episodes are used" in d.text for d in found.doubts)


@pytest.mark.parametrize("piece", [1, 3])
def test_nothing_depends_on_how_many_rows_are_looked_at_together(tmp_path, piece):
    two_years(tmp_path)
    proposal, whole = taken(tmp_path)
    scope = Scope(*proposal.window, 18)
    parts = ingest(tmp_path, proposal.maps, scope, lambda k, t: f"{k}:{t}", piece=piece)
    assert parts.account == whole.account
    assert parts.tables == whole.tables
    assert parts.quarantine.rows == whole.quarantine.rows
