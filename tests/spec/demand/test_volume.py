from __future__ import annotations

from homeward.demand import volume
from homeward.vocabulary.verdicts import State

title = "Incidents and children"
order = 1
text = """
An incident is a report to police of a type that the plan counts as missing, made in the
study window. It belongs to the UK local year and month of the report. A child is counted
once in each group, however many incidents there are.

Trend, season and the shifts at marked changes are told from one model of incidents by month,
with the days of the month as exposure. The trend is how many times the incidents of a year are
those of the year before, apart from season and shifts. The season is the busiest month of the
year against the quietest. A shift is how many times the incidents to be expected there were while
a change held. It is what the records show: a change of recording and a change in what happened
cannot be told apart by it. Two whole years with five incidents a month are needed, and three months
on either side of a change.

Children, not incidents, are what comes by chance: an interval knows that the same child is missing
again, in the same month and in the next, and how few children it rests on in effect. In a setting
whose places are named it also knows that children of one place may be missing together.
"""


def test_a_child_counts_once_and_every_report_counts(spec):
    """Ana is reported twice, Ben once: three incidents of two children."""
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ana   | 2024-03-01 20:00 | 2024-03-02 06:00
            Ana   | 2024-05-01 20:00 | 2024-05-01 23:00
            Ben   | 2024-03-01 21:00 | 2024-03-02 06:00
        """,
        when=volume,
        then={
            "incidents": {"count": 3, "children": 2},
            "children": {"count": 2},
            "incidents_per_child": {"value": 1.5, "count": 3, "of": 2},
            "incidents_per_month": {"value": 0.25, "exposure": 12.0},
        },
    )


def test_the_local_month_of_the_report_decides(spec):
    """Ana is reported late on 31 May and found in June. Ben is reported at half past
    midnight on 1 June, British Summer Time, which is still May by universal time."""
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ana   | 2024-05-31 23:50 | 2024-06-02 06:00
            Ben   | 2024-06-01 00:30 | 2024-06-01 06:00
        """,
        when=volume,
        then={
            "by_month.incidents[year=2024,month=5]": {"count": 1},
            "by_month.incidents[year=2024,month=6]": {"count": 1},
            "by_month.incidents[year=2024,month=7]": {"count": 0},
        },
    )


def test_part_of_a_month_counts_as_part(spec):
    """The window holds 15 of the 30 days of April and the whole of May: a month and a half."""
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ana   | 2024-04-20 20:00 | 2024-04-21 06:00
            Ben   | 2024-05-01 20:00 | 2024-05-02 06:00
            Cal   | 2024-05-09 20:00 | 2024-05-10 06:00
        """,
        when=volume,
        window=("2024-04-16", "2024-05-31"),
        then={"incidents_per_month": {"value": 2.0, "count": 3, "exposure": 1.5}},
    )


def test_a_child_in_two_settings_is_counted_in_each(spec):
    """Ana moves from a family home to a children's home: one child, once in each."""
    spec(
        given="""
            child | reported         | found            | setting
            ------+------------------+------------------+---------------
            Ana   | 2024-03-01 20:00 | 2024-03-02 06:00 | family_home
            Ana   | 2024-05-01 20:00 | 2024-05-01 23:00 | childrens_home
            Ben   | 2024-03-01 21:00 | 2024-03-02 06:00 | family_home
        """,
        when=volume,
        then={
            "children": {"count": 2},
            "children[setting=family_home]": {"count": 2},
            "children[setting=childrens_home]": {"count": 1},
        },
    )


def test_less_than_two_years_tell_no_trend_and_no_season(spec):
    """A second spring, but no second winter: a rise cannot be told from the time of the year."""
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ana   | 2023-04-20 20:00 | 2023-04-21 06:00
            Ben   | 2024-04-01 20:00 | 2024-04-02 06:00
            Cal   | 2024-05-09 20:00 | 2024-05-10 06:00
        """,
        when=volume,
        window=("2023-01-01", "2024-06-30"),
        then={
            "trend_ratio_per_year": {"value": None, "state": State.REFUSED},
            "season_peak_to_trough_ratio": {"value": None, "state": State.REFUSED},
        },
    )


def test_no_incident_is_no_answer(spec):
    """Nothing was reported in the window: there is nothing to describe."""
    spec.refuses(
        given="""
            child | reported | found
            ------+----------+------
        """,
        when=volume,
        because=("HW-N003", "longer window"),
    )
