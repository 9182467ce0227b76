"""Totals that give hidden cells away."""

from __future__ import annotations

from itertools import product

import pytest

from homeward.findings import Estimate
from homeward.release.behind import group_of, quantities, why_hidden
from homeward.release.margins import find_sums, second_cells
from homeward.release.rules import DEFAULT
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.withholding import Withheld
from tests.unit.release.cases import MANY, count, share


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
    monkeypatch.setattr("homeward.release.margins.SOLVED_UP_TO", 0)
    assert second_cells(filed, DEFAULT) == frozenset()


def test_a_second_cell_is_hidden_with_the_only_cell_inside_it():
    """The 18 of setting a are all girls: the girls of a would give setting a back."""
    girls = [count(18, setting="a", sex="f"), count(0, 0, setting="a", sex="m")]
    second = second_cells([*settings(18, 7), *girls], DEFAULT)
    assert second == {key(18, setting="a"), key(18, setting="a", sex="f")}


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
