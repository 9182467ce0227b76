from __future__ import annotations

from homeward.demand import duration

title = "Time missing"
order = 2
text = """
Time missing runs from the report (headline) or from when the child was last seen, to the
time found, else returned, else closed or cancelled. A child was found within a limit when
the longest time the records allow is within it, and was not when the shortest is beyond
it. Where the records leave it open, the incident is left out and counted. Where that is so of
more than 2 in 100 of those with any bounds, or they could move the share out of its own
interval, what is left hangs on how long incidents lasted: the share is not given, and its
lowest and highest are. A share of 0 or 100% has the widest design effect that its children
allow, the sum of squares of each child's incidents over the sum of incidents; else it is the
variance over children over that of independent incidents.
"""


def test_the_last_instant_counts(spec):
    """Ana is found exactly 24 hours after the report, Ben a minute later."""
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ana   | 2024-03-01 20:00 | 2024-03-02 20:00
            Ben   | 2024-03-01 20:00 | 2024-03-02 20:01
        """,
        when=duration,
        then={"share_found_within_24h": {"count": 1, "of": 2, "left_out": 0}},
    )


def test_hours_pass_when_the_clocks_change(spec):
    """The clocks go forward on 31 March 2024: from 20:00 to 20:00 is 23 hours. Ben is found
    at 21:00 and has been missing for 24."""
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ana   | 2024-03-30 20:00 | 2024-03-31 20:00
            Ben   | 2024-03-30 20:00 | 2024-03-31 21:00
        """,
        when=duration,
        then={
            "share_found_within_24h": {"count": 2, "of": 2, "left_out": 0},
            "median_hours[from=reported]": {"value": 23.0},
        },
    )


def test_found_comes_before_returned_and_closed(spec):
    """Ana was found after 3 hours and the report closed a day later. Ben has only a closing
    time, which stands for the end: `demand.quality` says how often."""
    spec(
        given="""
            child | reported         | found            | cancelled
            ------+------------------+------------------+-----------------
            Ana   | 2024-03-01 20:00 | 2024-03-01 23:00 | 2024-03-02 22:00
            Ben   | 2024-03-01 20:00 |                  | 2024-03-02 22:00
        """,
        when=duration,
        then={
            "share_found_within_8h": {"count": 1, "of": 2, "left_out": 0},
            "share_found_within_48h": {"count": 2, "of": 2, "left_out": 0},
        },
    )


def test_a_child_still_missing_counts_once_followed_past_the_limit(spec):
    """The records close at the end of 10 March. Cal, still missing after ten hours, was not
    found within 8 hours; whether within 24, nobody can know yet."""
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ana   | 2024-03-01 20:00 | 2024-03-01 23:00
            Cal   | 2024-03-10 14:00 |
        """,
        when=duration,
        window=("2024-03-01", "2024-03-10"),
        then={
            "share_found_within_8h": {"count": 1, "of": 2, "left_out": 0},
            "share_found_within_24h": {"count": 1, "of": 1, "left_out": 1},
        },
    )


def test_a_date_alone_decides_what_it_can(spec):
    """Ana was found some time on 2 March: within 2 to 48 hours of report. That settles
    28 days and two days, but not 8 or 24 hours: there, with her, half or all were found. No
    median is given where so many are known only to the day."""
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ana   | 2024-03-01 22:00 | 2024-03-02
            Ben   | 2024-03-01 20:00 | 2024-03-02 01:00
        """,
        when=duration,
        then={
            "share_found_within_8h": {"value": None, "left_out": 2},
            "share_found_within_24h": {"value": None, "left_out": 2},
            "share_found_within_24h_lowest": {"value": 0.5, "count": 1, "of": 2},
            "share_found_within_24h_highest": {"value": 1.0, "count": 2, "of": 2},
            "share_found_within_48h": {"count": 2, "of": 2, "left_out": 0},
            "share_found_within_28d": {"count": 2, "of": 2, "left_out": 0},
            "median_hours[from=reported]": {"value": None, "of": 1, "left_out": 1},
        },
    )


def test_by_dates_alone_only_the_long_could_be_judged(spec):
    """Four are found by the next day, and nobody can tell which within 24 hours; Eve after
    three days, surely not. Of those that could be judged none was found within 24 hours:
    that is no answer. Up to four of five were."""
    spec(
        given="""
            child | reported   | found
            ------+------------+-----------
            Ana   | 2024-03-01 | 2024-03-01
            Ben   | 2024-03-01 | 2024-03-02
            Cal   | 2024-03-05 | 2024-03-06
            Dee   | 2024-03-05 | 2024-03-06
            Eve   | 2024-03-01 | 2024-03-04
        """,
        when=duration,
        then={
            "share_found_within_8h": {"value": None, "left_out": 5},
            "share_found_within_8h_lowest": {"value": 0.0, "count": 0, "of": 5},
            "share_found_within_8h_highest": {"value": 0.8, "count": 4, "of": 5},
            "share_found_within_24h_lowest": {"value": 0.2, "count": 1, "of": 5},
            "share_found_within_24h_highest": {"value": 0.8, "count": 4, "of": 5},
            "share_found_within_7d": {"count": 5, "of": 5},
        },
    )


def test_from_last_seen_is_longer_and_needs_the_time(spec):
    """Ana was last seen three hours before the report. Nobody recorded when Ben was."""
    spec(
        given="""
            child | last_seen        | reported         | found
            ------+------------------+------------------+-----------------
            Ana   | 2024-03-01 17:00 | 2024-03-01 20:00 | 2024-03-02 02:00
            Ben   |                  | 2024-03-01 20:00 | 2024-03-01 21:00
        """,
        when=duration,
        then={
            "share_found_within_8h": {"count": 2, "of": 2, "left_out": 0},
            "share_found_within_8h[from=last_seen]": {"count": 0, "of": 1, "left_out": 1},
            "median_hours[from=last_seen]": {"value": 9.0, "of": 1, "left_out": 1},
        },
    )


def test_the_median_keeps_children_who_are_still_missing(spec):
    """Found after 2, 4 and 30 hours, and one open for at least ten days: half were back at
    4 hours. Leaving the open one out would be kinder to the record than to the child."""
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ana   | 2024-03-01 20:00 | 2024-03-01 22:00
            Ben   | 2024-03-01 20:00 | 2024-03-02 00:00
            Cal   | 2024-03-01 20:00 | 2024-03-03 02:00
            Dee   | 2024-03-01 20:00 |
        """,
        when=duration,
        window=("2024-03-01", "2024-03-11"),
        then={
            "median_hours[from=reported]": {"value": 4.0, "count": 3, "of": 4, "left_out": 0},
            "still_missing.share_still_missing[setting=all,hours=48]": {
                "value": 0.25,
                "count": 1,
                "children": 1,
            },
        },
    )


def test_one_child_is_one_child_however_many_incidents(spec):
    """Ana's three incidents are alike and so tell less than three children's would.

    Incidents weigh three times what they would alone. That rests on two children, one of whom
    has most: Student's t for them is nearly twice the normal quantile, so the effect is raised to
    close on four times as much.
    """
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ana   | 2024-03-01 20:00 | 2024-03-01 21:00
            Ana   | 2024-03-05 20:00 | 2024-03-05 21:00
            Ana   | 2024-03-09 20:00 | 2024-03-09 21:00
            Ben   | 2024-03-01 20:00 | 2024-03-04 20:00
        """,
        when=duration,
        then={
            "share_found_within_24h": {
                "count": 3,
                "of": 4,
                "children": 1,
                "children_of": 2,
                "design_effect": 11.7294087962,
            }
        },
    )


def test_no_end_recorded_is_no_answer(spec):
    """No file says when anybody was found, came back, or had the report closed."""
    spec.refuses(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ana   | 2024-03-01 20:00 |
            Ben   | 2024-03-02 20:00 |
        """,
        when=duration,
        because=("HW-N001", "Map `found`"),
    )
