"""Intervals hold the truth as often as the page on coverage says: kept, and ten made again."""

from __future__ import annotations

import math

import pytest

from docs.coverage.declared import DECLARED
from docs.coverage.estimands import ESTIMANDS
from docs.coverage.judged import AS_STATED, judge
from docs.coverage.runs import OTHERS, SEEDS, answers, read_kept, read_truth

#: Spread over the thousand; any others would do.
AGAIN = (1, 58, 147, 256, 333, 471, 512, 640, 777, 1000)


@pytest.fixture(scope="module")
def kept():
    return read_kept()


def test_every_county_is_kept_and_none_gave_the_truth(kept):
    assert kept.seeds == tuple(SEEDS) and len(kept.seeds) == 1000
    assert list(kept.answers) == [e.key for e in ESTIMANDS]
    assert not set(SEEDS) & set(OTHERS)


@pytest.mark.parametrize("seed", AGAIN)
def test_a_county_made_again_says_what_is_kept(kept, seed):
    place = kept.seeds.index(seed)
    for key, found in answers(seed).items():
        wanted = kept.answers[key][place]
        for got, held in zip(found, wanted, strict=True):
            assert (math.isnan(got) and math.isnan(held)) or got == pytest.approx(held, rel=1e-9), (
                f"{key}: do: make coverage"
            )


def test_intervals_hold_the_truth_as_stated_or_the_page_says_why(kept):
    judged = judge(kept, read_truth())
    odd = {key for key, found in judged.items() if found.words != AS_STATED}
    assert len(judged) >= 50
    assert odd == set(DECLARED), "say why in docs/coverage/declared.py"
    assert all(len(reason) > 40 for reason in DECLARED.values())


def test_an_estimate_that_no_county_answers_is_not_called_right(kept):
    answered = {k: sum(not math.isnan(a.value) for a in each) for k, each in kept.answers.items()}
    assert min(answered.values()) > 500
