"""Fitting a profile to targets: search, fresh seeds, and a refusal that names a conflict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

import numpy as np

from homeward.synth.fitting.achieved import Achieved, judge
from homeward.synth.fitting.conflicts import Lines, conflicting
from homeward.synth.fitting.contradictions import check_contradictions
from homeward.synth.fitting.levers import Lever, Settings, plant, relevant
from homeward.synth.fitting.runs import Bench
from homeward.synth.fitting.search import Found, Search
from homeward.synth.fitting.targets import Target, TargetSet
from homeward.synth.profile import check_settings, parse_settings, profile_text
from homeward.vocabulary.errors import HomewardError

#: Counties over which each average is taken while fitting.
FITTING_SEEDS = 64

#: Fewest and most seeds of the report.
LEAST_SEEDS, MOST_SEEDS = 2, 1000


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted profile and what it achieves.

    Attributes
    ----------
    targets
        What it was fitted to.
    base
        Name or path of the profile that was moved.
    settings
        The fitted settings, whole.
    levers
        Factor of each lever that was free, by name; 1 where it stayed.
    achieved
        Every target, over `seeds` that the fit never saw.
    seeds
        Those seeds.
    conflict
        Ids of targets that this model cannot meet together; empty where all were met.
    trials
        Settings that were tried after the base.
    """

    targets: TargetSet
    base: str
    settings: Settings
    levers: dict[str, float]
    achieved: tuple[Achieved, ...]
    seeds: tuple[int, ...]
    conflict: tuple[str, ...]
    trials: int

    @property
    def met(self) -> bool:
        """Whether every target is met over the fresh seeds."""
        return all(each.met for each in self.achieved)


def fit_profile(
    targets: TargetSet,
    base: str,
    *,
    seeds: int = 20,
    fitting_seeds: int = FITTING_SEEDS,
    workers: int | None = None,
    anyway: bool = False,
    say: Callable[[str], None] | None = None,
) -> Fit:
    """Move a base profile's levers until its counties meet the targets.

    The same targets, base and numbers of seeds give the same profile, whatever the number
    of processes.

    Parameters
    ----------
    targets
        What is wanted.
    base
        Name of a profile, or path of one.
    seeds
        Fresh seeds, from 1, over which the result is reported.
    fitting_seeds
        Counties over which averages are taken while fitting.
    workers
        Processes; None takes one for each processor.
    anyway
        Return the nearest that was found where targets are not met.
    say
        Told what is being done.

    Raises
    ------
    HomewardError
        HW-S001, HW-S002 for the base; HW-S003 for numbers of seeds that cannot be used;
        HW-S004 if targets are not met, unless `anyway`.
    """
    if not (LEAST_SEEDS <= seeds <= MOST_SEEDS and LEAST_SEEDS <= fitting_seeds <= MOST_SEEDS):
        raise HomewardError("HW-S003", f"seeds must lie between {LEAST_SEEDS} and {MOST_SEEDS}")
    if not anyway:
        check_contradictions(targets.targets)
    settings = _start(targets, base)
    levers = relevant(frozenset(t.measure.about for t in targets.targets), targets.free)
    with Bench(targets.targets, workers) as bench:
        search = Search(bench, settings, levers, targets.targets, fitting_seeds, say or _unheard)
        found = search.run()
        conflict = _conflict(search, found, targets)
        if conflict and not anyway:
            raise HomewardError("HW-S004", _said(conflict, targets, found))
        fresh = tuple(range(1, seeds + 1))
        (runs,) = bench.run([found.point.settings], fresh)
    fit = Fit(
        targets,
        base,
        found.point.settings,
        _factors(levers, found),
        judge(targets.targets, runs),
        fresh,
        conflict,
        found.trials,
    )
    if not (fit.met or anyway):
        raise HomewardError("HW-S004", _missed(fit))
    return fit


def _unheard(_: str) -> None:
    """Nobody listens."""


def _start(targets: TargetSet, base: str) -> Settings:
    """The base's settings over the targets' window, with what is planted put in."""
    settings = parse_settings(profile_text(base))
    check_settings(settings)  # a fault of the base is the base's, whatever the window
    settings = plant(over_window(settings, targets.opens, targets.closes), targets.planted)
    check_settings(settings)
    return settings


def over_window(settings: Settings, opens: date, closes: date) -> Settings:
    """Settings over another window: incident files by calendar year, in the base's habits."""
    window = settings["window"]
    if (window["opens"], window["closes"]) == (opens, closes):
        return settings
    files = []
    for n, year in enumerate(range(opens.year, closes.year + 1)):
        like = settings["files"][n % len(settings["files"])]
        first, last = max(opens, date(year, 1, 1)), min(closes, date(year, 12, 31))
        files.append({**like, "name": _of_year(like["name"], year), "opens": first, "closes": last})
    changed = {"opens": opens, "closes": closes}
    return {**settings, "window": {**window, **changed}, "files": files}


def _of_year(name: str, year: int) -> str:
    """A file's name, in its folder and with its ending, for another year."""
    path = PurePosixPath(name)
    return str(path.with_name(f"missing_{year}{path.suffix}"))


def _conflict(search: Search, found: Found, targets: TargetSet) -> tuple[str, ...]:
    """Ids of targets that cannot be met together; empty where all are met."""
    if not found.unmet:
        return ()
    point = found.point
    low, high, _ = search.aims(point)
    lines = Lines(
        np.nan_to_num(point.mean),
        found.slopes,
        low,
        high,
        np.maximum(point.logs - search.lows, 0),
        np.maximum(search.highs - point.logs, 0),
    )
    return tuple(targets.targets[n].id for n in conflicting(lines, found.unmet))


def _factors(levers: tuple[Lever, ...], found: Found) -> dict[str, float]:
    return {
        lever.name: float(f"{np.exp(log):.4g}")
        for lever, log in zip(levers, found.point.logs.tolist(), strict=True)
    }


def _said(conflict: tuple[str, ...], targets: TargetSet, found: Found) -> str:
    """The conflict in words, with what is wanted and the nearest that was found."""
    parts = [
        _wanted(each.target, each.mean)
        for each in judge(targets.targets, found.point.runs)
        if each.target.id in conflict
    ]
    together = "together cannot be met" if len(parts) > 1 else "cannot be met"
    return f"in this model {together}: {'; '.join(parts)}"


def _wanted(target: Target, mean: float) -> str:
    if target.tolerance == 0 and target.value == 1:
        return f"{target.id} (true in {mean:.0%} of seeds)"
    return f"{target.id} (wanted {target.low:.4g} to {target.high:.4g}, nearest {mean:.4g})"


def _missed(fit: Fit) -> str:
    """Targets met while fitting and missed over the fresh seeds."""
    parts = [_wanted(each.target, each.mean) for each in fit.achieved if not each.met]
    return (
        f"met over {FITTING_SEEDS} seeds of fitting but not over the {len(fit.seeds)} of the"
        f" report, where chance moves them by more than their tolerance: {'; '.join(parts)}"
    )
