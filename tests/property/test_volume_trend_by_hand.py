"""The model of incidents by month against statsmodels, its columns made day by day."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from math import cos, exp, pi, sin

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.demand import volume
from homeward.timelines.definitions import COVID, Change, Definitions
from homeward.vocabulary.change import ChangeKind
from tests.lib.made import made_timelines

FIRST = date(2019, 1, 1)


def columns(day, opens, middle, changes):
    """What a day is multiplied with: level, time, waves of the year, changes that hold."""
    new_year = date(day.year, 1, 1)
    gone = (day - new_year).days / (date(day.year + 1, 1, 1) - new_year).days
    waves = [wave(2 * pi * k * gone) for k in (1, 2) for wave in (sin, cos)]
    held = [c.on <= day <= (c.until or date.max) for c in changes]
    return [1.0, (day - opens).days / 365.25 - middle, *waves, *map(float, held)]


def by_hand(rows, opens, closes, changes):
    """Ratios of the trend, the highest month to the lowest, and each change."""
    days = [opens + timedelta(n) for n in range((closes - opens).days + 1)]
    middle = sum((day - opens).days / 365.25 for day in days) / len(days)
    months = sorted({(day.year, day.month) for day in days})
    inside = {month: [d for d in days if (d.year, d.month) == month] for month in months}
    design = [
        np.mean([columns(day, opens, middle, changes) for day in inside[month]], axis=0)
        for month in months
    ]
    counted = Counter((row["reported"].year, row["reported"].month) for row in rows)
    model = sm.GLM(
        [counted[month] for month in months], np.array(design),
        family=sm.families.Poisson(), exposure=[len(inside[month]) for month in months],
    )  # fmt: skip
    found = model.fit(tol=1e-13, maxiter=200).params
    season = [
        sum(
            found[2 + 2 * (k - 1) + which] * wave(2 * pi * k * (month + 0.5) / 12)
            for k in (1, 2)
            for which, wave in enumerate((sin, cos))
        )
        for month in range(12)
    ]
    return exp(found[1]), exp(max(season) - min(season)), [exp(b) for b in found[6:]]


@settings(max_examples=8)
@given(st.integers(0, 500), st.integers(760, 1300), st.integers(130, 600), st.integers(0, 10_000))
def test_trend_season_and_shifts(start, length, step, seed):
    opens = FIRST + timedelta(start)
    closes = opens + timedelta(length)
    change = Change(opens + timedelta(step), "A new system", ChangeKind.RECORDING)
    rng = np.random.default_rng(seed)
    rows = [
        {"child": f"c{rng.integers(40):02}",
         "reported": datetime.combine(opens + timedelta(n), time(12))}
        for n in range(length + 1)
        for _ in range(rng.poisson(0.8))
    ]  # fmt: skip
    finding = volume(
        made_timelines(
            rows, opens=opens, closes=closes, definitions=Definitions(changes=(COVID, change))
        ),
        1,
    )
    shifts = {
        "rate_ratio_covid_restrictions": (COVID, {}),
        "rate_ratio_change": (change, {"change": 2}),
    }
    told = {}
    for name, (what, by) in shifts.items():
        if any(e.name == name and e.value is not None for e in finding.estimates):
            told[name] = (what, finding.estimate(name, **by))
    trend, season, ratios = by_hand(rows, opens, closes, [what for what, _ in told.values()])
    assert finding.estimate("trend_ratio_per_year").value == pytest.approx(trend, rel=1e-6)
    found = finding.estimate("season_peak_to_trough_ratio").value
    assert found == pytest.approx(season, rel=1e-6)
    for (what, e), ratio in zip(told.values(), ratios, strict=True):
        mine = [r for r in rows if what.on <= r["reported"].date() <= (what.until or date.max)]
        assert e.value == pytest.approx(ratio, rel=1e-6)
        assert (e.count, e.children) == (len(mine), len({r["child"] for r in mine}))
