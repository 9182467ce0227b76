"""The draw: sizes, weights, nothing that depends on order, and numbers that catch mistakes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from homeward.study.sampling.allocate import allocate
from homeward.study.sampling.draw import POOLED, draw_sample
from homeward.study.sampling.numbers import LETTERS, read_number, sample_number
from homeward.study.sampling.rule import More, Rule, check_rule
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.sampling import Allocation, SampleUnit
from tests.lib.sampling import SETTINGS, county, drawn, units

HOME = SETTINGS[1]
CHILDREN = len({(i * i // 7) % 60 for i in range(200)})

# ------------------------------------------------------------------ how many


def test_in_proportion_but_at_least_so_many():
    assert allocate([100, 50, 3, 1], [100, 50, 3, 1], 20, 2).tolist() == [11, 6, 2, 1]
    assert allocate([100, 50], [100, 50], 30, 2).tolist() == [20, 10]


def test_what_a_stratum_has_not_goes_to_the_others():
    assert allocate([5, 100, 100], [1, 1, 1], 60, 2).tolist() == [5, 28, 27]
    assert allocate([5, 6], [1, 1], 11, 2).tolist() == [5, 6]


@pytest.mark.parametrize("size, said", [(12, "there are 11"), (3, "strata need 4 at 2 each")])
def test_a_size_that_does_not_fit_is_refused(size: int, said: str):
    with pytest.raises(HomewardError) as caught:
        allocate([5, 6], [5, 6], size, 2)
    assert caught.value.code == "HW-M003" and said in caught.value.detail


def by_setting(draw) -> dict:
    return {s.by["setting"]: s for s in draw.strata}


def test_strata_and_weights_are_those_of_the_records():
    draw = drawn()
    found = by_setting(draw)
    assert {name: s.population for name, s in found.items()} == dict(
        zip(SETTINGS, (120, 60, 20), strict=True)
    )
    assert {name: s.drawn for name, s in found.items()} == dict(
        zip(SETTINGS, (24, 12, 4), strict=True)
    )
    assert all(s.weight == 5.0 for s in draw.strata)
    assert (draw.population, len(draw.units), draw.children) == (200, 40, CHILDREN)
    assert [m.value for m in draw.margins] == [s.by["setting"] for s in draw.strata]


def test_strata_stand_in_the_order_of_the_vocabulary():
    assert [s.by["setting"] for s in drawn().strata] == [SETTINGS[0], SETTINGS[2], HOME]


def test_a_stratum_can_be_drawn_more_heavily():
    more = by_setting(drawn(more=(More({"setting": (HOME,)}, 3.0),)))[HOME]
    assert more.drawn > 2 * by_setting(drawn())[HOME].drawn * 0.9
    assert more.weight == 60 / more.drawn


def test_equal_and_neyman():
    equal = by_setting(drawn(allocation=Allocation.EQUAL, size=30))
    assert [s.drawn for s in equal.values()] == [10, 10, 10]
    spread = {"missing_for": ("over_24h",)}
    neyman = by_setting(drawn(allocation=Allocation.NEYMAN, spread_of=spread, size=40))
    plain = by_setting(drawn(size=40))
    # Every fourth incident is long: among every tenth of the first six 1 or 2, of foster none.
    assert sum(s.drawn for s in neyman.values()) == 40
    assert neyman[SETTINGS[2]].drawn < plain[SETTINGS[2]].drawn
    assert neyman[SETTINGS[2]].drawn >= 2


def test_rare_strata_are_joined_into_one():
    draw = drawn(by=("setting", "age_band"), pool_below=25)
    pooled = draw.strata[-1]
    assert set(pooled.by.values()) == {POOLED}
    assert sum(s.population for s in draw.strata) == 200
    assert all(s.population >= 25 for s in draw.strata[:-1])
    kept = drawn(by=("setting", "age_band"), pool_below=0, least=1)
    assert len(kept.strata) > len(draw.strata)
    assert all(POOLED not in s.by.values() for s in kept.strata)
    # A unit of the joined stratum still says what it is.
    assert all(POOLED not in unit.values for unit in draw.units)


def test_one_rare_stratum_has_nothing_to_be_joined_to():
    draw = drawn(pool_below=25)
    assert [s.population for s in draw.strata] == [120, 20, 60]


def test_without_columns_there_is_one_stratum():
    draw = drawn(by=())
    assert [(dict(s.by), s.population, s.drawn) for s in draw.strata] == [({}, 200, 40)]


def test_only_what_is_wanted_is_drawn_from():
    draw = drawn(where={"setting": (HOME,)}, by=("band",))
    assert draw.population == 60
    with pytest.raises(HomewardError, match="HW-M003"):
        drawn(where={"year": (1999,)})


def test_children_can_be_drawn():
    draw = drawn(unit=SampleUnit.CHILD, size=10, by=())
    assert draw.population == draw.children == CHILDREN
    assert sorted(u.child for u in draw.units) == list(range(10))


# ------------------------------------------------------------------ which


def identities(draw) -> set[int]:
    return {u.row for u in draw.units}


def test_the_same_seed_draws_the_same_and_another_draws_others():
    assert drawn() == drawn()
    assert identities(drawn()) != identities(drawn(seed=2))


def test_a_larger_sample_holds_the_smaller_one():
    assert identities(drawn(size=40)) < identities(drawn(size=80)) < identities(drawn(size=150))


def test_the_name_does_not_move_the_draw():
    assert identities(drawn()) == identities(drawn(name="autumn"))
    assert drawn().code != drawn(name="autumn").code


def test_any_order_of_the_records_gives_the_same_draw():
    rule = check_rule(Rule(40, by=("setting", "missing_for")))
    held = units(county(), rule)
    rng = np.random.default_rng(3)
    first = draw_sample(held, rule)
    for _ in range(5):
        order = rng.permutation(len(held.identity))
        moved = type(held)(
            tuple(held.identity[i] for i in order), tuple(held.child[i] for i in order),
            held.file[order], held.row[order], held.reported_on[order], held.ended_on[order],
            {n: c._replace(codes=c.codes[order]) for n, c in held.columns.items()},
        )  # fmt: skip
        assert draw_sample(moved, rule) == first


def test_every_unit_is_drawn_as_often_as_its_stratum_says():
    """Over 400 seeds each of 200 incidents is drawn one time in five."""
    times, held = np.zeros(200), units(county(), Rule(40, by=("setting",)))
    for seed in range(400):
        for row in identities(draw_sample(held, Rule(40, by=("setting",), seed=seed))):
            times[row - 2] += 1
    assert times.sum() == 400 * 40
    # Binomial(400, 0.2): standard deviation 8; of 200 units none is beyond five of them.
    assert np.abs(times - 80).max() < 40


def test_the_code_follows_the_records():
    other = drawn(county(n=199))
    assert other.records != drawn().records and other.code != drawn().code


# ------------------------------------------------------------------ numbers


def test_numbers_say_nothing_of_stratum_date_or_place():
    draw = drawn(size=100)
    assert [u.number for u in draw.units] == sorted(u.number for u in draw.units)
    for told in ([u.row for u in draw.units], [u.stratum for u in draw.units]):
        assert abs(np.corrcoef(np.arange(100), told)[0, 1]) < 0.3


def test_a_number_is_read_however_it_is_typed():
    number = sample_number("BCDF", 42)
    assert number.startswith("BCDF-0042")
    for typed in (number, number.lower(), f" {number} ", number.replace("-", ""),
                  number.replace("-", " – "), "BCDF-42" + number[-1]):  # fmt: skip
        assert read_number(typed) == ("BCDF", 42)


def test_one_wrong_character_and_two_swapped_are_seen():
    for serial in (1, 42, 199, 1234):
        number = sample_number("KQRT", serial)
        places = [i for i, c in enumerate(number) if c != "-"]
        for i in places:
            others = LETTERS if number[i].isalpha() else "0123456789"
            for other in others:
                wrong = number[:i] + other + number[i + 1 :]
                assert wrong == number or read_number(wrong) != ("KQRT", serial)
                assert wrong == number or read_number(wrong) is None
        for i, j in pairwise(places):
            swapped = list(number)
            swapped[i], swapped[j] = swapped[j], swapped[i]
            same = number[i] == number[j]
            assert same or read_number("".join(swapped)) is None


@pytest.mark.parametrize("text", ["", "42", "BCDF", "AEIO-0001B", "total", "=1+1", "BCDF-٠٠٤٢K"])
def test_what_is_no_number_is_not_read(text: str):
    assert read_number(text) is None
