"""The smaller sample from end to end, as an analyst and two partners do it."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from homeward.cli.main import app
from homeward.findings.bundle import read_bundle
from homeward.jobs import ingest, link, plan, release, run, study, synth
from homeward.jobs.working import working_in
from homeward.vocabulary.exploitation import Exploitation
from homeward.vocabulary.sampling import shown
from homeward.vocabulary.setting import Setting
from homeward.vocabulary.times import UK_ZONE
from tests.lib.extract import write_extract, write_small_plan

SAMPLES = Path("protected/sample")
RESULTS = Path("protected/results/findings.json")


def homeward(*arguments: object, code: int = 0):
    done = CliRunner().invoke(app, [str(a) for a in arguments])
    assert done.exit_code == code, done.output
    return done


def keep_project_key(out: Path) -> None:
    """Begin an output folder under a fixed project key, so that its draws are the same."""
    with working_in(out):
        (out / "protected").mkdir(exist_ok=True)
        (out / "protected" / "project.key").write_text("07" * 32 + "\n", encoding="ascii")


@pytest.fixture(scope="module")
def county(tmp_path_factory) -> tuple[Path, Path, Path]:
    """A small county: (its folder, its plan, an output folder linked under a fixed key)."""
    folder = tmp_path_factory.mktemp("county")
    synth("tiny", folder / "made", seed=3, scale=2.0)
    plan(folder / "made" / "extracts", folder / "study.toml")
    keep_project_key(folder / "out")
    ingest(folder / "made" / "extracts", folder / "study.toml", folder / "out")
    link(folder / "out")
    return folder / "made", folder / "study.toml", folder / "out"


def truth_of(made: Path) -> dict[tuple[str, str], list[dict]]:
    """(police reference of the child, local date of the report) to its true incidents.

    A child that police hold under a second reference is not found, as it would not be.
    """
    found = defaultdict(list)
    for row in pq.read_table(made / "truth" / "incidents.parquet").to_pylist():
        local = row["reported_at"].astimezone(ZoneInfo(UK_ZONE))
        found[row["child"], local.strftime("%d/%m/%Y")].append(row)
    return found


def filled_from_truth(folder: Path, made: Path) -> tuple[Path, Path, int]:
    """A council's workbook and a charity's text, from what is true of the county.

    The council cannot find those whose day is not told apart; the charity's file has its
    columns moved, a row twice and a row of somebody else's.
    """
    truth = truth_of(made)
    book = openpyxl.load_workbook(folder / "sheet-with-references.xlsx")
    sheet = book["Answers"]
    place = {cell.value: cell.column for cell in sheet[4]}
    lines, looked_up = [["Harm disclosed 1", "Remarks", "Sample number"]], 0
    for row in range(5, sheet.max_row + 1):
        child, day = (
            sheet.cell(row, place[h]).value
            for h in ("Police reference for the child", "Reported on")
        )
        mine = truth.get((child, day), [])
        if len(mine) != 1:
            continue
        looked_up += 1
        (true,) = mine
        living = sheet.cell(row, place["Placement at the time"])
        living.value = shown(Setting(true["setting"]))
        known = Exploitation.CRIMINAL if true["exploited"] else Exploitation.NONE
        sheet.cell(row, place["Exploitation known 1"]).value = shown(known)
        harm = "accident" if true["risk_first"] == "high" else "None disclosed"
        lines.append([harm, "=1+1", sheet.cell(row, 1).value])
    council, charity = folder.parent / "council.xlsx", folder.parent / "charity.csv"
    book.save(council)
    lines += [lines[1], ["None disclosed", "", "XXXX-0001B"]]
    with charity.open("w", encoding="cp1252", newline="") as file:
        csv.writer(file, delimiter=";").writerows(lines)
    return council, charity, looked_up


@pytest.fixture(scope="module")
def taken(county) -> tuple[Path, Path, int]:
    """(the sample's folder, out, rows looked up), drawn, filled and taken back."""
    made, _, out = county
    homeward(
        "sample", "draw", "--out", out, "--size", 150, "--by", "setting,missing_for",
        "--extracts", made / "extracts", "--with-reference", "--name", "depth", "-q",
    )  # fmt: skip
    folder = out / SAMPLES / "depth"
    council, charity, looked_up = filled_from_truth(folder, made)
    homeward("sample", "check", council, charity, "-q")
    shown_ = homeward("sample", "take", council, charity, "--out", out, "-q").output
    assert "2 refused" in shown_ and "HW-M011  1" in shown_ and "HW-M014  1" in shown_
    council.unlink(), charity.unlink()
    return folder, out, looked_up


def test_the_weighted_share_holds_the_truth_of_the_county(county, taken):
    made, (_, out, looked_up) = county[0], taken
    homeward("study", "--out", out, "-q")
    found = read_bundle(out / RESULTS).finding("demand.sample")
    assert found.refused is None
    true = pq.read_table(made / "truth" / "incidents.parquet").to_pylist()
    exploited = sum(row["exploited"] for row in true) / len(true)
    told = found.estimate("share_with_exploitation_known")
    assert told.of == looked_up > 100 and told.left_out == 150 - looked_up
    assert told.low <= exploited <= told.high
    assert told.high - told.low < 0.25
    (living,) = [t for t in found.tables if t.name == "by_placement_at_the_time"]
    shares = {e.by["placement_at_the_time"]: e for e in living.estimates}
    for setting in ("family_home", "childrens_home"):
        truly = sum(row["setting"] == setting for row in true) / len(true)
        e = shares[setting]
        assert e.low <= truly <= e.high, setting
    harm = found.estimate("share_with_harm_known")
    assert harm.low <= sum(r["risk_first"] == "high" for r in true) / len(true) <= harm.high
    assert any("Synthetic" in caveat for caveat in found.caveats)


def test_the_finding_passes_the_gate_and_a_study_follows_what_is_taken(county, taken):
    _, out, _ = taken
    study(out)
    released = release(out)
    assert "demand.sample" in released.filed
    before = (out / RESULTS).read_bytes()
    again = study(out)
    assert again.steps[-1].reused and (out / RESULTS).read_bytes() == before
    folder, numbers = taken[0], []
    with (folder / "sheet.csv").open(encoding="utf-8-sig", newline="") as file:
        numbers = [line[0] for line in csv.reader(file)][4:]
    sheet = folder.parent / "again.csv"
    lines = ["Sample number,Told to the police", *(f"{n},yes" for n in numbers[:60])]
    sheet.write_text("\n".join(lines), encoding="utf-8")
    try:
        homeward("sample", "take", sheet, "--out", out, "-q")
        assert not study(out).steps[-1].reused
        found = read_bundle(out / RESULTS).finding("demand.sample")
        assert {t.name for t in found.tables} >= {"by_told_police", "strata_by_setting"}
        assert "by_harm_disclosed" not in {t.name for t in found.tables}
        assert (folder / "history" / "1" / "answers.json").is_file()
    finally:
        sheet.unlink()


def test_no_pseudonym_and_no_reference_is_where_it_should_not_be(county, taken):
    folder, out, _ = taken
    episodes = pq.read_table(out / "protected/timelines/episodes.parquet")
    pseudonyms = {*episodes["incident"].to_pylist(), *episodes["child"].to_pylist()}
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix != ".xlsx":
            text = path.read_text(encoding="utf-8-sig")
            assert not any(p in text for p in pseudonyms), path.name
            if path.name not in ("key.csv", "sheet-with-references.csv"):
                assert "MP22-" not in text, path.name
    with (folder / "key.csv").open(encoding="utf-8", newline="") as file:
        key = list(csv.DictReader(file))
    with (folder / "sheet-with-references.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))[3:]
    rows = {line[0]: line for line in lines[1:]}
    assert lines[0][1] == "Police incident reference"
    assert all(rows[k["sample_number"]][1] == k["incident_reference"] for k in key)
    extract = (county[0] / "extracts" / key[0]["file"]).read_bytes().decode("cp1252")
    row = extract.splitlines()[int(key[0]["row"]) - 1]
    assert key[0]["incident_reference"] in row and key[0]["child_reference"] in row


def test_status_says_what_came_back(taken):
    _, out, _ = taken
    held = json.loads(homeward("sample", "status", "--out", out, "--json").output)
    (depth,) = [s for s in held["samples"] if s["name"] == "depth"]
    assert depth["drawn"] == 150 and depth["synthetic"] is True
    assert datetime.fromisoformat(depth["taken_at"]).tzinfo is not None
    assert sum(s["drawn"] for s in depth["strata"]) == 150
    assert "SYNTHETIC" in homeward("sample", "status", "--out", out).output


def test_drawing_again_changes_nothing_and_another_draw_is_refused(taken):
    folder, out, _ = taken
    held = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    same = ("--size", 150, "--by", "setting,missing_for", "--name", "depth", "--out", out, "-q")
    homeward("sample", "draw", *same)
    kept = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    del held[folder / "key.csv"], kept[folder / "key.csv"]  # now without references
    assert kept == held
    refused = homeward("sample", "draw", *same, "--seed", 2, code=17)
    assert "HW-M004" in refused.output
    assert {p for p in folder.rglob("*") if p.is_file()} == {*kept, folder / "key.csv"}


def test_the_same_key_gives_the_same_draw_elsewhere(county, taken, tmp_path: Path):
    made, the_plan, _ = county
    keep_project_key(tmp_path / "out")
    ingest(made / "extracts", the_plan, tmp_path / "out")
    link(tmp_path / "out")
    homeward(
        "sample", "draw", "--out", tmp_path / "out", "--size", 150, "--by", "setting,missing_for",
        "--name", "depth", "-q",
    )  # fmt: skip
    for name in ("units.json", "sheet.csv", "sample.json", "sheet.xlsx"):
        mine = tmp_path / "out" / SAMPLES / "depth" / name
        assert mine.read_bytes() == (taken[0] / name).read_bytes(), name


def test_a_rule_file_draws_children(county, tmp_path: Path):
    _, _, out = county
    rule = tmp_path / "rule.toml"
    rule.write_text(
        'name = "children"\nunit = "child"\nsize = 30\nby = ["band"]\nallocation = "equal"\n'
        'ask = ["push_reason", "philomena_form"]\n',
        encoding="utf-8",
    )
    done = json.loads(
        homeward("sample", "draw", "--out", out, "--rule", rule, "--json", "-q").output
    )
    assert (done["drawn"], done["unit"], done["identifies"]) == (30, "child", False)
    assert (
        "HW-M001"
        in homeward("sample", "draw", "--out", out, "--rule", rule, "--size", 5, code=17).output
    )


def test_extracts_that_are_not_those_taken_in_give_no_reference(county, tmp_path: Path):
    made, _, out = county
    refused = homeward("sample", "draw", "--out", out, "--size", 20, "--with-reference", code=17)
    assert "HW-M007" in refused.output
    for name in sorted(p.name for p in (made / "extracts" / "police").iterdir()):
        target = tmp_path / "police" / name
        target.parent.mkdir(exist_ok=True)
        target.write_bytes((made / "extracts" / "police" / name).read_bytes() + b"\n")
    for folder in (tmp_path, tmp_path / "none"):
        refused = homeward(
            "sample", "draw", "--out", out, "--size", 20, "--extracts", folder, "--name", "x",
            code=17,
        )  # fmt: skip
        assert "HW-M007" in refused.output
    assert not (out / SAMPLES / "x").exists()


# ------------------------------------------------------------------ refusals


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Path:
    """An output folder of the sixty-row extract, run whole."""
    folder = tmp_path_factory.mktemp("small")
    run(write_extract(folder / "extracts"), write_small_plan(folder / "s.toml"), folder / "out")
    return folder / "out"


def test_a_run_without_a_sample_says_how_to_draw_one(small: Path):
    found = read_bundle(small / RESULTS).finding("demand.sample")
    assert found.refused is not None and found.refused.startswith("HW-N026")


def test_what_cannot_be_drawn_or_taken_is_refused_by_code(small: Path, tmp_path: Path):
    def draw(*arguments: object, code: int = 17) -> str:
        return homeward("sample", "draw", "--out", small, *arguments, code=code).output

    assert "HW-M001" in draw()
    assert "HW-M002" in draw("--size", 10, "--by", "place")
    assert "HW-M002" in draw("--size", 10, "--by", "risk_first")
    assert "HW-M003" in draw("--size", 61)
    assert (
        "HW-J003"
        in homeward("sample", "draw", "--out", tmp_path / "new", "--size", 5, code=15).output
    )
    sheet = tmp_path / "s.csv"
    sheet.write_text("Sample number\nBCDF-0001B\n", encoding="utf-8")
    assert "HW-M005" in homeward("sample", "take", sheet, "--out", small, code=17).output
    draw("--size", 10, code=0)
    assert "HW-M005" in homeward("sample", "take", sheet, "--out", small, code=17).output
    named = homeward("sample", "take", sheet, "--out", small, "--name", "sample", code=17)
    assert "HW-M008" in named.output and "HW-M01" in named.output
    sheet.write_text("Ref,Answer\n1,2\n", encoding="utf-8")
    assert "HW-M006" in homeward("sample", "check", sheet, code=17).output
    assert "HW-F005" in homeward("sample", "check", tmp_path / "gone.csv", code=10).output


def test_strict_says_that_something_was_set_aside(small: Path, tmp_path: Path):
    homeward("sample", "draw", "--out", small, "--size", 10, "--name", "strict", "-q")
    with (small / SAMPLES / "strict" / "sheet.csv").open(encoding="utf-8-sig", newline="") as file:
        number = list(csv.reader(file))[4][0]
    sheet = tmp_path / "s.csv"
    sheet.write_text(f"Sample number,Reason to leave 1\n{number},zzz\n", encoding="utf-8")
    done = homeward("sample", "check", sheet, "--out", small, "--strict", code=3)
    assert "s.csv row 2, “Reason to leave 1”: HW-M021" in done.output and "zzz" not in done.output
    homeward("sample", "check", sheet, "--out", small)


def test_a_partner_checks_a_sheet_with_no_folder_at_all(small: Path, tmp_path: Path):
    homeward("sample", "draw", "--out", small, "--size", 10, "--name", "sent", "-q")
    sheet = small / SAMPLES / "sent" / "sheet.xlsx"
    done = json.loads(homeward("sample", "check", sheet, "--json").output)
    assert (done["read"], done["taken"], done["blank"], done["drawn"]) == (10, 10, 10, None)
    assert not (tmp_path / "out").exists()


def test_many_faults_are_told_in_part_and_counted_in_full(small: Path, tmp_path: Path):
    sheet = tmp_path / "s.csv"
    sheet.write_text("Sample number\n" + "Total\n" * 50, encoding="utf-8")
    done = homeward("sample", "check", sheet, "-q").output
    assert done.count("s.csv row ") == 40 and "and 10 more" in done and "HW-M011  50" in done
    assert len(json.loads(homeward("sample", "check", sheet, "--json").output)["faults"]) == 50
