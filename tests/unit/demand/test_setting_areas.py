"""Areas that lie within each other are counted once, whatever they are called."""

from __future__ import annotations

import pytest

from homeward.demand.setting_areas import once

DISTRICTS = {"North": 4100, "South": 5203, "East": 7307}


def _rows(counts: dict[str, int], years: tuple[int, ...] = (2023, 2024)) -> list[dict]:
    return [
        {"area": area, "year": year, "setting": None, "age": None, "children": n + year - 2023}
        for area, n in counts.items()
        for year in years
    ]


def _kept(counts: dict[str, int]) -> set[str]:
    return {row["area"] for row in once(_rows(counts, (2023,)))[0]}


def test_districts_alone_are_all_kept():
    assert once(_rows(DISTRICTS)) == (_rows(DISTRICTS), 0)


def test_a_county_that_is_the_sum_of_its_districts_is_left_out():
    assert _kept(DISTRICTS | {"Anyshire": 16610}) == set(DISTRICTS)


@pytest.mark.parametrize("area", ["England", "East of England", "TOTAL", "Cyfanswm", "Wales"])
def test_an_area_named_as_one_that_holds_others_is_left_out(area):
    found, held = once(_rows(DISTRICTS | {"Anyshire": 16610, area: 900_000}, (2023,)))
    assert ({row["area"] for row in found}, held) == (set(DISTRICTS), 2)


def test_such_an_area_alone_is_kept():
    assert _kept({"Wales": 620_000}) == {"Wales"}


def test_a_sum_of_rounded_counts_need_not_be_exact():
    assert _kept({"A": 4100, "B": 5200, "C": 7300, "All of it": 16700}) == {"A", "B", "C"}
    assert len(_kept({"A": 4101, "B": 5203, "C": 7307, "D": 16700})) == 4


def test_a_county_that_is_bigger_than_its_neighbours_together_is_kept():
    assert len(_kept({"Anyshire": 320_014, "Seaside": 40_021, "Port": 45_033})) == 3


def test_a_county_is_known_by_its_code_beside_its_districts_only():
    codes = {"E07000095": 4101, "E07000096": 5203}
    assert _kept(codes | {"E10000015": 99_000}) == set(codes)
    unitary = {"E06000033": 40_021, "E10000012": 320_014}
    assert _kept(unitary) == set(unitary)


def test_a_sum_in_one_year_that_is_none_in_another_is_no_total():
    rows = _rows(DISTRICTS | {"Anyshire": 16610}, (2023,))
    rows += [row | {"year": 2024} for row in rows[:-1]]
    rows += [rows[3] | {"year": 2024, "children": 20_000}]
    assert len({row["area"] for row in once(rows)[0]}) == 4
