from __future__ import annotations

from homeward.demand import setting

title = "Where children live"
order = 6
text = """
A child is counted once, in the setting of most of the child's incidents in the window; of
settings with equally many, in that of the latest. *Missing many times* is ten incidents or more
in the window. Two questions are kept apart: of the children missing many times, how many live
in a setting; and of a setting's children, how many are missing many times.
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
