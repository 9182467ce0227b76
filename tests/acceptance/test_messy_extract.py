"""A hand-made messy extract, from the command line to `findings.json`, counted twice."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.acceptance import by_hand

HERE = Path(__file__).parent
FIRST, SECOND = "Half year ONE (final v3).csv", "jul_dec.xlsx"


def homeward(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "homeward", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=300, env=os.environ | env
    )


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("messy") / "out"
    done = homeward(
        "run",
        str(HERE / "messy"),
        "--plan",
        str(HERE / "study.toml"),
        "--out",
        str(folder),
        "--json",
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def counted() -> tuple[list[by_hand.Incident], Counter[str], Counter[str]]:
    first, fates = by_hand.first_half(HERE / "messy" / FIRST)
    second, others = by_hand.second_half(HERE / "messy" / SECOND)
    return first + second, fates, others


def finding(out: Path, id: str) -> dict:
    document = json.loads((out / "protected/results/findings.json").read_text(encoding="utf-8"))
    return next(f for f in document["findings"] if f["id"] == id)


def estimate(out: Path, id: str, name: str, **by: object) -> dict:
    return next(e for e in finding(out, id)["estimates"] if e["name"] == name and e["by"] == by)


def test_every_row_is_accounted_for(out: Path, counted) -> None:
    incidents, fates, others = counted
    manifest = json.loads((out / "protected/results/manifest.json").read_text(encoding="utf-8"))
    first, second = sorted(manifest["inputs"], key=lambda record: record["file"])
    for record in (first, second):
        assert record["read"] == record["used"] + record["duplicate"] + record["set_aside"]
    used = sum(i.ref.startswith("MP23-") for i in incidents)
    assert first["used"] == used
    assert first["duplicate"] == fates["duplicate"] == 2
    assert first["set_aside"] == sum(fates.values()) - fates["duplicate"]
    assert second["used"] == len(incidents) - used + others["not counted"]
    assert second["set_aside"] == others["HW-R014"] == 1


def test_every_reason_is_the_one_planted(out: Path, counted) -> None:
    _, fates, _ = counted
    found: Counter[str] = Counter()
    for path in sorted((out / "protected/quarantine").glob("*_rows.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = {
                (r["file"], r["row"], r["code"])
                for r in csv.DictReader(file)
                if r["fate"] == "row" and r["file"] == FIRST
            }
        found.update(code for _, _, code in rows)
    assert found == Counter({c: n for c, n in fates.items() if c != "duplicate"})


@pytest.mark.parametrize(
    ("name", "limit"), [("2h", 2), ("8h", 8), ("24h", 24), ("48h", 48), ("7d", 168), ("28d", 672)]
)
def test_share_found_within(out: Path, counted, name: str, limit: float) -> None:
    got = estimate(out, "demand.duration", f"share_found_within_{name}")
    yes, judged, left_out = by_hand.share_within(counted[0], limit)
    assert (got["count"], got["of"], got["left_out"]) == (yes, judged, left_out)
    assert got["value"] == pytest.approx(yes / judged)


def test_share_found_within_a_day_by_setting(out: Path, counted) -> None:
    for setting in ("childrens_home", "family_home", "foster"):
        mine = [i for i in counted[0] if i.setting == setting]
        got = estimate(out, "demand.duration", "share_found_within_24h", setting=setting)
        assert (got["count"], got["of"]) == by_hand.share_within(mine, 24)[:2]


def test_median_hours(out: Path, counted) -> None:
    got = estimate(out, "demand.duration", "median_hours", **{"from": "reported"})
    assert got["value"] == pytest.approx(by_hand.kaplan_meier_median(counted[0]))


def test_volume(out: Path, counted) -> None:
    assert estimate(out, "demand.volume", "incidents")["value"] == len(counted[0])
    children = len({i.child for i in counted[0]})
    assert estimate(out, "demand.volume", "children")["value"] == children


@pytest.mark.parametrize("percent", [1, 5, 10, 20])
def test_concentration(out: Path, counted, percent: int) -> None:
    name = f"share_of_incidents_by_top_{percent}_percent"
    got = estimate(out, "demand.concentration", name)
    assert (got["count"], got["of"]) == by_hand.top_share(counted[0], percent)


def test_repeats_in_both_definitions(out: Path, counted) -> None:
    tally = Counter(i.child for i in counted[0])
    later = estimate(out, "demand.repeats", "repeat_share_second_or_later")
    assert later["count"] == len(counted[0]) - len(tally)
    several = estimate(out, "demand.repeats", "repeat_share_children_with_more_than_one")
    assert several["count"] == sum(n for n in tally.values() if n > 1)


def test_clock(out: Path, counted) -> None:
    hours = [i.seen.hour for i in counted[0] if i.seen]
    got = estimate(out, "demand.clock", "share_22_to_01")
    assert (got["count"], got["of"]) == (sum(h in (22, 23, 0) for h in hours), len(hours))


def test_it_says_synthetic_everywhere(out: Path) -> None:
    for path in ("protected/results/findings.json", "outgoing/released/findings.json"):
        assert json.loads((out / path).read_text(encoding="utf-8"))["synthetic"] is True
    assert "SYNTHETIC" in (out / "outgoing/report/report.html").read_text(encoding="utf-8")


def test_no_reference_of_a_record_leaves_quarantine(out: Path) -> None:
    skipped = out / "protected" / "quarantine", out / "protected" / "cache"
    for path in out.rglob("*"):
        if path.is_file() and not any(folder in path.parents for folder in skipped):
            held = path.read_bytes()
            assert b"YP/1" not in held and b"MP23-0" not in held, path.name


def test_the_same_run_again_does_no_step_twice(out: Path) -> None:
    done = homeward(
        "run", str(HERE / "messy"), "--plan", str(HERE / "study.toml"), "--out", str(out), "--json"
    )
    steps = json.loads(done.stdout)["steps"]
    assert len(steps) == 5 and all(step["reused"] for step in steps)


def test_a_plan_of_it_asks_and_never_guesses(tmp_path: Path) -> None:
    """Both files are taken for incidents, what every row needs is asked, nothing is wrong."""
    plan = tmp_path / "study.toml"
    done = homeward("plan", str(HERE / "messy"), "--out", str(plan), "--json")
    asked = {(d["file"], d["column"]) for d in json.loads(done.stdout)["doubts"] if d["blocking"]}
    assert {(FIRST, "reported"), (SECOND, "reported"), (SECOND, "child")} <= asked
    assert json.loads(done.stdout)["unmapped_files"] == []
    refused = homeward(
        "run",
        str(HERE / "messy"),
        "--plan",
        str(plan),
        "--out",
        str(tmp_path / "o"),
        HOMEWARD_KEY="6b1f0c5e2a9d4783" * 4,
    )
    assert refused.returncode == 11 and refused.stderr.startswith("HW-P006")
