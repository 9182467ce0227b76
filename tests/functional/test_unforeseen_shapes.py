"""Extracts of shapes that no reader was written for, with a person who only answers questions.

Each goes through `plan`; what it asks is answered in the plan, and nothing else is changed;
then what was taken in is compared with what the maker of the extract knows.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow.compute as pc
import pytest

from homeward.records.intake import Intake, Scope, ingest
from homeward.study.plan import Plan, check_plan, read_plan, write_plan
from homeward.study.proposal import Proposed, propose_plan
from homeward.vocabulary.errors import HomewardError
from tests.functional import unforeseen
from tests.functional.unforeseen import Report, Write, written

GUIDE = Path(__file__).parents[2] / "docs/how-to/reshape-an-extract.md"

RISK = {"High": "high", "Medium": "medium", "Low": "low"}
KIND = {
    "Missing": "missing",
    "No apparent risk (absent)": "absent_legacy",
    "Cancelled": "cancelled",
}
ABODE = {
    "Family home": "family_home", "Foster care": "foster", "Children's home": "childrens_home",
    "Supported accommodation": "supported_accommodation", "Hospital": "hospital",
}  # fmt: skip

#: What a person answers to `no apparent risk`, in every shape that holds it.
ABSENT = {"No apparent risk (absent)": "absent_legacy"}


def asked(folder: Path, plan: Path) -> Proposed:
    """The plan proposed, and written where a person edits it."""
    proposed = propose_plan(folder, force="Made-up (synthetic)")
    write_plan(proposed.plan, plan, proposed.doubts, overwrite=True)
    return proposed


def answer(
    plan: Path,
    columns: Mapping[str, str] | None = None,
    words: Mapping[str, Mapping[str, str]] | None = None,
) -> Plan:
    """Answer in the plan, as a person would; each answer must have been asked for.

    Parameters
    ----------
    plan
        The proposed plan, which is rewritten.
    columns
        Homeward's column to what stands after "=".
    words
        Homeward's column to {spelling: word}, where nothing or something wrong is suggested.
        What is suggested otherwise is accepted.
    """
    text = plan.read_text(encoding="utf-8")
    about = read_plan_text(plan)
    for name, value in (columns or {}).items():
        sources = re.findall(r'"([^"%]+)"', value)
        assert any(q.column == f"incidents.{name}" or {*q.source} & {*sources} for q in about), name
        offered = re.compile(rf"^(?:# )?{name} = .*$", re.MULTILINE)
        many = len(re.findall(r"^\[dataset\.columns\]$", text, re.MULTILINE))
        if offered.search(text):
            text = offered.sub(lambda _, line=f"{name} = {value}": line, text)
        else:
            start = "[dataset.columns]\n"
            text = text.replace(start, f"{start}{name} = {value}\n")
        assert text.count(f"\n{name} = {value}") == many
    for name, taught in (words or {}).items():
        for spelling, word in taught.items():
            line = re.compile(rf'^# (("?){re.escape(spelling)}\2) = ".*"$', re.MULTILINE)
            assert line.search(text), (name, spelling)
            text = line.sub(rf'\1 = "{word}"', text)
    text = re.sub(r'^# ((?:"[^"\n]+"|\w+) = "[a-z_]+")$', _accepted, text, flags=re.MULTILINE)
    plan.write_text(text, encoding="utf-8")
    return read_plan(plan)


def _accepted(line: re.Match[str]) -> str:
    """A suggested spelling, accepted; an offered column is left to be answered by name."""
    word = line.group(1).rsplit('"', 2)[1]
    known = {*RISK.values(), *KIND.values(), *ABODE.values()}
    return line.group(1) if word in known else line.group()


def read_plan_text(plan: Path) -> tuple:
    """The questions of a plan."""
    return read_plan(plan).questions


def taken_in(folder: Path, plan: Plan) -> Intake:
    """The extract, checked against its plan and taken in."""
    check_plan(plan, folder)
    scope = Scope(plan.opens, plan.closes, plan.age_below)
    return ingest(folder, plan.maps, scope, lambda kind, reference: f"{kind}:{reference}")


def every_row_has_a_fate(intake: Intake, read: int, used: int) -> None:
    files = intake.account.files
    assert all(f.read == f.used + f.duplicate + f.set_aside for f in files)
    assert (sum(f.read for f in files), sum(f.used for f in files)) == (read, used)


def pairs(intake: Intake, end: str = "found") -> set[tuple]:
    """Reference, child, and local times of report and end, of every used row."""
    table = intake.tables["incidents"]
    columns = ("incident", "child", "reported_local", f"{end}_local")
    return set(zip(*(table[name].to_pylist() for name in columns), strict=True))


def true_pairs(made: list[Report]) -> set[tuple]:
    # A time in the hour that the clocks repeat has no single instant, and still a local time.
    return {
        (f"incident:{fold(r.ref)}", f"child:{fold(r.child)}", r.reported, r.found) for r in made
    }


def fold(reference: str) -> str:
    """A reference as it is compared: see `records.columns`."""
    return reference


def counted(intake: Intake, column: str) -> Counter:
    return Counter(intake.tables["incidents"][column].to_pylist())


def true_count(made: list[Report], field: str, words: Mapping[str, str]) -> Counter:
    return Counter(words[getattr(r, field)] for r in made)


# ------------------------------------------------------------------ only answering questions


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return tmp_path / "study.toml"


def test_two_header_rows_under_a_title_with_totals_below(tmp_path, plan):
    made = written(tmp_path / "x", unforeseen.two_header_rows)
    proposed = asked(tmp_path / "x", plan)
    (one,) = proposed.plan.maps
    assert one.columns["reported"].column == "Reported Date"
    assert one.columns["reported"].time_column == "Reported Time"
    assert one.columns["last_seen"].column == "Last Seen Date"
    assert one.columns["risk_last"].column == "Risk Grading Final"
    ends = (
        '{ column = "Found / Returned Date", time_column = "Found / Returned Time",'
        ' format = "%d/%m/%Y", time_format = "%H%M hrs" }'
    )
    done = answer(plan, {"found": ends}, {"report_type": ABSENT})
    intake = taken_in(tmp_path / "x", done)
    every_row_has_a_fate(intake, len(made) + 3, len(made))
    assert intake.account.files[0].reasons == {("HW-R043", ""): 3}
    assert pairs(intake) == true_pairs(made)
    assert counted(intake, "report_type") == true_count(made, "kind", KIND)
    assert counted(intake, "risk_first") == true_count(made, "risk", RISK)
    assert counted(intake, "risk_last") == true_count(made, "last", RISK)


def test_codes_that_another_sheet_explains(tmp_path, plan):
    made = written(tmp_path / "x", unforeseen.codes_on_a_sheet)
    proposed = asked(tmp_path / "x", plan)
    said = {q.spelling: (q.suggestion, q.text) for q in proposed.plan.questions if q.spelling}
    assert {said[c][0] for c in ("10", "11", "12")} == {"high", "medium", "low"}
    assert said["2"][0] == "" and '"No apparent risk (absent)"' in said["2"][1]
    assert [d for d in proposed.doubts if d.kind.value == "lookup"]
    columns = {"report_type": '"Case Type"', "risk_first": '"Initial Risk"',
               "residence_type": '"Residence"'}  # fmt: skip
    done = answer(plan, columns, {"report_type": {"2": "absent_legacy"}})
    intake = taken_in(tmp_path / "x", done)
    every_row_has_a_fate(intake, len(made), len(made))
    assert pairs(intake) == true_pairs(made)
    assert counted(intake, "report_type") == true_count(made, "kind", KIND)
    assert counted(intake, "risk_first") == true_count(made, "risk", RISK)
    assert counted(intake, "residence_type") == true_count(made, "abode", ABODE)


def test_a_code_of_the_report_left_undecided_stops_the_run(tmp_path, plan):
    written(tmp_path / "x", unforeseen.codes_on_a_sheet)
    asked(tmp_path / "x", plan)
    with pytest.raises(HomewardError, match="HW-P006"):
        check_plan(read_plan(plan), tmp_path / "x")


def test_monthly_workbooks_whose_headings_change_are_two_datasets(tmp_path, plan):
    made = written(tmp_path / "x", unforeseen.monthly_workbooks)
    proposed = asked(tmp_path / "x", plan)
    assert [len(one.files) for one in proposed.plan.maps] == [12, 12]
    assert not proposed.blocking
    intake = taken_in(tmp_path / "x", answer(plan))
    every_row_has_a_fate(intake, len(made), len(made))
    assert pairs(intake) == true_pairs(made)
    assert counted(intake, "residence_type") == true_count(made, "abode", ABODE)


def test_monthly_workbooks_are_known_again_as_the_same_two_datasets(tmp_path, plan):
    made = written(tmp_path / "x", unforeseen.monthly_workbooks)
    asked(tmp_path / "x", plan)
    again = propose_plan(tmp_path / "x", after=plan).plan
    assert [(len(one.files), one.reading.sheet) for one in again.maps] == [(12, ""), (12, "")]
    every_row_has_a_fate(taken_in(tmp_path / "x", again), len(made), len(made))


def test_a_sheet_for_each_home(tmp_path, plan):
    made = written(tmp_path / "x", unforeseen.sheet_for_each_home)
    proposed = asked(tmp_path / "x", plan)
    assert [one.table for one in proposed.plan.maps] == ["incidents"] * len(unforeseen.HOMES)
    assert len(set(proposed.doubts)) == len(proposed.doubts), "a question is asked once"
    went = '{ column = "Date went missing", time_column = "Time", time_format = "%H:%M" }'
    intake = taken_in(tmp_path / "x", answer(plan, {"last_seen": went}))
    every_row_has_a_fate(intake, len(made), len(made))
    assert pairs(intake, "returned") == true_pairs(made)
    seen = pc.sort_indices(intake.tables["incidents"]["last_seen_local"])
    at = intake.tables["incidents"]["last_seen_local"].take(seen).to_pylist()
    assert at == sorted(r.seen for r in made)


def test_welsh_headings_are_known_and_welsh_words_are_asked_about(tmp_path, plan):
    made = written(tmp_path / "x", unforeseen.welsh_headings)
    asked(tmp_path / "x", plan)
    words = {
        "risk_first": {"Uchel": "high", "Canolig": "medium", "Isel": "low"},
        "sex": {"Gwryw": "male", "Benyw": "female"},
    }
    done = answer(plan, {"risk_first": '"Lefel risg"', "sex": '"Rhyw"'}, words)
    intake = taken_in(tmp_path / "x", done)
    every_row_has_a_fate(intake, len(made), len(made))
    assert pairs(intake) == true_pairs(made)
    assert counted(intake, "risk_first") == true_count(made, "risk", RISK)
    assert counted(intake, "sex") == Counter(r.sex.lower() for r in made)


def test_pipes_with_commas_and_old_letters(tmp_path, plan):
    made = written(tmp_path / "x", unforeseen.pipes)
    proposed = asked(tmp_path / "x", plan)
    assert not proposed.blocking
    intake = taken_in(tmp_path / "x", answer(plan))
    every_row_has_a_fate(intake, len(made), len(made))
    assert pairs(intake) == true_pairs(made)


# ------------------------------------------------------------------ the whole run

WHOLE = [
    pytest.param(
        unforeseen.two_header_rows,
        {"found": '{ column = "Found / Returned Date", time_column = "Found / Returned Time",'
                  ' format = "%d/%m/%Y", time_format = "%H%M hrs" }'},
        {"report_type": ABSENT}, id="two_header_rows",
    ),
    pytest.param(
        unforeseen.codes_on_a_sheet,
        {"report_type": '"Case Type"', "risk_first": '"Initial Risk"',
         "residence_type": '"Residence"'},
        {"report_type": {"2": "absent_legacy"}}, id="codes_on_a_sheet",
    ),
    pytest.param(unforeseen.monthly_workbooks, {}, {}, id="monthly_workbooks"),
]  # fmt: skip


def homeward(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "homeward", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)


@pytest.mark.parametrize(("write", "columns", "words"), WHOLE)
def test_plan_and_run_end_in_right_counts(tmp_path, plan, write, columns, words):
    made = written(tmp_path / "x", write)
    said = homeward("plan", str(tmp_path / "x"), "--out", str(plan), "--force-name", "Made up")
    assert said.returncode == 0, said.stderr
    answer(plan, columns, words)
    out = tmp_path / "out"
    ran = homeward("run", str(tmp_path / "x"), "--plan", str(plan), "--out", str(out), "--json")
    assert ran.returncode == 0, ran.stderr
    counts = json.loads(ran.stdout)
    assert counts["read"] == counts["used"] + counts["duplicate"] + counts["set_aside"]
    assert counts["used"] == len(made)
    findings = json.loads((out / "protected/results/findings.json").read_text("utf-8"))["findings"]
    volume = next(f for f in findings if f["id"] == "demand.volume")["estimates"]
    value = {e["name"]: e["value"] for e in volume if not e["by"]}
    # A shape with no column of types counts every report.
    typed = write is not unforeseen.monthly_workbooks
    mine = [r for r in made if r.kind == "Missing" or not typed]
    assert value["incidents"] == len(mine)
    assert value["children"] == len({r.child for r in mine})
    assert (out / "outgoing/report/report.html").is_file()


# ------------------------------------------------------------------ refused, with a way forward

REFUSED = [
    pytest.param(unforeseen.events, "layout", "one row for each event", id="events"),
    pytest.param(unforeseen.wide, "layout", "side by side", id="wide"),
    pytest.param(unforeseen.json_lines, "not_read", "JSON lines", id="json"),
]


@pytest.mark.parametrize(("write", "kind", "words"), REFUSED)
def test_a_shape_that_cannot_be_read_is_told_with_the_code_and_the_way(
    tmp_path, plan, write, kind, words
):
    written(tmp_path / "x", write)
    proposed = asked(tmp_path / "x", plan)
    (doubt,) = [d for d in proposed.doubts if d.kind.value == kind]
    assert words in doubt.text
    assert "HW-P007" in doubt.text and "docs/how-to/reshape-an-extract.md" in doubt.text
    assert all(one.table != "incidents" for one in proposed.plan.maps)


def test_parts_of_a_record_in_other_files_and_lengths_are_told(tmp_path, plan):
    written(tmp_path / "x", unforeseen.parts)
    said = {d.file: d.kind.value for d in asked(tmp_path / "x", plan).doubts}
    assert said["MISPER_RETURN.csv"] == said["PERSON.csv"] == "part"
    assert said["RISK_CD.csv"] == "lookup"
    written(tmp_path / "y", unforeseen.lengths)
    kinds = [d.kind.value for d in asked(tmp_path / "y", plan).doubts]
    assert "lengths" in kinds


def turned_round(folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The extract after the lines of the guide; a list of codes is left beside it."""
    lines = re.search(rf"<!-- sql: {name} -->\n```sql\n(.*?)```", GUIDE.read_text("utf-8"), re.S)
    assert lines, name
    to = folder / "reshaped"
    to.mkdir()
    (to / "SYNTHETIC.txt").write_text("SYNTHETIC\n", encoding="utf-8")
    for codes in folder.glob("*_CD.csv"):
        (to / codes.name).write_bytes(codes.read_bytes())
    monkeypatch.chdir(folder)
    duckdb.sql(lines.group(1))
    return to


RESHAPED: list = [
    ("events", unforeseen.events, {}, {"report_type": ABSENT}, "found"),
    ("wide", unforeseen.wide, {}, {}, "returned"),
    ("parts", unforeseen.parts, {"risk_first": '"RISK_CD"'}, {}, "found"),
    ("json", unforeseen.json_lines, {}, {}, "found"),
]


@pytest.mark.parametrize(("name", "write", "columns", "words", "end"), RESHAPED)
def test_the_guide_turns_it_round_and_it_goes_through(
    tmp_path, plan, monkeypatch, name, write: Write, columns, words, end
):
    made = written(tmp_path / "x", write)
    folder = turned_round(tmp_path / "x", name, monkeypatch)
    asked(folder, plan)
    intake = taken_in(folder, answer(plan, columns, words))
    every_row_has_a_fate(intake, len(made), len(made))
    told = {(child, start, end) for _, child, start, end in pairs(intake, end)}
    assert told == {(child, start, end) for _, child, start, end in true_pairs(made)}


def test_lengths_become_ends_and_whole_days_stay_days(tmp_path, plan, monkeypatch):
    made = written(tmp_path / "x", unforeseen.lengths)
    folder = turned_round(tmp_path / "x", "lengths", monkeypatch)
    asked(folder, plan)
    intake = taken_in(folder, answer(plan))
    every_row_has_a_fate(intake, len(made), len(made))
    flags = counted(intake, "returned_flag")
    longer = sum(r.found is not None and (r.found - r.reported).days > 0 for r in made)
    assert flags["date_only"] == longer > 0
    assert flags["blank"] == sum(r.found is None for r in made) > 0
