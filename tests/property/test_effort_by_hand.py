"""`demand.effort` against its definition, one step after another in plain Python."""

from __future__ import annotations

from datetime import datetime, timedelta
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.demand import effort
from tests.lib.made import made_timelines

AT = datetime(2024, 3, 1, 12)
#: Spellings of two activities on the card and of one that is not.
ACTIVITIES = ("Attendance", "ATTENDANCE ", "Review", "re-view", "Review", "Phone call")
ROLES = ("PC", "p.c", "Sgt", None)
AGENCIES = ("Police", "Anytown Constabulary", "Council", None)

incident = st.fixed_dictionaries({
    "child": st.sampled_from("ABC"),
    "setting": st.sampled_from(("family_home", "childrens_home", None)),
    "risk_first": st.sampled_from(("high", "low", None)),
    "steps": st.lists(
        st.tuples(
            st.sampled_from(ACTIVITIES), st.sampled_from(ROLES), st.sampled_from(AGENCIES),
            st.none() | st.sampled_from([-60, 0, 59, 600, 1800, 3600, 86400, 86401]),
        ),
        max_size=5,
    ),
})  # fmt: skip
minutes = st.tuples(*[st.integers(0, 90)] * 3).map(sorted)


@st.composite
def card(draw):
    """Attendance by one role; reviews by one role or two."""
    roles = [("Attendance", "PC"), ("Review", "PC")]
    if draw(st.booleans()):
        roles.append(("review", "Sgt"))
    return [
        {"activity": activity, "role": role, "minutes_low": low, "minutes_likely": likely,
         "minutes_high": high, "cost_per_hour": draw(st.none() | st.integers(20, 60))}
        for activity, role in roles
        for low, likely, high in [draw(minutes)]
    ]  # fmt: skip


def folded(text):
    return " ".join((text or "").casefold().replace("-", " ").replace(".", " ").split())


def row_of(activity, role, rows):
    """The card's row for a step, or None: by both words, else by the only role."""
    same = [r for r in rows if folded(r["activity"]) == folded(activity)]
    exact = [r for r in same if folded(r["role"]) == folded(role)]
    return exact[0] if exact else same[0] if len(same) == 1 else None


def whose(agency):
    return {"Council": "partner", None: "unattributed"}.get(agency, "police")


def logged(incidents):
    for number, one in enumerate(incidents):
        for activity, role, agency, seconds in one["steps"]:
            end = None if seconds is None else AT + timedelta(seconds=seconds)
            yield {"incident": f"i{number}", "child": one["child"], "activity": activity,
                   "role": role, "agency": agency, "happened_at": AT, "ended_at": end}  # fmt: skip


def made(incidents, rows):
    episodes = [
        {"incident": f"i{n}", "reported": AT + timedelta(days=n), "found": AT + timedelta(days=n),
         **{key: one[key] for key in ("child", "setting", "risk_first")}}
        for n, one in enumerate(incidents)
    ]  # fmt: skip
    return made_timelines(episodes, partners={"steps": list(logged(incidents)), "effort": rows})


def hours(steps, rows, part):
    found = [row_of(activity, role, rows) for activity, role, _, _ in steps]
    return sum(row[f"minutes_{part}"] for row in found if row) / 60


@settings(max_examples=25)
@given(st.lists(incident, min_size=1, max_size=6), card())
def test_effort(incidents, rows):
    finding = effort(made(incidents, rows), 1)
    every = [step for one in incidents for step in one["steps"]]
    costed = [s for s in every if row_of(s[0], s[1], rows)]
    if not costed:
        assert finding.refused.startswith("HW-N022" if every else "HW-N021")
        return
    total = finding.estimate("hours")
    assert total.count == len(costed)
    assert [total.low, total.value, total.high] == pytest.approx(
        [hours(every, rows, part) for part in ("low", "likely", "high")]
    )
    share = finding.estimate("share_of_steps_costed")
    assert (share.count, share.of) == (len(costed), len(every))
    check_groups(finding, incidents, rows)
    check_lengths(finding, every, rows)


def check_groups(finding, incidents, rows):
    """Hours for each logged incident, of all and of each first grading, by whose."""
    (table,) = [t for t in finding.tables if t.name == "per_incident_by_risk_first"]
    for e in [*finding.estimates, *table.estimates]:
        if not e.name.endswith("hours_per_incident") or not e.of:
            continue
        wanted = e.by.get("risk_first")
        mine = [
            one for one in incidents
            if one["steps"] and wanted in (None, one["risk_first"] or "not_recorded")
        ]  # fmt: skip
        side = e.name.removesuffix("hours_per_incident").rstrip("_")
        steps = [s for one in mine for s in one["steps"] if side in ("", whose(s[2]))]
        assert e.of == len(mine)
        assert e.children_of == len({one["child"] for one in mine})
        assert e.value == pytest.approx(hours(steps, rows, "likely") / len(mine))


def check_lengths(finding, every, rows):
    """The median that the log records for each row of the card, and what is believed."""
    (table,) = [t for t in finding.tables if t.name == "by_activity"]
    for e in table.estimates:
        mine = [s for s in every if (r := row_of(s[0], s[1], rows)) and r["role"] == e.by["role"]
                and r["activity"] == e.by["activity"]]  # fmt: skip
        believed = [s[3] for s in mine if s[3] is not None and 0 <= s[3] <= 86400]
        if e.name == "steps":
            assert e.count == len(mine)
        if e.name == "recorded_minutes":
            wanted = median(believed) / 60 if believed else None
            assert e.value == (None if wanted is None else pytest.approx(wanted))
            assert e.left_out == len(mine) - len(believed)
    recorded = [s[3] for s in every if s[3] is not None]
    if recorded:
        e = finding.estimate("share_of_recorded_lengths_implausible")
        assert (e.count, e.of) == (sum(not 0 <= s <= 86400 for s in recorded), len(recorded))
