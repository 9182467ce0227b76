"""The settings a fit may move, each by one number: a lever.

A lever moves one setting, or the same setting of several kinds of place together, by a
factor; 1 leaves it as the base profile has it. Shares are moved by their odds, so that they
stay shares, and dips by a power, so that a deeper dip is deeper throughout.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from homeward.synth.fitting.measures import About
from homeward.synth.streams import Floats
from homeward.vocabulary.setting import CARE_SETTINGS

#: Significant figures of a fitted setting: what is written is what was run.
FIGURES = 4

#: A branching of 0.95 is the most that a profile may have.
_MOST_BRANCHING = 0.95

Settings = dict[str, Any]


def times(value: float, factor: float) -> float:
    """Multiplied."""
    return value * factor


def odds(value: float, factor: float, most: float = 1.0) -> float:
    """A share whose odds (below `most`) are multiplied."""
    if value <= 0 or value >= most:
        return value
    ratio = value / (most - value) * factor
    return most * ratio / (1 + ratio)


def branching_odds(value: float, factor: float) -> float:
    """A branching whose odds, below the most it may be, are multiplied."""
    return odds(value, factor, _MOST_BRANCHING)


def power(value: float, factor: float) -> float:
    """Raised to a power: a factor of a rate made deeper or shallower."""
    return value**factor


@dataclass(frozen=True, slots=True)
class Lever:
    """One number that moves settings of a profile.

    Attributes
    ----------
    name
        As `free` in a targets file names it.
    what
        What it moves, in words.
    paths
        Settings, with `*` for every key or position and `care` for every setting in which
        an authority places children.
    how
        From a setting and the lever to the setting moved.
    least, most
        Bounds of the lever.
    about
        What it has an effect on that a target may be about.
    """

    name: str
    what: str
    paths: tuple[str, ...]
    how: Callable[[float, float], float]
    least: float
    most: float
    about: frozenset[About]


def _lever(
    name: str,
    what: str,
    path: str | tuple[str, ...],
    how: Callable[[float, float], float],
    bounds: tuple[float, float],
    *about: About,
) -> Lever:
    paths = (path,) if isinstance(path, str) else path
    return Lever(name, what, paths, how, *bounds, frozenset(about))


#: Every lever, in the order in which they are fitted and shown.
LEVERS: tuple[Lever, ...] = (
    _lever("size", "children and homes", "size", times, (0.1, 10), About.VOLUME),
    _lever("floor", "episodes a year of ordinary children", "settings.*.episodes_a_year",
           times, (0.2, 5), About.VOLUME, About.REPEATS),
    _lever("children_in_care", "children who come into care settings",
           "settings.care.arrivals_a_year", times, (0.2, 4), About.CARE),
    _lever("chronic_share", "children who have a chronic period", "settings.*.chronic_share",
           odds, (0.1, 6), About.REPEATS),
    _lever("chronic_at_home", "children at home who have a chronic period",
           "settings.family_home.chronic_share", odds, (0.1, 6), About.REPEATS),
    _lever("chronic_rate", "episodes a year in a chronic period",
           "recurrence.chronic_episodes_a_year", times, (0.3, 3), About.REPEATS),
    _lever("chronic_days", "length of a chronic period", "recurrence.chronic_mean_days",
           times, (0.2, 4), About.REPEATS),
    _lever("branching", "episodes that an episode brings about", "settings.*.branching",
           branching_odds, (0.2, 5), About.REPEATS),
    _lever("decay", "days until an episode that the last brought about",
           "recurrence.decay_days", times, (0.2, 5), About.REPEATS),
    _lever("dips", "depth of the dips in the calendar", "calendar.dips.*.factor",
           power, (0.1, 4), About.COVID),
    _lever("overnight", "episodes that last a night", "settings.*.durations.1",
           odds, (0.1, 8), About.DURATION),
    _lever("long", "episodes that last longer", "settings.*.durations.2",
           odds, (0.1, 8), About.DURATION),
    _lever("short_hours", "length of a short episode", "durations.median_hours.0",
           times, (0.3, 3), About.DURATION),
    _lever("long_hours", "length of a long episode", "durations.median_hours.2",
           times, (0.3, 3), About.DURATION),
    _lever("interview_hours", "time to an interview", ("interviews.held_median_hours",
           "interviews.offer_median_hours"), times, (0.2, 5), About.INTERVIEWS),
    _lever("medium", "first gradings of medium", "risk.weights.medium",
           odds, (0.1, 10), About.GRADING),
    _lever("high", "first gradings of high", "risk.weights.high",
           odds, (0.1, 10), About.GRADING),
)  # fmt: skip

#: Settings that a targets file may plant, and where each stands in a profile.
PLANTED: Mapping[str, str] = {
    "philomena_baseline_rate_ratio": "homes.philomena_rate_ratio",
    "interview_within_72h_hazard_ratio": "interviews.within_72h_hazard_ratio",
    "out_of_area_rate_ratio": "people.out_of_area_rate_ratio",
    "county_lines_long_odds_ratio": "exploitation.county_lines_long_odds_ratio",
    "late_evening_weekend_multiplier": "settings.childrens_home.late_weekend",
}

#: What a targets file may say in words of how the county is planted.
PLANTED_NOTES = frozenset({"frailty", "excitation"})


def relevant(abouts: frozenset[About], free: tuple[str, ...]) -> tuple[Lever, ...]:
    """The levers named, or without names those that the targets are about."""
    if free:
        return tuple(lever for lever in LEVERS if lever.name in free)
    return tuple(lever for lever in LEVERS if lever.about & abouts)


def moved(base: Settings, levers: tuple[Lever, ...], logs: Floats) -> Settings:
    """A profile's settings with levers at exp(logs), rounded as they will be written."""
    out = copy.deepcopy(base)
    for lever, log in zip(levers, np.asarray(logs).tolist(), strict=True):
        if log == 0:
            continue
        for path in lever.paths:
            _move(out, _keys(path), lever.how, float(np.exp(log)))
    return out


def plant(settings: Settings, values: Mapping[str, float]) -> Settings:
    """Settings with planted values put in their places."""
    out = copy.deepcopy(settings)
    for name, value in values.items():
        *way, last = PLANTED[name].split(".")
        holder = out
        for key in way:
            holder = holder[key]
        holder[last] = value
    return out


def _keys(path: str) -> list[str]:
    return path.split(".")


def _move(holder: Any, keys: list[str], how: Callable[[float, float], float], by: float) -> None:
    """Move every setting that the keys lead to, in place."""
    for key in _matching(holder, keys[0]):
        if len(keys) > 1:
            _move(holder[key], keys[1:], how, by)
        else:
            holder[key] = rounded(how(holder[key], by))


def _matching(holder: Any, key: str) -> list[Any]:
    if isinstance(holder, list):
        return list(range(len(holder))) if key == "*" else [int(key)]
    if key == "*":
        return list(holder)
    if key == "care":
        care = {setting.value for setting in CARE_SETTINGS}
        return [name for name in holder if name in care]
    return [key]


def rounded(value: float) -> float:
    """To so many significant figures."""
    return float(f"{value:.{FIGURES}g}")
