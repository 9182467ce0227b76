"""Shared gamma frailty against R's coxph(frailty()): rung, live R.

R's own search for the variance stops at a part in a hundred thousand of the likelihood, so
it is asked for its estimates at the variance found here, which must be its top as well.
"""

from __future__ import annotations

import numpy as np
import pytest

from homeward.estimators import fit_shared_frailty
from tests.lib.r_survival import all_say, needs_r, tables

pytestmark = needs_r

CASES = [
    ("kidney", ("age", "sex")),
    ("bladder2", ("rx", "number", "size")),
    ("cgd", ("rx", "age", "steroid")),
]

_SCRIPT = """
fine <- coxph.control(eps=1e-11, iter.max=200, outer.max=100)
at <- function(v) coxph(Surv(start, stop, event) ~ COVARIATES + frailty(id, theta=v), d,
                        ties="TIES", control=fine)
f <- at(THETA)
say("coefficients", coef(f)); say("error", sqrt(diag(f$var)))
say("value", f$history[[1]]$c.loglik)
say("around", c(at(THETA * 0.97)$history[[1]]$c.loglik, at(THETA * 1.03)$history[[1]]$c.loglik))
say("ends", c(at(LOW)$history[[1]]$c.loglik, at(HIGH)$history[[1]]$c.loglik))
say("frailties", exp(f$frail))
"""


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_estimates_at_the_variance_and_its_interval(ties):
    fits, cases = [], []
    for name, covariates in CASES:
        d = tables()[name]
        x = np.column_stack([d[c] for c in covariates])
        fit = fit_shared_frailty(
            d["start"], d["stop"], d["event"], x, d["id"], names=covariates, ties=ties
        )
        script = _SCRIPT.replace("COVARIATES", " + ".join(covariates)).replace("TIES", ties)
        script = script.replace("THETA", repr(fit.variance))
        low = max(fit.interval.low, 1e-3)
        script = script.replace("LOW", repr(low)).replace("HIGH", repr(fit.interval.high))
        fits.append(fit)
        cases.append((name, script))
    for fit, said in zip(fits, all_say(tuple(cases)), strict=True):
        assert fit.coefficients == pytest.approx(said["coefficients"], rel=1e-5)
        assert fit.error == pytest.approx(said["error"], rel=1e-5)
        assert fit.log_likelihood == pytest.approx(said["value"][0], rel=1e-9)
        assert fit.frailties == pytest.approx(said["frailties"], rel=1e-4)
        assert (said["around"] < fit.log_likelihood).all()
        fall = fit.log_likelihood - said["ends"]
        assert fall[1] == pytest.approx(1.920729, abs=1e-4)
        assert fall[0] == pytest.approx(1.920729, abs=1e-4) or not fit.interval.low
