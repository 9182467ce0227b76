from __future__ import annotations

from homeward.demand import setting
from homeward.vocabulary.verdicts import State

title = "Where children live"
order = 6
text = """
A child is counted once, in the setting of most of the child's incidents in the window; of
settings with equally many, in that of the latest. *Missing many times* is ten incidents or more
in the window. Two questions are kept apart: of the children missing many times, how many live
in a setting; and of a setting's children, how many are missing many times. *With families* means
in a family home, with kin or with foster carers. The top 10% of children are a tenth of them,
rounded up, and all who tie with the last of them.

A rate for each year placed is given only where placements cover the same children. A rate for each
registered bed of a children's home is second best, since nobody knows who was in the beds.
"""


def test_a_child_counts_once_where_most_incidents_were(spec):
    """Ana has two incidents from a children's home and one from a family home. Ben has one
    of each, and the later is from the family home."""
    spec(
        given="""
            child | reported         | setting
            ------+------------------+---------------
            Ana   | 2024-03-01 20:00 | childrens_home
            Ana   | 2024-04-01 20:00 | childrens_home
            Ana   | 2024-05-01 20:00 | family_home
            Ben   | 2024-03-01 20:00 | childrens_home
            Ben   | 2024-06-01 20:00 | family_home
        """,
        when=setting,
        then={
            "incidents_per_child[setting=childrens_home]": {"value": 3.0, "count": 3, "of": 1},
            "incidents_per_child[setting=family_home]": {"value": 2.0, "count": 2, "of": 1},
            "children_with_10_or_more[setting=childrens_home]": {"value": 0},
        },
    )


def test_ten_incidents_are_many(spec):
    """Ana has ten incidents from a family home, Ben nine from a children's home, Cas one from
    a family home."""
    days = range(1, 11)
    rows = [f"Ana | 2024-03-{day:02} 20:00 | family_home" for day in days]
    rows += [f"Ben | 2024-04-{day:02} 20:00 | childrens_home" for day in list(days)[:9]]
    rows.append("Cas | 2024-05-01 20:00 | family_home")
    head = ["child | reported | setting", "------+----------+--------"]
    spec(
        given="\n".join(head + rows),
        when=setting,
        then={
            "share_of_high_repeaters[setting=family_home]": {"count": 1, "of": 1},
            "share_of_high_repeaters[setting=childrens_home]": {"count": 0, "of": 1},
            "share_of_children_with_10_or_more[setting=family_home]": {"count": 1, "of": 2},
            "share_of_incidents_by_high_repeaters[setting=family_home]": {"count": 10, "of": 11},
            "share_of_incidents_by_high_repeaters": {"count": 10, "of": 20},
            "share_of_high_repeaters_incidents[setting=family_home]": {"count": 10, "of": 10},
            "share_of_high_repeaters_with_families": {"count": 1, "of": 1},
            "share_of_top_10_percent[setting=family_home]": {"count": 1, "of": 1},
        },
    )


def test_with_no_placements_there_is_no_rate_for_each_year_placed(spec):
    """Nothing says for how long Ana, or any other child, was in a children's home."""
    spec(
        given="""
            child | reported         | setting
            ------+------------------+---------------
            Ana   | 2024-03-01 20:00 | childrens_home
        """,
        when=setting,
        then={
            "incidents_per_placement_year[setting=childrens_home]": {
                "value": None,
                "state": State.REFUSED,
            },
        },
    )


def test_with_no_kind_of_place_nothing_can_be_said(spec):
    """The records say who and when, and nothing of where."""
    spec.refuses(
        given="""
            child | reported
            ------+-----------------
            Ana   | 2024-03-01 20:00
        """,
        when=setting,
        because=("HW-N004", "where children live"),
    )
