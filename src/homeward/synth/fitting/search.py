"""Moving levers until averages meet their targets: damped Gauss–Newton on common seeds.

Every trial is lived through with the same seeds, so that a difference between two trials is
the settings' and hardly chance's. Residuals are in tolerances. A small pull towards the base
profile moves as few settings, and as little, as the targets ask; a trust region keeps a step
to where slopes were measured.

Source: Levenberg (1944) and Marquardt (1963) for the damping; Glasserman & Yao (1992), Some
guidelines and guarantees for common random numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import lsq_linear

from homeward.synth.fitting.achieved import judge
from homeward.synth.fitting.levers import Lever, Settings, moved
from homeward.synth.fitting.runs import Bench, Runs
from homeward.synth.fitting.targets import Kind, Target
from homeward.synth.streams import Floats

#: First seed of fitting; reports use seeds from 1, so the two never meet.
FITTING_FROM = 500_001

#: Seeds over which slopes are measured; averages use more.
SLOPE_SEEDS = 12

#: Step of a lever (in its logarithm) by which slopes are measured.
_STEP = 0.08

#: Weight of the pull towards the base, against a residual of one tolerance.
_PULL = 0.1

#: A shape is aimed at this many sd (of its margin, over seeds) inside: more than nine seeds of ten.
_MARGIN_SDS = 2.0

#: Widest and narrowest trust region, and the first one.
_WIDEST, _NARROWEST, _FIRST = 1.0, 0.03, 0.5

#: Near enough, in tolerances: what leaves room for chance over so many seeds (two standard
#: errors), but never nearer than the first nor further than the second of these.
_REPORTED, _NEAREST, _FURTHEST = 20, 0.2, 0.6

#: Most trials after the base.
MOST_TRIALS = 14

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Point:
    """Levers (logarithms), the settings they give, and what those measured."""

    logs: Floats
    settings: Settings
    runs: Runs

    @property
    def mean(self) -> Floats:
        """Average of what a fit moves, over the seeds of fitting."""
        return self.runs.aimed.mean(axis=0)

    @property
    def sd(self) -> Floats:
        """Its spread over those seeds."""
        return self.runs.aimed.std(axis=0)


@dataclass(frozen=True, slots=True)
class Found:
    """Where the search ended: the best point, slopes there and whether all is met there."""

    point: Point
    slopes: Floats
    trials: int
    unmet: tuple[int, ...]


class Search:
    """A search for one set of targets.

    Parameters
    ----------
    bench
        Where counties are measured.
    base
        Settings at which every lever is 1.
    levers, targets
        What may move, and what is wanted.
    seeds
        How many counties each average is over.
    say
        Told what is being done.
    """

    def __init__(
        self,
        bench: Bench,
        base: Settings,
        levers: Sequence[Lever],
        targets: Sequence[Target],
        seeds: int,
        say: Say,
    ) -> None:
        self._bench, self._base, self._say = bench, base, say
        self._levers, self._targets = tuple(levers), tuple(targets)
        self._seeds = tuple(range(FITTING_FROM, FITTING_FROM + seeds))
        self.lows = np.log([lever.least for lever in levers])
        self.highs = np.log([lever.most for lever in levers])

    def run(self) -> Found:
        """Search from the base until every target is near, or no step helps.

        The point given back is the one with fewest targets unmet, and of those the one
        with least loss: a step may lower the loss and leave a band.
        """
        best = point = self._at([np.zeros(len(self._levers))])[0]
        trust, trials, slopes = _FIRST, 0, None
        while trials < MOST_TRIALS and trust >= _NARROWEST and not self._near(point):
            slopes = self._slopes(point) if slopes is None else slopes
            logs = self._step(point, slopes, trust)
            trials += 1
            trial = self._at([logs])[0]
            better = self._loss(trial) < self._loss(point)
            self._say(f"trial {trials}: {self._summary(trial if better else point)}")
            point, slopes = (trial, None) if better else (point, slopes)
            trust = min(trust * 1.5, _WIDEST) if better else trust / 3
            best = min(best, trial, key=self._rank)
        unmet = self._unmet(best)
        if best is not point or slopes is None:
            slopes = self._slopes(best) if unmet else np.zeros((len(self._targets), 0))
        return Found(best, slopes, trials, unmet)

    def _rank(self, point: Point) -> tuple[int, float]:
        return len(self._unmet(point)), self._loss(point)

    def _at(self, each: list[Floats]) -> list[Point]:
        settings = [moved(self._base, self._levers, logs) for logs in each]
        runs = self._bench.run(settings, self._seeds)
        return [Point(*parts) for parts in zip(each, settings, runs, strict=True)]

    def _slopes(self, point: Point) -> Floats:
        """Change of each average with each lever's logarithm: targets × levers."""
        seeds = self._seeds[:SLOPE_SEEDS]
        self._say(f"slopes of {len(self._levers)} levers")
        steps = np.where(point.logs + _STEP > self.highs, -_STEP, _STEP)
        trials = [
            moved(self._base, self._levers, point.logs + steps[n] * unit)
            for n, unit in enumerate(np.eye(len(self._levers)))
        ]
        here = point.runs.aimed[: len(seeds)].mean(axis=0)
        away = [runs.aimed.mean(axis=0) for runs in self._bench.run(trials, seeds)]
        return np.array([(there - here) / h for there, h in zip(away, steps, strict=True)]).T

    def aims(self, point: Point) -> tuple[Floats, Floats, Floats]:
        """Least, most and scale of what each target's average may be, near a point."""
        rows = [self._aim(target, sd) for target, sd in zip(self._targets, point.sd, strict=True)]
        low, high, scale = np.array(rows).T
        return low, high, scale

    @staticmethod
    def _aim(target: Target, sd: float) -> tuple[float, float, float]:
        if target.kind is Kind.SHAPE:
            return _MARGIN_SDS * sd, np.inf, max(sd / 2, 1e-3)
        least = 1e-3 * max(abs(target.value), 1e-2)
        return target.low, target.high, max(target.tolerance, least)

    def _residuals(self, point: Point) -> Floats:
        """Distance of each average from its figure in tolerances; 0 inside a shape's margin."""
        low, high, scale = self.aims(point)
        middle = np.where(np.isfinite(high), (low + np.where(np.isfinite(high), high, 0)) / 2, 0)
        short = np.minimum(point.mean - low, 0)
        off = np.where(np.isfinite(high), point.mean - middle, short)
        return np.nan_to_num(off / scale, nan=100.0)

    def _loss(self, point: Point) -> float:
        return float((self._residuals(point) ** 2).sum() + _PULL * (point.logs**2).sum())

    def _near(self, point: Point) -> bool:
        _, high, scale = self.aims(point)
        chance = 2 * point.sd / np.sqrt(_REPORTED) / scale
        room = np.clip(1 - chance, _NEAREST, _FURTHEST)
        room[~np.isfinite(high)] = _FURTHEST  # a shape's margin has its room already
        return bool((np.abs(self._residuals(point)) <= room).all()) and not self._unmet(point)

    def _unmet(self, point: Point) -> tuple[int, ...]:
        judged = judge(self._targets, point.runs)
        return tuple(n for n, each in enumerate(judged) if not each.met)

    def _step(self, point: Point, slopes: Floats, trust: float) -> Floats:
        """The levers after a damped step within the trust region and the bounds."""
        _, high, scale = self.aims(point)
        residuals = self._residuals(point)
        rows = np.nan_to_num(slopes / scale[:, None])
        rows[~np.isfinite(high) & (residuals == 0)] = 0  # a shape that holds pulls no lever
        pull = np.sqrt(_PULL)
        matrix = np.vstack([rows, pull * np.eye(len(point.logs))])
        wanted = np.concatenate([-residuals, -pull * point.logs])
        low = np.maximum(self.lows - point.logs, -trust)
        high_step = np.minimum(self.highs - point.logs, trust)
        step = lsq_linear(matrix, wanted, bounds=(low - 1e-9, high_step + 1e-9), tol=1e-10).x
        return np.clip(np.round(point.logs + step, 4), self.lows, self.highs)

    def _summary(self, point: Point) -> str:
        worst = np.abs(self._residuals(point))
        name = self._targets[int(worst.argmax())].id
        return f"{len(self._unmet(point))} unmet; furthest {name}, {worst.max():.1f} tolerances"
