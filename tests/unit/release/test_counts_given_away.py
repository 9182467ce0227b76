"""From released numbers alone, nobody can work out the counts behind them.

The attack is brute force: every pair of counts is released, and pairs whose released
numbers are the same are the ones an outsider cannot tell apart.
"""

from __future__ import annotations

from collections import Counter
from math import exp, log

import pytest
from scipy.stats import beta

from homeward.estimators.proportions import wilson
from homeward.findings import Estimate
from homeward.release.estimates import release_estimate
from homeward.release.rules import DEFAULT
from homeward.vocabulary.units import Kind, Unit
from tests.unit.release.cases import MANY, as_filed_by, rate_ratio, share

#: Whole bands only: 8 to 132.
GROUPS = range(8, 133)


def clopper_pearson(n, of):
    """The exact interval, which depends on counts in its own way."""
    return beta.ppf(0.025, n, of - n + 1), beta.ppf(0.975, n + 1, of - n) if n < of else 1.0


def look(e):
    """Every number an outsider sees; None if the estimate is hidden."""
    r = release_estimate(e, DEFAULT)
    seen = (r.value, r.low, r.high, r.count, r.of, r.children_of, r.design_effect)
    return None if r.value is None else seen


def candidates(make, groups=GROUPS):
    """How many pairs stand behind each set of released numbers, parts and wholes aside."""
    pairs = ((n, of) for of in groups for n in range(1, of))
    seen = Counter(s for n, of in pairs if (s := look(make(n, of))) is not None)
    assert seen
    return seen


def bootstrap_of(n, of):
    return as_filed_by(share(n, of), *wilson(n, of))


def exact_of(n, of):
    return as_filed_by(share(n, of), *clopper_pearson(n, of), "Clopper-Pearson")


def test_the_worked_example():
    """377 of 403 with its exact interval can be worked out; released, it cannot."""
    low, high = wilson(377, 403)
    exact = [
        (n, of)
        for of in range(398, 409)
        for n in range(370, 381)
        if (round(wilson(n, of).low, 4), round(wilson(n, of).high, 4))
        == (round(low, 4), round(high, 4))
    ]
    assert exact == [(377, 403)]
    released = look(share(377, 403))
    alike = [
        (n, of) for of in range(390, 415) for n in range(365, 386) if look(share(n, of)) == released
    ]
    assert (377, 403) in alike
    assert len(alike) == 36


@pytest.mark.parametrize("make", [share, bootstrap_of], ids=["Wilson", "bootstrap"])
def test_no_share_gives_its_counts_away(make):
    assert min(candidates(make).values()) > 20


def test_rounding_the_width_alone_would_not_do():
    """Why intervals are made again: half-widths to two figures leave many pairs alone."""

    def recentred(n, of):
        r = release_estimate(share(n, of), DEFAULT)
        low, high = wilson(n, of)
        below, above = (float(f"{half:.1e}") for half in (n / of - low, high - n / of))
        return (r.value, r.count, r.of, below, above)

    pairs = ((n, of) for of in GROUPS for n in range(1, of) if look(share(n, of)) is not None)
    sizes = Counter(Counter(recentred(n, of) for n, of in pairs).values())
    assert sizes[1] > 700


def test_even_an_exact_interval_leaves_ten_candidates():
    assert min(candidates(exact_of, range(8, 97)).values()) >= 10


@pytest.mark.parametrize("reference", ["whole", "rest"])
def test_no_ratio_of_rates_gives_its_counts_away(reference):
    def make(n, of):
        return rate_ratio(n, of, reference=reference)

    assert min(candidates(make).values()) > 20


def off_a_model(kind, n, of, other, whole):
    """A ratio with no more behind it than four counts, the least a model can have."""
    rest, spare = of - n, whole - other
    if kind is Kind.ODDS_RATIO:
        value, variance = n * spare / (rest * other), 1 / n + 1 / rest + 1 / other + 1 / spare
    else:
        value, variance = n * whole / (of * other), 1 / n - 1 / of + 1 / other - 1 / whole
    half = 1.96 * variance**0.5
    return Estimate(
        "ratio", kind, Unit.RATIO, value, value * exp(-half), value * exp(half), n, of, MANY, MANY,
        interval="robust",
    )  # fmt: skip


@pytest.mark.parametrize("kind", [Kind.RATE_RATIO, Kind.ODDS_RATIO])
@pytest.mark.parametrize("of", [51, 147, 639])
def test_no_modelled_ratio_gives_its_counts_away(kind, of):
    """Whoever knows the formula, and every other number as far as it is published.

    A grid cannot leave everybody in company, since some count always lies just across a
    step: but a pair has a dozen that look the same, and hardly any has fewer than four.
    """
    counts = range(20, 31) if of > 51 else range(14, 24)
    behind = (
        (n, size, other, whole)
        for n in counts
        for size in range(of - 2, of + 4)
        for other in range(400, 406)
        for whole in range(1000, 1006)
    )
    pairs: dict[tuple, set[tuple[int, int]]] = {}
    for n, size, other, whole in behind:
        seen = look(off_a_model(kind, n, size, other, whole))
        pairs.setdefault(seen, set()).add((n, size))
    sizes = sorted(map(len, pairs.values()))
    assert sum(n * n for n in sizes) / sum(sizes) > 12
    assert sum(n for n in sizes if n < 4) <= 0.1 * sum(sizes)


def test_no_curve_gives_its_counts_away():
    """A curve with nobody censored is a share; its log-log interval is Greenwood's."""

    def make(n, of):
        value = n / of
        half = 1.96 * ((1 - value) / n) ** 0.5 / -log(value)
        low, high = value ** exp(half), value ** exp(-half)
        return Estimate(
            "curve", Kind.CURVE, Unit.CHILDREN, value, low, high, children_of=of, interval="log-log"
        )

    seen = candidates(make, range(31, 133))
    assert min(seen.values()) >= 10
    assert sorted(seen.values())[len(seen) // 10] > 20


def test_all_of_a_large_group_says_only_that():
    seen = Counter(look(share(of, of)) for of in range(37, 133))
    assert min(seen.values()) == 6
