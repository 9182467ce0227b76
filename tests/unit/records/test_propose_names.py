"""How far headers name columns."""

from __future__ import annotations

import pytest

from homeward.records.propose_match import CLEAR, FAIR
from homeward.records.propose_names import (
    about_staff,
    name_scores,
    names_a_person,
    words_of,
)
from homeward.records.tables import TABLES

INCIDENTS = TABLES["incidents"]


def best(header: str) -> tuple[str, float]:
    scores = name_scores(header, INCIDENTS)
    name = max(scores, key=scores.__getitem__)
    return name, scores[name]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("DT_REP", "reported"), ("Dte/Tme Rptd", "reported"), ("reportedDateTime", "reported"),
        ("lastSeenDateTime", "last_seen"), ("DT_LST_SEEN", "last_seen"),
        ("OccurrenceNo", "incident"), ("PERS_ID", "child"), ("RES_TYP", "residence_type"),
        ("MIS_FRM_TYP", "missing_from_type"), ("INIT_RSK_LVL", "risk_first"),
        ("FIN_RSK_LVL", "risk_last"), ("Initial Risk", "risk_first"), ("Tme Fnd", "found"),
    ],
)  # fmt: skip
def test_headers_that_clearly_name_a_column(header, name):
    found, score = best(header)
    assert found == name and score >= CLEAR


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Date last seen by social worker", "last_seen"), ("Current age", "age"),
        ("Age Group", "age"), ("Return Interview Date", "returned"), ("Last Updated", "last_seen"),
        ("Created By", "recorded"), ("Previous Risk", "risk_first"), ("Final Risk", "risk_first"),
        ("Parent's Gender", "sex"), ("Residence Type", "missing_from_type"),
        ("Missing From Type", "residence_type"), ("Linked Incident Ref", "incident"),
        ("No", "incident"), ("ID", "child"), ("Date", "reported"), ("Time", "found"),
        ("Distance (miles)", "distance_km"), ("Seen", "seen_by_police"),
    ],
)  # fmt: skip
def test_headers_that_do_not_name_a_column(header, name):
    assert name_scores(header, INCIDENTS)[name] < FAIR


def test_words_are_split_folded_and_written_out():
    assert words_of("DOB") == ("date", "of", "birth")
    assert words_of("YPID") == ("ypid",)
    assert words_of("ypId") == ("child", "ref")


@pytest.mark.parametrize("header", ["Created By", "OIC", "Collar No", "lastModifiedBy", "User"])
def test_staff(header):
    assert about_staff(header)


@pytest.mark.parametrize("header", ["Created", "Date Reported", "Reported By", "Found by"])
def test_not_staff(header):
    assert not about_staff(header)


def test_names_of_people_and_of_homes():
    assert names_a_person("Surname") and names_a_person("Child Name")
    assert not names_a_person("Home Name") and not names_a_person("Children's Home Name")


def test_every_listed_spelling_names_its_own_column():
    """No spelling of one column scores higher for another column of the same table."""
    for table in TABLES.values():
        for name, column in table.columns.items():
            for text in column.also:
                assert name_scores(text, table)[name] == 1.0, (table.name, name, text)
