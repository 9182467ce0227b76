"""What is true of a block in numbers that add up, so that a county's truth is their sum.

Counts and shares are summed as `synth.truth` defines them. What no sum gives is kept in
the smallest form that does: lengths as counts of whole minutes, and for each year how
often each child went missing (children are whole within a block).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from homeward.synth.clock import HOUR, hour_of_week, midnight, to_local, years_of
from homeward.synth.county import County
from homeward.synth.details import Details
from homeward.synth.truth import LATE_HOURS, Estimate, estimates
from homeward.vocabulary.exploitation import Exploitation
from homeward.vocabulary.setting import Setting
from homeward.vocabulary.times import NIGHT_ENDS_AT_HOUR

#: An estimate's name, and what it is of: ("share_22_to_01", (("setting", "foster"),)).
Key = tuple[str, tuple[tuple[str, Any], ...]]

#: Thresholds of a long episode, in hours, by name.
LONG: dict[str, int] = {"48h": 48, "7d": 7 * 24}

#: Estimates of the children most often missing: no sum of blocks.
TOP_SHARE = "share_of_incidents_by_top_10_percent"
TOP_AT_HOME = "share_of_top_10_percent_in_family_homes"


@dataclass(frozen=True, slots=True)
class Sums:
    """What is true of one block.

    Attributes
    ----------
    keys
        Every estimate of `synth.truth`, in order.
    counts
        Numbers of incidents, children, homes, beds and rows.
    tallies
        Incidents by year, setting and kind of placement.
    ratios
        Count and out of how many, by estimate.
    minutes
        From when ("reported", "last_seen") to the whole minutes until found, and how
        many incidents took each.
    children
        By year, how often each child went missing and whether ever from a family home.
    nights
        By setting, late incidents of Friday and Saturday nights, and of others.
    springs
        Incidents from April 2019, and from April 2020, for a year each.
    long
        By threshold: long and not, exposed to county lines and not (2 × 2).
    planted
        Faults by kind.
    response
        What is true of the response; empty where its log was not made.
    """

    keys: tuple[Key, ...]
    counts: Mapping[str, int]
    tallies: Mapping[str, Mapping[str, int]]
    ratios: Mapping[Key, tuple[int, int]]
    minutes: Mapping[str, tuple[np.ndarray, np.ndarray]]
    children: Mapping[int, tuple[np.ndarray, np.ndarray]]
    nights: Mapping[str, tuple[int, int]]
    springs: tuple[int, int]
    long: Mapping[str, tuple[int, int, int, int]]
    planted: Mapping[str, int]
    response: Mapping[str, Any]


def sums(
    county: County,
    details: Details,
    rows: int,
    planted: Mapping[str, int],
    response: Mapping[str, Any],
) -> Sums:
    """What is true of one block.

    Parameters
    ----------
    rows
        Number of rows of the force's incidents, added ones counted.
    planted
        Faults by kind.
    response
        What is true of the response, if its log was made.
    """
    every = list(estimates(county, details))
    ratios = {_key(e): (e["count"], e["of"]) for e in every if "of" in e}
    incidents = county.incidents
    return Sums(
        keys=tuple(_key(estimate) for estimate in every),
        counts=_counts(county, rows),
        tallies={
            "incidents_by_year": _tally(years_of(to_local(incidents.reported))),
            "incidents_by_setting": _tally(details.setting),
            "incidents_by_placement": _tally(details.placement),
        },
        ratios=ratios,
        minutes={
            name: np.unique(incidents.found - getattr(incidents, name), return_counts=True)
            for name in ("reported", "last_seen")
        },
        children=_children(county, details),
        nights=_nights(county, details),
        springs=_springs(county),
        long=_long(county),
        planted=planted,
        response=response,
    )


def _key(estimate: Estimate) -> Key:
    return estimate["name"], tuple(estimate["by"].items())


def _counts(county: County, rows: int) -> dict[str, int]:
    incidents = county.incidents
    return {
        "incidents": len(incidents.ids),
        "children": len(np.unique(incidents.child)),
        "homes": len(county.world.homes.names),
        "beds": int(county.world.homes.beds.sum()),
        "rows": rows,
        "open_when_made": int((incidents.found > county.as_of).sum()),
    }


def _tally(values: np.ndarray) -> dict[str, int]:
    found, number = np.unique(values, return_counts=True)
    return {str(value): int(n) for value, n in zip(found, number, strict=True)}


def _children(county: County, details: Details) -> dict[int, tuple[np.ndarray, np.ndarray]]:
    years = years_of(to_local(county.incidents.reported))
    at_home = details.setting == Setting.FAMILY_HOME.value
    out = {}
    for year in np.unique(years).tolist():
        child = county.incidents.child[years == year]
        found, number = np.unique(child, return_counts=True)
        out[year] = number, np.isin(found, child[at_home[years == year]])
    return out


def _nights(county: County, details: Details) -> dict[str, tuple[int, int]]:
    local = to_local(county.incidents.last_seen)
    late = np.isin(hour_of_week(local) % 24, LATE_HOURS)
    night = hour_of_week(local - NIGHT_ENDS_AT_HOUR * HOUR) // 24
    weekend, out = np.isin(night, (4, 5)), {}
    for setting in np.unique(details.setting).tolist():
        own = late & (details.setting == setting)
        out[setting] = int((own & weekend).sum()), int((own & ~weekend).sum())
    return out


def _springs(county: County) -> tuple[int, int]:
    edges = [midnight(date(year, 4, 1)) for year in (2019, 2020, 2021)]
    before, during = np.histogram(to_local(county.incidents.reported), edges)[0].tolist()
    return before, during


def _long(county: County) -> dict[str, tuple[int, int, int, int]]:
    incidents = county.incidents
    kinds = county.world.children.exploitation[incidents.child]
    lines = np.char.find(kinds, Exploitation.COUNTY_LINES.value) >= 0
    exposed, out = lines & (incidents.exploited == 1), {}
    for name, limit in LONG.items():
        long = incidents.found - incidents.reported > limit * HOUR
        cells = (long & exposed, ~long & exposed, long & ~exposed, ~long & ~exposed)
        a, b, c, d = (int(cell.sum()) for cell in cells)
        out[name] = a, b, c, d
    return out


# ------------------------------------------------------------------ adding up


class Total:
    """The sums of all blocks added so far, in the order in which they were added."""

    def __init__(self) -> None:
        self._keys: dict[Key, None] = {}
        self._counts: Counter[str] = Counter()
        self._tallies: dict[str, Counter[str]] = {}
        self._ratios: dict[Key, np.ndarray] = {}
        self._minutes: dict[str, Counter[float]] = {}
        self._children: dict[int, list[tuple[np.ndarray, np.ndarray]]] = {}
        self._nights: dict[str, np.ndarray] = {}
        self._springs = np.zeros(2, np.int64)
        self._long: dict[str, np.ndarray] = {}
        self.planted: Counter[str] = Counter()
        self.response: Any = None

    def add(self, block: Sums) -> None:
        """Add a block."""
        self._keys |= dict.fromkeys(block.keys)
        self._counts.update(block.counts)
        self.planted.update(block.planted)
        self._springs += block.springs
        self.response = added_up(self.response, block.response)
        for name, tally in block.tallies.items():
            self._tallies.setdefault(name, Counter()).update(tally)
        _add_arrays(self._ratios, block.ratios)
        _add_arrays(self._nights, block.nights)
        _add_arrays(self._long, block.long)
        for name, (values, numbers) in block.minutes.items():
            tally = dict(zip(values.tolist(), numbers.tolist(), strict=True))
            self._minutes.setdefault(name, Counter()).update(tally)
        for year, (numbers, at_home) in block.children.items():
            small = numbers.astype(np.uint16), at_home
            self._children.setdefault(year, []).append(small)

    @property
    def counts(self) -> dict[str, Any]:
        """True numbers, as `truth.counts` gives them."""
        by = {name: dict(sorted(tally.items())) for name, tally in self._tallies.items()}
        return dict(self._counts) | by

    @property
    def estimates(self) -> list[Estimate]:
        """True values, as `truth.estimates` gives them; those that no sum gives are left out."""
        made = (self._estimate(key) for key in self._keys)
        return [estimate for estimate in made if estimate is not None]

    @property
    def left_out(self) -> list[str]:
        """Names of the estimates that are left out."""
        names = dict.fromkeys(key[0] for key in self._keys if self._estimate(key) is None)
        return list(names)

    def _estimate(self, key: Key) -> Estimate | None:
        name, by = key[0], dict(key[1])
        if name in (TOP_SHARE, TOP_AT_HOME):
            return _ratio(key, *self._top(name, by["year"]))
        if key in self._ratios:
            return _ratio(key, *self._ratios[key].tolist())
        if name == "median_hours":
            return _value(key, median_hours(self._minutes[by["from"]]))
        if name == "rate_ratio_weekend_night":
            weekend, other = self._nights[by["setting"]].tolist()
            return _value(key, weekend / 2 / (other / 5) if other else None)
        if name == "covid_change_2020_21":
            before, during = self._springs.tolist()
            return _value(key, during / before - 1 if before else None)
        if name == "odds_ratio_county_lines":
            a, b, c, d = self._long[by["threshold"]].tolist()
            return _value(key, a * d / (b * c) if b and c else None)
        return None

    def _top(self, name: str, year: int) -> tuple[int, int]:
        """Of the tenth of a year's children most often missing: their share, or at home."""
        columns = zip(*self._children[year], strict=True)
        numbers, at_home = (np.concatenate(column).astype(np.int64) for column in columns)
        tenth = np.argsort(-numbers, kind="stable")[: -(-len(numbers) // 10)]
        if name == TOP_SHARE:
            return int(numbers[tenth].sum()), int(numbers.sum())
        return int(at_home[tenth].sum()), len(tenth)


def added_up(one: Any, other: Any, name: str = "") -> Any:
    """Two documents of one shape added up: numbers summed, shares worked out anew.

    What was planted is the same in every block and is not summed.
    """
    if one is None or name in ("planted", "value"):
        return other
    if isinstance(one, Mapping):
        both = {key: added_up(one[key], other[key], key) for key in one}
        if "value" in both:
            both["value"] = both["count"] / both["of"] if both["of"] else None
        return both
    if isinstance(one, list):
        return [added_up(*pair) for pair in zip(one, other, strict=True)]
    if isinstance(one, bool | str):
        return one
    return round(one + other, 2) if isinstance(one, float) else one + other


def _add_arrays(held: dict[Any, np.ndarray], more: Mapping[Any, Iterable[int]]) -> None:
    for key, numbers in more.items():
        new = np.array(list(numbers), np.int64)
        held[key] = held[key] + new if key in held else new


def median_hours(tally: Mapping[float, int]) -> float | None:
    """The median, in hours, of minutes and how often each occurs."""
    if not tally:
        return None
    minutes = np.array(sorted(tally))
    upto = np.cumsum([tally[minute] for minute in minutes.tolist()])
    middle = [(upto[-1] - 1) // 2, upto[-1] // 2]
    return float((minutes[np.searchsorted(upto, middle, side="right")] / HOUR).mean())


def _ratio(key: Key, count: int, of: int) -> Estimate:
    value = count / of if of else None
    return {"name": key[0], "value": value, "count": count, "of": of, "by": dict(key[1])}


def _value(key: Key, value: float | None) -> Estimate:
    return {"name": key[0], "value": value, "by": dict(key[1])}
