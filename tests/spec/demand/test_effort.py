from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import ibis

from homeward.demand import effort
from homeward.timelines.partners import steps_of
from homeward.timelines.schema import EFFORT, STEPS
from tests.lib.made import arrow

title = "Hours of the response"
order = 10
text = """
Each logged step of an incident that counts is one use of its activity by its role. Times
logged, multiplied by the minutes of the rate card, are hours; hours multiplied by the card's
cost of an hour are pounds. A range runs from the card's least minutes to its most and is no
statistical interval. No cost of an incident is given, and hours are capacity, not cashable
pounds. In the cases below the rate card is: attendance by a PC, 30 to 120 minutes and
60 likely, at 40 pounds an hour; a review by a sergeant, 15 minutes with no range; a review
by an inspector, 20 to 40 and 30 likely.
"""

CARD = (
    ("Attendance", "PC", 30, 60, 120, 40),
    ("Supervisor review", "Sergeant", None, 15, None, 50),
    ("Supervisor review", "Inspector", 20, 30, 40, 60),
)


def _card():
    names = ("activity", "role", "minutes_low", "minutes_likely", "minutes_high", "cost_per_hour")
    return [dict(zip(names, row, strict=True)) for row in CARD]


def _steps(logged):
    """Rows of the log: incident, child, activity, role, agency, and minutes it took."""
    for number, (incident, child, activity, role, agency, minutes) in enumerate(logged):
        at = datetime(2024, 3, 1, 20)
        end = None if minutes is None else at.replace(hour=20 + minutes // 60, minute=minutes % 60)
        yield {
            "incident": incident, "child": child, "activity": activity, "role": role,
            "agency": agency, "happened_at": at, "ended_at": end, "ordinal": number,
        }  # fmt: skip


def _effort_of(*logged):
    def when(timelines, seed):
        tables = {"steps": arrow(_steps(logged), STEPS), "effort": arrow(_card(), EFFORT)}
        held = {name: ibis.memtable(table) for name, table in tables.items()}
        held["steps"] = steps_of(held["steps"], timelines.episodes)
        partners = {**timelines.partners, **held}
        return effort(replace(timelines, partners=partners, held=frozenset(held)), seed)

    return when


INCIDENTS = """
    child | reported         | found            | incident
    ------+------------------+------------------+---------
    Ana   | 2024-03-01 20:00 | 2024-03-02 06:00 | A1
    Ana   | 2024-03-05 20:00 | 2024-03-06 06:00 | A2
    Ben   | 2024-03-01 20:00 | 2024-03-02 06:00 | B1
"""


def test_steps_multiplied_by_minutes_are_hours(spec):
    """A1 is attended once and B1 twice; A2 has no log. Three attendances are three hours, an
    hour and a half at least and six at most; two incidents are logged."""
    attended = "ATTENDANCE", "P.C.", "Police", None
    spec(
        given=INCIDENTS,
        when=_effort_of(
            ("A1", "Ana", *attended), ("B1", "Ben", *attended), ("B1", "Ben", *attended)
        ),
        then={
            "share_of_incidents_logged": {"count": 2, "of": 3},
            "hours": {"value": 3.0, "low": 1.5, "high": 6.0, "count": 3, "children": 2},
            "police_hours_per_incident": {"value": 1.5, "of": 2, "children_of": 2, "left_out": 1},
            "by_activity.cost[activity=Attendance,role=PC]": {"value": 120.0, "high": 240.0},
        },
    )


def test_a_role_that_is_not_on_the_card(spec):
    """A sergeant attends: the card has one role for attendance, and its minutes are used. An
    unnamed role reviews: the card has two roles for reviews, so nobody can tell the minutes."""
    spec(
        given=INCIDENTS,
        when=_effort_of(
            ("A1", "Ana", "Attendance", "Sergeant", "Police", None),
            ("A1", "Ana", "Supervisor review", None, "Police", None),
        ),
        then={
            "share_of_steps_costed": {"count": 1, "of": 2},
            "hours": {"value": 1.0, "count": 1},
            "not_costed.steps[activity=other]": {"count": 1, "children": 1},
        },
    )


def test_whose_time_it_is(spec):
    """The council's attendance is partners' time; a log that names no agency for a step is
    neither police nor partner."""
    spec(
        given=INCIDENTS,
        when=_effort_of(
            ("A1", "Ana", "Attendance", "PC", "Anytown Police", None),
            ("A1", "Ana", "Attendance", "PC", "Children's Services", None),
            ("A1", "Ana", "Attendance", "PC", None, None),
        ),
        then={
            "hours_per_incident": {"value": 3.0},
            "police_hours_per_incident": {"value": 1.0},
            "partner_hours_per_incident": {"value": 1.0},
            "unattributed_hours_per_incident": {"value": 1.0},
        },
    )


def test_lengths_that_the_log_records_stand_beside_the_card(spec):
    """Two reviews took 20 and 40 minutes by the log, 30 in the middle; a third has no end.
    Twenty and forty are inside the inspector's range, its ends included."""
    spec(
        given=INCIDENTS,
        when=_effort_of(
            ("A1", "Ana", "Supervisor review", "Inspector", "Police", 20),
            ("A1", "Ana", "Supervisor review", "Inspector", "Police", 40),
            ("B1", "Ben", "Supervisor review", "Inspector", "Police", None),
        ),
        then={
            "by_activity.recorded_minutes[activity=Supervisor review,role=Inspector]": {
                "value": 30.0,
                "count": 2,
                "left_out": 1,
            },
            "share_of_recorded_lengths_within_card": {"count": 2, "of": 2},
            "share_of_recorded_lengths_implausible": {"count": 0, "of": 2},
        },
    )


def test_without_a_log_nothing_is_invented(spec):
    """A rate card alone says how long things take, not how often they are done."""
    spec.refuses(given=INCIDENTS, when=effort, because=("HW-N021", "no log"))
