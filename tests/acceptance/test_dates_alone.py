"""A county whose times are cut to dates contradicts nothing that its full times say."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pytest

from homeward.demand import FINDINGS
from homeward.findings import Bundle
from homeward.release import release
from tests.lib.made import made_timelines

OPENS, CLOSES = date(2023, 1, 1), date(2024, 12, 31)
TIMES = ("reported", "last_seen", "found")
SUPPLIED = {
    *TIMES, "exploitation", "exploitation_flagged", "age", "sex", "report_type",
    "residence_type", "risk_first", "harm",
}  # fmt: skip
#: Of every finding that hangs on time missing, and of those that do not but read dates.
ASKED = (
    "demand.volume", "demand.duration", "demand.concentration", "demand.repeats",
    "demand.setting", "demand.long_missing", "demand.risk", "demand.equality",
)  # fmt: skip


def county(n=6000, children=700, seed=11):
    """Incidents of lengths as in a county: half within hours, one in fifteen over two days."""
    rng = np.random.default_rng(seed)
    for _ in range(n):
        child = int(children * rng.random() ** 2)
        flag = child % 5 == 0
        start = datetime(2023, 1, 1) + timedelta(minutes=int(rng.integers(0, 715 * 1440)))
        hours = float(rng.lognormal(1.6 + 0.4 * flag, 1.4))
        yield {
            "child": f"c{child:04d}", "last_seen": start - timedelta(minutes=90),
            "reported": start, "found": start + timedelta(hours=hours),
            "sex": ("female", "male")[child % 2], "age": 11 + child % 7,
            "setting": ("family_home", "childrens_home", "foster")[child % 3],
            "risk_first": ("medium", "high", "low")[int(rng.integers(0, 3))],
            "harm": ["substance"] if rng.random() < 0.1 else ["none_disclosed"],
            "exploitation": ["county_lines"] if flag else ["none"],
            "exploitation_flagged_on": date(2022, 6, 1) if flag else None,
        }  # fmt: skip


def cut(row):
    return row | {name: row[name].date() for name in TIMES}


def filed(rows):
    timelines = made_timelines(rows, opens=OPENS, closes=CLOSES, supplied=SUPPLIED)
    return [FINDINGS[name](timelines, 1) for name in ASKED]


def released(findings):
    window = {"from": str(OPENS), "to": str(CLOSES)}
    return release(
        Bundle(True, window, "2025-01-01T00:00:00Z", "Made-up", tuple(findings))
    ).findings


@pytest.fixture(scope="module")
def counties():
    rows = list(county())
    return filed(rows), filed([cut(row) for row in rows])


def contradictions(full, told):
    """Estimates of the cut county whose interval or bounds leave out what the full times say."""
    true = {(f.id, e.key): e.value for f in full for e in f.estimates if e.value is not None}
    found = []
    for finding in told:
        for e in finding.estimates:
            name, _, end = e.name.rpartition("_")
            bound = end in ("lowest", "highest")
            value = true.get((finding.id, (name, e.key[1]) if bound else e.key))
            if value is None or e.value is None:
                continue
            low = e.value if end == "lowest" else -1.0 if bound else e.low
            high = e.value if end == "highest" else float("inf") if bound else e.high
            if low is not None and high is not None and not low - 1e-9 <= value <= high + 1e-9:
                found.append((finding.id, e.name, dict(e.by), low, high, value))
    return found


def test_no_interval_and_no_bound_leaves_out_what_full_times_say(counties):
    full, told = counties
    assert contradictions(full, told) == []


def test_nor_after_release(counties):
    full, told = counties
    assert contradictions(full, released(told)) == []


def test_what_dates_cannot_place_is_bounded_or_refused_and_the_rest_is_given(counties):
    """The same rule in every finding that files a share of incidents longer than a limit."""
    _, told = counties
    by_id = {finding.id: finding for finding in told}
    for name, share in (
        ("demand.long_missing", "share_missing_over_48h"),
        ("demand.risk", "share_missing_over_24h"),
        ("demand.duration", "share_found_within_24h"),
    ):
        finding = by_id[name]
        assert finding.estimate(share).value is None
        ends = [finding.estimate(f"{share}_{end}").value for end in ("lowest", "highest")]
        assert ends[0] < ends[1]
        assert any(caveat.startswith("HW-N027") for caveat in finding.caveats), name
    assert by_id["demand.repeats"].estimate("repeat_share_second_or_later").value is not None
    assert any(c.startswith("HW-N027") for c in by_id["demand.equality"].caveats)
