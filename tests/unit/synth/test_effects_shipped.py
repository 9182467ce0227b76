"""Truth that ships: valid for its settings only, and for the model as it is."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from homeward.synth.effects import (
    ESTIMANDS,
    effects_of,
    effects_or_command,
    settings_hash,
    shipped,
    write_effects,
)
from homeward.synth.effects.kept import FOLDER, _place, command, keeping
from homeward.synth.effects.run import replicate
from homeward.synth.profile import PROFILES, read_profile
from homeward.vocabulary.errors import HomewardError
from tests.architecture.source import ROOT
from tests.unit.synth.counties import DEFAULT, TINY, profile

SHIPPED = [name for name in PROFILES if shipped(name) is not None]

#: Where a run holds more incidents than this, one seed of the first effect is checked.
LARGE = 15_000


@pytest.fixture
def kept(tmp_path, monkeypatch) -> Path:
    """A folder in place of the package's own."""
    monkeypatch.setattr(
        "homeward.synth.effects.kept._place", lambda name: tmp_path / f"{name}.json"
    )
    return tmp_path


def test_the_default_profile_ships_its_truth():
    assert DEFAULT in SHIPPED, f"do: {keeping(DEFAULT)}"


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_truth_is_of_these_settings_and_these_estimands(name):
    document = shipped(name)
    assert document["settings_sha256"] == settings_hash(read_profile(name)), f"do: {keeping(name)}"
    ids = [estimand["id"] for estimand in document["estimands"]]
    assert ids == [estimand.id for estimand in ESTIMANDS], f"do: {keeping(name)}"
    # A county of 300 homes says as much in 16 pairs as one of 44 in 40.
    assert document["replicates"] >= (16 if name == "homes-300" else 40)


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_truth_is_of_the_model_as_it_is(name):
    """Two seeds lived through again give every kept sum exactly."""
    document, rule = shipped(name), read_profile(name)
    pairs = [estimand["by_replicate"] for estimand in document["estimands"]]
    (whole,) = [e for e in document["estimands"] if e["id"] == "philomena.county"]
    large = whole["on"]["count"] / document["replicates"] > LARGE
    asked = [e for e in ESTIMANDS if not large or e.switch == ESTIMANDS[0].switch]
    for n in range(1 if large else 2):
        again = replicate(rule, asked, document["seeds"][0] + n)
        same = [row[:4] == kept[n] for row, kept in zip(again, pairs, strict=False)]
        assert all(same), f"the model moved: do: {keeping(name)}"


def test_what_bears_on_nothing_that_happens_is_not_in_the_hash():
    rule = profile()
    elsewise = replace(rule, title="Another", faults={}, files=())
    assert settings_hash(elsewise) == settings_hash(rule)
    assert settings_hash(replace(rule, size=rule.size * 2)) != settings_hash(rule)
    team = replace(rule.team, repeat_rate_ratio=0.5)
    assert settings_hash(replace(rule, team=team)) != settings_hash(rule)


def test_truth_is_written_read_back_and_found_by_its_settings(kept):
    few = [e for e in ESTIMANDS if e.switch.id in ("philomena", "out_of_area")]
    assert effects_of(profile()) is None
    (path,) = write_effects([TINY], replicates=2, estimands=few, workers=1)
    assert path == kept / "tiny.json"
    first = path.read_bytes()
    assert write_effects([TINY], kept, replicates=2, estimands=few, workers=1) == [path]
    assert path.read_bytes() == first
    document = json.loads(first)
    assert document == shipped(TINY)
    assert document["profile"] == TINY
    assert len(first.decode().splitlines()) < 20 + len(few)
    assert [len(e["by_replicate"]) for e in document["estimands"]] == [2] * len(few)
    found = effects_of(replace(profile(), faults={}))
    assert found["state"] == "computed"
    assert [e["id"] for e in found["estimands"]] == [e.id for e in few]
    assert all("by_replicate" not in e for e in found["estimands"])
    assert effects_of(replace(profile(), size=0.2)) is None


def test_where_nothing_ships_the_command_is_given(kept):
    told = effects_or_command(profile(), TINY)
    assert told == {"state": "not_computed", "command": command(TINY)}
    assert keeping(TINY) == f"{command(TINY)} --out {FOLDER}"


def test_an_unknown_profile_is_refused_before_anything_runs(tmp_path):
    with pytest.raises(HomewardError) as refused:
        write_effects(["nowhere"], tmp_path / "new")
    assert refused.value.code == "HW-S001"
    assert not (tmp_path / "new").exists()


def test_the_page_names_every_estimand():
    page = (ROOT / "docs/explanation/truth-of-a-synthetic-county.md").read_text(encoding="utf-8")
    assert [e.id for e in ESTIMANDS if f"`{e.id}`" not in page] == []


def test_the_folder_named_in_the_command_is_the_one_that_is_read():
    assert (ROOT / FOLDER).resolve() == Path(str(_place("x"))).parent.resolve()
