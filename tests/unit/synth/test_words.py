"""House spellings and headers are read as what they mean; planted nonsense is not."""

from __future__ import annotations

import pytest

from homeward.records.incidents import INCIDENTS
from homeward.synth.habits import HABITS, UNDECLARED
from homeward.synth.rules import HABIT_NAMES
from homeward.synth.words import NO_WORDS, House, house_text, other_text
from homeward.vocabulary.words import plain

WORD_COLUMNS = {name: c.words for name, c in INCIDENTS.columns.items() if c.words}


@pytest.mark.parametrize("house", House)
def test_every_word_in_every_house_is_read_as_itself(house):
    for words in WORD_COLUMNS.values():
        for word in words:
            assert words.read(house_text(word, house)) is word


@pytest.mark.parametrize("u", [0.001, 0.3, 0.55, 0.999])
def test_every_other_spelling_is_known(u):
    for words in WORD_COLUMNS.values():
        for word in words:
            if word.value != "not_recorded":
                assert words.read(other_text(word, u)) is word


def test_planted_nonsense_is_in_no_vocabulary():
    read = [words.read(text) for words in WORD_COLUMNS.values() for text in NO_WORDS]
    assert set(read) == {None}


#: Headers that are taken by their values as well as their words, with a doubt.
TAKEN_IN_PART = {"Occurrence Type"}


def known_columns(header: str) -> set[str]:
    """Columns that the declaration knows this header for."""
    return {
        name
        for name, column in INCIDENTS.columns.items()
        if plain(header) in {plain(text) for text in (name, column.synth, *column.also) if text}
    }


@pytest.mark.parametrize("name", HABIT_NAMES)
def test_every_header_is_known_for_its_own_column_alone(name):
    for column, text in HABITS[name].headers.items():
        for header in text.split(" + "):
            expected = set() if {column, header} & (UNDECLARED | TAKEN_IN_PART) else {column}
            assert known_columns(header) == expected
