"""Hour by weekday by setting: the tables behind the clock finding."""

from __future__ import annotations

from collections.abc import Mapping

from ibis.expr.types import Table

from homeward.demand.estimates import count
from homeward.demand.tallies import Group, Volume, group, volumes
from homeward.findings.estimate import Estimate, GroupValue
from homeward.findings.finding import AggregateTable
from homeward.vocabulary.setting import Setting
from homeward.vocabulary.times import NIGHT_ENDS_AT_HOUR, Clock, Weekday

HOURS = 24
ALL = "all"
#: Hours in the order of a day that starts when the night ends.
DAY = [(NIGHT_ENDS_AT_HOUR + step) % HOURS for step in range(HOURS)]
_NONE = Volume(0, 0, 0)


def with_hours(table: Table, clock: Clock) -> Table:
    """Episodes with a time of day: `hour`, `weekday` (of its evening, 0 Monday), `home`."""
    known = table.filter(table[f"{clock.value}_minute"].notnull())
    return known.select(
        "child",
        "setting",
        hour=known[f"{clock.value}_minute"] // 60,
        weekday=known[f"{clock.value}_night_on"].day_of_week.index().cast("int64"),
        home=(known.setting == Setting.CHILDRENS_HOME.value).cast("int64"),
    )


def _cell(found: Volume, **by: GroupValue) -> Estimate:
    return count("incidents", found.incidents, by, children=found.children)


def _grid(found: Mapping[Group, Volume], *, with_homes: bool) -> AggregateTable:
    cells: list[Estimate] = []
    for setting, fixed in ((ALL, {}), (Setting.CHILDRENS_HOME.value, {"home": 1})):
        if fixed and not with_homes:
            continue
        for place, weekday in enumerate(Weekday):
            for hour in DAY:
                key = group(hour=hour, weekday=place, **fixed)
                cells.append(
                    _cell(found.get(key, _NONE), setting=setting, weekday=weekday.value, hour=hour)
                )
    return AggregateTable(
        "hour_by_weekday",
        "Incidents by hour and weekday; before 06:00 belongs to the evening before",
        ("setting", "weekday", "hour"), ("incidents",), tuple(cells),
    )  # fmt: skip


def _hour_by_setting(found: Mapping[Group, Volume], settings: list[str]) -> AggregateTable:
    cells = [
        _cell(found.get(group(setting=s, hour=h), _NONE), setting=s, hour=h)
        for s in settings
        for h in DAY
    ]
    return AggregateTable(
        "hour_by_setting", "Incidents by hour and setting", ("setting", "hour"),
        ("incidents",), tuple(cells),
    )  # fmt: skip


def _weekday_by_setting(found: Mapping[Group, Volume], settings: list[str]) -> AggregateTable:
    cells = [
        _cell(found.get(group(setting=s, weekday=i), _NONE), setting=s, weekday=day.value)
        for s in settings
        for i, day in enumerate(Weekday)
    ]
    return AggregateTable(
        "weekday_by_setting",
        "Incidents by weekday and setting; before 06:00 belongs to the evening before",
        ("setting", "weekday"), ("incidents",), tuple(cells),
    )  # fmt: skip


def grid_tables(table: Table, clock: Clock, settings: list[str]) -> tuple[AggregateTable, ...]:
    """Every cell, zeros included, with its different children: one query.

    Parameters
    ----------
    table
        Episodes with `setting` filled.
    clock
        Whose hours.
    settings
        Settings in the records, in order; empty where none are known.
    """
    groupings: list[tuple[str, ...]] = [("hour", "weekday")]
    if settings:
        groupings += [("home", "hour", "weekday"), ("setting", "hour"), ("setting", "weekday")]
    found = volumes(with_hours(table, clock), groupings)
    homes = Setting.CHILDRENS_HOME.value in settings
    tables = (_grid(found, with_homes=homes),)
    if not settings:
        return tables
    return (*tables, _hour_by_setting(found, settings), _weekday_by_setting(found, settings))
