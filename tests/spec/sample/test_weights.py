from __future__ import annotations

from homeward.demand import sample

title = "The smaller sample"
order = 1
text = """
Some incidents (or children) are drawn by lot from strata, and partners say of each what
police records lack. An answer weighs as many incidents as it stands for: those of its
stratum, over the answers to the same question in it. What was left blank is not answered.
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
