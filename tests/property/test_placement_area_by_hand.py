"""`demand.placement_area` against a slow count, day by day, in plain Python."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from homeward.demand.placement_area import placement_area
from homeward.timelines.definitions import Definitions
from tests.lib.made import made_timelines

OPENS, CLOSES = date(2024, 1, 1), date(2024, 6, 30)
LOCAL = Definitions(local_authorities=("Madeup Council",))
KIND = {
    ("Madeup Council", "Madeup Council"): "local_here",
    ("Madeup Council", "Example"): "local_elsewhere",
    ("Example", "Madeup Council"): "other_here",
    ("Example", "Specimen"): None,
}
LOCALITY = {
    "local_here": "in_area", "other_here": "out_of_area", "local_elsewhere": "out_of_area",
    "not_placed": "not_applicable", "not_recorded": "out_of_area", None: None,
}  # fmt: skip
DAYS = (CLOSES - OPENS).days + 1


@st.composite
def spell(draw):
    start = OPENS + timedelta(draw(st.integers(-60, DAYS)))
    length = draw(st.none() | st.integers(0, 90))
    responsible, host = draw(st.sampled_from(list(KIND)))
    return {
        "child": draw(st.sampled_from("ABCDEFG")),
        "started": start,
        "ended": None if length is None else start + timedelta(length),
        "responsible_authority": responsible,
        "host_authority": host,
        "placement_type": draw(st.sampled_from([None, "foster", "childrens_home"])),
    }


@st.composite
def incident(draw):
    day = OPENS + timedelta(draw(st.integers(0, DAYS - 1)))
    kind = draw(st.sampled_from(list(LOCALITY)))
    reported = datetime(day.year, day.month, day.day, 20)
    return {
        "child": draw(st.sampled_from("ABCDE")),
        "reported": reported,
        "last_seen": draw(st.none() | st.just(reported - timedelta(hours=21))),
        "placement_kind": kind,
        "placement_locality": LOCALITY[kind],
    }


def where(child, day, spells):
    """The spell that a child is in on a day: the last begun, if it has not ended."""
    begun = [s for s in spells if s["child"] == child and s["started"] <= day]
    if not begun:
        return None
    last = max(begun, key=lambda s: (s["started"], s["ended"] or date.max))
    return last if last["ended"] is None or day <= last["ended"] else None


def kind_on(child, day, spells):
    found = where(child, day, spells)
    return KIND[found["responsible_authority"], found["host_authority"]] if found else None


def alone(spells):
    """Without spells that begin on the same day for the same child: either could be the one."""
    seen, out = set(), []
    for one in spells:
        key = one["child"], one["started"]
        out += [] if key in seen else [one]
        seen.add(key)
    return out


def made(rows, spells):
    return made_timelines(
        rows, opens=OPENS, closes=CLOSES, partners={"placements": spells}, definitions=LOCAL,
        supplied={"placement_locality", "placing_authority"},
    )  # fmt: skip


@settings(max_examples=30)
@given(st.lists(incident(), min_size=1, max_size=20), st.lists(spell(), max_size=12).map(alone))
def test_shares_and_coverage(rows, spells):
    finding = placement_area(made(rows, spells), 1)
    told = [row for row in rows if row["placement_locality"] in ("in_area", "out_of_area")]
    if not told:
        assert finding.refused.startswith("HW-N003")
        return
    out = finding.estimate("share_of_incidents_out_of_area")
    unsaid = [row for row in rows if row["placement_locality"] is None]
    assert (out.of, out.left_out) == (len(told), len(unsaid))
    assert out.count == sum(row["placement_locality"] == "out_of_area" for row in told)
    untold = sum(
        row["placement_locality"] == "out_of_area" and row["placement_kind"] not in AWAY
        for row in told
    )
    refused = 0 < out.count <= 2 * untold
    for kind in ("local_here", "local_elsewhere", "other_here", "not_recorded"):
        mine = [row for row in told if row["placement_kind"] == kind]
        if refused and kind in AWAY:
            assert finding.estimate("share_of_incidents", placement_kind=kind).value is None
            continue
        assert finding.estimate("share_of_incidents", placement_kind=kind).count == len(mine)
        children = len({row["child"] for row in mine})
        assert finding.estimate("share_of_children", placement_kind=kind).count == children
    for kind in () if refused else ("local_here", "other_here"):
        mine = [row for row in rows if row["placement_kind"] == kind]
        held = [r for r in mine if in_window(r) and kind_on(r["child"], began(r), spells) == kind]
        found = finding.estimate("share_of_incidents_covered_by_spells", placement_kind=kind)
        assert ((found.count or 0), found.of) == (len(held), len(mine))


AWAY = ("local_elsewhere", "other_here")


def began(row):
    return (row["last_seen"] or row["reported"]).date()


def in_window(row):
    return OPENS <= began(row) <= CLOSES


@settings(max_examples=25)
@given(st.lists(spell(), min_size=2, max_size=12).map(alone), st.data())
def test_rates_count_every_day_of_placement(spells, data):
    """Incidents are drawn on days of placement, so that spells cover them all."""
    days = {"local_here": [], "other_here": []}
    for child in "ABCDEFG":
        for n in range(DAYS):
            kind = kind_on(child, OPENS + timedelta(n), spells)
            if kind in days:
                days[kind].append((child, n))
    assume(all(days.values()))
    rows = []
    for kind, placed in days.items():
        for child, n in data.draw(st.lists(st.sampled_from(placed), min_size=1, max_size=6)):
            at = datetime(OPENS.year, 1, 1, 20) + timedelta(n)
            locality = LOCALITY[kind]
            rows.append({"child": child, "reported": at, "placement_kind": kind,
                         "placement_locality": locality})  # fmt: skip
    finding = placement_area(made(rows, spells), 1)
    for kind, placed in days.items():
        rate = finding.estimate("incidents_per_placement_year", placement_kind=kind)
        assert rate.count == sum(row["placement_kind"] == kind for row in rows)
        assert rate.exposure == pytest.approx(len(placed) / 365.25)
        assert rate.children_of == len({child for child, _ in placed})
        assert rate.children == len({r["child"] for r in rows if r["placement_kind"] == kind})


def county(seed, ratio, n=240):
    """Placed children of both kinds, their rates uneven, and their incidents day by day."""
    rng = np.random.default_rng(seed)
    rows, spells = [], []
    for number in range(n):
        other = number % 3 == 0
        kind = "other_here" if other else "local_here"
        start, days = int(rng.integers(-30, 90)), int(rng.integers(20, 160))
        setting = ("foster", "childrens_home")[rng.random() < (0.3, 0.7)[other]]
        rate = rng.gamma(0.5, 2) * 0.02 * (1, 3)[setting == "childrens_home"] * (1, ratio)[other]
        first = OPENS + timedelta(start)
        spells.append({
            "child": f"c{number:03d}", "started": first, "ended": first + timedelta(days),
            "responsible_authority": "Example" if other else "Madeup Council",
            "host_authority": "madeup  council", "placement_type": setting,
        })  # fmt: skip
        for day in range(days + 1):
            on = first + timedelta(day)
            for _ in range(rng.poisson(rate) if OPENS <= on <= CLOSES else 0):
                rows.append({
                    "child": f"c{number:03d}", "reported": datetime(on.year, on.month, on.day, 20),
                    "placement_kind": kind, "placement_locality": LOCALITY[kind],
                })  # fmt: skip
    return made(rows, spells)


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_a_planted_ratio_is_recovered(ratio):
    """Twenty counties; homes have three times the rate and more of the others' children, so
    the crude ratio is too high and the adjusted one is not. Exact 95% cover would give 19 of
    20; fewer than 16 has a chance of three in a thousand."""
    found = [placement_area(county(seed, ratio), seed) for seed in range(20)]
    held = [f.estimate("rate_ratio_out_of_area", adjusted=True) for f in found]
    crude = [f.estimate("rate_ratio_out_of_area", adjusted=False) for f in found]
    assert sum(e.low <= ratio <= e.high for e in held) >= 16
    assert np.exp(np.mean([np.log(e.value) for e in held])) == pytest.approx(ratio, rel=0.12)
    assert np.exp(np.mean([np.log(e.value) for e in crude])) > 1.3 * ratio
