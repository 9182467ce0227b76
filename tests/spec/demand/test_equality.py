from __future__ import annotations

from dataclasses import replace
from datetime import date

import ibis

from homeward.demand import equality
from homeward.timelines.schema import INTERVIEWS
from tests.lib.made import arrow

title = "Groups of children"
order = 11
text = """
A group is what the record of the incident says of the child. A blank is *not recorded* and
never a no; *refused* and *not asked* are groups of their own. Groups that say something
about the child are compared with the largest of them, which is known best and is no norm.
The lowest and highest shares put every incident with no recorded group where it would move
the share most. Found by police is on patrol or by enquiry, of incidents whose way of coming
back is recorded: to be arrested is another way. A return interview counts as not offered only
where its file would hold it; an incident with no recorded end is left out, and the return of
a child found dead is no part of it. Where more than 5 in 100 interviews of the time cannot be
tied to an incident, the share is given as lowest (those that are tied) and highest (all), and
groups are not compared. Intervals of ratios are by Student's t at the effective number of
children: with ψ what one child's incidents add to the logarithm of the ratio and G the number
of children, the variance is G/(G-1) Σψ² and the degrees of freedom are (Σψ²)²/Σψ⁴, at least 1
and at most G-1. A difference is *clear of chance* if Holm's p value is 0.05 or less and
rounding for release could not undo it; otherwise the records cannot tell.
"""


def test_a_blank_is_not_a_no(spec):
    """Two of four incidents do not say whether the child is disabled; one was not asked."""
    spec(
        given="""
            child | reported         | found            | disability
            ------+------------------+------------------+-------------
            Ana   | 2024-03-01 20:00 | 2024-03-02 06:00 | yes
            Ben   | 2024-03-01 20:00 | 2024-03-02 06:00 |
            Cal   | 2024-03-01 20:00 | 2024-03-02 06:00 | not_recorded
            Dee   | 2024-03-01 20:00 | 2024-03-02 06:00 | not_asked
        """,
        when=equality,
        then={
            "share_not_recorded[characteristic=disability]": {"count": 2, "of": 4},
            "share_not_asked[characteristic=disability]": {"count": 1, "of": 4},
            "incidents[disability=not_recorded]": {"count": 2},
            "share_found_within_24h[disability=not_recorded]": {"count": 2, "of": 2},
        },
    )


def test_each_group_is_compared_with_the_largest(spec):
    """White is the largest group. One of its four incidents lasted over 24 hours, and one of
    the two of Black children: twice the share. No incident of an Asian child did, so that
    ratio is nought and has no interval: it is not given."""
    spec(
        given="""
            child | reported         | found            | ethnicity
            ------+------------------+------------------+----------
            Ana   | 2024-03-01 20:00 | 2024-03-03 06:00 | white
            Ana   | 2024-04-01 20:00 | 2024-04-02 06:00 | white
            Ben   | 2024-03-01 20:00 | 2024-03-02 06:00 | white
            Cal   | 2024-03-01 20:00 | 2024-03-02 06:00 | white
            Dee   | 2024-03-01 20:00 | 2024-03-03 06:00 | black
            Eli   | 2024-03-01 20:00 | 2024-03-02 06:00 | black
            Fay   | 2024-03-01 20:00 | 2024-03-02 06:00 | asian
        """,
        when=equality,
        then={
            "share_found_within_24h[ethnicity=white]": {"count": 3, "of": 4, "children_of": 3},
            "ratio_missing_over_24h[ethnicity=black]": {"value": 2.0, "count": 1, "of": 2},
            "ratio_missing_over_24h[ethnicity=asian]": {"value": None, "of": 1},
            "median_hours[ethnicity=white]": {"value": 10.0},
        },
    )


def test_what_is_not_recorded_could_be_anything(spec):
    """Of two incidents of girls one was graded high. Two more have no sex recorded, one of
    them graded high: if only the other were a girl's it would be one of three, and if only
    the high one, two of three."""
    spec(
        given="""
            child | reported         | found            | sex    | risk_first
            ------+------------------+------------------+--------+-----------
            Ana   | 2024-03-01 20:00 | 2024-03-02 06:00 | female | high
            Bea   | 2024-03-01 20:00 | 2024-03-02 06:00 | female | medium
            Cal   | 2024-03-01 20:00 | 2024-03-02 06:00 | male   | medium
            Dee   | 2024-03-01 20:00 | 2024-03-02 06:00 |        | high
            Eli   | 2024-03-01 20:00 | 2024-03-02 06:00 |        | low
        """,
        when=equality,
        then={
            "bounds_sex.share_first_graded_high_lowest[sex=female]": {"count": 1, "of": 3},
            "bounds_sex.share_first_graded_high_highest[sex=female]": {"count": 2, "of": 3},
            "bounds_sex.share_first_graded_high_lowest[sex=male]": {"count": 0, "of": 2},
            "bounds_sex.share_first_graded_high_highest[sex=male]": {"count": 1, "of": 2},
        },
    )


def _interviewed(timelines, seed):
    """A1 and Cal's return are in the file, Cal's with no offer; one interview of Dee names
    no incident."""
    rows = [
        {"interview_kind": "return_home", "incident": "A1", "child": "Ana",
         "offered_on": date(2024, 3, 3)},
        {"interview_kind": "return_home", "incident": "C1", "child": "Cal"},
        {"interview_kind": "return_home", "child": "Dee", "returned_on": date(2024, 3, 2),
         "offered_on": date(2024, 3, 3)},
    ]  # fmt: skip
    partners = {**timelines.partners, "interviews": ibis.memtable(arrow(rows, INTERVIEWS))}
    held = frozenset({"interviews"})
    return equality(replace(timelines, partners=partners, held=held), seed)


def test_an_interview_that_is_not_there(spec):
    """The file holds an offer for Ana's first return and a row without one for Cal's; it holds
    nothing for Ben's, which came between: not offered. An interview of Dee that names no
    incident may be hers of 2 March, Fay is another authority's child, and Ana's second return
    came after the last that the file holds: of these three nobody can tell."""
    spec(
        given="""
            child | reported         | found            | incident | sex    | placement_kind
            ------+------------------+------------------+----------+--------+---------------
            Ana   | 2024-03-01 20:00 | 2024-03-02 06:00 | A1       | female | local_here
            Ana   | 2024-05-01 20:00 | 2024-05-02 06:00 | A2       | female | local_here
            Ben   | 2024-03-01 20:00 | 2024-03-02 06:00 | B1       | male   | not_placed
            Cal   | 2024-03-09 20:00 | 2024-03-10 06:00 | C1       | male   | not_placed
            Dee   | 2024-03-01 20:00 | 2024-03-02 06:00 | D1       | female | not_placed
            Fay   | 2024-03-01 20:00 | 2024-03-02 06:00 | F1       | female | other_here
        """,
        when=_interviewed,
        then={
            "share_offered_return_interview": {"value": None, "left_out": 6},
            "share_offered_return_interview_lowest": {"value": 0.25, "count": 1, "of": 4},
            "share_offered_return_interview_highest": {"value": 0.5, "count": 2, "of": 4},
        },
    )


def _all_named(timelines, seed):
    """Ana's return was followed by an offer, Cal's was not; every row names its incident."""
    rows = [
        {"interview_kind": "return_home", "incident": "A1", "offered_on": date(2024, 3, 3)},
        {"interview_kind": "return_home", "incident": "C1"},
    ]
    partners = {**timelines.partners, "interviews": ibis.memtable(arrow(rows, INTERVIEWS))}
    held = frozenset({"interviews"})
    return equality(replace(timelines, partners=partners, held=held), seed)


def test_where_every_interview_names_its_incident_groups_have_their_shares(spec):
    """Nobody interviewed Ben, whose return lies between the two. Dee has no recorded end."""
    spec(
        given="""
            child | reported         | found            | incident | sex
            ------+------------------+------------------+----------+-------
            Ana   | 2024-03-01 20:00 | 2024-03-02 06:00 | A1       | female
            Ben   | 2024-03-04 20:00 | 2024-03-05 06:00 | B1       | male
            Cal   | 2024-03-09 20:00 | 2024-03-10 06:00 | C1       | male
            Dee   | 2024-03-01 20:00 |                  | D1       | female
        """,
        when=_all_named,
        then={
            "share_offered_return_interview": {"count": 1, "of": 3, "left_out": 1},
            "share_offered_return_interview[sex=female]": {"count": 1, "of": 1, "left_out": 1},
            "share_offered_return_interview[sex=male]": {"count": 0, "of": 2, "left_out": 0},
        },
    )


def test_without_any_characteristic_nothing_is_said(spec):
    """No file says anything about the children."""
    spec.refuses(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ana   | 2024-03-01 20:00 | 2024-03-02 06:00
        """,
        when=equality,
        because=("HW-N023", "no sex, ethnicity, disability or care status"),
    )
