from __future__ import annotations

from homeward.demand import quality
from homeward.vocabulary.verdicts import State

title = "What the records can bear"
order = 6
text = """
A cell counts as recorded when it holds something other than a word for *not recorded*. A
column that no file supplied is not recorded at all, which is another thing than a share of
nought. What cannot be right is counted too: two reports at one instant, a report of a child
who was still missing, a date where a time was wanted.

**A change in recording told from a change in what happened.** Two shares of each column are
followed month by month: how many incidents record it, and, of those that do, how many hold its
most frequent answer. Each is searched for one step. What is said follows from both:

| How many record it | What they record | What is said |
|---|---|---|
| stepped | did not | recording changed |
| stepped | stepped too | the two cannot be told apart |
| stepped | too few to tell | recording changed, too few answers to tell |
| did not | stepped | the answers changed: what is recorded of what happened |
| too little to tell | stepped | the answers changed, too little to tell of recording |
| did not | stepped in a month when recording of another column did | it may be recording too |
| no step found | no step found | no step found, and the smallest that would have been |

A step says about when, never why: the month is given with the one before and the one after it,
between which a clear step lies nine times in ten. "Did not" is said only where a step of ten
points would have shown four times in five. Where there are not twelve months, or not twenty
children on either side of any month, nothing is looked for. Where a share moves and no step of
it, however large, would have shown, its column is not counted among those looked at.

**What a gap does to a finding.** A figure is made again with its gap filled. *Logical*: all one
way, then all the other. *Plausible*: the odds among the incidents not recorded are half, then
double, those among the recorded of the same setting and year (a year alone where the setting is
the gap); each such group is joined by one incident like the whole, so that a group of few is not
believed to be all one way. The value as recorded is always inside. A sentence *turns* if the
share crosses one half, or the ratio 1, with an interval as wide as the printed one. The factor of
two is a choice, and is printed wherever it is two is a choice, and is printed wherever it is used.

Two figures are of children. The *share of the top 10%* over the whole window is made again with the
rows of reports set aside for a fault, each taken for an incident whose child is not known:
plausibly, theirs by those odds; at the least, none of them theirs; at the most, all of them, but
for one incident each of as many children not seen before as make the top larger by whole children.
Its sentence turns where it would no longer lie above what chance alone gives. *Persistently
missing* is made again with incidents of unknown length drawn as long by those odds, or none, or
all, long. Gini indices and odds ratios are not made again, and the finding says why.
"""


def test_a_word_for_not_recorded_is_not_recorded(spec):
    """Two of three incidents have a grading; nobody supplied the child's sex."""
    spec(
        given="""
            child | reported         | found            | risk_first
            ------+------------------+------------------+-------------
            Ana   | 2024-03-01 20:00 | 2024-03-02 06:00 | medium
            Ana   | 2024-04-01 20:00 | 2024-04-02 06:00 | not_recorded
            Ben   | 2024-03-01 20:00 |                  | high
        """,
        when=quality,
        then={
            "share_recorded[column=risk_first]": {"count": 2, "of": 3, "children": 2},
            "share_recorded[column=resolved]": {"count": 2, "of": 3, "children": 1},
            "share_recorded[column=sex]": {"value": None, "state": State.NOT_RECORDED},
        },
    )


def test_each_end_says_which_time_it_came_from(spec):
    """Of the two incidents that ended, one was closed with no other time."""
    spec(
        given="""
            child | reported         | found            | cancelled
            ------+------------------+------------------+-----------------
            Ana   | 2024-03-01 20:00 | 2024-03-02 06:00 | 2024-03-02 09:00
            Ben   | 2024-03-01 20:00 |                  | 2024-03-02 09:00
            Cal   | 2024-12-31 20:00 |                  |
        """,
        when=quality,
        then={
            "share_resolved_from[resolved_from=found]": {"count": 1, "of": 2, "left_out": 1},
            "share_resolved_from[resolved_from=cancelled]": {"count": 1, "of": 2},
        },
    )


def test_what_the_gaps_allow(spec):
    """Found within a day, found after three, and found on a date that leaves it open: the
    share within 24 hours is at least one in three and at most two."""
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ana   | 2024-03-01 20:00 | 2024-03-02 06:00
            Ben   | 2024-03-01 20:00 | 2024-03-04 20:00
            Cal   | 2024-03-01 20:00 | 2024-03-02
        """,
        when=quality,
        then={
            "share_found_within_24h_lowest": {"value": 0.3333, "count": 1, "of": 3},
            "share_found_within_24h_highest": {"value": 0.6667, "count": 2, "of": 3},
            "times[column=resolved,flag=date_only]": {"count": 1},
        },
    )


def test_an_incident_open_for_over_a_day_was_not_found_within_one(spec):
    """Dee has been missing for ten days: not within 24 hours. Eve, for ten hours: she may be
    found within 24. One of three is the lowest, two the highest."""
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ana   | 2024-03-01 20:00 | 2024-03-02 06:00
            Dee   | 2024-03-01 20:00 |
            Eve   | 2024-03-10 14:00 |
        """,
        when=quality,
        window=("2024-03-01", "2024-03-10"),
        then={
            "share_found_within_24h_lowest": {"count": 1, "of": 3},
            "share_found_within_24h_highest": {"count": 2, "of": 3},
        },
    )


def test_two_reports_at_one_instant_may_be_one(spec):
    """Ana's report is there twice under two references; Ben's is another child's."""
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ana   | 2024-03-01 20:00 | 2024-03-01 20:00
            Ana   | 2024-03-01 20:00 | 2024-03-01 23:00
            Ben   | 2024-03-01 20:00 | 2024-03-02 06:00
        """,
        when=quality,
        then={"possible_duplicates": {"count": 1, "children": 1}},
    )


def test_nobody_can_be_reported_while_still_missing(spec):
    """Ana is reported again two hours before she was found; Ben, after an incident that was
    never closed. Cal's second report comes at the minute he was found, which can be."""
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ana   | 2024-03-01 20:00 | 2024-03-02 06:00
            Ana   | 2024-03-02 04:00 | 2024-03-02 09:00
            Ben   | 2024-03-01 20:00 |
            Ben   | 2024-05-01 20:00 | 2024-05-02 06:00
            Cal   | 2024-03-01 20:00 | 2024-03-02 06:00
            Cal   | 2024-03-02 06:00 | 2024-03-02 09:00
        """,
        when=quality,
        then={"reports_while_still_missing": {"count": 2, "children": 2}},
    )


def test_no_incident_is_nothing_to_check(spec):
    """Nothing was used, so nothing can be said about it."""
    spec.refuses(
        given="""
            child | reported | found
            ------+----------+------
        """,
        when=quality,
        because=("HW-N003", "longer window"),
    )


def test_a_gap_filled_all_one_way_and_all_the_other(spec):
    """One of the two graded incidents is high; two are not graded. None or both of those may
    have been: from one in four to three in four. The graded are half high, and stay so
    with one more like the whole: even odds. With the odds halved and doubled, each ungraded one
    is high for a third to two thirds: from 1.667 to 2.333 of four. Two incidents leave
    a half open however the gap is filled, so the sentence holds."""
    spec(
        given="""
            child | reported         | risk_first   | setting
            ------+------------------+--------------+---------------
            Ana   | 2024-03-01 20:00 | high         | foster
            Ben   | 2024-04-01 20:00 | medium       | foster
            Cal   | 2024-05-01 20:00 | not_recorded | foster
            Dee   | 2024-06-01 20:00 | not_recorded | foster
        """,
        when=quality,
        then={
            "share_as_recorded[gap=risk_first,measure=share_first_graded_high,sentence=holds]": {
                "count": 1,
                "of": 2,
                "left_out": 2,
            },
            "share_if_gap_logical[gap=risk_first,measure=share_first_graded_high,sentence=holds]": {
                "value": 0.5,
                "low": 0.25,
                "high": 0.75,
            },
            "share_if_gap_plausible[gap=risk_first,measure=share_first_graded_high"
            ",sentence=holds]": {"value": 0.5, "low": 0.4167, "high": 0.5833},
        },
    )


def test_a_figure_may_rest_on_no_gap(spec):
    """Whether an incident is a child's second is known of every one: nothing can be filled."""
    spec(
        given="""
            child | reported
            ------+-----------------
            Ana   | 2024-03-01 20:00
            Ana   | 2024-04-01 20:00
            Ben   | 2024-05-01 20:00
        """,
        when=quality,
        then={
            "share_as_recorded[gap=none,measure=repeat_share_second_or_later,sentence=no_gap]": {
                "count": 1, "of": 3, "left_out": 0
            },
            "share_if_gap_plausible"
            "[gap=none,measure=repeat_share_second_or_later,sentence=no_gap]": {
                "value": 0.3333, "low": None
            },
        },
    )  # fmt: skip


def test_what_cannot_be_right_is_counted_of_what_it_can_be_asked_of(spec):
    """Two of three reports have a time of day; one of those is midnight, both are on the half
    hour. One of three ends is a date alone."""
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ana   | 2024-03-01 00:00 | 2024-03-01 09:12
            Ben   | 2024-03-02 20:30 | 2024-03-02 20:30
            Cal   | 2024-03-03       | 2024-03-05
        """,
        when=quality,
        then={
            "share_with_check[check=reported_date_only]": {"count": 1, "of": 3},
            "share_with_check[check=reported_at_midnight]": {"count": 1, "of": 2},
            "share_with_check[check=reported_on_the_half_hour]": {"count": 2, "of": 2},
            "share_with_check[check=resolved_date_only]": {"count": 1, "of": 3},
            "share_with_check[check=ended_at_once]": {"count": 1, "of": 2},
        },
    )


def test_a_step_needs_months_to_be_seen_in(spec):
    """Recording of the grading stops after Ana's; three incidents are no ground to say so."""
    spec(
        given="""
            child | reported         | risk_first
            ------+------------------+-------------
            Ana   | 2024-03-01 20:00 | medium
            Ben   | 2024-04-01 20:00 | not_recorded
            Cal   | 2024-05-01 20:00 | not_recorded
        """,
        when=quality,
        then={"share_recorded[column=risk_first]": {"count": 1, "of": 3}},
    )
