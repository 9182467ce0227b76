"""Running the generator in pairs: the same draws, with one effect on and then off.

One county with everything on is lived through for each seed and shared by every estimand;
one more for each effect that is switched off. Sums are whole numbers, so a result is the
same for any number of processes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from os import cpu_count
from typing import Any

import numpy as np

from homeward.synth.county import County, live_through
from homeward.synth.effects.catalogue import ESTIMANDS, Estimand, Measure
from homeward.synth.effects.contrasts import (
    Contrast,
    attributable,
    paired_difference,
    paired_ratio,
)
from homeward.synth.effects.tallies import Tally
from homeward.synth.helpers import stay_behind
from homeward.synth.profile import refuse
from homeward.synth.rules import Profile

#: Pairs of runs unless told otherwise, and most that may be asked for.
REPLICATES, MOST_REPLICATES = 40, 100_000

#: What is kept of a run for questions about clusters of children, after its two sums.
CLUSTERS = ("children", "count_squared", "count_times_of", "of_squared")

#: Of one seed: for each estimand, eight sums with the effect and then six without it.
Row = list[list[int]]


def run(
    profile: Profile,
    replicates: int = REPLICATES,
    first_seed: int = 1,
    *,
    estimands: Sequence[Estimand] | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """The true value of estimands, by paired counterfactual runs.

    Parameters
    ----------
    profile
        The county that is asked about.
    replicates
        How many seeds.
    first_seed
        The first of them; they follow one another.
    estimands
        Which; all of the catalogue if not given. They must be importable by name where
        there is more than one worker.
    workers
        Processes; as many as processors if not given. Results do not depend on it.
    progress
        Called with the seeds done and the seeds in all.

    Returns
    -------
    dict
        Aggregates that JSON can hold: how it was run, and under "estimands" each value
        and mean difference of numerators with its Monte Carlo standard error, sums over
        replicates, and sums by replicate.

    Raises
    ------
    HomewardError
        HW-S002 if `replicates` is not from 1 to `MOST_REPLICATES`.
    """
    if not 1 <= replicates <= MOST_REPLICATES:
        raise refuse(f"replicates must lie between 1 and {MOST_REPLICATES}")
    asked = tuple(ESTIMANDS if estimands is None else estimands)
    seeds = range(first_seed, first_seed + replicates)
    rows = []
    for row in _each(partial(replicate, profile, asked), seeds, workers):
        rows.append(row)
        if progress is not None:
            progress(len(rows), replicates)
    return {
        "schema": 1,
        "synthetic": True,
        "state": "computed",
        "method": "paired counterfactual runs with the same draws",
        "population": "incidents recorded and reported in the window, in the whole county",
        "scale": 1.0,
        "replicates": replicates,
        "seeds": [seeds[0], seeds[-1]],
        "estimands": [
            _result(profile, estimand, [row[n] for row in rows]) for n, estimand in enumerate(asked)
        ],
    }


def _each(task: Callable[[int], Row], seeds: range, workers: int | None) -> Iterable[Row]:
    """The task's rows in order of seed, from this process or from several."""
    number = min(workers or cpu_count() or 1, len(seeds))
    if number == 1:
        yield from map(task, seeds)
        return
    spawn = get_context("spawn")
    with ProcessPoolExecutor(number, mp_context=spawn, initializer=stay_behind) as pool:
        yield from pool.map(task, seeds)


def replicate(profile: Profile, estimands: Sequence[Estimand], seed: int) -> Row:
    """Sums of one seed for each estimand: one run with everything on, one for each switch."""
    on = live_through(profile, seed)
    rows: list[list[int]] = [[] for _ in estimands]
    for switch in dict.fromkeys(estimand.switch for estimand in estimands):
        off = live_through(switch.off(profile), seed)
        for n, estimand in enumerate(estimands):
            if estimand.switch == switch:
                rows[n] = _sums(estimand, on, off)
    return rows


def _sums(estimand: Estimand, on: County, off: County) -> list[int]:
    """The four sums of a pair, then what is kept for clusters: on, and off."""
    tallies = estimand.contrast(on, off)
    totals = [int(part.sum()) for tally in tallies for part in (tally.count, tally.of)]
    return totals + [number for tally in tallies for number in _clusters(tally)]


def _clusters(tally: Tally) -> list[int]:
    """Sums over children, in the order of `CLUSTERS`."""
    count, of = tally.count, tally.of
    return [
        int(np.count_nonzero(count)),
        int((count * count).sum()),
        int((count * of).sum()),
        int((of * of).sum()),
    ]


def _result(profile: Profile, estimand: Estimand, rows: Row) -> dict[str, Any]:
    """Value, error and sums of one estimand from its rows, one a seed."""
    pairs = [row[:4] for row in rows]
    totals = [sum(column) for column in zip(*rows, strict=True)]
    ratio = paired_ratio(pairs)
    if ratio is not None and estimand.measure == Measure.ATTRIBUTABLE_FRACTION:
        ratio = attributable(ratio)
    return {
        "id": estimand.id,
        "question": estimand.question,
        "meaning": estimand.meaning,
        "measure": estimand.measure.value,
        "switch": estimand.switch.id,
        "planted": estimand.switch.planted(profile),
        **_valued(ratio),
        "difference_per_run": _valued(paired_difference(pairs)),
        "on": _run_sums(totals[0:2], totals[4:8]),
        "off": _run_sums(totals[2:4], totals[8:12]),
        "by_replicate": pairs,
    }


def _valued(contrast: Contrast | None) -> dict[str, float | None]:
    if contrast is None:
        return {"value": None, "monte_carlo_error": None}
    return {"value": contrast.value, "monte_carlo_error": contrast.error}


def _run_sums(sums: Sequence[int], clusters: Sequence[int]) -> dict[str, Any]:
    """Sums over replicates of one side of the pairs."""
    count, of = sums
    return {"count": count, "of": of, "by_child": dict(zip(CLUSTERS, clusters, strict=True))}
