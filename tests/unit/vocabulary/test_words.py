"""Every controlled word has a meaning and spellings of its own, and none is guessed."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import homeward.vocabulary
from homeward.vocabulary import Word, plain
from homeward.vocabulary.returns import CODES
from homeward.vocabulary.risk import RiskLevel
from homeward.vocabulary.setting import CARE_SETTINGS, Setting
from homeward.vocabulary.words import LABELS, spellings

for _module in iter_modules(homeward.vocabulary.__path__):
    import_module(f"homeward.vocabulary.{_module.name}")

WORDS = sorted(Word.__subclasses__(), key=lambda words: words.__name__)
MEMBERS = [member for words in WORDS for member in words]


def name_of(member):
    return f"{type(member).__name__}.{member.name}"


def test_all_of_the_vocabulary_was_found():
    assert len(WORDS) >= 25
    assert {"RiskLevel", "Setting", "Verdict", "Kind", "Withheld"} <= {w.__name__ for w in WORDS}


@pytest.mark.parametrize("words", WORDS, ids=lambda words: words.__name__)
def test_no_two_members_share_a_spelling(words):
    assert len(spellings(words)) >= len(words)
    assert words.__doc__ and words.__doc__ != Word.__doc__


@pytest.mark.parametrize("member", MEMBERS, ids=name_of)
def test_every_member_has_a_meaning_and_reads_back_from_each_spelling(member):
    assert member.meaning.strip()
    assert member.value == member.value.strip().lower()
    assert str(member) == f"{member}" == member.value
    for text in (member.value, member.label, *member.also):
        assert type(member).read(text) is member
        assert type(member).read(f"  {text.upper()} ") is member


@pytest.mark.parametrize("words", WORDS, ids=lambda words: words.__name__)
@given(text=st.text(max_size=20))
def test_reading_never_guesses(words, text):
    known = {plain(s) for m in words for s in (m.value, m.label, *m.also)}
    known |= {plain(code) for code in CODES.get(words.__name__, {})}
    read = words.read(text)
    assert (read is not None) == (plain(text) in known)


@pytest.mark.parametrize(
    ("words", "near"),
    [(RiskLevel, "hihg"), (RiskLevel, "hig"), (RiskLevel, "high low"), (Setting, "fosterr")],
)
def test_a_near_miss_is_no_reading(words, near):
    assert words.read(near) is None


@pytest.mark.parametrize(
    ("text", "risk"),
    [
        (" No  Apparent-RISK", RiskLevel.NONE_APPARENT),
        ("N.A.R.", None),
        ("", RiskLevel.NOT_RECORDED),
        ("   ", RiskLevel.NOT_RECORDED),
        ("ABSENT", RiskLevel.ABSENT_LEGACY),
    ],
)
def test_spellings_are_compared_folded(text, risk):
    assert RiskLevel.read(text) is risk


def test_a_blank_is_read_only_where_blank_has_a_word():
    for words in WORDS:
        blank = [m for m in words if "" in m.also]
        assert words.read("") is (blank[0] if blank else None)


def test_accents_and_gaps_fold_away():
    assert plain("  Café—au\tLAIT ") == "cafe au lait"
    assert plain("...") == ""


def test_an_ambiguous_enum_is_refused():
    class Twice(tuple):
        __name__ = "Twice"

    one = SimpleNamespace(value="one", label="one", also=("same",))
    two = SimpleNamespace(value="two", label="two", also=("SAME",))
    with pytest.raises(ValueError, match="Twice: two words are spelt 'same'"):
        spellings.__wrapped__(Twice([one, two]))


def test_readable_forms_belong_to_words():
    assert LABELS.keys() <= {member.value for member in MEMBERS}
    assert Setting.CHILDRENS_HOME.label == "children's home"
    assert Setting.FAMILY_HOME.label == "family home"


def test_care_settings_hold_no_family_home():
    assert Setting.CHILDRENS_HOME in CARE_SETTINGS
    assert not CARE_SETTINGS & {Setting.FAMILY_HOME, Setting.KINSHIP, Setting.NOT_RECORDED}
