"""Welsh yes and no: read where each is one answer alone, asked about where it is not."""

from __future__ import annotations

import pytest

from homeward.records.columns import reader_of
from homeward.records.propose import DoubtKind, propose
from homeward.vocabulary.person import CareStatus, YesNo
from tests.unit.records.extracts import columns_of, rows_of, write


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("Ydy", "yes"), ("Nac ydy", "no"), ("OES", "yes"), ("Nac oes", "no"), ("Ie", "yes"),
        ("Nage", "no"), ("Do", "yes"), ("Naddo", "no"), ("Na", "not_recorded"),
    ],
)  # fmt: skip
def test_each_answer_is_read_by_itself(said, read):
    assert reader_of(YesNo, {})(said) == read
    assert reader_of(YesNo, {"Na": "no"})("na") == "no"


def test_whether_in_care_may_be_answered_in_welsh():
    assert CareStatus.read("Ydy") is CareStatus.LOOKED_AFTER
    assert CareStatus.read("Nac ydy") is CareStatus.NONE


def _words(n: int, answers: tuple[str, ...]) -> dict[str, str]:
    return {"Disability": answers[n % len(answers)]}


def test_answers_that_are_each_one_answer_are_not_asked_about(tmp_path):
    found = propose(write(tmp_path, rows_of(lambda n: _words(n, ("Oes", "Nac oes")))))
    assert columns_of(found)["disability"] == "Disability"
    assert found.undecided_words == ()


def test_na_among_welsh_answers_is_asked_about_and_suggested_as_no(tmp_path):
    found = propose(write(tmp_path, rows_of(lambda n: _words(n, ("Ie", "Na")))))
    (word,) = found.undecided_words
    assert (word.spelling, word.suggestion, word.rows) == ("Na", "no", 60)
    said = next(d for d in found.doubts if d.kind is DoubtKind.UNKNOWN_WORDS)
    assert "answers in Welsh" in said.text and not said.blocking


def test_na_among_welsh_answers_of_a_flag_is_asked_about(tmp_path):
    rows = rows_of(lambda n: {"CSE": ("Oes", "Na")[n % 2]})
    found = propose(write(tmp_path, rows))
    assert [word.column for word in found.undecided_words] == ["exploitation"]


def test_na_among_english_answers_is_blank_as_ever(tmp_path):
    found = propose(write(tmp_path, rows_of(lambda n: _words(n, ("Yes", "NA", "No")))))
    assert found.undecided_words == ()
