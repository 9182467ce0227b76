"""`demand.risk` against its definition in a few lines of plain Python."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.demand import risk
from homeward.findings import Bundle
from homeward.release import release
from tests.lib.made import made_timelines

SCALE = ("none_apparent", "low", "medium", "high")
GRADES = (*SCALE, "absent_legacy", "not_recorded", None)
HARMS = (None, [], ["none_disclosed"], ["not_recorded"], ["substance"], ["none_disclosed", "other"])


@st.composite
def incident(draw):
    reported = datetime(2024, 1, 1) + timedelta(hours=draw(st.integers(0, 8000)))
    took = draw(st.none() | st.sampled_from([0, 3, 24, 25, 48, 49, 900]))
    return {
        "child": draw(st.sampled_from("ABCD")),
        "reported": reported,
        "found": None if took is None else reported + timedelta(hours=took),
        "setting": draw(st.sampled_from(("family_home", "childrens_home", None))),
        "risk_first": draw(st.sampled_from(GRADES)),
        "risk_last": draw(st.sampled_from(GRADES)),
        "harm": draw(st.sampled_from(HARMS)),
    }


def over(row, hours):
    """Yes, no or None: missing for longer than so many hours."""
    if row["found"]:
        return row["found"] - row["reported"] > timedelta(hours=hours)
    followed = datetime(2025, 1, 1) - row["reported"]
    return True if followed > timedelta(hours=hours) else None


def harmed(row):
    """Yes, no or None: an empty list was asked about, a blank one was not."""
    if row["harm"] is None or row["harm"] == ["not_recorded"]:
        return None
    return bool(set(row["harm"]) - {"none_disclosed"})


def regraded(row, way):
    first, last = row["risk_first"], row["risk_last"]
    if first not in SCALE or last not in SCALE:
        return None
    return (SCALE.index(last) - SCALE.index(first)) * way > 0


def on_scale(row, *wanted):
    return row["risk_first"] in wanted if row["risk_first"] in SCALE else None


def by_hand(rows, ask):
    """Count, of, children, children of, left out."""
    said = [(ask(row), row["child"]) for row in rows]
    yes, judged = ({c for a, c in said if a}, {c for a, c in said if a is not None})
    known = [a for a, _ in said if a is not None]
    return sum(known), len(known), len(yes), len(judged), len(said) - len(known)


def got(finding, name, **by):
    e = finding.estimate(name, **by)
    return e.count or 0, e.of, e.children or 0, e.children_of or 0, e.left_out


def asked(ends):
    """Each name with its question; without any end nothing is judged by time."""
    return {
        "share_first_graded_high": lambda r: on_scale(r, "high"),
        "share_first_graded_medium_or_high": lambda r: on_scale(r, "medium", "high"),
        "share_regraded_up": lambda r: regraded(r, 1),
        "share_regraded_down": lambda r: regraded(r, -1),
        "share_not_graded": lambda r: r["risk_first"] in (None, "not_recorded"),
    }, {
        "share_missing_over_24h": lambda r: over(r, 24) if ends else None,
        "share_missing_over_48h": lambda r: over(r, 48) if ends else None,
        "share_with_harm_recorded": harmed,
    }


@settings(max_examples=25)
@given(st.lists(incident(), min_size=1, max_size=16), st.randoms())
def test_risk(rows, random):
    finding = risk(made_timelines(rows), 1)
    if not any(row["risk_first"] in SCALE for row in rows):
        assert finding.refused.startswith("HW-N020")
        return
    gradings, outcomes = asked(any(row["found"] for row in rows))
    groups = [({}, rows)]
    if any(row["setting"] for row in rows):
        groups += [
            ({"setting": s or "not_recorded"}, [r for r in rows if r["setting"] == s])
            for s in {row["setting"] for row in rows}
        ]
    for by, mine in groups:
        for name, ask in gradings.items():
            assert got(finding, name, **by) == by_hand(mine, ask), (name, by)
    grades = {row["risk_first"] or "not_recorded" for row in rows}
    for grade in grades:
        mine = [row for row in rows if (row["risk_first"] or "not_recorded") == grade]
        for name, ask in outcomes.items():
            assert got(finding, name, risk_first=grade) == by_hand(mine, ask), (name, grade)
    for name, ask in outcomes.items():
        assert got(finding, name) == by_hand(rows, ask), name
    assert risk(made_timelines(random.sample(rows, len(rows))), 1) == finding


@settings(max_examples=15)
@given(st.lists(incident(), min_size=1, max_size=60))
def test_the_gate_takes_every_finding(rows):
    finding = risk(made_timelines(rows), 1)
    window = {"from": "2024-01-01", "to": "2024-12-31"}
    bundle = Bundle(True, window, "2025-01-01T00:00:00Z", "Made-up", (finding,))
    assert release(bundle).released
