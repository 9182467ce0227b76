"""Effects that a profile plants, and the same profile with one of them switched off.

Off is what the county would have been without the effect and with all else as it is. No
switch touches who there is, where children live or when anything starts: only what the
effect does once it has started.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

from homeward.synth.rules import Profile


@dataclass(frozen=True, slots=True)
class Switch:
    """One effect, and how to switch it off.

    Attributes
    ----------
    id
        Lasting name.
    off
        The profile without the effect.
    planted
        What the profile plants, by setting: multipliers, or the settings that make it up.
    """

    id: str
    off: Callable[[Profile], Profile]
    planted: Callable[[Profile], dict[str, Any]]


def _philomena_off(profile: Profile) -> Profile:
    return replace(profile, homes=replace(profile.homes, philomena_rate_ratio=1.0))


def _interview_in_time_off(profile: Profile) -> Profile:
    rule = replace(profile.interviews, within_72h_hazard_ratio=1.0)
    return replace(profile, interviews=rule)


def _interview_off(profile: Profile) -> Profile:
    rule = replace(profile.interviews, within_72h_hazard_ratio=1.0, later_hazard_ratio=1.0)
    return replace(profile, interviews=rule)


def _team_off(profile: Profile) -> Profile:
    return replace(profile, team=replace(profile.team, repeat_rate_ratio=1.0, enquiries_factor=1.0))


def _covid_off(profile: Profile) -> Profile:
    return replace(profile, calendar=replace(profile.calendar, dips=()))


def _pilot_off(profile: Profile) -> Profile:
    """The pilot never starts: its first day is long after the last extract."""
    never = profile.window.closes + timedelta(days=profile.window.extract_after_days + 366)
    return replace(profile, recording=replace(profile.recording, school_pilot_from=never))


def _support_off(profile: Profile) -> Profile:
    return replace(profile, support=replace(profile.support, rate_ratio=1.0, ends_period_share=0.0))


def _exploitation_rate_off(profile: Profile) -> Profile:
    return replace(profile, exploitation=replace(profile.exploitation, rate_ratio=1.0))


def _county_lines_off(profile: Profile) -> Profile:
    rule = replace(profile.exploitation, county_lines_long_odds_ratio=1.0)
    return replace(profile, exploitation=rule)


def _other_exploitation_off(profile: Profile) -> Profile:
    rule = replace(profile.exploitation, other_long_odds_ratio=1.0)
    return replace(profile, exploitation=rule)


def _enquiries_off(profile: Profile) -> Profile:
    return replace(profile, enquiries=replace(profile.enquiries, time_ratio=1.0))


def _out_of_area_off(profile: Profile) -> Profile:
    return replace(profile, people=replace(profile.people, out_of_area_rate_ratio=1.0))


def _every_setting(profile: Profile, **changes: Any) -> Profile:
    settings = {name: replace(rule, **changes) for name, rule in profile.settings.items()}
    return replace(profile, settings=settings)


def _late_weekend_off(profile: Profile) -> Profile:
    return _every_setting(profile, late_weekend=1.0)


def _excitation_off(profile: Profile) -> Profile:
    return _every_setting(profile, branching=0.0)


def _intense_off(profile: Profile) -> Profile:
    return replace(profile, recurrence=replace(profile.recurrence, chronic_episodes_a_year=0.0))


def _named(profile: Profile, part: str, names: tuple[str, ...]) -> dict[str, Any]:
    return {f"{part}.{name}": getattr(getattr(profile, part), name) for name in names}


def _of(part: str, *names: str) -> Callable[[Profile], dict[str, Any]]:
    """What a profile says under these settings of one of its parts."""
    return partial(_named, part=part, names=names)


def _each_setting(profile: Profile, name: str) -> dict[str, Any]:
    return {
        f"settings.{setting}.{name}": getattr(rule, name)
        for setting, rule in profile.settings.items()
    }


def _dips(profile: Profile) -> dict[str, Any]:
    return {
        f"calendar.dips {dip.opens} to {dip.closes}": dip.factor for dip in profile.calendar.dips
    }


PHILOMENA = Switch("philomena", _philomena_off, _of("homes", "philomena_rate_ratio"))
INTERVIEW_IN_TIME = Switch(
    "interview_within_72h", _interview_in_time_off, _of("interviews", "within_72h_hazard_ratio")
)
INTERVIEW = Switch(
    "interview", _interview_off, _of("interviews", "within_72h_hazard_ratio", "later_hazard_ratio")
)
TEAM = Switch("team", _team_off, _of("team", "repeat_rate_ratio", "enquiries_factor"))
COVID = Switch("covid", _covid_off, _dips)
PILOT = Switch("school_recording", _pilot_off, _of("recording", "school_reported_before_share"))
SUPPORT = Switch("support", _support_off, _of("support", "rate_ratio", "ends_period_share"))
EXPLOITATION_RATE = Switch(
    "exploitation_rate", _exploitation_rate_off, _of("exploitation", "rate_ratio")
)
COUNTY_LINES = Switch(
    "county_lines", _county_lines_off, _of("exploitation", "county_lines_long_odds_ratio")
)
OTHER_EXPLOITATION = Switch(
    "other_exploitation", _other_exploitation_off, _of("exploitation", "other_long_odds_ratio")
)
ENQUIRIES = Switch("enquiries", _enquiries_off, _of("enquiries", "time_ratio"))
OUT_OF_AREA = Switch("out_of_area", _out_of_area_off, _of("people", "out_of_area_rate_ratio"))
LATE_WEEKEND = Switch(
    "late_weekend", _late_weekend_off, partial(_each_setting, name="late_weekend")
)
EXCITATION = Switch("self_excitation", _excitation_off, partial(_each_setting, name="branching"))
INTENSE = Switch("intense_periods", _intense_off, _of("recurrence", "chronic_episodes_a_year"))
