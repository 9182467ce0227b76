"""Every demand finding against its definition in a few lines of plain Python.

The second implementation is slow and obvious on purpose. It reads the rows as a person
would write them; the first reads the tables of the waist.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.demand import clock, concentration, duration, quality, repeats, volume
from homeward.demand.duration import LIMITS
from tests.lib.made import made_timelines, utc

OPENS, CLOSES = date(2023, 1, 1), date(2024, 12, 31)
AS_OF = datetime(2025, 1, 1)
SETTINGS = ("family_home", "childrens_home", "not_recorded")


@st.composite
def incident(draw):
    reported = datetime(2023, 1, 1) + timedelta(minutes=draw(st.integers(0, 730 * 1440)))
    took = draw(st.none() | st.sampled_from([0, 60, 120, 480, 1439, 1440, 1441, 2880, 50000]))
    before = draw(st.none() | st.integers(0, 900))
    row = {
        "child": draw(st.sampled_from("ABCDE")),
        "reported": reported,
        "found": None if took is None else reported + timedelta(minutes=took),
        "last_seen": None if before is None else reported - timedelta(minutes=before),
        "setting": draw(st.sampled_from(SETTINGS)),
    }
    if draw(st.integers(0, 9)) == 0 and row["found"]:
        row["found"] = row["found"].date()
    return row


incidents = st.lists(incident(), min_size=1, max_size=14)
few = settings(max_examples=15)


def made(rows):
    return made_timelines(rows, opens=OPENS, closes=CLOSES)


def got(finding, name, *parts, **by):
    estimate = finding.estimate(name, **by)
    return tuple(getattr(estimate, part) for part in parts)


def in_groups(rows):
    """Each group an estimate may be for, with its rows."""
    yield {}, rows
    for setting in sorted({row["setting"] for row in rows}):
        yield {"setting": setting}, [row for row in rows if row["setting"] == setting]


def children(rows):
    return len({row["child"] for row in rows})


@few
@given(incidents, st.randoms())
def test_volume(rows, random):
    finding = volume(made(rows), 1)
    for by, mine in in_groups(rows):
        assert got(finding, "incidents", "count", "children", **by) == (len(mine), children(mine))
    for year in (2023, 2024):
        mine = [row for row in rows if row["reported"].year == year]
        assert got(finding, "children", "count", year=year) == (children(mine),)
    assert volume(made(random.sample(rows, len(rows))), 1) == finding


def bounds(row, start):
    """Fewest and most hours from `start` to the end; None for no limit, or unknown."""
    begins, ends = row[start], row["found"]
    if begins is None:
        return None
    if ends is None:
        return (AS_OF - utc(begins)).total_seconds() / 3600, None
    if isinstance(ends, datetime):
        hours = (utc(ends) - utc(begins)).total_seconds() / 3600
        return hours, hours
    first = datetime(ends.year, ends.month, ends.day)
    low, high = (utc(t) - utc(begins) for t in (first, first + timedelta(days=1)))
    return max(0.0, low.total_seconds() / 3600), high.total_seconds() / 3600


def within(rows, start, hours):
    """Count, of, left out, children, children of: found within so many hours."""
    yes, no, unknown = [], [], []
    for row in rows:
        low, high = bounds(row, start) or (0, None)
        if high is not None and high <= hours:
            yes.append(row)
        elif low > hours:
            no.append(row)
        else:
            unknown.append(row)
    return len(yes), len(yes) + len(no), len(unknown), children(yes), children(yes + no)


def unplaced(rows, start, hours=None):
    """Part of those with any bounds on both sides of a limit, or not known to the minute."""
    known = [b for row in rows if (b := bounds(row, start))]
    closed = [(low, high) for low, high in known if high is not None]
    if hours is None:
        return sum(low < high for low, high in closed) / max(1, len(known))
    return sum(low <= hours < high for low, high in closed) / max(1, len(known))


def between(rows, start, hours):
    """Fewest and most found within so many hours."""
    yes, judged, _, _, _ = within(rows, start, hours)
    return yes, len(rows) - (judged - yes)


def product_limit_median(rows, start):
    """First time at which the product-limit curve is at or below a half."""
    known = [b for row in rows if (b := bounds(row, start))]
    times = [(low, high is not None) for low, high in known if high in (None, low)]
    survival = 1.0
    for time in sorted({t for t, ended in times if ended}):
        at_risk = sum(t >= time for t, _ in times)
        survival *= 1 - sum(t == time and ended for t, ended in times) / at_risk
        if survival <= 0.5 + 1e-12:
            return time
    return None


@few
@given(incidents, st.randoms())
def test_duration(rows, random):
    finding = duration(made(rows), 1)
    if not any(row["found"] for row in rows):
        assert finding.refused.startswith("HW-N001")
        return
    parts = ("count", "of", "left_out", "children", "children_of")
    for name, hours in LIMITS.items():
        for by, mine in in_groups(rows):
            expected = within(mine, "reported", hours)
            found = finding.estimate(f"share_found_within_{name}", **by)
            if unplaced(mine, "reported", hours) > 0.02:
                assert (found.value, found.left_out) == (None, len(mine))
                ends = between(mine, "reported", hours)
                for end, count in zip(("lowest", "highest"), ends, strict=True):
                    given = got(finding, f"share_found_within_{name}_{end}", "count", "of", **by)
                    assert given == (count, len(mine))
                continue
            assert (found.count or 0, found.of, found.left_out) == expected[:3]
            if found.value is not None:
                assert (found.children, found.children_of) == expected[3:]
        found = finding.estimate(f"share_found_within_{name}", **{"from": "last_seen"})
        assert found.value is None or unplaced(rows, "last_seen", hours) <= 0.02
        if found.value is not None:
            assert tuple(getattr(found, p) for p in parts) == within(rows, "last_seen", hours)
    for start in ("reported", "last_seen"):
        (value,) = got(finding, "median_hours", "value", **{"from": start})
        told = unplaced(rows, start) <= 0.05
        assert value == (pytest.approx(product_limit_median(rows, start)) if told else None)
    assert duration(made(random.sample(rows, len(rows))), 1) == finding


def at_night(when):
    """The evening a night time belongs to, or None by day."""
    if when.hour >= 18:
        return when.date()
    return when.date() - timedelta(days=1) if when.hour < 6 else None


def believed(times):
    """Times of a clock, without its midnights where they are most of it and ten or more."""
    midnights = [t for t in times if (t.hour, t.minute) == (0, 0)]
    if len(midnights) >= 10 and 2 * len(midnights) > len(times):
        return [t for t in times if t not in midnights]
    return times


def late(when):
    """From 22:00 up to 01:00."""
    return when.hour in (22, 23, 0)


def peak_of(times):
    """The hour that the fullest three hours begin at, and how many they hold."""
    hours = Counter(t.hour for t in times)
    sums = [sum(hours[(h + i) % 24] for i in range(3)) for h in range(24)]
    return sums.index(max(sums)), max(sums)


def over(a, b, c, d):
    """(a / b) / (c / d), or None where that is no number above nought."""
    return (a / b) / (c / d) if a and c else None


def counted(finding, name, **by):
    """Count and denominator; no count is none of none."""
    estimate = finding.estimate(name, **by)
    return estimate.count or 0, estimate.of


def check_clock(finding, rows, times, by):
    """The estimates of one group on one clock, its times written out."""
    wrote, times = times, believed(times)
    assert counted(finding, "share_22_to_01", **by) == (sum(map(late, times)), len(times))
    assert got(finding, "share_22_to_01", "left_out", **by) == (len(rows) - len(times),)
    nights = [(t, n) for t in times if (n := at_night(t)) and OPENS <= n <= CLOSES]
    weekend = [t for t, night in nights if night.weekday() in (4, 5)]
    others = [t for t, night in nights if night.weekday() not in (4, 5)]
    estimate = finding.estimate("rate_ratio_weekend_night", **by)
    assert estimate.of == len(nights)
    if estimate.value is not None:
        share = sum((OPENS + timedelta(i)).weekday() in (4, 5) for i in range(731)) / 731
        assert estimate.value == pytest.approx(len(weekend) / share / (len(others) / (1 - share)))
    both = [sum(map(late, part)) for part in (weekend, others)]
    estimate = finding.estimate("rate_ratio_22_to_01_weekend", **by)
    assert (estimate.count, estimate.of) == (both[0], sum(both))
    expected = over(both[0], len(weekend), both[1], len(others))
    assert estimate.value == (expected and pytest.approx(expected))
    like = finding.estimate("rate_ratio_weekend_22_to_01", **by)
    assert (like.count or 0, like.of) == (both[0] if like.value is not None else 0, sum(both))
    if like.value is not None:
        share = sum((OPENS + timedelta(i)).weekday() in (4, 5) for i in range(731)) / 731
        assert like.value == pytest.approx(both[0] / share / (both[1] / (1 - share)))
    if times:
        peak = got(finding, "peak_window_start_hour", "value", "count", **by)
        assert peak == peak_of(times)
    if by.get("setting", "childrens_home") == "childrens_home":
        check_rounding(finding, wrote, times, by)


def check_rounding(finding, wrote, times, by):
    """Whole hours, midnights, and the tested window with them allowed for."""
    exact = [t.minute == 0 for t in wrote]
    assert counted(finding, "share_on_the_hour", **by) == (sum(exact), len(wrote))
    at = Counter((t.hour, t.minute) for t in wrote)
    assert counted(finding, "share_at_midnight", **by) == (at[0, 0], len(wrote))
    beside = at[23, 0] + at[1, 0]
    heap = finding.estimate("midnight_heap_ratio", **by)
    if beside:
        assert heap.value == pytest.approx(at[0, 0] / (beside / 2))
    else:
        assert heap.value is None
    rest = [t for t in times if (t.hour, t.minute) != (0, 0)]
    name = "share_22_to_01_without_midnight"
    assert counted(finding, name, **by) == (sum(map(late, rest)), len(rest))
    if rest:
        name = "peak_window_start_hour_without_midnight"
        assert got(finding, name, "value", "count", **by) == peak_of(rest)
    clock_of = Counter((t.hour, t.minute) for t in times)
    for end, move in (("lowest", -clock_of[22, 0]), ("highest", clock_of[1, 0])):
        found = counted(finding, f"share_22_to_01_{end}", **by)
        assert found == (sum(map(late, times)) + move, len(times))


@few
@given(incidents, st.randoms())
def test_clock(rows, random):
    finding = clock(made(rows), 1)
    wrote = {start: [r[start] for r in rows if r[start]] for start in ("last_seen", "reported")}
    if not any(map(believed, wrote.values())):
        assert finding.refused.startswith("HW-N010")
        return
    headline = "last_seen" if believed(wrote["last_seen"]) else "reported"
    # Midnights are judged over a whole clock, so settings are checked where none is dropped.
    for start, extra in ((headline, {}), ("reported", {"from": "reported"})):
        for by, mine in in_groups(rows):
            if by and believed(wrote[start]) != wrote[start]:
                continue
            times = [row[start] for row in mine if row[start]]
            check_clock(finding, mine, times, by | extra)
    assert clock(made(random.sample(rows, len(rows))), 1) == finding


@few
@given(incidents, st.randoms())
def test_concentration(rows, random):
    finding = concentration(made(rows), 1)
    for by, mine in (({}, rows), *(({"year": y}, _of_year(rows, y)) for y in _years(rows))):
        counts = sorted(Counter(row["child"] for row in mine).values(), reverse=True)
        for percent in (1, 5, 10, 20):
            top = next(k for k in range(1, 99) if 100 * k >= percent * len(counts))
            name = f"share_of_incidents_by_top_{percent}_percent"
            assert got(finding, name, "count", "of", "children", **by) == (
                sum(counts[:top]), len(mine), top,
            )  # fmt: skip
        gaps = sum(abs(a - b) for a in counts for b in counts)
        (index,) = got(finding, "gini", "value", **by)
        assert index == pytest.approx(gaps / (2 * len(counts) * len(mine)), abs=1e-9)
    assert concentration(made(random.sample(rows, len(rows))), 1) == finding


def _years(rows):
    return sorted({row["reported"].year for row in rows})


def _of_year(rows, year):
    return [row for row in rows if row["reported"].year == year]


@few
@given(incidents, st.randoms())
def test_repeats(rows, random):
    finding = repeats(made(rows), 1)
    for by, mine in (({}, rows), *(({"year": y}, _of_year(rows, y)) for y in _years(rows))):
        seen, later = set(), 0
        for row in sorted(mine, key=lambda row: row["reported"]):
            later += row["child"] in seen
            seen.add(row["child"])
        often = Counter(row["child"] for row in mine)
        more = sum(often[row["child"]] > 1 for row in mine)
        many = [child for child, n in often.items() if n >= 10]
        parts = ("count", "of")
        assert got(finding, "repeat_share_second_or_later", *parts, **by) == (later, len(mine))
        name = "repeat_share_children_with_more_than_one"
        assert got(finding, name, *parts, **by) == (more, len(mine))
        name = "share_of_children_with_10_or_more"
        assert got(finding, name, *parts, **by) == (len(many), len(often))
    assert repeats(made(random.sample(rows, len(rows))), 1) == finding


@few
@given(incidents, st.randoms())
def test_quality(rows, random):
    rows = [row | {"incident": f"i{place:02d}"} for place, row in enumerate(rows)]
    finding = quality(made(rows), 1)
    if any(row["found"] for row in rows):
        count, _, unknown, _, _ = within(rows, "reported", 24)
        assert got(finding, "share_found_within_24h_lowest", "count", "of") == (count, len(rows))
        assert got(finding, "share_found_within_24h_highest", "count") == (count + unknown,)
    else:
        assert "24 hours" not in finding.statement
    known = [row for row in rows if row["setting"] != "not_recorded"]
    assert got(finding, "share_recorded", "count", "children", column="residence_type") == (
        len(known), children(known),
    )  # fmt: skip
    at_once = Counter((row["child"], row["reported"]) for row in rows)
    assert got(finding, "possible_duplicates", "count") == (sum(n - 1 for n in at_once.values()),)
    assert got(finding, "reports_while_still_missing", "count") == (_overlaps(rows),)
    assert quality(made(random.sample(rows, len(rows))), 1) == finding


def _overlaps(rows):
    """Reports of a child whose last incident has no end, or a later one known to the minute."""
    found, last = 0, {}
    for row in sorted(rows, key=lambda row: (row["reported"], row["incident"])):
        before = last.get(row["child"])
        if before is not None:
            end = before["found"]
            timed = isinstance(end, datetime)
            found += end is None or (timed and utc(end) > utc(row["reported"]))
        last[row["child"]] = row
    return found
