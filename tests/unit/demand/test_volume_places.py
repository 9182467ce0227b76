"""Children of one place that are alike make the numbers of their setting less certain."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from homeward.demand import volume
from homeward.demand.counting import group
from homeward.demand.estimates import AND_PLACES, BETWEEN_CHILDREN
from homeward.demand.volume import STREAM, TWO_WAY
from homeward.demand.volume_places import alike_in_places
from homeward.vocabulary.setting import Setting
from tests.lib.made import made_timelines

HOME, FAMILY = Setting.CHILDRENS_HOME.value, Setting.FAMILY_HOME.value
#: Incidents of each child of each of four homes: in two all have many, in two all have one.
ALIKE = {"Ash": [9, 8, 9], "Beech": [1, 1, 1], "Cedar": [8, 9, 9], "Elm": [1, 1, 1]}
#: The same children, spread over the homes.
APART = {"Ash": [9, 1, 1], "Beech": [1, 8, 9], "Cedar": [8, 1, 9], "Elm": [1, 1, 9]}


def timelines(homes, *, named=True):
    """Children's homes with so many incidents of each child, and a child at home each month."""
    children = [(f"{home}{n}", home, many) for home, all_ in homes.items()
                for n, many in enumerate(all_)]  # fmt: skip
    rows = [
        {"child": child, "setting": HOME, "place": home if named else None,
         "reported": datetime(2023, 3, 1, 20) + timedelta(days=25 * n)}
        for child, home, many in children for n in range(many)
    ]  # fmt: skip
    rows += [
        {
            "child": f"at home {n}",
            "setting": FAMILY,
            "reported": datetime(2023 + n // 12, n % 12 + 1, 9),
        }
        for n in range(24)
    ]
    return made_timelines(rows, opens=date(2023, 1, 1), closes=date(2024, 12, 31))


def of_homes(made, name):
    return volume(made, 1).estimate(name, setting=HOME)


@pytest.mark.parametrize(
    "name, one_way, both",
    [
        ("incidents_per_child", BETWEEN_CHILDREN, AND_PLACES),
        ("incidents_per_month", STREAM, TWO_WAY),
    ],
)
def test_homes_whose_children_are_alike_widen_what_is_said_of_their_setting(name, one_way, both):
    alike, apart, unnamed = (
        of_homes(made, name)
        for made in (timelines(ALIKE), timelines(APART), timelines(ALIKE, named=False))
    )
    assert alike.value == apart.value == unnamed.value
    assert alike.high > apart.high and alike.low < apart.low
    assert (apart.low, apart.high) == (unnamed.low, unnamed.high)
    assert (alike.interval, apart.interval, unnamed.interval) == (both, one_way, one_way)


def test_what_is_added_is_said_of_each_setting_and_of_each_year_of_it():
    sheet = timelines(ALIKE).sheet
    found = alike_in_places(sheet)
    assert found[group(setting=HOME)] > 0
    assert found[group(setting=FAMILY)] == 0
    by_year = alike_in_places(sheet, by_year=True)
    assert set(by_year) >= {group(year=y, setting=HOME) for y in (2023, 2024)}
    assert by_year[group(year=2023, setting=HOME)] > 0
    # In 2024 no child that had many incidents is left: nobody differs.
    assert by_year[group(year=2024, setting=HOME)] == 0


def test_the_whole_county_and_family_homes_are_as_their_children_make_them():
    finding = volume(timelines(ALIKE), 1)
    assert finding.estimate("incidents_per_child").interval == BETWEEN_CHILDREN
    assert finding.estimate("incidents_per_month").interval == STREAM
    assert finding.estimate("incidents_per_child", setting=FAMILY).interval == BETWEEN_CHILDREN
