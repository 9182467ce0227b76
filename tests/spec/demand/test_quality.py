from __future__ import annotations

from homeward.demand import quality
from homeward.vocabulary.verdicts import State

title = "What the records can bear"
order = 6
text = """
A cell counts as recorded when it holds something other than a word for *not recorded*. A
column that no file supplied is not recorded at all, which is another thing than a share of
nought. What cannot be right is counted too: two reports at one instant, a report of a child
who was still missing, a date where a time was wanted.
"""


def test_a_word_for_not_recorded_is_not_recorded(spec):
    """Two of three incidents have a grading; nobody supplied the child's sex."""
    spec(
        given="""
            child | reported         | found            | risk_first
            ------+------------------+------------------+-------------
            Ana   | 2024-03-01 20:00 | 2024-03-02 06:00 | medium
            Ana   | 2024-04-01 20:00 | 2024-04-02 06:00 | not_recorded
            Ben   | 2024-03-01 20:00 |                  | high
        """,
        when=quality,
        then={
            "share_recorded[column=risk_first]": {"count": 2, "of": 3, "children": 2},
            "share_recorded[column=resolved]": {"count": 2, "of": 3, "children": 1},
            "share_recorded[column=sex]": {"value": None, "state": State.NOT_RECORDED},
        },
    )


def test_each_end_says_which_time_it_came_from(spec):
    """Of the two incidents that ended, one was closed with no other time."""
    spec(
        given="""
            child | reported         | found            | cancelled
            ------+------------------+------------------+-----------------
            Ana   | 2024-03-01 20:00 | 2024-03-02 06:00 | 2024-03-02 09:00
            Ben   | 2024-03-01 20:00 |                  | 2024-03-02 09:00
            Cal   | 2024-12-31 20:00 |                  |
        """,
        when=quality,
        then={
            "share_resolved_from[resolved_from=found]": {"count": 1, "of": 2, "left_out": 1},
            "share_resolved_from[resolved_from=cancelled]": {"count": 1, "of": 2},
        },
    )


def test_what_the_gaps_allow(spec):
    """Found within a day, found after three, and found on a date that leaves it open: the
    share within 24 hours is at least one in three and at most two."""
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ana   | 2024-03-01 20:00 | 2024-03-02 06:00
            Ben   | 2024-03-01 20:00 | 2024-03-04 20:00
            Cal   | 2024-03-01 20:00 | 2024-03-02
        """,
        when=quality,
        then={
            "share_found_within_24h_lowest": {"value": 0.3333, "count": 1, "of": 3},
            "share_found_within_24h_highest": {"value": 0.6667, "count": 2, "of": 3},
            "times[column=resolved,flag=date_only]": {"count": 1},
        },
    )


def test_an_incident_open_for_over_a_day_was_not_found_within_one(spec):
    """Dee has been missing for ten days: not within 24 hours. Eve, for ten hours: she may be
    found within 24. One of three is the lowest, two the highest."""
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ana   | 2024-03-01 20:00 | 2024-03-02 06:00
            Dee   | 2024-03-01 20:00 |
            Eve   | 2024-03-10 14:00 |
        """,
        when=quality,
        window=("2024-03-01", "2024-03-10"),
        then={
            "share_found_within_24h_lowest": {"count": 1, "of": 3},
            "share_found_within_24h_highest": {"count": 2, "of": 3},
        },
    )


def test_two_reports_at_one_instant_may_be_one(spec):
    """Ana's report is there twice under two references; Ben's is another child's."""
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ana   | 2024-03-01 20:00 | 2024-03-01 20:00
            Ana   | 2024-03-01 20:00 | 2024-03-01 23:00
            Ben   | 2024-03-01 20:00 | 2024-03-02 06:00
        """,
        when=quality,
        then={"possible_duplicates": {"count": 1, "children": 1}},
    )


def test_nobody_can_be_reported_while_still_missing(spec):
    """Ana is reported again two hours before she was found; Ben, after an incident that was
    never closed. Cal's second report comes at the minute he was found, which can be."""
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ana   | 2024-03-01 20:00 | 2024-03-02 06:00
            Ana   | 2024-03-02 04:00 | 2024-03-02 09:00
            Ben   | 2024-03-01 20:00 |
            Ben   | 2024-05-01 20:00 | 2024-05-02 06:00
            Cal   | 2024-03-01 20:00 | 2024-03-02 06:00
            Cal   | 2024-03-02 06:00 | 2024-03-02 09:00
        """,
        when=quality,
        then={"reports_while_still_missing": {"count": 2, "children": 2}},
    )


def test_no_incident_is_nothing_to_check(spec):
    """Nothing was used, so nothing can be said about it."""
    spec.refuses(
        given="""
            child | reported | found
            ------+----------+------
        """,
        when=quality,
        because=("HW-N003", "longer window"),
    )
