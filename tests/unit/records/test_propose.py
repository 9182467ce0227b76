"""What the proposer does with the traps of real extracts: asks, and never guesses."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from homeward.records.propose import DoubtKind, propose
from tests.unit.records.extracts import START, asked, columns_of, doubts_of, rows_of, write

# ------------------------------------------------------------------ the plain case


def test_a_plain_extract_is_proposed_whole_and_without_a_blocking_doubt(tmp_path):
    proposal = propose(write(tmp_path, rows_of()))
    assert columns_of(proposal) == {
        "incident": "Incident Ref", "child": "Person ID", "last_seen": "Date/Time Last Seen",
        "reported": "Date/Time Reported", "found": "Date/Time Found", "risk_first": "Initial Risk",
    }  # fmt: skip
    assert doubts_of(proposal) == ()
    assert proposal.window == (date(2021, 3, 14), date(2021, 8, 15))


def test_files_of_one_shape_share_one_map(tmp_path):
    rows = rows_of()
    write(tmp_path, rows[:60], "2021_a.csv")
    write(tmp_path, rows[60:], "2021_b.csv")
    (one,) = propose(tmp_path).maps
    assert one.files == ("2021_a.csv", "2021_b.csv")


def test_files_of_one_shape_dated_in_different_orders_are_mapped_apart(tmp_path):
    write(tmp_path, rows_of(), "a.csv")
    us = "%m/%d/%Y %H:%M"

    def american(n: int) -> dict:
        at = START + timedelta(hours=31 * n)
        return {
            "Date/Time Last Seen": f"{at:{us}}",
            "Date/Time Reported": f"{at:{us}}",
            "Date/Time Found": f"{at + timedelta(hours=9):{us}}",
        }

    write(tmp_path, rows_of(american), "b.csv")
    formats = {m.files: m.columns["reported"].format for m in propose(tmp_path).maps}
    assert formats == {("a.csv",): "%d/%m/%Y %H:%M", ("b.csv",): us}


def test_the_mark_of_made_up_extracts_is_read_and_is_no_extract(tmp_path):
    write(tmp_path, rows_of())
    (tmp_path / "SYNTHETIC.txt").write_text("Made up.\nforce: Made-up county\n", encoding="utf-8")
    proposal = propose(tmp_path)
    assert (proposal.synthetic, proposal.force) == (True, "Made-up county")
    assert proposal.unmapped == ()


# ------------------------------------------------------------------ competing and contradicting


def test_two_columns_for_one_needed_column_block(tmp_path):
    proposal = propose(write(tmp_path, rows_of(lambda n: {"Log Number": f"L{n:05d}"})))
    assert "incident" not in columns_of(proposal)
    (doubt,) = proposal.blocking
    assert doubt.kind is DoubtKind.COMPETING
    assert set(doubt.source) == {"Incident Ref", "Log Number"}
    assert "dataset.columns" in doubt.text and "ignored" in doubt.text


def test_a_linked_crime_reference_that_is_mostly_blank_does_not_compete(tmp_path):
    extra = {0: "CR/1"}
    proposal = propose(write(tmp_path, rows_of(lambda n: {"Crime Ref": extra.get(n % 9, "")})))
    assert columns_of(proposal)["incident"] == "Incident Ref"
    assert not proposal.blocking


def test_a_header_used_twice_is_asked_about(tmp_path):
    path = write(tmp_path, rows_of()) / "missing.csv"
    text = path.read_text(encoding="utf-8").replace("Date/Time Found", "Date/Time Reported")
    path.write_text(text, encoding="utf-8")
    proposal = propose(tmp_path)
    assert "reported" not in columns_of(proposal)
    assert [d.column for d in proposal.blocking] == ["reported", ""], "and the window waits"


def test_a_risk_column_of_free_text_is_not_a_grading(tmp_path):
    def change(n: int) -> dict:
        return {"Risk": f"Spoke with staff on shift about entry {n} and agreed the next steps"}

    proposal = propose(write(tmp_path, rows_of(change, drop=("Initial Risk",))))
    assert "risk_first" not in columns_of(proposal)
    assert asked(proposal, DoubtKind.CONTRADICTED) == ["risk_first"]
    assert not proposal.blocking


def test_a_found_column_of_words_is_not_a_time(tmp_path):
    change = {"Date/Time Found": "Returned of own accord"}
    proposal = propose(write(tmp_path, rows_of(lambda n: change)))
    assert "found" not in columns_of(proposal)
    assert "found" in asked(proposal, DoubtKind.CONTRADICTED)


def test_swapped_headers_are_seen_by_the_order_of_times(tmp_path):
    rows = rows_of(drop=("Date/Time Last Seen",))
    for row in rows:
        reported = datetime.strptime(row["Date/Time Reported"], "%d/%m/%Y %H:%M")
        row["Date/Time Found"] = f"{reported - timedelta(days=3):%d/%m/%Y %H:%M}"
    proposal = propose(write(tmp_path, rows))
    assert "reported" not in columns_of(proposal) and "found" not in columns_of(proposal)
    assert set(asked(proposal, DoubtKind.CONTRADICTED)) == {"reported", "found"}
    assert [d.column for d in proposal.blocking] == ["reported", ""], "and the window waits"


def test_swapped_references_are_not_taken(tmp_path):
    rows = rows_of()
    for row in rows:
        row["Incident Ref"], row["Person ID"] = row["Person ID"], row["Incident Ref"]
    proposal = propose(write(tmp_path, rows))
    assert "incident" not in columns_of(proposal)
    assert "incident" in [d.column for d in proposal.blocking]


def test_no_child_twice_is_said(tmp_path):
    proposal = propose(write(tmp_path, rows_of(lambda n: {"Person ID": f"Q{n}"})))
    assert asked(proposal, DoubtKind.NO_REPEATS) == ["child"]


@pytest.mark.parametrize(
    "header", ["Created By", "Officer Collar No", "OIC", "Last Updated By", "Supervisor ID"]
)
def test_columns_about_staff_are_ignored(tmp_path, header):
    proposal = propose(write(tmp_path, rows_of(lambda n: {header: f"C{n % 7:04d}"})))
    assert header in proposal.maps[0].ignored
    assert doubts_of(proposal) == ()


def test_names_are_ignored_and_birth_dates_used(tmp_path):
    def change(n: int) -> dict:
        return {"Surname": "Aaaa", "Forename": f"B{n % 5}", "DOB": f"1{n % 9}/0{n % 8 + 1}/2006"}

    proposal = propose(write(tmp_path, rows_of(change)))
    assert columns_of(proposal)["born_on"] == "DOB"
    assert {"Surname", "Forename"} <= set(proposal.maps[0].ignored)


def test_residence_and_missing_from_are_kept_apart(tmp_path):
    def change(n: int) -> dict:
        places = ("Children's Home", "Foster Care", "Home Address")
        return {"Residence Type": places[n % 3], "Missing From": places[(n + 1) % 3]}

    columns = columns_of(propose(write(tmp_path, rows_of(change))))
    assert columns["residence_type"] == "Residence Type"
    assert columns["missing_from_type"] == "Missing From"


def test_a_kind_of_place_without_a_telling_name_is_asked(tmp_path):
    places = ("Children's Home", "Foster Care", "Home Address")
    proposal = propose(write(tmp_path, rows_of(lambda n: {"Placement Info": places[n % 3]})))
    assert "Placement Info" not in columns_of(proposal).values()
    assert any(d.source == ("Placement Info",) and not d.blocking for d in proposal.doubts)


def test_places_in_title_case_are_not_taken_for_names_of_people(tmp_path):
    places = (
        "Returned Home", "Friends Address", "Relatives Address", "Public Place",
        "Shopping Centre", "Railway Station", "Police Station", "Out Of Force", "Bus Station",
    )  # fmt: skip
    rows = rows_of(lambda n: {"Where Found": places[n % len(places)]})
    proposal = propose(write(tmp_path, rows))
    assert columns_of(proposal)["found_place"] == "Where Found"
    people = tuple(f"Aaaa{c} Bbbb{c}" for c in "klmnopqrstuvw")
    proposal = propose(write(tmp_path, rows_of(lambda n: {"Where Found": people[n % 13]})))
    assert "found_place" not in columns_of(proposal)


def test_age_now_is_not_age_at_the_incident(tmp_path):
    proposal = propose(write(tmp_path, rows_of(lambda n: {"Current Age": 15 + n % 3})))
    assert "age" not in columns_of(proposal)


def test_coded_gradings_are_asked_about(tmp_path):
    proposal = propose(write(tmp_path, rows_of(lambda n: {"Initial Risk": 1 + n % 3})))
    assert "risk_first" not in columns_of(proposal)
    (doubt,) = [d for d in proposal.doubts if d.column == "risk_first"]
    assert "dataset.words.risk_first" in doubt.text


def test_a_distance_without_a_unit_is_said(tmp_path):
    proposal = propose(write(tmp_path, rows_of(lambda n: {"Distance": n % 40})))
    assert asked(proposal, DoubtKind.UNITS) == ["distance_km"]
    miles = write(tmp_path, rows_of(lambda n: {"Distance (miles)": n % 40}))
    assert "distance_km" not in columns_of(propose(miles))


# ------------------------------------------------------------------ flags and lists


def test_yes_no_columns_become_flags(tmp_path):
    def change(n: int) -> dict:
        flags = {"CSE Y/N": "NY"[n % 2], "County Lines Y/N": "NY"[n % 3 == 0]}
        return flags | {"Press Release Y/N": "N", "Online": "NY"[n % 2]}

    proposal = propose(write(tmp_path, rows_of(change)))
    assert proposal.maps[0].columns["exploitation"].flags == {
        "CSE Y/N": "sexual", "County Lines Y/N": "county_lines",
    }  # fmt: skip
    assert {"Press Release Y/N", "Online"} <= set(proposal.maps[0].ignored)


def test_a_flag_of_exploitation_online_is_one_and_online_alone_is_none(tmp_path):
    def change(n: int) -> dict:
        return {"CSE": "NY"[n % 2], "Online Grooming": "NY"[n % 5 == 0], "Online": "NY"[n % 3 == 0]}

    (one,) = propose(write(tmp_path, rows_of(change))).maps
    assert one.columns["exploitation"].flags == {"CSE": "sexual", "Online Grooming": "online"}
    assert "Online" in one.ignored


@pytest.mark.parametrize("mark", [";", "/", ","])
def test_lists_in_one_cell_have_their_separator(tmp_path, mark):
    cells = ("CSE", f"CSE{mark} CCE", "None", f"County Lines{mark}CSE")
    proposal = propose(write(tmp_path, rows_of(lambda n: {"Exploitation Flags": cells[n % 4]})))
    assert proposal.maps[0].columns["exploitation"].separator == mark


def test_flags_and_a_list_compete(tmp_path):
    def change(n: int) -> dict:
        return {"CSE": "NY"[n % 2], "Exploitation Flags": ("CSE", "None")[n % 2]}

    proposal = propose(write(tmp_path, rows_of(change)))
    assert "exploitation" not in columns_of(proposal)
    assert asked(proposal, DoubtKind.COMPETING) == ["exploitation"]


# ------------------------------------------------------------------ words


def test_unknown_words_of_ten_children_are_listed_and_rarer_ones_are_not(tmp_path):
    def change(n: int) -> dict:
        return {"Initial Risk": "Elevated" if n < 20 else "Speak to J first" if n == 20 else "High"}

    proposal = propose(write(tmp_path, rows_of(change)))
    assert [(u.spelling, u.rows) for u in proposal.undecided_words] == [("Elevated", 20)]
    (doubt,) = [d for d in proposal.doubts if d.kind is DoubtKind.UNKNOWN_WORDS]
    assert "2 of its spellings (21 of 120 cells)" in doubt.text
    assert "Speak" not in doubt.text + str(proposal.undecided_words)


def test_a_near_miss_is_suggested_and_not_taken(tmp_path):
    risks = ("Hihg", "Medium", "High")
    proposal = propose(write(tmp_path, rows_of(lambda n: {"Initial Risk": risks[n % 3]})))
    (word,) = proposal.undecided_words
    assert (word.spelling, word.suggestion) == ("Hihg", "high")
    assert proposal.maps[0].words == {}


def test_a_word_many_times_for_one_child_is_not_shown(tmp_path):
    def change(n: int) -> dict:
        return {"Person ID": "P9999", "Initial Risk": "Ask for Zed"} if n < 40 else {}

    proposal = propose(write(tmp_path, rows_of(change)))
    assert proposal.undecided_words == ()
