from __future__ import annotations

from dataclasses import replace

import ibis

from homeward.demand.placement_area import placement_area
from homeward.timelines.definitions import Definitions
from homeward.timelines.schema import PLACEMENTS, PLACES
from tests.lib.made import arrow
from tests.spec.note_taker import rows_of

title = "Placement in and out of area"
order = 8
text = """
A placed child is a local child placed here, a local child placed in another area, or another
authority's child placed here. The three are never merged: the share out of area is given with
its two parts beside it. Incidents per child are of children reported at least once. A rate per
placement-day needs spells of placement that cover nine in ten of the children with incidents,
and of their incidents on the day they began, for both kinds compared; else it is refused. A
child is in one placement at a time: a spell ends at the latest the day before the child's next
begins. In the cases below the local authority is Madeup.
"""

LOCAL = Definitions(local_authorities=("Madeup",))


def _given(spells: str = "", homes: str = ""):
    """The finding with spells of placement and a list of homes beside the incidents."""

    def when(timelines, seed):
        more = {"definitions": LOCAL}
        if spells:
            table = ibis.memtable(arrow(rows_of(spells), PLACEMENTS))
            partners = {**timelines.partners, "placements": table}
            more |= {"partners": partners, "held": frozenset({"placements"})}
        if homes:
            rows = [{"incidents": 1, **row} for row in rows_of(homes)]
            more["places"] = ibis.memtable(arrow(rows, PLACES))
        return placement_area(replace(timelines, **more), seed)

    return when


THREE_KINDS = """
    child | reported         | found            | placement_locality | placement_kind
    ------+------------------+------------------+--------------------+----------------
    Ana   | 2024-03-01 20:00 | 2024-03-02 06:00 | in_area            | local_here
    Ana   | 2024-03-05 20:00 | 2024-03-06 06:00 | in_area            | local_here
    Ben   | 2024-03-01 20:00 | 2024-03-02 06:00 | out_of_area        | other_here
    Cal   | 2024-03-01 20:00 | 2024-03-02 06:00 | out_of_area        | local_elsewhere
    Dee   | 2024-03-01 20:00 | 2024-03-02 06:00 | not_applicable     | not_placed
    Eli   | 2024-03-01 20:00 | 2024-03-02 06:00 | not_recorded       | not_recorded
"""


def test_three_kinds_are_never_merged(spec):
    """Dee is not placed. Of Eli nobody can say whether he is. Of the four incidents left,
    half are out of area: one of each kind."""
    spec(
        given=THREE_KINDS,
        when=placement_area,
        then={
            "share_of_incidents_out_of_area": {"count": 2, "of": 4, "children": 2, "left_out": 1},
            "share_of_incidents[placement_kind=local_here]": {"count": 2, "of": 4, "left_out": 1},
            "share_of_incidents[placement_kind=other_here]": {"count": 1, "of": 4},
            "share_of_incidents[placement_kind=local_elsewhere]": {"count": 1, "of": 4},
            "share_of_incidents[placement_kind=not_recorded]": {"count": 0, "of": 4},
            "share_of_children[placement_kind=local_here]": {"count": 1, "of": 3},
            "incidents_per_child[placement_kind=local_here]": {"value": 2.0, "count": 2, "of": 1},
        },
    )


def test_spells_that_do_not_cover_the_incidents_bear_no_rate(spec):
    """Ana's spell ended the day before her second incident. Nobody has a spell for Ben, so the
    days of children placed here by others are not known, and there is no ratio. The spells
    are: Ana, 1 January to 4 March, responsible Madeup, host Madeup."""
    spells = """
        child | started    | ended      | responsible_authority | host_authority
        ------+------------+------------+-----------------------+---------------
        Ana   | 2024-01-01 | 2024-03-04 | Madeup                | Madeup
    """
    spec(
        given=THREE_KINDS,
        when=_given(spells),
        then={
            "share_of_incidents_covered_by_spells[placement_kind=local_here]": {
                "count": 1,
                "of": 2,
            },
            "share_of_children_covered_by_spells[placement_kind=local_here]": {"count": 1, "of": 1},
            "share_of_incidents_covered_by_spells[placement_kind=other_here]": {
                "count": 0,
                "of": 1,
            },
            "rate_ratio_out_of_area[adjusted=false]": {"value": None, "left_out": 2},
        },
    )


def test_a_rate_divides_by_all_days_of_placement(spec):
    """Ana and Ben are placed all of 2024, a leap year. Fay, local, is placed from 1 July and
    never reported: her 184 days count. Ben's spell in another authority's area ends where
    the next begins, on 1 January. Too few for a ratio."""
    spells = """
        child | started    | ended      | responsible_authority | host_authority
        ------+------------+------------+-----------------------+---------------
        Ana   | 2023-06-01 |            | Madeup                | Madeup
        Fay   | 2024-07-01 |            | MADEUP                | Madeup
        Ben   | 2023-06-01 | 2024-02-01 | Example               | Elsewhere
        Ben   | 2024-01-01 |            | Example               | Madeup
    """
    spec(
        given=THREE_KINDS,
        when=_given(spells),
        then={
            "incidents_per_placement_year[placement_kind=local_here]": {
                "value": 2 / ((366 + 184) / 365.25), "count": 2, "children": 1, "children_of": 2,
            },
            "incidents_per_placement_year[placement_kind=other_here]": {
                "value": 365.25 / 366, "count": 1,
            },
            "share_of_placed_children_reported[placement_kind=local_here]": {"count": 1, "of": 2},
            "rate_ratio_out_of_area[adjusted=true]": {"value": None},
        },
    )  # fmt: skip


def test_incidents_per_bed_are_over_the_same_beds(spec):
    """The Elms has four beds all year and The Firs two from 1 July: 4 x 366 + 2 x 184 days.
    The number of beds at The Oaks is not known, so Cal's incident there is left out."""
    homes = """
        place | place_type     | capacity | authority | opened
        ------+----------------+----------+-----------+-----------
        Elms  | childrens_home | 4        | Madeup    |
        Firs  | childrens_home | 2        | Madeup    | 2024-07-01
        Oaks  | childrens_home |          | Madeup    |
    """
    spec(
        given="""
            child | reported         | placement_locality | placement_kind | place | setting
            ------+------------------+--------------------+----------------+-------+---------------
            Ana   | 2024-03-01 20:00 | in_area            | local_here     | Elms  | childrens_home
            Ben   | 2024-08-01 20:00 | out_of_area        | other_here     | Firs  | childrens_home
            Ben   | 2024-08-05 20:00 | out_of_area        | other_here     | Elms  | childrens_home
            Cal   | 2024-03-01 20:00 | in_area            | local_here     | Oaks  | childrens_home
        """,
        when=_given(homes=homes),
        then={
            "incidents_per_bed_year": {"value": 3 / (1832 / 365.25), "count": 3, "left_out": 1},
            "incidents_per_bed_year[placement_kind=other_here]": {
                "count": 2,
                "children": 1,
                "left_out": 0,
            },
            "incidents_per_bed_year[placement_kind=local_here]": {"count": 1, "left_out": 1},
            "homes_with_beds_known": {"count": 2},
            "homes_with_beds_not_known": {"count": 1},
        },
    )


def test_nothing_says_where_children_are_placed(spec):
    """No file holds a word for in or out of area."""
    spec.refuses(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ana   | 2024-03-01 20:00 | 2024-03-02 06:00
        """,
        when=placement_area,
        because=("HW-N018", "Map `placement_locality`"),
    )
