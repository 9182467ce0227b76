"""`homeward synth fit` as a person types it: a table, a profile, refusals by code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from homeward.jobs import fit, synth
from homeward.vocabulary.errors import HomewardError

TARGETS = """
[profile.small]
window = ["2022-01-01", "2022-12-31"]
force = "nowhere"
free = ["size"]

[[profile.small.target]]
id = "incidents"
kind = "mean"
value = 300
tolerance = 60
source = "made up for this test"
"""
FEW = ("--base", "tiny", "--seeds", "2", "--fitting-seeds", "3")


def homeward(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "homeward", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


@pytest.fixture
def targets(tmp_path: Path) -> Path:
    path = tmp_path / "targets.toml"
    path.write_text(TARGETS, encoding="utf-8")
    return path


def test_a_fit_prints_a_table_and_writes_a_profile_that_synth_takes(targets, tmp_path):
    profile, out = tmp_path / "fitted.toml", tmp_path / "county"
    done = homeward("synth", "fit", targets, *FEW, "--out", profile)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("SYNTHETIC")
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["target", "achieved", "wanted", "within", "sd", "met"] in lines
    assert any(line[0] == "incidents" and line[-1] == "yes" for line in lines)
    assert "fit" in done.stderr and "done in" in done.stderr
    assert profile.read_text(encoding="utf-8").startswith("# SYNTHETIC")
    made = homeward("synth", "--profile", profile, "--out", out, "--json")
    assert made.returncode == 0, made.stderr
    truth = json.loads((out / "truth.json").read_text(encoding="utf-8"))
    assert truth["profile"] == "fitted", "no path of a machine goes into the truth"
    again = homeward("synth", "fit", targets, *FEW, "--out", tmp_path / "again.toml", "-q")
    assert again.stderr == ""
    assert (tmp_path / "again.toml").read_bytes() == profile.read_bytes()


def test_json_holds_every_target_and_every_seed(targets, tmp_path):
    done = homeward("synth", "fit", targets, *FEW, "--out", tmp_path / "p.toml", "--json")
    document = json.loads(done.stdout)
    assert document["synthetic"] is True and document["met"] is True
    (row,) = document["targets"]
    assert row["id"] == "incidents" and len(row["values"]) == len(document["seeds"]) == 2
    assert document["levers"].keys() == {"size"}
    assert done.stderr == ""


def test_what_cannot_be_met_is_named_and_nothing_is_written(targets, tmp_path):
    targets.write_text(TARGETS.replace("value = 300", "value = 90000"), encoding="utf-8")
    profile = tmp_path / "p.toml"
    done = homeward("synth", "fit", targets, *FEW, "--out", profile)
    assert done.returncode == 14 and "HW-S004" in done.stderr
    assert "incidents" in done.stderr and "do  " in done.stderr
    assert not profile.exists()
    anyway = homeward("synth", "fit", targets, *FEW, "--out", profile, "--anyway")
    assert anyway.returncode == 0
    assert "NO" in anyway.stdout and "Cannot be met together" in anyway.stdout
    assert "NOT MET" in profile.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("value = 300", "value = -3"), "HW-S003"),
        (("2022-12-31", "2022-01-01"), "HW-S003"),
        (("tolerance", "slack"), "HW-S003"),
    ],
)
def test_a_targets_file_that_cannot_be_used_is_refused(targets, tmp_path, change, code):
    targets.write_text(TARGETS.replace(*change), encoding="utf-8")
    with pytest.raises(HomewardError) as caught:
        fit(targets, tmp_path / "p.toml", base="tiny")
    assert caught.value.code == code and caught.value.exit_code == 14


def test_nothing_but_a_fitted_profile_is_written_over(targets, tmp_path):
    before = targets.read_bytes()
    with pytest.raises(HomewardError) as caught:
        fit(targets, targets, base="tiny")
    assert caught.value.code == "HW-E004" and targets.read_bytes() == before
    with pytest.raises(HomewardError) as caught:
        fit(targets, tmp_path / "no folder" / "p.toml", base="tiny")
    assert caught.value.code == "HW-E002"


def test_synth_alone_makes_a_county_as_before(tmp_path):
    done = homeward("synth", "--profile", "tiny", "--out", tmp_path / "county", "-q")
    assert done.returncode == 0 and done.stdout.startswith("SYNTHETIC")
    assert homeward("synth", "--profile", "nowhere", "--out", tmp_path / "x").returncode == 14


def test_the_job_is_the_command(tmp_path):
    with pytest.raises(HomewardError) as caught:
        synth(str(tmp_path / "none.toml"), tmp_path / "county")
    assert caught.value.code == "HW-S001"
