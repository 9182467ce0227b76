from __future__ import annotations

from homeward.demand.long_missing import long_missing

title = "Long and persistent missing"
order = 7
text = """
An incident is long when the least time the records allow from report to end is over 48 hours
(or 7 days), and is not when the most is within it; otherwise it is left out and counted. Which
are left out hangs on how long they lasted: where they are more than 2 in 100, or could move a
share or a ratio out of its own interval, it is not given, and of all incidents the lowest and
highest share are. A child is persistently missing with three or more episodes over 48 hours,
or ten or more of any length, reported within any 365 days. The headline compares incidents
that began after a flag of the kind was set for the child with all others: the flag's date is
before the day the child was last seen, else reported. A flag of the same day cannot be put in
order, a flag with no date cannot be placed, and a blank may be none or not asked: such
incidents are left out and counted. So is every incident of a file in which fewer than half of
the incidents with no flag say that there is none: there a blank may be how none is written.
Ever flagged is another question: there a blank counts as none if another of the child's
records says none. A ratio needs ten incidents in each cell; the shares it is made of are given
beside. Adjusted ratios hold age band (under 12, 12 and 13, 14 and 15, 16 and over), sex,
setting and year equal; categories with fewer than ten long or ten other incidents are made
one, from the rarest up, and while that one is still under ten the next rarest is joined to it.
Intervals of ratios over incidents are by Student's t at the effective number of children: with
ψ what one child's incidents add to the logarithm of the ratio and G the number of children,
the variance is G/(G-1) Σψ² and the degrees of freedom are (Σψ²)²/Σψ⁴, at least 1 and at most
G-1.
"""


SIDES = """
child | last_seen        | reported         | found      | exploitation | exploitation_flagged_on
------+------------------+------------------+------------+--------------+------------------------
Ana   | 2024-03-01 22:00 | 2024-03-02 01:00 | 2024-03-06 | county_lines | 2024-03-01
Ben   | 2024-03-01 20:00 | 2024-03-01 21:00 | 2024-03-02 | county_lines |
Cal   | 2024-03-01 20:00 | 2024-03-01 21:00 | 2024-03-02 | not_recorded |
Dee   | 2024-03-01 20:00 | 2024-03-01 21:00 | 2024-03-02 | sexual       | 2024-02-01
Eli   | 2024-03-01 20:00 | 2024-03-01 21:00 | 2024-03-02 | none         |
"""
TWO_FILES = """
child | reported         | found      | exploitation | exploitation_flagged_on | source_file
------+------------------+------------+--------------+-------------------------+------------
Ana   | 2024-03-01 20:00 | 2024-03-05 | county_lines | 2024-02-01              | 1
Ben   | 2024-03-01 20:00 | 2024-03-02 | not_recorded |                         | 1
Cal   | 2024-03-01 20:00 | 2024-03-02 | county_lines | 2024-02-01              | 2
Dee   | 2024-03-01 20:00 | 2024-03-02 | none         |                         | 2
"""


def test_the_flag_comes_before_the_episode(spec):
    """Ana is flagged on 1 February. Her episode of January began before that; those of
    February and March began after, whatever the row of January says."""
    spec(
        given="""
            child | reported         | found            | exploitation | exploitation_flagged_on
            ------+------------------+------------------+--------------+------------------------
            Ana   | 2024-01-10 20:00 | 2024-01-11 06:00 | county_lines | 2024-02-01
            Ana   | 2024-02-10 20:00 | 2024-02-14 06:00 | county_lines | 2024-02-01
            Ana   | 2024-03-10 20:00 | 2024-03-11 06:00 | none         |
            Ben   | 2024-03-01 20:00 | 2024-03-02 06:00 | none         |
        """,
        when=long_missing,
        then={
            "share_missing_over_48h[exploitation=county_lines,flagged=true]": {
                "count": 1, "of": 2, "children": 1,
            },
            "share_missing_over_48h[exploitation=county_lines,flagged=false]": {
                "count": 0, "of": 2, "children_of": 2,
            },
            "share_missing_over_48h": {"count": 1, "of": 4, "left_out": 0},
        },
    )  # fmt: skip


def test_who_cannot_be_placed_is_left_out_and_counted(spec):
    """Ana's flag is of the day she was last seen, the evening before the report. Ben's has no
    date. Cal's record is blank. Dee, flagged for another kind, is not flagged for county lines."""
    spec(
        given=SIDES,
        when=long_missing,
        then={
            "share_missing_over_48h[exploitation=county_lines,flagged=false]": {"of": 2},
            "share_missing_over_48h[exploitation=any_exploitation,flagged=true]": {"of": 1},
            "incidents_left_out[exploitation=gang,reason=not_recorded]": {"count": 1},
            "incidents_left_out[exploitation=county_lines,reason=flag_has_no_date]": {"count": 1},
            "incidents_left_out[exploitation=county_lines,reason=flagged_the_same_day]": {
                "count": 1, "children": 1,
            },
            "odds_ratio_county_lines[threshold=48h,adjusted=false]": {"of": 2, "left_out": 3},
        },
    )  # fmt: skip


def test_a_date_alone_decides_what_it_can(spec):
    """Ana came back some time on 4 March, 51 to 75 hours after the report: over 48. Ben on
    3 March, 27 to 51 hours: nobody can say, but it was not over 7 days. One of the two or both
    were over 48 hours."""
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------
            Ana   | 2024-03-01 21:00 | 2024-03-04
            Ben   | 2024-03-01 21:00 | 2024-03-03
        """,
        when=long_missing,
        then={
            "share_missing_over_48h": {"value": None, "left_out": 2},
            "share_missing_over_48h_lowest": {"count": 1, "of": 2},
            "share_missing_over_48h_highest": {"count": 2, "of": 2},
            "share_missing_over_7d": {"count": 0, "of": 2, "left_out": 0},
        },
    )


def test_three_long_episodes_within_a_year_are_persistent(spec):
    """Ana's three are reported from 1 January to 30 December 2024, which are 365 days. Ben's
    third comes a day later."""
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ana   | 2024-01-01 20:00 | 2024-01-04 20:00
            Ana   | 2024-06-01 20:00 | 2024-06-04 20:00
            Ana   | 2024-12-30 20:00 | 2025-01-02 20:00
            Ben   | 2024-01-01 20:00 | 2024-01-04 20:00
            Ben   | 2024-06-01 20:00 | 2024-06-04 20:00
            Ben   | 2024-12-31 20:00 | 2025-01-03 20:00
        """,
        when=long_missing,
        window=("2024-01-01", "2025-03-31"),
        then={
            "share_of_children_persistent": {"count": 1, "of": 2, "left_out": 0},
            "share_of_children_persistent_by_length": {"count": 1},
            "share_of_children_persistent_by_number": {"count": 0},
            "share_of_incidents_by_persistent_children": {"count": 3, "of": 6},
        },
    )


def test_ten_episodes_of_any_length_are_persistent(spec):
    """Ana is reported ten times in March."""
    evenings = "\n".join(
        f"            Ana   | 2024-03-{day:02d} 20:00 | 2024-03-{day:02d} 23:00"
        for day in range(1, 11)
    )
    spec(
        given=f"""
            child | reported         | found
            ------+------------------+-----------------
{evenings}
            Ben   | 2024-03-01 20:00 | 2024-03-01 23:00
        """,
        when=long_missing,
        then={
            "share_of_children_persistent": {"count": 1, "of": 2},
            "share_of_children_persistent_by_number": {"count": 1},
            "share_of_children_persistent_by_length": {"count": 0},
        },
    )


def test_a_child_who_may_be_persistent_is_neither(spec):
    """Ana has two long episodes and one that may or may not have lasted over 48 hours: none of
    the two children or one is persistent."""
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ana   | 2024-01-01 20:00 | 2024-01-04 20:00
            Ana   | 2024-02-01 20:00 | 2024-02-04 20:00
            Ana   | 2024-03-01 20:00 | 2024-03-03
            Ben   | 2024-03-01 20:00 | 2024-03-01 23:00
        """,
        when=long_missing,
        then={
            "share_of_children_persistent": {"value": None, "left_out": 2},
            "share_of_children_persistent_lowest": {"count": 0, "of": 2},
            "share_of_children_persistent_highest": {"count": 1, "of": 2},
        },
    )


def test_a_file_that_seldom_says_none_shows_only_the_flagged(spec):
    """The first file leaves it blank where there is no flag, for more than half of them, so Ben
    may have none or nobody asked. Its incidents are left out, Ana's too: without Ben there is
    nobody like her to set her against."""
    spec(
        given=TWO_FILES,
        when=long_missing,
        then={
            "incidents_left_out[exploitation=county_lines,reason=file_seldom_says_none]": {
                "count": 2, "children": 2,
            },
            "share_missing_over_48h[exploitation=county_lines,flagged=true]": {"count": 0, "of": 1},
            "odds_ratio_county_lines[threshold=48h,blank=none,adjusted=false]": {
                "of": 4, "left_out": 0,
            },
        },
    )  # fmt: skip


def test_ever_flagged_is_the_second_answer(spec):
    """Ana's flag was set after her episode: not flagged before, but flagged ever."""
    spec(
        given="""
            child | reported         | found            | exploitation | exploitation_flagged_on
            ------+------------------+------------------+--------------+------------------------
            Ana   | 2024-03-01 20:00 | 2024-03-05 06:00 | gang         | 2024-04-01
            Ben   | 2024-03-01 20:00 | 2024-03-02 06:00 | none         |
        """,
        when=long_missing,
        then={
            "share_missing_over_48h[exploitation=gang,flagged=true]": {"of": 0},
            "odds_ratio_gang[threshold=48h,adjusted=false]": {"of": 2, "left_out": 0},
            "odds_ratio_gang[threshold=48h,flagged=ever,adjusted=false]": {"of": 2, "left_out": 0},
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
        when=long_missing,
        because=("HW-N001", "Map `found`"),
    )
