"""A whole fit of small counties: what it writes can be read, and what it refuses is said."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from homeward.synth.county import live_through
from homeward.synth.fitting.achieved import judge
from homeward.synth.fitting.fit import Fit, fit_profile, over_window
from homeward.synth.fitting.runs import Bench
from homeward.synth.fitting.targets import TargetSet, parse_targets
from homeward.synth.fitting.written import MARK, changes, profile_toml
from homeward.synth.profile import check_settings, parse_profile, parse_settings, profile_text
from homeward.vocabulary.errors import HomewardError
from tests.unit.synth.counties import DEFAULT, TINY

WANTED = """
[profile.small]
window = ["2022-01-01", "2022-12-31"]
force = "nowhere in particular"
free = ["size", "long", "short_hours"]

[[profile.small.target]]
id = "incidents"
kind = "mean"
value = 380
tolerance = 40

[[profile.small.target]]
id = "within_24h"
kind = "mean"
value = 0.86
tolerance = 0.02

[profile.small.planted]
philomena_baseline_rate_ratio = 0.7
frailty = "as in the base"
"""


def wanted(*changes: tuple[str, str]) -> TargetSet:
    text = WANTED
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return parse_targets(text)


@cache
def small() -> Fit:
    return fit_profile(wanted(), TINY, seeds=6, fitting_seeds=6, workers=1)


def test_targets_that_can_be_met_are_met_over_seeds_never_fitted():
    fit = small()
    assert fit.met and fit.conflict == ()
    assert fit.seeds == tuple(range(1, 7))
    assert [each.target.id for each in fit.achieved] == ["incidents", "within_24h"]
    assert all(len(each.values) == 6 and each.sd for each in fit.achieved)
    assert set(fit.levers) == {"size", "long", "short_hours"}


def test_the_profile_written_is_the_profile_fitted():
    text = profile_toml(small())
    profile = parse_profile(text)
    assert text.startswith(f"# {MARK}")
    assert 'based_on = "tiny"' in text
    assert "synthetic" in profile.title.lower()
    assert profile == replace(check_settings(small().settings), title=profile.title)
    assert profile.homes.philomena_rate_ratio == 0.7
    seen = len(live_through(profile, 3).incidents.ids)
    assert seen == small().achieved[0].values[2]


def test_the_same_targets_give_the_same_bytes_on_any_number_of_processes():
    again = fit_profile(wanted(), TINY, seeds=6, fitting_seeds=6, workers=2)
    assert profile_toml(again) == profile_toml(small())


def test_a_fit_may_start_from_a_file(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(profile_toml(small()), encoding="utf-8")
    again = fit_profile(wanted(), str(path), seeds=2, fitting_seeds=6, workers=1, anyway=True)
    assert again.trials <= 3
    text = profile_toml(again)
    assert 'based_on = "tiny"' in text and str(tmp_path) not in text
    whole = tmp_path / "whole.toml"
    whole.write_text(profile_text(DEFAULT), encoding="utf-8")
    based_on_nothing = replace(again, base=str(whole))
    assert "based_on" not in profile_toml(based_on_nothing)
    assert parse_profile(profile_toml(based_on_nothing)).size == again.settings["size"]


def test_contradictions_are_refused_before_anything_is_run():
    said = []
    targets = wanted(
        ("within_24h", "within_48h"),
        ("incidents", "within_8h"),
        ("value = 380\ntolerance = 40", "value = 0.95\ntolerance = 0.01"),
    )
    with pytest.raises(HomewardError) as caught:
        fit_profile(targets, TINY, say=said.append)
    assert caught.value.code == "HW-S004" and caught.value.exit_code == 14
    assert "within_8h and within_48h" in caught.value.detail
    assert said == []


IMPOSSIBLE = (
    ('free = ["size", "long", "short_hours"]', 'free = ["size"]'),
    ("value = 0.86", "value = 0.30"),
)


def test_targets_that_the_model_cannot_meet_are_named_with_what_is_nearest():
    with pytest.raises(HomewardError) as caught:
        fit_profile(wanted(*IMPOSSIBLE), TINY, seeds=2, fitting_seeds=4, workers=1)
    assert caught.value.code == "HW-S004"
    assert "within_24h (wanted 0.28 to 0.32, nearest 0." in caught.value.detail
    assert "incidents" not in caught.value.detail, "it can be met whatever the other is"


def test_the_nearest_is_given_when_asked_for_and_says_what_it_misses():
    fit = fit_profile(wanted(*IMPOSSIBLE), TINY, seeds=2, fitting_seeds=4, workers=1, anyway=True)
    assert not fit.met and fit.conflict == ("within_24h",)
    (line,) = [line for line in profile_toml(fit).splitlines() if line.startswith("#   within_24h")]
    assert line.endswith("NOT MET")


def test_what_only_chance_met_is_refused_too():
    narrow = wanted(
        ("tolerance = 40", "tolerance = 0.001"),
        ('"size", "long", "short_hours"', '"size"'),
    )
    with pytest.raises(HomewardError) as caught:
        fit_profile(narrow, TINY, seeds=2, fitting_seeds=4, workers=1)
    assert caught.value.code == "HW-S004" and "incidents" in caught.value.detail


@pytest.mark.parametrize("numbers", [{"seeds": 1}, {"seeds": 2000}, {"fitting_seeds": 0}])
def test_numbers_of_seeds_that_cannot_be_used_are_refused(numbers):
    with pytest.raises(HomewardError) as caught:
        fit_profile(wanted(), TINY, **numbers)
    assert caught.value.code == "HW-S003"


def test_a_base_nobody_has_is_refused():
    with pytest.raises(HomewardError) as caught:
        fit_profile(wanted(), "nowhere")
    assert caught.value.code == "HW-S001"


def test_a_base_is_taken_to_the_window_of_the_targets():
    settings = parse_settings(profile_text(DEFAULT))
    other = wanted(("2022-01-01", "2014-07-01"), ("2022-12-31", "2016-03-31"))
    profile = check_settings(over_window(settings, other.opens, other.closes))
    assert [str(rule.opens) for rule in profile.files] == ["2014-07-01", "2015-01-01", "2016-01-01"]
    assert len({rule.name for rule in profile.files}) == 3
    assert over_window(settings, profile.window.opens, profile.window.closes) != settings
    own = check_settings(settings).window
    assert over_window(settings, own.opens, own.closes) == settings


def test_shapes_are_judged_by_seeds_and_all_together():
    text = (
        WANTED.split("[[")[0]
        + """
[[profile.small.target]]
id = "home_peak_22_01"
kind = "shape"
value = 1
"""
    )
    targets = parse_targets(text).targets
    with Bench(targets, 1) as bench:
        (runs,) = bench.run([parse_settings(profile_text(TINY))], range(1, 13))
    (judged,) = judge(targets, runs)
    assert judged.sd is None and judged.together in (True, False)
    assert judged.met == (judged.mean >= 0.9 and judged.together)


def test_only_what_changed_is_written():
    before = {"a": {"b": 1, "c": [1, 2]}, "d": 3}
    assert changes(before, {"a": {"b": 1, "c": [1, 3]}, "d": 3}) == {"a": {"c": [1, 3]}}
    assert changes(before, before) == {}
