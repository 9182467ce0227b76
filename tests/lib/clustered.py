"""Made-up rows that come in clusters, for tests of estimators; no word of the domain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from homeward.estimators import Factor


@dataclass(frozen=True)
class Rows:
    """Rows of clusters of unequal size, some clusters exposed throughout, some now and then."""

    cluster: np.ndarray
    exposed: np.ndarray
    outcome: np.ndarray
    events: np.ndarray
    time: np.ndarray
    band: np.ndarray
    sex: np.ndarray
    kind: np.ndarray

    @property
    def factors(self) -> list[Factor]:
        """The covariates."""
        return [
            Factor("band", self.band, ("a", "b", "c", "d"), "a"),
            Factor("sex", self.sex, ("f", "m"), "f"),
            Factor("kind", self.kind, tuple("uvwxyz"), "u"),
        ]

    @property
    def csv(self) -> str:
        """Every column, as text for another program."""
        names = ("cluster", "exposed", "outcome", "events", "time", "band", "sex", "kind")
        columns = np.column_stack([getattr(self, name).astype(float) for name in names])
        lines = [",".join(repr(float(v)) for v in row) for row in columns]
        return "\n".join([",".join(names), *lines, ""])


def made_rows(seed: int, clusters: int = 400) -> Rows:
    """Rows with a true log odds ratio of 1.1 and a true log rate ratio of 0.5."""
    rng = np.random.default_rng(seed)
    sizes = 1 + rng.negative_binomial(0.5, 0.15, clusters)
    cluster = np.repeat(np.arange(clusters), sizes)
    n = len(cluster)
    exposed = (rng.random(clusters) < 0.2)[cluster] | (rng.random(n) < 0.05)
    band, kind = rng.integers(0, 4, n), rng.integers(0, 6, n)
    sex = (rng.random(clusters) < 0.4).astype(int)[cluster]
    own = 0.8 * rng.standard_normal(clusters)[cluster]
    linear = -2.4 + 1.1 * exposed + 0.2 * band - 0.3 * sex + 0.1 * kind + own
    outcome = rng.random(n) < 1 / (1 + np.exp(-linear))
    time = rng.gamma(2, 1, n)
    rate = np.exp(-1 + 0.5 * exposed + 0.1 * band) * rng.gamma(0.7, 1 / 0.7, n)
    return Rows(cluster, exposed, outcome, rng.poisson(time * rate), time, band, sex, kind)
