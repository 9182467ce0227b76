"""What many counties of one profile achieved, judged against its targets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from homeward.synth.fitting.runs import Runs
from homeward.synth.fitting.targets import SHAPE_SHARE, Kind, Target


@dataclass(frozen=True, slots=True)
class Achieved:
    """One target and what became of it.

    Attributes
    ----------
    target
        What was wanted.
    mean, sd
        Over seeds: of the measure, or for a shape the share of seeds in which it is true
        (and no sd). Not a number where a county had nothing to measure.
    together
        Whether what a shape says of all counties together is true; None if it says nothing.
    met
        The average lies within the tolerance; or the shape is true in nine seeds of ten and,
        where it says so, of all together.
    values
        One for each seed.
    """

    target: Target
    mean: float
    sd: float | None
    together: bool | None
    met: bool
    values: tuple[float, ...]


def judge(targets: Sequence[Target], runs: Runs) -> tuple[Achieved, ...]:
    """Every target against what the counties show, in order."""
    return tuple(
        _judged(target, runs.values[:, n].tolist(), _together(target, runs, n))
        for n, target in enumerate(targets)
    )


def _together(target: Target, runs: Runs, n: int) -> bool | None:
    pooled, pool = target.measure.family.pooled, runs.pools[n]
    return None if pooled is None or pool is None else pooled(pool)


def _judged(target: Target, values: list[float], together: bool | None) -> Achieved:
    mean = float(np.mean(values))
    if target.kind is Kind.SHAPE:
        met = mean >= SHAPE_SHARE - 1e-9 and together is not False
        return Achieved(target, mean, None, together, met, tuple(values))
    sd = float(np.std(values, ddof=1)) if len(values) > 1 else None
    return Achieved(target, mean, sd, None, target.met_by(mean), tuple(values))
