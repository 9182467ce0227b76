"""Adjusted odds and rates against R: glm, MASS::glm.nb and sandwich::vcovCL; fisher.test."""

from __future__ import annotations

import shutil
import subprocess
from math import log

import pytest

from homeward.estimators import (
    adjusted_odds,
    adjusted_rates,
    exact_odds_ratio,
    odds_ratio_by_cluster,
    overdispersed_rates,
    rate_ratio_by_cluster,
    yes_or_no,
)
from tests.lib.clustered import made_rows

pytestmark = pytest.mark.skipif(shutil.which("Rscript") is None, reason="Rscript is not installed")

_MODELS = """
suppressMessages({library(sandwich); library(MASS)})
d <- read.csv(file("stdin"))
tell <- function(m, ...) cat(
  coef(m)["exposed"], sqrt(vcovCL(m, ~cluster, type="HC0", cadjust=TRUE)["exposed","exposed"]),
  ..., "\\n")
fine <- glm.control(epsilon=1e-13, maxit=200)
tell(glm(outcome ~ exposed + factor(band) + factor(sex) + factor(kind), binomial, d, control=fine))
tell(glm(outcome ~ exposed, binomial, d, control=fine))
rates <- events ~ exposed + factor(band) + factor(sex) + factor(kind) + offset(log(time))
tell(glm(rates, poisson, d, control=fine))
tell(glm(events ~ exposed + offset(log(time)), poisson, d, control=fine))
m <- glm.nb(rates, d, control=fine)
tell(m, m$theta)
"""


def from_r(script: str, text: str = "") -> list[list[float]]:
    """Lines of numbers that R prints."""
    done = subprocess.run(
        ["Rscript", "--vanilla", "-e", script], input=text, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    return [[float(word) for word in line.split()] for line in done.stdout.splitlines() if line]


@pytest.mark.parametrize("seed", [3, 11])
def test_models_and_their_variance_over_clusters(seed):
    """Coefficients and cluster-robust standard errors agree to seven figures."""
    d = made_rows(seed)
    compared = yes_or_no("exposed", d.exposed)
    by_pattern = adjusted_rates(d.events, d.time, compared, d.factors, d.cluster)
    uneven = overdispersed_rates(d.events, d.time, compared, d.factors, d.cluster)
    found = [
        adjusted_odds(d.outcome, compared, d.factors, d.cluster).ratios[True],
        odds_ratio_by_cluster(d.outcome, d.exposed, d.cluster),
        by_pattern.ratios[True],
        adjusted_rates(d.events, d.time, compared, [], d.cluster).ratios[True],
        uneven.adjusted.ratios[True],
    ]
    said = from_r(_MODELS, d.csv)
    for ratio, (coefficient, error, *_) in zip(found, said, strict=True):
        assert log(ratio.value) == pytest.approx(coefficient, abs=1e-6)
        assert ratio.log_error == pytest.approx(error, rel=1e-5)
    assert uneven.shape == pytest.approx(said[-1][2], rel=1e-5)


def test_a_ratio_of_totals_is_the_model_with_nothing_to_adjust_for():
    """The same number by its own formula, over clusters; R's model is above."""
    d = made_rows(3)
    sides = []
    for side in (d.exposed, ~d.exposed):
        for column in (d.events, d.time):
            sides.append([column[side & (d.cluster == c)].sum() for c in range(400)])
    model = adjusted_rates(d.events, d.time, yes_or_no("e", d.exposed), [], d.cluster)
    plain, fitted = rate_ratio_by_cluster(*sides), model.ratios[True]
    assert plain.value == pytest.approx(fitted.value)
    assert plain.log_error == pytest.approx(fitted.log_error)
    assert plain.interval == pytest.approx(fitted.interval, rel=1e-6)


@pytest.mark.parametrize(
    "cells", [(3, 10, 40, 800), (0, 8, 12, 300), (7, 2, 5, 9), (12, 30, 4, 60)]
)
def test_exact_odds_ratios(cells):
    """fisher.test's conditional estimate and interval; its own search stops short."""
    table = ",".join(map(str, cells))
    script = f"f <- fisher.test(matrix(c({table}),2,byrow=TRUE)); cat(f$estimate, f$conf.int)"
    ((estimate, low, high),) = from_r(script)
    value, interval = exact_odds_ratio(*cells)
    assert (value, *interval) == pytest.approx((estimate, low, high), rel=2e-3, abs=1e-6)
