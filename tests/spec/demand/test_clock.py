from __future__ import annotations

from homeward.demand import clock

title = "Hour and night"
order = 3
text = """
Hours are UK local time, of when the child was last seen (headline) or reported (second).
The tested window runs from 22:00 up to 01:00 and is set against the whole day, of which it
is an eighth. A night runs from 18:00 to 06:00 and belongs to its evening; Friday and
Saturday nights are set against the other nights of the study window, and so is the share
of a night's incidents that begin in the tested window. The peak is the highest of the 24
windows of three whole hours, found by the data and tested with all 24, and all settings,
in mind. Times written to the whole hour are counted, and midnight apart, since 00:00 often
stands for "no time written".
The interval of the ratio of two shares is by Student's t at the effective number of children:
with ψ what one child's incidents add to the logarithm of the ratio and G the number of
children, the variance is G/(G-1) Σψ² and the degrees of freedom are (Σψ²)²/Σψ⁴, at least 1 and
at most G-1.
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


def test_the_late_hours_of_weekend_nights(spec):
    """8 and 9 March 2024 are a Friday and a Saturday. Of four incidents of their nights three
    begin between 22:00 and 01:00; of four of other nights, one: three times the share. Noon
    belongs to no night and changes nothing."""
    spec(
        given="""
            child | last_seen        | reported         | found
            ------+------------------+------------------+-----------------
            Ana   | 2024-03-08 22:10 | 2024-03-09 01:00 | 2024-03-09 06:00
            Ben   | 2024-03-09 00:40 | 2024-03-09 01:00 | 2024-03-09 06:00
            Cal   | 2024-03-10 00:10 | 2024-03-10 01:00 | 2024-03-10 06:00
            Dee   | 2024-03-09 19:00 | 2024-03-09 20:00 | 2024-03-10 06:00
            Eli   | 2024-03-11 00:20 | 2024-03-11 01:00 | 2024-03-11 06:00
            Fay   | 2024-03-12 18:30 | 2024-03-12 20:00 | 2024-03-13 06:00
            Gus   | 2024-03-13 21:50 | 2024-03-13 23:00 | 2024-03-14 06:00
            Hal   | 2024-03-14 05:30 | 2024-03-14 07:00 | 2024-03-14 09:00
            Ivy   | 2024-03-08 12:00 | 2024-03-08 13:00 | 2024-03-08 16:00
        """,
        when=clock,
        window=("2024-03-04", "2024-03-17"),
        then={"rate_ratio_22_to_01_weekend": {"value": 3.0, "count": 3, "of": 4, "left_out": 0}},
    )


def test_the_late_hours_of_weekend_nights_against_the_same_hours_of_others(spec):
    """Two weeks have four Friday and Saturday nights and ten others. Three incidents from 22:00
    to 01:00 on the four, and two on the ten: 3/4 a night against 2/10. The evening is not asked
    about."""
    spec(
        given="""
            child | last_seen        | reported         | found
            ------+------------------+------------------+-----------------
            Ana   | 2024-03-08 22:10 | 2024-03-09 01:00 | 2024-03-09 06:00
            Ben   | 2024-03-09 00:40 | 2024-03-09 01:00 | 2024-03-09 06:00
            Cal   | 2024-03-10 00:10 | 2024-03-10 01:00 | 2024-03-10 06:00
            Dee   | 2024-03-09 19:00 | 2024-03-09 20:00 | 2024-03-10 06:00
            Eli   | 2024-03-11 00:20 | 2024-03-11 01:00 | 2024-03-11 06:00
            Fay   | 2024-03-12 22:30 | 2024-03-12 23:00 | 2024-03-13 06:00
        """,
        when=clock,
        window=("2024-03-04", "2024-03-17"),
        then={"rate_ratio_weekend_22_to_01": {"value": 3.75, "count": 3, "of": 5, "left_out": 0}},
    )


def test_each_setting_is_asked_on_both_clocks(spec):
    """Last seen at 23:00, and the home told police at 02:00: late on one clock only."""
    spec(
        given="""
            child | last_seen        | reported         | found            | setting
            ------+------------------+------------------+------------------+---------------
            Ana   | 2024-03-04 23:00 | 2024-03-05 02:00 | 2024-03-05 08:00 | childrens_home
            Ben   | 2024-03-05 15:00 | 2024-03-05 22:30 | 2024-03-06 08:00 | family_home
        """,
        when=clock,
        then={
            "share_22_to_01[setting=childrens_home]": {"count": 1, "of": 1},
            "share_22_to_01[setting=childrens_home,from=reported]": {"count": 0, "of": 1},
            "share_22_to_01[setting=family_home,from=reported]": {"count": 1, "of": 1},
            "peak_window_start_hour[setting=family_home,from=reported]": {"value": 20},
            "hour_share_by_setting.share_of_incidents[setting=childrens_home,hour=23]": {
                "value": 1.0,
                "of": 1,
            },
        },
    )


def test_times_on_the_whole_hour_are_counted(spec):
    """Three of four times are on the hour. Ana's 22:00 may be 21:45 rounded up, and Cal's
    01:00 may be 00:45: the share in the window is at least one in four, at most three."""
    spec(
        given="""
            child | last_seen        | reported         | found
            ------+------------------+------------------+-----------------
            Ana   | 2024-03-04 22:00 | 2024-03-05 00:10 | 2024-03-05 06:00
            Ben   | 2024-03-04 23:20 | 2024-03-05 00:10 | 2024-03-05 06:00
            Cal   | 2024-03-05 01:00 | 2024-03-05 02:00 | 2024-03-05 06:00
            Dee   | 2024-03-05 14:00 | 2024-03-05 16:00 | 2024-03-05 18:00
        """,
        when=clock,
        then={
            "share_on_the_hour": {"count": 3, "of": 4},
            "share_22_to_01": {"count": 2, "of": 4},
            "share_22_to_01_lowest": {"value": 0.25},
            "share_22_to_01_highest": {"value": 0.75},
        },
    )


def test_midnight_is_counted_apart(spec):
    """Two times are exactly 00:00, where 23:00 has one and 01:00 none: two against a half,
    four times as common. Left out, one of three falls in the window."""
    spec(
        given="""
            child | last_seen        | reported         | found
            ------+------------------+------------------+-----------------
            Ana   | 2024-03-05 00:00 | 2024-03-05 02:10 | 2024-03-05 06:00
            Ben   | 2024-03-06 00:00 | 2024-03-06 02:10 | 2024-03-06 06:00
            Cal   | 2024-03-06 23:00 | 2024-03-07 02:00 | 2024-03-07 06:00
            Dee   | 2024-03-05 14:00 | 2024-03-05 16:00 | 2024-03-05 18:00
            Eli   | 2024-03-05 15:10 | 2024-03-05 16:00 | 2024-03-05 18:00
        """,
        when=clock,
        then={
            "share_at_midnight": {"count": 2, "of": 5},
            "midnight_heap_ratio": {"value": 4.0, "count": 2, "of": 3},
            "share_22_to_01": {"count": 3, "of": 5},
            "share_22_to_01_without_midnight": {"count": 1, "of": 3, "left_out": 2},
            "peak_window_start_hour": {"value": 22},
            "peak_window_start_hour_without_midnight": {"value": 13},
        },
    )


def test_where_most_times_are_midnight_none_of_them_is_believed(spec):
    """Ten of twelve times last seen are 00:00: nobody wrote a time, and the midnights are
    left out like dates. What police were told stands."""
    spec(
        given="""
            child | last_seen        | reported         | found
            ------+------------------+------------------+-----------------
            Ana   | 2024-03-01 00:00 | 2024-03-01 12:10 | 2024-03-01 16:00
            Ana   | 2024-03-02 00:00 | 2024-03-02 12:10 | 2024-03-02 16:00
            Ana   | 2024-03-03 00:00 | 2024-03-03 12:10 | 2024-03-03 16:00
            Ben   | 2024-03-04 00:00 | 2024-03-04 12:10 | 2024-03-04 16:00
            Ben   | 2024-03-05 00:00 | 2024-03-05 12:10 | 2024-03-05 16:00
            Ben   | 2024-03-06 00:00 | 2024-03-06 12:10 | 2024-03-06 16:00
            Cal   | 2024-03-07 00:00 | 2024-03-07 12:10 | 2024-03-07 16:00
            Cal   | 2024-03-08 00:00 | 2024-03-08 12:10 | 2024-03-08 16:00
            Cal   | 2024-03-09 00:00 | 2024-03-09 12:10 | 2024-03-09 16:00
            Dee   | 2024-03-10 00:00 | 2024-03-10 12:10 | 2024-03-10 16:00
            Dee   | 2024-03-11 16:20 | 2024-03-11 22:10 | 2024-03-12 16:00
            Eli   | 2024-03-12 23:40 | 2024-03-13 12:10 | 2024-03-13 16:00
        """,
        when=clock,
        then={
            "share_22_to_01": {"count": 1, "of": 2, "left_out": 10},
            "share_at_midnight": {"count": 10, "of": 12},
            "share_22_to_01[from=reported]": {"count": 1, "of": 12, "left_out": 0},
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


def test_nothing_but_midnights_is_no_answer(spec):
    """Every time on both clocks is 00:00, as a system writes a date that had no time."""
    spec.refuses(
        given="""
            child | last_seen        | reported         | found
            ------+------------------+------------------+-----------------
            Ana   | 2024-03-01 00:00 | 2024-03-01 00:00 | 2024-03-02 00:00
            Ana   | 2024-03-03 00:00 | 2024-03-03 00:00 | 2024-03-04 00:00
            Ana   | 2024-03-05 00:00 | 2024-03-05 00:00 | 2024-03-06 00:00
            Ben   | 2024-03-06 00:00 | 2024-03-06 00:00 | 2024-03-07 00:00
            Ben   | 2024-03-08 00:00 | 2024-03-08 00:00 | 2024-03-09 00:00
            Ben   | 2024-03-10 00:00 | 2024-03-10 00:00 | 2024-03-11 00:00
            Cal   | 2024-03-11 00:00 | 2024-03-11 00:00 | 2024-03-12 00:00
            Cal   | 2024-03-13 00:00 | 2024-03-13 00:00 | 2024-03-14 00:00
            Cal   | 2024-03-15 00:00 | 2024-03-15 00:00 | 2024-03-16 00:00
            Dee   | 2024-03-16 00:00 | 2024-03-16 00:00 | 2024-03-17 00:00
        """,
        when=clock,
        because=("HW-N010", "date `format`"),
    )
