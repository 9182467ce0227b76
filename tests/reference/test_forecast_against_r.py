"""The negative-binomial regression against R and statsmodels. Each test names its rung."""

from __future__ import annotations

import shutil
import subprocess

import numpy as np
import pytest
from statsmodels.discrete.discrete_model import NegativeBinomial

from homeward.estimators.forecast import fit_counts

#: True coefficients and dispersion of three made-up series.
CASES = [([3.0, 0.3, 0.1], 0.05), ([1.0, 0.3, 0.5], 0.5), ([4.5, -0.5, 0.2], 0.02)]

_SCRIPT = """
library(MASS)
d <- read.csv(file("stdin"))
f <- glm.nb(y ~ b + c, data = d, weights = w,
            control = glm.control(epsilon = 1e-14, maxit = 200))
cat(format(c(coef(f), vcov(f), 1 / f$theta), digits = 15))
"""


def made(case):
    beta, dispersion = CASES[case]
    rng, n = np.random.default_rng(case), 200
    x = np.column_stack([np.ones(n), np.linspace(-1, 1, n), np.cos(np.arange(n) / 8)])
    mean = np.exp(x @ np.array(beta))
    y = rng.negative_binomial(1 / dispersion, 1 / (1 + dispersion * mean))
    return y, x, 0.5 ** (np.arange(n)[::-1] / 60)


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="Rscript is not installed")
@pytest.mark.parametrize("case", range(len(CASES)))
@pytest.mark.parametrize("weighted", [False, True])
def test_the_fit_against_glm_nb(case, weighted):
    """Live R: MASS::glm.nb. The same likelihood, so both stop at the same place, but for
    when each stops looking."""
    y, x, w = made(case)
    w = w if weighted else np.ones(len(y))
    rows = "\n".join(f"{a},{b!r},{c!r},{d!r}" for a, (_, b, c), d in zip(
        y.tolist(), x.tolist(), w.tolist(), strict=True))  # fmt: skip
    run = subprocess.run(
        ["Rscript", "--vanilla", "-e", _SCRIPT], input=f"y,b,c,w\n{rows}\n", text=True,
        capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    found = np.array(run.stdout.split(), float)
    fit = fit_counts(y, x, weights=w)
    assert fit.coefficients == pytest.approx(found[:3], abs=1e-7)
    assert fit.covariance.ravel() == pytest.approx(found[3:12], rel=1e-5)
    assert fit.dispersion == pytest.approx(found[12], rel=1e-6)


@pytest.mark.parametrize("case", range(len(CASES)))
def test_the_fit_against_statsmodels(case):
    """Peer: statsmodels NegativeBinomial (NB2), by its own optimiser: to its tolerance."""
    y, x, _ = made(case)
    peer = NegativeBinomial(y, x).fit(disp=0, maxiter=500, method="bfgs", gtol=1e-8)
    fit = fit_counts(y, x)
    assert fit.coefficients == pytest.approx(peer.params[:3], abs=1e-5)
    assert fit.dispersion == pytest.approx(peer.params[3], rel=1e-4)
