"""A county handed to the findings as it was lived says what the county says of itself."""

from __future__ import annotations

import numpy as np
import pytest

from docs.coverage.lived import lived_timelines
from docs.coverage.runs import PROFILE
from homeward.demand import FINDINGS
from homeward.engine.connection import open_engine
from homeward.synth.county import live_through
from homeward.synth.details import describe
from homeward.synth.profile import read_profile
from homeward.synth.truth import estimates
from homeward.timelines.schema import EPISODES

SEED = 4

#: Finding to names of the true values that it should give, group for group.
SAME = {
    "demand.volume": {"incidents_per_child"},
    "demand.duration": {f"share_found_within_{w}" for w in ("2h", "8h", "24h", "48h", "7d")},
    "demand.clock": {"share_22_to_01"},
    "demand.concentration": {"share_of_incidents_by_top_10_percent"},
    "demand.repeats": {"repeat_share_second_or_later"},
}


@pytest.fixture(scope="module")
def county():
    return live_through(read_profile(PROFILE), SEED)


@pytest.fixture(scope="module")
def timelines(county):
    with open_engine(threads=1) as engine:
        yield lived_timelines(county, engine)


@pytest.fixture(scope="module")
def true(county):
    return list(estimates(county, describe(county)))


@pytest.mark.parametrize("id", SAME)
def test_findings_give_the_true_values_of_the_county(timelines, true, id):
    finding = FINDINGS[id](timelines, 1)
    wanted = [row for row in true if row["name"] in SAME[id]]
    assert {row["name"] for row in wanted} == SAME[id]
    for row in wanted:
        found = finding.estimate(row["name"], **row["by"])
        # Episodes that had not ended when the extract was made: a hair's breadth.
        assert found.value == pytest.approx(row["value"], abs=1e-3), row
        assert found.of == pytest.approx(row["of"], abs=3), row


def test_the_median_is_that_of_the_true_lengths(timelines, true):
    found = FINDINGS["demand.duration"](timelines, 1)
    for start in ("reported", "last_seen"):
        (wanted,) = [r for r in true if r["name"] == "median_hours" and r["by"]["from"] == start]
        assert found.estimate("median_hours", **{"from": start}).value == pytest.approx(
            wanted["value"], abs=0.02
        )


def test_every_column_of_episodes_is_there_and_in_order(county, timelines):
    episodes = timelines.episodes.order_by("row").to_pyarrow()
    assert episodes.column_names == list(EPISODES)
    assert len(episodes) == len(county.incidents.ids)
    keys = list(zip(episodes["child"].to_pylist(), episodes["ordinal"].to_pylist(), strict=True))
    assert keys == sorted(keys)
    blank = {name for name in EPISODES if episodes[name].null_count == len(episodes)}
    assert blank == {"source_file", "source_row"}
    at = np.array(episodes["reported_at"].to_pylist(), "datetime64[m]").astype(int)
    assert sorted(at.tolist()) == sorted(county.incidents.reported.astype(int).tolist())
