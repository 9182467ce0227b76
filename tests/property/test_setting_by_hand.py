"""Where the children most often missing live, and tops of places, in plain Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.demand import concentration, setting
from tests.lib.made import made_timelines

OPENS, CLOSES = date(2024, 1, 1), date(2024, 12, 31)
SETTINGS = ("family_home", "kinship", "childrens_home", None)

#: A child's incidents: how many from each of a few settings, one after another.
runs = st.lists(st.tuples(st.sampled_from(SETTINGS), st.integers(1, 9)), min_size=1, max_size=3)


@st.composite
def many_children(draw):
    rows = []
    for number, parts in enumerate(draw(st.lists(runs, min_size=1, max_size=12))):
        when = datetime(2024, 1, 2, 20) + timedelta(days=number)
        for lives, each in parts:
            for _ in range(each):
                rows.append({"child": f"c{number:02}", "reported": when, "setting": lives})
                when += timedelta(days=5)
    return rows


def by_child(rows):
    """Each child's settings, first incident first."""
    found = defaultdict(list)
    for row in sorted(rows, key=lambda row: row["reported"]):
        found[row["child"]].append(row["setting"] or "not_recorded")
    return found


def mostly(settings_of_child):
    """The setting of most incidents; of equals, that of the latest."""
    often = Counter(settings_of_child)
    most = max(often.values())
    return next(s for s in reversed(settings_of_child) if often[s] == most)


@settings(max_examples=40)
@given(many_children(), st.randoms())
def test_setting(rows, random):
    finding = setting(made_timelines(rows, opens=OPENS, closes=CLOSES, setting_from="x"), 1)
    found = by_child(rows)
    home = {child: mostly(lived) for child, lived in found.items()}
    if set(home.values()) == {"not_recorded"}:
        assert finding.refused.startswith("HW-N004")
        return
    sizes = {child: len(lived) for child, lived in found.items()}
    high = {child for child, n in sizes.items() if n >= 10}
    tenth = -(-len(sizes) // 10)
    edge = sorted(sizes.values(), reverse=True)[tenth - 1]
    top = {child for child, n in sizes.items() if n >= edge}
    theirs = sum(sizes[child] for child in high)

    def check(name, count, of, **by):
        e = finding.estimate(name, **by)
        assert (e.count or 0, e.of) == (count, of) or (of == 0 and e.value is None)

    check("share_of_incidents_by_high_repeaters", theirs, len(rows))
    families = {c for c in high if home[c] in ("family_home", "kinship", "foster")}
    check("share_of_high_repeaters_with_families", len(families), len(high))
    several = sum(len(set(lived) - {"not_recorded"}) > 1 for lived in found.values())
    check("share_of_children_in_more_than_one_setting", several, len(sizes))
    for place in {*home.values(), "family_home", "childrens_home"}:
        here = {child for child in sizes if home[child] == place}
        inside = sum(sizes[child] for child in here)
        of_high = sum(sizes[child] for child in here & high)
        by = {"setting": place}
        check("share_of_high_repeaters", len(here & high), len(high), **by)
        check("share_of_top_10_percent", len(here & top), len(top), **by)
        check("share_of_children_with_10_or_more", len(here & high), len(here), **by)
        check("share_of_incidents_by_high_repeaters", of_high, inside, **by)
        check("share_of_high_repeaters_incidents", of_high, theirs, **by)
        assert finding.estimate("children_with_10_or_more", **by).value == len(here & high)
        if here:
            mean = finding.estimate("incidents_per_child", **by).value
            assert mean == pytest.approx(inside / len(here))
    shuffled = made_timelines(
        random.sample(rows, len(rows)), opens=OPENS, closes=CLOSES, setting_from="x"
    )
    assert setting(shuffled, 1) == finding


spells = st.lists(
    st.tuples(st.integers(0, 3), st.integers(-40, 390), st.integers(0, 300)), max_size=8
)


@settings(max_examples=40)
@given(spells, st.lists(st.tuples(st.integers(0, 3), st.integers(0, 365)), min_size=1, max_size=12))
def test_years_placed(drawn, days):
    """A child is in one placement a day, and an incident counts on a day of one."""
    placed = [
        {"child": f"c{c}", "started": OPENS + timedelta(first), "placement_type": "foster",
         "ended": OPENS + timedelta(first + length)}
        for c, first, length in drawn
    ]  # fmt: skip
    rows = [
        {"child": f"c{c}", "reported": datetime(2024, 1, 1, 12) + timedelta(day),
         "setting": "foster"}
        for c, day in days
    ]  # fmt: skip
    made = made_timelines(rows, opens=OPENS, closes=CLOSES, partners={"placements": placed})
    e = setting(made, 1).estimate("incidents_per_placement_year", setting="foster")
    held = {(c, day) for c, first, length in drawn for day in range(first, first + length + 1)}
    # One that starts later ends the one before it, however long that was to last.
    for c in range(4):
        later = [(f, n) for who, f, n in drawn if who == c]
        for day in [d for who, d in held if who == c]:
            started = [(f, n) for f, n in later if f <= day]
            latest = max(f for f, _ in started)
            if not any(f == latest and f + n >= day for f, n in started):
                held.discard((c, day))
    inside = sum((c, day) in held for c, day in days)
    years = sum(0 <= day <= 365 for _, day in held) / 365.25
    assert e.left_out == len(days) - inside
    if inside >= 0.9 * len(days) and years >= 1:
        assert (e.count, e.exposure) == (inside, pytest.approx(years))
    else:
        assert e.value is None


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 34)), min_size=60, max_size=120),
    st.integers(0, 5),
)
def test_tops_of_places(pairs, unnamed):
    rows = [
        {"child": f"c{c}", "reported": datetime(2024, 3, 1, 12), "place": f"p{p:02}"}
        for c, p in pairs
    ]
    rows += [{"child": "x", "reported": datetime(2024, 3, 1, 12), "place": None}] * unnamed
    finding = concentration(made_timelines(rows), 1)
    often = Counter(f"p{p:02}" for _, p in pairs)
    order = sorted(often, key=lambda place: (-often[place], place))
    last = 0
    for percent in (1, 5, 10, 20):
        e = finding.estimate(f"share_of_incidents_by_top_{percent}_percent", unit="places")
        many = -(-len(order) * percent // 100)
        if min(many - last, len(order) - many) < 5:
            assert e.value is None
            continue
        last, top = many, set(order[:many])
        theirs = [(c, p) for c, p in pairs if f"p{p:02}" in top]
        assert (e.count, e.of, e.left_out) == (len(theirs), len(pairs), unnamed)
        assert (e.children, e.children_of) == (
            len({c for c, _ in theirs}), len({c for c, _ in pairs}),
        )  # fmt: skip
