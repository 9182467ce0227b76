"""Curves of recurrent and competing events against R's survfit: rung, live R, to 1e-9."""

from __future__ import annotations

import numpy as np
import pytest

from homeward.estimators import aalen_johansen, kaplan_meier, mean_cumulative
from tests.lib.r_survival import all_say, needs_r, tables

pytestmark = needs_r

_KAPLAN_MEIER = """
f <- survfit(Surv(start, stop, event) ~ 1, d, timefix=FALSE)
say("time", f$time); say("value", f$surv); say("error", f$std.err)
"""
_MEAN = """
d$w <- WEIGHTS
f <- survfit(Surv(start, stop, event) ~ 1, d, id=seq_len(nrow(d)), weights=w, cluster=id)
hit <- f$n.event > 0
say("time", f$time[hit]); say("value", f$cumhaz[hit]); say("error", f$std.chaz[hit])
"""
_COMPETING = """
d$w <- WEIGHTS; d$row <- seq_len(nrow(d)); d$start <- LATE
d <- subset(d, stop > start)
f <- survfit(Surv(start, stop, factor(cause)) ~ 1, d, id=row, weights=w,
             conf.type="log-log")
hit <- rowSums(f$n.event) > 0
say("time", f$time[hit])
for (j in 1:3) { say(paste0("value", j - 1), f$pstate[hit, j])
  say(paste0("error", j - 1), f$std.err[hit, j])
  say(paste0("low", j - 1), f$lower[hit, j]); say(paste0("high", j - 1), f$upper[hit, j]) }
"""

LATE = ("rep(0, nrow(d))", "(d$row %% 5) * 3")
WEIGHTS = ("rep(1, nrow(d))", "0.5 + (d$id %% 7) / 5")
RECURRENT = ("bladder1", "bladder2", "rhdnase", "cgd", "heart")
TRUNCATED = ("heart", "flchain", "bladder2")

CASES = {
    **{("km", n): (n, _KAPLAN_MEIER) for n in TRUNCATED},
    **{("mean", n, w): (n, _MEAN.replace("WEIGHTS", w)) for n in RECURRENT for w in WEIGHTS},
    **{
        ("aj", late, w): ("mgus2", _COMPETING.replace("LATE", late).replace("WEIGHTS", w))
        for late in LATE
        for w in WEIGHTS
    },
}


def _said(key):
    return all_say(tuple(CASES.values()))[list(CASES).index(key)]


@pytest.mark.parametrize("name", TRUNCATED)
def test_kaplan_meier_of_those_followed_late(name):
    d, said = tables()[name], _said(("km", name))
    curve = kaplan_meier(d["stop"], d["event"], entry=d["start"])
    assert curve.times == pytest.approx(said["time"], rel=1e-12)
    assert curve.survival == pytest.approx(said["value"], rel=1e-9)
    assert np.sqrt(curve.greenwood) == pytest.approx(said["error"], rel=1e-9)


@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize("name", RECURRENT)
def test_mean_cumulative_function(name, weights):
    d, said = tables()[name], _said(("mean", name, weights))
    w = None if "rep" in weights else 0.5 + (d["id"] % 7) / 5
    curve = mean_cumulative(d["start"], d["stop"], d["event"], weights=w, cluster=d["id"])
    assert curve.time == pytest.approx(said["time"], rel=1e-12)
    assert curve.value == pytest.approx(said["value"], rel=1e-9)
    assert curve.error == pytest.approx(said["error"], rel=1e-9)


@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize("late", LATE)
def test_aalen_johansen(late, weights):
    """R takes each unit by itself here; clusters are in `tests/unit/estimators`."""
    d, said = tables()["mgus2"], _said(("aj", late, weights))
    row = np.arange(1, len(d["stop"]) + 1)
    begins = 0.0 * row if "rep" in late else (row % 5) * 3.0
    kept = d["stop"] > begins
    w = None if "rep" in weights else (0.5 + (d["id"] % 7) / 5)[kept]
    found = aalen_johansen(d["stop"][kept], d["cause"][kept], entry=begins[kept], weights=w)
    curves = {0: found.none, **found.by_cause}
    for j, curve in curves.items():
        assert curve.time == pytest.approx(said["time"], rel=1e-12)
        assert curve.value == pytest.approx(said[f"value{j}"], rel=1e-9, abs=1e-12)
        assert curve.error == pytest.approx(said[f"error{j}"], rel=1e-9, abs=1e-12)
        for place in range(5, len(curve.time) - 20, 20):
            interval = curve.interval(curve.time[place], scale="log-log")
            ends = [said[f"{end}{j}"][place] for end in ("low", "high")]
            if np.isnan(ends).any():
                assert interval is None
            else:
                assert interval == pytest.approx(ends, rel=1e-9)
