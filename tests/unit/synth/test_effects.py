"""Truth by paired runs: pairs share their draws, and simple arguments give the same value."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from homeward.synth.clock import midnight, to_local
from homeward.synth.county import live_through
from homeward.synth.effects import ESTIMANDS, run
from homeward.synth.effects.run import replicate
from homeward.synth.effects.switches import COVID, PHILOMENA, PILOT, TEAM
from homeward.synth.people import NO_HOME
from homeward.synth.rules import Dip, Profile
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.findings import CATALOGUE
from tests.unit.synth.counties import DEFAULT, county, profile

SWITCHES = list(dict.fromkeys(estimand.switch for estimand in ESTIMANDS))
BY_ID = {estimand.id: estimand for estimand in ESTIMANDS}


def chosen(*names: str) -> list:
    return [BY_ID[name] for name in names]


def results(rule: Profile, replicates: int, *names: str) -> dict[str, dict]:
    found = run(rule, replicates, estimands=chosen(*names), workers=1)
    return {result["id"]: result for result in found["estimands"]}


def simple(**changes) -> Profile:
    """One kind of place, no seasons, nothing that follows a return: only what is changed."""
    rule = profile(DEFAULT)
    flat = {"chronic_share": 0.0, "late_weekend": 1.0, "holiday": 1.0, "then": {}}
    settings = {
        name: replace(setting, **flat, arrivals_a_year=0.0)
        for name, setting in rule.settings.items()
    }
    rule = replace(
        rule,
        settings=settings,
        window=replace(rule.window, opens=date(2019, 4, 1), closes=date(2021, 3, 31)),
        calendar=replace(rule.calendar, season_amplitude=0.0, dips=()),
        interviews=replace(rule.interviews, within_72h_hazard_ratio=1.0, later_hazard_ratio=1.0),
        support=replace(rule.support, rate_ratio=1.0, ends_period_share=0.0),
        team=replace(rule.team, repeat_rate_ratio=1.0, enquiries_factor=1.0),
        exploitation=replace(rule.exploitation, share=0.0),
        recurrence=replace(rule.recurrence, decay_days=10.0),
    )
    return replace(rule, **changes)


def peopled(rule: Profile, setting: str, **changes) -> Profile:
    return replace(
        rule, settings={**rule.settings, setting: replace(rule.settings[setting], **changes)}
    )


# ---------------------------------------------------------------- the catalogue


def test_every_estimand_is_named_once_and_serves_a_finding():
    assert len(BY_ID) == len(ESTIMANDS) >= 25
    assert {e.question for e in ESTIMANDS} <= CATALOGUE.keys()
    assert all(e.id.startswith(f"{e.switch.id}.") and e.meaning for e in ESTIMANDS)


@pytest.mark.parametrize("switch", SWITCHES, ids=lambda switch: switch.id)
def test_switching_off_twice_is_switching_off_once(switch):
    on = profile(DEFAULT)
    off = switch.off(on)
    assert switch.off(off) == off
    assert (off == on) == (switch.id == "out_of_area")  # which is planted as no effect


@pytest.mark.parametrize("switch", SWITCHES, ids=lambda switch: switch.id)
def test_no_switch_changes_who_there_is_or_where_they_live(switch):
    on, off = county().world, live_through(switch.off(profile()), 1).world
    for name in ("ids", "arrived", "born", "exploited_from", "chronic_from"):
        assert np.array_equal(getattr(on.children, name), getattr(off.children, name))
    for name in ("child", "home", "opens", "closes"):
        assert np.array_equal(getattr(on.stays, name), getattr(off.stays, name))
    assert np.array_equal(on.homes.philomena, off.homes.philomena)


@pytest.mark.parametrize("switch", [PHILOMENA, TEAM, COVID, PILOT], ids=lambda switch: switch.id)
def test_a_pair_is_one_county_until_the_effect_begins(switch):
    rule = profile(DEFAULT)
    start = {
        "philomena": county(DEFAULT).world.homes.philomena.min(),
        "team": midnight(rule.team.starts),
        "covid": midnight(rule.calendar.dips[0].opens),
        "school_recording": midnight(rule.recording.school_pilot_from),
    }[switch.id]
    on, off = county(DEFAULT).incidents, live_through(switch.off(rule), 1).incidents
    early_on, early_off = (side.take(to_local(side.reported) < start) for side in (on, off))
    assert len(early_on.ids) > 500
    for name in ("ids", "last_seen", "reported", "found", "booked"):
        assert np.array_equal(getattr(early_on, name), getattr(early_off, name))
    assert not np.array_equal(on.ids, off.ids)


# ---------------------------------------------------------------- values known beforehand


def test_an_effect_that_is_off_already_is_exactly_one_with_no_error():
    rule = profile()
    rule = replace(rule, homes=replace(rule.homes, philomena_rate_ratio=1.0))
    names = [e.id for e in ESTIMANDS if e.switch == PHILOMENA]
    for result in results(rule, 3, *names).values():
        assert (result["value"], result["monte_carlo_error"]) == (1.0, 0.0)
        assert result["difference_per_run"] == {"value": 0.0, "monte_carlo_error": 0.0}


def test_out_of_area_is_planted_as_no_effect_and_comes_out_so():
    result = results(profile(DEFAULT), 2, "out_of_area.placed_here")["out_of_area.placed_here"]
    assert result["on"]["count"] > 1000
    assert (result["value"], result["monte_carlo_error"]) == (1.0, 0.0)


def test_a_dip_without_excitation_is_as_deep_as_planted():
    year = Dip(date(2020, 4, 1), date(2021, 3, 31), 0.6)
    rule = simple()
    rule = replace(rule, calendar=replace(rule.calendar, dips=(year,)))
    rule = peopled(rule, "family_home", arrivals_a_year=1500.0, branching=0.0)
    result = results(rule, 6, "covid.year", "covid.change")
    for found in result.values():
        assert abs(found["value"] - 0.6) < 4 * found["monte_carlo_error"] + 0.004
        assert found["monte_carlo_error"] < 0.02


def test_prevented_episodes_prevent_others():
    # A chain that brings b others each is 1 / (1 - b) episodes long; with b lowered to r b
    # from before the county begins, the rates stand as (1 - b) / (1 - r b) to 1.
    rule = simple(team=replace(profile(DEFAULT).team, starts=date(2017, 1, 1)))
    rule = replace(rule, team=replace(rule.team, repeat_rate_ratio=0.6, enquiries_factor=1.0))
    rule = peopled(rule, "family_home", arrivals_a_year=800.0, branching=0.5)
    found = results(rule, 5, "team.incidents")["team.incidents"]
    expected = (1 - 0.5) / (1 - 0.6 * 0.5)
    assert abs(found["value"] - expected) < 4 * found["monte_carlo_error"] + 0.02


def test_philomena_prevents_more_than_is_planted_where_episodes_bring_others_about():
    rule = peopled(simple(size=2.0), "childrens_home", arrivals_a_year=135.0, branching=0.7)
    rule = replace(rule, homes=replace(rule.homes, philomena_share=1.0, philomena_rate_ratio=0.5))
    rule = replace(rule, homes=replace(rule.homes, philomena_from=date(2019, 9, 2)))
    rule = replace(rule, homes=replace(rule.homes, philomena_to=date(2019, 9, 2)))
    names = ("live_homes_first_causes", "live_homes", "county")
    found = results(rule, 5, *(f"philomena.{name}" for name in names))
    planted, homes, everywhere = (found[f"philomena.{name}"] for name in names)
    assert abs(planted["value"] - 0.5) < 4 * planted["monte_carlo_error"] + 0.01
    # A ratio in live homes cannot pass the planted one: chains begun before go on in them.
    assert planted["value"] < homes["value"] < 0.75
    prevented = [-r["difference_per_run"]["value"] for r in (planted, homes, everywhere)]
    assert prevented[1] > 1.6 * prevented[0]
    assert prevented[2] >= prevented[1]


def test_late_weekends_come_out_as_planted_without_excitation():
    rule = peopled(
        simple(size=3.0), "childrens_home", arrivals_a_year=135.0, branching=0.0,
        late_weekend=1.5, episodes_a_year=3.0,
    )  # fmt: skip
    found = results(rule, 6, "late_weekend.childrens_homes")["late_weekend.childrens_homes"]
    assert abs(found["value"] - 1.5) < 4 * found["monte_carlo_error"]
    assert found["monte_carlo_error"] < 0.12


def test_enquiries_shorten_only_what_is_left_when_they_begin():
    names = ("enquiries.minutes_missing_with_enquiries", "enquiries.minutes_missing")
    found = results(profile(DEFAULT), 2, *names)
    with_them, all_of_them = (found[name]["value"] for name in names)
    # Two pairs only: those who have enquiries are not quite the same on and off.
    assert profile(DEFAULT).enquiries.time_ratio - 0.05 < with_them < all_of_them < 1


def test_interviews_lower_repeats_most_among_those_interviewed():
    names = ("interview.county", "interview.next_28d", "interview.interviewed_next_28d")
    rule = profile(DEFAULT)
    strong = replace(rule.interviews, within_72h_hazard_ratio=0.4, later_hazard_ratio=0.4)
    found = results(replace(rule, interviews=strong), 2, *names)
    assert 0.4 < found[names[2]]["value"] < found[names[1]]["value"] < 1
    assert found[names[0]]["value"] < 0.95


def test_support_prevents_episodes_after_it_starts():
    rule = profile(DEFAULT)
    strong = replace(rule.support, rate_ratio=0.3, ends_period_share=0.8)
    found = results(replace(rule, support=strong), 2, "support.next_90d", "support.county")
    assert found["support.next_90d"]["value"] < 0.5
    assert found["support.next_90d"]["value"] < found["support.county"]["value"] < 1


def test_exploitation_raises_the_odds_of_a_long_episode_and_not_the_number():
    names = ("county_lines.beyond_48h", "exploitation_rate.exploited")
    found = results(profile(DEFAULT), 3, *names)
    odds, rate = (found[name] for name in names)
    assert 2 < odds["value"] < 6
    total = [sum(odds[side].get(part) for part in ("count", "of")) for side in ("on", "off")]
    assert abs(total[0] / total[1] - 1) < 0.15  # longer episodes leave room for fewer
    assert rate["value"] > 1.1


def test_a_change_in_recording_is_not_a_change_in_what_happens():
    names = ("school_recording.recorded", "school_recording.episodes")
    found = results(profile(DEFAULT), 3, *names)
    recorded, happened = (found[name]["value"] for name in names)
    assert recorded > 1.005
    assert abs(happened - 1) < (recorded - 1) / 3


def test_shares_brought_about_are_shares():
    names = ("self_excitation.brought_about", "intense_periods.brought_about")
    for found in results(profile(), 3, *names).values():
        assert 0.1 < found["value"] < 0.9
        on, off = found["on"]["count"], found["off"]["count"]
        assert found["value"] == pytest.approx(1 - off / on)


def test_nothing_is_said_of_years_outside_the_window():
    found = results(profile(), 2, "covid.year", "covid.change")
    assert [result["value"] for result in found.values()] == [None, None]
    assert [result["monte_carlo_error"] for result in found.values()] == [None, None]


# ---------------------------------------------------------------- running


def test_the_result_does_not_depend_on_the_number_of_processes():
    told: list[tuple[int, int]] = []
    asked = chosen("philomena.live_homes", "interview.next_28d")
    alone = run(
        profile(), 3, first_seed=5, estimands=asked, workers=1,
        progress=lambda done, of: told.append((done, of)),
    )  # fmt: skip
    together = run(profile(), 3, first_seed=5, estimands=asked, workers=2)
    assert json.dumps(alone) == json.dumps(together)
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert alone["seeds"] == [5, 7]
    assert alone["synthetic"] is True


def test_sums_by_replicate_add_up_and_each_seed_stands_alone():
    asked = chosen("team.incidents", "philomena.county")
    found = run(profile(), 3, estimands=asked, workers=1)["estimands"]
    for n, result in enumerate(found):
        sums = np.array(result["by_replicate"]).sum(axis=0).tolist()
        sides = [result[side][part] for side in ("on", "off") for part in ("count", "of")]
        assert sums == sides
        assert result["by_replicate"][2] == replicate(profile(), asked, 3)[n][:4]
        assert result["on"]["by_child"]["count_squared"] >= result["on"]["count"]


def test_all_effects_share_the_run_with_everything_on():
    found = run(profile(), 1, workers=1)["estimands"]
    whole = [result["on"]["count"] for result in found if result["id"].endswith(".county")]
    assert len(whole) >= 5
    assert set(whole) == {len(county().incidents.ids)}
    assert all(result["monte_carlo_error"] is None for result in found)


@pytest.mark.parametrize("replicates", [0, -1, 10**9])
def test_a_number_of_replicates_that_cannot_be_run_is_refused(replicates):
    with pytest.raises(HomewardError) as refused:
        run(profile(), replicates)
    assert refused.value.code == "HW-S002"


def test_a_home_of_the_county_is_needed_to_be_live():
    result = results(profile(DEFAULT), 1, "philomena.live_homes")["philomena.live_homes"]
    world, incidents = county(DEFAULT).world, county(DEFAULT).incidents
    home = world.stays.home[incidents.stay]
    by_hand = [
        h != NO_HOME and seen >= world.homes.philomena[h]
        for h, seen in zip(home.tolist(), incidents.last_seen.tolist(), strict=True)
    ]
    assert result["on"]["count"] == sum(by_hand) > 100
