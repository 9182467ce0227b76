from __future__ import annotations

from homeward.demand import sample

title = "The smaller sample"
order = 1
text = """
Some incidents (or children) are drawn by lot from strata, and partners say of each what
police records lack. An answer weighs as many incidents as it stands for: those of its
stratum, over the answers to the same question in it. A stratum with fewer than two children
answered for, and not all, is joined to the one most like it: with which it shares most of the
columns that strata were made of, then the nearest in the order of the strata. In joined strata
an answer weighs what the draw made it weigh, the population of its own stratum over those
drawn from it, times one factor for all of them. What was left blank is not answered.
“Our records do not say” is an answer, `not_recorded`, and has its own share. `count` and
`of` are of the sample itself, before weighting. Every line of a table below is an incident
there was; those with `drawn` were drawn.
"""


def test_an_answer_weighs_as_many_as_its_stratum_has_for_each_drawn(spec):
    """Of four in families two were drawn, of two in homes both. Held: 2 + 1 of 6."""
    spec(
        given="""
            child | setting        | drawn | return_interview
            ------+----------------+-------+-----------------
            Ana   | family_home    | yes   | held
            Ben   | family_home    | yes   | not_offered
            Cal   | family_home    |       |
            Dee   | family_home    |       |
            Eve   | childrens_home | yes   | held
            Fay   | childrens_home | yes   | not_offered
        """,
        when=sample,
        then={
            "by_return_interview.weighted_share[return_interview=held]": {
                "value": 0.5, "count": 2, "of": 4, "children": 2, "children_of": 4, "left_out": 0,
            },
            "share_with_interview_held": {"value": 0.5},
        },
    )  # fmt: skip


def test_within_a_stratum_those_answered_for_stand_for_the_rest(spec):
    """Dee was drawn and nobody could look. Each of three answers weighs 4/3 of a family's
    incident; of the homes' two, one each: (4/3 + 1) of 6."""
    spec(
        given="""
            child | setting        | drawn | return_interview
            ------+----------------+-------+-----------------
            Ana   | family_home    | yes   | held
            Ben   | family_home    | yes   | not_offered
            Cal   | family_home    | yes   | not_offered
            Dee   | family_home    | yes   |
            Eve   | childrens_home | yes   | held
            Fay   | childrens_home | yes   | not_offered
        """,
        when=sample,
        then={
            "by_return_interview.weighted_share[return_interview=held]": {
                "value": (4 / 3 + 1) / 6, "count": 2, "of": 5, "left_out": 1,
            },
            "response.answered[asked=return_interview]": {"count": 5},
            "response.response_rate[asked=return_interview]": {"count": 5, "of": 6},
        },
    )  # fmt: skip


def test_that_records_do_not_say_is_an_answer_of_its_own(spec):
    """Ben's council looked and its records do not say; Cal's did not look."""
    spec(
        given="""
            child | setting     | drawn | harm_disclosed
            ------+-------------+-------+---------------
            Ana   | family_home | yes   | accident
            Ben   | family_home | yes   | not_recorded
            Cal   | family_home | yes   |
        """,
        when=sample,
        then={
            "by_harm_disclosed.weighted_share[harm_disclosed=accident]": {"value": 0.5, "of": 2},
            "by_harm_disclosed.weighted_share[harm_disclosed=not_recorded]": {"value": 0.5},
            "share_with_harm_known": {"value": 0.5, "count": 1, "of": 2, "left_out": 1},
        },
    )


def test_several_answers_may_be_given(spec):
    """Ana left for two reasons: shares of reasons add up to more than one."""
    spec(
        given="""
            child | setting     | drawn | push_reason
            ------+-------------+-------+------------------------
            Ana   | family_home | yes   | bullying; mental_health
            Ben   | family_home | yes   | bullying
        """,
        when=sample,
        then={
            "by_push_reason.weighted_share[push_reason=bullying]": {"value": 1.0, "count": 2},
            "by_push_reason.weighted_share[push_reason=mental_health]": {"value": 0.5, "count": 1},
        },
    )


def test_a_stratum_that_cannot_speak_is_joined_to_another(spec):
    """Nobody answered for foster care: its incident is stood for by the others."""
    spec(
        given="""
            child | setting     | drawn | return_interview
            ------+-------------+-------+-----------------
            Ana   | family_home | yes   | held
            Ben   | family_home | yes   | not_offered
            Cal   | family_home |       |
            Dee   | foster      | yes   |
            Eve   | foster      |       |
        """,
        when=sample,
        then={
            "by_return_interview.weighted_share[return_interview=held]": {"value": 0.5, "of": 2},
            "population": {"count": 5},
            "drawn": {"count": 3, "children": 3},
            "answered_for": {"count": 2, "left_out": 1},
        },
    )


def test_in_joined_strata_answers_keep_the_weight_of_their_draw(spec):
    """Two of six in families were drawn, so each weighs 3; of two in foster care one, which
    weighs 2. One child cannot speak for foster care: it is joined to families. The weights add
    up to all 8 already, so the factor is 1. Held: 3 + 2 of 8."""
    spec(
        given="""
            child | setting     | drawn | return_interview
            ------+-------------+-------+-----------------
            Ana   | family_home | yes   | held
            Ben   | family_home | yes   | not_offered
            Cal   | family_home |       |
            Dee   | family_home |       |
            Eve   | family_home |       |
            Fay   | family_home |       |
            Gus   | foster      | yes   | held
            Hal   | foster      |       |
        """,
        when=sample,
        then={"share_with_interview_held": {"value": 5 / 8, "count": 2, "of": 3}},
    )


def test_an_interview_on_the_third_day_may_have_been_in_time(spec):
    """Ana's was in time, Ben's later, and of Cal's nobody can tell: of three, one or two were in
    time. One of two is no answer, since only an interview that was held can be of that day."""
    spec(
        given="""
            child | setting     | drawn | interview_in_time
            ------+-------------+-------+------------------
            Ana   | family_home | yes   | within_72h
            Ben   | family_home | yes   | later
            Cal   | family_home | yes   | cannot_tell
        """,
        when=sample,
        then={
            "share_with_interview_within_72h": {"value": None, "of": 2, "left_out": 1},
            "share_with_interview_within_72h_lowest": {"value": 1 / 3, "count": 1, "of": 3},
            "share_with_interview_within_72h_highest": {"value": 2 / 3, "count": 2, "of": 3},
        },
    )


def test_where_the_timing_is_known_the_share_is_given(spec):
    """Ana's was in time, Ben's later, and Cal's was not held: one of three."""
    spec(
        given="""
            child | setting     | drawn | interview_in_time
            ------+-------------+-------+------------------
            Ana   | family_home | yes   | within_72h
            Ben   | family_home | yes   | later
            Cal   | family_home | yes   | not_held
        """,
        when=sample,
        then={"share_with_interview_within_72h": {"value": 1 / 3, "of": 3, "left_out": 0}},
    )


def test_where_everybody_was_asked_and_answered_nothing_is_uncertain(spec):
    """All three were drawn and answered for: the share is no estimate, and has no interval."""
    spec(
        given="""
            child | setting     | drawn | strategy_discussion
            ------+-------------+-------+--------------------
            Ana   | family_home | yes   | yes
            Ben   | family_home | yes   | no
            Cal   | family_home | yes   | no
        """,
        when=sample,
        then={
            "by_strategy_discussion.weighted_share[strategy_discussion=yes]": {
                "value": 1 / 3, "low": None, "high": None,
            },
        },
    )  # fmt: skip


def test_without_a_sample_there_is_no_answer(spec):
    """Nothing was drawn, or nothing was sent back."""
    spec.refuses(
        given="""
            child | setting     | drawn | return_interview
            ------+-------------+-------+-----------------
            Ana   | family_home |       |
            Ben   | family_home |       |
        """,
        when=sample,
        because=("HW-N026", "homeward sample draw"),
    )


def test_one_child_s_answers_are_no_answer(spec):
    """All that came back is about Ana."""
    spec.refuses(
        given="""
            child | setting     | drawn | return_interview
            ------+-------------+-------+-----------------
            Ana   | family_home | yes   | held
            Ana   | family_home | yes   | held
            Ben   | family_home | yes   |
        """,
        when=sample,
        because=("HW-N003", "Too few"),
    )
