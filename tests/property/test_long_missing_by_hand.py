"""`demand.long_missing` against its definition in plain Python, row by row."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from math import log

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.demand.long_missing import long_missing
from tests.lib.made import made_timelines, utc

OPENS, CLOSES = date(2023, 1, 1), date(2024, 12, 31)
AS_OF = datetime(2025, 1, 1)
KINDS = {
    "county_lines": {"county_lines"},
    "gang": {"gang"},
    "any_exploitation": {"county_lines", "gang", "sexual", "other"},
}
FLAGS = (
    None, [], ["none"], ["not_recorded"], ["gang"], ["sexual"], ["county_lines"],
    ["county_lines", "gang"], ["other"],
)  # fmt: skip
HOURS = {"48h": 48, "7d": 168}


@st.composite
def incident(draw):
    reported = datetime(2023, 1, 1) + timedelta(minutes=draw(st.integers(0, 700 * 1440)))
    took = draw(st.none() | st.sampled_from([30, 1439, 2880, 2881, 4000, 10080, 10081, 30000]))
    found = None if took is None else reported + timedelta(minutes=took)
    before = draw(st.none() | st.integers(0, 1500))
    flags = draw(st.sampled_from(FLAGS))
    has = bool(flags) and flags[0] not in ("none", "not_recorded")
    gap = draw(st.none() | st.sampled_from([-40, -1, 0, 1, 40]))
    flagged_on = reported.date() + timedelta(gap) if has and gap is not None else None
    return {
        "child": draw(st.sampled_from("ABCDE")),
        "reported": reported,
        "found": found.date() if found and draw(st.integers(0, 5)) == 0 else found,
        "last_seen": None if before is None else reported - timedelta(minutes=before),
        "exploitation": flags,
        "exploitation_flagged_on": flagged_on,
        "source_file": draw(st.sampled_from([1, 1, 1, 2])),
    }  # fmt: skip


def bounds(row):
    """Fewest and most hours from report to end; None for no limit."""
    begins, ends = utc(row["reported"]), row["found"]
    if ends is None:
        return (AS_OF - begins).total_seconds() / 3600, None
    if isinstance(ends, datetime):
        return ((utc(ends) - begins).total_seconds() / 3600,) * 2
    first = datetime(ends.year, ends.month, ends.day)
    low, high = (utc(t) - begins for t in (first, first + timedelta(days=1)))
    return max(0.0, low.total_seconds() / 3600), high.total_seconds() / 3600


def long(row, hours):
    """True, False, or None where nobody can tell."""
    low, high = bounds(row)
    return True if low > hours else False if high is not None and high <= hours else None


def began(row):
    return (row["last_seen"] or row["reported"]).date()


def words(row):
    return set(row["exploitation"] or []) - {"none", "not_recorded"}


def says_none(row):
    flags = row["exploitation"]
    return flags is not None and (not flags or "none" in flags) and not words(row)


def audible(row, rows):
    """Whether at least half of the unflagged rows of its file say that there is no flag."""
    unflagged = [r for r in rows if r["source_file"] == row["source_file"] and not words(r)]
    said = [r for r in unflagged if says_none(r)]
    return bool(said) and 2 * len(said) >= len(unflagged)


def flagged(row, rows, kind):
    """True, False, or the reason why the row is left out."""
    dates = [
        r["exploitation_flagged_on"] for r in rows
        if r["child"] == row["child"] and words(r) & KINDS[kind] and r["exploitation_flagged_on"]
    ]  # fmt: skip
    if not audible(row, rows):
        return "file_seldom_says_none"
    if any(day < began(row) for day in dates):
        return True
    if not words(row) and not says_none(row):
        return "not_recorded"
    if any(day == began(row) for day in dates):
        return "flagged_the_same_day"
    if words(row) & KINDS[kind] and not row["exploitation_flagged_on"]:
        return "flag_has_no_date"
    return False


def within_a_year(rows, many):
    days = sorted(row["reported"].date() for row in rows)
    return any((b - a).days < 365 for a, b in zip(days, days[many - 1 :], strict=False))


def persistent(child, rows):
    mine = [row for row in rows if row["child"] == child]
    if within_a_year(mine, 10) or within_a_year([r for r in mine if long(r, 48)], 3):
        return True
    return None if within_a_year([r for r in mine if long(r, 48) is not False], 3) else False


def straddles(row, hours):
    low, high = bounds(row)
    return high is not None and low <= hours < high


def may_be_by_dates(child, rows):
    """Whether so many incidents would be long if all that dates leave open were."""
    mine = [row for row in rows if row["child"] == child]
    return within_a_year([r for r in mine if long(r, 48) or straddles(r, 48)], 3)


def check(finding, found, told, loose):
    """A share by hand; refused with one of few that cannot be placed, and bounded if of all."""
    yes, judged = told.count(True), len(told) - told.count(None)
    if not loose or not judged:
        assert (found.count or 0, found.of or 0) == (yes, judged if not loose else 0)
        assert found.left_out == told.count(None)
        return
    assert (found.value, found.of, found.left_out) == (None, None, len(told))
    if not found.by:
        ends = [finding.estimate(f"{found.name}_{end}").count for end in ("lowest", "highest")]
        assert ends == [yes, yes + told.count(None)]


@settings(max_examples=25)
@given(st.lists(incident(), min_size=1, max_size=24), st.randoms())
def test_counts(rows, random):
    rows = [row | {"incident": f"i{place:02d}"} for place, row in enumerate(rows)]
    finding = long_missing(made_timelines(rows, opens=OPENS, closes=CLOSES), 1)
    if not any(row["found"] for row in rows):
        assert finding.refused.startswith("HW-N001")
        return
    names = sorted({row["child"] for row in rows})
    verdicts = {child: persistent(child, rows) for child in names}
    found = finding.estimate("share_of_children_persistent")
    told = list(verdicts.values())
    hangs = [may_be_by_dates(c, rows) for c, verdict in verdicts.items() if verdict is None]
    check(finding, found, told, sum(hangs))
    for name, hours in HOURS.items():
        found = finding.estimate(f"share_missing_over_{name}")
        lengths = [long(row, hours) for row in rows]
        check(finding, found, lengths, sum(straddles(row, hours) for row in rows))
    if all(row["exploitation"] is None for row in rows):
        assert any(c.startswith("HW-N016") for c in finding.caveats)
        return
    for kind in KINDS:
        check_kind(finding, rows, kind)
    shuffled = made_timelines(random.sample(rows, len(rows)), opens=OPENS, closes=CLOSES)
    assert long_missing(shuffled, 1) == finding


def check_kind(finding, rows, kind):
    """Every count of one kind of flag."""
    flags = [flagged(row, rows, kind) for row in rows]
    for reason in (
        "file_seldom_says_none",
        "not_recorded",
        "flagged_the_same_day",
        "flag_has_no_date",
    ):
        found = finding.estimate("incidents_left_out", exploitation=kind, reason=reason)
        assert found.count == flags.count(reason)
    for name, hours in HOURS.items():
        pairs = [(flag, long(row, hours)) for flag, row in zip(flags, rows, strict=True)]
        for side in (True, False):
            by = {"exploitation": kind, "flagged": side}
            found = finding.estimate(f"share_missing_over_{name}", **by)
            mine = [length for flag, length in pairs if flag is side]
            loose = sum(
                straddles(row, hours) for flag, row in zip(flags, rows, strict=True) if flag is side
            )
            check(finding, found, mine, loose)
        ratio = finding.estimate(f"odds_ratio_{kind}", threshold=name, adjusted=False)
        judged = [p for p in pairs if isinstance(p[0], bool) and p[1] is not None]
        assert ratio.value is None  # fewer than ten in a cell
        assert (ratio.of, ratio.left_out) == (len(judged), len(rows) - len(judged))


def many_rows(seed, n=900):
    """Incidents of 150 children, a third of them flagged before the window and longer missing."""
    rng = np.random.default_rng(seed)
    for _ in range(n):
        child = int(rng.integers(0, 150))
        flag = child % 3 == 0
        reported = datetime(2023, 1, 1, 20) + timedelta(hours=int(rng.integers(0, 17000)))
        chance = (0.12, 0.3)[flag] * (1 + (child % 2))
        hours = 60 if rng.random() < chance else 6
        yield {
            "child": f"c{child:03d}", "reported": reported, "last_seen": reported,
            "found": reported + timedelta(hours=hours), "sex": ("female", "male")[child % 2],
            "age": 11 + child % 7, "setting": ("family_home", "childrens_home")[child % 5 == 0],
            "exploitation": ["county_lines"] if flag else ["none"],
            "exploitation_flagged_on": date(2022, 6, 1) if flag else None,
        }  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_ratios(seed):
    """The crude ratio by its four cells; the adjusted one by statsmodels, row by row."""
    rows = list(many_rows(seed))
    finding = long_missing(made_timelines(rows, opens=OPENS, closes=CLOSES), 1)
    flag = np.array([row["exploitation"] == ["county_lines"] for row in rows])
    slow = np.array([long(row, 48) for row in rows])
    a, b, c, d = ((f & s).sum() for f in (flag, ~flag) for s in (slow, ~slow))
    crude = finding.estimate("odds_ratio_county_lines", threshold="48h", adjusted=False)
    assert crude.value == pytest.approx(a * d / (b * c))
    assert (crude.count, crude.of) == (a, a + b)
    bands = np.searchsorted([12, 14, 16], [row["age"] for row in rows], side="right")
    columns = [np.ones(len(rows)), flag, [row["sex"] == "male" for row in rows],
               [row["setting"] == "family_home" for row in rows],
               [row["reported"].year == 2024 for row in rows],
               *(bands == band for band in (1, 2, 3))]  # fmt: skip
    model = sm.GLM(slow.astype(float), np.column_stack(columns).astype(float),
                   family=sm.families.Binomial()).fit(tol=1e-12)  # fmt: skip
    held = finding.estimate("odds_ratio_county_lines", threshold="48h", adjusted=True)
    assert log(held.value) == pytest.approx(model.params[1], rel=1e-5)
    assert held.low < held.value < held.high
