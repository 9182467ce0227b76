"""Cox's model: by hand, by slow sums, by its symmetries, and on input that it must refuse."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from math import exp, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.estimators import (
    CannotEstimate,
    Refused,
    baseline_hazard,
    event_order,
    fit_cox,
    gap_times,
    proportional_hazards,
)

N = 60


def made(seed=1, n=N):
    """Rows of 12 units with two covariates, times to the day so that events tie."""
    rng = np.random.default_rng(seed)
    entry = rng.integers(0, 8, n).astype(float)
    exit = entry + rng.integers(1, 9, n)
    x = np.column_stack((rng.normal(size=n), rng.integers(0, 2, n)))
    return entry, exit, rng.random(n) < 0.5, x, rng.integers(0, 12, n)


def slow_log_likelihood(entry, exit, event, x, beta, weights, strata, ties):
    """The partial likelihood in plain Python, from its definition."""
    total, n = 0.0, len(exit)
    eta = [sum(b * v for b, v in zip(beta, row, strict=True)) for row in x]
    times = {(strata[i], exit[i]) for i in range(n) if event[i]}
    for stratum, t in times:
        risk = [i for i in range(n) if strata[i] == stratum and entry[i] < t <= exit[i]]
        dead = [i for i in risk if event[i] and exit[i] == t]
        mean = sum(weights[i] for i in dead) / len(dead)
        s0 = sum(weights[i] * exp(eta[i]) for i in risk)
        d0 = sum(weights[i] * exp(eta[i]) for i in dead)
        for j in range(len(dead)):
            part = j / len(dead) if ties == "efron" else 0
            total -= mean * log(s0 - part * d0)
        total += sum(weights[i] * eta[i] for i in dead)
    return total


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.sampled_from(["efron", "breslow"]), st.booleans())
def test_the_top_of_the_likelihood_by_slow_sums(seed, ties, weighted):
    """Value at the top agrees; no step of a thousandth in any direction goes higher; and
    the curvature by differences is the information."""
    entry, exit, event, x, unit = made(seed)
    w = np.random.default_rng(seed).random(N) + 0.1 if weighted else np.ones(N)
    strata = unit % 2
    fit = fit_cox(entry, exit, event, x, weights=w, strata=strata, cluster=unit, ties=ties)

    def slow(beta):
        return slow_log_likelihood(entry, exit, event, x, beta, w, strata, ties)

    b = fit.coefficients
    assert fit.log_likelihood == pytest.approx(slow(b), rel=1e-10)
    assert fit.log_likelihood_null == pytest.approx(slow([0, 0]), rel=1e-10)
    step = 1e-3
    for i in range(2):
        e = np.eye(2)[i] * step
        up, down = slow(b + e), slow(b - e)
        assert max(up, down) < fit.log_likelihood
        curve = (2 * fit.log_likelihood - up - down) / step**2
        assert curve == pytest.approx(np.linalg.inv(fit.covariance)[i, i], rel=1e-4)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_robust_errors_are_what_leaving_clusters_lighter_does(ties):
    """Rung: brute force. Each cluster's weight is moved a little, and the model fitted
    again: the change is the sum of the cluster's dfbeta, and their squares the variance."""
    entry, exit, event, x, unit = made(4)
    fit = fit_cox(entry, exit, event, x, cluster=unit, ties=ties)
    moved = []
    for c in range(12):
        ends = []
        for small in (1e-4, -1e-4):
            w = 1 + small * (unit == c)
            ends.append(fit_cox(entry, exit, event, x, weights=w, ties=ties).coefficients)
        moved.append((ends[0] - ends[1]) / 2e-4)
    moved = np.array(moved)
    if ties == "breslow":  # Efron's likelihood shares weights out among the tied
        assert fit.robust == pytest.approx(moved.T @ moved, rel=1e-5)
    sums = [fit.residuals("dfbeta")[unit == c].sum(axis=0) for c in range(12)]
    assert fit.robust == pytest.approx(np.array(sums).T @ np.array(sums))


def test_residuals_add_up_to_nothing():
    entry, exit, event, x, unit = made(2)
    fit = fit_cox(entry, exit, event, x, cluster=unit)
    assert fit.residuals("martingale").sum() == pytest.approx(0, abs=1e-10)
    assert fit.residuals("score").sum(axis=0) == pytest.approx([0, 0], abs=1e-6)
    assert fit.residuals("schoenfeld").sum(axis=0) == pytest.approx([0, 0], abs=1e-6)
    assert event[fit.event_rows].all()
    assert len(fit.event_rows) == event.sum() == fit.events


def test_a_row_cut_in_two_changes_nothing():
    entry, exit, event, x, unit = made(3)
    whole = fit_cox(entry, exit, event, x, cluster=unit)
    middle = (entry + exit) / 2
    cut = fit_cox(
        np.concatenate((entry, middle)), np.concatenate((middle, exit)),
        np.concatenate((np.zeros(N, bool), event)), np.vstack((x, x)),
        cluster=np.concatenate((unit, unit)),
    )  # fmt: skip
    assert cut.coefficients == pytest.approx(whole.coefficients, rel=1e-10)
    assert cut.error == pytest.approx(whole.error, rel=1e-10)


def test_a_weight_of_two_is_a_row_given_twice():
    entry, exit, event, x, unit = made(5)
    w = np.where(unit < 6, 2.0, 1.0)
    twice = np.repeat(np.arange(N), w.astype(int))
    heavy = fit_cox(entry, exit, event, x, weights=w, cluster=unit, ties="breslow")
    long = fit_cox(
        entry[twice], exit[twice], event[twice], x[twice], cluster=unit[twice], ties="breslow"
    )
    assert heavy.coefficients == pytest.approx(long.coefficients, rel=1e-9)
    assert heavy.error == pytest.approx(long.error, rel=1e-9)


def test_units_and_origins_of_covariates_do_not_matter():
    entry, exit, event, x, unit = made(6)
    plain = fit_cox(entry, exit, event, x, cluster=unit)
    far = fit_cox(entry, exit, event, 1e9 + x * [1e3, 1e-3 * 1e6], cluster=unit)
    assert far.coefficients * [1e3, 1e3] == pytest.approx(plain.coefficients, rel=1e-5)
    assert far.log_likelihood == pytest.approx(plain.log_likelihood, rel=1e-9)


def test_times_that_differ_by_rounding_are_one_time():
    entry, exit, event, x, _ = made(7)
    plain = fit_cox(entry, exit, event, x)
    tenths = fit_cox(entry * 0.1 + 0.3, (entry * 0.1) + (exit - entry) * 0.1 + 0.3, event, x)
    assert tenths.event_times == plain.event_times
    assert tenths.coefficients == pytest.approx(plain.coefficients, rel=1e-9)


def test_many_small_strata_keep_their_sums_apart():
    """A stratum's risk sets hold nothing of another's, however large."""
    rng = np.random.default_rng(8)
    n = 4000
    strata, x = np.arange(n) // 4, rng.normal(size=n)
    exit = rng.random(n) + 0.5
    weights = np.where(strata % 2, 1e10, 1.0)
    both = fit_cox(None, exit, np.ones(n, bool), x * (strata % 2 == 0), strata=strata)
    light = strata % 2 == 0
    alone = fit_cox(None, exit[light], np.ones(light.sum(), bool), x[light], strata=strata[light])
    assert both.coefficients == pytest.approx(alone.coefficients, rel=1e-9)
    heavy = fit_cox(None, exit, np.ones(n, bool), x * light, strata=strata, weights=weights)
    assert heavy.coefficients == pytest.approx(alone.coefficients, rel=1e-8)


def test_a_unit_with_five_hundred_events_is_fitted():
    entry, exit, event, x, unit = made(9)
    more = np.arange(500) * 0.01
    fit = fit_cox(
        np.concatenate((entry, more)), np.concatenate((exit, more + 0.01)),
        np.concatenate((event, np.ones(500, bool))), np.vstack((x, np.ones((500, 2)))),
        cluster=np.concatenate((unit, np.full(500, 99))),
    )  # fmt: skip
    assert np.isfinite(fit.error).all()
    assert fit.clusters == 13


def test_a_hazard_ratio_and_its_interval():
    entry, exit, event, x, unit = made(1)
    fit = fit_cox(entry, exit, event, x, names=("age", "moved"), cluster=unit)
    ratio = fit.hazard_ratio("moved")
    half = 1.959964 * fit.error[1]
    assert ratio.value == pytest.approx(exp(fit.coefficients[1]))
    assert log(ratio.interval.high) == pytest.approx(fit.coefficients[1] + half, rel=1e-6)
    assert 0 < ratio.p < 1
    with pytest.raises(CannotEstimate, match="age, moved"):
        fit.hazard_ratio("agee")


# ---------------------------------------------------------------- bad input


def refused(why, *about, entry=None, **changed):
    """That a fit of made rows, changed so, is refused for this reason, by these names."""
    begins, exit, event, x, unit = made(1)
    asked = {"entry": begins if entry is None else entry, "exit": exit, "event": event,
             "covariates": x, "names": ("age", "moved"), "cluster": unit} | changed  # fmt: skip
    with pytest.raises(CannotEstimate) as caught:
        fit_cox(**asked)
    assert caught.value.why is why
    assert caught.value.about == about
    assert caught.value.do in str(caught.value)


def test_bad_rows_are_refused():
    entry, exit, event, x, _ = made(1)
    refused(Refused.NO_EVENTS, event=np.zeros(N, bool))
    refused(Refused.NO_EVENTS, weights=np.zeros(N))
    refused(Refused.ONE_CLUSTER, cluster=np.zeros(N))
    refused(Refused.ONE_EVENT_TIME, entry=np.zeros(N), exit=np.ones(N))
    refused(Refused.NEGATIVE_WEIGHTS, weights=np.where(np.arange(N) == 3, -1.0, 1.0))
    refused(Refused.EXIT_BEFORE_ENTRY, exit=np.where(np.arange(N) == 3, entry, exit))
    refused(Refused.NOT_FINITE, "exit", exit=np.where(np.arange(N) == 3, np.nan, exit))
    refused(Refused.NOT_FINITE, "weights", weights=np.full(N, np.inf))
    refused(Refused.NOT_YES_OR_NO, "event", event=event.astype(int) * 2)
    refused(Refused.UNEQUAL_LENGTHS, "event", event=event[1:])
    refused(Refused.UNEQUAL_LENGTHS, "covariates", covariates=x[1:])
    refused(Refused.UNEQUAL_LENGTHS, "strata", strata=np.ones(3))
    refused(Refused.NO_ROWS, exit=[], entry=[], event=[])
    refused(Refused.WRONG_NAMES, "age", names=("age",))
    refused(Refused.WRONG_NAMES, "age", "age", names=("age", "age"))
    refused(Refused.UNKNOWN_CHOICE, "efron", "breslow", ties="exact")
    refused(Refused.NOT_FINITE, "cluster", cluster=np.array(["a", None] * 30, object))


def test_dates_and_mixed_zones_are_refused():
    day = datetime(2024, 1, 1, tzinfo=UTC)
    aware = np.array([day + timedelta(days=i) for i in range(N)], object)
    refused(Refused.NOT_NUMBERS, "exit", exit=aware)
    other = day.astimezone(timezone(timedelta(hours=1)))
    refused(Refused.MIXED_ZONES, "exit", exit=np.array([day, other] * 30, object))
    refused(Refused.MIXED_ZONES, "exit", exit=np.array([day, datetime(2024, 1, 1)] * 30, object))
    refused(Refused.NOT_NUMBERS, "exit", exit=np.full(N, np.datetime64("2024-01-01")))
    refused(Refused.NOT_NUMBERS, "moved", covariates=np.array([[1.0, "yes"]] * N, object))


def test_bad_covariates_are_refused_by_name():
    _, _, event, x, unit = made(1)
    age, moved = x.T
    refused(Refused.CONSTANT, "moved", covariates=np.column_stack((age, np.full(N, 0.1))))
    refused(Refused.COLLINEAR, "age", "moved", covariates=np.column_stack((age, 2 - 3 * age)))
    refused(
        Refused.COLLINEAR, "a", "b", "d", names=tuple("abcd"),
        covariates=np.column_stack((age, moved, unit, age + moved)),
    )  # fmt: skip
    refused(Refused.CONSTANT, "moved", strata=moved)
    refused(Refused.SEPARATED, "moved", covariates=np.column_stack((age, event)))
    blank = np.where(np.arange(N) == 5, np.nan, age)
    refused(Refused.NOT_FINITE, "age", covariates=np.column_stack((blank, moved)))


def test_separation_by_two_together_names_both():
    event, x = made(1)[2:4]
    noise = np.random.default_rng(0).normal(size=N)
    covariates = np.column_stack((noise, event - noise, x[:, 0]))
    refused(Refused.SEPARATED, "b", "a", covariates=covariates, names=tuple("abc"))


# ---------------------------------------------------------------- clocks


def test_order_of_events_and_the_clock_since_the_last():
    unit = ["a", "a", "a", "a", "b", "b"]
    entry, exit = [0, 5, 9, 12, 2, 6], [5, 9, 11, 20, 6, 8]
    event = [1, 0, 1, 0, 0, 1]
    assert event_order(unit, entry, exit, event).tolist() == [1, 2, 2, 3, 1, 1]
    assert event_order(unit, entry, exit, event, pool_from=2).tolist() == [1, 2, 2, 2, 1, 1]
    begins, ends = gap_times(unit, entry, exit, event)
    assert begins.tolist() == [0, 0, 4, 1, 0, 4]
    assert ends.tolist() == [5, 4, 6, 9, 4, 6]


def test_rows_of_one_unit_that_overlap_are_refused():
    with pytest.raises(CannotEstimate) as caught:
        event_order([1, 1], [0, 3], [4, 6], [1, 1])
    assert caught.value.why is Refused.WRONG_ORDER


# ---------------------------------------------------------------- curves of a fit


def test_the_baseline_hazard_of_no_effect_is_nelson_aalens():
    exit = np.array([1.0, 2, 3, 4, 5, 6])
    fit = fit_cox(None, exit, np.ones(6, bool), [0.0, 1, 1, 0, 0, 1])
    flat = baseline_hazard(fit, at=[0.5])
    assert flat.time.tolist() == exit.tolist()
    assert flat.value[0] == pytest.approx(1 / np.exp(np.array([0, 1, 1, 0, 0, 1]) * fit.coefficients[0] - fit.coefficients[0] / 2).sum())  # fmt: skip  # noqa: E501
    low, high = flat.band()
    assert (low < flat.value).all() and (flat.value < high).all()
    with pytest.raises(CannotEstimate):
        baseline_hazard(fit, at=[1, 2])


def test_a_ratio_that_turns_round_is_seen():
    rng = np.random.default_rng(5)
    n = 600
    x = np.arange(n) % 2
    exit = np.where(x, rng.uniform(0, 1, n), rng.beta(5, 1, n))
    check = proportional_hazards(fit_cox(None, exit, np.ones(n, bool), x, names=["late"]))
    assert check.together.p < 0.001
    assert check.tests[0].statistic == pytest.approx(check.together.statistic)
    with pytest.raises(CannotEstimate, match="km"):
        proportional_hazards(fit_cox(None, exit, np.ones(n, bool), x), over="square")
