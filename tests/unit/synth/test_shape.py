"""The default profile has the published shape, over three seeds and with room to spare.

Targets: Hertfordshire Constabulary and The Open University (2023); NCA (2015/16,
2020/21); Sidebottom et al. (2019); IICSA (2022); Vo (2015); UK figures 2022/23. Three
seeds move about the mean, so tolerances here are wider than those of calibration.
"""

from __future__ import annotations

import numpy as np
import pytest

from homeward.synth.truth import estimates
from tests.unit.synth.counties import DEFAULT, county, details

SEEDS = (1, 2, 3)


@pytest.fixture(scope="module")
def truths() -> list[dict]:
    return [
        {
            "counts": {
                "incidents": len(county(DEFAULT, seed).incidents.ids),
                "incidents_by_placement": set(details(DEFAULT, seed).placement.tolist()),
            },
            "estimates": list(estimates(county(DEFAULT, seed), details(DEFAULT, seed))),
        }
        for seed in SEEDS
    ]


def mean(truths: list[dict], name: str, **by) -> float:
    values = [
        estimate["value"]
        for document in truths
        for estimate in document["estimates"]
        if estimate["name"] == name and estimate["by"] == by
    ]
    assert len(values) == len(truths)
    return float(np.mean(values))


def test_there_are_about_as_many_incidents(truths):
    assert abs(np.mean([t["counts"]["incidents"] for t in truths]) - 9184) < 900


@pytest.mark.parametrize(
    ("name", "by", "target", "tolerance"),
    [
        ("share_found_within_24h", {}, 0.915, 0.015),
        ("share_found_within_8h", {}, 0.58, 0.06),
        ("share_found_within_7d", {}, 0.98, 0.01),
        ("share_of_incidents_by_top_10_percent", {"year": 2022}, 0.54, 0.06),
        ("incidents_per_child", {"year": 2022}, 2.9, 0.5),
        ("first_repeat_within_28d", {}, 0.53, 0.05),
        ("looked_after_incident_share", {}, 0.40, 0.08),
        ("covid_change_2020_21", {}, -0.178, 0.12),
        ("share_risk_first", {"risk": "medium"}, 0.68, 0.05),
    ],
)
def test_the_published_shape_is_met(truths, name, by, target, tolerance):
    assert abs(mean(truths, name, **by) - target) < tolerance


def test_childrens_homes_peak_late_and_most_at_weekends(truths):
    assert mean(truths, "share_22_to_01", setting="childrens_home") > 0.3
    assert 1.2 < mean(truths, "rate_ratio_weekend_night", setting="childrens_home") < 1.9
    assert mean(truths, "share_22_to_01", setting="family_home") < 0.25


def test_some_who_go_most_often_live_at_home(truths):
    share = mean(truths, "share_of_top_10_percent_in_family_homes", year=2022)
    assert 0.1 < share < 0.4


def test_long_episodes_go_with_county_lines(truths):
    assert mean(truths, "odds_ratio_county_lines", threshold="48h", adjusted=False) > 2


def test_the_three_kinds_of_placement_are_all_there(truths):
    for document in truths:
        kinds = document["counts"]["incidents_by_placement"]
        assert {"local_here", "local_elsewhere", "other_here", "not_placed"} <= kinds
