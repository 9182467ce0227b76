"""Over a thousand draws, intervals hold the true share as often as they say.

The whole: 7,600 incidents of 1,200 children, a few of whom have most of them, whose
incidents resemble each other; six strata from 40% to 1% of it, in which the shares
differ. Every draw is by its own named seed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.stats import binom

from homeward.estimators.survey import joined_strata, weighted_share

DRAWS = 1000
PARTS = (0.4, 0.25, 0.2, 0.1, 0.04, 0.01)

#: A right 95% interval leaves this range by chance about once in ten thousand tests.
FEWEST = binom.ppf(0.0001, DRAWS, 0.95) / DRAWS


@dataclass
class Whole:
    """Everything that may be drawn."""

    child: np.ndarray
    stratum: np.ndarray
    yes: dict[str, np.ndarray]

    @property
    def population(self) -> np.ndarray:
        return np.bincount(self.stratum, minlength=len(PARTS)).astype(float)


@pytest.fixture(scope="module")
def whole() -> Whole:
    rng = np.random.default_rng(5)
    sizes = np.minimum(120, 1 + rng.negative_binomial(0.4, 0.4 / 5.4, 1200))
    child = np.repeat(np.arange(1200), sizes)
    stratum = rng.choice(len(PARTS), size=len(child), p=PARTS)
    rate = rng.beta(0.6, 1.4, 1200)[child]
    return Whole(
        child,
        stratum,
        {
            "of_the_child": rng.random(len(child)) < np.clip(rate * (0.6 + 0.2 * stratum), 0, 1),
            "rare": rng.random(len(child)) < 0.03 * (1 + stratum),
        },
    )


def one(whole: Whole, yes: np.ndarray, seed: int, size: int, equal: bool, respond: np.ndarray):
    """One draw, one round of answers, one interval."""
    rng, there = np.random.default_rng(seed), whole.population
    shares = np.full(len(there), 1 / len(there)) if equal else there / there.sum()
    many = np.clip(np.round(size * shares), 2, there).astype(int)
    drawn = np.concatenate([
        rng.choice(np.flatnonzero(whole.stratum == h), n, replace=False)
        for h, n in enumerate(many)
    ])  # fmt: skip
    drawn = drawn[rng.random(len(drawn)) < respond[whole.stratum[drawn]]]
    stratum, child = whole.stratum[drawn], whole.child[drawn]
    clusters = [len(np.unique(child[stratum == h])) for h in range(len(there))]
    answered = np.bincount(stratum, minlength=len(there))
    classes = joined_strata(
        [(h,) for h in range(len(there))], there.astype(int), answered, clusters
    )
    weight = (there / many)[stratum]
    population = np.bincount(classes, weights=there)
    return weighted_share(yes[drawn], weight, classes[stratum], child, population)


@pytest.mark.parametrize("equal", [False, True], ids=["proportional", "equal"])
@pytest.mark.parametrize("name", ["of_the_child", "rare"])
@pytest.mark.parametrize(
    "respond", [np.ones(6), np.array([0.9, 0.7, 0.8, 0.5, 0.6, 0.9])], ids=["all", "some"]
)
def test_the_interval_holds_the_true_share_as_often_as_it_says(whole, name, respond, equal):
    yes = whole.yes[name]
    found = [one(whole, yes, seed, 200, equal, respond) for seed in range(DRAWS)]
    held = np.mean([f.interval.low <= yes.mean() <= f.interval.high for f in found])
    assert FEWEST <= held <= 0.985
    # Unbiased: the mean over draws lies within its own error of the truth.
    values = np.array([f.value for f in found])
    assert abs(values.mean() - yes.mean()) < 4 * values.std() / np.sqrt(DRAWS)
