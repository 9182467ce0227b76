"""Targets files: what ships can be read, and what cannot be used is refused by its code."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from homeward.synth.fitting.targets import Kind, parse_targets, read_targets
from homeward.vocabulary.errors import HomewardError

SHIPPED = files("homeward.synth") / "profiles" / "targets"

HEAD = """
[profile.a]
window = ["2021-01-01", "2022-12-31"]
force = "nobody"
"""
ONE = """
[[profile.a.target]]
id = "within_24h"
kind = "mean"
value = 0.9
tolerance = 0.01
"""


def refusal(text: str, profile: str | None = None) -> HomewardError:
    with pytest.raises(HomewardError) as caught:
        parse_targets(text, profile)
    assert caught.value.code == "HW-S003"
    assert caught.value.exit_code == 14
    return caught.value


@pytest.mark.parametrize("name", ["herts-2019-2022", "one-force-2015"])
def test_what_ships_can_be_read_and_names_its_sources(name):
    found = read_targets(Path(str(SHIPPED / f"{name}.toml")))
    assert found.name == name
    assert all(target.source for target in found.targets)


def test_the_published_county_is_wanted_whole():
    found = read_targets(Path(str(SHIPPED / "herts-2019-2022.toml")))
    assert (found.opens, found.closes) == (date(2019, 1, 1), date(2022, 12, 31))
    assert len(found.targets) == 13
    assert {t.id for t in found.targets if t.kind is Kind.SHAPE} == {
        "home_peak_22_01",
        "family_home_high_repeaters",
    }
    assert found.planted["philomena_baseline_rate_ratio"] == 0.85
    assert len(found.planted) == 5


def test_a_figure_on_the_edge_of_its_tolerance_is_met():
    (target,) = parse_targets(HEAD + ONE).targets
    assert target.met_by(0.91) and target.met_by(0.89)
    assert not target.met_by(0.9101)


def test_a_year_may_be_given_beside_the_id():
    text = HEAD + ONE.replace('"within_24h"', '"top10_share"\nyear = 2022')
    assert parse_targets(text).targets[0].measure.year == 2022


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("value = 0.9", "value = 1.2"), "between 0 and 1"),
        (("value = 0.9", "value = -0.1"), "between 0 and 1"),
        (("value = 0.9", 'value = "0.9"'), "must be a number"),
        (("value = 0.9", "value = true"), "must be a number"),
        (("value = 0.9", "value = nan"), "must be a number"),
        (("value = 0.9\n", ""), "value must be a number"),
        (("tolerance = 0.01", "tolerance = -0.01"), "tolerance must not be negative"),
        (("tolerance = 0.01", "tolerance = inf"), "must be a number"),
        (("tolerance = 0.01\n", ""), "tolerance must be a number"),
        (("within_24h", "within_a_day"), "nothing is measured"),
        (('id = "within_24h"', "id = 24"), "id must be text"),
        (('kind = "mean"', 'kind = "median"'), 'must be "mean"'),
        (('kind = "mean"', 'kind = "shape"'), 'must be "mean"'),
        (('kind = "mean"\n', ""), "kind"),
        (("tolerance = 0.01", "tolerance = 0.01\nsurprise = 1"), "surprise"),
        (("tolerance = 0.01", "tolerance = 0.01\nyear = 2022"), "takes no year"),
        (('"within_24h"', '"top10_share"\nyear = 2023'), "needs the whole of"),
        (('"within_24h"', '"top10_share"\nyear = "2022"'), "whole number"),
        (("within_24h", "children_2023"), "needs the whole of 2023-01-01"),
        (("within_24h", "covid_change_2021_22"), "needs the whole of 2020-04-01"),
        (('"within_24h"', '"home_peak_22_01"'), 'must be "shape"'),
        (('["2021-01-01", "2022-12-31"]', '["2021-01-01", "2021-01-01"]'), "28 days"),
        (('["2021-01-01", "2022-12-31"]', '["2022-01-01", "2021-01-01"]'), "28 days"),
        (('["2021-01-01", "2022-12-31"]', '["1921-01-01", "1922-12-31"]'), "between 1998"),
        (('["2021-01-01", "2022-12-31"]', '["2021-01-01"]'), "first and last day"),
        (('["2021-01-01", "2022-12-31"]', '["1 Jan", "2 Feb"]'), "must hold dates"),
        (('["2021-01-01", "2022-12-31"]', "[2021, 2022]"), "must hold dates"),
        (('window = ["2021-01-01", "2022-12-31"]\n', ""), "first and last day"),
        (('force = "nobody"', "force = 3"), "force must be text"),
        (('force = "nobody"', 'force = "nobody"\nsecret = 1'), "secret"),
        (('force = "nobody"', 'force = "nobody"\nfree = ["wings"]'), "must list levers"),
        (('force = "nobody"', 'force = "nobody"\nplanted = { luck = 1 }'), "luck"),
        (
            ('force = "nobody"', 'force = "nobody"\nplanted = { out_of_area_rate_ratio = "x" }'),
            "must be a number",
        ),
        (('force = "nobody"', 'force = "nobody"\nplanted = { frailty = 3 }'), "must be text"),
        (("[profile.a]", "[profiles.a]"), "profiles"),
        (('force = "nobody"', "force = "), "not TOML"),
    ],
)
def test_what_cannot_be_used_is_refused_and_named(change, said):
    text = (HEAD + ONE).replace(*change)
    assert text != HEAD + ONE
    assert said in refusal(text).detail


def test_a_profile_needs_targets():
    assert "at least one" in refusal(HEAD).detail
    assert "holds: none" in refusal("[profile]\n").detail
    assert "must be a table" in refusal("").detail


def test_a_target_is_given_once():
    assert "given twice" in refusal(HEAD + ONE + ONE).detail


def test_a_shape_has_no_tolerance_and_only_one_value():
    shape = ONE.replace("within_24h", "home_peak_22_01").replace("mean", "shape")
    assert "no tolerance" in refusal(HEAD + shape).detail
    bare = shape.replace("tolerance = 0.01\n", "")
    assert "has value 1" in refusal(HEAD + bare).detail
    assert parse_targets(HEAD + bare.replace("0.9", "1")).targets[0].kind is Kind.SHAPE


def test_of_several_profiles_one_must_be_named():
    both = HEAD + ONE + (HEAD + ONE).replace("profile.a", "profile.b")
    assert "--profile" in refusal(both).detail
    assert parse_targets(both, "b").name == "b"
    assert "no such profile" in refusal(both, "c").detail


def test_a_fault_in_any_profile_of_the_file_is_said():
    both = HEAD + ONE + (HEAD + ONE).replace("profile.a", "profile.b").replace("0.9", "9.0")
    assert "profile.b" in refusal(both, "a").detail


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_is_not_text_is_refused_without_its_folder(tmp_path, content):
    path = tmp_path / "targets.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(HomewardError) as caught:
        read_targets(path)
    assert caught.value.code == "HW-S003"
    assert str(tmp_path) not in str(caught.value)
