"""Hour by weekday by setting: the tables behind the clock finding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from homeward.demand.clock_times import HOURS, Times
from homeward.demand.counting import Counter, Group, Tally, Volume, Yes, group
from homeward.demand.estimates import count, share
from homeward.estimators import PowerSums, cells_and_products
from homeward.findings.estimate import Estimate, GroupValue
from homeward.findings.finding import AggregateTable
from homeward.timelines.sheet import Coded, Sheet
from homeward.vocabulary.setting import Setting
from homeward.vocabulary.times import NIGHT_ENDS_AT_HOUR, Weekday

ALL = "all"
#: Hours in the order of a day that starts when the night ends.
DAY = [(NIGHT_ENDS_AT_HOUR + step) % HOURS for step in range(HOURS)]
#: Lines of the chart: everything, and this many settings.
SETTINGS_DRAWN = 3
_HOME = Setting.CHILDRENS_HOME.value
_NONE = Volume()


def _cell(found: Volume, **by: GroupValue) -> Estimate:
    return count("incidents", found.incidents, by, children=found.children)


def _grid(found: Mapping[Group, Volume], *, with_homes: bool) -> AggregateTable:
    cells: list[Estimate] = []
    for setting, fixed in ((ALL, {}), (_HOME, {"home": 1})):
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


def drawn_settings(found: Mapping[Group, Volume], settings: list[str]) -> list[str]:
    """Settings with a line of their own: the commonest, children's homes always among them.

    In the order of `settings`.
    """
    often = dict.fromkeys(settings, 0)
    for key, cell in found.items():
        by = dict(key)
        if "hour" in by and "setting" in by:
            often[str(by["setting"])] += cell.incidents
    most = sorted(settings, key=lambda s: (s != _HOME, -often[s]))[:SETTINGS_DRAWN]
    return [setting for setting in settings if setting in most]


def _shares(sheet: Sheet, hour: Coded, rows: Yes, found: Mapping[Group, Volume], setting: str,
            by: Mapping[str, GroupValue]) -> Iterator[Estimate]:  # fmt: skip
    """The share of each hour in one group, with its design effect by child."""
    known = rows & hour.known
    child = sheet.child[known]
    counts, cross = cells_and_products(child, hour.codes[known], HOURS)
    of, children_of = len(child), int(np.count_nonzero(np.diff(child, prepend=-1)))
    fourths = PowerSums.of(np.bincount(child, minlength=1)).fourths
    for h in DAY:
        cell = found.get(group(hour=h, **by), _NONE)
        yield share(
            "share_of_incidents",
            Tally(
                int(counts[h]), of, int(rows.sum()) - of, cell.children, children_of, 0,
                int(cross[h, h]), int(cross[h].sum()), int(cross.sum()), int(fourths),
            ),
            {"setting": setting, "hour": h},
        )  # fmt: skip


def _share_by_hour(
    sheet: Sheet, times: Times, ask: Counter, found: Mapping[Group, Volume], settings: list[str]
) -> AggregateTable:
    hour, where = times.hour, ask.dim("setting")
    cells = list(_shares(sheet, hour, np.ones(sheet.rows, bool), found, ALL, {}))
    for setting in drawn_settings(found, settings):
        rows = where.equals(setting)
        cells += _shares(sheet, hour, rows, found, setting, {"setting": setting})
    return AggregateTable(
        "hour_share_by_setting",
        "Share of incidents by hour: every incident, and the commonest settings",
        ("setting", "hour"), ("share_of_incidents",), tuple(cells),
    )  # fmt: skip


def grid_tables(sheet: Sheet, times: Times, settings: list[str]) -> tuple[AggregateTable, ...]:
    """Every cell, zeros included, with its different children.

    Parameters
    ----------
    sheet
        The episodes.
    times
        Whose hours.
    settings
        Settings in the records, in order; empty where none are known.
    """
    homes = _HOME in settings
    at_home = np.where(sheet.word("setting").equals(_HOME), 0, -1)
    ask = Counter(
        sheet, {"hour": times.hour, "weekday": times.evening, "home": Coded(at_home, (1,))}
    )
    groupings: list[tuple[str, ...]] = [("hour",), ("hour", "weekday")]
    if homes:
        groupings.append(("home", "hour", "weekday"))
    if settings:
        groupings += [("setting", "hour"), ("setting", "weekday")]
    found = ask.volumes(groupings)
    tables = (_grid(found, with_homes=homes), _share_by_hour(sheet, times, ask, found, settings))
    if not settings:
        return tables
    return (*tables, _hour_by_setting(found, settings), _weekday_by_setting(found, settings))
