"""What files are taken for returns, of which year, and what is said of odd ones."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from openpyxl import Workbook

from homeward.records.propose import propose
from homeward.records.propose_doubts import DoubtKind
from homeward.records.returns_modules import recognise
from homeward.records.returns_years import as_at_of_returns, named_years, return_year, set_of
from homeward.vocabulary.person import Ethnicity
from homeward.vocabulary.report import ReportType
from tests.unit.records.returns_made import (
    EPISODES,
    HEADER,
    MISSING,
    a_year,
    account,
    child,
    episode,
    rows,
    spell,
    taken,
    two_years,
    write,
)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB", "Header"),
        ("child,decom,rne,ls,cin,place,place_provider,dec,rec,urn", "Episodes"),
        ("Dec,Decom,Child ID,PL,LS", "Episodes"),
        ("MIS_END,MIS_START,MISSING,DOB,CHILD", "Missing"),
        ("CHILD,DOB,REVIEW,REVIEW_CODE", "Reviews"),
        ("CHILD,SEX,DOB,DUC", "UASC"),
        ("CHILD,DOB,IN_TOUCH,ACTIV,ACCOM", "OC3"),
        ("CHILD,DOB,DOLO_START,DOLO_END", "DoLo"),
        ("pers_person_id,pers_sex,pers_dob,pers_ethnicity", "ssd_person"),
        ("MISS_PERSON_ID,MISS_MISSING_EPISODE_START_DATE", "ssd_missing"),
        ("lega_legal_status_id,lega_person_id,lega_legal_status", "ssd_legal_status"),
    ],
)
def test_a_module_is_known_by_its_columns_in_any_case_and_order(header, name):
    found = recognise(header.split(","))
    assert found is not None and found.module.name == name


@pytest.mark.parametrize(
    "header",
    [
        "Incident Ref,Child,DOB,Sex,Ethnic,Reported,Found",
        "CHILD,SEX,DOB,ETHNIC",
        "child,start date,end date,placement",
        "CHILD,MIS_START,MIS_END,a,b,c,d,e,f,g,h",
        "pers_person_id",
    ],
)
def test_what_is_only_like_a_return_is_not_taken_for_one(header):
    assert recognise(header.split(",")) is None


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_order_marks_quotes_and_blank_columns_make_no_difference(tmp_path, encoding):
    text = '"mis_start","MISSING","Child","Mis_End","DOB",,\r\n"01/06/2020","m","C1","","",,\r\n'
    (tmp_path / "missing_2020-21.csv").write_bytes(text.encode(encoding))
    proposal, intake = taken(tmp_path)
    assert not proposal.unmapped and not proposal.blocking
    assert rows(intake, "absences", "child", "started_on", "absence_kind") == [
        ("child:C1", date(2020, 6, 1), "missing")
    ]


def test_columns_beyond_the_module_are_named_and_left_out(tmp_path):
    write(
        tmp_path, "missing_2021.csv", (*MISSING, "LA", "YEAR"),
        [(*spell("C1", "01/06/2020"), "Madeup", "2021")],
    )  # fmt: skip
    found = propose(tmp_path)
    (said,) = [d for d in found.doubts if d.source == ("LA", "YEAR")]
    assert not said.blocking
    assert all({"LA", "YEAR"} <= set(one.ignored) for one in found.maps)


def test_modules_that_fill_no_table_are_named(tmp_path):
    two_years(tmp_path)
    write(tmp_path, "reviews.csv", ("CHILD", "DOB", "REVIEW", "REVIEW_CODE"), [("C1", "", "", "")])
    write(tmp_path, "ssd_legal_status.csv", ("lega_person_id", "lega_legal_status"), [("C1", "C2")])
    found = propose(tmp_path)
    assert found.unmapped == ("reviews.csv", "ssd_legal_status.csv")
    said = {d.file: d.text for d in found.doubts if d.kind is DoubtKind.UNMAPPED}
    assert "is Reviews of SSDA903" in said["reviews.csv"]
    assert "ssd_legal_status of Standard Safeguarding Dataset" in said["ssd_legal_status.csv"]


def test_rounded_birth_dates_are_said(tmp_path):
    children = [child(f"C{n}", dob=f"15/{1 + n % 12:02d}/2007") for n in range(30)]
    write(tmp_path, "header_2021.csv", HEADER, children)
    (said,) = [d for d in propose(tmp_path).doubts if d.kind is DoubtKind.ROUNDED]
    assert "100% of the dates" in said.text and "day 15" in said.text
    exact = [child(f"C{n}", dob=f"{1 + n % 28:02d}/03/2007") for n in range(30)]
    write(tmp_path, "header_2021.csv", HEADER, exact)
    assert not [d for d in propose(tmp_path).doubts if d.kind is DoubtKind.ROUNDED]


def test_dates_with_the_month_first_are_told_and_said(tmp_path):
    spells = [spell(f"C{n}", f"06/{13 + n}/2020", f"07/{13 + n}/2020") for n in range(12)]
    write(tmp_path, "missing_2021.csv", MISSING, spells)
    proposal, intake = taken(tmp_path)
    assert DoubtKind.MONTH_FIRST in {d.kind for d in proposal.doubts}
    assert rows(intake, "absences", "started_on")[0] == (date(2020, 6, 13),)


def test_a_return_whose_year_cannot_be_told_is_said(tmp_path):
    write(tmp_path, "one/header.csv", HEADER, [child("C1")])
    write(tmp_path, "two/header.csv", HEADER, [child("C2")])
    found = propose(tmp_path)
    assert [d.file for d in found.doubts if "year could not be told" in d.text] == [
        "one/header.csv", "two/header.csv",
    ]  # fmt: skip
    (header,) = found.maps
    assert header.as_at == {}


@pytest.mark.parametrize(
    ("names", "latest", "years"),
    [
        # The year in the name is the one in which the return ends, or begins.
        (("h_2021.csv", "h_2022.csv"), (date(2021, 3, 1), date(2022, 2, 1)), (2021, 2022)),
        (("h_2021.csv", "h_2022.csv"), (date(2022, 3, 1), date(2023, 2, 1)), (2022, 2023)),
        # Nothing began in the second year: the name says which it is.
        (("h_2021.csv", "h_2022.csv"), (date(2021, 3, 1), date(2020, 6, 1)), (2021, 2022)),
        (("h_2020-21.csv", "h.csv"), (date(2020, 6, 1), date(2022, 6, 1)), (2021, 2023)),
        # The day of the export is no year of a return.
        (("h_2026.csv", "x_2026.csv"), (date(2021, 3, 1), date(2022, 2, 1)), (2021, 2022)),
    ],
)
def test_the_year_of_a_return_is_told_from_its_dates_and_its_name(names, latest, years):
    files = [(name, "") for name in names]
    dates = {(n, ""): {return_year(d): 1} for n, d in zip(names, latest, strict=True)}
    found = as_at_of_returns(files, dates)
    assert [day.year for day in found.values()] == list(years)


def workbook(path, sheets) -> None:
    """A workbook whose days are typed as dates."""
    book = Workbook()
    book.remove(book.active)
    for name, (header, cells) in sheets.items():
        sheet = book.create_sheet(name)
        for row in [header, *cells * 3]:
            sheet.append([_typed(cell) for cell in row])
    book.save(path)


def _typed(cell: str):
    try:
        return datetime.strptime(cell, "%d/%m/%Y")
    except ValueError:
        return cell or None


def test_a_workbook_of_typed_dates_is_a_return_too(tmp_path):
    sheets = {
        "Header": (HEADER, [child("C1")]),
        "Episodes": (EPISODES, [episode("C1", "01/06/2020", "01/02/2021")]),
        "Missing": (MISSING, [spell("C1", "05/06/2020", "06/06/2020")]),
    }
    workbook(tmp_path / "return.xlsx", sheets)
    proposal, intake = taken(tmp_path)
    assert not proposal.blocking and not proposal.unmapped
    assert {tuple(one.as_at.values()) for one in proposal.maps} == {(date(2021, 3, 31),)}
    assert rows(intake, "absences", "started_on", "started_flag", "started_local") == [
        (date(2020, 6, 5), "date_only", None)
    ]
    assert rows(intake, "placements", "started", "ended") == [(date(2020, 6, 1), date(2021, 2, 1))]


def test_workbooks_of_one_sheet_each_are_one_return_by_their_names(tmp_path):
    workbook(tmp_path / "Header 903.xlsx", {"Sheet1": (HEADER, [child("C1")])})
    episodes = [episode("C1", "01/06/2020", "01/02/2021")]
    workbook(tmp_path / "Episodes 903.xlsx", {"Sheet1": (EPISODES, episodes)})
    assert {tuple(one.as_at.values()) for one in propose(tmp_path).maps} == {(date(2021, 3, 31),)}


@pytest.mark.parametrize("post", ["", "SUPPRESSED", "ZZ99 9ZZ", "****"])
def test_postcodes_are_never_taken_in_whether_suppressed_or_not(tmp_path, post):
    row = list(episode("C1", "01/06/2020"))
    row[10] = row[11] = post
    write(tmp_path, "episodes_2021.csv", EPISODES, [row])
    proposal, intake = taken(tmp_path)
    for one in proposal.maps:
        assert {"HOME_POST", "PL_POST"} <= set(one.ignored)
    stored = intake.tables["placements"].to_pylist() + intake.tables["care_episodes"].to_pylist()
    assert not post or post not in str(stored)
    assert account(intake, "episodes_2021.csv", "placements").used == 1


def test_years_in_names_and_days():
    assert (return_year(date(2022, 3, 31)), return_year(date(2022, 4, 1))) == (2022, 2023)
    assert named_years("x/2019-20/header.csv") == (2019, 2020)
    assert named_years("header_202122.csv") == (2021, 2022)
    assert named_years("header.csv") is None
    assert set_of("a/ssda903_2021_Header.csv") == set_of("a/SSDA903-2021-missing.csv")


def test_a_header_takes_its_year_from_the_files_beside_it(tmp_path):
    a_year(tmp_path, 2019, [child("C1")], [episode("C1", "01/06/2019")], [])
    write(tmp_path, "ssda903_2020_header.csv", HEADER, [child("C1")])
    found = next(one for one in propose(tmp_path).maps if one.table == "children")
    assert sorted(found.as_at.values()) == [date(2020, 3, 31), date(2021, 3, 31)]


def test_the_wording_of_the_dataset_is_known():
    assert ReportType.read("Missing from care") is ReportType.MISSING
    assert ReportType.read("Away from placement without authorisation") is ReportType.AWAY_A
    assert Ethnicity.read("CNHE") is Ethnicity.read("CHNE") is Ethnicity.OTHER
