"""The commands as a person types them: results, exit codes, one step at a time."""

from __future__ import annotations

import json
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from homeward.jobs import run
from homeward.records.tables import TABLES
from homeward.records.templates import heading, template_columns
from homeward.report import FILES
from homeward.vocabulary.faults import EXIT_CODES
from tests.lib.extract import ROWS, call_real, write_extract, write_small_plan

RESULTS = "protected/results/findings.json"
RELEASED = "outgoing/released/findings.json"
REPORT = [f"outgoing/report/{name}" for name in FILES]


def homeward(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "homeward", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """(extracts, plan, out of a finished run)."""
    folder = tmp_path_factory.mktemp("commands")
    extracts = write_extract(folder / "extracts")
    plan = write_small_plan(folder / "study.toml")
    run(extracts, plan, folder / "whole")
    return extracts, plan, folder / "whole"


def test_step_by_step_gives_what_a_whole_run_gives(place, tmp_path: Path) -> None:
    extracts, plan, whole = place
    out = tmp_path / "out"
    assert homeward("ingest", extracts, "--plan", plan, "--out", out).returncode == 0
    assert not (out / RESULTS).exists()
    for step in ("link", "study", "release", "report"):
        done = homeward(step, "--out", out)
        assert done.returncode == 0, done.stderr
    assert "Beside it: report.pdf, tables.xlsx, report.docx" in done.stdout
    for name in (RESULTS, RELEASED, *REPORT):
        assert (out / name).read_bytes() == (whole / name).read_bytes(), name


def test_a_step_before_its_time_is_refused(place, tmp_path: Path) -> None:
    done = homeward("study", "--out", tmp_path / "new")
    assert done.returncode == 15
    assert done.stderr.startswith("HW-J003") and "do  " in done.stderr
    extracts, plan, _ = place
    homeward("ingest", extracts, "--plan", plan, "--out", tmp_path / "begun")
    assert homeward("release", "--out", tmp_path / "begun").returncode == 15


def test_a_report_needs_nothing_but_the_released_bundle(place, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle.json"
    bundle.write_bytes((place[2] / RELEASED).read_bytes())
    done = homeward("report", "--bundle", bundle, "--out", tmp_path / "elsewhere")
    assert done.returncode == 0, done.stderr
    for name in REPORT:
        assert (tmp_path / "elsewhere" / name).read_bytes() == (place[2] / name).read_bytes(), name
        assert str(tmp_path / "elsewhere" / name) in done.stdout


def test_an_unreleased_bundle_makes_no_report(place, tmp_path: Path) -> None:
    done = homeward("report", "--bundle", place[2] / RESULTS, "--out", tmp_path / "no")
    assert done.returncode == 15 and done.stderr.startswith("HW-L003")
    assert not (tmp_path / "no" / "outgoing").exists()


def test_findings_alone_can_be_released(place, tmp_path: Path) -> None:
    done = homeward("release", "--findings", place[2] / RESULTS, "--out", tmp_path / "o", "--json")
    written = Path(json.loads(done.stdout)["written"][0])
    assert written.read_bytes() == (place[2] / RELEASED).read_bytes()


def test_strict_says_that_rows_were_set_aside(tmp_path: Path) -> None:
    extracts = write_extract(tmp_path / "extracts", [*ROWS, ("M999", "", *ROWS[0][2:])])
    plan = write_small_plan(tmp_path / "study.toml")
    done = homeward("ingest", extracts, "--plan", plan, "--out", tmp_path / "out", "--strict")
    assert done.returncode == 3
    assert "1 set aside" in done.stdout


def test_a_wrong_format_of_dates_is_warned_of_at_the_end_and_on_the_first_page(
    tmp_path: Path,
) -> None:
    """Days for months: most rows cannot be read, and the rest would be read wrongly."""
    many = [(f"M{n:04d}", f"N{n % 90:02d}", *ROWS[n % 60][2:]) for n in range(420)]
    extracts = write_extract(tmp_path / "extracts", many)
    plan = write_small_plan(tmp_path / "study.toml")
    text = plan.read_text(encoding="utf-8")
    assert "%d/%m" in text
    plan.write_text(text.replace("%d/%m", "%m/%d"), encoding="utf-8")
    done = homeward("run", extracts, "--plan", plan, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "WARNING: " in done.stdout and "could not be used" in done.stdout
    assert "HW-R002" in done.stdout and "protected/quarantine/faults.csv" in done.stdout
    page = (tmp_path / "out" / REPORT[0]).read_text(encoding="utf-8")
    assert page.index("Read this first") < page.index("Published: ")
    assert "As published</b>" not in page


@pytest.mark.parametrize("wanted", [("run", "nowhere"), ("frobnicate",), ("run",)])
def test_exit_codes_are_the_documented_ones(wanted: tuple[str, ...]) -> None:
    assert homeward(*wanted).returncode in EXIT_CODES


def test_json_errors_are_json(tmp_path: Path) -> None:
    done = homeward("run", tmp_path / "none", "--plan", tmp_path / "p.toml", "--json")
    document = json.loads(done.stdout)
    assert document["error"] == "HW-P001" and document["do"]
    assert done.returncode == 11


def test_the_doctor_finds_this_installation_sound() -> None:
    done = homeward("doctor", "--json")
    assert done.returncode == 0, done.stdout
    assert {check["check"] for check in json.loads(done.stdout)} >= {"Engine", "Report", "UK time"}


def test_the_log_holds_steps_and_no_cell(place, tmp_path: Path) -> None:
    extracts, plan, _ = place
    log = tmp_path / "log.jsonl"
    homeward("run", extracts, "--plan", plan, "--out", tmp_path / "out", "--log", log)
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert {line["step"] for line in lines} == {"ingest", "link", "study", "release", "report"}
    cells = {cell for row in ROWS for cell in row[:5] if len(cell) > 3}
    assert not any(cell in log.read_text(encoding="utf-8") for cell in cells)


def test_a_plan_is_proposed_and_never_overwritten_unasked(place, tmp_path: Path) -> None:
    plan = tmp_path / "study.toml"
    assert homeward("plan", place[0], "--out", plan, "--synthetic").returncode == 0
    assert homeward("plan", place[0], "--out", plan).returncode == 11
    done = homeward("run", place[0], "--plan", plan, "--out", tmp_path / "out", "--json")
    assert json.loads(done.stdout)["used"] == len(ROWS)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", "Ref,Colour\n", "no dataset was recognised"),
        ("a.xml", "<log><event/></log>", "no dataset was recognised"),
        (
            "calls.csv",
            ",".join(heading(name) for name in template_columns(TABLES["calls"])) + "\n",
            "no table of missing reports was recognised",
        ),
    ],
)
def test_a_plan_of_which_no_run_can_come_says_so(tmp_path: Path, name, text, said) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / name).write_text(text, encoding="utf-8")
    done = homeward("plan", folder, "--out", tmp_path / "study.toml", "--synthetic")
    assert done.returncode == 0, done.stderr
    last = done.stdout.strip().splitlines()[-1]
    assert last == f"Nothing here can be run yet: {said} (HW-P007)."
    asked = homeward("plan", folder, "--out", tmp_path / "b.toml", "--synthetic", "--json")
    assert json.loads(asked.stdout)["cannot_run"] == said


def test_a_packed_file_is_named_by_the_plan_and_by_the_run(place, tmp_path: Path) -> None:
    folder, plan = tmp_path / "in", tmp_path / "study.toml"
    shutil.copytree(place[0], folder)
    (folder / "march.zip").write_bytes(b"x")
    planned = homeward("plan", folder, "--out", plan, "--synthetic")
    assert "march.zip is packed by its ending, and is not read" in " ".join(planned.stdout.split())
    done = homeward("run", folder, "--plan", place[1], "--out", tmp_path / "out")
    assert "march.zip is packed and was not read: unpack it" in done.stdout, done.stderr


def test_protected_results_are_for_their_owner_only(place) -> None:
    mode = stat.S_IMODE((place[2] / "protected").stat().st_mode)
    assert mode == 0o700
    key = place[2] / "protected" / "project.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_real_records_without_a_key_are_refused(place, tmp_path: Path) -> None:
    extracts, plan, _ = place
    real = tmp_path / "study.toml"
    real.write_bytes(plan.read_bytes())
    call_real(real)
    done = homeward("ingest", extracts, "--plan", real, "--out", tmp_path / "out")
    assert done.returncode == 19 and "HW-K001" in done.stderr
    assert not (tmp_path / "out").exists()


def test_columns_that_nobody_decided_about_are_named(tmp_path: Path) -> None:
    extracts = write_extract(tmp_path / "extracts")
    plan = write_small_plan(tmp_path / "study.toml", without=["age"])
    outcome = run(extracts, plan, tmp_path / "out")
    assert any("missing.csv" in note and '"Age"' in note for note in outcome.notes)


def test_a_reader_who_has_seen_enough_ends_a_command_quietly(place):
    command = f"{sys.executable} -m homeward synth truth tiny --runs 2 --out {place[0].parent} -q"
    said = subprocess.run(
        f"{command} | head -n 1", shell=True, capture_output=True, text=True, timeout=120
    )
    assert said.stdout.startswith("SYNTHETIC")
    assert "HW-" not in said.stderr
