"""Reading a profile: TOML that ships with the package, or a file, into checked rules.

A key nobody declared, a share outside 0 to 1, a window too short to hold a study or a
county without homes is refused (HW-S002), never repaired.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from homeward.synth.response.check import check_response
from homeward.synth.rules import FAULT_KINDS, HABIT_NAMES, Profile
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.exploitation import Exploitation
from homeward.vocabulary.person import CareStatus, Ethnicity
from homeward.vocabulary.risk import RiskLevel
from homeward.vocabulary.setting import CARE_SETTINGS, Setting

#: Names of the profiles that ship with the package.
PROFILES: tuple[str, ...] = ("herts-2019-2022", "one-force-2015", "homes-300", "tiny")

#: What an incident file may be called, below the folder of extracts.
_FILE_NAME = re.compile(r"police/[A-Za-z0-9_-]{1,60}\.(csv|xlsx)")

#: Other files of the force's, and what their names begin with.
_TAKEN = ("case_log", "command_and_control", "effort", "prevention_interviews")

#: Fewest days that a window may cover.
LEAST_DAYS = 28


def refuse(detail: str) -> HomewardError:
    """The error for a setting that cannot be used (HW-S002)."""
    return HomewardError("HW-S002", detail)


def is_path(name: str) -> bool:
    """Whether a profile is named by a path and not by its name."""
    return name not in PROFILES and (name.endswith(".toml") or "/" in name or "\\" in name)


def profile_name(name: str) -> str:
    """What a profile is called in results: its name, or that of its file without the folder."""
    return Path(name).stem if is_path(name) else name


def profile_text(name: str) -> str:
    """The TOML text of a profile: one that ships with the package, or a file by its path.

    Raises
    ------
    HomewardError
        HW-S001 if there is none; HW-S002 if the file is not text.
    """
    if not is_path(name):
        return _shipped_text(name)
    path = Path(name)
    try:
        return path.read_bytes().decode("utf-8")
    except OSError:
        raise HomewardError("HW-S001", f"{path.name} is not a file that can be read") from None
    except UnicodeDecodeError:
        raise refuse(f"{path.name} is not text in UTF-8") from None


def _shipped_text(name: object) -> str:
    if name not in PROFILES:
        known = f"known profiles: {', '.join(PROFILES)}; or the path of a .toml file"
        raise HomewardError("HW-S001", known)
    return (files("homeward.synth") / "profiles" / f"{name}.toml").read_text(encoding="utf-8")


def read_profile(name: str) -> Profile:
    """A profile, by its name or the path of its file, read and checked.

    Raises
    ------
    HomewardError
        HW-S001 if there is no such profile; HW-S002 if a setting cannot be used.
    """
    return parse_profile(profile_text(name))


def parse_profile(text: str) -> Profile:
    """A profile from TOML text. `based_on` names a profile whose settings it changes.

    Raises
    ------
    HomewardError
        HW-S001 if `based_on` names no profile; HW-S002 if a setting cannot be used.
    """
    return check_settings(parse_settings(text))


def check_settings(settings: Mapping[str, Any]) -> Profile:
    """A profile from settings as TOML holds them.

    Raises
    ------
    HomewardError
        HW-S002 if a setting cannot be used.
    """
    profile = _build(Profile, settings, "profile")
    _check(profile)
    return profile


def parse_settings(text: str) -> dict[str, Any]:
    """Every setting in TOML text and in what it is based on, not yet checked.

    Raises
    ------
    HomewardError
        HW-S001 if `based_on` names no profile; HW-S002 if the text is not TOML.
    """
    data = parse_toml(text)
    base = data.pop("based_on", None)
    return data if base is None else _changed(parse_settings(_shipped_text(base)), data)


def parse_toml(text: str) -> dict[str, Any]:
    """A profile's own TOML, with nothing of what it is based on.

    Raises
    ------
    HomewardError
        HW-S002 if the text is not TOML.
    """
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise refuse(f"the profile is not TOML: {error}") from None


def _changed(base: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with `changes` laid over it, table by table; lists are replaced whole."""
    out = dict(base)
    for key, value in changes.items():
        both = isinstance(value, dict) and isinstance(out.get(key), dict)
        out[key] = _changed(out[key], value) if both else value
    return out


def _build(kind: type, data: Any, where: str) -> Any:
    """An instance of the dataclass `kind` from a TOML table, every key accounted for."""
    if not isinstance(data, dict):
        raise refuse(f"{where} must be a table")
    hints = get_type_hints(kind)
    declared = {f.name: f for f in fields(kind)}
    for key in sorted(data.keys() - declared.keys()):
        raise refuse(f"{where}.{key} is not a setting")
    for key in sorted(declared.keys() - data.keys()):
        raise refuse(f"{where}.{key} is not given")
    return kind(
        **{
            key: _value(hints[key], data[key], f"{where}.{key}", declared[key].metadata)
            for key in declared
        }
    )


def _value(hint: Any, data: Any, where: str, limits: Mapping[str, float]) -> Any:
    if is_dataclass(hint):
        return _build(hint, data, where)
    if get_origin(hint) is tuple:
        return _many(get_args(hint)[0], data, where, limits)
    if get_origin(hint) is Mapping:
        return _table(get_args(hint)[1], data, where, limits)
    return _scalar(hint, data, where, limits)


def _many(hint: Any, data: Any, where: str, limits: Mapping[str, float]) -> tuple[Any, ...]:
    if not isinstance(data, list):
        raise refuse(f"{where} must be a list")
    return tuple(_value(hint, item, f"{where}[{n}]", limits) for n, item in enumerate(data))


def _table(hint: Any, data: Any, where: str, limits: Mapping[str, float]) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise refuse(f"{where} must be a table")
    return {key: _value(hint, item, f"{where}.{key}", limits) for key, item in data.items()}


def _scalar(hint: Any, data: Any, where: str, limits: Mapping[str, float]) -> Any:
    wanted = (int, float) if hint is float else hint
    if not isinstance(data, wanted) or isinstance(data, bool | datetime):
        raise refuse(f"{where} must be a {hint.__name__}")
    if limits and not limits["least"] <= data <= limits["most"]:
        raise refuse(f"{where} must lie between {limits['least']:g} and {limits['most']:g}")
    return float(data) if hint is float else data


def _check(profile: Profile) -> None:
    """Refuse what is well formed but cannot be a county."""
    _check_window(profile)
    _check_settings(profile)
    _check_lists(profile)
    _check_words(profile)


def _check_window(profile: Profile) -> None:
    window = profile.window
    if (window.closes - window.opens).days + 1 < LEAST_DAYS:
        raise refuse(f"window must cover at least {LEAST_DAYS} days")
    due = window.opens
    for rule in profile.files:
        if rule.opens != due or rule.closes < rule.opens:
            raise refuse(f"files: {rule.name} must open on {due} and close no earlier")
        due = rule.closes + timedelta(days=1)
    if due != window.closes + timedelta(days=1):
        raise refuse("files must cover the window, day by day")
    _check_names([(rule.name, rule.habit) for rule in profile.files])


def _check_names(files: list[tuple[str, str]]) -> None:
    """Refuse names that could land outside the folder of extracts, or on another file."""
    for name, habit in files:
        ending = ".xlsx" if habit == "workbook" else ".csv"
        if not _FILE_NAME.fullmatch(name) or not name.endswith(ending):
            raise refuse(f"files.name must be police/(letters, digits, _ or -){ending}")
        if name.removeprefix("police/").startswith(_TAKEN):
            raise refuse(f"files.name must not begin with any of {', '.join(_TAKEN)}")
    if len({name for name, _ in files}) < len(files):
        raise refuse("files.name must be different for each file")


def _check_settings(profile: Profile) -> None:
    known = {setting.value for setting in Setting}
    for name, rule in profile.settings.items():
        where = f"settings.{name}"
        if name not in known or rule.then.keys() - profile.settings.keys():
            raise refuse(f"{where} is not a setting, or leads to one that is not described")
        if rule.hours not in profile.calendar.hours:
            raise refuse(f"{where}.hours must name a profile of hours")
        if rule.age_to < rule.age_from or sum(rule.then.values()) > 1:
            raise refuse(f"{where}: age_to before age_from, or `then` adds to more than 1")
        if len(rule.durations) != 3 or sum(rule.durations) <= 0:
            raise refuse(f"{where}.durations must be three shares")
        if rule.out_of_county_share + rule.placed_elsewhere_share > 1:
            raise refuse(f"{where}: shares of placements add to more than 1")
    if not any(setting.value in profile.settings for setting in CARE_SETTINGS):
        raise refuse("settings must describe a care setting")
    if not any(rule.arrivals_a_year for rule in profile.settings.values()):
        raise refuse("settings: arrivals_a_year is 0 everywhere, so nobody would live there")


def _check_lists(profile: Profile) -> None:
    if profile.homes.number < 1 or not any(profile.homes.beds.values()):
        raise refuse("homes.number must be at least 1, with some beds")
    if profile.homes.philomena_to < profile.homes.philomena_from:
        raise refuse("homes.philomena_to is before homes.philomena_from")
    if any(len(hours) != 24 or not sum(hours) for hours in profile.calendar.hours.values()):
        raise refuse("calendar.hours must hold 24 weights each, not all zero")
    if len(profile.durations.median_hours) != 3 or len(profile.durations.sigma) != 3:
        raise refuse("durations must describe three humps")


def _check_words(profile: Profile) -> None:
    """Refuse keys of open tables that nothing would read."""
    people, ages = profile.people, [str(age) for age in range(18)]
    _known("people.ethnicity", people.ethnicity, Ethnicity)
    _known("people.care_status_at_home", people.care_status_at_home, CareStatus)
    _known("people.at_risk_by_age", people.at_risk_by_age, ages)
    _known("homes.beds", profile.homes.beds, [str(beds) for beds in range(1, 51)])
    _known("exploitation.kinds", profile.exploitation.kinds, Exploitation)
    _known("risk.weights", profile.risk.weights, RiskLevel)
    _known("files.habit", [rule.habit for rule in profile.files], HABIT_NAMES)
    check_response(profile.response)
    check_faults(profile.faults)


def check_faults(rates: Mapping[str, float]) -> None:
    """Refuse rates of faults that are not known or not shares.

    Raises
    ------
    HomewardError
        HW-S002.
    """
    _known("faults", rates, FAULT_KINDS)
    for kind, rate in rates.items():
        if not 0 <= rate <= 1:
            raise refuse(f"faults.{kind} must lie between 0 and 1")


def _known(where: str, keys: Iterable[str], known: Iterable[str]) -> None:
    permitted = {str(key) for key in known}
    for key in keys:
        if key not in permitted:
            raise refuse(f"{where}: {key} is not one of {', '.join(sorted(permitted))}")
