"""Measuring many counties: the same seeds for every trial, in as many processes as there are.

What a county measures depends on its profile and its seed alone, so the number of processes
changes nothing but the time.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import numpy as np

from homeward.synth.county import live_through
from homeward.synth.fitting.levers import Settings
from homeward.synth.fitting.measures import Measure, find_measure
from homeward.synth.fitting.targets import Target
from homeward.synth.fitting.view import View
from homeward.synth.helpers import stay_behind
from homeward.synth.profile import check_settings
from homeward.synth.streams import Floats

#: A measure by its id and the year beside it: what is sent to another process.
Wanted = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Measured:
    """One county by every target, in order.

    Attributes
    ----------
    values
        Of the measures; 1 or 0 for shapes.
    aimed
        What a fit moves: values, and margins of shapes.
    pools
        What shapes add up over counties; None where nothing is.
    """

    values: Floats
    aimed: Floats
    pools: tuple[Floats | None, ...]


@dataclass(frozen=True, slots=True)
class Runs:
    """Several counties of one profile: seeds × targets."""

    values: Floats
    aimed: Floats
    pools: tuple[Floats | None, ...]


class Bench:
    """Measures counties of trial profiles, in processes of its own while it is open.

    Parameters
    ----------
    targets
        What is measured.
    workers
        Processes; 1 measures in this one, None takes one for each processor.
    """

    def __init__(self, targets: Sequence[Target], workers: int | None = None) -> None:
        self._wanted = tuple((t.id, t.measure.year) for t in targets)
        self._workers = workers or os.cpu_count() or 1
        self._pool: Executor | None = None

    def __enter__(self) -> Self:
        """Start the processes."""
        if self._workers > 1:
            self._pool = ProcessPoolExecutor(self._workers, initializer=stay_behind)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End them, leaving what has not begun."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def run(self, trials: Sequence[Settings], seeds: Sequence[int]) -> list[Runs]:
        """Every trial with every seed: one `Runs` for each trial, in order."""
        tasks = [(trial, seed) for trial in trials for seed in seeds]
        if self._pool is None:
            done = [measure(trial, seed, self._wanted) for trial, seed in tasks]
        else:
            waiting = [self._pool.submit(measure, *task, self._wanted) for task in tasks]
            done = [each.result() for each in waiting]
        return [together(done[n : n + len(seeds)]) for n in range(0, len(done), len(seeds))]


def measure(settings: Settings, seed: int, wanted: Sequence[Wanted]) -> Measured:
    """Live through one county and measure it."""
    return measure_view(View(live_through(check_settings(settings), seed)), wanted)


def measure_view(view: View, wanted: Sequence[Wanted]) -> Measured:
    """Measure a county that has been lived through."""
    measures = [_found(*each) for each in wanted]
    return Measured(
        np.array([each.value(view) for each in measures]),
        np.array([each.aimed(view) for each in measures]),
        tuple(each.pool(view) for each in measures),
    )


def _found(id: str, year: int | None) -> Measure:
    found = find_measure(id, year)
    if found is None:
        raise ValueError(f"{id} was checked when the targets were read")
    return found


def together(each: Sequence[Measured]) -> Runs:
    """Counties of one profile as one, in order."""
    return Runs(
        np.array([one.values for one in each]),
        np.array([one.aimed for one in each]),
        tuple(
            None if parts[0] is None else np.sum(parts, axis=0)
            for parts in zip(*(one.pools for one in each), strict=True)
        ),
    )
