from __future__ import annotations

from homeward.demand import repeats

title = "Repeats"
order = 5
text = """
Two definitions are in use and differ by a third of all demand, so both are given. *Second
or later*: incidents that are not the child's first in the period. *Children with more than
one*: every incident, the first included, of children with two or more in the period.
"""


def test_two_definitions_give_two_numbers(spec):
    """Ana has three incidents and Ben one. Two are second or later; three are of a child
    with more than one."""
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ana   | 2024-03-01 20:00 | 2024-03-02 06:00
            Ana   | 2024-04-01 20:00 | 2024-04-02 06:00
            Ana   | 2024-05-01 20:00 | 2024-05-02 06:00
            Ben   | 2024-03-01 20:00 | 2024-03-02 06:00
        """,
        when=repeats,
        then={
            "repeat_share_second_or_later": {"value": 0.5, "count": 2, "of": 4},
            "repeat_share_children_with_more_than_one": {"value": 0.75, "count": 3, "of": 4},
            "share_of_children_with_more_than_one": {"value": 0.5, "count": 1, "of": 2},
        },
    )


def test_each_year_starts_again(spec):
    """Ana's second incident is her first of 2024, so 2024 has no repeat."""
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ana   | 2023-11-01 20:00 | 2023-11-02 06:00
            Ana   | 2024-04-01 20:00 | 2024-04-02 06:00
        """,
        when=repeats,
        window=("2023-01-01", "2024-12-31"),
        then={
            "repeat_share_second_or_later": {"count": 1, "of": 2},
            "repeat_share_second_or_later[year=2024]": {"count": 0, "of": 1},
            "repeat_share_children_with_more_than_one[year=2024]": {"count": 0, "of": 1},
        },
    )


def test_bands_hold_children_and_their_incidents(spec):
    """Ana is in the band of three to four."""
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ana   | 2024-03-01 20:00 | 2024-03-02 06:00
            Ana   | 2024-04-01 20:00 | 2024-04-02 06:00
            Ana   | 2024-05-01 20:00 | 2024-05-02 06:00
            Ben   | 2024-03-01 20:00 | 2024-03-02 06:00
        """,
        when=repeats,
        then={
            "bands.children[band=3-4]": {"count": 1},
            "bands.incidents[band=3-4]": {"count": 3},
            "bands.children[band=20+]": {"count": 0},
            "share_of_children_with_10_or_more": {"count": 0, "of": 2},
        },
    )


def test_children_seen_early_may_have_been_missing_before(spec):
    """Incidents before the window are unseen. Ana is first reported on the 90th day, Ben on
    the day after: of two children, one may well be no newcomer."""
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ana   | 2024-03-30 20:00 | 2024-03-30 23:00
            Ben   | 2024-03-31 20:00 | 2024-03-31 23:00
        """,
        when=repeats,
        then={
            "share_of_children_first_reported_in_first_90_days": {"count": 1, "of": 2},
        },
    )


def test_no_incident_is_no_repeat_share(spec):
    """Homeward refuses rather than print 0%."""
    spec.refuses(
        given="""
            child | reported | found
            ------+----------+------
        """,
        when=repeats,
        because=("HW-N003", "longer window"),
    )
