"""The front door as a whole: what is used, what is set aside and why, and what is stored."""

from __future__ import annotations

import csv
import gc
import stat
import threading
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from homeward.records.checks import Scope
from homeward.records.intake import arrow_schema, ingest
from homeward.records.mapping import ColumnMap, FileMap, Reading
from homeward.records.schema import Personal
from homeward.records.tables import TABLES
from homeward.vocabulary.errors import HomewardError
from tests.unit.records.files import (
    COLUMNS,
    HEADER,
    SCOPE,
    WHEN,
    account,
    csv_text,
    row,
    take_in,
    used,
    workbook,
    write,
)


def test_a_sound_row_is_stored_as_declared(tmp_path):
    intake = take_in(tmp_path, [row("M1")])
    table = intake.tables["incidents"]
    assert table.schema == arrow_schema(TABLES["incidents"])
    (stored,) = table.to_pylist()
    assert stored["incident"] == "incident:M1"
    assert stored["child"] == "child:C1"
    assert stored["reported_at"] == datetime(2023, 3, 12, 22, 10)
    assert stored["found_flag"] == "ok"
    assert (stored["age"], stored["risk_first"]) == (15, "medium")
    assert (stored["source_file"], stored["source_row"]) == (1, 2)
    assert stored["sex"] is None and stored["returned_flag"] is None
    assert intake.account.supplied == {"incidents": tuple(COLUMNS)}


@pytest.mark.parametrize("table", TABLES)
def test_no_withheld_column_is_ever_stored(table):
    declared = TABLES[table]
    withheld = {n for n, c in declared.columns.items() if c.personal is Personal.WITHHELD}
    assert withheld.isdisjoint(arrow_schema(declared).names)


@pytest.mark.parametrize(
    ("changed", "code", "column"),
    [
        ({"Child": ""}, "HW-R001", "child"),
        ({"Reported": ""}, "HW-R001", "reported"),
        ({"Reported": "31/02/2023 10:00"}, "HW-R002", "reported"),
        ({"Reported": "01/01/1900 00:00"}, "HW-R007", "reported"),
        ({"Reported": "31/12/2022 23:59"}, "HW-R041", "reported"),
        ({"Reported": "01/01/2024 00:00", "Found": ""}, "HW-R041", "reported"),
        ({"Age": "18"}, "HW-R042", "age"),
    ],
)
def test_a_row_that_cannot_be_used_is_set_aside_for_its_reason(tmp_path, changed, code, column):
    intake = take_in(tmp_path, [row("M1"), row("M2", **changed)])
    assert account(intake) == (2, 1, 0, 1, {(code, column): 1})
    (entry,) = intake.quarantine.rows.to_pylist()
    assert (entry["row"], entry["code"], entry["column"], entry["fate"]) == (3, code, column, "row")


@pytest.mark.parametrize(
    ("changed", "code", "column"),
    [
        ({"Found": "soon"}, "HW-R002", "found"),
        ({"Found": "31/12/9999 00:00"}, "HW-R007", "found"),
        ({"Age": "x"}, "HW-R004", "age"),
        ({"Age": "130"}, "HW-R005", "age"),
        ({"Risk": "Orange"}, "HW-R014", "risk_first"),
    ],
)
def test_a_cell_that_cannot_be_read_is_set_aside_and_its_row_is_used(
    tmp_path, changed, code, column
):
    intake = take_in(tmp_path, [row("M1", **changed)])
    assert account(intake) == (1, 1, 0, 0, {(code, column): 1})
    assert intake.account.files[0].cells_set_aside == 1
    (entry,) = intake.quarantine.rows.to_pylist()
    assert (entry["code"], entry["fate"]) == (code, "cell")


def test_the_days_of_the_window_are_both_in_it(tmp_path):
    rows = [row("M1", Reported="01/01/2023 00:00", Found=""),
            row("M2", Reported="31/12/2023 23:59", Found="")]  # fmt: skip
    assert used(take_in(tmp_path, rows)) == ["incident:M1", "incident:M2"]


def test_a_row_is_counted_once_under_its_first_fault_and_listed_under_all(tmp_path):
    bad = row("M2", Child="", Reported="x", Age="x", Risk="Orange")
    intake = take_in(tmp_path, [bad])
    assert account(intake) == (1, 0, 0, 1, {("HW-R001", "child"): 1})
    listed = [(e["code"], e["fate"]) for e in intake.quarantine.rows.to_pylist()]
    assert listed == [
        ("HW-R001", "row"),
        ("HW-R002", "row"),
        ("HW-R004", "cell"),
        ("HW-R014", "cell"),
    ]


def test_an_unreadable_deciding_cell_sets_the_row_aside_and_a_blank_one_does_not(tmp_path):
    columns = COLUMNS | {"report_type": ColumnMap("Type")}
    rows = [[*row("M1"), "Missing"], [*row("M2"), ""], [*row("M3"), "Not classed"]]
    intake = take_in(tmp_path, rows, columns=columns, header=[*HEADER, "Type"])
    assert used(intake, column="report_type") == ["missing", "not_recorded"]
    assert account(intake)[4] == {("HW-R014", "report_type"): 1}


def test_rules_compare_days_where_either_is_only_a_day(tmp_path):
    columns = COLUMNS | {"found": ColumnMap("Found", format=f"{WHEN} | %d/%m/%Y")}
    rows = [row("M1", Found="12/03/2023"), row("M2", Found="11/03/2023")]
    intake = take_in(tmp_path, rows, columns=columns)
    assert used(intake, column="found_flag") == ["date_only", "set_aside"]
    assert account(intake) == (2, 2, 0, 0, {("HW-R021", "found"): 1})


def test_an_end_before_its_report_is_set_aside_and_the_incident_is_kept(tmp_path):
    intake = take_in(tmp_path, [row("M1"), row("M2", Found="12/03/2023 22:09")])
    assert used(intake) == ["incident:M1", "incident:M2"]
    first, second = intake.tables["incidents"].to_pylist()
    assert first["found_flag"] == "ok" and first["found_at"] is not None
    assert second["found_flag"] == "set_aside"
    assert (second["found_at"], second["found_local"], second["found_on"]) == (None, None, None)
    assert second["reported_at"] is not None
    (entry,) = intake.quarantine.rows.to_pylist()
    assert (entry["row"], entry["code"], entry["column"]) == (3, "HW-R021", "found")
    assert entry["fate"] == "cell"


def test_last_seen_after_the_report_is_put_at_last_seen(tmp_path):
    columns = COLUMNS | {"last_seen": ColumnMap("Found", format=WHEN)}
    columns.pop("found")
    intake = take_in(tmp_path, [row("M1")], columns=columns)
    assert account(intake) == (1, 1, 0, 0, {("HW-R022", "last_seen"): 1})
    assert used(intake, column="last_seen_flag") == ["set_aside"]


def test_age_comes_from_a_birth_date_which_is_not_stored(tmp_path):
    columns = {k: v for k, v in COLUMNS.items() if k != "age"}
    columns["born_on"] = ColumnMap("Born", format="%d/%m/%Y")
    born = ["13/03/2008", "12/03/2008", "29/02/2008", "12/03/2005", "13/03/2023", "x", ""]
    rows = [[*row(f"M{n}"), day] for n, day in enumerate(born)]
    intake = take_in(tmp_path, rows, columns=columns, header=[*HEADER, "Born"])
    assert used(intake, column="age") == [14, 15, 15, None, None, None]
    assert account(intake)[4] == {
        ("HW-R042", "age"): 1, ("HW-R005", "born_on"): 1, ("HW-R003", "born_on"): 1
    }  # fmt: skip
    assert "age" in intake.account.supplied["incidents"]
    assert "born_on" not in intake.tables["incidents"].column_names


def test_an_age_given_comes_before_one_worked_out(tmp_path):
    columns = COLUMNS | {"born_on": ColumnMap("Born", format="%d/%m/%Y")}
    rows = [[*row("M1", Age="15"), "12/03/2010"], [*row("M2", Age=""), "12/03/2010"],
            [*row("M3", Age="x"), "12/03/2010"]]  # fmt: skip
    intake = take_in(tmp_path, rows, columns=columns, header=[*HEADER, "Born"])
    assert used(intake, column="age") == [15, 13, 13]


def test_a_person_of_no_known_age_is_kept_and_any_age_may_be_asked_for(tmp_path):
    rows = [row("M1", Age=""), row("M2", Age="40")]
    assert used(take_in(tmp_path, rows)) == ["incident:M1"]
    anyone = Scope(SCOPE.opens, SCOPE.closes, None)
    assert len(used(take_in(tmp_path, rows, scope=anyone))) == 2


def test_each_reference_is_hidden_once_and_alike_everywhere(tmp_path):
    asked = []

    def pseudonym(kind, text):
        asked.append((kind, text))
        return f"{kind}-{len(asked)}"

    write(tmp_path / "a.csv", csv_text([[*HEADER, "Home"], [*row("M1"), "Oak  House"],
                                        [*row("M2"), "OAK HOUSE"]]))  # fmt: skip
    write(tmp_path / "b.csv", csv_text([["Name", "Beds"], ["Oak House", "6"], ["Elm", "4"]]))
    incidents = COLUMNS | {"missing_from_place": ColumnMap("Home")}
    places = {"place": ColumnMap("Name"), "capacity": ColumnMap("Beds")}
    plans = [FileMap("incidents", ("a.csv",), Reading(), incidents),
             FileMap("places", ("b.csv",), Reading(), places)]  # fmt: skip
    intake = ingest(tmp_path, plans, SCOPE, pseudonym)
    assert len(asked) == len(set(asked))
    assert sorted(asked) == [("child", "C1"), ("incident", "M1"), ("incident", "M2"),
                             ("place", "elm"), ("place", "oak house")]  # fmt: skip
    homes = set(used(intake, column="missing_from_place"))
    assert len(homes) == 1 and homes <= set(used(intake, "places", "place"))
    assert [file.number for file in intake.account.files] == [1, 2]


def test_a_workbook_and_a_text_file_of_one_table(tmp_path):
    cells = ["M1", 7001, datetime(2023, 3, 12, 22, 10), datetime(2023, 3, 13, 1, 5), 15, "Medium"]
    workbook(tmp_path / "a.xlsx", {"Data": [["Extract"], list(HEADER), cells]})
    write(tmp_path / "b.csv", csv_text([HEADER, row("M1", Child="7001")]))
    plan = FileMap("incidents", ("a.xlsx", "b.csv"), Reading(), COLUMNS)
    intake = ingest(tmp_path, [plan], SCOPE, "{}:{}".format)
    assert account(intake, 1)[:3] == (1, 1, 0)
    assert account(intake, 2)[:3] == (1, 0, 1)
    assert (intake.account.files[0].sheet, intake.account.files[0].header_row) == ("Data", 2)


def test_broken_rows_are_set_aside_and_counted(tmp_path):
    write(tmp_path / "a.csv", csv_text([HEADER, row("M1"), ["M2", "C2"], ["Total", "2"]]))
    plan = FileMap("incidents", ("a.csv",), Reading(), COLUMNS)
    intake = ingest(tmp_path, [plan], SCOPE, "{}:{}".format)
    assert account(intake) == (3, 1, 0, 2, {("HW-R006", ""): 1, ("HW-R043", ""): 1})


def test_no_usable_row_is_no_error_here(tmp_path):
    intake = take_in(tmp_path, [row("M1", Child="")], [])
    assert intake.tables["incidents"].num_rows == 0
    assert intake.tables["incidents"].schema == arrow_schema(TABLES["incidents"])


def test_progress_names_each_file(tmp_path):
    write(tmp_path / "a.csv", csv_text([HEADER, row("M1")]))
    told = []
    plan = FileMap("incidents", ("a.csv",), Reading(), COLUMNS)
    ingest(tmp_path, [plan], SCOPE, "{}:{}".format, progress=told.append)
    assert told == ["a.csv"]


def test_progress_tells_the_rows_of_a_big_file(tmp_path, monkeypatch):
    monkeypatch.setattr("homeward.records.intake.TOLD_EACH", 1000)
    write(tmp_path / "a.csv", csv_text([HEADER, *(row(f"M{n}") for n in range(2500))]))
    told = []
    plan = FileMap("incidents", ("a.csv",), Reading(), COLUMNS)
    ingest(tmp_path, [plan], SCOPE, "{}:{}".format, progress=told.append, piece=500)
    assert told == ["a.csv", "a.csv: 1,000 rows read", "a.csv: 2,000 rows read"]


def test_rows_are_to_be_had_in_parts_as_often_as_wanted(tmp_path):
    write(tmp_path / "a.csv", csv_text([HEADER, *(row(f"M{n}") for n in range(2500))]))
    asked = []

    def pseudonym(kind, text):
        asked.append((kind, text))
        return f"{kind}:{text}"

    plan = FileMap("incidents", ("a.csv",), Reading(), COLUMNS)
    intake = ingest(tmp_path, [plan], SCOPE, pseudonym, piece=1000)
    first, second = (intake.streams()["incidents"] for _ in range(2))
    batches = list(first)
    assert len(batches) > 2 and sum(batch.num_rows for batch in batches) == 2500
    assert pa.Table.from_batches(batches) == second.read_all() == intake.tables["incidents"]
    assert len(asked) == len(set(asked)) == 2501


class Stop(Exception):
    """Stands for an interrupt."""


def test_a_reader_that_is_stopped_stops(tmp_path):
    write(tmp_path / "a.csv", csv_text([HEADER, *(row(f"M{n}") for n in range(3000))]))
    before = threading.active_count()
    plan = FileMap("incidents", ("a.csv",), Reading(), COLUMNS)
    with (
        pytest.MonkeyPatch.context() as patched,
        pytest.raises(Stop),
    ):
        patched.setattr("homeward.records.intake.TOLD_EACH", 1000)
        ingest(tmp_path, [plan], SCOPE, "{}:{}".format, piece=500, progress=_stop_after_a_thousand)
    gc.collect()
    assert threading.active_count() == before


def _stop_after_a_thousand(said):
    if "rows" in said:
        raise Stop


@pytest.mark.parametrize(
    ("plan", "code", "said"),
    [
        (FileMap("incidents", ("b.csv",), Reading(), COLUMNS), "HW-P004", "b.csv"),
        (FileMap("incidents", ("../a.csv",), Reading(), COLUMNS), "HW-P004", "a.csv"),
        (FileMap("incidents", ("a.csv",), Reading(), COLUMNS | {"sex": ColumnMap()}),
         "HW-P008", "names no source"),
        (FileMap("incidents", ("a.csv",), Reading(), COLUMNS | {"sex": ColumnMap("Sex")}),
         "HW-P005", 'a.csv has no column "Sex"'),
        (FileMap("incidents", ("a.csv",), Reading(), {"incident": ColumnMap("Ref")}),
         "HW-P006", "child of incidents"),
        (FileMap("incidents", ("a.csv",), Reading(), COLUMNS | {"shoe_size": ColumnMap("Age")}),
         "HW-P008", "shoe_size"),
        (FileMap("weather", ("a.csv",), Reading(), COLUMNS), "HW-P008", "weather"),
    ],
)  # fmt: skip
def test_a_plan_that_does_not_fit_is_refused(tmp_path, plan, code, said):
    write(tmp_path / "a.csv", csv_text([HEADER, row("M1")]))
    with pytest.raises(HomewardError) as caught:
        ingest(tmp_path, [plan], SCOPE, "{}:{}".format)
    assert caught.value.code == code
    assert said in caught.value.detail


def test_a_header_may_be_written_with_gaps_in_the_plan(tmp_path):
    columns = COLUMNS | {"age": ColumnMap(" Age\n")}
    assert used(take_in(tmp_path, [row("M1")], columns=columns)) == ["incident:M1"]


def lines(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_typed_cells_are_kept_as_text_in_quarantine(tmp_path):
    at = datetime(2023, 3, 12, 22, 10, tzinfo=UTC)
    cells = {"Ref": [1.5, None], "Child": [7, 8], "Reported": [at, at], "Found": [None, at]}
    pq.write_table(pa.table(cells), tmp_path / "a.parquet")
    columns = {k: COLUMNS[k] for k in ("incident", "child", "reported", "found")}
    plan = FileMap("incidents", ("a.parquet",), Reading(), columns)
    intake = ingest(tmp_path, [plan], SCOPE, "{}:{}".format)
    intake.quarantine.write(tmp_path / "q")
    (line,) = lines(tmp_path / "q" / "001_rows.csv")[1:]
    assert line[6:] == ["", "8", "2023-03-12T22:10:00", "2023-03-12T22:10:00"]
    assert used(intake) == ["incident:1.5"]


def test_quarantine_holds_the_row_with_its_reason_and_is_private(tmp_path):
    rows = [row("M1"), row("=1+1", Child=""), row("M3", Risk="@Orange"), ["M4", "C4", "x"]]
    intake = take_in(tmp_path / "in", rows)
    folder = tmp_path / "out" / "quarantine"
    intake.quarantine.write(folder)
    intake.quarantine.write(folder)
    header, *found = lines(folder / "001_rows.csv")
    assert header == ["file", "row", "code", "column", "reason", "fate",
                      *(f"cell:{name}" for name in HEADER)]  # fmt: skip
    assert [line[1:4] + line[5:6] for line in found] == [
        ["3", "HW-R001", "child", "row"], ["4", "HW-R014", "risk_first", "cell"],
        ["5", "HW-R006", "", "row"],
    ]  # fmt: skip
    assert found[0][6:8] == ["'=1+1", ""]
    assert found[1][-1] == "'@Orange"
    assert found[2][6:] == ["M4", "C4", "x"]
    assert lines(folder / "faults.csv")[1:] == [
        ["part1.csv", "HW-R001", "child", "A cell that every row must have is blank", "1"],
        ["part1.csv", "HW-R006", "", "The row has more or fewer cells than the header", "1"],
        ["part1.csv", "HW-R014", "risk_first", "A word is not in the vocabulary", "1"],
    ]
    for path in folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_nothing_read_is_shown_by_repr(tmp_path):
    intake = take_in(tmp_path, [row("Secretive", Child=""), row("M2", Child="Secretive")])
    assert "Secretive" not in repr(intake) + repr(intake.quarantine) + repr(intake.account)
