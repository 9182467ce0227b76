"""The rule: read, refused by what is wrong, and written so that it reads back as itself."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.study.sampling.columns import COLUMNS, permitted
from homeward.study.sampling.rule import More, Rule, made_rule, named, read_rule, rule_text
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.sampling import ASKED, Allocation, SampleUnit


def refused(**settings: object) -> str:
    with pytest.raises(HomewardError) as caught:
        made_rule(settings)
    return f"{caught.value.code} {caught.value.detail}"


def test_a_size_is_enough():
    rule = made_rule({"size": 200})
    assert (rule.unit, rule.by, rule.least, rule.seed) == (SampleUnit.INCIDENT, (), 2, 1)
    assert rule.questions == tuple(ASKED)


def test_every_setting_is_read(tmp_path: Path):
    path = tmp_path / "rule.toml"
    path.write_text(
        'name = "autumn"\nunit = "child"\nsize = 60\nby = ["setting", "band"]\n'
        'allocation = "neyman"\nspread_of = { flagged = "yes" }\nleast = 3\npool_below = 0\n'
        'seed = 9\nask = ["push_reason", "return_interview_on"]\nwhere = { year = [2021, 2022] }\n'
        '[[more]]\nwhere = { setting = "childrens_home" }\ntimes = 2\n',
        encoding="utf-8",
    )
    rule = read_rule(path)
    assert rule == Rule(
        60, "autumn", SampleUnit.CHILD, ("setting", "band"), Allocation.NEYMAN,
        {"flagged": ("yes",)}, 3, 0, 9, ("push_reason", "return_interview_on"),
        {"year": (2021, 2022)}, (More({"setting": ("childrens_home",)}, 2.0),),
    )  # fmt: skip
    assert rule.columns == ("setting", "band", "year", "flagged")
    assert rule.questions == ("push_reason",)  # the day of an interview is not asked of a child


@pytest.mark.parametrize(
    "settings, said",
    [
        ({}, "`size` is needed"),
        ({"size": 0}, "`size` is a whole number, at least 1"),
        ({"size": True}, "`size`"),
        ({"size": 2.5}, "`size`"),
        ({"size": 9, "sise": 1}, "`sise` is not a setting"),
        ({"size": 9, "name": "../up"}, "`name`"),
        ({"size": 9, "name": "Autumn"}, "`name`"),
        ({"size": 9, "unit": "home"}, "one of incident, child"),
        ({"size": 9, "allocation": "best"}, "`allocation` is one of"),
        ({"size": 9, "by": "year"}, "`by` is a list of names"),
        ({"size": 9, "by": ["year", "year"]}, "names a column twice"),
        ({"size": 9, "ask": ["name"]}, "`ask` names `name`"),
        ({"size": 9, "ask": []}, "nothing that can be asked"),
        ({"size": 9, "unit": "child", "ask": ["return_interview_on"]}, "nothing that can"),
        ({"size": 9, "allocation": "neyman"}, "`spread_of` is needed"),
        ({"size": 9, "spread_of": {"flagged": "yes"}}, "only there"),
        ({"size": 9, "where": ["year"]}, "`where` is a table"),
        ({"size": 9, "where": {"year": ["2021"]}}, "needed is a year"),
        ({"size": 9, "where": {"setting": "castle"}}, "needed is family_home"),
        ({"size": 9, "where": {"setting": []}}, "words or years"),
        ({"size": 9, "more": {"times": 2}}, "[[more]]"),
        ({"size": 9, "more": [{"times": 2}]}, "`more` holds `where`"),
        ({"size": 9, "more": [{"where": {"sex": "male"}, "times": 2}]}, "columns of `by` only"),
        ({"size": 9, "by": ["sex"], "more": [{"where": {"sex": "male"}, "times": 0}]}, "`times`"),
        ({"size": 9, "seed": -1}, "`seed`"),
    ],
)
def test_what_cannot_be_followed_is_named(settings, said):
    found = refused(**settings)
    assert found.startswith("HW-M001") and said in found


@pytest.mark.parametrize("where", ["by", "where", "spread_of"])
def test_a_column_that_makes_no_strata_is_named(where: str):
    held: dict = {"by": ["place"], "where": {"place": "x"}, "spread_of": {"place": "x"}}
    more = {"allocation": "neyman"} if where == "spread_of" else {}
    assert refused(size=9, **{where: held[where]}, **more).startswith("HW-M002 `place`")


@pytest.mark.parametrize("content", [b"size = ", b"\xff\xfe\x00", b"size = 1\nsize = 2"])
def test_a_file_that_is_no_rule_is_refused(tmp_path: Path, content: bytes):
    path = tmp_path / "rule.toml"
    path.write_bytes(content)
    with pytest.raises(HomewardError, match="HW-M001"):
        read_rule(path)
    with pytest.raises(HomewardError, match="HW-M001"):
        read_rule(tmp_path / "gone.toml")


def test_options_stand_in_place_of_the_file_s_own():
    rule = named(made_rule({"size": 9, "seed": 4}), seed=5, name=None)
    assert (rule.seed, rule.name) == (5, "sample")
    with pytest.raises(HomewardError, match="HW-M001"):
        named(rule, name="No")


columns = st.sampled_from(COLUMNS)


@st.composite
def wheres(draw, among=COLUMNS):
    chosen = draw(st.lists(st.sampled_from(list(among)), unique=True, max_size=2))
    return {
        name: tuple(draw(st.lists(
            st.sampled_from(list(permitted(name) or (2019, 2022))), min_size=1, max_size=2,
            unique=True,
        )))
        for name in chosen
    }  # fmt: skip


@st.composite
def rules(draw):
    by = tuple(draw(st.lists(columns, unique=True, max_size=3)))
    spread = draw(wheres())
    more = [m for m in draw(st.lists(wheres(by), max_size=2)) if m] if by else []
    return Rule(
        draw(st.integers(1, 10**6)), draw(st.from_regex(r"[a-z0-9][a-z0-9-]{0,9}", fullmatch=True)),
        draw(st.sampled_from(SampleUnit)), by,
        Allocation.NEYMAN if spread else Allocation.EQUAL, spread, draw(st.integers(1, 9)),
        draw(st.integers(0, 99)), draw(st.integers(0, 2**63 - 1)), ("push_reason",),
        draw(wheres()), tuple(More(m, draw(st.floats(0.01, 999))) for m in more),
    )  # fmt: skip


@given(rules())
def test_any_rule_reads_back_as_it_was_written(rule: Rule):
    assert made_rule(tomllib.loads(rule_text(rule))) == rule
