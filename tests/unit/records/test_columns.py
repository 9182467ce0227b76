"""Words, lists of words, numbers and references: what a cell gives, and what it does not."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from homeward.records.columns import fold_reference, read_column
from homeward.records.distinct import says_nothing
from homeward.records.mapping import ColumnMap
from homeward.records.schema import Column, Form
from homeward.vocabulary.exploitation import Exploitation
from homeward.vocabulary.outcome import Harm
from homeward.vocabulary.placement import PlacementLocality
from homeward.vocabulary.risk import RiskLevel
from tests.unit.records.test_times import codes, raw_of

RISK = Column(Form.WORD, "risk", words=RiskLevel)
FLAGS = Column(Form.WORDS, "flags", words=Exploitation)
AGE = Column(Form.INTEGER, "age", low=0, high=120)


def read(column, cells, taught=(), name="x", **how):
    return read_column(raw_of(x=cells), name, column, ColumnMap("x", **how), dict(taught))


def test_words_are_read_by_any_known_spelling():
    found = read(RISK, ["Medium", "MED.", "no apparent risk", None, "TBC"])
    assert found.stored["x"].to_pylist() == [
        "medium", "medium", "none_apparent", "not_recorded", "not_recorded"
    ]  # fmt: skip
    assert not codes(found)


def test_an_unknown_word_is_set_aside_and_never_guessed():
    found = read(RISK, ["Orange", "hihg", "Ωμ", "low"])
    assert codes(found) == {"HW-R014": [0, 1, 2]}
    assert found.stored["x"].to_pylist() == [None, None, None, "low"]


def test_the_plan_teaches_spellings_and_comes_first():
    found = read(
        RISK, ["Orange", "RED", "Std", "Ωμ"], {"orange": "medium", "std": "high", "ΩΜ": "low"}
    )
    assert found.stored["x"].to_pylist() == ["medium", None, "high", "low"]


def test_a_blank_word_says_not_recorded_in_every_vocabulary_that_can():
    assert read(RISK, [None]).stored["x"].to_pylist() == ["not_recorded"]
    column = Column(Form.WORD, "locality", words=PlacementLocality)
    nothing = "not_recorded" if "" in PlacementLocality.NOT_RECORDED.also else None
    assert read(column, ["NaN"]).stored["x"].to_pylist() == [nothing]


def test_typed_cells_are_words_too():
    flag = Column(Form.WORD, "risk", words=RiskLevel)
    found = read_column(
        raw_of(x=pa.array([1, 2])), "x", flag, ColumnMap("x"), {"1": "low", "2": "high"}
    )
    assert found.stored["x"].to_pylist() == ["low", "high"]


def test_several_words_in_one_cell():
    found = read(FLAGS, ["CSE; CCE", "cse|gang", "CSE/CSE", "none", None, "County Lines, "])
    assert found.stored["x"].to_pylist() == [
        ["criminal", "sexual"], ["gang", "sexual"], ["sexual"], ["none"], ["not_recorded"],
        ["county_lines"],
    ]  # fmt: skip
    assert not codes(found)


def test_a_cell_with_one_unknown_word_is_set_aside_whole():
    found = read(FLAGS, ["CSE; Orange", "CSE"])
    assert codes(found) == {"HW-R014": [0]}
    assert found.stored["x"].to_pylist() == [None, ["sexual"]]


def test_a_cell_that_is_itself_a_spelling_is_not_split():
    harm = Column(Form.WORDS, "harm", words=Harm)
    taught = {"assault / injury": "physical_assault"}
    assert read(harm, ["Assault / Injury"], taught).stored["x"].to_pylist() == [
        ["physical_assault"]
    ]


def test_a_named_separator_alone_splits():
    assert codes(read(FLAGS, ["CSE; CCE"], separator="+")) == {"HW-R014": [0]}
    found = read(FLAGS, ["CSE + CCE"], separator="+")
    assert found.stored["x"].to_pylist() == [["criminal", "sexual"]]


def test_words_over_yes_or_no_columns():
    raw = raw_of(a=["Y", "N", None, "Y", "maybe", "N"], b=["Yes", "No", None, None, "Y", None])
    how = ColumnMap(flags={"a": "sexual", "b": "gang"})
    found = read_column(raw, "x", FLAGS, how, {})
    assert found.stored["x"].to_pylist() == [
        ["gang", "sexual"], [], ["not_recorded"], ["sexual"], None, ["not_recorded"]
    ]  # fmt: skip
    assert codes(found) == {"HW-R014": [4]}
    ticked = read_column(raw, "x", FLAGS, how, {"maybe": "yes"})
    assert ticked.stored["x"].to_pylist()[4] == ["gang", "sexual"]


def test_no_to_every_flag_agrees_with_none_in_one_cell():
    flags = raw_of(a=["Y", "N", None], b=["N", "N", None])
    how = ColumnMap(flags={"a": "sexual", "b": "gang"})
    (apart,) = read_column(flags, "x", FLAGS, how, {}).compared
    (listed,) = read(FLAGS, ["CSE", "None", None]).compared
    assert apart.to_pylist() == listed.to_pylist() == ["sexual", "none", None]


@pytest.mark.parametrize(
    ("text", "value"),
    [("15", 15), ("15.0", 15), (" 7", 7), ("1,000", None), ("15.5", None), ("-1", None),
     ("121", None), ("fifteen", None), ("15 yrs", None),
     ("nan", None), ("inf", None), ("1e400", None)],
)  # fmt: skip
def test_whole_numbers(text, value):
    assert read(AGE, [text.strip()]).stored["x"].to_pylist() == [value]


def test_numbers_fail_for_their_own_reasons():
    found = read(AGE, ["15", "121", "15.5", "x", None, "n/a"])
    assert codes(found) == {"HW-R004": [2, 3], "HW-R005": [1]}
    assert found.blank.tolist() == [False, False, False, False, True, True]


def test_numbers_with_points_and_thousands():
    number = Column(Form.NUMBER, "km")
    found = read(number, ["1,234.5", ".5", "-3", "£25.50", "1e-05", "1,23"])
    assert found.stored["x"].to_pylist() == [1234.5, 0.5, -3.0, 25.5, 1e-05, None]
    typed = read(number, pa.array([1e-05, 1e20, None]))
    assert codes(typed) == {"HW-R005": [1]}
    assert typed.stored["x"].to_pylist() == [1e-05, None, None]


@pytest.mark.parametrize(
    ("text", "place", "folded"),
    [("  MP  12 ", False, "MP 12"), ("12345.0", False, "12345"), ("12.5", False, "12.5"),
     ("AbC", False, "AbC"), ("Oak  HOUSE", True, "oak house"), ("00123", False, "00123")],
)  # fmt: skip
def test_references_are_folded(text, place, folded):
    assert fold_reference(text, place=place) == folded


def test_references_from_numbers_and_text_meet():
    column = Column(Form.REFERENCE, "child")
    numbers = read(column, pa.array([12345, 7]), name="child")
    texts = read(column, ["12345", "7.0"], name="child")
    assert numbers.stored["child"].equals(texts.stored["child"])


def test_a_reference_that_stands_for_nothing_is_blank():
    found = read(Column(Form.REFERENCE, "child"), ["UNKNOWN", "n/a", "-", "NULL", "C1"])
    assert np.flatnonzero(~found.blank).tolist() == [4]


@pytest.mark.parametrize("text", ["N/A", "NULL", "(null)", "-", "--", "?", "Not known", "NaN"])
def test_cells_filled_only_in_form(text):
    assert says_nothing(text)


@pytest.mark.parametrize("text", ["0", "No", "Ωμ", "Null Road", "a"])
def test_cells_that_say_something(text):
    assert not says_nothing(text)
