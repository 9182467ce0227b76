"""A made-up county through the front door: nobody is asked, and every row's fate is known."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from homeward.records.intake import Intake, Scope, ingest
from homeward.records.propose import DoubtKind, Proposal, propose
from homeward.study.plan import from_proposal
from homeward.synth import make_county
from homeward.synth.county import live_through
from homeward.synth.details import describe
from homeward.synth.extract import make_extract, write_extract
from homeward.synth.habits import HABITS, KIND_FLAGS, UNDECLARED
from homeward.synth.profile import read_profile
from homeward.synth.rules import HABIT_NAMES

#: Placements of the dataset, which the return's episodes hold too.
GIVEN_TWICE = ("council/ssd_cla_placement.csv",)

#: Stems of the council's returns to the tables that they fill.
RETURNS = {
    "_header.csv": {"children"},
    "_episodes.csv": {"placements", "care_episodes"},
    "_missing.csv": {"absences"},
    ".xml": {"children", "placements", "care_episodes", "absences"},
    "ssd_person.csv": {"children"},
    "ssd_missing.csv": {"absences"},
    "ssd_cla_episodes.csv": {"care_episodes"},
}


def taken(folder: Path) -> tuple[Proposal, Intake]:
    proposal = propose(folder)
    plan = from_proposal(proposal, folder=folder)
    scope = Scope(plan.opens, plan.closes, plan.age_below)
    return proposal, ingest(folder, plan.maps, scope, lambda kind, text: f"{kind}:{text}")


@pytest.fixture(
    scope="module", params=[("herts-2019-2022", 0.3), ("tiny", 1.0)], ids=lambda p: p[0]
)
def county(request, tmp_path_factory) -> tuple[Path, dict, Proposal, Intake]:
    name, scale = request.param
    made = make_county(name, 1, tmp_path_factory.mktemp("county"), scale=scale)
    folder = made.truth.parent / "extracts"
    return folder, json.loads(made.truth.read_text(encoding="utf-8")), *taken(folder)


def test_nobody_is_asked_about_any_file(county):
    folder, _, proposal, _ = county
    assert proposal.synthetic and not proposal.blocking
    mapped = {file for one in proposal.maps for file in one.files}
    assert proposal.unmapped == GIVEN_TWICE
    said = {doubt.file for doubt in proposal.doubts if doubt.kind is DoubtKind.UNMAPPED}
    assert said == set(proposal.unmapped)
    whole = {p.relative_to(folder).as_posix() for p in folder.rglob("*.*")}
    left = whole - mapped - set(proposal.unmapped)
    assert all(name.endswith("SYNTHETIC.txt") for name in left)


def test_every_return_of_the_council_fills_its_tables(county):
    _, _, proposal, taken_in = county
    for file in {file.file for file in taken_in.account.files if "ssd" in file.file}:
        ends = max((end for end in RETURNS if file.endswith(end)), key=len)
        tables = {one.table for one in proposal.maps if file in one.files}
        assert tables == RETURNS[ends], file
    read = {file.file: file.read for file in taken_in.account.files if file.table == "absences"}
    assert min(read.values()) > 0


def test_each_file_is_taken_for_what_it_is(county):
    _, _, proposal, _ = county
    tables = {file: one.table for one in proposal.maps for file in one.files}
    stems = {
        "police/missing_": "incidents", "police/case_log_": "events",
        "police/command_and_control": "calls", "police/effort": "effort",
        "police/prevention_interviews": "interviews", "charity/return_interviews": "interviews",
        "council/strategy_meetings": "meetings", "council/support": "support",
        "council/trigger_plans": "plans", "homes/philomena_forms": "plans",
        "homes/homes": "places",
    }  # fmt: skip
    for stem, table in stems.items():
        found = {one for file, one in tables.items() if file.startswith(stem)}
        assert found == {table}, stem


def test_every_row_of_the_county_meets_the_fate_planted_for_it(county):
    _, truth, _, taken_in = county
    own = [file for file in taken_in.account.files if file.file.startswith("police/missing_")]
    assert_fates(own, truth["faults"])


@pytest.mark.parametrize("name", HABIT_NAMES)
def test_every_habit_is_read_whole_and_meets_its_fates(name, tmp_path):
    rules = read_profile("tiny")
    ending = ".xlsx" if HABITS[name].is_workbook else ".csv"
    (first, *_, last) = rules.files
    whole = replace(first, name=f"police/all{ending}", habit=name, closes=last.closes)
    rules = replace(rules, files=(whole,))
    rates = dict.fromkeys(rules.faults, 0.02) | {"resupplied": 0.0}
    lived = live_through(rules, 7, 3.0)
    made = make_extract(lived, describe(lived), rates)
    write_extract(made, lived, tmp_path)
    proposal, taken_in = taken(tmp_path)
    assert not proposal.blocking
    (one,) = proposal.maps
    headers = HABITS[name].headers
    assert set(headers) - UNDECLARED - {"name"} <= set(one.columns)
    if KIND_FLAGS.keys() <= headers.keys():
        assert len(one.columns["exploitation"].flags) == len(KIND_FLAGS)
    assert_fates(taken_in.account.files, made.planted)


def assert_fates(files, planted) -> None:
    """Every planted fault of the incident files is found once, and nothing else is."""
    reasons: Counter[tuple[str, str]] = Counter()
    for file in files:
        reasons.update(file.reasons)
    found = Counter({"R007": 0, "R014": 0})
    for (code, column), many in reasons.items():
        found[code.removeprefix("HW-") + (f":{column}" if code == "HW-R001" else "")] += many
    endings = sum(reasons["HW-R007", name] for name in ("found", "returned", "cancelled"))
    ages = reasons["HW-R005", "age"] + reasons["HW-R007", "born_on"]
    expected = {
        "R001:child": planted["blank_child"], "R001:reported": planted["blank_reported"],
        "R002": planted["unreadable_times"], "R006": planted["ragged"],
        "R014": planted["unknown_words"], "R021": planted["found_before_reported"],
        "R022": planted["seen_after_reported"], "R031": 2 * planted["conflicts"],
        "R042": planted["adults"],
    }  # fmt: skip
    assert {key: found[key] for key in expected} == expected
    assert (endings, ages) == (planted["sentinels"], planted["impossible_ages"])
    assert set(found) <= {*expected, "R005", "R007", "R043"}
    duplicates = sum(file.duplicate for file in files)
    assert duplicates == planted["duplicates"] + planted["resupplied"]
