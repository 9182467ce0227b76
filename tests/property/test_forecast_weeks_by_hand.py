"""Whole weeks against plain Python: one report at a time."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.demand.forecast_weeks import HOLE, whole_weeks
from tests.lib.made import made_timelines

START = date(2024, 1, 1)


def by_hand(days, opens, closes):
    """Monday to count of each whole week kept, and the Mondays of holes."""
    count = Counter(day - timedelta(days=day.weekday()) for day in days)
    monday, mondays = opens, []
    while monday.weekday():
        monday += timedelta(days=1)
    while monday + timedelta(days=6) <= closes:
        mondays.append(monday)
        monday += timedelta(days=7)
    filled = [m for m in mondays if count[m]]
    if not filled:
        return {}, set()
    kept = [m for m in mondays if filled[0] <= m <= filled[-1]]
    kept = kept[1:] if filled[0] > mondays[0] else kept
    kept = kept[:-1] if filled[-1] < mondays[-1] else kept
    holes = set()
    for place in range(len(kept)):
        run = kept[place : place + HOLE]
        if len(run) == HOLE and not any(count[m] for m in run):
            around = (run[0] - timedelta(days=7), *run, run[-1] + timedelta(days=7))
            holes |= {m for m in around if m in kept}
    return {m: count[m] for m in kept}, holes


@settings(max_examples=80)
@given(
    st.integers(0, 13), st.integers(20, 90), st.lists(st.integers(0, 110), max_size=25), st.data()
)
def test_weeks_are_those_of_plain_python(offset, length, picked, data):
    opens = START + timedelta(days=offset)
    closes = opens + timedelta(days=length)
    days = [d for d in (START + timedelta(days=n) for n in picked) if opens <= d <= closes]
    hours = data.draw(st.lists(st.integers(0, 23), min_size=len(days), max_size=len(days)))
    rows = [
        {"child": f"c{n % 3}", "reported": datetime(d.year, d.month, d.day, hour)}
        for n, (d, hour) in enumerate(zip(days, hours, strict=True))
    ]
    found = whole_weeks(made_timelines(rows, opens=opens, closes=closes))
    count, holes = by_hand(days, opens, closes)
    assert {found.monday(n): int(found.counts[n]) for n in range(found.number)} == count
    assert {found.monday(n) for n in range(found.number) if not found.held[n]} == holes
    assert int(found.used.sum()) == sum(count.values())
    if count:  # no day of the first week to come is in the records, and the week before has one
        seen = max(days)
        last = max(count) + timedelta(days=6)
        ends = closes if last + timedelta(days=7) > closes else seen
        assert found.coming > ends
        assert found.coming - timedelta(days=7) <= max(ends, last)
        assert found.coming.weekday() == 0
