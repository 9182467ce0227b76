"""What a plan is refused for, by code: on reading, and against the folder it is run on."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from homeward.records.mapping import ColumnMap
from homeward.study.plan import (
    Plan,
    Question,
    check_plan,
    parse_plan,
    plan_document,
    read_plan,
)
from homeward.study.plan_model import UNSET
from homeward.vocabulary.errors import HomewardError
from tests.unit.study.plans import HEADER, PLAIN

# ------------------------------------------------------------------ refusals on reading


def _refusal(text: str) -> HomewardError:
    with pytest.raises(HomewardError) as refusal:
        parse_plan(text)
    return refusal.value


def test_no_plan_is_refused(tmp_path):
    with pytest.raises(HomewardError) as refusal:
        read_plan(tmp_path / "study.toml")
    assert refusal.value.code == "HW-P001"


def test_bad_toml_is_refused_with_its_line():
    error = _refusal("schema = 1\nforce = \n")
    assert error.code == "HW-P002" and "line 2" in error.detail


def test_text_that_is_not_utf8_is_refused(tmp_path):
    path = tmp_path / "study.toml"
    path.write_bytes('force = "Caf\xe9"'.encode("cp1252"))
    with pytest.raises(HomewardError) as refusal:
        read_plan(path)
    assert refusal.value.code == "HW-P002"


DOCUMENT = plan_document(PLAIN)


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("age_below = 18", "age_bellow = 18", "HW-P003", 'perhaps "age_below"'),
        ("persistent_days = 365", "persistent_day = 365", "HW-P003", 'perhaps "persistent_days"'),
        ("persistent_days = 365", "persistent_days = 7", "HW-P008", "from 28 to 3660"),
        ("persistent_days = 365", "change = [{ on = 2020-01-01, what = '' }]", "HW-P008", "what"),
        ("persistent_days = 365", "change = [{ what = 'x' }]", "HW-P008", "a date such as"),
        (
            "persistent_days = 365",
            "change = [{ on = 2020-01-02, until = 2020-01-01, what = 'x' }]",
            "HW-P008",
            "not before `on`",
        ),
        ("persistent_days = 365", "change = 'x'", "HW-P008", "[[definitions.change]]"),
        ("header_row = 1", "header_line = 1", "HW-P003", 'perhaps "header_row"'),
        ("reported = {", "reproted = {", "HW-P003", 'perhaps "reported"'),
        ("time_format", "timeformat", "HW-P003", 'perhaps "time_format"'),
        ('table = "incidents"', 'table = "places"', "HW-P003", "dataset 1, columns"),
        ('table = "incidents"', 'table = "incident"', "HW-P008", "one of incidents, children"),
        ("age_below = 18", 'age_below = "18"', "HW-P008", "whole number from 1 to 121"),
        ("age_below = 18", "age_below = 0", "HW-P008", "line 13"),
        ("opens = 2021-01-01", "opens = 2023-01-01", "HW-P008", "not before `opens`"),
        ("opens = 2021-01-01", "opens = 1971-12-31", "HW-P008", "from 1972 on"),
        ("opens = 2021-01-01", 'opens = "2021"', "HW-P008", "a date such as"),
        ("opens = 2021-01-01", "", "HW-P008", "`opens`"),
        ("synthetic = false", "synthetic = 0", "HW-P008", "true or false"),
        ('"not_recorded"]', '"lost"]', "HW-P008", "counts_as_missing"),
        ('agency = "police"', 'agency = "army"', "HW-P008", "one of police"),
        ('regime = "general"', 'regime = "none"', "HW-P008", "law_enforcement"),
        ("keep_until = 2099-12-31", 'keep_until = "2099-12-31"', "HW-P008", "a date"),
        ('delimiter = ","', 'delimiter = ",,"', "HW-P008", "one character"),
        ('"sexual"', '"sexuall"', "HW-P008", "flags"),
        ('"medium"', '"middling"', "HW-P008", "risk_first"),
        ('incident = "Ref"', 'incident = { format = "x" }', "HW-P008", "the header"),
        ('child = "Person"', 'child = { column = "P", time_column = "T" }', "HW-P008", "times"),
        ("schema = 1", "schema = 2", "HW-P009", "version 2"),
        ("schema = 1", 'schema = "1"', "HW-P008", "schema"),
        ("[[dataset]]", "[[datasets]]", "HW-P003", "perhaps"),
    ],
)
def test_what_cannot_be_used_is_refused_by_code(old, new, code, said):
    assert old in DOCUMENT
    text = DOCUMENT.replace(old, new)
    if new == "[[datasets]]":
        text = re.sub(r"(?s)\[\[datasets\]\].*", "[[datasets]]\n", text)
    error = _refusal(text)
    assert (error.code, said in error.detail) == (code, True), str(error)


def test_a_plan_without_incidents_is_refused():
    text = re.sub(r"(?s)\[\[dataset\]\].*", "", DOCUMENT)
    assert _refusal(text).code == "HW-P007"


def test_no_spelling_of_an_extract_is_put_into_a_refusal():
    """A spelling may be a cell: one out of place, or with a wrong word, is not repeated."""
    astray = DOCUMENT.replace("[dataset.words.risk_first]", "[dataset.words]")
    wrong = DOCUMENT.replace('"medium"', '"middling"')
    for text in (astray, wrong):
        assert "Standard plus" not in str(_refusal(text))


# ------------------------------------------------------------------ against the folder


def _folder(tmp_path: Path, **files: str) -> Path:
    for name, text in ({"missing": HEADER + "1,2,03/04/2021,10:00,Y,x\n"} | files).items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def _check(plan: Plan, folder: Path) -> HomewardError:
    with pytest.raises(HomewardError) as refusal:
        check_plan(plan, folder)
    return refusal.value


def _with(plan: Plan, **changes) -> Plan:
    (dataset,) = plan.datasets
    return replace(plan, datasets=(replace(dataset, map=replace(dataset.map, **changes)),))


def test_a_plan_that_fits_passes(tmp_path):
    folder = _folder(tmp_path)
    (folder / "SYNTHETIC.txt").write_text("made up", encoding="utf-8")
    check_plan(PLAIN, folder)
    assert PLAIN.files == ("missing.csv",)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    error = _check(_with(PLAIN, files=("missing.csv", "gone.csv")), _folder(tmp_path))
    assert (error.code, error.detail) == ("HW-P004", "gone.csv")


def test_a_file_that_the_plan_passes_over_is_refused_unless_listed(tmp_path):
    folder = _folder(tmp_path, more="a,b\n1,2\n")
    assert _check(PLAIN, folder).code == "HW-P010"
    check_plan(replace(PLAIN, ignored_files=("more.csv",)), folder)


def test_a_column_that_is_not_in_the_file_is_refused(tmp_path):
    columns = dict(PLAIN.datasets[0].map.columns)
    for name, wrong in (
        ("incident", ColumnMap("Reff")),
        ("reported", ColumnMap("Date", "Tyme", "%d/%m/%Y", "%H:%M")),
        ("exploitation", ColumnMap(flags={"CSE Y/M": "sexual"})),
    ):
        error = _check(_with(PLAIN, columns=columns | {name: wrong}), _folder(tmp_path))
        assert error.code == "HW-P005" and "perhaps" in error.detail


def test_a_needed_column_left_undecided_is_refused_with_the_suggestion(tmp_path):
    columns = {n: c for n, c in PLAIN.datasets[0].map.columns.items() if n != "child"}
    asked = Question("missing", "missing.csv", "incidents.child", "?", "Person", True, ("Person",))
    plan = replace(_with(PLAIN, columns=columns), questions=(asked,))
    error = _check(plan, _folder(tmp_path))
    assert error.code == "HW-P006" and 'perhaps "Person"' in error.detail
    assert "`child`" in error.detail


def test_an_answered_question_that_still_stands_does_not_block(tmp_path):
    asked = Question("missing", "missing.csv", "incidents.child", "?", "Person", True)
    check_plan(replace(PLAIN, questions=(asked,)), _folder(tmp_path))
    assert asked.blocking


def test_a_window_that_nobody_set_is_refused(tmp_path):
    plan = replace(PLAIN, opens=UNSET, closes=UNSET)
    assert _check(plan, _folder(tmp_path)).code == "HW-P006"
    assert "#! NEEDED" in plan_document(plan)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = 1\na = 2", "Cannot overwrite a value"),
        ("[Jo]\n[Jo]", "Cannot declare"),
        ("a = {Secret = 1, Secret = 2}", "Duplicate inline table key"),
        ("a b = 1", "Expected '=' after a key"),
    ],
)
def test_text_that_is_no_toml_is_refused_with_the_reason_and_no_quotation(text, said):
    with pytest.raises(HomewardError) as refusal:
        parse_plan(text)
    assert refusal.value.code == "HW-P002" and said in refusal.value.detail
    assert "Jo" not in refusal.value.detail and "Secret" not in refusal.value.detail
