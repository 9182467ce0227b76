from __future__ import annotations

title = "Episode"
order = 1
text = """
An episode is an incident that the plan counts as missing, from its report to its end. The end
is *found*; where that is blank, *returned*; where that is blank too, *cancelled* or closed; and
every episode says which. With no end the child's last episode is open, and lasted at least until
the records close; an earlier one is unknown, since the child was reported again.
Episodes of a child are numbered in the order of their reports.
"""


def episodes(tables):
    return {f"{row['child']} {row['ordinal']}": row for row in tables["episodes"]}


def test_each_end_says_where_it_came_from(spec):
    """Ana was found and her report closed next day; Ben only has a closure; Cal has no end."""
    spec(
        given="""
            child | reported         | found            | cancelled
            ------+------------------+------------------+-----------------
            Ana   | 2024-03-01 20:00 | 2024-03-02 06:00 | 2024-03-03 09:00
            Ben   | 2024-03-01 20:00 |                  | 2024-03-02 09:00
            Cal   | 2024-12-31 20:00 |                  |
        """,
        when=episodes,
        then={
            "Ana 1": {"resolved_from": "found", "hours_low": 10.0, "hours_high": 10.0},
            "Ben 1": {"resolved_from": "cancelled", "hours_low": 13.0, "hours_high": 13.0},
            "Cal 1": {"resolved_from": "none", "hours_low": 4.0, "hours_high": None},
        },
    )


def test_a_date_alone_gives_bounds_and_no_midnight(spec):
    """Ana was found some time on 2 March: between 4 and 28 hours after her report."""
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------
            Ana   | 2024-03-01 20:00 | 2024-03-02
        """,
        when=episodes,
        then={"Ana 1": {"ending": "bounded", "hours_low": 4.0, "hours_high": 28.0}},
    )


def test_an_hour_that_happened_twice_gives_bounds(spec):
    """Ben was found at 01:30 on the night the clocks went back: one of two instants."""
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ben   | 2024-10-26 22:30 | 2024-10-27 01:30
        """,
        when=episodes,
        then={"Ben 1": {"ending": "bounded", "hours_low": 3.0, "hours_high": 4.0}},
    )


def test_episodes_are_numbered_by_report(spec):
    """Whatever order the rows come in."""
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ana   | 2024-05-01 20:00 | 2024-05-02 06:00
            Ana   | 2024-03-01 20:00 | 2024-03-01 21:00
        """,
        when=episodes,
        then={
            "Ana 1": {"hours_low": 1.0, "episodes_of_child": 2},
            "Ana 2": {"hours_low": 10.0, "episodes_of_child": 2},
        },
    )


def test_no_end_and_reported_again_is_not_still_missing(spec):
    """Nobody wrote when Ana came back in March, but she was reported again in May: she had been
    back, or one absence was reported twice. Nothing is said of how long March lasted."""
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ana   | 2024-03-01 20:00 |
            Ana   | 2024-05-01 20:00 | 2024-05-01 21:00
        """,
        when=episodes,
        then={
            "Ana 1": {"ending": "unknown", "hours_low": None, "hours_high": None},
            "Ana 2": {"ending": "timed", "hours_low": 1.0, "hours_high": 1.0},
        },
    )
