"""The calibration page's data are of the profiles that ship, and its pictures of its data."""

from __future__ import annotations

import re

import pytest

from docs.builders import calibration
from docs.calibrate import data, pictures
from docs.calibrate.published import CHECKS
from homeward.synth.fitting.measures import find_measure
from homeward.synth.fitting.targets import SHAPE_SHARE, Kind

DO = "do: make calibration"
KEPT = data.read()


@pytest.mark.parametrize("name", data.SHOWN)
def test_the_data_were_made_from_the_profiles_that_ship(name):
    assert KEPT["profiles"][name]["fingerprint"] == data.fingerprint(name), DO


@pytest.mark.parametrize("name", data.FITTED)
@pytest.mark.parametrize("place", [0, 13])
def test_a_seed_lived_through_again_gives_what_was_kept(name, place):
    seen, own = data.see(name, KEPT["seeds"][place]), KEPT["profiles"][name]
    assert seen.incidents == own["incidents"][place], DO
    kept = [row["values"][place] for row in own["targets"]]
    assert [data.short(value) for value in seen.measured.values] == kept, DO
    assert [data.short(value) for value in seen.checks] == [
        row["values"][place] for row in own["checks"]
    ], DO


@pytest.mark.parametrize("name", data.FITTED)
def test_every_target_is_met_and_none_is_left_out(name):
    rows = {row["id"]: row for row in KEPT["profiles"][name]["targets"]}
    targets = data.targets_of(name).targets
    assert list(rows) == [target.id for target in targets]
    for target in targets:
        values = rows[target.id]["values"]
        mean = sum(values) / len(values)
        assert rows[target.id]["met"], target.id
        if target.kind is Kind.SHAPE:
            assert mean >= SHAPE_SHARE and rows[target.id]["together"] is not False
        else:
            assert abs(mean - target.value) <= target.tolerance, target.id
            assert rows[target.id]["value"] == target.value


@pytest.mark.parametrize("name", data.FITTED)
def test_averages_over_many_more_seeds_meet_the_targets_too(name):
    for target, mean in zip(
        data.targets_of(name).targets, KEPT["profiles"][name]["wide"], strict=True
    ):
        assert (mean >= SHAPE_SHARE) if target.kind is Kind.SHAPE else target.met_by(mean)


def test_homes_are_as_many_as_the_profile_for_evaluations_is_named_after():
    assert KEPT["profiles"]["homes-300"]["homes"] == 300


def test_every_check_is_a_measure_with_a_source():
    for checks in CHECKS.values():
        for check in checks:
            assert find_measure(check.id) is not None, check.id
            assert check.source and check.low <= check.high


def test_the_pictures_are_drawn_from_the_data_and_say_that_they_are_synthetic():
    for name, text in pictures.drawn(KEPT):
        kept = (pictures.FOLDER / name).read_text(encoding="utf-8")
        assert kept == text, f"{name}: {DO}"
        assert "Synthetic" in text


def test_no_picture_is_left_over():
    drawn = {f"{pictures.STEM}-{name}.svg" for name in pictures.PICTURES}
    assert {path.name for path in pictures.FOLDER.glob(f"{pictures.STEM}-*")} == drawn


def test_every_picture_on_the_page_is_told_in_words():
    page = calibration.build()
    shown = dict(re.findall(r"!\[([^\]]*)\]\(\.\./images/([^)]+)\)", page))
    assert set(shown.values()) == {f"{pictures.STEM}-{name}.svg" for name in pictures.PICTURES}
    for words in shown:
        assert words.startswith("Synthetic") and len(words) > 80
    assert page.count("**Every number of a county on this page is synthetic.**") == 1
    assert "**no**" not in page, "a target is not met"
