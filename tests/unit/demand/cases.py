"""Awkward records, by name: every finding must answer or refuse, and never break."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from homeward.timelines.histories import IntakeSummary, Timelines
from homeward.vocabulary.setting import Setting
from tests.lib.made import made_timelines

START = datetime(2024, 3, 1, 20)
HOME, FAMILY = Setting.CHILDRENS_HOME.value, Setting.FAMILY_HOME.value


def rows(n: int, children: int, **same) -> list[dict]:
    """`n` incidents of so many children, a day and a half apart."""
    out = []
    for i in range(n):
        reported = START + timedelta(hours=36 * i)
        row = {
            "child": f"c{i % children}",
            "reported": reported,
            "last_seen": reported - timedelta(hours=2),
            "found": reported + timedelta(hours=3 * (i % 5 + 1)),
            "setting": (FAMILY, HOME)[i % 2],
            "place": f"p{i % 3}",
            "risk_first": "medium",
            "harm": ["none_disclosed"] if i % 2 else [],
        }
        out.append(row | same)
    return out


_INTAKE = IntakeSummary(
    40, 30, 4, 6, 2, {("HW-R001", "child"): 5, ("HW-R002", "found"): 2, ("HW-R006", ""): 1},
    {"cancelled": 3},
)  # fmt: skip


def cases() -> dict[str, Timelines]:
    """Name to timelines."""
    whole = rows(30, 7)
    dated = [
        row | {key: row[key].date() for key in ("reported", "last_seen", "found")} for row in whole
    ]
    return {
        "usual": made_timelines(whole, intake=_INTAKE),
        "one_incident": made_timelines(rows(1, 1)),
        "one_child": made_timelines(rows(12, 1)),
        "one_day": made_timelines(
            rows(1, 1) + rows(1, 1, child="d"), opens=date(2024, 3, 1), closes=date(2024, 3, 1)
        ),
        "no_homes_nor_last_seen_nor_place": made_timelines(
            rows(12, 4, setting=FAMILY, last_seen=None, place=None)
        ),
        "no_found": made_timelines(rows(12, 4, found=None)),
        "no_setting": made_timelines(rows(12, 4, setting=None)),
        "settings_unknown": made_timelines(
            rows(12, 4, setting="not_recorded") + rows(2, 1, setting=None),
            setting_from="missing_from_type",
        ),
        "dates_only": made_timelines(dated),
        "all_open_but_one": made_timelines([*rows(11, 4, found=None), *rows(1, 1)]),
        "seven_years": made_timelines(
            [
                row | {key: row[key].replace(year=2018 + i % 7) for key in _TIMES}
                for i, row in enumerate(whole)
            ],
            opens=date(2018, 1, 1),
        ),
        "empty": made_timelines([]),
    }


_TIMES = ("reported", "last_seen", "found")
