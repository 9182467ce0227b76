"""A council's folder from `homeward plan` to the report: no plan is written by hand."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from homeward.cli.main import app
from homeward.study.plan import read_plan
from homeward.synth import make_county
from tests.unit.records.returns_made import rows, taken

#: Kinds of folder: the files of the council that it holds.
KINDS = {
    "csv": "synthetic_ssda903_*.csv", "xml": "synthetic_ssda903_*.xml", "ssd": "ssd_*.csv",
}  # fmt: skip


@pytest.fixture(scope="module")
def council(tmp_path_factory) -> Path:
    made = make_county("tiny", 3, tmp_path_factory.mktemp("county"), scale=1.0)
    return made.truth.parent / "extracts" / "council"


@pytest.fixture(scope="module", params=KINDS)
def ran(request, council, tmp_path_factory) -> tuple[str, Path, Path, str]:
    """The folder's kind, the plan, the output and what was printed."""
    base = tmp_path_factory.mktemp(request.param)
    (base / "extracts").mkdir()
    for file in council.glob(KINDS[request.param]):
        shutil.copy(file, base / "extracts")
    plan, out = base / "study.toml", base / "out"
    runner = CliRunner()
    planned = runner.invoke(app, ["plan", str(base / "extracts"), "--out", str(plan), "-q"])
    assert planned.exit_code == 0, planned.output
    done = runner.invoke(
        app, ["run", str(base / "extracts"), "--plan", str(plan), "--out", str(out), "-q"]
    )
    assert done.exit_code == 0, done.output
    return request.param, plan, out, done.output


def test_the_plan_asks_nothing_and_the_run_uses_it(ran):
    kind, plan, out, _ = ran
    read = read_plan(plan)
    assert not any(question.blocking for question in read.questions)
    tables = {dataset.map.table for dataset in read.datasets}
    assert tables == {"children", "placements", "care_episodes", "absences", "incidents"}
    assert {dataset.agency for dataset in read.datasets} == {"local_authority"}
    assert (out / "outgoing/report/report.html").is_file(), kind


def test_every_row_is_in_the_account_and_what_is_at_odds_is_listed(ran):
    _, _, out, printed = ran
    inputs = json.loads((out / "protected/results/manifest.json").read_text())["inputs"]
    assert all(i["read"] == i["used"] + i["duplicate"] + i["set_aside"] for i in inputs)
    assert all(i["gave_way"] <= i["duplicate"] for i in inputs)
    with (out / "protected/quarantine/faults.csv").open(newline="") as file:
        listed = {(row["file"], row["code"]) for row in csv.DictReader(file)}
    told = {(i["file"], code) for i in inputs for code in i["pointed_out"]}
    assert told <= listed
    for _, code in told:
        assert code in " ".join(printed.split())


def test_the_same_records_come_out_of_csv_and_xml(council, tmp_path):
    stored = {}
    for kind in ("csv", "xml"):
        for file in council.glob(KINDS[kind]):
            (tmp_path / kind).mkdir(exist_ok=True)
            shutil.copy(file, tmp_path / kind)
        _, intake = taken(tmp_path / kind)
        stored[kind] = {
            name: rows(intake, name, *(c for c in table.column_names if "source" not in c))
            for name, table in intake.tables.items()
        }
    assert stored["csv"] == stored["xml"]
    assert min(map(len, stored["csv"].values())) > 0


def test_next_years_return_is_taken_in_beside_those_before(council, tmp_path):
    runner = CliRunner()
    folder, first, second = tmp_path / "extracts", tmp_path / "first.toml", tmp_path / "next.toml"
    folder.mkdir()
    files = sorted(council.glob(KINDS["csv"]))
    years = sorted({file.name.split("_")[2] for file in files})
    for file in files:
        if years[-1] not in file.name:
            shutil.copy(file, folder)
    assert runner.invoke(app, ["plan", str(folder), "--out", str(first), "-q"]).exit_code == 0
    taught = '[dataset.words.placement_type]\n"the lodge" = "childrens_home"\n'
    parts = first.read_text(encoding="utf-8").split("[[dataset]]")
    told = [
        p.rstrip() + "\n\n" + taught + "\n" if 'table = "placements"' in p else p for p in parts
    ]
    first.write_text("[[dataset]]".join(told), encoding="utf-8")
    for file in files:
        shutil.copy(file, folder)
    again = ["plan", str(folder), "--after", str(first), "--out", str(second), "-q"]
    done = runner.invoke(app, again)
    assert done.exit_code == 0, done.output
    before, after = read_plan(first), read_plan(second)
    assert {d.map.table for d in after.datasets} == {d.map.table for d in before.datasets}
    for dataset in after.datasets:
        assert [day.year for day in dataset.map.as_at.values()] == [int(year) for year in years]
        lodge = {"placement_type": {"the lodge": "childrens_home"}}
        assert dataset.map.table != "placements" or dataset.map.words == lodge
