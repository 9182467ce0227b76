"""Reading a targets file: published figures, how near a county must come, and where from.

A file holds one profile or several, each a table `profile.NAME` with a `window`, a `force`,
targets and, where a figure is planted and not published, `planted` settings. What nobody
declared, or no county could have, is refused (HW-S003), never repaired.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from homeward.synth.fitting.levers import LEVERS, PLANTED, PLANTED_NOTES
from homeward.synth.fitting.measures import FAMILIES, Form, Measure, find_measure
from homeward.synth.profile import LEAST_DAYS
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.words import Word

_PROFILE_KEYS = {"window", "force", "target", "planted", "free"}
_TARGET_KEYS = {"id", "kind", "what", "value", "tolerance", "seen", "source", "year"}

#: A shape must be true in this share of seeds.
SHAPE_SHARE = 0.9


class Kind(Word):
    """How a target is judged over many seeds."""

    MEAN = "mean", "The average over the seeds lies within the tolerance"
    SHAPE = "shape", "True in nine seeds of ten; and of all of them together, where it says so"


@dataclass(frozen=True, slots=True)
class Target:
    """One figure to be met.

    Attributes
    ----------
    id
        As written in the file.
    measure
        What is measured.
    kind
        How it is judged.
    value, tolerance
        The figure, and how far from it the average may stand. A shape has value 1.
    source
        Where the figure was published.
    what
        The file's own words for it; "" if it has none.
    """

    id: str
    measure: Measure
    kind: Kind
    value: float
    tolerance: float
    source: str
    what: str

    @property
    def low(self) -> float:
        """Least that the average may be."""
        return self.value - self.tolerance

    @property
    def high(self) -> float:
        """Most that the average may be."""
        return self.value + self.tolerance

    def met_by(self, mean: float) -> bool:
        """Whether an average is near enough; a figure on the edge is."""
        return abs(mean - self.value) <= self.tolerance * (1 + 1e-9) + 1e-12


@dataclass(frozen=True, slots=True)
class TargetSet:
    """The targets of one profile.

    Attributes
    ----------
    name
        Of the profile, as the file has it.
    force
        In whose shape the county is made.
    opens, closes
        The window.
    targets
        In the file's order.
    planted
        Settings that are set and not fitted, by name in the file.
    free
        Names of the levers that may move; empty for those that the targets are about.
    """

    name: str
    force: str
    opens: date
    closes: date
    targets: tuple[Target, ...]
    planted: Mapping[str, float]
    free: tuple[str, ...]


def refuse_targets(detail: str) -> HomewardError:
    """The error for a targets file that cannot be used (HW-S003)."""
    return HomewardError("HW-S003", detail)


def read_targets(path: Path, profile: str | None = None) -> TargetSet:
    """The targets of one profile in a file.

    Parameters
    ----------
    path
        A TOML file.
    profile
        Its name in the file; may be left out where the file holds only one.

    Raises
    ------
    HomewardError
        HW-S003 if the file, or anything in it, cannot be used.
    """
    try:
        text = Path(path).read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        raise refuse_targets(f"{Path(path).name} is not a text file that can be read") from None
    return parse_targets(text, profile)


def parse_targets(text: str, profile: str | None = None) -> TargetSet:
    """The targets of one profile, from TOML text. See `read_targets`."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise refuse_targets(f"it is not TOML: {error}") from None
    _known(data, {"profile"}, "")
    profiles = _table(data.get("profile"), "profile")
    for name, each in profiles.items():  # a fault anywhere is said, whichever is asked for
        _target_set(name, _table(each, f"profile.{name}"))
    name = _chosen(profiles, profile)
    return _target_set(name, profiles[name])


def _chosen(profiles: Mapping[str, Any], wanted: str | None) -> str:
    if wanted is not None and wanted in profiles:
        return wanted
    listed = ", ".join(profiles) or "none"
    if wanted is not None or not profiles:
        raise refuse_targets(f"no such profile in the file, which holds: {listed}")
    if len(profiles) > 1:
        raise refuse_targets(f"the file holds {listed}; say which with --profile")
    return next(iter(profiles))


def _target_set(name: str, data: Mapping[str, Any]) -> TargetSet:
    where = f"profile.{name}"
    _known(data, _PROFILE_KEYS, where)
    opens, closes = _window(data.get("window"), where)
    entries = data.get("target")
    if not isinstance(entries, list) or not entries:
        raise refuse_targets(f"{where} needs at least one [[{where}.target]]")
    targets = tuple(_target(entry, where, n) for n, entry in enumerate(entries, 1))
    for target in targets:
        _fits(target, opens, closes)
    ids = [target.id for target in targets]
    for id in ids:
        if ids.count(id) > 1:
            raise refuse_targets(f"{where}: {id} is given twice")
    return TargetSet(
        name=name,
        force=_text(data.get("force"), f"{where}.force"),
        opens=opens,
        closes=closes,
        targets=targets,
        planted=_planted(data.get("planted", {}), f"{where}.planted"),
        free=_free(data.get("free", []), f"{where}.free"),
    )


def _window(data: Any, where: str) -> tuple[date, date]:
    if not isinstance(data, list) or len(data) != 2:
        raise refuse_targets(f"{where}.window must be its first and last day")
    opens, closes = (_day(day, f"{where}.window") for day in data)
    if (closes - opens).days + 1 < LEAST_DAYS:
        raise refuse_targets(f"{where}.window must cover at least {LEAST_DAYS} days")
    if opens.year < 1998 or closes.year > 2058:
        raise refuse_targets(f"{where}.window must lie between 1998 and 2058")
    return opens, closes


def _day(data: Any, where: str) -> date:
    if isinstance(data, str):
        try:
            return date.fromisoformat(data)
        except ValueError:
            raise refuse_targets(f"{where} must hold dates, year-month-day") from None
    if not isinstance(data, date) or isinstance(data, datetime):
        raise refuse_targets(f"{where} must hold dates, year-month-day")
    return data


def _target(data: Any, where: str, number: int) -> Target:
    where = f"{where}.target {number}"
    entry = _table(data, where)
    id = _text(entry.get("id"), f"{where}: id")
    where = f"{where} ({id})"
    _known(entry, _TARGET_KEYS, where)
    year = entry.get("year")
    if year is not None and (not isinstance(year, int) or isinstance(year, bool)):
        raise refuse_targets(f"{where}: year must be a whole number")
    measure = find_measure(id, year)
    if measure is None:
        known = ", ".join(family.written for family in FAMILIES)
        raise refuse_targets(f"{where}: nothing is measured by that id; there are {known}")
    if year is not None and measure.year != year:
        raise refuse_targets(f"{where}: this id takes no year beside it")
    kind = _kind(entry.get("kind"), measure, where)
    value, tolerance = _figures(entry, kind, measure, where)
    source = _text(entry.get("source", ""), f"{where}: source")
    _text(entry.get("seen", ""), f"{where}: seen")
    return Target(
        id, measure, kind, value, tolerance, source, _text(entry.get("what", ""), f"{where}: what")
    )


def _kind(data: Any, measure: Measure, where: str) -> Kind:
    own = Kind.SHAPE if measure.form is Form.SHAPE else Kind.MEAN
    if data != own.value:
        raise refuse_targets(f'{where}: kind must be "{own.value}"')
    return own


def _figures(
    entry: Mapping[str, Any], kind: Kind, measure: Measure, where: str
) -> tuple[float, float]:
    """Value and tolerance, checked against what the measure can be."""
    value = _number(entry.get("value"), f"{where}: value")
    if kind is Kind.SHAPE:
        if value != 1 or "tolerance" in entry:
            raise refuse_targets(f"{where}: a shape has value 1 and no tolerance")
        return 1.0, 0.0
    tolerance = _number(entry.get("tolerance"), f"{where}: tolerance")
    if tolerance < 0:
        raise refuse_targets(f"{where}: tolerance must not be negative")
    least = -1.0 if measure.form is Form.CHANGE else 0.0
    if measure.form is Form.SHARE and not 0 <= value <= 1:
        raise refuse_targets(f"{where}: value is a share and must lie between 0 and 1")
    if value < least:
        raise refuse_targets(f"{where}: value must be {least:g} or more")
    return value, tolerance


def _fits(target: Target, opens: date, closes: date) -> None:
    needs = target.measure.needs
    if needs is not None and not (opens <= needs[0] and needs[1] <= closes):
        raise refuse_targets(f"{target.id} needs the whole of {needs[0]} to {needs[1]}")


def _planted(data: Any, where: str) -> dict[str, float]:
    """Planted settings; notes in words are read and left."""
    table = _table(data, where)
    _known(table, {*PLANTED, *PLANTED_NOTES}, where)
    for key in table.keys() & PLANTED_NOTES:
        _text(table[key], f"{where}.{key}")
    return {key: _number(table[key], f"{where}.{key}") for key in PLANTED if key in table}


def _free(data: Any, where: str) -> tuple[str, ...]:
    known = [lever.name for lever in LEVERS]
    if not isinstance(data, list) or any(name not in known for name in data):
        raise refuse_targets(f"{where} must list levers: {', '.join(known)}")
    return tuple(dict.fromkeys(data))


def _known(data: Mapping[str, Any], known: set[str], where: str) -> None:
    for key in data:
        if key not in known:
            raise refuse_targets(f"{where + '.' if where else ''}{key} is not a key of this file")


def _table(data: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(data, dict):
        raise refuse_targets(f"{where} must be a table")
    return data


def _text(data: Any, where: str) -> str:
    if not isinstance(data, str):
        raise refuse_targets(f"{where} must be text")
    return data


def _number(data: Any, where: str) -> float:
    if not isinstance(data, int | float) or isinstance(data, bool) or not math.isfinite(data):
        raise refuse_targets(f"{where} must be a number")
    return float(data)
