"""What is true of a synthetic county: what was planted, true counts, true clean values.

Values are of the clean incidents, before any fault, with each episode's true end (found)
even where the last extract could not know it yet. Only aggregates go into `truth.json`;
the made-up incidents themselves stand beside it for tests (`truth/incidents.parquet`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from homeward.synth.clock import HOUR, hour_of_week, to_local, years_of
from homeward.synth.county import County
from homeward.synth.details import Details
from homeward.synth.fitting import counted
from homeward.synth.fitting.view import LATE_HOURS, View
from homeward.synth.rows import child_reference
from homeward.synth.sheets import SAID
from homeward.synth.suppliers import HandedOver
from homeward.vocabulary.exploitation import Exploitation
from homeward.vocabulary.placement import PlacementLocality
from homeward.vocabulary.risk import RiskLevel
from homeward.vocabulary.times import NIGHT_ENDS_AT_HOUR

#: Names of the shares found within so many hours.
WITHIN: dict[str, int] = {
    "share_found_within_2h": 2,
    "share_found_within_8h": 8,
    "share_found_within_24h": 24,
    "share_found_within_48h": 48,
    "share_found_within_7d": 7 * 24,
    "share_found_within_28d": 28 * 24,
}

Estimate = dict[str, Any]


def truth(
    county: County,
    handed: HandedOver,
    effects: Mapping[str, Any],
    *,
    profile: str,
    seed: int,
    scale: float,
) -> dict[str, Any]:
    """The whole of `truth.json`. Aggregates only."""
    rule = county.world.profile
    return {
        "schema": 1,
        "synthetic": True,
        "profile": profile,
        "seed": seed,
        "scale": scale,
        "window": {"opens": rule.window.opens, "closes": rule.window.closes},
        "planted": asdict(rule),
        "counts": counts(county, handed),
        "faults": dict(handed.planted),
        "rows": handed.rows(),
        "estimates": list(estimates(county, handed.details)),
        "effects": dict(effects),
        **handed.truth(),
    }


def write_truth(document: Mapping[str, Any], path: Path) -> None:
    """Write `truth.json`; dates as ISO 8601."""
    text = json.dumps(document, indent=1, ensure_ascii=False, default=_iso)
    path.write_bytes((text + "\n").encode())


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} does not belong in truth.json")


def counts(county: County, handed: HandedOver) -> dict[str, Any]:
    """True numbers of incidents, children, homes and rows of incident files."""
    incidents, details = county.incidents, handed.details
    years = years_of(to_local(incidents.reported))
    return {
        "incidents": len(incidents.ids),
        "children": len(np.unique(incidents.child)),
        "homes": len(county.world.homes.names),
        "beds": int(county.world.homes.beds.sum()),
        "rows": sum(len(rows) for rows in handed.extract.files.values()),
        "open_when_made": int((incidents.found > county.as_of).sum()),
        "incidents_by_year": _tally(years),
        "incidents_by_setting": _tally(details.setting),
        "incidents_by_placement": _tally(details.placement),
    }


def _tally(values: np.ndarray) -> dict[str, int]:
    found, number = np.unique(values, return_counts=True)
    return {str(value): int(n) for value, n in zip(found, number, strict=True)}


def estimates(county: County, details: Details) -> Iterable[Estimate]:
    """Every true value: of those with `of`, `count` and `of` add up over parts of a county."""
    view = View(county, details)
    yield from _durations(county, details)
    yield from _concentration(view)
    yield from _clock(county, details)
    yield from _shares(view)
    yield from _recurrence(view)
    yield from _calendar(view)
    yield from _long_missing(county)


def _ratio(name: str, count: float, of: float, **by: Any) -> Estimate:
    """A share or mean with its numerator and denominator; no value where nothing was counted."""
    value = count / of if of else None
    return {"name": name, "value": value, "count": int(count), "of": int(of), "by": by}


def _value(name: str, value: float | None, **by: Any) -> Estimate:
    return {"name": name, "value": value, "by": by}


def _durations(county: County, details: Details) -> Iterable[Estimate]:
    """Hours from report to found; also the median from last seen, and by setting."""
    incidents = county.incidents
    hours = (incidents.found - incidents.reported) / HOUR
    for name, limit in WITHIN.items():
        yield _ratio(name, (hours <= limit).sum(), len(hours))
    if len(hours):
        yield _value("median_hours", float(np.median(hours)), **{"from": "reported"})
        seen = (incidents.found - incidents.last_seen) / HOUR
        yield _value("median_hours", float(np.median(seen)), **{"from": "last_seen"})
    for setting in np.unique(details.setting).tolist():
        own = hours[details.setting == setting]
        yield _ratio("share_found_within_24h", (own <= 24).sum(), len(own), setting=setting)


def _concentration(view: View) -> Iterable[Estimate]:
    """Share of a year's incidents by the tenth of its children most often missing."""
    for year in np.unique(view.years).tolist():
        top = counted.top_share(view, 10, year)
        yield _ratio("share_of_incidents_by_top_10_percent", *top, year=year)
        yield _ratio("incidents_per_child", *counted.per_missing_child(view, year), year=year)
        at_home = counted.top_tenth_in_family_homes(view, year)
        yield _ratio("share_of_top_10_percent_in_family_homes", *at_home, year=year)


def _clock(county: County, details: Details) -> Iterable[Estimate]:
    """When last seen, by setting: 22:00 to 01:00, and how far Friday and Saturday exceed."""
    local = to_local(county.incidents.last_seen)
    late = np.isin(hour_of_week(local) % 24, LATE_HOURS)
    night = hour_of_week(local - NIGHT_ENDS_AT_HOUR * HOUR) // 24
    for setting in np.unique(details.setting).tolist():
        own = details.setting == setting
        yield _ratio("share_22_to_01", (own & late).sum(), own.sum(), setting=setting)
        weekend = (own & late & np.isin(night, (4, 5))).sum()
        other = (own & late).sum() - weekend
        ratio = float(weekend / 2 / (other / 5)) if other else None
        yield _value("rate_ratio_weekend_night", ratio, setting=setting)


def _shares(view: View) -> Iterable[Estimate]:
    """Shares of incidents by care status and first grading."""
    yield _ratio("looked_after_incident_share", *counted.looked_after_incidents(view))
    for grade in RiskLevel:
        yield _ratio("share_risk_first", *counted.graded(view, grade.value), risk=grade.value)
    locality = view.details.locality
    far = locality == PlacementLocality.OUT_OF_AREA.value
    placed = locality != PlacementLocality.NOT_APPLICABLE.value
    yield _ratio("share_of_incidents_out_of_area", far.sum(), placed.sum())


def _recurrence(view: View) -> Iterable[Estimate]:
    """Repeats; and the first repeat, of children with one, within 28 days of return."""
    yield _ratio("repeat_share_second_or_later", *counted.second_or_later(view))
    yield _ratio("first_repeat_within_28d", *counted.first_repeat(view, 28))


def _calendar(view: View) -> Iterable[Estimate]:
    """Incidents of the first Covid year against the year before, where both are whole."""
    window = view.county.world.profile.window
    if window.opens > date(2019, 4, 1) or window.closes < date(2021, 3, 31):
        return
    more, before = counted.change(view, 2020, 21)
    yield _value("covid_change_2020_21", more / before if before else None)


def _long_missing(county: County) -> Iterable[Estimate]:
    """Crude odds ratios of long episodes while county lines exploitation was going on."""
    incidents = county.incidents
    kinds = county.world.children.exploitation[incidents.child]
    lines = np.char.find(kinds, Exploitation.COUNTY_LINES.value) >= 0
    exposed = lines & (incidents.exploited == 1)
    for name, limit in {"48h": 48, "7d": 7 * 24}.items():
        long = (incidents.found - incidents.reported) / HOUR > limit
        a, b = (long & exposed).sum(), (~long & exposed).sum()
        c, d = (long & ~exposed).sum(), (~long & ~exposed).sum()
        ratio = float(a * d / (b * c)) if b and c else None
        yield _value("odds_ratio_county_lines", ratio, threshold=name, adjusted=False)


def write_incidents(county: County, details: Details, path: Path) -> None:
    """The clean made-up incidents, one row each, times in UTC; for tests."""
    incidents, children = county.incidents, county.world.children
    child = incidents.child
    table = {
        "child": [child_reference(position) for position in child.tolist()],
        "setting": details.setting,
        "placement": details.placement,
        "care_status": details.care_status,
        "risk_first": details.risk_first,
        "age": details.age,
        "exploited": incidents.exploited == 1,
        "exploitation": children.exploitation[child],
        "in_chronic_period": _in_chronic_period(county),
        "brought_about": incidents.parent != 0,
    }
    for name in ("last_seen", "reported", "found", "returned", "closed"):
        minutes = getattr(incidents, name).astype("datetime64[m]").astype("datetime64[s]")
        table[f"{name}_at"] = pa.array(minutes, pa.timestamp("s", tz="UTC"))
    pq.write_table(pa.table(table).replace_schema_metadata(SAID), path)


def _in_chronic_period(county: County) -> np.ndarray:
    children, child = county.world.children, county.incidents.child
    when = county.incidents.last_seen
    return (when >= children.chronic_from[child]) & (when < children.chronic_to[child])
