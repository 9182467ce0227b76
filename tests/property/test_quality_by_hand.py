"""Gaps filled both ways, and checks over time, against a few lines of plain Python."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.demand import quality
from homeward.demand.quality_gaps import FACTOR
from tests.lib.made import made_timelines

OPENS, CLOSES = date(2023, 1, 1), date(2024, 12, 31)
BLANK = "not_recorded"
few = settings(max_examples=15, deadline=None, derandomize=True)


@st.composite
def incident(draw):
    reported = datetime(2023, 1, 1) + timedelta(minutes=30 * draw(st.integers(0, 730 * 48 - 1)))
    took = draw(st.none() | st.sampled_from([0, 60, 1440, 1441, 2880, 2881, 50000]))
    found = None if took is None else reported + timedelta(minutes=took)
    if found and draw(st.integers(0, 3)) == 0:
        found = found.date()
    seen = draw(st.none() | st.sampled_from([0, 45, 300]))
    return {
        "child": draw(st.sampled_from("ABCDE")),
        "reported": reported,
        "found": found,
        "last_seen": None if seen is None else reported - timedelta(minutes=seen),
        "setting": draw(st.sampled_from(("family_home", "childrens_home", BLANK))),
        "sex": draw(st.sampled_from(("male", "female", BLANK))),
        "risk_first": draw(st.sampled_from(("low", "high", BLANK))),
        "return_method": draw(st.sampled_from(("self", "police_found_patrol", BLANK))),
    }


incidents = st.lists(incident(), min_size=2, max_size=16)


def made(rows):
    return made_timelines(
        rows, opens=OPENS, closes=CLOSES,
        supplied={"reported", "found", "last_seen", "sex", "risk_first", "return_method"},
    )  # fmt: skip


def gaps(finding, measure):
    """By name of estimate, the first row of a measure; ratios have two."""
    return {(e.name, e.by["gap"]): e for e in finding.estimates if e.by.get("measure") == measure}


def moved(part, factor):
    return factor * part / (1 - part + factor * part)


def expected(rows, answer, factor, stratum):
    """How many of those with no answer are a yes, by plain strata."""
    known = [row for row in rows if answer(row) is not None]
    overall = sum(answer(row) for row in known) / len(known) if known else 0.5
    yes, judged = defaultdict(int), defaultdict(int)
    for row in known:
        judged[stratum(row)] += 1
        yes[stratum(row)] += answer(row)
    total = 0.0
    for row in rows:
        if answer(row) is None:
            s = stratum(row)
            total += moved((yes[s] + overall) / (judged[s] + 1), factor)
    return total


def home_and_year(row):
    return row["setting"], row["reported"].year


def graded_high(row):
    return None if row["risk_first"] == BLANK else row["risk_first"] == "high"


def by_police(row):
    way = row["return_method"]
    return None if way == BLANK else way == "police_found_patrol"


def in_home(row):
    return None if row["setting"] == BLANK else row["setting"] == "childrens_home"


def late(row):
    if row["last_seen"] is None:
        return None
    return row["last_seen"].hour >= 22 or row["last_seen"].hour < 1


QUESTIONS = {
    "share_first_graded_high": (graded_high, "risk_first", home_and_year),
    "share_found_by_police": (by_police, "return_method", home_and_year),
    "share_from_childrens_homes": (in_home, "residence_type", lambda row: row["reported"].year),
    "share_22_to_01": (late, "last_seen", home_and_year),
}


@few
@given(incidents)
def test_every_share_filled_both_ways(rows):
    finding = quality(made(rows), 1)
    for name, (answer, gap, stratum) in QUESTIONS.items():
        known = [row for row in rows if answer(row) is not None]
        missing, yes = len(rows) - len(known), sum(answer(row) for row in known)
        found = gaps(finding, name)
        gap = gap if missing else "none"
        if not known:
            assert {e.value for e in found.values()} == {None}
            continue
        printed = found["share_as_recorded", gap]
        assert (printed.count, printed.of, printed.left_out) == (yes, len(known), missing)
        if not missing:
            assert printed.by["sentence"] == "no_gap"
            continue
        logical = found["share_if_gap_logical", gap]
        assert logical.low == pytest.approx(yes / len(rows))
        assert logical.high == pytest.approx((yes + missing) / len(rows))
        low, high = (
            (yes + expected(rows, answer, f, stratum)) / len(rows) for f in (1 / FACTOR, FACTOR)
        )
        plausible = found["share_if_gap_plausible", gap]
        assert plausible.low == pytest.approx(min(low, yes / len(known)))
        assert plausible.high == pytest.approx(max(high, yes / len(known)))
        assert logical.low <= plausible.low + 1e-12
        assert plausible.high <= logical.high + 1e-12


def _ratio(met, of, other_met, other_of):
    return met / of / (other_met / other_of) if of and other_of and other_met else None


@few
@given(incidents)
def test_a_ratio_with_its_group_filled_both_ways(rows):
    """Children graded high: the most frequent sex against the rest."""
    finding = quality(made(rows), 1)
    found = gaps(finding, "ratio_first_graded_high_by_sex")
    counts = {sex: sum(row["sex"] == sex for row in rows) for sex in ("female", "male")}
    first = max(counts, key=lambda sex: counts[sex])
    judged = [row for row in rows if graded_high(row) is not None]
    cells = defaultdict(int)
    for row in judged:
        group = "unknown" if row["sex"] == BLANK else "first" if row["sex"] == first else "rest"
        cells[group, graded_high(row)] += 1
    a, b = cells["first", True], cells["first", True] + cells["first", False]
    c, d = cells["rest", True], cells["rest", True] + cells["rest", False]
    met, not_met = cells["unknown", True], cells["unknown", False]
    as_recorded = {e.value for (name, _), e in found.items() if name == "ratio_as_recorded"}
    if not a or not c:
        assert as_recorded == {None}
        return
    assert list(as_recorded) == [pytest.approx(_ratio(a, b, c, d))]
    if met + not_met == 0:
        return
    logical = found["ratio_if_gap_logical", "sex"]
    low, high = _ratio(a, b + not_met, c + met, d + met), _ratio(a + met, b + met, c, d + not_met)
    assert (logical.low, logical.high) == (pytest.approx(low), pytest.approx(high))
    plausible = found["ratio_if_gap_plausible", "sex"]
    assert low - 1e-9 <= plausible.low <= plausible.value <= plausible.high <= high + 1e-9


@few
@given(incidents)
def test_checks_by_year(rows):
    finding = quality(made(rows), 1)
    (table,) = [t for t in finding.tables if t.name == "plausibility_by_year"]
    cells = {(e.by["check"], e.by["year"]): e for e in table.estimates}
    for year in {row["reported"].year for row in rows}:
        mine = [row for row in rows if row["reported"].year == year]
        ended = [row for row in mine if row["found"]]
        exact = [row for row in ended if isinstance(row["found"], datetime)]
        asked = {
            "resolved_date_only": (len(ended) - len(exact), len(ended)),
            "reported_at_midnight": (
                sum(row["reported"].hour == row["reported"].minute == 0 for row in mine), len(mine)
            ),
            "reported_on_the_half_hour": (len(mine), len(mine)),
            "ended_at_once": (sum(row["found"] == row["reported"] for row in exact), len(exact)),
            "time_set_aside": (0, len(mine)),
        }  # fmt: skip
        for check, numbers in asked.items():
            e = cells[check, year]
            assert (e.count or 0, e.of) == numbers, check


@few
@given(incidents)
def test_order_of_rows_says_nothing(rows):
    rows = [row | {"incident": f"i{place:02d}"} for place, row in enumerate(rows)]
    assert quality(made(rows), 1) == quality(made(rows[::-1]), 1)
