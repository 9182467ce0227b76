from __future__ import annotations

from homeward.demand import risk

title = "Grading"
order = 9
text = """
The scale has four gradings: no apparent risk, low, medium and high. A blank grading and the
former category of *absent* are not on it. They have shares of their own, of all incidents,
and are left out wherever gradings are compared. An incident was regraded if its first and
last grading are both on the scale and differ. Harm counts as recorded where the record
names any, and as none only where the record says that there was none: blank is not none.
"""


def test_a_blank_and_a_former_category_are_not_on_the_scale(spec):
    """Of five incidents three are graded on the scale: one high, two medium or high."""
    spec(
        given="""
            child | reported         | found            | risk_first
            ------+------------------+------------------+--------------
            Ana   | 2024-03-01 20:00 | 2024-03-02 06:00 | high
            Ben   | 2024-03-01 20:00 | 2024-03-02 06:00 | medium
            Cal   | 2024-03-01 20:00 | 2024-03-02 06:00 | none_apparent
            Dee   | 2024-03-01 20:00 | 2024-03-02 06:00 | absent_legacy
            Eli   | 2024-03-01 20:00 | 2024-03-02 06:00 |
        """,
        when=risk,
        then={
            "share_first_graded_high": {"count": 1, "of": 3, "left_out": 2},
            "share_first_graded_medium_or_high": {"count": 2, "of": 3, "left_out": 2},
            "share_first_graded[grade=none_apparent]": {"count": 1, "of": 5},
            "share_absent_legacy": {"count": 1, "of": 5, "left_out": 0},
            "share_not_graded": {"count": 1, "of": 5, "left_out": 0},
        },
    )


def test_a_regrade_needs_both_gradings_on_the_scale(spec):
    """Ana is regraded up and Ben down; Cal keeps his grading. Dee was absent and then medium,
    and Eli has no last grading: nobody can say whether that is up or down."""
    spec(
        given="""
            child | reported         | found            | risk_first    | risk_last
            ------+------------------+------------------+---------------+----------
            Ana   | 2024-03-01 20:00 | 2024-03-02 06:00 | none_apparent | low
            Ben   | 2024-03-01 20:00 | 2024-03-02 06:00 | high          | low
            Cal   | 2024-03-01 20:00 | 2024-03-02 06:00 | medium        | medium
            Dee   | 2024-03-01 20:00 | 2024-03-02 06:00 | absent_legacy | medium
            Eli   | 2024-03-01 20:00 | 2024-03-02 06:00 | medium        |
        """,
        when=risk,
        then={
            "share_regraded_up": {"count": 1, "of": 3, "left_out": 2},
            "share_regraded_down": {"count": 1, "of": 3, "left_out": 2},
            "first_by_last.incidents[risk_first=none_apparent,risk_last=low]": {"count": 1},
            "first_by_last.incidents[risk_first=absent_legacy,risk_last=medium]": {"count": 1},
            "first_by_last.incidents[risk_first=low,risk_last=high]": {"count": 0},
        },
    )


def test_a_grading_is_set_against_what_came_after(spec):
    """Of the two incidents first graded medium one lasted over 24 hours. Ben's has a date of
    ending and no time: it ended 4 to 28 hours after the report, so no share is given."""
    spec(
        given="""
            child | reported         | found            | risk_first
            ------+------------------+------------------+-----------
            Ana   | 2024-03-01 20:00 | 2024-03-02 20:01 | medium
            Ana   | 2024-04-01 20:00 | 2024-04-02 20:00 | medium
            Ben   | 2024-03-01 20:00 | 2024-03-02       | high
        """,
        when=risk,
        then={
            "share_missing_over_24h[risk_first=medium]": {"count": 1, "of": 2, "children_of": 1},
            "share_missing_over_24h[risk_first=high]": {"value": None, "state": "refused"},
            "share_missing_over_48h[risk_first=high]": {"count": 0, "of": 1, "left_out": 0},
        },
    )


def test_without_a_first_grading_nothing_is_said(spec):
    """A blank grading is not a low one."""
    spec.refuses(
        given="""
            child | reported         | found            | risk_first
            ------+------------------+------------------+-------------
            Ana   | 2024-03-01 20:00 | 2024-03-02 06:00 | not_recorded
        """,
        when=risk,
        because=("HW-N020", "no first grading"),
    )
