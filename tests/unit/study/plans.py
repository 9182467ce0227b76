"""A small plan that every test of plans starts from."""

from __future__ import annotations

from datetime import date

from homeward.records.mapping import ColumnMap, FileMap, Reading
from homeward.study.plan import Dataset, Plan

PLAIN = Plan(
    opens=date(2021, 1, 1),
    closes=date(2022, 12, 31),
    force="Made-up Constabulary",
    datasets=(
        Dataset(
            FileMap(
                "incidents",
                ("missing.csv",),
                Reading("utf-8", ",", 1, ""),
                {
                    "incident": ColumnMap("Ref"),
                    "child": ColumnMap("Person"),
                    "reported": ColumnMap("Date", "Time", format="%d/%m/%Y", time_format="%H:%M"),
                    "exploitation": ColumnMap(flags={"CSE Y/N": "sexual"}),
                },
                {"risk_first": {"Standard plus": "medium"}},
                ("Notes",),
            )
        ),
    ),
)
HEADER = "Ref,Person,Date,Time,CSE Y/N,Notes\n"
