"""One county after another through the demand findings; what each said, and the truth."""

from __future__ import annotations

import csv
import gzip
import io
import math
import sys
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import NamedTuple

from docs.builders.pages import ROOT
from docs.coverage.estimands import ESTIMANDS, NO_ANSWER, Answer, Truth
from docs.coverage.lived import lived_timelines
from homeward.demand import FINDINGS
from homeward.engine.connection import open_engine
from homeward.findings.estimate import Estimate
from homeward.synth.county import live_through
from homeward.synth.profile import read_profile
from homeward.synth.rules import Profile

#: The profile, and the counties on which intervals are judged.
PROFILE = "herts-2019-2022"
SEEDS = range(1, 1001)
#: Other counties, from which the truth is taken.
OTHERS = range(500_001, 500_401)
#: Kept for each seed and estimand, and the truth.
KEPT = ROOT / "docs" / "data" / "coverage_demand.csv.gz"
TRUTH = ROOT / "docs" / "data" / "coverage_truth.csv"
#: Counties that one process lives through before another takes its place.
AT_ONCE = 50
#: Figures kept of a number: far more than any comparison needs.
FIGURES = 12


class Kept(NamedTuple):
    """What is kept: the seeds, and for each estimand what every county said."""

    seeds: tuple[int, ...]
    answers: Mapping[str, tuple[Answer, ...]]


@cache
def _profile() -> Profile:
    return read_profile(PROFILE)


def estimates(seed: int) -> dict[str, Estimate | None]:
    """What the demand findings say of one county, by estimand; None where refused."""
    wanted = dict.fromkeys(e.finding for e in ESTIMANDS)
    with open_engine(threads=1) as engine:
        timelines = lived_timelines(live_through(_profile(), seed), engine)
        found = {id: FINDINGS[id](timelines, 1) for id in wanted}
    return {e.key: e.of(found) for e in ESTIMANDS}


def answers(seed: int) -> dict[str, Answer]:
    """Value and interval of every estimand of one county."""
    return {key: _answer(e) for key, e in estimates(seed).items()}


def _answer(e: Estimate | None) -> Answer:
    if e is None or e.value is None or e.low is None or e.high is None:
        return NO_ANSWER
    return Answer(float(e.value), float(e.low), float(e.high))


def true_values(seeds: Iterable[int] = OTHERS, workers: int = 1) -> dict[str, float]:
    """The value of every estimand over counties of these seeds together."""
    sums = {e.key: Truth() for e in ESTIMANDS}
    for found in _each(estimates, seeds, workers):
        for key, estimate in found.items():
            sums[key].add(estimate)
    return {key: truth.value for key, truth in sums.items()}


def run(seeds: Iterable[int] = SEEDS, workers: int = 1) -> Kept:
    """What every county of these seeds says."""
    seeds = tuple(seeds)
    each = list(_each(answers, seeds, workers))
    return Kept(seeds, {e.key: tuple(found[e.key] for found in each) for e in ESTIMANDS})


def _each(work, seeds: Iterable[int], workers: int) -> Iterator[dict]:  # type: ignore[no-untyped-def,type-arg]
    if workers == 1:
        yield from map(work, seeds)
        return
    # A process slows down as the tables of counties gone by stay with it, so each block has
    # processes of its own. (The pool's own `max_tasks_per_child` can wait for ever.)
    asked = tuple(seeds)
    block = AT_ONCE * workers
    for start in range(0, len(asked), block):
        with ProcessPoolExecutor(workers) as pool:
            yield from pool.map(work, asked[start : start + block])
        print(f"{min(start + block, len(asked)):,} of {len(asked):,}", file=sys.stderr, flush=True)


def _written(number: float) -> str:
    return "" if math.isnan(number) else f"{number:.{FIGURES}g}"


def write_kept(kept: Kept, path: Path = KEPT) -> None:
    """One line for each seed and estimand; the same numbers give the same bytes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["estimand", "seed", "value", "low", "high"])
    for key, each in kept.answers.items():
        for seed, answer in zip(kept.seeds, each, strict=True):
            writer.writerow([key, seed, *map(_written, answer)])
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(text.getvalue().encode())


def read_kept(path: Path = KEPT) -> Kept:
    """What `write_kept` wrote."""
    found: dict[str, dict[int, Answer]] = {}
    with gzip.open(path, "rt", newline="") as file:
        for row in csv.DictReader(file):
            numbers = (float(row[name] or "nan") for name in ("value", "low", "high"))
            found.setdefault(row["estimand"], {})[int(row["seed"])] = Answer(*numbers)
    seeds = tuple(sorted(next(iter(found.values()))))
    return Kept(seeds, {key: tuple(each[s] for s in seeds) for key, each in found.items()})


def write_truth(truth: Mapping[str, float], path: Path = TRUTH) -> None:
    """One line for each estimand."""
    lines = ["estimand,truth", *(f"{key},{_written(value)}" for key, value in truth.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_truth(path: Path = TRUTH) -> dict[str, float]:
    """What `write_truth` wrote."""
    with path.open(newline="", encoding="utf-8") as file:
        return {row["estimand"]: float(row["truth"] or "nan") for row in csv.DictReader(file)}
