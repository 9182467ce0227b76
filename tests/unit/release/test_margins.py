"""Totals that give hidden cells away."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from homeward.findings import Estimate
from homeward.release.behind import group_of, quantities, why_hidden
from homeward.release.margins import Found, search, second_cells
from homeward.release.rules import DEFAULT
from homeward.release.sums import find_sums
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.withholding import Withheld
from tests.unit.release.cases import MANY, count, hours_by_setting, share
from tests.unit.release.plain_margins import plain_second_cells


def key(n, **by):
    """The quantity `n` of a group."""
    return tuple(sorted(by.items())), n


def settings(*counts, total=True):
    """Incidents by setting, and for all settings."""
    cells = [count(n, setting=s) for s, n in zip("abcdefgh", counts, strict=False)]
    return [*cells, count(sum(counts))] if total else cells


def attacked(total, *parts):
    """By hand: every hidden count that a published total and other parts allow."""

    def band(n):
        high = -(-n // 6) * 6
        return range(max(8, high - 5), high + 1)

    return {
        t - sum(others)
        for t in band(total)
        for others in product(*(band(p) for p in parts))
        if t - sum(others) >= 0
    }


def test_a_seven_that_a_total_pins_is_protected():
    """25 is published as 27 and 18 as 15: the third can only be seven or more."""
    assert attacked(25, 18) & set(range(1, 8)) == {7}
    assert second_cells(settings(18, 7), DEFAULT) == {key(18, setting="a")}


def test_a_cell_that_keeps_its_values_needs_no_second():
    """24 is published as 21 and 18 as 15: the third may be any of 1 to 7."""
    assert set(range(1, 8)) <= attacked(24, 18)
    assert second_cells(settings(18, 6), DEFAULT) == frozenset()


@pytest.mark.parametrize("hidden", range(1, 8))
@pytest.mark.parametrize("others", [(18,), (13,), (18, 12), (13, 19), (12, 18, 24), (30, 40, 8)])
def test_a_second_cell_is_hidden_exactly_when_fewer_than_four_values_are_left(hidden, others):
    left = attacked(hidden + sum(others), *others) & set(range(1, 8))
    assert hidden in left
    assert bool(second_cells(settings(*others, hidden), DEFAULT)) == (len(left) < 4)


def test_the_second_cell_is_the_smallest_of_its_sum():
    cells = settings(7, 18, 12, 24)
    left = attacked(61, 18, 12, 24) & set(range(1, 8))
    assert left == {7}
    assert second_cells(cells, DEFAULT) == {key(12, setting="c")}


def test_without_its_total_nothing_is_given_away():
    assert second_cells(settings(18, 7, total=False), DEFAULT) == frozenset()


def test_a_total_is_hidden_where_nothing_else_is_left_to_hide():
    """A second hidden cell is there already, and zeros are known: only the total is left."""
    cells = [count(18, 3, setting="a"), count(0, None, setting="b"), count(7, 7, setting="c")]
    assert second_cells([*cells, count(25)], DEFAULT) == frozenset()
    alone = [count(30, 2, setting="a"), count(9, setting="b"), count(39)]
    assert second_cells(alone, DEFAULT) == {key(9, setting="b")}


def test_a_large_cell_of_few_children_is_protected_like_a_small_one():
    """Thirty incidents of two children: the total must not say that there were thirty."""
    cells = [count(30, 2, setting="a"), count(100, setting="b"), count(130)]
    assert second_cells(cells, DEFAULT) == {key(100, setting="b")}


def test_children_counted_in_two_years_are_no_sum():
    cells = [count(18, year=2021), count(7, 7, year=2022), count(24)]
    assert list(find_sums(cells)) == []


def test_sums_are_found_over_one_dimension_and_over_several():
    cells = [
        count(n, setting=s, year=y)
        for (s, y), n in {
            ("a", 2021): 20, ("a", 2022): 31, ("b", 2021): 42, ("b", 2022): 54,
        }.items()
    ]  # fmt: skip
    totals = [count(51, setting="a"), count(73, year=2022), count(147)]
    found = {(s.total, len(s.parts)) for s in find_sums([*cells, *totals])}
    assert (key(51, setting="a"), 2) in found
    assert (key(147), 4) in found
    assert (key(73, year=2022), 2) not in found  # 31 and 54 are 85: no sum
    assert len(found) == 2


def test_verdicts_of_one_clock_add_up_to_their_denominator():
    """Two of the three are equal, and count as two."""
    verdicts = [
        share(n, 43, name=f"share_{verdict}", rule="rhi")
        for verdict, n in {"met": 18, "late": 18, "lapsed": 7}.items()
    ]
    (found,) = find_sums(verdicts)
    assert found.total == key(43, rule="rhi")
    assert found.parts.count(key(18, rule="rhi")) == 2


def test_shares_of_one_whole_add_up_to_it():
    shares = [share(n, 25, children=n, setting=s) for s, n in {"a": 18, "b": 7}.items()]
    totals = {s.total for s in find_sums(shares)}
    assert totals == {key(25, setting="a"), key(25, setting="b")}
    # The large one is hidden already, for its small rest: nothing pins the small one.
    assert second_cells(shares, DEFAULT) == frozenset()
    thirds = [share(n, 43, children=n, setting=s) for s, n in {"a": 18, "b": 7, "c": 18}.items()]
    assert second_cells(thirds, DEFAULT)


def test_the_same_number_under_another_name_is_hidden_too():
    """What is hidden in one table may not stand in the next as a denominator."""
    cells = settings(18, 7)
    other = share(9, 18, setting="a")
    second = second_cells([*cells, other], DEFAULT)
    assert key(18, setting="a") in second


def grid(*rows):
    """Incidents by row and column, with every total."""
    sized = {(r, c): n for r, row in enumerate(rows) for c, n in enumerate(row)}
    cells = [count(n, n, row=r, column=c) for (r, c), n in sized.items()]
    across = [count(sum(row), sum(row), row=r) for r, row in enumerate(rows)]
    down = [count(sum(col), sum(col), column=c) for c, col in enumerate(zip(*rows, strict=True))]
    return [*cells, *across, *down, count(sum(sized.values()))]


def test_a_grid_is_checked_all_its_sums_at_once(monkeypatch):
    """No one sum pins the 7 at the bottom; the rows and columns together do."""
    filed = grid((10, 7, 13), (28, 24, 3), (22, 7, 20))
    pinned = key(7, row=2, column=1)
    assert len(list(find_sums(filed))) == 9
    sums = [s for s in find_sums(filed) if pinned in s.members]
    for s in sums:
        others = [n for (_, n) in s.parts if (_, n) != pinned and n > 7]
        if len(others) == len(s.parts) - 1:
            assert len(attacked(s.total[1], *others) & set(range(1, 8))) >= 4
    second = second_cells(filed, DEFAULT)
    assert second and all(n > 7 for _, n in second)
    monkeypatch.setattr("homeward.release.attack.SOLVED_UP_TO", 0)
    assert second_cells(filed, DEFAULT) == frozenset()


def test_a_zero_is_hidden_with_its_total():
    """The 18 of setting a are all girls: that no boys are shown would give setting a back."""
    girls = [count(18, setting="a", sex="f"), count(0, 0, setting="a", sex="m")]
    second = second_cells([*settings(18, 7), *girls], DEFAULT)
    assert second == {key(18, setting="a"), key(0, setting="a", sex="m")}


def test_a_number_hidden_in_one_place_and_published_in_another_is_known():
    """The share of a is hidden for its small rest; its count stands in the table."""
    filed = [*settings(18, 7), share(18, 25, setting="a", name="share_of_all")]
    assert key(18, setting="a") in second_cells(filed, DEFAULT)


def test_two_hidden_verdicts_of_equal_size_hide_each_other():
    counts = {"met": 18, "late": 7, "lapsed": 7}
    verdicts = [share(n, 32, n, name=f"share_{v}", rule="rhi") for v, n in counts.items()]
    assert second_cells(verdicts, DEFAULT) == frozenset()


def test_nothing_is_protected_that_was_never_filed():
    empty = Estimate(
        "x", Kind.SHARE, Unit.INCIDENTS, 0.4, 0.3, 0.5, children_of=MANY, children=MANY
    )
    assert second_cells([empty], DEFAULT) == frozenset()


def test_a_month_is_one_group_however_a_table_keys_it():
    """A trend keyed "2019-02" and a grid keyed by year and month hide the same cells."""
    numbers = {1: 40, 2: 5, 3: 60}
    grid = [count(n, year=2019, month=month) for month, n in numbers.items()]
    trend = [count(n, period=f"2019-{month:02d}") for month, n in numbers.items()]
    assert [group_of(e) for e in grid] == [group_of(e) for e in trend]
    second = frozenset(quantities(grid[0]).values())
    assert why_hidden(grid[0], DEFAULT) is None
    assert why_hidden(grid[0], DEFAULT, second) is Withheld.SECOND_CELL
    assert why_hidden(trend[0], DEFAULT, second) is Withheld.SECOND_CELL


# ---------------------------------------------------------------- quick and plain agree

#: What a made incident has: a setting, an hour of a few, a weekday, a year.
DIMENSIONS = {"setting": "abcd", "hour": range(6), "weekday": range(5), "year": (2021, 2022)}

#: Tables of a made release: what each is by. All that a finding files, and more.
TABLES = (
    (), ("setting",), ("year",), ("weekday",), ("setting", "year"), ("hour", "setting"),
    ("setting", "weekday"), ("hour", "setting", "weekday"),
)  # fmt: skip


def made_release(seed, incidents, left_out):
    """Estimates of one release, counted from made incidents of made children.

    Counts by group with every total, verdicts that share a denominator (often alike),
    shares of those found, means per child. `left_out` of them are not filed.
    """
    rng = np.random.default_rng(seed)
    drawn = {
        key: rng.choice(list(values), incidents, p=rng.dirichlet([0.6] * len(values)))
        for key, values in DIMENSIONS.items()
    }
    child, verdict = rng.integers(0, 1 + incidents // 4, incidents), rng.integers(0, 3, incidents)
    every = [
        e
        for by in TABLES
        for group in product(*(DIMENSIONS[key] for key in by))
        for e in made_group(dict(zip(by, group, strict=True)), drawn, child, verdict)
    ]
    return [e for e in every if rng.random() >= left_out]


def made_group(by, drawn, child, verdict):
    """What is filed of one group."""
    inside = np.ones(len(child), bool)
    for key, value in by.items():
        inside &= drawn[key] == value
    n, children = int(inside.sum()), len(set(child[inside].tolist()))
    yield count(n, children, **by)
    if n and len(by) < 2:
        yield Estimate("per_child", Kind.MEAN, Unit.INCIDENTS_PER_CHILD, n / children, None, None,
                       n, children, children, children, by=by)  # fmt: skip
        for v in range(3):
            met = inside & (verdict == v)
            k = int(met.sum())
            yield share(k, n, len(set(child[met].tolist())), children, name=f"share_{v}", **by)


STRICTER = DEFAULT.stricter(redact_up_to=9, round_to=10, fewest_possible=6)


@pytest.mark.parametrize("rules", [DEFAULT, STRICTER], ids=["default", "stricter"])
@pytest.mark.parametrize(
    ("seed", "incidents", "left_out"),
    [(1, 60, 0), (3, 40, 0.1), (4, 60, 0.1), (5, 400, 0.1), (3, 150, 0.1)],
)
def test_the_quick_search_hides_the_very_cells_that_the_plain_one_hides(
    seed, incidents, left_out, rules
):
    filed = made_release(seed, incidents, left_out)
    plain = plain_second_cells(filed, rules)
    assert plain
    assert second_cells(filed, rules) == plain


def test_zeros_beside_seven_ones_are_hidden_and_nothing_else_is():
    """Shown, the zeros would say that seven cells are not: and the total is at most seven."""
    second = second_cells(hours_by_setting(), DEFAULT)
    assert second == {key(0, setting="b", hour=h) for h in (7, 8, 9)}


def test_seven_ones_in_a_full_table_may_be_zeros_and_need_nothing():
    """Every hour of both settings is filed: a row of hidden cells may hold hidden zeros."""
    found = search(hours_by_setting(zeros=0), DEFAULT)
    assert found == Found(frozenset())


def test_rows_that_are_only_there_if_not_zero_are_named_and_nothing_is_hidden_for_them():
    """Seven rows of a table that leaves zeros out say seven or more, whatever is hidden."""
    filed = hours_by_setting(zeros_filed=False)
    found = search(filed, DEFAULT)
    assert key(7, setting="b") in {s.total for s in found.given_away}
    assert all(part[1] == 1 for s in found.given_away for part in s.parts)
    assert found.cells == frozenset()


def test_a_zero_whose_total_is_published_is_published():
    filed = hours_by_setting() + [count(0, 0, setting="a", weekday=d) for d in range(3)]
    second = second_cells(filed, DEFAULT)
    assert all(dict(group)["setting"] == "b" for group, _ in second)


def test_zeros_are_hidden_all_the_way_down():
    """The days of an hour of none are none: shown, they would give the hidden hour back."""
    days = [count(0, 0, setting="b", hour=8, weekday=d) for d in range(7)]
    second = second_cells([*hours_by_setting(), *days], DEFAULT)
    assert {key(0, setting="b", hour=8, weekday=d) for d in range(7)} <= second


def test_zeros_are_hidden_also_where_parts_overlap_and_make_no_sum():
    kinds = [count(n, n, setting="b", kind=k) for k, n in {"x": 6, "y": 5, "z": 0}.items()]
    second = second_cells([count(7, 7, setting="b"), *kinds], DEFAULT)
    assert second == {key(0, setting="b", kind="z")}


@pytest.mark.parametrize("rules", [DEFAULT, STRICTER], ids=["default", "stricter"])
@pytest.mark.parametrize(("zeros", "filed"), [(0, True), (3, True), (3, False), (1, True)])
def test_the_quick_search_agrees_on_a_row_of_ones(zeros, filed, rules):
    made = hours_by_setting(zeros, filed)
    assert second_cells(made, rules) == plain_second_cells(made, rules)


def test_the_quick_search_agrees_on_a_grid_that_only_equations_give_away():
    filed = grid((10, 7, 13), (28, 24, 3), (22, 7, 20))
    assert second_cells(filed, DEFAULT) == plain_second_cells(filed, DEFAULT)


def test_hiding_a_cell_looks_again_only_at_the_estimates_that_it_stands_in(monkeypatch):
    filed, looked_at = made_release(3, 900, 0), []

    def look(e, rules, second):
        looked_at.append(e)
        return why_hidden(e, rules, second)

    monkeypatch.setattr("homeward.release.margins.why_hidden", look)
    second = second_cells(filed, STRICTER)
    standing = [e for e in filed if not second.isdisjoint(quantities(e).values())]
    assert len(second) > 50
    assert len(looked_at) < len(filed) + 4 * len(standing)


def test_sums_come_in_the_order_in_which_estimates_are_filed():
    """Any other order would make a release depend on how a run hashes its words."""
    eighteens = [share(18, 151, children=18, setting=s) for s in "abcdefgh"]
    filed = [*eighteens, share(7, 151, children=7, setting="i")]
    totals = [s.total for s in find_sums(filed)]
    assert totals == [key(151, setting=s) for s in "abcdefghi"]
