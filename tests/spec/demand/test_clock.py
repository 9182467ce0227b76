from __future__ import annotations

from homeward.demand import clock

title = "Hour and night"
order = 3
text = """
Hours are UK local time, of when the child was last seen (headline) or reported (second).
The tested window runs from 22:00 up to 01:00 and is set against the whole day, of which it
is an eighth. A night runs from 18:00 to 06:00 and belongs to its evening; Friday and
Saturday nights are set against the other nights of the study window.
"""


def test_the_window_begins_at_22_00_and_ends_before_01_00(spec):
    """Two of four fall in an eighth of the day: four times the rate of the whole."""
    spec(
        given="""
            child | last_seen        | reported         | found
            ------+------------------+------------------+-----------------
            Ana   | 2024-03-04 21:59 | 2024-03-05 00:00 | 2024-03-05 06:00
            Ben   | 2024-03-04 22:00 | 2024-03-05 00:00 | 2024-03-05 06:00
            Cal   | 2024-03-05 00:59 | 2024-03-05 02:00 | 2024-03-05 06:00
            Dee   | 2024-03-05 01:00 | 2024-03-05 02:00 | 2024-03-05 06:00
        """,
        when=clock,
        then={
            "share_22_to_01": {"value": 0.5, "count": 2, "of": 4, "left_out": 0},
            "rate_ratio_22_to_01": {"value": 4.0, "exposure": 0.125, "reference": "whole"},
        },
    )


def test_last_seen_comes_first_and_reported_second(spec):
    """Last seen at 23:00, reported next morning. Nobody recorded when Ben was last seen: he
    is left out of the headline, and no report time is put in its place."""
    spec(
        given="""
            child | last_seen        | reported         | found
            ------+------------------+------------------+-----------------
            Ana   | 2024-03-04 23:00 | 2024-03-05 08:00 | 2024-03-05 09:00
            Ben   |                  | 2024-03-05 23:30 | 2024-03-06 09:00
        """,
        when=clock,
        then={
            "share_22_to_01": {"count": 1, "of": 1, "left_out": 1},
            "share_22_to_01[from=reported]": {"count": 1, "of": 2, "left_out": 0},
        },
    )


def test_where_nobody_wrote_when_last_seen_the_report_stands_in(spec):
    """No file holds last seen, so the headline is when police were told, and says so."""
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ana   | 2024-03-04 23:00 | 2024-03-05 08:00
            Ben   | 2024-03-05 12:00 | 2024-03-06 09:00
        """,
        when=clock,
        then={"share_22_to_01": {"count": 1, "of": 2, "left_out": 0}},
    )


def test_a_night_belongs_to_its_evening(spec):
    """9 March 2024 is a Saturday. 00:30 on Sunday is Saturday night and 05:59 on Saturday is
    Friday night; 00:30 on Monday is Sunday night. Noon is no night. The window is two whole
    weeks, so 2 of 7 nights are weekend nights: (2 of 2/7) against (1 of 5/7) is 5 times."""
    spec(
        given="""
            child | last_seen        | reported         | found
            ------+------------------+------------------+-----------------
            Ana   | 2024-03-10 00:30 | 2024-03-10 01:00 | 2024-03-10 06:00
            Ben   | 2024-03-09 05:59 | 2024-03-09 07:00 | 2024-03-09 09:00
            Cal   | 2024-03-11 00:30 | 2024-03-11 01:00 | 2024-03-11 06:00
            Dee   | 2024-03-09 12:00 | 2024-03-09 13:00 | 2024-03-09 16:00
        """,
        when=clock,
        window=("2024-03-04", "2024-03-17"),
        then={
            "rate_ratio_weekend_night": {
                "value": 5.0,
                "count": 2,
                "of": 3,
                "left_out": 0,
                "reference": "rest",
            },
            "hour_by_weekday.incidents[setting=all,weekday=saturday,hour=0]": {"count": 1},
            "hour_by_weekday.incidents[setting=all,weekday=friday,hour=5]": {"count": 1},
            "hour_by_weekday.incidents[setting=all,weekday=sunday,hour=0]": {"count": 1},
        },
    )


def test_a_night_that_began_before_the_window_is_left_out(spec):
    """00:30 on the first day belongs to the evening before, which the window does not hold."""
    spec(
        given="""
            child | last_seen        | reported         | found
            ------+------------------+------------------+-----------------
            Ana   | 2024-03-04 00:30 | 2024-03-04 01:00 | 2024-03-04 06:00
            Ben   | 2024-03-08 23:00 | 2024-03-09 00:00 | 2024-03-09 06:00
            Cal   | 2024-03-06 23:00 | 2024-03-07 00:00 | 2024-03-07 06:00
        """,
        when=clock,
        window=("2024-03-04", "2024-03-17"),
        then={"rate_ratio_weekend_night": {"count": 1, "of": 2, "left_out": 1}},
    )


def test_the_peak_is_found_by_the_data_across_midnight(spec):
    """All 24 windows of three whole hours are compared, and the day has no seam."""
    spec(
        given="""
            child | last_seen        | reported         | found
            ------+------------------+------------------+-----------------
            Ana   | 2024-03-04 23:10 | 2024-03-05 02:00 | 2024-03-05 06:00
            Ben   | 2024-03-05 00:20 | 2024-03-05 02:00 | 2024-03-05 06:00
            Cal   | 2024-03-06 01:50 | 2024-03-06 03:00 | 2024-03-06 06:00
            Dee   | 2024-03-06 14:00 | 2024-03-06 15:00 | 2024-03-06 16:00
        """,
        when=clock,
        then={
            "peak_window_start_hour": {"value": 23, "count": 3, "of": 4, "children": 3},
            "peak_window_rate_ratio": {"value": 6.0},
        },
    )


def test_a_date_with_no_time_of_day_is_left_out(spec):
    """No midnight is invented for Ben."""
    spec(
        given="""
            child | last_seen        | reported         | found
            ------+------------------+------------------+-----------------
            Ana   | 2024-03-04 23:00 | 2024-03-05 08:00 | 2024-03-05 09:00
            Ben   | 2024-03-04       | 2024-03-05 08:00 | 2024-03-05 09:00
        """,
        when=clock,
        then={"share_22_to_01": {"count": 1, "of": 1, "left_out": 1}},
    )


def test_no_time_of_day_is_no_answer(spec):
    """Only dates are recorded."""
    spec.refuses(
        given="""
            child | last_seen  | reported   | found
            ------+------------+------------+-----------
            Ana   | 2024-03-04 | 2024-03-05 | 2024-03-05
        """,
        when=clock,
        because=("HW-N002", "times of day"),
    )
