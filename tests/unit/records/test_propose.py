"""What the proposer does with the traps of real extracts: asks, and never guesses."""

from __future__ import annotations

import csv
import time
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from homeward.records.propose import DoubtKind, Proposal, propose
from homeward.vocabulary.errors import HomewardError

START = datetime(2021, 3, 14, 21, 7)


def _row(n: int) -> dict[str, object]:
    """A made-up report as a supplier with plain headers writes it."""
    reported = START + timedelta(hours=31 * n)
    return {
        "Incident Ref": f"R{n:05d}",
        "Person ID": f"P{n % 17:04d}",
        "Date/Time Last Seen": f"{reported - timedelta(hours=2):%d/%m/%Y %H:%M}",
        "Date/Time Reported": f"{reported:%d/%m/%Y %H:%M}",
        "Date/Time Found": f"{reported + timedelta(hours=9):%d/%m/%Y %H:%M}",
        "Initial Risk": ("High", "Medium", "Low")[n % 3],
    }


def _write(folder: Path, rows: list[dict], name: str = "missing.csv") -> Path:
    with (folder / name).open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return folder


def _rows(change=None, *, drop: tuple[str, ...] = (), many: int = 120) -> list[dict]:
    rows = [_row(n) for n in range(many)]
    for n, row in enumerate(rows):
        for key in drop:
            del row[key]
        if change:
            row.update(change(n))
    return rows


def _columns(proposal: Proposal) -> dict[str, str]:
    return {name: c.column for one in proposal.maps for name, c in one.columns.items()}


def _asked(proposal: Proposal, kind: DoubtKind) -> list[str]:
    return [d.column for d in proposal.doubts if d.kind is kind]


# ------------------------------------------------------------------ the plain case


def test_a_plain_extract_is_proposed_whole_and_without_a_blocking_doubt(tmp_path):
    proposal = propose(_write(tmp_path, _rows()))
    assert _columns(proposal) == {
        "incident": "Incident Ref", "child": "Person ID", "last_seen": "Date/Time Last Seen",
        "reported": "Date/Time Reported", "found": "Date/Time Found", "risk_first": "Initial Risk",
    }  # fmt: skip
    assert proposal.doubts == ()
    assert proposal.window == (date(2021, 3, 14), date(2021, 8, 15))


def test_files_of_one_shape_share_one_map(tmp_path):
    rows = _rows()
    _write(tmp_path, rows[:60], "2021_a.csv")
    _write(tmp_path, rows[60:], "2021_b.csv")
    (one,) = propose(tmp_path).maps
    assert one.files == ("2021_a.csv", "2021_b.csv")


def test_files_of_one_shape_dated_in_different_orders_are_mapped_apart(tmp_path):
    _write(tmp_path, _rows(), "a.csv")
    us = "%m/%d/%Y %H:%M"

    def american(n: int) -> dict:
        at = START + timedelta(hours=31 * n)
        return {
            "Date/Time Last Seen": f"{at:{us}}",
            "Date/Time Reported": f"{at:{us}}",
            "Date/Time Found": f"{at + timedelta(hours=9):{us}}",
        }

    _write(tmp_path, _rows(american), "b.csv")
    formats = {m.files: m.columns["reported"].format for m in propose(tmp_path).maps}
    assert formats == {("a.csv",): "%d/%m/%Y %H:%M", ("b.csv",): us}


def test_the_mark_of_made_up_extracts_is_read_and_is_no_extract(tmp_path):
    _write(tmp_path, _rows())
    (tmp_path / "SYNTHETIC.txt").write_text("Made up.\nforce: Made-up county\n", encoding="utf-8")
    proposal = propose(tmp_path)
    assert (proposal.synthetic, proposal.force) == (True, "Made-up county")
    assert proposal.unmapped == ()


# ------------------------------------------------------------------ competing and contradicting


def test_two_columns_for_one_needed_column_block(tmp_path):
    proposal = propose(_write(tmp_path, _rows(lambda n: {"Log Number": f"L{n:05d}"})))
    assert "incident" not in _columns(proposal)
    (doubt,) = proposal.blocking
    assert doubt.kind is DoubtKind.COMPETING
    assert set(doubt.source) == {"Incident Ref", "Log Number"}
    assert "dataset.columns" in doubt.text and "ignored" in doubt.text


def test_a_linked_crime_reference_that_is_mostly_blank_does_not_compete(tmp_path):
    extra = {0: "CR/1"}
    proposal = propose(_write(tmp_path, _rows(lambda n: {"Crime Ref": extra.get(n % 9, "")})))
    assert _columns(proposal)["incident"] == "Incident Ref"
    assert not proposal.blocking


def test_a_header_used_twice_is_asked_about(tmp_path):
    path = _write(tmp_path, _rows()) / "missing.csv"
    text = path.read_text(encoding="utf-8").replace("Date/Time Found", "Date/Time Reported")
    path.write_text(text, encoding="utf-8")
    proposal = propose(tmp_path)
    assert "reported" not in _columns(proposal)
    assert [d.column for d in proposal.blocking] == ["reported"]


def test_a_risk_column_of_free_text_is_not_a_grading(tmp_path):
    def change(n: int) -> dict:
        return {"Risk": f"Spoke with staff on shift about entry {n} and agreed the next steps"}

    proposal = propose(_write(tmp_path, _rows(change, drop=("Initial Risk",))))
    assert "risk_first" not in _columns(proposal)
    assert _asked(proposal, DoubtKind.CONTRADICTED) == ["risk_first"]
    assert not proposal.blocking


def test_a_found_column_of_words_is_not_a_time(tmp_path):
    change = {"Date/Time Found": "Returned of own accord"}
    proposal = propose(_write(tmp_path, _rows(lambda n: change)))
    assert "found" not in _columns(proposal)
    assert "found" in _asked(proposal, DoubtKind.CONTRADICTED)


def test_swapped_headers_are_seen_by_the_order_of_times(tmp_path):
    rows = _rows(drop=("Date/Time Last Seen",))
    for row in rows:
        reported = datetime.strptime(row["Date/Time Reported"], "%d/%m/%Y %H:%M")
        row["Date/Time Found"] = f"{reported - timedelta(days=3):%d/%m/%Y %H:%M}"
    proposal = propose(_write(tmp_path, rows))
    assert "reported" not in _columns(proposal) and "found" not in _columns(proposal)
    assert set(_asked(proposal, DoubtKind.CONTRADICTED)) == {"reported", "found"}
    assert [d.column for d in proposal.blocking] == ["reported"]


def test_swapped_references_are_not_taken(tmp_path):
    rows = _rows()
    for row in rows:
        row["Incident Ref"], row["Person ID"] = row["Person ID"], row["Incident Ref"]
    proposal = propose(_write(tmp_path, rows))
    assert "incident" not in _columns(proposal)
    assert "incident" in [d.column for d in proposal.blocking]


def test_no_child_twice_is_said(tmp_path):
    proposal = propose(_write(tmp_path, _rows(lambda n: {"Person ID": f"Q{n}"})))
    assert _asked(proposal, DoubtKind.NO_REPEATS) == ["child"]


@pytest.mark.parametrize(
    "header", ["Created By", "Officer Collar No", "OIC", "Last Updated By", "Supervisor ID"]
)
def test_columns_about_staff_are_ignored(tmp_path, header):
    proposal = propose(_write(tmp_path, _rows(lambda n: {header: f"C{n % 7:04d}"})))
    assert header in proposal.maps[0].ignored
    assert proposal.doubts == ()


def test_names_are_ignored_and_birth_dates_used(tmp_path):
    def change(n: int) -> dict:
        return {"Surname": "Aaaa", "Forename": f"B{n % 5}", "DOB": f"1{n % 9}/0{n % 8 + 1}/2006"}

    proposal = propose(_write(tmp_path, _rows(change)))
    assert _columns(proposal)["born_on"] == "DOB"
    assert {"Surname", "Forename"} <= set(proposal.maps[0].ignored)


def test_residence_and_missing_from_are_kept_apart(tmp_path):
    def change(n: int) -> dict:
        places = ("Children's Home", "Foster Care", "Home Address")
        return {"Residence Type": places[n % 3], "Missing From": places[(n + 1) % 3]}

    columns = _columns(propose(_write(tmp_path, _rows(change))))
    assert columns["residence_type"] == "Residence Type"
    assert columns["missing_from_type"] == "Missing From"


def test_a_kind_of_place_without_a_telling_name_is_asked(tmp_path):
    places = ("Children's Home", "Foster Care", "Home Address")
    proposal = propose(_write(tmp_path, _rows(lambda n: {"Placement Info": places[n % 3]})))
    assert "Placement Info" not in _columns(proposal).values()
    assert any(d.source == ("Placement Info",) and not d.blocking for d in proposal.doubts)


def test_age_now_is_not_age_at_the_incident(tmp_path):
    proposal = propose(_write(tmp_path, _rows(lambda n: {"Current Age": 15 + n % 3})))
    assert "age" not in _columns(proposal)


def test_coded_gradings_are_asked_about(tmp_path):
    proposal = propose(_write(tmp_path, _rows(lambda n: {"Initial Risk": 1 + n % 3})))
    assert "risk_first" not in _columns(proposal)
    (doubt,) = [d for d in proposal.doubts if d.column == "risk_first"]
    assert "dataset.words.risk_first" in doubt.text


def test_a_distance_without_a_unit_is_said(tmp_path):
    proposal = propose(_write(tmp_path, _rows(lambda n: {"Distance": n % 40})))
    assert _asked(proposal, DoubtKind.UNITS) == ["distance_km"]
    miles = _write(tmp_path, _rows(lambda n: {"Distance (miles)": n % 40}))
    assert "distance_km" not in _columns(propose(miles))


# ------------------------------------------------------------------ flags and lists


def test_yes_no_columns_become_flags(tmp_path):
    def change(n: int) -> dict:
        flags = {"CSE Y/N": "NY"[n % 2], "County Lines Y/N": "NY"[n % 3 == 0]}
        return flags | {"Press Release Y/N": "N", "Online": "NY"[n % 2]}

    proposal = propose(_write(tmp_path, _rows(change)))
    assert proposal.maps[0].columns["exploitation"].flags == {
        "CSE Y/N": "sexual", "County Lines Y/N": "county_lines",
    }  # fmt: skip
    assert {"Press Release Y/N", "Online"} <= set(proposal.maps[0].ignored)


@pytest.mark.parametrize("mark", [";", "/", ","])
def test_lists_in_one_cell_have_their_separator(tmp_path, mark):
    cells = ("CSE", f"CSE{mark} CCE", "None", f"County Lines{mark}CSE")
    proposal = propose(_write(tmp_path, _rows(lambda n: {"Exploitation Flags": cells[n % 4]})))
    assert proposal.maps[0].columns["exploitation"].separator == mark


def test_flags_and_a_list_compete(tmp_path):
    def change(n: int) -> dict:
        return {"CSE": "NY"[n % 2], "Exploitation Flags": ("CSE", "None")[n % 2]}

    proposal = propose(_write(tmp_path, _rows(change)))
    assert "exploitation" not in _columns(proposal)
    assert _asked(proposal, DoubtKind.COMPETING) == ["exploitation"]


# ------------------------------------------------------------------ words


def test_unknown_words_of_ten_children_are_listed_and_rarer_ones_are_not(tmp_path):
    def change(n: int) -> dict:
        return {"Initial Risk": "Elevated" if n < 20 else "Speak to J first" if n == 20 else "High"}

    proposal = propose(_write(tmp_path, _rows(change)))
    assert [(u.spelling, u.rows) for u in proposal.undecided_words] == [("Elevated", 20)]
    (doubt,) = [d for d in proposal.doubts if d.kind is DoubtKind.UNKNOWN_WORDS]
    assert "2 of its spellings (21 of 120 cells)" in doubt.text
    assert "Speak" not in doubt.text + str(proposal.undecided_words)


def test_a_near_miss_is_suggested_and_not_taken(tmp_path):
    risks = ("Hihg", "Medium", "High")
    proposal = propose(_write(tmp_path, _rows(lambda n: {"Initial Risk": risks[n % 3]})))
    (word,) = proposal.undecided_words
    assert (word.spelling, word.suggestion) == ("Hihg", "high")
    assert proposal.maps[0].words == {}


def test_a_word_many_times_for_one_child_is_not_shown(tmp_path):
    def change(n: int) -> dict:
        own = {"Person ID": "P9999", "Initial Risk": "Ask for Zed"} if n < 40 else {}
        return own

    proposal = propose(_write(tmp_path, _rows(change)))
    assert proposal.undecided_words == ()


# ------------------------------------------------------------------ tables and files


def test_one_column_alone_is_no_table(tmp_path):
    proposal = propose(_write(tmp_path, [{"Notes": f"n{n}"} for n in range(30)]))
    assert proposal.maps == ()
    assert proposal.unmapped == ("missing.csv",)
    assert proposal.window is None
    assert [d.kind for d in proposal.doubts] == [DoubtKind.UNMAPPED]


def test_a_list_of_homes_is_places(tmp_path):
    _write(tmp_path, _rows())
    homes = [
        {"Home Name": f"House {n}", "Type": "Children's Home", "Registered Beds": 3 + n}
        for n in range(12)
    ]
    _write(tmp_path, homes, "list.csv")
    tables = {m.files[0]: m.table for m in propose(tmp_path).maps}
    assert tables == {"list.csv": "places", "missing.csv": "incidents"}


def test_an_unknown_file_is_left_out_and_said(tmp_path):
    _write(tmp_path, _rows())
    stock = [{"Part": f"b{n}", "Shelf": n % 4, "Price": n * 1.5} for n in range(40)]
    _write(tmp_path, stock, "stock.csv")
    proposal = propose(tmp_path)
    assert proposal.unmapped == ("stock.csv",)
    assert [d.file for d in proposal.doubts if d.kind is DoubtKind.UNMAPPED] == ["stock.csv"]


def test_a_list_of_officers_is_left_out(tmp_path):
    _write(tmp_path, _rows())
    staff = [
        {"Collar Number": f"C{n:04d}", "Name": f"Aaaa Bbb{n}", "Rank": "PC", "Station": "North"}
        for n in range(25)
    ]
    _write(tmp_path, staff, "staff.csv")
    assert propose(tmp_path).unmapped == ("staff.csv",)


def test_two_sheets_of_a_workbook_are_two_maps_and_notes_are_passed_over(tmp_path):
    book = openpyxl.Workbook()
    for name, rows in (("2021", _rows()[:60]), ("2022", _rows()[60:])):
        sheet = book.create_sheet(name)
        sheet.append(list(rows[0]))
        for row in rows:
            sheet.append(list(row.values()))
    book["Sheet"].append(["Made for the meeting"])
    book.save(tmp_path / "missing.xlsx")
    proposal = propose(tmp_path)
    assert sorted(m.reading.sheet for m in proposal.maps) == ["2021", "2022"]
    assert {m.table for m in proposal.maps} == {"incidents"}


def test_adults_among_children_are_said(tmp_path):
    proposal = propose(_write(tmp_path, _rows(lambda n: {"Age": 12 + n % 40})))
    assert _columns(proposal)["age"] == "Age"
    (doubt,) = [d for d in proposal.doubts if d.kind is DoubtKind.ADULTS]
    assert "age_below" in doubt.text


def test_an_empty_column_is_left_out_and_said(tmp_path):
    proposal = propose(_write(tmp_path, _rows(lambda n: {"Date/Time Returned": ""})))
    assert "returned" not in _columns(proposal)
    assert _asked(proposal, DoubtKind.EMPTY) == ["returned"]
    assert "Date/Time Returned" in proposal.maps[0].ignored


def test_an_empty_needed_column_blocks(tmp_path):
    proposal = propose(_write(tmp_path, _rows(lambda n: {"Person ID": ""})))
    assert "child" in [d.column for d in proposal.blocking]


def test_a_missing_needed_column_blocks_and_says_what_to_write(tmp_path):
    proposal = propose(_write(tmp_path, _rows(drop=("Date/Time Reported", "Date/Time Found"))))
    (doubt,) = proposal.blocking
    assert (doubt.column, doubt.kind) == ("reported", DoubtKind.MISSING)
    assert "`reported = " in doubt.text


def test_an_absent_folder_is_refused(tmp_path):
    with pytest.raises(HomewardError) as refusal:
        propose(tmp_path / "nothing")
    assert refusal.value.code == "HW-F001"


def test_nine_thousand_rows_of_twenty_five_columns_take_seconds(tmp_path):
    """Measured near one second on one free core; the bound allows for a busy machine."""

    def wide(n: int) -> dict:
        return {f"Extra {k}": f"value {n * k % 997}" for k in range(12)} | {
            f"Date {k}": f"{START + timedelta(minutes=11 * n * (k + 1)):%d/%m/%Y %H:%M}"
            for k in range(7)
        }

    _write(tmp_path, _rows(wide, many=9184))
    begun = time.process_time()
    proposal = propose(tmp_path)
    assert time.process_time() - begun < 4
    assert len(proposal.maps[0].columns) == 6
