"""The data of the calibration page: every calibrated profile over the same seeds."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

import numpy as np

from docs.builders.pages import ROOT
from docs.calibrate.published import CHECKS
from homeward.synth.county import live_through
from homeward.synth.fitting.achieved import judge
from homeward.synth.fitting.measures import Measure, find_measure
from homeward.synth.fitting.runs import Bench, Measured, measure_view, together
from homeward.synth.fitting.targets import Kind, TargetSet, parse_targets
from homeward.synth.fitting.view import View, per_child
from homeward.synth.profile import check_settings, parse_settings, profile_text
from homeward.vocabulary.setting import Setting

#: Where the data are kept.
DATA = ROOT / "docs" / "data" / "calibration.json"

#: The profiles that have targets of their own, and those shown beside them.
FITTED = ("herts-2019-2022", "one-force-2015")
SHOWN = (*FITTED, "homes-300")

#: Seeds of the page: those that `homeward synth fit` reports by default.
SEEDS = tuple(range(1, 21))

#: More of them, for averages with little chance left in them.
WIDE = tuple(range(1001, 1201))

#: Hours at which the duration curve is read, and per cents of children.
HOURS = (0.5, 1, 2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 36, 48, 72, 96, 168, 336, 672)
PERCENTS = (1, 2, 4, 5, 10, 15, 20, 30, 40, 50, 60, 70, 80, 90, 100)

#: Settings whose hours are drawn.
SETTINGS = (Setting.CHILDRENS_HOME, Setting.FAMILY_HOME, Setting.FOSTER)


@dataclass(frozen=True, slots=True)
class Seen:
    """One county: its measures and the curves of the pictures."""

    measured: Measured
    checks: list[float]
    durations: list[float]
    gathered: list[float]
    hours: list[list[int]]
    months: list[int]
    incidents: int
    homes: int


def settings_of(profile: str) -> dict[str, Any]:
    """Every setting of a profile that ships."""
    return parse_settings(profile_text(profile))


def fingerprint(profile: str) -> str:
    """A hash of every setting of a profile: what the data were made from."""
    text = json.dumps(settings_of(profile), sort_keys=True, default=date.isoformat)
    return hashlib.sha256(text.encode()).hexdigest()


def targets_of(profile: str) -> TargetSet:
    """The targets that ship with a profile."""
    path = files("homeward.synth") / "profiles" / "targets" / f"{profile}.toml"
    return parse_targets(path.read_text(encoding="utf-8"))


def see(profile: str, seed: int) -> Seen:
    """Live through one county of a profile and look at it."""
    view = View(live_through(check_settings(settings_of(profile)), seed))
    targets = targets_of(profile).targets if profile in FITTED else ()
    number = np.sort(per_child(view, view.of_year(view.last_year))[1])[::-1]
    top = [number[: -(-len(number) * p // 100)].sum() / number.sum() for p in PERCENTS]
    in_setting = [view.details.setting == setting.value for setting in SETTINGS]
    return Seen(
        measured=measure_view(view, [(t.id, t.measure.year) for t in targets]),
        checks=[check.value(view) for check in _checks(profile)],
        durations=[float((view.hours <= hours).mean()) for hours in HOURS],
        gathered=[float(share) for share in top],
        hours=[np.bincount(view.hour[own], minlength=24).tolist() for own in in_setting],
        months=[view.between(*edges) for edges in _months(view)],
        incidents=len(view.hours),
        homes=len(view.county.world.homes.names),
    )


def _checks(profile: str) -> list[Measure]:
    found = [find_measure(check.id) for check in CHECKS.get(profile, ())]
    return [measure for measure in found if measure is not None]


def _months(view: View) -> list[tuple[str, str]]:
    window = view.county.world.profile.window
    first = np.datetime64(window.opens, "M")
    count = int((np.datetime64(window.closes, "M") - first).astype(int)) + 1
    return [(f"{first + n}-01", f"{first + n + 1}-01") for n in range(count)]


def gather(seeds: Sequence[int] = SEEDS) -> dict[str, Any]:
    """The whole document, from as many processes as there are."""
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        tasks = {name: [pool.submit(see, name, seed) for seed in seeds] for name in SHOWN}
        seen = {name: [task.result() for task in own] for name, own in tasks.items()}
    wide = {name: wide_means(name) for name in FITTED}
    return {
        "synthetic": True,
        "seeds": list(seeds),
        "wide": [WIDE[0], WIDE[-1]],
        "profiles": {
            name: {**_profile(name, each), "wide": wide.get(name, [])}
            for name, each in seen.items()
        },
    }


def wide_means(profile: str, seeds: Sequence[int] = WIDE) -> list[float]:
    """Averages of every target over many seeds."""
    targets = targets_of(profile).targets
    with Bench(targets) as bench:
        (runs,) = bench.run([settings_of(profile)], seeds)
    return [short(value) for value in runs.values.mean(axis=0).tolist()]


def _profile(name: str, each: Sequence[Seen]) -> dict[str, Any]:
    rules = check_settings(settings_of(name))
    return {
        "fingerprint": fingerprint(name),
        "title": rules.title,
        "window": [rules.window.opens.isoformat(), rules.window.closes.isoformat()],
        "changes": _recorded_changes(name),
        "incidents": [one.incidents for one in each],
        "homes": each[0].homes,
        "targets": target_rows(name, each),
        "checks": check_rows(name, each),
        "durations": {"hours": list(HOURS), **_band([one.durations for one in each])},
        "gathered": {"percents": list(PERCENTS), **_band([one.gathered for one in each])},
        "hours": _hours(each),
        "months": _band([[float(n) for n in one.months] for one in each]),
    }


def _recorded_changes(name: str) -> dict[str, str]:
    """Days on which what happens, or what is recorded, changes in the profile."""
    rules = check_settings(settings_of(name))
    return {
        "first lockdown": rules.calendar.dips[0].opens.isoformat(),
        "category absent ends": rules.recording.absent_until.isoformat(),
        "school notices": rules.recording.school_pilot_from.isoformat(),
        "dedicated team": rules.team.starts.isoformat(),
    }


def target_rows(name: str, each: Sequence[Seen]) -> list[dict[str, Any]]:
    """Every target of a profile with what was achieved, seed by seed."""
    if name not in FITTED:
        return []
    achieved = judge(targets_of(name).targets, together([one.measured for one in each]))
    return [
        {
            "id": a.target.id,
            "kind": a.target.kind.value,
            "definition": a.target.measure.definition,
            "value": a.target.value,
            "tolerance": a.target.tolerance,
            "source": a.target.source,
            "mean": short(a.mean),
            "sd": None if a.sd is None else short(a.sd),
            "together": a.together,
            "met": a.met,
            "shape": a.target.kind is Kind.SHAPE,
            "values": [short(value) for value in a.values],
        }
        for a in achieved
    ]


def check_rows(name: str, each: Sequence[Seen]) -> list[dict[str, Any]]:
    """Every published figure that was not fitted, beside the counties."""
    values = np.array([one.checks for one in each])
    return [
        {
            "id": check.id,
            "definition": measure.definition,
            "low": check.low,
            "high": check.high,
            "source": check.source,
            "mean": short(float(values[:, n].mean())),
            "sd": short(float(values[:, n].std(ddof=1))) if len(values) > 1 else None,
            "values": [short(value) for value in values[:, n].tolist()],
        }
        for n, (check, measure) in enumerate(
            zip(CHECKS.get(name, ()), _checks(name), strict=True),
        )
    ]


def _band(rows: list[list[float]]) -> dict[str, list[float]]:
    """Average, least and most of curves over seeds."""
    table = np.array(rows)
    edges = {"mean": table.mean(axis=0), "least": table.min(axis=0), "most": table.max(axis=0)}
    return {key: [short(value) for value in edge.tolist()] for key, edge in edges.items()}


def _hours(each: Sequence[Seen]) -> dict[str, list[float]]:
    """Share of a setting's incidents by hour last seen, over all seeds together."""
    table = np.array([one.hours for one in each]).sum(axis=0)
    shares = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    return {
        setting.value: [short(value) for value in row.tolist()]
        for setting, row in zip(SETTINGS, shares, strict=True)
    }


def short(value: float) -> float:
    """Six significant figures: what is kept."""
    return float(f"{value:.6g}")


def read() -> dict[str, Any]:
    """The data as they were last written."""
    document: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return document


def write(document: dict[str, Any]) -> None:
    """Write the data; a list of numbers stands on one line."""
    DATA.parent.mkdir(parents=True, exist_ok=True)
    DATA.write_text(_text(document) + "\n", encoding="utf-8", newline="\n")


def _text(value: Any, indent: int = 0) -> str:
    plain = not isinstance(value, dict | list) or not any(
        isinstance(inner, dict | list)
        for inner in (value.values() if isinstance(value, dict) else value)
    )
    if plain and not (isinstance(value, dict) and len(value) > 4):
        return json.dumps(value, ensure_ascii=False)
    pad = " " * (indent + 1)
    if isinstance(value, dict):
        parts = [f"{json.dumps(k)}: {_text(v, indent + 1)}" for k, v in value.items()]
        return "{\n" + ",\n".join(pad + part for part in parts) + "\n" + " " * indent + "}"
    parts = [_text(inner, indent + 1) for inner in value]
    return "[\n" + ",\n".join(pad + part for part in parts) + "\n" + " " * indent + "]"
