"""Cox models of recurrent events against R's survival: rung, live R.

Both stop where the likelihood is flat to rounding; R is asked for tighter steps than it
takes by default. Agreement asked: one part in a million of each number (the largest
difference seen is far below it).
"""

from __future__ import annotations

import numpy as np
import pytest

from homeward.estimators import (
    baseline_hazard,
    event_order,
    fit_cox,
    gap_times,
    proportional_hazards,
)
from tests.lib.r_survival import all_say, needs_r, tables

pytestmark = needs_r

_SCRIPT = """
fine <- coxph.control(eps=1e-12, toler.chol=1e-14, iter.max=50)
d$w <- WEIGHTS; d$s <- STRATA; d$kth <- 1
f <- coxph(Surv(start, stop, event) ~ COVARIATES, d, weights=w, cluster=id,
           ties="TIES", control=fine, x=TRUE)
say("coefficients", coef(f)); say("plain", sqrt(diag(f$naive.var))); say("robust", f$var)
say("loglik", f$loglik); say("score_test", f$score); say("wald", f$wald.test)
say("martingale", residuals(f, "martingale")); say("score", residuals(f, "score"))
say("dfbeta", residuals(f, "dfbeta")); say("schoenfeld", residuals(f, "schoenfeld"))
for (g in c("km", "rank", "identity", "log")) say(g, cox.zph(f, g)$table[, 1])
h <- survfit(f, newdata=data.frame(ZEROS)); hit <- h$n.event > 0
say("hazard", h$cumhaz[hit]); say("hazard_error", h$std.err[hit])
"""

#: data set, covariates, weights, strata
CASES = [
    ("bladder1", ("number", "size"), "rep(1, nrow(d))", "rep(1, nrow(d))"),
    ("bladder1", ("number", "size"), "0.3 + (d$id %% 5) / 3", "pmin(d$enum, 4)"),
    ("bladder2", ("rx", "number", "size"), "rep(1, nrow(d))", "rep(1, nrow(d))"),
    ("bladder2", ("rx", "number", "size"), "0.3 + (d$id %% 5) / 3", "d$enum"),
    ("rhdnase", ("rx", "fev"), "rep(1, nrow(d))", "rep(1, nrow(d))"),
    ("rhdnase", ("rx", "fev"), "0.3 + (d$id %% 5) / 3", "d$id %% 3"),
    ("cgd", ("rx", "age", "steroid", "auto"), "rep(1, nrow(d))", "rep(1, nrow(d))"),
    ("cgd", ("rx", "age", "steroid", "auto"), "0.3 + (d$id %% 5) / 3", "d$enum > 1"),
    ("heart", ("age", "year", "surgery", "transplant"), "rep(1, nrow(d))", "rep(1, nrow(d))"),
    ("lung", ("age", "sex", "ecog"), "rep(1, nrow(d))", "rep(1, nrow(d))"),
    ("flchain", ("male", "light"), "rep(1, nrow(d))", "rep(1, nrow(d))"),
    ("flchain", ("male", "light"), "0.3 + (d$id %% 5) / 3", "d$flc.grp %% 3"),
]


TIES = ("efron", "breslow")


def _eval(d: dict[str, np.ndarray], said: str) -> np.ndarray:
    """The few R expressions of the cases, in numpy."""
    n = len(d["stop"])
    id_, enum = d["id"], d.get("enum", np.zeros(n))
    known = {
        "rep(1, nrow(d))": np.ones(n), "0.3 + (d$id %% 5) / 3": 0.3 + (id_ % 5) / 3,
        "d$enum": enum, "pmin(d$enum, 4)": np.minimum(enum, 4), "d$enum > 1": enum > 1,
        "d$id %% 3": id_ % 3, "d$flc.grp %% 3": d.get("flc.grp", np.zeros(n)) % 3,
    }  # fmt: skip
    return known[said]


def _close(found, said, rel=1e-6):
    found = np.asarray(found, float).ravel()
    assert found.shape == said.shape
    assert np.abs(found - said).max() <= rel * np.abs(said).max(), np.abs(found - said).max()


def _each_close(found, said, rel=1e-6):
    assert np.asarray(found).ravel() == pytest.approx(said, rel=rel)


def _script(case, ties):
    name, covariates, weights, strata = case
    terms = (*covariates, *(("strata(s)",) if strata != "rep(1, nrow(d))" else ()))
    script = _SCRIPT.replace("WEIGHTS", weights).replace("STRATA", strata)
    script = script.replace("COVARIATES", " + ".join(terms)).replace("TIES", ties)
    return name, script.replace("ZEROS", ", ".join(f"{c}=0" for c in covariates))


@pytest.mark.parametrize("ties", TIES)
@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c[0]}-{'w' if '%%' in c[2] else '1'}")
def test_everything_of_a_fit(case, ties):
    name, covariates, weights, strata = case
    d = tables()[name]
    said = all_say(tuple(_script(c, t) for c in CASES for t in TIES))[
        CASES.index(case) * len(TIES) + TIES.index(ties)
    ]
    fit = fit_cox(
        d["start"], d["stop"], d["event"], np.column_stack([d[c] for c in covariates]),
        names=covariates, weights=_eval(d, weights), strata=_eval(d, strata),
        cluster=d["id"], ties=ties,
    )  # fmt: skip
    _each_close(fit.coefficients, said["coefficients"])
    _each_close(fit.plain_error, said["plain"])
    _each_close(fit.error, np.sqrt(np.diag(said["robust"].reshape(fit.robust.shape))))
    _close(fit.robust, said["robust"])
    _each_close([fit.log_likelihood_null, fit.log_likelihood], said["loglik"], 1e-10)
    _each_close(fit.score_test.statistic, said["score_test"])
    _each_close(fit.wald_test.statistic, said["wald"])
    for kind in ("martingale", "score", "dfbeta"):
        _close(fit.residuals(kind), said[kind])
    _close(np.sort(fit.residuals("schoenfeld"), axis=0),
           np.sort(said["schoenfeld"].reshape(-1, len(covariates)), axis=0).ravel())  # fmt: skip
    for over in ("km", "rank", "identity", "log"):
        check = proportional_hazards(fit, over)
        _each_close([t.statistic for t in (*check.tests, check.together)], said[over], 1e-5)
    curve = baseline_hazard(fit)
    _each_close(curve.value, said["hazard"])
    _each_close(curve.error, said["hazard_error"])


_PWP = """
fine <- coxph.control(eps=1e-12, toler.chol=1e-14, iter.max=50)
x <- as.matrix(d[, c("rx", "size", "number")])
f <- coxph(Surv(start, stop, event) ~ x + strata(enum), d, cluster=id, control=fine)
g <- coxph(Surv(stop - start, event) ~ x + strata(enum), d, cluster=id, control=fine)
say("total", c(coef(f), sqrt(diag(f$var)), f$loglik))
say("gap", c(coef(g), sqrt(diag(g$var)), g$loglik))
"""


def test_pwp_of_total_and_gap_time_from_helpers():
    """bladder2's own order of events is what `event_order` makes of its rows."""
    d = tables()["bladder2"]
    rows = (d["id"], d["start"], d["stop"], d["event"])
    kth = event_order(*rows)
    assert (kth == d["enum"]).all()
    (said,) = all_say((("bladder2", _PWP),))
    x = np.column_stack([d["rx"], d["size"], d["number"]])
    total = fit_cox(d["start"], d["stop"], d["event"], x, strata=kth, cluster=d["id"])
    begins, ends = gap_times(*rows)
    gap = fit_cox(begins, ends, d["event"], x, strata=kth, cluster=d["id"])
    for fit, peer in ((total, said["total"]), (gap, said["gap"])):
        found = [*fit.coefficients, *fit.error, fit.log_likelihood_null, fit.log_likelihood]
        assert found == pytest.approx(peer, rel=1e-6)
