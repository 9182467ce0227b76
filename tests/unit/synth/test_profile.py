"""Profiles: what ships can be read, and what cannot be used is refused by its code."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from homeward.synth import PROFILES
from homeward.synth import profile as room
from homeward.synth.county import live_through
from homeward.synth.profile import parse_profile, profile_text, read_profile
from homeward.vocabulary.errors import HomewardError

BASED = 'based_on = "herts-2019-2022"\n'


def refusal(text: str) -> HomewardError:
    with pytest.raises(HomewardError) as caught:
        parse_profile(text)
    return caught.value


def test_every_profile_that_ships_is_listed_and_can_be_read():
    folder = Path(room.__file__).parent / "profiles"
    assert sorted(path.stem for path in folder.glob("*.toml")) == sorted(PROFILES)
    assert all(read_profile(name).title for name in PROFILES)


def test_a_profile_nobody_has_is_refused():
    with pytest.raises(HomewardError) as caught:
        read_profile("nowhere")
    assert caught.value.code == "HW-S001"
    assert "herts-2019-2022" in str(caught.value)


def test_a_profile_may_change_another_and_nothing_else_moves():
    changed = parse_profile(BASED + "[homes]\nnumber = 7\n")
    base = read_profile("herts-2019-2022")
    assert changed.homes.number == 7
    assert changed.homes.beds == base.homes.beds
    assert changed.settings == base.settings


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("surprise = 1", "profile.surprise"),
        ("[homes]\nbuildings = 3", "homes.buildings"),
        ("[homes]\nnumber = 0", "homes.number"),
        ("[homes]\nnumber = 2.5", "homes.number must be a int"),
        ("[homes]\nbeds = { 2 = 0, 3 = 0, 4 = 0, 5 = 0, 6 = 0, 8 = 0 }", "homes.number"),
        ("[homes]\nbeds = { many = 0.5 }", "homes.beds"),
        ("[homes]\nphilomena_share = 1.2", "homes.philomena_share"),
        ("[homes]\nphilomena_to = 2019-01-01", "philomena_to"),
        ("[people]\ngirls_share = -0.1", "people.girls_share"),
        ("[people]\nethnicity = { unheard_of = 0.5 }", "people.ethnicity"),
        ("[people]\ngirls_share = true", "people.girls_share"),
        ('title = 3', "title must be a str"),
        ("[window]\ncloses = 2019-01-20", "at least 28 days"),
        ("[window]\nopens = 2019-01-02", "must open on"),
        ("[window]\ncloses = 2023-01-31", "cover the window"),
        ("[window]\nopens = 2019-01-01T10:00:00", "window.opens must be a date"),
        ("[faults]\nduplicates = 1.5", "faults.duplicates"),
        ("[faults]\ngremlins = 0.1", "faults"),
        ("[settings.spaceship]\narrivals_a_year = 1", "settings.spaceship"),
        ("[settings.foster]\nthen = { moon = 0.1 }", "settings.foster"),
        ("[settings.foster]\nthen = { foster = 0.9, childrens_home = 0.9 }", "settings.foster"),
        ('[settings.foster]\nhours = "unheard"', "settings.foster.hours"),
        ("[settings.foster]\nage_from = 17.5", "age_to before age_from"),
        ("[settings.foster]\ndurations = [0.5, 0.5]", "settings.foster.durations"),
        ("[settings.foster]\nout_of_county_share = 0.95", "placements"),
        ("[settings.foster]\nbranching = 1.0", "settings.foster.branching"),
        ("[calendar.hours]\nfamily = [1.0, 2.0]", "calendar.hours"),
        ("[durations]\nsigma = [1.0]", "durations"),
        ("[durations]\nsigma = 1.0", "durations.sigma must be a list"),
        ("durations = 3", "durations must be a table"),
        ("[exploitation]\nkinds = { wizardry = 1.0 }", "exploitation.kinds"),
        ("[risk]\nweights = { enormous = 1.0 }", "risk.weights"),
        ("files = []", "cover the window"),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_used_is_refused_by_name(change, said):
    error = refusal(BASED + change + "\n")
    assert error.code == "HW-S002"
    assert said in error.detail


def test_a_setting_left_out_is_refused():
    text = profile_text("herts-2019-2022").replace("decay_days", "# decay_days")
    assert "recurrence.decay_days is not given" in refusal(text).detail


def test_text_that_is_not_toml_is_refused():
    assert refusal("title = ").code == "HW-S002"


def test_a_county_without_a_care_setting_is_refused():
    lines = profile_text("herts-2019-2022")
    start, end = lines.index("[settings.foster]"), lines.index("[settings.mental_health_unit]")
    text = lines[:start] + lines[end:]
    text = text.replace("foster = 0.1 ", "kinship = 0.1 ")
    text = text.replace("supported_accommodation = 0.03", "kinship = 0.03")
    assert "care setting" in refusal(text).detail


def test_a_habit_nobody_has_is_refused():
    text = profile_text("tiny").replace('habit = "piped"', 'habit = "carved"')
    assert "files.habit" in refusal(text).detail


@pytest.mark.parametrize(
    "name",
    [
        "/somewhere/mine.csv",
        "../../escape.csv",
        "police/../../escape.csv",
        "council/synthetic_ssda903_2022_header.csv",
        "police/.csv",
        "police/effort.csv",
        "police/missing_2022.xlsx",
        "police/case_log_2022.csv",
    ],
)
def test_a_file_name_that_could_land_elsewhere_is_refused(name):
    changed = profile_text("tiny").replace("police/missing_2022_q1.csv", name)
    assert name in changed
    with pytest.raises(HomewardError) as caught:
        parse_profile(changed)
    assert caught.value.code == "HW-S002" and "files.name" in caught.value.detail


def test_two_files_of_one_name_are_refused():
    changed = profile_text("tiny").replace("missing_2022_q2.csv", "missing_2022_q1.csv")
    with pytest.raises(HomewardError) as caught:
        parse_profile(changed)
    assert caught.value.code == "HW-S002"


def test_settings_that_would_fill_the_memory_are_refused():
    rule = read_profile("tiny")
    foster = replace(rule.settings["foster"], episodes_a_year=1e7)
    with pytest.raises(HomewardError) as caught:
        live_through(replace(rule, settings={**rule.settings, "foster": foster}), 1)
    assert caught.value.code == "HW-S002" and "at once" in caught.value.detail


def test_a_county_where_nobody_lives_is_refused():
    nobody = "".join(
        f"[settings.{name}]\narrivals_a_year = 0\n" for name in read_profile("tiny").settings
    )
    with pytest.raises(HomewardError) as caught:
        parse_profile(f'based_on = "tiny"\n{nobody}')
    assert caught.value.code == "HW-S002" and "nobody" in caught.value.detail
